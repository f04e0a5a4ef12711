/* SPDX-License-Identifier: Apache-2.0
 *
 * The statistics of a step against independent counts, those of counts.h.
 */
#include "counts.h"
#include "shared.h"

#include "internal.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

static const uint32_t images[BATCH] = {0, 1, 2, 3, 500, 1000, 1500, 1795, 1796};

/* Numbers that no step of these networks has: zeros of both signs, the smallest, the largest, infinities and NaN. */
static int check_ends(FILE *log)
{
    static const float before[] = {0.0F, -0.0F, 0x1p-149F, -0x1p-149F, 0x1.FFFFFEp127F, INFINITY, -INFINITY, NAN};
    enum { COUNT = sizeof before / sizeof *before };
    float after[COUNT];
    trainer_histogram expected = {.zero = 0};
    trainer_histogram found = {.zero = 0};
    for (size_t i = 0; i < COUNT; i++) {
        const hu_env env = {.overflow = HU_OVERFLOW_NONE};
        after[i] = hu_fp32_to_float(checked_stored(&trainer_bf16, hu_fp32_from_float(before[i]), env));
        count_gradient(&expected, before[i], &trainer_bf16);
    }
    trainer_find_kernels(TRAINER_PATH_SOFT)->observe(&found, true, before, after, COUNT);
    const bool same = memcmp(&found, &expected, sizeof found) == 0 && found.zero == 2 && found.nonfinite == 3;
    if (!same) {
        fprintf(log, "the ends of FP32: %" PRIu64 " zeros and %" PRIu64 " nonfinite, expected 2 and 3\n", found.zero,
                found.nonfinite);
    }
    return !same;
}

static int compare_histograms(FILE *log, const char *what, const trainer_histogram *found,
                              const trainer_histogram *expected)
{
    int failures = 0;
    for (int i = 0; i < TRAINER_BINADES; i++) {
        failures += found->binade[i] != expected->binade[i];
    }
    failures +=
        found->finite != expected->finite || found->zero != expected->zero || found->nonfinite != expected->nonfinite;
    failures += found->flushed != expected->flushed || found->overflowed != expected->overflowed;
    failures += found->largest != expected->largest;
    if (failures != 0) {
        fprintf(log,
                "%s: zero, nonfinite, flushed, overflowed, largest: %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64
                " %a, expected %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 " %a; or binades\n",
                what, found->zero, found->nonfinite, found->flushed, found->overflowed, (double)found->largest,
                expected->zero, expected->nonfinite, expected->flushed, expected->overflowed,
                (double)expected->largest);
    }
    return failures;
}

static int compare(FILE *log, const char *name, const trainer_statistics *found, const trainer_statistics *expected)
{
    int failures = compare_histograms(log, "logits", &found->logit_gradients, &expected->logit_gradients);
    failures += compare_histograms(log, "hidden", &found->hidden_gradients, &expected->hidden_gradients);
    failures += compare_histograms(log, "weights", &found->weight_gradients, &expected->weight_gradients);
    if (found->updates != expected->updates || found->updates_lost != expected->updates_lost ||
        found->delivered != expected->delivered || found->intended != expected->intended ||
        found->largest_activation != expected->largest_activation ||
        found->largest_weight != expected->largest_weight) {
        fprintf(log,
                "updates %" PRIu64 ", lost %" PRIu64 ", delivered %a, intended %a, largest activation %a, weight %a; "
                "expected %" PRIu64 ", %" PRIu64 ", %a, %a, %a, %a\n",
                found->updates, found->updates_lost, found->delivered, found->intended,
                (double)found->largest_activation, (double)found->largest_weight, expected->updates,
                expected->updates_lost, expected->delivered, expected->intended, (double)expected->largest_activation,
                (double)expected->largest_weight);
        failures++;
    }
    if (failures != 0) {
        fprintf(log, "these are the statistics of %s\n", name);
    }
    return failures;
}

