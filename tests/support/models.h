/* SPDX-License-Identifier: Apache-2.0
 *
 * models.h - one instruction, by the machine and by its model in formats/: result and status register must be equal,
 * bit for bit. For the checks of models and the sweeps of exhaustive/.
 */
#ifndef MODELS_H
#define MODELS_H

#include "halfulp_models.h"

typedef struct {
    const char *name; /* name of the check or sweep */
    long long comparisons;
    long failures;
} models_tally;

/* The input: the operands in the instruction's order, and the control register. */
enum { MODELS_OPERANDS_MAX = 5 };
typedef struct {
    const char *instruction;
    uint32_t control;
    int operands;
    hu_number operand[MODELS_OPERANDS_MAX];
} models_case;

/* The output. */
typedef struct {
    uint64_t code;
    uint32_t status; /* MXCSR or FPSR afterwards */
} models_answer;

/* Counts a comparison; prints both answers if they differ. */
void models_compare(models_tally *tally, const models_case *input, const hu_format *to, models_answer model,
                    models_answer machine);

/* Applies a model of the table to the codes, counts the comparison of result and flags with `expected`, and prints both
 * and the first operands if they differ. */
void models_expect(models_tally *tally, const hu_model *model, const uint64_t *codes, size_t count, uint32_t control,
                   uint32_t immediate, models_answer expected);

/* Reports on stderr that a check did not run, and why. Returns what the check must return. */
long models_skip(const char *name, const char *reason);

/* x with its exponent field replaced by `field`, 1 to the largest of a number. */
uint64_t models_with_field(const hu_format *format, uint64_t x, int field);

/* The index-th operands x, y, z of a multiply-add: patterned and random codes. In a third of the cases the exponent of
 * x * y is near the ends of `wide`, the format of z, and z is near x * y. */
void models_operands(const hu_format *narrow, const hu_format *wide, uint64_t stream, uint64_t index,
                     uint64_t operand[3]);

#endif
