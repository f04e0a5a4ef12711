# SPDX-License-Identifier: Apache-2.0
"""Every operation against the C library called for one element, and against the regressions of data/bugs.txt."""
import itertools
import re

import numpy as np
import pytest

import halfulp as hu
from conftest import NARROW, ROOT, c_apply, format_rows
from halfulp import _calls

FUNCTIONS = {
    "convert": hu.convert, "add": hu.add, "sub": hu.sub, "mul": hu.mul, "div": hu.div, "sqrt": hu.sqrt,
    "mulAdd": hu.fma, "rem": hu.remainder, "minimum": hu.minimum, "maximum": hu.maximum,
    "minimumNumber": hu.minimum_number, "maximumNumber": hu.maximum_number, "nextUp": hu.next_up,
    "nextDown": hu.next_down, "roundToInt": hu.round_to_integral, "scaleB": hu.scale_b, "logB": hu.log_b,
    "compare_quiet": hu.compare, "compare_signaling": hu.compare_signaling, "eq": hu.equal, "lt_quiet": hu.less,
    "le_quiet": hu.less_equal, "eq_signaling": hu.equal_signaling, "lt": hu.less_signaling,
    "le": hu.less_equal_signaling, "totalOrder": hu.total_order, "class": hu.classify, "to_i32": hu.to_int32,
    "to_i64": hu.to_int64, "to_ui32": hu.to_uint32, "to_ui64": hu.to_uint64, "from_i32": hu.from_int32,
    "from_i64": hu.from_int64, "from_ui32": hu.from_uint32, "from_ui64": hu.from_uint64}


def run(operation, operands, **keywords):
    """By its function, and by apply(), which must give the same."""
    name, exact = re.subn("_x$", "", operation.name)
    function = FUNCTIONS[name]
    extra = {"exact": True} if exact else {}
    if operation.result != "number" or operation.same_format:
        keywords.pop("to", None)
    got = function(*operands, **keywords, **extra)
    again = hu.apply(operation.name, *operands, **keywords)
    assert got[0].dtype == again[0].dtype and (got[0] == again[0]).all() and got[1:] == again[1:]
    return got


def expected(operation, result):
    """A result of hu_apply as the door returns it."""
    kind = operation.result
    if kind.startswith("int") and result >> (31 if kind == "int32" else 63):
        return result - (1 << (32 if kind == "int32" else 64))
    return {"relation": result - 1}.get(kind, result)


def test_every_operation_has_its_function():
    assert {operation.name for operation in hu.operations()} == set(FUNCTIONS) | {
        f"{name}_x" for name in ("roundToInt", "to_i32", "to_i64", "to_ui32", "to_ui64")}


@pytest.mark.parametrize("operation", hu.operations(), ids=lambda operation: operation.name)
@pytest.mark.parametrize("policies, fields", [
    ({}, {}), ({"rounding": "up", "nan": "x86", "flush": "both"}, {"rounding": 4, "nan": 1, "flush": 3}),
    ({"rounding": "to_odd", "overflow": "saturate-all", "tininess": "before"},
     {"rounding": 5, "overflow": 2, "tininess": 1})], ids=["default", "up", "odd"])
def test_against_c(operation, policies, fields, rng):
    """Drawn codes of E5M2, E4M3 and FP16, specials among them; each result, and the flags of all together."""
    formats = ["e5m2"] * 3 if operation.same_format else ["e5m2", "e4m3", "fp16"]
    special = {"e5m2": [0, 0x80, 1, 0x7B, 0x7C, 0xFC, 0x7D, 0x7F, 0xFE], "e4m3": [0, 0x80, 1, 0x7E, 0x7F, 0xFF],
               "fp16": [0, 0x8000, 1, 0x7BFF, 0x7C00, 0xFC00, 0x7C01, 0x7E00]}
    columns, of = [], []
    for kind, format in zip(operation.operands, formats):
        if kind == "number":
            f = hu.Format(format)
            drawn = rng.integers(0, 1 << f.bits, 40)
            columns.append(np.concatenate([special[format], drawn])[:40].astype(f.dtype))
            rng.shuffle(columns[-1])
            of.append(format)
        else:
            limits = np.iinfo(kind)
            few = rng.integers(-20, 20, 36).astype(kind) if limits.min else rng.integers(0, 40, 36).astype(kind)
            columns.append(np.concatenate([np.array([limits.min, limits.max, 0, 1], kind), few]))
            of.append(None)
    numbers = [format for format in of if format is not None]
    keywords = {"to": "fp16", **policies, **({"of": numbers} if numbers else {})}
    got, flags, counts = run(operation, columns, counts=True, **keywords)
    to = None if operation.result != "number" else "e5m2" if operation.same_format else "fp16"
    masks = [0xFFFFFFFF if kind.endswith("32") else 2**64 - 1 for kind in operation.operands]
    answers = [c_apply(operation.name, to, of, [int(x) & m for x, m in zip(row, masks)], **fields)
               for row in zip(*columns)]
    assert got.tolist() == [expected(operation, code) for code, _ in answers]
    assert flags == np.bitwise_or.reduce([raised for _, raised in answers])
    for bit, name in ((16, "invalid"), (8, "divide_by_zero"), (4, "overflow"), (2, "underflow"), (1, "inexact")):
        assert getattr(counts, name) == sum(raised & bit != 0 for _, raised in answers)
    lost = sum(raised & 1 and operation.result == "number" and code & 0x7FFF == 0 for code, raised in answers)
    assert counts.flushed == lost


