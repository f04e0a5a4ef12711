/* SPDX-License-Identifier: Apache-2.0
 *
 * Parses the text of hu_explain_text back into numbers. See explain_reader.h.
 */
#include "explain_reader.h"

#include <stdlib.h>
#include <string.h>

#include "ref.h"

const char *reader_line(const char *text, const char *words)
{
    const size_t length = strlen(words);
    for (const char *line = text; *line != '\0';) {
        if (strncmp(line, words, length) == 0) {
            return line;
        }
        const char *end = strchr(line, '\n');
        if (end == NULL) {
            break;
        }
        line = end + 1;
    }
    return NULL;
}

const char *reader_after(const char *text, const char *words)
{
    const char *at = strstr(text, words);
    return at == NULL ? NULL : at + strlen(words);
}

/* ---- Rows -------------------------------------------------------------------------------------------------------- */

void reader_row_init(reader_row *r)
{
    mpz_init(r->digits);
}

void reader_row_clear(reader_row *r)
{
    mpz_clear(r->digits);
}

/* The line with that label and its columns in place, before the next empty line. */
static const char *find_row(const char *section, const char *label)
{
    char words[32];
    const int length = snprintf(words, sizeof words, "   %s", label);
    const char *end = strstr(section, "\n\n");
    for (const char *line = section; line != NULL && *line != '\0' && (end == NULL || line < end);) {
        if (strncmp(line, words, (size_t)length) == 0 && strspn(line + length, " ") + (size_t)length >= 14) {
            return line;
        }
        line = strchr(line, '\n');
        line = line == NULL ? NULL : line + 1;
    }
    return NULL;
}

void reader_read_row(reader_row *r, const char *section, const char *label)
{
    const char *line = find_row(section, label);
    r->found = line != NULL;
    r->count = r->fraction = 0;
    r->below = -1;
    r->cut = r->clipped = false;
    mpz_set_ui(r->digits, 0);
    if (!r->found) {
        return;
    }
    r->sign = line[14];
    const char *at = line + 16;
    at += strspn(at, " ");
    bool point = false;
    r->clipped = strncmp(at, "..", 2) == 0;
    at += r->clipped ? 2 : 0;
    for (; *at != '\0' && strchr("01.|", *at) != NULL && strncmp(at, "...", 3) != 0; at++) {
        if (*at == '.') {
            point = true;
        } else if (*at == '|') {
            r->below = 0;
        } else {
            mpz_mul_2exp(r->digits, r->digits, 1);
            mpz_add_ui(r->digits, r->digits, (unsigned long)(*at - '0'));
            r->count++;
            r->fraction += point;
            r->below += r->below >= 0;
        }
    }
    r->cut = strncmp(at, "...", 3) == 0;
    at += r->cut ? 3 : 0;
    r->note = at + strspn(at, " \n");
}

bool reader_row_is(const reader_row *r, const mpfr_t value, long unit, bool more)
{
    mpfr_t scaled;
    mpz_t whole;
    mpfr_init2(scaled, mpfr_get_prec(value));
    mpz_init(whole);
    mpfr_mul_2si(scaled, value, r->fraction - unit, MPFR_RNDN);
    mpfr_abs(scaled, scaled, MPFR_RNDN);
    mpfr_get_z(whole, scaled, MPFR_RNDZ);
    const bool rest = more || !mpfr_integer_p(scaled);
    if (r->clipped) {
        mpz_fdiv_r_2exp(whole, whole, (mp_bitcnt_t)r->count);
    }
    const bool same = r->found && mpz_cmp(whole, r->digits) == 0 && rest == r->cut &&
                      (r->sign == ' ' || (r->sign == '-') == (mpfr_signbit(value) != 0));
    mpfr_clear(scaled);
    mpz_clear(whole);
    return same;
}

/* ---- Decimals ---------------------------------------------------------------------------------------------------- */

/* value - decimal| < 10^-places, and the decimal is not larger in magnitude: digits were cut off. */
static bool is_prefix(mpq_t decimal, mpq_t value, unsigned long places)
{
    mpq_t unit;
    mpq_init(unit);
    mpq_set_ui(unit, 1, 1);
    mpz_ui_pow_ui(mpq_denref(unit), 10, places);
    mpq_abs(decimal, decimal);
    mpq_abs(value, value);
    mpq_sub(value, value, decimal);
    const bool prefix = mpq_sgn(value) >= 0 && mpq_cmp(value, unit) < 0;
    mpq_clear(unit);
    return prefix;
}

static bool is_near(const char *digits, const mpfr_t value)
{
    mpfr_t near;
    mpfr_init2(near, 64);
    if (strncmp(digits + (*digits == '-'), "2^", 2) == 0) {
        mpfr_set_ui_2exp(near, 1, strtol(digits + (*digits == '-') + 2, NULL, 10), MPFR_RNDN);
        mpfr_setsign(near, near, *digits == '-', MPFR_RNDN);
        const bool same = mpfr_get_exp(near) == mpfr_get_exp(value) && mpfr_signbit(near) == mpfr_signbit(value);
        mpfr_clear(near);
        return same;
    }
    mpfr_strtofr(near, digits, NULL, 10, MPFR_RNDN);
    mpfr_sub(near, near, value, MPFR_RNDN);
    const bool close = mpfr_zero_p(near) || mpfr_get_exp(near) < mpfr_get_exp(value) - 28;
    mpfr_clear(near);
    return close;
}

bool reader_decimal_is(const char *text, const mpfr_t value, bool more)
{
    char digits[128] = "";
    const size_t length = strcspn(text + 2, " \n,;:");
    if ((text[0] != '=' && text[0] != '~') || text[1] != ' ' || length >= sizeof digits) {
        return false;
    }
    memcpy(digits, text + 2, length);
    if (text[0] == '~') {
        return is_near(digits, value);
    }
    const bool cut = length > 3 && strcmp(digits + length - 3, "...") == 0;
    digits[length - (cut ? 3 : 0)] = '\0';
    mpq_t decimal, exact;
    mpq_inits(decimal, exact, NULL);
    ref_parse_decimal(decimal, digits);
    mpfr_get_q(exact, value);
    const char *point = strchr(digits, '.');
    const bool sign = (digits[0] == '-') == (mpfr_signbit(value) != 0);
    const bool same = !more && sign &&
                      (cut ? point != NULL && is_prefix(decimal, exact, (unsigned long)strlen(point + 1))
                           : mpq_equal(decimal, exact) != 0);
    mpq_clears(decimal, exact, NULL);
    return same;
}

/* ---- Codes and lines --------------------------------------------------------------------------------------------- */

bool reader_fields(const char *text, int width, uint64_t *code)
{
    const char *at = strstr(text, "0x");
    if (at == NULL) {
        return false;
    }
    char *end;
    const uint64_t hexadecimal = strtoull(at, &end, 16);
    uint64_t bits = 0;
    int count = 0;
    for (at = end; *at != '=' && *at != '\0'; at++) {
        if (*at == '0' || *at == '1') {
            bits = bits << 1 | (uint64_t)(*at - '0');
            count++;
        }
    }
    *code = bits;
    return count == width && bits == hexadecimal;
}

bool reader_layout(const char *text, int width)
{
    int column = 0;
    char before = '\n';
    for (; *text != '\0'; before = *text++) {
        if (*text == '\n') {
            if (before == ' ') {
                return false;
            }
            column = 0;
        } else if (*text < ' ' || *text > '~' || ++column > width) {
            return false;
        }
    }
    return before == '\n';
}
