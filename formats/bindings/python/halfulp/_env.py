# SPDX-License-Identifier: Apache-2.0
"""Policies and flags: how an operation rounds, what replaces results that a format cannot represent, what it raised."""
from __future__ import annotations

from enum import IntFlag
from typing import TYPE_CHECKING, Any, Mapping, NamedTuple, TypedDict, Union

from ._formats import Format
from ._library import hu_array_counts, hu_env, shared

# ---- Flags -----------------------------------------------------------------------------------------------------------


class Flags(IntFlag):
    """The exceptions of IEEE 754-2019, clause 7, that the elements of a call raised, or-ed together."""
    INEXACT = 1
    UNDERFLOW = 2
    OVERFLOW = 4
    DIVIDE_BY_ZERO = 8
    INVALID = 16


class Counts(NamedTuple):
    """The number of elements that raised each flag; `flushed` counts those that are inexact and became a zero."""
    invalid: int
    divide_by_zero: int
    overflow: int
    underflow: int
    inexact: int
    flushed: int

    @classmethod
    def _of(cls, c: hu_array_counts) -> Counts:
        return cls(*(getattr(c, name) for name in cls._fields))


# ---- Policies --------------------------------------------------------------------------------------------------------


class Policies(TypedDict, total=False):
    """The keywords of every operation; see Env."""
    preset: str
    rounding: str
    saturate: Union[bool, str]
    overflow: str
    tininess: str
    nan: str
    flush: Union[bool, str]
    odd_overflow: str
    missing_nan: str
    missing_zero: str
    negative: str
    infinity_nan: str
    zero_divide: str
    random_bits: int
    seed: int
    stream: int
    first: int


if TYPE_CHECKING:
    from typing_extensions import Unpack

# The words of each policy, with the values of its enum in halfulp_env.h. Case, '-' and '_' do not count. They are those
# of the command `halfulp`, TestFloat's among them.
WORDS: dict[str, dict[str, int]] = {
    "rounding": {"nearest_even": 0, "nearest_away": 1, "toward_zero": 2, "down": 3, "up": 4, "to_odd": 5,
                 "stochastic_a": 6, "stochastic_b": 7, "stochastic_c": 8,
                 "rne": 0, "rna": 1, "rtz": 2, "rdn": 3, "rup": 4, "rto": 5, "odd": 5, "zero": 2,
                 "near_even": 0, "near_maxmag": 1, "nearest_maxmag": 1, "minmag": 2, "min": 3, "max": 4},
    "overflow": {"none": 0, "saturate_finite": 1, "saturate_all": 2},
    "tininess": {"after": 0, "before": 1},
    "nan": {"canonical": 0, "x86": 1, "arm": 2, "nvidia": 3, "signed": 4, "riscv": 0},
    "flush": {"none": 0, "operands": 1, "results": 2, "both": 3, "daz": 1, "ftz": 2},
    "odd_overflow": {"largest": 0, "odd_code": 1},
    "missing_nan": {"largest": 0, "opposite_zero": 1, "zero": 2},
    "missing_zero": {"by_overflow": 0, "smallest": 1, "tiny_smallest": 2},
    "negative": {"by_overflow": 0, "magnitude": 1, "directed": 2},
    "infinity_nan": {"as_invalid": 0, "signed": 1},
    "zero_divide": {"infinity": 0, "nan": 1},
}
_NUMBERS = {"random_bits": 32, "seed": 2**64 - 1, "stream": 2**64 - 1, "first": 2**64 - 1}
_STOCHASTIC = 6
# Of words with one value the first is shown; `saturate` is a shorter way to say `overflow`.
_SATURATE = {False: "none", True: "saturate_finite", "all": "saturate_all"}


def _plain(word: str) -> str:
    return word.lower().replace("-", "").replace("_", "")


def _choose(policy: str, word: Any) -> str:
    """The first of the words that mean the same as `word`."""
    words = WORDS[policy]
    if policy == "flush" and isinstance(word, bool):
        word = "both" if word else "none"
    if isinstance(word, str):
        for known, value in words.items():
            if _plain(known) == _plain(word):
                return next(first for first, other in words.items() if other == value)
    firsts = [word for word, value in words.items() if word == next(w for w, v in words.items() if v == value)]
    raise ValueError(f"{policy}: expected one of {', '.join(firsts)}, not {word!r}")


def _checked(policies: Mapping[str, Any]) -> dict[str, Any]:
    chosen: dict[str, Any] = {}
    for name, value in policies.items():
        if value is None:
            continue
        if name == "saturate":
            if not isinstance(value, (bool, str)) or value not in _SATURATE:
                raise ValueError(f"saturate: expected False, True (finite results) or 'all', not {value!r}")
            if policies.get("overflow") is not None:
                raise ValueError("saturate: expected it or overflow=, not both")
            chosen["overflow"] = _SATURATE[value]
        elif name == "preset":
            chosen[name] = _preset_name(value)
        elif name in WORDS:
            chosen[name] = _choose(name, value)
        elif name in _NUMBERS:
            if isinstance(value, bool) or not hasattr(value, "__index__"):
                raise TypeError(f"{name}: expected an integer, not {value!r}")
            if not 0 <= value.__index__() <= _NUMBERS[name]:
                raise ValueError(f"{name}: expected an integer from 0 to {_NUMBERS[name]}, not {value!r}")
            chosen[name] = value.__index__()
        else:
            raise TypeError(f"{name}: unknown policy; expected one of {', '.join(Policies.__annotations__)}")
    return chosen


class Draws(NamedTuple):
    """Stochastic rounding of element i takes the random integer of (seed, stream, first + i)."""
    seed: int
    stream: int
    first: int


