/* SPDX-License-Identifier: Apache-2.0
 *
 * The soft twins of the BF16 dot products: per output one chain over ascending pairs of k, from +0; a link of it is the
 * instruction, as formats/ models it. An odd last k is paired with +0, in both operands.
 */
#include "halfulp_models.h"
#include "kernels.h"

typedef hu_fp32 (*pair_link)(hu_fp32 sum, const hu_bf16 x[2], const hu_bf16 y[2]);

static hu_fp32 bfdot(hu_fp32 sum, const hu_bf16 x[2], const hu_bf16 y[2])
{
    return hu_arm_bfdot(sum, x, y, 0); /* FPCR.EBF = 0, as Linux leaves it */
}

static void product_of_pairs(const product_task *t, pair_link link)
{
    for (size_t r = 0; r < t->rows; r++) {
        for (size_t c = 0; c < t->columns; c++) {
            const uint16_t *left = (const uint16_t *)t->left + r * t->left_row;
            const uint16_t *right = (const uint16_t *)t->right + c * t->right_column;
            hu_fp32 sum = {0};
            for (size_t k = 0; k < t->depth; k += 2) {
                const bool whole = k + 1 < t->depth;
                const hu_bf16 x[2] = {{left[k * t->left_depth]}, {whole ? left[(k + 1) * t->left_depth] : 0}};
                const hu_bf16 y[2] = {{right[k * t->right_depth]}, {whole ? right[(k + 1) * t->right_depth] : 0}};
                sum = link(sum, x, y);
            }
            t->out[r * t->columns + c] = hu_fp32_to_float(sum);
        }
    }
}

void soft_product_vdpbf16ps(const product_task *t)
{
    product_of_pairs(t, hu_x86_vdpbf16ps);
}

void soft_product_bfdot(const product_task *t)
{
    product_of_pairs(t, bfdot);
}
