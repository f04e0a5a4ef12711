/* SPDX-License-Identifier: Apache-2.0
 *
 * Fuzz target: checkpoints, lessons/trainer/files/checkpoint.c. Input: a byte of choices, and a file in which a zero
 * byte and a count stand for that number of zero bytes, since most of a checkpoint is zeros.
 *
 * A file is refused in one line that names it, or training goes on from it; and written again it is the same file.
 * `checkpoint --seeds FOLDER` writes inputs to begin with, checkpoints of small networks: fuzz.sh asks for them, since
 * files of an older format would lead nowhere.
 */
#include "fuzz.h"

#include "files/checkpoint.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerInitialize(int *argc, char ***argv);

enum { FILE_MAX = 1 << 16, WIDTH_MAX = 16, CRC_BYTES = 4, CHOICE_CRC = 1 };
/* Magic number, version, name; digest of the data, number and widths of the layers, six names of formats. */
enum {
    NAME_END = 16 + 8 + CHECKPOINT_NAME_BYTES,
    FORMATS_AT = NAME_END + 8 + 8 + 8 * TRAINER_HIDDEN_MAX,
    FORMATS_END = FORMATS_AT + 6 * (TRAINER_FORMAT_NAME + 1)
};
enum { IMAGES = 12, TRAIN = 8, INPUTS = 3, CLASSES = 2 };

static const trainer_data *images(void)
{
    static trainer_data data;
    char error[TRAINER_ERROR_SIZE];
    if (data.pixel == NULL) {
        data = (trainer_data){.images = IMAGES, .train = TRAIN, .inputs = INPUTS, .classes = CLASSES, .white = 256};
        if (!trainer_data_take(&data, "images", error)) {
            abort();
        }
        for (size_t i = 0; i < IMAGES; i++) {
            data.label[i] = i % CLASSES;
            for (size_t j = 0; j < INPUTS; j++) {
                data.pixel[i * INPUTS + j] = (uint8_t)(i % CLASSES * 150 + i * 5 + j * 11);
            }
        }
        trainer_data_seal(&data);
    }
    return &data;
}

static void append_crc(uint8_t *file, size_t size)
{
    const uint32_t crc = trainer_crc32(file, size);
    for (size_t i = 0; i < CRC_BYTES; i++) {
        file[size + i] = (uint8_t)(crc >> 8 * i & 0xFF);
    }
}

/* The file of an input. Returns its size. */
static size_t unpack(fuzz_bytes input, uint8_t file[FILE_MAX])
{
    const uint8_t choices = fuzz_byte(&input);
    size_t size = 0;
    while (input.left > 0) {
        const uint8_t byte = fuzz_byte(&input);
        const size_t count = byte == 0 ? fuzz_byte(&input) : 1;
        if (size + count > FILE_MAX - CRC_BYTES) {
            break;
        }
        memset(file + size, byte, count);
        size += count;
    }
    if (choices & CHOICE_CRC) {
        append_crc(file, size);
        size += CRC_BYTES;
    }
    return size;
}

static size_t read_all(const char *path, uint8_t bytes[FILE_MAX])
{
    FILE *file = fopen(path, "rb");
    const size_t size = file != NULL ? fread(bytes, 1, FILE_MAX, file) : 0;
    if (file != NULL) {
        fclose(file);
    }
    return size;
}

static void refused(const char *path, const char *error)
{
    if (strstr(error, path) == NULL || strchr(error, '\n') != NULL) {
        fuzz_wrong("refused with '%s', which does not name the file", error);
    }
}

/* Networks so small that a step takes no time. */
static bool is_small(const trainer_config *c)
{
    for (int i = 0; i < c->hidden_layers; i++) {
        if (c->hidden[i] > WIDTH_MAX) {
            return false;
        }
    }
    return true;
}

