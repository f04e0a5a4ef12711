# SPDX-License-Identifier: Apache-2.0
"""explain() against what the command `halfulp explain` prints, and what both refuse."""
import os
import pathlib
import subprocess

import pytest

import halfulp as hu
from conftest import ROOT

COMMAND = pathlib.Path(os.environ.get("HALFULP_COMMAND", ROOT / "build" / "halfulp"))
QUESTIONS = [
    "fp16: 0.1 + 0.2", "fp16 0.1", "e4m3: 0x7e", "fp32 -> e4m3: 449", "fp16: -1.5e+3 - -2E-3", "fp16:1--1",
    "e4m3, e4m3, fp32 -> fp16: fma(1.5, -2, 0x3F800000)", "ue5m3b15:inf=none,nan=top, fp16: remainder(5, 3)",
    "fp16: mulAdd(0x1.8p+3,-0x1p-3 , nan)", "bf16 : roundToInt_x(2.5)", "fp16: scaleB(3, -4)", "fp16: logB(0x3c00)",
    "fp16: from_i32(-70000)", "e5m2b-3 -> fp32: 1 * 3", "fp64 -> fp16: 1e-8", "fp16: inf / inf", "e2m1: nan",
    "E4M3: 1 / 3", "fp16: minimumNumber(snan, 1)", "e8m0: 3.0", "fp16,e4m3: 1+1", "fp16: sqrt (2)",
    "binary8p3se: from_ui64(0xFFFFFFFFFFFFFFFF)"]
REFUSED = ["", "fp16", "fp16:", "fp16: 1 +", "fp16: 1 + 2 + 3", "nix: 1", "fp16: nix(1)", "fp16: fma(1, 2)",
           "fp16: eq(1, 2)", "fp16: nextUp(1)", "fp64: 1 + 2", "fp16: 0x12345", "fp16, fp16: 1", "fp16: 1 % 2",
           "fp16: abc", "fp16: scaleB(1, 2.5)", "fp16: from_i32(3000000000)", "fp16: sqrt(2",
           "fp16, fp16, fp16, fp16: fma(1, 2, 3)"]


def command(*words):
    if not COMMAND.exists():
        pytest.skip(f"no command {COMMAND}")
    return subprocess.run([str(COMMAND), "explain", *words], capture_output=True, text=True)


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("options, keywords", [
    ([], {}), (["--rounding", "up", "--width", "100"], {"rounding": "up", "width": 100}),
    (["--saturate", "--nan", "x86"], {"saturate": "all", "nan": "x86"})], ids=["default", "up", "x86"])
def test_as_the_command(question, options, keywords):
    done = command(question, *options)
    assert done.returncode == 0 and hu.explain(question, **keywords) == done.stdout


@pytest.mark.parametrize("question", REFUSED)
def test_refused(question):
    with pytest.raises((ValueError, TypeError), match="expected|no result|precision"):
        hu.explain(question)
    assert command(question).returncode == 2


def test_stochastic():
    policies = {"rounding": "stochastic_a", "random_bits": 4, "seed": 7, "first": 5}
    drawn = int(hu.random_bits(1, 4, seed=7, first=5)[0])
    done = command("fp16: 1 / 3", "--rounding", "stochastic-a", "--random-bits", "4", "--random", str(drawn))
    assert hu.explain("fp16: 1 / 3", **policies) == done.stdout
