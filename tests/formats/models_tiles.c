/* SPDX-License-Identifier: Apache-2.0
 *
 * The models of AMX's tile products against processors: against this one, where it has the instruction, and against
 * recorded answers of one that has (data/silicon/).
 */
#define _DEFAULT_SOURCE /* syscall */
#include <stdlib.h>
#include <string.h>
#if defined(__x86_64__)
#include <cpuid.h>
#endif
#if defined(__linux__)
#include <sys/syscall.h>
#include <unistd.h>
#endif

#include "halfulp_models.h"
#include "support/check.h"
#include "support/models.h"

enum { PAIRS_MAX = 16 };

typedef struct {
    size_t pairs;
    hu_fp32 before;
    hu_bf16 x[2 * PAIRS_MAX]; /* the row of the first tile */
    hu_bf16 y[2 * PAIRS_MAX]; /* the column of the second */
} tile_element;

/* The processor's order is the SDM's; that of the Intrinsics Guide must differ somewhere, or nothing was shown. */
static void compare(models_tally *tally, long long *guide_differs, const tile_element *e, uint32_t machine)
{
    const models_case input = {"tdpbf16ps, of which before, x0, x1, y0 and y1 are",
                               (uint32_t)e->pairs,
                               5,
                               {{hu_format_find("fp32"), e->before.code},
                                {hu_format_find("bf16"), e->x[0].code},
                                {hu_format_find("bf16"), e->x[1].code},
                                {hu_format_find("bf16"), e->y[0].code},
                                {hu_format_find("bf16"), e->y[1].code}}};
    const uint32_t model = hu_x86_tdpbf16ps_sdm(e->before, e->x, e->y, e->pairs).code;
    models_compare(tally, &input, hu_format_find("fp32"), (models_answer){model, 0}, (models_answer){machine, 0});
    *guide_differs += hu_x86_tdpbf16ps_guide(e->before, e->x, e->y, e->pairs).code != machine;
}

static long end(models_tally *tally, long long guide_differs)
{
    if (guide_differs == 0) {
        fprintf(stderr, "  %s: the Intrinsics Guide's order never differed, but it must\n", tally->name);
        tally->failures++;
    }
    return check_end(tally->name, tally->comparisons, tally->failures);
}

/* ---- Recorded ---------------------------------------------------------------------------------------------------- */

/* Reads count hexadecimal codes, and the bar behind them. */
static bool read_codes(char **text, size_t count, uint32_t *code)
{
    for (size_t i = 0; i < count; i++) {
        char *end;
        code[i] = (uint32_t)strtoul(*text, &end, 16);
        if (end == *text) {
            return false;
        }
        *text = end;
    }
    *text += strspn(*text, " |\n");
    return true;
}

/* PAIRS | BEFORE | X... | Y... | AFTER */
static bool read_element(char *line, tile_element *e, uint32_t *after)
{
    uint32_t code[2 * PAIRS_MAX];
    e->pairs = strtoul(line, &line, 10);
    line += strspn(line, " |");
    if (e->pairs < 1 || e->pairs > PAIRS_MAX || !read_codes(&line, 1, &e->before.code)) {
        return false;
    }
    hu_bf16 *side[2] = {e->x, e->y};
    for (int s = 0; s < 2; s++) {
        if (!read_codes(&line, 2 * e->pairs, code)) {
            return false;
        }
        for (size_t i = 0; i < 2 * e->pairs; i++) {
            side[s][i].code = (uint16_t)code[i];
        }
    }
    return read_codes(&line, 1, after) && *line == '\0';
}

long check_models_amx_recorded(void)
{
    models_tally tally = {.name = "models.amx_recorded"};
    long long guide_differs = 0;
    char line[1024];
    FILE *file = fopen(check_data_path("silicon/xeon_amx.txt"), "r");
    if (file == NULL) {
        fprintf(stderr, "  %s: cannot read data/silicon/xeon_amx.txt\n", tally.name);
        return check_end(tally.name, 0, 1);
    }
    while (fgets(line, sizeof line, file) != NULL) {
        tile_element e;
        uint32_t after;
        if (line[0] == '#') {
            continue;
        }
        if (!read_element(line, &e, &after)) {
            fprintf(stderr, "  %s: data/silicon/xeon_amx.txt: not an element: %s", tally.name, line);
            tally.failures++;
            continue;
        }
        compare(&tally, &guide_differs, &e, after);
    }
    fclose(file);
    return end(&tally, guide_differs);
}

/* ---- This processor ---------------------------------------------------------------------------------------------- */

#if defined(__x86_64__)

enum { TILES = 400 };

