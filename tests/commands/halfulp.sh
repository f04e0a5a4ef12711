#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Tests of the `halfulp` command: its output, byte by byte, what it refuses and how, and its exit status.
# usage: halfulp.sh [PROGRAM [PART]]        (default: build/halfulp, and all; PART: vectors, verdict,
#        cover, digest, models, inspect, quantize or dot alone)
program=build/halfulp
# shellcheck source=tests/commands/command.sh
. "$(dirname "$0")/command.sh"
halfulp=$program

# good INPUT OUTPUT ARGUMENT...: exit status 0, exactly that output, nothing on standard error.
good() {
    expect 0 "$@"
}

# expect STATUS INPUT OUTPUT ARGUMENT...: the same for any status; with status 0, standard error must be empty. INPUT
# and OUTPUT are printf formats.
expect() {
    status=$1
    # shellcheck disable=SC2059 # both are formats, for their newlines
    printf "$2" > "$scratch/in" && printf "$3" > "$scratch/expected"
    shift 3
    "$halfulp" "$@" < "$scratch/in" > "$scratch/out" 2> "$scratch/err"
    got=$?
    if [ "$got" -ne "$status" ]; then
        report "halfulp $*: exit status $got, expected $status"
    elif { [ -s "$scratch/out" ] || [ -s "$scratch/expected" ]; } && ! cmp -s "$scratch/out" "$scratch/expected"; then
        report "halfulp $*: unexpected output:"
        diff "$scratch/expected" "$scratch/out"
    elif [ "$status" -eq 0 ] && [ -s "$scratch/err" ]; then
        report "halfulp $*: unexpected text on standard error: $(cat "$scratch/err")"
    else
        passed=$((passed + 1))
    fi
}

# bad INPUT OUTPUT PART ARGUMENT...: exit status 2, that output, and one line on standard error that contains PART.
bad() {
    input=$1
    output=$2
    part=$3
    shift 3
    before=$passed
    expect 2 "$input" "$output" "$@"
    if [ "$passed" -gt "$before" ]; then
        if ! is_one_line "$scratch/err" halfulp "$part"; then
            passed=$before
            report "halfulp $*: expected one line with '$part' on standard error, got: $(cat "$scratch/err")"
        fi
    fi
}

# holds OUTPUT-PART ARGUMENT...: exit status 0, and output that contains the part.
holds() {
    part=$1
    shift
    if "$halfulp" "$@" > "$scratch/out" 2>&1 < /dev/null && grep -qF -- "$part" "$scratch/out"; then
        passed=$((passed + 1))
    else
        report "halfulp $*: expected '$part' in: $(cat "$scratch/out")"
    fi
}

# same WHAT GOT EXPECTED
same() {
    if [ "$2" = "$3" ]; then
        passed=$((passed + 1))
    else
        report "$1: got '$2', expected '$3'"
    fi
}

# bytes SIZE NUMBER: little-endian.
# shellcheck disable=SC2059 # the data are formats, for their octal escapes
bytes() {
    printf "$(awk -v size="$1" -v number="$2" 'BEGIN {
        for (; size-- > 0; number = int(number / 256)) printf "\\%03o", number % 256
    }')"
}

