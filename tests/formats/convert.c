/* SPDX-License-Identifier: Apache-2.0
 *
 * Conversion: every code of the 8- and 16-bit formats, patterned and random codes of FP32 and FP64.
 */
#include "support/check.h"
#include "support/compare.h"
#include "support/operands.h"

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
