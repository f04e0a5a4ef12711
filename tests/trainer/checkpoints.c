/* SPDX-License-Identifier: Apache-2.0
 *
 * Working checkpoints: training that is interrupted and resumed is the same to the bit.
 */
#define _POSIX_C_SOURCE 200809L

#include "checkpoint_files.h"
#include "kernels/kernels.h"

#include <string.h>
#include <unistd.h>

/* ---- Shared by the checks of checkpoints ---- */

bool checked_images(trainer_data *d)
{
    char error[TRAINER_ERROR_SIZE];
    *d = (trainer_data){.images = CHECKED_IMAGES, .train = 80, .inputs = 6, .classes = 3, .white = 256};
    if (!trainer_data_take(d, "images of the checks", error)) {
        return false;
    }
    for (uint32_t i = 0; i < d->images; i++) {
        d->label[i] = (uint8_t)(i % d->classes);
        for (uint32_t j = 0; j < d->inputs; j++) {
            d->pixel[i * d->inputs + j] = (uint8_t)(((i % d->classes == j / 2 ? 160 : 20) + i * 7 + j * 13) & 0xFF);
        }
    }
    trainer_data_seal(d);
    return true;
}

trainer_config checked_config(void)
{
    trainer_config c = trainer_default_config();
    c.hidden[0] = 24;
    c.hidden[1] = 16;
    c.batch = 16;
    return c;
}

void checked_steps(trainer *t, int count, trainer_epoch_sums *sums, float *losses)
{
    for (int i = 0; i < count; i++) {
        trainer_statistics statistics = {.wanted = TRAINER_COUNT_ALL};
        if (trainer_where(t).step_of_epoch == 0) {
            *sums = (trainer_epoch_sums){.rows = sums->rows};
        }
        sums->rows.first = 3; /* arbitrary: the trainer's command takes them from its signals */
        sums->rows.digest = sums->rows.digest * 3 + trainer_where(t).steps;
        const trainer_step_report report = trainer_step(t, &statistics);
        sums->loss += (double)report.loss;
        sums->steps++;
        sums->skipped += report.skipped;
        trainer_statistics_add(&sums->statistics, &statistics);
        losses[i] = report.loss;
    }
}

bool read_bytes(const char *path, file_bytes *to)
{
    FILE *file = fopen(path, "rb");
    to->size = file != NULL ? fread(to->bytes, 1, sizeof to->bytes, file) : 0;
    const bool ok = file != NULL && to->size > 0 && to->size < sizeof to->bytes;
    if (file != NULL) {
        fclose(file);
    }
    return ok;
}

bool write_bytes(const char *path, const uint8_t *bytes, size_t size)
{
    FILE *file = fopen(path, "wb");
    const bool written = file != NULL && fwrite(bytes, 1, size, file) == size;
    return file != NULL && fclose(file) == 0 && written;
}

bool same_bytes(const file_bytes *a, const file_bytes *b)
{
    return a->size == b->size && memcmp(a->bytes, b->bytes, a->size) == 0;
}

/* ---- Resuming ---- */

enum { STEPS = 13, ROLES = TRAINER_COMPENSATION + 1 }; /* two epochs of 5 steps, and 3 */

typedef struct {
    float losses[STEPS];
    uint64_t digest[ROLES];
    double accuracy;
    loss_scaler scaler;
    trainer_place place;
    trainer_epoch_sums sums;
    file_bytes last; /* a checkpoint at the end */
} outcome;

static bool finish(FILE *log, trainer *t, const char *folder, outcome *o)
{
    char path[2 * CHECKED_PATH];
    char error[TRAINER_ERROR_SIZE];
    snprintf(path, sizeof path, "%s/last", folder);
    for (int role = 0; role < ROLES; role++) {
        o->digest[role] = trainer_digest(t, (trainer_role)role);
    }
    o->scaler = trainer_scaler(t);
    o->place = trainer_where(t);
    if (!checkpoint_write(t, "images", &o->sums, path, error) || !read_bytes(path, &o->last)) {
        fprintf(log, "%s\n", error);
        return false;
    }
    o->accuracy = trainer_accuracy(t);
    unlink(path);
    return true;
}

static bool same_scalers(loss_scaler a, loss_scaler b)
{
    return a.scale == b.scale && a.interval == b.interval && a.clean_steps == b.clean_steps &&
           a.consecutive_skipped == b.consecutive_skipped;
}

static bool same_histograms(const trainer_histogram *a, const trainer_histogram *b)
{
    return memcmp(a->binade, b->binade, sizeof a->binade) == 0 && a->finite == b->finite && a->zero == b->zero &&
           a->nonfinite == b->nonfinite && a->flushed == b->flushed && a->overflowed == b->overflowed &&
           a->largest == b->largest;
}

