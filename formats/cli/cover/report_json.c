/* SPDX-License-Identifier: Apache-2.0
 *
 * What has been reached, as JSON. See report.h.
 */
#include "report.h"

#include <inttypes.h>
#include <stdio.h>

#include "cli/cli.h"

enum { VALUE_SIZE = 64 };

/* A text of ours, or one of which the user typed all but quotes. */
static void print_string(const char *text)
{
    putchar('"');
    for (; *text != '\0'; text++) {
        const unsigned char c = (unsigned char)*text;
        if (c == '"' || c == '\\') {
            printf("\\%c", c);
        } else if (c < ' ' || c > '~') {
            printf("\\u%04x", c);
        } else {
            putchar(c);
        }
    }
    putchar('"');
}

static void print_example(const cover *all, uint32_t bin)
{
    const function *const f = all->target.f;
    printf(", \"example\": [");
    for (int i = 0; i < f->arity; i++) {
        printf("%s\"%0*" PRIX64 "\"", i == 0 ? "" : ", ", f->operand[i].digits, all->example[bin][i]);
    }
    if (all->target.env.random_bits != 0) {
        printf(", \"%0*" PRIX64 "\"", random_digits(&all->target.env), all->example[bin][HU_OPERANDS_MAX]);
    }
    putchar(']');
}

static void print_hole(const cover *all, const cover_range *range, uint32_t bin)
{
    char text[VALUE_SIZE];
    int at[AXES_MAX] = {0};
    bin_values(range, bin, at);
    printf("{\"bin\": [");
    for (int i = 0; i < range->axis_count; i++) {
        axis_text(&range->axes[i], at[i], text, sizeof text);
        printf(i == 0 ? "" : ", ");
        print_string(text);
    }
    putchar(']');
    if (all->state[bin] == BIN_REACHABLE) {
        print_example(all, bin);
    }
    putchar('}');
}

static void print_group(const cover *all, const cover_range *range)
{
    const cover_sum sum = cover_sum_of(all, range);
    const char *separator = "";
    printf("{\"group\": ");
    print_string(range->group->name);
    printf(", \"plan\": ");
    print_string(range->group->plan);
    printf(", \"axes\": [");
    for (int i = 0; i < range->axis_count; i++) {
        printf(i == 0 ? "" : ", ");
        print_string(range->axes[i].name);
    }
    printf("], \"bins\": %" PRIu32 ", \"filled\": %" PRIu32 ", \"impossible\": %" PRIu32 ", \"missing\": [",
           sum.counted, sum.filled, sum.impossible);
    for (uint32_t bin = range->first; bin < range->first + range->count; bin++) {
        if (all->state[bin] != BIN_IMPOSSIBLE && all->hits[bin] == 0) {
            printf("%s", separator);
            print_hole(all, range, bin);
            separator = ", ";
        }
    }
    printf("]}");
}

static void print_picture(const exponent_picture *p)
{
    printf("\"exponents\": {\"x_first\": %d, \"x_step\": %d, \"y_first\": %d, \"y_step\": %d, \"cases\": [",
           p->first[0], p->step[0], p->first[1], p->step[1]);
    for (int row = 0; row < p->size[1]; row++) {
        printf(row == 0 ? "[" : ", [");
        for (int column = 0; column < p->size[0]; column++) {
            printf("%s%" PRIu64, column == 0 ? "" : ", ", p->cases[row][column]);
        }
        putchar(']');
    }
    printf("]}");
}

void report_json(const cover *all, const vector_options *options)
{
    const cover_sum sum = cover_sum_all(all);
    printf("{\"function\": ");
    print_string(options->name);
    printf(", \"options\": ");
    print_string(options->typed[0] == ' ' ? options->typed + 1 : options->typed);
    printf(", \"cases\": %" PRIu64 ", \"bins\": %" PRIu32 ", \"filled\": %" PRIu32 ", \"impossible\": %" PRIu32
           ", \"all_operands_tried\": %s, \"groups\": [",
           all->cases, sum.counted, sum.filled, sum.impossible, all->tried_all ? "true" : "false");
    for (int i = 0; i < all->range_count; i++) {
        printf(i == 0 ? "" : ", ");
        print_group(all, &all->ranges[i]);
    }
    printf("], ");
    print_picture(&all->picture);
    printf("}\n");
}
