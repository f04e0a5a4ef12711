/* SPDX-License-Identifier: Apache-2.0
 *
 * What each path counts of numbers, and which of them it calls finite, against counting one number after the other; and
 * updates divided among threads.
 */
#include "shared.h"

#include "internal.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

enum { MOST = 1200 };

static const trainer_path paths[] = {TRAINER_PATH_SOFT,      TRAINER_PATH_PORTABLE, TRAINER_PATH_AVX2,
                                     TRAINER_PATH_AVX512,    TRAINER_PATH_NEON,     TRAINER_PATH_F16C,
                                     TRAINER_PATH_VDPBF16PS, TRAINER_PATH_BFDOT};
enum { PATHS = sizeof paths / sizeof *paths };

/* Kinds of numbers: as gradients are, zeros among them; subnormal ones too; and any code, of which one in eight is the
 * largest number or infinity, which no drawing would meet. */
enum { ORDINARY, SMALL, ANY, KINDS };

static float draw(int kind, uint64_t index)
{
    const uint64_t random = hu_random(check_seed(), 90, index);
    uint32_t code = (uint32_t)(random >> 8 & 0xFFFFFFFF);
    if (kind == ORDINARY) {
        code = (code & 0x807FFFFF) | (uint32_t)(100 + (random >> 40 & 15)) << 23;
    } else if (kind == SMALL) {
        code &= 0x817FFFFF;
    } else if (random >> 61 == 0) {
        code = (code & 0x80000000) | (0x7F7FFFFF + (uint32_t)(random >> 7 & 1));
    }
    return random >> 61 == 0 && kind != ANY ? 0.0F : hu_fp32_to_float((hu_fp32){code});
}

/* The binade by frexp, which knows subnormal numbers. */
static void count_one(trainer_histogram *h, float before, float after)
{
    if (isnan(before) || isinf(before)) {
        h->nonfinite++;
        return;
    }
    if (before == 0) {
        h->zero++;
        return;
    }
    int exponent;
    frexp((double)before, &exponent);
    h->finite++;
    h->binade[exponent - 1 - TRAINER_EXPONENT_MIN]++;
    h->flushed += after == 0 ? 1 : 0;
    h->overflowed += isfinite(after) ? 0 : 1;
    h->largest = fabsf(before) > h->largest ? fabsf(before) : h->largest;
}

static int check_counts(FILE *log, const trainer_kernels *k, int kind, size_t count, uint64_t index)
{
    float before[MOST] = {0};
    float after[MOST] = {0};
    float settled[MOST];
    trainer_histogram expected = {.finite = 7, .largest = 0x1p-140F};
    trainer_histogram found = expected;
    bool finite = true;
    bool canonical = true;
    for (size_t i = 0; i < count; i++) {
        before[i] = draw(kind, index + i);
        const bool kept = before[i] == 0 || !isfinite(before[i]); /* what rounding never changes */
        after[i] = kept ? before[i] : i % 5 == 0 ? 0.0F : i % 7 == 0 ? INFINITY : before[i];
        count_one(&expected, before[i], after[i]);
        finite = finite && isfinite(before[i]);
    }
    memcpy(settled, before, sizeof settled);
    k->observe(&found, true, before, after, count);
    const bool called_finite = k->settle(settled, count);
    for (size_t i = 0; i < count; i++) {
        const uint32_t code = isnan(before[i]) ? 0x7FC00000 : hu_fp32_from_float(before[i]).code;
        canonical = canonical && hu_fp32_from_float(settled[i]).code == code;
    }
    const float largest = k->largest(0x1p-140F, before, count);
    if (memcmp(&found, &expected, sizeof found) != 0 || called_finite != finite || !canonical ||
        largest != expected.largest) {
        fprintf(log,
                "observe: path %s, %zu numbers of kind %d from %" PRIu64
                ": finite %d, expected %d; canonical %d; largest "
                "%a, expected %a; zeros %" PRIu64 ", expected %" PRIu64 "; or other counts\n",
                k->name, count, kind, index, called_finite, finite, canonical, (double)largest,
                (double)expected.largest, found.zero, expected.zero);
        return 1;
    }
    return 0;
}

/* ---- Updates in threads ------------------------------------------------------------------------------------------ */

/* Weights that are more than a thread takes. */
static trainer_config wide_config(void)
{
    trainer_config c = trainer_default_config();
    c.hidden[0] = 1000;
    c.hidden[1] = 600;
    c.batch = 4;
    return c;
}

static uint64_t digest_after(FILE *log, trainer_config config, int threads)
{
    uint64_t digest = 0;
    config.threads = threads;
    trainer *t = trainer_new(&config, checked_digits(log));
    for (int i = 0; t != NULL && i < 3; i++) {
        trainer_step(t, NULL);
    }
    for (int role = 0; t != NULL && role <= TRAINER_COMPENSATION; role++) {
        digest = digest * 3 + trainer_digest(t, (trainer_role)role);
    }
    trainer_free(t);
    return digest;
}

static int check_threads(FILE *log)
{
    trainer_config configs[4] = {wide_config(), wide_config(), wide_config(), wide_config()};
    int failures = 0;
    configs[1].optimizer = TRAINER_ADAM;
    configs[1].weights = &trainer_fp16;
    configs[1].master = &trainer_fp32;
    configs[2].optimizer = TRAINER_ADAM;
    configs[2].optimizer_state = configs[2].weights = &trainer_bf16;
    configs[2].update = configs[2].state_rounding = TRAINER_STOCHASTIC;
    configs[3].weights = &trainer_bf16;
    configs[3].update = TRAINER_KAHAN;
    for (int i = 0; i < 4; i++) {
        const uint64_t expected = digest_after(log, configs[i], 1);
        const uint64_t found = digest_after(log, configs[i], 2);
        if (found != expected || expected == 0) {
            fprintf(log,
                    "observe: updates of policy %d by two threads: digest %016" PRIx64 ", expected %016" PRIx64 "\n", i,
                    found, expected);
            failures++;
        }
    }
    return failures;
}

long check_trainer_observe(void)
{
    enum { ROUNDS = 400 };
    int failures = 0;
    for (uint64_t round = 0; round < ROUNDS; round++) {
        const size_t count = (size_t)(hu_random(check_seed(), 91, round) % (round % 2 == 0 ? 40 : MOST + 1));
        for (int p = 0; p < PATHS && failures < 10; p++) {
            const trainer_kernels *k = trainer_find_kernels(paths[p]);
            if (k != NULL && check_dose()) {
                failures += check_counts(stderr, k, (int)(round % KINDS), count, round * MOST);
            }
        }
    }
    return failures + check_threads(stderr);
}
