/* SPDX-License-Identifier: Apache-2.0
 *
 * halfulp_operations.h - the operations of halfulp.h as data: a list with the name, the operands and the result of
 * each, and one function that checks its arguments and applies any of them. It serves programs that choose an operation
 * at run time: commands, tests, bindings. Implemented by apply.c, apply_checked.c. Included by halfulp.h.
 */
#ifndef HALFULP_OPERATIONS_H
#define HALFULP_OPERATIONS_H

#include "halfulp_env.h"
#include "halfulp_format.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The functions of halfulp.h. The values are fixed; new operations are added at the end. */
typedef enum {
    HU_OP_CONVERT,
    HU_OP_ADD,
    HU_OP_SUB,
    HU_OP_MUL,
    HU_OP_DIV,
    HU_OP_SQRT,
    HU_OP_FMA,
    HU_OP_REMAINDER,
    HU_OP_MINIMUM,
    HU_OP_MAXIMUM,
    HU_OP_MINIMUM_NUMBER,
    HU_OP_MAXIMUM_NUMBER,
    HU_OP_NEXT_UP,
    HU_OP_NEXT_DOWN,
    HU_OP_ROUND_TO_INTEGRAL,       /* `exact` false ... */
    HU_OP_ROUND_TO_INTEGRAL_EXACT, /* ... and true      */
    HU_OP_SCALE_B,
    HU_OP_LOG_B,
    HU_OP_COMPARE_QUIET,     /* the relation ...                                 */
    HU_OP_COMPARE_SIGNALING, /* ... and the questions about it: less, equal, ... */
    HU_OP_EQUAL_QUIET,
    HU_OP_LESS_QUIET,
    HU_OP_LESS_EQUAL_QUIET,
    HU_OP_EQUAL_SIGNALING,
    HU_OP_LESS_SIGNALING,
    HU_OP_LESS_EQUAL_SIGNALING,
    HU_OP_TOTAL_ORDER,
    HU_OP_CLASS,
    HU_OP_TO_INT32, /* `exact` false ... */
    HU_OP_TO_INT64,
    HU_OP_TO_UINT32,
    HU_OP_TO_UINT64,
    HU_OP_TO_INT32_EXACT, /* ... and true */
    HU_OP_TO_INT64_EXACT,
    HU_OP_TO_UINT32_EXACT,
    HU_OP_TO_UINT64_EXACT,
    HU_OP_FROM_INT32,
    HU_OP_FROM_INT64,
    HU_OP_FROM_UINT32,
    HU_OP_FROM_UINT64
} hu_operation;

enum { HU_OPERATIONS = HU_OP_FROM_UINT64 + 1, HU_OPERANDS_MAX = 3 };

/* The kind of an operand or a result. All kinds but HU_KIND_NUMBER hold an integer in the code, and their format is
 * NULL. */
typedef enum {
    HU_KIND_NUMBER,
    HU_KIND_INT32, /* two's complement in 32 bits */
    HU_KIND_INT64,
    HU_KIND_UINT32,
    HU_KIND_UINT64,
    HU_KIND_BOOLEAN,  /* 0 or 1                                                   */
    HU_KIND_RELATION, /* hu_relation + 1: 0 less, 1 equal, 2 greater, 3 unordered */
    HU_KIND_CLASS     /* hu_class                                                 */
} hu_kind;

typedef struct {
    const char *name; /* Berkeley TestFloat's name if it has one: "add", "mulAdd", "le_quiet", "nextUp" */
    const char *text; /* for people: "x * y + z"                                                        */
    uint8_t arity;    /* operands: 1 to 3                                                               */
    uint8_t operand[HU_OPERANDS_MAX]; /* hu_kind of each                                                             */
    uint8_t result;                   /* hu_kind                                                                     */
    uint8_t same_format;              /* 1: operands and result have the same format                                 */
    uint8_t arithmetic;               /* 1: operands and result have at most 24 bits of precision                    */
    uint8_t rounds;                   /* 1: env->rounding matters even if `to` and the operands have the same format */
} hu_operation_info;

/* The description of an operation; NULL if there is none with that number. */
HU_API const hu_operation_info *hu_operation_describe(hu_operation operation);

/* The operation of that name, or -1. Names are case-sensitive. */
HU_API int hu_operation_find(const char *name);

/* The outcome of a checked call. */
typedef enum {
    HU_STATUS_GOOD,
    HU_STATUS_OPERATION,   /* there is no operation with that number                                          */
    HU_STATUS_POINTER,     /* a pointer that must not be NULL is NULL                                         */
    HU_STATUS_FORMAT,      /* hu_format_error refuses a format                                                */
    HU_STATUS_CODE,        /* a code or an integer has bits above its width                                   */
    HU_STATUS_ENVIRONMENT, /* hu_env_error refuses the environment                                            */
    HU_STATUS_PRECISION,   /* arithmetic in a format of more than 24 bits of precision                        */
    HU_STATUS_MIXED,       /* the operation takes a single format only                                        */
    HU_STATUS_TEXT,        /* hu_parse refuses the text, or there is no such style of text (halfulp_flat.h)   */
    HU_STATUS_COUNT,       /* the number of operands or results is not the model's (halfulp_models.h)         */
    HU_STATUS_CONTROL,     /* a control register or an immediate byte has bits that the model does not define */
    HU_STATUS_OVERLAP,     /* a result overlaps an operand in a way that is not allowed (halfulp_array.h)     */
    HU_STATUS_PATH,        /* this processor or this build lacks the path, or no path has that number         */
    HU_STATUS_RECIPE       /* hu_block_error refuses a recipe (halfulp_block.h)                               */
} hu_status;

/* A sentence for people, for an unknown status too. Never NULL. */
HU_API const char *hu_status_text(hu_status status);

/* Applies an operation to operands[0 .. arity - 1], rounding into `to` like its function in halfulp.h, and sets
 * *result. `to` is ignored, and may be NULL, if the result is not a number; for nextUp and nextDown it may be NULL too.
 * Flags are raised in *env. Everything is checked, in every build of the library: on any status but HU_STATUS_GOOD,
 * *result and *env are unchanged. */
HU_API hu_status hu_apply(hu_operation operation, const hu_format *to, const hu_number *operands, hu_env *env,
                          hu_number *result);

#ifdef __cplusplus
}
#endif

#endif
