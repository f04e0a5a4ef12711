# SPDX-License-Identifier: Apache-2.0
"""Dot products, as instructions for matrices add them up and as the caller says: halfulp_dot.h."""
from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING, Any, NamedTuple, Sequence

import numpy as np

from ._calls import bits_of
from ._env import Env, Flags, Policies, environment
from ._formats import Array, Format, FormatLike, named, numpy_dtype
from ._library import hu_accumulation, hu_array_operand, hu_dot_model, hu_format, shared, status_text
from ._operands import Of, Operand, number_operand, number_operands
from ._operations import Result, convert

if TYPE_CHECKING:
    from typing_extensions import Unpack

_ORDERS = ("in_order", "in_pairs", "compensated", "exact", "by_instruction")


class DotModel(NamedTuple):
    """A row of the library's table: how one instruction adds k products to its addend."""
    name: str
    instruction: str
    source: str
    on_silicon: bool  # compared with silicon; else as published
    x: Format
    y: Format
    result: Format  # of the addend too
    k: int
    block: int  # products that share a scale of x and one of y, in the format `scale`; 0 and None without
    scale: Format | None


def _format(pointer: Any) -> Format:
    return Format._of(hu_format.from_buffer_copy(pointer.contents))


def _row(c: hu_dot_model) -> DotModel:
    return DotModel(c.name.decode(), c.instruction.decode(), c.source.decode(), c.known == 1, _format(c.x),
                    _format(c.y), _format(c.result), c.k, c.block, _format(c.scale) if c.scale else None)


def dots() -> list[DotModel]:
    """The instructions that dot() and accumulate() know."""
    rows: list[DotModel] = []
    while row := shared.hu_dot_at(len(rows)):
        rows.append(_row(row.contents))
    return rows


def _find(name: Any, model: str) -> Any:
    row = shared.hu_dot_find(model.encode("utf-8", "replace")) if isinstance(model, str) else None
    if not row:
        raise ValueError(f"{name}: expected one of dots(), such as 'hopper_wgmma_fp16_fp32', not {model!r}")
    return row


# ---- Arguments -------------------------------------------------------------------------------------------------------


def _vectors(x: Array, y: Array) -> int:
    """The length of their last axes."""
    if x.ndim == 0 or y.ndim == 0 or x.shape[-1] != y.shape[-1]:
        raise ValueError(f"x, y: expected last axes of one length, not the shapes {x.shape} and {y.shape}")
    return x.shape[-1]


def _outer(*parts: tuple[int, ...]) -> tuple[int, ...]:
    try:
        return np.broadcast_shapes(*parts)
    except ValueError:
        raise ValueError(f"x, y, addend: expected shapes that broadcast but for the last axis of x and y, not "
                         f"{', '.join(map(str, parts))}") from None


def _addend(operand: Operand, format: Format) -> Array:
    """The addend's codes in the format of the result."""
    if operand.is_python:
        code, flags = convert(operand.array, format)
        if flags:
            raise ValueError(f"addend: {operand.array} is not a number of {format}")
        return np.asarray(code)
    if operand.format != format:
        raise ValueError(f"addend: expected numbers of {format}, the format of the result, not {operand.format}")
    return bits_of(operand.array)


def _words(name: str, operand: Operand, format: Format) -> Array:
    """Codes as the library's dot products take them, 64 bits each; TF32 in the upper bits of 32."""
    words = bits_of(operand.array).astype(np.uint64, order="C")
    if operand.format == format:
        return words << np.uint64(13) if format.name == "tf32" else words
    if format.name == "tf32" and operand.format == named(b"fp32"):
        return words
    raise ValueError(f"{name}: expected numbers of {format}, not {operand.format}")


def _finish(codes: Array, format: Format, addend: Operand) -> Any:
    """Codes if the addend has codes; otherwise numbers, if NumPy has them."""
    dtype = numpy_dtype(format) if addend.is_python else addend.array.dtype
    result = codes.view(dtype)
    return result[()] if result.ndim == 0 else result


def _rows_of(arrays: Sequence[Array], shape: tuple[int, ...]) -> Any:
    """For each index of `shape`, the addresses of the vectors along the last axes, which have one more axis each."""
    views = [np.broadcast_to(a, (*shape, a.shape[-1])) for a in arrays]
    for at in np.ndindex(shape):
        yield at, [v.ctypes.data + sum(i * s for i, s in zip(at, v.strides)) for v in views]


# ---- By instructions -------------------------------------------------------------------------------------------------


