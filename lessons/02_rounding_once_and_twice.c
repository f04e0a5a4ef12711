/* SPDX-License-Identifier: Apache-2.0
 *
 * Lesson 02, rounding once and twice: a number between two neighbours under every rounding mode, a number that is
 * rounded to FP16 before E4M3, and all sums of E4M3 numbers computed in a wider format first.
 */
#include "support/detours.h"
#include "support/numbers.h"
#include "support/pictures.h"

#include <math.h>

/* Where 1 + position ulps (or -1 + position ulps, if position is negative) goes, in ulps from there: the mean over all
 * 16 draws of 4 random bits, which only stochastic rounding looks at. */
static double goes_to(const lesson *l, double position, hu_rounding mode)
{
    const double ulp = number_ulp(number_near(l->format, 1));
    const double from = position < 0 ? -1 : 1;
    const hu_number x = number_of(from + position * ulp);
    hu_env env = {0};
    env.rounding = mode;
    env.random_bits = 4;
    double sum = 0;
    for (env.random = 0; env.random < 16; env.random++) {
        sum += (number_value(hu_convert(l->format, x, &env)) - from) / ulp;
    }
    return sum / 16;
}

static void print_modes(lesson *l)
{
    static const struct {
        const char *name;
        hu_rounding mode;
    } modes[] = {{"nearest-even", HU_NEAREST_EVEN},
                 {"nearest-away", HU_NEAREST_AWAY},
                 {"toward-zero", HU_TOWARD_ZERO},
                 {"down", HU_DOWN},
                 {"up", HU_UP},
                 {"to-odd", HU_TO_ODD},
                 {"stochastic", HU_STOCHASTIC_A}};
    figure f = figure_begin(l, "modes", "mode,position_ulps,error_ulps");
    printf("  ulps from 1:   0%16d%16d     +0.5   +1.5   -1.5\n", 1, 2);
    for (size_t m = 0; m < sizeof modes / sizeof modes[0]; m++) {
        printf("  %-15s", modes[m].name);
        for (int k = 0; k <= 32; k++) {
            const double x = (double)k / 16;
            const double to = goes_to(l, x, modes[m].mode);
            if (modes[m].mode == HU_STOCHASTIC_A) {
                printf("%X", (unsigned)(16 * (to - floor(to))));
            } else {
                number_arrow(l, to - x);
            }
            figure_row(&f, "%s,%g,%g", modes[m].name, x, to - x);
        }
        printf("  %7g%7g%7g\n", goes_to(l, 0.5, modes[m].mode), goes_to(l, 1.5, modes[m].mode),
               goes_to(l, -1.5, modes[m].mode));
    }
    figure_draw(l, &f,
                &(figure_picture){"What rounding adds, by mode", "number, ulps above 1", "error, ulps",
                                  "unset key\nset yrange [-1.1:1.1]\nset xtics 1\nset ytics 0.5\n"
                                  "set multiplot layout 2,3\ndo for [i=1:6] {\n"
                                  "m = word('nearest-even nearest-away toward-zero up to-odd stochastic', i)\n"
                                  "set title m.(i == 6 ? ', mean of all draws' : '') noenhanced\n"
                                  "plot CSV using 2:(strcol(1) eq m ? $3 : NaN) with lines lt i\n}\n"
                                  "unset multiplot"});
}

