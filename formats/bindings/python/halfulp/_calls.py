# SPDX-License-Identifier: Apache-2.0
"""One operation on arrays: broadcasting, the division of arrays into rows for the library's call, and the call."""
from __future__ import annotations

import ctypes
import itertools
import math
from enum import IntEnum
from typing import Any, NamedTuple, Sequence

import numpy as np

from ._env import Counts, Draws, Env, Flags, environment
from ._formats import Array, Format, FormatLike
from ._library import hu_array, hu_array_counts, hu_array_operand, hu_array_options, hu_env, hu_number
from ._library import hu_operation_info, shared, status_text
from ._operands import Of, Operand, destination, integer_operand, number_operands

_KINDS = ("number", "int32", "int64", "uint32", "uint64", "boolean", "relation", "class")
_RESULTS = {"int32": np.int32, "int64": np.int64, "uint32": np.uint32, "uint64": np.uint64, "boolean": np.bool_,
            "relation": np.int8, "class": np.uint8}


class Class(IntEnum):
    """What classify() returns, in the order of IEEE 754-2019, clause 5.7.2."""
    SIGNALING_NAN = 0
    QUIET_NAN = 1
    NEGATIVE_INFINITY = 2
    NEGATIVE_NORMAL = 3
    NEGATIVE_SUBNORMAL = 4
    NEGATIVE_ZERO = 5
    POSITIVE_ZERO = 6
    POSITIVE_SUBNORMAL = 7
    POSITIVE_NORMAL = 8
    POSITIVE_INFINITY = 9


class Operation(NamedTuple):
    """An operation of the library. Kinds are "number", "int32", "int64", "uint32", "uint64", "boolean", "relation" (-1
    less, 0 equal, 1 greater, 2 unordered) and "class" (see Class)."""
    name: str
    text: str
    operands: tuple[str, ...]
    result: str
    same_format: bool
    arithmetic: bool
    number: int


def _describe(index: int) -> Operation | None:
    pointer = shared.hu_operation_describe(index)
    if not pointer:
        return None
    info: hu_operation_info = pointer.contents
    kinds = tuple(_KINDS[info.operand[i]] for i in range(info.arity))
    return Operation(info.name.decode(), info.text.decode(), kinds, _KINDS[info.result], bool(info.same_format),
                     bool(info.arithmetic), index)


def operations() -> list[Operation]:
    """The operations, in the library's order; apply() takes their names."""
    return list(_OPERATIONS.values())


_OPERATIONS = {row.name: row for row in iter(map(_describe, itertools.count()).__next__, None)}

# ---- Rows ------------------------------------------------------------------------------------------------------------

# Calls on shorter rows than these would take longer than a copy of the codes, once there are many.
_SHORT_ROW, _MANY_ROWS = 256, 64


def _axes(arrays: Sequence[Array], in_order: bool) -> list[tuple[int, list[int]]]:
    """The axes of arrays of one shape as (length, strides of each in bytes), with as few axes as will do. The last one
    is for the library's call. The last array is the result, whose order in memory they follow, unless `in_order`."""
    if all(array.flags.c_contiguous for array in arrays):
        return [(arrays[0].size, [array.itemsize for array in arrays])]
    axes = [(n, strides) for n, *strides in zip(arrays[0].shape, *(array.strides for array in arrays)) if n != 1]
    if not in_order:
        axes.sort(key=lambda axis: -abs(axis[1][-1]))
    merged: list[tuple[int, list[int]]] = []
    for n, strides in axes:
        if merged and all(outer == n * inner for outer, inner in zip(merged[-1][1], strides)):
            merged[-1] = (merged[-1][0] * n, strides)
        else:
            merged.append((n, strides))
    if not in_order:
        merged.sort(key=lambda axis: axis[0])
    return merged or [(1, [array.itemsize for array in arrays])]


