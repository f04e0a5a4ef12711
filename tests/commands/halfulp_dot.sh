# shellcheck shell=sh disable=SC2154
# SPDX-License-Identifier: Apache-2.0
#
# halfulp dot: dot products by instructions and in orders of one's own. Results found by hand. Sourced by halfulp.sh; uses
# its functions (good, bad, ...).

# 2^24 and four halves: the exact sum is 2^24 + 2. One by one they vanish, each being a quarter of an ulp.
set -- --of fp16 --addend 16777216 1,1,1,1 0.5,0.5,0.5,0.5
good '' '0x4B800000 16777216 ....x\n' dot "$@"
good '' '0x4B800000 16777216 ....x\n' dot --product fp32 "$@"
good '' '0x4B800001 16777218 .....\n' dot --order exact "$@"
good '' '0x4B800001 16777218 .....\n' dot --order in-pairs "$@"
good '' '0x4B800001 16777218 ....x\n' dot --order compensated "$@"
good '' '0x4B800004 16777224 ....x\n' dot --rounding up "$@" # 2^24 + 2 + 2 + 2 + 2
# Two sums of 1: each is half an ulp of 2^24, a tie, and goes to the even one.
good '' '0x4B800000 16777216 ....x\n' dot --parts 2 "$@"
good '' '0x4B800000 16777216 ....x\n' dot --chunk 2 "$@"
# Hopper keeps 25 bits below 2^24, Turing 24: there the halves are cut off.
good '' '0x4B800001 16777218\n' dot --model hopper_mma_k4_fp16_fp32 --addend 16777216 1,1,1,1 0.5,0.5,0.5,0.5
good '' '0x4B800000 16777216\n' dot --model turing-mma-k8-fp16-fp32 --addend 16777216 \
    1,1,1,1,0,0,0,0 0.5,0.5,0.5,0.5,0,0,0,0
# ARM's FDOT adds exactly: 2^24 + 1 is a tie, which 2^-18 decides; 2^-32 rounds to a zero with its sign.
good '' '0x4B800001 16777218\n' dot --model arm_fdot_e4m3_e4m3_fp32 --addend 16777216 1,0,0,0x1p-9 1,0,0,0x1p-9
good '' '0x8000 -0\n' dot --model arm_fdot_e5m2_e5m2_fp16 -- -0x1p-16,0 0x1p-16,0
# The large terms cancel before the small one comes: by BF16 it is gone, by chunks of one it is not.
good '' '0x00000000 0 ....x\n' dot --of e4m3 --sum bf16 --total fp32 --chunk 3 448,1,-448 448,1,448
good '' '0x3F800000 1 .....\n' dot --of e4m3 --sum bf16 --total fp32 --chunk 1 448,1,-448 448,1,448
good '' '0x41 2.25 ....x\n' dot --of fp16 --sum e4m3 --order in-pairs --rounding up 1,1.1 1,1
good '' '0x40000000 2 .....\n' dot --of e5m2,e4m3 1 2
good '' '0x4026000000000000 11\n' dot --model hopper_mma_fp64 1,2 3,4
good '' '0x3FF0000000000001 1.0000000000000002 .....\n' dot --of fp32 --sum fp64 --order exact --addend 1 0x25800000 0x3f800000
good '1 2\n# a comment\n0x3c00 4\n' '0x40C00000 6 .....\n' dot --of fp16 -
# Scales: 16 products of 1 * 1 by 2 * 3, and 48 of them by 1.
# shellcheck disable=SC2046 # no blanks in it
good "$(printf '1 1\\n%.0s' $(seq 64))" '0x43100000 144\n' dot --model rtx_blackwell_nvf4 --x-scales 2,1,1,1 --y-scales 3,1,1,1 -
# An instruction that is not full.
"$halfulp" dot --model hopper_mma_k8_fp16_fp32 1,2 3,4 > "$scratch/out" 2> "$scratch/err"
same 'a filled instruction' "$(cat "$scratch/out")" '0x41300000 11'
is_one_line "$scratch/err" halfulp '2 products, and 6 of zeros' || report "dot: expected a note on the zeros, got: $(cat "$scratch/err")"
# All ways: those that lose something say so.
"$halfulp" dot --compare --of fp16 --addend 16777216 1,1,1,1 0.5,0.5,0.5,0.5 > "$scratch/out"
same 'dot --compare, exact' "$(head -n 1 "$scratch/out" | tr -s ' ')" 'the exact sum, rounded once 0x4B800001 16777218'
same 'dot --compare, in order' "$(grep 'fused' "$scratch/out" | tr -s ' ')" 'fp32, fused, in order 0x4B800000 16777216 differs'
same 'dot --compare, turing' "$(grep '^turing_mma_k8' "$scratch/out" | tr -s ' ')" \
    'turing_mma_k8_fp16_fp32 0x4B800000 16777216 differs'
