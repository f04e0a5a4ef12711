/* SPDX-License-Identifier: Apache-2.0
 *
 * The update against its definition in lessons/trainer/REFERENCE.md, restated here with formats/, one number at a time:
 * every weight, moment and compensation of a small network after every step, bit for bit. The network and its gradients
 * are the trainer's; the update is restated.
 */
#include "shared.h"

#include <inttypes.h>
#include <math.h>

/* More weights than a kernel updates at a time. */
enum { HIDDEN = 4, PARAMETERS = (DIGITS_PIXELS + 1) * HIDDEN + (HIDDEN + 1) * DIGITS_CLASSES, STEPS = 6 };
enum { UPDATE_STREAM = 4, MOMENT_1_STREAM, MOMENT_2_STREAM }; /* of random bits, by REFERENCE.md */

/* The state that training carries from step to step, all as FP32 codes. */
typedef struct {
    hu_fp32 weight[PARAMETERS]; /* in the master's format, or the weights' */
    hu_fp32 owed[PARAMETERS];
    hu_fp32 moment_1[PARAMETERS], moment_2[PARAMETERS];
    hu_fp32 power_1, power_2; /* Adam's b^t */
} state;

/* Defaults: FP32, SGD, to nearest, no scaling, no master. */
typedef struct {
    const char *name;
    trainer_optimizer optimizer;
    const trainer_format *weights, *master, *gradients, *optimizer_state;
    trainer_rounding update, state_rounding;
    float learning_rate;
    trainer_scaling scaling;
    float loss_scale;
    int loss_exponent;
    int skips; /* steps that overflow */
} policy;

static hu_fp32 sub(hu_fp32 x, hu_fp32 y)
{
    hu_env env = {0};
    return hu_fp32_sub(x, y, &env);
}

static hu_fp32 add(hu_fp32 x, hu_fp32 y)
{
    hu_env env = {0};
    return hu_fp32_add(x, y, &env);
}

static hu_fp32 mul(hu_fp32 x, hu_fp32 y)
{
    hu_env env = {0};
    return hu_fp32_mul(x, y, &env);
}

static hu_fp32 quotient(hu_fp32 x, hu_fp32 y)
{
    hu_env env = {0};
    return hu_fp32_div(x, y, &env);
}

static hu_fp32 root(hu_fp32 x)
{
    hu_env env = {0};
    return hu_fp32_sqrt(x, &env);
}

static hu_fp32 fma_32(hu_fp32 x, hu_fp32 y, hu_fp32 z)
{
    hu_env env = {0};
    return hu_fp32_fma(x, y, z, &env);
}

static hu_fp32 nearest(const trainer_format *format, hu_fp32 x)
{
    return checked_stored(format, x, (hu_env){.overflow = checked_overflow(format)});
}

/* ---- The definition ---- */

static hu_fp32 drawn(const trainer_format *format, hu_fp32 x, uint64_t seed, uint64_t stream, uint64_t index)
{
    hu_env env = {.rounding = HU_STOCHASTIC_A, .random_bits = 32, .overflow = checked_overflow(format)};
    env.random = hu_random(seed, stream, index) & 0xFFFFFFFF;
    return checked_stored(format, x, env);
}

