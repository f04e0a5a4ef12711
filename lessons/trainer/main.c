/* SPDX-License-Identifier: Apache-2.0
 *
 * The trainer as a command: one training run, its policy on the command line, a line per epoch.
 */
#define _POSIX_C_SOURCE 200809L

#include "trainer.h"

#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char help[] =
    "usage: trainer [OPTION]...\n"
    "Trains an MLP 64-128-128-10 on the 8x8 digits, each of its numbers in the format you choose.\n"
    "\n"
    "What is trained\n"
    "  --optimizer sgd|adam         default sgd\n"
    "  --lr RATE                    learning rate, default 0.1\n"
    "  --batch N                    images per step, 1 to 1437, default 32\n"
    "  --epochs N                   default 30\n"
    "  --seed N                     of split, weights, order and stochastic rounding, default 1\n"
    "  --split shuffled|last        test set: 360 images drawn with the seed (default), or the last 360\n"
    "Formats: fp32, fp16, bf16, e4m3 or e5m2, default fp32\n"
    "  --weights FORMAT             what the matrix products read\n"
    "  --activations FORMAT\n"
    "  --gradients FORMAT\n"
    "  --master FORMAT|none         what the optimizer updates; none (default): the weights themselves\n"
    "  --optimizer-state FORMAT     Adam's moments\n"
    "  --accumulator FORMAT         partial sums of the matrix products\n"
    "  --update nearest|stochastic|kahan   rounding of the updated weight, default nearest\n"
    "Loss scaling\n"
    "  --loss-scale none|N|dynamic  N: a power of two; dynamic starts at 65536; default none\n"
    "  --scale-interval N           clean steps before a dynamic scale doubles, default 2000\n"
    "  --loss-exponent K            multiply the loss by 2^-K, to make gradients small on purpose, default 0\n"
    "Machine\n"
    "  --path PATH                  who computes, default auto:\n"
    "         auto                  the fastest that gives the bits of soft\n"
    "         soft                  every operation by integers; the specification, slow\n"
    "         fma                   the machine's fused multiply-add: avx512, avx2 or neon\n"
    "         portable              plain C\n"
    "         f16c                  like avx2; weights, activations and gradients are fp16 in memory\n"
    "         bf16                  dot products of bf16 pairs: vdpbf16ps (AVX512-BF16) or bfdot (ARM), each with its\n"
    "                               own bits and its own specification, soft-vdpbf16ps and soft-bfdot\n"
    "  --threads N                  at most so many, 1 to 1024, for large products; the bits are the same;\n"
    "                               default 0: all cores\n"
    "  --help\n"
    "\n"
    "Prints per epoch the mean loss, the test accuracy, the loss scale, the steps skipped for overflow, the share of\n"
    "non-zero gradients that became zero, and the share of updates that changed nothing; at the end a digest of the\n"
    "weights. Data: $HALFULP_DATA/digits.txt, or data/digits.txt.\n";

/* Exit status once everything is printed: 2, and a line, if not all of it could be written. */
static int finish_output(void)
{
    if (fflush(stdout) != 0 || ferror(stdout) != 0) {
        fprintf(stderr, "trainer: cannot write to standard output: %s\n", strerror(errno));
        return 2;
    }
    return 0;
}

/* One line on standard error, and out. */
static void refuse(const char *option, const char *value, const char *expected)
{
    fprintf(stderr, "trainer: --%s %s: expected %s\n", option, value, expected);
    exit(2);
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
    return 0;
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
    if (strcmp(value, "none") == 0) {
        c->scaling = TRAINER_SCALE_NONE;
    } else if (strcmp(value, "dynamic") == 0) {
        c->scaling = TRAINER_SCALE_DYNAMIC;
        c->loss_scale = LOSS_SCALE_START;
    } else {
        c->scaling = TRAINER_SCALE_STATIC;
        c->loss_scale = number_of(option, value);
    }
}

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

