/* SPDX-License-Identifier: Apache-2.0
 *
 * Environments by name: formats/ under hu_env_like(name) gives the results of that source, as ref/like.h restates it.
 * Every code of FP16, BF16 and narrower formats, and patterned codes of FP32 and FP64, are converted to the formats
 * that the preset covers; every pair of 8-bit codes is tried where the source defines arithmetic. If a preset says that
 * it differs from its source, both answers are fixed (sources.c).
 */
#include <string.h>

#include "halfulp_flat.h"
#include "support/check.h"
#include "support/operands.h"
#include "support/sources.h"

enum { SAMPLES = 20000 };

/* ---- Conversions ------------------------------------------------------------------------------------------------- */

typedef struct {
    const hu_format *format;
    const ref_format *same;
    hu_env env;
} destination;

/* Prepares the destinations of a case with their environments; returns their number. */
static size_t prepare(source_tally *tally, const source_case *source, destination *to)
{
    size_t count = 0;
    for (; count < SOURCE_TO_MAX && source->to[count] != NULL; count++) {
        to[count].format = source_format(source->to[count]);
        to[count].same = compare_format(to[count].format);
        if (!hu_env_like(source->name, to[count].format, &to[count].env)) {
            fprintf(stderr, "  %s does not cover %s\n", source->name, source->to[count]);
            tally->failures++;
            return 0;
        }
    }
    return count;
}

/* The k-th operand. Narrow formats: any code. Wide formats: patterned codes, every other one with an exponent near the
 * ends and the middle of the narrow formats' ranges. */
static uint64_t operand_for(const hu_format *from, uint64_t seed, uint64_t stream, uint64_t k)
{
    const int width = hu_format_width(from);
    if (width <= 16) {
        return k;
    }
    const uint64_t code = operand_code(from, seed, stream, k);
    if (k % 2 == 0) {
        return code;
    }
    static const int centres[] = {-127, -25, -20, -15, -10, -6, 0, 8, 16, 127};
    const uint64_t r = hu_random(seed, ~stream, k);
    const uint64_t exponent = (uint64_t)(from->bias + centres[r % 10] + (int)(r >> 8 & 0xFF) % 5 - 2);
    const uint64_t top = (UINT64_C(1) << from->exponent_bits) - 1;
    return (code & ~(top << from->fraction_bits)) | (exponent & top) << from->fraction_bits;
}

static void convert_code(source_tally *tally, const source_case *source, const destination *to, hu_number x,
                         const like_value *value, uint64_t random)
{
    const ref_format *from = compare_format(x.format);
    hu_env env = to->env;
    for (unsigned i = 0; source_rounding(source, i, random, &env); i++) {
        like_question q = {.op = REF_CONVERT, .to = to->same, .from = from, .x = {*value}};
        source_compare(tally, source, &q, &x, to->format, &env);
        env = to->env;
    }
}

long check_presets_conversions(void)
{
    static destination to[SOURCE_TO_MAX];
    source_tally tally = {.check = "presets.conversions"};
    const uint64_t seed = check_seed();
    const source_case *source;
    for (size_t i = 0; (source = source_at(i)) != NULL; i++) {
        const size_t destinations = prepare(&tally, source, to);
        for (size_t j = 0; j < SOURCE_FROM_MAX && source->from[j] != NULL; j++) {
            const hu_format *from = source_format(source->from[j]);
            const int width = hu_format_width(from);
            const uint64_t codes = width <= 16 ? UINT64_C(1) << width : SAMPLES;
            for (uint64_t k = 0; k < codes; k++) {
                if (!check_dose()) {
                    continue;
                }
                const uint64_t random = hu_random(seed, i, k);
                hu_number x = {from, operand_for(from, seed, i, k)};
                like_value value = like_of(compare_operand(x));
                for (size_t d = 0; d < destinations; d++) {
                    convert_code(&tally, source, &to[d], x, &value, random);
                }
            }
        }
    }
    return check_end(tally.check, tally.comparisons, tally.failures);
}

/* ---- Arithmetic -------------------------------------------------------------------------------------------------- */

/* One operation on numbers of one format. */
static void operate(source_tally *tally, const source_case *source, const destination *to, ref_op op,
                    const uint64_t *codes, const like_value *values, uint64_t random)
{
    like_question q = {.op = op, .to = to->same, .from = to->same};
    hu_number operands[REF_OPERANDS_MAX];
    for (int i = 0; i < ref_arity(op); i++) {
        operands[i] = (hu_number){to->format, codes[i]};
        q.x[i] = values[i];
    }
    hu_env env = to->env;
    const unsigned ways = source->roundings == ROUND_OWN ? 1 : source->roundings == ROUND_ANY ? 2 : 4;
    source_rounding(source, (unsigned)(random >> 40) % ways, random, &env);
    source_compare(tally, source, &q, operands, to->format, &env);
}