/* The step twice, from the start: statistics accumulate. */
static int check_step(FILE *log, const char *name, const trainer_config *config, trainer_statistics *expected)
{
    trainer_statistics found = {.wanted = TRAINER_COUNT_ALL};
    trainer_config wide = *config;
    wide.gradients = &trainer_fp32;
    int failures = 0;
    for (int round = 0; round < 2 && failures == 0; round++) {
        trainer *t = trainer_new(config, checked_digits(log));
        trainer *exact = trainer_new(&wide, checked_digits(log));
        float weights[PARAMETERS];
        failures += t == NULL || exact == NULL || trainer_parameters(t) != PARAMETERS;
        if (failures == 0) {
            trainer_values(t, TRAINER_WEIGHTS, weights);
            const trainer_step_report report = trainer_step_on(t, images, &found);
            trainer_step_on(exact, images, NULL);
            count_gradients(t, exact, weights, expected);
            if (!report.skipped) {
                count_updates(t, weights, report.scale, expected);
            }
            expected->largest_activation = largest_activation(t);
        }
        trainer_free(t);
        trainer_free(exact);
    }
    return failures + compare(log, name, &found, expected);
}

/* The largest activation before rounding, which E4M3 would change. The inputs are exact in E4M3, so the FP32 trainer
 * has the logits. */
static int check_largest_activation(FILE *log)
{
    trainer_config config = trainer_default_config();
    config.hidden_layers = 0;
    config.batch = BATCH;
    trainer *wide = trainer_new(&config, checked_digits(log));
    config.activations = &trainer_e4m3;
    trainer *narrow = trainer_new(&config, checked_digits(log));
    int failures = wide == NULL || narrow == NULL;
    if (failures == 0) {
        trainer_statistics statistics = {.wanted = TRAINER_COUNT_LARGEST};
        trainer_step_on(wide, images, NULL);
        trainer_step_on(narrow, images, &statistics);
        const float largest = largest_activation(wide);
        if (statistics.largest_activation != largest || largest == largest_activation(narrow)) {
            fprintf(log, "largest activation before rounding: %a, expected %a; after it %a\n",
                    (double)statistics.largest_activation, (double)largest, (double)largest_activation(narrow));
            failures++;
        }
    }
    trainer_free(wide);
    trainer_free(narrow);
    return failures;
}

/* The counts of a step with all statistics wanted, reduced to those wanted here. */
static trainer_statistics only(const trainer_statistics *all, uint32_t wanted)
{
    trainer_statistics s = {.wanted = wanted};
    trainer_histogram *const to[] = {&s.logit_gradients, &s.hidden_gradients, &s.weight_gradients};
    const trainer_histogram *const from[] = {&all->logit_gradients, &all->hidden_gradients, &all->weight_gradients};
    for (size_t i = 0; i < 3; i++) {
        if ((wanted & 1U << i) != 0) {
            *to[i] = *from[i];
        }
        if ((wanted & TRAINER_COUNT_BINADES) == 0) {
            memset(to[i]->binade, 0, sizeof to[i]->binade);
        }
    }
    s.updates = (wanted & TRAINER_COUNT_UPDATES) != 0 ? all->updates : 0;
    s.updates_lost = (wanted & TRAINER_COUNT_UPDATES) != 0 ? all->updates_lost : 0;
    s.delivered = (wanted & TRAINER_COUNT_DELIVERY) != 0 ? all->delivered : 0;
    s.intended = (wanted & TRAINER_COUNT_DELIVERY) != 0 ? all->intended : 0;
    s.largest_activation = (wanted & TRAINER_COUNT_LARGEST) != 0 ? all->largest_activation : 0;
    s.largest_weight = (wanted & TRAINER_COUNT_LARGEST) != 0 ? all->largest_weight : 0;
    return s;
}

/* Every set of wanted statistics gives the same counts as all of them do, and nothing else; training is unaffected. */
static int check_wanted(FILE *log)
{
    trainer_config config = trainer_default_config();
    config.weights = config.gradients = &trainer_e4m3;
    config.hidden[0] = HIDDEN_1;
    config.hidden[1] = HIDDEN_2;
    config.batch = BATCH;
    trainer_statistics all = {.wanted = TRAINER_COUNT_ALL};
    uint64_t digest = 0;
    int failures = 0;
    for (uint32_t wanted = TRAINER_COUNT_ALL; wanted > 0 && failures == 0; wanted--) {
        trainer_statistics found = {.wanted = wanted};
        trainer *t = trainer_new(&config, checked_digits(log));
        if (t == NULL) {
            return 1;
        }
        trainer_step_on(t, images, &found);
        all = wanted == TRAINER_COUNT_ALL ? found : all;
        digest = wanted == TRAINER_COUNT_ALL ? trainer_digest(t, TRAINER_WEIGHTS) : digest;
        const trainer_statistics expected = only(&all, wanted);
        failures += compare(log, "a step in which some is wanted", &found, &expected);
        failures += trainer_digest(t, TRAINER_WEIGHTS) != digest;
        trainer_free(t);
        if (failures != 0) {
            fprintf(log, "wanted: %" PRIu32 "\n", wanted);
        }
    }
    return failures;
}

