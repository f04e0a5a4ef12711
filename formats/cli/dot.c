/* SPDX-License-Identifier: Apache-2.0
 *
 * halfulp dot: a dot product, as an instruction adds it up, or in an order of one's own, or in all of these.
 */
#include "dot.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "values.h"

static const char help[] =
    "usage: halfulp dot --model NAME [OPTION]... X,X,... Y,Y,...\n"
    "       halfulp dot --of FORMAT[,FORMAT] --sum FORMAT [OPTION]... X,X,... Y,Y,...\n"
    "       halfulp dot --compare --of FORMAT[,FORMAT] [OPTION]... X,X,... Y,Y,...\n"
    "       halfulp dot --models [PART]\n"
    "Computes addend + x[0] y[0] + x[1] y[1] + ... and prints its code and value: as the instruction NAME\n"
    "for matrices adds it up; or in an order of your own, with the flags that are raised; or in all ways\n"
    "that fit the formats of x and y, for comparison: orders, and the instructions of --models.\n"
    "\n"
    "  halfulp dot --model hopper_wgmma_fp16_fp32 --addend 16777216 1,1,1,1 0.5,0.5,0.5,0.5\n"
    "  halfulp dot --of e4m3 --sum bf16 --chunk 128 --total fp32 448,1,-448 448,1,448\n"
    "  halfulp dot --compare --of fp16 --addend 4096 1,1,1,1 0.5,0.5,0.5,0.5\n"
    "\n"
    "X and Y are codes (0x and hexadecimal digits), decimal numbers, hexadecimal ones with their exponent,\n"
    "inf or nan; a number that its format does not have is first rounded to the nearest. For - in place of\n"
    "both lists, lines with an X and a Y each are read from standard input. For an instruction, products of\n"
    "zeros fill the last one up, and a line on standard error says so.\n"
    "\n"
    "  --model NAME          an instruction that --models lists; any part of one name will do\n"
    "  --models [PART]       the instructions, or those with PART in their names: formats of x, y and the\n"
    "                        result, how many products, and whether the row was checked on silicon; with a\n"
    "                        whole name all facts of that one\n"
    "  --addend VALUE        of the result's format; *0\n"
    "  --x-scales S,S,...    the scales of an instruction that has them, one for each of its blocks of\n"
    "  --y-scales S,S,...    products; *all 1\n"
    "  --of FORMAT[,FORMAT]  of x and of y; one stands for both\n"
    "  --sum FORMAT          of the sum\n"
    "  --order ORDER         *in-order (fused multiply-adds, unless --product is given), in-pairs,\n"
    "                        compensated (Kahan) or exact (rounded once)\n"
    "  --product FORMAT      products are rounded to it before they are added; *they stay exact\n"
    "  --chunk N             each N products have a sum of their own, added to the total in order\n"
    "  --parts N             split-K: N runs of products have sums of their own\n"
    "  --total FORMAT        of the sum of chunks and parts; *that of --sum\n"
    "  --seed N              of stochastic rounding; *0\n"
    "  --text STYLE          how values are printed: *decimal, shortest, exact or hex\n"
    "\n";

static hu_accumulation_order read_order(const char *name)
{
    static const char *const orders[] = {[HU_ACCUMULATE_IN_ORDER] = "in-order",
                                         [HU_ACCUMULATE_IN_PAIRS] = "in-pairs",
                                         [HU_ACCUMULATE_COMPENSATED] = "compensated",
                                         [HU_ACCUMULATE_EXACT] = "exact"};
    for (int i = 0; i <= HU_ACCUMULATE_EXACT; i++) {
        if (name == NULL || same_word(name, orders[i])) {
            return (hu_accumulation_order)i;
        }
    }
    fail("--order %s: expected in-order, in-pairs, compensated or exact", shown(name));
}

static uint64_t read_number(const char *option, const char *text, uint64_t most)
{
    uint64_t number = 0;
    if (text != NULL && !parse_unsigned(text, most, &number)) {
        fail("--%s %s: expected a number from 0 to %" PRIu64, option, shown(text), most);
    }
    return number;
}

/* A format that an option names; those that are no row of the table are kept here, one for each option. */
typedef enum { OF_X, OF_Y, OF_SUM, OF_PRODUCT, OF_TOTAL, FORMATS } option_format;

static const hu_format *read_format(option_format which, const char *name)
{
    static hu_format storage[FORMATS];
    return find_format(name, &storage[which]);
}

/* FORMAT or FORMAT,FORMAT, where a description may hold commas itself: the whole text is tried first. */
static void read_operand_formats(const char *text, const hu_format **x, const hu_format **y)
{
    hu_format one;
    const char *comma = strchr(text, ',');
    if (comma == NULL || hu_format_parse(text, &one)) {
        *x = *y = read_format(OF_X, text);
        return;
    }
    for (; comma != NULL; comma = strchr(comma + 1, ',')) {
        char first[200];
        hu_format two;
        snprintf(first, sizeof first, "%.*s", (int)(comma - text), text);
        if (hu_format_parse(first, &one) && hu_format_parse(comma + 1, &two)) {
            *x = read_format(OF_X, first);
            *y = read_format(OF_Y, comma + 1);
            return;
        }
    }
    fail("--of %s: expected a format, or that of x, a comma and that of y; `halfulp formats` lists them", shown(text));
}

