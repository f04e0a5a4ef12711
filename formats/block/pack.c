/* SPDX-License-Identifier: Apache-2.0
 *
 * Narrow codes in bytes: a stream of bits, the low bit first.
 */
#include "block.h"

size_t hu_block_packed_size(uint32_t bits, size_t count)
{
    /* 8 codes take `bits` bytes; what remains takes less, and no product overflows. */
    return bits < 1 || bits > 8 ? 0 : count / 8 * bits + (count % 8 * bits + 7) / 8;
}

static hu_status check(uint32_t bits, const void *packed, const void *codes, size_t count)
{
    if (bits < 1 || bits > 8) {
        return HU_STATUS_COUNT;
    }
    if (count == 0) {
        return HU_STATUS_GOOD;
    }
    if (packed == NULL || codes == NULL) {
        return HU_STATUS_POINTER;
    }
    const block_extent narrow = block_extent_of(packed, hu_block_packed_size(bits, count));
    return block_overlaps(narrow, block_extent_of(codes, count)) ? HU_STATUS_OVERLAP : HU_STATUS_GOOD;
}

hu_status hu_block_pack(uint32_t bits, void *packed, const void *codes, size_t count)
{
    const hu_status status = check(bits, packed, codes, count);
    uint8_t *out = packed;
    uint32_t held = 0; /* bits that have no byte yet, at most 7 between codes */
    uint32_t holds = 0;
    for (size_t i = 0; status == HU_STATUS_GOOD && i < count; i++) {
        held |= (((const uint8_t *)codes)[i] & ((UINT32_C(1) << bits) - 1)) << holds;
        holds += bits;
        if (holds >= 8) {
            *out++ = (uint8_t)held;
            held >>= 8;
            holds -= 8;
        }
    }
    if (status == HU_STATUS_GOOD && holds != 0) {
        *out = (uint8_t)held;
    }
    return status;
}

hu_status hu_block_unpack(uint32_t bits, void *codes, const void *packed, size_t count)
{
    const hu_status status = check(bits, packed, codes, count);
    const uint8_t *in = packed;
    uint32_t held = 0;
    uint32_t holds = 0;
    for (size_t i = 0; status == HU_STATUS_GOOD && i < count; i++) {
        if (holds < bits) {
            held |= (uint32_t)*in++ << holds;
            holds += 8;
        }
        ((uint8_t *)codes)[i] = (uint8_t)(held & ((UINT32_C(1) << bits) - 1));
        held >>= bits;
        holds -= bits;
    }
    return status;
}
