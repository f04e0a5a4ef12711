/* SPDX-License-Identifier: Apache-2.0
 *
 * A path and its soft twin give the same bits: under many policies, with several threads, and with exact scaling.
 */
#include "shared.h"

#include "internal.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* ---- Training ---- */

enum { SAMPLES = 128, ROLES = TRAINER_COMPENSATION + 1, SMALLEST_BATCH = 7 };
enum { LONGEST = 3 * DIGITS_TRAIN / SMALLEST_BATCH };

typedef struct {
    int steps, skipped; /* 0 steps: there is no trainer */
    uint32_t loss[LONGEST];
    uint64_t digest[ROLES];
} outcome;

/* Trains on `samples` images. */
static outcome run(trainer *t, int samples)
{
    outcome o = {0};
    for (; t != NULL && (o.steps + 1) * trainer_configuration(t)->batch <= samples; o.steps++) {
        const trainer_step_report report = trainer_step(t, NULL);
        o.loss[o.steps] = hu_fp32_from_float(report.loss).code;
        o.skipped += report.skipped;
    }
    for (int role = 0; t != NULL && role < ROLES; role++) {
        o.digest[role] = trainer_digest(t, (trainer_role)role);
    }
    return o;
}

static outcome train(const trainer_config *config, const trainer_data *data, int samples)
{
    trainer *t = trainer_new(config, data);
    const outcome o = run(t, samples);
    trainer_free(t);
    return o;
}

static int compare_outcomes(FILE *log, const char *what, const outcome *expected, const outcome *found)
{
    int failures = 0;
    if (found->steps == 0 || found->steps != expected->steps) {
        fprintf(log, "%s: %d steps, expected %d\n", what, found->steps, expected->steps);
        return 1;
    }
    for (int i = 0; i < found->steps && failures == 0; i++) { /* one lost bit changes everything after it */
        if (found->loss[i] != expected->loss[i]) {
            fprintf(log, "%s: loss of step %d: %08" PRIx32 ", expected %08" PRIx32 "\n", what, i, found->loss[i],
                    expected->loss[i]);
            failures++;
        }
    }
    for (int role = 0; role < ROLES; role++) {
        if (found->digest[role] != expected->digest[role]) {
            fprintf(log, "%s: digest of role %d: %016" PRIx64 ", expected %016" PRIx64 "\n", what, role,
                    found->digest[role], expected->digest[role]);
            failures++;
        }
    }
    return failures;
}

typedef struct {
    const char *name;
    trainer_config config;
    int skipped; /* the least number of steps that must overflow */
} policy;

/* Compares the paths of a list, which ends with AUTO, with a soft path under a policy. */
static int compare_paths(FILE *log, const policy *p, trainer_path soft, const trainer_path *paths,
                         const trainer_data *data, int samples)
{
    if (!check_dose()) {
        return 0;
    }
    trainer_config config = p->config;
    config.path = soft;
    const outcome expected = train(&config, data, samples);
    int failures = 0;
    if (expected.steps == 0 || expected.skipped < p->skipped) {
        fprintf(log, "%s: %d steps, %d skipped, expected %d or more\n", p->name, expected.steps, expected.skipped,
                p->skipped);
        failures++;
    }
    for (; *paths != TRAINER_PATH_AUTO; paths++) {
        char what[80];
        config.path = *paths;
        snprintf(what, sizeof what, "%s, %s and %s", p->name, trainer_path_name(soft), trainer_path_name(*paths));
        if (trainer_path_twin(*paths) != soft) {
            fprintf(log, "%s: not twins\n", what);
            failures++;
        } else if (trainer_find_kernels(*paths) == NULL) {
            fprintf(log, "%s: SKIP, this build and machine have no %s path\n", what, trainer_path_name(*paths));
        } else {
            const outcome found = train(&config, data, samples);
            failures += compare_outcomes(log, what, &expected, &found);
        }
    }
    return failures;
}

static const trainer_path fp32_paths[] = {TRAINER_PATH_PORTABLE, TRAINER_PATH_FP64, TRAINER_PATH_AVX2,
                                          TRAINER_PATH_AVX512,   TRAINER_PATH_NEON, TRAINER_PATH_AUTO};

