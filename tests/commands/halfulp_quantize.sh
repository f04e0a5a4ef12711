# SPDX-License-Identifier: Apache-2.0
#
# shellcheck shell=sh
# shellcheck disable=SC2154
#
# Tests of `halfulp quantize` and `halfulp dequantize`; a part of halfulp.sh. Expected codes and scales are found by hand.

# payload FILE [N]: the bytes of a .npy that quantize wrote, behind its header; of any, the last N.
payload() {
    tail -c "${2:-+129}" "$scratch/$1" | od -An -v -tx1 | tr -d '\n' | sed 's/^ *//; s/  */ /g'
}

# shape FILE: what its header says.
shape() {
    head -c 128 "$scratch/$1" | tail -c +11 | sed 's/ *$//'
}

# files NAME: those whose names begin so.
files() {
    (cd "$scratch" && echo "$1"*)
}

# lost OUTPUT ARGUMENT...: quantize --force prints that line, without its end.
lost() {
    printed="$1\n"
    shift
    good '' "$printed" quantize --force "$@"
}

# unquantised PART ARGUMENT...: quantize refuses, and leaves nothing behind.
unquantised() {
    part=$1
    shift
    bad '' '' "$part" quantize -o "$scratch/left" "$@"
    same "quantize $*: files" "$(files left)" 'left*'
}

# ---- MXFP4 ----------------------------------------------------------------------------------------------------------

# 1, -3.5, 7.5, 0.2. The numbers of E2M1 are 0, 0.5, 1, 1.5, 2, 3, 4, 6, with codes 0 to 7; a sign is 8. The scale is
# 2^(floor(log2 7.5) - 2) = 2^0, code 7F. 1 is 2; -3.5 is a tie of 3 and 4, of which 4 has the even code: E; 7.5 is
# above 7, where 6 ends: 7, saturated; 0.2 is below 0.25: 0, flushed. Signal 1 + 12.25 + 56.25 + 0.04 = 69.54, noise
# 0.25 + 2.25 + 0.04 = 2.54: 10 log10(27.378) = 14.37. 4 codes of 4 bits and a scale are 3 bytes.
array mx.npy '<f4' '(4,)' '\000\000\200\077\000\000\140\300\000\000\360\100\315\314\114\076'
lost 'mxfp4: 1 x 4 elements: flushed 1 (25 %%), saturated 1 (25 %%), inexact 3 (75 %%), NaN 0; SQNR 14.37 dB; bytes 16, now 3' \
    --recipe mxfp4 -o "$scratch/mx" "$scratch/mx.npy"
same 'the beginning of a .npy' "$(od -An -v -tx1 -N 10 "$scratch/mx.codes.npy")" ' 93 4e 55 4d 50 59 01 00 76 00'
same 'its end' "$(tail -c +128 "$scratch/mx.codes.npy" | od -An -v -tx1)" ' 0a 02 0e 07 00'
same 'its header' "$(shape mx.codes.npy)" "{'descr': '|u1', 'fortran_order': False, 'shape': (4,), }"
same 'the shape of scales' "$(shape mx.scales.npy)" "{'descr': '|u1', 'fortran_order': False, 'shape': (1, 1), }"
same 'mxfp4: scales' "$(payload mx.scales.npy)" 7f
same 'mxfp4: files' "$(files mx.)" 'mx.codes.npy mx.npy mx.scales.npy'
good '' '' dequantize --recipe mxfp4 -o "$scratch/mx_back.npy" "$scratch/mx" # 1, -4, 6, 0
same 'mxfp4: and back' "$(payload mx_back.npy)" '00 00 80 3f 00 00 80 c0 00 00 c0 40 00 00 00 00'
same 'the header of numbers' "$(shape mx_back.npy)" "{'descr': '<f4', 'fortran_order': False, 'shape': (4,), }"

# All other rules double the scale: ceil(log2 7.5) is 3; 7.5 to two bits is 8; 7.5 / 6 is above 1. Then 0.5 is 1, the tie
# -1.75 of 1.5 and 2 is 2: C; 3.75 is 4: 6; 0.1 is 0.
for rule in ceil even RCEIL; do
    "$halfulp" quantize --force --recipe mxfp4 --scale-rule $rule -o "$scratch/mx" "$scratch/mx.npy" > "$scratch/out"
    same "mxfp4 $rule" "$(payload mx.scales.npy) $(payload mx.codes.npy)" '80 01 0c 06 00'
