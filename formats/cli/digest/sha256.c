/* SPDX-License-Identifier: Apache-2.0
 *
 * SHA-256 by its definition, FIPS 180-4, clause 6.2. See sha256.h.
 */
#include "sha256.h"

#include <string.h>

const uint32_t sha256_constants[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

static uint32_t rotate(uint32_t x, unsigned n)
{
    return x >> n | x << (32 - n);
}

static void schedule(uint32_t w[64], const uint8_t *bytes)
{
    for (size_t t = 0; t < 16; t++) {
        const uint8_t *b = bytes + 4 * t;
        w[t] = (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
    }
    for (unsigned t = 16; t < 64; t++) {
        const uint32_t s0 = rotate(w[t - 15], 7) ^ rotate(w[t - 15], 18) ^ w[t - 15] >> 3;
        const uint32_t s1 = rotate(w[t - 2], 17) ^ rotate(w[t - 2], 19) ^ w[t - 2] >> 10;
        w[t] = w[t - 16] + s0 + w[t - 7] + s1;
    }
}

static void one_block(uint32_t state[8], const uint8_t *bytes)
{
    uint32_t w[64];
    uint32_t v[8];
    schedule(w, bytes);
    memcpy(v, state, sizeof v);
    for (unsigned t = 0; t < 64; t++) {
        const uint32_t e = v[4];
        const uint32_t a = v[0];
        const uint32_t t1 = v[7] + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) + ((e & v[5]) ^ (~e & v[6])) +
                            sha256_constants[t] + w[t];
        const uint32_t t2 = (rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + ((a & v[1]) ^ (a & v[2]) ^ (v[1] & v[2]));
        memmove(v + 1, v, 7 * sizeof v[0]);
        v[4] += t1;
        v[0] = t1 + t2;
    }
    for (unsigned i = 0; i < 8; i++) {
        state[i] += v[i];
    }
}

static void blocks(uint32_t state[8], const uint8_t *bytes, size_t count)
{
    if (count > 0 && sha256_has_x86()) {
        sha256_blocks_x86(state, bytes, count);
        return;
    }
    for (size_t i = 0; i < count; i++) {
        one_block(state, bytes + 64 * i);
    }
}

void sha256_begin(sha256 *h)
{
    static const uint32_t start[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                      0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
    memcpy(h->state, start, sizeof start);
    h->length = 0;
}

void sha256_add(sha256 *h, const void *bytes, size_t count)
{
    const uint8_t *next = bytes;
    const size_t held = h->length % 64;
    h->length += count;
    if (held > 0) {
        const size_t taken = count < 64 - held ? count : 64 - held;
        memcpy(h->block + held, next, taken);
        next += taken;
        count -= taken;
        if (held + taken < 64) {
            return;
        }
        blocks(h->state, h->block, 1);
    }
    blocks(h->state, next, count / 64);
    memcpy(h->block, next + count / 64 * 64, count % 64);
}

/* A one bit, zeros, and the length in bits in the last eight bytes. */
void sha256_end(sha256 *h, uint8_t digest[SHA256_BYTES])
{
    const uint64_t bits = 8 * h->length;
    const uint8_t zeros[72] = {0x80};
    uint8_t length[8];
    for (unsigned i = 0; i < 8; i++) {
        length[i] = (uint8_t)(bits >> (56 - 8 * i));
    }
    sha256_add(h, zeros, 1 + (119 - h->length % 64) % 64);
    sha256_add(h, length, sizeof length);
    for (unsigned i = 0; i < SHA256_BYTES; i++) {
        digest[i] = (uint8_t)(h->state[i / 4] >> (24 - 8 * (i % 4)));
    }
}

static const char hex[] = "0123456789abcdef";

void sha256_print(char text[SHA256_HEX], const uint8_t digest[SHA256_BYTES])
{
    for (size_t i = 0; i < SHA256_BYTES; i++) {
        text[2 * i] = hex[digest[i] >> 4];
        text[2 * i + 1] = hex[digest[i] & 15];
    }
    text[SHA256_HEX - 1] = '\0';
}

int sha256_parse(uint8_t digest[SHA256_BYTES], const char *text)
{
    memset(digest, 0, SHA256_BYTES);
    for (size_t i = 0; i < 2 * (size_t)SHA256_BYTES; i++) {
        const char *digit = text[i] != '\0' ? strchr(hex, text[i]) : NULL;
        if (digit == NULL) {
            return 0;
        }
        digest[i / 2] = (uint8_t)(digest[i / 2] << 4 | (digit - hex));
    }
    return text[SHA256_HEX - 1] == '\0';
}
