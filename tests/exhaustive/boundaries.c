/* SPDX-License-Identifier: Apache-2.0
 *
 * Every number of a format into another, in one rounding: ref/ decides at the boundaries, and a scan by what is under
 * test, the scalar function and the paths of arrays, proves that all operands between two boundaries give the same code
 * and flags. Two or three brackets in 4,096 operands are enough, and no operand is left out. The reasoning:
 *
 *   1. By the definition (ref/bracket.c, ref/choose.c), code and flags of a finite operand that is not on the format's
 *      grid depend, in one environment, on four things: its sign; its two neighbours in the grid; whether the mode
 *      takes the upper one (`up`); whether it is tiny.
 *   2. Take two operands of one sign, neither on the grid, with the same neighbours. Each operand between them in
 *      magnitude has these neighbours too and is not on the grid: no number of the grid lies between neighbours.
 *   3. Between two neighbours, `up` is monotone in the magnitude, in every mode: a threshold at one half for the two
 *      nearest modes, at a multiple of 2^-N or so for stochastic ones; constant for the others. What is tiny is tiny
 *      further down as well, before or after rounding: the magnitude, or the rounded magnitude, is compared with
 *      2^emin.
 *   4. So if `up`, code and flags are equal at both ends, they are equal at every operand between: `up` is that of both
 *      ends; tininess is that of one of the ends, and either gives the code and flags that the two share.
 *
 * Premises 2 and 4 are not assumed but tested at both ends (`alike`). An interval that fails is divided, at the end
 * into single operands, on which ref/ decides. So where the boundaries are expected (`spacing`) decides only how many
 * intervals there are: a wrong expectation costs time, and nothing can be passed over.
 *
 * A NaN gives the default NaN by the default policies, and only a signaling one raises invalid. So NaNs of one kind and
 * sign, which are an interval of codes, give the same; zero and infinity are single operands.
 */
#include <string.h>

#include "support/arrays.h"
#include "support/check.h"
#include "support/compare.h"
#include "support/named.h"
#include "sweep.h"

/* Operands first to last, all with this result. */
typedef struct {
    uint64_t first;
    uint64_t last;
    ref_result result;
} piece;

typedef struct {
    const sweep *s;
    ref_policy policy;
    ref_bracket_t bracket;
    piece pieces[SWEEP_BLOCK];
    unsigned count;
} proof;

/* What ref/ says of one operand. */
typedef struct {
    ref_outcome outcome;
    bool signaling;
    bool on_grid;
    bool up;
    ref_place place;
    ref_result result;
} answer;

static answer ask(proof *p, uint64_t code)
{
    const ref_operand x = {compare_format(p->s->from), code};
    ref_bracket_t *b = &p->bracket;
    ref_bracket(b, REF_CONVERT, compare_format(p->s->to), &x, false);
    answer a = {.outcome = b->outcome, .signaling = b->nan[0].signaling, .result = ref_choose(b, &p->policy)};
    if (b->outcome == REF_RESULT_FINITE) {
        a.place = b->place;
        a.on_grid = b->place.nu64 == 0 && !b->place.more;
        a.up = ref_goes_up(&b->place, b->negative, &p->policy);
    }
    return a;
}

/* True if every operand between the two has their result, too. */
static bool alike(const answer *a, const answer *b)
{
    if (a->outcome != b->outcome || a->result.code != b->result.code || a->result.flags != b->result.flags) {
        return false;
    }
    if (a->outcome == REF_RESULT_NAN) {
        return a->signaling == b->signaling;
    }
    return a->outcome == REF_RESULT_FINITE && !a->on_grid && !b->on_grid && a->up == b->up &&
           a->place.steps == b->place.steps && a->place.exponent == b->place.exponent;
}

/* Divides first to last into pieces. */
static void divide(proof *p, uint64_t first, uint64_t last)
{
    const answer low = ask(p, first);
    const answer high = first == last ? low : ask(p, last);
    if (first == last || alike(&low, &high)) {
        p->pieces[p->count++] = (piece){first, last, low.result};
        return;
    }
    const uint64_t middle = first + (last - first) / 2;
    divide(p, first, middle);
    divide(p, middle + 1, last);
}