/* inf - inf has different signs on x86 and ARM, and a checkpoint would show it. An update of an infinite weight leaves
 * it infinite. */
static int check_nan_sign(FILE *log)
{
    const trainer_statistics minus = {.delivered = -INFINITY, .intended = -INFINITY};
    trainer_statistics sum = {.delivered = INFINITY, .intended = INFINITY};
    trainer_statistics observed = {.wanted = TRAINER_COUNT_DELIVERY};
    float weights[] = {INFINITY, -INFINITY};
    const float gradients[] = {1, 1};
    update_task task = {
        .count = 2,
        .target_format = &trainer_fp32,
        .gradient_format = &trainer_fp32,
        .target = (uint8_t *)weights,
        .gradients = (const uint8_t *)gradients,
        .unscale = 1,
        .learning_rate = 1,
        .statistics = &observed,
    };
    trainer_statistics_add(&sum, &minus);
    trainer_find_kernels(TRAINER_PATH_AUTO)->update(&task);
    const double sums[] = {sum.delivered, sum.intended, observed.delivered};
    int failures = 0;
    for (size_t i = 0; i < sizeof sums / sizeof *sums; i++) {
        uint64_t code;
        memcpy(&code, &sums[i], sizeof code);
        if (code != 0x7FF8000000000000) {
            fprintf(log, "statistics: sum %zu of infinities is %016" PRIx64 ", expected the positive NaN\n", i, code);
            failures++;
        }
    }
    return failures;
}

/* The statistics of a step, counted from its tensors. */
long check_trainer_statistics(void)
{
    FILE *const log = stderr;
    static const struct {
        const char *name;
        const trainer_format *weights, *gradients;
        float scale;
        int loss_exponent;
    } steps[] = {
        {"fp32", &trainer_fp32, &trainer_fp32, 1, 0},
        {"bf16 weights", &trainer_bf16, &trainer_fp32, 1, 0},
        {"fp16 gradients that are flushed", &trainer_fp16, &trainer_fp16, 1, 16},
        {"e5m2 gradients", &trainer_bf16, &trainer_e5m2, 256, 3},
        {"e4m3 gradients that are flushed", &trainer_e4m3, &trainer_e4m3, 1, 0},
        {"e4m3 gradients that overflow", &trainer_fp32, &trainer_e4m3, 8192, 0},
        {"fp16 gradients that overflow", &trainer_fp32, &trainer_fp16, 0x1p21F, 0},
        {"fp32 gradients that are flushed", &trainer_fp32, &trainer_fp32, 0x1p-60F, 60},
    };
    trainer_histogram all = {.zero = 0};
    uint64_t lost = 0;
    int failures = checked_digits(log) == NULL;
    for (size_t i = 0; failures == 0 && i < sizeof steps / sizeof *steps; i++) {
        trainer_config config = trainer_default_config();
        trainer_statistics expected = {.updates = 0};
        config.hidden[0] = HIDDEN_1;
        config.hidden[1] = HIDDEN_2;
        config.batch = BATCH;
        config.weights = steps[i].weights;
        config.gradients = steps[i].gradients;
        config.scaling = TRAINER_SCALE_STATIC;
        config.loss_scale = steps[i].scale;
        config.loss_exponent = steps[i].loss_exponent;
        failures += check_step(log, steps[i].name, &config, &expected);
        all.zero += expected.weight_gradients.zero;
        all.nonfinite += expected.weight_gradients.nonfinite;
        all.flushed += expected.weight_gradients.flushed;
        all.overflowed += expected.weight_gradients.overflowed;
        lost += expected.updates_lost;
    }
    if (failures == 0 &&
        (all.zero == 0 || all.nonfinite == 0 || all.flushed == 0 || all.overflowed == 0 || lost == 0)) {
        fprintf(log,
                "statistics: %" PRIu64 " zeros, %" PRIu64 " nonfinite, %" PRIu64 " flushed, %" PRIu64
                " overflowed, %" PRIu64 " updates lost: expected some of each\n",
                all.zero, all.nonfinite, all.flushed, all.overflowed, lost);
        failures++;
    }
    return failures + check_ends(log) + check_largest_activation(log) + check_wanted(log) + check_nan_sign(log);
}
