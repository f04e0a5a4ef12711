# SPDX-License-Identifier: Apache-2.0
"""NumPy's float16, and torch and ml_dtypes where they are installed, over all codes."""
import numpy as np
import pytest

import halfulp as hu
from conftest import format_rows

HALF = np.arange(1 << 16, dtype=np.uint16)


def middles(format):
    """FP32: every number of the format, and just below, at and above the middle to the next one."""
    x = hu.decode(hu.Format(format).codes(), format)
    x = np.sort(x[np.isfinite(x)])
    middle = (x[:-1].astype(np.float64) + x[1:]) / 2 # exact
    near = middle.astype(np.float32)
    return np.concatenate([x, near, np.nextafter(near, np.float32(np.inf)), np.nextafter(near, -np.float32(np.inf)),
                           np.float32([np.inf, -np.inf, 3e38, -3e38])])


def same(got, expected):
    """Equal bit by bit, but for NaNs."""
    assert got.dtype == expected.dtype and got.shape == expected.shape
    nan = np.isnan(expected)
    assert (np.isnan(got) == nan).all()
    kind = f"u{got.dtype.itemsize}"
    assert (got.view(kind)[~nan] == expected.view(kind)[~nan]).all()


def test_numpy_half_conversions(rng):
    same(hu.decode(HALF, "fp16"), HALF.view(np.float16).astype(np.float32))
    x = middles("fp16")
    words = rng.integers(0, 1 << 32, 300_000, dtype=np.uint32).view(np.float32)
    with np.errstate(all="ignore"):
        for source in (x, words, x.astype(np.float64) * (1 + 2.0**-40), x.astype(np.float64) * (1 - 2.0**-40)):
            same(hu.convert(source, np.float16)[0], source.astype(np.float16))


@pytest.mark.parametrize("name, operator", [("add", np.add), ("sub", np.subtract), ("mul", np.multiply),
                                            ("div", np.divide)])
def test_numpy_half_arithmetic(name, operator, rng):
    """All codes with drawn ones. NumPy computes in FP32 and rounds again, which is the same for FP16."""
    x = HALF.view(np.float16)
    with np.errstate(all="ignore"):
        for y in (x[rng.permutation(1 << 16)], np.float16(1.0009766), x[rng.permutation(1 << 16)] * np.float16(2**-10)):
            same(getattr(hu, name)(x, y)[0], operator(x, y))
        same(hu.sqrt(x)[0], np.sqrt(x))
        assert (hu.less(x[:1000], x[1000:2000])[0] == (x[:1000] < x[1000:2000])).all()


def test_numpy_float32_arithmetic(rng):
    x, y = (rng.integers(0, 1 << 32, 50_000, dtype=np.uint32).view(np.float32) for _ in range(2))
    with np.errstate(all="ignore"):
        for name, operator in (("add", np.add), ("mul", np.multiply), ("div", np.divide)):
            same(getattr(hu, name)(x, y)[0], operator(x, y))


# ---- torch -----------------------------------------------------------------------------------------------------------


def test_torch():
    torch = pytest.importorskip("torch")
    x = middles("bf16")
    as_codes = torch.from_numpy(x).bfloat16().view(torch.int16).numpy().view(np.uint16)
    same(hu.decode(hu.convert(x, "bf16")[0], "bf16"), hu.decode(as_codes, "bf16"))
    widened = torch.from_numpy(HALF.view(np.int16)).view(torch.bfloat16).float().numpy()
    same(hu.decode(HALF, "bf16"), widened)
    half = torch.from_numpy(middles("fp16")).half().numpy()
    same(hu.convert(middles("fp16"), np.float16)[0], half)


# ---- ml_dtypes -------------------------------------------------------------------------------------------------------


def of_ml_dtypes():
    ml_dtypes = pytest.importorskip("ml_dtypes")
    return [f for f in hu.formats() if f.array_dtype is not None and f.array_dtype.type.__module__.startswith("ml_d")]


