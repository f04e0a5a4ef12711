/* SPDX-License-Identifier: Apache-2.0
 *
 * The table of sweeps: a row for each family, which the formats, operations and modes of a list make many.
 */
#include <stdio.h>
#include <string.h>

#include "sweep.h"

enum { SWEEPS_MAX = 500, DETERMINISTIC = HU_TO_ODD + 1 };

static sweep table[SWEEPS_MAX];
static unsigned count;

static const char *const modes[SWEEP_COLUMNS_MAX] = {"nearest-even", "nearest-away", "toward-zero",
                                                     "down",         "up",           "to-odd",
                                                     "stochastic-a", "stochastic-b", "stochastic-c"};

static unsigned bytes_of(const hu_format *format)
{
    const int width = hu_format_width(format);
    return width <= 8 ? 1 : width <= 16 ? 2 : 4;
}

/* Adds a row; all but its name, and what follows from the formats, is in `row`. */
static void add(sweep row, const char *from, const char *to, int operands, const char *family, const char *one,
                const char *two)
{
    row.from = hu_format_find(from);
    row.to = hu_format_find(to);
    row.bytes = row.bytes != 0 ? row.bytes : bytes_of(row.to);
    if (row.cases == 0) {
        row.cases = UINT64_C(1) << (operands * hu_format_width(row.from));
    }
    snprintf(row.name, sizeof row.name, "%s%s%s%s%s", family, one != NULL ? "/" : "", one != NULL ? one : "",
             two != NULL ? "/" : "", two != NULL ? two : "");
    if (count < SWEEPS_MAX) {
        table[count++] = row;
    }
}

static void add_instructions(void)
{
    static const char *const immediate[] = {"nearest", "down", "up", "zero", "mxcsr"};
    static const char model[] = "model against instruction";
    const uint64_t twenty = UINT64_C(1) << 20;
    add((sweep){.what = "every FP16, every rounding, DAZ and FTZ, MXCSR included",
                .columns = 1,
                .method = model,
                .cases = twenty,
                .run = sweep_vcvtph2ps,
                .lacks = sweep_lacks_f16c},
        "fp16", "fp32", 1, "vcvtph2ps", NULL, NULL);
    add((sweep){.what = "every FP32, MXCSR included",
                .columns = 1,
                .method = model,
                .run = sweep_vcvtneps2bf16,
                .lacks = sweep_lacks_bf16},
        "fp32", "bf16", 1, "vcvtneps2bf16", NULL, NULL);
    for (unsigned i = 0; i < 5; i++) {
        add((sweep){.what = i < 4 ? "every FP32, by imm8, MXCSR included" : "every FP32, rounding up with DAZ and FTZ",
                    .columns = 1,
                    .method = model,
                    .run = sweep_vcvtps2ph,
                    .lacks = sweep_lacks_f16c,
                    .setting = i},
            "fp32", "fp16", 1, "vcvtps2ph", immediate[i], NULL);
    }
    add((sweep){.what = "three epochs: every path and its soft twin, under every policy of a list",
                .cases = SWEEP_BLOCK,
                .method = "path against soft twin",
                .run = sweep_training},
        "fp32", "fp32", 1, "training", NULL, NULL);
}

static void add_elementary(void)
{
    const sweep row = {
        .columns = 1,
        .method = "MPFR decides on 3 of 4096 operands, series from there on the others; paths against formats/",
        .run = sweep_elementary,
        .paths = sweep_elementary_paths};
    sweep power = row;
    power.what = "e^x of the trainer for every x from -0 down, and softmax of 0 and x on its paths";
    power.setting = SWEEP_EXP;
    power.cases = UINT64_C(1) << 31;
    add(power, "fp32", "fp32", 1, "trainer", "exp", NULL);
    sweep logarithm = row;
    logarithm.what = "ln x of the trainer for every x from 1 up";
    logarithm.setting = SWEEP_LOG;
    logarithm.cases = UINT64_C(1) << 30;
    add(logarithm, "fp32", "fp32", 1, "trainer", "log", NULL);
}

static const char against_ref[] = "ref/ decides on every tuple";

static void add_triples(void)
{
    for (size_t i = 0; hu_format_at(i) != NULL; i++) {
        const char *name = hu_format_at(i)->name;
        if (hu_format_width(hu_format_at(i)) <= 8) {
            add((sweep){.what = "every triple, default policies",
                        .columns = DETERMINISTIC,
                        .method = against_ref,
                        .run = sweep_against_ref,
                        .op = REF_FMA},
                name, name, 3, "fma", name, NULL);
        }
    }
}

/* Every kind of stochastic rounding with all draws of up to 4 bits. */
static void add_draws(const char *from)
{
    for (size_t i = 0; hu_format_at(i) != NULL; i++) {
        const hu_format *to = hu_format_at(i);
        if (hu_format_width(to) <= 16 && strcmp(to->name, from) != 0) {
            add((sweep){.what = "every operand, every draw of 0 to 4 bits, stochastic A, B and C",
                        .columns = 1,
                        .method = against_ref,
                        .cases = SWEEP_DRAWS * UINT64_C(65536),
                        .run = sweep_every_draw,
                        .op = REF_CONVERT},
                from, to->name, 1, "stochastic", from, to->name);
        }
    }
}

