/* SPDX-License-Identifier: Apache-2.0
 *
 * The table of sweeps, one row each.
 */
#include <stddef.h>

#include "sweep.h"

static const sweep table[] = {
    {"vcvtph2ps", "every FP16, every rounding, DAZ and FTZ: model and instruction, including MXCSR", UINT64_C(1) << 20,
     sweep_vcvtph2ps, sweep_lacks_f16c, .setting = 0},
    {"vcvtneps2bf16", "every FP32: model and instruction", UINT64_C(1) << 32, sweep_vcvtneps2bf16, sweep_lacks_bf16,
     .setting = 0},
    {"vcvtps2ph/nearest", "every FP32, imm8 = 0: model and instruction, including MXCSR", UINT64_C(1) << 32,
     sweep_vcvtps2ph, sweep_lacks_f16c, .setting = 0},
    {"vcvtps2ph/down", "every FP32, imm8 = 1", UINT64_C(1) << 32, sweep_vcvtps2ph, sweep_lacks_f16c, .setting = 1},
    {"vcvtps2ph/up", "every FP32, imm8 = 2", UINT64_C(1) << 32, sweep_vcvtps2ph, sweep_lacks_f16c, .setting = 2},
    {"vcvtps2ph/zero", "every FP32, imm8 = 3", UINT64_C(1) << 32, sweep_vcvtps2ph, sweep_lacks_f16c, .setting = 3},
    {"vcvtps2ph/mxcsr", "every FP32, imm8 = 4, MXCSR rounding up with DAZ and FTZ", UINT64_C(1) << 32, sweep_vcvtps2ph,
     sweep_lacks_f16c, .setting = 4},

    {"training", "three epochs: every path and its soft twin, under every policy of a list", SWEEP_BLOCK,
     sweep_training, NULL, .setting = 0},

    {"fma/e4m3", "every triple", UINT64_C(1) << 24, sweep_against_ref, NULL, REF_FMA, "e4m3", "e4m3", 0},
    {"fma/e5m2", "every triple", UINT64_C(1) << 24, sweep_against_ref, NULL, REF_FMA, "e5m2", "e5m2", 0},
    {"fma/e4m3fnuz", "every triple", UINT64_C(1) << 24, sweep_against_ref, NULL, REF_FMA, "e4m3fnuz", "e4m3fnuz", 0},
    {"fma/e5m2fnuz", "every triple", UINT64_C(1) << 24, sweep_against_ref, NULL, REF_FMA, "e5m2fnuz", "e5m2fnuz", 0},

    {"convert/e4m3", "every FP32", UINT64_C(1) << 32, sweep_against_ref, NULL, REF_CONVERT, "fp32", "e4m3", 0},
    {"convert/e5m2", "every FP32", UINT64_C(1) << 32, sweep_against_ref, NULL, REF_CONVERT, "fp32", "e5m2", 0},
    {"convert/fp16", "every FP32", UINT64_C(1) << 32, sweep_against_ref, NULL, REF_CONVERT, "fp32", "fp16", 0},
    {"convert/bf16", "every FP32", UINT64_C(1) << 32, sweep_against_ref, NULL, REF_CONVERT, "fp32", "bf16", 0},
    {"convert/tf32", "every FP32", UINT64_C(1) << 32, sweep_against_ref, NULL, REF_CONVERT, "fp32", "tf32", 0},
    {"convert/e4m3fnuz", "every FP32", UINT64_C(1) << 32, sweep_against_ref, NULL, REF_CONVERT, "fp32", "e4m3fnuz", 0},
    {"convert/e5m2fnuz", "every FP32", UINT64_C(1) << 32, sweep_against_ref, NULL, REF_CONVERT, "fp32", "e5m2fnuz", 0},
    {"convert/e4m3b11fnuz", "every FP32", UINT64_C(1) << 32, sweep_against_ref, NULL, REF_CONVERT, "fp32",
     "e4m3b11fnuz", 0},
    {"convert/e4m3_ieee", "every FP32", UINT64_C(1) << 32, sweep_against_ref, NULL, REF_CONVERT, "fp32", "e4m3_ieee",
     0},
    {"convert/e3m4", "every FP32", UINT64_C(1) << 32, sweep_against_ref, NULL, REF_CONVERT, "fp32", "e3m4", 0},
    {"convert/e8m0", "every FP32", UINT64_C(1) << 32, sweep_against_ref, NULL, REF_CONVERT, "fp32", "e8m0", 0},
    {"convert/ue4m3", "every FP32", UINT64_C(1) << 32, sweep_against_ref, NULL, REF_CONVERT, "fp32", "ue4m3", 0},
    {"convert/e2m3", "every FP32", UINT64_C(1) << 32, sweep_against_ref, NULL, REF_CONVERT, "fp32", "e2m3", 0},
    {"convert/e3m2", "every FP32", UINT64_C(1) << 32, sweep_against_ref, NULL, REF_CONVERT, "fp32", "e3m2", 0},
    {"convert/e2m1", "every FP32", UINT64_C(1) << 32, sweep_against_ref, NULL, REF_CONVERT, "fp32", "e2m1", 0},
    {"sqrt/fp32", "every FP32", UINT64_C(1) << 32, sweep_against_ref, NULL, REF_SQRT, "fp32", "fp32", 0},

    {"add/fp16", "every pair", UINT64_C(1) << 32, sweep_against_ref, NULL, REF_ADD, "fp16", "fp16", 0},
    {"sub/fp16", "every pair", UINT64_C(1) << 32, sweep_against_ref, NULL, REF_SUB, "fp16", "fp16", 0},
    {"mul/fp16", "every pair", UINT64_C(1) << 32, sweep_against_ref, NULL, REF_MUL, "fp16", "fp16", 0},
    {"div/fp16", "every pair", UINT64_C(1) << 32, sweep_against_ref, NULL, REF_DIV, "fp16", "fp16", 0},
    {"add/bf16", "every pair", UINT64_C(1) << 32, sweep_against_ref, NULL, REF_ADD, "bf16", "bf16", 0},
    {"sub/bf16", "every pair", UINT64_C(1) << 32, sweep_against_ref, NULL, REF_SUB, "bf16", "bf16", 0},
    {"mul/bf16", "every pair", UINT64_C(1) << 32, sweep_against_ref, NULL, REF_MUL, "bf16", "bf16", 0},
    {"div/bf16", "every pair", UINT64_C(1) << 32, sweep_against_ref, NULL, REF_DIV, "bf16", "bf16", 0},
};

const sweep *sweep_at(unsigned index)
{
    return index < sizeof table / sizeof table[0] ? &table[index] : NULL;
}

/* The finalizer of SplitMix64 (Steele, Lea, Flood, OOPSLA 2014). */
uint64_t sweep_hash(uint64_t x)
{
    x += UINT64_C(0x9E3779B97F4A7C15);
    x = (x ^ (x >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94D049BB133111EB);
    return x ^ (x >> 31);
}

bool sweep_compare(sweep_totals *totals, uint64_t index, unsigned variant, uint64_t code, uint32_t flags,
                   uint64_t expected_code, uint32_t expected_flags)
{
    const bool same = code == expected_code && flags == expected_flags;
    totals->comparisons++;
    totals->failures += !same;
    totals->digest += sweep_hash(sweep_hash(index << 4 | variant) ^ (code << 32 | flags));
    return same;
}
