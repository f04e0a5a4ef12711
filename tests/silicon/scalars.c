/* SPDX-License-Identifier: Apache-2.0
 *
 * What an NVIDIA GPU computes, beside what the library says that it computes: conversions and arithmetic, code for
 * code. A line for each instruction; the status is 1 if a result differs.
 */
#define _POSIX_C_SOURCE 200809L
#include "compare.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const char usage[] = "usage: scalars [--quick] [--headers | --host] [--record FILE] [PART-OF-A-NAME ...]\n"
                            "  PART-OF-A-NAME  some instructions only; * stands for any text, ? for a character\n"
                            "  --quick         a sixteenth of the operands\n"
                            "  --headers       the C++ of CUDA's headers on this processor; needs no GPU\n"
                            "  --host          a test of this program: our own results, some of them changed; no GPU\n"
                            "  --record FILE   compare nothing, and write a few answers of each instruction\n";

enum { PARTS_MAX = 16 };

typedef struct {
    bool quick;
    silicon_source source;
    const char *record, *parts[PARTS_MAX];
    size_t part_count;
} options;

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* ---- How many operands ------------------------------------------------------------------------------------------- */

/* `part` with * and ?. */
static bool has(const char *name, const char *part)
{
    char pattern[128];
    snprintf(pattern, sizeof pattern, "*%s*", part);
    return fnmatch(pattern, name, 0) == 0;
}

/* The binary logarithm. All codes and all pairs up to 32 bits, but fewer where the library takes long and the rounding
 * is that of other rows; of what is drawn, more of what is used most. The first part that the name has decides. */
static const struct {
    const char *part;
    uint32_t swept, drawn;
} shares[] = {
    {"tf32", 28, 0},
    {"header*nosat.e[45]m*.f32", 32, 0},
    {".relu", 30, 26},
    {".sat.", 30, 26},
    {"header.div.bf16", 30, 0},
    {"header.div", 32, 0},
    {"header", 28, 25},
    {"cvt.r?i", 27, 25},
    {"cvt.f64", 28, 0},
    {"cvt*.f64", 0, 25},
    {"min", 27, 26},
    {"max", 27, 26},
    {"sqrt.rn.f32", 32, 0},
    {"sqrt", 27, 0},
    {".ftz", 32, 26},
    {".rn.", 32, 28},
    {"", 32, 26},
};

static uint32_t log_of_count(const silicon_task *task)
{
    const ptx_instruction *p = &task->instruction;
    const bool integers = p->to_kind != HU_KIND_NUMBER || p->from_kind != HU_KIND_NUMBER;
    const uint32_t bits = task->plan.arity * task->plan.width;
    size_t i = 0;
    while (!has(task->row->name, shares[i].part)) {
        i++;
    }
    uint32_t most = bits <= 32 ? shares[i].swept : shares[i].drawn;
    most = integers && most > 27 ? 27 : most;
    return bits < most ? bits : most;
}

static silicon_task task_of(const silicon_row *row, const options *o)
{
    const ptx_place place = o->source == SILICON_FROM_HEADER ? PTX_ON_HOST : PTX_ON_GPU;
    silicon_task task = {.row = row};
    if (!ptx_parse(row->name, place, &task.instruction)) {
        fprintf(stderr, "test-gpu: %s: ptx.c does not understand this name\n", row->name);
        exit(2);
    }
    const ptx_instruction *p = &task.instruction;
    const bool number = p->from_kind == HU_KIND_NUMBER;
    task.plan.arity = p->arity;
    task.plan.width = number ? (uint32_t)hu_format_width(p->from) : 8 * (uint32_t)ptx_operand_size(p);
    task.plan.fraction_bits =
        number && p->from->has_sign && p->from->fraction_bits > 1 ? (uint32_t)p->from->fraction_bits : 0;
    task.plan.swept = p->arity * task.plan.width <= 32;
    uint32_t log = log_of_count(&task);
    task.count = UINT64_C(1) << (o->quick && log > 20 ? log - 4 : log);
    return task;
}

/* ---- Work -------------------------------------------------------------------------------------------------------- */

