/* SPDX-License-Identifier: Apache-2.0
 *
 * Lesson 01, what is a format: a code read bit by bit, all numbers of a small format on a line, the distances between
 * the numbers of larger ones, what 16 bits can be spent on, and what a bit of precision is worth for real numbers.
 */
#include "support/number_figures.h"
#include "support/numbers.h"
#include "support/pictures.h"

#include <math.h>

static void one_code(lesson *l, double code)
{
    const hu_format *e4m3 = hu_format_find("e4m3");
    const hu_number largest = {e4m3, 0x7E};
    const hu_number smallest = {e4m3, 0x01};
    lesson_say(l, "A format writes a number in a fixed count of bits. These bits, read as an integer, are its code, "
                  "given in hexadecimal. E4M3 has 8: a sign s, 4 bits of exponent, 3 of fraction. A number is a "
                  "significand (1 and the fraction) times a power of two, and its exponent field is larger than the "
                  "exponent by a constant, the bias: 7 in E4M3.\n");
    number_read(l, largest);
    number_read(l, smallest);
    number_read(l, hu_number_of(l->format, (uint64_t)code));
    lesson_say(l, "(The third one is yours: --format and --code.) The exponent field 0 is special. It marks the "
                  "numbers nearest to zero, called subnormal, which have no 1 before the point. Their exponent is "
                  "that of field 1.");
    lesson_check_number(l, "e4m3.0x7E", number_value(largest), (1 + 6.0 / 8) * 256);
    lesson_check_number(l, "e4m3.0x01", number_value(smallest), 1.0 / 8 / 64);
    lesson_say(l, "448 is E4M3's largest number. The next code, 0x7F, would be 480, but stands for NaN, \"not a "
                  "number\": there is no useful result. 464 is half way between 448 and 480.");
    lesson_ask(l, "What do 464 and 465 become in E4M3?",
               (const char *const[]){"both become 448", "464 becomes 448, 465 becomes NaN", "both become NaN",
                                     "both become infinity", NULL},
               (const char *const[]){"Above the half, rounding goes up, even where no number is.",
                                     "At the half, a tie, it goes to the even code: the one that ends in 0.", NULL});
    lesson_say(l, "The library shows how 464 is converted from FP32, the usual float of 32 bits. What is to the "
                  "right of | does not fit.\n");
    number_convert(l, e4m3, number_near(hu_format_find("fp32"), 464));
    const uint64_t tie = number_near(e4m3, 464).code;
    const uint64_t above = number_near(e4m3, 465).code;
    printf("\n  464 -> 0x%02X, 465 -> 0x%02X\n", (unsigned)tie, (unsigned)above);
    lesson_answer(l, above != 0x7F ? 0 : tie != 0x7F ? 1 : 2);
    lesson_say(l, "A tie goes to the even neighbour, and what is too large is NaN: E4M3 spends the codes that are "
                  "infinity in other formats on numbers (OCP OFP8, 2023).");
    lesson_check_code(l, "e4m3.464", tie, 0x7E);
    lesson_check_code(l, "e4m3.465", above, 0x7F);
}

static void all_codes(lesson *l)
{
    const hu_format *e2m1 = hu_format_find("e2m1");
    const hu_format *e3m2 = hu_format_find("e3m2");
    const hu_format *e4m3 = hu_format_find("e4m3");
    const hu_format *fp16 = hu_format_find("fp16");
    const hu_format *bf16 = hu_format_find("bf16");
    double sum = 0;
    lesson_say(l, "Small formats have so few numbers that each can be marked on a line. Those below zero mirror "
                  "those above. E2M1 has 0, 0.5, 1, 1.5, 2, 3, 4 and 6:");
    number_line(l, e2m1);
    number_line(l, e3m2);
    if (l->format != e2m1 && l->format != e3m2) {
        number_line(l, l->format);
    }
    figure_number_line(l);
    for (uint64_t code = 0; code <= 7; code++) {
        sum += number_value(hu_number_of(e2m1, code));
    }
    lesson_check_number(l, "e2m1.sum_of_numbers_above_0", sum, 0 + 0.5 + 1 + 1.5 + 2 + 3 + 4 + 6);
    lesson_say(l, "The distance from a number to the next is its ulp, the unit in the last place. In E4M3 the ulp of "
                  "8 is 1: after 8 comes 9. FP16 and BF16, in the picture below, have 16 bits.");
    lesson_ask(l, "What is the ulp of 128 in E4M3?",
               (const char *const[]){"1: the step is the same everywhere", "2", "16", "128", NULL},
               (const char *const[]){"8 and 128 differ in the exponent alone.",
                                     "The last bit of the fraction is worth 1/8 of the power of two.", NULL});
    number_staircase(l, (const hu_format *const[]){e4m3, fp16, bf16, NULL}, "EFB");
    figure_staircase(l);
    const double ulp = number_ulp(number_near(e4m3, 128));
    lesson_answer(l, ulp == 1 ? 0 : ulp == 2 ? 1 : ulp == 16 ? 2 : 3);
    lesson_say(l, "From one power of two to the next, a binade, the ulp doubles, so that the ulp relative to the "
                  "number stays about the same. Only the subnormal numbers share one ulp, that of the lowest binade. "
                  "In E4M3 that stair holds 8 codes of each, zero counted. A format has one stair for each value of "
                  "its exponent field, less the subnormals' 0, and less the field of all ones where that holds "
                  "infinities and NaNs. We walk through all codes and count.");
    lesson_check_number(l, "e4m3.ulp_of_128", ulp, 128.0 / 8);
    lesson_check_integer(l, "e4m3.numbers_on_the_lowest_stair", number_census(e4m3).first_stair, 8 + 8);
    lesson_check_integer(l, "e4m3.stairs", number_census(e4m3).stairs, 16 - 1);
    lesson_check_integer(l, "fp16.stairs", number_census(fp16).stairs, 32 - 2);
    lesson_check_integer(l, "bf16.stairs", number_census(bf16).stairs, 256 - 2);
    const int64_t other = number_census(e4m3).not_doubled + number_census(fp16).not_doubled;
    lesson_check_integer(l, "stairs_not_twice_the_one_below", other + number_census(bf16).not_doubled, 0);
}

