/* SPDX-License-Identifier: Apache-2.0
 *
 * The ledger, trainer_bytes, tested from outside: by counting calls of the allocator, and by formulas.
 *
 * The linker (--wrap) sends every call from the program's own files, including libtrainer.a's, through the counters
 * below. A program linked without it has no __real_ function: a visible SKIP.
 */
#include "shared.h"

#include "internal.h"

#include <stdlib.h>
#include <string.h>

/* ---- Counting ---- */

/* Volatile, because the compiler knows that malloc changes no variable of the program. */
static volatile struct {
    bool on;
    long calls;
    size_t bytes;
} asked;

static void count(size_t bytes)
{
    if (asked.on) {
        asked.calls++;
        asked.bytes += bytes;
    }
}

/* The linker's names. */
void *__real_malloc(size_t size) __attribute__((weak));
void *__real_calloc(size_t items, size_t size) __attribute__((weak));
void *__real_realloc(void *old, size_t size) __attribute__((weak));
void *__real_aligned_alloc(size_t alignment, size_t size) __attribute__((weak));
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t items, size_t size);
void *__wrap_realloc(void *old, size_t size);
void *__wrap_aligned_alloc(size_t alignment, size_t size);

void *__wrap_malloc(size_t size)
{
    count(size);
    return __real_malloc(size);
}

void *__wrap_calloc(size_t items, size_t size)
{
    count(items * size);
    return __real_calloc(items, size);
}

void *__wrap_realloc(void *old, size_t size)
{
    count(size);
    return __real_realloc(old, size);
}

void *__wrap_aligned_alloc(size_t alignment, size_t size)
{
    count(size);
    return __real_aligned_alloc(alignment, size);
}

/* Tests that this file's own allocations are counted, whichever function makes them. */
static bool counters_work(FILE *log)
{
    asked.bytes = 0;
    asked.calls = 0;
    asked.on = true;
    void *volatile blocks[] = {malloc(3), calloc(5, 7), realloc(NULL, 11), aligned_alloc(64, 128)};
    asked.on = false;
    for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++) {
        free(blocks[i]);
    }
    if (asked.calls == 4 && asked.bytes == 3 + 5 * 7 + 11 + 128) {
        return true;
    }
    fprintf(log, "%ld calls of the allocator counted, of %zu bytes; expected 4, of 177\n", asked.calls, asked.bytes);
    return false;
}

/* ---- Formulas ---- */

enum { CACHE_LINE = 64 };

/* What a trainer should need: bytes by role, and with each block padded to whole cache lines. */
typedef struct {
    size_t role[TRAINER_ROLES];
    size_t padded;
} account;

static size_t bytes_of(const trainer_format *format)
{
    return format == NULL ? 0 : (size_t)hu_format_width(hu_format_find(format->name)) / 8;
}

static size_t whole_lines(size_t bytes)
{
    return (bytes + CACHE_LINE - 1) / CACHE_LINE * CACHE_LINE;
}

static void enter(account *a, trainer_role role, size_t bytes)
{
    a->role[role] += bytes;
    a->padded += whole_lines(bytes);
}

static size_t larger(size_t x, size_t y)
{
    return x > y ? x : y;
}

/* Parameters P = sum (inputs + 1) * outputs. A format of b bytes costs b P in each role that has it, and activations
 * cost b for every number of a batch. */
static void enter_codes(account *a, const trainer_config *c, const size_t *width, size_t layers)
{
    size_t parameters = 0;
    for (size_t l = 0; l < layers; l++) {
        parameters += (width[l] + 1) * width[l + 1];
    }
    const bool adam = c->optimizer == TRAINER_ADAM;
    const trainer_format *updated = c->master == NULL ? c->weights : c->master;
    const size_t each[] = {
        [TRAINER_WEIGHTS] = bytes_of(c->weights),
        [TRAINER_MASTER] = bytes_of(c->master),
        [TRAINER_GRADIENTS] = bytes_of(c->gradients),
        [TRAINER_MOMENT_1] = adam ? bytes_of(c->optimizer_state) : 0,
        [TRAINER_MOMENT_2] = adam ? bytes_of(c->optimizer_state) : 0,
        [TRAINER_COMPENSATION] = c->update == TRAINER_KAHAN ? bytes_of(updated) : 0,
    };
    for (trainer_role role = TRAINER_WEIGHTS; role <= TRAINER_COMPENSATION; role++) {
        enter(a, role, parameters * each[role]);
    }
    const size_t batch = (size_t)c->batch;
    for (size_t l = 0; l <= layers; l++) {
        enter(a, TRAINER_ACTIVATIONS, batch * width[l] * bytes_of(c->activations));
        enter(a, TRAINER_ACTIVATION_GRADIENTS, l > 0 ? batch * width[l] * bytes_of(c->gradients) : 0);
    }
}

/* FP32 copies of one layer's operands, as large as the largest layer's. On the soft and portable paths with one thread,
 * the right operand of a product is copied once more: in the three products, the weights (in either layout) or the
 * gradients of the outputs. */
