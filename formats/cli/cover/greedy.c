/* SPDX-License-Identifier: Apache-2.0
 *
 * A small set of cases. See greedy.h.
 *
 *   1. Candidates, of which those are kept that reach a bin few others do: all cases of a function with few operand
 *      bits; otherwise cases of `gen`, those made for the operation (hard.h), and changes of candidates that were kept,
 *      which climb from bin to bin.
 *   2. Greedy choice: the candidate with the most new bins, until none has one.
 *   3. Cases all of whose bins others reach as well are left out.
 */
#include "greedy.h"

#include <stdlib.h>
#include <string.h>

#include "cli/cases.h"
#include "cli/cli.h"
#include "hard.h"

/* A bin is wanted until so many candidates reach it. */
enum { WANTED = 4 };

/* The streams of random words: away from those of cases and of hard.c. */
enum { STREAM = (1 << 20) + 1 };

/* Candidates of each kind at level 1; eight times as many at level 2. */
enum { FROM_GEN = 60000, FROM_CHANGES = 400000 };

typedef struct {
    cover_vector vector;
    size_t first; /* its bins are bins[first .. first + count - 1] */
    uint32_t count;
    uint32_t gain; /* at most so many of them are new */
} candidate;

typedef struct {
    cover all;
    hu_env env;
    uint64_t seed;
    uint64_t drawn;
    candidate *list;
    size_t count;
    size_t room;
    uint32_t *bins;
    size_t bins_count;
    size_t bins_room;
    uint32_t *reached; /* by bin: candidates, and later chosen cases, that reach it */
    uint32_t open;     /* bins that no candidate has reached                        */
} search;

static uint64_t draw(search *s)
{
    return hu_random(s->seed, STREAM, s->drawn++);
}

static void *grown(void *memory, size_t count, size_t *room, size_t size)
{
    if (count < *room) {
        return memory;
    }
    *room = 2 * *room + 1024;
    void *const larger = realloc(memory, *room * size);
    if (larger == NULL) {
        fail("out of memory");
    }
    return larger;
}

/* ---- Candidates -------------------------------------------------------------------------------------------------- */

static void try_vector(search *s, const cover_vector *v)
{
    cover_case c;
    cover_taken taken;
    hu_env env = s->env;
    env.random = v->random;
    target_observe(&s->all.target, v->operands, &env, &c);
    cover_observe(&s->all, &c, &taken);
    bool wanted = false;
    for (int i = 0; i < taken.count; i++) {
        wanted |= s->reached[taken.bin[i]] < WANTED;
    }
    if (!wanted) {
        return;
    }
    s->list = grown(s->list, s->count, &s->room, sizeof s->list[0]);
    candidate *const kept = &s->list[s->count++];
    *kept = (candidate){.vector = *v, .first = s->bins_count, .count = (uint32_t)taken.count};
    kept->gain = kept->count;
    for (int i = 0; i < taken.count; i++) {
        s->bins = grown(s->bins, s->bins_count, &s->bins_room, sizeof s->bins[0]);
        s->bins[s->bins_count++] = taken.bin[i];
        s->open -= s->reached[taken.bin[i]] == 0;
        s->reached[taken.bin[i]]++;
        cover_found(&s->all, taken.bin[i], v->operands, &env);
    }
}

static uint64_t draw_random_integer(search *s)
{
    return s->env.random_bits == 0 ? 0 : draw(s) >> (64 - s->env.random_bits);
}

static void take_case(void *state, const uint64_t operands[HU_OPERANDS_MAX])
{
    search *const s = state;
    cover_vector v = {.random = draw_random_integer(s)};
    memcpy(v.operands, operands, sizeof v.operands);
    try_vector(s, &v);
}

/* Half of them systematic, if there are as many, and half random. */
static void try_gen(search *s, uint64_t count)
{
    case_list cases;
    uint64_t operands[OPERANDS_MAX] = {0};
    cases_open(&cases, s->all.target.f, 1, s->seed, count);
    const uint64_t systematic = cases.gen.systematic < count ? cases.gen.systematic : count;
    for (uint64_t i = 0; i < systematic; i++) {
        cases_get(&cases, i, operands);
        take_case(s, operands);
    }
    for (uint64_t i = 0; i < count && s->open != 0; i++) {
        cases_get(&cases, cases.gen.systematic + i, operands);
        take_case(s, operands);
    }
    cases_close(&cases);
}

/* One change: a bit, a few ulps, a binade or some, the sign, or the operand of another candidate. */
static uint64_t changed(const type *t, uint64_t code, uint64_t other, uint64_t how)
{
    const uint64_t mask = ~UINT64_C(0) >> (64 - t->bits);
    const int fraction = t->kind == HU_KIND_NUMBER ? t->format.fraction_bits : 0;
    const uint64_t step = (how >> 16) % 8 + 1;
    const bool down = (how >> 24 & 1) != 0;
    switch (how % 6) {
    case 0:
        return code ^ UINT64_C(1) << (how >> 16) % (unsigned)t->bits;
    case 1:
        return (down ? code - step : code + step) & mask;
    case 2:
        return (down ? code - (step << fraction) : code + (step << fraction)) & mask;
    case 3:
        return code ^ UINT64_C(1) << (t->bits - 1);
    case 4:
        return other;
    default:
        return code ^ (how >> 20 & (((UINT64_C(1) << fraction) - 1) >> (how >> 16) % 4));
    }
}

