# SPDX-License-Identifier: Apache-2.0
"""Formats: their constants against data/formats.txt, their names, and codes decoded."""
import pickle
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

import halfulp as hu
from conftest import c_apply, format_rows


def value(text):
    """A number of data/formats.txt, exactly."""
    return Fraction(float.fromhex(text)) if text.startswith("0x") else Fraction(text)


@pytest.mark.parametrize("row", format_rows(), ids=lambda row: row[0])
def test_constants(row):
    f = hu.Format(row[0])
    assert (f.name, f.bits, f.exponent_bits, f.fraction_bits, f.bias) == (row[0], *map(int, row[1:5]))
    assert (f.has_sign, f.has_zero) == (row[5] == "yes", row[6] == "yes")
    assert (f.infinity, f.nan) == (row[7].replace("-", "_"), row[8].replace("-", "_"))
    assert f.canonical_nan == (None if row[9] == "none" else int(row[9], 16))
    assert (f.largest, f.smallest_normal, f.smallest) == tuple(map(value, row[11:14]))
    assert f.smallest_subnormal == (None if value(row[12]) == value(row[13]) else value(row[13]))
    assert f.precision == f.fraction_bits + 1 and f.epsilon == 2.0 ** -f.fraction_bits
    assert 2 ** Fraction(f.emin) == f.smallest_normal and 2 ** Fraction(f.emax) <= f.largest < 2 ** Fraction(f.emax + 1)
    assert f.dtype == np.dtype(f"u{1 if f.bits <= 8 else 2 if f.bits <= 16 else 4 if f.bits <= 32 else 8}")


def test_the_table():
    assert sorted(f.name for f in hu.formats()) == sorted(row[0] for row in format_rows())
    for f in hu.formats():
        for name in (f.name, f.name.upper(), *f.aliases):
            assert hu.Format(name) == f and hash(hu.Format(name)) == hash(f)


def test_identity():
    f = hu.Format("ue5m3b15:inf=none,nan=top")
    assert f == hu.Format("UE5M3B15:INF=none,NAN=top") and f != hu.Format("e5m3") and f != "e5m3"
    assert hu.Format(f) is f and pickle.loads(pickle.dumps(f)) == f
    assert repr(hu.Format("half")) == "halfulp.Format('fp16')" and str(hu.Format("half")) == "fp16"
    assert len({hu.Format("e4m3"), hu.Format("float8_e4m3fn"), hu.Format("e5m2")}) == 2
    with pytest.raises(AttributeError, match="bits: a Format is constant"):
        f.bits = 3


def test_beyond_fp64():
    f = hu.Format("e16m3")
    assert isinstance(f.largest, Decimal) and Fraction(f.largest) == Fraction(15, 8) * Fraction(2) ** 32767
    assert isinstance(f.smallest, Decimal) and Fraction(f.smallest) == Fraction(2) ** (-32766 - 3)
    with pytest.raises(ValueError, match="float64 does not have all numbers of e16m3"):
        hu.decode([0], f)
    assert hu.text(1, "e16m0:inf=none,nan=none", "hex") == "0x1p-32766"


@pytest.mark.parametrize("bad, error, message", [
    ("e4m", ValueError, "expected a name in the table"), ("e99m3", ValueError, "exponent bits: expected 1 to 16"),
    ("", ValueError, "expected a name"), ("fp16\0", ValueError, "expected a name"),
    ("é", ValueError, "expected a name"),
    (np.int32, TypeError, "expected a name, a Format or a type"), (3, TypeError, "expected a name"),
    (None, TypeError, "expected a name"), (np.longdouble, TypeError, "expected a name"),
    (np.complex64, TypeError, "expected a name")])
def test_refused(bad, error, message):
    with pytest.raises(error, match=message):
        hu.Format(bad)


def test_types_of_arrays():
    for kind, name in ((np.float16, "fp16"), (np.float32, "fp32"), (np.float64, "fp64"), (float, "fp64"),
                       (np.dtype(">f2"), "fp16")):
        assert hu.Format(kind).name == name
    assert hu.Format("fp16").array_dtype == np.float16 and hu.Format("tf32").array_dtype is None


