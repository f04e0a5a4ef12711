# shellcheck shell=sh disable=SC2154
# SPDX-License-Identifier: Apache-2.0
#
# run, gen and check: functions, lines, options and verdicts. Sourced by halfulp.sh; uses its functions (good, bad,
# ...).

# ---- run: the lines are Berkeley TestFloat's, version 3e -------------------------------------------------------------

good '87FF E850\n7B9E 6BFF\n' '87FF E850 E850 01\n7B9E 6BFF 7C00 05\n' run f16_add
good 'E80B 7C1B\n' 'E80B 7C1B 7E1B 10\n' run -nan x86 f16_add
good 'E80B 7C1B\n' 'E80B 7C1B 7E00 10\n' run f16_add
good '848E 23F0\n' '848E 23F0 8012 03\n' run f16_mul
good '03FF 3C01\n' '03FF 3C01 0400 03\n' run f16_mul -tininessbefore
good '03FF 3C01\n' '03FF 3C01 0400 01\n' run f16_mul -tininessafter
good '7BFE 0000\n' '7BFE 0000 7C00 08\n' run f16_div
good '87FF E850\n' '87FF E850 0001 03\n' run f16_div -rodd
good '74FB\n' '74FB 5877 01\n' run f16_sqrt
good '87FF E850 0000\n2A3F 08EF 8400\n' '87FF E850 0000 344F 01\n2A3F 08EF 8400 8385 03\n' run f16_mulAdd
good '8683F7FF\nDF7EFFFF\n' '8683F7FF 8000 03\nDF7EFFFF FC00 05\n' run f32_to_f16
good '7FEFFFFFFFFFFFFF\n' '7FEFFFFFFFFFFFFF 7BFF 05\n' run f64_to_f16 -rminMag
good 'FFBC\nE850\n' 'FFBC 80000000 10\nE850 FFFFF760 00\n' run f16_to_i32 -nan x86
good 'FFFFF124\n' 'FFFFF124 EB6E 00\n' run i32_to_f16
good '0000 857F\n' '0000 857F 0 00\n' run f16_lt
# Less, equal, greater, and unordered: 1 and 2, 1 and 1, 2 and 1, 1 and a quiet NaN.
compare() { # OPERATION RESULT...: of the four
    good '3C00 4000\n3C00 3C00\n4000 3C00\n3C00 7E00\n' \
        "3C00 4000 $2 00\n3C00 3C00 $3 00\n4000 3C00 $4 00\n3C00 7E00 $5\n" run "f16_$1"
}
compare eq 0 1 0 '0 00'
compare eq_signaling 0 1 0 '0 10'
compare le 1 1 0 '0 10'
compare le_quiet 1 1 0 '0 00'
compare lt 1 0 0 '0 10'
compare lt_quiet 1 0 0 '0 00'
good '8683F7FF\n00000001\n' '8683F7FF 8684 01\n00000001 0000 03\n' run f32_to_bf16
# 1.5 to an integer: by the name, and by the options.
good '3E00\n' '3E00 00000002 00\n' run f16_to_i32
good '3E00\n' '3E00 00000002 01\n' run f16_to_i32 -exact
good '3E00\n' '3E00 00000001 00\n' run f16_to_i32_r_minMag
good '3E00\n' '3E00 00000001 01\n' run f16_to_i32_rx_minMag
good '3E00\n' '3E00 4000 01\n' run f16_roundToInt_x
# Beyond TestFloat.
good '7E 01 3F800000\n' '7E 01 3F800000 3FF00000 00\n' run e4m3_e4m3_f32_mulAdd
good '7E 01 3F800000\n' '7E 01 3F800000 3F80 00\n' run e4m3_e4m3_f32_mulAdd_to_f16
good '7E 7E\n' '7E 7E 7F 05\n' run float8_e4m3fn_add
good '7E 7E\n' '7E 7E 7E 05\n' run e4m3_add -sat
good '7 7\n' '7 7 7 05\n' run e2m1_add
# Described formats: NVIDIA's UE5M3, whose largest number is 114688, and one of 9 bits.
good 'FE 01\nFE FE\n' 'FE 01 FE 01\nFE FE FF 05\n' run ue5m3:inf=none,nan=top_add
good '078 001\n' '078 001 078 01\n' run e5m3_add
good '38 78 3F800000\n' '38 78 3F800000 40000000 00\n' run e4m3_ue5m3:inf=none,nan=top_f32_mulAdd
good '078\n' '078 3C00 00\n' run e5m3_to_f16
good '3C00\n' '3C00 78 00\n' run f16_to_UE5M3:inf=none,nan=top
good '078 0FF 3F800000\n' '078 0FF 3F800000 7FC0 00\n' run e5m3_e5m3_f32_mulAdd_to_bf16
good '3C00 4000\n3C00 7E00\n' '3C00 4000 0 00\n3C00 7E00 3 00\n' run f16_compare_quiet
good '3F880000 7\n3F880000 8\n' '3F880000 7 38 01\n3F880000 8 39 01\n' run -rstochastic_a -randombits 4 f32_to_e4m3
# 1/32 and 3/32 of a quantum: A truncates them to sixteenths, B adds one half, C rounds them.
good '3F808000 F\n3F818000 E\n' '3F808000 F 38 01\n3F818000 E 38 01\n' run -rstochastic_a -randombits 4 f32_to_e4m3
good '3F808000 F\n3F818000 E\n' '3F808000 F 39 01\n3F818000 E 39 01\n' run -rstochastic_b -randombits 4 f32_to_e4m3
good '3F808000 F\n3F818000 E\n' '3F808000 F 38 01\n3F818000 E 39 01\n' run -rstochastic_c -randombits 4 f32_to_e4m3
good '7C01\n0000\nFC00\n' '7C01 0 00\n0000 6 00\nFC00 2 00\n' run f16_class
good '7BFF\n8001\n' '7BFF 7C00 00\n8001 8000 00\n' run f16_nextUp
good '3C00 00000003\n3C00 FFFFFFFF\n' '3C00 00000003 4800 00\n3C00 FFFFFFFF 3800 00\n' run f16_scaleB
good '4800\n0000\n' '4800 4200 00\n0000 FC00 08\n' run f16_logB
good '8000 0000\n' '8000 0000 8000 00\n' run f16_minimum
good '7E00 3C00\n' '7E00 3C00 3C00 00\n' run f16_maximumNumber
good '8000 0000\n0000 8000\n' '8000 0000 1 00\n0000 8000 0 00\n' run f16_totalOrder
good '0001 3C00\n' '0001 3C00 3C00 00\n' run f16_add -daz
# A subnormal operand, which the sum of it and 0 is: -daz takes it for 0 without a flag, -ftz makes the result 0.
good '0001 0000\n' '0001 0000 0001 00\n' run f16_add
good '0001 0000\n' '0001 0000 0000 00\n' run f16_add -daz
good '0001 0000\n' '0001 0000 0000 03\n' run f16_add -ftz
# Infinity and 480 into e4m3, whose largest number is 448.
good '7F800000\n43F00000\n' '7F800000 7F 00\n43F00000 7F 05\n' run f32_to_e4m3 -nosat
good '7F800000\n43F00000\n' '7F800000 7F 00\n43F00000 7E 05\n' run f32_to_e4m3 -satfinite
good '7F800000\n43F00000\n' '7F800000 7E 00\n43F00000 7E 05\n' run f32_to_e4m3 -sat
# 0.15 and -0.15 lie between 30CC and 30CD; 1 + 2^-11 is a tie, and 1 + 3 * 2^-11.
directions() { # POSITIVE NEGATIVE TIE TIE WORD...: results by each of these words
    good_output="3E19999A $1 01\nBE19999A $2 01\n3F801000 $3 01\n3F803000 $4 01\n"
    shift 4
    for word in "$@"; do
        good '3E19999A\nBE19999A\n3F801000\n3F803000\n' "$good_output" run "-r$word" f32_to_f16
    done
}
directions 30CD B0CD 3C00 3C02 near_even nearest-even rne
directions 30CD B0CD 3C01 3C02 near_maxMag nearest-maxMag nearest-away rna
directions 30CC B0CC 3C00 3C01 minMag toward-zero zero rtz
directions 30CC B0CD 3C00 3C01 min down rdn
directions 30CD B0CC 3C01 3C02 max up rup
directions 30CD B0CD 3C01 3C01 odd to-odd rto
# A signaling NaN of FP16 by each policy, and as an integer.
nans() { # POLICY RESULT INTEGER
    good '7C01 3C00\n' "7C01 3C00 $2 10\n" run -nan "$1" f16_add
    good 'FE00\n' "FE00 $3 10\n" run -nan "$1" f16_to_i32
}
nans canonical 7E00 7FFFFFFF
nans riscv 7E00 7FFFFFFF
nans x86 7E01 80000000
nans arm 7E01 00000000
nans nvidia 7FFF 00000000
nans signed 7E00 7FFFFFFF
good 'FC01 3C00\n' 'FC01 3C00 FE00 10\n' run -nan signed f16_add
# What a format lacks: a NaN in e2m1, a sign in ue4m3, a zero in e8m0, where 2^-128 lies below the smallest number.
good '7FC00000\nFFC00000\n' '7FC00000 7 10\nFFC00000 7 10\n' run f32_to_e2m1
good '7FC00000\nFFC00000\n' '7FC00000 8 10\nFFC00000 0 10\n' run -missingnan opposite-zero f32_to_e2m1
good '7FC00000\nFFC00000\n' '7FC00000 0 10\nFFC00000 0 10\n' run -missingnan zero f32_to_e2m1
good 'BF800000\n' 'BF800000 7F 10\n' run f32_to_ue4m3
good 'BF800000\n' 'BF800000 38 00\n' run -negative magnitude f32_to_ue4m3
good 'BF800000\n' 'BF800000 7F 10\n' run -negative directed f32_to_ue4m3
good 'BF800000\n' 'BF800000 00 10\n' run -negative directed -rmax f32_to_ue4m3
good '00000000\n00200000\n' '00000000 FF 03\n00200000 FF 03\n' run f32_to_e8m0
good '00000000\n00200000\n' '00000000 00 03\n00200000 00 03\n' run -missingzero smallest f32_to_e8m0
good '00000000\n00200000\n' '00000000 FF 03\n00200000 00 03\n' run -missingzero tiny-smallest f32_to_e8m0
# Lower case, blanks and a carriage return are accepted; the output is always in the same form.
good '3c00\t bc00 \r\n' '3C00 BC00 0000 00\n' run f16_add
good '0123456789abcdef\n' '0123456789ABCDEF 8 00\n' run f64_class
bad '3C00 3C00\n3C00 zork\n3C00 3C00\n' '3C00 3C00 4000 00\n' \
    'line 2: 3C00 zork: field 2: expected 4 hexadecimal digits' run f16_add
