/* SPDX-License-Identifier: Apache-2.0
 *
 * The models of NVIDIA's cvt: against ref/'s restatement of CUDA's rules (like.h) with the modifiers applied by hand;
 * and against the answers that an H200 gave (data/silicon/h200_scalars.txt), where it has the instruction.
 */
#include <inttypes.h>
#include <string.h>

#include "halfulp_models.h"
#include "like.h"
#include "support/check.h"
#include "support/models.h"
#include "support/operands.h"

enum { SAMPLES = 12000, RECORDED_LEAST = 500 };

typedef struct {
    const char *prefix; /* of the model's name, before the two types */
    ref_rounding rounding;
    bool saturates; /* always */
} form;

/* The longer prefix first. */
static const form forms[] = {
    {"nvidia_cvt_rn_satfinite_", REF_NEAREST_EVEN, true}, {"nvidia_cvt_rs_satfinite_", REF_STOCHASTIC_A, true},
    {"nvidia_cvt_rna_", REF_NEAREST_AWAY, false},         {"nvidia_cvt_rn_", REF_NEAREST_EVEN, false},
    {"nvidia_cvt_rz_", REF_TOWARD_ZERO, false},           {"nvidia_cvt_rp_", REF_UP, false},
    {"nvidia_cvt_rs_", REF_STOCHASTIC_A, false},
};

static const form *form_of(const char *name)
{
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        if (strncmp(name, forms[i].prefix, strlen(forms[i].prefix)) == 0) {
            return &forms[i];
        }
    }
    return NULL;
}

/* Patterned codes of FP32, most of them with an exponent near the ends of the narrow formats; every code of others. */
static uint64_t operand_for(const hu_format *from, uint64_t i)
{
    static const int centres[] = {-127, -24, -15, -9, -3, 0, 2, 4, 8, 15, 127};
    if (hu_format_width(from) <= 16) {
        return i;
    }
    const uint64_t x = operand_code(from, check_seed(), 170, i), r = hu_random(check_seed(), 171, i);
    return i % 3 == 0 ? x : models_with_field(from, x, 127 + centres[(r & 0xFF) % 11] + (int)(r >> 8 & 7) - 3);
}

/* ---- FP16 and narrower, and UE8M0 -------------------------------------------------------------------------------- */

/* CUDA's rule; toward zero no number becomes an infinity; then .satfinite where it is a modifier, then .relu. */
static uint64_t cuda_answer(const like_question *q, bool fixed, uint32_t modifiers)
{
    const ref_format *f = q->to;
    const uint64_t sign = f->has_sign ? UINT64_C(1) << (f->width - 1) : 0;
    const bool saturate = fixed || (modifiers & HU_CVT_SATFINITE) != 0;
    uint64_t code = like_cuda(q, saturate).code;
    const bool inward = q->mode.rounding == REF_TOWARD_ZERO && q->x[0].kind == LIKE_NUMBER;
    if ((saturate || inward) && f->infinity != REF_INFINITY_NONE && (code & (sign - 1)) == ref_infinity_code(f)) {
        code = (code & sign) | f->largest_code;
    }
    return (modifiers & HU_CVT_RELU) != 0 && (code & sign) != 0 ? 0 : code;
}

static void compare_form(models_tally *tally, const hu_model *model, const form *way)
{
    const hu_format *from = model->operand[0].format;
    const int width = hu_format_width(from);
    const uint64_t count = width <= 16 ? UINT64_C(1) << width : SAMPLES;
    like_question q = {.op = REF_CONVERT,
                       .to = ref_format_find(model->result->format->name),
                       .from = ref_format_find(from->name),
                       .mode = {.rounding = way->rounding}};
    /* a widening has no .satfinite, UE8M0 no .relu, and the way back from it neither */
    const uint32_t known = model->immediate == 0 ? 0U
                           : !q.to->has_sign     ? (uint32_t)HU_CVT_SATFINITE
                           : width <= 8          ? (uint32_t)HU_CVT_RELU
                                                 : (uint32_t)(HU_CVT_RELU | HU_CVT_SATFINITE);
    q.mode.random_bits = model->operands == 2 ? (unsigned)hu_format_width(model->operand[1].format) : 0;
    for (uint64_t i = 0; i < count; i++) {
        if (!check_dose()) {
            continue;
        }
        const uint64_t x = operand_for(from, i);
        q.x[0] = like_of((ref_operand){q.from, x});
        for (uint32_t immediate = 0; immediate < 8; immediate += 1 + (uint32_t)(i & 3)) {
            const uint64_t r = hu_random(check_seed(), 172, 8 * i + immediate);
            q.mode.random = (r & 3) == 0 ? r >> 63 : r >> (64 - q.mode.random_bits) % 64;
            q.mode.random &= (UINT64_C(1) << q.mode.random_bits) - 1;
            const uint64_t code = cuda_answer(&q, way->saturates, immediate & known);
            models_expect(tally, model, (uint64_t[]){x, q.mode.random}, model->operands, 0, immediate,
                          (models_answer){code, 0});
        }
    }
}

/* ---- TF32: an FP32 with 13 zeros --------------------------------------------------------------------------------- */

