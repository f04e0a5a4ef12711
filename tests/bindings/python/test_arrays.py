# SPDX-License-Identifier: Apache-2.0
"""Shapes, strides, broadcasting, results in place, and stochastic rounding by the number of the element. Each array is
compared with the same elements laid out plainly."""
import tracemalloc
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

import halfulp as hu
from conftest import c


def fp32(rng, *shape):
    return (rng.standard_normal(shape) * 2.0 ** rng.integers(-12, 12, shape)).astype(np.float32)


def plain(x, to, **policies):
    """Of each element alone."""
    x = np.array(x, order="C", copy=True)
    flat = [hu.convert(x.reshape(-1)[i:i + 1], to, **policies) for i in range(x.size)]
    codes = np.array([codes[0] for codes, _ in flat], dtype=hu.Format(to).dtype).reshape(x.shape)
    return codes, hu.Flags(np.bitwise_or.reduce([int(flags) for _, flags in flat], dtype=np.int64))


VIEWS = {
    "plain": lambda x: x, "transposed": lambda x: x.T, "reversed": lambda x: x[::-1, :, ::-1],
    "every other": lambda x: x[:, ::2, 1::3], "a column": lambda x: x[:, 3, 2], "swapped": lambda x: x.swapaxes(0, 1),
    "Fortran": np.asfortranarray, "broadcast": lambda x: np.broadcast_to(x[:, :1], (4, 9, 5)), "empty": lambda x: x[:0],
    "no columns": lambda x: x[:, :, 7:], "0-d": lambda x: x[1, 2, 3], "0-d array": lambda x: x[1, 2, 3, ...],
    "new axis": lambda x: x[:, None, :, ::-1]}


@pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS)
@pytest.mark.parametrize("to", ["e4m3", "bf16"])
def test_views(view, to, rng):
    x = view(fp32(rng, 4, 6, 5))
    got, flags = hu.convert(x, to, rounding="down")
    codes, raised = plain(x, to, rounding="down")
    assert got.shape == np.shape(x) and got.dtype == codes.dtype and (got == codes).all() and flags == raised


def test_unaligned(rng):
    x = fp32(rng, 100)
    memory = np.zeros(401, dtype=np.uint8)
    odd = memory[1:].view(np.float32)
    odd[...] = x
    assert not odd.flags.aligned and (hu.convert(odd, "fp16")[0] == hu.convert(x, "fp16")[0]).all()


def test_broadcasting(rng):
    x, y, z = fp32(rng, 4, 1, 5), fp32(rng, 6, 1), fp32(rng, 5)
    got, flags = hu.fma(x, y, z, to="fp16")
    full = [np.ascontiguousarray(a) for a in np.broadcast_arrays(x, y, z)]
    codes, raised = hu.fma(*full, to="fp16")
    assert got.shape == (4, 6, 5) and (got == codes).all() and flags == raised
    with pytest.raises(ValueError, match=r"x, y: expected shapes that broadcast, not x \(4, 1, 5\), y \(4,\)"):
        hu.add(x, fp32(rng, 4))


@pytest.mark.parametrize("shape", [(300, 70, 3), (70, 300, 3), (3, 2, 1000), (1000, 2, 2)])
def test_short_rows(shape, rng):
    """Short rows are copied first, long ones are not; neither changes a bit, nor the numbers of the elements."""
    big = fp32(rng, *(2 * n for n in shape))
    x = big[::2, ::2, ::2].transpose(2, 0, 1)
    for policies in ({}, {"rounding": "stochastic_a", "random_bits": 8, "seed": 3}):
        expected = hu.convert(np.ascontiguousarray(x), "e5m2", **policies)
        got = hu.convert(x, "e5m2", **policies)
        assert (got[0] == expected[0]).all() and got[1] == expected[1]
        out = np.zeros((2 * x.shape[0], *x.shape[1:]), dtype=np.uint8)
        hu.convert(x, "e5m2", out=out[::2], **policies)
        assert (out[::2] == expected[0]).all() and (out[1::2] == 0).all()


# ---- Results ---------------------------------------------------------------------------------------------------------


def test_types_of_results(rng):
    x = fp32(rng, 7)
    assert hu.convert(x, "fp16")[0].dtype == np.uint16 and hu.convert(x, np.float16)[0].dtype == np.float16
    assert (hu.codes(hu.convert(x, np.float16)[0]) == hu.convert(x, "fp16")[0]).all()
    h = hu.convert(x, np.float16)[0]
    assert hu.add(h, h)[0].dtype == np.float16 and hu.add(h, 1.5)[0].dtype == np.float16
    assert hu.add(hu.codes(h), h, of="fp16")[0].dtype == np.uint16
    assert hu.next_up(h)[0].dtype == np.float16 and hu.next_up(1.0)[0] == np.nextafter(1.0, 2.0)
    assert isinstance(hu.convert(1.5, "e4m3")[0], np.uint8) and isinstance(hu.convert(x[0], np.float16)[0], np.float16)
    assert isinstance(hu.convert(np.array([1.5]), "e4m3")[0], np.ndarray)
    assert hu.convert(np.asfortranarray(fp32(rng, 5, 6)), "fp16")[0].flags.f_contiguous # as NumPy lays results out
    with pytest.raises(ValueError, match="to: expected the format of the result"):
        hu.add(h, x)
    with pytest.raises(ValueError, match="to: expected the format of the result"):
        hu.add(1.0, 2.0)


