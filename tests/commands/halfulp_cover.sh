# shellcheck shell=sh disable=SC2154
# SPDX-License-Identifier: Apache-2.0
#
# cover, and gen -cover: bins, reports, and small sets of cases. Sourced by halfulp.sh; uses its functions (good, bad,
# ...).

# covered FUNCTION [OPTION]...: the bins reached of those that count, of the vectors in $scratch/vectors.
covered() {
    "$halfulp" cover -json "$@" < "$scratch/vectors" | sed 's/.*"bins": \([0-9]*\), "filled": \([0-9]*\), "imp.*"groups.*/\2 of \1/
        s/^{"function.*"cases": [0-9]*, "bins": \([0-9]*\), "filled": \([0-9]*\),.*/\2 of \1/'
}

# ---- single cases: bins by hand --------------------------------------------------------------------------------------

# 1 + 2^-24: far apart, a result just above 1. Codes 3C00 and 0001: 1 and the smallest number.
good '3C00 0001\n' "$(cat << 'END'
3C00 0001: types(+1, +minSub); classes(normal, subnormal, normal); patterns(zeros, one 1); flags(inexact); rounding(+, 0, sticky, normal); distance(above a number, >=13); shift(add, >=16); cancellation(add, 0, normal)
END
)\n" cover -each f16_add
# x - x, and the largest number twice, which overflows by 2047 of its ulps.
good '3E00 BE00\n7BFF 7BFF 7C00 05\n' "$(cat << 'END'
3E00 BE00: types(+norm, -norm); classes(normal, normal, zero); patterns(one 1, one 1); flags(none); shift(subtract, 0); cancellation(subtract, <=-12, below normal); near(minSub, +, 0)
7BFF 7BFF: types(+maxNorm, +maxNorm); classes(normal, normal, infinity); patterns(ones, ones); flags(overflow); rounding(+, 1, exact, normal); shift(add, 0); cancellation(add, 1, normal); large exponents(+, 16)
END
)\n" cover -each f16_add
# 1/3: sticky. -1/0 has no rounding. 3/2 is exact with nine zeros behind it.
good '3C00 4200\nBC00 0000\n4200 4000\n' "$(cat << 'END'
3C00 4200: types(+1, +norm); classes(normal, normal, normal); patterns(zeros, one 1); flags(inexact); rounding(+, 1, sticky, normal); distance(below a tie, 2)
BC00 0000: types(-1, +0); classes(normal, zero, infinity); flags(divide by zero)
4200 4000: types(+norm, +norm); classes(normal, normal, normal); patterns(one 1, zeros); flags(none); rounding(+, 0, exact, normal); near(1, +, 9); trailing zeros(9)
END
)\n" cover -each f16_div
good '7E01\n' '7E01: types(+qNaN); classes(NaN, NaN); nans(x, quiet, +, lower); flags(none)\n' cover -each f16_to_e4m3
good '8000000000000000\n' "$(cat << 'END'
8000000000000000: flags(none); rounding(-, 0, exact, normal); integers(-, 64, 2^n)
END
)\n" cover -each i64_to_f32
# 2^64 and the largest FP32 number below it.
good '5F800000\n5F7FFFFF\n' "$(cat << 'END'
5F800000: types(+norm); classes(normal, invalid); patterns(zeros); flags(invalid); rounding(+, 0, exact, normal); magnitude(+, 64); integer limits(+, 1, exact)
5F7FFFFF: types(+norm); classes(normal, positive); patterns(ones); flags(none); rounding(+, 0, exact, normal); magnitude(+, 63)
END
)\n" cover -each f32_to_ui64

# ---- which bins there are --------------------------------------------------------------------------------------------

# All operands of narrow formats reach all the bins that count, and no others: those were found by trying all operands.
for function in e4m3_add e5m2_mul e4m3_div e5m2_sqrt e3m2_mulAdd e4m3_to_e5m2 f16_to_e4m3 e5m2_to_i32 \
    e4m3_lt e2m3_rem e5m2_minimum e8m0_mul ue4m3_add f16_roundToInt bf16_sqrt e4m3fnuz_add; do
    "$halfulp" gen "$function" > "$scratch/vectors"
    numbers=$(covered "$function")
    same "bins of $function by all operands" "${numbers% of *}" "${numbers#* of }"
