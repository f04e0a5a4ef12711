# SPDX-License-Identifier: Apache-2.0
"""Blocks of elements that share a scale: recipes, quantisation and back, packed codes, the Hadamard transform:
halfulp_block.h."""
from __future__ import annotations

import ctypes
import math
from typing import TYPE_CHECKING, Any, NamedTuple, Union

import numpy as np

from ._env import Counts, Env, Flags, Policies, environment
from ._formats import Array, Format, FormatLike, holds, named
from ._library import hu_array_counts, hu_block_data, hu_block_matrix, hu_block_options, hu_block_shape
from ._library import shared, status_text
from ._operands import number_operand
from ._operations import convert
from ._recipes import Recipe, recipe

if TYPE_CHECKING:
    from typing_extensions import Unpack

RecipeLike = Union[Recipe, str]
# The signs of TransformerEngine's transform.
HADAMARD16_SIGNS_TE = 0xD7E8


class Quantized(NamedTuple):
    """What quantize() returns. An axis of length 1 stands where a part has one value for all of x there.

    codes        a uint8 for each element, in x's shape; in two's complement for negative integers, zeros above `bits`
    scales       codes of recipe.scale, in x's shape but for the axis in blocks, which has one for each block. Blocks of
                 several rows have fewer along the other axis too
    tensor       the second scale: float32, one number or one for each row; None without
    zero_points  int32, in the shape of the scales; None without
    flags        of the elements; counts: how many raised each, None unless asked for
    """
    recipe: Recipe
    codes: Array
    scales: Array
    tensor: Any
    zero_points: Array | None
    flags: Flags
    counts: Counts | None
    axis: int

    @property
    def shape(self) -> tuple[int, ...]:
        return self.codes.shape

    def dequantize(self) -> Array:
        """The numbers that it stands for: float32, in x's shape."""
        return dequantize(self.codes, self.recipe, self.scales, tensor=self.tensor, zero_points=self.zero_points,
                          axis=self.axis)


# ---- Shapes ----------------------------------------------------------------------------------------------------------


class _Plan(NamedTuple):
    """An array with the axis in blocks last, as the library's matrix, and how many scales there are."""
    outer: tuple[int, ...]
    rows: int
    columns: int
    scales: tuple[int, ...]
    tensors: int


def _axis(name: str, ndim: int, axis: Any) -> int:
    if isinstance(axis, bool) or not isinstance(axis, (int, np.integer)) or not -ndim <= axis < ndim:
        raise ValueError(f"axis: expected one of {name}, an integer from {-ndim} to {ndim - 1}, not {axis!r}")
    return int(axis)


def _plan(r: Recipe, shape: tuple[int, ...]) -> _Plan:
    *outer, columns = shape
    if len(shape) > 2 and r.rows > 1:
        raise ValueError(f"x: expected one or two axes for blocks of {r.rows} rows, as {r.name} has, not {len(shape)}")
    rows, found = math.prod(outer), hu_block_shape()
    _check(shared.hu_block_measure(r._c(), rows, columns, found))
    by_row = r.rows == 1 or rows * columns == 0
    lead = tuple(outer) if by_row else (*(1 for _ in outer[1:]), *((found.scale_rows,) if outer else ()))
    return _Plan(tuple(outer), rows, columns, (*lead, found.scale_columns), found.tensors)


def _check(status: int) -> None:
    if status != 0:
        raise ValueError(f"blocks: {status_text(status)}")


def _back(array: Array, shape: tuple[int, ...], axis: int) -> Array:
    return np.moveaxis(array.reshape(shape), -1, axis)


def _fp32(name: str, value: Any, of: FormatLike | None = None) -> Array:
    """Numbers as float32, without a copy if they are; others if float32 has them all."""
    operand = number_operand(name, value, of, False)
    fp32, array = named(b"fp32"), operand.array
    if operand.is_python:
        array, flags = convert(array, fp32)
        if flags:
            raise ValueError(f"{name}: {value!r} is not a number of fp32")
    elif operand.format is None or not (operand.format == fp32 or holds(operand.format, fp32)):
        raise TypeError(f"{name}: expected numbers that float32 holds exactly, not {operand.format}; "
                        f"round them first, with convert(), or {name}.astype(np.float32)")
    elif operand.format != fp32:
        array = convert(array, fp32, of=operand.format if array.dtype.kind == "u" else None, nan="x86")[0]
    return np.asarray(array).view(np.float32)


# ---- Quantisation ----------------------------------------------------------------------------------------------------


