/* SPDX-License-Identifier: Apache-2.0
 *
 * Shared by the checks of lessons/trainer. See shared.h.
 */
#define _POSIX_C_SOURCE 200809L

#include "shared.h"

#include "kernels/codec.h"

#include <stdlib.h>

const trainer_data *checked_digits(FILE *log)
{
    static trainer_data data;
    static bool loaded;
    char error[TRAINER_ERROR_SIZE];
    if (!loaded && !trainer_load_digits(NULL, &data, error)) {
        fprintf(log, "%s\n", error);
        return NULL;
    }
    loaded = true;
    return &data;
}

bool checked_folder(FILE *log, char path[CHECKED_PATH])
{
    check_scratch_path(path, CHECKED_PATH, "halfulp-XXXXXX");
    if (mkdtemp(path) != NULL) {
        return true;
    }
    fprintf(log, "cannot make a folder %s\n", path);
    return false;
}

static const trainer_codec codec_e3m4 = {4, 3, 8, 0x6F, 0x70, 0x78};

const trainer_format checked_e3m4 = {.name = "e3m4", .bytes = 1, .overflow = HU_SATURATE_FINITE, .fast = &codec_e3m4};
const trainer_format checked_e4m3fnuz = {.name = "e4m3fnuz", .bytes = 1, .overflow = HU_SATURATE_FINITE};

const trainer_format *checked_format(size_t index)
{
    size_t rows = 0;
    while (trainer_formats[rows] != NULL) {
        rows++;
    }
    const trainer_format *const own[] = {&checked_e3m4, &checked_e4m3fnuz, NULL};
    return index < rows ? trainer_formats[index] : own[index - rows];
}

hu_fp32 checked_stored(const trainer_format *format, hu_fp32 x, hu_env env)
{
    const hu_format *fp32 = hu_format_find("fp32");
    hu_env exact = {0};
    const hu_number code = hu_convert(hu_format_find(trainer_format_name(format)), (hu_number){fp32, x.code}, &env);
    return (hu_fp32){(uint32_t)hu_convert(fp32, code, &exact).code};
}

hu_overflow checked_overflow(const trainer_format *format)
{
    return hu_format_width(hu_format_find(format->name)) == 8 ? HU_SATURATE_FINITE : HU_OVERFLOW_NONE;
}
