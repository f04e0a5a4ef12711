/* SPDX-License-Identifier: Apache-2.0
 *
 * engines.c - two engines that compute the same network. See engines.h.
 */
#include "engines.h"

#include "numbers.h"
#include "pictures.h"

#include <math.h>

static const char *const names[ENGINE_FORMATS] = {"bf16", "fp16"};

enum { HIDDEN = 128 };

static void compare_first_layer(const double *a, const double *b, size_t count, engine_gap *gap)
{
    for (size_t i = 0; i < count; i++) {
        gap->flips += a[i] != b[i];
        gap->apart += fabs(a[i] - b[i]); /* the sum, so far */
    }
    gap->outputs += (int64_t)count;
}

static void compare_logits(const double *a, const double *b, size_t label, engine_gap *gap)
{
    bool differ = false;
    for (size_t j = 0; j < DIGITS_CLASSES; j++) {
        differ = differ || a[j] != b[j];
    }
    const double between =
        fabs(inference_log_probability(a, DIGITS_CLASSES, label) - inference_log_probability(b, DIGITS_CLASSES, label));
    gap->images++;
    gap->differ += differ;
    gap->mean += between; /* the sum, so far */
    gap->largest = fmax(gap->largest, between);
}

static engine_gap compare(const lesson *l, const trainer_config *config, const trainer_data *data, size_t first,
                          const float *trained, const hu_format *f, inference_order order)
{
    static double parameters[DIGITS_PARAMETERS];
    const inference_network whole = inference_network_of(config, data);
    const inference_network layer = {.layers = 1, .width = {DIGITS_PIXELS, HIDDEN}};
    const inference one = {f, INFERENCE_CHAIN};
    const inference other = {f, order};
    engine_gap gap = {0};
    for (size_t i = 0; i < DIGITS_PARAMETERS; i++) {
        parameters[i] = number_value(number_near(f, (double)trained[i]));
    }
    for (size_t image = first; image < data->images; image++) {
        double a[HIDDEN];
        double b[HIDDEN];
        inference_run(l, &layer, parameters, one, data, image, 1, a);
        inference_run(l, &layer, parameters, other, data, image, 1, b);
        compare_first_layer(a, b, HIDDEN, &gap);
        inference_run(l, &whole, parameters, one, data, image, 1, a);
        inference_run(l, &whole, parameters, other, data, image, 1, b);
        compare_logits(a, b, data->label[image], &gap);
    }
    gap.mean /= (double)gap.images;
    gap.apart /= gap.flips > 0 ? (double)gap.flips : 1;
    return gap;
}

void engines_compare(const lesson *l, const trainer_data *digits, uint64_t seed, engine_gaps *g)
{
    static float trained[DIGITS_PARAMETERS];
    trainer_config config = trainer_default_config();
    config.epochs = l->quick ? 8 : 30;
    config.seed = seed;
    trainer *t = run_trainer(l, digits, &config);
    for (int i = 0; i < config.epochs; i++) {
        trainer_epoch(t, NULL);
    }
    trainer_values(t, TRAINER_WEIGHTS, trained);
    trainer_free(t);
    for (int k = 0; k < ENGINE_FORMATS; k++) {
        const hu_format *f = hu_format_find(names[k]);
        const size_t some = l->quick ? digits->train : 0;
        lesson_progress(l, "two engines in %s, seed %llu", names[k], (unsigned long long)seed);
        g->of[HALVES_IN_FP32][k] = compare(l, &config, digits, 0, trained, f, INFERENCE_HALVES);
        g->of[HALVES_ROUNDED][k] = compare(l, &config, digits, some, trained, f, INFERENCE_ROUNDED_HALVES);
    }
    lesson_progress(l, NULL);
}

double engines_flips(const engine_gap *g)
{
    return 100 * (double)g->flips / (double)g->outputs;
}

void engines_print(lesson *l, const engine_gaps *g, int seeds)
{
    static const char *const labels[ENGINE_PAIRS] = {"FP32", "rounded"};
    const double full = g->of[HALVES_ROUNDED][ENGINE_BF16].mean;
    figure f = figure_begin(l, "gap", "seed,halves,format,images,images_differing,mean_gap,largest_gap");
    printf("  halves         images      first layer's   |log p - log p'|\n"
           "  meet in        differing   outputs, %%      mean\n");
    for (int e = 0; e < ENGINE_PAIRS; e++) {
        for (int k = 0; k < ENGINE_FORMATS; k++) {
            const engine_gap *x = &g->of[e][k];
            printf("  %-8s %s %5lld of %-5lld %10.3f     %7.1e  ", labels[e], names[k], (long long)x->differ,
                   (long long)x->images, engines_flips(x), x->mean);
            lesson_in(l, e == HALVES_ROUNDED ? LESSON_LOST : LESSON_HELD);
            picture_bar(l, fmin(x->mean, full), full, 20);
            lesson_plain(l);
            printf("\n");
        }
    }
    for (int i = 0; i < seeds * ENGINE_PAIRS * ENGINE_FORMATS; i++) {
        const int e = i / ENGINE_FORMATS % ENGINE_PAIRS;
        const int k = i % ENGINE_FORMATS;
        const int s = i / (ENGINE_PAIRS * ENGINE_FORMATS);
        const engine_gap *x = &g[s].of[e][k];
        figure_row(&f, "%llu,%s,%s,%lld,%lld,%.4g,%.4g", (unsigned long long)l->seed + (unsigned long long)s, labels[e],
                   names[k], (long long)x->images, (long long)x->differ, x->mean, x->largest);
    }
    figure_draw(l, &f,
                &(figure_picture){
                    "Two engines, one network: how far their probabilities are apart", "seed",
                    "mean of the difference of log p(label); zero is not drawn",
                    "set key above\nset logscale y\nset format y '%g'\nset xtics 1\nset offsets 0.3, 0.3\n"
                    "plot for [h in 'rounded FP32'] for [f in 'bf16 fp16'] CSV using (strcol(2) eq h && "
                    "strcol(3) eq f && $6 > 0 ? $1 : NaN):6 with points ps 1.2 title f.', halves '.(h eq 'FP32' ? "
                    "'in ' : '').h"});
}

run_spread engines_ratio(const engine_gaps *g, int seeds, engine_quantity quantity)
{
    double ratio[LESSON_SEEDS];
    for (int s = 0; s < seeds; s++) {
        const engine_gap *b = &g[s].of[HALVES_ROUNDED][ENGINE_BF16];
        const engine_gap *f = &g[s].of[HALVES_ROUNDED][ENGINE_FP16];
        ratio[s] = quantity == ENGINES_FLIPS   ? (double)b->flips / (double)f->flips
                   : quantity == ENGINES_APART ? b->apart / f->apart
                                               : b->mean / f->mean;
    }
    return run_spread_of(ratio, seeds);
}
