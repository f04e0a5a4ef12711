# SPDX-License-Identifier: Apache-2.0
"""Dot products: the rows against what an H200 answered, accumulations against the same steps by the operations."""
import numpy as np
import pytest

import halfulp as hu
from conftest import ROOT, c


def answers():
    """(row, count, addend, x, y, result) of data/silicon/h200_tensor.txt."""
    for line in (ROOT / "data" / "silicon" / "h200_tensor.txt").read_text().splitlines():
        if line and not line.startswith("#"):
            name, count, addend, x, y, result = line.split("|")
            yield (name.strip(), int(count), int(addend, 16), *([int(w, 16) for w in v.split()] for v in (x, y)),
                   int(result, 16))


def test_as_an_h200_answered():
    rows = {row.name: row for row in hu.dots()}
    lines = 0
    for name, count, addend, x, y, result in answers():
        row = rows[name]
        assert row.on_silicon and count % row.k == 0
        # TF32 comes as FP32 there.
        formats = [hu.Format("fp32") if f.name == "tf32" else f for f in (row.x, row.y)]
        x, y = (np.array(v, dtype=f.dtype) for v, f in zip((x, y), formats))
        got = hu.dot(name, x, y, row.result.dtype.type(addend), of=(*formats, row.result))
        assert got == result and got.dtype == row.result.dtype
        lines += 1
    assert lines > 1000


def test_bugs():
    lines = 0
    for line in (ROOT / "data" / "bugs.txt").read_text().splitlines():
        if line.startswith("dot "):
            addend, x, y, _, right, flags, _, wrong, _, model = line.split()[1:11]
            to, addend = addend.split(":")
            formats, lists = zip(*(word.split(":") for word in (x, y)))
            row = next(row for row in hu.dots() if row.name == model)
            x, y = (np.array([int(code, 16) for code in codes.split(",")] + [0] * row.k)[:row.k].astype(hu.Format(f).dtype)
                    for f, codes in zip(formats, lists))
            addend = hu.Format(to).dtype.type(int(addend, 16))
            assert hu.dot(model, x, y, addend, of=(*formats, to)) == int(wrong, 16)
            got, raised = hu.accumulate(x, y, addend, sum=to, order="exact", of=(*formats, to))
            assert got == int(right.split(":")[1], 16) and int(raised) == int(flags, 16)
            lines += 1
    assert lines >= 3


def test_shapes(rng):
    a, b = (rng.standard_normal(shape).astype(np.float16) for shape in ((5, 32), (32, 7)))
    start = rng.standard_normal((5, 7)).astype(np.float32)
    got = hu.dot("hopper_wgmma_fp16_fp32", a[:, None, :], b.T[None, :, :], start)
    assert got.shape == (5, 7) and got.dtype == np.float32
    for i in range(5):
        for j in range(7):
            one = hu.dot("hopper_wgmma_fp16_fp32", a[i].copy(), b[:, j].copy(), start[i, j])
            assert isinstance(one, np.float32) and one == got[i, j]
    by_instruction, flags = hu.accumulate(a[:, None, :], b.T, start, instruction="hopper_wgmma_fp16_fp32")
    assert (by_instruction == got).all() and flags == 0
    assert hu.dot("hopper_wgmma_fp16_fp32", a[:0, None], b.T[None]).shape == (0, 7)
    assert (hu.dot("hopper_wgmma_fp16_fp32", a[:, :0], a[:, :0], start[:, 0]) == start[:, 0]).all()


def test_tf32():
    x = np.float32([1 + 2.0**-10 + 2.0**-20, 1, 1, 1, 1, 1, 1, 1])
    codes = hu.convert(x, "tf32", rounding="toward_zero")[0]
    assert (hu.dot("hopper_wgmma_tf32_fp32", x, x) == 8 + 2 * 2.0**-10 + 2.0**-20
            and hu.dot("hopper_wgmma_tf32_fp32", codes, codes, of="tf32") == 8 + 2 * 2.0**-10 + 2.0**-20)


