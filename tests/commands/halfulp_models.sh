# shellcheck shell=sh disable=SC2154
# SPDX-License-Identifier: Apache-2.0
#
# Models of instructions by name: their table, and run, gen and check of them. Sourced by halfulp.sh; uses its functions
# (good, bad, ...).

holds 'x86_vdpbf16ps                     addend:fp32 x[2]:bf16 y[2]:bf16                result:fp32' models
holds 'x86_vfmadd                        x:fp32 y:fp32 addend:fp32                      result:fp32 MXCSR' models
same 'names of the models' "$("$halfulp" models --names | wc -l | tr -d ' ')" 103
good '' "$(cat << 'END'
arm_bfmmla: addend + x * transposed y, a 2 x 2 matrix by rows; x and y are of 2 rows of 4
  Arm ARM, BFMatMulAdd

  1 to 4     addend[0] to addend[3]  fp32, 8 digits
  5 to 12    x[0] to x[7]            bf16, 4 digits
  13 to 20   y[0] to y[7]            bf16, 4 digits
  21 to 24   result[0] to result[3]  fp32, 8 digits

  -fpcr HEX: FPCR, of it the bits 7C82000
END
)\n" models arm_bfmmla
holds '3          flags                   MXCSR, 2 digits' models x86_vcvtps2ph
good '' "$(cat << 'END'
nvidia_cvt_rs_satfinite_e2m1_f32: x, up if its fraction and random / 2^8 carry; immediate: 1 .relu
  PTX ISA, cvt.rs.satfinite.e2m1x4.f32

  1          x                       fp32, 8 digits
  2          random                  uint8, 2 digits
  3          result                  e2m1, 1 digit

  -imm NUMBER: the immediate byte, 0 to 255
END
)\n" models nvidia_cvt_rs_satfinite_e2m1_f32
holds '  -fpmr HEX: FPMR, of it the bits FF7FC1FF' models arm_f1cvt
holds '  -fcsr HEX: FCSR, of it the bits FF' models riscv_fcvt_bf16_s
bad '' '' 'zork: not a model;' models zork
bad '' '' '--zork: unknown option' models --zork

# One operand: 1 + 2^-11 is a tie in FP16. MXCSR says how to round; the immediate byte says whether MXCSR is used.
good '3F801000\n' '3F801000 3C00 20\n' run x86_vcvtps2ph
good '3F801000\n' '3F801000 3C01 20\n' run x86_vcvtps2ph -mxcsr 5F80
good '3F801000\n' '3F801000 3C01 20\n' run x86_vcvtps2ph -mxcsr 0x5f80
good '3F801000\n' '3F801000 3C01 20\n' run x86_vcvtps2ph -imm 2
good '3F801000\n' '3F801000 3C00 20\n' run x86_vcvtps2ph -mxcsr 5F80 -imm 0
# A subnormal FP32: the denormal flag, or none with DAZ.
good '00000001\n' '00000001 0000 32\n' run x86_vcvtps2ph
good '00000001\n' '00000001 0000 00\n' run x86_vcvtps2ph -mxcsr 1FC0
good '3F800000 3F800000 7F800001\n' '3F800000 3F800000 7F800001 7FC00001 01\n' run x86_vfmadd
# FP16: neither DAZ nor FTZ. 2^-24 + 2^-24 is exact, and raises denormal; 2^-24 / 0 raises division by zero alone.
good '0001 0001\n' '0001 0001 0002 02\n' run x86_vaddph -mxcsr 9FC0
good '0400 0001\n' '0400 0001 03FF 02\n' run x86_vsubph -mxcsr 9FC0
good '0001 3800\n' '0001 3800 0000 32\n' run x86_vmulph -mxcsr 9FC0
good '0001 3800\n' '0001 3800 0001 32\n' run x86_vmulph -mxcsr DFC0
good '0001 0000\n' '0001 0000 7C00 04\n' run x86_vdivph
good '8001\n' '8001 FE00 01\n' run x86_vsqrtph
good '3C00 7C01 7E02\n' '3C00 7C01 7E02 7E01 01\n' run x86_vfmaddph
# Conversions: DAZ is for FP32, and both formats raise denormal.
good '3F801000\n' '3F801000 3C01 20\n' run x86_vcvtps2phx -mxcsr 5F80
good '80000001\n' '80000001 8000 00\n' run x86_vcvtps2phx -mxcsr 1FC0
good '0001\n' '0001 33800000 02\n' run x86_vcvtph2psx -mxcsr 9FC0
good '0001\n' '0001 33800000 00\n' run x86_vcvtph2ps
# Vectors: the addend, x and y; 2 * 1 + 1 * 1 + 0.5. No flags.
good '3F000000 4000 3F80 3F80 3F80\n' '3F000000 4000 3F80 3F80 3F80 40600000\n' run x86_vdpbf16ps
good '3F000000 4000 3F80 3F80 3F80\n' '3F000000 4000 3F80 3F80 3F80 40600000\n' run arm_bfdot
good '3F000000 4000 3F80 3F80 3F80\n' '3F000000 4000 3F80 3F80 3F80 40600000\n' run x86_tdpbf16ps_sdm -groups 1
# Products that overflow become infinities of opposite signs; their sum is the default NaN.
good '00000000 7F00 7F00 C000 4000\n' '00000000 7F00 7F00 C000 4000 7FC00000\n' run arm_bfdot
# On ARM, a flushed operand raises input denormal, bit 7.
good '00000001\n' '00000001 0000 80\n' run arm_bfcvt -fpcr 01000000
good '00000001\n' '00000001 0000 18\n' run arm_bfcvt
# Four results: rows (1 0 0 0) and (0 1 0 0) of x, rows (1 2 3 4) and (5 6 7 8) of y: 1 and 5, 2 and 6.
zeros='00000000 00000000 00000000 00000000'
line="$zeros 3F80 0000 0000 0000 0000 3F80 0000 0000 3F80 4000 4040 4080 40A0 40C0 40E0 4100"
good "$line\n" "$line 3F800000 40A00000 40000000 40C00000\n" run arm_bfmmla
good "$line 3F800000 40A00000 40000000 40C00000\n" 'In 1 test, no errors found in arm_bfmmla, FPCR 0000.\n' \
    check arm_bfmmla
