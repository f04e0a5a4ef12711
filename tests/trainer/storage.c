/* SPDX-License-Identifier: Apache-2.0
 *
 * The rows of storage.h: their conversions, by ref/; and that a new format needs nothing but a new row.
 */
#include "shared.h"

#include "files/checkpoint.h"
#include "kernels/kernels.h"
#include "ref.h"

#include <inttypes.h>
#include <string.h>
#include <unistd.h>

enum { SAMPLES = 2000, AROUND = 16 };

/* ---- Conversions ------------------------------------------------------------------------------------------------- */

static uint32_t converted(ref_bracket_t *b, const char *from, uint32_t code, const char *to, const ref_policy *policy)
{
    const ref_operand x = {ref_format_find(from), code};
    ref_bracket(b, REF_CONVERT, ref_format_find(to), &x, false);
    return (uint32_t)ref_choose(b, policy).code;
}

static long expect(FILE *log, const trainer_format *f, const char *what, uint32_t x, uint32_t found, uint32_t expected)
{
    if (found != expected) {
        fprintf(log, "  %s, %s: %08" PRIx32 " becomes %08" PRIx32 ", expected %08" PRIx32 "\n", f->name, what, x, found,
                expected);
    }
    return found != expected;
}

/* Every code of up to 16 bits, and one in 2^16 of FP32. */
static long compare_loads(FILE *log, ref_bracket_t *b, const trainer_format *f)
{
    const ref_policy exact = {0};
    long failures = 0;
    const uint32_t codes = f->bytes == 1 ? 0x100 : 0x10000;
    for (uint32_t i = 0; i < codes; i++) {
        const uint32_t code = f->bytes == 4 ? i * 0x10001 : i;
        uint8_t stored[4];
        float value;
        trainer_store_code(f, stored, 0, code);
        trainer_load(f, stored, &value, 1);
        const uint32_t expected = converted(b, f->name, code, "fp32", &exact);
        const bool nan = f->bytes == 4 && (code & 0x7FFFFFFF) > 0x7F800000; /* FP32 is stored unchanged */
        failures += expect(log, f, "widened", code, hu_fp32_from_float(value).code, nan ? code : expected);
    }
    return failures;
}

/* FP32 codes: quarters of an ulp around the largest number; special ones; random ones; numbers around 1, in half of the
 * cases near a midpoint. */
static uint32_t draw(ref_bracket_t *b, const trainer_format *f, uint64_t index)
{
    const ref_format *format = ref_format_find(f->name);
    const uint64_t bits = hu_random(check_seed(), 95, index);
    if (index < AROUND) {
        const ref_policy exact = {0};
        const int quarter = 21 - format->fraction_bits;
        const uint32_t largest = converted(b, f->name, (uint32_t)format->largest_code, "fp32", &exact);
        return largest + (uint32_t)(quarter > 0 ? index << quarter : index) - (quarter > 0 ? 4U << quarter : 4U);
    }
    static const uint32_t special[] = {0, 0x80000000, 0x7F800000, 0xFF800000, 0x7FC00000, 0xFFA00001, 1, 0x807FFFFF};
    if (index - AROUND < sizeof special / sizeof *special) {
        return special[index - AROUND];
    }
    const uint32_t field = (uint32_t)(bits >> 32 & 63) + 96;
    return bits >> 63 == 0 ? (uint32_t)(bits & 0xFFFFFFFF)
                           : (uint32_t)((bits & 0x80780000) | field << 23 | (0x80000 - (bits >> 40 & 1)));
}