done
# The proofs that exclude bins of wider formats hold where they can be tried: cover fails otherwise.
for options in -rmin -rodd '-ftz -daz' '-sat -rminMag' '-tininessbefore -rmax' '-rstochastic_a -randombits 4 -nosat'; do
    for function in e4m3_add e5m2_mul e5m2_div e5m2_sqrt e4m3_rem e3m4_maximum f16_to_e5m2 e4m3fnuz_mul e2m1_add; do
        case $options:$function in
        *stochastic*:*_to_* | *stochastic*:e[2-5]m[2-4]*_[adm]*) continue ;; # too many operands
        esac
        # shellcheck disable=SC2086 # options are words
        "$halfulp" cover -list $options "$function" > "$scratch/out" 2> "$scratch/err"
        same "bins of $function $options: $(cat "$scratch/err")" "$?" 0
    done
done
# Functions of several formats have proofs of their own.
for function in f32_add_to_f16 f16_f16_f32_mulAdd_to_f16 e4m3_e4m3_f32_mulAdd_to_f16 bf16_bf16_f32_mulAdd_to_bf16 \
    e3m2_e3m4_rem e2m3_e3m2_minimum e4m3_binary8p3se_rem_to_e5m2 f32_sub_to_e4m3; do
    "$halfulp" gen -cover -n 400 "$function" 2> "$scratch/err" | "$halfulp" cover -json "$function" > "$scratch/out" 2>> "$scratch/err"
    same "gen -cover and cover of $function: $(cat "$scratch/err")" "$?" 0
done
same 'bins of e4m3_add' "$("$halfulp" cover -list e4m3_add | grep -vc '^-')" 603
"$halfulp" cover -list f32_div > "$scratch/out"
same 'a quotient is no tie' "$(grep -c '^-rounding(., ., guard, normal)$' "$scratch/out")" 4
same 'but a subnormal one may be' "$(grep -c '^rounding(., ., guard, subnormal)$' "$scratch/out")" 4

# ---- gen -cover ------------------------------------------------------------------------------------------------------

# Small sets that fill every bin there is. What is as large as these were when they were counted is no small set.
filled() { # FUNCTION CASES
    "$halfulp" gen -cover "$1" > "$scratch/vectors"
    numbers=$(covered "$1")
    same "bins that gen -cover $1 fills" "${numbers% of *}" "${numbers#* of }"
    [ "$(wc -l < "$scratch/vectors")" -le "$2" ]
    same "gen -cover $1: at most $2 cases, $(wc -l < "$scratch/vectors")" "$?" 0
    good_all "$1"
}
good_all() { # FUNCTION: check finds the set's results right
    "$halfulp" check -checkAll "$1" < "$scratch/vectors" > "$scratch/out" 2>&1
    same "check of gen -cover $1" "$?" 0
}
filled e4m3_add 420
filled f16_add 800
filled f16_mul 880
filled f16_div 860
filled f16_sqrt 90
filled f16_mulAdd 620
filled f32_div 1040
filled f32_sqrt 150
filled f32_mulAdd 930
filled f32_to_f16 330
filled f32_to_i32 150
filled i64_to_f32 410
filled f16_rem 720

"$halfulp" gen -cover f16_mul > "$scratch/vectors"
"$halfulp" gen -cover f16_mul | cmp -s - "$scratch/vectors"
same 'the same seed gives the same cases' "$?" 0
"$halfulp" gen -cover -seed 2 f16_mul | cmp -s - "$scratch/vectors"
same 'another seed gives others' "$?" 1
# A hundred are worth more than any hundred of the usual ones that come first.
"$halfulp" gen -cover -n 100 f16_add > "$scratch/vectors"
same 'gen -cover -n' "$(wc -l < "$scratch/vectors" | tr -d ' ')" 100
few=$(covered f16_add)
"$halfulp" gen -n 100 f16_add > "$scratch/vectors"
usual=$(covered f16_add)
[ "${few% of *}" -gt "${usual% of *}" ]
same "gen -cover -n 100 ($few) is above gen -n 100 ($usual)" "$?" 0
"$halfulp" gen -cover -footer -operands e4m3_sqrt > "$scratch/vectors"
same 'gen -cover -footer' "$(tail -n 1 "$scratch/vectors")" "# cases: $(grep -vc '^#' "$scratch/vectors")"
"$halfulp" gen -cover -all e5m2_sqrt f32_to_e4m3 > "$scratch/vectors"
"$halfulp" check < "$scratch/vectors" > "$scratch/out" 2>&1
same 'gen -cover of several functions, in every rounding' "$?" 0
"$halfulp" gen -cover -rstochastic_a -randombits 3 f16_to_e5m2 | "$halfulp" check -rstochastic_a -randombits 3 \
    f16_to_e5m2 > "$scratch/out" 2>&1
