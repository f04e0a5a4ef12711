/* SPDX-License-Identifier: Apache-2.0
 *
 * The decisions around a step: which images count as correctly classified, what hidden layers make of their sums, which
 * steps are skipped, and what is watched.
 */
#include "shared.h"

#include "internal.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

/* ---- Classification ---- */

enum { WEIGHTS = DIGITS_PIXELS * DIGITS_CLASSES, PARAMETERS = WEIGHTS + DIGITS_CLASSES };

typedef struct {
    int right, won, lost, nan; /* images: classified correctly; ties won and lost by the label; with a NaN */
} tally;

/* The logits by the definition: a chain of fused multiply-adds, the bias, one rounding to the activations' format. */
static void logits_of(const uint8_t *pixel, const float *w, const trainer_format *format, float z[DIGITS_CLASSES])
{
    const hu_env nearest = {.overflow = checked_overflow(format)};
    hu_fp32 a[DIGITS_PIXELS];
    for (int k = 0; k < DIGITS_PIXELS; k++) {
        a[k] = checked_stored(format, hu_fp32_from_float((float)pixel[k] / 16), nearest);
    }
    for (int j = 0; j < DIGITS_CLASSES; j++) {
        hu_env env = {0};
        hu_fp32 sum = {0};
        for (int k = 0; k < DIGITS_PIXELS; k++) {
            sum = hu_fp32_fma(a[k], hu_fp32_from_float(w[k * DIGITS_CLASSES + j]), sum, &env);
        }
        sum = hu_fp32_add(sum, hu_fp32_from_float(w[WEIGHTS + j]), &env);
        z[j] = hu_fp32_to_float(checked_stored(format, sum, nearest));
    }
}

/* The first of the largest logits must be the label's, and none may be NaN. */
static void count_image(tally *all, const float z[DIGITS_CLASSES], int label)
{
    int first = 0;
    int equal = 0;
    bool numbers = true;
    for (int j = 0; j < DIGITS_CLASSES; j++) {
        numbers = numbers && !isnan(z[j]);
        first = z[j] > z[first] ? j : first;
    }
    for (int j = 0; j < DIGITS_CLASSES; j++) {
        equal += z[j] == z[first];
    }
    all->nan += !numbers;
    all->right += numbers && first == label;
    all->won += numbers && equal > 1 && first == label;
    all->lost += numbers && equal > 1 && first != label && z[label] == z[first];
}

static int compare_accuracy(FILE *log, const trainer_format *weights, const trainer_format *activations, float rate,
                            trainer_path path, tally *sum)
{
    const trainer_data *data = checked_digits(log);
    trainer_config config = trainer_default_config();
    config.hidden_layers = 0;
    config.split = TRAINER_SPLIT_LAST;
    config.weights = weights;
    config.activations = activations;
    config.learning_rate = rate;
    config.path = path;
    trainer *t = data != NULL ? trainer_new(&config, data) : NULL;
    if (t == NULL) {
        return 1;
    }
    int failures = 0;
    for (int round = 0; round < 2; round++) {
        float w[PARAMETERS];
        tally all = {.right = 0};
        trainer_values(t, TRAINER_WEIGHTS, w);
        for (uint32_t i = data->train; i < data->images; i++) {
            float z[DIGITS_CLASSES];
            logits_of(data->pixel + i * DIGITS_PIXELS, w, activations, z);
            count_image(&all, z, data->label[i]);
        }
        const double found = trainer_accuracy(t);
        if (found != (double)all.right / DIGITS_TEST) {
            fprintf(log, "accuracy with %s: %.0f of 360 images, expected %d\n", trainer_format_name(activations),
                    found * DIGITS_TEST, all.right);
            failures++;
        }
        sum->won += all.won;
        sum->lost += all.lost;
        sum->nan += all.nan;
        trainer_step(t, NULL);
    }
    trainer_free(t);
    return failures;
}

/* Without weights, the logits are the biases: every image is taken for the class of the last one, so that all images of
 * this class are right, the first and the last of the test set among them. */
static int answer_always(FILE *log, int batch)
{
    const trainer_data *data = checked_digits(log);
    trainer_config config = trainer_default_config();
    config.hidden_layers = 0;
    config.split = TRAINER_SPLIT_LAST;
    config.batch = batch;
    trainer *t = data != NULL ? trainer_new(&config, data) : NULL;
    if (t == NULL) {
        return 1;
    }
    const uint8_t answer = data->label[data->images - 1];
    int right = 0;
    for (uint32_t i = data->train; i < data->images; i++) {
        right += data->label[i] == answer;
    }
    memset(t->weights.codes, 0, t->weights.count * sizeof(float));
    trainer_store_code(&trainer_fp32, t->weights.codes, t->layer[0].biases + answer, 0x3F800000);
    const double found = trainer_accuracy(t);
    trainer_free(t);
    if (found != (double)right / DIGITS_TEST) {
        fprintf(log, "always %d, batch %d: %.0f of 360 images right, expected %d\n", answer, batch, found * DIGITS_TEST,
                right);
        return 1;
    }
    return 0;
}

