/* SPDX-License-Identifier: Apache-2.0
 *
 * The loop over an array by kernels, a span or a chunk at a time.
 */
#include "process.h"

#include <string.h>

/* Elements first .. first + n - 1 without their gaps. */
static void gather(const hu_array_operand *x, size_t size, size_t first, size_t n, char *out)
{
    if (x->stride == (ptrdiff_t)size) {
        memcpy(out, array_operand_at(x, first), n * size);
        return;
    }
    for (size_t i = 0; i < n; i++) {
        array_store(out + i * size, size, array_load(array_operand_at(x, first + i), size));
    }
}

static void scatter(const hu_array *x, size_t size, size_t first, size_t n, const char *codes)
{
    if (x->stride == (ptrdiff_t)size) {
        memcpy(array_result_at(x, first), codes, n * size);
        return;
    }
    for (size_t i = 0; i < n; i++) {
        array_store(array_result_at(x, first + i), size, array_load(codes + i * size, size));
    }
}

/* A chunk: operands as they are and as FP32 codes, with zeros up to a whole group; random words; and codes. Beside it,
 * the careful rounding, once a special element has asked for its plan. */
typedef struct {
    bool planned, is_careful; /* the second: there is one */
    array_rounding careful;
    char raw[HU_OPERANDS_MAX][ARRAY_CHUNK * sizeof(uint64_t)];
    uint32_t wide[HU_OPERANDS_MAX][ARRAY_CHUNK];
    uint32_t words[ARRAY_CHUNK];
    uint32_t codes[ARRAY_CHUNK];
} chunk;

static size_t whole_groups(size_t n)
{
    return (n + ARRAY_GROUP - 1) / ARRAY_GROUP * ARRAY_GROUP;
}

/* The random words of n elements from index on, NULL if none are needed. */
static const uint32_t *draw(const array_job *job, chunk *c, size_t index, size_t n)
{
    if (job->env->rounding < HU_STOCHASTIC_A) {
        return NULL;
    }
    array_words(job->kernels, job->options->seed, job->options->stream, job->options->first + index, c->words,
                whole_groups(n));
    return c->words;
}

static void note(const array_job *job, const array_seen *seen)
{
    job->env->flags |= (seen->invalid != 0 ? (uint32_t)HU_INVALID : 0) |
                       (seen->overflow != 0 ? (uint32_t)HU_OVERFLOW | HU_INEXACT : 0) |
                       (seen->underflow != 0 ? (uint32_t)HU_UNDERFLOW : 0) |
                       (seen->inexact != 0 ? (uint32_t)HU_INEXACT : 0);
    if (job->counts != NULL) {
        job->counts->invalid += seen->invalid;
        job->counts->overflow += seen->overflow;
        job->counts->underflow += seen->underflow;
        job->counts->inexact += seen->inexact;
        job->counts->flushed += seen->flushed;
    }
}

/* Operand k of the chunk without its gaps. The last ones of a group are zeros: a format that the kernels take has
 * one. */
static const void *pack(const array_job *job, chunk *c, int k, size_t first, size_t n)
{
    const hu_array_operand *x = &job->operand[k];
    const size_t size = hu_array_element_size(x->format);
    gather(x, size, first, n, c->raw[k]);
    memset(c->raw[k] + n * size, 0, (whole_groups(n) - n) * size);
    return c->raw[k];
}

/* The rounding that knows infinities and NaNs, or NULL. It takes six scalar conversions to plan. */
static const array_rounding *careful_rounding(const array_job *job, chunk *c)
{
    if (!c->planned) {
        c->planned = true;
        c->careful = job->rounding;
        c->is_careful = job->operation == HU_OP_CONVERT && !job->to_fp32 &&
                        array_plan_specials(job->result.format, job->operand[0].format, job->env, &c->careful);
    }
    return c->is_careful ? &c->careful : NULL;
}