"$halfulp" check arm_bfmmla > "$scratch/out" 2> "$scratch/err" << END
$line 3F800000 40A00000 40000001 40C00000
END
same 'a wrong element: status' "$?" 1
same 'a wrong element is named' "$(sed -n 's/.*=>/=>/p' "$scratch/out")" '=> [2] +80.000001  expected [2] +80.000000'

# AVX10.2: 449 in E4M3; halves of an ulp and a bias of 127 or 128; without -imm the minimum.
good '5F04\n' '5F04 7E\n' run x86_vcvtph2hf8
good '3C80 7F\n3C80 80\n' '3C80 7F 3C\n3C80 80 3D\n' run x86_vcvtbiasph2bf8
good '0000 8000\n' '0000 8000 8000 00\n' run x86_vminmaxph
good '3C00 C000\n' '3C00 C000 3C00 00\n' run x86_vminmaxph -imm 5
good '3F000000 3800 3800 3800 3800 3800 3800 3800 3800\n' '3F000000 3800 3800 3800 3800 3800 3800 3800 3800 3FC00000\n' \
    run x86_tdpfp16ps -groups 2
# FP8 on ARM: FPMR names the format, E5M2 or E4M3, and the scale, 2^-9; OSC saturates.
good '3F800000\n' '3F800000 3C 00\n' run arm_fcvtn_fp32_to_fp8
good '3F800000\n' '3F800000 01 00\n' run arm_fcvtn_fp32_to_fp8 -fpmr F7000040
good '7F800000\n' '7F800000 7F 00\n' run arm_fcvtn_fp32_to_fp8 -fpmr 40
good '7F800000\n' '7F800000 7E 00\n' run arm_fcvtn_fp32_to_fp8 -fpmr 8040
# Its dot products: 1 + 2^-1 (1 * 1 + 1 * 1) of E4M3; overflow without and with OSM; and a 2 x 2 matrix by rows.
good '3C00 38 38 38 38\n' '3C00 38 38 38 38 4000\n' run arm_fdot_fp8_to_fp16 -fpmr 10009
good '3F800000 38 38 38 38 38 38 38 38\n' '3F800000 38 38 38 38 38 38 38 38 40A00000\n' run arm_fdot_fp8_to_fp32 -fpmr 9
good '0000 7B 40\n' '0000 7B 40 7C00\n' run arm_fmlal_fp8_to_fp16
good '0000 7B 40\n' '0000 7B 40 7BFF\n' run arm_fmlal_fp8_to_fp16 -fpmr 4000
line='0000 0000 0000 0000 3C 00 00 00 00 3C 00 00 3C 40 00 00 42 44 00 00'
good "$line\n" "$line 3C00 4200 4000 4400\n" run arm_fmmla_fp8_to_fp16
holds '  -fpmr HEX: FPMR, of it the bits FF7FC1FF' models arm_fmlall_fp8_to_fp32
bad '' '' '-fpmr 800000: expected only bits of FF7FC1FF' run -fpmr 800000 arm_fdot_fp8_to_fp32
# RISC-V: overflow to nearest and toward zero, with and without SAT.
good '5BF8\n' '5BF8 7F 05\n' run riscv_vfncvtbf16_f_f_w_e4m3
good '5BF8\n' '5BF8 7E 05\n' run riscv_vfncvtbf16_f_f_w_e4m3 -fcsr 20
good '4428\n' '4428 7E 05\n' run riscv_vfncvtbf16_sat_f_f_w_e4m3
# NVIDIA: modifiers, and random bits that carry or do not.
good 'C0A00000\n' 'C0A00000 E\n' run nvidia_cvt_rn_satfinite_e2m1_f32
good 'C0A00000\n' 'C0A00000 0\n' run nvidia_cvt_rn_satfinite_e2m1_f32 -imm 1
good '40900000 BF\n40900000 C0\n' '40900000 BF 6\n40900000 C0 7\n' run nvidia_cvt_rs_satfinite_e2m1_f32
good '7F800000\n' '7F800000 FF\n' run nvidia_cvt_rp_ue8m0_f32
good '7F800000\n' '7F800000 FE\n' run nvidia_cvt_rp_ue8m0_f32 -imm 2
expect 1 '43E88000 7F 05\n' "$(cat << 'END'
Errors found in riscv_vfncvt_sat_f_f_q_e4m3, FCSR 0000:
+87.688000  => 7F=nan ...o.x  expected 7E=0x1.cp+8 ...o.x
END
)\n" check riscv_vfncvt_sat_f_f_q_e4m3