/* The accuracy, image by image from the weights, including ties and NaN among the logits. */
long check_trainer_classification(void)
{
    FILE *const log = stderr;
    static const trainer_path paths[] = {TRAINER_PATH_SOFT, TRAINER_PATH_AUTO};
    int failures = answer_always(log, 32) + answer_always(log, 359) + answer_always(log, 360) + answer_always(log, 361);
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        tally ties = {.right = 0};
        tally nans = {.right = 0};
        failures += compare_accuracy(log, &trainer_fp32, &trainer_e5m2, 0.1F, paths[i], &ties);
        failures +=
            compare_accuracy(log, &trainer_fp32, &trainer_e4m3, 1e6F, paths[i], &ties); /* logits that saturate */
        failures += compare_accuracy(log, &trainer_fp16, &trainer_fp16, 1e7F, paths[i], &nans); /* infinite weights */
        if (ties.won == 0 || ties.lost == 0 || nans.nan == 0) {
            fprintf(log, "classification: no tie won (%d) or lost (%d) by the label, or no NaN (%d)\n", ties.won,
                    ties.lost, nans.nan);
            failures++;
        }
    }
    return failures;
}

/* ---- Hidden layers ---- */

enum { UNITS = 4 };

/* An image whose last pixel is 1 of 16. */
static uint32_t image_with_a_last_pixel(const trainer_data *data)
{
    uint32_t image = 0;
    while (image + 1 < data->images && data->pixel[(size_t)(image + 1) * DIGITS_PIXELS - 1] != 1) {
        image++;
    }
    return image;
}

/* A step of a network whose hidden units have these biases, and no weights but one: that of the last unit for the last
 * pixel is the smallest negative number. `last` is a bias of the logits. Compares what the layer stores, and the loss,
 * which is NaN. */
static long compare_hidden(trainer *t, uint32_t image, const uint32_t *biases, const uint32_t *stored, uint32_t last)
{
    long failures = 0;
    memset(t->weights.codes, 0, t->weights.count * sizeof(float));
    trainer_store_code(&trainer_fp32, t->weights.codes, t->layer[0].biases - 1, 0x80000001);
    for (size_t i = 0; i < UNITS; i++) {
        trainer_store_code(&trainer_fp32, t->weights.codes, t->layer[0].biases + i, biases[i]);
    }
    trainer_store_code(&trainer_fp32, t->weights.codes, t->layer[1].biases, last);
    const uint32_t loss = hu_fp32_from_float(trainer_step_on(t, &image, NULL).loss).code;
    for (size_t i = 0; i < UNITS; i++) {
        const uint32_t found = trainer_load_code(&trainer_fp32, t->activation[1].codes, i);
        if (found != stored[i]) {
            fprintf(stderr, "hidden unit %zu: %08" PRIX32 ", expected %08" PRIX32 "\n", i, found, stored[i]);
            failures++;
        }
    }
    if (loss != 0x7FC00000) {
        fprintf(stderr, "a NaN among the logits: the loss is %08" PRIX32 ", expected 7FC00000\n", loss);
        failures++;
    }
    return failures;
}

/* Of sums that are NaN or infinity, -1, 2 and -0 a hidden layer stores NaN or infinity, +0, 2 and +0. An infinite logit
 * less itself is a NaN, which x86 makes a negative one; the loss is the positive NaN. */
long check_trainer_hidden_layer(void)
{
    static const uint32_t biases[][UNITS] = {{0x7FC00000, 0xBF800000, 0x40000000, 0x80000000},
                                             {0x7F800000, 0xBF800000, 0x40000000, 0x80000000},
                                             {0x3F800000, 0xBF800000, 0x40000000, 0x80000000}};
    static const uint32_t stored[][UNITS] = {
        {0x7FC00000, 0, 0x40000000, 0}, {0x7F800000, 0, 0x40000000, 0}, {0x3F800000, 0, 0x40000000, 0}};
    static const uint32_t logit_bias[] = {0, 0, 0x7F800000};
    static const trainer_path paths[] = {TRAINER_PATH_SOFT, TRAINER_PATH_PORTABLE, TRAINER_PATH_AUTO};
    const trainer_data *data = checked_digits(stderr);
    long failures = data == NULL;
    for (size_t i = 0; i < 3 * sizeof paths / sizeof *paths && data != NULL; i++) {
        trainer_config config = trainer_default_config();
        config.hidden_layers = 1;
        config.hidden[0] = UNITS;
        config.batch = 1;
        config.path = paths[i / 3];
        trainer *t = trainer_new(&config, data);
        failures += t == NULL ? 1
                              : compare_hidden(t, image_with_a_last_pixel(data), biases[i % 3], stored[i % 3],
                                               logit_bias[i % 3]);
        trainer_free(t);
    }
    return failures;
}