/* u of weight i; advances the moments. */
static hu_fp32 adam(const policy *p, state *s, size_t i, hu_fp32 g, uint64_t seed, uint64_t step)
{
    const hu_fp32 one = hu_fp32_from_float(1);
    const hu_fp32 b_1 = hu_fp32_from_float(0.9F);
    const hu_fp32 b_2 = hu_fp32_from_float(0.999F);
    const hu_fp32 m = fma_32(b_1, s->moment_1[i], mul(sub(one, b_1), g));
    const hu_fp32 v = fma_32(b_2, s->moment_2[i], mul(mul(sub(one, b_2), g), g));
    if (p->state_rounding == TRAINER_STOCHASTIC) {
        s->moment_1[i] = drawn(p->optimizer_state, m, seed, MOMENT_1_STREAM, step * PARAMETERS + i);
        s->moment_2[i] = drawn(p->optimizer_state, v, seed, MOMENT_2_STREAM, step * PARAMETERS + i);
    } else {
        s->moment_1[i] = nearest(p->optimizer_state, m);
        s->moment_2[i] = nearest(p->optimizer_state, v);
    }
    const hu_fp32 rate = quotient(hu_fp32_from_float(p->learning_rate), sub(one, s->power_1));
    const hu_fp32 spread = quotient(root(s->moment_2[i]), root(sub(one, s->power_2)));
    return quotient(mul(rate, s->moment_1[i]), add(spread, hu_fp32_from_float(1e-8F)));
}

/* w' of weight i; advances Kahan's compensation. */
static hu_fp32 updated(const policy *p, state *s, size_t i, hu_fp32 u, uint64_t seed, uint64_t step)
{
    const trainer_format *format = p->master != NULL ? p->master : p->weights;
    const hu_fp32 w = s->weight[i];
    if (p->update == TRAINER_NEAREST) {
        return nearest(format, sub(w, u));
    }
    if (p->update == TRAINER_STOCHASTIC) {
        return drawn(format, sub(w, u), seed, UPDATE_STREAM, step * PARAMETERS + i);
    }
    const hu_fp32 y = sub(s->owed[i], u);
    const hu_fp32 next = nearest(format, add(w, y));
    s->owed[i] = nearest(format, sub(y, sub(next, w)));
    return next;
}

static void take_step(const policy *p, state *s, const float *gradients, float scale, uint64_t seed, uint64_t step)
{
    const float unscale = ldexpf(1 / scale, p->loss_exponent); /* powers of two: exact */
    s->power_1 = mul(s->power_1, hu_fp32_from_float(0.9F));
    s->power_2 = mul(s->power_2, hu_fp32_from_float(0.999F));
    for (size_t i = 0; i < PARAMETERS; i++) {
        const hu_fp32 g = mul(hu_fp32_from_float(gradients[i]), hu_fp32_from_float(unscale));
        const hu_fp32 u =
            p->optimizer == TRAINER_ADAM ? adam(p, s, i, g, seed, step) : mul(hu_fp32_from_float(p->learning_rate), g);
        s->weight[i] = updated(p, s, i, u, seed, step);
    }
}

/* ---- The comparison ---- */

static int compare(FILE *log, const trainer *t, const char *what, trainer_role role, const trainer_format *format,
                   const hu_fp32 *expected)
{
    float found[PARAMETERS];
    if (!trainer_values(t, role, found)) {
        fprintf(log, "%s: there is no such tensor\n", what);
        return 1;
    }
    int failures = 0;
    for (size_t i = 0; i < PARAMETERS; i++) {
        const uint32_t code = hu_fp32_from_float(found[i]).code;
        const uint32_t right = nearest(format, expected[i]).code; /* unchanged, except for weights with a master */
        if (code != right && failures++ < 3) {
            fprintf(log, "%s %zu: %08" PRIX32 ", expected %08" PRIX32 "\n", what, i, code, right);
        }
    }
    return failures;
}

static int compare_state(FILE *log, const trainer *t, const policy *p, const state *s, int step)
{
    char what[128];
    const bool master = p->master != NULL;
    const trainer_format *target = master ? p->master : p->weights;
    snprintf(what, sizeof what, "%s, %s, step %d: weight", p->name, trainer_path_name(trainer_configuration(t)->path),
             step);
    int failures = compare(log, t, what, TRAINER_WEIGHTS, p->weights, s->weight);
    failures += master ? compare(log, t, what, TRAINER_MASTER, target, s->weight) : 0;
    failures += p->update == TRAINER_KAHAN ? compare(log, t, what, TRAINER_COMPENSATION, target, s->owed) : 0;
    if (p->optimizer == TRAINER_ADAM) {
        failures += compare(log, t, what, TRAINER_MOMENT_1, p->optimizer_state, s->moment_1);
        failures += compare(log, t, what, TRAINER_MOMENT_2, p->optimizer_state, s->moment_2);
    }
    return failures;
}