def test_scales(rng):
    for row in (row for row in hu.dots() if row.scale is not None):
        n = 2 * row.k
        x, y = (rng.integers(0, 1 << f.bits, (3, n)).astype(f.dtype) for f in (row.x, row.y))
        scales = [rng.integers(0x30, 0x80, (3, n // row.block)).astype(np.uint8) for _ in range(2)]
        got = hu.dot(row.name, x, y, np.float32(1), x_scales=scales[0], y_scales=scales[1], of=(row.x, row.y, None))
        for i in range(3):
            words = [np.ascontiguousarray(v[i], dtype=np.uint64) for v in (x, y, *scales)]
            code = c.shared.hu_dot_scaled(c.shared.hu_dot_find(row.name.encode()), 0x3F800000,
                                           *(w.ctypes.data for w in words), n)
            assert hu.codes(got)[i] == code
        with pytest.raises(ValueError, match=f"x_scales: expected {n // row.block} of them"):
            hu.dot(row.name, x, y, x_scales=scales[0][:, :-1], y_scales=scales[1], of=(row.x, row.y, None))


def test_bits_above_the_width_are_ignored(rng):
    row = next(row for row in hu.dots() if row.x.bits == 4 and row.y.bits == 4)
    x, y = (rng.integers(0, 16, row.k).astype(np.uint8) for _ in range(2))
    assert hu.dot(row.name, x, y, of=("e2m1", "e2m1", None)) == hu.dot(row.name, x | 0xF0, y | 0x50,
                                                                      of=("e2m1", "e2m1", None))
    t = np.uint32([0x1FC00] * 8) # 1.0
    assert hu.dot("hopper_wgmma_tf32_fp32", t, t | np.uint32(0xFFF80000), of="tf32") == 8


# ---- Accumulations ---------------------------------------------------------------------------------------------------


def step_by_step(x, y, start, to, **policies):
    total, raised = start, hu.Flags(0)
    for a, b in zip(x, y):
        total, flags = hu.fma(a, b, total, to=to, **policies)
        raised |= flags
    return total, raised


def test_in_order(rng):
    x, y = (rng.standard_normal((4, 50)).astype(np.float16) for _ in range(2))
    for policies in ({}, {"rounding": "up"}, {"rounding": "toward_zero", "saturate": True}):
        got, flags = hu.accumulate(x[:, ::-1], y[:, ::-1], sum=np.float16, **policies)
        expected = [step_by_step(a[::-1], b[::-1], np.float16(0), np.float16, **policies) for a, b in zip(x, y)]
        assert got.dtype == np.float16 and got.tolist() == [total for total, _ in expected]
        assert flags == np.bitwise_or.reduce([int(raised) for _, raised in expected])


def test_levels(rng):
    many = [rng.standard_normal((5, 64)).astype(np.float16) for _ in range(2)]
    totals = []
    for x, y in zip(*many):
        sums = [step_by_step(x[i:i + 16], y[i:i + 16], np.float16(0), np.float16)[0] for i in range(0, 64, 16)]
        totals.append(np.float32(0))
        for part in sums:
            totals[-1] = hu.add(totals[-1], part, to=np.float32)[0]
    for levels in ({"chunk": 16}, {"parts": 4}):
        got = hu.accumulate(*many, sum="fp16", total="fp32", **levels)[0]
        assert got.dtype == np.float32 and got.tolist() == totals
    assert hu.accumulate(*many, sum="fp16", total="fp32")[0].tolist() != totals
    products, _ = hu.mul(x, y, to=np.float16)
    rounded = np.float32(0)
    for p in products:
        rounded = hu.add(rounded, p, to=np.float32)[0]
    assert hu.accumulate(x, y, product="fp16")[0] == rounded
    exact = sum(float(a) * float(b) for a, b in zip(x[:8], y[:8])) # 22 bits each, of near magnitudes: exact in FP64
    assert hu.accumulate(x[:8], y[:8], order="exact", sum="fp64")[0] == exact
    assert hu.accumulate(x, y, order="in_pairs")[0] != hu.accumulate(x, y, order="in_pairs", rounding="up")[0]
    assert hu.accumulate(x, y, order="compensated")[1] == hu.Flags.INEXACT


def test_stochastic(rng):
    x, y = (rng.standard_normal((3, 20)).astype(np.float16) for _ in range(2))
    policies = {"rounding": "stochastic_a", "random_bits": 10, "seed": 4}
    got, _ = hu.accumulate(x, y, sum=np.float16, stream=7, **policies)
    for d in range(3):
        total = np.float16(0)
        for j in range(20):
            total = hu.fma(x[d, j], y[d, j], total, to=np.float16, stream=7 + d, first=j, **policies)[0]
        assert got[d] == total


@pytest.mark.parametrize("arguments, message", [
    (("nix", np.float16([1]), np.float16([1])), "model: expected one of dots()"),
    ((3, np.float16([1]), np.float16([1])), "model: expected one of dots()"),
    (("hopper_wgmma_fp16_fp32", np.ones(15, np.float16), np.ones(15, np.float16)), "expected a multiple of 16"),
    (("hopper_wgmma_fp16_fp32", np.ones(16, np.float16), np.ones(32, np.float16)), "x, y: expected last axes of one"),
    (("hopper_wgmma_fp16_fp32", np.float16(1), np.float16(1)), "x, y: expected last axes of one"),
    (("hopper_wgmma_fp16_fp32", np.ones(16, np.float32), np.ones(16, np.float16)), "x: expected numbers of fp16, not"),
    (("hopper_wgmma_fp16_fp32", np.ones(16, np.float16), np.ones(16, np.float16), np.float16(0)),
     "addend: expected numbers of fp32, the format of the result, not fp16"),
    (("hopper_wgmma_fp16_fp32", np.ones(16, np.float16), np.ones(16, np.float16), 0.1), "addend: 0.1 is not a number"),
    (("hopper_wgmma_fp16_fp32", np.ones((2, 16), np.float16), np.ones((3, 16), np.float16)), "that broadcast")])
def test_refused(arguments, message):
    with pytest.raises(ValueError, match=message.replace("(", r"\(").replace(")", r"\)")):
        hu.dot(*arguments)


@pytest.mark.parametrize("keywords, message", [
    ({"order": "by_instruction"}, "order: expected one of in_order"), ({"order": "nix"}, "order: expected one of"),
    ({"chunk": -1}, "chunk: expected an integer from 0"), ({"parts": 1.5}, "parts: expected an integer from 0"),
    ({"sum": "fp64"}, "accumulate: "), ({"sum": "e8m0"}, "addend: 0.0 is not"),
    ({"instruction": "nix"}, "instruction: expected one of"),
    ({"instruction": "hopper_wgmma_bf16_fp32"}, "accumulate: "), ({"rounding": "stochastic_a"}, "random_bits: ")])
def test_accumulations_refused(keywords, message):
    x = np.ones(16, np.float16)
    with pytest.raises(ValueError, match=message):
        hu.accumulate(x, x, **keywords)
    with pytest.raises(ValueError, match="x_scales, y_scales: expected both or neither"):
        hu.dot("hopper_wgmma_fp16_fp32", x, x, x_scales=x)
    with pytest.raises(ValueError, match="x_scales: hopper_wgmma_fp16_fp32 has no scales"):
        hu.dot("hopper_wgmma_fp16_fp32", x, x, x_scales=x, y_scales=x)
