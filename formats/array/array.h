/* SPDX-License-Identifier: Apache-2.0
 *
 * Shared by the files of array/: the constants of a rounding and of a widening, and the kernels of an instruction set.
 *
 *     operand --widen--> FP32 --round--> narrow result            conversions
 *     operands --widen--> FP32 --combine--> FP32 --round-->       add, sub, mul, fma
 *
 * Every finite number of a narrow format that the kernels take is a number of FP32. An FP64 operand, and the exact
 * result of an operation, become an FP32 number by rounding to odd (combine.inc), after which rounding to a narrower
 * format gives what rounding once gives. The only rounding is therefore from an FP32 code to a narrow code
 * (rounding.inc).
 *
 * An infinity, a NaN or any other code that a kernel does not handle is "special": an FP32 code above the largest
 * finite one. A kernel says that there was one, and its codes are not used. If all special elements are infinities and
 * NaNs, which become the same code whatever their payload, the kernels do it again carefully: slower, with these codes
 * in their places. Else the scalar functions compute the special elements (process.c).
 */
#ifndef HU_ARRAY_H
#define HU_ARRAY_H

#include "halfulp_array.h"

/* The kernels work on whole groups; 64 is a multiple of every group. Buffers hold a chunk; what needs none takes a span
 * at a time. */
enum { ARRAY_GROUP = 64, ARRAY_CHUNK = 512, ARRAY_SPAN = 8192 };

enum { FP32_SIGN = INT32_MIN, FP32_MAGNITUDE = 0x7FFFFFFF, FP32_LARGEST = 0x7F7FFFFF, FP32_HIDDEN = 0x00800000 };

/* FP32's infinity and its first quiet NaN. */
enum { FP32_INFINITY = 0x7F800000, FP32_QUIET = 0x7FC00000 };

/* From an FP32 code with biased exponent e to a code with m fraction bits. */
typedef struct {
    /* The format. first is the biased exponent, in FP32, of the smallest normal binade. */
    uint32_t fraction_bits; /* m, at least 1                                                                */
    uint32_t first;         /* e of 2^emin; 1: FP32's own exponents, so that subnormals need no shift        */
    uint32_t sign;          /* the sign bit; 0 without one                                                  */
    uint32_t sign_shift;    /* from bit 31 to it                                                            */
    uint32_t largest;       /* code of the largest finite number                                            */
    uint32_t zero_sign;     /* all ones: there is a negative zero                                           */
    uint32_t no_sign;       /* all ones: numbers with a sign are special, as the format has none            */
    /* Rounding: `word`, a fraction of 2^32 of a quantum, and `tie`, if the quanta are odd, are added to the discarded
     * fraction; the carry rounds up. */
    uint32_t word;        /* of positive numbers                                                            */
    uint32_t word_change; /* xor: of negative ones                                                          */
    uint32_t tie;         /* 1: nearest even, together with a word just below one half                      */
    uint32_t odd;         /* 1: to odd                                                                      */
    /* Policies. */
    uint32_t over, over_change; /* code of an overflow of a positive number; xor: of a negative one         */
    uint32_t tiny;              /* e of the tininess threshold, as an FP32 code: 2^emin                     */
    uint32_t plain_tiny;        /* the same, less the carry of rounding to nearest even                      */
    uint32_t tiny_word;         /* all ones: tininess after rounding                                        */
    uint32_t flush;             /* all ones: tiny results are zeros                                         */
    uint32_t operand_floor;     /* FP32 codes up to this one are zeros, if it is not UINT32_MAX (signed -1) */
    /* Infinities and NaNs, where `careful` may be set. */
    uint32_t infinity, infinity_change; /* code of the positive one; xor: of the negative one               */
    uint32_t nan;                       /* code of every NaN                                                */
    uint32_t quiet_invalid;             /* all ones: quiet NaNs raise invalid too                           */
    /* Selects the kernel. */
    bool careful;  /* knows infinities and NaNs */
    bool plain;    /* nearest even, signed, nothing flushed, overflow gives over or its negative           */
    bool wide;     /* codes of 16 bits, else of 8                                                          */
    bool gathered; /* flags or counts are wanted                                                           */
    bool counted;  /* counts                                                                               */
    /* The instruction VCVTPS2PH gives the same: its rounding, or -1. */
    int fp16_rounding;
    /* Stochastic: the bits kept of a random word, and the addend that centres it for B; else 0. */
    uint32_t draw_mask, draw_centre;
} array_rounding;

