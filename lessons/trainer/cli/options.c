/* SPDX-License-Identifier: Apache-2.0
 *
 * The trainer's command line, option by option; see options.h.
 */
#define _XOPEN_SOURCE 700 /* realpath */

#include "files/replace.h"
#include "refuse.h"
#include "options.h"
#include "values.h"

#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "help.inc"

int options_finish_output(void)
{
    if (fflush(stdout) != 0 || ferror(stdout) != 0) {
        fprintf(stderr, "trainer: cannot write to standard output: %s\n", strerror(errno));
        return 2;
    }
    return 0;
}

void options_fail(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    va_list again;
    va_copy(again, arguments);
    const int length = vsnprintf(NULL, 0, format, arguments);
    char *message = malloc((size_t)length + 1);
    if (message != NULL) {
        vsnprintf(message, (size_t)length + 1, format, again);
    }
    trainer_complain("trainer", message != NULL ? message : "out of memory");
    free(message);
    va_end(again);
    va_end(arguments);
    exit(2);
}

/* ---- Options ---- */

/* A letter for each option; those that need another option to mean anything are asked for afterwards. */
static const struct option known[] = {
    {"data", required_argument, NULL, 'd'},
    {"layers", required_argument, NULL, 'y'},
    {"optimizer", required_argument, NULL, 'o'},
    {"lr", required_argument, NULL, 'l'},
    {"batch", required_argument, NULL, 'b'},
    {"epochs", required_argument, NULL, 'e'},
    {"seed", required_argument, NULL, 's'},
    {"split", required_argument, NULL, 't'},
    {"weights", required_argument, NULL, 'w'},
    {"activations", required_argument, NULL, 'a'},
    {"gradients", required_argument, NULL, 'g'},
    {"master", required_argument, NULL, 'm'},
    {"optimizer-state", required_argument, NULL, 'v'},
    {"accumulator", required_argument, NULL, 'c'},
    {"update", required_argument, NULL, 'u'},
    {"gradient-rounding", required_argument, NULL, 'r'},
    {"state-rounding", required_argument, NULL, 'z'},
    {"loss-scale", required_argument, NULL, 'S'},
    {"scale-interval", required_argument, NULL, 'i'},
    {"loss-exponent", required_argument, NULL, 'k'},
    {"path", required_argument, NULL, 'p'},
    {"threads", required_argument, NULL, 'n'},
    {"checkpoint", required_argument, NULL, 'C'},
    {"checkpoint-every", required_argument, NULL, 'E'},
    {"resume", required_argument, NULL, 'R'},
    {"signals", required_argument, NULL, 'G'},
    {"ledger", no_argument, NULL, 'L'},
    {"help", no_argument, NULL, 'h'},
    {NULL, 0, NULL, 0},
};

typedef struct {
    bool given[UCHAR_MAX + 1]; /* by letter */
} given_options;

/* The role that a format option sets, or NULL for another option. */
static const trainer_format **format_role(trainer_config *c, int key)
{
    switch (key) {
    case 'w':
        return &c->weights;
    case 'a':
        return &c->activations;
    case 'g':
        return &c->gradients;
    case 'm':
        return &c->master;
    case 'v':
        return &c->optimizer_state;
    case 'c':
        return &c->accumulator;
    default:
        return NULL;
    }
}

