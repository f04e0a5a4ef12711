/* SPDX-License-Identifier: Apache-2.0
 *
 * What a single code is. See codes.h.
 */
#include "codes.h"

#include <string.h>

#include "numbers.h"

static uint64_t magnitude(const hu_format *format, uint64_t code)
{
    return code & ones(format->exponent_bits + format->fraction_bits);
}

/* ---- Basic types and classes ------------------------------------------------------------------------------------- */

enum { ZERO, MIN_SUB, MAX_SUB, SUB, ONE, MIN_NORM, MAX_NORM, NORM, INF, DEFAULT_NAN, QUIET_NAN, SIGNALING_NAN };

const char *const type_words[TYPES] = {"+0",       "-0",       "+minSub", "-minSub", "+maxSub",  "-maxSub",
                                       "+sub",     "-sub",     "+1",      "-1",      "+minNorm", "-minNorm",
                                       "+maxNorm", "-maxNorm", "+norm",   "-norm",   "+inf",     "-inf",
                                       "+NaN",     "-NaN",     "+qNaN",   "-qNaN",   "+sNaN",    "-sNaN"};

const char *const class_words[CLASSES] = {"zero", "subnormal", "normal", "infinity", "NaN", "sNaN"};

bool code_sign(const hu_format *format, uint64_t code)
{
    return format->has_sign != 0 && (code >> (hu_format_width(format) - 1) & 1) != 0;
}

int code_class(const hu_format *format, uint64_t code)
{
    static const uint8_t classes[] = {
        [HU_SIGNALING_NAN] = CLASS_SIGNALING,      [HU_QUIET_NAN] = CLASS_NAN,
        [HU_NEGATIVE_INFINITY] = CLASS_INFINITY,   [HU_POSITIVE_INFINITY] = CLASS_INFINITY,
        [HU_NEGATIVE_NORMAL] = CLASS_NORMAL,       [HU_POSITIVE_NORMAL] = CLASS_NORMAL,
        [HU_NEGATIVE_SUBNORMAL] = CLASS_SUBNORMAL, [HU_POSITIVE_SUBNORMAL] = CLASS_SUBNORMAL,
        [HU_NEGATIVE_ZERO] = CLASS_ZERO,           [HU_POSITIVE_ZERO] = CLASS_ZERO};
    return classes[hu_classify((hu_number){format, code})];
}

static int unsigned_type(const hu_format *format, uint64_t code)
{
    const uint64_t m = magnitude(format, code);
    switch (code_class(format, code)) {
    case CLASS_ZERO:
        return ZERO;
    case CLASS_SUBNORMAL:
        return m == hu_format_smallest(format) ? MIN_SUB : m + 1 == hu_format_smallest_normal(format) ? MAX_SUB : SUB;
    case CLASS_NORMAL:
        return m == hu_format_one(format)               ? ONE
               : m == hu_format_smallest_normal(format) ? MIN_NORM
               : m == hu_format_largest(format)         ? MAX_NORM
                                                        : NORM;
    case CLASS_INFINITY:
        return INF;
    case CLASS_SIGNALING:
        return SIGNALING_NAN;
    default:
        return m == magnitude(format, format->canonical_nan) ? DEFAULT_NAN : QUIET_NAN;
    }
}

int code_type(const hu_format *format, uint64_t code)
{
    return 2 * unsigned_type(format, code) + code_sign(format, code);
}

/* ---- Fractions --------------------------------------------------------------------------------------------------- */

enum {
    ZEROS,
    ONES,
    SINGLE_ONE,
    SINGLE_ZERO,
    LEADING_ONES,
    TRAILING_ONES,
    RUN_OF_ONES,
    RUN_OF_ZEROS,
    CHECKERBOARD,
    OTHER
};

const char *const pattern_words[PATTERNS] = {"zeros",       "ones",      "one 1",     "one 0",        "leading 1s",
                                             "trailing 1s", "run of 1s", "run of 0s", "checkerboard", "other"};

/* One block of ones, with zeros around it? */
static bool is_run(uint64_t x)
{
    const uint64_t filled = x | (x - 1);
    return x != 0 && (filled & (filled + 1)) == 0;
}

int fraction_pattern(uint64_t fraction, int bits)
{
    const uint64_t all = ones(bits);
    const uint64_t holes = all ^ fraction;
    const bool odd = (fraction & 1) != 0;
    const bool top = bits > 0 && (fraction >> (bits - 1) & 1) != 0;
    const uint64_t alternating = UINT64_C(0x5555555555555555) & all;
    const uint64_t pairs = UINT64_C(0x3333333333333333) & all;
    if (fraction == 0) {
        return ZEROS;
    }
    if (holes == 0) {
        return ONES;
    }
    if ((fraction & (fraction - 1)) == 0) {
        return SINGLE_ONE;
    }
    if ((holes & (holes - 1)) == 0) {
        return SINGLE_ZERO;
    }
    if (is_run(fraction)) {
        return top ? LEADING_ONES : odd ? TRAILING_ONES : RUN_OF_ONES;
    }
    if (is_run(holes)) {
        return RUN_OF_ZEROS;
    }
    return fraction == alternating || holes == alternating || fraction == pairs || holes == pairs ? CHECKERBOARD
                                                                                                  : OTHER;
}

