/* SPDX-License-Identifier: Apache-2.0
 *
 * The list of bins: corners of an operation that a test should reach. A group is a product of at most four axes, and a
 * bin of it one value on each; a case reaches none, one or several bins of a group. Which values an axis has depends on
 * the function: its formats and its integers.
 *
 * Groups bear the names of the models B1 to B29 of IBM's "Floating-Point Test-Suite for IEEE", which the coverpoints of
 * RISC-V's architectural tests repeat, where they follow one.
 */
#ifndef BINS_H
#define BINS_H

#include "cli/functions.h"
#include "halfulp_explain.h"

/* What an operation is to the groups. */
typedef enum {
    SHAPE_ADD, /* add and sub                                  */
    SHAPE_MUL,
    SHAPE_DIV,
    SHAPE_REMAINDER,
    SHAPE_SQRT,
    SHAPE_FMA,
    SHAPE_CONVERT,
    SHAPE_INTEGRAL,   /* rounds to an integer of the same format      */
    SHAPE_TO_INTEGER, /* rounds to an integer of an integer type      */
    SHAPE_FROM_INTEGER,
    SHAPE_CHOOSE,  /* minimum, maximum                             */
    SHAPE_COMPARE, /* to a relation or a boolean                   */
    SHAPE_SCALE,   /* scaleB                                       */
    SHAPE_STEP     /* of one number, exactly: nextUp, logB, class  */
} operation_shape;

enum { TYPES = 24, PATTERNS = 10 };

/* What the groups ask about an operand's format. Existence is found by trying all codes of at most 16 bits, and codes
 * that stand for all others of a wider format. */
typedef struct {
    bool is_number;
    bool has_type[TYPES];              /* basic types with their signs: codes.h    */
    bool has_pattern[PATTERNS];        /* of the significand                       */
    bool has_nan[2][2][4];             /* signaling, sign, payload                 */
    int emin, emax, lowest, precision; /* lowest: the exponent of the smallest number */
} operand_facts;

/* A function whose bins are counted. */
typedef struct {
    const function *f;
    hu_env env;
    operation_shape shape;
    hu_operation observed; /* what is explained in its place: see case.c */
    int numbers;           /* operands that are numbers                                        */
    bool same_operands;    /* all number operands have one format ...                              */
    bool same_formats;     /* ... and so has the result                                       */
    operand_facts operand[HU_OPERANDS_MAX];
    hu_format to; /* of the result, or of the first operand */
    int precision;
    int emin;
    int emax;
    uint64_t largest;  /* significand of the largest number, in its ulps                     */
    int reach[2];      /* bounds of the exponent of an exact result that is not 0 or infinite */
    bool no_negatives; /* every number of the operands and of the result is positive, and so is what they give */
    bool plain_root;   /* a root of one format, whose results are neither subnormal nor beyond the largest     */
    bool exact_below;  /* results below the smallest normal number are exact, as sums of one format's numbers are:
                         * multiples of its smallest */
} cover_target;

/* One case as the groups see it. */
typedef struct {
    const cover_target *target;
    uint64_t operands[HU_OPERANDS_MAX];
    uint64_t result;
    uint32_t flags;
    hu_explanation e;                  /* of target->observed                                         */
    const hu_explained_rounding *grid; /* where something is rounded: to integers, or to the format    */
    bool rounds;                       /* the exact result is finite and not zero, and the grid exists */
} cover_case;

/* The values of an axis, 0 to count - 1: words, or integers from `first` on. The first and the last of these may stand
 * for all beyond them as well. */
typedef struct {
    const char *name;
    const char *const *words;
    int count;
    int first;
    bool open_below;
    bool open_above;
} cover_axis;

enum { AXES_MAX = 4, TAKEN_MAX = 256 };

/* The bins that one case reaches. */
typedef struct {
    const struct cover_range *range; /* of the group that is being asked */
    int count;
    uint32_t bin[TAKEN_MAX];
} cover_taken;

typedef struct {
    const char *name;
    const char *plan;    /* models of the test plan; "" where it has none */
    const char *meaning; /* for people                                    */
    /* Fills in the axes; returns their number, 0 if the group is not for this function. */
    int (*axes)(const cover_target *t, cover_axis axes[AXES_MAX]);
    /* Takes the bins that the case reaches, by cover_take. */
    void (*take)(const cover_case *c, cover_taken *taken);
    /* Is there a proof that no case reaches this bin, under any rounding and policy of the target? NULL: never. */
    bool (*is_impossible)(const cover_target *t, const int at[AXES_MAX]);
} cover_group;

/* A group with the axes that a function gives it. */
typedef struct cover_range {
    const cover_group *group;
    cover_axis axes[AXES_MAX];
    int axis_count;
    uint32_t first; /* its bins are first to first + count - 1 */
    uint32_t count;
} cover_range;

/* The groups, in the order of reports; NULL past the last. */
const cover_group *cover_group_at(size_t index);

/* Adds the bin at those values of the group's axes. An integer axis takes the integer itself: what is beyond an open
 * end counts as the end, and what is beyond another as no bin at all. */
void cover_take(cover_taken *taken, int a, int b, int c, int d);

/* The axis of an integer from `first` to `last`; or of words. */
static inline cover_axis axis_range(const char *name, int first, int last)
{
    return (cover_axis){.name = name, .first = first, .count = last - first + 1};
}

/* ---- Groups, by file --------------------------------------------------------------------------------------------- */

extern const cover_group group_types, group_nans, group_patterns, group_compare;     /* bins_operands.c */
extern const cover_group group_classes;                                              /* bins_classes.c  */
extern const cover_group group_flags, group_rounding, group_distance, group_sticky;  /* bins_rounding.c */
extern const cover_group group_overflow, group_underflow, group_large, group_small;  /* bins_range.c    */
extern const cover_group group_near, group_trailing;                                 /* bins_result.c   */
extern const cover_group group_shift, group_cancellation, group_product;             /* bins_sums.c     */
extern const cover_group group_magnitude, group_limit, group_around, group_integers; /* bins_integers.c */

#endif