@pytest.mark.parametrize("name", [row[0] for row in format_rows() if int(row[1]) <= 16] + ["e5m3", "binary8p3se"])
def test_decode_all(name):
    """Against the formula of halfulp_format.h, by fractions."""
    f = hu.Format(name)
    x = hu.decode(f.codes(), f)
    assert x.dtype == np.float32 and x.shape == (1 << f.bits,)
    magnitude_bits = f.exponent_bits + f.fraction_bits
    kinds = hu.classify(f.codes(), of=f)[0]
    for code in range(0, 1 << f.bits, 1 if f.bits <= 8 else 17):
        if kinds[code] in (hu.Class.SIGNALING_NAN, hu.Class.QUIET_NAN):
            assert np.isnan(x[code])
        elif kinds[code] in (hu.Class.NEGATIVE_INFINITY, hu.Class.POSITIVE_INFINITY):
            assert np.isinf(x[code])
        else:
            e, t = code >> f.fraction_bits & (1 << f.exponent_bits) - 1, code & (1 << f.fraction_bits) - 1
            normal = e > 0 or not f.has_zero
            significand = Fraction(t, 1 << f.fraction_bits) + normal
            number = significand * Fraction(2) ** (e - f.bias if normal else 1 - f.bias)
            assert abs(Fraction(float(x[code]))) == number
        if not np.isnan(x[code]):
            assert np.signbit(x[code]) == bool(f.has_sign and code >> magnitude_bits)


def test_decode_types():
    assert hu.decode(0x7E, "e4m3") == np.float32(448) and hu.decode([0x38, 0x7E], "e4m3").tolist() == [1.0, 448.0]
    assert hu.decode([], "e4m3").shape == (0,)
    assert hu.decode(np.uint64([1]), "fp64").dtype == np.float64
    assert hu.decode(np.uint8([0x7E]), "e4m3", np.float16).dtype == np.float16
    assert hu.decode(np.float16([1.5]), "fp16") == np.float32(1.5)
    # Too many bits (the largest number has 24 of its 25), too large, too small.
    for name, code, value in (("e4m24:inf=none,nan=top", 0x7000001, 1 + 2.0**-24), ("e8m3b0", 254 << 3, 2.0**254),
                              ("e8m3b255", 1, 2.0**-257), ("e8m3b0:inf=none,nan=none", 1, 0.25)):
        x = hu.decode([code], name)
        assert x.dtype == np.float64 and x[0] == value
    with pytest.raises(ValueError, match="float16 does not have all numbers of bf16"):
        hu.decode([0], "bf16", np.float16)
    for bad in ([256], [-1], np.uint16([1]), np.int8([1]), [1.5], np.float32([1.5])):
        with pytest.raises(TypeError, match="codes: expected codes of e4m3: uint8"):
            hu.decode(bad, "e4m3")


def test_codes_and_numbers_share_memory():
    x = np.float16([[1, 2], [3, 4]])
    codes = hu.codes(x.T)
    assert codes.dtype == np.uint16 and codes[0, 1] == 0x4200 and np.shares_memory(codes, x)
    assert np.shares_memory(hu.numbers(codes, "fp16"), x) and (hu.numbers(codes, "fp16") == x.T).all()
    with pytest.raises(TypeError, match="format: expected one that NumPy has"):
        hu.numbers(np.uint16([1]), "e5m3")
    with pytest.raises(TypeError, match="x: expected floating-point numbers, not int64"):
        hu.codes(np.int64([1]))


def test_text():
    assert hu.text(0x2E66, "fp16") == "0.1" and hu.text(0x2E66, "fp16", "exact") == "0.0999755859375"
    assert hu.text(np.uint16([[0x2E66], [0x7C00]]), "fp16", "hex") == [["0x1.998p-4"], ["inf"]]
    with pytest.raises(ValueError, match="style: expected one of shortest, exact, hex"):
        hu.text(0, "fp16", "decimal")
    assert hu.parse("0.1", "fp16") == (0x2E66, hu.Flags.INEXACT)
    assert hu.parse("0.1", "fp16", rounding="up") == (0x2E67, hu.Flags.INEXACT)
    assert hu.parse("-inf", "fp16") == (0xFC00, hu.Flags(0))
    for bad in ("", "abc", "1 ", "1\0"):
        with pytest.raises(ValueError, match="expected (a number|nothing after)"):
            hu.parse(bad, "fp16")
    for code in range(256):
        assert hu.text(code, "e4m3_ieee") == "nan" or c_apply("eq", None, ["e4m3_ieee"] * 2, [
            hu.parse(hu.text(code, "e4m3_ieee"), "e4m3_ieee")[0], code])[0] == (code & 0x78 != 0x78 or code & 7 == 0)