static bool set_choice(trainer_config *c, int key, const char *option, const char *value)
{
    static const char *const optimizers[] = {"sgd", "adam", NULL};
    static const char *const splits[] = {"shuffled", "last", NULL};
    static const char *const updates[] = {"nearest", "stochastic", "kahan", NULL};
    static const char *const gradients[] = {"nearest", "stochastic", "stochastic-logits", "balanced-logits", NULL};
    static const char *const states[] = {"nearest", "stochastic", NULL};
    const trainer_format **role = format_role(c, key);
    if (role != NULL) {
        *role = format_of(option, value);
        return true;
    }
    switch (key) {
    case 'o':
        c->optimizer = (trainer_optimizer)choice_of(option, value, optimizers, "sgd or adam");
        return true;
    case 't':
        c->split = (trainer_split)choice_of(option, value, splits, "shuffled or last");
        return true;
    case 'u':
        c->update = (trainer_rounding)choice_of(option, value, updates, "nearest, stochastic or kahan");
        return true;
    case 'r':
        c->gradient_rounding = (trainer_gradient_rounding)choice_of(
            option, value, gradients, "nearest, stochastic, stochastic-logits or balanced-logits");
        return true;
    case 'z':
        c->state_rounding = (trainer_rounding)choice_of(option, value, states, "nearest or stochastic");
        return true;
    case 'p':
        if (!trainer_path_parse(value, &c->path)) {
            refuse_value(option, value, trainer_path_choices);
        }
        return true;
    default:
        return false;
    }
}

static bool set_number(trainer_config *c, int key, const char *option, const char *value)
{
    switch (key) {
    case 'y':
        set_layers(c, option, value);
        return true;
    case 'l':
        c->learning_rate = number_of(option, value);
        return true;
    case 'b':
        c->batch = integer_of(option, value);
        return true;
    case 'e':
        c->epochs = integer_of(option, value);
        return true;
    case 's':
        c->seed = seed_of(option, value);
        return true;
    case 'S':
        set_loss_scale(c, option, value);
        return true;
    case 'i':
        c->scale_interval = integer_of(option, value);
        return true;
    case 'k':
        c->loss_exponent = integer_of(option, value);
        return true;
    case 'n':
        c->threads = integer_of(option, value);
        return true;
    default:
        return false;
    }
}

static void set_file(trainer_options *o, int key, const char *option, const char *value)
{
    switch (key) {
    case 'd':
        o->data = name_of(option, value);
        break;
    case 'C':
        o->checkpoint = name_of(option, value);
        break;
    case 'E':
        o->checkpoint_every = positive_of(option, value);
        break;
    case 'G':
        o->signals = name_of(option, value);
        break;
    case 'L':
        o->ledger = true;
        break;
    default: /* 'R' has been read already */
        break;
    }
}

/* One pass over the command line. With `resume` it only looks for --resume, else it sets everything. */
static void walk_arguments(int argc, char **argv, trainer_options *o, given_options *given, const char **resume)
{
    int key;
    int index = 0;
    optind = 1;
    opterr = 0;
    for (int word = 1; (key = getopt_long(argc, argv, "+:", known, &index)) != -1; word = optind) {
        if (key == 'h') {
            char choices[TRAINER_ERROR_SIZE];
            printf(help, trainer_format_choices(choices, sizeof choices, false));
            exit(options_finish_output());
        }
        if (key == ':') {
            options_fail("%s: expected a value after it", argv[word]);
        }
        if (key == '?') {
            options_fail("%s: not an option, or not one that takes a value; see trainer --help", argv[word]);
        }
        const char *option = known[index].name;
        if (resume != NULL) {
            *resume = key == 'R' ? name_of(option, optarg) : *resume;
        } else if (!set_choice(&o->config, key, option, optarg) && !set_number(&o->config, key, option, optarg)) {
            set_file(o, key, option, optarg);
        }
        given->given[key] = true;
    }
    if (optind < argc) {
        options_fail("unexpected argument \"%s\": expected options only, see trainer --help", argv[optind]);
    }
}

/* Options that would do nothing are mistakes: what was meant is not what would happen. */
static void refuse_idle(const trainer_options *o, const given_options *g)
{
    const trainer_config *c = &o->config;
    if (g->given['i'] && c->scaling != TRAINER_SCALE_DYNAMIC) {
        options_fail("--scale-interval does nothing here: expected --loss-scale dynamic with it");
    }
    if (g->given['v'] && c->optimizer != TRAINER_ADAM) {
        options_fail("--optimizer-state does nothing here: expected --optimizer adam with it, sgd has no state");
    }
    if (g->given['z'] && c->optimizer != TRAINER_ADAM) {
        options_fail("--state-rounding does nothing here: expected --optimizer adam with it, sgd has no state");
    }
    if (g->given['E'] && o->checkpoint == NULL) {
        options_fail("--checkpoint-every does nothing here: expected --checkpoint FILE with it");
    }
    if (o->ledger && (o->checkpoint != NULL || o->signals != NULL || o->resume != NULL)) {
        options_fail("--ledger does not train: expected neither --checkpoint, --resume nor --signals with it");
    }
}

