/* SPDX-License-Identifier: Apache-2.0
 *
 * halfulp formats: the table of formats, or the sheet of one.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cli.h"
#include "values.h"

static const char help[] =
    "usage: halfulp formats           the table of formats\n"
    "       halfulp formats NAME...   the sheet of each: its bits, and every constant that follows\n"
    "       halfulp formats --names   the names alone, one a line\n"
    "\n"
    "NAME may be an alias (half, bfloat16, float8_e4m3fn, ...), or a name of IEEE P3109 (a draft), which\n"
    "is a rule and not a list: binary{K}p{P}{s|u}{e|f}, K bits from 3 to 16, precision P, signed or\n"
    "unsigned, extended (with infinities) or finite: binary8p3se; or a description of another format,\n"
    "\n"
    "  [u]e<exponent bits>m<fraction bits>[b<bias>][:<key>=<value>[,<key>=<value>]...]\n"
    "\n"
    "u for one without a sign, and these keys: inf (none, ieee, top), nan (none, ieee, top, zero), zero\n"
    "(yes, no). What is left out is as the table has it under that name, or as IEEE 754 would: e5m3,\n"
    "e5m3b15:inf=none,nan=top. Descriptions can be used wherever a format is named.\n"
    "\n"
    "Columns: S, E, F bits of sign, exponent and fraction; BIAS of the exponent; the smallest normal\n"
    "number and the smallest of all above zero; which codes are infinities and NaNs: IEEE, those of\n"
    "IEEE 754 (exponent field all ones); top, the highest ones; -0, the one that would be minus zero;\n"
    "and the largest number.\n";

static const char *infinity_name(hu_infinity infinity)
{
    return infinity == HU_INFINITY_NONE ? "none" : infinity == HU_INFINITY_TOP_EXPONENT ? "IEEE" : "top";
}

static const char *nan_name(hu_nan nan)
{
    switch (nan) {
    case HU_NAN_NONE:
        return "none";
    case HU_NAN_TOP_EXPONENT:
        return "IEEE";
    case HU_NAN_TOP_CODE:
        return "top";
    case HU_NAN_NEGATIVE_ZERO:
        return "-0";
    }
    return "";
}

/* The exponent of the smallest number above zero. */
static int smallest_exponent(const hu_format *f)
{
    return f->has_zero ? hu_format_emin(f) - f->fraction_bits : hu_format_emin(f);
}

static void print_table(void)
{
    printf("%-12s %4s  %1s %2s %2s %5s  %-8s %-9s %-4s %-5s %s\n", "NAME", "BITS", "S", "E", "F", "BIAS", "NORMAL",
           "SMALLEST", "INF", "NAN", "LARGEST");
    const hu_format *f;
    for (size_t i = 0; (f = hu_format_at(i)) != NULL; i++) {
        char normal[16];
        char smallest[16];
        snprintf(normal, sizeof normal, "2^%d", hu_format_emin(f));
        snprintf(smallest, sizeof smallest, "2^%d", smallest_exponent(f));
        printf("%-12s %4d  %d %2d %2d %5d  %-8s %-9s %-4s %-5s ", f->name, hu_format_width(f), f->has_sign,
               f->exponent_bits, f->fraction_bits, f->bias, normal, smallest, infinity_name(f->infinity),
               nan_name(f->nan));
        print_number((hu_number){f, hu_format_largest(f)}, PRINT_DECIMAL);
        putchar('\n');
    }
    printf("and IEEE P3109's (a draft) by rule: binary{K}p{P}{s|u}{e|f}, K from 3 to 16, such as binary8p3se\n");
}

/* ---- the sheet ------------------------------------------------------------------------------------------------ */

typedef struct {
    int bits;
    char letter;
} field;

/* The rows of the drawing, field by field: bit numbers at the edges of the box, in its middle if it is one bit wide. */
static void draw_field(int row, int high, field f)
{
    if (row == 0 && f.bits == 1) {
        printf("   %-3d", high);
    } else if (row == 0) {
        printf(" %-*d%*d", (f.bits + 4) / 2, high, (f.bits + 5) / 2, high - f.bits + 1);
    } else {
        printf(row == 2 ? "|  " : "+--");
        for (int bit = 0; bit < f.bits; bit++) {
            putchar(row == 2 ? f.letter : '-');
        }
        printf(row == 2 ? "  " : "--");
    }
}

/* The fields as boxes, bit numbers above them:
 *
 *       7   6      3 2     0
 *    +-----+--------+-------+
 *    |  s  |  eeee  |  fff  |
 *    +-----+--------+-------+
 */
static void draw_bits(const hu_format *f)
{
    const field fields[3] = {{f->has_sign, 's'}, {f->exponent_bits, 'e'}, {f->fraction_bits, 'f'}};
    for (int row = 0; row < 4; row++) {
        int high = hu_format_width(f) - 1;
        printf("  ");
        for (int i = 0; i < 3; i++) {
            if (fields[i].bits != 0) {
                draw_field(row, high, fields[i]);
                high -= fields[i].bits;
            }
        }
        puts(row == 0 ? "" : row == 2 ? "|" : "+");
    }
}

/* What the fields mean. */
static void print_meaning(const hu_format *f)
{
    const char *const sign = f->has_sign ? "(-1)^s * " : "";
    char power[32];
    snprintf(power, sizeof power, "2^(e %c %d)", f->bias < 0 ? '+' : '-', f->bias < 0 ? -f->bias : f->bias);
    if (!f->has_zero) {
        printf("  %s\n", power);
    } else if (f->fraction_bits == 0) {
        printf("  e > 0  %s%s\n  e = 0  zero\n", sign, power);
    } else {
        printf("  e > 0  %s(1 + f * 2^-%d) * %s\n", sign, f->fraction_bits, power);
        printf("  e = 0  %sf * 2^%d\n", sign, smallest_exponent(f));
    }
    puts("");
}

