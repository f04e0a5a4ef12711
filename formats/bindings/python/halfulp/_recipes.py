# SPDX-License-Identifier: Apache-2.0
"""Recipes of block quantisation: how scales come about, and how elements are scaled; halfulp_block.h."""
from __future__ import annotations

import ctypes
from typing import Any, NamedTuple

import numpy as np

from ._env import WORDS, _choose
from ._formats import Format, code_of_float, float_of_code, named, number
from ._library import hu_block_recipe, hu_env, hu_format, hu_number, shared

# The words of each field, in the order of its enum in halfulp_block.h.
BLOCK_WORDS = {
    "amax": ("nan", "numbers", "finite"),
    "ratio": ("floor", "ceil", "even", "rceil", "quotient", "product", "quotient_encode", "product_encode",
              "quotient_decode", "joint_decode", "range"),
    "zero": ("stays", "is_one"),
    "tensor": ("none", "encode", "decode"),
    "apply": ("exact", "divide", "reciprocal", "reciprocal_finite", "reciprocal_shifted"),
    "four_over_six": ("none", "mae", "mse", "mae_encoded", "mse_encoded"),
    "zero_point": ("none", "last", "first"),
}
_POLICIES = {"scale_rounding": "rounding", "scale_overflow": "overflow", "element_overflow": "overflow"}
_NUMBERS = ("amax_least", "target", "scale_least", "tensor_target")
_INTEGERS = {"least": (-128, 127), "greatest": (0, 255), "fraction_bits": (0, 7), "rows": (0, 2**32 - 1),
             "columns": (0, 2**32 - 1)}
_CONVERT = shared.hu_operation_find(b"convert")


class Recipe(NamedTuple):
    """How a matrix is quantised: every choice. The formulas are in halfulp_block.h. Recipes are constant; recipe()
    returns one with other fields. Numbers are floats, exactly those of FP32.

    name, source, differs  of the row; what was changed in it follows its name
    element          the format of elements; None: integers n from `least` to `greatest`, of value n / 2^fraction_bits
    scale            the format of scales
    rows, columns    of a block; 0: all there are
    amax             what counts for the largest magnitude: "nan" (a NaN makes it one), "numbers", "finite"
    amax_least       it is at least this; 0: no limit
    ratio            the ratio that becomes the scale: "floor", "ceil", "even", "rceil", "quotient", "product",
                     "quotient_encode", "product_encode", "quotient_decode", "joint_decode", "range"
    target           what the largest magnitude is divided by; 0: the element's largest number
    zero             a ratio of 0 "stays" or "is_one"
    scale_least      the ratio is at least this; 0: no limit
    scale_rounding   and scale_overflow: of the ratio into the format of the scale, in the words of Env
    tensor           a second scale of the tensor: "none", "encode", "decode"; tensor_rows: one for each row
    tensor_target    what the scales may reach
    apply            how an element is scaled: "exact", "divide", "reciprocal", "reciprocal_finite",
                     "reciprocal_shifted"
    element_overflow of elements of a format, in the words of Env; integers saturate
    four_over_six    of two scales the one with the smaller error: "none", "mae", "mse", "mae_encoded", "mse_encoded"
    zero_point       of integers: "none", "last", "first"
    """
    name: str
    source: str
    differs: str
    element: Format | None
    scale: Format
    least: int
    greatest: int
    fraction_bits: int
    rows: int
    columns: int
    amax: str
    amax_least: float
    ratio: str
    target: float
    zero: str
    scale_least: float
    scale_rounding: str
    scale_overflow: str
    tensor: str
    tensor_rows: bool
    tensor_target: float
    apply: str
    element_overflow: str
    four_over_six: str
    zero_point: str

    @property
    def bits(self) -> int:
        """The bits of an element's code."""
        return shared.hu_block_bits(self._c())

    def _c(self) -> hu_block_recipe:
        c = hu_block_recipe()
        for field, value in self._asdict().items():
            setattr(c, field, _to_c(field, value))
        return c