static uint64_t tf32_answer(ref_bracket_t *b, uint64_t x, ref_rounding rounding, uint32_t modifiers)
{
    const ref_format *fp32 = ref_format_find("fp32");
    const bool nan = ref_decode_nan(fp32, x).is_nan, saturate = (modifiers & HU_CVT_SATFINITE) != 0;
    const ref_policy policy = {.rounding = rounding, .overflow = saturate ? REF_SATURATE_ALL : REF_OVERFLOW_NONE};
    ref_bracket(b, REF_CONVERT, ref_format_find("tf32"), &(ref_operand){fp32, x}, false);
    const uint64_t number = ref_choose(b, &policy).code << 13;
    if (rounding == REF_NEAREST_AWAY) {
        return nan ? (x >> 13 << 13) - (saturate ? 1 << 13 : 0) : number;
    }
    return nan ? 0x7FFFE000 : (modifiers & HU_CVT_RELU) != 0 && number >> 31 != 0 ? 0 : number;
}

static void compare_tf32(models_tally *tally, ref_bracket_t *b, const hu_model *model, const form *way)
{
    for (uint64_t i = 0; i < SAMPLES; i++) {
        const uint64_t x = operand_for(model->operand[0].format, i);
        const uint32_t immediate = (uint32_t)(i >> 3 & 7);
        if (check_dose()) {
            models_expect(tally, model, &x, 1, 0, immediate,
                          (models_answer){tf32_answer(b, x, way->rounding, immediate), 0});
        }
    }
}

long check_models_nvidia(void)
{
    models_tally tally = {.name = "models.nvidia"};
    ref_bracket_t b;
    ref_bracket_init(&b);
    const hu_model *model;
    for (size_t row = 0; (model = hu_model_at(row)) != NULL; row++) {
        const form *way = form_of(model->name);
        if (way != NULL && strstr(model->name, "_tf32_") != NULL) {
            compare_tf32(&tally, &b, model, way);
        } else if (way != NULL) {
            compare_form(&tally, model, way);
        } else if (strncmp(model->name, "nvidia_", 7) == 0) {
            fprintf(stderr, "  %s: %s: nothing to compare with\n", tally.name, model->name);
            tally.failures++;
        }
    }
    ref_bracket_clear(&b);
    return check_end(tally.name, tally.comparisons, tally.failures);
}

/* ---- Recorded answers -------------------------------------------------------------------------------------------- */

/* "cvt.rn.satfinite.relu.e4m3x2.f32": the model and its modifiers. False if there is none, or another modifier. */
static bool model_of(char *name, const hu_model **model, uint32_t *modifiers)
{
    char rounding[8] = "", types[2][8] = {"", ""}, text[64];
    int count = 0;
    *modifiers = 0;
    for (char *word = strtok(name, ".\n"); word != NULL; word = strtok(NULL, ".\n")) {
        if (strcmp(word, "relu") == 0 || strcmp(word, "satfinite") == 0) {
            *modifiers |= word[0] == 'r' ? HU_CVT_RELU : HU_CVT_SATFINITE;
        } else if (word[0] == 'r') {
            snprintf(rounding, sizeof rounding, "%s", word);
        } else if (strcmp(word, "cvt") != 0) {
            char *lanes = strstr(word, "x2");
            if (lanes != NULL) {
                *lanes = '\0';
            }
            if (count == 2 || strlen(word) >= sizeof types[0]) {
                return false;
            }
            memcpy(types[count++], word, strlen(word) + 1);
        }
    }
    snprintf(text, sizeof text, "nvidia_cvt_%s_%s_%s", rounding, types[0], types[1]);
    *model = hu_model_find(text);
    if (*model == NULL && (*modifiers & HU_CVT_SATFINITE) != 0) {
        snprintf(text, sizeof text, "nvidia_cvt_%s_satfinite_%s_%s", rounding, types[0], types[1]);
        *model = hu_model_find(text);
    }
    return *model != NULL;
}

long check_models_nvidia_recorded(void)
{
    models_tally tally = {.name = "models.nvidia_recorded"};
    FILE *file = fopen(check_data_path("silicon/h200_scalars.txt"), "r");
    if (file == NULL) {
        fprintf(stderr, "  %s: cannot read data/silicon/h200_scalars.txt\n", tally.name);
        return check_end(tally.name, 0, 1);
    }
    char line[256];
    const hu_model *model = NULL;
    uint32_t modifiers = 0;
    while (fgets(line, sizeof line, file) != NULL) {
        uint64_t x, code;
        if (strchr(line, '.') != NULL && line[0] != '#') {
            model = NULL;
            if (strncmp(line, "cvt.r", 5) == 0 && !model_of(line, &model, &modifiers)) {
                model = NULL;
            }
        } else if (model != NULL && sscanf(line, "%" SCNx64 " %" SCNx64, &x, &code) == 2) {
            models_expect(&tally, model, &x, 1, 0, modifiers, (models_answer){code, 0});
        }
    }
    fclose(file);
    if (tally.comparisons < RECORDED_LEAST) {
        fprintf(stderr, "  %s: %lld answers; expected at least %d\n", tally.name, tally.comparisons, RECORDED_LEAST);
        tally.failures++;
    }
    return check_end(tally.name, tally.comparisons, tally.failures);
}
