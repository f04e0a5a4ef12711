# SPDX-License-Identifier: Apache-2.0
"""Shared by the tests of the Python door: the C library without the door, constants of the formats, random operands."""
import ctypes
import os
import pathlib

import numpy as np
import pytest

from halfulp import _library as c  # the library, without the door

ROOT = pathlib.Path(__file__).resolve().parents[3]
SEED = int(os.environ.get("HALFULP_SEED", "1"))


def pytest_report_header():
    return f"HALFULP_SEED={SEED}; library: {c.shared._name}, kernels: {c.shared.hu_array_path_name(0).decode()}"


@pytest.fixture
def rng():
    return np.random.default_rng(SEED)


def c_format(name):
    found = c.hu_format()
    assert c.shared.hu_format_parse(name.encode(), found), name
    return found


def c_apply(operation, to, formats, codes, **fields):
    """One result of hu_apply as (code, flags): formats by name (None: an integer), policies as numbers."""
    env, result = c.hu_env(**fields), c.hu_number()
    known = [None if name is None else c_format(name) for name in formats]
    operands = (c.hu_number * len(codes))()
    for operand, format, code in zip(operands, known, codes):
        operand.format = None if format is None else ctypes.pointer(format)
        operand.code = code
    target = None if to is None else c_format(to)
    status = c.shared.hu_apply(c.shared.hu_operation_find(operation.encode()), target, operands, env, result)
    assert status == 0, (operation, to, formats, codes, status)
    return result.code, env.flags


def format_rows():
    """The lines of data/formats.txt, as lists of words."""
    lines = (ROOT / "data" / "formats.txt").read_text().splitlines()
    return [line.split() for line in lines if line and not line.startswith("#")]


NARROW = [row[0] for row in format_rows() if int(row[1]) <= 8]