/* ---- A loss scale of nearly 0 ---- */

enum { SIDE = 8, PIXELS = SIDE * SIDE };

/* A white image of class 0 and a black one of class 1, for training and for the test. */
static bool black_and_white(FILE *log, trainer_data *d)
{
    char error[TRAINER_ERROR_SIZE];
    *d = (trainer_data){.images = 4, .train = 2, .inputs = PIXELS, .classes = 2, .white = 256};
    if (!trainer_data_take(d, "black and white", error)) {
        fprintf(log, "%s\n", error);
        return false;
    }
    for (uint32_t i = 0; i < d->images; i++) {
        memset(d->pixel + i * PIXELS, i % 2 == 0 ? 255 : 0, PIXELS);
        d->label[i] = i % 2;
    }
    trainer_data_seal(d);
    return true;
}

static int expect_step(FILE *log, trainer *t, uint32_t image, float scale, bool skipped)
{
    const uint64_t before = trainer_digest(t, TRAINER_WEIGHTS);
    const trainer_step_report report = trainer_step_on(t, &image, NULL);
    const bool kept = trainer_digest(t, TRAINER_WEIGHTS) == before;
    if (report.scale == scale && report.skipped == skipped && kept == skipped) {
        return 0;
    }
    fprintf(log, "a scale of %a instead of %a: the step is %s, the weights are %s\n", (double)report.scale,
            (double)scale, report.skipped ? "skipped" : "taken", kept ? "kept" : "changed");
    return 1;
}

/* A first step makes the weights so large that the white image's logits are infinite and its gradients NaN, which
 * halves the scale S. The logits of the black image are the biases, and its gradients are finite for every S. But 2^k /
 * S is infinite from S = 2^(k - 128) on, so its step must be skipped too. */
long check_trainer_vanished_scale(void)
{
    FILE *const log = stderr;
    enum { WHITE, BLACK, EXPONENT = 60 };
    trainer_config config = trainer_default_config();
    trainer_data data;
    config.hidden_layers = 0;
    config.batch = 1;
    config.learning_rate = 1e38F;
    config.split = TRAINER_SPLIT_LAST;
    config.scaling = TRAINER_SCALE_DYNAMIC;
    config.loss_scale = 0x1p-60F;
    config.loss_exponent = EXPONENT;
    trainer *t = black_and_white(log, &data) ? trainer_new(&config, &data) : NULL;
    int failures = t == NULL;
    if (t != NULL) {
        failures += expect_step(log, t, WHITE, 0x1p-60F, false);
        for (int e = -60; e >= -149; e--) {
            failures += e == -67 ? expect_step(log, t, BLACK, 0x1p-67F, false) : 0;
            failures += expect_step(log, t, e < -67 ? BLACK : WHITE, ldexpf(1, e), true);
        }
        failures += expect_step(log, t, BLACK, 0, true) + expect_step(log, t, WHITE, 0, true);
    }
    trainer_free(t);
    trainer_data_free(&data);
    return failures;
}

/* ---- Watching ---- */

typedef struct {
    int begun, ended, nested; /* nested: begun or ended in the wrong order */
} calls;

static void note(void *context, bool begins)
{
    calls *c = context;
    c->nested += c->begun != c->ended + !begins;
    c->begun += begins;
    c->ended += !begins;
}

/* Three layers have three forward products, three for the gradients of their weights, and two for those of the inputs
 * of all layers but the first. The middle one of three steps is watched. */
long check_trainer_watch(void)
{
    FILE *const log = stderr;
    enum { PRODUCTS = 3 + 3 + 2 };
    const trainer_data *data = checked_digits(log);
    const trainer_config config = trainer_default_config();
    trainer *watched = data != NULL ? trainer_new(&config, data) : NULL;
    trainer *other = data != NULL ? trainer_new(&config, data) : NULL;
    calls c = {0};
    int failures = watched == NULL || other == NULL;
    for (int step = 0; step < 3 && failures == 0; step++) {
        trainer_watch_products(watched, step == 1 ? note : NULL, &c);
        trainer_step(watched, NULL);
        trainer_step(other, NULL);
    }
    if (failures == 0 && (c.begun != PRODUCTS || c.ended != PRODUCTS || c.nested != 0)) {
        fprintf(log, "watched: %d products begun, %d ended, %d out of turn; expected 8, 8, 0\n", c.begun, c.ended,
                c.nested);
        failures++;
    }
    if (failures == 0 && trainer_digest(watched, TRAINER_WEIGHTS) != trainer_digest(other, TRAINER_WEIGHTS)) {
        fprintf(log, "watched: other weights than unwatched\n");
        failures++;
    }
    trainer_free(watched);
    trainer_free(other);
    return failures;
}