expect 1 '3F801000 3C01 20\n3F801000 3C00 00\n3F801000 3C00 20\n' "$(cat << 'END'
Errors found in x86_vcvtps2ph, MXCSR 1F80, immediate 04:
+7F.001000  => +0F.001 .....x  expected +0F.000 .....x
+7F.001000  => +0F.000 ......  expected +0F.000 .....x
END
)\n" check x86_vcvtps2ph
expect 1 '00000001 3F800000 00000000 00000001 00\n' "$(cat << 'END'
Errors found in x86_vfmadd, MXCSR 1F80:
+00.000001  +7F.000000  +00.000000  => +00.000001 ......  expected +00.000001 .d....
END
)\n" check x86_vfmadd
# The NaNs of a model are exact, signaling or not.
expect 1 'FFC00000 7FC0\n' "$(cat << 'END'
Errors found in x86_vcvtneps2bf16:
-FF.400000  => +FF.40  expected -FF.40
END
)\n" check x86_vcvtneps2bf16
good 'FFC00000 7FC0\n' 'In 1 test, no errors found in x86_vcvtneps2bf16.\n' check -anyNaNs x86_vcvtneps2bf16

# gen, run and check of each; some operands are special, and the results are not all alike.
for model in $("$halfulp" models --names); do
    "$halfulp" gen -footer -n 2000 "$model" > "$scratch/vectors"
    "$halfulp" check -footer -count 2000 "$model" < "$scratch/vectors" > "$scratch/out" 2>&1
    same "gen and check $model" "$?" 0
    same "run $model" "$("$halfulp" gen -operands -footer -n 2000 "$model" | "$halfulp" run "$model" | cksum)" \
        "$(cksum < "$scratch/vectors")"
done
# As many as gen writes without -n.
for model in x86_vcvtps2ph arm_bfcvt; do
    "$halfulp" gen "$model" > "$scratch/vectors"
    "$halfulp" check -count all "$model" < "$scratch/vectors" > "$scratch/out" 2>&1
    same "check -count all $model" "$?" 0
done
# special COLUMN PATTERN: at least 100 lines of gen x86_vdpbf16ps match in this column.
"$halfulp" gen x86_vdpbf16ps > "$scratch/vectors"
special() {
    same "gen x86_vdpbf16ps: $2 in column $1" \
        "$(awk -v c="$1" -v p="^$2\$" '$c ~ p { n++ } END { print (n >= 100) }' "$scratch/vectors")" 1
}
for column in 2 3 4 5; do
    special $column '[07F8][0-9A-F]*' # anything, to see that the column exists
    special $column '[08]0[0-7][1-9A-F]' # subnormal
    special $column '[08]000'
    special $column '[7F]F80'
    special $column '[7F]F[A-F][0-9A-F]' # quiet NaN
    special $column '[7F]F[89][1-9A-F]'  # signaling NaN
