/* SPDX-License-Identifier: Apache-2.0
 *
 * What convert and explain share: options with two dashes, and single numbers as people write them. getopt_long is not
 * used because a word such as -1.5 is a number here, and not an option.
 */
#include "values.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "policies.h"

const char environment_help[] =
    "How to round (* is the default; case, '-' and '_' do not count)\n"
    "  --like NAME           the policies of an implementation that `halfulp presets` lists; other options\n"
    "                        change single ones of them\n"
    "  --rounding MODE       *near_even, near_maxMag, minMag, min, max, odd (or nearest-even,\n"
    "                        nearest-away, toward-zero, down, up, to-odd; RNE, RNA, RTZ, RDN, RUP, RTO),\n"
    "                        stochastic-a, -b or -c\n"
    "  --random-bits N --random R   the random integer of stochastic rounding: 0 <= R < 2^N, N to 32\n"
    "  --overflow *none|saturate-finite|saturate-all   --saturate is the last\n"
    "  --tininess before|*after\n"
    "  --nan *canonical|x86|arm|nvidia|signed\n"
    "  --daz --ftz           subnormal operands, tiny results are zero\n"
    "  --odd-overflow *largest|odd-code           overflow of rounding to odd\n"
    "  --missing-nan *largest|opposite-zero|zero  a NaN in a format without one\n"
    "  --missing-zero *by-overflow|smallest|tiny-smallest         zero in a format without one (e8m0)\n"
    "  --negative *by-overflow|magnitude|directed a negative result in a format without a sign\n"
    "  --infinity-nan *as-invalid|signed          the NaN for an infinity in a format without one\n"
    "  --zero-divide *infinity|nan                x/0\n";

/* An option taken apart: "--name=value", or "--name" and the word after it. */
typedef struct {
    char name[32];
    const char *value;
    char ***next; /* where the word after it is */
} long_option;

static const char *option_value(long_option *option)
{
    if (option->value == NULL) {
        option->value = *++*option->next;
        if (option->value == NULL) {
            fail("--%s: expected a value after it", option->name);
        }
    }
    return option->value;
}

static uint64_t option_number(long_option *option, uint64_t most)
{
    uint64_t number;
    if (!parse_unsigned(option_value(option), most, &number)) {
        fail("--%s %s: expected a number from 0 to %" PRIu64, option->name, option->value, most);
    }
    return number;
}

static void choose_policy(policies *p, const char *policy, long_option *option)
{
    const char *expected = policies_choose(p, policy, option_value(option));
    if (expected != NULL) {
        fail("--%s %s: expected %s", option->name, option->value, expected);
    }
}

static void refuse_value(const long_option *option)
{
    if (option->value != NULL) {
        fail("--%s=%s: expected no value after --%s", option->name, option->value, option->name);
    }
}

/* Options without a value; false if it is none of them. */
static bool switch_option(policies *p, const long_option *option)
{
    const bool saturate = strcmp(option->name, "saturate") == 0;
    const bool daz = strcmp(option->name, "daz") == 0;
    const bool ftz = strcmp(option->name, "ftz") == 0;
    if (!saturate && !daz && !ftz) {
        return false;
    }
    refuse_value(option);
    if (saturate) {
        policies_choose(p, "overflow", "saturate-all");
    }
    p->env.flush |= (daz ? HU_FLUSH_OPERANDS : 0u) | (ftz ? HU_FLUSH_RESULTS : 0u);
    return true;
}

print_style text_style(const char *name)
{
    static const char *const styles[] = {"decimal", "shortest", "exact", "hex"};
    for (int i = 0; i < 4; i++) {
        if (name == NULL || same_word(name, styles[i])) {
            return (print_style)i;
        }
    }
    fail("--text %s: expected decimal, shortest, exact or hex", shown(name));
}