bad '3C00 3C00\n3C00 3C00' '3C00 3C00 4000 00\n' 'line 2: cut off; expected a newline' run f16_add
bad '3C00\n' '' 'line 1: 3C00: expected 2 fields, of 4 and 4 hexadecimal digits; found 1' run f16_add
bad '3C00 3C00 3C00\n' '' 'line 1: 3C00 3C00 3C00: expected 2 fields, of 4 and 4 hexadecimal digits; found 3' run f16_add
bad '3C00 3C00 4000 00\n' '' 'found 4; `gen -operands` writes operands alone' run f16_add
bad '3C0 3C00\n' '' 'line 1: 3C0 3C00: field 1: expected 4 hexadecimal digits' run f16_add
bad '3C00\t3C000\r\n' '' 'line 1: 3C00\x093C000: field 2: expected' run f16_add
bad '3C00 3C00\000\n' '' 'line 1: 3C00 3C00\x00: field 2: expected' run f16_add
bad '3C00 \303\251\n' '' 'line 1: 3C00 \xC3\xA9: field 2: expected' run f16_add
bad '\n' '' 'line 1: "": expected 2 fields, of 4 and 4 hexadecimal digits; found 0' run f16_add
long=$(printf '3C00 %.0s' 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17)
bad "$long\n" '' 'line 1: 3C00 3C00 3C00 3C00 3C00 3C00 3C00 3C0...C00 3C00 3C00 3C00 3C00 3C00 3C00 3C00: expected 2 fields' run f16_add
bad '40 00\n' '' 'line 1: 40 00: field 1: expected 2 hexadecimal digits, below 2^6' run e2m3_add
bad '20000000000000\n' '' 'field 1: expected 14 hexadecimal digits, below 2^53' run e11m41_class
bad '38 10\n' '' 'line 1: 38 10: field 2 (random): expected 1 hexadecimal digit' \
    run e4m3_sqrt -rstochastic_c -randombits 4
