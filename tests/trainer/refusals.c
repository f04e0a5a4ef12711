/* SPDX-License-Identifier: Apache-2.0
 *
 * Checkpoints that must be refused: damaged ones, and forged ones with a correct CRC-32 and wrong contents.
 */
#define _POSIX_C_SOURCE 200809L

#include "checkpoint_files.h"

#include <inttypes.h>
#include <string.h>
#include <unistd.h>

/* The layout of a checkpoint of version 4. Numbers have 8 bytes each, a format's name FORMAT; text is stored as it
 * is. */
enum {
    FORMAT = TRAINER_FORMAT_NAME + 1,
    VERSION_AT = 16,
    NAME_AT = VERSION_AT + 8,
    DIGEST_AT = NAME_AT + CHECKPOINT_NAME_BYTES,
    LAYERS_AT = DIGEST_AT + 8,
    HIDDEN_AT = LAYERS_AT + 8,
    WEIGHTS_AT = HIDDEN_AT + 8 * TRAINER_HIDDEN_MAX,
    MASTER_AT = WEIGHTS_AT + 3 * FORMAT,
    STATE_AT = MASTER_AT + FORMAT,
    ACCUMULATOR_AT = STATE_AT + FORMAT,
    UPDATE_AT = ACCUMULATOR_AT + FORMAT,
    GRADIENT_ROUNDING_AT = UPDATE_AT + 8,
    STATE_ROUNDING_AT = GRADIENT_ROUNDING_AT + 8,
    SCALING_AT = STATE_ROUNDING_AT + 8,
    SCALE_AT = SCALING_AT + 8,
    SCALE_INTERVAL_AT = SCALE_AT + 8,
    LOSS_EXPONENT_AT = SCALE_INTERVAL_AT + 8,
    OPTIMIZER_AT = LOSS_EXPONENT_AT + 8,
    RATE_AT = OPTIMIZER_AT + 8,
    BATCH_AT = RATE_AT + 8,
    EPOCHS_AT = BATCH_AT + 8,
    SEED_AT = EPOCHS_AT + 8,
    SPLIT_AT = SEED_AT + 8,
    PATH_AT = SPLIT_AT + 8,
    SUMS_AT = PATH_AT + 8,
    SCALER_AT = SUMS_AT + 8 * (4 + 3 * (TRAINER_BINADES + 6) + 8),
    STEPS_AT = SCALER_AT + 8 * 6,
    COMPLETED_AT = STEPS_AT + 8, /* epochs */
    POSITION_AT = COMPLETED_AT + 8,
    IMAGES_AT = POSITION_AT + 8,
    TENSORS_AT = IMAGES_AT + 8 * CHECKED_IMAGES,
    PARAMETERS = 7 * 24 + 25 * 16 + 17 * 3,
    FILE_BYTES = TENSORS_AT + 2 * 4 * PARAMETERS + 4, /* FP32 weights and gradients, and the CRC-32 */
    TAKEN = 7,                                        /* steps: an epoch of 5, and 2 more */
};

typedef struct {
    char folder[CHECKED_PATH], path[CHECKED_PATH + 16];
    trainer_data data;
    trainer_config config;
    file_bytes good;
} scene;

static void put_64(uint8_t *to, uint64_t x)
{
    for (int i = 0; i < 8; i++) {
        to[i] = (uint8_t)(x >> 8 * i & 0xFF);
    }
}

static uint64_t get_64(const uint8_t *from)
{
    uint64_t x = 0;
    for (int i = 7; i >= 0; i--) {
        x = x << 8 | from[i];
    }
    return x;
}

/* A checkpoint after TAKEN steps, with its numbers in the places that this file expects. */
static bool begin(FILE *log, scene *s)
{
    char error[TRAINER_ERROR_SIZE] = "";
    float losses[TAKEN];
    trainer_epoch_sums sums = {.steps = 0};
    if (!checked_folder(log, s->folder) || !checked_images(&s->data)) {
        return false;
    }
    snprintf(s->path, sizeof s->path, "%s/checkpoint", s->folder);
    s->config = checked_config();
    trainer *t = trainer_new(&s->config, &s->data);
    bool ok = t != NULL;
    if (ok) {
        checked_steps(t, TAKEN, &sums, losses);
        ok = checkpoint_write(t, "images", &sums, s->path, error) && read_bytes(s->path, &s->good);
    }
    trainer_free(t);
    const uint8_t *b = s->good.bytes;
    if (ok && s->good.size == FILE_BYTES && get_64(b + VERSION_AT) == 4 && get_64(b + LAYERS_AT) == 2 &&
        get_64(b + HIDDEN_AT + 8) == 16 && get_64(b + BATCH_AT) == 16 && get_64(b + EPOCHS_AT) == 30 &&
        get_64(b + PATH_AT) == (uint64_t)s->config.path && get_64(b + SUMS_AT + 8) == TAKEN - 5 &&
        get_64(b + STEPS_AT) == TAKEN && get_64(b + COMPLETED_AT) == 1 && get_64(b + POSITION_AT) == TAKEN - 5) {
        return true;
    }
    fprintf(log, "a checkpoint of %zu bytes, expected %d in the order of version 4 %s\n", s->good.size, FILE_BYTES,
            error);
    return false;
}