def quantize(x: Any, recipe: RecipeLike, *, axis: int = -1, amax: Any = None, counts: bool = False,
             of: FormatLike | None = None, env: Env | None = None, **policies: Unpack[Policies]) -> Quantized:
    """Quantises x in blocks along an axis, the last by default: see Recipe, and halfulp_block.h, which defines it.

    x        numbers of any type, or codes and of=, that float32 holds exactly; FP64 is refused. It has one or more
             axes. Its strides go to the library as they are, unless more than two axes need a copy
    recipe   a name of recipes(), or what recipe() returns
    amax     the tensor's largest magnitude, one number or one for each row, where x is a part of the tensor
    counts   count the elements that raised each flag
    env, **policies
             see Env; they are the elements'. What saturates is the recipe's choice. Stochastic rounding takes 1 to 32
             random_bits; element i of x, in the order of C with `axis` last, takes the random integer first + i

    Blocks do not cross rows. What x has along the other axes is the rows of a matrix; a recipe of one scale for all
    rows sees all of them. Signaling NaNs of other types than float32 become quiet. Returns Quantized.
    """
    r = _recipe(recipe)
    for name in ("saturate", "overflow"):
        if name in policies:
            raise ValueError(f"{name}: it is the recipe's; use recipe({r.name!r}, element_overflow=...)")
    c_env, draws = environment(env, policies, r.element if r.element is not None else named(b"fp32"))
    array = _fp32("x", x, of)
    axis = _axis("x", array.ndim, axis)
    moved = np.moveaxis(array, axis, -1)
    plan = _plan(r, moved.shape)
    matrix = moved.reshape(plan.rows, plan.columns)
    codes = np.empty((plan.rows, plan.columns), dtype=np.uint8)
    scales = np.empty(math.prod(plan.scales), dtype=r.scale.dtype)
    tensor = np.empty(plan.tensors, dtype=np.float32)
    zero_points = np.empty(scales.size if r.zero_point != "none" else 0, dtype=np.int32)
    tally = hu_array_counts()
    options = hu_block_options(counts=ctypes.pointer(tally) if counts else None)
    if draws is not None:
        options.seed, options.stream, options.first = draws.seed, draws.stream, draws.first
    if amax is not None:
        largest = _amax(amax, r, plan)
        options.amax = largest.ctypes.data
    _check(shared.hu_block_quantize(
        r._c(), hu_block_matrix(matrix.ctypes.data, plan.rows, plan.columns, *matrix.strides),
        _data(codes, scales, tensor, zero_points), c_env, options))
    shape = plan.scales
    return Quantized(r, _back(codes, moved.shape, axis), _back(scales, shape, axis), _tensor(tensor, r, plan, axis),
                     _back(zero_points, shape, axis) if r.zero_point != "none" else None, Flags(c_env.flags),
                     Counts._of(tally) if counts else None, axis)


def _recipe(value: RecipeLike) -> Recipe:
    return value if isinstance(value, Recipe) else recipe(value)


def _data(codes: Array, scales: Array, tensor: Array, zero_points: Array) -> hu_block_data:
    return hu_block_data(*(part.ctypes.data if part.size > 0 else None
                           for part in (codes, scales, tensor, zero_points)))


def _amax(amax: Any, r: Recipe, plan: _Plan) -> Array:
    if r.tensor == "none":
        raise ValueError(f"amax: {r.name} has no tensor scale")
    numbers = np.ascontiguousarray(_fp32("amax", amax)).ravel()
    if numbers.size != plan.tensors:
        raise ValueError(f"amax: expected {plan.tensors} of them, not {numbers.size}")
    return numbers


def _tensor(tensor: Array, r: Recipe, plan: _Plan, axis: int) -> Any:
    if plan.tensors == 0:
        return None
    return _back(tensor, (*plan.outer, 1), axis) if r.tensor_rows else tensor[0]