static void range(lesson *l)
{
    static const struct {
        const char *name;
        int64_t finite, nans;
        double smallest, largest;
    } known[] = {{"fp16", 65536 - 2LL * 1024, 2LL * 1023, 0x1p-24, 65504},
                 {"bf16", 65536 - 2LL * 128, 2LL * 127, 0x1p-133, 0x1.FEp127},
                 {"e5m2", 256 - 2LL * 4, 2LL * 3, 0x1p-16, 57344},
                 {"e4m3", 256 - 2, 2, 0x1p-9, 448},
                 {"fp32", (1LL << 32) - (1 << 24), (1 << 24) - 2, 0x1p-149, 0x1.FFFFFEp127}};
    const size_t count = sizeof known / sizeof known[0];
    lesson_say(l, "Of 16 bits, FP16 spends 5 on the exponent and 10 on the fraction, BF16 8 and 7. FP16's "
                  "largest number is 65504.");
    lesson_ask(l, "How large is BF16's, about?",
               (const char *const[]){"65504 too: 16 bits are 16 bits", "8 times as large: 3 bits more", "3.4e38", NULL},
               (const char *const[]){"Each exponent bit doubles the number of binades.",
                                     "FP32, the usual float of 32 bits, has an exponent of 8 bits too.", NULL});
    printf("  format exponent fraction smallest > 0    largest  ulp of 1     finite     NaNs\n");
    for (size_t i = 0; i < count; i++) {
        const hu_format *f = hu_format_find(known[i].name);
        printf("  %-6s %8d %8d %12.3g %10.5g %9.3g %10llu %8llu\n", f->name, f->exponent_bits, f->fraction_bits,
               number_value(hu_number_of(f, hu_format_smallest(f))),
               number_value(hu_number_of(f, hu_format_largest(f))), number_ulp(number_near(f, 1)),
               (unsigned long long)hu_format_finite_count(f), (unsigned long long)hu_format_nan_count(f));
    }
    const hu_format *fp16 = hu_format_find("fp16");
    const hu_format *bf16 = hu_format_find("bf16");
    const double largest = number_value(hu_number_of(bf16, hu_format_largest(bf16)));
    lesson_answer(l, largest < 1e5 ? 0 : largest < 1e6 ? 1 : 2);
    lesson_say(l, "Exponent bits buy range, fraction bits buy precision. BF16 has FP32's range and pays with an ulp "
                  "eight times FP16's. E5M2 and E4M3 are the same choice in 8 bits. Codes that are neither finite "
                  "nor NaN are the two infinities.");
    lesson_check_number(l, "ulp_of_1.bf16_over_fp16",
                        number_ulp(number_near(bf16, 1)) / number_ulp(number_near(fp16, 1)), 8);
    for (size_t i = 0; i < count; i++) {
        const hu_format *f = hu_format_find(known[i].name);
        const bool all = hu_format_width(f) <= 16; /* FP32 has too many codes to walk through */
        lesson_subject(l, "%s", f->name);
        lesson_check_number(l, "largest", number_value(hu_number_of(f, hu_format_largest(f))), known[i].largest);
        lesson_check_number(l, "smallest", number_value(hu_number_of(f, hu_format_smallest(f))), known[i].smallest);
        lesson_check_integer(l, "finite", all ? number_census(f).finite : (int64_t)hu_format_finite_count(f),
                             known[i].finite);
        lesson_check_integer(l, "nans", all ? number_census(f).nans : (int64_t)hu_format_nan_count(f), known[i].nans);
    }
}