def test_out(rng):
    x = fp32(rng, 5, 6)
    out = np.zeros((6, 5), dtype=np.uint16)
    got, _ = hu.convert(x.T, "fp16", out=out)
    assert got is out and (out == hu.convert(x, "fp16")[0].T).all()
    half = np.zeros((5, 12), dtype=np.float16)
    hu.convert(x, out=half[:, ::2])
    assert (half[:, ::2] == x.astype(np.float16)).all() and (half[:, 1::2] == 0).all()
    truth = np.zeros((5, 6), dtype=bool)
    assert hu.less(x, 0.0, out=truth)[0] is truth and (truth == (x < 0)).all()
    scalar = np.zeros((), dtype=np.uint8)
    assert hu.convert(1.0, "e4m3", out=scalar)[0] is scalar and scalar == 0x38
    for bad, error, message in ((np.zeros((5, 6), np.uint8), TypeError, "out: expected uint16, for codes of fp16"),
                                (np.zeros((6, 5), np.uint16), ValueError, r"out: expected the shape \(5, 6\)"),
                                (np.zeros((5, 6), ">u2"), (TypeError, ValueError), "out: expected"),
                                (np.broadcast_to(np.uint16(0), (5, 6)), ValueError, "that can be written"),
                                ([[0] * 6] * 5, TypeError, "out: expected a NumPy array")):
        with pytest.raises(error, match=message):
            hu.convert(x, "fp16", out=bad)
    with pytest.raises(TypeError, match="out: expected an array of bool that can be written"):
        hu.less(x, 0.0, out=np.zeros((5, 6), np.int8))


def test_in_place_and_overlapping(rng):
    x = fp32(rng, 1000)
    for start, stop, step in ((0, 1000, 1), (0, 500, 1), (1, 1000, 1), (0, 1000, 2), (None, None, -1)):
        memory = x.copy()
        operand, out = memory[:len(memory[start:stop:step])], memory[start:stop:step]
        expected = hu.mul(operand.copy(), np.float32(3))[0]
        got = hu.mul(operand, np.float32(3), out=out)[0]
        assert got is out and (out == expected).all()
    square = fp32(rng, 30, 30)
    expected = hu.add(square.copy(), square.T.copy())[0]
    assert (hu.add(square, square.T, out=square)[0] == expected).all()


def test_no_copies(rng):
    """A large conversion takes no memory but that of its result; of a transposed array and a broadcast one as well."""
    x = np.zeros((1000, 1000), dtype=np.float32)
    row = np.zeros(1000, dtype=np.float32)
    for operands in ((x,), (x.T,), (x[::-1, ::-1],)):
        tracemalloc.start()
        hu.convert(*operands, "e4m3")
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert peak < 1_200_000
    tracemalloc.start()
    hu.add(x, row, to="e4m3")
    assert tracemalloc.get_traced_memory()[1] < 1_200_000
    tracemalloc.stop()


# ---- Operands --------------------------------------------------------------------------------------------------------


def test_python_numbers():
    assert hu.convert(0.1, "fp64") == (0x3FB999999999999A, 0) and hu.convert(2**53, "fp64")[0] == 0x4340000000000000
    # In FP32 this would be rounded twice: 1 + 2^-11 + 2^-40 is above the middle, and FP32 does not see it.
    assert hu.convert(1 + 2**-11 + 2**-40, "fp16")[0] == 0x3C01
    assert hu.convert(-0.0, "fp16")[0] == 0x8000 and hu.convert(float("nan"), "fp16")[0] == 0x7E00
    assert hu.convert([1.0, 2.0], "e4m3")[0].tolist() == [0x38, 0x40]
    assert hu.add(0.5, 1, to="fp16") == (0x3E00, 0)
    for bad, message in ((2**53 + 1, "x: 9007199254740993 is not a number of fp64"), (10**400, "not a number of fp64")):
        with pytest.raises(ValueError, match=message):
            hu.convert(bad, "fp16")
    with pytest.raises(ValueError, match="y: 0.1 is not a number of fp32, the widest format of arithmetic"):
        hu.add(np.float16(1), 0.1)


