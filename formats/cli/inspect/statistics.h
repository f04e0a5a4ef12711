/* SPDX-License-Identifier: Apache-2.0
 *
 * What is in a tensor, in one pass over it, and what a limit on the magnitude would catch, in another.
 *
 * A format of at most 16 bits has so few codes that they are counted, and everything else follows from the counts,
 * exactly. Elements of FP32 are looked at as codes, and those of FP64, and of other formats of 32 or 64 bits after
 * conversion, one by one.
 */
#ifndef STATISTICS_H
#define STATISTICS_H

#include "tensor.h"

/* The binades of FP64: number e is at index e - BINADE_FIRST. A number x is in floor(log2 |x|). */
enum { BINADE_FIRST = -1074, BINADE_LAST = 1023, BINADES = BINADE_LAST - BINADE_FIRST + 1, CODES_MAX = 1 << 16 };

/* Elements at a time: a block of codes and what is made of them stay in the first cache. */
enum { BLOCK = 4096 };

/* Of a tensor of FP32, spans of so many elements, blocks of BLOCK, have their extremes noted, so that another pass may
 * leave out most of them. */
enum { SPANS = 1 << 16 };
typedef struct {
    int32_t least, most; /* the smallest magnitude above zero and the largest one, as codes; both are beyond the
                            truth if the span has a subnormal number, an infinity or a NaN */
} statistics_span;

typedef struct {
    uint64_t elements, zeros, nans, infinities;
    uint64_t subnormals;      /* of the tensor's own format */
    uint64_t stray;           /* elements with bits above the format's width, in their bytes */
    double amax;              /* the largest finite magnitude; 0 if there is none */
    double least;             /* the smallest above zero; infinity if there is none */
    double rms;               /* of the finite elements, 0 without one */
    uint64_t binade[BINADES]; /* finite elements other than zero */
    uint64_t power[BINADES];  /* of these the powers of two, the first numbers of their binades */
    /* The format's codes, if it has at most 16 bits: how many of each, their values (0 for infinities and NaNs). */
    uint32_t codes;
    uint64_t count[CODES_MAX];
    double value[CODES_MAX];
    uint64_t span_size; /* 0: there are none */
    statistics_span span[SPANS];
} statistics;

/* Told now and then how many elements have been read; may be NULL. */
typedef void statistics_progress(uint64_t elements);

/* Of a tensor that has a format. */
void statistics_read(statistics *s, const tensor *t, statistics_progress *progress);

/* The index of its binade, of a number above zero. */
int statistics_binade(double magnitude);

/* Puts elements first .. first + count - 1 as FP64 numbers into values, and 0 for infinities and NaNs; exactly.
 * count <= BLOCK. */
void statistics_values(const tensor *t, uint64_t first, size_t count, double *values);

/* How many elements are not zero and at most `low`, and how many are finite and at least `high`, for each pair. */
typedef struct {
    double low, high; /* in magnitude; 0 and infinity catch nothing */
    uint64_t below, above;
} statistics_limit;
void statistics_count(const statistics *s, const tensor *t, statistics_limit *limits, size_t count,
                      statistics_progress *progress);

#endif
