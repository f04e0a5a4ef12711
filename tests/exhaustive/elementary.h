/* SPDX-License-Identifier: Apache-2.0
 *
 * elementary.h - exp and log of the trainer on arrays, as one source compiled for each way of computing: by formats/,
 * in plain C, and by AVX2 and FMA.
 */
#ifndef ELEMENTARY_H
#define ELEMENTARY_H

#include <stddef.h>

typedef struct {
    const char *name; /* NULL: this build does not have it */
    void (*exp)(const float *x, float *y, size_t count);
    void (*log)(const float *x, float *y, size_t count);
} elementary;

/* The last one needs the processor of TRAINER_PATH_AVX2. */
extern const elementary elementary_soft, elementary_portable, elementary_avx2;

#endif
