/* SPDX-License-Identifier: Apache-2.0
 *
 * The readers of data: the digits, names of data, and Fashion-MNIST where it is installed.
 */
#define _POSIX_C_SOURCE 200809L

#include "shared.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- The digits ---- */

/* Writes `size` bytes to the file and loads it. Returns 0 if it is refused with its name (or, with `good`, accepted);
 * otherwise 1, and a line in the log. */
static int expect_load(FILE *log, const char *path, const char *text, size_t size, bool good, const char *what)
{
    trainer_data data;
    char error[TRAINER_ERROR_SIZE] = "";
    FILE *file = fopen(path, "wb");
    const bool written = file != NULL && fwrite(text, 1, size, file) == size;
    if (file == NULL || fclose(file) != 0 || !written) {
        fprintf(log, "cannot write %s\n", path);
        return 1;
    }
    const bool loaded = trainer_load_digits(path, &data, error);
    trainer_data_free(&data);
    if (loaded != good || (!good && (strstr(error, path) == NULL || strchr(error, '\n') != NULL))) {
        fprintf(log, "digits, %s: %s \"%s\"\n", what, loaded ? "accepted" : "refused with", error);
        return 1;
    }
    return 0;
}

static int check_copies(FILE *log, const char *path, char *text, size_t size)
{
    const char *comments_end = strstr(text, "\ncrc32 ");
    if (comments_end == NULL) {
        fprintf(log, "digits: no line \"crc32 ...\"\n");
        return 1;
    }
    const size_t header = (size_t)(comments_end + 1 - text);
    const size_t body = header + 15; /* the line "crc32 XXXXXXXX" */
    int failures = expect_load(log, path, text, size, true, "unchanged");
    const size_t lengths[] = {0, 10, header, header + 9, body, body + 1, body + 67 * 1000, size - 67, size - 1};
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        char what[64];
        snprintf(what, sizeof what, "cut to %zu of %zu bytes", lengths[i], size);
        failures += expect_load(log, path, text, lengths[i], false, what);
    }
    memcpy(text + size, text + body, 67);
    failures += expect_load(log, path, text, size + 67, false, "one image more");
    char old[8];
    char checksum[9];
    memcpy(old, text + header + 6, sizeof old);
    snprintf(checksum, sizeof checksum, "%08x", (unsigned)trainer_crc32(text + body, size + 67 - body));
    memcpy(text + header + 6, checksum, 8);
    failures += expect_load(log, path, text, size + 67, false, "one image more, and its checksum");
    memcpy(text + header + 6, old, sizeof old);
    const struct {
        size_t at;
        const char *what;
    } altered[] = {
        {header + 6, "another checksum"},
        {body, "another label"},
        {body + 67 * 900 + 30, "another pixel"},
        {size - 2, "another last pixel"},
    };
    for (size_t i = 0; i < sizeof altered / sizeof *altered; i++) {
        const char kept = text[altered[i].at];
        text[altered[i].at] = kept == '1' ? '2' : '1';
        failures += expect_load(log, path, text, size, false, altered[i].what);
        text[altered[i].at] = 'h'; /* neither a label nor a pixel nor hexadecimal */
        failures += expect_load(log, path, text, size, false, "not a digit");
        text[altered[i].at] = kept;
    }
    return failures;
}

/* Truncated and altered copies of the digits are refused with a line that names the file. */
long check_trainer_data(void)
{
    FILE *const log = stderr;
    enum { SIZE_MAX_BYTES = 200000 };
    const char *source = check_data_path("digits.txt");
    char path[4096];
    check_scratch_path(path, sizeof path, "halfulp-digits-XXXXXX");
    FILE *file = fopen(source, "rb");
    char *text = calloc(1, SIZE_MAX_BYTES + 1);
    const int handle = mkstemp(path);
    int failures = 1;
    if (file != NULL && text != NULL && handle >= 0) {
        const size_t size = fread(text, 1, SIZE_MAX_BYTES - 67, file);
        failures = check_copies(log, path, text, size);
    } else {
        fprintf(log, "cannot read %s or write %s\n", source, path);
    }
    if (handle >= 0) {
        close(handle);
        unlink(path);
    }
    if (file != NULL) {
        fclose(file);
    }
    free(text);
    trainer_data data;
    char error[TRAINER_ERROR_SIZE] = "";
    if (trainer_load_digits("no/such/digits.txt", &data, error) || strstr(error, "no/such/digits.txt") == NULL) {
        fprintf(log, "a missing file: \"%s\"\n", error);
        failures++;
    }
    return failures;
}

