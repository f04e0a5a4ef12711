/* SPDX-License-Identifier: Apache-2.0
 *
 * sha256.h - SHA-256 (FIPS 180-4), by which results over whole domains are compared with those of others.
 */
#ifndef SHA256_H
#define SHA256_H

#include <stddef.h>
#include <stdint.h>

enum { SHA256_BYTES = 32, SHA256_HEX = 2 * SHA256_BYTES + 1 };

typedef struct {
    uint32_t state[8];
    uint64_t length; /* in bytes */
    uint8_t block[64];
} sha256;

void sha256_begin(sha256 *h);
void sha256_add(sha256 *h, const void *bytes, size_t count);
void sha256_end(sha256 *h, uint8_t digest[SHA256_BYTES]);

/* Digests as text, in lower case. The second returns 0 if the text is no digest. */
void sha256_print(char text[SHA256_HEX], const uint8_t digest[SHA256_BYTES]);
int sha256_parse(uint8_t digest[SHA256_BYTES], const char *text);

/* Whole blocks of 64 bytes: with the instructions of x86 (sha256_x86.c), where the processor has them. */
extern const uint32_t sha256_constants[64];
int sha256_has_x86(void);
void sha256_blocks_x86(uint32_t state[8], const uint8_t *bytes, size_t blocks);

#endif