# npy FILE HEADER DATA; array FILE DESCR SHAPE DATA. DATA is a printf format, all octal escapes.
# shellcheck disable=SC2059
npy() {
    { printf '\223NUMPY\001\000' && bytes 2 ${#2} && printf %s "$2" && printf "$3"; } > "$scratch/$1"
}
array() {
    npy "$1" "{'descr': '$2', 'fortran_order': False, 'shape': $3, }" "$4"
}

if [ $# -gt 1 ]; then
    # shellcheck source=/dev/null
    . "tests/commands/halfulp_$2.sh"
    finish
    exit
fi

# ---- the command itself ---------------------------------------------------------------------------------------------

holds 'usage: halfulp COMMAND' --help
for command in formats explain convert run gen check cover digest vectors models presets quantize dequantize; do
    holds "usage: halfulp $command" "$command" --help
done
for command in run gen check cover digest vectors; do
    holds "usage: halfulp $command" "$command" -help
done
holds 'halfulp 0.' --version
bad '' '' 'expected a command' # no argument at all
bad '' '' 'frobnicate: not a command' frobnicate

# ---- formats --------------------------------------------------------------------------------------------------------

good '' "$(cat << 'END'
e4m3: 8 bits, precision 4, exponents -6 to 8, bias 7
  also called float8_e4m3fn, e4m3fn, f8e4m3fn, float8e4m3fn

     7   6      3 2     0
  +-----+--------+-------+
  |  s  |  eeee  |  fff  |
  +-----+--------+-------+

  e > 0  (-1)^s * (1 + f * 2^-3) * 2^(e - 7)
  e = 0  (-1)^s * f * 2^-9

                     code                hexadecimal              decimal
  largest            0x7E                0x1.cp+8                 448
  one                0x38                0x1p+0                   1
  smallest normal    0x08                0x1p-6                   0.015625
  largest subnormal  0x07                0x1.cp-7                 0.013671875
  smallest           0x01                0x1p-9                   0.001953125
  epsilon                                0x1p-3                   0.125

  infinities         none
  NaNs               0x7F, 0xFF
  canonical NaN      0x7F
  codes              254 finite (+0 and -0 are two), 2 NaNs
END
)\n" formats float8_e4m3fn
holds '0x7C00, 0xFC00' formats half
holds '0x7C01 to 0x7FFF, 0xFC01 to 0xFFFF' formats fp16
holds '2^(e - 127)' formats e8m0
holds 'precision 3, exponents -15 to 15, bias 16' formats binary8p3se
holds 'bf16           16  1  8  7   127  2^-126   2^-133    IEEE IEEE  3.3895313892515355e+38' formats
bad '' '' 'zork: not a format: expected a name' formats zork
holds 'e5m3: 9 bits, precision 4, exponents -14 to 15, bias 15' formats e5m3
holds 'NaNs               0xFF' formats ue5m3:inf=none,nan=top
holds 'largest            0xFE                0x1.cp+16                114688' formats ue5m3:inf=none,nan=top
holds '(1 + f * 2^-2) * 2^(e + 3)' formats e4m2b-3
holds 'one                none among the normal numbers' formats e4m2b99
bad '' '' 'e17m3: not a format: exponent bits: expected 1 to 16' formats e17m3
bad '' '' 'e5m3:inf=no: not a format: after the colon: expected inf=none, ieee or top' formats e5m3:inf=no
bad '' '' 'e5m3,nan=top: not a format: at ",nan=top": expected nothing more, or a colon and attributes' formats e5m3,nan=top
bad '' '' 'fp16x: not a format: at "x": expected a name' formats fp16x
bad '' '' '--zork: unknown option' formats --zork

# ---- convert --------------------------------------------------------------------------------------------------------

good '' '0x7E 448 ....x\n0x7F nan ..o.x\n0xBC -1.5 .....\n' convert --from fp32 --to e4m3 449 465 -1.5
good '' '0x7E 448 ....x\n0x7E 448 ..o.x\n0xFE -448 .....\n' convert --from fp32 --to e4m3 --saturate 449 465 -inf
good '' '0x7E 448 ..o.x\n0x7F nan .....\n' convert --from=fp32 --to=e4m3 --overflow=saturate-finite 465 -inf
good '' '0x7F nan .....\n0x38 1 .....\n' convert --from fp32 --to e4m3 0x7F800000 0x3f800000
good '' '0x2E66 0.0999755859375 ....x\n' convert --to fp16 0.1
good '' '0x2E66 0.1 ....x\n' convert --to fp16 --text shortest 0.1
good '' '0x2E66 0x1.998p-4 ....x\n' convert --to fp16 --text hex 0.1
good '' '0x3DCCCCCD 0.100000001490116119384765625 ....x\n' convert --to fp32 --text exact 0.1
# One rounding; two roundings, through FP32, would make a tie of a number that is above it.
good '' '0x3C01 1.0009765625 ....x\n' convert --to fp16 0x1.00200004p+0
good '' '0x3C00 1 ....x\n' convert --from fp32 --to fp16 0x1.00200004p+0
for mode in up RUP max; do
    good '' '0x3C01 1.0009765625 ....x\n' convert --to fp16 --rounding $mode 1.0001
done
good '' '0x3C00 1 ....x\n' convert --to fp16 --rounding toward-zero 1.0009
# Half an ulp above 1 goes up when floor(1/2 * 2^4) + R >= 2^4.
good '' '0x38 1 ....x\n' convert --to e4m3 --rounding stochastic-a --random-bits 4 --random 7 1.0625
good '' '0x39 1.125 ....x\n' convert --to e4m3 --rounding stochastic-a --random-bits 4 --random 8 1.0625
good '1\n  0x38 \r\n-2\n' '0x38 1 .....\n0x38 1 .....\n0xC0 -2 .....\n' convert --from e4m3 --to e4m3 -
bad '1\n1e\n2\n' '0x38 1 .....\n' 'standard input, line 2: 1e: expected' convert --to e4m3 -
bad '1\n\n' '0x38 1 .....\n' 'standard input, line 2: "": expected a number: decimal' convert --to e4m3 -
bad '1\n2' '0x38 1 .....\n' 'standard input, line 2: cut off' convert --to e4m3 -
bad '1\0000\n' '' 'line 1: expected text, found a zero byte' convert --to e4m3 -
good '' '0x16 6 ....x\n' convert --to ue4m2b3 5.5 # a tie: 5 is odd
good '' '0x0001 0x1p-24 .....\n0x0000 0x0p+0 .....\n' convert --from fp32 --to fp16 --daz --text hex 0x33800000 0x00000001
good '' '0x0000 0x0p+0 ...ux\n0x3C00 0x1p+0 .....\n' convert --from fp32 --to fp16 --ftz --text hex 0x33800000 0x3F800000
good '' '0x7F 61440 ..o.x\n' convert --from fp32 --to ue4m3b0:inf=none,nan=none 1e9
good '' '0xBC -1.5 .....\n0x7F nan .....\n' convert --to e4m3 -- -1.5 -nan
good '' '0xBC -1.5 .....\n0x7F nan .....\n' convert --to e4m3 -1.5 -nan
bad '' '' '-rmax: unknown option; expected options with two dashes, such as --rounding up' convert -rmax --to e4m3 1
bad '' '' '-rmax: expected a number' convert --to e4m3 -- -rmax
bad '' '' '--to: expected a number' convert --to e4m3 -- --to
good '' '0xFF -nan ..o.x\n' convert --from fp32 --to e4m3 --infinity-nan signed -- -465
good '' '0xFF -nan .....\n' convert --from fp32 --to e4m3 --nan signed 0xFFC00000
good '38 00\n' '38 00 7F 10\n' run e4m3_div -zerodivide nan
holds 'ml_dtypes-sat' presets
holds 'covers  e4m3' presets ml_dtypes
same 'presets cuda-nosat' "$("$halfulp" presets cuda-nosat | head -n 1)" cuda-nosat
bad '' '' 'zork: not a preset' presets zork
bad '' '' '--zork: unknown option' presets --zork
good '' '0x7F nan ..o.x\n' convert --from fp32 --to e4m3 --like ml_dtypes 465
good '' '0x7E 448 ..o.x\n' convert --from fp32 --to e4m3 --like ml_dtypes-sat 465
good '' '0x7E 448 ..o.x\n' convert --from fp32 --to e4m3 --like ml_dtypes --overflow saturate-finite 465
good '' '0x7E 448 ..o.x\n' convert --from fp32 --to e4m3 --overflow saturate-finite --like ml_dtypes 465
good '' '0x3C01 1.0009765625 ....x\n' convert --rounding up --like x86 --to fp16 1.0001
bad '' '' '--like x86 to e2m1: expected a destination format that the preset covers: `halfulp presets x86`' convert --to e2m1 --like x86 1
good '' '0x38 1 ....x\n' convert --to e4m3 --like avx10.2 --rounding stochastic-a --random-bits 8 --random 127 1.0625
good '' '0x39 1.125 ....x\n' convert --to e4m3 --like avx10.2 --rounding stochastic-a --random-bits 8 --random 128 1.0625
good '' '0x0000 0 ...ux\n' convert --from fp32 --to fp16 --ftz --like x86 0x33800000
good '' '0x0000 0 .....\n' convert --from fp16 --to fp16 --like x86 --daz 0x0001
for preset in $("$halfulp" presets --names); do
    holds 'source' presets "$preset"
    [ -z "$("$halfulp" presets "$preset" | awk 'length > 80')" ] || report "presets $preset: a line of more than 80 columns"
done
bad '' '' '--like zork: ' convert --to e4m3 --like zork 1
bad '' '' '--like: expected a value after it' convert --to e4m3 1 --like
bad '' '' 'expected --to FORMAT' convert 1
bad '' '' 'expected a VALUE' convert --to fp16
bad '' '' 'zork: not a format' convert --to zork 1
bad '' '' '--to: expected a value after it' convert 1 --to
bad '' '' '--zork: unknown option' convert --to fp16 --zork 1
bad '' '' '--saturate=yes: expected no value after --saturate' convert --to fp16 --saturate=yes 1
bad '' '' '0x100: expected a code of at most 8 bits, the width of e4m3' convert --from e4m3 --to fp16 0x100
bad '' '' '0x38: expected --from FORMAT' convert --to fp16 0x38
bad '' '' 'one: expected a number: decimal (-1.5e3), hexadecimal (0x1.8p+3), inf or nan' convert --to fp16 one
bad '' '' '"": expected a number: decimal' convert --to fp16 ''
bad '' '' '1,5: expected nothing after the number' convert --to fp16 1,5
bad '' '' '"": not a format' convert --to '' 1
bad '' '' '--rounding sideways: expected near_even' convert --to fp16 --rounding sideways 1
bad '' '' '--text binary: expected decimal' convert --to fp16 --text binary 1
bad '' '' 'rounding stochastic_b: expected --random-bits N as well' convert --to fp16 --rounding stochastic-b 1
bad '' '' '--random-bits 3: expected a stochastic rounding' convert --to fp16 --random-bits 3 1
bad '' '' '--random-bits 33: expected a number from 0 to 32' convert --to fp16 --random-bits 33 1
bad '' '' '--random 5: expected an integer of 0 bits, the width that --random-bits gives' convert --to fp16 --random 5 1
bad '' '' '--random 8: expected an integer of 3 bits, the width that --random-bits gives' \
    convert --to fp16 --rounding stochastic-b --random-bits 3 --random 8 1

# ---- explain --------------------------------------------------------------------------------------------------------

holds 'result 0x34CD' explain 'fp16: 0.1 + 0.2' --rounding up
holds 'result 0x34CC' explain 'fp16: 0.1 + 0.2' --rounding down
holds '0.1 is not a number of fp16; the nearest is 0x2E66 = 0.0999755859375' explain fp16 0.1
holds '= 448' explain e4m3 0x7e
holds '448; the shortest decimal that reads back is 450' explain e4m3 0x7e
good '' '0.1 is not a number of fp16; the nearest is 0x2E66 = 0.0999755859375
0.2 is not a number of fp16; the nearest is 0x3266 = 0.199951171875

x + y in fp16, rounded up, toward plus infinity

1. decode         s | exponent | fraction
   x      0x2E66  0 |    01011 | 1001100110
          = +1.1001100110 * 2^(11 - 15) = 0.0999755859375
   y      0x3266  0 |    01100 | 1001100110
          = +1.1001100110 * 2^(12 - 15) = 0.199951171875

2. exact, in units of 2^-2
   x          + 0.01100110011
   y          + 0.1100110011
   x + y      + 1.00110011001  = 0.2999267578125

3. round, in units of 2^-2
   fp16 has 11 bits of precision: the quantum here, one ulp, is 2^-12.
   exact      + 1.0011001100|1
   discarded                |1
   inner      + 1.0011001100  0x34CC = 0.2998046875
   outer      + 1.0011001101  0x34CD = 0.300048828125
   Inner is the neighbour toward zero, outer the one away from zero.
   The discarded part, nu, is 0.5 of a quantum: exactly half.
   Rounded up, toward plus infinity: the result is positive, so outer is chosen.

4. encode         s | exponent | fraction
   result 0x34CD  0 |    01101 | 0011001101
          = +1.0011001101 * 2^(13 - 15) = 0.300048828125
   text   0.300048828125; the shortest decimal that reads back is 0.3
   flags  inexact
' explain 'fp16: 0.1 + 0.2' --rounding up
good '' '0x3FF0000000000001 in fp64

1. decode s |    exponent | fraction
   x      0x3FF0000000000001
          0 | 01111111111 | 0000000000000000000000000000000000000000000000000001
          = +1.0000000000000000000000000000000000000000000000000001
          * 2^(1023 - 1023) = 1.0000000000000002220446049250...

2. exact, in units of 2^0
   x          + 1.0000000000000000000000000000000000000000000000000001
                = 1.0000000000000002220446049250...

3. round, in units of 2^0: nothing to do; x and its neighbours
   inner      + 1.0000000000000000000000000000000000000000000000000000
                0x3FF0000000000000 = 1
   x          + 1.0000000000000000000000000000000000000000000000000001
                0x3FF0000000000001 = 1.0000000000000002220446049250...
   outer      + 1.0000000000000000000000000000000000000000000000000010
                0x3FF0000000000002 = 1.0000000000000004440892098500...
   The quantum here, one ulp, is 2^-52.

4. encode s |    exponent | fraction
   result 0x3FF0000000000001
          0 | 01111111111 | 0000000000000000000000000000000000000000000000000001
          = +1.0000000000000000000000000000000000000000000000000001
          * 2^(1023 - 1023) = 1.0000000000000002220446049250...
   text   1.0000000000000002, the shortest decimal that reads back
   flags  none
' explain fp64 0x3FF0000000000001
holds 'result 0x7E' explain 'fp32 -> e4m3: 449'
holds 'result 0x3F80' explain 'e4m3, e4m3, fp32 -> fp16: fma(0x7E, 0x01, 0x3F800000)'
holds 'result 0x4000' explain 'fp16: 1e-0--1e+0' # signs of exponents, a minus, and a sign
holds 'result 0x1C' explain 'e4m3: 0x1E-0x08' # an e that is a digit has no sign
holds 'result 0x3E00' explain 'fp16: sqrt( 2.25 )'
holds 'result 0xBC00' explain 'fp16: remainder(5, 3)'
holds 'result 0xBC00' explain 'fp16:rem(5,3)'
holds 'result 0x4500' explain 'fp16: FMA (2, 2, 1)'
holds 'result 0x3C00' explain 'fp16: minimumNumber(nan, 1)'
holds 'result 0x4400' explain 'fp16: roundToIntegral(3.5)'
holds 'result 0x4200' explain 'fp16: logB(10)'
holds 'result 0x4A00' explain 'fp16: scaleB(1.5, 3)'
holds 'result 0x3000' explain 'fp16: scaleB(1, -3)'
holds 'result 0x3000' explain 'fp16: scaleB(1, 0xFFFFFFFD)' # a code of the integer
holds 'result 0xC700' explain 'fp16: from_i32(-7)'
holds 'result 0x7C00' explain 'fp16: from_ui64(18446744073709551615)'
holds 'result 0xFC00' explain 'fp16: from_i64(-9223372036854775808)'
# colons and commas of a description, and those of the question
holds '0x7F in ue5m3b15:inf=none,nan=top' explain 'ue5m3b15:inf=none,nan=top 0x7f'
holds '0x7F in ue5m3b15:inf=none,nan=top' explain ue5m3b15:inf=none,nan=top 0x7f
holds 'x + y of ue5m3b15:inf=none,nan=top and fp16 to e5m2b-3, rounded' \
    explain 'ue5m3b15:inf=none,nan=top,fp16->e5m2b-3:1+nan' --width 100
holds 'result 0x3C00' explain 'fp16:1'
holds 'result 0xBC00' explain fp16 -1
holds '   0.0167772155255079269409179687... of a quantum: less than' explain 'fp32 -> fp16: 1e-9' --width=60
bad '' '' '--width 59: expected a number from 60 to 1000' explain e4m3 1 --width 59
bad '' '' '--width 1001: expected a number from 60 to 1000' explain --width=1001 e4m3 1
bad '' '' '--width: expected a value after it' explain e4m3 1 --width
bad '' '' 'nextUp has no result that is rounded' explain 'fp16: nextUp(1)'
bad '' '' 'frobnicate: expected a function such as sqrt or fma' explain 'fp16: frobnicate(1)'
bad '' '' '-1: expected an unsigned integer of 32 bits' explain 'fp16: from_ui32(-1)'
bad '' '' '2147483648: expected a signed integer of 32 bits' explain 'fp16: from_i32(2147483648)'
bad '' '' '1.5: expected a signed integer of 32 bits' explain 'fp16: scaleB(1, 1.5)'
bad '' '' 'expected one format, or one for each operand (1)' explain 'fp16, fp16: scaleB(1, 1)'
bad '' '' 'ue5m3:inf=some' explain 'ue5m3:inf=some: 1'
holds '"reason": "tie_even"' explain --json 'fp16: 1 + 0x1000'
holds '"reason": "tie_away"' explain --json 'fp16: 1 + 0x1000' --rounding nearest-away
holds '"exact_flags": 0' explain --json 'fp16: 65504 + 65504'
holds '"exact_flags": 8' explain --json 'fp16: 1 / 0'
good '' '{"operation": "convert", "operands": [
    {"type": "number", "format": "e4m3", "code": "0x38", "sign_field": 0, "exponent_field": 7, "fraction_field": "0x0", "subnormal": 0, "flushed": 0, "value": {"kind": "finite", "sign": 0, "significand": "0x8000000000000000", "exponent": -63, "sticky": 0, "signaling": 0}}],
  "is_sum": 0, "cause": "number", "exact_flags": 0,
  "exact": {"kind": "finite", "sign": 0, "significand": "0x8000000000000000", "exponent": -63, "sticky": 0, "signaling": 0},
  "rounding": {"reason": "exact", "outward": 0, "quantum": -2, "kept": "0x4", "nu": "0x0", "more": 0, "discarded_bits": 0,
    "inner": {"place": "code", "code": "0xC", "value": {"kind": "finite", "sign": 0, "significand": "0x8000000000000000", "exponent": -63, "sticky": 0, "signaling": 0}},
    "outer": {"place": "code", "code": "0xD", "value": {"kind": "finite", "sign": 0, "significand": "0xA000000000000000", "exponent": -63, "sticky": 0, "signaling": 0}},
    "draw": "0x0", "random": "0x0", "threshold": "0x0", "subnormal": 0, "tiny": 0, "tiny_before": 0, "tiny_after": 0},
  "replaced": "not", "flags": 0, "result":
    {"type": "number", "format": "e3m2", "code": "0xC", "sign_field": 0, "exponent_field": 3, "fraction_field": "0x0", "subnormal": 0, "flushed": 0, "value": {"kind": "finite", "sign": 0, "significand": "0x8000000000000000", "exponent": -63, "sticky": 0, "signaling": 0}}}