static void once(lesson *l)
{
    const hu_format *f = l->format;
    const double ulp = number_ulp(number_near(f, 1));
    lesson_say(l,
               "In %s, after 1 come %.12g and %.12g. The step is called an ulp. What lies between goes to one of "
               "its two neighbours; the rounding mode says to which. The usual mode takes the nearer one. But 1 + "
               "0.5 ulps and 1 + 1.5 ulps are ties: half way.",
               f->name, 1 + ulp, 1 + 2 * ulp);
    lesson_ask(l, "Where do these two go in the usual mode?",
               (const char *const[]){"both down", "both up", "the first down, the second up",
                                     "the first up, the second down", NULL},
               (const char *const[]){"If all ties went up, sums of many numbers would drift up.",
                                     "Of two neighbours one has a code that ends in 0: the even one.", NULL});
    lesson_say(l, "'<' goes down, '>' up, '|' is there already. On the right stands where 1 + 0.5, 1 + 1.5 and -(1 + "
                  "1.5) ulps go. Stochastic rounding draws an integer of 4 random bits: the hexadecimal digit says "
                  "for how many of its 16 values the number goes up; the columns on the right have means.\n");
    print_modes(l);
    const double first = goes_to(l, 0.5, HU_NEAREST_EVEN);
    const double second = goes_to(l, 1.5, HU_NEAREST_EVEN);
    int odd = 0;
    int biased = 0;
    for (int k = 0; k <= 32; k++) {
        odd += k % 16 != 0 && goes_to(l, (double)k / 16, HU_TO_ODD) == 1;
        biased += goes_to(l, (double)k / 16, HU_STOCHASTIC_A) != (double)k / 16;
    }
    lesson_answer(l, first == 0 ? second == 2 ? 2 : 0 : second == 2 ? 1 : 3);
    lesson_say(l, "Ties go to the even one, or away from zero. Toward zero and down differ only below zero.");
    lesson_check_number(l, "nearest_even.of_0.5", first, 0);
    lesson_check_number(l, "nearest_even.of_1.5", second, 2);
    lesson_check_number(l, "nearest_away.of_0.5", goes_to(l, 0.5, HU_NEAREST_AWAY), 1);
    lesson_check_number(l, "toward_zero.of_-1.5", goes_to(l, -1.5, HU_TOWARD_ZERO), -1);
    lesson_check_number(l, "down.of_-1.5", goes_to(l, -1.5, HU_DOWN), -2);
    lesson_say(l, "To odd takes the neighbour whose code ends in 1. All 30 positions between numbers go there: the "
                  "last bit keeps the news that something was cut off. Stochastic rounding goes up in as many of 16 "
                  "draws as there are sixteenths of an ulp to cut off, so that its mean is the number itself.");
    lesson_check_integer(l, "to_odd.positions_that_end_odd", odd, 30);
    lesson_check_integer(l, "stochastic.means_that_differ", biased, 0);
    lesson_say(l, "The largest number below 2 and 3/4 ulp more becomes 2. The fraction overflows and carries into "
                  "the exponent field; the code is simply the next integer.");
    lesson_check_code(l, "carry_to_2", number_near(f, 2 - ulp / 4).code, hu_format_one(f) + (1ULL << f->fraction_bits));
}

static void conversions(lesson *l)
{
    const hu_number x = number_of(1.0627);
    int64_t differ[DETOURS] = {0};
    lesson_say(l, "E4M3 has 4 significant bits. In it, 1.125 (code 0x39) follows 1 (0x38). Their middle, 1.0625, "
                  "goes to the even one, 1. FP16 has 11 significant bits: 1.0625 is one of its numbers, and the next "
                  "is 1.0634765625. BF16 has 8.");
    lesson_ask(l, "1.0627 is rounded to FP16, and the result to E4M3. What comes out?",
               (const char *const[]){"1.125, as without the detour", "1", NULL},
               (const char *const[]){"1.0627 is above the middle.", "What is 1.0627 in FP16?", NULL});
    detour_print(l, 1.0627);
    detour_strips(l);
    lesson_answer(l, detour_e4m3(BY_FP16, HU_OP_CONVERT, &x) == 0x38);
    lesson_say(l, "1.0627 becomes the middle in FP16, and the second rounding cannot know that there was more. If "
                  "the first one is to odd, only the middle itself becomes the middle, since its code is even.");
    lesson_check_code(l, "1.0627.directly", detour_e4m3(DIRECT, HU_OP_CONVERT, &x), 0x39);
    lesson_check_code(l, "1.0627.via_fp16", detour_e4m3(BY_FP16, HU_OP_CONVERT, &x), 0x38);
    lesson_check_code(l, "1.0627.via_fp16_to_odd", detour_e4m3(BY_ODD_FP16, HU_OP_CONVERT, &x), 0x39);
    const int ties = l->quick ? 1 : 2;
    const hu_format *fp32 = hu_format_find("fp32");
    for (uint64_t code = 0; code < (uint64_t)ties << 20; code++) {
        const hu_number y = {fp32, hu_format_one(fp32) + code};
        const uint64_t direct = detour_e4m3(DIRECT, HU_OP_CONVERT, &y);
        for (int way = BY_FP16; way < DETOURS; way++) {
            differ[way] += detour_e4m3(way, HU_OP_CONVERT, &y) != direct;
        }
    }
    lesson_say(l,
               "Each middle of E4M3 has such a strip on one side: half of FP16's ulp wide, 2^-11, and FP32's "
               "numbers are 2^-23 apart here, so 2^12 of them fail; in BF16, whose ulp is 8 times as large, 2^15. "
               "We try all %d FP32 numbers from 1 to %g.",
               ties << 20, 1 + ties * 0.125);
    lesson_check_integer(l, "fp32.via_fp16", differ[BY_FP16], (int64_t)ties * 4096);
    lesson_check_integer(l, "fp32.via_bf16", differ[BY_BF16], (int64_t)ties * 32768);
    lesson_check_integer(l, "fp32.to_odd", differ[BY_ODD_FP16] + differ[BY_ODD_BF16], 0);
}

