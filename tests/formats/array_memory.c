/* SPDX-License-Identifier: Apache-2.0
 *
 * Arrays in memory: every length and alignment, what may overlap, the bytes around; how stochastic bits follow the
 * index; the floating-point state of the thread; refused arguments.
 */
#include <string.h>

#include "support/arrays.h"
#include "support/check.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

enum { LENGTHS = 68, ALIGNMENTS = 32, GUARD = 0xA5, ROOM = 2 * ALIGNMENTS + LENGTHS * 8 };

/* Converts n elements from and to every alignment and compares with one element at a time; nothing else is written. */
static void place(check_tally *t, hu_array_path path, const char *from_name, const char *to_name, size_t n)
{
    const hu_format *from = hu_format_find(from_name);
    const hu_format *to = hu_format_find(to_name);
    const size_t from_size = hu_array_element_size(from);
    const size_t to_size = hu_array_element_size(to);
    const hu_array_options options = {.path = path};
    for (size_t alignment = 0; alignment < ALIGNMENTS; alignment++) {
        uint8_t source[ROOM];
        uint8_t result[ROOM];
        uint8_t expected[ROOM];
        uint8_t *x = source + alignment;
        const size_t other = alignment * 7 % ALIGNMENTS;
        memset(result, GUARD, sizeof result);
        memset(expected, GUARD, sizeof expected);
        hu_env env = {.overflow = HU_SATURATE_FINITE};
        hu_env single = env;
        for (size_t i = 0; i < n; i++) {
            hu_env exact = {.overflow = HU_SATURATE_FINITE};
            const uint64_t draw = hu_random(check_seed(), 40, i + n * alignment);
            const hu_number half = {hu_format_find("fp16"), draw & 0xFFFF};
            const hu_number element = hu_convert(from, half, &exact);
            arrays_store(x + i * from_size, from, element.code);
            arrays_store(expected + other + i * to_size, to, hu_convert(to, element, &single).code);
        }
        const hu_status status =
            hu_array_convert(hu_array_of(to, result + other), hu_array_operand_of(from, x), n, &env, &options);
        check_that(t, status == HU_STATUS_GOOD && memcmp(result, expected, sizeof result) == 0,
                   "array.alignments: a result, or a byte beside the results, is wrong");
        check_that(t, env.flags == single.flags, "array.alignments: wrong flags");
    }
}

long check_array_alignments(void)
{
    static const char *const pairs[][2] = {{"fp32", "e4m3"}, {"fp32", "fp16"}, {"fp32", "bf16"}, {"bf16", "e5m2"},
                                           {"fp16", "fp32"}, {"e4m3", "fp32"}, {"fp64", "e4m3"}};
    check_tally t = {0};
    for (hu_array_path path = HU_ARRAY_AUTOMATIC; path <= HU_ARRAY_NEON; path++) {
        for (size_t i = 0; hu_array_path_name(path) != NULL && i < sizeof pairs / sizeof pairs[0]; i++) {
            for (size_t n = 0; n < LENGTHS; n += check_dose_is_all() ? 1 : 9) {
                place(&t, path, pairs[i][0], pairs[i][1], n);
            }
        }
    }
    return check_end("array.alignments", t.comparisons, t.failures);
}

/* 1 + 2^-24 is 1 and the 2^-17th part of a quantum of BF16, a bit that FP32 does not have: jammed, it would be twice as
 * much. The random integer that tells the two apart is the last but one. */
static void compare_decisive(arrays *a)
{
    static const uint64_t x = 0x3FF0000010000000;
    uint64_t codes[16];
    uint64_t index = 8;
    while (hu_random_bits(9, 9, index, 17) != 0x1FFFE) {
        index++;
    }
    for (size_t i = 0; i < 16; i++) {
        codes[i] = x;
    }
    const arrays_case c = {.operation = HU_OP_CONVERT,
                           .to = hu_format_find("bf16"),
                           .from = {hu_format_find("fp64")},
                           .codes = {codes},
                           .count = 16,
                           .env = {.rounding = HU_STOCHASTIC_A, .random_bits = 17},
                           .options = {.seed = 9, .stream = 9, .first = index - 8}};
    for (int i = 0; i < 20; i++) { /* cut in several ways */
        arrays_compare(a, &c);
    }
}

