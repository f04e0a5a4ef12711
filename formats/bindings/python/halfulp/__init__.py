# SPDX-License-Identifier: Apache-2.0
"""Bit-exact arithmetic in the formats of mixed precision, from the C library halfulp.

    import halfulp as hu
    codes, flags = hu.convert(np.float32([449, 1e-9, np.nan]), "e4m3", rounding="up", saturate=True)
    hu.decode(codes, "e4m3")                                # exactly those numbers, as float32
    hu.fma(x, y, z, of=("e4m3", "e4m3", None), to="fp16")   # codes of E4M3 and an array of float32
    hu.quantize(x, "mxfp4").dequantize()                    # blocks that share a scale; hu.recipes() lists them
    print(hu.explain("fp16: 0.1 + 0.2"))

Every operation takes arrays of any shape and strides and returns (result, flags). The bits come from the library:
nothing here computes. apply() says what all operations have in common, Env has the policies, Format the formats.
"""
from __future__ import annotations

from ._block import HADAMARD16_SIGNS_TE, Quantized, dequantize, hadamard16, pack, quantize, unpack
from ._calls import Class, Operation, operations
from ._codes import codes, decode, encode, numbers, text
from ._dot import DotModel, accumulate, dot, dots
from ._env import Counts, Env, Flags, Preset, presets, random, random_bits
from ._formats import Format, formats
from ._inspect import inspect
from ._library import VERSION as __version__
from ._models import Model, model, models
from ._operations import (add, apply, classify, compare, compare_signaling, convert, div, equal, equal_signaling, fma,
                          from_int32, from_int64, from_uint32, from_uint64, less, less_equal, less_equal_signaling,
                          less_signaling, log_b, maximum, maximum_number, minimum, minimum_number, mul, next_down,
                          next_up, remainder, round_to_integral, scale_b, sqrt, sub, to_int32, to_int64, to_uint32,
                          to_uint64, total_order)
from ._recipes import Recipe, recipe, recipes
from ._stages import explained
from ._text import explain, parse

__all__ = [name for name in dir() if not name.startswith("_") and name != "annotations"]