bad '38 8\n' '' 'field 2 (random): expected 1 hexadecimal digit, below 2^3' run e4m3_sqrt -rstochastic_c -randombits 3
bad '38\n' '' 'line 1: 38: expected 2 fields, of 2 and 1 (random) hexadecimal digits; found 1' \
    run e4m3_sqrt -rstochastic_c -randombits 4
bad '' '' 'f64_add: there is no arithmetic in fp64' run f64_add
bad '' '' 'f16_f64_add_to_f16: there is no arithmetic in fp64' run f16_f64_add_to_f16
bad '' '' "f16_zork: 'zork' is not an operation" run f16_zork
bad '' '' 'zork_add: zork: not a format: expected a name' run zork_add
bad '' '' 'f32_to_e4m3ieee: e4m3ieee: not a format: at "ieee": expected nothing more, or a colon' run f32_to_e4m3ieee
bad '' '' 'f16_add_to_zork: zork: not a format: expected a name' run f16_add_to_zork
bad '' '' 'e5m3:nan=_add: e5m3:nan=: not a format: after the colon' run e5m3:nan=_add
bad '' '' 'e5m30_add: there is no arithmetic in e5m30' run e5m30_add
good '7E00\n' '7E00 80000000 10\n' run -like x86 f16_to_i32
# A second dash is accepted.
good '7E00\n' '7E00 80000000 10\n' run --like x86 f16_to_i32
good '3C00 0001\n' '3C00 0001 3C01 01\n' run --rmax f16_add
good '3C00 3C00 4000 00\n' 'In 1 test, no errors found in f16_add, rounding max.\n' check --count 1 --rmax f16_add
same 'gen with two dashes' "$("$halfulp" gen --n 10 --operands f16_add)" "$("$halfulp" gen -n 10 -operands f16_add)"
good '7E00\n' '7E00 7FFFFFFF 10\n' run -like x86 -nan canonical f16_to_i32
good '3F800000 00000000\n' '3F800000 00000000 7FC00000 10\n' run -zerodivide nan f32_div
good 'FF800000\n' 'FF800000 FF 00\n' run -infinitynan signed f32_to_e4m3
bad '' '' '-like zork: ' run -like zork f16_add
bad '' '' '-like: expected a preset after it' run f16_add -like
bad '' '' 'zork: not a function; expected FORMAT_OPERATION' run zork
bad '' '' 'f16: expected an operation after the format' run f16
bad '' '' "f16_f16_mulAdd: expected 1 or 3 formats before 'mulAdd', found 2" run f16_f16_mulAdd
bad '' '' "'_x' is not an ending of this function" run f16_add_x
bad '' '' "'_to_f16' is not an ending of this function" run f16_lt_to_f16
bad '' '' 'i32_to_i64: expected a format on one side' run i32_to_i64
bad '' '' 'i32_add: expected formats for operands' run i32_add
bad '' '' 'f16_e4m3_totalOrder: expected operands of one format' run f16_e4m3_totalOrder
bad '' '' "'sideways' is not a rounding direction" run f16_to_i32_r_sideways
bad '' '' "'stochastic_a' is not a rounding direction" run -randombits 4 f16_to_i32_r_stochastic_a
bad '' '' "no test case; expected '# function: NAME' and cases, or a function" run
bad '' '' 'f16_sub: expected one function, and f16_add came before it; cases come from standard input' run f16_add f16_sub
bad '' '' 'file: expected one function, and f16_add came before it; cases come from standard input' check f16_add file
bad '' '' '-rsideways: unknown option' run -rsideways f16_add
bad '' '' '-seed: unknown option' run -seed 1 f16_add
bad '' '' '--seed: unknown option' run --seed 1 f16_add
bad '' '' '--: unknown option' run -- f16_add
bad '' '' '--rounding: unknown option; expected -r and a direction, such as -rmax' run --rounding up f16_add
bad '' '' '--overflow=none: unknown option; expected -nosat, -satfinite or -sat' check --overflow=none f16_add
bad '' '' '--random-bits: unknown option; expected -randombits' gen --random-bits 4 f16_add
bad '' '' '--like=cuda: unknown option; expected its value, if it has one, as the next argument' run --like=cuda f16_add
bad '' '' '-like zork: ' run --like zork f16_add
bad '' '' '-nan sparc: expected canonical, x86, arm, nvidia or signed' run -nan sparc f16_add
bad '' '' '-nan: expected canonical, x86, arm, nvidia or signed after it' run f16_add -nan
bad '' '' '-randombits 4: expected a stochastic rounding with it' run -randombits 4 f16_add
bad '' '' 'rounding stochastic_a: expected -randombits N as well' run -rstochastic_a f16_add