/* Boundaries are expected at the multiples of this many codes: numbers of the grid and their middles are multiples of
 * half a quantum, in a binade of the wider format (and among its subnormal numbers, if the other's are as small). */
static uint64_t spacing(const sweep *s)
{
    const int shift = s->from->fraction_bits - s->to->fraction_bits - 1;
    return shift > 0 ? UINT64_C(1) << shift : 1;
}

static void divide_block(proof *p, uint64_t first, uint64_t step)
{
    const uint64_t end = first + SWEEP_BLOCK;
    for (uint64_t at = first; at < end;) {
        const uint64_t next = (at / step + 1) * step;
        if (at % step == 0) {
            divide(p, at, at);
            at++;
        }
        const uint64_t stop = next < end ? next : end;
        if (at < stop) {
            divide(p, at, stop - 1);
        }
        at = stop;
    }
}

/* ---- The scan ---------------------------------------------------------------------------------------------------- */

/* The function under test on `count` operands from `first`: codes, the lowest byte first, and flags of each. */
static void convert(const sweep *s, uint64_t first, unsigned count, uint8_t *codes, uint8_t *flags)
{
    const hu_number operand[REF_OPERANDS_MAX] = {{s->from, 0}, {s->from, 0}, {s->from, 0}};
    const named_function named = named_find(REF_CONVERT, s->to, operand);
    hu_env env = {.rounding = s->setting};
    for (unsigned i = 0; i < count; i++, codes += s->bytes) {
        env.flags = 0;
        const uint64_t code = named.conversion != NULL ? named.conversion(first + i, &env)
                                                       : hu_convert(s->to, hu_number_of(s->from, first + i), &env).code;
        sweep_put(codes, s->bytes, code);
        flags[i] = (uint8_t)env.flags;
    }
}

static bool all_are(const uint8_t *items, size_t size, size_t count, const uint8_t *expected)
{
    return memcmp(items, expected, size) == 0 && memcmp(items, items + size, (count - 1) * size) == 0;
}

/* Counts and shows the operands of a piece whose result is not the piece's. */
static void find_failures(const sweep *s, const piece *p, const uint8_t *codes, const uint8_t *flags,
                          const uint8_t expected[SWEEP_BYTES_MAX], sweep_results *results)
{
    for (uint64_t x = p->first; x <= p->last; x++, codes += s->bytes, flags++) {
        if ((memcmp(codes, expected, s->bytes) == 0 && *flags == p->result.flags) ||
            results->failures++ >= CHECK_SHOWN) {
            continue;
        }
        const hu_number operand[REF_OPERANDS_MAX] = {{s->from, x}, {s->from, 0}, {s->from, 0}};
        const hu_env env = {.rounding = s->setting, .flags = *flags};
        uint64_t code = 0;
        for (unsigned byte = 0; byte < s->bytes; byte++) {
            code |= (uint64_t)codes[byte] << 8 * byte;
        }
        compare_report(stderr, s->name, REF_CONVERT, s->to, operand, &env, code, p->result);
    }
}

static void scan_piece(const sweep *s, const piece *one, uint64_t block, sweep_results *results)
{
    const unsigned from = (unsigned)(one->first - block);
    const unsigned count = (unsigned)(one->last - one->first) + 1;
    uint8_t *codes = &results->codes[0][from * s->bytes];
    uint8_t *flags = &results->flags[0][from];
    uint8_t code[SWEEP_BYTES_MAX];
    const uint8_t flag = (uint8_t)one->result.flags;
    convert(s, one->first, count, codes, flags);
    results->comparisons += count;
    sweep_put(code, s->bytes, one->result.code);
    if (!all_are(codes, s->bytes, count, code) || !all_are(flags, 1, count, &flag)) {
        find_failures(s, one, codes, flags, code, results);
    }
}