static trainer_config all_in(const trainer_format *format)
{
    trainer_config c = trainer_default_config();
    c.weights = c.activations = c.gradients = c.optimizer_state = format;
    return c;
}

static policy fp16_policy(void)
{
    policy p = {"fp16, adam, dynamic scale", all_in(&trainer_fp16), 2};
    p.config.master = &trainer_fp32;
    p.config.optimizer = TRAINER_ADAM;
    p.config.learning_rate = 1e-3F;
    p.config.scaling = TRAINER_SCALE_DYNAMIC;
    p.config.loss_scale = 0x1p24F; /* too large: the first steps overflow */
    return p;
}

/* The batch is odd: a chain over it ends with half a pair. */
static policy pairs_policy(void)
{
    policy p = {"bf16, sgd, fp32 master", all_in(&trainer_bf16), 0};
    p.config.master = &trainer_fp32;
    p.config.batch = SMALLEST_BATCH;
    return p;
}

static int compare_bf16(FILE *log, const trainer_data *data, int samples)
{
    policy p = {"bf16, adam, stochastic", all_in(&trainer_bf16), 0};
    p.config.optimizer = TRAINER_ADAM;
    p.config.update = TRAINER_STOCHASTIC;
    int failures = compare_paths(log, &p, TRAINER_PATH_SOFT, fp32_paths, data, samples);
    p.name = "bf16, adam, kahan";
    p.config.update = TRAINER_KAHAN;
    failures += compare_paths(log, &p, TRAINER_PATH_SOFT, fp32_paths, data, samples);
    return failures;
}

static int compare_fp32(FILE *log, const trainer_data *data, int samples)
{
    policy p = {"fp32, sgd", trainer_default_config(), 0};
    int failures = compare_paths(log, &p, TRAINER_PATH_SOFT, fp32_paths, data, samples);
    const policy fp16 = fp16_policy();
    failures += compare_paths(log, &fp16, TRAINER_PATH_SOFT, fp32_paths, data, samples);
    failures += compare_bf16(log, data, samples);

    p.name = "e4m3 and e5m2, fp16 master";
    p.config.weights = p.config.activations = &trainer_e4m3;
    p.config.gradients = &trainer_e5m2;
    p.config.master = &trainer_fp16;
    p.config.update = TRAINER_STOCHASTIC;
    failures += compare_paths(log, &p, TRAINER_PATH_SOFT, fp32_paths, data, samples);
    const trainer_gradient_rounding roundings[] = {TRAINER_GRADIENTS_STOCHASTIC, TRAINER_GRADIENTS_STOCHASTIC_LOGITS,
                                                   TRAINER_GRADIENTS_BALANCED_LOGITS};
    for (size_t i = 0; i < sizeof roundings / sizeof *roundings; i++) {
        policy rounded = {"gradients rounded otherwise", p.config, 0};
        rounded.config.gradient_rounding = roundings[i];
        failures += compare_paths(log, &rounded, TRAINER_PATH_SOFT, fp32_paths, data, samples / 4);
    }
    p.name = "e4m3 in place, saturating";
    p.config.master = NULL;
    p.config.learning_rate = 100; /* weights and activations saturate */
    p.skipped = 1;
    failures += compare_paths(log, &p, TRAINER_PATH_SOFT, fp32_paths, data, samples);

    for (const trainer_format *const *narrow = trainer_formats + 1; *narrow != NULL; narrow++) {
        policy sums = {trainer_format_name(*narrow), trainer_default_config(), 0};
        sums.config.batch = SMALLEST_BATCH; /* not a multiple of any vector length */
        sums.config.accumulator = *narrow;
        failures += compare_paths(log, &sums, TRAINER_PATH_SOFT, fp32_paths, data, samples / 4);
    }
    return failures;
}

