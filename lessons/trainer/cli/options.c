/* SPDX-License-Identifier: Apache-2.0 */
#define _POSIX_C_SOURCE 200809L

#include "options.h"

#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
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
    fputs("trainer: ", stderr);
    va_list arguments;
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
    exit(2);
}

/* ---- Values ---- */

static _Noreturn void refuse(const char *option, const char *value, const char *expected)
{
    options_fail("--%s %s: expected %s", option, value, expected);
}

/* Index of the value among `names`, which ends with NULL. */
static int choice(const char *option, const char *value, const char *const *names, const char *expected)
{
    for (int i = 0; names[i] != NULL; i++) {
        if (strcmp(names[i], value) == 0) {
            return i;
        }
    }
    refuse(option, value, expected);
}

static trainer_format format_of(const char *option, const char *value)
{
    trainer_format format;
    const bool none_allowed = strcmp(option, "master") == 0;
    if (!trainer_format_parse(value, &format) || (format == TRAINER_NO_FORMAT && !none_allowed)) {
        refuse(option, value, none_allowed ? "fp32, fp16, bf16, e4m3, e5m2 or none" : "fp32, fp16, bf16, e4m3 or e5m2");
    }
    return format;
}

static int integer_of(const char *option, const char *value)
{
    char *end;
    errno = 0;
    const long n = strtol(value, &end, 10);
    if (end == value || *end != '\0' || errno != 0 || n < INT_MIN || n > INT_MAX) {
        refuse(option, value, "an integer");
    }
    return (int)n;
}

static float number_of(const char *option, const char *value)
{
    char *end;
    errno = 0;
    const float x = strtof(value, &end);
    if (end == value || *end != '\0' || errno != 0) {
        refuse(option, value, "a number");
    }
    return x;
}

static uint64_t seed_of(const char *option, const char *value)
{
    char *end;
    errno = 0;
    const uintmax_t n = strtoumax(value, &end, 0);
    if (value[0] < '0' || value[0] > '9' || *end != '\0' || errno != 0 || n > UINT64_MAX) {
        refuse(option, value, "an integer from 0 to 2^64 - 1");
    }
    return (uint64_t)n;
}

static void set_loss_scale(trainer_config *c, const char *option, const char *value)
{
    c->loss_scale = LOSS_SCALE_START;
    if (strcmp(value, "none") == 0) {
        c->scaling = TRAINER_SCALE_NONE;
    } else if (strcmp(value, "dynamic") == 0) {
        c->scaling = TRAINER_SCALE_DYNAMIC;
    } else {
        c->scaling = TRAINER_SCALE_STATIC;
        c->loss_scale = number_of(option, value);
    }
}

static void set_layers(trainer_config *c, const char *option, const char *value)
{
    static const char expected[] = "widths of 1 to 16384 with commas between, at most 8 of them, or none";
    c->hidden_layers = 0;
    if (strcmp(value, "none") == 0) {
        return;
    }
    for (const char *at = value;; at++) {
        char *end;
        const long width = strtol(at, &end, 10);
        const bool number = *at >= '0' && *at <= '9' && (*end == ',' || *end == '\0');
        if (!number || width < 1 || width > TRAINER_WIDTH_MAX || c->hidden_layers == TRAINER_HIDDEN_MAX) {
            refuse(option, value, expected);
        }
        c->hidden[c->hidden_layers++] = (int)width;
        at = end;
        if (*end == '\0') {
            return;
        }
    }
}

static int positive_of(const char *option, const char *value)
{
    const int n = integer_of(option, value);
    if (n < 1) {
        refuse(option, value, "1 or more");
    }
    return n;
}

static const char *name_of(const char *option, const char *value)
{
    if (value[0] == '\0' || strlen(value) >= CHECKPOINT_NAME_BYTES) {
        refuse(option, value, "a name of 1 to 511 characters");
    }
    return value;
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
static trainer_format *format_role(trainer_config *c, int key)
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
    trainer_format *role = format_role(c, key);
    if (role != NULL) {
        *role = format_of(option, value);
        return true;
    }
    switch (key) {
    case 'o':
        c->optimizer = (trainer_optimizer)choice(option, value, optimizers, "sgd or adam");
        return true;
    case 't':
        c->split = (trainer_split)choice(option, value, splits, "shuffled or last");
        return true;
    case 'u':
        c->update = (trainer_rounding)choice(option, value, updates, "nearest, stochastic or kahan");
        return true;
    case 'p':
        if (!trainer_path_parse(value, &c->path)) {
            refuse(option, value, trainer_path_choices);
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
            fputs(help, stdout);
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

/* Options that would do nothing, or take away what is worth hours, are mistakes: what was meant is not what would
 * happen.
 */
static void refuse_idle(const trainer_options *o, const given_options *g, const char *resume)
{
    const trainer_config *c = &o->config;
    if (g->given['i'] && c->scaling != TRAINER_SCALE_DYNAMIC) {
        options_fail("--scale-interval does nothing here: expected --loss-scale dynamic with it");
    }
    if (g->given['v'] && c->optimizer != TRAINER_ADAM) {
        options_fail("--optimizer-state does nothing here: expected --optimizer adam with it, sgd has no state");
    }
    if (g->given['E'] && o->checkpoint == NULL) {
        options_fail("--checkpoint-every does nothing here: expected --checkpoint FILE with it");
    }
    if (o->checkpoint != NULL && (o->resume == NULL || strcmp(o->checkpoint, resume) != 0) &&
        access(o->checkpoint, F_OK) == 0) {
        options_fail("--checkpoint %s: it exists; expected a new name, or --resume %s to go on from there",
                     o->checkpoint, o->checkpoint);
    }
    if (o->checkpoint != NULL && o->signals != NULL && strcmp(o->checkpoint, o->signals) == 0) {
        options_fail("--signals %s: it is the checkpoint's file; expected another name", o->signals);
    }
    if (o->ledger && (o->checkpoint != NULL || o->signals != NULL || o->resume != NULL)) {
        options_fail("--ledger does not train: expected neither --checkpoint, --resume nor --signals with it");
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
    refuse_idle(&o, &given, resume);
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