def _to_c(field: str, value: Any) -> Any:
    if field in ("name", "source", "differs"):
        return value.encode()
    if field in ("element", "scale"):
        return ctypes.pointer(value._c) if value is not None else None
    if field in BLOCK_WORDS:
        return BLOCK_WORDS[field].index(value)
    if field in _POLICIES:
        return WORDS[_POLICIES[field]][value]
    return _fp32_code(field, value) if field in _NUMBERS else int(value)


def _of_c(field: str, value: Any) -> Any:
    if field in ("name", "source", "differs"):
        return value.decode()
    if field in ("element", "scale"):
        return Format._of(hu_format.from_buffer_copy(value.contents)) if value else None
    if field in BLOCK_WORDS:
        return BLOCK_WORDS[field][value]
    if field in _POLICIES:
        return next(word for word, known in WORDS[_POLICIES[field]].items() if known == value)
    if field == "tensor_rows":
        return bool(value)
    return _converted(value, b"fp32", b"fp64", float_of_code) if field in _NUMBERS else value


def _converted(code: int, of: bytes, to: bytes, then: Any = int) -> Any:
    """The code of the same number; None if there is none."""
    env, result = hu_env(), hu_number()
    operand = number(named(of), code)
    shared.hu_apply(_CONVERT, named(to)._c, operand, env, result)
    return then(result.code) if env.flags == 0 else None


def _fp32_code(field: str, value: float) -> int:
    code = _converted(code_of_float(float(value)), b"fp64", b"fp32")
    if code is None:
        raise ValueError(f"{field}: {value!r} is not a number of fp32")
    return code


def _checked(field: str, value: Any) -> Any:
    """A changed field as a Recipe has it."""
    if field in ("element", "scale"):
        return Format(value) if value is not None or field == "scale" else None
    if field in _POLICIES:
        return _choose(_POLICIES[field], value)
    if field in BLOCK_WORDS:
        if value not in BLOCK_WORDS[field]:
            raise ValueError(f"{field}: expected one of {', '.join(BLOCK_WORDS[field])}, not {value!r}")
        return value
    if field in _NUMBERS:
        if isinstance(value, bool) or not isinstance(value, (int, float, np.floating)):
            raise TypeError(f"{field}: expected a number, not {value!r}")
        return _of_c(field, _fp32_code(field, float(value)))
    if field in _INTEGERS:
        low, high = _INTEGERS[field]
        if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or not low <= value <= high:
            raise ValueError(f"{field}: expected an integer from {low} to {high}, not {value!r}")
        return int(value)
    if not isinstance(value, bool if field == "tensor_rows" else str):
        raise TypeError(f"{field}: expected {'True or False' if field == 'tensor_rows' else 'a text'}, not {value!r}")
    return value


def _row(c: hu_block_recipe) -> Recipe:
    return Recipe(**{field: _of_c(field, getattr(c, field)) for field in Recipe._fields})


def recipes() -> list[Recipe]:
    """The recipes of the library, each as published: see Recipe.source and .differs."""
    rows: list[Recipe] = []
    while row := shared.hu_block_at(len(rows)):
        rows.append(_row(row.contents))
    return rows


def recipe(base: str | Recipe, /, **changed: Any) -> Recipe:
    """The recipe of that name, or that recipe, with other values of these fields: recipe("mxfp4", columns=16)."""
    if isinstance(base, Recipe):
        found = base
    else:
        row = shared.hu_block_find(base.encode("utf-8", "replace")) if isinstance(base, str) else None
        if not row:
            raise ValueError(f"recipe: expected one of recipes(), such as 'mxfp4', not {base!r}")
        found = _row(row.contents)
    for field in changed:
        if field not in Recipe._fields:
            raise TypeError(f"{field}: unknown field; expected one of {', '.join(Recipe._fields)}")
    values = {field: _checked(field, value) for field, value in changed.items()}
    if values and "name" not in values:
        values["name"] = f"{found.name} with {', '.join(f'{k}={v}' for k, v in values.items())}"
    result = found._replace(**values)
    error = shared.hu_block_error(result._c())
    if error is not None:
        raise ValueError(f"recipe: {error.decode()}")
    return result
