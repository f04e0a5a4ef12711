/* SPDX-License-Identifier: Apache-2.0
 *
 * The results of a function for all operands. See results.h.
 */
#include "results.h"

#include <string.h>

#include "halfulp_array.h"

static size_t bytes_of(const type *t)
{
    return t->bits <= 8 ? 1 : t->bits <= 16 ? 2 : t->bits <= 32 ? 4 : 8;
}

static uint8_t *put(uint8_t *to, uint64_t code, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++) {
        to[i] = (uint8_t)(code >> 8 * i & 0xFF);
    }
    return to + bytes;
}

void results_open(results *r, const function *f, const hu_env *env)
{
    r->f = f;
    r->env = *env;
    r->with_flags = f->flag_bits != 0;
    r->size = 0;
    for (int i = 0; i < f->result_count; i++) {
        r->size += bytes_of(&f->result[i]);
    }
}

/* ---- One by one -------------------------------------------------------------------------------------------------- */

static uint64_t canonical(const type *t, uint64_t code)
{
    return t->kind == HU_KIND_NUMBER && hu_format_is_nan(&t->format, code) ? t->format.canonical_nan : code;
}

static void apply_all(results *r, uint64_t first, unsigned from, unsigned count)
{
    const function *const f = r->f;
    uint64_t operands[OPERANDS_MAX] = {0};
    answer result;
    uint8_t *at = r->codes + from * r->size;
    for (unsigned i = from; i < from + count; i++) {
        uint64_t digits = first + i;
        for (int k = f->arity - 1; k >= 0; k--) {
            operands[k] = digits & (~UINT64_C(0) >> (64 - f->operand[k].bits));
            digits >>= f->operand[k].bits;
        }
        function_apply(f, operands, &r->env, &result);
        for (int k = 0; k < f->result_count; k++) {
            at = put(at, canonical(&f->result[k], result.code[k]), bytes_of(&f->result[k]));
        }
        r->flags[i] = (uint8_t)result.flags;
    }
}

/* ---- Conversions, as arrays -------------------------------------------------------------------------------------- */

/* Are arrays faster (halfulp_array.h, at its beginning), and every NaN canonical? */
static bool has_kernels(const results *r)
{
    const function *const f = r->f;
    const hu_format *const to = &f->result[0].format;
    return f->model == NULL && f->operation == HU_OP_CONVERT && f->operand[0].bits == 32 && f->result[0].bits <= 16 &&
           to->has_zero && r->env.nan == HU_CANONICAL_NAN && r->env.infinity_nan == HU_INFINITY_NAN_AS_INVALID;
}

/* True if each flag was raised by all of the elements or by none; *flags is then that of each. */
static bool are_alike(const hu_array_counts *counts, uint64_t count, uint8_t *flags)
{
    const uint64_t raised[] = {counts->inexact, counts->underflow, counts->overflow, counts->divide_by_zero,
                               counts->invalid};
    *flags = 0;
    for (unsigned i = 0; i < 5; i++) {
        if (raised[i] != 0 && raised[i] != count) {
            return false;
        }
        *flags = (uint8_t)(*flags | (raised[i] != 0) << i);
    }
    return true;
}

/* An array has flags of all elements together, and counts. Where not all elements raise the same, halves of it are
 * converted again, down to a few, one by one. */
static void convert_all(results *r, uint64_t first, unsigned from, unsigned count, const uint32_t *x)
{
    enum { FEW = 32 };
    const hu_format *const to = &r->f->result[0].format;
    hu_array_counts counts = {0};
    const hu_array_options options = {.counts = &counts, .no_flags = 1};
    uint8_t *const codes = r->codes + from * r->size;
    uint8_t flags;
    hu_array_convert(hu_array_of(to, codes), hu_array_operand_of(&r->f->operand[0].format, x + from), count, &r->env,
                     &options);
    if (are_alike(&counts, count, &flags) || !r->with_flags) {
        memset(r->flags + from, flags, count);
        for (size_t i = 0; r->size == 2 && i < count; i++) { /* from the machine's byte order */
            uint16_t code;
            memcpy(&code, codes + 2 * i, sizeof code);
            put(codes + 2 * i, code, sizeof code);
        }
    } else if (count <= FEW) {
        apply_all(r, first, from, count);
    } else {
        convert_all(r, first, from, count / 2, x);
        convert_all(r, first, from + count / 2, count - count / 2, x);
    }
}

void results_get(results *r, uint64_t first, unsigned count)
{
    uint32_t x[RESULTS_BLOCK];
    if (!has_kernels(r)) {
        apply_all(r, first, 0, count);
        return;
    }
    for (unsigned i = 0; i < count; i++) {
        x[i] = (uint32_t)(first + i);
    }
    convert_all(r, first, 0, count, x);
}
