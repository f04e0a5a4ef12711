/* SPDX-License-Identifier: Apache-2.0
 *
 * The trainer as a command: one training run, its policy on the command line, a line per epoch.
 */
#define _POSIX_C_SOURCE 200809L

#include "ledger.h"
#include "options.h"
#include "progress.h"
#include "files/telemetry.h"
#include "files/streams.h"

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct {
    const trainer_options *options;
    trainer *trainer;
    trainer_epoch_sums sums;
    FILE *table;              /* the lines per epoch */
    telemetry_file telemetry; /* --signals */
    char *data_name;          /* what a checkpoint calls the data: from every folder the same */
    progress progress;
} run;

/* The signal that asked to stop; 0 for none. */
static volatile sig_atomic_t interrupted;

static void interrupt(int number)
{
    interrupted = number;
}

/* A training run that writes checkpoints ends with one; a second signal ends it at once. What is being written when the
 * signal comes is written in full. */
static void catch_interrupts(void)
{
    struct sigaction action = {.sa_handler = interrupt, .sa_flags = SA_RESTART | (int)SA_RESETHAND};
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}

static void write_checkpoint(run *r)
{
    char error[TRAINER_ERROR_SIZE];
    if (!checkpoint_write(r->trainer, r->data_name, &r->sums, r->options->checkpoint, error)) {
        progress_clear(&r->progress);
        if (r->sums.rows.first == trainer_where(r->trainer).steps + 1 && r->telemetry.created) {
            unlink(r->options->signals); /* it has no row: the next try needs the name */
        }
        options_fail("--checkpoint %s", error);
    }
}

static _Noreturn void fail_signals(run *r, const char *error)
{
    progress_clear(&r->progress);
    options_fail("--signals %s", error);
}

static void write_signals(run *r, const trainer_step_report *report, const trainer_statistics *statistics)
{
    char error[TRAINER_ERROR_SIZE];
    const trainer_place place = trainer_where(r->trainer);
    if (r->telemetry.file != NULL &&
        !telemetry_write(&r->telemetry, &r->options->config, place, report, statistics, &r->sums.rows, error)) {
        fail_signals(r, error);
    }
}

/* No checkpoint without the rows that lead to it. */
static void flush_signals(run *r)
{
    char error[TRAINER_ERROR_SIZE];
    if (r->telemetry.file != NULL && !telemetry_flush(&r->telemetry, error)) {
        fail_signals(r, error);
    }
}

static void end_epoch(run *r)
{
    const trainer_statistics *s = &r->sums.statistics;
    const double accuracy = trainer_accuracy(r->trainer);
    progress_clear(&r->progress);
    fprintf(r->table, "%5" PRIu64 "  %8.5f  %6.2f  %12g  %7" PRIu64 "  %9.2f  %6.2f\n",
            trainer_where(r->trainer).epochs, r->sums.loss / (double)r->sums.steps, 100 * accuracy,
            (double)trainer_scaler(r->trainer).scale, r->sums.skipped, telemetry_flushed(s),
            telemetry_percent(s->updates_lost, s->updates));
    fflush(r->table);
    r->sums = (trainer_epoch_sums){.rows = r->sums.rows};
}

static void step(run *r)
{
    /* What the line of an epoch shows; and of a row of signals the rest. */
    trainer_statistics statistics = {.wanted = TRAINER_COUNT_GRADIENTS | TRAINER_COUNT_UPDATES};
    const trainer_options *o = r->options;
    if (r->telemetry.file != NULL) {
        statistics.wanted |= TRAINER_COUNT_DELIVERY | TRAINER_COUNT_LARGEST;
    }
    const trainer_step_report report = trainer_step(r->trainer, &statistics);
    const trainer_place place = trainer_where(r->trainer);
    r->sums.loss += (double)report.loss;
    r->sums.steps++;
    r->sums.skipped += report.skipped;
    trainer_statistics_add(&r->sums.statistics, &statistics);
    write_signals(r, &report, &statistics);
    progress_step(&r->progress, place, o->config.epochs, r->sums.loss / (double)r->sums.steps);
    const bool epoch_ends = place.step_of_epoch == 0;
    if (epoch_ends) {
        end_epoch(r);
    }
    const bool due =
        epoch_ends || interrupted != 0 || (o->checkpoint_every > 0 && place.steps % (uint64_t)o->checkpoint_every == 0);
    if (o->checkpoint != NULL && due) {
        flush_signals(r);
        write_checkpoint(r);
    }
}