# ---- gen -----------------------------------------------------------------------------------------------------------

# lines ARGUMENT...: the output of gen.
lines() {
    "$halfulp" gen "$@" | wc -l | tr -d ' '
}
same 'all pairs of e4m3' "$(lines e4m3_add)" 65536
same 'all triples of e2m1' "$(lines e2m1_mulAdd)" 4096
same 'all triples of e2m3' "$(lines e2m3 3)" 262144
same 'all of f16' "$(lines f16_sqrt)" 65536
same 'pairs of f32 by -n 1000' "$(lines -n 1000 f32 2)" 1000
same 'different ones among them' "$("$halfulp" gen -n 1000 f32 2 | sort -u | wc -l | tr -d ' ')" 1000
same 'all but one of e4m3' "$("$halfulp" gen -n 255 e4m3 | sort -u | wc -l | tr -d ' ')" 255
# The first half of the cases that need no number is every pattern with every pattern, and each once.
half=$(($(lines f16_add) / 2))
same 'patterns of f16' "$("$halfulp" gen -operands f16_add | head -n $half | sort -u | wc -l | tr -d ' ')" $half
same 'fields of f32 3' "$("$halfulp" gen -n5 f32 3 | awk '{ print NF }' | sort -u)" 3
"$halfulp" gen -prefix here e4m3_add | sed -n '1p;3p' | tr '\n' , > "$scratch/out"
same 'the prefix, and ascending order' "$(cat "$scratch/out")" 'here,00 01 01 00,'
# Cases at the limits of the result: those that only the detection of tininess distinguishes, and the ends of the
# integers.
"$halfulp" gen -tininessbefore f32_to_f16 > "$scratch/before"
if "$halfulp" gen -tininessafter f32_to_f16 | cmp -s - "$scratch/before"; then
    report 'gen f32_to_f16: no case tells tininess before rounding from tininess after it'
