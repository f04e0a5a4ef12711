/* SPDX-License-Identifier: Apache-2.0
 *
 * text.c - numbers from and to text, on GMP's rational numbers, so that only ref_choose() rounds.
 */
#include "ref.h"

#include <assert.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { DECIMAL_EXPONENT_MAX = 100000, PARSE_PRECISION = 640 };

/* value *= 10^exponent. */
static void scale_by_ten(mpq_t value, long exponent)
{
    mpz_t power;
    mpz_init(power);
    mpz_ui_pow_ui(power, 10, (unsigned long)labs(exponent));
    mpz_ptr part = exponent < 0 ? mpq_denref(value) : mpq_numref(value);
    mpz_mul(part, part, power);
    mpz_clear(power);
    mpq_canonicalize(value);
}

void ref_parse_decimal(mpq_t value, const char *text)
{
    char *digits = malloc(strlen(text) + 2);
    assert(digits != NULL);
    const char *from = text + (*text == '-' || *text == '+' ? 1 : 0);
    size_t count = 0;
    long exponent = 0;
    bool after_point = false;
    for (; *from == '.' || isdigit((unsigned char)*from); from++) {
        if (*from == '.') {
            after_point = true;
            continue;
        }
        digits[count++] = *from;
        exponent -= after_point ? 1 : 0;
    }
    digits[count] = '\0';
    if (*from == 'e' || *from == 'E') {
        long stated = strtol(from + 1, NULL, 10); /* saturates */
        bool too_large = stated > DECIMAL_EXPONENT_MAX;
        bool too_small = stated < -DECIMAL_EXPONENT_MAX;
        exponent += too_large ? DECIMAL_EXPONENT_MAX : too_small ? -DECIMAL_EXPONENT_MAX : stated;
    }
    int status = mpz_set_str(mpq_numref(value), digits, 10);
    assert(status == 0);
    (void)status;
    free(digits);
    mpz_set_ui(mpq_denref(value), 1);
    scale_by_ten(value, exponent);
    if (*text == '-') {
        mpq_neg(value, value);
    }
}

static ref_result choose_rational(ref_bracket_t *b, const ref_format *to, const mpq_t value, bool negative,
                                  const ref_policy *policy)
{
    mpfr_set_prec(b->exact, PARSE_PRECISION);
    b->truncated = mpfr_set_q(b->exact, value, MPFR_RNDZ) != 0;
    mpfr_setsign(b->exact, b->exact, negative, MPFR_RNDZ); /* of a zero, too */
    return ref_choose_value(b, to, policy);
}

ref_result ref_parse(ref_bracket_t *b, const ref_format *to, const char *text, const ref_policy *policy)
{
    if (strpbrk(text, "xX") != NULL) {
        char *end;
        mpfr_set_prec(b->exact, PARSE_PRECISION);
        b->truncated = mpfr_strtofr(b->exact, text, &end, 16, MPFR_RNDZ) != 0;
        assert(*end == '\0');
        return ref_choose_value(b, to, policy);
    }
    mpq_t value;
    mpq_init(value);
    ref_parse_decimal(value, text);
    ref_result result = choose_rational(b, to, value, *text == '-', policy);
    mpq_clear(value);
    return result;
}

/* |x| = significand * 2^exponent, with an odd significand unless it is 0. */
static long decode_odd(mpz_t significand, ref_operand x)
{
    mpfr_t value;
    mpfr_init2(value, REF_OPERAND_PRECISION);
    ref_decode(value, x.format, x.code);
    assert(mpfr_number_p(value));
    long exponent = mpfr_zero_p(value) ? 0 : (long)mpfr_get_z_2exp(significand, value);
    if (mpfr_zero_p(value)) {
        mpz_set_ui(significand, 0);
    }
    mpfr_clear(value);
    mpz_abs(significand, significand);
    mp_bitcnt_t zeros = mpz_sgn(significand) == 0 ? 0 : mpz_scan1(significand, 0);
    mpz_fdiv_q_2exp(significand, significand, zeros);
    return exponent + (long)zeros;
}

static bool is_negative(ref_operand x)
{
    mpfr_t value;
    mpfr_init2(value, REF_OPERAND_PRECISION);
    ref_decode(value, x.format, x.code);
    bool negative = mpfr_signbit(value) != 0;
    mpfr_clear(value);
    return negative;
}

