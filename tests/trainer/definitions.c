/* SPDX-License-Identifier: Apache-2.0
 *
 * The products of the soft paths against their definitions in REFERENCE.md, restated with the arithmetic of ref/. The
 * fast paths are compared with the soft paths; the soft paths are compared with this, on every machine.
 */
#include "shared.h"

#include "kernels/kernels.h"
#include "ref.h"

#include <inttypes.h>

typedef struct {
    size_t rows, depth, columns;
} shape;

/* An odd depth leaves half a pair. */
static const shape shapes[] = {{1, 1, 1}, {2, 2, 3}, {3, 3, 2}, {2, 7, 5}, {5, 8, 4}, {3, 21, 3}};
enum { SHAPES = sizeof shapes / sizeof *shapes, LARGEST = 64, AROUND = 16, STREAM = 90 };

/* The codes of a matrix, surrounded by NaNs: reading one of these would spoil a sum. */
typedef struct {
    uint8_t bytes[4 * (AROUND + LARGEST + AROUND)];
    size_t row, column; /* elements from one row, and from one column, to the next */
} matrix;

/* Kinds of numbers: moderate ones; ones whose products are around the smallest normal number of FP32, where flushing
 * shows; and arbitrary codes, including infinities and NaNs. */
enum { MODERATE, TINY, ANY, KINDS };

static uint32_t draw(const trainer_format *format, int kind, uint64_t stream, uint64_t index)
{
    const uint64_t bits = hu_random(check_seed(), stream, index);
    const uint32_t octave = (uint32_t)(bits >> 40 & 7);
    const uint32_t field = kind == MODERATE ? 123 + octave : 60 + octave;
    const bool subnormal = (bits >> 48 & 15) == 0;
    uint32_t code = (uint32_t)(bits & 0xFFFFFFFF);
    if (kind != ANY) {
        code = (code & 0x807FFFFF) | (subnormal ? 0 : field << 23);
    }
    return format == &trainer_fp32 ? code : code >> 16;
}

static void fill(matrix *m, const trainer_format *format, int kind, uint64_t stream, size_t rows, size_t columns,
                 bool transposed)
{
    const uint32_t nan = format == &trainer_fp32 ? 0x7FC00000 : 0x7FC0;
    m->row = transposed ? 1 : columns;
    m->column = transposed ? rows : 1;
    for (size_t i = 0; i < AROUND + LARGEST + AROUND; i++) {
        trainer_store_code(format, m->bytes, i, nan);
    }
    for (size_t i = 0; i < rows * columns; i++) {
        const size_t at = AROUND + i / columns * m->row + i % columns * m->column;
        trainer_store_code(format, m->bytes, at, draw(format, kind, stream, i));
    }
}

static const uint8_t *first(const matrix *m, const trainer_format *format)
{
    return m->bytes + trainer_codes_bytes(format, AROUND);
}

/* ---- The definitions: what a link adds to the sum ---------------------------------------------------------------- */

typedef struct {
    const char *name;
    const trainer_kernels *kernels;
    size_t elements; /* number of k in a link */
    /* `factor` is x[0], x[1], y[0], y[1] as codes of the operands' format; x[1] and y[1] are unused if elements is 1.
     * `sum` and the result are FP32 codes. */
    uint64_t (*link)(ref_bracket_t *b, const trainer_format *accumulator, const uint32_t factor[4], uint64_t sum);
} definition;

static ref_operand fp32(uint64_t code)
{
    return (ref_operand){ref_format_find("fp32"), code};
}

static ref_operand bf16(uint64_t code)
{
    return (ref_operand){ref_format_find("bf16"), code};
}

/* An FP32 code rounded to the accumulator's format and widened. The FP8 formats saturate. */
static uint64_t narrowed(ref_bracket_t *b, const trainer_format *accumulator, uint64_t code)
{
    const bool saturates = ref_format_find(accumulator->name)->width == 8;
    const ref_policy policy = {.overflow = saturates ? REF_SATURATE_FINITE : REF_OVERFLOW_NONE};
    const ref_format *narrow = ref_format_find(trainer_format_name(accumulator));
    const ref_operand wide = fp32(code);
    ref_bracket(b, REF_CONVERT, narrow, &wide, false);
    const ref_operand stored = {narrow, ref_choose(b, &policy).code};
    ref_bracket(b, REF_CONVERT, wide.format, &stored, false);
    return ref_choose(b, &policy).code;
}

/* One fused multiply-add to nearest even, and a second rounding to a narrow accumulator. */
static uint64_t fma_link(ref_bracket_t *b, const trainer_format *accumulator, const uint32_t factor[4], uint64_t sum)
{
    const ref_policy nearest = {0};
    ref_bracket(b, REF_FMA, ref_format_find("fp32"), (ref_operand[]){fp32(factor[0]), fp32(factor[2]), fp32(sum)},
                false);
    sum = ref_choose(b, &nearest).code;
    return accumulator == &trainer_fp32 ? sum : narrowed(b, accumulator, sum);
}

/* VDPBF16PS: the odd element's fused multiply-add first, then the even one's. Subnormal operands and tiny results
 * become zeros. */
static uint64_t vdpbf16ps_link(ref_bracket_t *b, const trainer_format *accumulator, const uint32_t factor[4],
                               uint64_t sum)
{
    const ref_policy flushing = {.flush = REF_FLUSH_RESULTS};
    (void)accumulator;
    for (int i = 1; i >= 0; i--) {
        ref_bracket(b, REF_FMA, ref_format_find("fp32"),
                    (ref_operand[]){bf16(factor[i]), bf16(factor[2 + i]), fp32(sum)}, true);
        sum = ref_choose(b, &flushing).code;
    }
    return sum;
}