@pytest.mark.parametrize("to", [row[0] for row in format_rows()])
def test_all_conversions_of_narrow_formats(to):
    """Every code of every format of up to 8 bits into every format."""
    for name in NARROW:
        codes = hu.Format(name).codes()
        got, flags = hu.convert(codes, to, of=name)
        answers = [c_apply("convert", to, [name], [code]) for code in range(len(codes))]
        assert got.tolist() == [code for code, _ in answers]
        assert flags == np.bitwise_or.reduce([raised for _, raised in answers])


# ---- data/bugs.txt ---------------------------------------------------------------------------------------------------

OPERATIONS = {"fma": "mulAdd", "remainder": "rem", "minimum-number": "minimumNumber", "maximum-number": "maximumNumber",
              "log-b": "logB", "round-to-integral": "roundToInt", "round-to-integral-exact": "roundToInt_x",
              "to-int32": "to_i32_x", "to-int64": "to_i64_x", "to-uint32": "to_ui32_x", "to-uint64": "to_ui64_x"}
# Policies as the file has them; a word that is not here is a rounding.
POLICIES = {"saturate-finite": ("saturate", True), "saturate-all": ("saturate", "all"),
            "flush-operands": ("flush", "operands"), "flush-results": ("flush", "results")}


def keyword(word):
    if word in POLICIES:
        return POLICIES[word]
    for policy in ("tininess", "nan", "odd_overflow", "missing_nan", "missing_zero", "negative", "infinity_nan",
                   "zero_divide"):
        if word.startswith(policy.replace("_", "-") + "-"):
            return policy, word[len(policy) + 1:]
    return "rounding", word


def bugs():
    for line in (ROOT / "data" / "bugs.txt").read_text().splitlines():
        found = re.match(r"(\S+) (.*?) -> (\S+) ([0-9a-f]{2}) not ", line)
        if found and not line.startswith(("#", "dot ")):  # dot products: test_dot.py
            yield found.groups()


@pytest.mark.parametrize("name, given, right, flags", bugs(), ids=itertools.count())
def test_bugs(name, given, right, flags):
    words = given.split()
    operands = [word.split(":") for word in words if re.fullmatch(r"\w+:[0-9a-fA-F]+", word)]
    policies = dict(keyword(word) for word in words[len(operands):])
    if {"flush-operands", "flush-results"} <= set(words):
        policies["flush"] = True
    values, of = [], []
    for format, code in operands:
        is_number = format not in ("int32", "int64", "uint32", "uint64")
        dtype = hu.Format(format).dtype if is_number else np.dtype(format)
        values.append(dtype.type(int(code, 16)))
        of += [format] if is_number else []
    to, code = right.split(":")
    operation = _calls.find(OPERATIONS.get(name, name))
    got, raised = run(operation, values, to=to, of=of, **policies)
    answer = int(code, 16)
    if operation.result in ("int32", "int64"):
        answer = expected(operation, answer)
    assert (int(got), raised) == (answer, int(flags, 16))


def test_bugs_are_all_read():
    text = (ROOT / "data" / "bugs.txt").read_text()
    lines = [line for line in re.findall(r"^[a-z].* -> ", text, re.MULTILINE) if not line.startswith("dot ")]
    assert len(list(bugs())) == len(lines) >= 100