/* Nothing is rounded here but what chunks and parts add up. */
static void refuse_rounding(const policies *p, const dot_options *given, const hu_dot_model *model)
{
    if (p->chosen != 0 || p->like != NULL || p->env.flush != 0 || p->env.random_bits != 0 || p->env.random != 0 ||
        given->seed != NULL || given->total != NULL) {
        fail("--model %s: an instruction rounds in its own way; expected no option of rounding, or --chunk or --parts, "
             "whose sums are added",
             model->name);
    }
}

static dot_question read_question(const value_options *options, const dot_options *given)
{
    dot_question q = {.model = given->model == NULL ? NULL : dot_model(given->model), .style = text_style(given->text)};
    if (q.model != NULL) {
        q.x.format = q.model->x;
        q.y.format = q.model->y;
        q.how.instruction = q.model;
        q.how.order = HU_ACCUMULATE_BY_INSTRUCTION;
    } else {
        read_operand_formats(given->of, &q.x.format, &q.y.format);
        q.how.order = read_order(given->order);
        q.how.sum = given->sum == NULL ? hu_format_find("fp32") : read_format(OF_SUM, given->sum);
    }
    q.how.product = given->product == NULL ? NULL : read_format(OF_PRODUCT, given->product);
    q.how.total = given->total == NULL ? NULL : read_format(OF_TOTAL, given->total);
    q.how.chunk = read_number("chunk", given->chunk, UINT64_MAX);
    q.how.parts = (uint32_t)read_number("parts", given->parts, UINT32_MAX);
    q.how.seed = read_number("seed", given->seed, UINT64_MAX);
    q.result = hu_accumulation_result(&q.how);
    if (q.model != NULL && q.how.chunk == 0 && q.how.parts < 2) {
        refuse_rounding(&options->policies, given, q.model);
    }
    q.env = value_environment(options, q.result);
    if (options->word_count == 1 && strcmp(options->words[0], "-") == 0) {
        dot_read_lines(&q.x, &q.y);
    } else if (options->word_count == 2) {
        dot_read_list(&q.x, options->words[0]);
        dot_read_list(&q.y, options->words[1]);
    } else {
        fail("expected two lists, X,X,... and Y,Y,..., or - to read them from standard input; see halfulp dot --help");
    }
    if (q.x.count != q.y.count) {
        fail("expected as many X as Y, found %zu and %zu", q.x.count, q.y.count);
    }
    if (q.x.count == 0) {
        fail("standard input: expected lines with an X and a Y each");
    }
    q.addend = dot_read_value(q.result, given->addend == NULL ? "0" : given->addend);
    return q;
}

static void refuse_together(const dot_options *given)
{
    const bool chosen = given->of != NULL || given->sum != NULL || given->order != NULL || given->product != NULL;
    if (given->model != NULL && chosen) {
        fail("--model %s: an instruction has its own formats and order; expected no --of, --sum, --order or --product",
             shown(given->model));
    }
    if (given->model == NULL && (given->x_scales != NULL || given->y_scales != NULL)) {
        fail("--x-scales, --y-scales: expected --model, an instruction that has scales");
    }
    if (given->model == NULL && given->of == NULL) {
        fail("expected --model NAME, or --of FORMAT to say what X and Y are; see halfulp dot --help");
    }
    if (given->compare && (given->model != NULL || given->order != NULL || given->product != NULL ||
                           given->chunk != NULL || given->parts != NULL || given->total != NULL)) {
        fail("--compare: expected --of, --sum and --addend alone; it goes through all orders and instructions");
    }
}

int command_dot(int argc, char **argv)
{
    dot_options given = {0};
    bool models = false;
    const own_option own[] = {{"model", &given.model, NULL},
                              {"models", NULL, &models},
                              {"compare", NULL, &given.compare},
                              {"addend", &given.addend, NULL},
                              {"x-scales", &given.x_scales, NULL},
                              {"y-scales", &given.y_scales, NULL},
                              {"of", &given.of, NULL},
                              {"sum", &given.sum, NULL},
                              {"order", &given.order, NULL},
                              {"product", &given.product, NULL},
                              {"chunk", &given.chunk, NULL},
                              {"parts", &given.parts, NULL},
                              {"total", &given.total, NULL},
                              {"seed", &given.seed, NULL},
                              {"text", &given.text, NULL},
                              {NULL, NULL, NULL}};
    const value_options options = value_options_parse(own, argc, argv, help);
    if (models) {
        if (options.word_count > 1) {
            fail("%s: expected one part of names after --models", shown(options.words[1]));
        }
        dot_list_models(options.word_count == 0 ? "" : options.words[0]);
    } else {
        refuse_together(&given);
        dot_question q = read_question(&options, &given);
        if (given.compare) {
            dot_compare(&q);
        } else {
            dot_answer(&q, &given);
        }
        free(q.x.codes);
        free(q.y.codes);
    }
    finish_output();
    return STATUS_GOOD;
}