static const source_case *first_case(const char *name)
{
    const source_case *source;
    for (size_t i = 0; (source = source_at(i)) != NULL && strcmp(source->name, name) != 0; i++) {
    }
    return source;
}

static bool prepare_one(source_tally *tally, const source_case *source, const char *name, destination *to)
{
    to->format = source_format(name);
    to->same = compare_format(to->format);
    if (hu_env_like(source->name, to->format, &to->env)) {
        return true;
    }
    fprintf(stderr, "  %s does not cover %s\n", source->name, name);
    tally->failures++;
    return false;
}

/* All pairs of codes, under those operations of two operands that are in the set. */
static void every_pair(source_tally *tally, const source_case *const *sources, size_t count, const char *name,
                       unsigned operations)
{
    static destination to[3];
    for (size_t i = 0; i < count; i++) {
        if (!prepare_one(tally, sources[i], name, &to[i])) {
            return;
        }
    }
    const uint64_t seed = check_seed();
    const uint64_t codes = UINT64_C(1) << hu_format_width(to[0].format);
    like_value values[256];
    for (uint64_t code = 0; code < codes; code++) {
        values[code] = like_of(compare_operand((hu_number){to[0].format, code}));
    }
    for (uint64_t pair = 0; pair < codes * codes; pair++) {
        if (!check_dose()) {
            continue;
        }
        for (ref_op op = REF_ADD; op <= REF_MAXIMUM; op++) {
            if ((operations >> op & 1) != 0) {
                const uint64_t random = hu_random(seed, (uint64_t)op, pair);
                const size_t which = (random >> 32 & 0xFF) % count; /* each pair is tried with one of the sources */
                const uint64_t operands[] = {pair / codes, pair % codes};
                const like_value both[] = {values[operands[0]], values[operands[1]]};
                operate(tally, sources[which], &to[which], op, operands, both, random);
            }
        }
    }
}

enum {
    FOUR = 1 << REF_ADD | 1 << REF_SUB | 1 << REF_MUL | 1 << REF_DIV,
    SIX = FOUR | 1 << REF_MINIMUM | 1 << REF_MAXIMUM
};

long check_presets_arithmetic(void)
{
    static const char *const p3109_formats[] = {"binary8p4se", "binary8p3se", "binary8p3sf", "binary8p4ue",
                                                "binary8p3uf", "binary8p1uf", "binary4p2sf", "binary6p3ue"};
    static const char *const ml_dtypes_formats[] = {"e4m3",      "e5m2", "e4m3fnuz", "e5m2fnuz", "e4m3b11fnuz",
                                                    "e4m3_ieee", "e3m4", "e2m3",     "e3m2",     "e2m1"};
    const source_case *const p3109[] = {first_case("p3109"), first_case("p3109-satfinite"),
                                        first_case("p3109-satpropagate")};
    const source_case *const ml_dtypes[] = {first_case("ml_dtypes")};
    source_tally tally = {.check = "presets.arithmetic"};
    const uint64_t seed = check_seed();
    for (size_t i = 0; i < sizeof p3109_formats / sizeof p3109_formats[0]; i++) {
        every_pair(&tally, p3109, 3, p3109_formats[i], SIX);
    }
    for (size_t i = 0; i < sizeof ml_dtypes_formats / sizeof ml_dtypes_formats[0]; i++) {
        every_pair(&tally, ml_dtypes, 1, ml_dtypes_formats[i], FOUR);
    }
    /* Square roots and fused sums of P3109, and all operations of the processors. */
    static const char *const names[] = {"p3109", "p3109-satfinite", "p3109-satpropagate", "x86", "arm", "riscv"};
    static const char *const formats[][2] = {{"binary8p4se", "binary8p3uf"}, {"fp32", "fp16"}};
    static destination to;
    for (size_t i = 0; i < 12; i++) {
        const source_case *source = first_case(names[i / 2]);
        if (!prepare_one(&tally, source, formats[i / 2 >= 3][i % 2], &to)) {
            break;
        }
        for (uint64_t k = 0; k < SAMPLES; k++) {
            if (!check_dose()) {
                continue;
            }
            const uint64_t x = operand_code(to.format, seed, i, 2 * k);
            const uint64_t codes[] = {x, operand_near(to.format, x, seed, i, k),
                                      operand_code(to.format, seed, i, 2 * k + 1)};
            like_value values[REF_OPERANDS_MAX];
            for (int j = 0; j < REF_OPERANDS_MAX; j++) {
                values[j] = like_of(compare_operand((hu_number){to.format, codes[j]}));
            }
            for (ref_op op = REF_ADD; op <= REF_FMA; op++) {
                operate(&tally, source, &to, op, codes, values, hu_random(seed, i, k * 8 + (uint64_t)op));
            }
        }
    }
    return check_end(tally.check, tally.comparisons, tally.failures);
}

