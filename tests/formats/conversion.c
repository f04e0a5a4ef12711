/* SPDX-License-Identifier: Apache-2.0
 *
 * Decoding and conversion: every code of the 8- and 16-bit formats, patterned and random codes of FP32 and FP64.
 */
#include <inttypes.h>

#include "support/check.h"
#include "support/compare.h"
#include "support/operands.h"

/* Every code of every format up to 16 bits, and patterned codes of wider ones: the conversion to FP64 is exact and
 * gives the double of the definition, and converting that back gives the code. */
static long decode_one(const hu_format *format, uint64_t code, mpfr_t value)
{
    const hu_format *fp64 = hu_format_find("fp64");
    hu_env env = {0};
    bool signaling = ref_decode(value, ref_format_find(format->name), code);
    hu_number wide = hu_convert(fp64, (hu_number){format, code}, &env);
    uint64_t expected =
        mpfr_nan_p(value) ? UINT64_C(0x7FF8000000000000) : hu_fp64_from_double(mpfr_get_d(value, MPFR_RNDN)).code;
    uint32_t flags = signaling ? HU_INVALID : 0;
    hu_number back = hu_convert(format, wide, &env);
    bool ok = wide.code == expected && env.flags == flags && (mpfr_nan_p(value) || back.code == code);
    if (!ok) {
        char text[160];
        fprintf(stderr, "  decode: %s: as fp64 %016" PRIx64 ", expected %016" PRIx64 "; back %" PRIx64 "; flags %02x\n",
                ref_describe(text, sizeof text, ref_format_find(format->name), code), wide.code, expected, back.code,
                (unsigned)env.flags);
    }
    return !ok;
}

long check_decode_every_code(void)
{
    long long comparisons = 0;
    long failures = 0;
    mpfr_t value;
    mpfr_init2(value, REF_OPERAND_PRECISION);
    const hu_format *format;
    for (size_t i = 0; (format = hu_format_at(i)) != NULL; i++) {
        bool all = hu_format_width(format) <= 16;
        uint64_t count = all ? UINT64_C(1) << hu_format_width(format) : 1000000;
        for (uint64_t n = 0; n < count && failures < CHECK_SHOWN; n++, comparisons++) {
            if (!check_dose()) {
                continue;
            }
            failures += decode_one(format, all ? n : operand_code(format, check_seed(), 1, n), value);
        }
    }
    mpfr_clear(value);
    return check_end("decode.every_code", comparisons, failures);
}

static void convert_to_all(compare *c, const hu_format *from, uint64_t code)
{
    const hu_format *to;
    for (size_t i = 0; (to = hu_format_at(i)) != NULL; i++) {
        compare_tuple(c, REF_CONVERT, to, (hu_number[REF_OPERANDS_MAX]){{from, code}});
    }
}

static void convert_every_code(compare *c, const char *name)
{
    const hu_format *from = hu_format_find(name);
    for (uint64_t code = 0; code < UINT64_C(1) << hu_format_width(from); code++) {
        convert_to_all(c, from, code);
    }
}

static void convert_patterned(compare *c, const char *name, uint64_t count)
{
    const hu_format *from = hu_format_find(name);
    for (uint64_t i = 0; i < count; i++) {
        convert_to_all(c, from, operand_code(from, check_seed(), 2, i));
    }
}

/* Codes on both sides of every decision of a narrower format: its numbers, the midpoints between them, and their
 * neighbours in the source, over its whole range and a few binades beyond. Converting FP64 through FP32 would round
 * twice there. */
static void convert_boundaries(compare *c, const char *name)
{
    const hu_format *from = hu_format_find(name);
    static const char *const narrow[] = {"fp16", "bf16", "e4m3", "e5m2"};
    for (size_t n = 0; n < sizeof narrow / sizeof narrow[0]; n++) {
        const hu_format *to = hu_format_find(narrow[n]);
        uint64_t step = hu_format_width(to) == 8 ? 1 : 131; /* prime: covers all fractions */
        for (uint64_t code = 0; code <= hu_format_largest(to); code += step) {
            hu_env env = {0};
            uint64_t x = hu_convert(from, (hu_number){to, code}, &env).code;
            uint64_t half = UINT64_C(1) << (from->fraction_bits - to->fraction_bits - 1);
            for (uint64_t middle = x; middle <= x + half; middle += half) {
                for (uint64_t near = middle == 0 ? 0 : middle - 1; near <= middle + 1; near++) {
                    uint64_t sign = (code / step & 1) << (hu_format_width(from) - 1);
                    compare_tuple(c, REF_CONVERT, to, (hu_number[REF_OPERANDS_MAX]){{from, near | sign}});
                }
            }
        }
    }
}

long check_convert_from_fp16(void)
{
    compare c;
    compare_begin(&c, "convert.from_fp16", COMPARE_EVERY_POLICY);
    convert_every_code(&c, "fp16");
    return compare_end(&c);
}

long check_convert_from_bf16(void)
{
    compare c;
    compare_begin(&c, "convert.from_bf16", COMPARE_EVERY_POLICY);
    convert_every_code(&c, "bf16");
    return compare_end(&c);
}

long check_convert_from_fp8(void)
{
    compare c;
    compare_begin(&c, "convert.from_fp8", COMPARE_EVERY_DRAW);
    convert_every_code(&c, "e4m3");
    convert_every_code(&c, "e5m2");
    return compare_end(&c);
}

long check_convert_from_fp32(void)
{
    compare c;
    compare_begin(&c, "convert.from_fp32", COMPARE_EVERY_POLICY);
    convert_patterned(&c, "fp32", 40000);
    convert_boundaries(&c, "fp32");
    return compare_end(&c);
}

long check_convert_from_fp64(void)
{
    compare c;
    compare_begin(&c, "convert.from_fp64", COMPARE_EVERY_POLICY);
    convert_patterned(&c, "fp64", 40000);
    convert_boundaries(&c, "fp64");
    return compare_end(&c);
}
