# SPDX-License-Identifier: Apache-2.0
"""What NumPy makes of all FP32 numbers as float16: the first digest that
`halfulp digest f32_to_f16` prints. With a number from 0 to 255, the SHA-256
of that chunk alone.  usage: python3 numpy_digest.py [CHUNK]"""
import hashlib
import sys

import numpy as np

CHUNK = 1 << 24


def digest_of_chunk(number):
    codes = np.arange(CHUNK, dtype=np.uint32) + np.uint32(number * CHUNK)
    with np.errstate(all="ignore"):
        halves = codes.view(np.float32).astype(np.float16)
    halves[np.isnan(halves)] = np.uint16(0x7E00).view(np.float16)
    return hashlib.sha256(halves.astype("<f2").tobytes()).digest()


if len(sys.argv) > 1:
    digest = digest_of_chunk(int(sys.argv[1]) % 256)
else:
    chunks = b"".join(digest_of_chunk(number) for number in range(256))
    digest = hashlib.sha256(chunks).digest()
print(digest.hex(), "f32_to_f16")
