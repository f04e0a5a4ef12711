/* SPDX-License-Identifier: Apache-2.0
 *
 * The paths of arrays in the sweeps of conversions: each converts every block, and must give the codes and flags that
 * ref/ has decided. A kernel sees the whole block, the boundaries in it too, so it is not cut into pieces; and since an
 * array's flags are those of all its elements, how many raised each of them is compared as well, and where flags begin
 * or end, arrays of one operand only.
 */
#include "halfulp_array.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "support/arrays.h"
#include "support/check.h"
#include "support/compare.h"
#include "sweep.h"

/* Each has kernels of its own: flags of all elements, flags and counts, neither. */
typedef enum { FLAGS, COUNTS, CODES_ONLY, KINDS } kind;
static const char *const kind_names[KINDS] = {"flags", "counts", "codes only"};

/* Elsewhere every path is a loop of the scalar function (halfulp_array.h, at its beginning). */
static bool is_reached_by_kernels(const sweep *s)
{
    return hu_format_width(s->to) <= 16 && s->to->has_zero;
}

static const char *path_name(const sweep *s, hu_array_path path)
{
    return path == HU_ARRAY_SCALAR || is_reached_by_kernels(s) ? hu_array_path_name(path) : NULL;
}

void sweep_array_paths(const sweep *s, char *text, size_t size)
{
    text[0] = '\0';
    for (int path = HU_ARRAY_SCALAR; path <= HU_ARRAY_NEON; path++) {
        const char *name = path_name(s, (hu_array_path)path);
        if (name != NULL) {
            sweep_append(text, size, name);
        }
    }
}

/* Operands first, first + 1, ... as an array. */
static const void *operands(const sweep *s, uint64_t first)
{
    static uint32_t words[SWEEP_BLOCK];
    static uint16_t halves[SWEEP_BLOCK];
    const bool narrow = hu_array_element_size(s->from) == 2;
    for (unsigned i = 0; i < SWEEP_BLOCK; i++) {
        words[i] = (uint32_t)(first + i);
        halves[i] = (uint16_t)(words[i] & 0xFFFF);
    }
    return narrow ? (const void *)halves : words;
}

/* Shows a block that differs: the first code that does, or the counts and flags. */
static void report(const sweep *s, const char *path, kind which, uint64_t first, const uint8_t *codes,
                   const sweep_expected *e, const hu_array_counts *counts, uint32_t flags)
{
    const size_t size = hu_array_element_size(s->to);
    fprintf(stderr, "  %s on the path %s (%s), from operand %" PRIx64 ": ", s->name, path, kind_names[which], first);
    for (size_t i = 0; i < SWEEP_BLOCK; i++) {
        if (memcmp(codes + i * size, e->codes + i * size, size) != 0) {
            fprintf(stderr, "element %zu, operand %" PRIx64 ": the bytes", i, first + i);
            for (size_t byte = 0; byte < size; byte++) {
                fprintf(stderr, " %02x, expected %02x;", codes[i * size + byte], e->codes[i * size + byte]);
            }
            break;
        }
    }
    fprintf(stderr, " flags %02" PRIx32 ", expected %02" PRIx32 "; invalid %" PRIu64 ", %" PRIu64, flags, e->flags,
            counts->invalid, e->counts.invalid);
    fprintf(stderr, "; overflow %" PRIu64 ", %" PRIu64 "; underflow %" PRIu64 ", %" PRIu64, counts->overflow,
            e->counts.overflow, counts->underflow, e->counts.underflow);
    fprintf(stderr, "; inexact %" PRIu64 ", %" PRIu64 "; flushed %" PRIu64 ", %" PRIu64 "\n", counts->inexact,
            e->counts.inexact, counts->flushed, e->counts.flushed);
}

