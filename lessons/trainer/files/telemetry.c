/* SPDX-License-Identifier: Apache-2.0
 *
 * The file of --signals; see telemetry.h.
 */
#define _POSIX_C_SOURCE 200809L

#include "telemetry.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char header[] = "step,epoch,loss,scale,skipped,flushed_percent,overflowed,lost_percent,delivered,"
                             "weight_headroom,activation_headroom,gradient_headroom\n";

enum { GRADIENT_KINDS = 3, TELEMETRY_LINE = 512 };

double telemetry_percent(uint64_t part, uint64_t whole)
{
    return whole == 0 ? 0.0 : 100.0 * (double)part / (double)whole;
}

/* The gradients of logits, hidden layers and weights added up. */
static trainer_histogram all_gradients(const trainer_statistics *s)
{
    trainer_histogram all = {0};
    const trainer_histogram *const kinds[GRADIENT_KINDS] = {&s->logit_gradients, &s->hidden_gradients,
                                                            &s->weight_gradients};
    for (size_t i = 0; i < GRADIENT_KINDS; i++) {
        trainer_histogram_add(&all, kinds[i]);
    }
    return all;
}

double telemetry_flushed(const trainer_statistics *s)
{
    const trainer_histogram all = all_gradients(s);
    return telemetry_percent(all.flushed, trainer_histogram_total(&all) - all.zero);
}

static void percent(FILE *to, uint64_t part, uint64_t whole)
{
    if (whole > 0) {
        fprintf(to, ",%.4f", telemetry_percent(part, whole));
    } else {
        fputc(',', to);
    }
}

static void headroom(FILE *to, const trainer_format *format, float largest)
{
    if (largest > 0) {
        fprintf(to, ",%.3f", log2((double)trainer_format_largest(format) / (double)largest));
    } else {
        fputc(',', to);
    }
}

void telemetry_row(FILE *to, const trainer_config *c, trainer_place place, const trainer_step_report *step,
                   const trainer_statistics *s)
{
    const trainer_histogram all = all_gradients(s);
    const uint64_t epoch = (place.steps - 1) / place.steps_per_epoch + 1;
    fprintf(to, "%" PRIu64 ",%" PRIu64 ",%.9g,%.9g,%d", place.steps, epoch, (double)step->loss, (double)step->scale,
            step->skipped);
    percent(to, all.flushed, trainer_histogram_total(&all) - all.zero);
    fprintf(to, ",%" PRIu64, all.overflowed + all.nonfinite);
    percent(to, s->updates_lost, s->updates);
    if (s->intended > 0 && isfinite(s->intended) && isfinite(s->delivered)) {
        fprintf(to, ",%.6g", s->delivered / s->intended);
    } else {
        fputc(',', to);
    }
    headroom(to, c->weights, s->largest_weight);
    headroom(to, c->activations, s->largest_activation);
    headroom(to, c->gradients, all.largest);
    fputc('\n', to);
}

static bool refuse(const telemetry_file *telemetry, const char *wrong, char error[TRAINER_ERROR_SIZE])
{
    const bool standard = strcmp(telemetry->path, "-") == 0;
    return trainer_refuse(error, "%.300s: %s%s", telemetry->path, standard ? "cannot write to standard output: " : "",
                          wrong);
}

bool telemetry_write(const telemetry_file *telemetry, const trainer_config *c, trainer_place place,
                     const trainer_step_report *step, const trainer_statistics *s, trainer_rows *rows,
                     char error[TRAINER_ERROR_SIZE])
{
    char *row = NULL;
    size_t size = 0;
    FILE *memory = open_memstream(&row, &size);
    bool ok = memory != NULL;
    if (ok) {
        telemetry_row(memory, c, place, step, s);
        ok = fclose(memory) == 0;
    }
    if (ok) {
        rows->digest = trainer_fnv(rows->digest, row, size);
        ok = fwrite(row, 1, size, telemetry->file) == size;
    }
    free(row);
    return ok || refuse(telemetry, strerror(errno), error);
}

bool telemetry_flush(const telemetry_file *telemetry, char error[TRAINER_ERROR_SIZE])
{
    return (fflush(telemetry->file) == 0 && ferror(telemetry->file) == 0) || refuse(telemetry, strerror(errno), error);
}

bool telemetry_close(telemetry_file *telemetry, char error[TRAINER_ERROR_SIZE])
{
    if (!telemetry_flush(telemetry, error)) {
        return false;
    }
    FILE *file = telemetry->file;
    telemetry->file = NULL;
    return file == stdout || fclose(file) == 0 || refuse(telemetry, strerror(errno), error);
}

static bool begin(telemetry_file *telemetry, FILE *file, uint64_t step, trainer_rows *rows,
                  char error[TRAINER_ERROR_SIZE])
{
    if (file == NULL) {
        return refuse(telemetry, strerror(errno), error);
    }
    *rows = (trainer_rows){.first = step + 1, .digest = trainer_fnv_start};
    telemetry->file = file;
    fputs(header, file);
    return true;
}

/* Where the rows after `step` begin; -1 if those before it are not `rows`. */
static long end_of_rows(FILE *file, uint64_t step, const trainer_rows *rows)
{
    char line[TELEMETRY_LINE];
    uint64_t digest = trainer_fnv_start;
    if (fgets(line, sizeof line, file) == NULL || strcmp(line, header) != 0) {
        return -1;
    }
    for (uint64_t next = rows->first; next <= step; next++) {
        if (fgets(line, sizeof line, file) == NULL) {
            return -1;
        }
        digest = trainer_fnv(digest, line, strlen(line));
    }
    return digest == rows->digest ? ftell(file) : -1;
}

/* The file that this training began, without what it wrote after the checkpoint. Where the checkpoint knows no row, no
 * row says whose file it is: it must have none. */
static bool go_on(telemetry_file *telemetry, uint64_t step, const trainer_rows *rows, char error[TRAINER_ERROR_SIZE])
{
    FILE *file = fopen(telemetry->path, "r+");
    if (file == NULL) {
        return refuse(telemetry, strerror(errno), error);
    }
    const long end = end_of_rows(file, step, rows);
    const bool its_own = end >= 0 && (rows->first <= step || fgetc(file) == EOF);
    if (its_own && ftruncate(fileno(file), end) == 0 && fseek(file, 0, SEEK_END) == 0) {
        telemetry->file = file;
        return true;
    }
    const char *wrong = its_own ? strerror(errno)
                                : "it exists, and is not the file of signals that this training wrote up to its "
                                  "checkpoint: expected that one, or a new name";
    refuse(telemetry, wrong, error);
    fclose(file);
    return false;
}

bool telemetry_open(telemetry_file *telemetry, const char *path, uint64_t step, trainer_rows *rows,
                    char error[TRAINER_ERROR_SIZE])
{
    struct stat about;
    *telemetry = (telemetry_file){.path = path};
    if (strcmp(path, "-") == 0) {
        return begin(telemetry, stdout, step, rows, error);
    }
    const bool exists = stat(path, &about) == 0;
    if (!exists || !S_ISREG(about.st_mode)) {
        telemetry->created = !exists;
        return begin(telemetry, fopen(path, "w"), step, rows, error);
    }
    if (rows->first == 0) {
        return refuse(telemetry,
                      step == 0 ? "it exists; expected a new name"
                                : "it exists, and the checkpoint was written without signals: expected a new name",
                      error);
    }
    return go_on(telemetry, step, rows, error);
}