/* Also asks the kernel, which grants a process the tiles' state only on request (arch_prctl, ARCH_REQ_XCOMP_PERM). */
static const char *x86_lacks_amx_bf16(void)
{
    unsigned a, b, c, d;
    if (__get_cpuid_count(7, 0, &a, &b, &c, &d) == 0 || (d >> 22 & 1) == 0 || (d >> 24 & 1) == 0) {
        return "this processor has no AMX-BF16";
    }
#if defined(__linux__) && defined(SYS_arch_prctl)
    return syscall(SYS_arch_prctl, 0x1023, 18) == 0 ? NULL : "the kernel grants no AMX tiles";
#else
    return "AMX tiles are asked for on Linux only";
#endif
}

/* TDPBF16PS on whole tiles: element[i][j] += the sum of x[i][2k] y[k][2j] + x[i][2k + 1] y[k][2j + 1], k < pairs. */
static void x86_tdpbf16ps(uint32_t element[16][16], uint16_t x[16][32], uint16_t y[16][32], unsigned pairs)
{
    uint8_t configuration[64] = {1}; /* palette 1; bytes a row from byte 16, 2 each, and rows from byte 48 */
    const unsigned bytes[3] = {64, 4 * pairs, 64};
    const unsigned rows[3] = {16, 16, pairs};
    for (unsigned tile = 0; tile < 3; tile++) {
        configuration[16 + 2 * tile] = (uint8_t)bytes[tile];
        configuration[48 + tile] = (uint8_t)rows[tile];
    }
    const uint64_t stride = 64;
    __asm__ volatile(
        "ldtilecfg %[configuration]\n\t"
        "tileloadd (%[element],%[stride],1), %%tmm0\n\t"
        "tileloadd (%[x],%[stride],1), %%tmm1\n\t"
        "tileloadd (%[y],%[stride],1), %%tmm2\n\t"
        "tdpbf16ps %%tmm2, %%tmm1, %%tmm0\n\t"
        "tilestored %%tmm0, (%[element],%[stride],1)\n\t"
        "tilerelease"
        :
        : [configuration] "m"(configuration), [element] "r"(element), [x] "r"(x), [y] "r"(y), [stride] "r"(stride)
        : "memory");
}

/* Tiles of one kind: random bits, or exponents of a narrow range around 2^0, 2^-60 or the smallest, whose sums
 * cancel and underflow; one product in nine may be infinite or NaN in the last kind. */
static void draw_tiles(uint64_t index, uint32_t element[16][16], uint16_t x[16][32], uint16_t y[16][32])
{
    static const unsigned lowest[5] = {0, 120, 0, 60, 120};
    static const unsigned range[5] = {256, 14, 70, 8, 14};
    const unsigned kind = (unsigned)(index % 5);
    for (uint64_t i = 0; i < (uint64_t)16 * 32; i++) {
        uint16_t *side[2] = {&x[i / 32][i % 32], &y[i / 32][i % 32]};
        for (unsigned s = 0; s < 2; s++) {
            const uint64_t r = hu_random(check_seed(), 80 + s, 512 * index + i);
            const bool special = kind == 4 && r >> 8 & 1 && r >> 9 & 1 && r >> 10 & 1;
            const uint64_t field = special ? 255 : lowest[kind] + (r >> 32) % range[kind];
            *side[s] = (uint16_t)((r >> 63) << 15 | field << 7 | (special && r & 1 ? 0 : r >> 20 & 127));
        }
    }
    for (uint64_t i = 0; i < (uint64_t)16 * 16; i++) {
        const uint64_t r = hu_random(check_seed(), 82, 256 * index + i);
        const uint64_t field = kind == 0                ? r >> 32 & 255
                               : kind == 1 || kind == 4 ? 112 + (r >> 32) % 30
                                                        : (r >> 32) % 60;
        element[i / 16][i % 16] = (uint32_t)((r >> 63) << 31 | field << 23 | (r & 0x7FFFFF));
    }
}

long check_models_amx_silicon(void)
{
    models_tally tally = {.name = "models.amx_silicon"};
    long long guide_differs = 0;
    if (x86_lacks_amx_bf16() != NULL) {
        return models_skip(tally.name, x86_lacks_amx_bf16());
    }
    for (uint64_t index = 0; index < TILES; index++) {
        uint32_t before[16][16];
        uint32_t after[16][16];
        uint16_t x[16][32];
        uint16_t y[16][32];
        draw_tiles(index, before, x, y);
        memcpy(after, before, sizeof after);
        tile_element e = {.pairs = 1 + (size_t)(index / 5) % PAIRS_MAX};
        x86_tdpbf16ps(after, x, y, (unsigned)e.pairs);
        for (size_t i = 0; i < 16; i++) {
            for (size_t j = 0; j < 16; j++) {
                e.before.code = before[i][j];
                for (size_t k = 0; k < 2 * e.pairs; k++) {
                    e.x[k].code = x[i][k];
                    e.y[k].code = y[k / 2][2 * j + k % 2];
                }
                compare(&tally, &guide_differs, &e, after[i][j]);
            }
        }
    }
    return end(&tally, guide_differs);
}

#else

long check_models_amx_silicon(void)
{
    return models_skip("models.amx_silicon", "not an x86-64 processor");
}

#endif
