/* SPDX-License-Identifier: Apache-2.0
 *
 * onednn.h - oneDNN's product of square matrices by rows: FP32, or BF16 with FP32 results, where it does not refuse
 * that.
 */
#ifndef BENCH_ONEDNN_H
#define BENCH_ONEDNN_H

#include <stdbool.h>
#include <stddef.h>

typedef struct onednn_product onednn_product;

/* A product of [n][n] matrices; NULL, and why, if oneDNN is not there or refuses it on this processor. */
onednn_product *onednn_begin(size_t n, bool bf16, void *left, void *right, float *out, const char **why);

void onednn_run(void *product);

void onednn_end(onednn_product *product);

#endif