/* Random bits by the index alone: known words, and indices about every carry of the counter. */
long check_array_draws(void)
{
    static const uint64_t firsts[] = {
        0, 1, 6, (UINT64_C(4) << 32) - 100, (UINT64_C(4) << 32) - 3, UINT64_MAX - 200, UINT64_MAX - 2, UINT64_MAX};
    static uint64_t codes[700];
    arrays a;
    check_tally t = {0};
    const uint64_t low = hu_random(5, 6, 7);
    check_that(&t, hu_random_bits(5, 6, 28, 32) == (uint32_t)low, "array.draws: word 0 of a block");
    check_that(&t, hu_random_bits(5, 6, 29, 32) == low >> 32, "array.draws: word 1 of a block");
    check_that(&t, hu_random_bits(5, 6, 29, 5) == low >> 59, "array.draws: the top bits of a word");
    check_that(&t, hu_random_bits(5, 6, 29, 0) == 0, "array.draws: no bits");
    arrays_begin(&a, "array.draws");
    for (size_t i = 0; i < sizeof firsts / sizeof firsts[0]; i++) {
        for (size_t k = 0; k < sizeof codes / sizeof codes[0]; k++) {
            codes[k] = 0x3F800000 + (hu_random(check_seed(), 41, k) & 0xFFFFFF);
        }
        const arrays_case c = {.operation = HU_OP_CONVERT,
                               .to = hu_format_find(i % 2 != 0 ? "bf16" : "e4m3"),
                               .from = {hu_format_find("fp32")},
                               .codes = {codes},
                               .count = sizeof codes / sizeof codes[0],
                               .env = {.rounding = HU_STOCHASTIC_A, .random_bits = 16},
                               .options = {.seed = check_seed(), .stream = UINT64_MAX - i, .first = firsts[i]}};
        arrays_compare(&a, &c);
    }
    compare_decisive(&a);
    return check_end("array.draws", t.comparisons + a.comparisons, t.failures + a.failures);
}

/* The words of every path, from any index and of any length, across a carry of the block's number and the last
 * index. */
long check_array_words(void)
{
    static const uint64_t firsts[] = {0, 1, 2, 3, (UINT64_C(4) << 32) - 130, UINT64_MAX - 300, UINT64_MAX - 63};
    enum { LONGEST = 400 };
    check_tally t = {0};
    for (size_t k = 0; k < 400 && check_dose(); k++) {
        const uint64_t r = hu_random(check_seed(), 42, k);
        const uint64_t seed = hu_random(check_seed(), 43, k);
        const uint64_t first = firsts[r % (sizeof firsts / sizeof firsts[0])] + (r >> 8 & 63);
        const size_t count = (size_t)(r >> 16) % LONGEST;
        uint32_t words[LONGEST + 1];
        words[count] = 0xABCD;
        hu_array_random(seed, k, first, words, count);
        for (size_t i = 0; i < count; i++) {
            check_that(&t, words[i] == hu_random_bits(seed, k, first + i, 32), "array.words: one word as by itself");
        }
        check_that(&t, words[count] == 0xABCD, "array.words: no more than count");
    }
    return check_end("array.words", t.comparisons, t.failures);
}

/* ---- The state of the thread ------------------------------------------------------------------------------------- */

#if defined(__x86_64__)
#define HAVE_STATE
static uint64_t get_state(void)
{
    return _mm_getcsr();
}

static void set_state(uint64_t state)
{
    _mm_setcsr((uint32_t)state);
}

