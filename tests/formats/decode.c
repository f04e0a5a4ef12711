/* SPDX-License-Identifier: Apache-2.0
 *
 * Decoding: every code of the formats of up to 16 bits, patterned codes of wider ones.
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
