# SPDX-License-Identifier: Apache-2.0
"""Builds the wheel of halfulp: the package and the shared library, which `make lib` builds in the repository around
this folder. A build backend as PEP 517 and PEP 660 define it, with the standard library alone.

usage: halfulp_build.py FOLDER    writes the wheel into that folder and prints its path

HALFULP_LIBRARY names a library to take instead, and SOURCE_DATE_EPOCH the time of the files in the wheel.
"""
from __future__ import annotations

import base64
import hashlib
import os
import pathlib
import re
import subprocess
import sys
import sysconfig
import time
import zipfile

HERE = pathlib.Path(__file__).resolve().parent.parent
ROOT = HERE.parents[2]
TAG = "py3-none-" + re.sub(r"[-.]", "_", sysconfig.get_platform())


def _version() -> str:
    header = ROOT / "formats" / "halfulp_version.h"
    if not header.exists():
        raise SystemExit(f"halfulp: expected to be built in its repository, with {header}")
    return re.search(r'HU_VERSION_TEXT\s+"(.*)"', header.read_text()).group(1)


def _library() -> pathlib.Path:
    chosen = os.environ.get("HALFULP_LIBRARY")
    if chosen:
        return pathlib.Path(chosen)
    # A make of its own, even if another one called pip.
    ours = ("MAKEFLAGS", "MAKELEVEL", "MFLAGS")
    environment = {name: value for name, value in os.environ.items() if name not in ours}
    subprocess.run(["make", "-C", str(ROOT), "lib"], check=True, env=environment, stdout=sys.stderr)
    return ROOT / environment.get("BUILD", "build") / "libhalfulp.so"


def _setting(name: str) -> str:
    """A setting of pyproject.toml that is a string, or a list of one."""
    return re.search(rf'^{name} = \[?"(.*?)"', (HERE / "pyproject.toml").read_text(), re.MULTILINE).group(1)


def _information() -> dict[str, bytes]:
    """The files of the wheel's .dist-info folder but for RECORD."""
    metadata = (f"Metadata-Version: 2.1\nName: halfulp\nVersion: {_version()}\nSummary: {_setting('description')}\n"
                f"License: {_setting('license')}\nRequires-Python: {_setting('requires-python')}\n"
                f"Requires-Dist: {_setting('dependencies')}\nDescription-Content-Type: text/markdown\n\n")
    wheel = f"Wheel-Version: 1.0\nGenerator: halfulp_build\nRoot-Is-Purelib: false\nTag: {TAG}\n"
    return {"METADATA": metadata.encode() + (HERE / "README.md").read_bytes(), "WHEEL": wheel.encode(),
            "LICENSE": (ROOT / "LICENSE").read_bytes()}


def _information_name() -> str:
    return f"halfulp-{_version()}.dist-info"


def _write(folder: str, files: dict[str, bytes]) -> str:
    """Writes the wheel with these files and those of .dist-info; returns its name."""
    information = _information_name()
    files = {**files, **{f"{information}/{name}": data for name, data in _information().items()}}
    record = ""
    for name, data in files.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
        record += f"{name},sha256={digest},{len(data)}\n"
    files[f"{information}/RECORD"] = f"{record}{information}/RECORD,,\n".encode()
    moment = time.gmtime(max(int(os.environ.get("SOURCE_DATE_EPOCH", "0")), 315532800))[:6] # zip begins in 1980
    wheel = f"halfulp-{_version()}-{TAG}.whl"
    pathlib.Path(folder).mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(pathlib.Path(folder) / wheel, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name, moment)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = (0o100755 if name.endswith(".so") else 0o100644) << 16
            archive.writestr(entry, data)
    return wheel


# ---- The hooks of PEP 517 and PEP 660 --------------------------------------------------------------------------------


def prepare_metadata_for_build_wheel(metadata_directory: str, config_settings: object = None) -> str:
    folder = pathlib.Path(metadata_directory) / _information_name()
    folder.mkdir()
    for name, data in _information().items():
        (folder / name).write_bytes(data)
    return folder.name


prepare_metadata_for_build_editable = prepare_metadata_for_build_wheel


def build_wheel(wheel_directory: str, config_settings: object = None, metadata_directory: str | None = None) -> str:
    sources = [*sorted((HERE / "halfulp").glob("*.py")), HERE / "halfulp" / "py.typed"]
    files = {f"halfulp/{source.name}": source.read_bytes() for source in sources}
    files["halfulp/libhalfulp.so"] = _library().read_bytes()
    return _write(wheel_directory, files)


def build_editable(wheel_directory: str, config_settings: object = None, metadata_directory: str | None = None) -> str:
    """`pip install -e`: a path to this folder. The library is then the repository's."""
    _library()
    return _write(wheel_directory, {"halfulp.pth": f"{HERE}\n".encode()})


def build_sdist(sdist_directory: str, config_settings: object = None) -> str:
    raise SystemExit("halfulp: there is no source distribution; build the wheel in the repository: make wheel")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit("usage: halfulp_build.py FOLDER")
    print(pathlib.Path(sys.argv[1]) / build_wheel(sys.argv[1]))