/* The table of REFERENCE.md, whether or not this machine has the paths. */
long check_trainer_twins(void)
{
    static const trainer_path pairs[] = {TRAINER_PATH_VDPBF16PS, TRAINER_PATH_SOFT_VDPBF16PS, TRAINER_PATH_BFDOT,
                                         TRAINER_PATH_SOFT_BFDOT};
    long failures = 0;
    for (int path = 0; path < TRAINER_PATHS; path++) {
        trainer_path twin = TRAINER_PATH_SOFT;
        for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
            twin = pairs[i] == (trainer_path)path ? pairs[i | 1] : twin;
        }
        const bool chosen_by_machine = path == TRAINER_PATH_BF16;
        failures += !chosen_by_machine && trainer_path_twin((trainer_path)path) != twin;
    }
    const bool arm = trainer_find_kernels(TRAINER_PATH_BFDOT) != NULL;
    return failures + (trainer_path_twin(TRAINER_PATH_BF16) != pairs[arm ? 3 : 1]);
}

/* A single path under a policy that it supports. */
static int compare_path(FILE *log, trainer_path path, policy p, int samples)
{
    const trainer_path paths[] = {path, TRAINER_PATH_AUTO};
    const trainer_data *data = checked_digits(log);
    if (data == NULL) {
        return 1;
    }
    if (trainer_find_kernels(path) == NULL) {
        fprintf(log, "SKIP, this build and machine have no %s path\n", trainer_path_name(path));
        return CHECK_SKIPPED;
    }
    return compare_paths(log, &p, trainer_path_twin(path), paths, data, samples);
}

/* 128 images, under every policy of a list: on portable, fp64, avx2, avx512 and neon (those that this machine has), the
 * digests of all tensors and the losses equal soft's. */
long check_trainer_paths(void)
{
    FILE *const log = stderr;
    const trainer_data *data = checked_digits(log);
    return data == NULL ? 1 : compare_fp32(log, data, SAMPLES);
}

/* The same for f16c and soft, vdpbf16ps and its twin, bfdot and its twin, under one policy each. */
long check_trainer_f16c(void)
{
    FILE *const log = stderr;
    return compare_path(log, TRAINER_PATH_F16C, fp16_policy(), SAMPLES);
}

long check_trainer_vdpbf16ps(void)
{
    FILE *const log = stderr;
    return compare_path(log, TRAINER_PATH_VDPBF16PS, pairs_policy(), SAMPLES);
}

long check_trainer_bfdot(void)
{
    FILE *const log = stderr;
    return compare_path(log, TRAINER_PATH_BFDOT, pairs_policy(), SAMPLES);
}

/* All of these over three epochs, which takes some minutes. */
long compare_paths_over_epochs(FILE *log)
{
    const trainer_data *data = checked_digits(log);
    if (data == NULL) {
        return 1;
    }
    const int samples = 3 * DIGITS_TRAIN;
    const int apart[] = {
        compare_path(log, TRAINER_PATH_F16C, fp16_policy(), samples),
        compare_path(log, TRAINER_PATH_VDPBF16PS, pairs_policy(), samples),
        compare_path(log, TRAINER_PATH_BFDOT, pairs_policy(), samples),
    };
    int failures = compare_fp32(log, data, samples);
    for (size_t i = 0; i < sizeof apart / sizeof *apart; i++) {
        failures += apart[i] == CHECK_SKIPPED ? 0 : apart[i];
    }
    return failures;
}

/* OpenMP's; NULL in a build without it. */
extern void omp_set_num_threads(int threads) __attribute__((weak));

/* Trains in scratch for one thread, with a guard after it, where several threads would write. */
static int compare_guarded(FILE *log, trainer *t, int samples, const outcome *expected)
{
    enum { MANY = 8, GUARD = 0xA5 };
    const trainer_config *c = trainer_configuration(t);
    const size_t side = (size_t)(c->batch > c->hidden[0] ? c->batch : c->hidden[0]); /* of the largest product */
    const size_t one = trainer_product_scratch(t->kernels, c->accumulator, side, side, side, 1);
    const size_t many = trainer_product_scratch(t->kernels, c->accumulator, side, side, side, MANY) + 64;
    uint8_t *scratch = aligned_alloc(64, many);
    if (scratch == NULL) {
        fprintf(log, "out of memory\n");
        return 1;
    }
    memset(scratch, GUARD, many);
    t->work.scratch = scratch; /* the trainer's own belongs to its pool, which frees it */
    omp_set_num_threads(MANY);
    const outcome found = run(t, samples);
    int failures = compare_outcomes(log, "made by 1 thread, then 8 allowed", expected, &found);
    size_t damaged = 0;
    for (size_t i = one; i < many; i++) {
        damaged += scratch[i] != GUARD;
    }
    if (damaged != 0) {
        fprintf(log, "made by 1 thread, then 8 allowed: %zu bytes overwritten behind the scratch of %zu\n", damaged,
                one);
        failures++;
    }
    free(scratch);
    return failures;
}