static bool same_sums(const trainer_epoch_sums *a, const trainer_epoch_sums *b)
{
    const trainer_statistics *s = &a->statistics;
    const trainer_statistics *r = &b->statistics;
    return memcmp(&a->loss, &b->loss, sizeof a->loss) == 0 && a->steps == b->steps && a->skipped == b->skipped &&
           s->wanted == r->wanted && same_histograms(&s->logit_gradients, &r->logit_gradients) &&
           same_histograms(&s->hidden_gradients, &r->hidden_gradients) &&
           same_histograms(&s->weight_gradients, &r->weight_gradients) && s->updates == r->updates &&
           s->updates_lost == r->updates_lost && s->delivered == r->delivered && s->intended == r->intended &&
           s->largest_activation == r->largest_activation && s->largest_weight == r->largest_weight &&
           a->rows.first == b->rows.first && a->rows.digest == b->rows.digest;
}

/* Prints the names of all differences in one line. The path in the configuration may differ, and with it the last
 * checkpoint's bytes. */
static int compare_outcomes(FILE *log, const char *what, const outcome *a, const outcome *b, bool same_path)
{
    const struct {
        const char *name;
        bool same;
    } parts[] = {
        {"losses", memcmp(a->losses, b->losses, sizeof a->losses) == 0},
        {"digests", memcmp(a->digest, b->digest, sizeof a->digest) == 0},
        {"accuracy", a->accuracy == b->accuracy},
        {"loss scaler", same_scalers(a->scaler, b->scaler)},
        {"place", a->place.steps == b->place.steps && a->place.epochs == b->place.epochs &&
                      a->place.step_of_epoch == b->place.step_of_epoch},
        {"sums of the epoch", same_sums(&a->sums, &b->sums)},
        {"last checkpoint", !same_path || same_bytes(&a->last, &b->last)},
    };
    int failures = 0;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (!parts[i].same) {
            fprintf(log, "%s: %s differ\n", what, parts[i].name);
            failures++;
        }
    }
    return failures;
}

typedef struct {
    const char *name;
    trainer_config before, after; /* the interruption */
    const trainer_data *data;
    const char *folder;
} experiment;

/* Trains with an interruption after `at` steps. The checkpoint's bytes must equal those of a second one, and of one
 * that is written as soon as training is resumed. */
static bool interrupted(FILE *log, const experiment *e, int at, outcome *o)
{
    static file_bytes first;
    static file_bytes second;
    char path[2 * CHECKED_PATH];
    char error[TRAINER_ERROR_SIZE] = "no trainer";
    snprintf(path, sizeof path, "%s/checkpoint", e->folder);
    memset(o, 0, sizeof *o);
    trainer *t = trainer_new(&e->before, e->data);
    bool ok = t != NULL;
    if (ok) {
        checked_steps(t, at, &o->sums, o->losses);
        o->scaler = trainer_scaler(t);
        ok = checkpoint_write(t, "images", &o->sums, path, error) && read_bytes(path, &first) &&
             checkpoint_write(t, "images", &o->sums, path, error) && read_bytes(path, &second) &&
             same_bytes(&first, &second);
    }
    trainer_free(t);
    memset(&o->sums, 0xA5, sizeof o->sums);
    checkpoint *c = ok ? checkpoint_read(path, error) : NULL;
    t = c != NULL ? checkpoint_resume(c, &e->after, e->data, &o->sums, error) : NULL;
    if (t != NULL) {
        ok = strcmp(checkpoint_data_name(c), "images") == 0 && same_scalers(trainer_scaler(t), o->scaler) &&
             trainer_config_difference(checkpoint_config(c), &e->before) == NULL &&
             checkpoint_config(c)->path == e->before.path && checkpoint_config(c)->epochs == e->before.epochs &&
             checkpoint_write(t, "images", &o->sums, path, error) && read_bytes(path, &second) &&
             (e->before.path != e->after.path || same_bytes(&first, &second));
    }
    checkpoint_free(c);
    if (!ok || t == NULL) {
        fprintf(log, "%s, after step %d: not the same checkpoint, or none: %s\n", e->name, at, error);
    } else {
        checked_steps(t, STEPS - at, &o->sums, o->losses + at);
        ok = finish(log, t, e->folder, o);
    }
    ok = ok && t != NULL;
    trainer_free(t);
    unlink(path);
    return ok;
}

