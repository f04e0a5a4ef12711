/* SPDX-License-Identifier: Apache-2.0
 *
 * Conversions and operations of arrays, in cache and out of it: without flags, with them, with counts and stochastic,
 * beside memcpy of the wider side, instructions where there are some, NumPy and other libraries. What each side gives
 * is compared, over all elements it was timed on, with the scalar functions: a fast wrong answer is worth no time.
 * (What a library draws for stochastic rounding is its own, and is not compared.) Blocks with scales: blocks.c; dot
 * products: dots.c.
 */
#include <stdio.h>
#include <string.h>

#include "bench/array_work.h"
#include "bench/blocks.h"
#include "bench/dots.h"
#include "bench/instructions.h"
#include "bench/timing.h"

enum { SIDES_MOST = 16, MOST_NAME = 64 };

/* What takes longer an element is bound by computing wherever the data lie, and is timed on a part of them. */
#define SLOW 2e-9
enum { PART = OUT_OF_CACHE / 16, PROBE = 1 << 14 };

static const array_work works[] = {
    {"fp32 to fp16", "fp32", "fp16", HU_OP_CONVERT}, {"fp16 to fp32", "fp16", "fp32", HU_OP_CONVERT},
    {"fp32 to bf16", "fp32", "bf16", HU_OP_CONVERT}, {"bf16 to fp32", "bf16", "fp32", HU_OP_CONVERT},
    {"fp32 to e4m3", "fp32", "e4m3", HU_OP_CONVERT}, {"e4m3 to fp32", "e4m3", "fp32", HU_OP_CONVERT},
    {"fp32 to e5m2", "fp32", "e5m2", HU_OP_CONVERT}, {"e5m2 to fp32", "e5m2", "fp32", HU_OP_CONVERT},
    {"fp64 to fp16", "fp64", "fp16", HU_OP_CONVERT}, {"fp16 add", "fp16", "fp16", HU_OP_ADD},
    {"fp16 mul", "fp16", "fp16", HU_OP_MUL},         {"bf16 mul", "bf16", "bf16", HU_OP_MUL},
    {"e4m3 mul", "e4m3", "e4m3", HU_OP_MUL},
};

static const struct {
    size_t n;
    const char *name;
} places[] = {{IN_CACHE, "4 Ki"}, {OUT_OF_CACHE, "16 Mi"}};

static const char *const suffixes[] = {"", " flags", " counts", " stochastic"};
static const char *const without[] = {"", "without flags", "without counts", "to nearest"};
static const char *const path_names[] = {"automatic", "scalar", "portable", "avx2", "avx512", "neon"};
static hu_array_path path = HU_ARRAY_AUTOMATIC;

typedef struct {
    bench_side side[SIDES_MOST];
    array_subject subject[SIDES_MOST];
    size_t count;
} field;

/* ---- Who takes part ---------------------------------------------------------------------------------------------- */

static void join(field *f, const char *name, const char *missing, array_subject s)
{
    const size_t i = f->count++;
    f->subject[i] = s;
    f->side[i] = (bench_side){.name = name,
                              .missing = missing,
                              .theirs = s.actor != OURS,
                              .run = array_run,
                              .seconds = s.actor == NUMPY ? array_numpy_seconds : NULL,
                              .subject = &f->subject[i]};
}

static void join_libraries(field *f, const char *work)
{
    const bench_peer *const libraries[] = {&bench_imath, &bench_libfp16, &bench_cpfloat, &bench_ml_dtypes};
    for (size_t i = 0; i < sizeof libraries / sizeof libraries[0]; i++) {
        for (const bench_array *a = libraries[i] != NULL ? libraries[i]->arrays : NULL; a != NULL && a->work != NULL;
             a++) {
            const size_t length = strlen(work);
            const bool stochastic = strncmp(a->work, work, length) == 0 && strcmp(a->work + length, " stochastic") == 0;
            if (stochastic || strcmp(a->work, work) == 0) {
                join(f, libraries[i]->name, NULL,
                     (array_subject){.actor = LOOP,
                                     .asked = stochastic ? STOCHASTIC : PLAIN,
                                     .loop = a->pass,
                                     .numbers = libraries[i]->numbers});
            }
        }
    }
}

/* First we, in the order of the questions; then the others. */
static void gather(field *f, const array_work *work)
{
    const bool conversion = work->operation == HU_OP_CONVERT;
    const bool narrowing = conversion && strcmp(work->to, "fp32") != 0;
    const char *name, *why;
    f->count = 0;
    for (int q = PLAIN; q <= (narrowing ? STOCHASTIC : FLAGS); q++) {
        join(f, hu_array_path_name(path), NULL,
             (array_subject){.actor = OURS, .asked = (array_question)q, .path = path});
    }
    if (conversion) {
        join(f, "memcpy", NULL, (array_subject){.actor = COPY});
    }
    bench_array_pass *const loop = instruction_find(work->name, &name, &why);
    join(f, name, loop == NULL ? why : NULL, (array_subject){.actor = LOOP, .loop = loop});
    if (array_numpy_knows(work)) {
        const bool here = array_numpy.to != NULL;
        join(f, here ? array_numpy.greeting : "NumPy", here ? NULL : "no python3 here imports it",
             (array_subject){.actor = NUMPY});
    }
    join_libraries(f, work->name);
}