done
special 1 '[08]00[0-7][0-9A-F]*[1-9A-F]'
special 1 '[7F]F800000'
special 1 '[7F]F8[0-9A-F]*[1-9A-F]'
special 6 '[08]0000000'
special 6 '[7F]F800000'
special 6 '[0-6][0-9A-F]*'
same 'columns of all groups' "$("$halfulp" gen -operands -n 10 x86_tdpbf16ps_sdm | awk '{ print NF }' | sort -u)" 65
same 'columns of 5 groups' "$("$halfulp" gen -groups 5 -n 10 x86_tdpbf16ps_sdm | awk '{ print NF }' | sort -u)" 22
same 'the two orders of TDPBF16PS differ' "$("$halfulp" gen -operands -n 1000 x86_tdpbf16ps_sdm |
    "$halfulp" run x86_tdpbf16ps_guide | "$halfulp" check -errors 0 x86_tdpbf16ps_sdm > "$scratch/out" 2> "$scratch/err"
echo $?)" 1

bad '3F000000 4000 3F80 3F80\n' '' 'expected 5 fields, of 8 and 4 (4 times) hexadecimal digits; found 4' run x86_vdpbf16ps
bad '3F000000 4000 3F80 3F80 3F8\n' '' 'field 5: expected 4 hexadecimal digits' run x86_vdpbf16ps
bad '3F801000 3C00\n' '' 'expected 3 fields, of 8, 4 (the result) and 2 (the flags) hexadecimal digits; found 2' check x86_vcvtps2ph
bad '3F801000 3C00 40\n' '' 'field 3 (the flags): expected 2 hexadecimal digits, below 2^6' check x86_vcvtps2ph
bad '' '' 'no test case; expected lines of x86_vfmadd' run x86_vfmadd
bad '' '' 'x86_vfmadd: a model obeys its control register' run -rmax x86_vfmadd
bad '' '' 'x86_vfmadd: a model obeys its control register' run -daz x86_vfmadd
bad '' '' 'x86_vfmadd: a model obeys its control register' run -like cuda x86_vfmadd
bad '' '' 'f16_add: expected a model' run -mxcsr 1F80 f16_add
bad '' '' 'f16_add: expected a model' run -imm 3 f16_add
bad '' '' '-mxcsr: arm_bfdot reads FPCR; expected -fpcr' run -mxcsr 1F80 arm_bfdot
bad '' '' '-fpcr: x86_vfmadd reads MXCSR; expected -mxcsr' run -fpcr 0 x86_vfmadd
bad '' '' '-mxcsr: riscv_fcvt_bf16_s reads FCSR; expected -fcsr' run -mxcsr 1F80 riscv_fcvt_bf16_s
bad '' '' '-fpcr: arm_f1cvt reads FPMR; expected -fpmr' run -fpcr 0 arm_f1cvt
bad '' '' '-fcsr A0: expected a rounding mode of 0 to 4 in bits 5 to 7' run -fcsr A0 riscv_fcvt_bf16_s
bad '' '' '-fcsr 100: expected only bits of FF' run -fcsr 100 riscv_fcvt_bf16_s
bad '' '' '-fpmr 200: expected only bits of FF7FC1FF' run -fpmr 200 arm_f1cvt
bad '' '' 'f16_add: expected a model' run -fcsr 0 f16_add
bad '' '' '-mxcsr: x86_vdpbf16ps reads no control register' run -mxcsr 1F80 x86_vdpbf16ps
bad '' '' '-mxcsr 0: expected all bits of 1F80' run -mxcsr 0 x86_vfmadd
bad '' '' '-mxcsr 11F80: expected only bits of FFFF' run -mxcsr 11F80 x86_vfmadd
bad '' '' '-mxcsr zork: expected the register in hexadecimal' run -mxcsr zork x86_vfmadd
bad '' '' '-mxcsr 100000000: expected the register in hexadecimal' run -mxcsr 100000000 x86_vfmadd
bad '' '' '-mxcsr: expected the register in hexadecimal' run x86_vfmadd -mxcsr
bad '' '' '-imm: x86_vfmadd has no immediate byte' run -imm 1 x86_vfmadd
bad '' '' '-imm 256: expected a number from 0 to 255' run -imm 256 x86_vcvtps2ph
bad '' '' '-groups: x86_vdpbf16ps has vectors of one length only' run -groups 1 x86_vdpbf16ps
bad '' '' '-groups 17: expected a number from 1 to 16' run -groups 17 x86_tdpbf16ps_sdm
bad '' '' 'x86_zork: x86: not a format' run x86_zork