def dequantize(codes: Any, recipe: RecipeLike, scales: Any, *, tensor: Any = None, zero_points: Any = None,
               axis: int = -1) -> Array:
    """The numbers, as float32 in the shape of the codes, of parts as Quantized has them."""
    r = _recipe(recipe)
    array = _bytes("codes", codes)
    axis = _axis("codes", array.ndim, axis)
    moved = np.moveaxis(array, axis, -1)
    plan = _plan(r, moved.shape)
    parts = [np.ascontiguousarray(moved), _part("scales", scales, r.scale.dtype, plan.scales, axis),
             np.empty(0, np.float32), np.empty(0, np.int32)]
    if (tensor is None) != (plan.tensors == 0):
        raise ValueError(f"tensor: expected {plan.tensors or 'no'} numbers for {r.name}")
    if (zero_points is None) != (r.zero_point == "none"):
        raise ValueError(f"zero_points: expected {'none' if zero_points is not None else 'them'} for {r.name}")
    if tensor is not None:
        shape = (*plan.outer, 1) if r.tensor_rows else ()
        parts[2] = _part("tensor", _fp32("tensor", tensor), np.dtype(np.float32), shape, axis)
    if zero_points is not None:
        parts[3] = _part("zero_points", zero_points, np.dtype(np.int32), plan.scales, axis)
    x = np.empty((plan.rows, plan.columns), dtype=np.float32)
    _check(shared.hu_block_dequantize(r._c(), _data(*parts), plan.rows, plan.columns, x.ctypes.data))
    return _back(x, moved.shape, axis)


def _part(name: str, value: Any, dtype: np.dtype[Any], shape: tuple[int, ...], axis: int) -> Array:
    """Its elements in the library's order."""
    array = np.asarray(value)
    if array.dtype != dtype:
        raise TypeError(f"{name}: expected {dtype}, not {array.dtype}")
    moved = np.moveaxis(array, axis, -1) if array.ndim == len(shape) and shape else array
    if moved.shape != shape:
        expected = np.moveaxis(np.empty(shape, np.uint8), -1, axis).shape if shape else shape
        raise ValueError(f"{name}: expected the shape {expected}, not {array.shape}")
    return np.ascontiguousarray(moved)


# ---- Packing, and the Hadamard transform -----------------------------------------------------------------------------


def _bytes(name: str, codes: Any) -> Array:
    array = np.asarray(codes)
    if array.dtype.itemsize != 1 or array.dtype.kind == "S":
        raise TypeError(f"{name}: expected a byte for each, as uint8, not {array.dtype}")
    return array.view(np.uint8)


def _bits(bits: Any) -> int:
    if isinstance(bits, bool) or not isinstance(bits, (int, np.integer)) or not 1 <= bits <= 8:
        raise ValueError(f"bits: expected 1 to 8, not {bits!r}")
    return int(bits)


def pack(codes: Any, bits: int) -> Array:
    """Codes of `bits` bits, a byte each, as a stream of bits in the order of C, the low bit first: two FP4 share a
    byte, the first one in the low half. A flat array of uint8; bits that are left in the last byte are zero."""
    array, width = np.ascontiguousarray(_bytes("codes", codes)), _bits(bits)
    packed = np.empty(shared.hu_block_packed_size(width, array.size), dtype=np.uint8)
    _check(shared.hu_block_pack(width, packed.ctypes.data, array.ctypes.data, array.size))
    return packed


def unpack(packed: Any, bits: int, shape: Any = None) -> Array:
    """The codes back, a uint8 each, in that shape: as many as the bytes hold, without one."""
    array, width = np.ascontiguousarray(_bytes("packed", packed)), _bits(bits)
    codes = np.empty(array.size * 8 // width if shape is None else shape, dtype=np.uint8)
    if shared.hu_block_packed_size(width, codes.size) != array.size:
        raise ValueError(f"packed: expected {shared.hu_block_packed_size(width, codes.size)} bytes for {codes.size} "
                         f"codes of {width} bits, not {array.size}")
    _check(shared.hu_block_unpack(width, codes.ctypes.data, array.ctypes.data, codes.size))
    return codes


def hadamard16(x: Any, *, signs: int = 0, inverse: bool = False) -> Array:
    """Each 16 successive numbers along the last axis transformed, orthonormal, as float32, each step rounded in FP32.

    x        numbers as quantize() takes them
    signs    16 bits: number j of each 16 changes its sign before the transform if bit j is set, or after the inverse.
             HADAMARD16_SIGNS_TE are TransformerEngine's
    inverse  undo it, up to rounding
    """
    if isinstance(signs, bool) or not isinstance(signs, (int, np.integer)) or not 0 <= signs < 1 << 16:
        raise ValueError(f"signs: expected 16 bits, 0 to 0xffff, not {signs!r}")
    y = np.array(_fp32("x", x), order="C")
    if y.ndim == 0 or y.shape[-1] % 16 != 0:
        raise ValueError(f"x: expected a multiple of 16 along the last axis, not the shape {y.shape}")
    call = shared.hu_hadamard16_inverse if inverse else shared.hu_hadamard16
    _check(call(y.ctypes.data, y.size, int(signs)))
    return y