static void try_changes(search *s, uint64_t count)
{
    const function *const f = s->all.target.f;
    for (uint64_t i = 0; i < count && s->open != 0 && s->count != 0; i++) {
        const uint64_t which = draw(s);
        const size_t recent = s->count < 256 ? s->count : 256;
        const size_t at =
            (which & 3) == 0 ? s->count - 1 - (size_t)((which >> 8) % recent) : (size_t)((which >> 8) % s->count);
        cover_vector v = s->list[at].vector;
        const int changes = 1 + (int)(which >> 2 & 1) + (int)(which >> 3 & 1);
        for (int k = 0; k < changes; k++) {
            const uint64_t how = draw(s);
            const int operand = (int)((how >> 56) % (unsigned)f->arity);
            const cover_vector *const other = &s->list[(how >> 32 & 0xFFFFFF) % s->count].vector;
            const uint64_t theirs = other->operands[(how >> 8 & 0xFF) % (unsigned)f->arity];
            const uint64_t mask = ~UINT64_C(0) >> (64 - f->operand[operand].bits);
            v.operands[operand] = changed(&f->operand[operand], v.operands[operand], theirs & mask, how);
        }
        if (s->env.random_bits != 0 && (which >> 4 & 1) != 0) {
            v.random = draw_random_integer(s);
        }
        try_vector(s, &v);
    }
}

/* Every case of a function with few operand bits: each bin has one, found when the bins were opened; and all cases, in
 * their order, give the choice. */
static void try_every(search *s)
{
    const function *const f = s->all.target.f;
    int bits = (int)s->env.random_bits;
    for (int i = 0; i < f->arity; i++) {
        bits += f->operand[i].bits;
    }
    for (uint64_t number = 0; number >> bits == 0; number++) {
        /* far from the one before, so that the first that reach a bin are not alike */
        uint64_t rest = number * UINT64_C(0x9E3779B1) & ~(~UINT64_C(0) << bits);
        cover_vector v = {.random = rest & ~(~UINT64_C(0) << s->env.random_bits)};
        rest >>= s->env.random_bits;
        for (int i = 0; i < f->arity; i++) {
            v.operands[i] = rest & ~UINT64_C(0) >> (64 - f->operand[i].bits);
            rest >>= f->operand[i].bits;
        }
        try_vector(s, &v);
    }
}

/* ---- The choice -------------------------------------------------------------------------------------------------- */

static uint32_t new_bins(const search *s, const candidate *c)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < c->count; i++) {
        count += s->reached[s->bins[c->first + i]] == 0;
    }
    return count;
}

/* The candidate with the most new bins, the first of several; its gain is 0 at the end. What a candidate once gained is
 * never exceeded later, so that few need be counted anew. */
static candidate *best(search *s)
{
    candidate *found = &s->list[0];
    found->gain = new_bins(s, found);
    for (size_t i = 1; i < s->count; i++) {
        candidate *const c = &s->list[i];
        if (c->gain > found->gain) {
            c->gain = new_bins(s, c);
            found = c->gain > found->gain ? c : found;
        }
    }
    return found;
}

/* Leaves out what others reach as well, the first ones first: they were chosen when nothing else was there. */
static void prune(const search *s, const candidate **chosen, size_t *count)
{
    size_t kept = 0;
    for (size_t i = 0; i < *count; i++) {
        const candidate *const c = chosen[i];
        bool needed = false;
        for (uint32_t k = 0; k < c->count; k++) {
            needed |= s->reached[s->bins[c->first + k]] == 1;
        }
        if (needed) {
            chosen[kept++] = c;
            continue;
        }
        for (uint32_t k = 0; k < c->count; k++) {
            s->reached[s->bins[c->first + k]]--;
        }
    }
    *count = kept;
}

static cover_set choose(search *s, uint64_t most)
{
    size_t count = 0;
    const candidate **const chosen = malloc((s->count + 1) * sizeof chosen[0]);
    cover_set set = {.vectors = malloc((s->count + 1) * sizeof set.vectors[0])};
    if (chosen == NULL || set.vectors == NULL) {
        fail("out of memory");
    }
    memset(s->reached, 0, s->all.bins * sizeof s->reached[0]);
    for (const candidate *c; s->count != 0 && (c = best(s))->gain != 0 && (most == 0 || count < most);) {
        chosen[count++] = c;
        for (uint32_t i = 0; i < c->count; i++) {
            s->reached[s->bins[c->first + i]]++;
        }
    }
    if (most == 0) {
        prune(s, chosen, &count);
    }
    for (size_t i = 0; i < count; i++) {
        set.vectors[set.count++] = chosen[i]->vector;
    }
    free(chosen);
    return set;
}

cover_set cover_search(const function *f, const hu_env *env, int level, uint64_t seed, uint64_t most)
{
    search s = {.env = *env, .seed = seed};
    cover_open(&s.all, f, env);
    s.reached = calloc(s.all.bins + 1, sizeof s.reached[0]);
    if (s.reached == NULL) {
        fail("out of memory");
    }
    s.open = cover_sum_all(&s.all).counted;
    if (s.all.tried_all) {
        try_every(&s);
    } else {
        const uint64_t times = level == 1 ? 1 : 8;
        try_gen(&s, times * FROM_GEN);
        hard_cases(&s.all.target, seed, (case_sink){take_case, &s});
        try_changes(&s, times * FROM_CHANGES);
    }
    const cover_set set = choose(&s, most);
    cover_close(&s.all);
    free(s.list);
    free(s.bins);
    free(s.reached);
    return set;
}
