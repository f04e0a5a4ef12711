/* SPDX-License-Identifier: Apache-2.0
 *
 * list.c - the puzzles in their order. See puzzle.h.
 */
#include "puzzle.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const puzzle *const list[] = {
    &puzzle_decode_e4m3,  &puzzle_ulp_of_fp16,  &puzzle_fp32_to_bf16, &puzzle_fp16_to_e5m2,
    &puzzle_fp32_to_e4m3, &puzzle_rounds_twice, &puzzle_stochastic,   &puzzle_kahan,
    &puzzle_loss_scaler,  &puzzle_block_scale,  &puzzle_vdpbf16ps,
};

const puzzle *puzzle_at(int index)
{
    return index >= 0 && index < (int)(sizeof list / sizeof list[0]) ? list[index] : NULL;
}

int puzzle_find(const char *which)
{
    for (int i = 0; puzzle_at(i) != NULL; i++) {
        const char *name = list[i]->name;
        char number[8];
        snprintf(number, sizeof number, "%d", i + 1);
        if (strcmp(which, name) == 0 || strcmp(which, name + 3) == 0 || strcmp(which, number) == 0 ||
            (strncmp(which, name, 2) == 0 && which[2] == '\0')) {
            return i;
        }
    }
    return -1;
}