static int end(scene *s)
{
    trainer_data_free(&s->data);
    unlink(s->path);
    return rmdir(s->folder) != 0;
}

/* The function that refuses. */
typedef enum { BY_READ, BY_VALID, BY_RESUME, BY_NOBODY } stage;

/* In the order of the trainer's command: read, validate the configuration, resume, and continue. */
static stage try_checkpoint(const scene *s, const trainer_data *data, char error[TRAINER_ERROR_SIZE])
{
    trainer_epoch_sums sums;
    checkpoint *c = checkpoint_read(s->path, error);
    if (c == NULL) {
        return BY_READ;
    }
    const trainer_config config = *checkpoint_config(c);
    const bool valid = trainer_config_valid(&config, data, error);
    trainer *t = valid ? checkpoint_resume(c, &config, data, &sums, error) : NULL;
    checkpoint_free(c);
    if (t == NULL) {
        return valid ? BY_RESUME : BY_VALID;
    }
    trainer_epoch(t, NULL);
    trainer_accuracy(t);
    trainer_free(t);
    return BY_NOBODY;
}

static int expect_stage(FILE *log, const scene *s, const trainer_data *data, stage expected, const char *what)
{
    static const char *const names[] = {"by checkpoint_read", "by trainer_config_valid", "by checkpoint_resume", "not"};
    char error[TRAINER_ERROR_SIZE] = "";
    const stage found = try_checkpoint(s, data, error);
    const bool line = found == BY_NOBODY || (strlen(error) > 0 && strchr(error, '\n') == NULL);
    const bool named = found == BY_NOBODY || found == BY_VALID || strstr(error, s->path) != NULL;
    if (found == expected && line && named) {
        return 0;
    }
    fprintf(log, "%s: refused %s with \"%s\", expected %s\n", what, names[found], error, names[expected]);
    return 1;
}

/* ---- Damage ---- */

enum { STRIDE = 37 }; /* between places of damage: prime to the 8 bytes of a number */

static int check_lengths(FILE *log, const scene *s)
{
    int failures = 0;
    for (size_t size = 0; size < s->good.size; size += size < 64 || s->good.size - size < 64 ? 1 : STRIDE) {
        char what[64];
        snprintf(what, sizeof what, "cut to %zu of %zu bytes", size, s->good.size);
        failures += !write_bytes(s->path, s->good.bytes, size) || expect_stage(log, s, &s->data, BY_READ, what);
    }
    static file_bytes more;
    more = s->good;
    failures += !write_bytes(s->path, more.bytes, more.size + 1) || /* a zero */
                expect_stage(log, s, &s->data, BY_READ, "a byte too many");
    return failures;
}

static int check_flips(FILE *log, const scene *s)
{
    static file_bytes copy;
    copy = s->good;
    int failures = 0;
    for (size_t at = 0; at < copy.size; at += copy.size - at < 64 ? 1 : STRIDE) {
        char what[64];
        const uint8_t bit = (uint8_t)(1 << at % 8);
        snprintf(what, sizeof what, "bit %zu of byte %zu flipped", at % 8, at);
        copy.bytes[at] ^= bit;
        failures += !write_bytes(s->path, copy.bytes, copy.size) || expect_stage(log, s, &s->data, BY_READ, what);
        copy.bytes[at] ^= bit;
    }
    return failures;
}

/* Checkpoints that are truncated or too long, have a flipped bit, or belong to other data are refused with a line that
 * names the file. */