/* Adds a piece to what is expected of arrays. */
static void expect(const sweep *s, const piece *one, uint64_t block, sweep_expected *e)
{
    const size_t size = hu_array_element_size(s->to);
    const uint64_t count = one->last - one->first + 1;
    const uint32_t flags = one->result.flags;
    uint8_t *codes = &e->codes[(one->first - block) * size];
    arrays_store(codes, s->to, one->result.code);
    for (uint64_t done = 1; done < count; done *= 2) { /* twice as many each time */
        memcpy(codes + done * size, codes, (done < count - done ? done : count - done) * size);
    }
    const int class_of = ref_classify((ref_operand){compare_format(s->to), one->result.code});
    const bool is_zero = class_of == HU_NEGATIVE_ZERO || class_of == HU_POSITIVE_ZERO;
    e->flags |= flags;
    e->counts.invalid += (flags & REF_INVALID) != 0 ? count : 0;
    e->counts.overflow += (flags & REF_OVERFLOW) != 0 ? count : 0;
    e->counts.underflow += (flags & REF_UNDERFLOW) != 0 ? count : 0;
    e->counts.inexact += (flags & REF_INEXACT) != 0 ? count : 0;
    e->counts.flushed += (flags & REF_INEXACT) != 0 && is_zero ? count : 0;
}

/* True if the flags other than inexact change within the block or next to it. */
static bool is_edge(proof *p, uint64_t block)
{
    const uint64_t codes = UINT64_MAX >> (64 - hu_format_width(p->s->from));
    const unsigned before = ask(p, (block - 1) & codes).result.flags | REF_INEXACT;
    bool edge = (ask(p, (block + SWEEP_BLOCK) & codes).result.flags | REF_INEXACT) != before;
    for (unsigned i = 0; i < p->count; i++) {
        edge = edge || (p->pieces[i].result.flags | REF_INEXACT) != before;
    }
    return edge;
}

static void scan_arrays(proof *p, uint64_t block, sweep_results *results)
{
    static sweep_expected e;
    e.counts = (hu_array_counts){0};
    e.flags = 0;
    e.edge = is_edge(p, block);
    for (unsigned i = 0; i < p->count; i++) {
        expect(p->s, &p->pieces[i], block, &e);
        if (e.edge) {
            sweep_arrays_alone(p->s, p->pieces[i].first, p->pieces[i].result, results);
            sweep_arrays_alone(p->s, p->pieces[i].last, p->pieces[i].result, results);
        }
    }
    sweep_arrays(p->s, block, &e, results);
}

static void scan(proof *p, uint64_t block, sweep_results *results)
{
    for (unsigned i = 0; i < p->count; i++) {
        scan_piece(p->s, &p->pieces[i], block, results);
    }
    if (p->s->paths != NULL) {
        scan_arrays(p, block, results);
    }
}

static proof *proof_of(const sweep *s)
{
    static proof p;
    if (p.s == NULL) {
        ref_bracket_init(&p.bracket);
    }
    const hu_env policy = {.rounding = s->setting};
    p.s = s;
    p.policy = compare_policy(&policy);
    p.count = 0;
    return &p;
}

void sweep_boundaries(const sweep *s, uint64_t first, sweep_results *results)
{
    proof *p = proof_of(s);
    divide_block(p, first, spacing(s));
    scan(p, first, results);
}

void sweep_unguided(const sweep *s, uint64_t first, sweep_results *results)
{
    enum { ODD = 37 }; /* intervals that begin and end anywhere, often with a boundary inside */
    const uint64_t last = first + SWEEP_BLOCK - 1;
    proof *p = proof_of(s);
    for (uint64_t at = first; at <= last; at += ODD) {
        divide(p, at, at + ODD - 1 < last ? at + ODD - 1 : last);
    }
    scan(p, first, results);
}

void sweep_straight(const sweep *s, uint64_t first, sweep_results *results)
{
    proof *p = proof_of(s);
    for (uint64_t x = first; x < first + SWEEP_BLOCK; x++) {
        divide(p, x, x);
    }
    scan(p, first, results);
}
