/* SPDX-License-Identifier: Apache-2.0
 *
 * The trainer's hardware paths against their soft twins, over whole trainings.
 */
#include <stdio.h>

#include "sweep.h"
#include "trainer/shared.h"

void sweep_training(const sweep *s, uint64_t first, sweep_results *results)
{
    (void)s, (void)first;
    results->comparisons += SWEEP_BLOCK;
    results->failures += (uint64_t)compare_paths_over_epochs(stderr);
}
