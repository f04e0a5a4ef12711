/* SPDX-License-Identifier: Apache-2.0
 *
 * An epoch of the trainer beside the same training by others: peer_openblas.c, plain C over OpenBLAS, and
 * peer_numpy.py. The network is the default one on the digits, FP32 and SGD, its hidden layers 64 to 1024 wide; all
 * begin with the same weights and see the same images in the same order. They train in turn, so that changes in load
 * affect all alike; what counts is the ratio of two times of one round, and of the ratios the median and the quartiles.
 *
 * With one thread the time is that thread's CPU time; where threads are compared it is the clock on the wall, which
 * says something only where two cores are quiet. That nothing was left out is checked: the losses of the first epoch
 * agree, and so do the right answers on the test images; ours with statistics or a second thread end with the same
 * bits.
 *
 * usage: training [--csv] [--path PATH] [WIDTH...]; NumPy is that of $PYTHON, or python3, and missing where that has
 * none.
 */
#define _POSIX_C_SOURCE 200809L

#include "bench/peer_numpy.h"
#include "bench/peer_openblas.h"
#include "trainer.h"

#include <cblas.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { ROUNDS = 15, BATCH = 32, LAYERS = 3, STEPS = DIGITS_TRAIN / BATCH };

typedef enum { OURS, COUNTING, OURS_2, OPENBLAS, OPENBLAS_2, NUMPY, SUBJECTS } subject;

typedef struct {
    double cpu, wall; /* seconds */
} duration;

typedef struct {
    size_t width;
    trainer_data data;
    uint32_t order[STEPS * BATCH]; /* images of the next epoch */
    trainer *ours[OURS_2 + 1];
    trainer_statistics statistics;
    peer_network openblas[2]; /* for one thread, and for two */
    peer_numpy numpy;
    duration time[SUBJECTS][ROUNDS];
} contest;

static void fail(const char *what)
{
    fprintf(stderr, "bench training: %s\n", what);
    exit(2);
}

static float *room(size_t count)
{
    float *p = aligned_alloc(64, (count * sizeof(float) + 63) / 64 * 64);
    if (p == NULL) {
        fail("out of memory");
    }
    memset(p, 0, count * sizeof(float));
    return p;
}

/* ---- Those who train --------------------------------------------------------------------------------------------- */

static void make_ours(contest *c, trainer_path path)
{
    trainer_config config = trainer_default_config();
    char error[TRAINER_ERROR_SIZE];
    config.hidden[0] = config.hidden[1] = (int)c->width;
    config.batch = BATCH;
    config.split = TRAINER_SPLIT_LAST; /* so that we know which images are for training */
    config.path = path;
    for (int i = OURS; i <= OURS_2; i++) {
        config.threads = i == OURS_2 ? 2 : 1;
        if (!trainer_config_valid(&config, &c->data, error)) {
            fail(error);
        }
        c->ours[i] = trainer_new(&config, &c->data);
        if (c->ours[i] == NULL) {
            fail("out of memory");
        }
    }
    c->statistics.wanted = TRAINER_COUNT_ALL;
}

static void make_openblas(contest *c, peer_network *n)
{
    const size_t width[LAYERS + 1] = {c->data.inputs, c->width, c->width, c->data.classes};
    *n = (peer_network){.layers = LAYERS, .batch = BATCH, .unit = 1 / (float)c->data.white};
    n->learning_rate = trainer_configuration(c->ours[OURS])->learning_rate;
    n->parameters = room(trainer_parameters(c->ours[OURS]));
    n->gradients = room(trainer_parameters(c->ours[OURS]));
    trainer_values(c->ours[OURS], TRAINER_WEIGHTS, n->parameters);
    for (size_t l = 0; l <= LAYERS; l++) {
        n->width[l] = width[l];
        n->activation[l] = room(BATCH * width[l]);
        n->delta[l] = room(BATCH * width[l]);
    }
}

