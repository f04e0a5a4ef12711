/* SPDX-License-Identifier: Apache-2.0
 *
 * explain_judge.h - the stages of hu_explain against ref/: every field follows from the bracket (exact value, place in the
 * grid, neighbours) or from the choice, which know nothing of formats/.
 */
#ifndef EXPLAIN_JUDGE_H
#define EXPLAIN_JUDGE_H

#include "halfulp_explain.h"
#include "support/check.h"
#include "support/compare.h"

/* What is compared with what. */
typedef struct {
    const hu_explanation *e;
    ref_bracket_t *b; /* of the operation, or of what is rounded last */
    ref_policy policy;
    ref_result expected;
    bool negative;     /* the sign under which the result is rounded */
    const char *wrong; /* the first field that differs, or NULL      */
} judged;

void judge_want(judged *j, bool ok, const char *field);

/* Is the value that number, with no bits left out? NaNs are alike. */
bool judge_same_value(const hu_explained_value *v, const mpfr_t number);

/* An operand, or a result. */
void judge_code(judged *j, const hu_explained_code *x, hu_number given, bool flush);

/* The second stage. */
void judge_exact(judged *j);
void judge_addends(judged *j, ref_op op);

/* The last rounding, of `exact`, which is in the bracket; and a reason by itself. */
void judge_rounding(judged *j, hu_explained_value exact);
hu_explained_reason judge_reason(const ref_place *place, ref_rounding rounding);

/* Code and flags. */
void judge_result(judged *j, const hu_format *to);

/* Of a conversion to its own format: the next number toward zero. */
void judge_previous(judged *j, ref_op op, const hu_number *x, const hu_format *to, ref_bracket_t *scratch);

#endif
