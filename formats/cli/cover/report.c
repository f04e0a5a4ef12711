/* SPDX-License-Identifier: Apache-2.0
 *
 * What has been reached, as text. See report.h.
 */
#include "report.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"

enum { VALUE_SIZE = 64 };

/* ---- Bins and cases ---------------------------------------------------------------------------------------------- */

/* "add, >=16" */
static void print_values(const cover_range *range, uint32_t bin)
{
    char text[VALUE_SIZE];
    int at[AXES_MAX] = {0};
    bin_values(range, bin, at);
    for (int i = 0; i < range->axis_count; i++) {
        axis_text(&range->axes[i], at[i], text, sizeof text);
        printf("%s%s", i == 0 ? "" : ", ", text);
    }
}

static const cover_range *range_of(const cover *all, uint32_t bin)
{
    const cover_range *range = all->ranges;
    while (bin - range->first >= range->count) {
        range++;
    }
    return range;
}

static void print_operands(const cover *all, const uint64_t operands[HU_OPERANDS_MAX], const hu_env *env)
{
    const function *const f = all->target.f;
    for (int i = 0; i < f->arity; i++) {
        printf("%s%0*" PRIX64, i == 0 ? "" : " ", f->operand[i].digits, operands[i]);
    }
    if (env->random_bits != 0) {
        printf(" %0*" PRIX64, random_digits(env), env->random);
    }
}

void report_case(const cover *all, const uint64_t operands[HU_OPERANDS_MAX], const hu_env *env,
                 const cover_taken *taken)
{
    print_operands(all, operands, env);
    for (int i = 0; i < taken->count; i++) {
        const cover_range *const range = range_of(all, taken->bin[i]);
        printf("%s%s(", i == 0 ? ": " : "; ", range->group->name);
        print_values(range, taken->bin[i]);
        putchar(')');
    }
    putchar('\n');
}

void report_list(const cover *all)
{
    for (int i = 0; i < all->range_count; i++) {
        const cover_range *const range = &all->ranges[i];
        for (uint32_t bin = range->first; bin < range->first + range->count; bin++) {
            printf("%s%s(", all->state[bin] == BIN_IMPOSSIBLE ? "-" : "", range->group->name);
            print_values(range, bin);
            puts(")");
        }
    }
}

/* ---- The report -------------------------------------------------------------------------------------------------- */

/* Tenths of a percent, rounded down: 1000 is all of them. */
static unsigned per_thousand(cover_sum sum)
{
    return sum.counted == 0 ? 1000 : (unsigned)(UINT64_C(1000) * sum.filled / sum.counted);
}

static void print_table(const cover *all)
{
    printf("\n  %-16s %-19s %6s %6s  %s\n", "group", "test plan", "bins", "filled", "of what");
    for (int i = 0; i < all->range_count; i++) {
        const cover_range *const range = &all->ranges[i];
        const cover_sum sum = cover_sum_of(all, range);
        if (sum.counted != 0) {
            printf("  %-16s %-19s %6" PRIu32 " %6" PRIu32 "  %s\n", range->group->name, range->group->plan, sum.counted,
                   sum.filled, range->group->meaning);
        }
    }
}

static void print_hole(const cover *all, const cover_range *range, uint32_t bin)
{
    printf("    ");
    print_values(range, bin);
    if (all->state[bin] == BIN_REACHABLE) {
        const hu_env env = {.random_bits = all->target.env.random_bits, .random = all->example[bin][HU_OPERANDS_MAX]};
        printf("    as by ");
        print_operands(all, all->example[bin], &env);
    }
    putchar('\n');
}

static void print_holes(const cover *all, uint64_t most)
{
    char text[VALUE_SIZE];
    for (int i = 0; i < all->range_count && most != 0; i++) {
        const cover_range *const range = &all->ranges[i];
        const cover_sum sum = cover_sum_of(all, range);
        uint64_t printed = 0;
        if (sum.filled == sum.counted) {
            continue;
        }
        printf("\n  %" PRIu32 " missing in %s: ", sum.counted - sum.filled, range->group->name);
        for (int k = 0; k < range->axis_count; k++) {
            snprintf(text, sizeof text, "%s", range->axes[k].name);
            printf("%s%s", k == 0 ? "" : ", ", text);
        }
        putchar('\n');
        for (uint32_t bin = range->first; bin < range->first + range->count && printed < most; bin++) {
            if (all->state[bin] != BIN_IMPOSSIBLE && all->hits[bin] == 0) {
                print_hole(all, range, bin);
                printed++;
            }
        }
        if (printed < sum.counted - sum.filled) {
            printf("    ... and %" PRIu64 " more; -holes all prints them\n", sum.counted - sum.filled - printed);
        }
    }
}

/* A character for the tenth power of ten of cases: nothing, 1 to 9, 10 to 99, ... */
static char shade(uint64_t cases)
{
    static const char shades[] = " .:+*#@";
    size_t i = 0;
    for (; cases != 0 && i < sizeof shades - 2; cases /= 10) {
        i++;
    }
    return shades[i];
}

static void print_picture(const cover *all)
{
    const exponent_picture *const p = &all->picture;
    const cover_target *const t = &all->target;
    const bool fma = t->shape == SHAPE_FMA;
    printf("\n  exponents of %s, upward, and of %s, rightward: . 1 case, : 10, + 100, * 1000, # 10000, @ more\n",
           t->f->arity == 1 ? "the result"
           : fma            ? "z"
                            : "y",
           fma ? "x * y" : "x");
    for (int row = p->size[1] - 1; row >= 0; row--) {
        char line[PICTURE_COLUMNS + 1] = "";
        for (int column = 0; column < p->size[0]; column++) {
            line[column] = shade(p->cases[row][column]);
        }
        printf("  %7d |%s|\n", p->first[1] + row * p->step[1], line);
    }
    printf("  %7s  %-*d%d\n", "", p->size[0] > 8 ? p->size[0] - 4 : p->size[0] + 1, p->first[0], p->last[0]);
}

void report_text(const cover *all, const vector_options *options)
{
    const cover_sum sum = cover_sum_all(all);
    const unsigned part = per_thousand(sum);
    printf("%s%s%s: %" PRIu64 " %s %" PRIu32 " of %" PRIu32 " bins, %u.%u %%\n", options->name,
           options->typed[0] == '\0' ? "" : ",", options->typed, all->cases,
           all->cases == 1 ? "case reaches" : "cases reach", sum.filled, sum.counted, part / 10, part % 10);
    printf(all->tried_all ? "%" PRIu32 " more bins cannot be reached: no operands do.\n"
                          : "%" PRIu32 " more bins are proven out of reach; not all of the others need be in reach.\n",
           sum.impossible);
    print_table(all);
    print_holes(all, options->holes);
    print_picture(all);
}