static void enter_workspace(account *a, size_t batch, const size_t *width, size_t layers)
{
    size_t inputs = width[layers];
    size_t outputs = 0;
    size_t weights = 0;
    for (size_t l = 0; l < layers; l++) {
        inputs = larger(inputs, width[l]);
        outputs = larger(outputs, width[l + 1]);
        weights = larger(weights, width[l] * width[l + 1]);
    }
    const size_t out = larger(weights, batch * larger(inputs, outputs));
    const size_t copied = 4 * larger(weights, batch * outputs);
    const size_t blocks[] = {4 * batch * inputs, 4 * batch * outputs, 4 * out, 4 * weights,
                             4 * outputs,        4 * batch,           batch,   whole_lines(copied)};
    for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++) {
        enter(a, TRAINER_WORKSPACE, blocks[i]);
    }
}

static account expected_account(const trainer_config *c, const trainer_data *data)
{
    account a = {{0}, 0};
    size_t width[TRAINER_HIDDEN_MAX + 2] = {data->inputs};
    const size_t layers = (size_t)c->hidden_layers + 1;
    for (size_t l = 1; l < layers; l++) {
        width[l] = (size_t)c->hidden[l - 1];
    }
    width[layers] = data->classes;
    enter_codes(&a, c, width, layers);
    enter_workspace(&a, (size_t)c->batch, width, layers);
    enter(&a, TRAINER_BOOKKEEPING, sizeof(trainer));
    enter(&a, TRAINER_BOOKKEEPING, data->images * sizeof(uint32_t));
    return a;
}

/* ---- Policies ---- */

static trainer_config all_in(const trainer_format *format, const trainer_format *master)
{
    trainer_config c = trainer_default_config();
    c.weights = c.activations = c.gradients = format;
    c.master = master;
    c.threads = 1;
    c.path = TRAINER_PATH_PORTABLE;
    return c;
}

enum { POLICIES = 6, CASES = POLICIES * 2 * 2 * 2 };

/* Six policies, each with two optimizers, batches and networks. */
static trainer_config numbered(int number, const char **name)
{
    static const char *const names[POLICIES] = {"fp32",        "fp16, fp32 master", "autocast", "bf16, fp32 master",
                                                "bf16, kahan", "fp8, fp16 master"};
    trainer_config policy[POLICIES] = {
        all_in(&trainer_fp32, NULL), all_in(&trainer_fp16, &trainer_fp32),
        all_in(&trainer_fp32, NULL), all_in(&trainer_bf16, &trainer_fp32),
        all_in(&trainer_bf16, NULL), all_in(&trainer_e4m3, &trainer_fp16),
    };
    policy[2].activations = &trainer_fp16; /* like autocast: the weights stay fp32 */
    policy[4].update = TRAINER_KAHAN;
    policy[4].optimizer_state = &trainer_bf16;
    policy[5].gradients = &trainer_e5m2;
    *name = names[number % POLICIES];
    trainer_config c = policy[number % POLICIES];
    number /= POLICIES;
    c.optimizer = number % 2 == 0 ? TRAINER_SGD : TRAINER_ADAM;
    c.batch = number / 2 % 2 == 0 ? 32 : 97;
    if (number / 4 != 0) {
        c.hidden_layers = 3;
        c.hidden[0] = 37;
        c.hidden[1] = 300;
        c.hidden[2] = 11;
    }
    return c;
}

/* ---- Checks ---- */

static int compare(FILE *log, const char *name, const trainer_config *c, const char *what, size_t found,
                   size_t expected)
{
    if (found != expected) {
        fprintf(log, "%s, %s, batch %d, %d layers, path %s: %s: %zu, expected %zu\n", name,
                c->optimizer == TRAINER_SGD ? "sgd" : "adam", c->batch, c->hidden_layers + 1,
                trainer_path_name(c->path), what, found, expected);
    }
    return found != expected;
}

/* The ledger of policies, optimizers, batches and networks against formulas. */
long check_trainer_formulas(void)
{
    FILE *const log = stderr;
    static const char *const roles[TRAINER_ROLES] = {"weights",   "master",       "gradients",   "moment 1",
                                                     "moment 2",  "compensation", "activations", "activation gradients",
                                                     "workspace", "bookkeeping"};
    const trainer_data *data = checked_digits(log);
    int failures = data == NULL;
    for (int i = 0; data != NULL && i < CASES; i++) {
        const char *name;
        const trainer_config c = numbered(i, &name);
        const account expected = expected_account(&c, data);
        trainer *t = trainer_new(&c, data);
        failures += t == NULL;
        for (trainer_role role = 0; t != NULL && role < TRAINER_ROLES; role++) {
            failures += compare(log, name, &c, roles[role], trainer_bytes(t, role), expected.role[role]);
        }
        trainer_free(t);
    }
    /* Written out once, for the reader: P = 26122 parameters, 330 activations and 266 gradients for an image. */
    const char *name;
    const trainer_config c = numbered(POLICIES + 1, &name); /* fp16 with an fp32 master, adam, batch 32 */
    trainer *t = data != NULL ? trainer_new(&c, data) : NULL;
    if (t != NULL) {
        failures += compare(log, name, &c, "16 bytes a parameter",
                            trainer_bytes(t, TRAINER_WEIGHTS) + trainer_bytes(t, TRAINER_MASTER) +
                                trainer_bytes(t, TRAINER_GRADIENTS) + trainer_bytes(t, TRAINER_MOMENT_1) +
                                trainer_bytes(t, TRAINER_MOMENT_2),
                            16 * DIGITS_PARAMETERS);
        failures += compare(log, name, &c, "660 bytes an image", trainer_bytes(t, TRAINER_ACTIVATIONS), 32 * 660);
        failures +=
            compare(log, name, &c, "532 bytes an image", trainer_bytes(t, TRAINER_ACTIVATION_GRADIENTS), 32 * 532);
    }
    trainer_free(t);
    return failures;
}