done
# The rules apart, on 5, 6.5 and 7.5, each a block: above 4, all go up to 8 by ceil; 5 and 6.5 to two bits are 6, 7.5 is 8;
# 6.5 and 7.5 are above 6.
array rules.npy '<f2' '(3,)' '\000\105\200\106\200\107'
for rule in floor ceil even rceil; do
    "$halfulp" quantize --force --recipe mxfp4 --k 1 --scale-rule $rule -o "$scratch/rules" "$scratch/rules.npy" > "$scratch/out"
    payload rules.scales.npy
    echo
done > "$scratch/rules"
same 'mxfp4: four rules' "$(tr '\n' ',' < "$scratch/rules")" '7f 7f 7f,80 80 80,7f 7f 80,7f 80 80,'
# Blocks of two: 3.5 gives 2^(1 - 2); 2 is 4, -7 is a tie of 6 and what is above it: saturated, F.
"$halfulp" quantize --force --recipe MXFP4 --k 2 --output="$scratch/mx" "$scratch/mx.npy" > "$scratch/out"
same 'mxfp4 --k 2' "$(payload mx.scales.npy) $(payload mx.codes.npy)" '7e 7f 04 0f 07 00'
same 'the shape of two scales' "$(shape mx.scales.npy)" "{'descr': '|u1', 'fortran_order': False, 'shape': (1, 2), }"
good '' '' dequantize --force --recipe mxfp4 --k 2 -o "$scratch/mx_back.npy" "$scratch/mx" # 1, -3, 6, 0
same 'mxfp4 --k 2: and back' "$(payload mx_back.npy)" '00 00 80 3f 00 00 40 c0 00 00 c0 40 00 00 00 00'
bad '' '' 'mx.scales.npy: expected 1 x 1 numbers for the codes and the recipe, found 1 x 2' \
    dequantize --force --recipe mxfp4 -o "$scratch/mx_back.npy" "$scratch/mx"
# Toward zero -3.5 is 3, D; 7.5 and 0.2 as before. Up, 0.2 is 0.5.
"$halfulp" quantize --force --recipe mxfp4 --rounding zero -o "$scratch/mx" "$scratch/mx.npy" > "$scratch/out"
same 'mxfp4 toward zero' "$(payload mx.codes.npy)" '02 0d 07 00'
"$halfulp" quantize --force --recipe mxfp4 --rounding up -o "$scratch/mx" "$scratch/mx.npy" > "$scratch/out"
same 'mxfp4 up' "$(payload mx.codes.npy)" '02 0d 07 01'
# The first code of a pair is the low half of a byte.
lost 'mxfp4: 1 x 4 elements: flushed 1 (25 %%), saturated 1 (25 %%), inexact 3 (75 %%), NaN 0; SQNR 14.37 dB; bytes 16, now 3' \
    --packed --recipe mxfp4 -o "$scratch/mx" "$scratch/mx.npy"
same 'packed' "$(payload mx.codes.npy)" 'e2 07'
same 'the shape of packed codes' "$(shape mx.codes.npy)" "{'descr': '|u1', 'fortran_order': False, 'shape': (2,), }"
good '' '' dequantize --packed --force --recipe mxfp4 -o "$scratch/mx_back.npy" "$scratch/mx"
same 'packed: and back' "$(payload mx_back.npy)" '00 00 80 3f 00 00 80 c0 00 00 c0 40 00 00 00 00'
bad '' '' 'element 0: 0xE2: expected codes of 4 bits; --packed says' \
    dequantize --force --recipe mxfp4 -o "$scratch/mx_back.npy" "$scratch/mx"

# ---- NVFP4, INT8, a zero point ----------------------------------------------------------------------------------------

# 6, 3, 14 zeros, and 3 in a block of its own. T = 6, E = 2688 / 6 = 448. The first scale is 6 / 6 * 448 = 448, 7E: the
# elements are 6 and 3. The second is 3 / 6 * 448 = 224 = 1.75 * 2^7, 76, half as large: its element is 6.
zeros14=$(printf '%056d' 0 | sed 's/0/\\000/g')
array nv.npy '<f4' '(17,)' "\000\000\300\100\000\000\100\100$zeros14\000\000\100\100"
lost 'nvfp4_te: 1 x 17 elements: flushed 0, saturated 0, inexact 0, NaN 0; SQNR exact; bytes 68, now 15' \
    --recipe nvfp4-te -o "$scratch/nv" "$scratch/nv.npy"
