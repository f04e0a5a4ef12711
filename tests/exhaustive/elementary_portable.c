/* SPDX-License-Identifier: Apache-2.0
 *
 * exp and log of the trainer in plain C.
 */
#include "elementary.h"
#include "kernels/hardware.h"

#include "elementary_loops.inc"

const elementary elementary_portable = {"portable", exp_of_all, log_of_all};
