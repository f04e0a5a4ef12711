/* SPDX-License-Identifier: Apache-2.0
 *
 * In place of array/paths.c: the amalgamation has the kernels in plain C alone, and asks no processor what it has.
 */
#include "array/array.h"

const array_kernels *array_find_kernels(hu_array_path path)
{
    return path == HU_ARRAY_AUTOMATIC || path == HU_ARRAY_PORTABLE ? &array_portable : NULL;
}

const char *hu_array_path_name(hu_array_path path)
{
    const array_kernels *kernels = array_find_kernels(path);
    return path == HU_ARRAY_SCALAR ? "scalar" : kernels != NULL ? kernels->name : NULL;
}
