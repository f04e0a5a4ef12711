/* SPDX-License-Identifier: Apache-2.0
 *
 * puzzle.h - what the grader knows of a puzzle: what a reader's function is called with, which results are right, what
 * to say of a wrong one. A record is one call, its operands and results as words. The truth comes from the library, and
 * for the loss scaler from the trainer.
 */
#ifndef HALFULP_PUZZLES_PUZZLE_H
#define HALFULP_PUZZLES_PUZZLE_H

#include "halfulp.h"
#include "harness/harness.h"

enum { PUZZLE_TEXT = 128 };

typedef struct {
    const char *name;        /* "03_fp32_to_bf16": of its files                          */
    const char *title;       /* "FP32 to BF16"                                           */
    const char *domain;      /* what it is graded on: "all 4,294,967,296 codes of FP32"  */
    const char *sequel;      /* a sentence for who has solved it                         */
    const char *const *hint; /* in order; ends with NULL                                 */
    uint32_t inputs, outputs;
    uint64_t count; /* of records; record(index, in) gives each its operands */
    void (*record)(uint64_t index, uint32_t *in);
    uint64_t sample; /* a sample, tried first where there are very many, and alone with --quick; 0: there is none */
    void (*sample_record)(uint64_t index, uint32_t *in);
    bool (*right)(const uint32_t *in, const uint32_t *out);

    /* NULL, or the one right result for a code, which is then the operand and the index; any NaN of `stairs` will do
     * for a NaN. Of codes with the same upper half, if two have the same result, so have all between: rounding is
     * monotonic. So a row of equal results needs its two ends only. */
    uint32_t (*stair)(uint32_t code);
    const hu_format *(*stairs)(void);

    void (*call)(const uint32_t *in, char text[PUZZLE_TEXT]); /* "fp32_to_bf16(0x3F808000)"            */
    void (*tell)(const uint32_t *in, const uint32_t *out);    /* prints what is wrong, what is right, why */
    void (*prepare)(puzzle_shared *shared);                   /* NULL, or puts something into the memory  */
} puzzle;

extern const puzzle puzzle_decode_e4m3, puzzle_ulp_of_fp16, puzzle_fp32_to_bf16, puzzle_fp16_to_e5m2,
    puzzle_fp32_to_e4m3, puzzle_rounds_twice, puzzle_stochastic, puzzle_kahan, puzzle_loss_scaler, puzzle_block_scale,
    puzzle_vdpbf16ps;

/* All of them in order, the first with index 0; NULL past the last. */
const puzzle *puzzle_at(int index);

/* By number, name or both: "3", "03", "fp32_to_bf16", "03_fp32_to_bf16". The index, or -1. */
int puzzle_find(const char *which);

#endif