/* From a narrow code to FP32. */
typedef struct {
    uint32_t fraction_bits;
    uint32_t first;      /* as above                                       */
    uint32_t magnitude;  /* mask of exponent and fraction fields           */
    uint32_t sign_shift; /* from the sign bit to bit 31; 0 without a sign  */
    uint32_t sign;       /* the sign bit; 0 without one                    */
    uint32_t largest;    /* magnitudes above are special                   */
    uint32_t nan;        /* so is this code (FNUZ's NaN), if it is not 0   */
    uint32_t floor;      /* magnitudes up to this one are zeros            */
    bool wide;           /* codes of 16 bits, else of 8                    */
    bool fp16;           /* FP16, for VCVTPH2PS                            */
    bool careful;        /* infinities and NaNs, those of IEEE 754, become FP32's, with their payloads */
} array_widening;

/* A kernel's observations: the largest magnitude, to find special ones; and numbers of elements, or, where a kernel
 * need not count, zero or not, and then an overflow need not be inexact as well. */
typedef struct {
    uint32_t top;
    uint64_t invalid, overflow, underflow, inexact, flushed;
} array_seen;

/* The operations of combine: FP32 codes in, or the FP64 ones to be narrowed; an FP32 code rounded to odd out. */
typedef enum { ARRAY_NARROWED, ARRAY_SUM, ARRAY_DIFFERENCE, ARRAY_PRODUCT, ARRAY_PRODUCT_SUM } array_combination;

/* What a factor does to FP32 numbers; jammed: a product that is not zero stays so. */
typedef enum { ARRAY_TIMES, ARRAY_TIMES_JAMMED, ARRAY_OVER } array_scaling;

/* Pointers are to unaligned arrays in the machine's byte order; n is a multiple of ARRAY_GROUP. */
typedef struct {
    const char *name;
    /* Narrow codes from FP32 codes; `words` are the random ones of stochastic rounding, else NULL. */
    void (*round)(const array_rounding *r, const void *x, const uint32_t *words, void *codes, size_t n,
                  array_seen *seen);
    /* FP32 codes from narrow ones. */
    void (*widen)(const array_widening *w, const void *codes, uint32_t *out, size_t n, array_seen *seen);
    /* FP32 codes from FP64 ones, rounded to odd; at most ARRAY_CHUNK. */
    void (*narrow)(const void *x, uint32_t *out, size_t n);
    /* x + y, x - y, x * y or x * y + z, at most ARRAY_CHUNK; NULL: by the scalar functions. Results are rounded to odd;
     * `exact`: all are FP32 numbers. `down`: a zero sum of opposite numbers is -0. */
    void (*combine)(array_combination what, bool exact, bool down, const void *x, const void *y, const void *z,
                    uint32_t *out, size_t n);
    /* For blocks of `side` numbers, a multiple of 16 that divides n: each peak becomes the largest magnitude, a code,
     * of itself and its block. And out = x times, or over, the factor of each block, rounded to nearest even; with side
     * 1 a factor for each number. n is a multiple of 16 (scaling.inc). */
    void (*peaks)(const void *x, size_t side, uint32_t *peaks, size_t n);
    void (*scale)(array_scaling how, const void *x, const uint32_t *factors, size_t side, uint32_t *out, size_t n);
    /* The words of blocks first, first + 1, ... of the key and stream: n words. */
    void (*draw)(uint64_t seed, uint64_t stream, uint64_t first, uint32_t *words, size_t n);
    /* Around the calls: sets the floating-point state that they rely on, and restores it. NULL: they rely on none. */
    uint64_t (*enter)(void);
    void (*leave)(uint64_t state);
} array_kernels;

extern const array_kernels array_portable, array_avx2, array_avx512, array_neon;

/* The kernels of a path, NULL for HU_ARRAY_SCALAR and for paths that this build or processor lacks (paths.c). */
const array_kernels *array_find_kernels(hu_array_path path);

/* Fills the constants, or returns false: the scalar functions must do it (plan.c). */
bool array_plan_round(const hu_format *to, const hu_format *from, const hu_env *env, array_rounding *r);
bool array_plan_widen(const hu_format *from, const hu_env *env, array_widening *w);

/* Fills the codes of infinities and NaNs, or returns false: the scalar functions must compute them. */
bool array_plan_specials(const hu_format *to, const hu_format *from, const hu_env *env, array_rounding *r);

/* True if all finite results of x and y, and for a sum of products of z, are numbers of FP32. */
bool array_plan_exact(array_combination what, const hu_format *x, const hu_format *y, const hu_format *z);

#endif