/* 0 threads means the number that OpenMP allows when the trainer is created; a program may allow more later. */
static int compare_later(FILE *log, trainer_config config, const trainer_data *data, int samples,
                         const outcome *expected)
{
    if (omp_set_num_threads == NULL) {
        return 0;
    }
    const int cores = trainer_cores();
    config.threads = 1;
    trainer *one = trainer_new(&config, data);
    config.threads = 0;
    omp_set_num_threads(1);
    trainer *later = trainer_new(&config, data);
    int failures = one == NULL || later == NULL;
    if (failures == 0) {
        const size_t bytes = trainer_bytes(one, TRAINER_WORKSPACE);
        if (trainer_bytes(later, TRAINER_WORKSPACE) != bytes || trainer_configuration(later)->threads != 0) {
            fprintf(log,
                    "0 threads, where there is 1: %zu bytes of workspace, expected %zu; configured %d, expected 0\n",
                    trainer_bytes(later, TRAINER_WORKSPACE), bytes, trainer_configuration(later)->threads);
            failures++;
        }
        failures += compare_guarded(log, later, samples, expected);
    }
    omp_set_num_threads(cores);
    trainer_free(one);
    trainer_free(later);
    return failures;
}

/* A batch in which all products but one are worth several threads on a fast path; on the soft path all are. */
long check_trainer_threads(void)
{
    FILE *const log = stderr;
    const trainer_data *data = checked_digits(log);
    if (data == NULL) {
        return 1;
    }
    fprintf(log, "threads: %d by default here%s\n", trainer_cores(),
            trainer_cores() == 1 ? "; SKIP if this build has no OpenMP: one thread is all there is" : "");
    static const trainer_path paths[] = {TRAINER_PATH_SOFT, TRAINER_PATH_AUTO};
    int failures = 0;
    for (size_t p = 0; p < 2; p++) {
        if (!check_dose()) {
            continue;
        }
        trainer_config config = trainer_default_config();
        config.path = paths[p];
        config.batch = paths[p] == TRAINER_PATH_SOFT ? 32 : 720;
        config.hidden[0] = config.hidden[1] = paths[p] == TRAINER_PATH_SOFT ? 128 : 512;
        const int samples = paths[p] == TRAINER_PATH_SOFT ? 64 : 2 * config.batch;
        config.threads = 1;
        const outcome one = train(&config, data, samples);
        for (config.threads = 2; config.threads <= 3; config.threads++) {
            const outcome several = train(&config, data, samples);
            failures += compare_outcomes(log, config.threads == 2 ? "2 threads" : "3 threads", &one, &several);
        }
        failures += compare_later(log, config, data, samples, &one);
    }
    return failures;
}

/* Multiplying the loss by a power of two and dividing the gradients by it leaves FP32 training unchanged, bit for
 * bit. */
long check_trainer_exact_scaling(void)
{
    FILE *const log = stderr;
    const trainer_data *data = checked_digits(log);
    if (data == NULL) {
        return 1;
    }
    trainer_config config = trainer_default_config();
    const outcome plain = train(&config, data, SAMPLES);
    config.scaling = TRAINER_SCALE_STATIC;
    config.loss_scale = 1024;
    const outcome scaled = train(&config, data, SAMPLES);
    config.loss_exponent = 20;
    const outcome small = train(&config, data, SAMPLES);
    int failures = 0;
    if (plain.digest[TRAINER_WEIGHTS] != scaled.digest[TRAINER_WEIGHTS] ||
        plain.digest[TRAINER_WEIGHTS] != small.digest[TRAINER_WEIGHTS]) {
        fprintf(log, "weights after a scale of 2^10, and of 2^-10, differ from those without\n");
        failures++;
    }
    if (plain.digest[TRAINER_GRADIENTS] == scaled.digest[TRAINER_GRADIENTS]) {
        fprintf(log, "the scale of 2^10 did not reach the gradients\n");
        failures++;
    }
    return failures;
}
