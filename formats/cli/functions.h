/* SPDX-License-Identifier: Apache-2.0
 *
 * Functions by their names, in Berkeley TestFloat's grammar, extended by formats and operations:
 *
 *     OPERANDS _ OPERATION [_to_FORMAT]        f16_add   e4m3_mulAdd   e4m3_e4m3_f32_mulAdd e4m3_e4m3_f32_mulAdd_to_f16
 *     TYPE _to_ TYPE                           f32_to_e5m2fnuz   i32_to_f16   f16_to_ui64_r_minMag
 *
 * OPERANDS is one format, of all operands, or one for each of them. The result is of the last operand's format, or of
 * the one after _to_. Integer types are i32, i64, ui32 and ui64. The operations are those of halfulp_operations.h, by
 * their names there. A format may be a description (e5m3:inf=none,nan=top_mul): descriptions have no '_' in them.
 *
 * A model of halfulp_models.h is a function by its own name, x86_vdpbf16ps, with a column for each element of its
 * vectors.
 */
#ifndef FUNCTIONS_H
#define FUNCTIONS_H

#include "halfulp_models.h"

/* What a column of a vector holds: a code or an integer of `bits` bits. */
typedef struct {
    hu_kind kind;
    int bits;
    int digits;       /* hexadecimal digits of its text */
    hu_format format; /* of HU_KIND_NUMBER              */
} type;

enum { OPERANDS_MAX = HU_MODEL_CODES_MAX, RESULTS_MAX = HU_MODEL_RESULTS_MAX };

typedef struct {
    const hu_model *model;  /* NULL for an operation */
    hu_operation operation; /* what is applied: of two that differ in raising inexact, the one that `exact` says */
    int arity;              /* operand columns */
    type operand[OPERANDS_MAX];
    int result_count;
    type result[RESULTS_MAX];
    int flag_bits; /* of the column of flags; 0: there is none */
    int flag_digits;
    uint32_t control;    /* of a model that reads a register         */
    uint32_t immediate;  /* of a model that has one                  */
    bool exact;          /* rounding to an integer raises inexact       */
    bool rounding_fixed; /* by its name, f16_to_i32_r_minMag, to:       */
    hu_rounding rounding;
    bool uses_rounding; /* does the rounding direction matter, and ... */
    bool uses_tininess; /* ... the way in which tininess is detected   */
    bool rounds_to_integer;
} function;

/* What comes after the operands. */
typedef struct {
    uint64_t code[RESULTS_MAX];
    uint64_t flags; /* HU_INVALID and so on; of a model, the bits of its status register */
} answer;

/* The type of codes of a format. */
type number_type(const hu_format *format);

/* A type by its name, integers included; false for any other name. */
bool type_parse(const char *name, type *result);

/* Is it a signed or an unsigned integer type? */
bool type_is_integer(const type *t);
bool type_is_signed(const type *t);

/* An operation or conversion by its name, or fail, saying what is wrong with the name. `exact`: as if its name said
 * so. */
void function_parse(const char *name, bool exact, function *result);

/* The bits of all operands together. */
int function_operand_bits(const function *f);

/* Does FORMAT_operation name the operation? */
bool function_is_named(const hu_operation_info *info);

/* NULL if the function can be applied under those policies, or a sentence. */
const char *function_error(const function *f, const hu_env *env);

/* The answer of a function without error for codes in range of its operands. env: of an operation, its policies. */
void function_apply(const function *f, const uint64_t operands[OPERANDS_MAX], hu_env *env, answer *result);

/* Does the code stand for a NaN, and for a signaling one? */
bool type_is_nan(const type *t, uint64_t code);
bool type_is_signaling(const type *t, uint64_t code);

#endif
