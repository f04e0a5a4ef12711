/* SPDX-License-Identifier: Apache-2.0
 *
 * The trainer of the lessons as a page runs it: a row of a lesson's table is a command line of build/trainer, and each
 * epoch gives a line of JSON. For WebAssembly; README.md says how a page calls these functions. A mistake in a command
 * line ends the instance, with the trainer's own sentence in the text (wasi.c): a page makes an instance for each run.
 */
#include "page.h"

#include "cli/options.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { WORDS = 64 };

/* The one run of this instance. */
static struct {
    trainer_data digits;
    trainer *trainer;
    int epochs;
    trainer_statistics so_far; /* of the whole run */
} run;

char *page_text(void)
{
    return page_text_begin;
}

/* Words with spaces between; the text becomes the words. Returns how many, after a name for the program. */
static int split(char *text, char *word[WORDS + 1])
{
    static char name[] = "trainer";
    int count = 1;
    word[0] = name;
    for (char *at = strtok(text, " "); at != NULL; at = strtok(NULL, " ")) {
        if (count == WORDS) {
            options_fail("expected at most %d words", WORDS - 1);
        }
        word[count++] = at;
    }
    word[count] = NULL;
    return count;
}

int page_start(void)
{
    static char line[PAGE_TEXT]; /* options point into it, and messages go to the text */
    char *word[WORDS + 1];
    char error[TRAINER_ERROR_SIZE];
    memcpy(line, page_text_begin, sizeof line);
    line[sizeof line - 1] = '\0';
    page_text_clear();
    const trainer_options o = options_parse(split(line, word), word);
    if (strcmp(o.data, "digits") != 0 || o.checkpoint != NULL || o.signals != NULL || o.ledger) {
        options_fail("a page has the digits and no files: expected neither --data, --checkpoint, --signals nor "
                     "--ledger");
    }
    trainer_config config = o.config;
    config.threads = 1;
    if (!trainer_read_digits("digits.txt", page_digits, page_digits_size, &run.digits, error) ||
        !trainer_config_valid(&config, &run.digits, error)) {
        options_fail("%s", error);
    }
    run.trainer = trainer_new(&config, &run.digits);
    if (run.trainer == NULL) {
        options_fail("out of memory for this network and a batch of %d images", config.batch);
    }
    run.epochs = config.epochs;
    return config.epochs;
}

/* ---- The line of an epoch ---------------------------------------------------------------------------------------- */

/* JSON has no infinity and no NaN: they are strings, which JavaScript's Number() takes as well. */
static void put_number(const char *name, double x)
{
    if (isfinite(x)) {
        page_text_put(",\"%s\":%.17g", name, x);
    } else {
        page_text_put(",\"%s\":\"%s\"", name, isnan(x) ? "NaN" : x < 0 ? "-Infinity" : "Infinity");
    }
}

/* As the tables of the lessons have it: of the logits' gradients that are numbers and not 0, those that rounding made
 * 0, in percent; of the updates that are not 0, those that changed nothing, in percent; and what arrived of them. NaN
 * where there were none. */
static void put_shares(const trainer_statistics *s)
{
    put_number("flushed", 100 * (double)s->logit_gradients.flushed / (double)s->logit_gradients.finite);
    put_number("lost", 100 * (double)s->updates_lost / (double)s->updates);
    put_number("delivered", s->delivered / s->intended);
}

typedef struct {
    double loss, largest_loss, activation; /* largest activation of a step, its mean */
    int skipped;
    trainer_statistics statistics;
} epoch_sums;

static epoch_sums train_epoch(void)
{
    const int steps = (int)trainer_where(run.trainer).steps_per_epoch;
    epoch_sums e = {.loss = 0};
    for (int i = 0; i < steps; i++) {
        trainer_statistics step = {.wanted = TRAINER_COUNT_LOGITS | TRAINER_COUNT_UPDATES | TRAINER_COUNT_DELIVERY |
                                             TRAINER_COUNT_LARGEST};
        const trainer_step_report report = trainer_step(run.trainer, &step);
        e.loss += (double)report.loss / steps;
        const double loss = (double)report.loss; /* a NaN stays */
        e.largest_loss = isnan(e.largest_loss) || loss <= e.largest_loss ? e.largest_loss : loss;
        e.activation += (double)step.largest_activation / steps;
        e.skipped += report.skipped;
        trainer_statistics_add(&e.statistics, &step);
    }
    trainer_statistics_add(&run.so_far, &e.statistics);
    return e;
}

int page_epoch(void)
{
    page_text_clear();
    if (run.trainer == NULL || trainer_where(run.trainer).epochs >= (uint64_t)run.epochs) {
        return 0;
    }
    const epoch_sums e = train_epoch();
    const trainer_place place = trainer_where(run.trainer);
    page_text_put("{\"epoch\":%d,\"of\":%d,\"steps\":%d,\"skipped\":%d", (int)place.epochs, run.epochs,
                  (int)place.steps_per_epoch, e.skipped);
    put_number("loss", e.loss);
    put_number("largest_loss", e.largest_loss);
    put_number("right", 100 * trainer_accuracy(run.trainer));
    put_number("scale", (double)trainer_scaler(run.trainer).scale);
    put_number("activation", e.activation);
    put_shares(&e.statistics);
    page_text_put(",\"so_far\":{\"epochs\":%d", (int)place.epochs);
    put_shares(&run.so_far);
    page_text_put("},\"path\":\"%s\",\"digest\":\"%016llx\"}",
                  trainer_path_name(trainer_configuration(run.trainer)->path),
                  (unsigned long long)trainer_digest(run.trainer, TRAINER_WEIGHTS));
    return 1;
}