static trainer *counted_trainer(const trainer_config *c, const trainer_data *data)
{
    asked.bytes = 0;
    asked.calls = 0;
    asked.on = true;
    trainer *t = trainer_new(c, data);
    asked.on = false;
    return t;
}

/* Blocks are padded to whole cache lines, by less than one line each, and a line more goes before them, since calloc
 * does not align; the ledger excludes both. */
static int compare_counted(FILE *log, const char *name, const trainer_config *c, const trainer_data *data)
{
    account expected = expected_account(c, data);
    trainer *t = counted_trainer(c, data);
    if (t == NULL) {
        return 1;
    }
    asked.bytes -= CACHE_LINE * (size_t)asked.calls;
    size_t ledger = 0;
    for (trainer_role role = 0; role < TRAINER_ROLES; role++) {
        ledger += trainer_bytes(t, role);
    }
    if (trainer_find_kernels(c->path)->gemm != NULL || c->threads > 1) {
        /* Only the scratch of the products differs, and it already consists of whole lines. */
        expected.padded += trainer_bytes(t, TRAINER_WORKSPACE) - expected.role[TRAINER_WORKSPACE];
    }
    int failures = compare(log, name, c, "bytes asked for, without what fills up cache lines",
                           asked.bytes - (expected.padded - ledger), ledger);
    failures += compare(log, name, c, "filling, more than a line a block",
                        asked.bytes - ledger < CACHE_LINE * (size_t)asked.calls, 1);
    trainer_free(t);
    return failures;
}

/* After its creation a trainer allocates nothing more. One thread, because OpenMP may allocate for itself. */
static int compare_training(FILE *log, const char *name, const trainer_config *c, const trainer_data *data, bool epoch)
{
    trainer *t = counted_trainer(c, data);
    if (t == NULL) {
        return 1;
    }
    trainer_statistics statistics = {.wanted = TRAINER_COUNT_ALL};
    asked.calls = 0;
    asked.on = true;
    trainer_step(t, NULL);
    trainer_step(t, &statistics);
    if (epoch) {
        trainer_epoch(t, NULL);
    }
    trainer_accuracy(t);
    trainer_digest(t, TRAINER_WEIGHTS);
    asked.on = false;
    trainer_free(t);
    return compare(log, name, c, "calls of the allocator in training", (size_t)asked.calls, 0);
}

/* If OpenMP is linked statically, its allocations at first use would be counted, and they are not the trainer's. */
static bool use_once(const trainer_config *c, const trainer_data *data)
{
    trainer *t = trainer_new(c, data);
    if (t != NULL) {
        trainer_step(t, NULL);
    }
    trainer_free(t);
    return t != NULL;
}

/* The trainer's allocations, counted at the allocator, equal its ledger; and it allocates only once. */
long check_trainer_ledger(void)
{
    FILE *const log = stderr;
    if (__real_malloc == NULL) {
        fprintf(log, "SKIP, linked without --wrap: calls of the allocator are not counted\n");
        return CHECK_SKIPPED;
    }
    const trainer_data *data = checked_digits(log);
    if (data == NULL || !counters_work(log)) {
        return 1;
    }
    static const struct {
        trainer_path path;
        int threads;
    } how[] = {{TRAINER_PATH_PORTABLE, 1}, {TRAINER_PATH_SOFT, 1}, {TRAINER_PATH_AUTO, 1}, {TRAINER_PATH_AUTO, 3}};
    const char *name;
    trainer_config c = numbered(0, &name);
    if (!use_once(&c, data)) {
        return 1;
    }
    int failures = 0;
    for (int i = 0; i < CASES; i++) {
        if (!check_dose()) {
            continue;
        }
        c = numbered(i, &name);
        for (size_t j = 0; j < sizeof how / sizeof *how; j++) {
            c.path = how[j].path;
            c.threads = how[j].threads;
            failures += compare_counted(log, name, &c, data);
        }
        c.path = TRAINER_PATH_AUTO;
        c.threads = 1;
        failures += compare_training(log, name, &c, data, i % (POLICIES + 1) == 0);
    }
    return failures;
}
