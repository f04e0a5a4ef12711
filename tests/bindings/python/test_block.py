# SPDX-License-Identifier: Apache-2.0
"""Blocks: inputs whose answers were worked out by hand, the library's own calls, shapes, axes, what is refused."""
import pickle

import numpy as np
import pytest

import halfulp as hu
from conftest import c

RECIPES = hu.recipes()


def c_quantize(recipe, x, rows, columns, env=None, **options):
    """By the library alone, x row by row in float32: (codes, scales, tensor, zero points), flat, and the flags."""
    row = c.shared.hu_block_find(recipe.name.encode())
    shape, env = c.hu_block_shape(), env or c.hu_env()
    assert c.shared.hu_block_measure(row, rows, columns, shape) == 0
    n = shape.scale_rows * shape.scale_columns
    parts = [np.zeros(rows * columns, np.uint8), np.zeros(n, recipe.scale.dtype), np.zeros(shape.tensors, np.float32),
             np.zeros(n, np.int32)]
    data = c.hu_block_data(*(part.ctypes.data for part in parts))
    x = np.array(x, dtype=np.float32, order="C")
    matrix = c.hu_block_matrix(x.ctypes.data, rows, columns, 4 * columns, 4)
    assert c.shared.hu_block_quantize(row, matrix, data, env, c.hu_block_options(**options)) == 0
    return parts, env.flags


def same(x, y):
    """As codes: NaNs and signs of zeros too."""
    return x.dtype == y.dtype and x.tobytes() == y.tobytes()


# ---- Known answers ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name, first, second, scale, codes", [
    ("mxfp8_e4m3", 150, 0, 0x7E, (0x79, 0)),
    ("mxfp8_e4m3_ceil", 150, 0, 0x7F, (0x71, 0)),
    ("mxfp8_e4m3_rceil", 150, 0, 0x7E, (0x79, 0)),
    ("torchao_mxfp8_e4m3_rceil", 150, 0, 0x7E, (0x79, 0)),
    ("te_mxfp8_e4m3", 150, 0, 0x7E, (0x79, 0)),
    ("mxfp4", 3.5, 1, 0x7E, (7, 4)),
    ("mxfp4_even", 3.5, 1, 0x7F, (6, 2)),
    ("mxfp4_even", 3.25, 1, 0x7E, (7, 4)),
    ("mxfp4_ceil", 4, 1, 0x7F, (6, 2)),
    ("mxfp4_ceil", 4.25, 1, 0x80, (4, 1)),
    ("mxfp4", 4, 0.25 + 2.0**-24, 0x7F, (6, 1)),
    ("mxfp4", 4, 0.25, 0x7F, (6, 0)),
    ("mxfp4_rceil", 2.7, -0.625, 0x7E, (7, 0xA)),
    ("torchao_mxfp4_rceil", 6.75, 1, 0x80, (5, 1)),
    ("mxint8", 1, -1.9921875, 0x7F, (64, 0x81)),
    ("mxint8_full", 1, -1.9921875, 0x7F, (64, 0x80)),
    ("mxfp4", 0, -0.0, 0x00, (0, 8)),
    ("nvfp4_te", 0, -0.0, 0x00, (0, 8)),
    ("nvfp4_torchao_single", 0, -0.0, 0x08, (0, 8)),
    ("int8_tensor", 0, -0.0, 0x3F800000, (0, 0)),
    ("nvfp4_te", 6, -1, 0x7E, (7, 0xA)),
    ("nvfp4_te_2025", 6, -1, 0x7E, (7, 0xA)),
    ("nvfp4_torchao", 6, -1, 0x7E, (7, 0xA)),
    ("nvfp4_modelopt", 6, -1, 0x7E, (7, 0xA)),
    ("nvfp4_te_4over6_mse_256", 6, 4.5, 0x7C, (6, 5)),
    ("nvfp4_te_4over6_mae_256", 6, 4, 0x78, (7, 6)),
    ("deepgemm_1x128", 448, 1, 0x3F800000, (0x7E, 0x38)),
    ("onnx_uint8", 255, 1, 0x3F800000, (255, 1))])
