/* SPDX-License-Identifier: Apache-2.0
 *
 * The public functions: checks, and a plan for the kernels or for the scalar functions.
 */
#include "process.h"

#include "value.h"

#include <string.h>

size_t hu_array_element_size(const hu_format *format)
{
    const int width = hu_width(format);
    return width <= 8 ? 1 : width <= 16 ? 2 : width <= 32 ? 4 : 8;
}

/* ---- Checks ------------------------------------------------------------------------------------------------------ */

/* The bytes from the first to behind the last that an array takes. */
typedef struct {
    uintptr_t begin, end;
} extent;

static extent array_extent(const void *data, size_t size, ptrdiff_t stride, size_t count)
{
    const uintptr_t last = (uintptr_t)data + (uintptr_t)stride * (count - 1); /* modulo 2^64 if it is negative */
    const uintptr_t first = stride < 0 ? last : (uintptr_t)data;
    return (extent){first, (stride < 0 ? (uintptr_t)data : last) + size};
}

static bool is_overlap(extent x, extent y)
{
    return x.begin < y.end && y.begin < x.end;
}

/* NULL formats are the callers' too. */
static hu_status check_format(const hu_format *f, bool arithmetic)
{
    if (f == NULL) {
        return HU_STATUS_POINTER;
    }
    if (hu_format_error(f) != NULL) {
        return HU_STATUS_FORMAT;
    }
    return arithmetic && hu_precision(f) > 24 ? HU_STATUS_PRECISION : HU_STATUS_GOOD;
}

static hu_status check_formats(const hu_operation_info *info, const hu_format *to, const hu_array_operand *operands)
{
    const bool arithmetic = info->arithmetic != 0;
    hu_status status = check_format(to, arithmetic);
    for (int i = 0; i < info->arity && status == HU_STATUS_GOOD; i++) {
        status = check_format(operands[i].format, arithmetic);
        if (status == HU_STATUS_GOOD && info->same_format != 0 && !hu_same_format(to, operands[i].format)) {
            status = HU_STATUS_MIXED;
        }
    }
    return status;
}

static hu_status check_memory(array_job *job)
{
    const hu_array *to = &job->result;
    const size_t size = hu_array_element_size(to->format);
    if (job->count == 0) {
        return HU_STATUS_GOOD;
    }
    if (to->data == NULL) {
        return HU_STATUS_POINTER;
    }
    const extent written = array_extent(to->data, size, to->stride, job->count);
    for (int i = 0; i < job->arity; i++) {
        const hu_array_operand *x = &job->operand[i];
        const size_t x_size = hu_array_element_size(x->format);
        if (x->data == NULL) {
            return HU_STATUS_POINTER;
        }
        if (!is_overlap(written, array_extent(x->data, x_size, x->stride, job->count))) {
            continue;
        }
        if (x->data != to->data || size > x_size || to->stride < (ptrdiff_t)size || to->stride > x->stride) {
            return HU_STATUS_OVERLAP;
        }
        job->in_place = true;
    }
    return HU_STATUS_GOOD;
}

static bool takes_numbers(const hu_operation_info *info)
{
    bool numbers = info->result == HU_KIND_NUMBER;
    for (int i = 0; i < info->arity; i++) {
        numbers = numbers && info->operand[i] == HU_KIND_NUMBER;
    }
    return numbers;
}

static bool is_known(const hu_array_options *options)
{
    uint32_t reserved = 0;
    for (size_t i = 0; i < sizeof options->reserved / sizeof options->reserved[0]; i++) {
        reserved |= options->reserved[i];
    }
    return reserved == 0 && options->no_flags <= 1 && options->path <= HU_ARRAY_NEON &&
           hu_array_path_name((hu_array_path)options->path) != NULL;
}

/* ---- The plan ---------------------------------------------------------------------------------------------------- */

static bool is_row(const hu_format *f, int exponent_bits, int fraction_bits, int bias)
{
    return f->exponent_bits == exponent_bits && f->fraction_bits == fraction_bits && f->bias == bias && f->has_sign &&
           f->has_zero && f->infinity == HU_INFINITY_TOP_EXPONENT;
}

