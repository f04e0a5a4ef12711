/* SPDX-License-Identifier: Apache-2.0
 *
 * ptx.h - the library's result for an instruction of PTX, NVIDIA's virtual instruction set, by the instruction's
 * name: "cvt.rn.satfinite.e4m3x2.f32", "fma.rn.ftz.f32". The policies come from the preset "cuda"; the name adds the
 * rounding, flushing and clamping that it spells out. The functions of CUDA's headers are asked for in the same way:
 * "header.rn.nosat.e5m2.f64", "header.div.f16". On the GPU some of them are an instruction where the processor runs
 * C++.
 *
 * Elements of arrays are packed: 1, 2, 4 or 8 bytes each.
 */
#ifndef PTX_H
#define PTX_H

#include "halfulp.h"

enum { PTX_OPERANDS_MAX = 3 };

/* The last step, after rounding: .relu makes negative numbers zero; .sat clamps to [0, 1], NaN to 0. */
typedef enum { PTX_AS_IS, PTX_RELU, PTX_SATURATE } ptx_clamp;

typedef enum { PTX_ON_GPU, PTX_ON_HOST } ptx_place;

typedef struct {
    hu_operation operation;
    uint32_t arity;
    hu_kind to_kind, from_kind; /* number, or an integer            */
    const hu_format *to, *from; /* where the kind is a number       */
    hu_env env;                 /* preset and modifiers             */
    ptx_clamp clamp;
    bool is_header; /* a function of CUDA's headers     */
    ptx_place place;
} ptx_instruction;

/* False if the name is not understood. */
bool ptx_parse(const char *name, ptx_place place, ptx_instruction *instruction);

size_t ptx_operand_size(const ptx_instruction *instruction);
size_t ptx_result_size(const ptx_instruction *instruction);

/* results[i] = instruction(operands[0][i], ...) for i < count. TF32 stands in the upper bits of 32. `path` is that of
 * hu_array_options. */
void ptx_apply(const ptx_instruction *instruction, uint32_t path, size_t count, const void *const *operands,
               void *results);

/* An element of a packed array, 1, 2, 4 or 8 bytes. */
uint64_t ptx_get(const void *array, size_t size, size_t index);
void ptx_set(void *array, size_t size, size_t index, uint64_t code);

#endif
