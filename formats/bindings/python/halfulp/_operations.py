# SPDX-License-Identifier: Apache-2.0
"""The operations of the library as functions.

What all of them have in common is in the docstring of apply(). Operations on integers, comparisons, classes and total
order go element by element, and take about two microseconds for each; all others go by rows.
"""
from __future__ import annotations

from typing import TYPE_CHECKING, Any, Mapping, Optional, Tuple

from ._calls import call, find
from ._env import Env, Policies
from ._formats import Array, FormatLike
from ._operands import Of

if TYPE_CHECKING:
    from typing_extensions import Unpack

# (result, Flags), or (result, Flags, Counts) with counts=True.
Result = Tuple[Any, ...]


class Keywords(Policies, total=False):
    """The keywords of every operation but apply's `to`: see apply() and Env."""
    of: Of
    out: Optional[Array]
    counts: bool
    env: Optional[Env]


def apply(operation: str, *operands: Any, to: FormatLike | None = None, **keywords: Unpack[Keywords]) -> Result:
    """Any operation by the library's name: apply("mulAdd", x, y, z, to="fp16"); operations() lists them.

    operands  arrays of any shapes that broadcast, or numbers. An array of float16, float32, float64 or a type of
              ml_dtypes holds numbers; unsigned integers hold codes of the format `of`; a Python number is that number
              exactly, of FP64 (FP32 in arithmetic, which refuses one that FP32 does not have)
    to        the format of the result: a name, a description or a Format gives its codes, in unsigned integers; the
              type of an array (np.float16, ml_dtypes.bfloat16) gives such numbers. Without it, that of the operands;
              Python numbers do not count
    of        the format of operands that are codes; or a format (or None) for each operand, in a list or tuple
    out       an array of the operands' common shape for the result, which may be one of the operands
    counts    True: return Counts as well
    env       an Env; single policies are keywords too, and count more: rounding="up", saturate=True, preset="cuda"

    Returns (result, Flags), or (result, Flags, Counts): the flags of all elements or-ed together. Each result is
    rounded once. Where there are no arrays but only numbers, the result is a number too. Raises TypeError or
    ValueError, which name the argument and what was expected.
    """
    count = len(find(operation).operands)
    if len(operands) != count:
        raise TypeError(f"{operation}: expected {count} operands, not {len(operands)}")
    return _call(operation, ("x", "y", "z"), operands, to, keywords)


def _call(operation: str, names: Tuple[str, ...], operands: Tuple[Any, ...], to: Any,
          keywords: Mapping[str, Any]) -> Result:
    policies = dict(keywords)
    of, out, counts, env = (policies.pop(name, None) for name in ("of", "out", "counts", "env"))
    return call(find(operation), names[:len(operands)], operands, to, of, out, bool(counts), env, policies)


_X, _XY, _XYZ = ("x",), ("x", "y"), ("x", "y", "z")

# ---- Numbers to numbers ----------------------------------------------------------------------------------------------


def convert(x: Any, to: FormatLike | None = None, **keywords: Unpack[Keywords]) -> Result:
    """x in the format `to`, by default that of `out`. Clause 5.4.2 of IEEE 754-2019, as all clauses here."""
    return _call("convert", _X, (x,), to, keywords)


def add(x: Any, y: Any, *, to: FormatLike | None = None, **keywords: Unpack[Keywords]) -> Result:
    """x + y"""
    return _call("add", _XY, (x, y), to, keywords)


def sub(x: Any, y: Any, *, to: FormatLike | None = None, **keywords: Unpack[Keywords]) -> Result:
    """x - y"""
    return _call("sub", _XY, (x, y), to, keywords)


def mul(x: Any, y: Any, *, to: FormatLike | None = None, **keywords: Unpack[Keywords]) -> Result:
    """x * y"""
    return _call("mul", _XY, (x, y), to, keywords)


def div(x: Any, y: Any, *, to: FormatLike | None = None, **keywords: Unpack[Keywords]) -> Result:
    """x / y; x/0 divides by zero."""
    return _call("div", _XY, (x, y), to, keywords)