else
    passed=$((passed + 1))
fi
same 'ends of i32' "$("$halfulp" gen f32_to_i32 | grep -c -e '^4F000000 ' -e '^CF000000 ' -e '^CF000001 ')" 3
seven=$("$halfulp" gen -seed 7 -n 70000 f16 | cksum)
same 'the same seed twice' "$("$halfulp" gen -seed 7 -n 70000 f16 | cksum)" "$seven"
"$halfulp" gen -seed 7 i64 | tail -n 500 | cut -c 9- > "$scratch/seven"
if "$halfulp" gen -seed 8 i64 | tail -n 500 | cut -c 9- | cmp -s - "$scratch/seven" ||
    [ "$("$halfulp" gen -seed 8 -n 70000 f16 | cksum)" = "$seven" ]; then
    report 'gen: another seed gave the same operands'
else
    passed=$((passed + 1))
fi
bad '' '' 'i32 2: expected a count of 1: integers come one at a time' gen i32 2
bad '' '' '4: expected a number of operands of f16, 1 to 3' gen f16 4
bad '' '' 'f32: expected a number of operands of f16, 1 to 3' gen f16 f32
bad '' '' "f16_frob: 'frob' is not an operation" gen f16_add f16_frob
bad '' '' '2: not a function' gen f16_add 2
bad '' '' 'f16: expected an operation after the format' gen f16 2 3
for options in '-n 3 -forever' '-forever -n 3'; do
    { # in a pipe that is closed after two lines; otherwise a failure would run forever
        # shellcheck disable=SC2086 # the list is words
        "$halfulp" gen $options f16_add 2> "$scratch/err"
        echo $? > "$scratch/status"
    } | sed 2q > "$scratch/out"
    same "gen $options" "$(cat "$scratch/status" "$scratch/out" "$scratch/err")" \
        "$(printf '2\nhalfulp gen: -forever -n 3: expected one of the two, cases without end or that number of them')"
done
bad '' '' '-level 3: expected a number from 1 to 2' gen -level 3 f16
bad '' '' '-seed: expected a number after it' gen f16 -seed
bad '' '' '-n 0: expected a number from 1' gen -n 0 f16

# ---- check ---------------------------------------------------------------------------------------------------------

for function in f16_add f32_mulAdd f64_to_e4m3 f16_to_ui64 e4m3_e5m2_mul_to_f16 binary8p3se_div bf16_class \
    f64_le_quiet; do
    "$halfulp" gen -n 5000 $function > "$scratch/vectors"
    verdict=$("$halfulp" check $function < "$scratch/vectors" | sed 's/,.*//')
    same "gen $function | check $function" "$verdict" 'In 5000 tests'