def _call(operation: Operation, arrays: Sequence[Array], formats: Sequence[Format], env: hu_env,
          options: hu_array_options, draws: Draws | None) -> None:
    """Applies it to arrays of one shape, not empty, of which the last is the result."""
    *outer, (count, strides) = _axes(arrays, draws is not None)
    if count < _SHORT_ROW and math.prod(n for n, _ in outer) > _MANY_ROWS:
        _call_copied(operation, arrays, formats, env, options, draws)
        return
    structs = [hu_array_operand(ctypes.pointer(f._c), array.ctypes.data, stride)
               for f, array, stride in zip(formats, arrays, strides)]
    operands = (hu_array_operand * (len(arrays) - 1))(*structs[:-1])
    result = hu_array(structs[-1].format, structs[-1].data, strides[-1])
    for row, at in enumerate(itertools.product(*(range(n) for n, _ in outer))):
        if outer:
            for k, struct in enumerate([*operands, result]):
                struct.data = structs[k].data + sum(i * axis[1][k] for i, axis in zip(at, outer))
        if draws is not None:
            options.first = (draws.first + row * count) % 2**64
        status = shared.hu_array_apply(operation.number, result, operands, count, env, options)
        if status != 0:
            raise ValueError(f"{operation.name}: {status_text(status)}")


def _call_copied(operation: Operation, arrays: Sequence[Array], formats: Sequence[Format], env: hu_env,
                 options: hu_array_options, draws: Draws | None) -> None:
    copies = [np.ascontiguousarray(array) for array in arrays[:-1]]
    result = np.empty(arrays[-1].shape, dtype=arrays[-1].dtype)
    _call(operation, [*copies, result], formats, env, options, draws)
    arrays[-1][...] = result


def _call_each(operation: Operation, arrays: Sequence[Array], formats: Sequence[Format | None], env: hu_env,
               counts: hu_array_counts | None, draws: Draws | None) -> None:
    """The same by the library's function for one element, for operands or a result that are integers."""
    to = formats[-1]
    columns = [np.ascontiguousarray(bits_of(a)).reshape(-1).tolist() for a in arrays[:-1]]
    masks = [(1 << f.bits) - 1 if f is not None else (1 << 8 * a.itemsize) - 1 for f, a in zip(formats, arrays[:-1])]
    numbers = (hu_number * len(columns))()
    for number, format in zip(numbers, formats):
        number.format = ctypes.pointer(format._c) if format is not None else None
    answer, flags, results = hu_number(), 0, []
    for i, codes in enumerate(zip(*columns)):
        for number, code, mask in zip(numbers, codes, masks):
            number.code = code & mask
        if draws is not None:
            env.random = shared.hu_random_bits(draws.seed, draws.stream, (draws.first + i) % 2**64, env.random_bits)
        env.flags = 0
        status = shared.hu_apply(operation.number, to._c if to is not None else None, numbers, env, answer)
        if status != 0:
            raise ValueError(f"{operation.name}: {status_text(status)}")
        flags |= env.flags
        results.append(answer.code)
        if counts is not None and env.flags:
            _count(counts, env.flags, operation.result == "number" and _is_zero(answer))
    env.flags = flags
    bits_of(arrays[-1])[...] = _integers(results, operation.result, arrays[-1])


def _is_zero(number: hu_number) -> bool:
    answer = hu_number()
    shared.hu_apply(_OPERATIONS["class"].number, None, number, hu_env(), answer)
    return answer.code in (Class.NEGATIVE_ZERO, Class.POSITIVE_ZERO)


def _count(counts: hu_array_counts, flags: int, is_zero: bool) -> None:
    for flag, name in ((16, "invalid"), (8, "divide_by_zero"), (4, "overflow"), (2, "underflow"), (1, "inexact")):
        setattr(counts, name, getattr(counts, name) + (flags & flag != 0))
    counts.flushed += flags & 1 != 0 and is_zero


def _integers(codes: list[int], kind: str, result: Array) -> Array:
    """The results of hu_apply, codes or integers in two's complement, as the type of the array has them."""
    words = np.array(codes, dtype=np.uint64)
    if kind == "relation":
        return (words.astype(np.int8) - np.int8(1)).reshape(result.shape)
    return words.astype(bits_of(result).dtype).reshape(result.shape)


def bits_of(array: Array) -> Array:
    """The same memory, as unsigned integers where it holds numbers."""
    if array.dtype.kind in "iub":
        return array
    return array.view(f"u{array.dtype.itemsize}")


# ---- The call --------------------------------------------------------------------------------------------------------


def find(name: str) -> Operation:
    if name not in _OPERATIONS:
        raise ValueError(f"operation: expected one of {', '.join(_OPERATIONS)}, not {name!r}")
    return _OPERATIONS[name]