/* ---- NaNs -------------------------------------------------------------------------------------------------------- */

const char *const payload_words[PAYLOADS] = {"zero", "upper", "lower", "both"};

int nan_payload(const hu_format *format, uint64_t code, int result_fraction_bits)
{
    if (format->nan != HU_NAN_TOP_EXPONENT) {
        return 0;
    }
    const int dropped = format->fraction_bits - result_fraction_bits;
    const int lower = dropped > 0 ? dropped : 1;
    const uint64_t payload = code & ones(format->fraction_bits - 1);
    return ((payload & ~ones(lower)) != 0 ? 1 : 0) + ((payload & ones(lower)) != 0 ? 2 : 0);
}

/* ---- What exists in a format ------------------------------------------------------------------------------------- */

enum { ALL_CODES_BITS = 16 };

static void look_at(operand_facts *facts, const hu_format *format, uint64_t code, int result_fraction_bits)
{
    const int class = code_class(format, code);
    facts->has_type[code_type(format, code)] = true;
    if (class == CLASS_NAN || class == CLASS_SIGNALING) {
        facts->has_nan[class == CLASS_SIGNALING][code_sign(format, code)]
                      [nan_payload(format, code, result_fraction_bits)] = true;
    } else if (class == CLASS_SUBNORMAL || class == CLASS_NORMAL) {
        facts->has_pattern[fraction_pattern(code & ones(format->fraction_bits), format->fraction_bits)] = true;
    }
}

/* Of a format with many codes, one for each basic type, and one for each kind of NaN: with and without the quiet bit,
 * the highest and the lowest bit of both parts of the payload. */
static void look_at_some(operand_facts *facts, const hu_format *format, int result_fraction_bits)
{
    const uint64_t normal = hu_format_smallest_normal(format);
    const uint64_t largest = hu_format_largest(format);
    const uint64_t sign = format->has_sign != 0 ? UINT64_C(1) << (hu_format_width(format) - 1) : 0;
    const uint64_t top = ones(format->exponent_bits) << format->fraction_bits;
    const int n = format->fraction_bits;
    const int dropped = n - result_fraction_bits;
    const uint64_t upper = n > 1 ? UINT64_C(1) << (dropped > 0 && dropped < n ? dropped : n > 2 ? 1 : 0) : 0;
    const uint64_t quiet = n > 0 ? UINT64_C(1) << (n - 1) : 0;
    const uint64_t codes[] = {0,
                              1,
                              2,
                              normal - 1,
                              normal - 2,
                              normal,
                              normal + 1,
                              hu_format_one(format),
                              largest,
                              largest - 1,
                              format->canonical_nan,
                              top | ones(n),
                              sign,
                              top};
    for (int negative = 0; negative < (sign != 0 ? 2 : 1); negative++) {
        for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
            const uint64_t code = magnitude(format, codes[i]) | (negative != 0 ? sign : codes[i] & sign);
            look_at(facts, format, code, result_fraction_bits);
        }
        for (int i = 0; i < 8; i++) {
            const uint64_t fraction =
                ((i & 1) != 0 ? quiet : 0) | ((i & 2) != 0 ? upper : 0) | ((i & 4) != 0 ? UINT64_C(1) & ones(n) : 0);
            look_at(facts, format, top | fraction | (negative != 0 ? sign : 0), result_fraction_bits);
        }
    }
    for (uint64_t fraction = 0; n <= ALL_CODES_BITS && fraction <= ones(n); fraction++) {
        facts->has_pattern[fraction_pattern(fraction, n)] = true;
    }
    for (int i = 0; n > ALL_CODES_BITS && i < PATTERNS; i++) {
        facts->has_pattern[i] = true;
    }
}

void operand_look(operand_facts *facts, const type *t, int result_fraction_bits)
{
    *facts = (operand_facts){.is_number = t->kind == HU_KIND_NUMBER};
    if (!facts->is_number) {
        return;
    }
    const hu_format *const format = &t->format;
    facts->precision = format->fraction_bits + 1;
    facts->emin = hu_format_emin(format);
    facts->emax = hu_format_emax(format);
    facts->lowest = format->has_zero != 0 ? facts->emin - format->fraction_bits : facts->emin;
    if (t->bits > ALL_CODES_BITS) {
        look_at_some(facts, format, result_fraction_bits);
        return;
    }
    for (uint64_t code = 0; code >> t->bits == 0; code++) {
        look_at(facts, format, code, result_fraction_bits);
    }
}