static void open_signals(run *r)
{
    const char *path = r->options->signals;
    r->table = path != NULL && strcmp(path, "-") == 0 ? stderr : stdout;
    if (path == NULL) {
        r->sums.rows = (trainer_rows){0};
        return;
    }
    char error[TRAINER_ERROR_SIZE];
    if (!telemetry_open(&r->telemetry, path, trainer_where(r->trainer).steps, &r->sums.rows, error)) {
        fail_signals(r, error);
    }
}

static void close_signals(run *r)
{
    char error[TRAINER_ERROR_SIZE];
    if (r->telemetry.file != NULL && !telemetry_close(&r->telemetry, error)) {
        fail_signals(r, error);
    }
}

/* And with which options to go on. */
static void tell_interrupted(const run *r)
{
    const trainer_options *o = r->options;
    fprintf(stderr, "trainer: interrupted after step %" PRIu64 "; to go on: --resume %s --checkpoint %s",
            trainer_where(r->trainer).steps, o->checkpoint, o->checkpoint);
    if (o->checkpoint_every > 0) {
        fprintf(stderr, " --checkpoint-every %d", o->checkpoint_every);
    }
    if (o->signals != NULL) {
        fprintf(stderr, " --signals %s", o->signals);
    }
    fputc('\n', stderr);
}

/* Exit status. */
static int train(run *r)
{
    const trainer_options *o = r->options;
    const uint64_t done = trainer_where(r->trainer).epochs;
    if (done >= (uint64_t)o->config.epochs) {
        options_fail("nothing is left to do: expected --epochs above %" PRIu64 ", which are completed", done);
    }
    r->data_name = options_data_place(o);
    open_signals(r);
    if (o->checkpoint != NULL) {
        catch_interrupts();
        write_checkpoint(r); /* a file that cannot be written is found out now */
    }
    r->progress = progress_begin(trainer_where(r->trainer), o->config.epochs);
    fprintf(r->table, "epoch      loss  test %%    loss scale  skipped  flushed %%  lost %%\n");
    bool complete = false;
    while (interrupted == 0 && !complete) {
        step(r);
        complete = trainer_where(r->trainer).epochs >= (uint64_t)o->config.epochs;
    }
    progress_clear(&r->progress);
    close_signals(r);
    if (!complete) {
        tell_interrupted(r);
        const int status = options_finish_output();
        return status != 0 ? status : 128 + interrupted;
    }
    fprintf(r->table, "weights %016" PRIx64 ", path %s\n", trainer_digest(r->trainer, TRAINER_WEIGHTS),
            trainer_path_name(o->config.path));
    return options_finish_output();
}

static trainer *new_trainer(const trainer_options *o, const trainer_data *data, trainer_epoch_sums *sums)
{
    char error[TRAINER_ERROR_SIZE];
    if (!trainer_config_valid(&o->config, data, error)) {
        options_fail("%s", error);
    }
    trainer *t;
    if (o->resume != NULL) {
        t = checkpoint_resume(o->resume, &o->config, data, sums, error);
        if (t == NULL) {
            options_fail("--resume %s", error);
        }
    } else {
        t = trainer_new(&o->config, data);
        if (t == NULL) {
            options_fail("out of memory for this network and a batch of %d images", o->config.batch);
        }
    }
    return t;
}

int main(int argc, char **argv)
{
    char error[TRAINER_ERROR_SIZE];
    if (!streams_prepare(error)) {
        options_fail("%s", error);
    }
    const trainer_options options = options_parse(argc, argv);
    trainer_data data;
    if (!trainer_load_data(options.data, &data, error)) {
        options_fail("--data %s: %s", options.data, error);
    }
    run r = {.options = &options};
    r.trainer = new_trainer(&options, &data, &r.sums);
    int status;
    if (options.ledger) {
        ledger_print(r.trainer);
        status = options_finish_output();
    } else {
        status = train(&r);
    }
    free(r.data_name);
    trainer_free(r.trainer);
    checkpoint_free(options.resume);
    trainer_data_free(&data);
    return status;
}