/* ---- To integers ------------------------------------------------------------------------------------------------- */

static uint64_t to_integer(hu_number x, int bits, bool is_signed, hu_env *env)
{
    if (bits == 32) {
        return is_signed ? (uint32_t)hu_to_int32(x, true, env) : hu_to_uint32(x, true, env);
    }
    return is_signed ? (uint64_t)hu_to_int64(x, true, env) : hu_to_uint64(x, true, env);
}

static void compare_integers(source_tally *tally, const char *name, like_processor cpu, hu_number x)
{
    static const hu_rounding directions[] = {HU_NEAREST_EVEN, HU_TOWARD_ZERO, HU_DOWN, HU_UP};
    const like_value value = like_of(compare_operand(x));
    hu_env env;
    for (int i = 0; i < 16 && hu_env_like(name, x.format, &env); i++) {
        const int bits = i & 1 ? 64 : 32;
        const bool is_signed = (i & 2) != 0;
        env.rounding = directions[i >> 2];
        like_answer answer =
            like_integer(cpu, &value, (like_mode){.rounding = (ref_rounding)env.rounding}, bits, is_signed);
        const uint64_t code = to_integer(x, bits, is_signed, &env);
        tally->comparisons++;
        if ((code != answer.code || env.flags != answer.flags) && tally->failures++ < CHECK_SHOWN) {
            fprintf(stderr, "  %s: %s %llx to %sint%d, rounding %u: %llx flags %02x, the source %llx %02x\n",
                    tally->check, x.format->name, (unsigned long long)x.code, is_signed ? "" : "u", bits,
                    (unsigned)env.rounding, (unsigned long long)code, (unsigned)env.flags,
                    (unsigned long long)answer.code, answer.flags);
        }
    }
}

long check_presets_integers(void)
{
    static const char *const names[] = {"x86", "arm", "riscv"}; /* in the order of like_processor */
    static const char *const formats[] = {"fp16", "fp32", "fp64"};
    source_tally tally = {.check = "presets.integers"};
    const uint64_t seed = check_seed();
    for (int i = 0; i < 9; i++) {
        const hu_format *format = source_format(formats[i % 3]);
        for (uint64_t k = 0; k < SAMPLES; k++) {
            if (!check_dose()) {
                continue;
            }
            hu_number x = {format, operand_code(format, seed, (uint64_t)i, k)};
            if (k % 2 != 0 && format->exponent_bits > 5) { /* near the ends of the integer ranges */
                const uint64_t field = (uint64_t)(format->bias + (k % 4 == 1 ? 30 : 62) + (int)(k / 4 % 4));
                x.code &= ~(((UINT64_C(1) << format->exponent_bits) - 1) << format->fraction_bits);
                x.code |= field << format->fraction_bits;
            }
            compare_integers(&tally, names[i / 3], (like_processor)(i / 3), x);
        }
    }
    return check_end(tally.check, tally.comparisons, tally.failures);
}

/* ---- Names ------------------------------------------------------------------------------------------------------- */

static long expect(bool good, const char *preset, const char *what)
{
    if (!good) {
        fprintf(stderr, "  presets: %s: %s\n", preset, what);
    }
    return good ? 0 : 1;
}

/* The place where flat.c packs each policy. */
static uint64_t packed(const hu_env *env)
{
    return (uint64_t)env->rounding << HU_FLAT_ROUNDING | (uint64_t)env->overflow << HU_FLAT_OVERFLOW |
           (uint64_t)env->tininess << HU_FLAT_TININESS | (uint64_t)env->nan << HU_FLAT_NAN |
           (uint64_t)env->flush << HU_FLAT_FLUSH | (uint64_t)env->odd_overflow << HU_FLAT_ODD_OVERFLOW |
           (uint64_t)env->missing_nan << HU_FLAT_MISSING_NAN | (uint64_t)env->missing_zero << HU_FLAT_MISSING_ZERO |
           (uint64_t)env->negative << HU_FLAT_NEGATIVE | (uint64_t)env->infinity_nan << HU_FLAT_INFINITY_NAN |
           (uint64_t)env->zero_divide << HU_FLAT_ZERO_DIVIDE;
}

static long check_preset(const hu_preset *preset, const hu_format *format, bool *covers)
{
    hu_env env = {.flags = HU_INEXACT, .rounding = 99};
    uint64_t flat = 99;
    const uint64_t to = hu_flat_format(format->name);
    *covers = hu_env_like(preset->name, format, &env);
    const char *error = hu_env_like_error(preset->name, format);
    const int32_t status = hu_flat_like(preset->name, to, &flat);
    if (!*covers) {
        return expect(env.rounding == 99 && env.flags == HU_INEXACT, preset->name, "the environment has changed") +
               expect(error != NULL, preset->name, "no sentence says that the format is not covered") +
               expect(status == HU_STATUS_ENVIRONMENT && flat == 99, preset->name, "the flat function accepts it");
    }
    return expect(error == NULL, preset->name, "refused with a sentence") +
           expect(env.flags == 0 && hu_env_error(&env) == NULL, preset->name, "the environment is not usable") +
           expect(status == HU_STATUS_GOOD && flat == packed(&env), preset->name, "the flat policies differ");
}