same 'nvfp4_te: codes' "$(payload nv.codes.npy)" '07 05 00 00 00 00 00 00 00 00 00 00 00 00 00 00 07'
same 'nvfp4_te: scales' "$(payload nv.scales.npy)" '7e 76'
same 'nvfp4_te: T' "$(payload nv.tensor.npy) $(shape nv.tensor.npy)" \
    "00 00 c0 40 {'descr': '<f4', 'fortran_order': False, 'shape': (1,), }"
good '' '' dequantize --recipe nvfp4_te -o "$scratch/nv_back.npy" "$scratch/nv"
same 'nvfp4_te: and back' "$(payload nv_back.npy)" "$(payload nv.npy 68)"
# Without a second scale, --force leaves none behind.
"$halfulp" quantize --force --recipe mxfp4 -o "$scratch/nv" "$scratch/nv.npy" > "$scratch/out"
same 'no file of a recipe before' "$(files nv.)" 'nv.codes.npy nv.npy nv.scales.npy'

# 127, -64, 0.5 by 127 / 127 = 1: 0.5 is a tie of 0 and 1. 254, 1, 3 by 2: 127, 0 and 2, of the tie 1.5.
# Signal 84751.25, noise 0.25 + 1 + 1: 45.76 dB.
row1='\000\000\376\102\000\000\200\302\000\000\000\077'
row2='\000\000\176\103\000\000\200\077\000\000\100\100'
array int8.npy '<f4' '(2, 3)' "$row1$row2"
lost 'int8_rows: 2 x 3 elements: flushed 2 (33.3 %%), saturated 0, inexact 3 (50 %%), NaN 0; SQNR 45.76 dB; bytes 24, now 14' \
    --recipe int8_rows -o "$scratch/int8" "$scratch/int8.npy"
same 'int8_rows: codes' "$(payload int8.codes.npy)" '7f c0 00 7f 00 02'
same 'int8_rows: scales' "$(payload int8.scales.npy) $(shape int8.scales.npy)" \
    "00 00 80 3f 00 00 00 40 {'descr': '<f4', 'fortran_order': False, 'shape': (2, 1), }"
# The same in other orders and other dtypes: columns first, big-endian, FP16, FP64 (each exact here), BF16.
npy int8_fortran.npy "{'descr': '<f4', 'fortran_order': True, 'shape': (2, 3), }" \
    '\000\000\376\102\000\000\176\103\000\000\200\302\000\000\200\077\000\000\000\077\000\000\100\100'
array int8_big.npy '>f4' '(1, 2, 3)' '\102\376\000\000\302\200\000\000\077\000\000\000\103\176\000\000\077\200\000\000\100\100\000\000'
array int8_half.npy '<f2' '(2, 3)' '\360\127\000\324\000\070\360\133\000\074\000\102'
array int8_bf16.npy '<V2' '(2, 3)' '\376\102\200\302\000\077\176\103\200\077\100\100'
for file in int8_fortran.npy int8_big.npy int8_half.npy int8_bf16.npy; do
    dtype=
    [ $file != int8_bf16.npy ] || dtype=--dtype=bf16
    # shellcheck disable=SC2086 # nothing if it is empty
    "$halfulp" quantize --force $dtype --recipe int8_rows -o "$scratch/other" "$scratch/$file" > "$scratch/out"
    same "int8_rows of $file" "$(payload other.codes.npy) $(payload other.scales.npy)" '7f c0 00 7f 00 02 00 00 80 3f 00 00 00 40'
done
# In three dimensions: x[i][j][k] = 4 i + 2 j + k + 2, the first fastest, a row for each i, j: 2 3, 4 5, 6 7, 8 9. A scale is
# the second number over 7, and the first codes are 7 times the quotient: 4.67, 5.6, 6, 6.22.
npy cube.npy "{'descr': '<f2', 'fortran_order': True, 'shape': (2, 2, 2), }" \
    '\000\100\000\106\000\104\000\110\000\102\000\107\000\105\200\110'
"$halfulp" quantize --recipe int4_rows -o "$scratch/cube" "$scratch/cube.npy" > "$scratch/out"
same 'int4_rows of three dimensions' "$(payload cube.codes.npy) $(shape cube.codes.npy)" \
    "05 07 06 07 06 07 06 07 {'descr': '|u1', 'fortran_order': False, 'shape': (2, 2, 2), }"