def sqrt(x: Any, *, to: FormatLike | None = None, **keywords: Unpack[Keywords]) -> Result:
    """The square root of x; sqrt(-0) is -0."""
    return _call("sqrt", _X, (x,), to, keywords)


def fma(x: Any, y: Any, z: Any, *, to: FormatLike | None = None, **keywords: Unpack[Keywords]) -> Result:
    """x * y + z with one rounding."""
    return _call("mulAdd", _XYZ, (x, y, z), to, keywords)


def remainder(x: Any, y: Any, *, to: FormatLike | None = None, **keywords: Unpack[Keywords]) -> Result:
    """x - n y, where n is the integer nearest to x/y, ties to even. Clause 5.3.1."""
    return _call("rem", _XY, (x, y), to, keywords)


def minimum(x: Any, y: Any, *, to: FormatLike | None = None, **keywords: Unpack[Keywords]) -> Result:
    """The smaller one; -0 is less than +0, and NaN if one is NaN. Clause 9.6."""
    return _call("minimum", _XY, (x, y), to, keywords)


def maximum(x: Any, y: Any, *, to: FormatLike | None = None, **keywords: Unpack[Keywords]) -> Result:
    """The larger one; -0 is less than +0, and NaN if one is NaN. Clause 9.6."""
    return _call("maximum", _XY, (x, y), to, keywords)


def minimum_number(x: Any, y: Any, *, to: FormatLike | None = None, **keywords: Unpack[Keywords]) -> Result:
    """The smaller one, or the other one if one is NaN. Clause 9.6."""
    return _call("minimumNumber", _XY, (x, y), to, keywords)


def maximum_number(x: Any, y: Any, *, to: FormatLike | None = None, **keywords: Unpack[Keywords]) -> Result:
    """The larger one, or the other one if one is NaN. Clause 9.6."""
    return _call("maximumNumber", _XY, (x, y), to, keywords)


def next_up(x: Any, **keywords: Unpack[Keywords]) -> Result:
    """The next larger number of x's format. Clause 5.3.1."""
    return _call("nextUp", _X, (x,), None, keywords)


def next_down(x: Any, **keywords: Unpack[Keywords]) -> Result:
    """The next smaller number of x's format. Clause 5.3.1."""
    return _call("nextDown", _X, (x,), None, keywords)


def round_to_integral(x: Any, *, to: FormatLike | None = None, exact: bool = False,
                      **keywords: Unpack[Keywords]) -> Result:
    """x rounded to an integer by `rounding`; `exact` raises INEXACT if it was none. Clause 5.9."""
    return _call("roundToInt_x" if exact else "roundToInt", _X, (x,), to, keywords)


def scale_b(x: Any, n: Any, *, to: FormatLike | None = None, **keywords: Unpack[Keywords]) -> Result:
    """x * 2^n with one rounding; n is an array of integers (int32). Clause 5.3.3."""
    return _call("scaleB", ("x", "n"), (x, n), to, keywords)


def log_b(x: Any, *, to: FormatLike | None = None, **keywords: Unpack[Keywords]) -> Result:
    """floor(log2 |x|). Clause 5.3.3."""
    return _call("logB", _X, (x,), to, keywords)


# ---- Numbers to answers ----------------------------------------------------------------------------------------------


def equal(x: Any, y: Any, **keywords: Unpack[Keywords]) -> Result:
    """x = y, quiet: only a signaling NaN raises INVALID. A bool array. Clause 5.11."""
    return _call("eq", _XY, (x, y), None, keywords)


def less(x: Any, y: Any, **keywords: Unpack[Keywords]) -> Result:
    """x < y, quiet. A bool array."""
    return _call("lt_quiet", _XY, (x, y), None, keywords)


def less_equal(x: Any, y: Any, **keywords: Unpack[Keywords]) -> Result:
    """x <= y, quiet. A bool array."""
    return _call("le_quiet", _XY, (x, y), None, keywords)


