# SPDX-License-Identifier: Apache-2.0
"""Codes and the numbers that they stand for."""
from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ._formats import Array, Format, FormatLike, format_of_dtype, holds, print_number
from ._operands import as_array, codes_operand
from ._operations import Keywords, Result, convert

if TYPE_CHECKING:
    from typing_extensions import Unpack


def encode(x: Any, to: FormatLike, **keywords: Unpack[Keywords]) -> Result:
    """Numbers as codes of `to`: convert() of an array of numbers, which has a format by its type. Returns (codes,
    flags), the codes in unsigned integers and x's shape."""
    array = as_array("x", x)
    if array.dtype.kind == "u":
        raise TypeError(f"x: expected floating-point numbers, not {array.dtype}; convert() takes codes, with of=")
    return convert(x, Format(to), **keywords)


def decode(codes: Any, format: FormatLike, dtype: Any = None) -> Any:
    """The numbers that codes stand for, exactly, in codes' shape: an array of float32 if that holds all numbers of the
    format, otherwise of float64; or of `dtype` (np.float16, np.float32, np.float64). NaNs are positive and quiet.

    Raises ValueError if a number of the format is none of that type: decode(codes, "fp64", np.float32).
    """
    f = Format(format)
    types = [np.float32, np.float64] if dtype is None else [np.dtype(dtype).type]
    for kind in types:
        wide = format_of_dtype(kind)
        if wide is None or wide.infinity != "top_exponent":
            raise TypeError(f"dtype: expected np.float16, np.float32 or np.float64, not {dtype!r}")
        if f == wide or holds(f, wide):
            array = codes_operand("codes", codes, f)
            return convert(array, kind, of=None if format_of_dtype(array.dtype) else f)[0]
    raise ValueError(f"dtype: {types[-1].__name__} does not have all numbers of {f}; see convert(), which rounds, and "
                     f"text()")


def codes(x: Any) -> Array:
    """The same memory as codes: float16 as uint16, ml_dtypes.float8_e4m3fn as uint8."""
    array = as_array("x", x)
    format = format_of_dtype(array.dtype)
    if format is None:
        raise TypeError(f"x: expected floating-point numbers, not {array.dtype}")
    return array.view(format.dtype)


def numbers(codes: Any, format: FormatLike) -> Array:
    """The same memory as numbers, of NumPy's type or that of ml_dtypes, if there is one: see Format.array_dtype."""
    f = Format(format)
    array = codes_operand("codes", codes, f)
    if f.array_dtype is None:
        raise TypeError(f"format: expected one that NumPy has, or ml_dtypes, if it is installed; not {f}")
    return array.view(f.array_dtype)


def text(codes: Any, format: FormatLike, style: str = "shortest") -> Any:
    """Codes as text: "shortest" (the fewest digits that are read back to nearest: "0.1"), "exact" ("0.0999755859375")
    or "hex" ("0x1.998p-4"). A str for one code, a list of lists of them for an array."""
    f = Format(format)
    array = codes_operand("codes", codes, f)
    array = array if array.dtype.kind == "u" else array.view(f.dtype)
    mask = (1 << f.bits) - 1

    def walk(item: Any) -> Any:
        return [walk(one) for one in item] if isinstance(item, list) else print_number(f, item & mask, style)

    return walk(array.tolist())
