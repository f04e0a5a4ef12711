/* SPDX-License-Identifier: Apache-2.0
 *
 * options.h - the trainer's command line.
 */
#ifndef TRAINER_OPTIONS_H
#define TRAINER_OPTIONS_H

#include "files/checkpoint.h"

typedef struct {
    trainer_config config;
    const char *data;       /* for trainer_load_data                                        */
    checkpoint *resume;     /* NULL: from the start                                         */
    const char *checkpoint; /* file to write, or NULL                                       */
    int checkpoint_every;   /* steps; 0: at the end of each epoch only                      */
    const char *signals;    /* file to write, "-" for standard output, or NULL              */
    bool ledger;            /* print what memory it would take, and do not train            */
} trainer_options;

/* Reads the command line, and the checkpoint that --resume names. On --help it prints the text and exits with 0; on a
 * mistake it prints one line and exits with 2. The configuration is valid, except for what depends on the data. */
trainer_options options_parse(int argc, char **argv);

/* The data's name for a checkpoint; a folder's is absolute, so that training can be resumed from anywhere. A name that
 * is too long is a mistake, as above. The caller frees it. */
char *options_data_place(const trainer_options *o);

/* One line on standard error, and exit status 2. */
_Noreturn void options_fail(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Exit status once everything is printed: 2, and a line, if not all of it could be written. */
int options_finish_output(void);

#endif
