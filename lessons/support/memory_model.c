/* SPDX-License-Identifier: Apache-2.0
 *
 * memory_model.c - bytes by formula and by the trainer's ledger. See memory_model.h.
 */
#include "memory_model.h"

const ledger_network ledger_digits = {"digits", 128}, ledger_bigger = {"bigger", 1024};

/* Bytes of: weights, master, gradients, first and second moment, compensation; activations. Then the formats of:
 * weights, activations, gradients, master, moments. */
/* clang-format off */
const ledger_policy ledger_policies[LEDGER_POLICIES] = {
    [LEDGER_FP32] = {"FP32", "fp32", {4, 0, 4, 4, 4, 0, 4}, TRAINER_NEAREST,
        {&trainer_fp32, &trainer_fp32, &trainer_fp32, NULL, &trainer_fp32}},
    [LEDGER_FP16_MASTER] = {"FP16, FP32 master", "fp16_master", {2, 4, 2, 4, 4, 0, 2}, TRAINER_NEAREST,
        {&trainer_fp16, &trainer_fp16, &trainer_fp16, &trainer_fp32, &trainer_fp32}},
    [LEDGER_AUTOCAST] = {"FP16, autocast style", "fp16_autocast", {2, 4, 4, 4, 4, 0, 2}, TRAINER_NEAREST,
        {&trainer_fp16, &trainer_fp16, &trainer_fp32, &trainer_fp32, &trainer_fp32}},
    [LEDGER_BF16_MASTER] = {"BF16, FP32 master", "bf16_master", {2, 4, 2, 4, 4, 0, 2}, TRAINER_NEAREST,
        {&trainer_bf16, &trainer_bf16, &trainer_bf16, &trainer_fp32, &trainer_fp32}},
    [LEDGER_BF16_KAHAN] = {"BF16, Kahan", "bf16_kahan", {2, 0, 2, 4, 4, 2, 2}, TRAINER_KAHAN,
        {&trainer_bf16, &trainer_bf16, &trainer_bf16, NULL, &trainer_fp32}},
    [LEDGER_FP8_MASTER] = {"FP8, FP32 master", "fp8_master", {1, 4, 1, 4, 4, 0, 1}, TRAINER_NEAREST,
        {&trainer_e4m3, &trainer_e4m3, &trainer_e5m2, &trainer_fp32, &trainer_fp32}},
    [LEDGER_BF16_ALL] = {"BF16, Kahan, BF16 state", "bf16_all", {2, 0, 2, 2, 2, 2, 2}, TRAINER_KAHAN,
        {&trainer_bf16, &trainer_bf16, &trainer_bf16, NULL, &trainer_bf16}},
};
/* clang-format on */

const char *const ledger_role_names[TRAINER_ROLES] = {
    "weights",   "master",       "gradients",   "moment_1",
    "moment_2",  "compensation", "activations", "activation_gradients",
    "workspace", "bookkeeping",
};

int64_t ledger_parameters(const ledger_network *n)
{
    const int64_t width = n->width;
    return (DIGITS_PIXELS + 1) * width + (width + 1) * width + (width + 1) * DIGITS_CLASSES;
}

int64_t ledger_activations(const ledger_network *n)
{
    return DIGITS_PIXELS + 2 * (int64_t)n->width + DIGITS_CLASSES;
}

trainer_config ledger_config(const ledger_network *n, int policy, trainer_optimizer optimizer, int batch)
{
    const ledger_policy *p = &ledger_policies[policy];
    trainer_config c = trainer_default_config();
    c.hidden_layers = 2;
    c.hidden[0] = c.hidden[1] = n->width;
    c.weights = p->formats.weights;
    c.activations = p->formats.activations;
    c.gradients = p->formats.gradients;
    c.master = p->formats.master;
    c.optimizer_state = p->formats.moments;
    c.update = p->update;
    c.optimizer = optimizer;
    c.batch = batch;
    return c;
}

/* Bytes per element; SGD has no moments. */
static int by_table(int policy, trainer_optimizer optimizer, int role)
{
    const bool moment = role == TRAINER_MOMENT_1 || role == TRAINER_MOMENT_2;
    return moment && optimizer == TRAINER_SGD ? 0 : ledger_policies[policy].bytes[role];
}

int ledger_per_parameter(int policy, trainer_optimizer optimizer)
{
    int sum = 0;
    for (int role = 0; role < TRAINER_ACTIVATIONS; role++) {
        sum += by_table(policy, optimizer, role);
    }
    return sum;
}

int64_t ledger_by_formula(const ledger_network *n, int policy, trainer_optimizer optimizer, int batch)
{
    return ledger_per_parameter(policy, optimizer) * ledger_parameters(n) +
           ledger_policies[policy].bytes[TRAINER_ACTIVATIONS] * ledger_activations(n) * batch;
}

int64_t ledger_permille(int64_t bytes, int64_t of)
{
    return (2000 * bytes + of) / (2 * of);
}

/* aP + bAB <= 3/4 (fP + 4AB), where f is FP32's a, from the batch B = (4a - 3f) P / ((12 - 4b) A) on. */
int ledger_quarter(const ledger_network *n, int policy, trainer_optimizer optimizer)
{
    const int a = ledger_per_parameter(policy, optimizer);
    const int f = ledger_per_parameter(LEDGER_FP32, optimizer);
    const int b = ledger_policies[policy].bytes[TRAINER_ACTIVATIONS];
    const int64_t over = (4 * a - 3 * f) * ledger_parameters(n);
    const int64_t under = (12 - 4 * b) * ledger_activations(n);
    return (int)((over + under - 1) / under);
}

ledger ledger_take(const lesson *l, const trainer_data *data, const ledger_network *n, int policy,
                   trainer_optimizer optimizer, int batch)
{
    ledger account = {0};
    trainer_config c = ledger_config(n, policy, optimizer, batch);
    c.path = TRAINER_PATH_PORTABLE;
    c.threads = 1;
    trainer *t = trainer_new(&c, data);
    if (t == NULL) {
        lesson_fail(l, "out of memory");
    }
    for (int role = 0; role < TRAINER_ROLES; role++) {
        const int64_t bytes = (int64_t)trainer_bytes(t, (trainer_role)role);
        account.bytes[role] = bytes;
        account.total += bytes;
        if (role < LEDGER_COUNTED) {
            const int64_t elements = role == TRAINER_ACTIVATIONS ? ledger_activations(n) * batch : ledger_parameters(n);
            account.counted += bytes;
            account.differing += bytes != by_table(policy, optimizer, role) * elements;
        }
    }
    trainer_free(t);
    return account;
}