# FP64 is rounded to FP32 first: 1 + 2^-30 is 1.
array f8.npy '<f8' '(1,)' '\000\000\100\000\000\000\360\077'
lost 'mxfp4: 1 x 1 elements: flushed 0, saturated 0, inexact 0, NaN 0; SQNR exact; bytes 8, now 2; 1 rounded to FP32 first' \
    --recipe mxfp4 -o "$scratch/f8" "$scratch/f8.npy"

# -1, 0, 254: S = 255 / 255, p = 0 - -1 = 1.
array onnx.npy '<f4' '(3,)' '\000\000\200\277\000\000\000\000\000\000\176\103'
lost 'onnx_uint8: 1 x 3 elements: flushed 0, saturated 0, inexact 0, NaN 0; SQNR exact; bytes 12, now 11' \
    --recipe onnx_uint8 -o "$scratch/onnx" "$scratch/onnx.npy"
same 'onnx_uint8' "$(payload onnx.codes.npy) $(payload onnx.scales.npy) $(payload onnx.zero_points.npy)" '00 01 ff 00 00 80 3f 01 00 00 00'
same 'the shape of zero points' "$(shape onnx.zero_points.npy)" "{'descr': '<i4', 'fortran_order': False, 'shape': (1, 1), }"
good '' '' dequantize --recipe onnx_uint8 -o "$scratch/onnx_back.npy" "$scratch/onnx"
same 'onnx_uint8: and back' "$(payload onnx_back.npy)" "$(payload onnx.npy 12)"

# ---- odd shapes, NaN, random numbers ------------------------------------------------------------------------------------

array empty.npy '<f4' '(0, 4)' ''
lost 'nvfp4_te: 0 x 0 elements: flushed 0, saturated 0, inexact 0, NaN 0; SQNR -; bytes 0, now 0' \
    --packed --recipe nvfp4_te -o "$scratch/empty" "$scratch/empty.npy"
same 'codes of nothing' "$(shape empty.codes.npy)" "{'descr': '|u1', 'fortran_order': False, 'shape': (0, 2), }"
good '' '' dequantize --packed --recipe nvfp4_te -o "$scratch/empty_back.npy" "$scratch/empty"
same 'nothing, and back' "$(shape empty_back.npy)$(payload empty_back.npy)" "{'descr': '<f4', 'fortran_order': False, 'shape': (0, 4), }"
array one.npy '<f4' '()' '\000\000\200\077'
"$halfulp" quantize --recipe mxint8 -o "$scratch/one" "$scratch/one.npy" > "$scratch/out" # 1 = 64 * 2^-6 * 2^0
same 'a number without dimensions' "$(payload one.codes.npy) $(payload one.scales.npy) $(shape one.codes.npy)" \
    "40 7f {'descr': '|u1', 'fortran_order': False, 'shape': (), }"
array nan.npy '<f4' '(2,)' '\000\000\300\177\000\000\200\077'
lost 'mxfp8_e4m3: 1 x 2 elements: flushed 0, saturated 0, inexact 1 (50 %%), NaN 2 (100 %%), number to NaN 1 (50 %%); SQNR -; bytes 8, now 3' \
    --recipe mxfp8_e4m3 -o "$scratch/nan" "$scratch/nan.npy"
# NVFP4 has no NaN: it becomes 6, which is 1 here, as T = 1 and 6 / 6 is exact; the ones stay what they are.
array nan2.npy '<f4' '(2,)' '\000\000\300\177\000\000\200\077'
lost 'nvfp4_te: 1 x 2 elements: flushed 0, saturated 0, inexact 1 (50 %%), NaN 0, NaN to number 1 (50 %%); SQNR infinite without 1; bytes 8, now 6' \
    --recipe nvfp4_te -o "$scratch/nan2" "$scratch/nan2.npy"
# Infinities: by OCP's rule the scale is a NaN, and so are all three; UE5M3's is its largest, 114688, in which 6 stands for
# an infinity and 1 is 0.
array inf.npy '<f4' '(3,)' '\000\000\200\177\000\000\200\077\000\000\200\377'
lost 'mxfp4: 1 x 3 elements: flushed 0, saturated 0, inexact 3 (100 %%), NaN 3 (100 %%), number to NaN 3 (100 %%); SQNR -; bytes 12, now 3' \
    --recipe mxfp4 -o "$scratch/inf" "$scratch/inf.npy"
lost 'fp4_ue5m3: 1 x 3 elements: flushed 1 (33.3 %%), saturated 0, inexact 3 (100 %%), NaN 0, infinity to number 2 (66.7 %%); SQNR 0.00 dB without 2; bytes 12, now 3' \
    --recipe fp4_ue5m3 -o "$scratch/inf" "$scratch/inf.npy"