static void free_openblas(peer_network *n)
{
    free(n->parameters);
    free(n->gradients);
    for (size_t l = 0; l <= LAYERS; l++) {
        free(n->activation[l]);
        free(n->delta[l]);
    }
}

static void make_numpy(contest *c)
{
    const peer_network *n = &c->openblas[0];
    double ready[2];
    if (!numpy_start(&c->numpy)) {
        fail("no process for the script with NumPy");
    }
    const uint32_t head[] = {c->data.images,     LAYERS,         BATCH, c->data.inputs, (uint32_t)c->width,
                             (uint32_t)c->width, c->data.classes};
    numpy_send(&c->numpy, head, sizeof head / sizeof *head);
    numpy_send(&c->numpy, &n->learning_rate, 1);
    for (size_t i = 0; i < (size_t)c->data.images * c->data.inputs; i++) {
        const float pixel = (float)c->data.pixel[i] * n->unit;
        numpy_send(&c->numpy, &pixel, 1);
    }
    for (size_t i = 0; i < c->data.images; i++) {
        numpy_send(&c->numpy, &(uint32_t){c->data.label[i]}, 1);
    }
    numpy_send(&c->numpy, n->parameters, trainer_parameters(c->ours[OURS]));
    if (!numpy_answers(&c->numpy, ready)) {
        numpy_stop(&c->numpy);
    }
}

/* ---- Training ---------------------------------------------------------------------------------------------------- */

static bool available(const contest *c, subject s)
{
    return s != NUMPY || c->numpy.to != NULL;
}

static double loss_of_step(contest *c, subject s, const uint32_t *images)
{
    if (s <= OURS_2) {
        return (double)trainer_step_on(c->ours[s], images, s == COUNTING ? &c->statistics : NULL).loss;
    }
    return (double)peer_step(&c->openblas[s - OPENBLAS], c->data.pixel, c->data.label, images);
}

