# SPDX-License-Identifier: Apache-2.0
"""Arguments as people write them -> arrays of codes, each with its format. Nothing here changes a bit of an array."""
from __future__ import annotations

import ctypes
import operator
from typing import Any, NamedTuple, Sequence, Union

import numpy as np

from ._formats import Format, FormatLike, _format_of_dtype, _named, code_of_float, number
from ._library import hu_env, hu_number, library

# `of`, the format of operands that are codes: one for all of them, or one for each operand (None: not codes).
Of = Union[FormatLike, Sequence[Union[FormatLike, None]], None]

_CONVERT = library.hu_operation_find(b"convert")
_INTEGERS = {1: np.dtype(np.int32), 2: np.dtype(np.int64), 3: np.dtype(np.uint32), 4: np.dtype(np.uint64)}


class Operand(NamedTuple):
    """An array of numbers or of codes of a format; of integers, whose format is None. The format of a Python number has
    no part in that of the result."""
    array: np.ndarray
    format: Format | None
    is_python: bool = False


def as_array(name: str, value: Any) -> np.ndarray:
    """The array itself, or a new one of a list or a number; refuses what has no plain elements in memory."""
    if isinstance(value, np.ma.MaskedArray):
        raise TypeError(f"{name}: expected an array without a mask; use {name}.filled(...) or {name}.data")
    array = np.asarray(value)
    if not array.dtype.isnative:
        raise TypeError(f"{name}: expected the byte order of this machine, not {array.dtype.str!r}; "
                        f"use {name}.astype({name}.dtype.newbyteorder('='))")
    return array


def _scalar(name: str, value: int | float, arithmetic: bool) -> Operand:
    """A Python number: exactly that number of FP64, or of FP32 for arithmetic, which takes at most 24 bits."""
    try:
        x = float(value)
    except OverflowError:
        x = float("inf")
    if isinstance(value, int) and x != value:
        raise ValueError(f"{name}: {value} is not a number of fp64")
    fp64 = _named(b"fp64")
    code = code_of_float(x)
    if not arithmetic:
        return Operand(np.array(code, dtype=np.uint64), fp64, True)
    fp32, env, result = _named(b"fp32"), hu_env(), hu_number()
    operand = number(fp64, code)
    library.hu_apply(_CONVERT, fp32._c, ctypes.byref(operand), ctypes.byref(env), ctypes.byref(result))
    if env.flags != 0:
        raise ValueError(f"{name}: {value!r} is not a number of fp32, the widest format of arithmetic; "
                         f"convert it first, to the format that is meant")
    return Operand(np.array(result.code, dtype=np.uint32), fp32, True)


def number_operand(name: str, value: Any, of: FormatLike | None, arithmetic: bool) -> Operand:
    """An operand that is a number: a Python number, an array of numbers, or codes of the format `of`."""
    if isinstance(value, (int, float)) and not isinstance(value, (bool, np.generic)):
        return _scalar(name, value, arithmetic)
    array = as_array(name, value)
    found = _format_of_dtype(array.dtype)
    if found is not None:
        operand = Operand(array, found)
    elif array.dtype.kind == "u":
        if of is None:
            raise TypeError(f"{name}: an array of {array.dtype} holds codes; say of which format: of='e4m3'")
        operand = Operand(array, Format(of))
        if array.dtype != operand.format.dtype:
            raise TypeError(f"{name}: expected codes of {operand.format} as {operand.format.dtype}, not {array.dtype}")
    else:
        raise TypeError(f"{name}: expected floating-point numbers, or codes in unsigned integers and of=, "
                        f"not {array.dtype}")
    if arithmetic and operand.format.fraction_bits > 23:
        raise ValueError(f"{name}: there is no arithmetic in {operand.format}, which has more than 24 bits of "
                         f"precision; convert it first, to the format that is meant")
    return operand