static bool same_format(const hu_format *a, const hu_format *b)
{
    return a->exponent_bits == b->exponent_bits && a->fraction_bits == b->fraction_bits && a->bias == b->bias &&
           a->has_sign == b->has_sign && a->has_zero == b->has_zero && a->infinity == b->infinity && a->nan == b->nan;
}

/* Is the format, under any name, a destination of the source in one of the cases compared with it? Those are all that
 * each preset says it covers, but for P3109's, which are too many. */
static bool is_compared(const char *preset, const hu_format *format)
{
    const source_case *source;
    bool compared = false;
    for (size_t i = 0; (source = source_at(i)) != NULL; i++) {
        for (size_t j = 0; strcmp(source->name, preset) == 0 && j < SOURCE_TO_MAX && source->to[j] != NULL; j++) {
            compared = compared || same_format(source_format(source->to[j]), format);
        }
    }
    return compared;
}

/* Formats like P3109's in all but one field, which no preset covers: the bias, the width, the code of infinity, the
 * NaN, the zero. */
static const char *const near_p3109[] = {"e5m2b15:inf=top,nan=zero",         "ue5m3b14:nan=top",
                                         "e13m3b4096:inf=none,nan=zero",     "e1m0b1:inf=none,nan=zero",
                                         "e5m2b16:inf=top,nan=top",          "ue5m3b16:inf=none,nan=none",
                                         "ue5m3b16:inf=none,nan=top,zero=no"};

long check_presets_names(void)
{
    static const char *const p3109[] = {"binary8p4se", "binary8p3sf", "binary8p4ue", "binary8p1uf", "binary16p1uf"};
    long failures = 0;
    long long comparisons = 0;
    const hu_preset *preset;
    for (size_t i = 0; (preset = hu_preset_at(i)) != NULL; i++) {
        int covered = 0;
        bool covers;
        const hu_format *format;
        for (size_t j = 0; (format = hu_format_at(j)) != NULL; j++, comparisons++) {
            failures += check_preset(preset, format, &covers);
            covered += covers;
            failures += expect(covers == is_compared(preset->name, format), preset->name, format->name);
        }
        const bool is_p3109 = strncmp(preset->name, "p3109", 5) == 0;
        for (size_t j = 0; j < sizeof p3109 / sizeof p3109[0]; j++, comparisons++) {
            failures += check_preset(preset, source_format(p3109[j]), &covers);
            bool same_as_fnuz = strcmp(p3109[j], "binary8p3sf") == 0; /* E5M2FNUZ under another name */
            failures += expect(covers == is_p3109 || same_as_fnuz, preset->name, "wrong about P3109's formats");
        }
        for (size_t j = 0; j < sizeof near_p3109 / sizeof near_p3109[0]; j++, comparisons++) {
            failures += check_preset(preset, source_format(near_p3109[j]), &covers);
            failures += expect(!covers, preset->name, near_p3109[j]);
        }
        const source_case *source = first_case(preset->name);
        failures += expect(source != NULL && covered > 0, preset->name, "nothing compares it with its source");
        failures += expect(strlen(preset->source) > 0 && strlen(preset->formats) > 0 && preset->differs != NULL,
                           preset->name, "a description is missing");
    }
    const hu_format *e4m3 = hu_format_find("e4m3");
    const uint64_t flat_e4m3 = hu_flat_format("e4m3");
    hu_env env = {.rounding = 99};
    uint64_t flat;
    failures += expect(!hu_env_like("ml-dtypes", e4m3, &env) && env.rounding == 99, "ml-dtypes", "accepted");
    failures += expect(hu_env_like_error("ml-dtypes", e4m3) != NULL, "ml-dtypes", "accepted without a sentence");
    failures += expect(hu_flat_like("", flat_e4m3, &flat) == HU_STATUS_ENVIRONMENT, "\"\"", "accepted");
    failures += expect(hu_flat_like("cuda", 0, &flat) == HU_STATUS_FORMAT, "cuda", "accepted for no format");
    failures += expect(hu_flat_like(NULL, flat_e4m3, &flat) == HU_STATUS_POINTER, "NULL", "accepted");
    failures += expect(hu_flat_like("cuda", flat_e4m3, NULL) == HU_STATUS_POINTER, "cuda",
                       "accepted without a place for the result");
    return check_end("presets.names", comparisons + 6, failures);
}