static bool all_finite(const float *values)
{
    bool finite = true;
    for (size_t i = 0; i < PARAMETERS; i++) {
        finite = finite && isfinite(values[i]);
    }
    return finite;
}

static policy completed(policy p)
{
    p.weights = p.weights != NULL ? p.weights : &trainer_fp32;
    p.gradients = p.gradients != NULL ? p.gradients : &trainer_fp32;
    p.optimizer_state = p.optimizer_state != NULL ? p.optimizer_state : &trainer_fp32;
    return p;
}

static trainer_config configure(const policy *p, trainer_path path)
{
    trainer_config c = trainer_default_config();
    c.hidden_layers = 1;
    c.hidden[0] = HIDDEN;
    c.optimizer = p->optimizer;
    c.weights = p->weights;
    c.master = p->master;
    c.gradients = p->gradients;
    c.optimizer_state = p->optimizer_state;
    c.update = p->update;
    c.state_rounding = p->state_rounding;
    c.learning_rate = p->learning_rate;
    c.scaling = p->scaling;
    c.loss_scale = p->scaling != TRAINER_SCALE_NONE ? p->loss_scale : c.loss_scale;
    c.loss_exponent = p->loss_exponent;
    c.batch = 16;
    c.path = path;
    return c;
}

static int check_policy(FILE *log, const policy *p, trainer_path path, const trainer_data *data)
{
    const trainer_config config = configure(p, path);
    trainer *t = trainer_new(&config, data);
    float values[PARAMETERS];
    state s = {.power_1 = hu_fp32_from_float(1), .power_2 = hu_fp32_from_float(1)};
    if (t == NULL || trainer_parameters(t) != PARAMETERS) {
        trainer_free(t);
        return 1;
    }
    trainer_values(t, p->master != NULL ? TRAINER_MASTER : TRAINER_WEIGHTS, values);
    for (size_t i = 0; i < PARAMETERS; i++) {
        s.weight[i] = hu_fp32_from_float(values[i]);
    }
    int failures = compare_state(log, t, p, &s, 0);
    int skips = 0;
    for (int step = 0; step < STEPS && failures == 0; step++) {
        const trainer_step_report report = trainer_step(t, NULL);
        trainer_values(t, TRAINER_GRADIENTS, values);
        const bool skipped = !all_finite(values);
        failures += report.skipped != skipped;
        skips += skipped;
        if (!skipped) {
            take_step(p, &s, values, report.scale, config.seed, (uint64_t)step);
        }
        failures += compare_state(log, t, p, &s, step + 1);
    }
    trainer_free(t);
    if (failures == 0 && skips != p->skips) {
        fprintf(log, "%s: %d of %d steps skipped, expected %d\n", p->name, skips, STEPS, p->skips);
        failures++;
    }
    return failures;
}

/* Weights, moments and compensation after every step, bit for bit by the definitions from the gradients: SGD and Adam,
 * all roundings, narrow weights, masters and states, scaled gradients and skipped steps. */
