/* SPDX-License-Identifier: Apache-2.0
 *
 * The public functions on matrices: checks, and the blocks one after the other by the scalar functions, which is the
 * definition.
 */
#include "quantize.h"

/* ---- Checks ------------------------------------------------------------------------------------------------------ */

static bool is_known(const hu_block_options *options)
{
    uint32_t reserved = 0;
    for (size_t i = 0; i < sizeof options->reserved / sizeof options->reserved[0]; i++) {
        reserved |= options->reserved[i];
    }
    return reserved == 0 && options->no_flags <= 1 && options->path <= HU_ARRAY_NEON &&
           hu_array_path_name((hu_array_path)options->path) != NULL;
}

static hu_status check_call(const hu_block_recipe *recipe, const hu_env *env, const hu_block_options *options,
                            hu_env *own)
{
    if (hu_block_error(recipe) != NULL) {
        return HU_STATUS_RECIPE;
    }
    if (env == NULL) {
        return HU_STATUS_POINTER;
    }
    if (!is_known(options)) {
        return HU_STATUS_PATH;
    }
    *own = *env;
    own->random = 0; /* not read, so not judged */
    if (hu_env_error(own) != NULL || (options->random != NULL && own->random_bits > 8)) {
        return HU_STATUS_ENVIRONMENT;
    }
    own->flags = 0;
    own->overflow = recipe->element_overflow;
    return HU_STATUS_GOOD;
}

/* ---- T ----------------------------------------------------------------------------------------------------------- */

static uint32_t amax_of(const hu_block_recipe *recipe, const hu_block_matrix *x, size_t first, size_t rows)
{
    block_range range = {0};
    for (size_t i = first; i < first + rows; i++) {
        for (size_t j = 0; j < x->columns; j++) {
            block_range_take(recipe, &range, block_load32(block_at(x, i, j)));
        }
    }
    return range.amax;
}

hu_status hu_block_amax(const hu_block_recipe *recipe, hu_block_matrix x, void *amax)
{
    hu_block_shape shape;
    const hu_status status = hu_block_measure(recipe, x.rows, x.columns, &shape);
    if (status != HU_STATUS_GOOD || shape.scale_rows == 0) {
        return status;
    }
    if (x.data == NULL || amax == NULL) {
        return HU_STATUS_POINTER;
    }
    if (recipe->tensor_rows == 0) {
        block_store32(amax, amax_of(recipe, &x, 0, x.rows));
        return HU_STATUS_GOOD;
    }
    for (size_t i = 0; i < x.rows; i++) {
        block_store32((char *)amax + 4 * i, amax_of(recipe, &x, i, 1));
    }
    return HU_STATUS_GOOD;
}

/* The tensor scale number i, of all rows or of row i, which is stored. */
static block_tensor make_tensor(const block_job *job, const block_kernels *k, size_t i)
{
    const hu_block_recipe *r = job->plan.recipe;
    const bool one = r->tensor_rows == 0;
    if (r->tensor == HU_BLOCK_TENSOR_NONE) {
        return block_tensor_of(r, 0);
    }
    const size_t first = one ? 0 : i;
    const size_t rows = one ? job->x.rows : 1;
    uint32_t amax;
    if (job->options->amax != NULL) {
        amax = fp32_magnitude(block_load32((const char *)job->options->amax + 4 * i));
    } else if (!block_kernels_amax(k, first, rows, &amax)) {
        amax = amax_of(r, &job->x, first, rows);
    }
    const block_tensor t = block_tensor_of(r, amax);
    const uint32_t stored = r->tensor == HU_BLOCK_TENSOR_DECODE ? t.decode : amax > FP32_INF ? FP32_NAN : amax;
    block_store32((char *)job->data.tensor + 4 * i, stored);
    return t;
}

/* ---- A block by the scalar functions ----------------------------------------------------------------------------- */

static uint32_t random_of(const block_job *job, size_t row, size_t column)
{
    const hu_block_options *o = job->options;
    const uint64_t k = (uint64_t)row * job->x.columns + column;
    if (o->random != NULL) {
        return o->random[k] & (uint32_t)hu_ones((int)job->env->random_bits);
    }
    return hu_random_bits(o->seed, o->stream, o->first + k, job->env->random_bits);
}

/* The code of element (row, column). */
static uint32_t element(const block_job *job, const block_scale *scale, size_t row, size_t column, hu_env *env)
{
    if (env->rounding >= HU_STOCHASTIC_A) {
        env->random = random_of(job, row, column);
    }
    return block_element(&job->plan, scale, block_load32(block_at(&job->x, row, column)), env);
}

