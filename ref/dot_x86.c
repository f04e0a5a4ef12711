/* SPDX-License-Identifier: Apache-2.0
 *
 * dot_x86.c - the dot products of x86, from the emulator Bochs: sums of FP32, in which subnormals count as zeros.
 */
#include "dot.h"

#include <assert.h>

ref_operand ref_dot_in_fp32(ref_dot_work *w, ref_op op, ref_operand x, ref_operand y, ref_operand z,
                            const ref_policy *policy)
{
    const ref_format *fp32 = ref_format_find("fp32");
    ref_bracket(&w->b, op, fp32, (ref_operand[]){x, y, z}, (policy->flush & REF_FLUSH_OPERANDS) != 0);
    return (ref_operand){fp32, ref_choose(&w->b, policy).code};
}

static const ref_policy flushing = {.nan = REF_X86_NAN, .flush = REF_FLUSH_OPERANDS | REF_FLUSH_RESULTS};

/* FP8 by way of FP16, whose subnormals are zeros; FP16 with its subnormals. */
static ref_operand in_fp32(ref_dot_work *w, const ref_format *f, uint64_t code)
{
    const ref_policy keeping = {.nan = REF_X86_NAN};
    ref_operand x = {f, code};
    if (f->width > 8) {
        return ref_dot_in_fp32(w, REF_CONVERT, x, x, x, &keeping);
    }
    const ref_format *fp16 = ref_format_find("fp16");
    ref_bracket(&w->b, REF_CONVERT, fp16, &x, false);
    x = (ref_operand){fp16, ref_choose(&w->b, &keeping).code};
    return ref_dot_in_fp32(w, REF_CONVERT, x, x, x, &flushing);
}

static ref_operand fused_in_fp32(ref_dot_work *w, uint64_t x, uint64_t y, ref_operand c)
{
    const ref_operand a = in_fp32(w, w->x, x);
    return ref_dot_in_fp32(w, REF_FMA, a, in_fp32(w, w->y, y), c, &flushing);
}

static ref_operand sum_in_fp32(ref_dot_work *w, ref_operand x, ref_operand y)
{
    return ref_dot_in_fp32(w, REF_ADD, x, y, y, &flushing);
}

static ref_operand product_in_fp32(ref_dot_work *w, uint64_t x, uint64_t y)
{
    const ref_operand a = in_fp32(w, w->x, x);
    const ref_operand b = in_fp32(w, w->y, y);
    return ref_dot_in_fp32(w, REF_MUL, a, b, b, &flushing);
}

static uint64_t even_odd(ref_dot_work *w, uint64_t c, const uint64_t *x, const uint64_t *y)
{
    ref_operand even = {w->result, 0};
    ref_operand odd = even;
    for (size_t i = 0; i < w->row->k; i += w->row->step) {
        if (w->row->step == 2) {
            even = fused_in_fp32(w, x[i], y[i], even);
            odd = fused_in_fp32(w, x[i + 1], y[i + 1], odd);
            continue;
        }
        const ref_operand p0 = product_in_fp32(w, x[i], y[i]);
        even = sum_in_fp32(w, even, sum_in_fp32(w, p0, product_in_fp32(w, x[i + 1], y[i + 1])));
        const ref_operand p2 = product_in_fp32(w, x[i + 2], y[i + 2]);
        odd = sum_in_fp32(w, odd, sum_in_fp32(w, p2, product_in_fp32(w, x[i + 3], y[i + 3])));
    }
    return sum_in_fp32(w, (ref_operand){w->result, c}, sum_in_fp32(w, even, odd)).code;
}

uint64_t ref_dot_x86(ref_dot_work *w, uint64_t c, const uint64_t *x, const uint64_t *y)
{
    if (w->row->rule == ODD_FIRST) {
        return fused_in_fp32(w, x[0], y[0], fused_in_fp32(w, x[1], y[1], (ref_operand){w->result, c})).code;
    }
    assert(w->row->rule == EVEN_ODD);
    return even_odd(w, c, x, y);
}