char *ref_print_exact(ref_operand x)
{
    /* s * 2^-k = s * 5^k * 10^-k, whose last digit is not zero since s is odd. */
    mpz_t digits;
    mpz_init(digits);
    long exponent = decode_odd(digits, x);
    size_t places = exponent < 0 ? (size_t)-exponent : 0;
    mpz_t power;
    mpz_init(power);
    mpz_ui_pow_ui(power, places > 0 ? 5 : 2, places > 0 ? places : (unsigned long)exponent);
    mpz_mul(digits, digits, power);

    size_t count = mpz_sizeinbase(digits, 10); /* exact or one too many */
    char *text = malloc(count + places + 8);
    assert(text != NULL);
    char *out = text;
    if (is_negative(x)) {
        *out++ = '-';
    }
    char *all = mpz_get_str(NULL, 10, digits);
    count = strlen(all);
    if (count <= places) { /* 0.000ddd */
        memcpy(out, "0.", 2);
        memset(out + 2, '0', places - count);
        strcpy(out + 2 + places - count, all);
    } else {
        memcpy(out, all, count - places);
        out += count - places;
        if (places > 0) {
            *out++ = '.';
        }
        strcpy(out, all + count - places);
    }
    void (*release)(void *, size_t);
    mp_get_memory_functions(NULL, NULL, &release);
    release(all, count + 1);
    mpz_clear(power);
    mpz_clear(digits);
    return text;
}

/* floor(log10(x)), x > 0. */
static long floor_log10(const mpq_t x)
{
    long estimate = (long)mpz_sizeinbase(mpq_numref(x), 10) - (long)mpz_sizeinbase(mpq_denref(x), 10) + 1;
    mpq_t power;
    mpq_init(power);
    do { /* the estimate is at most a few too large */
        estimate--;
        mpq_set_ui(power, 1, 1);
        scale_by_ten(power, estimate + 1);
    } while (mpq_cmp(power, x) > 0);
    mpq_clear(power);
    return estimate + 1;
}

/* If the decimal digits * 10^exponent rounds back to x, *distance becomes its distance from the value of x, if that is
 * less. A negative distance means none yet. */
static void try_decimal(ref_bracket_t *b, ref_operand x, const mpq_t value, const mpz_t digits, long exponent,
                        mpq_t distance)
{
    static const ref_policy nearest_even = {.rounding = REF_NEAREST_EVEN};
    mpq_t decimal;
    mpq_init(decimal);
    mpq_set_z(decimal, digits);
    scale_by_ten(decimal, exponent);
    ref_result back = choose_rational(b, x.format, decimal, is_negative(x), &nearest_even);
    if (back.code == x.code && (back.flags & REF_OVERFLOW) == 0) {
        mpq_sub(decimal, decimal, value);
        mpq_abs(decimal, decimal);
        if (mpq_sgn(distance) < 0 || mpq_cmp(decimal, distance) < 0) {
            mpq_set(distance, decimal);
        }
    }
    mpq_clear(decimal);
}

int ref_shortest(ref_bracket_t *b, ref_operand x, mpq_t distance)
{
    mpq_t value;
    mpq_t scaled;
    mpz_t digits;
    mpq_inits(value, scaled, NULL);
    mpz_init(digits);
    long exponent = decode_odd(mpq_numref(value), x);
    if (exponent < 0) {
        mpq_div_2exp(value, value, (mp_bitcnt_t)-exponent);
    } else {
        mpq_mul_2exp(value, value, (mp_bitcnt_t)exponent);
    }
    long log10 = floor_log10(value);
    mpq_set_si(distance, -1, 1);
    int count = 0;
    while (mpq_sgn(distance) < 0) { /* ends: the expansion is finite */
        count++;
        long last = log10 - count + 1; /* the exponent of the last digit */
        mpq_set(scaled, value);
        scale_by_ten(scaled, -last);
        mpz_fdiv_q(digits, mpq_numref(scaled), mpq_denref(scaled));
        try_decimal(b, x, value, digits, last, distance); /* the nearest below, and above */
        mpz_add_ui(digits, digits, 1);
        try_decimal(b, x, value, digits, last, distance);
    }
    mpz_clear(digits);
    mpq_clears(value, scaled, NULL);
    return count;
}
