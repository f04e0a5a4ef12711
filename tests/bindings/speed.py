# SPDX-License-Identifier: Apache-2.0
"""The Python door beside the library's own function on the same arrays, in turn: medians of nanoseconds of CPU time an
element, and their ratio. The door is to take at most 1.1 times as long for a conversion of 10^7 elements.

usage: PYTHONPATH=formats/bindings/python python3 speed.py [ROUNDS]
"""
import ctypes
import statistics
import sys
import time

import numpy as np

import halfulp as hu
from halfulp import _library as c

COUNT = 10**7


def timed(function):
    start = time.thread_time()
    function()
    return (time.thread_time() - start) * 1e9 / COUNT


def library_call(operation, operands, result, to, env):
    """hu_array_apply on arrays without gaps."""
    def array(kind, x, format):
        return kind(ctypes.pointer(hu.Format(format)._c), x.ctypes.data, x.itemsize)

    arrays = [array(c.hu_array_operand, x, x.dtype) for x in operands]
    structs = (c.hu_array_operand * len(arrays))(*arrays)
    status = c.shared.hu_array_apply(operation, array(c.hu_array, result, to), structs, COUNT, env, None)
    assert status == 0


def compare(name, operation, operands, to, rounds, keywords, with_out, **fields):
    function = getattr(hu, name)
    shared = np.empty(COUNT, dtype=hu.Format(to).dtype)
    expected = np.empty_like(shared)

    def door():
        if with_out:
            function(*operands, to=to, out=shared, **keywords)
        else:
            function(*operands, to=to, **keywords)

    def plain():
        library_call(operation, operands, expected if with_out else np.empty_like(expected), to, c.hu_env(**fields))

    door(), plain()
    times = {door: [], plain: []}
    for i in range(rounds): # the second one finds its operands in a cache: each is first in turn
        for function_of_round in (door, plain) if i % 2 else (plain, door):
            times[function_of_round].append(timed(function_of_round))
    ours, theirs = statistics.median(times[door]), statistics.median(times[plain])
    library_call(operation, operands, expected, to, c.hu_env(**fields))
    assert (function(*operands, to=to, **keywords)[0] == expected).all()
    policies = "".join(f", {key}={value!r}" for key, value in keywords.items())
    print(f"{name} {operands[0].dtype} -> {to}{policies}{', out=' if with_out else ''}".ljust(56)
          + f"{ours:7.3f} ns  {theirs:7.3f} ns  {ours / theirs:6.3f}")


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    x = np.random.default_rng(1).standard_normal(COUNT).astype(np.float32)
    half = x.astype(np.float16)
    print(f"{COUNT} elements, {rounds} rounds, kernels: {c.shared.hu_array_path_name(0).decode()}".ljust(56)
          + "   door        library     ratio")
    for with_out in (True, False):
        compare("convert", 0, (x,), "e4m3", rounds, {}, with_out)
        compare("convert", 0, (x,), "bf16", rounds, {"rounding": "up"}, with_out, rounding=4)
        compare("convert", 0, (half,), "fp32", rounds, {}, with_out)
        compare("add", 1, (half, half), "fp16", rounds, {}, with_out)


main()
