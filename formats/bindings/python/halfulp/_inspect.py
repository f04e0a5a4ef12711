# SPDX-License-Identifier: Apache-2.0
"""What is in the tensors of a file, as the command `halfulp inspect` measures it."""
from __future__ import annotations

import json
import os
import pathlib
import shutil
import subprocess
from typing import Any


def _command() -> str:
    """The command: the variable HALFULP_COMMAND; in the repository, as `make` builds it; on the PATH."""
    chosen = os.environ.get("HALFULP_COMMAND")
    here = pathlib.Path(__file__).resolve()
    built = here.parents[4] / "build" / "halfulp" if len(here.parents) > 4 else None
    found = chosen or (str(built) if built and built.is_file() else shutil.which("halfulp"))
    if found is None:
        raise FileNotFoundError("halfulp: no such command; build it (make), install it, or set HALFULP_COMMAND")
    return found


def inspect(file: str | os.PathLike[str], *, tensor: str | None = None, dtype: str | None = None, packed: bool = False,
            top: int | None = None, all: bool = False, sqnr: float | None = None) -> dict[str, Any]:
    """What is in the tensors of a .npy or .safetensors file, and what narrower formats and block recipes would lose.

        report = hu.inspect("model.safetensors", tensor="*.down_proj.weight")
        for t in report["tensors"]:
            print(t["name"], t["amax"], t["zeros"], t["nans"], [(c["recipe"], c["sqnr_db"]) for c in t["candidates"]])

    The arguments are the command's: tensor is a pattern of names, dtype what the elements are where the file does not
    say, packed of 4 or 6 bits without gaps, top so many of the largest, all measures every element, sqnr is what the
    recommendation must keep in dB. The statistics are in floating point, unlike all else here; the command computes
    them, since the library has no floating point. It must be there: see HALFULP_COMMAND.
    """
    options = [word for name, value in (("--tensor", tensor), ("--dtype", dtype), ("--top", top), ("--sqnr", sqnr))
               if value is not None for word in (name, str(value))]
    options += [name for name, value in (("--packed", packed), ("--all", all)) if value]
    path = os.fsdecode(file)
    path = os.path.join(".", path) if path.startswith("-") else path
    done = subprocess.run([_command(), "inspect", "--json", *options, path], capture_output=True, text=True)
    if done.returncode != 0:
        if not os.path.exists(path):
            raise FileNotFoundError(f"{path}: no such file")
        raise ValueError(done.stderr.strip() or f"halfulp inspect {path}: exit status {done.returncode}")
    return json.loads(done.stdout)