# 3.4e38, and 0. The scale of the block is 448 T / 2688, of which 448 T is above FP32's largest number: 6 times infinity is
# infinite, and 0 times infinity a NaN.
array huge.npy '<f4' '(2,)' '\236\311\177\177\000\000\000\000'
lost 'nvfp4_te: 1 x 2 elements: flushed 0, saturated 0, inexact 2 (100 %%), NaN 1 (50 %%), number to NaN 1 (50 %%), number to infinity 1 (50 %%); SQNR -; bytes 8, now 6' \
    --recipe nvfp4_te -o "$scratch/huge" "$scratch/huge.npy"
# A block of 32 halves of a step: 16 of 32 draws go up, or nearly. Another seed draws others, the same seed the same.
half=$(printf '%032d' 0 | sed 's/0/\\000\\000\\240\\077/g') # 1.25, a tie of 1 and 1.5
array draw.npy '<f4' '(33,)' "$half\000\000\300\100"
for seed in 1 1 2; do
    "$halfulp" quantize --force --recipe mxfp4 --k 64 --rounding stochastic-a --random-bits 8 --seed $seed -o "$scratch/draw" \
        "$scratch/draw.npy" > "$scratch/out"
    payload draw.codes.npy
    echo
done > "$scratch/draws"
same 'draws of two seeds' "$(sort -u "$scratch/draws" | wc -l | tr -d ' ')" 2
same 'draws go both ways' "$(sed 1q "$scratch/draws" | tr ' ' '\n' | sort -u | tr '\n' ' ')" '02 03 07 '

# ---- inspect measures blocks as quantize makes them --------------------------------------------------------------------

# drawn COUNT SEED: FP16 codes from 2^-4 to 8, of both signs, and zeros, as a printf format.
drawn() {
    awk -v count="$1" -v x="$2" 'BEGIN {
        for (i = 0; i < count; i++) {
            x = (x * 16807) % 2147483647
            printf x % 11 == 0 ? "\\000\\000" : "\\%03o\\%03o", int(x / 8) % 256, 44 + int(x / 2048) % 28 + 128 * (x % 2)
        }
    }'
}
# like_quantize FILE OPTION...: flushed and saturated, and SQNR to two places.
like_quantize() {
    file=$1
    shift
    for recipe in mxfp8_e4m3 deepgemm_1x128 mxfp6_e2m3 mxfp4 nvfp4_te; do
        same "inspect $* of $file: $recipe" "$("$halfulp" inspect --json "$@" "$scratch/$file" |
            sed -n "s/.*\"recipe\": \"$recipe\".*\"bytes\": \([^,]*\), \"flushed\": \([^,]*\), \"saturated\": \([^,]*\),.*\"sqnr_db\": \([^}]*\)}.*/\2 \3 \4 \1/p" |
            awk '{ printf "%d %d %.2f %d", $1, $2, $3, $4 }')" \
            "$("$halfulp" quantize --force --recipe $recipe -o "$scratch/like" "$scratch/$file" |
                sed 's/.*flushed \([0-9]*\).*saturated \([0-9]*\).*SQNR \([^ ]*\) dB.*now \([0-9]*\).*/\1 \2 \3 \4/')"
    done
}
array wide.npy '<f2' '(3, 4500)' "$(drawn 13500 1)"
array narrow.npy '<f2' '(2, 50, 37)' "$(drawn 3700 2)"
npy turned.npy "{'descr': '<f2', 'fortran_order': True, 'shape': (11, 3, 40), }" "$(drawn 1320 3)"
for file in wide.npy narrow.npy turned.npy; do
    like_quantize $file
done
# More than a sample: 3 x 45000, all, and a part: 256 of 264 pieces of 512, of which two are short by 56.
npy long.npy "{'descr': '<f2', 'fortran_order': False, 'shape': (3, 45000), }" ''
for seed in 1 2 3 4 5 6 7 8 9 10; do
    # shellcheck disable=SC2059 # a format
    printf "$(drawn 13500 $seed)" >> "$scratch/long.npy"
done
like_quantize long.npy --all
same 'how many a part has' "$("$halfulp" inspect --json "$scratch/long.npy" | sed -n 's/.*"mxfp4".*"counted_of": \([0-9]*\).*/\1/p')" 130960
holds 'in blocks, the counts too are of a part, 130960 elements' inspect "$scratch/long.npy"

