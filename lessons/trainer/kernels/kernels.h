/* SPDX-License-Identifier: Apache-2.0
 *
 * The arithmetic of training: a table of functions per path. One source, kernel_body.inc, compiled once per path:
 * soft.c, portable.c, fp64.c, x86.c and arm.c include it after their own add, multiply, ..., encode. Matrix products,
 * which take nearly all the time, also have faster implementations: gemm.h.
 *
 * Kernels exchange values as float, which is only a 32-bit container that all paths agree on. Matrices are stored by
 * rows. No kernel allocates memory or knows about layers.
 */
#ifndef TRAINER_KERNELS_H
#define TRAINER_KERNELS_H

#include "halfulp.h"
#include "halfulp_array.h"
#include "tensor.h"

/* out[r][c] = chain over k of left(r, k) * right(k, c), where left(r, k) = left[r * left_row + k * left_depth] and
 * right(k, c) = right[k * right_depth + c * right_column]: a transposed operand needs no copy. One stride of each
 * operand is 1. */
typedef struct {
    const void *left, *right; /* float, or codes of a narrower format: trainer_kernels.operand */
    size_t left_row, left_depth, right_depth, right_column; /* in elements */
    float *out;                                             /* [rows][columns], overlaps nothing */
    size_t rows, depth, columns;
    const trainer_format *accumulator;
    void *scratch; /* trainer_product_scratch bytes, aligned to 64 */
} product_task;

typedef struct {
    const float *logits;   /* [rows][classes] */
    const uint8_t *labels; /* [rows] */
    size_t rows;           /* B, the batch */
    size_t classes;        /* at most TRAINER_CLASSES_MAX */
    float scale;           /* S * 2^-k */
    float *gradients;      /* [rows][classes]: (p - y) * (scale / B) */
    float *losses;         /* [rows], scratch */
    float loss;            /* out: the mean */
} softmax_task;

typedef struct {
    size_t count;
    const trainer_format *target_format, *gradient_format, *state_format;
    uint8_t *target;              /* codes: master weights, or weights without a master */
    uint8_t *compensation;        /* codes of target_format; only for Kahan */
    const uint8_t *gradients;     /* codes */
    uint8_t *moment_1, *moment_2; /* codes of state_format; only for Adam */
    trainer_optimizer optimizer;
    trainer_rounding rounding;
    float unscale; /* 2^k / S */
    float learning_rate;
    float beta_1_power, beta_2_power; /* Adam: beta^t of the last update; 1 at the start; updated */
    trainer_rounding state_rounding;
    uint64_t seed, first_random;    /* stochastic: element i draws (seed, STREAM_..., first_random + i) */
    trainer_statistics *statistics; /* or NULL */
} update_task;

/* What random bits are for: the stream argument of hu_random. The last is the first of one for each layer, the
 * gradients of its outputs. */
enum {
    STREAM_SPLIT = 1,
    STREAM_WEIGHTS,
    STREAM_ORDER,
    STREAM_UPDATE,
    STREAM_MOMENT_1,
    STREAM_MOMENT_2,
    STREAM_GRADIENTS,
    STREAM_LAYER_GRADIENTS
};

/* Values that are rounded stochastically: the i-th draws the low 32 bits of hu_random(seed, stream, first + i). */
typedef struct {
    uint64_t seed, stream, first;
} random_draws;

typedef struct gemm_kernel gemm_kernel; /* gemm.h */