/* How many pairs of finite E4M3 numbers (single numbers for sqrt) have another result by this detour than directly. */
static int differing(hu_operation operation, int way)
{
    const hu_format *e4m3 = hu_format_find("e4m3");
    int count = 0;
    for (unsigned pair = 0; pair < 0x10000; pair += operation == HU_OP_SQRT ? 0x100 : 1) {
        const hu_number x[] = {{e4m3, pair >> 8}, {e4m3, pair & 0xFF}};
        const bool finite = !hu_format_is_nan(e4m3, x[0].code) && !hu_format_is_nan(e4m3, x[1].code);
        count += finite && detour_e4m3(way, operation, x) != detour_e4m3(DIRECT, operation, x);
    }
    return count;
}

/* One of the sums, in binary. */
static void print_sum(const lesson *l)
{
    const hu_format *e4m3 = hu_format_find("e4m3");
    const hu_number x[] = {{e4m3, 0x31}, {e4m3, 0x0F}};
    printf("\n\n  one of the sums, in units of 1/2\n");
    number_binary("x, 0x31", 2 * number_value(x[0]), 3);
    number_binary("y, 0x0F", 2 * number_value(x[1]), 8);
    number_binary("x + y", 2 * (number_value(x[0]) + number_value(x[1])), 8);
    number_binary("in BF16", 2 * number_value(detour_first(BY_BF16, HU_OP_ADD, x)), 7);
    lesson_in(l, LESSON_LOST);
    number_binary("then in E4M3", 2 * number_value(hu_number_of(e4m3, detour_e4m3(BY_BF16, HU_OP_ADD, x))), 3);
    lesson_in(l, LESSON_HELD);
    number_binary("directly", 2 * number_value(hu_number_of(e4m3, detour_e4m3(DIRECT, HU_OP_ADD, x))), 3);
    lesson_plain(l);
}

