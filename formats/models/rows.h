/* SPDX-License-Identifier: Apache-2.0
 *
 * The rows of the table of models, in a file for each architecture (rows_x86.c, ...), put together by table.c.
 */
#ifndef HU_ROWS_H
#define HU_ROWS_H

#include "halfulp_models.h"
#include "table.h"
#include "value.h"

/* What a model is applied to; the codes are in range, and there is always somewhere to put flags. */
typedef struct {
    const uint64_t *x; /* operands */
    uint32_t groups;
    uint32_t control;
    uint32_t immediate;
    uint32_t *status;
} hu_model_call;

/* A function of halfulp_models.h in the shape that all have here. */
typedef void hu_model_function(const hu_model_call *call, uint64_t *result);

typedef struct {
    hu_model model;
    hu_model_function *apply;
} hu_model_row;

typedef struct {
    const hu_model_row *row;
    size_t count;
} hu_model_rows;

extern const hu_model_rows hu_model_rows_x86;
extern const hu_model_rows hu_model_rows_avx10;
extern const hu_model_rows hu_model_rows_arm;
extern const hu_model_rows hu_model_rows_riscv;
extern const hu_model_rows hu_model_rows_nvidia;

/* Codes as numbers. */
HU_INLINE hu_fp32 hu_row_fp32(uint64_t code)
{
    return (hu_fp32){(uint32_t)code};
}

HU_INLINE hu_fp16 hu_row_fp16(uint64_t code)
{
    return (hu_fp16){(uint16_t)code};
}

HU_INLINE hu_bf16 hu_row_bf16(uint64_t code)
{
    return (hu_bf16){(uint16_t)code};
}

HU_INLINE hu_e4m3 hu_row_e4m3(uint64_t code)
{
    return (hu_e4m3){(uint8_t)code};
}

HU_INLINE hu_e5m2 hu_row_e5m2(uint64_t code)
{
    return (hu_e5m2){(uint8_t)code};
}

#endif
