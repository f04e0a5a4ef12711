/* SPDX-License-Identifier: Apache-2.0
 *
 * What SystemVerilog's DPI-C needs beside halfulp_flat.h, which halfulp_pkg.sv imports directly: functions that return
 * a text, and never NULL, because a simulator copies what it gets into a string; and explanations by integers. C11, or
 * C++ for a simulator that compiles everything as such.
 *
 * A text that is returned lives until the next call from the same thread.
 */
#include <stdio.h>
#include <string.h>

#include "halfulp.h"
#include "halfulp_explain.h"
#include "halfulp_flat.h"

#ifdef __cplusplus
#define THREAD_LOCAL thread_local
extern "C" {
#else
#define THREAD_LOCAL _Thread_local
#endif

/* The functions of this file, as halfulp_pkg.sv imports them. */
HU_API const char *hu_dpi_format_error(const char *text);
HU_API int32_t hu_dpi_parse(uint64_t to, const char *text, uint64_t policies, uint64_t random, uint64_t *code,
                            uint32_t *flags);
HU_API const char *hu_dpi_print(uint64_t format, uint64_t code, int32_t style);
HU_API const char *hu_dpi_explain(int32_t operation, uint64_t to, uint64_t fx, uint64_t x, uint64_t fy, uint64_t y,
                                  uint64_t fz, uint64_t z, uint64_t policies, uint64_t random);

enum { TEXT_SIZE = 1 << 15 };

static THREAD_LOCAL char answer[TEXT_SIZE];

/* ---- Formats and policies from integers -------------------------------------------------------------------------- */

/* The `bits` bits, fewer than 32, of a word from `place` on. */
static uint32_t bits_at(uint64_t word, int place, int bits)
{
    return (uint32_t)(word >> place & ((UINT64_C(1) << bits) - 1));
}

static bool same_format(const hu_format *f, const hu_format *g)
{
    return f->exponent_bits == g->exponent_bits && f->fraction_bits == g->fraction_bits && f->bias == g->bias &&
           f->has_sign == g->has_sign && f->has_zero == g->has_zero && f->infinity == g->infinity && f->nan == g->nan;
}

/* The format of a number of hu_flat_format, with its name in the table or in IEEE P3109 if it has one; otherwise the
 * name is its description. Returns false if the number is not a format. */
static bool find_format(uint64_t packed, hu_format *format)
{
    static const char *const infinities[] = {"none", "ieee", "top", "?"};
    static const char *const nans[] = {"none", "ieee", "top", "zero"};
    char text[80];
    if (hu_flat_width(packed) == 0) {
        return false;
    }
    snprintf(text, sizeof text, "%se%um%ub%d:inf=%s,nan=%s%s", bits_at(packed, 31, 1) ? "" : "u", bits_at(packed, 0, 5),
             bits_at(packed, 5, 6), (int)bits_at(packed, 11, 20) - (1 << 19), infinities[bits_at(packed, 33, 2)],
             nans[bits_at(packed, 35, 2)], bits_at(packed, 32, 1) ? "" : ",zero=no");
    if (!hu_format_parse(text, format)) {
        return false;
    }
    for (size_t i = 0; hu_format_at(i) != NULL; i++) {
        if (same_format(hu_format_at(i), format)) {
            *format = *hu_format_at(i);
            return true;
        }
    }
    hu_format p3109;
    snprintf(text, sizeof text, "binary%dp%d%c%c", hu_format_width(format), format->fraction_bits + 1,
             format->has_sign ? 's' : 'u', format->infinity != HU_INFINITY_NONE ? 'e' : 'f');
    if (hu_format_parse(text, &p3109) && same_format(&p3109, format)) {
        *format = p3109;
    }
    return true;
}

static hu_env find_env(uint64_t policies, uint64_t random)
{
    hu_env env;
    memset(&env, 0, sizeof env);
    env.rounding = bits_at(policies, HU_FLAT_ROUNDING, 4);
    env.overflow = bits_at(policies, HU_FLAT_OVERFLOW, 4);
    env.tininess = bits_at(policies, HU_FLAT_TININESS, 4);
    env.nan = bits_at(policies, HU_FLAT_NAN, 4);
    env.flush = bits_at(policies, HU_FLAT_FLUSH, 4);
    env.odd_overflow = bits_at(policies, HU_FLAT_ODD_OVERFLOW, 4);
    env.missing_nan = bits_at(policies, HU_FLAT_MISSING_NAN, 4);
    env.missing_zero = bits_at(policies, HU_FLAT_MISSING_ZERO, 4);
    env.negative = bits_at(policies, HU_FLAT_NEGATIVE, 4);
    env.infinity_nan = bits_at(policies, HU_FLAT_INFINITY_NAN, 4);
    env.zero_divide = bits_at(policies, HU_FLAT_ZERO_DIVIDE, 4);
    env.random_bits = bits_at(policies, HU_FLAT_RANDOM_BITS, 8);
    env.random = random;
    return env;
}

/* ---- Texts ------------------------------------------------------------------------------------------------------- */

/* hu_flat_format_error; "" if the text is accepted. */
const char *hu_dpi_format_error(const char *text)
{
    const char *error = hu_flat_format_error(text);
    return error != NULL ? error : "";
}

/* hu_flat_parse of a whole text. */
int32_t hu_dpi_parse(uint64_t to, const char *text, uint64_t policies, uint64_t random, uint64_t *code, uint32_t *flags)
{
    return hu_flat_parse(to, text, text != NULL ? strlen(text) : 0, policies, random, code, flags);
}

/* hu_flat_print; a sentence about the mistake if there is one. FP64's longest exact texts have some 1,100 characters,
 * and those of a format with 16 exponent bits are cut off at TEXT_SIZE. */
const char *hu_dpi_print(uint64_t format, uint64_t code, int32_t style)
{
    size_t length;
    int32_t status = hu_flat_print(format, code, style, answer, sizeof answer, &length);
    return status == HU_STATUS_GOOD ? answer : hu_flat_status(status);
}

/* hu_explain_text of what hu_flat_apply does with the same arguments; a sentence about the mistake if there is one. */
const char *hu_dpi_explain(int32_t operation, uint64_t to, uint64_t fx, uint64_t x, uint64_t fy, uint64_t y,
                           uint64_t fz, uint64_t z, uint64_t policies, uint64_t random)
{
    const uint64_t packed[HU_OPERANDS_MAX] = {fx, fy, fz};
    const uint64_t codes[HU_OPERANDS_MAX] = {x, y, z};
    hu_format formats[HU_OPERANDS_MAX];
    hu_number operands[HU_OPERANDS_MAX];
    hu_format format;
    hu_explanation explanation;
    uint64_t result;
    uint32_t flags;
    /* This call checks everything, the policies' unused bits included. */
    int32_t status = hu_flat_apply(operation, to, fx, x, fy, y, fz, z, policies, random, &result, &flags);
    if (status != HU_STATUS_GOOD) {
        return hu_flat_status(status);
    }
    const hu_operation_info *info = hu_operation_describe((hu_operation)operation);
    for (int i = 0; i < info->arity; i++) {
        bool number = info->operand[i] == HU_KIND_NUMBER && find_format(packed[i], &formats[i]);
        operands[i] = hu_number_of(number ? &formats[i] : NULL, codes[i]);
    }
    hu_env env = find_env(policies, random);
    bool rounded = find_format(to, &format);
    status = (int32_t)hu_explain((hu_operation)operation, rounded ? &format : NULL, operands, &env, &explanation);
    if (status == HU_STATUS_OPERATION) {
        return "the operation does not round a number: there is nothing to explain";
    }
    if (status != HU_STATUS_GOOD) {
        return hu_flat_status(status);
    }
    hu_explain_text(answer, sizeof answer, &explanation, 0);
    return answer;
}

#ifdef __cplusplus
}
#endif
