/* SPDX-License-Identifier: Apache-2.0
 *
 * exp and log of the trainer by the operations of formats/, their specification.
 */
#include "elementary.h"
#include "kernels/soft_operations.h"

#include "kernels/elementary.inc"

#include "elementary_loops.inc"

const elementary elementary_soft = {"soft", exp_of_all, log_of_all};