long check_trainer_corruption(void)
{
    FILE *const log = stderr;
    static scene s;
    if (!begin(log, &s)) {
        return 1;
    }
    int failures = expect_stage(log, &s, &s.data, BY_NOBODY, "a good checkpoint");
    s.data.pixel[5] ^= 1;
    trainer_data_seal(&s.data);
    failures += expect_stage(log, &s, &s.data, BY_RESUME, "data with another pixel");
    s.data.pixel[5] ^= 1;
    trainer_data_seal(&s.data);
    failures += check_lengths(log, &s) + check_flips(log, &s);
    unlink(s.path);
    failures += expect_stage(log, &s, &s.data, BY_READ, "no file");
    scene folder = s;
    snprintf(folder.path, sizeof folder.path, "%s", s.folder);
    failures += expect_stage(log, &folder, &s.data, BY_READ, "a folder");
    return failures + end(&s);
}

/* ---- Forgery ---- */

static int forge(FILE *log, const scene *s, size_t at, uint64_t value, stage expected)
{
    static file_bytes copy;
    char what[80];
    copy = s->good;
    put_64(copy.bytes + at, value);
    const uint32_t crc = trainer_crc32(copy.bytes, copy.size - 4);
    for (size_t i = 0; i < 4; i++) {
        copy.bytes[copy.size - 4 + i] = (uint8_t)(crc >> 8 * i & 0xFF);
    }
    snprintf(what, sizeof what, "%" PRIu64 " at byte %zu", value, at);
    return !write_bytes(s->path, copy.bytes, copy.size) || expect_stage(log, s, &s->data, expected, what);
}

/* Each field of the header beyond the range of its variable, or beyond what the trainer supports. */
static int forge_head(FILE *log, const scene *s)
{
    static const struct {
        size_t at;
        uint64_t value;
        stage by;
    } forged[] = {
        {LAYERS_AT, 2, BY_NOBODY}, /* unchanged */
        {0, 0, BY_READ},           /* the magic */
        {VERSION_AT, 0, BY_READ},
        {VERSION_AT, 1, BY_READ},
        {VERSION_AT, 2, BY_READ},
        {VERSION_AT, 3, BY_READ},
        {VERSION_AT, 5, BY_READ},
        {VERSION_AT, 4 + (1ULL << 32), BY_READ},
        {DIGEST_AT, 1, BY_RESUME},
        {LAYERS_AT, TRAINER_HIDDEN_MAX + 1, BY_READ},
        {LAYERS_AT, UINT64_MAX, BY_READ},
        {LAYERS_AT, 1, BY_RESUME}, /* the tensors are then too long, or too short */
        {LAYERS_AT, 3, BY_VALID},
        {HIDDEN_AT, 0, BY_VALID},
        {HIDDEN_AT, 23, BY_RESUME},
        {HIDDEN_AT, 25, BY_RESUME},
        {HIDDEN_AT, TRAINER_WIDTH_MAX + 1, BY_VALID},
        {HIDDEN_AT, 24 + (1ULL << 32), BY_READ},
        {HIDDEN_AT, 24 + (1ULL << 31), BY_READ},
        {UPDATE_AT, TRAINER_STOCHASTIC, BY_VALID}, /* of FP32 weights */
        {UPDATE_AT, TRAINER_KAHAN, BY_RESUME},
        {GRADIENT_ROUNDING_AT, TRAINER_GRADIENTS_BALANCED_LOGITS, BY_VALID}, /* of FP32 gradients */
        {GRADIENT_ROUNDING_AT, TRAINER_GRADIENTS_BALANCED_LOGITS + 1, BY_READ},
        {STATE_ROUNDING_AT, TRAINER_STOCHASTIC, BY_VALID}, /* of an FP32 state */
        {STATE_ROUNDING_AT, TRAINER_KAHAN, BY_READ},
        {UPDATE_AT, TRAINER_KAHAN + 1, BY_READ},
        {SCALING_AT, TRAINER_SCALE_DYNAMIC + 1, BY_READ},
        {SCALE_AT, 0x7FC00000, BY_VALID}, /* NaN */
        {SCALE_AT, 1ULL << 32, BY_READ},
        {SCALE_INTERVAL_AT, 0, BY_VALID},
        {LOSS_EXPONENT_AT, 61, BY_VALID},
        {OPTIMIZER_AT, TRAINER_ADAM, BY_RESUME},
        {OPTIMIZER_AT, TRAINER_ADAM + 1, BY_READ},
        {RATE_AT, 0x7FC00000, BY_VALID},
        {RATE_AT, 0, BY_VALID},
        {BATCH_AT, 0, BY_VALID},
        {BATCH_AT, 81, BY_VALID},
        {BATCH_AT, 40, BY_RESUME}, /* two steps per epoch, both already taken */
        {BATCH_AT, UINT64_MAX, BY_READ},
        {EPOCHS_AT, 0, BY_VALID},
        {SPLIT_AT, TRAINER_SPLIT_LAST + 1, BY_READ},
        {PATH_AT, TRAINER_PATHS, BY_READ},
    };
    int failures = 0;
    for (size_t i = 0; i < sizeof forged / sizeof *forged; i++) {
        failures += forge(log, s, forged[i].at, forged[i].value, forged[i].by);
    }
    return failures;
}