@pytest.mark.parametrize("x, keywords, error, message", [
    (np.uint8([1]), {}, TypeError, "x: an array of uint8 holds codes; say of which format"),
    (np.uint16([1]), {"of": "e4m3"}, TypeError, "x: expected codes of e4m3 as uint8, not uint16"),
    (np.float32([1]), {"of": "e4m3"}, ValueError, "of: expected codes, in unsigned integers, and x has none"),
    (np.float32([1]), {"of": ["e4m3"]}, ValueError, "of: x is a number of fp32 by its type, not a code of e4m3"),
    (np.uint8([1]), {"of": ["e4m3", "e4m3"]}, ValueError, "of: expected one format, or one for each of x; not 2"),
    (np.int32([1]), {}, TypeError, "x: expected floating-point numbers, or codes in unsigned .* and of=, not int32"),
    (np.array([1], ">f4"), {}, TypeError, "x: expected the byte order of this machine"),
    (np.ma.masked_array([1.0]), {}, TypeError, "x: expected an array without a mask"),
    (True, {}, TypeError, "x: expected floating-point numbers"), (None, {}, TypeError, "x: expected floating-point"),
    ("1", {}, TypeError, "x: expected floating-point"), (1j, {}, TypeError, "x: expected floating-point"),
    (np.longdouble(1), {}, TypeError, "x: expected floating-point")])
def test_refused(x, keywords, error, message):
    with pytest.raises(error, match=message):
        hu.convert(x, "fp16", **keywords)


def test_arithmetic_takes_no_fp64():
    x = np.ones(3)
    with pytest.raises(ValueError, match="x: there is no arithmetic in fp64, which has more than 24 bits"):
        hu.add(x, x, to="fp32")
    with pytest.raises(ValueError, match="to: there is no arithmetic in fp64"):
        hu.add(np.float32(1), np.float32(1), to="fp64")
    assert hu.maximum(x, 2.0)[0].tolist() == [2.0] * 3
    with pytest.raises(ValueError, match="totalOrder: expected operands of one format, not fp32, fp16"):
        hu.total_order(np.float32(1), np.float16(1))
    with pytest.raises(TypeError, match="add: expected 2 operands, not 1"):
        hu.apply("add", x)
    with pytest.raises(ValueError, match="operation: expected one of convert, add"):
        hu.apply("plus", x, x)


def test_bits_above_the_width_are_ignored():
    assert hu.convert(np.uint8([0xF7]), "fp32", of="e2m1")[0] == hu.convert(np.uint8([0x07]), "fp32", of="e2m1")[0]
    assert hu.to_int32(np.uint8([0xF7]), of="e2m1")[0] == 6


# ---- Stochastic rounding ---------------------------------------------------------------------------------------------


def test_random_bits():
    words = hu.random_bits(1000, 12, seed=5, stream=6, first=2**64 - 3)
    assert words.dtype == np.uint32
    for i in (0, 1, 2, 3, 4, 999):
        assert words[i] == c.shared.hu_random_bits(5, 6, (2**64 - 3 + i) % 2**64, 12)
    assert hu.random(1, 2, 3) == c.shared.hu_random(1, 2, 3)
    for arguments, message in (({"bits": 0}, "bits: expected 1 to 32"), ({"bits": 33}, "from 0 to 32"),
                               ({"seed": -1}, "seed: expected an integer from 0")):
        with pytest.raises(ValueError, match=message):
            hu.random_bits(1, **arguments)


@pytest.mark.parametrize("rounding, mode", [("stochastic_a", 6), ("stochastic-B", 7), ("stochastic_c", 8)])
def test_stochastic_is_by_element(rounding, mode, rng):
    """Element i takes random integer first + i, however the array is laid out or divided."""
    policies = {"rounding": rounding, "random_bits": 7, "seed": 11, "stream": 2}
    x = fp32(rng, 24, 10)
    codes, _ = hu.convert(x, "e4m3", first=100, **policies)
    for i in range(x.size):
        env, result = c.hu_env(rounding=mode, random_bits=7), c.hu_number()
        env.random = c.shared.hu_random_bits(11, 2, 100 + i, 7)
        operand = hu.Format("fp32")._c, int(hu.codes(x).reshape(-1)[i])
        number = (c.hu_number * 1)()
        number[0].format.contents, number[0].code = operand
        assert c.shared.hu_apply(0, hu.Format("e4m3")._c, number, env, result) == 0
        assert codes.reshape(-1)[i] == result.code
    parts = [hu.convert(x[i], "e4m3", first=100 + 10 * i, **policies)[0] for i in range(24)]
    assert (np.stack(parts) == codes).all()
    assert (hu.convert(np.asfortranarray(x), "e4m3", first=100, **policies)[0] == codes).all()
    with ThreadPoolExecutor(4) as pool:
        parts = pool.map(lambda i: hu.convert(x[i], "e4m3", first=100 + 10 * i, **policies)[0], range(24))
    assert (np.stack(list(parts)) == codes).all()
    for view in (x.T, x[::-1]):
        out = np.zeros(view.shape, dtype=np.uint8, order="F")
        hu.convert(view, "e4m3", out=out, first=100, **policies)
        assert (out == hu.convert(view.copy(order="C"), "e4m3", first=100, **policies)[0]).all()
    assert (hu.to_int32(x, **policies)[0] == np.array([
        hu.to_int32(x.reshape(-1)[i], **policies, first=i)[0] for i in range(x.size)]).reshape(x.shape)).all()