def equal_signaling(x: Any, y: Any, **keywords: Unpack[Keywords]) -> Result:
    """x = y; any NaN raises INVALID. A bool array."""
    return _call("eq_signaling", _XY, (x, y), None, keywords)


def less_signaling(x: Any, y: Any, **keywords: Unpack[Keywords]) -> Result:
    """x < y; any NaN raises INVALID. A bool array."""
    return _call("lt", _XY, (x, y), None, keywords)


def less_equal_signaling(x: Any, y: Any, **keywords: Unpack[Keywords]) -> Result:
    """x <= y; any NaN raises INVALID. A bool array."""
    return _call("le", _XY, (x, y), None, keywords)


def compare(x: Any, y: Any, **keywords: Unpack[Keywords]) -> Result:
    """-1 less, 0 equal, 1 greater, 2 unordered, quiet. An int8 array."""
    return _call("compare_quiet", _XY, (x, y), None, keywords)


def compare_signaling(x: Any, y: Any, **keywords: Unpack[Keywords]) -> Result:
    """The same; any NaN raises INVALID. An int8 array."""
    return _call("compare_signaling", _XY, (x, y), None, keywords)


def total_order(x: Any, y: Any, **keywords: Unpack[Keywords]) -> Result:
    """totalOrder of two numbers of one format: -NaN < -inf < ... < -0 < +0 < ... < NaN. Clause 5.10."""
    return _call("totalOrder", _XY, (x, y), None, keywords)


def classify(x: Any, **keywords: Unpack[Keywords]) -> Result:
    """The Class of each number, as uint8. No flags. Clause 5.7.2."""
    return _call("class", _X, (x,), None, keywords)


# ---- Integers --------------------------------------------------------------------------------------------------------


def to_int32(x: Any, *, exact: bool = False, **keywords: Unpack[Keywords]) -> Result:
    """x as int32, by `rounding`; NaN, or out of range, is INVALID. `exact`: raise INEXACT too. Clause 5.8."""
    return _call("to_i32_x" if exact else "to_i32", _X, (x,), None, keywords)


def to_int64(x: Any, *, exact: bool = False, **keywords: Unpack[Keywords]) -> Result:
    """x as int64, by `rounding`; NaN, or out of range, is INVALID. `exact`: raise INEXACT too. Clause 5.8."""
    return _call("to_i64_x" if exact else "to_i64", _X, (x,), None, keywords)


def to_uint32(x: Any, *, exact: bool = False, **keywords: Unpack[Keywords]) -> Result:
    """x as uint32, by `rounding`; NaN, or out of range, is INVALID. `exact`: raise INEXACT too. Clause 5.8."""
    return _call("to_ui32_x" if exact else "to_ui32", _X, (x,), None, keywords)


def to_uint64(x: Any, *, exact: bool = False, **keywords: Unpack[Keywords]) -> Result:
    """x as uint64, by `rounding`; NaN, or out of range, is INVALID. `exact`: raise INEXACT too. Clause 5.8."""
    return _call("to_ui64_x" if exact else "to_ui64", _X, (x,), None, keywords)


def from_int32(n: Any, to: FormatLike | None = None, **keywords: Unpack[Keywords]) -> Result:
    """Integers, which int32 holds, as numbers of `to`. Clause 5.4.1."""
    return _call("from_i32", ("n",), (n,), to, keywords)


def from_int64(n: Any, to: FormatLike | None = None, **keywords: Unpack[Keywords]) -> Result:
    """Integers, which int64 holds, as numbers of `to`. Clause 5.4.1."""
    return _call("from_i64", ("n",), (n,), to, keywords)


def from_uint32(n: Any, to: FormatLike | None = None, **keywords: Unpack[Keywords]) -> Result:
    """Integers, which uint32 holds, as numbers of `to`. Clause 5.4.1."""
    return _call("from_ui32", ("n",), (n,), to, keywords)


def from_uint64(n: Any, to: FormatLike | None = None, **keywords: Unpack[Keywords]) -> Result:
    """Integers, which uint64 holds, as numbers of `to`. Clause 5.4.1."""
    return _call("from_ui64", ("n",), (n,), to, keywords)
