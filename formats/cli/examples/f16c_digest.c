/* SPDX-License-Identifier: Apache-2.0
 *
 * What this processor's VCVTPS2PH makes of all FP32 numbers, to nearest
 * even: the digests that `halfulp digest f32_to_f16` prints. With a number
 * from 0 to 255, the SHA-256s of that chunk alone.
 *
 *     cc -O2 f16c_digest.c -lcrypto -o f16c_digest && ./f16c_digest
 */
#include <immintrin.h>
#include <openssl/sha.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CHUNK = 1 << 24, CHUNKS = 256, DIGEST = 32 };

/* The exceptions of MXCSR as TestFloat's flags. */
static uint8_t flags_of(unsigned mxcsr)
{
    return (uint8_t)((mxcsr >> 5 & 1) | (mxcsr >> 3 & 2) |
                     (mxcsr >> 1 & 4) | (mxcsr << 1 & 8) |
                     (mxcsr << 4 & 16));
}

static void convert(uint32_t first, uint8_t *codes, uint8_t *flags)
{
    for (uint32_t i = 0; i < CHUNK; i++) {
        const __m128i x = _mm_cvtsi32_si128((int)(first + i));
        __m128i half;
        _mm_setcsr(0x1F80); /* nothing raised, to nearest even */
        __asm__ volatile("vcvtps2ph $4, %1, %0" : "=x"(half) : "x"(x));
        flags[i] = flags_of(_mm_getcsr());
        unsigned code = (unsigned)_mm_cvtsi128_si32(half) & 0xFFFF;
        code = (code & 0x7FFF) > 0x7C00 ? 0x7E00 : code; /* a NaN */
        codes[2 * i] = (uint8_t)(code & 0xFF);
        codes[2 * i + 1] = (uint8_t)(code >> 8);
    }
}

static void print(const uint8_t digest[DIGEST])
{
    for (int i = 0; i < DIGEST; i++) {
        printf("%02x", digest[i]);
    }
    putchar(' ');
}

int main(int argc, char **argv)
{
    static uint8_t codes[2 * CHUNK], flags[CHUNK], of[2][CHUNKS][DIGEST];
    const unsigned chosen = argc > 1 ? (unsigned)atoi(argv[1]) % CHUNKS : 0;
    const unsigned count = argc > 1 ? 1 : CHUNKS;
    for (unsigned i = 0; i < count; i++) {
        convert((chosen + i) * CHUNK, codes, flags);
        SHA256(codes, sizeof codes, of[0][i]);
        SHA256(flags, sizeof flags, of[1][i]);
    }
    for (unsigned what = 0; what < 2; what++) {
        uint8_t digest[DIGEST];
        memcpy(digest, of[what][0], DIGEST);
        if (count == CHUNKS) {
            SHA256(of[what][0], sizeof of[what], digest);
        }
        print(digest);
    }
    puts("f32_to_f16");
    return 0;
}