' explain 'e4m3 -> e3m2: 1' --json
if command -v python3 >/dev/null 2>&1; then
    for question in 'fp16: 1 / 3' 'e4m3: 5' 'fp32: fma(1, 2, 3)' 'fp16: roundToIntegral(2.5)' 'fp16: from_i64(-7)' \
        'e2m1: 0 / 0' 'e8m0 -> fp16: 3e-39'; do
        "$halfulp" explain --json "$question" | tr '\n' ' ' && echo
    done > "$scratch/out"
    same 'halfulp explain --json: lines that are not JSON' "$(python3 -c '
import json, sys
for number, line in enumerate(sys.stdin, 1):
    try:
        json.loads(line)
    except ValueError:
        print(number)
print(number, "lines")' < "$scratch/out")" '7 lines'
else
    echo "SKIP: python3 is not on the PATH: explain --json is not parsed"
fi
bad '' '' 'expected FORMAT VALUE' explain
bad '' '' 'e4m3: expected a number or an expression after it; see halfulp explain --help' explain e4m3
bad '' '' 'fp16:: expected a number or an expression after it' explain fp16:
bad '' '' '"": expected a format at the end' explain ''
bad '' '' 'e4m3 zork: zork: expected a number: decimal' explain e4m3 zork
bad '' '' 'zork: ' explain 'zork: 1'
bad '' '' 'fp16: 1 +: expected a number at the end' explain 'fp16: 1 +'
bad '' '' 'expected +, -, *, / or nothing more at "2"' explain 'fp16: 1 2'
bad '' '' 'expected nothing more at "* 3"' explain 'fp16: 1 + 2 * 3'
bad '' '' 'expected a comma at the end' explain 'fp16: fma(1, 2'
bad '' '' 'expected a closing parenthesis' explain 'fp16: sqrt(1, 2)'
bad '' '' 'expected one format, or one for each operand (2)' explain 'fp16, fp16, fp16: 1 + 2'
bad '' '' 'there is no arithmetic in fp64' explain 'fp64: 1 + 2'
bad '' '' '0x100: expected a code of at most 8 bits, the width of e4m3' explain e4m3 0x100

