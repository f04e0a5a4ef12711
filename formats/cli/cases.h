/* SPDX-License-Identifier: Apache-2.0
 *
 * Test cases for `halfulp gen`: the library's sequence (halfulp_gen.h) for a function's operands.
 */
#ifndef CASES_H
#define CASES_H

#include "functions.h"
#include "halfulp_gen.h"

typedef struct {
    hu_gen gen;
    hu_gen_column columns[OPERANDS_MAX];
} case_list;

/* Lists the cases for the operands and the result of a function. If only `count` are wanted (0: all), and there are
 * more systematic ones, those that come first are spread over all of them. */
void cases_open(case_list *list, const function *f, int level, uint64_t seed, uint64_t count);
void cases_close(case_list *list);

/* How many cases gen writes for a function if no number is asked for. */
uint64_t cases_usual(const function *f, int level);

/* The operands of the case of that number, from 0. */
void cases_get(const case_list *list, uint64_t number, uint64_t operands[OPERANDS_MAX]);

#endif
