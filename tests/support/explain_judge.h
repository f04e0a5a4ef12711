/* SPDX-License-Identifier: Apache-2.0
 *
 * explain_judge.h - compares the stages of hu_explain with ref/. Every field follows from the bracket (exact value,
 * place in the grid, neighbours) or from the choice, both of which are independent of formats/.
 */
#ifndef EXPLAIN_JUDGE_H
#define EXPLAIN_JUDGE_H

#include "halfulp_explain.h"
#include "support/check.h"
#include "support/compare.h"

/* An explanation and its truth. */
typedef struct {
    const hu_explanation *e;
    ref_bracket_t *b; /* of the operation, or of the value that is rounded last */
    ref_policy policy;
    ref_result expected;
    bool negative;     /* the sign with which the result is rounded */
    const char *wrong; /* the first field that differs, or NULL     */
} judged;

void judge_want(judged *j, bool ok, const char *field);

/* True if the value is exactly that number. All NaNs are equal. */
bool judge_same_value(const hu_explained_value *v, const mpfr_t number);

/* An operand, or a result. */
void judge_code(judged *j, const hu_explained_code *x, hu_number given, bool flush);

/* The second stage. */
void judge_exact(judged *j);
void judge_addends(judged *j, ref_op op);

/* The last rounding, that of `exact`, which is in the bracket; and a reason by itself. */
void judge_rounding(judged *j, hu_explained_value exact);
hu_explained_reason judge_reason(const ref_place *place, ref_rounding rounding);

/* Code and flags. */
void judge_result(judged *j, const hu_format *to);

/* For a conversion to the operand's own format: the next number toward zero. */
void judge_previous(judged *j, ref_op op, const hu_number *x, const hu_format *to, ref_bracket_t *scratch);

#endif