def test_published(name, first, second, scale, codes):
    x = np.zeros(hu.recipe(name).columns or 16, np.float32)
    x[:2] = first, second
    q = hu.quantize(x, name)
    assert q.scales.tolist() == [scale] and tuple(q.codes[:2]) == codes and q.codes[2:].max() == q.codes[2:].min()


def test_a_reciprocal_is_no_division():
    x = np.float32([0.08203125, 0.02392577938735485])
    for apply, last in (("divide", 3), ("reciprocal", 4)):
        q = hu.quantize(x, hu.recipe("nvfp4_torchao_single", scale_least=0, apply=apply))
        assert q.scales.tolist() == [7] and q.codes.tolist() == [7, last]


@pytest.mark.parametrize("name, scale, code, x", [
    ("nvfp4_torchao_single", 0x01, 2, 0x3B000000), ("nvfp4_torchao_single", 0x7F, 2, 0x7FC00000),
    ("mxfp4", 0xFF, 0, 0x7FC00000), ("mxfp4", 0x00, 2, 0x00400000), ("mxfp4", 0xFE, 0xF, 0xFF800000),
    ("mxfp8_e5m2", 0x7F, 0x01, 0x37800000), ("mxint8", 0x80, 0x80, 0xC0800000)])
def test_decoded(name, scale, code, x):
    assert hu.codes(hu.dequantize(np.uint8([code]), name, np.uint8([scale]))).tolist() == [x]


def test_packed():
    codes = np.uint8([0xF1, 0x22, 0x3F, 0x04, 0x15]) # bits above the width do not count
    assert hu.pack(codes, 4).tolist() == [0x21, 0x4F, 0x05]
    assert hu.pack(codes[::-1][::-1], 6).tolist() == [0xB1, 0xF8, 0x13, 0x15]
    for bits in range(1, 9):
        back = hu.unpack(hu.pack(codes, bits), bits, 5)
        assert back.tolist() == (codes & ((1 << bits) - 1)).tolist()
    matrix = np.arange(48, dtype=np.uint8).reshape(6, 8) % 16
    assert hu.pack(matrix.T, 4).tolist() == hu.pack(matrix.T.copy(), 4).tolist() != hu.pack(matrix, 4).tolist()
    assert same(hu.unpack(hu.pack(matrix, 4), 4, (6, 8)), matrix)
    assert hu.unpack(np.uint8([0x21]), 4).tolist() == [1, 2] and hu.pack(matrix[:0], 4).size == 0


def test_hadamard():
    n = np.arange(16)
    x = n * n % 23 - 5
    signs = np.array([-1 if hu.HADAMARD16_SIGNS_TE >> j & 1 else 1 for j in range(16)])
    matrix = np.array([[(-1) ** bin(i & j).count("1") for j in range(16)] for i in range(16)])
    y = hu.hadamard16(np.float32([x, -x]), signs=hu.HADAMARD16_SIGNS_TE)
    assert (y == np.array([matrix @ (signs * x), -matrix @ (signs * x)]) / 4).all() and y.dtype == np.float32
    assert (hu.hadamard16(y, signs=hu.HADAMARD16_SIGNS_TE, inverse=True) == [x, -x]).all()
    assert (hu.hadamard16(np.float16(x)) == matrix @ x / 4).all()
    backwards = hu.hadamard16(np.float32([x, -x]).T.copy().T[:, ::-1])
    assert (backwards == [matrix @ x[::-1] / 4, -matrix @ x[::-1] / 4]).all()


