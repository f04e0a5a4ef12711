/* SPDX-License-Identifier: Apache-2.0
 *
 * exp and log of the trainer, compiled with the options of kernels/x86.c: loops over eight numbers at a time.
 */
#include "elementary.h"

#if defined(__AVX2__) && defined(__FMA__)

#include "kernels/hardware.h"

#include "elementary_loops.inc"

const elementary elementary_avx2 = {"avx2", exp_of_all, log_of_all};

#else

const elementary elementary_avx2 = {0};

#endif
