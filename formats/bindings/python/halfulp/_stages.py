# SPDX-License-Identifier: Apache-2.0
"""The stages of one operation as data: halfulp_explain.h."""
from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING, Any

from ._calls import operations
from ._env import Env, Flags, Policies
from ._formats import Format
from ._library import hu_explained_code, hu_format
from ._text import explanation_of

if TYPE_CHECKING:
    from typing_extensions import Unpack

# The enums of halfulp_explain.h, by the field that holds one.
WORDS = {
    "hu_explained_kind": ("zero", "finite", "infinity", "nan"),
    "hu_kind": ("number", "int32", "int64", "uint32", "uint64"),
    "hu_explained_cause": ("number", "signaling_nan", "nan", "invalid", "divide_by_zero"),
    "hu_explained_place": ("code", "above_largest", "below_smallest", "negative", "too_fine", "none"),
    "hu_explained_reason": ("special", "exact", "below_half", "above_half", "tie_even", "tie_away", "directed", "odd",
                            "drawn"),
    "hu_explained_replacement": ("not", "flushed", "overflow", "infinity", "missing_nan", "missing_zero", "negative")}
_ENUMS = {"kind": "hu_explained_kind", "cause": "hu_explained_cause", "place": "hu_explained_place",
          "reason": "hu_explained_reason", "replaced": "hu_explained_replacement"}
_BOOLEANS = frozenset(("sticky", "signaling", "subnormal", "flushed", "more", "outward", "tiny", "tiny_before",
                       "tiny_after", "is_sum"))


def _data(struct: ctypes.Structure, but: frozenset[str] = frozenset(("reserved",))) -> dict[str, Any]:
    """The fields of a struct: enums as words, flags of one bit as booleans, the rest as integers."""
    result: dict[str, Any] = {}
    for name in [field[0] for field in struct._fields_ if field[0] not in but]:
        value = getattr(struct, name)
        if name == "kind" and isinstance(struct, hu_explained_code):
            result["type"] = WORDS["hu_kind"][value]
        elif name in _ENUMS:
            result[name] = WORDS[_ENUMS[name]][value]
        elif name in _BOOLEANS:
            result[name] = bool(value)
        elif name.endswith("flags"):
            result[name] = Flags(value)
        elif isinstance(value, hu_format):
            result[name] = Format._of(hu_format.from_buffer_copy(value)) if value.name else None
        else:
            result[name] = _data(value) if isinstance(value, ctypes.Structure) else value
    return result


def explained(question: str, *, env: Env | None = None, **policies: Unpack[Policies]) -> dict[str, Any]:
    """What explain() says, as data, to draw or to compare: the structs of halfulp_explain.h as dicts, under the names
    there, with words for enums, Flags, and Formats.

        e = hu.explained("fp16: 0.1 + 0.2", rounding="up")
        e["rounding"]["reason"], e["rounding"]["quantum"]      # 'directed', -12
        e["result"]["code"], e["flags"]                        # 0x34CD, Flags.INEXACT

    "operand" is a list, and so is "addend", the two terms of a sum; without a sum there is none. "integral" and
    "to_round" are there for roundToIntegral alone, "previous" for a conversion to the operand's own format.
    """
    e = explanation_of(question, env, policies)[0]
    result = {"operation": operations()[e.operation].name, "operand": [_data(x) for x in e.operand[:e.arity]]}
    if e.is_sum:
        result["addend"] = [_data(x) for x in e.addend]
    but = {"operation", "arity", "env", "operand", "addend", "has_integral", "same"}
    but |= set() if e.has_integral else {"integral", "to_round"}
    but |= set() if e.same else {"previous"}
    return {**result, **_data(e, frozenset(but))}