/* Rounding down, flush-to-zero and denormals-are-zero, flags raised; rounding up; toward zero; invalid not masked. */
static const uint64_t states[] = {0x1F80, 0xBFD5, 0x5F80, 0x7F80, 0x1F00};

#elif defined(__aarch64__)
#define HAVE_STATE
static uint64_t get_state(void)
{
    uint64_t control, status;
    __asm__ volatile("mrs %0, fpcr\n\tmrs %1, fpsr" : "=r"(control), "=r"(status));
    return control | status << 32;
}

static void set_state(uint64_t state)
{
    __asm__ volatile("msr fpcr, %0\n\tmsr fpsr, %1" : : "r"(state & UINT32_MAX), "r"(state >> 32));
}

/* Rounding up, down and toward zero, with flush-to-zero; flags raised. */
static const uint64_t states[] = {0, UINT64_C(0x1400000), UINT64_C(0x1800000) | UINT64_C(3) << 32, 0xC00000};
#endif

#if defined(HAVE_STATE)
long check_array_state(void)
{
    static const hu_operation operations[] = {HU_OP_CONVERT, HU_OP_ADD, HU_OP_MUL, HU_OP_FMA};
    static const char *const names[] = {"fp16", "bf16", "e5m2"};
    static uint64_t results[2][1000];
    static uint16_t codes[3][1000];
    check_tally t = {0};
    for (size_t i = 0; i < 1000; i++) {
        for (size_t k = 0; k < 3; k++) {
            const uint64_t draw = hu_random(check_seed(), 42 + k, i);
            codes[k][i] = (uint16_t)((draw >> 20 & 3) == 0 ? draw & 0x83FF : draw);
        }
    }
    for (hu_array_path path = HU_ARRAY_AUTOMATIC; path <= HU_ARRAY_NEON; path++) {
        for (size_t n = 0; hu_array_path_name(path) != NULL && n < 4 * 3 * 3; n++) {
            const hu_array_options options = {.path = path};
            const hu_format *from = hu_format_find(names[n / 4 % 3]);
            const hu_format *to = hu_format_find(names[n / 4 / 3]);
            const hu_array_operand x[3] = {hu_array_operand_of(from, codes[0]), hu_array_operand_of(from, codes[1]),
                                           hu_array_operand_of(from, codes[2])};
            for (size_t i = 0; i < sizeof states / sizeof states[0]; i++) {
                hu_env env = {0};
                const uint64_t before = get_state();
                set_state(states[i]);
                (void)hu_array_apply(operations[n % 4], hu_array_of(to, results[i != 0]), x, 1000, &env, &options);
                const uint64_t after = get_state();
                set_state(before);
                check_that(&t, after == states[i], "array.state: the floating-point state has changed");
                check_that(&t, memcmp(results[0], results[i != 0], 1000 * hu_array_element_size(to)) == 0,
                           "array.state: the results depend on the floating-point state");
            }
        }
    }
    return check_end("array.state", t.comparisons, t.failures);
}
#else
long check_array_state(void)
{
    fprintf(stderr, "  array.state: SKIP: no way to set the floating-point state of this machine is known\n");
    return CHECK_SKIPPED;
}
#endif

/* ---- Refusals ---------------------------------------------------------------------------------------------------- */