def number_operands(names: Sequence[str], values: Sequence[Any], of: Of, arithmetic: bool) -> list[Operand]:
    """The operands of an operation that are numbers, with `of` as its argument has it."""
    each = isinstance(of, (tuple, list))
    if each and len(of) != len(values):
        raise ValueError(f"of: expected one format, or one for each of {', '.join(names)}; not {len(of)}")
    operands, used = [], of is None
    for i, (name, value) in enumerate(zip(names, values)):
        mine = of[i] if each else of
        operand = number_operand(name, value, mine, arithmetic)
        is_codes = getattr(value, "dtype", None) is not None and operand.array.dtype.kind == "u"
        if each and mine is not None and Format(mine) != operand.format:
            raise ValueError(f"of: {name} is a number of {operand.format} by its type, not a code of {Format(mine)}")
        used = used or each or is_codes
        operands.append(operand)
    if not used:
        raise ValueError(f"of: expected codes, in unsigned integers, and {', '.join(names)} has none")
    return operands


def integer_operand(name: str, value: Any, kind: int) -> Operand:
    """An operand that is an integer of the hu_kind."""
    array = as_array(name, value)
    dtype = _INTEGERS[kind]
    if array.dtype.kind not in "iu" and not (array.dtype == object and isinstance(value, int)):
        raise TypeError(f"{name}: expected integers, not {array.dtype}")
    limits = np.iinfo(dtype)
    if array.size > 0 and not (limits.min <= int(array.min()) and int(array.max()) <= limits.max):
        raise ValueError(f"{name}: expected integers from {limits.min} to {limits.max}")
    return Operand(array.astype(dtype), None)


def codes_operand(name: str, value: Any, format: Format) -> np.ndarray:
    """Codes of a format: unsigned integers of its type, or Python integers."""
    array = as_array(name, value)
    if _format_of_dtype(array.dtype) == format or array.dtype == format.dtype:
        return array
    if not isinstance(value, (np.ndarray, np.generic)):
        if array.size == 0:
            return np.empty(array.shape, dtype=format.dtype)
        if array.dtype.kind in "iu" and 0 <= int(array.min()) and int(array.max()) < 1 << format.bits:
            return array.astype(format.dtype)
    raise TypeError(f"{name}: expected codes of {format}: {format.dtype}, or integers from 0 to "
                    f"{(1 << format.bits) - 1:#x}; not {array.dtype}")


def destination(to: Any, operands: Sequence[Operand], out: np.ndarray | None) -> tuple[Format, np.dtype]:
    """The format of the result, and the type of its array: that of `out`; codes, if `to` is a name or a Format; and
    that type itself, if `to` is the type of an array, or if there is no `to` and all operands have one type."""
    if out is not None and not isinstance(out, np.ndarray):
        raise TypeError(f"out: expected a NumPy array, not {out!r}")
    if to is not None:
        format = Format(to)
        dtype = format.dtype if isinstance(to, (str, Format)) else np.dtype(to)
    else:
        format = _format_of_dtype(out.dtype) if out is not None else None
        numbers = [operand for operand in operands if operand.format is not None and not operand.is_python]
        if format is None:
            if not numbers or any(operand.format != numbers[0].format for operand in numbers):
                raise ValueError("to: expected the format of the result, since the operands have none in common")
            format = numbers[0].format
        dtype = numbers[0].array.dtype if numbers and _same([o.array.dtype for o in numbers]) else format.dtype
    if out is not None:
        dtype = out.dtype
        if dtype != format.dtype and _format_of_dtype(dtype) != format:
            raise TypeError(f"out: expected {format.dtype}, for codes of {format}, or numbers of it, not {dtype}")
        if not dtype.isnative or not out.flags.writeable:
            raise ValueError("out: expected an array that can be written, in the byte order of this machine")
    return format, dtype if dtype.isnative else dtype.newbyteorder("=")


def _same(dtypes: Sequence[np.dtype]) -> bool:
    return all(dtype == dtypes[0] for dtype in dtypes)