# ---- All recipes -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda r: r.name)
def test_as_the_library(recipe, rng):
    x = (rng.standard_normal((20, 300)) * 2.0 ** rng.integers(-9, 9, (20, 300))).astype(np.float32)
    x[rng.integers(0, 20), rng.integers(0, 300)] = 0
    before = x.copy()
    for policies, fields in (({}, {}), ({"rounding": "up"}, {"rounding": 4})):
        expected, flags = c_quantize(recipe, x, 20, 300, c.hu_env(**fields))
        q = hu.quantize(x, recipe, **policies)
        assert same(q.codes, expected[0].reshape(20, 300)) and same(q.scales.ravel(), expected[1]) and q.flags == flags
        assert q.shape == x.shape and q.counts is None and q.codes.max() >> recipe.bits == 0
        assert (q.tensor is None) == (recipe.tensor == "none")
        assert (q.zero_points is None) == (recipe.zero_point == "none")
        assert q.tensor is None or same(np.asarray(q.tensor).ravel(), expected[2])
        assert q.zero_points is None or same(q.zero_points.ravel(), expected[3])
        # Back.
        back = np.empty((20, 300), np.float32)
        data = c.hu_block_data(*(part.ctypes.data for part in expected))
        row = c.shared.hu_block_find(recipe.name.encode())
        assert c.shared.hu_block_dequantize(row, data, 20, 300, back.ctypes.data) == 0
        assert same(q.dequantize(), back) and np.isfinite(back).all()
    assert same(x, before)
    assert hu.recipe(recipe) == recipe == hu.recipe(recipe.name) == pickle.loads(pickle.dumps(recipe))
    # As a transposed view, along the first axis: the same parts, transposed.
    t = hu.quantize(np.asfortranarray(x).T, recipe, axis=0, rounding="up")
    assert same(t.codes.T.copy(), q.codes) and same(np.moveaxis(t.scales, 0, -1).copy(), q.scales)
    assert same(t.dequantize().T.copy(), back)
    assert same(hu.unpack(hu.pack(q.codes, recipe.bits), recipe.bits, q.shape), q.codes)


def test_rows():
    names = [r.name for r in RECIPES]
    assert len(set(names)) == len(names) > 40 and {"mxfp4", "nvfp4_te", "deepseek_1x128", "onnx_uint8"} < set(names)
    mx, nv, int8 = hu.recipe("mxfp4"), hu.recipe("nvfp4_te"), hu.recipe("int8_rows")
    assert (mx.element, mx.scale, mx.rows, mx.columns) == (hu.Format("e2m1"), hu.Format("e8m0"), 1, 32)
    assert (mx.ratio, mx.apply, mx.element_overflow, mx.bits) == ("floor", "exact", "saturate_all", 4)
    assert (nv.tensor, nv.tensor_target, nv.columns, nv.scale) == ("encode", 6 * 448, 16, hu.Format("ue4m3"))
    assert hu.recipe("nvfp4_te_rows").tensor_rows is True and nv.tensor_rows is False
    assert (int8.element, int8.greatest, int8.rows, int8.columns, int8.bits) == (None, 127, 1, 0, 8)


def test_changed():
    r = hu.recipe("mxfp4", columns=16, element="e2m3")
    assert (r.columns, r.element, r.bits) == (16, hu.Format("e2m3"), 6)
    assert r.name == "mxfp4 with columns=16, element=e2m3"
    assert hu.recipe(r, columns=32, element="e2m1", name="mxfp4") == hu.recipe("mxfp4")
    assert hu.quantize(np.ones(33, np.float32), r).scales.shape == (3,)
    ties = hu.quantize(np.float32([6, 5]), hu.recipe("mxfp4"), rounding="nearest_away")
    assert ties.codes.tolist() == [7, 7] and ties.flags == hu.Flags.INEXACT


# ---- Shapes, operands, policies --------------------------------------------------------------------------------------


