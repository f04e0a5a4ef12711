# SPDX-License-Identifier: Apache-2.0
"""Arguments as people write them -> arrays of codes, each with its format. Nothing here changes a bit of an array."""
from __future__ import annotations

from typing import Any, List, NamedTuple, Optional, Sequence, Tuple, Union

import numpy as np

from ._formats import Array, Format, FormatLike, format_of_dtype, named, code_of_float, number
from ._library import hu_env, hu_number, shared

# `of`, the format of operands that are codes: one for all of them, or one for each operand (None: not codes).
Of = Union[FormatLike, List[Optional[FormatLike]], Tuple[Optional[FormatLike], ...], None]

_CONVERT = shared.hu_operation_find(b"convert")
_INTEGERS: dict[str, np.dtype[Any]] = {name: np.dtype(name) for name in ("int32", "int64", "uint32", "uint64")}


class Operand(NamedTuple):
    """An array of numbers or of codes of a format; of integers, whose format is None. The format of a Python number has
    no part in that of the result."""
    array: Array
    format: Format | None
    is_python: bool = False


def as_array(name: str, value: Any) -> Array:
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
    fp64 = named(b"fp64")
    if not arithmetic:
        return Operand(np.array(x), fp64, True)
    fp32, env, result = named(b"fp32"), hu_env(), hu_number()
    operand = number(fp64, code_of_float(x))
    shared.hu_apply(_CONVERT, fp32._c, operand, env, result)
    if env.flags != 0:
        raise ValueError(f"{name}: {value!r} is not a number of fp32, the widest format of arithmetic; "
                         f"convert it first, to the format that is meant")
    return Operand(np.array(result.code, dtype=np.uint32).view(np.float32), fp32, True)


def number_operand(name: str, value: Any, of: FormatLike | None, arithmetic: bool) -> Operand:
    """An operand that is a number: a Python number, an array of numbers, or codes of the format `of`."""
    if isinstance(value, (int, float)) and not isinstance(value, (bool, np.generic)):
        return _scalar(name, value, arithmetic)
    array = as_array(name, value)
    format = format_of_dtype(array.dtype)
    if format is not None:
        pass
    elif array.dtype.kind == "u":
        if of is None:
            raise TypeError(f"{name}: an array of {array.dtype} holds codes; say of which format: of='e4m3'")
        format = Format(of)
        if array.dtype != format.dtype:
            raise TypeError(f"{name}: expected codes of {format} as {format.dtype}, not {array.dtype}")
    else:
        raise TypeError(f"{name}: expected floating-point numbers, or codes in unsigned integers and of=, "
                        f"not {array.dtype}")
    if arithmetic and format.fraction_bits > 23:
        raise ValueError(f"{name}: there is no arithmetic in {format}, which has more than 24 bits of precision; "
                         f"convert it first, to the format that is meant")
    return Operand(array, format)


def number_operands(names: Sequence[str], values: Sequence[Any], of: Of, arithmetic: bool) -> list[Operand]:
    """The operands of an operation that are numbers, with `of` as its argument has it."""
    each = isinstance(of, (tuple, list))
    formats = list(of) if isinstance(of, (tuple, list)) else [of] * len(values)
    if len(formats) != len(values):
        raise ValueError(f"of: expected one format, or one for each of {', '.join(names)}; not {len(formats)}")
    operands, used = [], of is None
    for name, value, mine in zip(names, values, formats):
        operand = number_operand(name, value, mine, arithmetic)
        is_codes = getattr(value, "dtype", None) is not None and operand.array.dtype.kind == "u"
        if each and mine is not None and Format(mine) != operand.format:
            raise ValueError(f"of: {name} is a number of {operand.format} by its type, not a code of {Format(mine)}")
        used = used or each or is_codes
        operands.append(operand)
    if not used:
        raise ValueError(f"of: expected codes, in unsigned integers, and {', '.join(names)} has none")
    return operands


def integer_operand(name: str, value: Any, kind: str) -> Operand:
    """An operand that is an integer of that kind."""
    array = as_array(name, value)
    dtype = _INTEGERS[kind]
    if array.dtype.kind not in "iu" and not (array.dtype == object and isinstance(value, int)):
        raise TypeError(f"{name}: expected integers, not {array.dtype}")
    limits = np.iinfo(dtype)
    if array.size > 0 and not (limits.min <= int(array.min()) and int(array.max()) <= limits.max):
        raise ValueError(f"{name}: expected integers from {limits.min} to {limits.max}")
    return Operand(array.astype(dtype), None)


def codes_operand(name: str, value: Any, format: Format) -> Array:
    """Codes of a format: unsigned integers of its type, or Python integers."""
    array = as_array(name, value)
    if format_of_dtype(array.dtype) == format or array.dtype == format.dtype:
        return array
    if not isinstance(value, (np.ndarray, np.generic)):
        if array.size == 0:
            return np.empty(array.shape, dtype=format.dtype)
        if array.dtype.kind in "iu" and 0 <= int(array.min()) and int(array.max()) < 1 << format.bits:
            return array.astype(format.dtype)
    raise TypeError(f"{name}: expected codes of {format}: {format.dtype}, or integers from 0 to "
                    f"{(1 << format.bits) - 1:#x}; not {array.dtype}")


def destination(to: Any, operands: Sequence[Operand], out: Array | None) -> tuple[Format, np.dtype[Any]]:
    """The format of the result, and the type of its array: that of `out`; codes, if `to` is a name or a Format; and
    that type itself, if `to` is the type of an array, or if there is no `to` and all operands have one type."""
    if out is not None and not isinstance(out, np.ndarray):
        raise TypeError(f"out: expected a NumPy array, not {out!r}")
    format, dtype = _wanted(to, operands, out)
    if out is not None:
        dtype = out.dtype
        if dtype != format.dtype and format_of_dtype(dtype) != format:
            raise TypeError(f"out: expected {format.dtype}, for codes of {format}, or numbers of it, not {dtype}")
        if not dtype.isnative or not out.flags.writeable:
            raise ValueError("out: expected an array that can be written, in the byte order of this machine")
    return format, dtype if dtype.isnative else dtype.newbyteorder("=")


def _wanted(to: Any, operands: Sequence[Operand], out: Array | None) -> tuple[Format, np.dtype[Any]]:
    if to is not None:
        format = Format(to)
        return format, format.dtype if isinstance(to, (str, Format)) else np.dtype(to)
    found = format_of_dtype(out.dtype) if out is not None else None
    if found is not None:
        return found, found.dtype
    numbers = [x for x in operands if x.format is not None and not x.is_python]
    common = numbers[0].format if numbers else None
    if common is None or any(x.format != common for x in numbers):
        raise ValueError("to: expected the format of the result, since the operands have none in common")
    dtype = numbers[0].array.dtype
    return common, dtype if all(x.array.dtype == dtype for x in numbers) else common.dtype
