/* SPDX-License-Identifier: Apache-2.0
 *
 * Checkpoints. The same functions walk over one to write it and to read it, so the two cannot disagree about its
 * layout.
 */
#define _POSIX_C_SOURCE 200809L

#include "archive.h"
#include "checkpoint.h"
#include "internal.h"
#include "replace.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char magic[16] = "halfulp trainer\n"; /* not terminated */
enum { VERSION = 4, CRC_BYTES = 4 };

/* ---- The layout ---- */

/* By name, so that formats can be added. */
static void walk_format(archive *a, const trainer_format **format)
{
    char name[TRAINER_FORMAT_NAME + 1] = "";
    if (a->direction != READ) {
        memcpy(name, trainer_format_name(*format), strlen(trainer_format_name(*format)));
    }
    walk_bytes(a, name, sizeof name);
    if (a->direction == READ) {
        a->wrong = a->wrong || name[TRAINER_FORMAT_NAME] != '\0' || !trainer_format_parse(name, format);
    }
}

static void walk_config(archive *a, trainer_config *c)
{
    c->hidden_layers = walk_choice(a, c->hidden_layers, TRAINER_HIDDEN_MAX + 1);
    for (int i = 0; i < TRAINER_HIDDEN_MAX; i++) {
        walk_int(a, &c->hidden[i]);
    }
    walk_format(a, &c->weights);
    walk_format(a, &c->activations);
    walk_format(a, &c->gradients);
    walk_format(a, &c->master);
    walk_format(a, &c->optimizer_state);
    walk_format(a, &c->accumulator);
    c->update = (trainer_rounding)walk_choice(a, (int)c->update, TRAINER_KAHAN + 1);
    c->gradient_rounding =
        (trainer_gradient_rounding)walk_choice(a, (int)c->gradient_rounding, TRAINER_GRADIENTS_BALANCED_LOGITS + 1);
    c->state_rounding = (trainer_rounding)walk_choice(a, (int)c->state_rounding, TRAINER_STOCHASTIC + 1);
    c->scaling = (trainer_scaling)walk_choice(a, (int)c->scaling, TRAINER_SCALE_DYNAMIC + 1);
    walk_float(a, &c->loss_scale);
    walk_int(a, &c->scale_interval);
    walk_int(a, &c->loss_exponent);
    c->optimizer = (trainer_optimizer)walk_choice(a, (int)c->optimizer, TRAINER_ADAM + 1);
    walk_float(a, &c->learning_rate);
    walk_int(a, &c->batch);
    walk_int(a, &c->epochs);
    walk_64(a, &c->seed);
    c->split = (trainer_split)walk_choice(a, (int)c->split, TRAINER_SPLIT_LAST + 1);
    c->path = (trainer_path)walk_choice(a, (int)c->path, TRAINER_PATHS);
}

static void walk_histogram(archive *a, trainer_histogram *h)
{
    for (int i = 0; i < TRAINER_BINADES; i++) {
        walk_64(a, &h->binade[i]);
    }
    walk_64(a, &h->finite);
    walk_64(a, &h->zero);
    walk_64(a, &h->nonfinite);
    walk_64(a, &h->flushed);
    walk_64(a, &h->overflowed);
    walk_float(a, &h->largest);
}

static void walk_sums(archive *a, trainer_epoch_sums *s)
{
    walk_double(a, &s->loss);
    walk_64(a, &s->steps);
    walk_64(a, &s->skipped);
    walk_32(a, &s->statistics.wanted);
    walk_histogram(a, &s->statistics.logit_gradients);
    walk_histogram(a, &s->statistics.hidden_gradients);
    walk_histogram(a, &s->statistics.weight_gradients);
    walk_64(a, &s->statistics.updates);
    walk_64(a, &s->statistics.updates_lost);
    walk_double(a, &s->statistics.delivered);
    walk_double(a, &s->statistics.intended);
    walk_float(a, &s->statistics.largest_activation);
    walk_float(a, &s->statistics.largest_weight);
    walk_64(a, &s->rows.first);
    walk_64(a, &s->rows.digest);
}

static void walk_tensor(archive *a, tensor *t)
{
    const size_t bytes = t->count > 0 ? t->format->bytes : 0;
    uint8_t *here = walk_next(a, t->count * bytes);
    for (size_t i = 0; here != NULL && i < t->count; i++, here += bytes) {
        uint32_t code = a->direction == WRITE ? trainer_load_code(t->format, t->codes, i) : 0;
        for (size_t j = 0; j < bytes; j++) {
            if (a->direction == WRITE) {
                here[j] = (uint8_t)(code >> 8 * j & 0xFF);
            } else {
                code |= (uint32_t)here[j] << 8 * j;
            }
        }
        if (a->direction == READ) {
            trainer_store_code(t->format, t->codes, i, code);
        }
    }
}