/* Operand k, from whole groups without gaps, as FP32 codes. */
static const void *widen(const array_job *job, chunk *c, int k, bool careful, const void *codes, size_t n,
                         array_seen *seen)
{
    array_widening w;
    switch (job->source[k].kind) {
    case SOURCE_FP32:
        return codes;
    case SOURCE_FP64:
        job->kernels->narrow(codes, c->wide[k], n);
        break;
    case SOURCE_NARROW:
        w = job->source[k].widening;
        w.careful = careful;
        w.fp16 = w.fp16 && !careful;
        job->kernels->widen(&w, codes, c->wide[k], n, seen);
        break;
    }
    return c->wide[k];
}

/* The FP32 codes to be rounded, from whole groups of operands without gaps. */
static const void *prepare(const array_job *job, chunk *c, bool careful, const void *const *codes, size_t n,
                           array_seen *seen)
{
    const void *x[HU_OPERANDS_MAX] = {NULL};
    for (int k = 0; k < job->arity; k++) {
        x[k] = widen(job, c, k, careful, codes[k], n, seen);
    }
    if (job->operation == HU_OP_CONVERT) {
        return x[0];
    }
    job->kernels->combine(job->combination, job->exact, job->env->rounding == HU_DOWN, x[0], x[1], x[2], c->wide[0], n);
    return c->wide[0];
}

static bool is_special(const array_rounding *r, uint32_t x)
{
    return (x & FP32_MAGNITUDE) > FP32_LARGEST || (x >> 31 != 0 && r->no_sign != 0);
}

/* Special elements by the scalar functions, the same operands once: their codes into the chunk. No random bits matter
 * to an infinity or a NaN, but they do to a number that is special for another reason. */
static void replace_specials(const array_job *job, chunk *c, const uint8_t *special, size_t first, size_t n)
{
    const size_t size = hu_array_element_size(job->result.format);
    for (size_t i = 0; i < n; i++) {
        if (special[i] != 0) {
            hu_number x[HU_OPERANDS_MAX] = {{0}};
            for (int k = 0; k < job->arity; k++) {
                const hu_format *f = job->operand[k].format;
                const size_t x_size = hu_array_element_size(f);
                x[k] = (hu_number){f, array_load(c->raw[k] + i * x_size, x_size)};
            }
            array_store((char *)c->codes + i * size, size, array_element(job, x, first + i));
        }
    }
}

/* The same numbers with zeros in place of special ones. */
static const uint32_t *without_specials(const array_job *job, chunk *c, const void *wide, uint8_t *special, size_t n)
{
    for (size_t i = 0; i < whole_groups(n); i++) {
        const uint32_t x = (uint32_t)array_load((const char *)wide + 4 * i, 4);
        special[i] = is_special(&job->rounding, x);
        c->wide[0][i] = special[i] != 0 ? 0 : x;
    }
    return c->wide[0];
}

/* Elements first .. first + n - 1, at most a chunk, through buffers: for any stride, in place, with special
 * elements. */
static void process_chunk(const array_job *job, chunk *c, size_t first, size_t n)
{
    const size_t all = whole_groups(n);
    const uint32_t *words = draw(job, c, first, n);
    uint8_t special[ARRAY_CHUNK];
    array_seen seen = {0};
    const void *codes[HU_OPERANDS_MAX] = {NULL};
    for (int k = 0; k < job->arity; k++) {
        codes[k] = pack(job, c, k, first, n);
    }
    const void *wide = prepare(job, c, false, codes, all, &seen);
    if (!job->to_fp32) {
        job->kernels->round(&job->rounding, wide, words, c->codes, all, &seen);
    }
    const array_rounding *careful = seen.top > FP32_LARGEST ? careful_rounding(job, c) : NULL;
    if (careful != NULL) {
        wide = prepare(job, c, true, codes, all, &seen);
        job->kernels->round(careful, wide, words, c->codes, all, &seen);
    }
    const bool any = seen.top > FP32_LARGEST;
    if (any) {
        wide = without_specials(job, c, wide, special, n);
    }
    if (job->to_fp32) {
        memcpy(c->codes, wide, n * sizeof c->codes[0]);
    } else {
        if (any) {
            job->kernels->round(&job->rounding, wide, words, c->codes, all, &seen);
        }
        note(job, &seen);
    }
    if (any) {
        replace_specials(job, c, special, first, n);
    }
    scatter(&job->result, hu_array_element_size(job->result.format), first, n, (const char *)c->codes);
}