/* A different format, by its name, or no name at all. */
static int forge_formats(FILE *log, scene *s)
{
    static const struct {
        size_t at;
        const char *name;
        stage by;
    } forged[] = {
        {WEIGHTS_AT, "fp32", BY_NOBODY}, /* unchanged */
        {WEIGHTS_AT, "none", BY_VALID},  {WEIGHTS_AT, "", BY_READ},
        {WEIGHTS_AT, "fp33", BY_READ},   {WEIGHTS_AT, "bf16", BY_RESUME},
        {WEIGHTS_AT, "fp64", BY_READ}, /* known to formats/, but not a row */
        {MASTER_AT, "fp32", BY_RESUME},  {MASTER_AT, "nonesuch", BY_READ},
        {STATE_AT, "none", BY_VALID},    {ACCUMULATOR_AT, "fp32fp32fp32fp32", BY_READ},
    };
    int failures = 0;
    for (size_t i = 0; i < sizeof forged / sizeof *forged; i++) {
        uint8_t kept[FORMAT];
        uint8_t *at = s->good.bytes + forged[i].at;
        memcpy(kept, at, FORMAT);
        memset(at, 0, FORMAT);
        memcpy(at, forged[i].name, strlen(forged[i].name));
        failures += forge(log, s, LAYERS_AT, 2, forged[i].by); /* the value it had */
        if (failures != 0) {
            fprintf(log, "with the format \"%s\" at byte %zu\n", forged[i].name, forged[i].at);
        }
        memcpy(at, kept, FORMAT);
    }
    return failures;
}

static int forge_state(FILE *log, const scene *s)
{
    static const struct {
        size_t at;
        uint64_t value;
        stage by;
    } forged[] = {
        {SCALER_AT, 1ULL << 32, BY_RESUME},
        {SCALER_AT + 8, 1ULL << 31, BY_RESUME},
        {SCALER_AT + 16, UINT64_MAX, BY_RESUME},
        {COMPLETED_AT, 2, BY_RESUME}, /* in fewer steps than that needs */
        {COMPLETED_AT, UINT64_MAX, BY_RESUME},
        {STEPS_AT, 1, BY_RESUME},    /* fewer than in the current epoch */
        {POSITION_AT, 1, BY_NOBODY}, /* in that case a step was taken on the caller's images */
        {POSITION_AT, 4, BY_RESUME},
        {POSITION_AT, 5, BY_RESUME},
        {POSITION_AT, 1ULL << 32, BY_RESUME},
        {POSITION_AT, UINT64_MAX, BY_RESUME},
        {IMAGES_AT, CHECKED_IMAGES, BY_RESUME},
        {IMAGES_AT + 8 * (CHECKED_IMAGES - 1), CHECKED_IMAGES, BY_RESUME},
        {IMAGES_AT + 8 * 40, 1ULL << 32, BY_RESUME},
        {IMAGES_AT + 8 * 40, UINT64_MAX, BY_RESUME},
        {TENSORS_AT, UINT64_MAX, BY_NOBODY}, /* every code is a number or a NaN */
    };
    int failures = 0;
    for (size_t i = 0; i < sizeof forged / sizeof *forged; i++) {
        failures += forge(log, s, forged[i].at, forged[i].value, forged[i].by);
    }
    return failures;
}

/* Invalid contents with a correct CRC-32 are refused too: another version, fields out of range, fields that do not
 * match. */
long check_trainer_forgery(void)
{
    FILE *const log = stderr;
    static scene s;
    if (!begin(log, &s)) {
        return 1;
    }
    int failures = forge_head(log, &s) + forge_formats(log, &s) + forge_state(log, &s);
    memset(s.good.bytes + NAME_AT, 'x', CHECKPOINT_NAME_BYTES); /* a name without an end */
    failures += forge(log, &s, LAYERS_AT, 2, BY_READ);
    return failures + end(&s);
}