/* Options with a value; false if it is none of them. */
static bool value_option(value_options *options, long_option *option)
{
    const char *name = option->name;
    if (strcmp(name, "random") == 0) {
        options->policies.env.random = option_number(option, UINT32_MAX);
    } else if (strcmp(name, "random-bits") == 0) {
        options->policies.env.random_bits = (uint32_t)option_number(option, HU_RANDOM_BITS_MAX);
    } else if (strcmp(name, "like") == 0) {
        options->policies.like = option_value(option);
    } else if (policy_exists(name)) {
        choose_policy(&options->policies, name, option);
    } else {
        return false;
    }
    return true;
}

static bool take_own(const own_option *own, long_option *option)
{
    for (; own != NULL && own->name != NULL; own++) {
        if (strcmp(option->name, own->name) != 0) {
            continue;
        }
        if (own->value != NULL) {
            *own->value = option_value(option);
        } else {
            refuse_value(option);
            *own->given = true;
        }
        return true;
    }
    return false;
}

/* A word with one dash is a number, or an option of run, gen and check: -rmax. */
static void refuse_option(bool options_end, const char *word, const char *command)
{
    const bool dash = word[0] == '-' && ((word[1] >= 'a' && word[1] <= 'z') || (word[1] >= 'A' && word[1] <= 'Z'));
    const bool number =
        same_word(word, "inf") || same_word(word, "infinity") || same_word(word, "nan") || same_word(word, "snan");
    if (!options_end && dash && !number) {
        fail("%s: unknown option; expected options with two dashes, such as --rounding up; see halfulp %s --help", word,
             command);
    }
}

value_options value_options_parse(const own_option *own, int argc, char **argv, const char *help)
{
    value_options options = {.words = argv + 1};
    bool options_end = false;
    for (char **argument = argv + 1; argument < argv + argc; argument++) {
        if (strcmp(*argument, "--") == 0) {
            options_end = true;
            continue;
        }
        if (options_end || strncmp(*argument, "--", 2) != 0) {
            refuse_option(options_end, *argument, argv[0]);
            options.words[options.word_count++] = *argument;
            continue;
        }
        long_option option = {.next = &argument};
        const char *equals = strchr(*argument, '=');
        const size_t length = (equals == NULL ? strlen(*argument) : (size_t)(equals - *argument)) - 2;
        if (length < sizeof option.name) {
            memcpy(option.name, *argument + 2, length);
            option.value = equals == NULL ? NULL : equals + 1;
        }
        if (strcmp(option.name, "help") == 0) {
            fputs(help, stdout);
            exit(print_help(environment_help));
        }
        const char *const whole = *argument;
        if (!take_own(own, &option) && !switch_option(&options.policies, &option) && !value_option(&options, &option)) {
            fail("%s: unknown option; see halfulp %s --help", whole, argv[0]);
        }
    }
    return options;
}

hu_env value_environment(const value_options *options, const hu_format *to)
{
    return policies_environment(&options->policies, to, "--like", "--random-bits");
}

bool is_code(const char *text)
{
    const bool prefixed = text[0] == '0' && (text[1] == 'x' || text[1] == 'X') && text[2] != '\0';
    return prefixed && text[2 + strspn(text + 2, "0123456789abcdefABCDEF")] == '\0';
}

const char *read_value(const hu_format *format, const char *text, hu_number *x, bool *inexact)
{
    *inexact = false;
    if (is_code(text)) {
        uint64_t code;
        if (!parse_unsigned(text, ~UINT64_C(0) >> (64 - hu_format_width(format)), &code)) {
            static char error[100];
            snprintf(error, sizeof error, "expected a code of at most %d bits, the width of %s",
                     hu_format_width(format), format->name);
            return error;
        }
        *x = (hu_number){format, code};
        return NULL;
    }
    hu_env env = {0};
    const char *error = hu_parse(format, text, &env, x);
    *inexact = (env.flags & HU_INEXACT) != 0;
    return error;
}

void print_hex_code(hu_number x)
{
    printf("0x%0*" PRIX64, hex_digits(hu_format_width(x.format)), x.code);
}