def _shape(names: Sequence[str], operands: Sequence[Operand]) -> tuple[int, ...]:
    shape = operands[0].array.shape
    if all(x.array.shape == shape for x in operands):
        return shape
    try:
        return np.broadcast_shapes(*(x.array.shape for x in operands))
    except ValueError:
        shapes = ", ".join(f"{name} {x.array.shape}" for name, x in zip(names, operands))
        raise ValueError(f"{', '.join(names)}: expected shapes that broadcast, not {shapes}") from None


def _result_array(shape: tuple[int, ...], dtype: np.dtype[Any], operands: Sequence[Operand], out: Array | None,
                  in_order: bool) -> Array:
    if out is not None:
        if out.shape != shape:
            raise ValueError(f"out: expected the shape {shape}, that of the operands together, not {out.shape}")
        if any(np.may_share_memory(out, x.array) and not _in_place(out, x.array) for x in operands):
            return np.empty(shape, dtype=dtype)
        return out
    like = next((x.array for x in operands if x.array.shape == shape), None)
    if in_order or like is None:
        return np.empty(shape, dtype=dtype)
    return np.empty_like(like, dtype=dtype, subok=False)


def _in_place(out: Array, x: Array) -> bool:
    """Do they share each element, and no other?"""
    return (out.ctypes.data == x.ctypes.data and out.strides == x.strides and out.shape == x.shape
            and out.itemsize == x.itemsize)


def call(operation: Operation, names: Sequence[str], values: Sequence[Any], to: FormatLike | None, of: Of,
         out: Array | None, counts: bool, env: Env | None, policies: Any) -> Any:
    """An operation with the arguments of its Python function: (result, flags), or (result, flags, counts)."""
    is_number = [kind == "number" for kind in operation.operands]
    found = iter(number_operands([n for n, is_n in zip(names, is_number) if is_n],
                                 [v for v, is_n in zip(values, is_number) if is_n], of, operation.arithmetic))
    operands = [next(found) if kind == "number" else integer_operand(name, value, kind)
                for kind, name, value in zip(operation.operands, names, values)]
    numbers = [x.format for x in operands if x.format is not None]
    if operation.same_format and any(format != numbers[0] for format in numbers):
        raise ValueError(f"{operation.name}: expected operands of one format, not {', '.join(map(str, numbers))}")
    if operation.result == "number":
        if operation.same_format and to is None:
            to = operands[0].format if operands[0].array.dtype.kind == "u" else operands[0].array.dtype
        format, dtype = destination(to, operands, out)
        if operation.same_format and format != numbers[0]:
            raise ValueError(f"to: expected {numbers[0]}, the format of the operands, not {format}")
        if operation.arithmetic and format.fraction_bits > 23:
            raise ValueError(f"to: there is no arithmetic in {format}, which has more than 24 bits of precision")
        policy_format = format
    else:
        format, dtype, policy_format = None, np.dtype(_RESULTS[operation.result]), numbers[0]
        if out is not None and (not isinstance(out, np.ndarray) or out.dtype != dtype or not out.flags.writeable):
            raise TypeError(f"out: expected an array of {dtype} that can be written")
    c_env, draws = environment(env, policies, policy_format)
    shape = _shape(names, operands)
    result = _result_array(shape, dtype, operands, out, draws is not None)
    tally = hu_array_counts()
    if result.size > 0:
        arrays = [x.array if x.array.shape == shape else np.broadcast_to(x.array, shape) for x in operands] + [result]
        formats = [*(x.format for x in operands), format]
        plain = [f for f in formats if f is not None]
        if len(plain) == len(formats):
            options = hu_array_options(counts=ctypes.pointer(tally) if counts else None)
            if draws is not None:
                options.seed, options.stream = draws.seed, draws.stream
            _call(operation, arrays, plain, c_env, options, draws)
        else:
            _call_each(operation, arrays, formats, c_env, tally if counts else None, draws)
    if out is not None:
        if result is not out:
            out[...] = result
        result = out
    elif result.ndim == 0:
        result = result[()]
    flags = Flags(c_env.flags)
    return (result, flags, Counts._of(tally)) if counts else (result, flags)
