# SPDX-License-Identifier: Apache-2.0
"""Formats: what a code means. Also which NumPy and ml_dtypes types belong to which format."""
from __future__ import annotations

import ctypes
import functools
from decimal import Decimal
from typing import Any, Union

import numpy as np
import numpy.typing as npt

from ._library import hu_env, hu_format, hu_number, shared

_INFINITIES = ("none", "top_exponent", "top_code")
_NANS = ("none", "top_exponent", "top_code", "negative_zero")
_CONVERT = shared.hu_operation_find(b"convert")
_STYLES = ("shortest", "exact", "hex")
# NumPy's own types. Those of ml_dtypes are found by name, which the library knows as an alias.
_NUMPY: dict[np.dtype[Any], bytes] = {np.dtype(np.float64): b"fp64", np.dtype(np.float32): b"fp32",
                                      np.dtype(np.float16): b"fp16"}

Array = npt.NDArray[Any]
# What may stand for a format: one, a text that the library's hu_format_parse accepts, or the type of an array.
FormatLike = Union["Format", str, "np.dtype[Any]", type]


class Format:
    """A format, from a name or alias ("e4m3", "float8_e4m3fn", "half"), a name of IEEE P3109 ("binary8p3se"), a
    description ("e5m3", "e5m3b15:inf=none,nan=top"), or a NumPy or ml_dtypes type of floating-point numbers.

    A code is the sign, the exponent field and the fraction field, from the top bit down. Formats are constant, can be
    compared and hashed; two are equal if all their codes mean the same, whatever their names.

    name              "e4m3", or the description
    aliases           other names, a tuple of str
    bits              bits in a code
    exponent_bits     stored bits, and fraction_bits likewise; precision is fraction_bits + 1
    bias              the exponent field of 1.0
    has_sign          is there a sign bit? has_zero: a zero?
    infinity          which codes are infinities: "none", "top_exponent" or "top_code"
    nan               which codes are NaNs: "none", "top_exponent", "top_code" or "negative_zero"
    canonical_nan     the code of the NaN that operations return; None without one
    emin, emax        exponents of the smallest normal binade and of the largest finite number
    largest           the largest finite number; a float, or a Decimal where FP64 does not hold it, both exact
    smallest_normal   2^emin, likewise; smallest_subnormal (None in a format without subnormals); smallest, above zero
    epsilon           the distance from 1.0 to the next number, likewise
    dtype             the NumPy type of codes: the smallest of uint8, uint16, uint32, uint64 that holds one
    """

    name: str
    bits: int
    exponent_bits: int
    fraction_bits: int
    bias: int
    has_sign: bool
    has_zero: bool
    infinity: str
    nan: str
    dtype: np.dtype[Any]
    _c: hu_format
    _key: tuple[int, ...]
    __slots__ = ("_c", "_key", "name", "bits", "dtype", "exponent_bits", "fraction_bits", "bias", "has_sign",
                 "has_zero", "infinity", "nan")

    def __new__(cls, format: FormatLike) -> Format:
        if isinstance(format, Format):
            return format
        if isinstance(format, str):
            return _parsed(format)
        found = format_of_dtype(format)
        if found is None:
            raise TypeError(f"format: expected a name, a Format or a type of floating-point numbers, not {format!r}")
        return found

    @classmethod
    def _of(cls, c: hu_format) -> Format:
        self = object.__new__(cls)
        fields = (c.exponent_bits, c.fraction_bits, c.bias, c.has_sign, c.has_zero, c.infinity, c.nan)
        values = {"_c": c, "_key": fields, "name": c.name.decode(), "bits": shared.hu_format_width(c),
                  "dtype": np.dtype(f"u{shared.hu_array_element_size(c)}"), "exponent_bits": c.exponent_bits,
                  "fraction_bits": c.fraction_bits, "bias": c.bias, "has_sign": bool(c.has_sign),
                  "has_zero": bool(c.has_zero), "infinity": _INFINITIES[c.infinity], "nan": _NANS[c.nan]}
        for name, value in values.items():
            object.__setattr__(self, name, value)
        return self

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(f"{name}: a Format is constant")

    def __reduce__(self) -> Any:
        return (Format, (self.name,))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Format) and self._key == other._key

    def __hash__(self) -> int:
        return hash(self._key)

    def __repr__(self) -> str:
        return f"halfulp.Format({self.name!r})"

    def __str__(self) -> str:
        return self.name

    @property
    def precision(self) -> int:
        return self.fraction_bits + 1

    @property
    def aliases(self) -> tuple[str, ...]:
        names: list[str] = []
        while (name := shared.hu_format_alias(self._c, len(names))) is not None:
            names.append(name.decode())
        return tuple(names)

    @property
    def canonical_nan(self) -> int | None:
        return None if self.nan == "none" else self._c.canonical_nan

    @property
    def emin(self) -> int:
        return shared.hu_format_emin(self._c)

    @property
    def emax(self) -> int:
        return shared.hu_format_emax(self._c)

    @property
    def largest(self) -> float | Decimal:
        return value_of(self, shared.hu_format_largest(self._c))

    @property
    def smallest_normal(self) -> float | Decimal:
        return value_of(self, shared.hu_format_smallest_normal(self._c))

    @property
    def smallest(self) -> float | Decimal:
        return value_of(self, shared.hu_format_smallest(self._c))

    @property
    def smallest_subnormal(self) -> float | Decimal | None:
        return self.smallest if self.has_zero and self.fraction_bits > 0 else None

    @property
    def epsilon(self) -> float:
        return 2.0 ** shared.hu_format_epsilon(self._c)

    @property
    def array_dtype(self) -> np.dtype[Any] | None:
        """The type of arrays of such numbers: NumPy's, or that of ml_dtypes if it is installed; None without one."""
        for dtype, name in _NUMPY.items():
            if self == named(name):
                return dtype
        try:
            import ml_dtypes  # type: ignore[import]
        except ImportError:
            return None
        for alias in self.aliases:
            if hasattr(ml_dtypes, alias):
                return np.dtype(getattr(ml_dtypes, alias))
        return None

    def codes(self) -> Array:
        """All codes, in order: an array of 2^bits of `dtype`. For formats of at most 24 bits."""
        if self.bits > 24:
            raise ValueError(f"codes of {self}: expected a format of at most 24 bits, not {self.bits}")
        return np.arange(1 << self.bits, dtype=self.dtype)