/* Plans the kernels' work on each operand and on the result. False if the scalar functions must do it all. */
static bool plan_operands(array_job *job)
{
    for (int i = 0; i < job->arity; i++) {
        const hu_format *f = job->operand[i].format;
        array_source *source = &job->source[i];
        const bool convert = job->operation == HU_OP_CONVERT;
        if (convert && is_row(f, 8, 23, 127)) {
            source->kind = SOURCE_FP32;
        } else if (convert && is_row(f, 11, 52, 1023) && (job->env->flush & HU_FLUSH_OPERANDS) == 0) {
            source->kind = SOURCE_FP64;
        } else if (array_plan_widen(f, job->env, &source->widening)) {
            source->kind = SOURCE_NARROW;
        } else {
            return false;
        }
    }
    return true;
}

/* Subnormal numbers of BF16 are tiny in FP32, which matters if such results are flushed. */
static bool plan_fp32(array_job *job)
{
    job->to_fp32 = is_row(job->result.format, 8, 23, 127);
    return job->operation == HU_OP_CONVERT && job->source[0].kind == SOURCE_NARROW && job->to_fp32 &&
           (job->env->flush & HU_FLUSH_RESULTS) == 0;
}

static bool plan_result(array_job *job)
{
    static const array_combination combinations[] = {[HU_OP_ADD] = ARRAY_SUM,
                                                     [HU_OP_SUB] = ARRAY_DIFFERENCE,
                                                     [HU_OP_MUL] = ARRAY_PRODUCT,
                                                     [HU_OP_FMA] = ARRAY_PRODUCT_SUM};
    const hu_format *from = NULL;
    switch (job->operation) {
    case HU_OP_CONVERT:
        from = job->operand[0].format;
        break;
    case HU_OP_ADD:
    case HU_OP_SUB:
    case HU_OP_MUL:
    case HU_OP_FMA:
        if (job->kernels->combine == NULL) {
            return false;
        }
        job->combination = combinations[job->operation];
        break;
    default:
        return false;
    }
    if (!plan_operands(job)) {
        return false;
    }
    if (job->operation != HU_OP_CONVERT) {
        job->exact =
            array_plan_exact(job->combination, job->operand[0].format, job->operand[1].format, job->operand[2].format);
    }
    if (plan_fp32(job)) {
        return true;
    }
    array_rounding *r = &job->rounding;
    const bool good = array_plan_round(job->result.format, from, job->env, r);
    r->gathered = job->flags_wanted || job->counts != NULL;
    r->counted = job->counts != NULL;
    return good;
}

/* ---- The functions ----------------------------------------------------------------------------------------------- */

hu_status hu_array_apply(hu_operation operation, hu_array result, const hu_array_operand *operands, size_t count,
                         hu_env *env, const hu_array_options *options)
{
    static const hu_array_options defaults = {0};
    const hu_operation_info *info = hu_operation_describe(operation);
    if (info == NULL || !takes_numbers(info)) {
        return HU_STATUS_OPERATION;
    }
    if (operands == NULL || env == NULL) {
        return HU_STATUS_POINTER;
    }
    options = options != NULL ? options : &defaults;
    if (!is_known(options)) {
        return HU_STATUS_PATH;
    }
    hu_env own = *env;
    own.random = 0; /* not read, so not judged */
    if (hu_env_error(&own) != NULL) {
        return HU_STATUS_ENVIRONMENT;
    }
    own.flags = 0;
    hu_status status = check_formats(info, result.format, operands);
    if (status != HU_STATUS_GOOD) {
        return status;
    }
    array_job job = {.operation = operation,
                     .arity = info->arity,
                     .result = result,
                     .count = count,
                     .env = &own,
                     .options = options,
                     .flags_wanted = options->no_flags == 0,
                     .counts = options->counts,
                     .kernels = array_find_kernels((hu_array_path)options->path)};
    memcpy(job.operand, operands, (size_t)info->arity * sizeof operands[0]);
    status = check_memory(&job);
    if (status != HU_STATUS_GOOD) {
        return status;
    }
    if (count >= ARRAY_FEW && job.kernels != NULL && plan_result(&job)) {
        array_process(&job);
    } else {
        array_scalar(&job, 0, count);
    }
    env->flags |= options->no_flags == 0 ? own.flags : 0;
    return HU_STATUS_GOOD;
}

hu_status hu_array_convert(hu_array result, hu_array_operand x, size_t count, hu_env *env,
                           const hu_array_options *options)
{
    return hu_array_apply(HU_OP_CONVERT, result, &x, count, env, options);
}
