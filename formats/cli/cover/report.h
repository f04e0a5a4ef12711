/* SPDX-License-Identifier: Apache-2.0
 *
 * What has been reached, as text and as JSON.
 */
#ifndef REPORT_H
#define REPORT_H

#include "engine.h"
#include "cli/vectors.h"

/* A table of the groups, the bins that are missing, at most `holes` of each group (UINT64_MAX: all), each with a case
 * that reaches it where one is known, and the picture of exponents. */
void report_text(const cover *all, const vector_options *options);

/* An object on one line, with all the bins that are missing. */
void report_json(const cover *all, const vector_options *options);

/* The bins of one case, on the line of its operands: "3C00 0001: types(+1, +minSub); shift(add, >=16)". */
void report_case(const cover *all, const uint64_t operands[HU_OPERANDS_MAX], const hu_env *env,
                 const cover_taken *taken);

/* The list of groups and bins of the function, one a line: "shift(add, >=16)", with "-" before those excluded. */
void report_list(const cover *all);

#endif