/* What would take away what is worth hours: a file that exists, or one file in two roles. */
static void refuse_loss(const trainer_options *o, const char *resume)
{
    if (o->signals != NULL && resume != NULL && same_file(o->signals, resume)) {
        options_fail("--signals %s: it is the file that --resume reads; expected another name", o->signals);
    }
    if (o->checkpoint == NULL) {
        return;
    }
    struct stat about;
    const bool exists = stat(o->checkpoint, &about) == 0;
    if (exists && !S_ISREG(about.st_mode)) {
        options_fail("--checkpoint %s: it exists, and is no regular file; expected a new name", o->checkpoint);
    }
    if (exists && (resume == NULL || !same_file(o->checkpoint, resume))) {
        options_fail("--checkpoint %s: it exists; expected a new name, or --resume %s to go on from there",
                     o->checkpoint, o->checkpoint);
    }
    char *aside = replace_aside(o->checkpoint);
    const bool signals_aside = o->signals != NULL && aside != NULL && same_file(o->signals, aside);
    const bool resume_aside = resume != NULL && aside != NULL && same_file(resume, aside);
    free(aside);
    if (signals_aside || (o->signals != NULL && same_file(o->signals, o->checkpoint))) {
        options_fail("--signals %s: it is the checkpoint's file, or the .new beside it; expected another name",
                     o->signals);
    }
    if (resume_aside) {
        options_fail("--resume %s: --checkpoint %s would be written there first; expected another name", resume,
                     o->checkpoint);
    }
}

static void start_from_checkpoint(trainer_options *o, const char *path)
{
    char error[TRAINER_ERROR_SIZE];
    o->resume = checkpoint_read(path, error);
    if (o->resume == NULL) {
        options_fail("--resume %s", error);
    }
    o->config = *checkpoint_config(o->resume);
    o->data = checkpoint_data_name(o->resume);
}

char *options_data_place(const trainer_options *o)
{
    const bool named = strcmp(o->data, "digits") == 0 || strcmp(o->data, "fashion") == 0;
    char *place = named ? strdup(o->data) : realpath(o->data, NULL);
    if (place == NULL) {
        options_fail("--data %s: %s", o->data, strerror(errno));
    }
    if (o->checkpoint != NULL && strlen(place) >= CHECKPOINT_NAME_BYTES) {
        options_fail("--data %s: a checkpoint has 511 characters for the whole name of that folder", o->data);
    }
    return place;
}

trainer_options options_parse(int argc, char **argv)
{
    trainer_options o = {.config = trainer_default_config(), .data = "digits"};
    given_options given = {{false}};
    const char *resume = NULL;
    walk_arguments(argc, argv, &o, &given, &resume);
    if (resume != NULL) {
        start_from_checkpoint(&o, resume);
    }
    walk_arguments(argc, argv, &o, &given, NULL);
    if (o.resume == NULL && !given.given['t'] && strcmp(o.data, "digits") != 0) {
        o.config.split = TRAINER_SPLIT_LAST;
    }
    refuse_idle(&o, &given);
    refuse_loss(&o, resume);
    char error[TRAINER_ERROR_SIZE];
    if (!trainer_config_valid(&o.config, NULL, error)) {
        options_fail("%s", error);
    }
    const char *changed = o.resume != NULL ? trainer_config_difference(&o.config, checkpoint_config(o.resume)) : NULL;
    if (changed != NULL) {
        options_fail("--%s is not what %s was made with: expected only --epochs, --path of the same bits, --threads, "
                     "--checkpoint, --checkpoint-every and --signals to change",
                     changed, resume);
    }
    return o;
}