done
"$halfulp" gen -n 5000 -rstochastic_b -randombits 8 e4m3_add > "$scratch/vectors"
same 'check of stochastic rounding' \
    "$("$halfulp" check -rstochastic_b -randombits 8 e4m3_add < "$scratch/vectors" | sed 's/,.*//')" 'In 5000 tests'
good '3C00 3C00 4000 00\n' 'In 1 test, no errors found in f16_add, rounding near_even.\n' check f16_add
good '03FF 3C01 0400 03\n' 'In 1 test, no errors found in f16_mul, rounding max, tininess before rounding.\n' \
    check f16_mul -tininessbefore -rmax
expect 1 '3C00 3C00 4001 00\n3C00 3C00 4000 00\n3C00 3C00 4000 1F\n' "$(cat << 'END'
Errors found in f16_add, rounding near_even:
+0F.000  +0F.000  => +10.001 .....  expected +10.000 .....
+0F.000  +0F.000  => +10.000 vioux  expected +10.000 .....
END
)\n" check f16_add
same 'the closing line' "$(cat "$scratch/err")" '3 tests performed; 2 errors found.'
expect 1 '3C00 3C00 4001 00\n3C00 3C00 4000 1F\n' "$(cat << 'END'
Errors found in f16_add, rounding near_even:
+0F.000  +0F.000  => +10.001 .....  expected +10.000 .....
END
)\n" check f16_add -errors 1
expect 1 '7E 38 7F 00\n' "$(cat << 'END'
Errors found in e4m3_add, rounding near_even:
7E=0x1.cp+8  38=0x1p+0  => 7F=nan .....  expected 7E=0x1.cp+8 ....x
END
)\n" check e4m3_add
expect 1 '3E00 00000001 00\n' "$(cat << 'END'
Errors found in f16_to_i32, rounding near_even, not exact:
+0F.200  => 00000001 .....  expected 00000002 .....
END
)\n" check f16_to_i32
expect 1 '3C00 3C00 7E00 00\n' "$(cat << 'END'
Errors found in f16_add, rounding near_even:
+0F.000  +0F.000  => +1F.200 .....  expected +10.000 .....
END
)\n" check f16_add
awk 'BEGIN { for (i = 0; i < 30; i++) print "3C00 3C00 4001 00" }' > "$scratch/in"
same 'mismatches before check stops' "$("$halfulp" check f16_add < "$scratch/in" 2> "$scratch/err" | grep -c '=>')" 20
same 'mismatches without a limit' \
    "$("$halfulp" check -errors 0 f16_add < "$scratch/in" 2> "$scratch/err" | grep -c '=>')" 30
good '7E00 3C00 FFFF 00\n' 'In 1 test, no errors found in f16_add, rounding near_even.\n' check f16_add
expect 1 '7E00 3C00 FFFF 00\n' "$(cat << 'END'
Errors found in f16_add, rounding near_even:
+1F.200  +0F.000  => -1F.3FF .....  expected +1F.200 .....
END
)\n" check f16_add -checkNaNs
good '7E00 00000000 10\n' 'In 1 test, no errors found in f16_to_i32, rounding near_even, not exact.\n' check f16_to_i32
expect 1 '7E00 00000000 10\n' "$(cat << 'END'
Errors found in f16_to_i32, rounding near_even, not exact:
+1F.200  => 00000000 v....  expected 7FFFFFFF v....
END
)\n" check f16_to_i32 -checkInvInts
expect 1 '7E00 00000000 10\n' "$(cat "$scratch/expected")\n" check f16_to_i32 -checkAll
bad '' '' 'no test case; expected lines of f16_add' check f16_add
bad '' '' "'zork' is not an operation" check f16_zork
bad '3C00 3C00 4000\n' '' \
    'line 1: 3C00 3C00 4000: expected 4 fields, of 4, 4, 4 (the result) and 2 (the flags) hexadecimal digits; found 3' \
    check f16_add
bad '3C00 3C00 4000 20\n' '' 'field 4 (the flags): expected 2 hexadecimal digits, below 2^5' check f16_add
bad '3C00 3C00 400 00\n' '' 'field 3 (the result): expected 4 hexadecimal digits' check f16_add
bad '3C00 3C00 4000 0\n' '' 'field 4 (the flags): expected' check f16_add
bad '3C00 3C00 4000 00' '' 'line 1: cut off' check f16_add
