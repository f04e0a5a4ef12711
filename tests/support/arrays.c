/* SPDX-License-Identifier: Apache-2.0
 *
 * hu_array_apply against the scalar functions; see arrays.h.
 */
#include "support/arrays.h"

#include <inttypes.h>
#include <string.h>

#include "support/check.h"

void arrays_begin(arrays *a, const char *name)
{
    *a = (arrays){.name = name};
}

long arrays_end(arrays *a)
{
    return check_end(a->name, a->comparisons, a->failures);
}

uint64_t arrays_draw(arrays *a)
{
    return hu_random(check_seed(), 0xA44A7, a->drawn++);
}

hu_env arrays_draw_env(arrays *a)
{
    static const uint8_t widths[] = {0, 1, 3, 8, 13, 16, 29, 30, 31, 32};
    const uint64_t r = arrays_draw(a);
    const uint64_t s = arrays_draw(a);
    return (hu_env){.rounding = (uint32_t)(r % 9),
                    .overflow = r >> 8 & 3U ? (uint32_t)(r >> 10 & 1) + 1 : 0,
                    .tininess = r >> 12 & 1,
                    .random_bits = widths[(r >> 16 & 0xFF) % sizeof widths],
                    .nan = (r >> 24 & 0xFF) % 5,
                    .flush = (r >> 32 & 1) != 0 ? r >> 33 & 3 : 0,
                    .odd_overflow = r >> 36 & 1,
                    .infinity_nan = r >> 37 & 1,
                    .zero_divide = r >> 38 & 1,
                    .missing_nan = (s & 0xFF) % 3,
                    .missing_zero = (s >> 8 & 0xFF) % 3,
                    .negative = (s >> 16 & 0xFF) % 3};
}

void arrays_store(void *p, const hu_format *format, uint64_t code)
{
    const uint8_t one = (uint8_t)code;
    const uint16_t two = (uint16_t)code;
    const uint32_t four = (uint32_t)code;
    switch (hu_array_element_size(format)) {
    case 1:
        memcpy(p, &one, 1);
        break;
    case 2:
        memcpy(p, &two, 2);
        break;
    case 4:
        memcpy(p, &four, 4);
        break;
    default:
        memcpy(p, &code, 8);
        break;
    }
}

uint64_t arrays_load(const void *p, const hu_format *format)
{
    uint8_t one = 0;
    uint16_t two = 0;
    uint32_t four = 0;
    uint64_t eight = 0;
    switch (hu_array_element_size(format)) {
    case 1:
        memcpy(&one, p, 1);
        return one;
    case 2:
        memcpy(&two, p, 2);
        return two;
    case 4:
        memcpy(&four, p, 4);
        return four;
    default:
        memcpy(&eight, p, 8);
        return eight;
    }
}

uint64_t arrays_expected(const arrays_case *c, size_t i, uint32_t *flags)
{
    hu_env env = c->env;
    hu_number x[HU_OPERANDS_MAX];
    for (int k = 0; k < HU_OPERANDS_MAX; k++) {
        x[k] = (hu_number){c->from[k], c->from[k] != NULL ? c->codes[k][i] : 0};
    }
    if (env.rounding >= HU_STOCHASTIC_A) {
        env.random = hu_random_bits(c->options.seed, c->options.stream, c->options.first + i, env.random_bits);
    }
    hu_number result = {0};
    switch (c->operation) {
    case HU_OP_CONVERT:
        result = hu_convert(c->to, x[0], &env);
        break;
    case HU_OP_ADD:
        result = hu_add(c->to, x[0], x[1], &env);
        break;
    case HU_OP_SUB:
        result = hu_sub(c->to, x[0], x[1], &env);
        break;
    case HU_OP_MUL:
        result = hu_mul(c->to, x[0], x[1], &env);
        break;
    case HU_OP_FMA:
        result = hu_fma(c->to, x[0], x[1], x[2], &env);
        break;
    default:
        (void)hu_apply(c->operation, c->to, x, &env, &result);
        break;
    }
    *flags |= env.flags;
    return result.code;
}

/* The scalar functions' answers for the elements of a case, and one piece of it in memory. */
static uint64_t expected[ARRAYS_MAX];
static uint8_t raised[ARRAYS_MAX];
enum { PIECE = 20000 };

typedef struct {
    uint8_t bytes[HU_OPERANDS_MAX + 1][PIECE * 16 + 64];
    uint8_t *first[HU_OPERANDS_MAX + 1]; /* element 0; of the result last */
    ptrdiff_t stride[HU_OPERANDS_MAX + 1];
} piece_memory;

static bool is_zero(const hu_format *format, uint64_t code)
{
    const hu_class class = hu_classify((hu_number){format, code});
    return class == HU_NEGATIVE_ZERO || class == HU_POSITIVE_ZERO;
}

static hu_array_counts expected_counts(const arrays_case *c, size_t first, size_t n, uint32_t *flags)
{
    hu_array_counts counts = {0};
    for (size_t i = first; i < first + n; i++) {
        const uint32_t f = raised[i];
        counts.invalid += (f & HU_INVALID) != 0;
        counts.divide_by_zero += (f & HU_DIVIDE_BY_ZERO) != 0;
        counts.overflow += (f & HU_OVERFLOW) != 0;
        counts.underflow += (f & HU_UNDERFLOW) != 0;
        counts.inexact += (f & HU_INEXACT) != 0;
        counts.flushed += (f & HU_INEXACT) != 0 && is_zero(c->to, expected[i]);
        *flags |= f;
    }
    return counts;
}