/* To nearest with the overflow of gradients and of everything else, stochastically, and as an accumulator. */
static long compare_stores(FILE *log, ref_bracket_t *b, const trainer_format *f, uint64_t index)
{
    const uint32_t x = draw(b, f, index);
    const uint32_t random = (uint32_t)(hu_random(check_seed(), 96, index) >> 32);
    const bool saturates = ref_format_find(f->name)->width == 8;
    float value;
    memcpy(&value, &x, sizeof value); /* a function that returns it makes a signaling NaN quiet on i386 */
    const hu_env environments[] = {
        {.overflow = HU_OVERFLOW_NONE},
        {.overflow = f->overflow},
        {.rounding = HU_STOCHASTIC_A, .overflow = f->overflow, .random_bits = 32},
    };
    const ref_policy policies[] = {
        {.overflow = REF_OVERFLOW_NONE},
        {.overflow = saturates ? REF_SATURATE_FINITE : REF_OVERFLOW_NONE},
        {.overflow = saturates ? REF_SATURATE_FINITE : REF_OVERFLOW_NONE,
         .rounding = REF_STOCHASTIC_A,
         .random_bits = 32,
         .random = random},
    };
    static const char *const names[] = {"as a gradient", "as a weight", "stochastically"};
    long failures = 0;
    for (size_t i = 0; i < 3; i++) {
        uint8_t stored[4];
        trainer_store(f, environments[i], &value, i == 2 ? &random : NULL, stored, 1);
        failures += expect(log, f, names[i], x, trainer_load_code(f, stored, 0),
                           converted(b, "fp32", x, f->name, &policies[i]));
    }
    float rounded = value;
    trainer_round(f, &rounded, 1);
    uint32_t found;
    memcpy(&found, &rounded, sizeof found);
    const uint32_t code = converted(b, "fp32", x, f->name, &policies[1]);
    failures +=
        expect(log, f, "as a sum", x, found, f->bytes == 4 ? x : converted(b, f->name, code, "fp32", &policies[0]));
    return failures;
}

/* ---- Names ------------------------------------------------------------------------------------------------------- */

static long check_names(FILE *log)
{
    static const struct {
        const char *name;
        const trainer_format *row; /* NULL: none, or refused */
        bool good;
    } names[] = {
        {"fp32", &trainer_fp32, true},
        {"E4M3", &trainer_e4m3, true},
        {"float8_e4m3fn", &trainer_e4m3, true},
        {"BFloat16", &trainer_bf16, true},
        {"half", &trainer_fp16, true},
        {"F8E5M2", &trainer_e5m2, true},
        {"none", NULL, true},
        {"None", NULL, true},
        {"", NULL, false},
        {"fp64", NULL, false},
        {"e4m3fnuz", NULL, false},
        {"e4m", NULL, false},
        {" e4m3", NULL, false},
    };
    char text[64];
    long failures = 0;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const trainer_format *row = &trainer_fp32;
        const bool good = trainer_format_parse(names[i].name, &row);
        if (good != names[i].good || row != names[i].row) {
            fprintf(log, "  the format \"%s\": %s, %s\n", names[i].name, good ? "known" : "unknown",
                    trainer_format_name(row));
            failures++;
        }
    }
    failures += strcmp(trainer_format_choices(text, sizeof text, false), "fp32, fp16, bf16, e4m3 or e5m2") != 0;
    failures += strcmp(trainer_format_choices(text, sizeof text, true), "fp32, fp16, bf16, e4m3, e5m2 or none") != 0;
    failures += strcmp(trainer_format_choices(text, 12, true), "fp32, fp16,") != 0; /* no room for more */
    return failures;
}

/* The rows of the trainer, and two that it does not have. */
long check_trainer_storage(void)
{
    FILE *const log = stderr;
    long long comparisons = 0;
    long failures = check_names(log);
    ref_bracket_t b;
    ref_bracket_init(&b);
    for (size_t i = 0; checked_format(i) != NULL; i++) {
        const trainer_format *f = checked_format(i);
        failures += compare_loads(log, &b, f);
        for (uint64_t index = 0; index < SAMPLES && failures < CHECK_SHOWN; index++, comparisons += 4) {
            failures += compare_stores(log, &b, f, index);
        }
    }
    ref_bracket_clear(&b);
    return check_end("trainer.storage", comparisons, failures);
}

/* ---- A new row --------------------------------------------------------------------------------------------------- */

enum { STEPS = 3, ROLES = TRAINER_COMPENSATION + 1 };

typedef struct {
    uint64_t digest[ROLES];
    uint32_t loss[STEPS];
} outcome;