/* Whole groups without gaps go from memory to memory; with a buffer, a chunk at most. False if an element is
 * special and r does not know it: then nothing is noted. */
static bool process_direct(const array_job *job, chunk *c, const array_rounding *r, size_t first, size_t n)
{
    const void *x[HU_OPERANDS_MAX] = {NULL};
    void *codes = array_result_at(&job->result, first);
    array_seen seen = {0};
    for (int k = 0; k < job->arity; k++) {
        x[k] = array_operand_at(&job->operand[k], first);
    }
    if (job->to_fp32) {
        job->kernels->widen(&job->source[0].widening, x[0], codes, n, &seen);
    } else {
        const void *wide = prepare(job, c, r->careful, x, n, &seen);
        job->kernels->round(r, wide, draw(job, c, first, n), codes, n, &seen);
    }
    if (seen.top > FP32_LARGEST) {
        return false;
    }
    note(job, &seen);
    return true;
}

static bool is_packed(const array_job *job)
{
    bool packed = !job->in_place && job->result.stride == (ptrdiff_t)hu_array_element_size(job->result.format);
    for (int k = 0; k < job->arity; k++) {
        packed = packed && job->operand[k].stride == (ptrdiff_t)hu_array_element_size(job->operand[k].format);
    }
    return packed;
}

static bool process_carefully(const array_job *job, chunk *c, size_t first, size_t n)
{
    if (process_direct(job, c, &job->rounding, first, n)) {
        return true;
    }
    const array_rounding *careful = careful_rounding(job, c);
    return careful != NULL && process_direct(job, c, careful, first, n);
}

/* Elements first .. first + n - 1, a chunk at a time. */
static void process_chunks(const array_job *job, chunk *c, size_t first, size_t n, bool direct)
{
    for (size_t done = 0; done < n;) {
        const size_t rest = n - done;
        const size_t here = rest < ARRAY_CHUNK ? rest : ARRAY_CHUNK;
        const size_t whole = here / ARRAY_GROUP * ARRAY_GROUP;
        if (direct && whole != 0 && process_carefully(job, c, first + done, whole)) {
            done += whole;
        } else {
            process_chunk(job, c, first + done, here);
            done += here;
        }
    }
}

/* Long spans first: a special element costs a second look at its span, in chunks, and a third at its chunk. */
void array_process(const array_job *job)
{
    chunk c;
    c.planned = false;
    const bool direct = is_packed(job);
    const bool buffers = job->operation != HU_OP_CONVERT || !(job->to_fp32 || job->source[0].kind == SOURCE_FP32) ||
                         job->env->rounding >= HU_STOCHASTIC_A;
    const bool spans = direct && !buffers;
    const uint64_t state = job->kernels->enter != NULL ? job->kernels->enter() : 0;
    for (size_t first = 0; first < job->count;) {
        const size_t rest = job->count - first;
        const size_t n = rest < ARRAY_SPAN ? rest : ARRAY_SPAN;
        const size_t whole = n / ARRAY_GROUP * ARRAY_GROUP;
        if (spans && whole > ARRAY_CHUNK && process_carefully(job, &c, first, whole)) {
            first += whole;
        } else {
            process_chunks(job, &c, first, n, direct);
            first += n;
        }
    }
    if (job->kernels->leave != NULL) {
        job->kernels->leave(state);
    }
}