same 'dot --compare, hopper' "$(grep '^hopper_wgmma_fp16_fp32' "$scratch/out" | tr -s ' ')" 'hopper_wgmma_fp16_fp32 0x4B800001 16777218'
holds 'hopper_wgmma_e4m3_e4m3_fp32 ' dot --models hopper-wgmma-e4

holds 'as published: ' dot --models volta
holds 'CDNA4' dot --models
good '' 'blackwell_tcgen05_nvf4_k64_e2m1_e2m1_fp32: tcgen05.mma.kind::mxf4nvf4.block_scale .block16, UE4M3
  x, y, result  e2m1, e2m1, fp32
  products      64 in one instruction, 64 added at once
  kept          35 fraction bits of each term, below the largest exponent
  scales        ue4m3, one for each 16 products
  known         as published, not checked on silicon
  by            MMA-Sim
    MMA-Sim     "MMA-Sim: Bit-Accurate Reference Model of Tensor Cores and Matrix Cores", arXiv 2511.10909
' dot --models blackwell_tcgen05_nvf4_k64_e2m1_e2m1_fp32

bad '' '' 'expected --model NAME, or --of FORMAT' dot 1 1
bad '' '' 'no row for AMD' dot --models cdna4
bad '' '' 'expected formats of at most 24 bits of precision' dot --of fp64 --order exact --sum fp64 1 1
bad '' '' 'e8m0: expected a format with a zero' dot --of fp16 --sum e8m0 1 1
bad '' '' '--chunk: expected a multiple of 4,' dot --model hopper_mma_k4_tf32_fp32 --chunk 3 1,1,1,1 1,1,1,1
for option in '--rounding up' '--seed 4' '--total fp16' '--like cuda' '--ftz'; do
    # shellcheck disable=SC2086 # an option and its value
    bad '' '' 'an instruction rounds in its own way' dot --model hopper_mma_fp64 $option 1 1
done
bad '' '' 'expected lines with an X and a Y each' dot --of fp16 -
bad '' '' 'expected two lists' dot --of fp16 1
bad '' '' 'expected as many X as Y, found 2 and 1' dot --of fp16 1,2 1
bad '' '' 'x: expected a number' dot --of fp16 1,x 1,1
bad '' '' '"": expected a number' dot --of fp16 1, 1,1
bad '' '' 'frob: not a format' dot --of frob 1 1
bad '' '' '--of fp16,frob: expected a format, or that of x' dot --of fp16,frob 1 1
bad '' '' '--order random: expected in-order' dot --of fp16 --order random 1 1
bad '' '' '--chunk x: expected a number' dot --of fp16 --chunk x 1 1
bad '' '' 'hopper: ' dot --model hopper 1 1
bad '' '' 'frob: not an instruction' dot --model frob 1 1
bad '' '' 'frob: no instruction has this in its name' dot --models frob
bad '' '' 'an instruction has its own formats' dot --model hopper_wgmma_fp16_fp32 --of fp16 1 1
bad '' '' 'expected --model, an instruction that has scales' dot --of fp16 --x-scales 1 1 1
bad '' '' 'expected --of, --sum and --addend alone' dot --compare --of fp16 --order exact 1 1
bad '1 2 3\n' '' 'line 1: 1 2 3: expected an X and a Y' dot --of fp16 -
bad '1 z\n' '' 'line 1: z: expected a number' dot --of fp16 -
