# SPDX-License-Identifier: Apache-2.0
"""The type hints, where mypy is installed."""
import subprocess
import sys

import pytest

from conftest import ROOT


def test_types(tmp_path):
    pytest.importorskip("mypy")
    done = subprocess.run([sys.executable, "-m", "mypy", "--disallow-untyped-defs", "--disallow-any-generics",
                           "--enable-incomplete-feature=Unpack", "--cache-dir", str(tmp_path),
                           str(ROOT / "formats" / "bindings" / "python" / "halfulp")], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