/* In decibels, to a tenth. */
static double signal_to_noise(const lesson *l, const hu_format *f)
{
    const uint64_t count = l->quick ? 50000 : 200000;
    double signal = 0;
    double noise = 0;
    for (uint64_t i = 0; i < count; i++) {
        const double x = number_normal(l->seed, i);
        const double error = number_value(number_near(f, x)) - x;
        signal += x * x;
        noise += error * error;
    }
    return round(100 * log10(signal / noise)) / 10;
}

static void real_numbers(lesson *l)
{
    enum { COUNT = 5 };
    static const char *const names[COUNT] = {"fp16", "bf16", "e4m3", "e5m2", "e2m1"};
    double measured[COUNT];
    lesson_say(l, "Real numbers lie between those of a format. We draw numbers from the normal distribution (mean 0, "
                  "standard deviation 1), round them to each format, and divide the mean square of the numbers by "
                  "the mean square of the errors. That is the signal-to-noise ratio. It is given in decibels: 10 dB "
                  "are a factor of 10, 20 dB of 100.");
    lesson_ask(l, "How many decibels is one more bit of fraction worth?",
               (const char *const[]){"1", "3", "6", "10", NULL},
               (const char *const[]){"With one bit more, every error is half as large.",
                                     "Its square is then a quarter, and 10 log10(4) = 6.02.", NULL});
    printf("  format  precision p   formula   measured\n");
    for (int i = 0; i < COUNT; i++) {
        const hu_format *f = hu_format_find(names[i]);
        measured[i] = signal_to_noise(l, f);
        printf("  %-6s  %11d  %5.1f dB   %5.1f dB   ", f->name, f->fraction_bits + 1,
               13.445 + 6.0206 * f->fraction_bits, measured[i]);
        lesson_in(l, LESSON_HELD);
        picture_bar(l, measured[i], 80, 34);
        lesson_plain(l);
        printf("\n");
    }
    const double bit = (measured[0] - measured[1]) / 3;
    lesson_answer(l, bit < 2 ? 0 : bit < 4.5 ? 1 : bit < 8 ? 2 : 3);
    lesson_say(l, "The formula, for errors spread evenly over an ulp, is 13.445 + 6.0206 (p - 1) dB. The precision p "
                  "counts the fraction's bits and the 1 before them. Range does not enter, as long as few numbers "
                  "are subnormal or too large.");
    for (int i = 0; i < COUNT - 1; i++) {
        const int p = hu_format_find(names[i])->fraction_bits + 1;
        lesson_subject(l, "%s", names[i]);
        lesson_check_at_most(l, "from_formula_db", fabs(measured[i] - 13.445 - 6.0206 * (p - 1)), 0.2,
                             "the formula takes errors as evenly spread in an ulp; the sample adds less than 0.1");
    }
    lesson_subject(l, "%s", "");
    lesson_expected(l,
                    "E2M1 stays %.1f dB below the formula: two thirds of these numbers are below 1, and there its ulp "
                    "does not shrink any more.",
                    13.445 + 6.0206 - measured[COUNT - 1]);
    lesson_check_at_most(l, "e2m1.from_pencil_db", fabs(measured[COUNT - 1] - 16.26), 0.3,
                         "95.45 % of the numbers are below 2 (ulp 0.5), 4.55 % above (ulp 1), and the mean square "
                         "error is ulp^2/12: 10 log10(1/0.02368) = 16.26");
}

int main(int argc, char **argv)
{
    static double code = 0x08;
    static const lesson_option option[] = {
        {.name = "code", .help = "a code of --format to read", .number = &code, .least = 0, .most = 255},
        {.name = NULL}};
    static const lesson_plan plan = {.name = "01_what_is_a_format",
                                     .title = "what is a format",
                                     .question = "What do the bits mean, and how far apart are the numbers?",
                                     .takes = LESSON_TAKES_SEED | LESSON_TAKES_FORMAT,
                                     .format = "e4m3",
                                     .option = option};
    lesson l = lesson_begin(argc, argv, &plan);
    if (hu_format_width(l.format) > 8) {
        lesson_fail(&l, "--format: expected a format of at most 8 bits, such as e4m3, e5m2 or e3m2");
    }
    if (code != floor(code) || (uint64_t)code >> hu_format_width(l.format) != 0) {
        lesson_fail(&l, "--code: %s has the codes 0 to %d", l.format->name, (1 << hu_format_width(l.format)) - 1);
    }
    lesson_step(&l, "One code, bit by bit");
    one_code(&l, code);
    lesson_step(&l, "Every number of a format");
    all_codes(&l);
    lesson_step(&l, "Range or precision");
    range(&l);
    lesson_step(&l, "What a bit is worth");
    real_numbers(&l);
    return lesson_end(&l);
}
