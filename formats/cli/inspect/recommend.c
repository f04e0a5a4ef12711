/* SPDX-License-Identifier: Apache-2.0
 *
 * The recommendation, and its reason in a sentence.
 */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "candidates.h"

/* At most one in so many elements that are not zero may be flushed. */
enum { FLUSHED_ONE_IN = 1000 };

enum { PHRASE = 120, NAME = 40 };

static bool loses(const evaluation *e)
{
    return e->flushed > e->numbers / FLUSHED_ONE_IN;
}

/* Does it saturate where that counts? */
static bool clips(const evaluation *e)
{
    return e->saturated > 0 && e->candidate->scaling != SCALE_BLOCKS;
}

static bool passes(const evaluation *e, double sqnr)
{
    return !clips(e) && !loses(e) && e->sqnr >= sqnr;
}

/* "fp16", "e4m3 x 2^5", "e5m2 x 0.31" */
static const char *name_of(const evaluation *e, char name[NAME])
{
    if (e->candidate->scaling == SCALE_POWER) {
        snprintf(name, NAME, "%s x 2^%d", e->candidate->format, e->exponent);
    } else if (e->candidate->scaling == SCALE_AMAX) {
        snprintf(name, NAME, "%s x %.4g", e->candidate->format, e->scale);
    } else {
        snprintf(name, NAME, "%s", e->candidate->name);
    }
    return name;
}

/* "fp16 flushes 3.1 %", why it is not recommended. */
static void say_failure(const evaluation *e, char phrase[PHRASE])
{
    char name[NAME];
    name_of(e, name);
    if (clips(e)) {
        snprintf(phrase, PHRASE, "%s saturates %" PRIu64, name, e->saturated);
    } else if (loses(e)) {
        const double percent = 100 * (double)e->flushed / (double)e->numbers;
        snprintf(phrase, PHRASE, "%s flushes %.*g %%", name, percent < 10 ? 2 : 3, percent);
    } else {
        snprintf(phrase, PHRASE, "%s keeps %.1f dB", name, e->sqnr);
    }
}

/* Of the candidates with the most bits below `bits` the one with the least noise; NULL if there is none. */
static const evaluation *below(const evaluation result[CANDIDATES], int bits)
{
    const evaluation *best = NULL;
    int most = 0;
    for (int i = 0; i < CANDIDATES; i++) {
        const int own = candidate_bits(result[i].candidate);
        if (own < bits && (best == NULL || own > most || (own == most && result[i].sqnr > best->sqnr))) {
            best = &result[i];
            most = own;
        }
    }
    return best;
}

/* Of those with as many bits as the choice the simplest whose SQNR is at most 1 dB below the best, if it is WORTH dB
 * above that of the choice; else NULL. */
static const evaluation *better(const evaluation result[CANDIDATES], int choice, double sqnr)
{
    enum { WORTH = 3 };
    const int bits = candidate_bits(result[choice].candidate);
    double best = 0;
    for (int i = 0; i < CANDIDATES; i++) {
        const bool good = candidate_bits(result[i].candidate) == bits && passes(&result[i], sqnr);
        best = good ? fmax(best, result[i].sqnr) : best;
    }
    for (int i = choice + 1; i < CANDIDATES && isfinite(result[choice].sqnr); i++) {
        const bool good = candidate_bits(result[i].candidate) == bits && passes(&result[i], sqnr);
        if (good && result[i].sqnr >= best - 1 && result[i].sqnr >= result[choice].sqnr + WORTH) {
            return &result[i];
        }
    }
    return NULL;
}

static void say_choice(const evaluation result[CANDIDATES], int choice, double sqnr, char reason[REASON])
{
    const int bits = candidate_bits(result[choice].candidate);
    const evaluation *const fewer = below(result, bits);
    const evaluation *simpler = NULL;
    const evaluation *const other = better(result, choice, sqnr);
    for (int i = 0; i < choice && simpler == NULL; i++) {
        simpler = candidate_bits(result[i].candidate) == bits ? &result[i] : NULL;
    }
    char name[NAME];
    char quality[NAME] = "is exact";
    char flushed[NAME] = "nothing";
    char saturated[NAME] = "nothing";
    char phrase[PHRASE] = "";
    if (isfinite(result[choice].sqnr)) {
        snprintf(quality, sizeof quality, "keeps %.1f dB", result[choice].sqnr);
    }
    if (result[choice].flushed > 0) {
        snprintf(flushed, sizeof flushed, "%" PRIu64, result[choice].flushed);
    }
    if (result[choice].saturated > 0) {
        snprintf(saturated, sizeof saturated, "%" PRIu64, result[choice].saturated);
    }
    size_t used = (size_t)snprintf(reason, REASON, "%s: of %d bits, %s, saturates %s, flushes %s",
                                   name_of(&result[choice], name), bits, quality, saturated, flushed);
    if (fewer != NULL) {
        say_failure(fewer, phrase);
        used += (size_t)snprintf(reason + used, REASON - used, "; %s", phrase);
    }
    if (simpler != NULL) {
        say_failure(simpler, phrase);
        used += (size_t)snprintf(reason + used, REASON - used, "; %s", phrase);
    }
    if (other != NULL && isinf(other->sqnr)) {
        snprintf(reason + used, REASON - used, "; or %s, exact", name_of(other, name));
    } else if (other != NULL) {
        snprintf(reason + used, REASON - used, "; or %s, %.1f dB", name_of(other, name), other->sqnr);
    }
}

int candidates_recommend(const statistics *s, const evaluation result[CANDIDATES], double sqnr, char reason[REASON])
{
    int choice = -1;
    if (s->elements == 0) {
        snprintf(reason, REASON, "it has no elements");
        return -1;
    }
    if (s->nans > 0 || s->infinities > 0) {
        snprintf(reason, REASON, "NaNs: %" PRIu64 ", infinities: %" PRIu64 "; find where they come from first", s->nans,
                 s->infinities);
        return -1;
    }
    if (s->amax == 0) {
        snprintf(reason, REASON, "every element is zero");
        return -1;
    }
    for (int i = 0; i < CANDIDATES; i++) {
        const bool fewer = choice < 0 || candidate_bits(result[i].candidate) < candidate_bits(result[choice].candidate);
        choice = fewer && passes(&result[i], sqnr) ? i : choice;
    }
    if (choice >= 0) {
        say_choice(result, choice, sqnr, reason);
        return choice;
    }
    char phrase[PHRASE];
    say_failure(&result[1], phrase);
    snprintf(reason, REASON, "none of these: %s", phrase);
    return -1;
}