same 'gen -cover with stochastic rounding' "$?" 0
bad '' '' '-cover: expected a function' gen -cover f16
bad '' '' '-cover: expected a function' gen -cover -forever f16_add
bad '' '' 'x86_vdpbf16ps: a model has no bins' gen -cover x86_vdpbf16ps

# ---- reports ---------------------------------------------------------------------------------------------------------

printf '3C00 3C00\n' > "$scratch/vectors"
"$halfulp" cover f16_add < "$scratch/vectors" > "$scratch/out"
same 'the first line of a report' "$(head -n 1 "$scratch/out")" 'f16_add: 1 case reaches 7 of 1162 bins, 0.6 %'
same 'the picture of exponents' "$(grep -c '^ *[-0-9]* |.*|$' "$scratch/out")" 20
same 'holes of a group' "$(grep -c '^    +0, ' "$scratch/out")" 3
"$halfulp" cover -holes all f16_add < "$scratch/vectors" > "$scratch/out"
same 'all holes' "$(grep -c '^    [^ ]' "$scratch/out")" 1155
"$halfulp" cover -holes 0 f16_add < "$scratch/vectors" > "$scratch/out"
same 'no holes' "$(grep -c 'missing in' "$scratch/out")" 0
printf '38 38\n' > "$scratch/vectors"
"$halfulp" cover e4m3_add < "$scratch/vectors" > "$scratch/out"
same 'an example of a case that reaches a hole' "$(grep -c '^    +0, +minSub    as by 00 01$' "$scratch/out")" 1
"$halfulp" cover -json e4m3_add < "$scratch/vectors" > "$scratch/out"
same 'JSON, on one line' "$(grep -c '^{"function": "e4m3_add", "options": "", "cases": 1, .*}$' "$scratch/out")" 1
same 'JSON: an example' "$(grep -c '{"bin": \["+0", "+minSub"\], "example": \["00", "01"\]}' "$scratch/out")" 1
if python=$(sh tests/support/python.sh json); then
    "$python" -m json.tool < "$scratch/out" > /dev/null
    same 'JSON is JSON' "$?" 0
fi
"$halfulp" gen -operands -all e2m1_mul e2m1_add > "$scratch/vectors"
same 'sections, a report each' "$("$halfulp" cover -holes 0 < "$scratch/vectors" | grep -c 'cases reach')" 18

# ---- hostile input ---------------------------------------------------------------------------------------------------

bad '' '' 'no test case; expected lines of f16_add' cover f16_add
bad '3C00\n' '' 'line 1: 3C00: expected' cover f16_add
bad '3C00 3C00 4000\n' '' 'line 1: 3C00 3C00 4000: expected' cover f16_add
bad '3C00 3C00 4000 00 00\n' '' 'line 1: 3C00 3C00 4000 00 00: expected' cover f16_add
bad '3C00 3C0\n' '' 'line 1' cover f16_add
bad '3C00 3C00\n# cases: 2\n' '' '2 cases announced' cover f16_add
bad '3C00 3C00\n' '' "expected '# function: NAME' before the first case" cover
bad '# function: f16_ad\n3C00\n' '' "'ad' is not an operation" cover
bad '' '' 'a model has no bins' cover x86_vfmadd
bad '' '' '-holes many: expected a number' cover -holes many f16_add
bad '' '' '-errors: unknown option' cover -errors 3 f16_add
bad '' '' 'expected a function' cover -list

# ---- the same bins, restated with fractions --------------------------------------------------------------------------

if python=$(sh tests/support/python.sh fractions); then
    for function in e4m3_add e5m2_mul f16_sub f16_mul f16_div f16_mulAdd f32_add f32_sqrt f32_to_f16 f16_to_e4m3 \
        f32_to_i64 i32_to_f16 f16_lt bf16_minimum f16_roundToInt; do
        { "$halfulp" gen -cover "$function" && "$halfulp" gen -n 200 "$function"; } > "$scratch/vectors"
        "$halfulp" cover -each "$function" < "$scratch/vectors" | paste - "$scratch/vectors" |
            "$python" tests/commands/cover_restated.py "$function" > "$scratch/out" 2>&1
        same "bins of $function, restated: $(head -n 3 "$scratch/out")" "$?" 0
    done
else
    echo 'SKIP: no Python 3 here: the bins of cover are not compared with their restatement'
fi