/* BFDOT's rounding: to odd, overflow gives infinity, subnormal operands and results become zeros. */
static uint64_t to_odd(ref_bracket_t *b, ref_op op, ref_operand x, ref_operand y)
{
    const ref_policy odd = {.rounding = REF_TO_ODD, .tininess = REF_TININESS_BEFORE, .flush = REF_FLUSH_RESULTS};
    ref_bracket(b, op, ref_format_find("fp32"), (ref_operand[]){x, y}, true);
    const ref_result r = ref_choose(b, &odd);
    return (r.flags & REF_OVERFLOW) != 0 ? (r.code & 0x80000000) | 0x7F800000 : r.code;
}

/* BFDOT: both products, their sum, and its sum with the accumulator. */
static uint64_t bfdot_link(ref_bracket_t *b, const trainer_format *accumulator, const uint32_t factor[4], uint64_t sum)
{
    (void)accumulator;
    const uint64_t even = to_odd(b, REF_MUL, bf16(factor[0]), bf16(factor[2]));
    const uint64_t odd = to_odd(b, REF_MUL, bf16(factor[1]), bf16(factor[3]));
    return to_odd(b, REF_ADD, fp32(sum), fp32(to_odd(b, REF_ADD, fp32(even), fp32(odd))));
}

/* An output: one chain from +0 in ascending k; an odd last k is paired with +0 in both operands. */
static uint64_t chain(ref_bracket_t *b, const definition *d, const trainer_format *accumulator, const matrix *left,
                      const matrix *right, size_t depth, size_t row, size_t column)
{
    const trainer_format *format = d->kernels->operand;
    uint64_t sum = 0;
    for (size_t k = 0; k < depth; k += d->elements) {
        uint32_t factor[4] = {0};
        for (size_t i = 0; i < d->elements && k + i < depth; i++) {
            factor[i] = trainer_load_code(format, left->bytes, AROUND + row * left->row + (k + i) * left->column);
            factor[2 + i] =
                trainer_load_code(format, right->bytes, AROUND + (k + i) * right->row + column * right->column);
        }
        sum = d->link(b, accumulator, factor, sum);
    }
    return sum;
}

/* ---- The comparison ---------------------------------------------------------------------------------------------- */

static uint64_t canonical(uint64_t code)
{
    return (code & 0x7FFFFFFF) > 0x7F800000 ? 0x7FC00000 : code; /* like every store */
}

static long compare(FILE *log, ref_bracket_t *b, const definition *d, const trainer_format *accumulator, shape s,
                    int kind, int layout, long long *comparisons)
{
    const trainer_format *format = d->kernels->operand;
    matrix left;
    matrix right;
    float out[LARGEST];
    _Alignas(64) uint8_t scratch[64 + LARGEST * sizeof(float)];
    fill(&left, format, kind, STREAM, s.rows, s.depth, layout % 2 != 0);
    fill(&right, format, kind, STREAM + 1, s.depth, s.columns, layout / 2 != 0);
    const product_task task = {
        .left = first(&left, format),
        .left_row = left.row,
        .left_depth = left.column,
        .right = first(&right, format),
        .right_depth = right.row,
        .right_column = right.column,
        .out = out,
        .rows = s.rows,
        .depth = s.depth,
        .columns = s.columns,
        .accumulator = accumulator,
        .scratch = scratch,
    };
    trainer_product(d->kernels, &task, 1);
    long failures = 0;
    for (size_t i = 0; i < s.rows * s.columns; i++, ++*comparisons) {
        const uint64_t expected =
            canonical(chain(b, d, accumulator, &left, &right, s.depth, i / s.columns, i % s.columns));
        const uint64_t found = canonical(hu_fp32_from_float(out[i]).code);
        if (found != expected && failures++ == 0) {
            fprintf(log,
                    "  %s, accumulator %s: %zu x %zu x %zu, layout %d, numbers %d: output %zu is %08" PRIx64
                    ", expected %08" PRIx64 "\n",
                    d->name, trainer_format_name(accumulator), s.rows, s.depth, s.columns, layout, kind, i, found,
                    expected);
        }
    }
    return failures;
}

/* The products of soft (with every accumulator), soft-vdpbf16ps and soft-bfdot, output by output. */
long check_trainer_definitions(void)
{
    static const definition definitions[] = {
        {"soft", &trainer_kernels_soft, 1, fma_link},
        {"soft-vdpbf16ps", &trainer_kernels_soft_vdpbf16ps, 2, vdpbf16ps_link},
        {"soft-bfdot", &trainer_kernels_soft_bfdot, 2, bfdot_link},
    };
    long long comparisons = 0;
    long failures = 0;
    ref_bracket_t b;
    ref_bracket_init(&b);
    for (size_t i = 0; i < sizeof definitions / sizeof *definitions; i++) {
        const definition *d = &definitions[i];
        const size_t accumulators = d->elements == 1 ? SIZE_MAX : 1; /* all, or FP32 */
        for (size_t a = 0; a < accumulators && checked_format(a) != NULL; a++) {
            for (int form = 0; form < SHAPES * KINDS * 4 && failures < CHECK_SHOWN; form++) {
                failures += compare(stderr, &b, d, checked_format(a), shapes[form / (KINDS * 4)], form / 4 % KINDS,
                                    form % 4, &comparisons);
            }
        }
    }
    ref_bracket_clear(&b);
    return check_end("trainer.definitions", comparisons, failures);
}