static void walk_state(archive *a, trainer *t)
{
    tensor *const tensors[] = {&t->weights, &t->master, &t->gradients, &t->moment_1, &t->moment_2, &t->compensation};
    walk_float(a, &t->scaler.scale);
    walk_int(a, &t->scaler.interval);
    walk_int(a, &t->scaler.clean_steps);
    walk_int(a, &t->scaler.consecutive_skipped);
    walk_float(a, &t->beta_1_power);
    walk_float(a, &t->beta_2_power);
    walk_64(a, &t->steps);
    walk_64(a, &t->epochs);
    walk_size(a, &t->step_of_epoch);
    for (size_t i = 0; i < t->data->images; i++) {
        walk_32(a, &t->images[i]);
        a->wrong = a->wrong || t->images[i] >= t->data->images;
    }
    for (size_t i = 0; i < sizeof tensors / sizeof tensors[0]; i++) {
        walk_tensor(a, tensors[i]);
    }
}

struct checkpoint {
    archive file; /* `at` is where the sums begin */
    char path[CHECKPOINT_NAME_BYTES];
    char data_name[CHECKPOINT_NAME_BYTES];
    uint64_t data_digest;
    trainer_config config;
};

static void walk_head(archive *a, checkpoint *c, uint32_t *version)
{
    char begin[sizeof magic];
    memcpy(begin, magic, sizeof magic);
    walk_bytes(a, begin, sizeof begin);
    walk_32(a, version);
    a->wrong = a->wrong || memcmp(begin, magic, sizeof magic) != 0 || *version != VERSION;
    walk_bytes(a, c->data_name, sizeof c->data_name);
    walk_64(a, &c->data_digest);
    walk_config(a, &c->config);
}

/* ---- Writing ---- */

/* A format whose name would not lead back to its row; NULL if all do. */
static const trainer_format *unlisted(const trainer_config *c)
{
    const trainer_format *const roles[] = {c->weights, c->activations,     c->gradients,
                                           c->master,  c->optimizer_state, c->accumulator};
    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++) {
        const trainer_format *found;
        if (!trainer_format_parse(trainer_format_name(roles[i]), &found) || found != roles[i]) {
            return roles[i];
        }
    }
    return NULL;
}

/* Walks all but the CRC. */
static void walk_all(archive *a, checkpoint *c, trainer_epoch_sums *sums, trainer *t)
{
    uint32_t version = VERSION;
    walk_head(a, c, &version);
    walk_sums(a, sums);
    walk_state(a, t);
}

bool checkpoint_write(const trainer *t, const char *data_name, const trainer_epoch_sums *sums, const char *path,
                      char error[TRAINER_ERROR_SIZE])
{
    assert(t != NULL && sums != NULL && strlen(data_name) < CHECKPOINT_NAME_BYTES);
    const trainer_format *own = unlisted(&t->config);
    if (own != NULL) {
        return trainer_refuse(error, "%.300s: expected formats of trainer_formats, of which %s is none", path,
                              own->name);
    }
    checkpoint head = {.data_digest = t->data->digest, .config = t->config};
    trainer_epoch_sums gathered = *sums; /* copies: a walk may write what it walks over */
    trainer state = *t;
    memcpy(head.data_name, data_name, strlen(data_name));
    if (head.config.path == TRAINER_PATH_BF16) { /* other bits on another machine */
        const bool arm = trainer_path_twin(TRAINER_PATH_BF16) == TRAINER_PATH_SOFT_BFDOT;
        head.config.path = arm ? TRAINER_PATH_BFDOT : TRAINER_PATH_VDPBF16PS;
    }
    archive a = {.direction = MEASURE};
    walk_all(&a, &head, &gathered, &state);
    a = (archive){.direction = WRITE, .bytes = malloc(a.at + CRC_BYTES), .size = a.at};
    if (a.bytes == NULL) {
        return trainer_refuse(error, "%.300s: %s", path, "out of memory for a checkpoint");
    }
    walk_all(&a, &head, &gathered, &state);
    const uint32_t crc = trainer_crc32(a.bytes, a.size);
    for (int i = 0; i < CRC_BYTES; i++) {
        a.bytes[a.size + (size_t)i] = (uint8_t)(crc >> 8 * i & 0xFF);
    }
    const bool ok = replace_file(path, a.bytes, a.size + CRC_BYTES, sizeof magic, error);
    free(a.bytes);
    return ok;
}

/* ---- Reading ---- */