/* While all cores compare one part, the GPU computes and sends the next. */
static void run_on_gpu(const silicon_task *task, silicon_tally *tally)
{
    const size_t size = ptx_result_size(&task->instruction);
    const uint64_t part = SILICON_BUFFER_BYTES / size;
    for (uint64_t first = 0, begun = 0; first < task->count; first += part) {
        for (; begun < task->count && begun <= first + part; begun += part) {
            uint64_t count = task->count - begun < part ? task->count - begun : part;
            silicon_begin((int)(begun / part % SILICON_BUFFERS), task->row,
                          (silicon_job){.first = begun, .count = count, .plan = task->plan}, size);
        }
        const void *results = silicon_finish((int)(first / part % SILICON_BUFFERS));
        uint64_t count = task->count - first < part ? task->count - first : part;
        silicon_compare(task, SILICON_FROM_GPU, first, count, results, tally);
    }
}

static uint64_t planted(const silicon_task *task)
{
    uint64_t n = 0;
    for (uint64_t i = 0; i < task->count; i++) {
        n += silicon_planted(i);
    }
    return n;
}

/* The number of results that differ; with our own, whether more or fewer differ than were changed. */
static uint64_t run(const silicon_row *row, const options *o)
{
    silicon_task task = task_of(row, o);
    static silicon_tally tally;
    tally = (silicon_tally){0};
    double began = now();
    if (o->source == SILICON_FROM_GPU) {
        run_on_gpu(&task, &tally);
    } else {
        silicon_compare(&task, o->source, 0, task.count, NULL, &tally);
    }
    silicon_report(stdout, &task, &tally, now() - began);
    return o->source == SILICON_FROM_US ? tally.differ != planted(&task) : tally.differ;
}

static bool is_chosen(const char *name, const options *o)
{
    for (size_t i = 0; i < o->part_count; i++) {
        if (has(name, o->parts[i])) {
            return true;
        }
    }
    return o->part_count == 0;
}

typedef const silicon_row *list(size_t index);

static uint64_t run_list(list *rows, const options *o, FILE *record)
{
    uint64_t differ = 0;
    const silicon_row *row;
    for (size_t i = 0; (row = rows(i)) != NULL; i++) {
        if (!is_chosen(row->name, o) || (o->source == SILICON_FROM_HEADER && row->on_host == NULL)) {
            continue;
        }
        if (record != NULL) {
            silicon_task task = task_of(row, o);
            silicon_record(record, &task, o->source);
        } else {
            differ += run(row, o);
        }
    }
    return differ;
}

/* ---- The command ------------------------------------------------------------------------------------------------- */

static FILE *open_record(const char *path, const char *gpu)
{
    FILE *file = fopen(path, "w");
    if (file == NULL) {
        fprintf(stderr, "test-gpu: %s: cannot be written\n", path);
        exit(2);
    }
    char date[32] = "";
    time_t t = time(NULL);
    strftime(date, sizeof date, "%Y-%m-%d", gmtime(&t));
    fprintf(file, "# %s; %s\n", gpu, date);
    return file;
}

static options read_options(int argc, char **argv)
{
    options o = {.source = SILICON_FROM_GPU};
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--quick") == 0) {
            o.quick = true;
        } else if (strcmp(argv[i], "--headers") == 0) {
            o.source = SILICON_FROM_HEADER;
        } else if (strcmp(argv[i], "--host") == 0) {
            o.source = SILICON_FROM_US;
        } else if (strcmp(argv[i], "--record") == 0 && i + 1 < argc) {
            o.record = argv[++i];
        } else if (argv[i][0] != '-' && o.part_count < PARTS_MAX) {
            o.parts[o.part_count++] = argv[i];
        } else {
            fputs(usage, stderr);
            exit(2);
        }
    }
    return o;
}

int main(int argc, char **argv)
{
    options o = read_options(argc, argv);
    char gpu[256] = "";
    if (o.source == SILICON_FROM_GPU && !silicon_open(gpu, sizeof gpu)) {
        return 2;
    }
    FILE *record = o.record == NULL ? NULL : open_record(o.record, gpu);
    double began = now();
    printf("%s\n", gpu[0] != '\0'                ? gpu
                   : o.source == SILICON_FROM_US ? "no GPU: our own results, some of them changed"
                                                 : "CUDA's headers on this processor");
    uint64_t differ = o.source == SILICON_FROM_HEADER ? 0 : run_list(silicon_instruction, &o, record);
    differ += run_list(silicon_header, &o, record);
    if (record != NULL && fclose(record) != 0) {
        fprintf(stderr, "test-gpu: %s: cannot be written\n", o.record);
        return 2;
    }
    printf("%s in %.0f s\n", differ == 0 ? "PASS" : "FAIL", now() - began);
    return differ != 0;
}