long check_array_refused(void)
{
    check_tally t = {0};
    const hu_format *fp32 = hu_format_find("fp32");
    const hu_format *fp16 = hu_format_find("fp16");
    const hu_format *fp64 = hu_format_find("fp64");
    const hu_format bad = {.name = "bad"};
    uint32_t m[64] = {0};
    hu_env env = {0};
    const hu_env bad_env = {.rounding = 99};
    const hu_array_options bad_path = {.path = 99};
    const hu_array_options reserved = {.reserved = {1}};
    const hu_array_options none = {0};
    const struct {
        hu_operation operation;
        hu_array to;
        hu_array_operand x;
        hu_env env;
        hu_array_options options;
        hu_status status;
    } cases[] = {
        {HU_OP_CONVERT, {fp32, m, 4}, {fp32, m + 32, 4}, env, none, HU_STATUS_GOOD},
        {(hu_operation)-1, {fp32, m, 4}, {fp32, m + 32, 4}, env, none, HU_STATUS_OPERATION},
        {HU_OP_TO_INT32, {fp32, m, 4}, {fp32, m + 32, 4}, env, none, HU_STATUS_OPERATION},
        {HU_OP_CLASS, {fp32, m, 4}, {fp32, m + 32, 4}, env, none, HU_STATUS_OPERATION},
        {HU_OP_CONVERT, {NULL, m, 4}, {fp32, m + 32, 4}, env, none, HU_STATUS_POINTER},
        {HU_OP_CONVERT, {fp32, NULL, 4}, {fp32, m + 32, 4}, env, none, HU_STATUS_POINTER},
        {HU_OP_CONVERT, {fp32, m, 4}, {fp32, NULL, 4}, env, none, HU_STATUS_POINTER},
        {HU_OP_CONVERT, {fp32, m, 4}, {&bad, m + 32, 4}, env, none, HU_STATUS_FORMAT},
        {HU_OP_SQRT, {fp32, m, 4}, {fp64, m + 32, 8}, env, none, HU_STATUS_PRECISION},
        {HU_OP_NEXT_UP, {fp16, m, 2}, {fp32, m + 32, 4}, env, none, HU_STATUS_MIXED},
        {HU_OP_CONVERT, {fp32, m, 4}, {fp32, m + 32, 4}, bad_env, none, HU_STATUS_ENVIRONMENT},
        {HU_OP_CONVERT, {fp32, m, 4}, {fp32, m + 32, 4}, env, bad_path, HU_STATUS_PATH},
        {HU_OP_CONVERT, {fp32, m, 4}, {fp32, m + 32, 4}, env, reserved, HU_STATUS_PATH},
        {HU_OP_CONVERT, {fp32, m, 4}, {fp32, m, 4}, env, none, HU_STATUS_GOOD},
        {HU_OP_CONVERT, {fp16, m, 2}, {fp32, m, 4}, env, none, HU_STATUS_GOOD},
        {HU_OP_CONVERT, {fp16, m, 6}, {fp32, m, 4}, env, none, HU_STATUS_OVERLAP},
        {HU_OP_CONVERT, {fp32, m, 4}, {fp16, m, 2}, env, none, HU_STATUS_OVERLAP},
        {HU_OP_CONVERT, {fp32, m, 4}, {fp32, m + 1, 4}, env, none, HU_STATUS_OVERLAP},
        {HU_OP_CONVERT, {fp32, m + 9, -4}, {fp32, m, 4}, env, none, HU_STATUS_OVERLAP},
        {HU_OP_CONVERT, {fp32, m, 4}, {fp32, m + 9, 0}, env, none, HU_STATUS_OVERLAP},
        {HU_OP_CONVERT, {fp32, m, 4}, {fp32, m + 10, 0}, env, none, HU_STATUS_GOOD},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        hu_env own = cases[i].env;
        char what[64];
        const hu_status got = hu_array_apply(cases[i].operation, cases[i].to, &cases[i].x, 10, &own, &cases[i].options);
        (void)snprintf(what, sizeof what, "array.refused: case %zu: status %d", i, (int)got);
        check_that(&t, got == cases[i].status, what);
    }
    check_that(&t,
               hu_array_convert((hu_array){fp32, NULL, 4}, (hu_array_operand){fp32, NULL, 4}, 0, &env, NULL) ==
                   HU_STATUS_GOOD,
               "array.refused: no elements need no memory");
    check_that(&t, hu_array_path_name(HU_ARRAY_PORTABLE) != NULL && hu_array_path_name((hu_array_path)99) == NULL,
               "array.refused: names of paths");
    return check_end("array.refused", t.comparisons, t.failures);
}
