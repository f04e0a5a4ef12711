/* SPDX-License-Identifier: Apache-2.0
 *
 * What cli/options.c asks of lessons/trainer/files/, where there are no files.
 */
#include "files/checkpoint.h"
#include "files/replace.h"

#include <stdlib.h>

checkpoint *checkpoint_read(const char *path, char error[TRAINER_ERROR_SIZE])
{
    trainer_refuse(error, "%.300s: a page has no files", path);
    return NULL;
}

const trainer_config *checkpoint_config(const checkpoint *c)
{
    (void)c;
    abort(); /* there is none */
}

const char *checkpoint_data_name(const checkpoint *c)
{
    (void)c;
    abort();
}

char *replace_aside(const char *path)
{
    (void)path;
    return NULL;
}

bool same_file(const char *a, const char *b)
{
    (void)a;
    (void)b;
    return false;
}