# ---- what others reported ----------------------------------------------------------------------------------------------

# vllm-project/vllm PR#43557: the exponent of amax / 6 is not that of amax less 2. Each number is a block.
array vllm.npy '<f4' '(3,)' '\315\314\054\100\000\000\260\100\232\231\231\077' # 2.7, 5.5, 1.2: not 125, 126, 124
"$halfulp" quantize --recipe mxfp4 --k 1 -o "$scratch/vllm" "$scratch/vllm.npy" > "$scratch/out"
same 'scales of vLLM PR#43557' "$(payload vllm.scales.npy)" '7e 7f 7d'

# ---- what is refused, and leaves nothing behind -------------------------------------------------------------------------

unquantised 'expected --recipe NAME' "$scratch/mx.npy"
unquantised '--recipe zork: not a recipe' --recipe zork "$scratch/mx.npy"
unquantised '--scale-rule zork: expected floor, ceil, even or rceil' --recipe mxfp4 --scale-rule zork "$scratch/mx.npy"
unquantised '--recipe nvfp4_te --scale-rule floor: an exact ratio needs E8M0' --recipe nvfp4_te --scale-rule floor "$scratch/mx.npy"
unquantised '--k 0: expected the columns of a block' --recipe mxfp4 --k 0 "$scratch/mx.npy"
unquantised '--recipe nvfp4_te_4over6_2d_mse --k 32: four over six needs' --recipe nvfp4_te_4over6_2d_mse --k 32 "$scratch/mx.npy"
unquantised '--seed x: expected a number' --recipe mxfp4 --seed x "$scratch/mx.npy"
unquantised '--random: expected --seed N' --recipe mxfp4 --rounding stochastic_a --random-bits 4 --random 3 "$scratch/mx.npy"
unquantised '--overflow: integers always saturate' --recipe int8_rows --saturate "$scratch/mx.npy"
unquantised '--like x86: expected a recipe with elements of floating point' --recipe int8_rows --like x86 "$scratch/mx.npy"
unquantised '--packed: expected elements of fewer than 8 bits' --recipe int8_rows --packed "$scratch/mx.npy"
unquantised '--packed: expected a last dimension that fills bytes' --recipe nvfp4_te --packed "$scratch/nv.npy"
unquantised '--packed: expected a last dimension that fills bytes' --recipe mxfp4 --packed "$scratch/one.npy"
unquantised 'expected one FILE.npy' --recipe mxfp4
unquantised 'expected one FILE.npy' --recipe mxfp4 a b
unquantised 'absent: No such file' --recipe mxfp4 "$scratch/absent"
printf 'hello, world' > "$scratch/hello"
unquantised 'hello: expected a .npy file' --recipe mxfp4 "$scratch/hello"
array integers.npy '<i4' '(1,)' '\000\000\000\000'
unquantised 'dtype <i4: expected floating-point numbers' --recipe mxfp4 "$scratch/integers.npy"
unquantised 'its dtype <f4 says what the elements are' --recipe mxfp4 --dtype bf16 "$scratch/mx.npy"
unquantised 'dtype <i4: its elements have 32 bits' --recipe mxfp4 --dtype bf16 "$scratch/integers.npy"
unquantised '-x: unknown option' --recipe mxfp4 -x "$scratch/mx.npy"
bad '' '' 'expected -o PREFIX' quantize --recipe mxfp4 "$scratch/mx.npy"
bad '' '' 'such as nvfp4_te' quantize --recipe nvfp4 -o "$scratch/nothing" "$scratch/mx.npy"
good '' "$("$halfulp" quantize --recipe mxfp4 -o "$scratch/agrees" "$scratch/mx.npy" | sed 's/%/%%/g')\\n" \
    quantize --force --recipe mxfp4 --dtype fp32 -o "$scratch/agrees" "$scratch/mx.npy"