# ---- run, gen and check ---------------------------------------------------------------------------------------------

# shellcheck source=tests/commands/halfulp_vectors.sh
. tests/commands/halfulp_vectors.sh
# shellcheck source=tests/commands/halfulp_verdict.sh
. tests/commands/halfulp_verdict.sh
# shellcheck source=tests/commands/halfulp_digest.sh
. tests/commands/halfulp_digest.sh
# shellcheck source=tests/commands/halfulp_cover.sh
. tests/commands/halfulp_cover.sh
# shellcheck source=tests/commands/halfulp_models.sh
. tests/commands/halfulp_models.sh
# shellcheck source=tests/commands/halfulp_inspect.sh
. tests/commands/halfulp_inspect.sh

# shellcheck source=tests/commands/halfulp_quantize.sh
. tests/commands/halfulp_quantize.sh

# shellcheck source=tests/commands/halfulp_dot.sh
. tests/commands/halfulp_dot.sh

# ---- the other end of the pipe -------------------------------------------------------------------------------------

{
    "$halfulp" gen -forever f16_add 2> "$scratch/err"
    echo $? > "$scratch/status"
} | sed 1q > /dev/null
same 'a reader that goes away: status and error' "$(cat "$scratch/status" "$scratch/err")" 0
if [ -w /dev/full ]; then
    "$halfulp" gen e4m3_add > /dev/full 2> "$scratch/err"
    same 'a full disk: status' $? 2
    same 'a full disk: one line' "$(grep -c 'standard output' "$scratch/err")" 1
    "$halfulp" formats > /dev/full 2> "$scratch/err"
    same 'a full disk: status of formats' $? 2
