/* SPDX-License-Identifier: Apache-2.0
 *
 * The recommendation, and its reason in a sentence.
 */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

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

/* Every difference squared is below the smallest number of FP64, but there are some. */
static bool is_nearly_exact(const evaluation *e)
{
    return isinf(e->sqnr) && !e->exact;
}

static bool passes(const evaluation *e, double sqnr)
{
    return e->lost == 0 && !clips(e) && !loses(e) && e->sqnr >= sqnr;
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

static void say_quality(const evaluation *e, char *text, size_t size)
{
    if (e->exact) {
        snprintf(text, size, "is exact");
    } else if (is_nearly_exact(e)) {
        snprintf(text, size, "keeps more than %d dB", SQNR_MOST);
    } else {
        snprintf(text, size, "keeps %.1f dB", e->sqnr);
    }
}

/* "fp16 flushes 3.1 %", why it is not recommended. */
static void say_failure(const evaluation *e, char phrase[PHRASE])
{
    char name[NAME];
    name_of(e, name);
    if (e->lost > 0) {
        snprintf(phrase, PHRASE, "%s loses %" PRIu64 " to infinity or NaN", name, e->lost);
    } else if (clips(e)) {
        snprintf(phrase, PHRASE, "%s saturates %" PRIu64, name, e->saturated);
    } else if (loses(e)) {
        const double percent = 100 * (double)e->flushed / (double)e->numbers;
        snprintf(phrase, PHRASE, "%s flushes %.*g %%", name, percent < 10 ? 2 : 3, percent);
    } else {
        snprintf(phrase, PHRASE, "%s ", name);
        say_quality(e, phrase + strlen(phrase), PHRASE - strlen(phrase));
    }
}

/* Of the candidates with fewer bytes than the choice those with the most bits, and of these the one with the least
 * noise; NULL if there is none. */
static const evaluation *below(const evaluation result[CANDIDATES], int choice)
{
    const evaluation *best = NULL;
    int most = 0;
    for (int i = 0; i < CANDIDATES; i++) {
        const int own = candidate_bits(result[i].candidate);
        if (result[i].bytes < result[choice].bytes &&
            (best == NULL || own > most || (own == most && result[i].sqnr > best->sqnr))) {
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
    for (int i = choice + 1; i < CANDIDATES && !result[choice].exact; i++) {
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
    const evaluation *const fewer = below(result, choice);
    const evaluation *simpler = NULL;
    const evaluation *const other = better(result, choice, sqnr);
    for (int i = 0; i < choice && simpler == NULL; i++) {
        simpler = candidate_bits(result[i].candidate) == bits && !passes(&result[i], sqnr) ? &result[i] : NULL;
    }
    char name[NAME];
    char quality[NAME];
    char flushed[NAME] = "nothing";
    char saturated[NAME] = "nothing";
    char phrase[PHRASE] = "";
    say_quality(&result[choice], quality, sizeof quality);
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
    if (other != NULL) {
        say_quality(other, quality, sizeof quality);
        snprintf(reason + used, REASON - used, "; or %s, which %s", name_of(other, name), quality);
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
        const evaluation *const e = &result[i];
        const bool first = choice < 0 || e->bytes < result[choice].bytes ||
                           (e->bytes == result[choice].bytes && e->exact && !result[choice].exact);
        choice = first && passes(e, sqnr) ? i : choice;
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
