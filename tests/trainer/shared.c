/* SPDX-License-Identifier: Apache-2.0
 *
 * What the checks of lessons/trainer share; see shared.h.
 */
#define _POSIX_C_SOURCE 200809L

#include "shared.h"

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

hu_fp32 checked_stored(trainer_format format, hu_fp32 x, hu_env env)
{
    const hu_format *fp32 = hu_format_find("fp32");
    hu_env exact = {0};
    const hu_number code = hu_convert(hu_format_find(trainer_format_name(format)), (hu_number){fp32, x.code}, &env);
    return (hu_fp32){(uint32_t)hu_convert(fp32, code, &exact).code};
}

hu_overflow checked_overflow(trainer_format format)
{
    return format == TRAINER_E4M3 || format == TRAINER_E5M2 ? HU_SATURATE_FINITE : HU_OVERFLOW_NONE;
}