/* Every number of a format into all that are narrower, in each deterministic rounding. */
static void add_conversions(const char *from, const char *what)
{
    const int most = hu_format_width(hu_format_find(from)) - 1;
    for (size_t i = 0; hu_format_at(i) != NULL; i++) {
        const hu_format *to = hu_format_at(i);
        for (unsigned mode = 0; mode < DETERMINISTIC && hu_format_width(to) <= most; mode++) {
            add((sweep){.what = what,
                        .columns = 1,
                        .run = sweep_boundaries,
                        .paths = sweep_array_paths,
                        .op = REF_CONVERT,
                        .setting = mode,
                        .method = "ref/ decides at the boundaries, a scan between them"},
                from, to->name, 1, strcmp(from, "fp32") == 0 ? "convert" : from, to->name, modes[mode]);
        }
    }
}

static void add_root(void)
{
    add((sweep){.what = "every FP32, default policies",
                .columns = DETERMINISTIC,
                .method = against_ref,
                .run = sweep_against_ref,
                .op = REF_SQRT},
        "fp32", "fp32", 1, "sqrt", "fp32", NULL);
}

static void add_directed(void)
{
    static const ref_op ops[] = {REF_REMAINDER, REF_ADD, REF_SUB, REF_MUL, REF_DIV, REF_FMA};
    for (unsigned i = 0; i < sizeof ops / sizeof *ops; i++) {
        add((sweep){.what = "directed cases, default policies",
                    .columns = DETERMINISTIC,
                    .method = against_ref,
                    .cases = sweep_directed_cases(ops[i]),
                    .run = sweep_directed,
                    .op = ops[i]},
            "fp32", "fp32", ref_arity(ops[i]), "directed", ref_op_name(ops[i]), "fp32");
    }
}

static void add_pairs(const char *format)
{
    for (int op = REF_ADD; op < REF_OPS; op++) {
        if (ref_arity((ref_op)op) == 2) {
            add((sweep){.what = "every pair, default policies",
                        .columns = DETERMINISTIC,
                        .method = against_ref,
                        .run = sweep_against_ref,
                        .op = (ref_op)op},
                format, format, 2, ref_op_name((ref_op)op), format, NULL);
        }
    }
    add((sweep){.what = "every pair, quiet and signaling",
                .columns = 2,
                .bytes = 1,
                .method = against_ref,
                .run = sweep_order},
        format, format, 2, "compare", format, NULL);
}

/* With all policies drawn for each case, in all nine roundings. */
static void add_drawn(void)
{
    const sweep row = {.columns = SWEEP_COLUMNS_MAX, .method = against_ref, .run = sweep_drawn};
    sweep convert = row;
    convert.what = "every FP32, all policies drawn";
    convert.op = REF_CONVERT;
    for (size_t i = 0; hu_format_at(i) != NULL; i++) {
        if (hu_format_width(hu_format_at(i)) <= 19) {
            add(convert, "fp32", hu_format_at(i)->name, 1, "drawn/convert", hu_format_at(i)->name, NULL);
        }
    }
    for (int op = REF_ADD; op <= REF_DIV; op++) {
        sweep pairs = row;
        pairs.what = "every pair, all policies drawn";
        pairs.op = (ref_op)op;
        add(pairs, "fp16", "fp16", 2, "drawn", ref_op_name((ref_op)op), "fp16");
        add(pairs, "bf16", "bf16", 2, "drawn", ref_op_name((ref_op)op), "bf16");
    }
}

static void make_table(void)
{
    add_instructions();
    add_triples();
    add_draws("fp16");
    add_draws("bf16");
    add_conversions("fp16", "every FP16, default policies");
    add_conversions("bf16", "every BF16, default policies");
    add_conversions("fp32", "every FP32, default policies");
    add_root();
    add_elementary();
    add_directed();
    add_pairs("fp16");
    add_pairs("bf16");
    add_drawn();
}

const sweep *sweep_at(unsigned index)
{
    if (count == 0) {
        make_table();
    }
    return index < count ? &table[index] : NULL;
}

const sweep *sweep_find(const char *name)
{
    const sweep *s;
    for (unsigned i = 0; (s = sweep_at(i)) != NULL && strcmp(s->name, name) != 0; i++) {
    }
    return s;
}

const char *sweep_column(const sweep *s, unsigned column)
{
    static const char *const orders[] = {"quiet", "signaling"};
    if (s->run == sweep_order) {
        return orders[column];
    }
    if (s->run == sweep_boundaries || s->run == sweep_straight) {
        return modes[s->setting];
    }
    return s->columns == 1 ? "result" : modes[column];
}

void sweep_append(char *text, size_t size, const char *name)
{
    const size_t length = strlen(text);
    snprintf(text + length, size - length, "%s%s", length > 0 ? "," : "", name);
}

/* The finalizer of SplitMix64 (Steele, Lea, Flood, OOPSLA 2014). */
uint64_t sweep_hash(uint64_t x)
{
    x += UINT64_C(0x9E3779B97F4A7C15);
    x = (x ^ (x >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94D049BB133111EB);
    return x ^ (x >> 31);
}