static void arithmetic(lesson *l, double yours)
{
    static const char *const names[] = {"add", "mul", "div", "sqrt"};
    static const hu_operation operations[] = {HU_OP_ADD, HU_OP_MUL, HU_OP_DIV, HU_OP_SQRT};
    static const int by_bf16[] = {39 * 4 * 2, 0, 0, 7};
    const hu_format *e4m3 = hu_format_find("e4m3");
    const hu_number fma[] = {{e4m3, 0x7E}, {e4m3, 0x34}, {e4m3, 0x20}};
    int differ[4][DETOURS];
    lesson_say(l, "May we compute in a wide format and round the result again? E4M3 has 254 finite numbers, so "
                  "64,516 pairs, and we try them all. It has p = 4 significant bits.");
    lesson_ask(l, "Sums are computed in BF16 or FP16, then rounded to E4M3. Where are some wrong?",
               (const char *const[]){"nowhere: both have at least twice the bits", "in BF16 only", "in FP16 only",
                                     "in both", NULL},
               (const char *const[]){"A large and a small number together need many bits.",
                                     "Figueroa (1995): 2p + 2 bits in the wide format are enough.", NULL});
    printf("  results that differ from those rounded once\n         ");
    for (int way = BY_FP16; way < DETOURS; way++) {
        printf("%16s", detour_name(way));
    }
    for (int o = 0; o < 4; o++) {
        printf("\n  %-7s", names[o]);
        for (int way = BY_FP16; way < DETOURS; way++) {
            differ[o][way] = differing(operations[o], way);
            printf("%16d", differ[o][way]);
        }
    }
    print_sum(l);
    lesson_answer(l, (differ[0][BY_BF16] > 0) + 2 * (differ[0][BY_FP16] > 0));
    lesson_say(l, "2p + 2 = 10 bits are enough (Figueroa, SIGNUM Newsletter 30, 1995): FP16 has them, BF16 has not. "
                  "In the sum above, BF16's tie goes up to E4M3's middle, and that goes up again. It takes an x that "
                  "ends in 1, and a y of 1.111 times a power of two, 2^5 times smaller than that of x: 39 pairs, "
                  "times 4 for the signs, times 2 for the order. Products have at most 8 bits, which fit BF16. Roots "
                  "fail for 15 times 7 powers of 4: sqrt(15) = 3.873 is too near to a middle, 3.875. To odd, 0 fail.");
    for (int o = 0; o < 4; o++) {
        lesson_subject(l, "%s", names[o]);
        lesson_check_integer(l, "via_fp16", differ[o][BY_FP16], 0);
        lesson_check_integer(l, "via_bf16", differ[o][BY_BF16], by_bf16[o]);
        lesson_check_integer(l, "to_odd", differ[o][BY_ODD_FP16] + differ[o][BY_ODD_BF16], 0);
    }
    lesson_subject(l, "%s", "");
    lesson_say(l, "The theorem is not about x * y + z: 448 * 0.75 is 336, the middle of 320 and 352, and 1/8 more is "
                  "lost in FP16. To odd has a limit too: what is too large becomes the largest number, odd or not.");
    lesson_check_code(l, "448*0.75+0.125.directly", detour_e4m3(DIRECT, HU_OP_FMA, fma), 0x7B);
    lesson_check_code(l, "448*0.75+0.125.via_fp16", detour_e4m3(BY_FP16, HU_OP_FMA, fma), 0x7A);
    lesson_check_code(l, "1000.to_odd", number_rounded(e4m3, number_of(1000), HU_TO_ODD).code, 0x7E);
    lesson_say(l, "Find a number that fails: --x VALUE, between other numbers than 1 and 1.125. This is %.12g:", yours);
    detour_print(l, yours);
}

int main(int argc, char **argv)
{
    static double x = 3.14159;
    static const lesson_option option[] = {
        {.name = "x", .help = "a number to round twice", .number = &x, .least = -448, .most = 448}, {.name = NULL}};
    static const lesson_plan plan = {
        .name = "02_rounding_once_and_twice",
        .title = "rounding, once and twice",
        .question = "What happens to a number between two others, and may I compute bigger and round again?",
        .takes = LESSON_TAKES_FORMAT,
        .format = "fp16",
        .option = option};
    lesson l = lesson_begin(argc, argv, &plan);
    if (!l.format->has_sign || hu_format_width(l.format) > 32) {
        lesson_fail(&l, "--format: expected a signed format of at most 32 bits, such as fp16, bf16, e4m3 or e2m1");
    }
    lesson_step(&l, "One number between two others");
    once(&l);
    lesson_step(&l, "Rounded twice");
    conversions(&l);
    lesson_step(&l, "Computed bigger, and rounded again");
    arithmetic(&l, x);
    return lesson_end(&l);
}