bad '' '' 'zork: no recipe has this in its name' quantize --recipes zork
holds 'nvfp4_te_2d                   e2m1     16x16    ue4m3    tensor' quantize --recipes te_2d
holds 'differs: ' quantize --recipes mxfp4_rceil
[ -z "$("$halfulp" quantize --recipes | awk 'length > 80')" ] || report 'quantize --recipes: a line of more than 80 columns'
bad '' '' 'mx.codes.npy: exists; --force replaces it' quantize --recipe mxfp4 -o "$scratch/mx" "$scratch/mx.npy"
bad '' '' 'mx_back.npy: exists; --force' dequantize --recipe mxfp4 -o "$scratch/mx_back.npy" "$scratch/mx"
bad '' '' 'nowhere/left.codes.npy: No such file' quantize --recipe mxfp4 -o "$scratch/nowhere/left" "$scratch/mx.npy"
# The same as JSON: 0.5, 6 and 7 in one block of MXFP4, whose scale is 1: 7 saturates at 6. 85.25 over 1 is 19.3 dB.
array json.npy '<f4' '(3,)' '\000\000\000\077\000\000\300\100\000\000\340\100'
good '' '{"recipe": "mxfp4", "rows": 1, "columns": 3, "flushed": 0, "saturated": 1, "inexact": 1, "nans": 0, "nan_to_number": 0, "number_to_nan": 0, "number_to_infinity": 0, "infinity_to_number": 0, "measured": 3, "rounded_to_fp32": 0, "bytes": 12, "bytes_now": 3, "sqnr": 19.306943876645352}\n' \
    quantize --json --recipe mxfp4 -o "$scratch/json" "$scratch/json.npy"

# What is no regular file is never replaced, and nothing else is touched then; nor is the input.
mkdir "$scratch/left.scales.npy"
echo old > "$scratch/left.codes.npy"
bad '' '' 'left.scales.npy: exists, and is no regular file' quantize --force --recipe mxfp4 -o "$scratch/left" "$scratch/mx.npy"
same 'the old file' "$(cat "$scratch/left.codes.npy")" old
rm "$scratch/left.codes.npy"
rmdir "$scratch/left.scales.npy"
ln -s mx.npy "$scratch/left.npy"
bad '' '' 'left.npy: exists, and is no regular file' dequantize --force --recipe mxfp4 -o "$scratch/left.npy" "$scratch/mx"
rm "$scratch/left.npy"
bad '' '' 'mx.codes.npy: is the input' dequantize --force --recipe mxfp4 -o "$scratch/mx.codes.npy" "$scratch/mx"
cp "$scratch/mx.npy" "$scratch/self.codes.npy"
bad '' '' 'self.codes.npy: is the input' quantize --force --recipe mxfp4 -o "$scratch/self" "$scratch/self.codes.npy"
cmp -s "$scratch/mx.npy" "$scratch/self.codes.npy" || report 'quantize: the input has changed'
bad '' '' "-o $scratch/: expected the beginning of names" quantize --recipe mxfp4 -o "$scratch/" "$scratch/mx.npy"
# A file that cannot be written to its end: 4096 codes, where 1024 bytes may be written.
zeros=$(printf '%02048d' 0 | sed 's/0/\\000/g')
array many.npy '<f2' '(1, 4096)' "$zeros$zeros$zeros$zeros"
(
    trap '' XFSZ # so that writing fails
    ulimit -f 1
    exec "$halfulp" quantize --recipe int8_tensor -o "$scratch/left" "$scratch/many.npy"
) > "$scratch/out" 2> "$scratch/err"
same 'a full disk: status' $? 2
same 'a full disk: files' "$(files left)" 'left*'

bad '' '' 'mx.codes.npy: No such file' dequantize --recipe int8_rows -o "$scratch/left" "$scratch/absent/mx"
bad '' '' 'int8.scales.npy: dtype <f4: expected codes of one byte each' dequantize --recipe mxint8 -o "$scratch/left" "$scratch/int8"
bad '' '' 'nan.scales.npy: dtype |u1: expected FP32 numbers' dequantize --recipe int8_rows -o "$scratch/left" "$scratch/nan"
bad '' '' 'int8.zero_points.npy: No such file' dequantize --recipe torchao_int8_rows_zero_point -o "$scratch/left" "$scratch/int8"
bad '' '' 'expected no option that says how to round' dequantize --rounding up --recipe mxfp4 -o "$scratch/left" "$scratch/mx"
bad '' '' 'expected -o FILE.npy' dequantize --recipe mxfp4 "$scratch/mx"
bad '' '' 'expected one PREFIX' dequantize --recipe mxfp4 -o "$scratch/left"
bad '' '' '--packed: expected elements of fewer' dequantize --packed --recipe int8_rows -o "$scratch/left" "$scratch/int8"
array odd.codes.npy '|u1' '(1,)' '\000'
bad '' '' 'odd.codes.npy: expected a last dimension that elements of 6 bits fill' \
    dequantize --packed --recipe mxfp6_e2m3 -o "$scratch/left" "$scratch/odd"