def dot(model: str, x: Any, y: Any, addend: Any = 0.0, *, x_scales: Any = None, y_scales: Any = None,
        of: Of = None) -> Any:
    """addend + the sum of x y along their last axis, as a chain of those instructions adds it up; dots() lists them.

    x, y      arrays of the instruction's formats, of shape (..., n), n a multiple of its k; the other axes broadcast.
              TF32 are codes of 19 bits, or float32, of which the lower 13 bits are ignored, as by the instruction
    addend    of the result's format; it broadcasts with the other axes
    x_scales, y_scales
              codes of the instruction's scale format, of shape (..., n / block), where it has scales; without, 1
    of        the format of operands that are codes, as elsewhere: ("e4m3", "e4m3", None)

    Returns an array of the other axes' shape: codes if the addend is an array of codes, else numbers. Instructions
    raise no flags here. A product of matrices is dot(model, a[:, None, :], b.T), an element at a time.
    """
    pointer = _find("model", model)
    row = _row(pointer.contents)
    operands = number_operands(("x", "y", "addend"), (x, y, addend), of, False)
    n = _vectors(operands[0].array, operands[1].array)
    if n % row.k != 0:
        raise ValueError(f"x, y: expected a multiple of {row.k} products, as {row.name} adds them, not {n}")
    arrays = [_words("x", operands[0], row.x), _words("y", operands[1], row.y)]
    start = _addend(operands[2], row.result)
    if (x_scales is None) != (y_scales is None):
        raise ValueError("x_scales, y_scales: expected both or neither")
    if x_scales is not None:
        arrays += [_scales(name, value, row, n) for name, value in (("x_scales", x_scales), ("y_scales", y_scales))]
    shape = _outer(*(a.shape[:-1] for a in arrays), start.shape)
    starts, result = np.broadcast_to(start, shape), np.empty(shape, dtype=row.result.dtype)
    call = shared.hu_dot if x_scales is None else shared.hu_dot_scaled
    for at, addresses in _rows_of(arrays, shape):
        result[at] = call(pointer, int(starts[at]), *addresses, n)
    return _finish(result, row.result, operands[2])


def _scales(name: str, value: Any, row: DotModel, n: int) -> Array:
    if row.scale is None:
        raise ValueError(f"{name}: {row.name} has no scales")
    operand = number_operand(name, value, row.scale, False)
    words = _words(name, operand, row.scale)
    if words.ndim == 0 or words.shape[-1] * row.block != n:
        raise ValueError(f"{name}: expected {n // row.block} of them, one for {row.block} products, not {words.shape}")
    return words


# ---- By choice -------------------------------------------------------------------------------------------------------


def accumulate(x: Any, y: Any, addend: Any = 0.0, *, sum: FormatLike = "fp32", order: str = "in_order",
               instruction: str | None = None, product: FormatLike | None = None, total: FormatLike | None = None,
               chunk: int = 0, parts: int = 1, of: Of = None, env: Env | None = None,
               **policies: Unpack[Policies]) -> Result:
    """addend + the sum of x y along their last axis, added up as you say.

    x, y, addend, of
              as in dot(), but of any formats of at most 24 bits of precision; arrays are taken as they are
    sum       the format of the sum; `total`, of the sums above it, the same by default
    product   the format that products are rounded to; None: they stay exact, and `in_order` is fused multiply-adds
    order     "in_order", "in_pairs", "compensated" (Kahan's) or "exact" (one rounding in all)
    instruction
              a name of dots(), which then adds the products up in its own way
    chunk     so many products at a time are added up to a sum, and these sums in order in `total`; 0: no chunks
    parts     the products are divided into so many runs (split-K), and their sums added in order in `total`
    env, **policies
              see Env. Stochastic rounding: rounding j of dot product d takes the random integer first + j of stream + d

    Returns (result, Flags), the result as in dot(), in the format of the outermost sum.
    """
    pointer = _find("instruction", instruction) if instruction is not None else None
    if order not in _ORDERS[:-1]:
        raise ValueError(f"order: expected one of {', '.join(_ORDERS[:-1])}, not {order!r}")
    for name, value, most in (("chunk", chunk, 2**64 - 1), ("parts", parts, 2**32 - 1)):
        if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or not 0 <= value <= most:
            raise ValueError(f"{name}: expected an integer from 0 to {most}, not {value!r}")
    kept = [None if f is None else Format(f) for f in (product, None if pointer else sum, total)]
    how = hu_accumulation(*(None if f is None else ctypes.pointer(f._c) for f in kept), pointer)
    how.chunk, how.parts, how.order = chunk, parts, _ORDERS.index("by_instruction" if pointer else order)
    format = _format(shared.hu_accumulation_result(how))
    operands = number_operands(("x", "y", "addend"), (x, y, addend), of, False)
    vectors = [operands[0].array, operands[1].array]
    n, start = _vectors(*vectors), _addend(operands[2], format)
    c_env, draws = environment(env, policies, format)
    shape = _outer(*(a.shape[:-1] for a in vectors), start.shape)
    starts, result = np.broadcast_to(start, shape), np.empty(shape, dtype=format.dtype)
    code, formats = ctypes.c_uint64(), [ctypes.pointer(o.format._c) for o in operands[:2] if o.format is not None]
    for number, (at, addresses) in enumerate(_rows_of(vectors, shape)):
        if draws is not None:
            how.seed, how.stream, how.first = draws.seed, (draws.stream + number) % 2**64, draws.first
        arrays = [hu_array_operand(f, a, v.strides[-1]) for f, a, v in zip(formats, addresses, vectors)]
        status = shared.hu_dot_accumulate(how, *arrays, n, int(starts[at]), c_env, code)
        if status != 0:
            raise ValueError(f"accumulate: {status_text(status)}")
        result[at] = code.value
    return _finish(result, format, operands[2]), Flags(c_env.flags)