/* Sets on how many elements each side is timed. */
static void set_sizes(field *f, size_t n)
{
    for (size_t i = 0; i < f->count; i++) {
        bench_side *side = &f->side[i];
        array_subject *s = &f->subject[i];
        double seconds = 1;
        s->n = PROBE;
        for (int twice = 0; twice < 2 && n > PART && s->actor != NUMPY && side->missing == NULL; twice++) {
            const double start = bench_seconds();
            array_run(s);
            seconds = bench_seconds() - start;
        }
        s->n = n > PART && seconds > SLOW * PROBE ? PART : n;
        side->operations = (double)s->n;
    }
}

/* ---- Reports ----------------------------------------------------------------------------------------------------- */

/* Each of ours beside the peers that are asked the same, and what costs extra beside ours without. */
static void report(const array_work *work, const char *place, const field *f)
{
    for (size_t i = 0; i < f->count && f->subject[i].actor == OURS; i++) {
        const array_question asked = f->subject[i].asked;
        char what[MOST_NAME];
        snprintf(what, sizeof what, "%s%s %s", work->name, suffixes[asked], place);
        if (!bench_wanted(what)) {
            continue;
        }
        if (!bench_peers()) {
            bench_report(what, &f->side[i], NULL);
        } else if (asked != PLAIN) {
            bench_side plain = f->side[0];
            plain.name = without[asked];
            bench_report(what, &f->side[i], &plain);
        }
        for (size_t j = i + 1; j < f->count && bench_peers(); j++) {
            if (f->subject[j].actor != OURS && f->subject[j].asked == asked) {
                bench_report(what, &f->side[i], &f->side[j]);
            }
        }
    }
}

static void compare(const char *what, const field *f)
{
    for (size_t i = 0; i < f->count; i++) {
        const array_subject *s = &f->subject[i];
        const bool own_draws = s->asked == STOCHASTIC && s->actor != OURS;
        if (f->side[i].missing == NULL && s->actor != COPY && !own_draws) {
            array_compare(what, f->side[i].name, s);
        }
    }
}

/* ---- The program ------------------------------------------------------------------------------------------------- */

/* Does the user ask for a line of this work in this place? */
static bool wanted(const array_work *work, const char *place)
{
    char what[MOST_NAME];
    bool any = false;
    for (int q = PLAIN; q <= STOCHASTIC; q++) {
        snprintf(what, sizeof what, "%s%s %s", work->name, suffixes[q], place);
        any = any || bench_wanted(what);
    }
    return any;
}

static void contest(const array_work *work, size_t n, const char *place)
{
    static field f;
    char what[MOST_NAME];
    snprintf(what, sizeof what, "%s %s", work->name, place);
    array_begin(work, n, n < PART ? n : PART);
    gather(&f, work);
    set_sizes(&f, n);
    bench_measure(what, f.side, f.count);
    report(work, place, &f);
    if (bench_peers()) {
        compare(what, &f);
    }
}

static void choose_path(const char *name)
{
    for (int i = 0; i < (int)(sizeof path_names / sizeof path_names[0]); i++) {
        if (strcmp(path_names[i], name) == 0 && hu_array_path_name((hu_array_path)i) != NULL) {
            path = (hu_array_path)i;
            return;
        }
    }
    bench_fail("--path: expected scalar, portable, avx2, avx512 or neon, and that this processor has it");
}

static void say_what_is_missing(void)
{
    const bench_peer *const libraries[] = {&bench_imath, &bench_libfp16, &bench_cpfloat};
    for (size_t i = 0; i < sizeof libraries / sizeof libraries[0]; i++) {
        if (libraries[i]->missing != NULL) {
            bench_missing(libraries[i]->name, libraries[i]->missing);
        }
    }
    const bench_peer *const ml_dtypes = &bench_ml_dtypes;
    if (ml_dtypes == NULL) {
        bench_missing("ml_dtypes", "ML_DTYPES_DIR= names no checkout");
    }
}

int main(int argc, char **argv)
{
    const char *chosen = path_names[0];
    const bench_option options[] = {{"--path", "NAME", "scalar, portable, avx2, avx512 or neon", &chosen}, {0}};
    bench_begin(argc, argv,
                &(bench_about){"arrays", "Operations on arrays beside instructions and other libraries, in one thread.",
                               "nanoseconds an element", options});
    choose_path(chosen);
    if (bench_peers()) {
        (void)script_start(&array_numpy, "tests/bench/peers/numpy_arrays.py");
    }
    say_what_is_missing();
    array_prepare();
    for (size_t i = 0; i < sizeof works / sizeof works[0]; i++) {
        for (size_t p = 0; p < sizeof places / sizeof places[0]; p++) {
            if (wanted(&works[i], places[p].name)) {
                contest(&works[i], places[p].n, places[p].name);
            }
        }
    }
    bench_blocks(path);
    bench_dots();
    if (array_numpy.to != NULL) {
        script_end(&array_numpy);
    }
    return bench_end();
}