static bool train(const trainer_config *config, const trainer_data *data, outcome *o)
{
    trainer *t = trainer_new(config, data);
    memset(o, 0, sizeof *o);
    for (int i = 0; t != NULL && i < STEPS; i++) {
        o->loss[i] = hu_fp32_from_float(trainer_step(t, NULL).loss).code;
    }
    for (int role = 0; t != NULL && role < ROLES; role++) {
        o->digest[role] = trainer_digest(t, (trainer_role)role);
    }
    trainer_free(t);
    return t != NULL;
}

/* Trains in every role on every path here that has soft's bits: all give the same bits, and not FP32's. */
static long check_row(FILE *log, const trainer_format *row, trainer_rounding update, const trainer_data *data)
{
    static const trainer_path paths[] = {TRAINER_PATH_SOFT, TRAINER_PATH_PORTABLE, TRAINER_PATH_AVX2,
                                         TRAINER_PATH_AVX512, TRAINER_PATH_NEON};
    trainer_config c = trainer_default_config();
    outcome expected = {.loss = {0}};
    long failures = 0;
    c.hidden[0] = 12;
    c.hidden[1] = 9;
    c.batch = 7;
    c.weights = c.activations = c.gradients = c.optimizer_state = c.accumulator = row;
    c.optimizer = TRAINER_ADAM;
    c.learning_rate = 0.01F;
    c.update = update;
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        outcome found;
        c.path = paths[i];
        if (trainer_find_kernels(paths[i]) == NULL) {
            continue; /* check_trainer_paths reports it */
        }
        if (!train(&c, data, &found) || (i > 0 && memcmp(&found, &expected, sizeof found) != 0)) {
            fprintf(log, "  %s: %s trains to other bits than soft\n", row->name, trainer_path_name(paths[i]));
            failures++;
        }
        expected = i == 0 ? found : expected;
    }
    return failures;
}

/* Refusals: a row that formats/ does not know, rows with the wrong number of bytes, and a checkpoint with a row that is
 * not found by its name. */
static long check_refused(FILE *log, const trainer_data *data)
{
    static const trainer_format unknown = {.name = "e9m9", .bytes = 4};
    static const trainer_format narrow = {.name = "fp16", .bytes = 1};
    static const trainer_format odd = {.name = "fp16", .bytes = 3};
    static const trainer_format *const rows[] = {&unknown, &narrow, &odd};
    char error[TRAINER_ERROR_SIZE] = "";
    long failures = 0;
    for (size_t i = 0; i < 3; i++) {
        trainer_config c = trainer_default_config();
        c.activations = rows[i];
        if (trainer_config_valid(&c, NULL, error) || strstr(error, rows[i]->name) == NULL) {
            fprintf(log, "  row %zu that is none: \"%s\"\n", i, error);
            failures++;
        }
    }
    trainer_config c = trainer_default_config();
    const trainer_epoch_sums sums = {.steps = 0};
    char path[CHECKED_PATH];
    check_scratch_path(path, sizeof path, "halfulp-row-checkpoint");
    unlink(path);
    c.gradients = &checked_e3m4;
    trainer *t = trainer_new(&c, data);
    if (t == NULL || checkpoint_write(t, "digits", &sums, path, error) || strstr(error, "e3m4") == NULL ||
        access(path, F_OK) == 0) {
        fprintf(log, "  a checkpoint of an unlisted row: \"%s\"\n", error);
        failures++;
    }
    trainer_free(t);
    return failures;
}

/* A row outside the trainer, in every role: a new format needs nothing else. */
long check_trainer_new_row(void)
{
    FILE *const log = stderr;
    const trainer_data *data = checked_digits(log);
    if (data == NULL) {
        return 1;
    }
    long failures = check_refused(log, data);
    failures += check_row(log, &checked_e3m4, TRAINER_STOCHASTIC, data);
    failures += check_row(log, &checked_e4m3fnuz, TRAINER_STOCHASTIC, data);
    failures += check_row(log, &checked_e3m4, TRAINER_KAHAN, data);
    failures += check_row(log, &checked_e4m3fnuz, TRAINER_NEAREST, data);
    return failures;
}