static void resume(const checkpoint *c, const char *path, const uint8_t *file, size_t size)
{
    static uint8_t again[FILE_MAX];
    char error[TRAINER_ERROR_SIZE] = "";
    char other[FUZZ_PATH];
    trainer_config config = *checkpoint_config(c);
    trainer_epoch_sums sums;
    config.threads = 1;
    if (!trainer_config_valid(&config, images(), error) || !is_small(&config)) {
        return;
    }
    trainer *t = checkpoint_resume(c, &config, images(), &sums, error);
    if (t == NULL) {
        refused(path, error);
        return;
    }
    fuzz_file(other, "again", NULL, 0);
    if (!checkpoint_write(t, checkpoint_data_name(c), &sums, other, error)) {
        fuzz_wrong("not written again: %s", error);
    }
    const size_t same = read_all(other, again);
    /* Behind its end a name may hold anything, and formats have several; the CRC-32 follows them. */
    size_t at = NAME_END;
    while (at < size - CRC_BYTES && at < same && (file[at] == again[at] || (at >= FORMATS_AT && at < FORMATS_END))) {
        at++;
    }
    if (config.path != TRAINER_PATH_BF16 && (same != size || at != size - CRC_BYTES)) {
        fuzz_wrong("written again it is another file: %zu bytes, not %zu, and byte %zu is another", same, size, at);
    }
    trainer_step(t, NULL);
    trainer_free(t);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static uint8_t file[FILE_MAX];
    char path[FUZZ_PATH];
    char error[TRAINER_ERROR_SIZE] = "";
    const size_t file_size = unpack((fuzz_bytes){data, size}, file);
    fuzz_file(path, "checkpoint", file, file_size);
    checkpoint *c = checkpoint_read(path, error);
    if (c == NULL) {
        refused(path, error);
        return 0;
    }
    resume(c, path, file, file_size);
    checkpoint_free(c);
    return 0;
}

/* ---- Inputs to begin with -----------------------------------------------------------------------------------------
 */

static void write_seed(const char *folder, const char *name, const trainer_config *config, int steps)
{
    static uint8_t file[FILE_MAX];
    char path[FUZZ_PATH];
    char error[TRAINER_ERROR_SIZE];
    trainer_epoch_sums sums = {.statistics = {.wanted = TRAINER_COUNT_ALL}};
    trainer *t = trainer_new(config, images());
    snprintf(path, sizeof path, "%s/%s", folder, name);
    for (int i = 0; t != NULL && i < steps; i++) {
        sums.loss += (double)trainer_step(t, &sums.statistics).loss;
        sums.steps++;
    }
    if (t == NULL || !checkpoint_write(t, "images", &sums, path, error)) {
        fuzz_wrong("%s: cannot write it", path);
    }
    trainer_free(t);
    const size_t size = read_all(path, file) - CRC_BYTES;
    FILE *out = fopen(path, "wb");
    fputc(CHOICE_CRC, out);
    for (size_t i = 0; i < size; i++) {
        fputc(file[i], out);
        size_t count = 1;
        for (; file[i] == 0 && i + 1 < size && file[i + 1] == 0 && count < 255; count++, i++) {
        }
        if (file[i] == 0) {
            fputc((int)count, out);
        }
    }
    fclose(out);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    if (*argc != 3 || strcmp((*argv)[1], "--seeds") != 0) {
        return 0;
    }
    trainer_config c = trainer_default_config();
    c.hidden_layers = 0;
    c.batch = 4;
    c.path = TRAINER_PATH_PORTABLE;
    write_seed((*argv)[2], "fp32", &c, 0);
    c.hidden_layers = 1;
    c.hidden[0] = 2;
    c.optimizer = TRAINER_ADAM;
    c.scaling = TRAINER_SCALE_DYNAMIC;
    c.weights = c.activations = c.gradients = &trainer_fp16;
    c.master = &trainer_fp32;
    write_seed((*argv)[2], "fp16", &c, 3);
    c.weights = c.master = &trainer_bf16;
    c.gradients = &trainer_e5m2;
    c.activations = &trainer_e4m3;
    c.update = TRAINER_KAHAN;
    c.gradient_rounding = TRAINER_GRADIENTS_BALANCED_LOGITS;
    c.path = TRAINER_PATH_SOFT;
    write_seed((*argv)[2], "mixed", &c, 2);
    exit(0);
}
