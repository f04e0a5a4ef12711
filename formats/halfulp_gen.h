/* SPDX-License-Identifier: Apache-2.0
 *
 * halfulp_gen.h - operands for tests: the sequence that `halfulp gen` writes. A case is a pure function of its number
 * and the seed, so that cases can be drawn in any order, in parts and by several threads. Implemented in gen/. Not
 * included by halfulp.h.
 *
 * First come the systematic cases. Where all operands together have few bits, at most 18 at level 1 and 24 at level 2,
 * they are all there is, in ascending order. Elsewhere each operand goes through a list of patterns, chosen exponents
 * with runs and holes of ones for a fraction, where rounding code breaks, and every pattern meets every pattern. Then
 * come equally many random cases, whose exponents are drawn close to those that make sums cancel and products overflow
 * or underflow; after those the random cases never end. More than three operands are all drawn.
 *
 * Nothing is allocated: the patterns lie in storage of the caller's. What a generator points to must outlive it, and is
 * only read by hu_gen_case.
 *
 *     hu_gen_column columns[2] = {hu_gen_number(hu_format_find("fp16")), hu_gen_number(hu_format_find("fp16"))};
 *     hu_gen gen = {.columns = columns, .count = 2, .result = columns[0], .level = 1, .seed = 1};
 *     gen.room = hu_gen_room(&gen);
 *     gen.storage = malloc(gen.room * sizeof gen.storage[0]);
 *     if (hu_gen_open(&gen) == HU_STATUS_GOOD) {
 *         for (uint64_t i = 0; i < gen.usual; i++) {
 *             hu_gen_case(&gen, i, operands);
 */
#ifndef HALFULP_GEN_H
#define HALFULP_GEN_H

#include "halfulp.h"

#ifdef __cplusplus
extern "C" {
#endif

/* An operand, or the result: a number of a format, or an integer of one of the other kinds of hu_kind.
 *
 * The operands of a sum of products, addend + x * y + x * y + ..., may be told by `related`: each then names others by
 * their positions, or -1, and random cases draw exponents that fit together. A first factor
 * comes before the second, and a product before the next. */
typedef struct {
    hu_format format; /* of HU_KIND_NUMBER                                                */
    uint32_t kind;    /* hu_kind                                                          */
    uint32_t related; /* 1: the next four are given, of this operand and of all others    */
    int32_t x;        /* of y and of the addend: the other factor, the first factor       */
    int32_t y;        /* of the addend: the second factor                                 */
    int32_t addend;   /* of y: what the product is added to                               */
    int32_t previous; /* of x and y: the same factor of the product before                */
    uint64_t first;   /* hu_gen_open: its patterns are storage[first] to ...              */
    uint64_t count;   /* ... storage[first + count - 1]; or it is every code, `count` many */
} hu_gen_column;

typedef struct {
    hu_gen_column *columns; /* the operands; hu_gen_open fills in `first` and `count`                     */
    uint64_t *storage;      /* room[0 .. room - 1] for patterns; NULL if room is 0                        */
    size_t room;            /* words of storage: at least hu_gen_room                                     */
    uint32_t count;         /* operands, at least 1                                                       */
    uint32_t level;         /* 1 or 2: level 2 has more patterns and more exhaustive cases                */
    hu_gen_column result;   /* the result's kind and format: random cases are drawn near its limits       */
    uint64_t seed;          /* of the random cases                                                        */
    uint64_t wanted;        /* so many cases will be asked for: fewer than are systematic come spread over
                             * them all; 0: not known                                                     */

    /* Filled in by hu_gen_open. */
    uint64_t systematic; /* cases 0 to systematic - 1 are systematic, all others random                */
    uint64_t usual;      /* cases that `halfulp gen` writes unless told otherwise                      */
    uint64_t stride;     /* from one systematic case to the next, modulo their number                  */
    int32_t limits[3];   /* exponents of the smallest, the smallest normal and the largest result      */
    uint32_t exhaustive; /* 1: the systematic cases are all there is                                   */
} hu_gen;

/* A column of numbers of a format. */
static inline hu_gen_column hu_gen_number(const hu_format *format)
{
    hu_gen_column column;
    column.format = *format;
    column.kind = HU_KIND_NUMBER;
    column.related = 0;
    column.x = -1;
    column.y = -1;
    column.addend = -1;
    column.previous = -1;
    column.first = 0;
    column.count = 0;
    return column;
}

/* The words of storage that hu_gen_open takes for columns, count, level and result; 0 if hu_gen_open refuses them. */
HU_API size_t hu_gen_room(const hu_gen *gen);

/* Lists the patterns and counts the cases. HU_STATUS_POINTER: columns is NULL, or storage is and room is not 0.
 * HU_STATUS_COUNT: no column, another level than 1 or 2, positions
 * that do not fit, or too little room. HU_STATUS_FORMAT: hu_format_error refuses a
 * format. HU_STATUS_OPERATION: no such kind. On any of these *gen is unchanged. */
HU_API hu_status hu_gen_open(hu_gen *gen);

/* The operands of the case of that number, from 0: operands[0 .. count - 1], codes or integers. */
HU_API void hu_gen_case(const hu_gen *gen, uint64_t number, uint64_t *operands);

#ifdef __cplusplus
}
#endif

#endif
