/* SPDX-License-Identifier: Apache-2.0
 *
 * Text by formats/ and by ref/. See compare_text.h.
 */
#include "compare_text.h"

#include "check.h"

void compare_text_differs(compare *c, hu_number x, const char *what, const char *text, const char *expected)
{
    if (c->failures++ < CHECK_SHOWN) {
        char code[256];
        fprintf(stderr, "  %s: %s of %s\n    formats/ %s\n    ref/     %s\n", c->name, what,
                ref_describe(code, sizeof code, compare_format(x.format), x.code), text, expected);
    }
}

/* Text is read to 59 significant bits plus a sticky one, so FP64 leaves 6 for random bits. With more, hu_parse says so
 * and changes nothing. */
static bool too_many_random_bits(const hu_format *to, const hu_env *env)
{
    return env->rounding >= HU_STOCHASTIC_A && (int)env->random_bits > 59 - (to->fraction_bits + 1);
}

void compare_text_read(compare *c, const hu_format *to, const char *text)
{
    for (int i = 0; i < 2; i++) {
        hu_env policy = i == 0 ? (hu_env){0} : compare_draw(c);
        ref_policy same = compare_policy(&policy);
        bool refused = too_many_random_bits(to, &policy);
        ref_result expected = refused ? (ref_result){0} : ref_parse(&c->bracket[0], compare_format(to), text, &same);
        hu_number x = {to, 0};
        hu_env env = policy;
        const char *error = hu_parse(to, text, &env, &x);
        c->comparisons++;
        if ((error != NULL) != refused || x.code != expected.code || env.flags != expected.flags) {
            compare_text_differs(c, x, "reading", error != NULL ? error : text, text);
            compare_answers(c, "reading, the answer", x, &policy, x.code, env.flags, expected);
        }
    }
}