/* ---- Names ---- */

/* The meaning of "fashion" for the current value of HALFULP_FASHION. */
static int expect_fashion(FILE *log, uint32_t images, const char *part)
{
    trainer_data data;
    char error[TRAINER_ERROR_SIZE] = "";
    const bool loaded = trainer_load_data("fashion", &data, error);
    trainer_data_free(&data);
    if (loaded ? images != 0 && data.images == images : images == 0 && strstr(error, part) != NULL) {
        return 0;
    }
    fprintf(log, "fashion, with HALFULP_FASHION: %lu images, \"%s\"\n", loaded ? (unsigned long)data.images : 0, error);
    return 1;
}

/* The meanings of names of data: a folder, the digits, and Fashion-MNIST in HALFULP_FASHION. */
long check_trainer_names(void)
{
    FILE *const log = stderr;
    char folder[CHECKED_PATH];
    char kept[4096] = "";
    const char *variable = getenv("HALFULP_FASHION");
    if (variable != NULL && strlen(variable) < sizeof kept) {
        memcpy(kept, variable, strlen(variable) + 1);
    }
    if (!checked_idx_set(log, folder)) {
        return 1;
    }
    trainer_data data;
    char error[TRAINER_ERROR_SIZE] = "";
    int failures = !trainer_load_data(folder, &data, error) || data.images != CHECKED_IDX_IMAGES;
    trainer_data_free(&data);
    failures += setenv("HALFULP_FASHION", folder, 1) != 0 || expect_fashion(log, CHECKED_IDX_IMAGES, "");
    setenv("HALFULP_FASHION", "no/such/folder", 1);
    failures += expect_fashion(log, 0, "no/such/folder");
    failures += expect_fashion(log, 0, " (from HALFULP_FASHION)");
    if (variable != NULL) {
        setenv("HALFULP_FASHION", kept, 1);
    } else {
        unsetenv("HALFULP_FASHION");
    }
    failures += !trainer_load_data("digits", &data, error) || data.images != DIGITS_COUNT;
    trainer_data_free(&data);
    return failures + !checked_idx_removed(folder);
}

/* ---- Fashion-MNIST ---- */

long check_trainer_fashion(void)
{
    FILE *const log = stderr;
    trainer_data data;
    char error[TRAINER_ERROR_SIZE];
    if (!trainer_load_data("fashion", &data, error)) {
        const bool absent = strstr(error, "No such file") != NULL && getenv("HALFULP_FASHION") == NULL;
        if (absent || strstr(error, "this build has no zlib") != NULL) {
            fprintf(log, "SKIP, no Fashion-MNIST (Debian's package dataset-fashion-mnist): %s\n", error);
            return CHECK_SKIPPED;
        }
        fprintf(log, "fashion: %s\n", error);
        return 1;
    }
    trainer_config config = trainer_default_config();
    config.split = TRAINER_SPLIT_LAST;
    config.hidden_layers = 1;
    config.hidden[0] = 64;
    config.batch = 128;
    trainer *t = trainer_new(&config, &data);
    int failures = data.images != 70000 || data.train != 60000 || data.inputs != 784 || data.classes != 10 || t == NULL;
    if (t != NULL) {
        trainer_epoch(t, NULL);
        const double accuracy = trainer_accuracy(t);
        fprintf(log, "fashion: %lu + %lu images of %lu pixels in %lu classes; %.2f %% after an epoch\n",
                (unsigned long)data.train, (unsigned long)(data.images - data.train), (unsigned long)data.inputs,
                (unsigned long)data.classes, 100 * accuracy);
        failures += !(accuracy > 0.8);
    }
    trainer_free(t);
    trainer_data_free(&data);
    return failures;
}
