/* SPDX-License-Identifier: Apache-2.0
 *
 * What stands for tensor.cu where there is no CUDA: no device.
 */
#include "tensor.h"

const char *device_name(void)
{
    return NULL;
}

int device_run(const char *name, const device_job *job)
{
    (void)name, (void)job;
    return -1;
}