static void compare_block(const sweep *s, hu_array_path path, kind which, uint64_t first, const void *x,
                          const sweep_expected *e, sweep_results *results)
{
    static uint8_t codes[SWEEP_BLOCK * SWEEP_BYTES_MAX];
    const size_t size = hu_array_element_size(s->to);
    hu_array_counts counts = {0};
    const hu_array_options options = {
        .path = path, .no_flags = which == CODES_ONLY, .counts = which == COUNTS ? &counts : NULL};
    hu_env env = {.rounding = s->setting};
    memset(codes, 0xA5, SWEEP_BLOCK * size);
    const hu_status status =
        hu_array_convert(hu_array_of(s->to, codes), hu_array_operand_of(s->from, x), SWEEP_BLOCK, &env, &options);
    const bool same = status == HU_STATUS_GOOD && memcmp(codes, e->codes, SWEEP_BLOCK * size) == 0 &&
                      env.flags == (which == CODES_ONLY ? 0 : e->flags) &&
                      (which != COUNTS || memcmp(&counts, &e->counts, sizeof counts) == 0);
    results->comparisons += SWEEP_BLOCK;
    if (!same && results->failures++ < CHECK_SHOWN) {
        report(s, hu_array_path_name(path), which, first, codes, e, &counts, env.flags);
    }
}

/* Operands that every kernel leaves to the scalar function: nothing but NaNs, or numbers below zero where there is no
 * sign. */
static bool is_left_to_scalars(const sweep *s, uint64_t first)
{
    const uint64_t last = first + SWEEP_BLOCK - 1;
    const uint64_t negative_zero = UINT64_C(1) << (hu_format_width(s->from) - 1);
    return (hu_format_is_nan(s->from, first) && hu_format_is_nan(s->from, last)) ||
           (!s->to->has_sign && first > negative_zero);
}

/* Every vector path runs in all ways on every block. The portable path takes more time than all else together, so that
 * away from edges its three ways take turns at the blocks; so do all paths and ways where the scalar function does the
 * work. */
static bool has_turn(hu_array_path path, kind which, bool scalars, bool edge, uint64_t block)
{
    enum { PATHS = HU_ARRAY_NEON - HU_ARRAY_SCALAR };
    const bool turn_of_kind = block % KINDS == which;
    const bool turn_of_path = block / KINDS % PATHS == (unsigned)path - HU_ARRAY_PORTABLE;
    return edge || (scalars ? turn_of_kind && turn_of_path : turn_of_kind || path != HU_ARRAY_PORTABLE);
}

void sweep_arrays(const sweep *s, uint64_t first, const sweep_expected *e, sweep_results *results)
{
    const void *x = operands(s, first);
    const bool scalars = is_left_to_scalars(s, first);
    for (int i = HU_ARRAY_PORTABLE; i <= HU_ARRAY_NEON; i++) {
        const hu_array_path path = (hu_array_path)i;
        for (kind which = FLAGS; which < KINDS && path_name(s, path) != NULL; which++) {
            if (has_turn(path, which, scalars, e->edge, first / SWEEP_BLOCK)) {
                compare_block(s, path, which, first, x, e, results);
            }
        }
    }
}

void sweep_arrays_alone(const sweep *s, uint64_t x, ref_result expected, sweep_results *results)
{
    enum { COPIES = 64 }; /* a group of every kernel */
    uint32_t operand[COPIES];
    uint32_t codes[COPIES];
    const size_t size = hu_array_element_size(s->to);
    for (int path = HU_ARRAY_PORTABLE; path <= HU_ARRAY_NEON; path++) {
        if (path_name(s, (hu_array_path)path) == NULL) {
            continue;
        }
        const hu_array_options options = {.path = (uint32_t)path};
        hu_env env = {.rounding = s->setting};
        for (size_t i = 0; i < COPIES; i++) {
            arrays_store((char *)operand + i * hu_array_element_size(s->from), s->from, x);
        }
        memset(codes, 0xA5, sizeof codes);
        hu_array_convert(hu_array_of(s->to, codes), hu_array_operand_of(s->from, operand), COPIES, &env, &options);
        bool same = env.flags == expected.flags;
        for (size_t i = 0; i < COPIES; i++) {
            same = same && arrays_load((char *)codes + i * size, s->to) == expected.code;
        }
        results->comparisons += COPIES;
        if (!same && results->failures++ < CHECK_SHOWN) {
            const hu_number operands_of[REF_OPERANDS_MAX] = {{s->from, x}, {s->from, 0}, {s->from, 0}};
            compare_report(stderr, hu_array_path_name((hu_array_path)path), REF_CONVERT, s->to, operands_of, &env,
                           arrays_load(codes, s->to), expected);
        }
    }
}