/* The file's bytes, which the caller frees. */
static uint8_t *read_file(const char *path, size_t *size, char error[TRAINER_ERROR_SIZE])
{
    const int handle = open(path, O_RDONLY | O_NONBLOCK); /* a FIFO would wait for its writer */
    FILE *file = handle >= 0 ? fdopen(handle, "rb") : NULL;
    if (file == NULL) {
        trainer_refuse(error, "%.300s: %s", path, strerror(errno));
        if (handle >= 0) {
            close(handle);
        }
        return NULL;
    }
    uint8_t *bytes = NULL;
    struct stat about;
    if (fstat(fileno(file), &about) != 0 || !S_ISREG(about.st_mode)) {
        trainer_refuse(error, "%.300s: %s", path, "not a file: expected one that --checkpoint wrote");
    } else if ((bytes = malloc((size_t)about.st_size + 1)) == NULL) {
        trainer_refuse(error, "%.300s: %s", path, "out of memory for a checkpoint");
    } else if ((*size = fread(bytes, 1, (size_t)about.st_size, file)) != (size_t)about.st_size) {
        trainer_refuse(error, "%.300s: %s", path, ferror(file) ? strerror(errno) : "it became shorter as it was read");
        free(bytes);
        bytes = NULL;
    }
    fclose(file);
    return bytes;
}

static bool check_bytes(const uint8_t *bytes, size_t size, const char *path, char error[TRAINER_ERROR_SIZE])
{
    if (size < sizeof magic || memcmp(bytes, magic, sizeof magic) != 0) {
        return trainer_refuse(error, "%.300s: %s", path, "not a checkpoint: expected a file that --checkpoint wrote");
    }
    if (size < sizeof magic + CRC_BYTES) {
        return trainer_refuse(error, "%.300s: %s", path, "cut short: expected a whole checkpoint");
    }
    uint32_t expected = 0;
    for (int i = 0; i < CRC_BYTES; i++) {
        expected |= (uint32_t)bytes[size - CRC_BYTES + (size_t)i] << 8 * i;
    }
    return trainer_crc32(bytes, size - CRC_BYTES) == expected ||
           trainer_refuse(error, "%.300s: %s", path, "cut short or altered: its CRC-32 is wrong");
}

checkpoint *checkpoint_read(const char *path, char error[TRAINER_ERROR_SIZE])
{
    checkpoint *c = calloc(1, sizeof *c);
    size_t size = 0;
    uint8_t *bytes = c != NULL ? read_file(path, &size, error) : NULL;
    if (c == NULL) {
        trainer_refuse(error, "%.300s: %s", path, "out of memory for a checkpoint");
    }
    if (bytes == NULL || !check_bytes(bytes, size, path, error)) {
        free(bytes);
        free(c);
        return NULL;
    }
    c->file = (archive){.direction = READ, .bytes = bytes, .size = size - CRC_BYTES};
    snprintf(c->path, sizeof c->path, "%s", path);
    uint32_t version = VERSION;
    walk_head(&c->file, c, &version);
    const bool terminated = memchr(c->data_name, '\0', sizeof c->data_name) != NULL;
    if (version != VERSION) {
        trainer_refuse(error, "%.300s: %s", path, "a checkpoint of another version of this program");
    } else if (c->file.wrong || !terminated) {
        trainer_refuse(error, "%.300s: %s", path, "its configuration makes no sense to this version of the program");
    } else {
        return c;
    }
    checkpoint_free(c);
    return NULL;
}

void checkpoint_free(checkpoint *c)
{
    if (c != NULL) {
        free(c->file.bytes);
        free(c);
    }
}

const trainer_config *checkpoint_config(const checkpoint *c)
{
    return &c->config;
}

const char *checkpoint_data_name(const checkpoint *c)
{
    return c->data_name;
}

trainer *checkpoint_resume(const checkpoint *c, const trainer_config *config, const trainer_data *data,
                           trainer_epoch_sums *sums, char error[TRAINER_ERROR_SIZE])
{
    assert(trainer_config_difference(&c->config, config) == NULL);
    if (data->digest != c->data_digest) {
        trainer_refuse(error, "%.300s: %s", c->path, "made with other data: expected those that it was trained on");
        return NULL;
    }
    trainer *t = trainer_new(config, data);
    if (t == NULL) {
        trainer_refuse(error, "%.300s: %s", c->path, "out of memory for its network");
        return NULL;
    }
    archive a = c->file;
    walk_sums(&a, sums);
    walk_state(&a, t);
    const trainer_place place = trainer_where(t);
    const bool possible = place.step_of_epoch < place.steps_per_epoch && place.step_of_epoch <= place.steps &&
                          place.epochs <= (place.steps - place.step_of_epoch) / place.steps_per_epoch;
    if (a.wrong || a.at != a.size || !possible) {
        trainer_refuse(error, "%.300s: %s", c->path, "its contents do not fit its configuration");
        trainer_free(t);
        return NULL;
    }
    return t;
}