typedef struct {
    const char *name;
    /* What `product` reads: FP32, to which the caller widens other formats; or the codes of FP16 or BF16. */
    const trainer_format *operand;
    const gemm_kernel *gemm; /* multiplies if the accumulator is FP32; NULL: `product` does */
    size_t grain;            /* multiplications that justify one more thread */
    /* Codes to values, exactly; and values to codes, to nearest even. NaNs become canonical. Saturation is for the FP8
     * formats only. */
    void (*decode)(const trainer_format *format, const void *codes, float *values, size_t count);
    void (*encode)(const trainer_format *format, hu_overflow overflow, const float *values, void *codes, size_t count);
    /* The same by HU_STOCHASTIC_A with 32 random bits. Not for FP32. */
    void (*encode_stochastic)(const trainer_format *format, hu_overflow overflow, const float *values,
                              random_draws draws, void *codes, size_t count);
    /* The same to nearest even, without saturation. Then, in each row whose codes are finite, the largest of the values
     * (the first of several) becomes minus the sum of the others in ascending order, as their codes have them. */
    void (*encode_balanced)(const trainer_format *format, const float *values, void *codes, size_t rows,
                            size_t columns);
    /* In one thread. An FP32 right operand lies by rows, right_column 1 and right_depth columns: trainer_product sees
     * to that. */
    void (*product)(const product_task *task);
    /* values[r][c] + bias[c], rounded to the accumulator's format, in place. */
    void (*add_bias)(float *values, const float *bias, size_t rows, size_t columns, const trainer_format *accumulator);
    /* values[0][c] = sum over r, by folding; the other rows are scratch afterwards. */
    void (*sum_rows)(float *values, size_t rows, size_t columns, const trainer_format *accumulator);
    void (*softmax)(softmax_task *task);
    void (*update)(update_task *task);
    /* FP32 numbers where they are stored: makes their NaNs canonical. Returns whether all are finite. */
    bool (*settle)(float *values, size_t count);
    /* The larger of `so_far` and the finite magnitudes among the values. */
    float (*largest)(float so_far, const float *values, size_t count);
    /* Counts values before rounding, and what rounding to codes (widened in `after`) did to them; and if `binades`,
     * their binades. */
    void (*observe)(trainer_histogram *h, bool binades, const float *before, const float *after, size_t count);
} trainer_kernels;

/* Multiplications that take about 300 microseconds: many times the cost of waking a thread on an idle machine, and
 * enough on a busy one, where a product waits for a thread that waits for a core. */
enum { GRAIN_SOFT = 1 << 11, GRAIN_PORTABLE = 1 << 16, GRAIN_FP64 = 1 << 18, GRAIN_VECTORS = 1 << 23 };

/* NULL where this build or this machine does not have the path. paths.c. */
const trainer_kernels *trainer_find_kernels(trainer_path path);

/* Does this machine have the configuration's path, and does the path take its formats? As trainer_config_valid, of
 * which it is a part. paths.c. */
bool trainer_path_valid(const trainer_config *config, char error[TRAINER_ERROR_SIZE]);

/* The product, its rows divided among at most `threads`, 1 or more, for which its scratch was sized. One thread
 * computes an output from its first link to its last. product.c. */
void trainer_product(const trainer_kernels *kernels, const product_task *task, int threads);

/* Calls part(context, i) for each i below `parts`, each in a thread of its own. product.c. */
void trainer_in_threads(size_t parts, void (*part)(const void *context, size_t index), const void *context);

/* Bytes of scratch for any product of at most this size by at most `threads`, 1 or more. */
size_t trainer_product_scratch(const trainer_kernels *kernels, const trainer_format *accumulator, size_t rows,
                               size_t depth, size_t columns, int threads);

/* Products of BF16 pairs, by the models of formats/. soft_bf16.c. */
void soft_product_vdpbf16ps(const product_task *task);
void soft_product_bfdot(const product_task *task);

extern const trainer_kernels trainer_kernels_soft, trainer_kernels_soft_vdpbf16ps, trainer_kernels_soft_bfdot;
extern const trainer_kernels trainer_kernels_portable, trainer_kernels_fp64;

/* If the name is NULL, this build does not have them. */
extern const trainer_kernels trainer_kernels_avx2, trainer_kernels_avx512, trainer_kernels_f16c;
extern const trainer_kernels trainer_kernels_vdpbf16ps, trainer_kernels_neon, trainer_kernels_bfdot;

#endif
