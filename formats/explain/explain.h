/* SPDX-License-Identifier: Apache-2.0
 *
 * explain: one operation, told stage by stage for those who want to see it: decode -> exact -> round -> encode.
 */
#ifndef HU_EXPLAIN_H
#define HU_EXPLAIN_H

#include <stdio.h>

#include "halfulp.h"

/* The operations that can be explained, named as their functions: hu_convert, hu_add, ... */
typedef enum {
    HU_EXPLAIN_CONVERT,
    HU_EXPLAIN_ADD,
    HU_EXPLAIN_SUB,
    HU_EXPLAIN_MUL,
    HU_EXPLAIN_DIV,
    HU_EXPLAIN_SQRT,
    HU_EXPLAIN_FMA
} hu_explained_op;

/* Operands that the operation takes: 1, 2 or 3. */
int hu_explained_arity(hu_explained_op op);

/* Prints how `op` of operands[0 .. arity - 1] becomes a number of `to` under env: the operands' bits, the exact result,
 * the two numbers around it and the fraction that is discarded, the decision, and the resulting code and flags. Plain
 * ASCII, at most 100 columns (105 where FP64 meets a format of 16 exponent bits). A conversion to the operand's own
 * format shows that number and its neighbours. The operation must be one that the library takes: arithmetic has at most
 * 24 bits of precision, conversions are free. The flags in env play no part and stay; those printed are the operation's
 * own. Code and flags are asserted to be what the library's function returns. Errors of writing are left in `out`
 * (ferror). */
void hu_explain(FILE *out, hu_explained_op op, const hu_format *to, const hu_number *operands, const hu_env *env);

#endif
