# SPDX-License-Identifier: Apache-2.0
"""Policies as keywords, environments and presets."""
import numpy as np
import pytest

import halfulp as hu
from conftest import c, c_format
from halfulp import _env

X = np.float32([449, 1e-9, np.inf, -np.nan, 464, 1e30, -0.0, 3e-40])


def fields(env, to):
    """The C environment as {field: value}."""
    built, _ = env._for(hu.Format(to))
    return {name: getattr(built, name) for name, _ in c.hu_env._fields_ if name != "reserved" and getattr(built, name)}


@pytest.mark.parametrize("policy", _env.WORDS)
def test_words(policy):
    for word, value in _env.WORDS[policy].items():
        for spelling in (word, word.upper(), word.replace("_", "-"), word.replace("_", "")):
            chosen = {policy: spelling, **({"random_bits": 4} if word.startswith("stochastic") else {})}
            assert fields(hu.Env(**chosen), "e4m3").get(policy, 0) == value
    with pytest.raises(ValueError, match=f"{policy}: expected one of .*, not 'nix'"):
        hu.Env(**{policy: "nix"})
    with pytest.raises(ValueError, match=f"{policy}: expected one of .*, not 3"):
        hu.Env(**{policy: 3})


def test_saturate():
    for saturate, overflow, codes in ((False, 0, [0x7E, 0x7F, 0x7F]), (True, 1, [0x7E, 0x7F, 0x7E]),
                                      ("all", 2, [0x7E, 0x7E, 0x7E])):
        assert fields(hu.Env(saturate=saturate), "e4m3").get("overflow", 0) == overflow
        assert hu.convert(X[[0, 2, 5]], "e4m3", saturate=saturate)[0].tolist() == codes
    for bad in ("finite", 2, 1.0, []):
        with pytest.raises(ValueError, match="saturate: expected False, True"):
            hu.Env(saturate=bad)
    with pytest.raises(ValueError, match="saturate: expected it or overflow=, not both"):
        hu.Env(saturate=True, overflow="none")
    assert fields(hu.Env(flush=True), "fp16") == {"flush": 3} and fields(hu.Env(flush=False), "fp16") == {}


@pytest.mark.parametrize("preset", hu.presets(), ids=lambda preset: preset.name)
def test_presets(preset):
    """As hu_env_like fills it, into each format of the table that it covers; refused for others."""
    covered = 0
    for f in [*hu.formats(), hu.Format("binary8p3se"), hu.Format("binary8p3uf")]:
        like = c.hu_env()
        if c.shared.hu_env_like(preset.name.encode(), c_format(f.name), like):
            built, _ = hu.Env(preset=preset.name)._for(f)
            assert bytes(built) == bytes(like)
            covered += 1
        else:
            with pytest.raises(ValueError, match=f"preset '{preset.name}': no results in {f}; expected those of"):
                hu.convert(X, f, preset=preset.name)
    assert covered > 0 and preset.source and preset.formats


def test_presets_and_policies_together():
    assert fields(hu.Env(preset="cuda", rounding="up", saturate=False), "e4m3") == {"rounding": 4, "nan": 3}
    with pytest.raises(ValueError, match="preset: expected one of p3109, .*, not 'CUDA'"):
        hu.convert(X, "e4m3", preset="CUDA")
    assert hu.to_int32(np.float32(np.nan), preset="x86")[0] == -2**31
    assert hu.to_int32(np.float32(np.nan), preset="arm")[0] == 0


def test_environments():
    env = hu.Env(rounding="up", saturate=True)
    assert repr(env) == "halfulp.Env(rounding='up', overflow='saturate_finite')"
    assert env == hu.Env(rounding="RUP", overflow="saturate-finite") and len({env, hu.Env(rounding="up")}) == 2
    assert env.replace(rounding="down") == hu.Env(rounding="down", saturate=True) and env.replace() == env
    assert (hu.convert(X, "e4m3", env=env)[0] == hu.convert(X, "e4m3", rounding="up", saturate=True)[0]).all()
    assert (hu.convert(X, "e4m3", env=env, rounding="zero")[0] ==
            hu.convert(X, "e4m3", rounding="toward_zero", saturate=True)[0]).all()
    assert hu.Env(rounding=None) == hu.Env()
    with pytest.raises(TypeError, match="env: expected an Env"):
        hu.convert(X, "e4m3", env={})
    with pytest.raises(TypeError, match="roundin: unknown policy; expected one of preset, rounding"):
        hu.convert(X, "e4m3", roundin="up")


def test_random_bits_go_with_stochastic_rounding():
    for policies in ({"rounding": "stochastic_a"}, {"random_bits": 3}):
        with pytest.raises(ValueError, match="random_bits: expected 1 to 32 of them with stochastic rounding"):
            hu.convert(X, "e4m3", **policies)
    with pytest.raises(ValueError, match="random_bits: expected an integer from 0 to 32, not 33"):
        hu.convert(X, "e4m3", rounding="stochastic_a", random_bits=33)
    for bad in (1.5, "1", True):
        with pytest.raises(TypeError, match="seed: expected an integer"):
            hu.convert(X, "e4m3", rounding="stochastic_a", random_bits=3, seed=bad)


def test_flags():
    assert hu.convert(X, "e4m3")[1] == hu.Flags.INEXACT | hu.Flags.UNDERFLOW | hu.Flags.OVERFLOW
    assert hu.Flags.INVALID in hu.div(np.float32(0), np.float32(0))[1]
    assert hu.div(np.float32(1), np.float32(0))[1] == hu.Flags.DIVIDE_BY_ZERO
    _, flags, counts = hu.convert(X, "e4m3", counts=True)
    assert isinstance(flags, hu.Flags) and counts == hu.Counts(0, 0, 1, 2, 5, 2)