def test_shapes(rng):
    x = rng.standard_normal((3, 5, 40)).astype(np.float32)
    q = hu.quantize(x, "mxfp4")
    assert q.codes.shape == (3, 5, 40) and q.scales.shape == (3, 5, 2)
    for view, axis in ((x[:, ::-1, ::-1], -1), (x[:, :, ::2], 2), (x.transpose(1, 0, 2), 2), (x.transpose(2, 1, 0), 0),
                       (np.broadcast_to(x[1], (4, 5, 40)), -1), (x[:, 2], 1), (x, 1)):
        plain = np.moveaxis(view, axis, -1).copy()
        got, expected = hu.quantize(view, "mxfp4", axis=axis), hu.quantize(plain, "mxfp4")
        assert same(np.moveaxis(got.codes, axis, -1).copy(), expected.codes)
        assert same(np.moveaxis(got.scales, axis, -1).copy(), expected.scales)
        assert same(np.moveaxis(got.dequantize(), axis, -1).copy(), expected.dequantize())
    rows = hu.quantize(x, "nvfp4_te_rows")
    assert rows.tensor.shape == (3, 5, 1) and (rows.tensor[..., 0] == np.abs(x).max(axis=-1)).all()
    whole = hu.quantize(x, "int8_tensor")
    assert whole.scales.shape == (1, 1, 1) and whole.scales[0, 0, 0] == hu.codes(np.abs(x).max() / np.float32(127))
    assert hu.quantize(x[0], "nvfp4_te_2d").scales.shape == (1, 3)
    for shape in ((0, 40), (5, 0), (0,)):
        for name in ("mxfp4", "nvfp4_te_rows", "int8_tensor", "onnx_uint8"):
            empty = hu.quantize(np.empty(shape, np.float32), name)
            assert empty.codes.shape == empty.dequantize().shape == shape and empty.flags == 0


def test_exact_operands():
    x = np.array([1.5, -0.1, 70, -np.inf, np.nan, -0.0], dtype=np.float16)
    for name in ("mxfp8_e5m2", "nvfp4_te", "te_mxfp8_e4m3"):
        expected = hu.quantize(x.astype(np.float32), name, nan="signed")
        for got in (hu.quantize(x, name, nan="signed"), hu.quantize(hu.codes(x), name, of="fp16", nan="signed")):
            assert same(got.codes, expected.codes) and same(got.scales, expected.scales) and got.flags == expected.flags
    signs = hu.quantize(np.uint16([0x7E00, 0xFE00]), "mxfp8_e5m2", of="fp16", nan="signed")
    assert signs.codes.tolist() == [0x7E, 0xFE]
    for wide in (x.astype(np.float64), [1.0, 2.0]):
        with pytest.raises(TypeError, match="x: expected numbers that float32 holds exactly, not fp64"):
            hu.quantize(wide, "mxfp4")


def test_bfloat16_of_ml_dtypes(rng):
    ml_dtypes = pytest.importorskip("ml_dtypes")
    x = rng.standard_normal((4, 64)).astype(ml_dtypes.bfloat16)
    assert same(hu.quantize(x, "nvfp4_te").codes, hu.quantize(x.astype(np.float32), "nvfp4_te").codes)


def test_stochastic(rng):
    x = rng.standard_normal((4, 96)).astype(np.float32)
    policies = {"rounding": "stochastic_a", "random_bits": 16, "seed": 3, "stream": 4}
    env = c.hu_env(rounding=6, random_bits=16)
    expected, _ = c_quantize(hu.recipe("mxfp4"), x, 4, 96, env, seed=3, stream=4, first=7)
    q = hu.quantize(x, "mxfp4", first=7, **policies)
    assert same(q.codes.ravel(), expected[0])
    parts = [hu.quantize(x[i], "mxfp4", first=7 + 96 * i, **policies).codes for i in range(4)]
    assert same(np.array(parts), q.codes) and not same(hu.quantize(x, "mxfp4", first=8, **policies).codes, q.codes)


def test_amax_of_a_whole_tensor(rng):
    x = rng.standard_normal((4, 64)).astype(np.float32)
    whole = hu.quantize(x, "nvfp4_te")
    parts = [hu.quantize(half, "nvfp4_te", amax=whole.tensor) for half in (x[:2], x[2:])]
    assert same(np.concatenate([p.codes for p in parts]), whole.codes) and whole.tensor == np.abs(x).max()
    rows = hu.quantize(x, "nvfp4_te_rows", amax=np.float32([8] * 4))
    assert (rows.tensor == 8).all() and hu.quantize(x, "nvfp4_te", amax=8.0).tensor == 8


