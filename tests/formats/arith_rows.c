/* SPDX-License-Identifier: Apache-2.0
 *
 * Chains of FP32 fused multiply-adds, hu_fp32_fma_row, against the calls of hu_fp32_fma that define them: codes and
 * flags, on operands of every kind and under every rounding. The check arith.fp32 compares those calls with MPFR.
 */
#include "halfulp.h"
#include "support/check.h"

#include <inttypes.h>
#include <string.h>

enum { DEPTH_MAX = 24, COLUMNS_MAX = 7 };

/* Kinds of operands: ordinary ones; half of them zeros; products that cancel; subnormal numbers and results; overflow;
 * and any codes, infinities and NaNs among them. */
enum { ORDINARY, ZEROS, CANCELLING, TINY, LARGE, ANY, KINDS };

typedef struct {
    size_t depth, columns;
    hu_fp32 x[DEPTH_MAX], y[DEPTH_MAX * COLUMNS_MAX], sums[COLUMNS_MAX];
    hu_env env;
} row;

/* A random sign, an exponent field from `first` on, and a fraction that is random, all ones (so that sums carry into
 * the next binade) or 0. */
static hu_fp32 number(uint64_t random, uint32_t first, uint32_t fields)
{
    const uint64_t pattern = random >> 58 & 3;
    const uint64_t bits = pattern == 0 ? random | 0x7FFFFF : pattern == 1 ? random & ~UINT64_C(0x7FFFFF) : random;
    const uint32_t fraction = (uint32_t)(bits & 0x807FFFFF);
    return (hu_fp32){fraction | (first + (uint32_t)(random >> 32 & 0xFFFF) % fields) << 23};
}

static hu_fp32 draw(int kind, uint64_t random)
{
    switch (kind) {
    case TINY:
        return number(random, random >> 60 < 4 ? 0 : 50, 24);
    case LARGE:
        return number(random, 180, 20);
    case ANY:
        return (hu_fp32){(uint32_t)(random >> 16 & 0xFFFFFFFF)};
    case ZEROS:
        return random >> 63 != 0 ? (hu_fp32){(uint32_t)(random & 0x80000000)} : number(random, 120, 12);
    default:
        return number(random, 120, 12);
    }
}

/* In a cancelling chain every second product is nearly, or exactly, minus the one before. */
static void cancel(row *r)
{
    for (size_t k = 1; k < r->depth; k += 2) {
        r->x[k] = (hu_fp32){r->x[k - 1].code ^ 0x80000000};
        for (size_t c = 0; c < r->columns; c++) {
            const hu_fp32 above = r->y[(k - 1) * r->columns + c];
            r->y[k * r->columns + c] = (hu_fp32){above.code ^ (uint32_t)(c % 3)};
        }
    }
}

static void draw_row(row *r, int kind, uint64_t index)
{
    const uint64_t random = hu_random(check_seed(), 80, index);
    uint64_t next = index * 512;
    memset(r, 0, sizeof *r);
    r->depth = (size_t)(random % (DEPTH_MAX + 1));
    r->columns = 1 + (size_t)((random >> 16) % COLUMNS_MAX);
    if (random >> 62 == 0) { /* most are what the fast path is for */
        r->env.rounding = (uint32_t)((random >> 24) % (HU_TO_ODD + 1));
        r->env.flush = (uint32_t)((random >> 32) % (HU_FLUSH_OPERANDS | HU_FLUSH_RESULTS));
        r->env.overflow = (uint32_t)((random >> 40) % (HU_SATURATE_ALL + 1));
        r->env.nan = (uint32_t)((random >> 48) % (HU_ARM_NAN + 1));
    }
    for (size_t k = 0; k < r->depth; k++) {
        r->x[k] = draw(kind, hu_random(check_seed(), 81, next++));
    }
    for (size_t i = 0; i < r->depth * r->columns; i++) {
        r->y[i] = draw(kind, hu_random(check_seed(), 81, next++));
    }
    for (size_t c = 0; c < r->columns; c++) { /* most chains begin at +0 */
        const uint64_t start = hu_random(check_seed(), 81, next++);
        r->sums[c] = start >> 62 == 0 ? draw(kind, start) : (hu_fp32){0};
    }
    if (kind == CANCELLING) {
        cancel(r);
    }
}

static int compare_row(FILE *log, const row *r, int kind, uint64_t index)
{
    row found = *r;
    row expected = *r;
    hu_fp32_fma_row(found.sums, r->x, r->y, r->depth, r->columns, &found.env);
    for (size_t c = 0; c < r->columns; c++) {
        for (size_t k = 0; k < r->depth; k++) {
            expected.sums[c] = hu_fp32_fma(r->x[k], r->y[k * r->columns + c], expected.sums[c], &expected.env);
        }
    }
    if (memcmp(&found, &expected, sizeof found) == 0) {
        return 0;
    }
    fprintf(log, "arith.fp32_rows: row %" PRIu64 " of kind %d, %zu links, rounding %d: flags %u, expected %u; sums",
            index, kind, r->depth, (int)r->env.rounding, (unsigned)found.env.flags, (unsigned)expected.env.flags);
    for (size_t c = 0; c < r->columns; c++) {
        fprintf(log, " %08" PRIx32 "/%08" PRIx32, found.sums[c].code, expected.sums[c].code);
    }
    fprintf(log, "\n");
    return 1;
}

long check_arith_fp32_rows(void)
{
    enum { ROWS = 60000 };
    static const char *const names[KINDS] = {"ordinary", "zeros", "cancelling", "tiny", "large", "any"};
    int failures = 0;
    uint32_t flags[KINDS] = {0};
    for (uint64_t i = 0; i < ROWS && failures < 10; i++) {
        row r;
        const int kind = (int)(i % KINDS);
        if (!check_dose()) {
            continue;
        }
        draw_row(&r, kind, i);
        failures += compare_row(stderr, &r, kind, i);
        hu_fp32_fma_row(r.sums, r.x, r.y, r.depth, r.columns, &r.env);
        flags[kind] |= r.env.flags;
    }
    fprintf(stderr, "arith.fp32_rows: flags raised:");
    for (int kind = 0; kind < KINDS; kind++) {
        fprintf(stderr, " %s %u", names[kind], (unsigned)flags[kind]);
    }
    fprintf(stderr, "\n");
    return failures;
}