static void count_flags(const block_job *job, const block_scale *scale, uint32_t code, uint32_t flags)
{
    hu_array_counts *counts = job->options->counts;
    if (counts != NULL && flags != 0) {
        counts->invalid += (flags & HU_INVALID) != 0;
        counts->divide_by_zero += (flags & HU_DIVIDE_BY_ZERO) != 0;
        counts->overflow += (flags & HU_OVERFLOW) != 0;
        counts->underflow += (flags & HU_UNDERFLOW) != 0;
        counts->inexact += (flags & HU_INEXACT) != 0;
        counts->flushed += (flags & HU_INEXACT) != 0 && block_is_zero(&job->plan, code, scale->zero_point);
    }
}

static block_range range_of(const block_job *job, const block_place *place)
{
    block_range range = {0};
    for (size_t i = place->row; i < place->row_end; i++) {
        for (size_t j = place->column; j < place->column_end; j++) {
            block_range_take(job->plan.recipe, &range, block_load32(block_at(&job->x, i, j)));
        }
    }
    return range;
}

/* u of four over six, for an element with the value q. */
static uint32_t difference(const block_job *job, const block_scale *scale, const block_tensor *t, uint32_t q,
                           uint32_t x)
{
    const hu_block_recipe *r = job->plan.recipe;
    const uint32_t product = fp32_mul(q, scale->value);
    if (r->four_over_six >= HU_BLOCK_4OVER6_MAE_ENCODED) {
        return fp32_sub(product, fp32_mul(x, t->encode));
    }
    return fp32_sub(fp32_div(fp32_mul(product, t->amax), r->tensor_target), x);
}

/* The error of a block in four over six. */
static uint32_t error_of(const block_job *job, const block_place *place, const block_scale *scale,
                         const block_tensor *t)
{
    const uint32_t kind = job->plan.recipe->four_over_six;
    const bool squares = kind == HU_BLOCK_4OVER6_MSE || kind == HU_BLOCK_4OVER6_MSE_ENCODED;
    hu_env env = *job->env;
    uint32_t sum[32] = {0};
    for (size_t i = place->row; i < place->row_end; i++) {
        uint32_t *row = &sum[i - place->row];
        for (size_t j = place->column; j < place->column_end; j++) {
            const uint32_t q = block_value(&job->plan, element(job, scale, i, j, &env), 0);
            const uint32_t u = difference(job, scale, t, q, block_load32(block_at(&job->x, i, j)));
            *row = fp32_add(*row, squares ? fp32_mul(u, u) : fp32_magnitude(u));
        }
    }
    for (int half = 8; half != 0; half /= 2) {
        for (int i = 0; i < half; i++) {
            sum[i] = fp32_add(sum[i], sum[i + half]);
        }
    }
    return sum[0];
}

static block_scale choose_scale(const block_job *job, const block_place *place, const block_tensor *t)
{
    const block_range range = range_of(job, place);
    const block_scale six = block_scale_of(&job->plan, &range, t, false);
    if (job->plan.recipe->four_over_six == HU_BLOCK_4OVER6_NONE) {
        return six;
    }
    const block_scale four = block_scale_of(&job->plan, &range, t, true);
    const uint32_t error = error_of(job, place, &four, t);
    const uint32_t error_of_six = error_of(job, place, &six, t);
    return error < error_of_six && error_of_six <= FP32_INF ? four : six; /* errors have no sign */
}

void block_by_scalars(const block_job *job, const block_place *place, const block_tensor *t)
{
    const block_scale scale = choose_scale(job, place, t);
    block_store_scale(&job->plan, job->data.scales, place->number, scale.code);
    if (job->plan.recipe->zero_point != HU_BLOCK_ZERO_POINT_NONE) {
        block_store32((char *)job->data.zero_points + 4 * place->number, (uint32_t)scale.zero_point);
    }
    for (size_t i = place->row; i < place->row_end; i++) {
        uint8_t *codes = (uint8_t *)job->data.codes + i * job->x.columns;
        for (size_t j = place->column; j < place->column_end; j++) {
            hu_env env = *job->env;
            env.flags = 0;
            codes[j] = (uint8_t)element(job, &scale, i, j, &env);
            count_flags(job, &scale, codes[j], env.flags);
            job->env->flags |= env.flags;
        }
    }
}