def test_counts(rng):
    x = np.float32([6, 0.1, 5, 1])
    q = hu.quantize(x, "mxfp4", counts=True)
    assert q.flags == hu.Flags.INEXACT | hu.Flags.UNDERFLOW
    assert q.counts == hu.Counts(invalid=0, divide_by_zero=0, overflow=0, underflow=1, inexact=2, flushed=1)


@pytest.mark.parametrize("call, kind, message", [
    (lambda x: hu.quantize(x, "nix"), ValueError, r"recipe: expected one of recipes\(\)"),
    (lambda x: hu.quantize(x, 3), ValueError, r"recipe: expected one of recipes\(\)"),
    (lambda x: hu.quantize(x[0, 0], "mxfp4"), ValueError, "axis: expected"),
    (lambda x: hu.quantize(x, "mxfp4", axis=2), ValueError, "axis: expected one of x, an integer from -2 to 1"),
    (lambda x: hu.quantize(x, "mxfp4", saturate=True), ValueError, "saturate: it is the recipe's"),
    (lambda x: hu.quantize(x, "mxfp4", amax=1.0), ValueError, "amax: mxfp4 has no tensor scale"),
    (lambda x: hu.quantize(x, "nvfp4_te", amax=0.1), ValueError, "amax: 0.1 is not a number of fp32"),
    (lambda x: hu.quantize(x, "nvfp4_te", amax=x[0, :2]), ValueError, "amax: expected 1 of them, not 2"),
    (lambda x: hu.quantize(x[None], "nvfp4_te_2d"), ValueError, "x: expected one or two axes for blocks of 16 rows"),
    (lambda x: hu.quantize(x, "mxfp4", rounding="stochastic_a"), ValueError, "random_bits: "),
    (lambda x: hu.quantize(x.astype(np.int32), "mxfp4"), TypeError, "x: expected floating-point numbers"),
    (lambda x: hu.recipe("mxfp4", columns=-1), ValueError, "columns: expected an integer from 0"),
    (lambda x: hu.recipe("mxfp4", ratio="nix"), ValueError, "ratio: expected one of floor, ceil"),
    (lambda x: hu.recipe("mxfp4", target=0.1), ValueError, "target: 0.1 is not a number of fp32"),
    (lambda x: hu.recipe("mxfp4", target="6"), TypeError, "target: expected a number"),
    (lambda x: hu.recipe("mxfp4", nix=1), TypeError, "nix: unknown field"),
    (lambda x: hu.recipe("mxfp4", element="fp16"), ValueError, "recipe: "),
    (lambda x: hu.recipe("mxfp4", scale_overflow="nix"), ValueError, "overflow: expected one of"),
    (lambda x: hu.dequantize(x, "mxfp4", x), TypeError, "codes: expected a byte"),
    (lambda x: hu.dequantize(np.uint8([1]), "mxfp4", np.uint8([1, 2])), ValueError, r"scales: expected the shape \(1"),
    (lambda x: hu.dequantize(np.uint8([1]), "mxfp4", np.int32([1])), TypeError, "scales: expected uint8"),
    (lambda x: hu.dequantize(np.uint8([1]), "nvfp4_te", np.uint8([1])), ValueError, "tensor: expected 1 numbers"),
    (lambda x: hu.dequantize(np.uint8([1]), "onnx_uint8", np.uint32([1])), ValueError, "zero_points: expected them"),
    (lambda x: hu.pack(x, 4), TypeError, "codes: expected a byte for each"),
    (lambda x: hu.pack(np.uint8([1]), 9), ValueError, "bits: expected 1 to 8, not 9"),
    (lambda x: hu.unpack(np.uint8([1]), 4, 3), ValueError, "packed: expected 2 bytes for 3 codes of 4 bits, not 1"),
    (lambda x: hu.hadamard16(x[:, :15]), ValueError, "x: expected a multiple of 16"),
    (lambda x: hu.hadamard16(x, signs=1 << 16), ValueError, "signs: expected 16 bits")])
def test_refused(call, kind, message):
    with pytest.raises(kind, match=message):
        call(np.ones((3, 32), np.float32))
