/* SPDX-License-Identifier: Apache-2.0
 *
 * Fuzz target: hu_parse and hu_print. Input: which format, an environment (fuzz_env), and a text.
 *
 * A text is accepted where C's strtod takes all of it (but for a few forms, below), and refused elsewhere; the number
 * is the one that ref/ reads; and what is printed of it comes back.
 */
#define _POSIX_C_SOURCE 200809L

#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Not ours: blanks, a payload in brackets, and hexadecimal digits without an exponent. Not strtod's: snan. */
static bool expect_number(const char *text)
{
    const char *unsigned_text = text + (text[0] == '-' || text[0] == '+');
    if (strlen(unsigned_text) == 4 && strchr("sS", unsigned_text[0]) != NULL) {
        text = unsigned_text + 1;
        return strchr("nN", text[0]) != NULL && strchr("aA", text[1]) != NULL && strchr("nN", text[2]) != NULL;
    }
    char *end;
    strtod(text, &end);
    const bool hexadecimal = strpbrk(text, "xX") != NULL;
    return *text != '\0' && strpbrk(text, " \t\n\v\f\r(") == NULL && *end == '\0' &&
           (!hexadecimal || strpbrk(text, "pP") != NULL);
}

/* MPFR, which reads hexadecimal numbers for ref/, has exponents of 62 bits. Seven digits are beyond every format. */
static void cut_exponent(char *text)
{
    enum { DIGITS = 7 };
    char *digits = strpbrk(text, "pP");
    if (digits != NULL) {
        digits += 1 + strspn(digits + 1, "+-0");
        digits[strlen(digits) < DIGITS ? strlen(digits) : DIGITS] = '\0';
    }
}

static void compare_with_ref(const hu_format *to, const char *text, const hu_env *policy, hu_number x, uint32_t flags)
{
    static ref_bracket_t bracket;
    static bool ready;
    if (!ready) {
        ref_bracket_init(&bracket);
        ready = true;
    }
    const ref_format same = fuzz_ref_format(to);
    const ref_policy ref_env = fuzz_ref_policy(policy);
    char *within = strdup(text);
    if (within == NULL) {
        abort();
    }
    cut_exponent(within);
    const ref_result expected = ref_parse(&bracket, &same, within, &ref_env);
    free(within);
    if (expected.code != x.code || expected.flags != flags) {
        fuzz_wrong("%s in %s: %llx flags %02x, expected %llx flags %02x", text, to->name, (unsigned long long)x.code,
                   (unsigned)flags, (unsigned long long)expected.code, expected.flags);
    }
}

/* With a length, the text needs no end and a zero byte is none. */
static void parse_length(const hu_format *to, const char *text, const hu_env *policy, hu_number x, uint32_t flags,
                         const char *error)
{
    const size_t length = strlen(text);
    char *bare = malloc(length + 1);
    hu_env env = *policy;
    hu_number again = {NULL, 0};
    if (bare == NULL) {
        abort();
    }
    memcpy(bare, text, length);
    bare[length] = '7';
    const char *same = hu_parse_length(to, bare, length, &env, &again);
    if (same != error || again.code != x.code || env.flags != flags) {
        fuzz_wrong("'%s' in %s: with its length it is read otherwise", text, to->name);
    }
    bare[length] = '\0';
    if (length > 0 && hu_parse_length(to, bare, length + 1, &env, &again) == NULL) {
        fuzz_wrong("'%s' in %s: read with its zero byte", text, to->name);
    }
    free(bare);
}

/* In every style the text reads back as the same code, and a short buffer gets the beginning of it. */
static void print_and_parse(hu_number x)
{
    for (hu_text style = HU_TEXT_SHORTEST; style <= HU_TEXT_HEX; style++) {
        const size_t length = hu_print(NULL, 0, x, style);
        char *text = malloc(length + 1);
        char cut[8];
        if (text == NULL) {
            abort();
        }
        if (hu_print(text, length + 1, x, style) != length || strlen(text) != length ||
            hu_print(cut, sizeof cut, x, style) != length || strncmp(cut, text, sizeof cut - 1) != 0) {
            fuzz_wrong("%s in %s: its length is not %zu, or its beginning is another", text, x.format->name, length);
        }
        hu_env env = {0};
        hu_number back;
        const char *error = hu_parse(x.format, text, &env, &back);
        const bool nan = hu_classify(x) <= HU_QUIET_NAN;
        const bool same = error == NULL && (nan ? hu_classify(back) == hu_classify(x)
                                                : back.code == x.code && (style == HU_TEXT_SHORTEST || env.flags == 0));
        if (!same) {
            fuzz_wrong("%s in %s, printed from %llx, reads as %llx (%s)", text, x.format->name,
                       (unsigned long long)x.code, error == NULL ? (unsigned long long)back.code : 0ULL,
                       error == NULL ? "no error" : error);
        }
        free(text);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const others[] = {"binary16p1ue", "binary16p2se", "binary8p3se", "binary3p1uf", "binary16p16uf"};
    fuzz_bytes bytes = {data, size};
    hu_format made;
    const uint8_t which = fuzz_byte(&bytes);
    const hu_format *to = hu_format_at(which);
    if (to == NULL) {
        hu_format_parse(others[which % (sizeof others / sizeof others[0])], &made);
        to = &made;
    }
    const hu_env policy = fuzz_env(&bytes);
    char *text = fuzz_text(&bytes);
    const bool number = expect_number(text);
    hu_env env = policy;
    hu_number x = {NULL, 0};
    const char *error = hu_parse(to, text, &env, &x);
    const bool too_random = policy.rounding >= HU_STOCHASTIC_A && to->fraction_bits + (int)policy.random_bits + 3 > 61;
    if ((error == NULL) != (number && !too_random)) {
        fuzz_wrong("'%s' in %s: %s", text, to->name, error == NULL ? "accepted" : error);
    }
    parse_length(to, text, &policy, x, env.flags, error);
    if (error != NULL && (x.format != NULL || env.flags != 0)) {
        fuzz_wrong("'%s' in %s is refused, but something has changed", text, to->name);
    }
    if (error == NULL) {
        if (x.format != to || x.code > UINT64_MAX >> (64 - hu_format_width(to))) {
            fuzz_wrong("'%s' in %s: the code %llx is too wide", text, to->name, (unsigned long long)x.code);
        }
        if (strpbrk(text, "0123456789") != NULL) { /* neither infinity nor NaN */
            compare_with_ref(to, text, &policy, x, env.flags);
        }
        print_and_parse(x);
    }
    free(text);
    return 0;
}
