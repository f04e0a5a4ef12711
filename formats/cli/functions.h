/* SPDX-License-Identifier: Apache-2.0
 *
 * Functions by their names, in Berkeley TestFloat's grammar, extended by formats and operations:
 *
 *     OPERANDS _ OPERATION [_to_FORMAT]        f16_add   e4m3_mulAdd   e4m3_e4m3_f32_mulAdd e4m3_e4m3_f32_mulAdd_to_f16
 *     TYPE _to_ TYPE                           f32_to_e5m2fnuz   i32_to_f16   f16_to_ui64_r_minMag
 *
 * OPERANDS is one format, of all operands, or one for each of them. The result is of the last operand's format, or of
 * the one after _to_. Integer types are i32, i64, ui32 and ui64.
 */
#ifndef FUNCTIONS_H
#define FUNCTIONS_H

#include "halfulp.h"

typedef enum { TYPE_FLOAT, TYPE_SIGNED, TYPE_UNSIGNED, TYPE_BOOLEAN, TYPE_CLASS } type_kind;

/* What a column of a vector holds. A code is an integer of `bits` bits; signed integers are in two's complement. */
typedef struct {
    type_kind kind;
    int bits;
    int digits;       /* hexadecimal digits of its text                        */
    hu_format format; /* of TYPE_FLOAT                                         */
} type;

enum { OPERANDS_MAX = 3 };

typedef enum {
    OPERATION_CONVERT,
    OPERATION_ADD,
    OPERATION_SUB,
    OPERATION_MUL,
    OPERATION_DIV,
    OPERATION_REM,
    OPERATION_SQRT,
    OPERATION_MUL_ADD,
    OPERATION_ROUND_TO_INT,
    OPERATION_EQ,
    OPERATION_LE,
    OPERATION_LT,
    OPERATION_EQ_SIGNALING,
    OPERATION_LE_QUIET,
    OPERATION_LT_QUIET,
    OPERATION_MINIMUM,
    OPERATION_MAXIMUM,
    OPERATION_MINIMUM_NUMBER,
    OPERATION_MAXIMUM_NUMBER,
    OPERATION_NEXT_UP,
    OPERATION_NEXT_DOWN,
    OPERATION_SCALE_B,
    OPERATION_LOG_B,
    OPERATION_TOTAL_ORDER,
    OPERATION_CLASS
} operation;

typedef struct {
    operation operation;
    int arity;
    type operand[OPERANDS_MAX];
    type result;
    bool exact;          /* rounding to an integer raises inexact       */
    bool rounding_fixed; /* by its name, f16_to_i32_r_minMag, to:       */
    hu_rounding rounding;
    bool uses_rounding; /* does the rounding direction matter, and ... */
    bool uses_tininess; /* ... the way in which tininess is detected   */
    bool rounds_to_integer;
} function;

/* A type by its name, integers included; false for any other name. */
bool type_parse(const char *name, type *result);

/* A function by its name, or fail, saying what is wrong with the name. */
void function_parse(const char *name, function *result);

/* The result of the function for codes in range of its operands. Flags are raised in *env. */
uint64_t function_apply(const function *f, const uint64_t operands[OPERANDS_MAX], hu_env *env);

/* Does the code stand for a NaN? */
bool type_is_nan(const type *t, uint64_t code);

#endif