long check_trainer_updates(void)
{
    FILE *const log = stderr;
    static const policy policies[] = {
        {"sgd", .learning_rate = 0.1F},
        {"sgd, fp16", .weights = &trainer_fp16, .learning_rate = 0.1F},
        {"sgd, bf16", .weights = &trainer_bf16, .gradients = &trainer_bf16, .learning_rate = 0.1F},
        {"sgd, e4m3", .weights = &trainer_e4m3, .learning_rate = 2},
        {"sgd, e5m2", .weights = &trainer_e5m2, .gradients = &trainer_e5m2, .learning_rate = 2},
        {"sgd, e4m3 that saturates", .weights = &trainer_e4m3, .learning_rate = 1e6F},
        {"sgd, fp16 that overflows", .weights = &trainer_fp16, .learning_rate = 1e7F, .skips = STEPS - 1},
        {"sgd, bf16 behind fp16", .weights = &trainer_bf16, .master = &trainer_fp16, .gradients = &trainer_fp16,
         .learning_rate = 0.1F, .scaling = TRAINER_SCALE_STATIC, .loss_scale = 1024, .loss_exponent = 3},
        {"stochastic, bf16", .weights = &trainer_bf16, .update = TRAINER_STOCHASTIC, .learning_rate = 0.1F},
        {"stochastic, e4m3", .weights = &trainer_e4m3, .update = TRAINER_STOCHASTIC, .learning_rate = 0.5F},
        {"stochastic, skipped steps", .weights = &trainer_fp16, .gradients = &trainer_fp16,
         .update = TRAINER_STOCHASTIC, .learning_rate = 0.1F, .scaling = TRAINER_SCALE_DYNAMIC, .loss_scale = 0x1p20F,
         .skips = 3},
        {"kahan, fp32", .update = TRAINER_KAHAN, .learning_rate = 0.1F},
        {"kahan, bf16", .weights = &trainer_bf16, .update = TRAINER_KAHAN, .learning_rate = 0.1F},
        {"kahan, fp16 behind bf16", .weights = &trainer_fp16, .master = &trainer_bf16, .update = TRAINER_KAHAN,
         .learning_rate = 0.1F},
        {"adam", .optimizer = TRAINER_ADAM, .learning_rate = 1e-3F},
        {"adam, bf16 state", .optimizer = TRAINER_ADAM, .optimizer_state = &trainer_bf16, .learning_rate = 1e-3F},
        {"adam, fp16 state", .optimizer = TRAINER_ADAM, .weights = &trainer_bf16, .master = &trainer_fp32,
         .optimizer_state = &trainer_fp16, .learning_rate = 1e-2F},
        {"adam, e5m2 state", .optimizer = TRAINER_ADAM, .weights = &trainer_bf16, .optimizer_state = &trainer_e5m2,
         .update = TRAINER_KAHAN, .learning_rate = 1e-3F},
        {"adam, stochastic bf16 state", .optimizer = TRAINER_ADAM, .optimizer_state = &trainer_bf16,
         .state_rounding = TRAINER_STOCHASTIC, .learning_rate = 1e-3F},
        {"adam, stochastic e5m2 state", .optimizer = TRAINER_ADAM, .weights = &trainer_bf16,
         .optimizer_state = &trainer_e5m2, .update = TRAINER_STOCHASTIC, .state_rounding = TRAINER_STOCHASTIC,
         .learning_rate = 1e-3F},
        {"adam, skipped steps", .optimizer = TRAINER_ADAM, .weights = &trainer_fp16, .master = &trainer_fp32,
         .gradients = &trainer_fp16, .learning_rate = 1e-3F, .scaling = TRAINER_SCALE_DYNAMIC, .loss_scale = 0x1p22F,
         .loss_exponent = 2, .skips = 4},
        {"stochastic, a row of one's own", .weights = &checked_e3m4, .gradients = &checked_e4m3fnuz,
         .update = TRAINER_STOCHASTIC, .learning_rate = 0.5F},
        {"kahan, rows of one's own", .optimizer = TRAINER_ADAM, .weights = &checked_e4m3fnuz,
         .optimizer_state = &checked_e3m4, .update = TRAINER_KAHAN, .learning_rate = 1e-2F},
    };
    const trainer_data *data = checked_digits(log);
    int failures = data == NULL;
    for (size_t i = 0; data != NULL && i < sizeof policies / sizeof *policies; i++) {
        const policy p = completed(policies[i]);
        failures += check_policy(log, &p, TRAINER_PATH_SOFT, data);
        failures += check_policy(log, &p, TRAINER_PATH_AUTO, data);
    }
    return failures;
}