def formats() -> list[Format]:
    """The formats of the library's table. Any other can be described: see Format."""
    rows: list[Format] = []
    while row := shared.hu_format_at(len(rows)):
        rows.append(Format._of(hu_format.from_buffer_copy(row.contents)))
    return rows


# ---- Types of arrays -------------------------------------------------------------------------------------------------

@functools.lru_cache(maxsize=256)
def _parsed(name: str) -> Format:
    text, c = name.replace("\0", "?").encode("utf-8", "replace"), hu_format()
    if not shared.hu_format_parse(text, c):
        raise ValueError(f"format {name!r}: {shared.hu_format_parse_error(text).decode()}")
    return Format._of(c)


_known: dict[bytes, Format | None] = {}


def _find(name: bytes) -> Format | None:
    if name not in _known:
        row = shared.hu_format_find(name)
        _known[name] = Format._of(hu_format.from_buffer_copy(row.contents)) if row else None
    return _known[name]


def named(name: bytes) -> Format:
    """The format of that name, which exists."""
    found = _find(name)
    assert found is not None
    return found


def format_of_dtype(kind: Any) -> Format | None:
    """The format of the numbers of that type; None for codes, integers and all else."""
    if kind is None: # which NumPy takes for float64
        return None
    try:
        dtype = np.dtype(kind)
    except TypeError:
        return None
    dtype = dtype if dtype.isnative else dtype.newbyteorder("=")
    if dtype in _NUMPY:
        return named(_NUMPY[dtype])
    # 2: a type that another package has registered.
    found = _find(dtype.name.encode()) if dtype.isbuiltin == 2 else None
    return found if found is not None and found.dtype.itemsize == dtype.itemsize else None


def numpy_dtype(format: Format) -> np.dtype[Any]:
    """The type of NumPy for its numbers; that of codes without one."""
    return next((dtype for dtype, name in _NUMPY.items() if format == named(name)), format.dtype)


# ---- Single values ---------------------------------------------------------------------------------------------------


def number(format: Format, code: int) -> hu_number:
    """A code with its format, which must outlive it."""
    return hu_number(ctypes.pointer(format._c), code)


def print_number(format: Format, code: int, style: str = "shortest") -> str:
    if style not in _STYLES:
        raise ValueError(f"style: expected one of {', '.join(_STYLES)}, not {style!r}")
    x, index = number(format, code), _STYLES.index(style)
    text = ctypes.create_string_buffer(shared.hu_print(None, 0, x, index) + 1)
    shared.hu_print(text, len(text), x, index)
    return text.value.decode()


def value_of(format: Format, code: int) -> float | Decimal:
    """The number that a code stands for: a float if FP64 has it, otherwise a Decimal. Both are exact."""
    exact = _in_fp64(format, code)
    return Decimal(print_number(format, code, "exact")) if exact is None else float_of_code(exact)


def decimal_of(format: Format, code: int) -> str:
    """The number as the command `halfulp` prints it: all its digits, or as many as FP64 needs, if FP64 has it."""
    exact = _in_fp64(format, code)
    return print_number(format, code) if exact is None else print_number(named(b"fp64"), exact)


def _in_fp64(format: Format, code: int) -> int | None:
    """The FP64 code of the same number; None if there is none."""
    env, result = hu_env(), hu_number()
    operand = number(format, code)
    shared.hu_apply(_CONVERT, named(b"fp64")._c, operand, env, result)
    return None if env.flags & 1 else result.code


def float_of_code(code: int) -> float:
    """The float whose FP64 code that is."""
    return ctypes.c_double.from_buffer(ctypes.c_uint64(code)).value


def code_of_float(x: float) -> int:
    return ctypes.c_uint64.from_buffer(ctypes.c_double(x)).value


def holds(narrow: Format, wide: Format) -> bool:
    """Is every number of `narrow` one of `wide`, an IEEE format? Its largest and its smallest one must be."""
    env, result = hu_env(), hu_number()
    for code in (shared.hu_format_largest(narrow._c), shared.hu_format_smallest(narrow._c)):
        operand = number(narrow, code)
        shared.hu_apply(_CONVERT, wide._c, operand, env, result)
    return narrow.fraction_bits <= wide.fraction_bits and env.flags == 0