same 'dequantize leaves nothing behind' "$(files left)" 'left*'

# ---- the examples of README.md and the man page ------------------------------------------------------------------------

# The digits without NumPy: pixel / 16 in BF16, whose codes are looked up.
pixels='0000 3D80 3E00 3E40 3E80 3EA0 3EC0 3EE0 3F00 3F10 3F20 3F30 3F40 3F50 3F60 3F70 3F80'
npy digits.npy "{'descr': '<V2', 'fortran_order': False, 'shape': (1797, 64), }" ''
awk -v codes="$pixels" 'BEGIN {
        split(codes, code, " ")
        for (i = 1; i <= 17; i++) bytes[substr("0123456789abcdefg", i, 1)] = substr(code[i], 3) substr(code[i], 1, 2)
    }
    /^[0-9]/ { for (i = 3; i <= 66; i++) printf "%s", bytes[substr($0, i, 1)] }' data/digits.txt |
    awk 'function digit(c) { return index("0123456789ABCDEF", c) - 1 }
        { for (i = 1; i < length($0); i += 2) printf "\\%03o", 16 * digit(substr($0, i, 1)) + digit(substr($0, i + 1, 1)) }' |
    fold -w 4096 | while read -r line || [ -n "$line" ]; do
        # shellcheck disable=SC2059 # a format
        printf "$line"
    done >> "$scratch/digits.npy"
for options in 'mxfp4' 'mxfp4 --scale-rule rceil' 'nvfp4_te'; do
    # shellcheck disable=SC2086 # words
    "$halfulp" quantize --force --dtype bf16 --recipe $options -o "$scratch/digits" "$scratch/digits.npy" |
        sed 's/bytes [0-9]*,/bytes 460032,/; s/^/    /' # in FP32, as there
done > "$scratch/out"
same 'examples of README.md' "$(cat "$scratch/out")" "$(grep '^    [a-z0-9_]*: 1797 x 64' README.md)"
holds 'result 0x3 ' explain 'fp32, ue4m3 -> e2m1: 0x3cc3ffff / 0x07'

# ---- NumPy reads the files, and computes the same -----------------------------------------------------------------------

if python=$(sh tests/support/python.sh numpy); then
    (cd "$scratch" && "$python" -) <<'END'
import numpy
x = numpy.random.default_rng(1).standard_normal((5, 7, 53)).astype("<f4")
numpy.save("drawn.npy", numpy.asfortranarray(x))
END
    for recipe in int8_rows mxfp4; do
        "$halfulp" quantize --recipe $recipe -o "$scratch/$recipe" "$scratch/drawn.npy" > "$scratch/out"
        "$halfulp" dequantize --recipe $recipe -o "$scratch/$recipe.npy" "$scratch/$recipe"
    done
    (cd "$scratch" && "$python" - > got) <<'END'
import numpy
x = numpy.load("drawn.npy").reshape(35, 53)
scales, codes = numpy.load("int8_rows.scales.npy"), numpy.load("int8_rows.codes.npy")
print(codes.shape, codes.dtype, scales.shape, scales.dtype)
print((scales == abs(x).max(axis=1, keepdims=True) / numpy.float32(127)).all())
n = codes.reshape(35, 53).view("i1")
print((n == numpy.rint(x.astype("f8") / scales)).all())
print((numpy.load("int8_rows.npy").reshape(35, 53) == n * scales).all())
scales, codes = numpy.load("mxfp4.scales.npy"), numpy.load("mxfp4.codes.npy").reshape(35, 53)
print(scales.shape, all((scales[:, i] == 125 + numpy.floor(numpy.log2(abs(x[:, 32 * i:32 * i + 32]).max(axis=1)))).all()
                        for i in range(2)))
values = numpy.array([0, 0.5, 1, 1.5, 2, 3, 4, 6])
s = 2.0 ** (scales.repeat(32, axis=1)[:, :53].astype("f8") - 127)
nearest = abs(abs(x / s)[..., None] - values).argmin(axis=2) # no ties among these
print((codes == nearest + 8 * (x < 0)).all())
print((numpy.load("mxfp4.npy").reshape(35, 53) == numpy.where(x < 0, -1, 1) * values[codes & 7] * s).all())
END
    same 'what NumPy says' "$(cat "$scratch/got")" '(5, 7, 53) uint8 (35, 1) float32
True
True
True
(35, 2) True
True
True'
else
    echo "SKIP: no Python has NumPy: the files of quantize are not read by it"
fi