static void set_option(trainer_config *c, int key, const char *option, const char *value)
{
    static const char *const optimizers[] = {"sgd", "adam", NULL};
    static const char *const splits[] = {"shuffled", "last", NULL};
    static const char *const updates[] = {"nearest", "stochastic", "kahan", NULL};
    trainer_format *role = format_role(c, key);
    if (role != NULL) {
        *role = format_of(option, value);
        return;
    }
    switch (key) {
    case 'o':
        c->optimizer = (trainer_optimizer)choice(option, value, optimizers, "sgd or adam");
        break;
    case 'l':
        c->learning_rate = number_of(option, value);
        break;
    case 'b':
        c->batch = integer_of(option, value);
        break;
    case 'e':
        c->epochs = integer_of(option, value);
        break;
    case 's':
        c->seed = seed_of(option, value);
        break;
    case 't':
        c->split = (trainer_split)choice(option, value, splits, "shuffled or last");
        break;
    case 'u':
        c->update = (trainer_rounding)choice(option, value, updates, "nearest, stochastic or kahan");
        break;
    case 'S':
        set_loss_scale(c, option, value);
        break;
    case 'i':
        c->scale_interval = integer_of(option, value);
        break;
    case 'k':
        c->loss_exponent = integer_of(option, value);
        break;
    case 'n':
        c->threads = integer_of(option, value);
        break;
    default:
        if (!trainer_path_parse(value, &c->path)) {
            refuse(option, value, trainer_path_choices);
        }
        break;
    }
}

static trainer_config parse_arguments(int argc, char **argv)
{
    static const struct option options[] = {
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
        {"help", no_argument, NULL, 'h'},
        {NULL, 0, NULL, 0},
    };
    trainer_config config = trainer_default_config();
    int key;
    int index = 0;
    while ((key = getopt_long(argc, argv, "", options, &index)) != -1) {
        if (key == 'h') {
            fputs(help, stdout);
            exit(finish_output());
        }
        if (key == '?') { /* getopt_long has said what is wrong, in one line */
            exit(2);
        }
        set_option(&config, key, options[index].name, optarg);
    }
    if (optind < argc) {
        fprintf(stderr, "trainer: unexpected argument \"%s\": expected options only, see trainer --help\n",
                argv[optind]);
        exit(2);
    }
    char error[TRAINER_ERROR_SIZE];
    if (!trainer_config_valid(&config, NULL, error)) {
        fprintf(stderr, "trainer: %s\n", error);
        exit(2);
    }
    return config;
}

static double percent(uint64_t part, uint64_t whole)
{
    return whole == 0 ? 0.0 : 100.0 * (double)part / (double)whole;
}

/* Share of gradients, not zero before rounding, that rounding made zero; of all three kinds. */
static double flushed(const trainer_statistics *s)
{
    const trainer_histogram *const all[] = {&s->logit_gradients, &s->hidden_gradients, &s->weight_gradients};
    uint64_t part = 0;
    uint64_t whole = 0;
    for (size_t i = 0; i < 3; i++) {
        part += all[i]->flushed;
        whole += trainer_histogram_total(all[i]) - all[i]->zero;
    }
    return percent(part, whole);
}

static void train(trainer *t, const trainer_config *config)
{
    const bool terminal = isatty(2) != 0;
    printf("epoch      loss  test %%    loss scale  skipped  flushed %%  lost %%\n");
    for (int epoch = 1; epoch <= config->epochs; epoch++) {
        trainer_statistics statistics = {0};
        if (terminal) {
            fprintf(stderr, "\repoch %d of %d ... ", epoch, config->epochs);
            fflush(stderr);
        }
        const trainer_epoch_report report = trainer_epoch(t, &statistics);
        const double accuracy = trainer_accuracy(t);
        if (terminal) {
            fprintf(stderr, "\r\033[K");
            fflush(stderr);
        }
        printf("%5d  %8.5f  %6.2f  %12g  %7d  %9.2f  %6.2f\n", epoch, report.loss, 100 * accuracy, (double)report.scale,
               report.skipped, flushed(&statistics), percent(statistics.updates_lost, statistics.updates));
        fflush(stdout);
    }
    printf("weights %016" PRIx64 ", path %s\n", trainer_digest(t, TRAINER_WEIGHTS), trainer_path_name(config->path));
}

int main(int argc, char **argv)
{
    const trainer_config config = parse_arguments(argc, argv);
    static trainer_data digits;
    char error[TRAINER_ERROR_SIZE];
    if (!trainer_load_digits(NULL, &digits, error)) {
        fprintf(stderr, "trainer: %s\n", error);
        return 2;
    }
    trainer *t = trainer_new(&config, &digits);
    if (t == NULL) {
        fprintf(stderr, "trainer: out of memory for a batch of %d images\n", config.batch);
        return 2;
    }
    train(t, &config);
    trainer_free(t);
    return finish_output();
}