class Env:
    """Policies to use in many calls: hu.Env(preset="cuda", rounding="up"). Each is a keyword of every operation too,
    which then counts instead. Without any, everything is as in IEEE 754. The meaning of each is in halfulp_env.h.

    preset        the policies of an implementation for the format of the result; see presets(). Others change it
    rounding      "nearest_even" (default), "nearest_away", "toward_zero", "down", "up", "to_odd", "stochastic_a", "_b",
                  "_c"; RNE, RNA, RTZ, RDN, RUP, RTO as well
    saturate      too large a result is infinity or NaN (False, the default) or the largest finite number (True); "all":
                  infinite operands give the largest finite number as well
    overflow      the same in the library's words: "none", "saturate_finite", "saturate_all"
    tininess      "after" (default) or "before" rounding
    nan           "canonical" (default), "x86", "arm", "nvidia", "signed"
    flush         subnormal numbers to zero: False (default), "operands", "results", True (both)
    odd_overflow  "largest" (default), "odd_code"
    missing_nan   NaN in a format without one: "largest" (default), "opposite_zero", "zero"
    missing_zero  zero in a format without one: "by_overflow" (default), "smallest", "tiny_smallest"
    negative      a negative result in a format without a sign: "by_overflow" (default), "magnitude", "directed"
    infinity_nan  the sign of a NaN in place of an infinity: "as_invalid" (default), "signed"
    zero_divide   x/0: "infinity" (default), "nan"
    random_bits   of stochastic rounding: 1 to 32
    seed, stream, first
                  element i, in the order of C, takes random_bits(seed, stream, first + i): integers from 0 to 2^64 - 1,
                  0 by default
    """

    __slots__ = ("_chosen",)

    def __init__(self, **policies: Unpack[Policies]) -> None:
        self._chosen = _checked(policies)

    def replace(self, **policies: Unpack[Policies]) -> Env:
        """The same with other values of these policies."""
        result = Env()
        result._chosen = {**self._chosen, **_checked(policies)}
        return result

    def __repr__(self) -> str:
        return f"halfulp.Env({', '.join(f'{name}={value!r}' for name, value in self._chosen.items())})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Env) and self._chosen == other._chosen

    def __hash__(self) -> int:
        return hash(frozenset(self._chosen.items()))

    def _for(self, to: Format) -> tuple[hu_env, Draws | None]:
        """The environment of results in the format `to`, and the draws if its rounding is stochastic."""
        c, chosen = hu_env(), self._chosen
        if "preset" in chosen:
            name = chosen["preset"].encode()
            if not shared.hu_env_like(name, to._c, c):
                preset = next(p for p in presets() if p.name == chosen["preset"])
                raise ValueError(f"preset {preset.name!r}: no results in {to}; expected those of {preset.formats}")
        for name, value in chosen.items():
            if name in WORDS:
                setattr(c, name, WORDS[name][value])
        c.random_bits = chosen.get("random_bits", 0)
        stochastic = c.rounding >= _STOCHASTIC
        if stochastic != (c.random_bits != 0):
            raise ValueError("random_bits: expected 1 to 32 of them with stochastic rounding, and none without")
        error = shared.hu_env_error(c)
        if error is not None:
            raise ValueError(error.decode())
        draws = Draws(chosen.get("seed", 0), chosen.get("stream", 0), chosen.get("first", 0))
        return c, draws if stochastic else None


def environment(env: Env | None, policies: Mapping[str, Any], to: Format) -> tuple[hu_env, Draws | None]:
    """What the arguments `env` and **policies of an operation ask for."""
    if env is None:
        if not policies:
            return hu_env(), None # all zeros is the default
        env = Env(**policies)
    elif not isinstance(env, Env):
        raise TypeError(f"env: expected an Env, not {env!r}")
    elif policies:
        env = env.replace(**policies)
    return env._for(to)


# ---- Presets ---------------------------------------------------------------------------------------------------------


class Preset(NamedTuple):
    """An implementation whose results preset=name reproduces: which, in which formats, and with what exceptions."""
    name: str
    source: str
    formats: str
    differs: str


def presets() -> list[Preset]:
    """The presets of the library, in its order."""
    rows: list[Preset] = []
    while row := shared.hu_preset_at(len(rows)):
        rows.append(Preset(*(getattr(row.contents, name).decode() for name in Preset._fields)))
    return rows


def _preset_name(name: Any) -> str:
    names = [preset.name for preset in presets()]
    if name not in names:
        raise ValueError(f"preset: expected one of {', '.join(names)}, not {name!r}")
    return name


# ---- Random bits -----------------------------------------------------------------------------------------------------


def random(seed: int, stream: int, index: int) -> int:
    """64 random bits, a pure function of the arguments (Philox4x32-10), which are integers from 0 to 2^64 - 1."""
    chosen = _checked({"seed": seed, "stream": stream, "first": index})
    return shared.hu_random(chosen["seed"], chosen["stream"], chosen["first"])


def random_bits(count: int, bits: int = 32, *, seed: int = 0, stream: int = 0, first: int = 0) -> Any:
    """The random integers of `bits` bits (1 to 32) that stochastic rounding of `count` elements takes: a uint32 array
    of that length."""
    import numpy as np

    chosen = _checked({"random_bits": bits, "seed": seed, "stream": stream, "first": first})
    words = np.empty(count, dtype=np.uint32)
    shared.hu_array_random(chosen["seed"], chosen["stream"], chosen["first"], words.ctypes.data, words.size)
    if chosen["random_bits"] == 0:
        raise ValueError("bits: expected 1 to 32")
    return words >> np.uint32(32 - chosen["random_bits"])