static double seconds(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* An epoch; its time is added. Returns the mean loss. */
static double epoch(contest *c, subject s, duration *time)
{
    double loss = 0;
    if (s == NUMPY) {
        double answer[2];
        numpy_send(&c->numpy, &(uint32_t){STEPS}, 1);
        numpy_send(&c->numpy, c->order, STEPS * BATCH);
        if (!numpy_answers(&c->numpy, answer)) {
            fail("the script with NumPy ended");
        }
        time->cpu += answer[0];
        return answer[1];
    }
    openblas_set_num_threads(s == OPENBLAS_2 ? 2 : 1);
    const double wall = seconds(CLOCK_MONOTONIC);
    const double cpu = seconds(CLOCK_THREAD_CPUTIME_ID);
    for (size_t i = 0; i < STEPS; i++) {
        loss += loss_of_step(c, s, c->order + i * BATCH);
    }
    time->cpu += seconds(CLOCK_THREAD_CPUTIME_ID) - cpu;
    time->wall += seconds(CLOCK_MONOTONIC) - wall;
    return loss / STEPS;
}

/* Any order will do. */
static void shuffle(contest *c, uint64_t round)
{
    uint32_t image[DIGITS_TRAIN];
    for (uint32_t i = 0; i < DIGITS_TRAIN; i++) {
        image[i] = i;
    }
    for (uint32_t i = DIGITS_TRAIN - 1; i > 0; i--) {
        const uint32_t j = (uint32_t)(hu_random(1, round, i) % (i + 1));
        const uint32_t swap = image[i];
        image[i] = image[j];
        image[j] = swap;
    }
    memcpy(c->order, image, sizeof c->order);
}

/* The first epoch, with which caches and threads warm up too. Returns how many of them make a measurement. */
static int first_epoch(contest *c)
{
    double loss[SUBJECTS];
    duration time[SUBJECTS] = {{0, 0}};
    shuffle(c, 0);
    for (int s = 0; s < SUBJECTS; s++) {
        loss[s] = available(c, (subject)s) ? epoch(c, (subject)s, &time[s]) : loss[OURS];
        if (!(fabs(loss[s] - loss[OURS]) < 1e-3 * loss[OURS])) {
            fprintf(stderr, "width %zu: mean loss of the first epoch: %g, expected our %g\n", c->width, loss[s],
                    loss[OURS]);
            fail("not all train alike");
        }
    }
    return 1 + (int)(0.03 / time[OURS].cpu);
}

static double openblas_accuracy(contest *c)
{
    size_t right = 0;
    for (uint32_t first = c->data.train; first < c->data.images; first += BATCH) {
        uint32_t images[BATCH];
        const uint32_t rows = c->data.images - first < BATCH ? c->data.images - first : BATCH;
        for (uint32_t r = 0; r < rows; r++) {
            images[r] = first + r;
        }
        peer_forward(&c->openblas[0], c->data.pixel, images, rows);
        for (uint32_t r = 0; r < rows; r++) {
            const float *z = c->openblas[0].activation[LAYERS] + r * c->data.classes;
            size_t best = 0;
            for (size_t j = 1; j < c->data.classes; j++) {
                best = z[j] > z[best] ? j : best;
            }
            right += best == c->data.label[first + r];
        }
    }
    return (double)right / (c->data.images - c->data.train);
}

static void check_ends(contest *c)
{
    const uint64_t digest = trainer_digest(c->ours[OURS], TRAINER_WEIGHTS);
    const double ours = trainer_accuracy(c->ours[OURS]);
    const double theirs = openblas_accuracy(c);
    if (trainer_digest(c->ours[COUNTING], TRAINER_WEIGHTS) != digest ||
        trainer_digest(c->ours[OURS_2], TRAINER_WEIGHTS) != digest) {
        fail("statistics or a second thread change the weights");
    }
    if (ours < 0.85 || fabs(ours - theirs) > 0.02) {
        fprintf(stderr, "width %zu: right on the test images: ours %g, OpenBLAS %g\n", c->width, ours, theirs);
        fail("not all learn alike");
    }
}

/* ---- Results ----------------------------------------------------------------------------------------------------- */

static int ascending(const void *x, const void *y)
{
    const double a = *(const double *)x;
    const double b = *(const double *)y;
    return (a > b) - (a < b);
}

/* A line: the median of x over y and its quartiles, and the medians of both. */
static void print_ratio(const contest *c, const char *what, subject x, subject y, bool wall, bool csv)
{
    double ratio[ROUNDS], of_x[ROUNDS], of_y[ROUNDS];
    if (!available(c, y)) {
        return;
    }
    for (int i = 0; i < ROUNDS; i++) {
        of_x[i] = 1e3 * (wall ? c->time[x][i].wall : c->time[x][i].cpu);
        of_y[i] = 1e3 * (wall ? c->time[y][i].wall : c->time[y][i].cpu);
        ratio[i] = of_x[i] / of_y[i];
    }
    qsort(ratio, ROUNDS, sizeof *ratio, ascending);
    qsort(of_x, ROUNDS, sizeof *of_x, ascending);
    qsort(of_y, ROUNDS, sizeof *of_y, ascending);
    printf(csv ? "%zu,%s,%s,%.3f,%.3f,%.3f,%.3f,%.3f\n" : "%5zu  %-36s %-4s  %5.2f  %5.2f %5.2f  %9.2f %9.2f\n",
           c->width, what, wall ? "wall" : "cpu", ratio[ROUNDS / 2], ratio[(ROUNDS - 1) / 4],
           ratio[ROUNDS - 1 - (ROUNDS - 1) / 4], of_x[ROUNDS / 2], of_y[ROUNDS / 2]);
}

static void measure(contest *c, trainer_path path, bool csv)
{
    make_ours(c, path);
    make_openblas(c, &c->openblas[0]);
    make_openblas(c, &c->openblas[1]);
    make_numpy(c);
    const int repeats = first_epoch(c);
    for (int round = 0; round < ROUNDS; round++) {
        shuffle(c, (uint64_t)round + 1);
        for (int s = 0; s < SUBJECTS; s++) {
            duration time = {0, 0};
            for (int i = 0; i < repeats && available(c, (subject)s); i++) {
                epoch(c, (subject)s, &time);
            }
            c->time[s][round] = (duration){time.cpu / repeats, time.wall / repeats};
        }
    }
    check_ends(c);
    print_ratio(c, "ours / OpenBLAS in C", OURS, OPENBLAS, false, csv);
    print_ratio(c, "ours / NumPy", OURS, NUMPY, false, csv);
    print_ratio(c, "all statistics / none", COUNTING, OURS, false, csv);
    print_ratio(c, "our one thread / two", OURS, OURS_2, true, csv);
    print_ratio(c, "two threads: ours / OpenBLAS in C", OURS_2, OPENBLAS_2, true, csv);
    if (c->numpy.to == NULL) {
        printf(csv ? "%zu,ours / NumPy,missing,,,,,\n" : "%5zu  SKIP: no NumPy for python3, or the one of $PYTHON\n",
               c->width);
    } else {
        numpy_stop(&c->numpy);
    }
    fflush(stdout);
    for (int i = OURS; i <= OURS_2; i++) {
        trainer_free(c->ours[i]);
    }
    free_openblas(&c->openblas[0]);
    free_openblas(&c->openblas[1]);
}

/* As Linux knows it. */
static void print_processor(FILE *to)
{
    char line[256];
    FILE *f = fopen("/proc/cpuinfo", "r");
    while (f != NULL && fgets(line, sizeof line, f) != NULL) {
        if (strncmp(line, "model name", 10) == 0 || strncmp(line, "cpu family", 10) == 0) {
            fputs(line, to);
        }
        if (line[0] == '\n') {
            break; /* one of them is enough */
        }
    }
    if (f != NULL) {
        fclose(f);
    }
}

static int usage(bool asked)
{
    fprintf(asked ? stdout : stderr,
            "usage: training [--csv] [--path PATH] [WIDTH...]: an epoch of the trainer beside OpenBLAS and NumPy\n");
    return asked ? 0 : 2;
}

int main(int argc, char **argv)
{
    static const size_t all[] = {64, 128, 256, 512, 1024};
    static contest c;
    trainer_path path = TRAINER_PATH_AUTO;
    char error[TRAINER_ERROR_SIZE];
    bool csv = false;
    int next = 1;
    for (; next < argc && argv[next][0] == '-'; next++) {
        if (strcmp(argv[next], "--csv") == 0) {
            csv = true;
        } else if (strcmp(argv[next], "--path") != 0 || ++next == argc || !trainer_path_parse(argv[next], &path)) {
            return usage(next < argc && strcmp(argv[next], "--help") == 0);
        }
    }
    if (!trainer_load_digits(NULL, &c.data, error)) {
        fail(error);
    }
    signal(SIGPIPE, SIG_IGN);                  /* a script that cannot start */
    FILE *const about = csv ? stderr : stdout; /* a table of CSV begins with its head */
    print_processor(about);
    fprintf(about, "path %s; OpenBLAS takes this processor for: %s\n", trainer_path_name(path),
            openblas_get_corename());
    printf(csv ? "width,what,time,ratio,lower_quartile,upper_quartile,first_ms,second_ms\n"
               : "width  what                                 time  ratio  quartiles   first (ms)   second\n");
    for (size_t i = 0; next == argc && i < sizeof all / sizeof *all; i++) {
        c.width = all[i];
        measure(&c, path, csv);
    }
    for (; next < argc; next++) {
        c.width = strtoul(argv[next], NULL, 10);
        measure(&c, path, csv);
    }
    trainer_data_free(&c.data);
    return 0;
}