/* ---- All blocks -------------------------------------------------------------------------------------------------- */

/* A row of blocks, of which the last one may be narrower. */
static void row_of_blocks(const block_job *job, const block_kernels *k, block_place place, const block_tensor *t)
{
    const size_t columns = job->x.columns;
    while (place.column < columns) {
        const size_t whole = (columns - place.column) / k->side;
        const size_t possible = whole < k->blocks ? whole : k->blocks;
        const size_t n = possible != 0 ? possible : 1;
        const size_t end = whole != 0 ? place.column + n * k->side : columns;
        place.column_end = end;
        if (k->blocks == 0 || end - place.column < BLOCK_STEP || !block_by_kernels(k, &place, n, t)) {
            for (; place.column < end; place.column = place.column_end, place.number++) {
                place.column_end = end - place.column < k->side ? end : place.column + k->side;
                block_by_scalars(job, &place, t);
            }
        } else {
            place.column = end;
            place.number += n;
        }
    }
}

static void all_blocks(const block_job *job, const hu_block_shape *shape)
{
    const hu_block_recipe *r = job->plan.recipe;
    const size_t rows = block_side(r->rows, job->x.rows);
    block_kernels k;
    block_kernels_plan(job, &k);
    const bool enter = k.kernels != NULL && k.kernels->enter != NULL;
    const uint64_t state = enter ? k.kernels->enter() : 0;
    block_tensor t = make_tensor(job, &k, 0);
    for (size_t i = 0; i < shape->scale_rows; i++) {
        block_place place = {.number = i * shape->scale_columns, .row = i * rows};
        place.row_end = job->x.rows - place.row < rows ? job->x.rows : place.row + rows;
        if (r->tensor_rows != 0 && i != 0) {
            t = make_tensor(job, &k, i);
        }
        row_of_blocks(job, &k, place, &t);
    }
    if (enter) {
        k.kernels->leave(state);
    }
}

hu_status hu_block_quantize(const hu_block_recipe *recipe, hu_block_matrix x, hu_block_data result, hu_env *env,
                            const hu_block_options *options)
{
    static const hu_block_options defaults = {0};
    hu_env own;
    hu_block_shape shape;
    options = options != NULL ? options : &defaults;
    hu_status status = check_call(recipe, env, options, &own);
    if (status != HU_STATUS_GOOD) {
        return status;
    }
    block_job job = {.x = x, .data = result, .env = &own, .options = options};
    block_plan_of(recipe, &job.plan);
    status = block_check_data(&job.plan, &x, &result, &shape);
    if (status != HU_STATUS_GOOD || shape.scale_rows == 0) {
        return status;
    }
    all_blocks(&job, &shape);
    env->flags |= options->no_flags == 0 ? own.flags : 0;
    return HU_STATUS_GOOD;
}

hu_status hu_block_dequantize(const hu_block_recipe *recipe, hu_block_data data, size_t rows, size_t columns, void *x)
{
    if (hu_block_error(recipe) != NULL) {
        return HU_STATUS_RECIPE;
    }
    block_plan plan;
    hu_block_shape shape;
    const hu_block_matrix out = hu_block_matrix_of(x, rows, columns);
    block_plan_of(recipe, &plan);
    const hu_status status = block_check_data(&plan, &out, &data, &shape);
    if (status != HU_STATUS_GOOD || shape.scale_rows == 0) {
        return status;
    }
    const size_t block_rows = block_side(recipe->rows, rows);
    const size_t block_columns = block_side(recipe->columns, columns);
    for (size_t i = 0; i < rows; i++) {
        uint32_t scale = 0;
        for (size_t j = 0; j < columns; j++) {
            const size_t number = i / block_rows * shape.scale_columns + j / block_columns;
            int32_t p = 0;
            if (j % block_columns == 0) {
                const size_t tensor = recipe->tensor_rows != 0 ? 4 * i : 0;
                scale = block_decoded_scale(&plan, block_load_scale(&plan, data.scales, number),
                                            shape.tensors != 0 ? block_load32((const char *)data.tensor + tensor) : 0);
            }
            if (recipe->zero_point != HU_BLOCK_ZERO_POINT_NONE) {
                p = (int32_t)block_load32((const char *)data.zero_points + 4 * number);
            }
            const size_t k = i * columns + j;
            block_store32((char *)x + 4 * k, fp32_mul(block_value(&plan, ((const uint8_t *)data.codes)[k], p), scale));
        }
    }
    return HU_STATUS_GOOD;
}
