/* SPDX-License-Identifier: Apache-2.0
 *
 * The 16-point Hadamard transform, in FP32 by butterflies.
 */
#include "block.h"

enum { POINTS = 16, FP32_QUARTER = 0x3E800000 };

static void flip(uint32_t *x, uint32_t signs)
{
    for (uint32_t i = 0; i < POINTS; i++) {
        x[i] ^= (signs >> i & 1) << 31;
    }
}

static void transform(uint32_t *x)
{
    for (uint32_t h = 1; h < POINTS; h *= 2) {
        for (uint32_t i = 0; i < POINTS; i++) {
            if ((i & h) == 0) {
                const uint32_t a = x[i];
                const uint32_t b = x[i + h];
                x[i] = fp32_add(a, b);
                x[i + h] = fp32_sub(a, b);
            }
        }
    }
    for (uint32_t i = 0; i < POINTS; i++) {
        x[i] = fp32_mul(x[i], FP32_QUARTER);
    }
}

static hu_status check(const uint32_t *x, size_t count)
{
    if (count % POINTS != 0) {
        return HU_STATUS_COUNT;
    }
    return x == NULL && count != 0 ? HU_STATUS_POINTER : HU_STATUS_GOOD;
}

hu_status hu_hadamard16(uint32_t *x, size_t count, uint32_t signs)
{
    const hu_status status = check(x, count);
    for (size_t i = 0; status == HU_STATUS_GOOD && i < count; i += POINTS) {
        flip(x + i, signs);
        transform(x + i);
    }
    return status;
}

hu_status hu_hadamard16_inverse(uint32_t *x, size_t count, uint32_t signs)
{
    const hu_status status = check(x, count);
    for (size_t i = 0; status == HU_STATUS_GOOD && i < count; i += POINTS) {
        transform(x + i);
        flip(x + i, signs);
    }
    return status;
}
