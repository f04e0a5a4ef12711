/* SPDX-License-Identifier: Apache-2.0
 *
 * The check of the fma by FP64 as a program of its own, for WebAssembly: make test-book-trainer. Its argument is the
 * seed. The exit status is 1 if it failed.
 */
#include "support/check.h"

#include <stdlib.h>

static uint64_t seed;

uint64_t check_seed(void)
{
    return seed;
}

bool check_dose(void)
{
    return true;
}

int main(int argc, char **argv)
{
    seed = argc > 1 ? strtoull(argv[1], NULL, 10) : 1;
    return check_trainer_fma_fp64() != 0;
}