static void print_constant(const char *name, hu_number x)
{
    char hex[64];
    hu_print(hex, sizeof hex, x, HU_TEXT_HEX);
    printf("  %-18s ", name);
    print_hex_code(x);
    printf("%*s%-24s ", 18 - hex_digits(hu_format_width(x.format)), "", hex);
    print_number(x, PRINT_DECIMAL);
    putchar('\n');
}

/* A power of two that need not be a number of the format. */
static void print_power(const char *name, int exponent)
{
    const hu_format *fp64 = hu_format_find("fp64");
    hu_env env = {0};
    const hu_number one = {fp64, hu_format_one(fp64)};
    const hu_number power = hu_scale_b(fp64, one, exponent, &env);
    char hex[64];
    snprintf(hex, sizeof hex, "0x1p%+d", exponent);
    printf("  %-18s %-20s%-24s ", name, "", hex);
    if (env.flags == 0) {
        print_number(power, PRINT_DECIMAL);
    } else {
        printf("2^%d", exponent);
    }
    putchar('\n');
}

static void print_range(const hu_format *f, uint64_t first, uint64_t last, const char *separator)
{
    printf("%s", separator);
    print_hex_code((hu_number){f, first});
    if (last != first) {
        printf(" to ");
        print_hex_code((hu_number){f, last});
    }
}

static void print_specials(const hu_format *f)
{
    const uint64_t sign = f->has_sign ? UINT64_C(1) << (hu_format_width(f) - 1) : 0;
    const uint64_t top = UINT64_MAX >> (64 - f->exponent_bits - f->fraction_bits);
    uint64_t infinity;
    printf("  %-18s ", "infinities");
    if (hu_format_infinity(f, &infinity)) {
        print_range(f, infinity, infinity, "");
        if (f->has_sign) {
            print_range(f, sign | infinity, sign | infinity, ", ");
        }
        putchar('\n');
    } else {
        puts("none");
    }
    printf("  %-18s ", "NaNs");
    if (f->nan == HU_NAN_NONE) {
        puts("none");
        return;
    }
    if (f->nan == HU_NAN_NEGATIVE_ZERO) {
        print_range(f, sign, sign, "");
    } else {
        const uint64_t lowest = f->nan == HU_NAN_TOP_CODE ? top : top - (UINT64_C(1) << f->fraction_bits) + 2;
        print_range(f, lowest, top, "");
        if (f->has_sign) {
            print_range(f, sign | lowest, sign | top, ", ");
        }
    }
    printf("\n  %-18s ", "canonical NaN");
    print_hex_code((hu_number){f, f->canonical_nan});
    putchar('\n');
}

/* hu_format_one is 0 where there is no 1.0, and where 0 is its code. */
static bool has_one(const hu_format *f)
{
    return hu_format_one(f) != 0 || (!f->has_zero && f->bias == 0);
}

static void print_sheet(const hu_format *f)
{
    printf("%s: %d bits, precision %d, exponents %d to %d, bias %d\n", f->name, hu_format_width(f),
           f->fraction_bits + 1, hu_format_emin(f), hu_format_emax(f), f->bias);
    const char *alias;
    for (size_t i = 0; (alias = hu_format_alias(f, i)) != NULL; i++) {
        printf("%s%s", i == 0 ? "  also called " : ", ", alias);
    }
    puts(hu_format_alias(f, 0) != NULL ? "\n" : "");
    draw_bits(f);
    puts("");
    print_meaning(f);
    printf("  %-18s %-20s%-24s %s\n", "", "code", "hexadecimal", "decimal");
    print_constant("largest", (hu_number){f, hu_format_largest(f)});
    if (has_one(f)) {
        print_constant("one", (hu_number){f, hu_format_one(f)});
    } else {
        printf("  %-18s none among the normal numbers\n", "one");
    }
    print_constant("smallest normal", (hu_number){f, hu_format_smallest_normal(f)});
    if (f->has_zero && f->fraction_bits > 0) {
        print_constant("largest subnormal", (hu_number){f, hu_format_smallest_normal(f) - 1});
    }
    print_constant("smallest", (hu_number){f, hu_format_smallest(f)});
    print_power("epsilon", hu_format_epsilon(f));
    puts("");
    print_specials(f);
    const bool two_zeros = f->has_sign && f->has_zero && f->nan != HU_NAN_NEGATIVE_ZERO;
    printf("  %-18s %" PRIu64 " finite%s, %" PRIu64 " NaN%s\n", "codes", hu_format_finite_count(f),
           two_zeros ? " (+0 and -0 are two)" : "", hu_format_nan_count(f), hu_format_nan_count(f) == 1 ? "" : "s");
}

int command_formats(int argc, char **argv)
{
    if (argc == 1) {
        print_table();
    }
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--help") == 0) {
            return print_help(help);
        }
        if (strcmp(argv[i], "--names") == 0) {
            const hu_format *f;
            for (size_t row = 0; (f = hu_format_at(row)) != NULL; row++) {
                puts(f->name);
            }
            continue;
        }
        if (argv[i][0] == '-') {
            fail("%s: unknown option; see halfulp formats --help", argv[i]);
        }
        hu_format storage;
        const hu_format *format = find_format(argv[i], &storage);
        if (i > 1) {
            puts("");
        }
        print_sheet(format);
    }
    finish_output();
    return STATUS_GOOD;
}