/* The path and threads before and after the interruption, and in training without it. */
static int check_policy(FILE *log, experiment *e, int skips)
{
    static outcome whole;
    static outcome parts;
    static const int places[] = {0, 1, 4, 5, 7, 10, 12};
    static const struct {
        trainer_path before, after;
        int threads;
    } how[] = {{TRAINER_PATH_AUTO, TRAINER_PATH_AUTO, 1},
               {TRAINER_PATH_SOFT, TRAINER_PATH_AUTO, 3},
               {TRAINER_PATH_PORTABLE, TRAINER_PATH_SOFT, 3}};
    memset(&whole, 0, sizeof whole);
    e->before.path = how[0].before;
    trainer *t = trainer_new(&e->before, e->data);
    if (t == NULL) {
        return 1;
    }
    checked_steps(t, STEPS, &whole.sums, whole.losses);
    int failures = !finish(log, t, e->folder, &whole);
    const float start = e->before.loss_scale;
    if (skips > 0 && !(whole.scaler.scale < start && whole.scaler.clean_steps + whole.scaler.consecutive_skipped > 0)) {
        fprintf(log, "%s: no step was skipped: the check misses what it is for\n", e->name);
        failures++;
    }
    trainer_free(t);
    for (size_t i = 0; i < sizeof how / sizeof *how; i++) {
        e->before.path = how[i].before;
        e->before.threads = 1;
        e->after = e->before;
        e->after.path = how[i].after;
        e->after.threads = how[i].threads;
        for (size_t j = 0; j < sizeof places / sizeof *places; j++) {
            char what[120];
            snprintf(what, sizeof what, "%s, path %s and from step %d on %s, %d threads", e->name,
                     trainer_path_name(how[i].before), places[j], trainer_path_name(how[i].after), how[i].threads);
            failures += !interrupted(log, e, places[j], &parts) || compare_outcomes(log, what, &whole, &parts, i == 0);
        }
    }
    return failures;
}

/* The path called bf16 has different bits on other machines: the checkpoint says which one it was. */
static int check_bf16_path(FILE *log, const experiment *e)
{
    char path[2 * CHECKED_PATH];
    char error[TRAINER_ERROR_SIZE] = "";
    trainer_config config = checked_config();
    config.weights = config.activations = config.gradients = &trainer_bf16;
    config.path = TRAINER_PATH_BF16;
    if (trainer_find_kernels(config.path) == NULL) {
        fprintf(log, "bf16 path: SKIP, this build and machine have none\n");
        return 0;
    }
    const trainer_epoch_sums sums = {.steps = 0};
    snprintf(path, sizeof path, "%s/checkpoint", e->folder);
    trainer *t = trainer_new(&config, e->data);
    const bool written = t != NULL && checkpoint_write(t, "images", &sums, path, error);
    checkpoint *c = written ? checkpoint_read(path, error) : NULL;
    const trainer_path kept = c != NULL ? checkpoint_config(c)->path : TRAINER_PATH_BF16;
    const bool right = kept != TRAINER_PATH_BF16 && trainer_path_twin(kept) == trainer_path_twin(config.path) &&
                       trainer_find_kernels(kept) == trainer_find_kernels(config.path);
    if (!right) {
        fprintf(log, "bf16 path: kept as %d %s\n", (int)kept, error);
    }
    checkpoint_free(c);
    trainer_free(t);
    unlink(path);
    return !right;
}

/* Training is interrupted anywhere and resumed, also on another path with the same bits and with more threads. The
 * checkpoint has the same bytes whenever it is written, and all tensors, losses, the loss scaler and the sums of the
 * epoch are those of uninterrupted training. */
long check_trainer_resume(void)
{
    FILE *const log = stderr;
    trainer_data data;
    char folder[CHECKED_PATH];
    if (!checked_folder(log, folder) || !checked_images(&data)) {
        return 1;
    }
    experiment e = {.name = "fp32, sgd", .before = checked_config(), .data = &data, .folder = folder};
    int failures = check_policy(log, &e, 0);
    e.name = "bf16, adam, kahan";
    e.before = checked_config();
    e.before.weights = e.before.activations = e.before.gradients = e.before.optimizer_state = &trainer_bf16;
    e.before.optimizer = TRAINER_ADAM;
    e.before.update = TRAINER_KAHAN;
    failures += check_policy(log, &e, 0);
    e.name = "bf16, stochastic";
    e.before.optimizer = TRAINER_SGD;
    e.before.update = TRAINER_STOCHASTIC;
    failures += check_policy(log, &e, 0);
    e.name = "fp16, adam, fp32 master, dynamic scale";
    e.before = checked_config();
    e.before.weights = e.before.activations = e.before.gradients = &trainer_fp16;
    e.before.master = &trainer_fp32;
    e.before.optimizer = TRAINER_ADAM;
    e.before.scaling = TRAINER_SCALE_DYNAMIC;
    e.before.loss_scale = 0x1p24F; /* too large: the first steps overflow */
    e.before.scale_interval = 3;   /* and later the scale doubles */
    failures += check_policy(log, &e, 1);
    e.name = "fp8, last split, loss exponent";
    e.before = checked_config();
    e.before.weights = e.before.activations = &trainer_e4m3;
    e.before.gradients = &trainer_e5m2;
    e.before.master = &trainer_fp16;
    e.before.split = TRAINER_SPLIT_LAST;
    e.before.seed = UINT64_MAX;
    e.before.loss_exponent = 7;
    e.before.scaling = TRAINER_SCALE_STATIC;
    failures += check_policy(log, &e, 0);
    failures += check_bf16_path(log, &e);
    trainer_data_free(&data);
    return failures + (rmdir(folder) != 0); /* fails if a file is left */
}
