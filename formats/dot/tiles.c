/* SPDX-License-Identifier: Apache-2.0
 *
 * Dot products of x86 beyond those of halfulp_models.h, as the emulator Bochs computes them: halfulp_dot.h.
 */
#include "dot.h"
#include "table.h"

static const hu_env flushing = {.nan = HU_X86_NAN, .flush = HU_FLUSH_OPERANDS | HU_FLUSH_RESULTS};

static hu_number fp32_of(const hu_format *f, uint64_t code)
{
    hu_env plain = {.nan = HU_X86_NAN};
    hu_env env = flushing;
    const hu_format *fp32 = &hu_table[ROW_FP32];
    if (hu_width(f) > 8) {
        return hu_convert(fp32, (hu_number){f, code}, &plain);
    }
    return hu_convert(fp32, hu_convert(&hu_table[ROW_FP16], (hu_number){f, code}, &plain), &env);
}

static hu_number fused(const hu_dot_model *m, const uint64_t *x, const uint64_t *y, size_t i, hu_number c)
{
    hu_env env = flushing;
    return hu_fma(&hu_table[ROW_FP32], fp32_of(m->x, x[i]), fp32_of(m->y, y[i]), c, &env);
}

static hu_number add(hu_number x, hu_number y)
{
    hu_env env = flushing;
    return hu_add(&hu_table[ROW_FP32], x, y, &env);
}

static hu_number product(const hu_dot_model *m, const uint64_t *x, const uint64_t *y, size_t i)
{
    hu_env env = flushing;
    return hu_mul(&hu_table[ROW_FP32], fp32_of(m->x, x[i]), fp32_of(m->y, y[i]), &env);
}

uint64_t hu_dot_odd_first(const hu_dot_model *m, uint64_t addend, const uint64_t *x, const uint64_t *y)
{
    return fused(m, x, y, 0, fused(m, x, y, 1, (hu_number){m->result, addend})).code;
}

uint64_t hu_dot_even_and_odd(const hu_dot_model *m, uint64_t addend, const uint64_t *x, const uint64_t *y)
{
    hu_number half[2] = {{m->result, 0}, {m->result, 0}};
    for (size_t i = 0; i < m->k; i += m->step) {
        for (size_t j = 0; j < 2; j++) {
            const size_t at = i + j * m->step / 2;
            half[j] = m->step == 2 ? fused(m, x, y, at, half[j])
                                   : add(half[j], add(product(m, x, y, at), product(m, x, y, at + 1)));
        }
    }
    return add((hu_number){m->result, addend}, add(half[0], half[1])).code;
}