def test_ml_dtypes_arrays(rng):
    """Taken and given as they are, without a copy."""
    assert len(of_ml_dtypes()) >= 6
    for f in of_ml_dtypes():
        dtype, codes = f.array_dtype, f.codes()
        x = codes.view(dtype)
        assert hu.Format(dtype) == f and np.shares_memory(hu.codes(x), codes)
        assert np.shares_memory(hu.numbers(codes, f), codes) and hu.numbers(codes, f).dtype == dtype
        same(hu.decode(x, f), x.astype(np.float32))
        got, _ = hu.convert(np.float32([1, 2, 4]), dtype)
        assert got.dtype == dtype and (got.astype(np.float32) == [1, 2, 4]).all()
        assert (hu.codes(hu.convert(x, dtype)[0]) == hu.convert(codes, f, of=f)[0]).all()
        if f.has_zero:
            assert hu.add(x[::-1], x)[0].dtype == dtype and hu.next_up(x)[0].dtype == dtype
            assert (hu.codes(hu.add(x[::-1], x)[0]) == hu.add(codes[::-1], codes, of=f)[0]).all()
            assert (hu.less(x, 1.0)[0] == hu.less(codes, 1.0, of=f)[0]).all()
        out = np.zeros(6, dtype=dtype)
        hu.convert(np.float32([1, 2, 4]), out=out[::2])
        assert (out[::2].astype(np.float32) == [1, 2, 4]).all()
        assert isinstance(hu.convert(1.0, dtype)[0], dtype.type)


def test_ml_dtypes_conversions(rng):
    """All middles, under the preset that reproduces it; NaNs too, but those of the exceptions that the preset lists."""
    for f in of_ml_dtypes():
        x = middles(f)
        x = x if f.has_sign else x[x >= 2.0**-120] # its defect below 1.5 * 2^-127
        policies = {} if f.name == "bf16" else {"preset": "ml_dtypes"}
        with np.errstate(all="ignore"):
            assert (hu.convert(x, f, **policies)[0] == hu.codes(x.astype(f.array_dtype))).all(), f


def test_types_of_other_packages(monkeypatch):
    """The way of ml_dtypes' types where it is not installed: a registered type that NumPy's tests bring, as if its name
    were that of a format."""
    kind = pytest.importorskip("numpy.core._rational_tests").rational
    dtype = np.dtype(kind)
    with pytest.raises(TypeError, match="x: expected floating-point numbers"):
        hu.convert(np.zeros(3, dtype), "fp16")
    from halfulp import _formats
    monkeypatch.setitem(_formats._known, dtype.name.encode(), hu.Format("fp64"))
    x = np.float64([1.5, -2.25, 1e300]).view(dtype)
    assert hu.convert(x[::-1], "e5m2")[0].tolist() == hu.convert(np.float64([1e300, -2.25, 1.5]), "e5m2")[0].tolist()
    got, _ = hu.convert(np.float32([1.5, 3]), dtype)
    assert got.dtype == dtype and (hu.codes(got) == np.float64([1.5, 3]).view(np.uint64)).all()
    assert (hu.less(x, 1.0)[0] == [False, True, False]).all() and hu.next_up(x)[0].dtype == dtype


def test_every_type_of_ml_dtypes_has_its_format():
    """Names by ml_dtypes' documentation; the library knows them as aliases."""
    for name, format in (("bfloat16", "bf16"), ("float8_e4m3fn", "e4m3"), ("float8_e5m2", "e5m2"),
                         ("float8_e4m3fnuz", "e4m3fnuz"), ("float8_e5m2fnuz", "e5m2fnuz"), ("float8_e3m4", "e3m4"),
                         ("float8_e4m3b11fnuz", "e4m3b11fnuz"), ("float8_e4m3", "e4m3_ieee"), ("float6_e2m3fn", "e2m3"),
                         ("float8_e8m0fnu", "e8m0"), ("float6_e3m2fn", "e3m2"), ("float4_e2m1fn", "e2m1")):
        assert hu.Format(name).name == format
    assert {row[0] for row in format_rows()} >= {"bf16", "e4m3"}
