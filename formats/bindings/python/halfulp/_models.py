# SPDX-License-Identifier: Apache-2.0
"""What instructions of x86, ARM, RISC-V and NVIDIA GPUs compute: halfulp_models.h."""
from __future__ import annotations

import ctypes
from typing import Any, NamedTuple

import numpy as np

from ._calls import bits_of
from ._formats import Array, Format
from ._library import hu_format, hu_model, hu_model_vector, shared, status_text
from ._operands import codes_operand

REGISTERS = ("none", "mxcsr", "fpcr", "fpsr", "fpmr", "fcsr")


class ModelVector(NamedTuple):
    """An operand or the result: so many elements of a format; if it is grouped, so many for each group."""
    name: str
    format: Format
    elements: int
    grouped: bool


class Model(NamedTuple):
    """A row of the library's table: what one instruction computes, and the document that says so."""
    name: str
    text: str
    source: str
    operands: tuple[ModelVector, ...]
    result: ModelVector
    control: str | None  # the register that it reads, "mxcsr", with the bits that may be set, and those that must be
    control_bits: int
    control_fixed: int
    status: str | None  # the register in which it raises flags
    groups_max: int  # 0: nothing is grouped
    immediate: bool  # it takes an immediate byte


def _vector(c: hu_model_vector) -> ModelVector:
    return ModelVector(c.name.decode(), Format._of(hu_format.from_buffer_copy(c.format.contents)), c.count,
                       bool(c.grouped))


def _register(number: int) -> str | None:
    return REGISTERS[number] if number else None


def _row(c: hu_model) -> Model:
    r = c.registers.contents
    return Model(c.name.decode(), c.text.decode(), c.source.decode(),
                 tuple(_vector(c.operand[i]) for i in range(c.operands)), _vector(c.result.contents),
                 _register(r.control), r.control_bits, r.control_fixed, _register(r.status), c.groups_max,
                 bool(c.immediate))


def models() -> list[Model]:
    """The instructions that model() knows."""
    rows: list[Model] = []
    while row := shared.hu_model_at(len(rows)):
        rows.append(_row(row.contents))
    return rows


def model(name: str, *operands: Any, control: int | None = None, immediate: int = 4) -> tuple[Any, Any]:
    """What the instruction `name` computes; models() lists them, with their operands and registers.

    operands  codes of the formats of the operands, or numbers of those types. An operand of one element is a number or
              an array; of more, the last axis holds them, for all groups. The other axes broadcast
    control   the control register that it reads; by default the bits that must be set
    immediate the immediate byte, or the modifiers; by default that of the command: the rounding of MXCSR, the minimum

    Returns (codes of the result, the flags in the bits of its status register), one of each for every element of the
    other axes; the last axis of the codes holds the elements of a result that has several.
    """
    pointer = shared.hu_model_find(name.encode("utf-8", "replace")) if isinstance(name, str) else None
    if not pointer:
        raise ValueError(f"model: expected one of models(), such as 'x86_vdpbf16ps', not {name!r}")
    row = _row(pointer.contents)
    if len(operands) != len(row.operands):
        raise TypeError(f"{name}: expected {', '.join(v.name for v in row.operands)}, not {len(operands)} operands")
    arrays = [_elements(v, x) for v, x in zip(row.operands, operands)]
    shape = np.broadcast_shapes(*(a.shape[:-1] for a in arrays))
    joined = np.concatenate([np.broadcast_to(a, (*shape, a.shape[-1])) for a in arrays], axis=-1)
    joined = np.ascontiguousarray(joined).reshape(-1, joined.shape[-1])
    codes = np.empty((len(joined), row.result.elements), dtype=row.result.format.dtype)
    flags = np.zeros(len(joined), dtype=np.uint32)
    out, status = (ctypes.c_uint64 * row.result.elements)(), ctypes.c_uint32()
    register = row.control_fixed if control is None else control
    for i, operand in enumerate(joined):
        status.value = 0
        found = shared.hu_model_apply(pointer, operand.ctypes.data, len(operand), out, len(out), register, immediate,
                                      ctypes.addressof(status))
        if found != 0:
            raise ValueError(f"{name}: {status_text(found)}")
        codes[i], flags[i] = out[:], status.value
    codes = codes.reshape(shape if row.result.elements == 1 else (*shape, row.result.elements))
    flags = flags.reshape(shape)
    return codes[()], flags[()]


def _elements(vector: ModelVector, value: Any) -> Array:
    """64-bit words, with the elements in the last axis."""
    words = bits_of(codes_operand(vector.name, value, vector.format)).astype(np.uint64)
    if vector.elements == 1 and not vector.grouped:
        return words[..., None]
    if words.ndim == 0 or words.shape[-1] == 0 or words.shape[-1] % vector.elements != 0 or \
            not vector.grouped and words.shape[-1] != vector.elements:
        raise ValueError(f"{vector.name}: expected {vector.elements} elements in the last axis"
                         f"{', for each group' if vector.grouped else ''}, not the shape {words.shape}")
    return words