fi

# Each line is answered before the next one is read. Otherwise the program is killed, and the answer is empty.
mkfifo "$scratch/questions" "$scratch/answers"
timeout 60 "$halfulp" run f16_add < "$scratch/questions" > "$scratch/answers" &
pid=$!
exec 3> "$scratch/questions" 4< "$scratch/answers"
printf '3C00 3C00\n' >&3
answer=
read -r answer <&4
same 'an answer while the question stays open' "$answer" '3C00 3C00 4000 00'
exec 3>&- 4<&-
wait $pid

# ---- completion: the command accepts every word that it offers ------------------------------------------------------

completion=formats/cli/halfulp.bash
words() {
    awk -v name="$1=" 'index($0, name) == 1 { on = 1; sub(name, "") } on { print } on && /"$/ { on = 0 }' $completion |
        tr -d '"'
}
# known ARGUMENT...: run accepts the function and the options, and complains only about missing input.
known() {
    bad '' '' 'standard input: no test case' run "$@"
}
for operation in $(words _halfulp_operations); do
    known f16_"$operation"
done
for type in $(words _halfulp_integers); do
    known f16_to_"$type"
done
for option in $(words _halfulp_rounding_options) $(words _halfulp_vector_options); do
    case $option in
    -help | '$_halfulp_rounding_options') continue ;;
    -rstochastic_?) known "$option" -randombits 4 f16_add ;;
    -randombits) known -rstochastic_a "$option" 4 f16_add ;;
    -nan) known "$option" arm f16_add ;;
    -oddoverflow) known "$option" odd-code f16_add ;;
    -missingnan) known "$option" opposite-zero f16_add ;;
    -missingzero) known "$option" smallest f16_add ;;
    -negative) known "$option" magnitude f16_add ;;
    -infinitynan) known "$option" signed f16_add ;;
    -zerodivide) known "$option" nan f16_add ;;
    -like) known "$option" x86 f16_add ;;
    -mxcsr) known "$option" 1F80 x86_vfmadd ;;
    -fpcr) known "$option" 0 arm_fmlal ;;
    -fpmr) known "$option" 40 arm_f1cvt ;;
    -fcsr) known "$option" 20 riscv_fcvt_bf16_s ;;
    -imm) known "$option" 3 x86_vcvtps2ph ;;
    -groups) known "$option" 3 x86_tdpbf16ps_sdm ;;
    -level) known "$option" 2 f16_add ;;
    *) known "$option" f16_add ;;
    esac
done
for format in $("$halfulp" formats --names); do
    known "${format}_eq"
done

# Berkeley TestFloat judges if it is on the PATH.
if command -v testfloat_gen > /dev/null && command -v testfloat_ver > /dev/null; then
    for function in f16_add f16_sub f16_mul f16_div f16_rem f32_add f32_mul f32_div f16_lt f32_le_quiet; do
        for mode in -rnear_even -rminMag -rmin -rmax -rnear_maxMag -rodd; do
            if testfloat_gen "${function%%_*}" 2 2> /dev/null | "$halfulp" run "$mode" "$function" |
                testfloat_ver "$mode" "$function" 2> /dev/null | grep -q 'no errors found'; then
                passed=$((passed + 1))
            else
                report "TestFloat finds errors in $function $mode"
            fi
        done
    done
else
    echo "SKIP: testfloat_gen and testfloat_ver are not on the PATH: no comparison with Berkeley TestFloat"
fi

finish
