/* SPDX-License-Identifier: Apache-2.0
 *
 * Arrays by the scalar functions, an element at a time: the definition, which the kernels are compared with, and which
 * they leave special elements to.
 */
#include "process.h"

#include "apply.h"
#include "value.h"

static bool is_zero(const hu_format *f, uint64_t code)
{
    return f->has_zero && hu_magnitude(f, code) == 0 && !hu_format_is_nan(f, code);
}

static void count_flags(const array_job *job, uint64_t code, uint32_t flags)
{
    hu_array_counts *counts = job->counts;
    if (counts != NULL && flags != 0) {
        counts->invalid += (flags & HU_INVALID) != 0;
        counts->divide_by_zero += (flags & HU_DIVIDE_BY_ZERO) != 0;
        counts->overflow += (flags & HU_OVERFLOW) != 0;
        counts->underflow += (flags & HU_UNDERFLOW) != 0;
        counts->inexact += (flags & HU_INEXACT) != 0;
        counts->flushed += (flags & HU_INEXACT) != 0 && is_zero(job->result.format, code);
    }
}

/* Element `index` of the whole array, from these operands. */
uint64_t array_element(const array_job *job, const hu_number *x, size_t index)
{
    const hu_array_options *options = job->options;
    hu_env own = *job->env;
    own.flags = 0;
    if (own.rounding >= HU_STOCHASTIC_A) {
        own.random = hu_random_bits(options->seed, options->stream, options->first + index, own.random_bits);
    }
    const uint64_t code = hu_apply_unchecked(job->operation, job->result.format, x, &own);
    count_flags(job, code, own.flags);
    job->env->flags |= own.flags;
    return code;
}

void array_scalar(const array_job *job, size_t first, size_t n)
{
    const size_t size = hu_array_element_size(job->result.format);
    for (size_t i = first; i < first + n; i++) {
        hu_number x[HU_OPERANDS_MAX] = {{0}};
        for (int k = 0; k < job->arity; k++) {
            const hu_format *f = job->operand[k].format;
            x[k] = (hu_number){f, array_load(array_operand_at(&job->operand[k], i), hu_array_element_size(f))};
        }
        array_store(array_result_at(&job->result, i), size, array_element(job, x, i));
    }
}