/* Lays out operand or result k of n elements: packed (0), with gaps (1) or backwards (2), at a drawn alignment. */
static void lay_out(arrays *a, piece_memory *m, int k, const hu_format *format, size_t n, unsigned layout)
{
    const ptrdiff_t size = (ptrdiff_t)hu_array_element_size(format);
    const ptrdiff_t gap = layout == 0 ? 0 : (ptrdiff_t)(arrays_draw(a) % 8);
    uint8_t *begin = m->bytes[k] + arrays_draw(a) % 32;
    m->stride[k] = layout == 2 ? -(size + gap) : size + gap;
    m->first[k] = layout == 2 && n > 0 ? begin + (ptrdiff_t)(n - 1) * (size + gap) : begin;
}

static void report(arrays *a, const arrays_case *c, const char *path, size_t i, const char *what, uint64_t got,
                   uint64_t wanted)
{
    if (a->failures++ < CHECK_SHOWN) {
        fprintf(stderr,
                "  %s: %s: %s of %s, %s to %s, rounding %u, overflow %u, flush %u, element %zu of %" PRIx64 " %" PRIx64
                ": %s %" PRIx64 ", expected %" PRIx64 "\n",
                a->name, path, hu_operation_describe(c->operation)->name, c->from[0]->name,
                c->from[1] != NULL ? c->from[1]->name : "-", c->to->name, (unsigned)c->env.rounding,
                (unsigned)c->env.overflow, (unsigned)c->env.flush, i, c->codes[0][i],
                c->from[1] != NULL ? c->codes[1][i] : 0, what, got, wanted);
    }
}

static void compare_piece(arrays *a, const arrays_case *c, hu_array_path path, size_t first, size_t n)
{
    static piece_memory m;
    const char *name = hu_array_path_name(path);
    const uint64_t r = arrays_draw(a);
    const int arity = hu_operation_describe(c->operation)->arity;
    hu_array_counts counts = {0};
    hu_array_options options = c->options;
    options.first += first;
    options.path = path;
    options.no_flags = (r & 3) == 0;
    options.counts = (r & 12) == 0 ? &counts : NULL;
    hu_array_operand operands[HU_OPERANDS_MAX];
    for (int k = 0; k < arity; k++) {
        const int width = hu_format_width(c->from[k]);
        lay_out(a, &m, k, c->from[k], n, (unsigned)(r >> (8 + 2 * k) & 3) % 3);
        for (size_t i = 0; i < n; i++) {
            /* Bits above the width are to be ignored. */
            const uint64_t above = (r >> 24 & 1) != 0 && width < 64 ? r << width : 0;
            arrays_store(m.first[k] + (ptrdiff_t)i * m.stride[k], c->from[k], c->codes[k][first + i] | above);
        }
        operands[k] = (hu_array_operand){c->from[k], m.first[k], m.stride[k]};
    }
    enum { RESULT = HU_OPERANDS_MAX };
    lay_out(a, &m, RESULT, c->to, n, (r >> 16 & 3) % 3);
    const ptrdiff_t size = (ptrdiff_t)hu_array_element_size(c->to);
    if ((r >> 20 & 3) == 0 && m.stride[0] >= size) { /* in place */
        m.first[RESULT] = m.first[0];
        m.stride[RESULT] = (r >> 22 & 1) != 0 ? size : m.stride[0];
        if (size > (ptrdiff_t)hu_array_element_size(c->from[0])) {
            m.first[RESULT] = m.bytes[RESULT];
        }
    }
    hu_env env = c->env;
    const hu_array result = {c->to, m.first[RESULT], m.stride[RESULT]};
    const hu_status status = hu_array_apply(c->operation, result, operands, n, &env, &options);
    if (status != HU_STATUS_GOOD) {
        report(a, c, name, first, "status", (uint64_t)status, 0);
        return;
    }
    for (size_t i = 0; i < n; i++) {
        const uint64_t code = arrays_load(m.first[RESULT] + (ptrdiff_t)i * m.stride[RESULT], c->to);
        if (code != expected[first + i]) {
            report(a, c, name, first + i, "code", code, expected[first + i]);
        }
    }
    uint32_t flags = c->env.flags;
    const hu_array_counts wanted = expected_counts(c, first, n, &flags);
    if (env.flags != (options.no_flags != 0 ? c->env.flags : flags)) {
        report(a, c, name, first, "flags", env.flags, flags);
    }
    if (options.counts != NULL && memcmp(&counts, &wanted, sizeof counts) != 0) {
        report(a, c, name, first, "counts of inexact", counts.inexact, wanted.inexact);
    }
    a->comparisons += (long long)n;
}

void arrays_compare(arrays *a, const arrays_case *c)
{
    for (size_t i = 0; i < c->count; i++) {
        uint32_t flags = 0;
        expected[i] = arrays_expected(c, i, &flags);
        raised[i] = (uint8_t)flags;
    }
    for (hu_array_path path = HU_ARRAY_PORTABLE; path <= HU_ARRAY_NEON; path++) {
        if (hu_array_path_name(path) == NULL) {
            continue;
        }
        for (size_t first = 0; first < c->count;) {
            const uint64_t r = arrays_draw(a);
            const size_t length = (size_t)(r >> 8) % ((r & 1) != 0 ? 68 : (r & 14) != 0 ? 1700 : PIECE);
            const size_t n = length > c->count - first ? c->count - first : length;
            compare_piece(a, c, path, first, n);
            first += n;
        }
    }
}
