# shellcheck shell=sh disable=SC2154
# SPDX-License-Identifier: Apache-2.0
#
# Failures that must not look like success: dead programs in a pipe, lost lines, signaling NaNs. And errors that show
# the user's input without sending it raw to the terminal. Sourced by halfulp.sh; uses its functions (good, bad, ...).

# ---- number of cases -----------------------------------------------------------------------------------------------

two='3C00 3C00 4000 00\n4000 3C00 4200 00\n'
fine='no errors found in f16_add, rounding near_even.\n'
good "$two" "In 2 tests, $fine" check f16_add
good "$two" "In 2 tests, $fine" check -count 2 f16_add
bad "$two" '' 'it ended after 2 cases; expected 3 of f16_add' check -count 3 f16_add
bad "$two" '' 'line 2: one case too many; expected 1 of f16_add' check -count 1 f16_add
bad '' '' 'no test case; expected lines of f16_add' check -count 1 f16_add
good "$two# cases: 2\n" "In 2 tests, $fine" check f16_add
good "# anything\n$two#cases:2 \r\n" "In 2 tests, $fine" check -footer f16_add
good "$two# cases: 2\n$two# cases: 2\n" "In 4 tests, $fine" check f16_add
bad "$two# cases: 3\n" '' 'line 3: 3 cases announced, but 2 found before this line' check f16_add
bad "$two# cases: 1\n" '' 'line 3: 1 case announced, but 2 found before this line' check f16_add
bad "$two# cases: 2\n$two# cases: 4\n" '' 'line 6: 4 cases announced, but 2 found' check f16_add
bad "$two# cases: 2\n$two" '' 'it ended after 2 cases without a footer' check f16_add
bad "$two" '' 'it ended after 2 cases without a footer' check -footer f16_add
bad "$two# cases: two\n" '' 'line 3: # cases: two: expected the number of cases' check f16_add
bad "$two# cases: 18446744073709551616\n" '' 'expected the number of cases' check f16_add
bad '# cases: 0\n' '' 'no test case' check f16_add
bad "$two" '' '-count 0: expected a number from 1' check -count 0 f16_add
bad "$two" '' '-count none: expected a number from 1' check -count none f16_add
# A mismatch is reported before the missing lines.
expect 2 '3C00 3C00 4001 00\n' "$(cat << 'END'
Errors found in f16_add, rounding near_even:
+0F.000  +0F.000  => +10.001 .....  expected +10.000 .....
END
)\n" check -count 2 f16_add

operands='3C00 3C00\n4000 3C00\n'
good "$operands" "$two" run -count 2 f16_add
bad "$operands" "$two" 'it ended after 2 cases; expected 3' run -count 3 f16_add
bad "$operands" '3C00 3C00 4000 00\n' 'line 2: one case too many' run -count 1 f16_add
good "# a comment\n$operands# cases: 2\n" "$two# cases: 2\n" run f16_add
bad "$operands# cases: 3\n" "$two" 'line 3: 3 cases announced' run f16_add
bad "$operands" "$two" 'without a footer' run -footer f16_add
bad '' '' 'standard input: no test case; expected lines of f16_add' run f16_add
bad '# cases: 0\n' '# cases: 0\n' 'no test case' run f16_add

# Pipes: run passes on gen's announcement, and truncation anywhere is noticed.
"$halfulp" gen -footer e4m3 2 > "$scratch/all"
same 'the footer of gen' "$(tail -n 1 "$scratch/all")" '# cases: 65536'
"$halfulp" run e4m3_add < "$scratch/all" > "$scratch/vectors"
same 'the footer through run' "$(tail -n 1 "$scratch/vectors")" '# cases: 65536'
"$halfulp" check -footer -count all e4m3_add < "$scratch/vectors" > "$scratch/out" 2>&1
same 'the footer and the number in check' "$?" 0
for cut in 1d 65536d 65537d 1,65537d 100q; do
    sed "$cut" "$scratch/vectors" > "$scratch/in"
    "$halfulp" check -footer e4m3_add < "$scratch/in" > "$scratch/out" 2> "$scratch/err"
    same "check -footer after sed $cut" "$?" 2
    grep -v '^#' "$scratch/in" > "$scratch/vectors2"
    "$halfulp" check -count all e4m3_add < "$scratch/vectors2" > "$scratch/out" 2> "$scratch/err"
    case $cut in
    65537d) same 'check -count all, without the footer' "$?" 0 ;;
    *) same "check -count all after sed $cut" "$?" 2 ;;
    esac
done
for level in 1 2; do # -count all is what gen writes
    "$halfulp" gen -level $level e4m3_to_i32 > "$scratch/vectors"
    "$halfulp" check -level $level -count all e4m3_to_i32 < "$scratch/vectors" > "$scratch/out" 2>&1
    same "check -level $level -count all" "$?" 0
done
"$halfulp" gen f32_to_f16 > "$scratch/vectors"
"$halfulp" check -level 2 -count all f32_to_f16 < "$scratch/vectors" > "$scratch/out" 2> "$scratch/err"
same 'the number of another level' "$?" 2
same 'operands of a function' "$("$halfulp" gen -operands f32_to_e4m3 | cksum)" \
    "$("$halfulp" gen f32_to_e4m3 | cut -d ' ' -f 1 | cksum)"
{ # in a pipe that is closed, or else a failure would go on without end
    "$halfulp" gen -forever -footer f16_add 2> "$scratch/err"
    echo $? > "$scratch/status"
} | sed 2q > "$scratch/out"
same 'gen -forever -footer' "$(cat "$scratch/status" "$scratch/out" "$scratch/err")" \
    "$(printf '2\nhalfulp gen: -forever -footer: expected one of the two; cases without end have no last line')"

# ---- NaNs ----------------------------------------------------------------------------------------------------------

# IEEE 754-2019, clause 6.2: a NaN result is quiet.
signaling() { # PASSES OPTION...: 1 with the options, or 0
    good_status=$1
    shift
    printf '7E00 3C00 7C01 00\n' | "$halfulp" check "$@" f16_add > "$scratch/out" 2> "$scratch/err"
    same "a signaling NaN for a result, check $*" "$?" "$good_status"
}
signaling 1
grep -q 'expected +1F.200 ..... (found a signaling NaN; a result NaN is quiet)' "$scratch/out"
same 'check says why' "$?" 0
signaling 1 -checkNaNs
signaling 1 -checkAll
signaling 0 -anyNaNs
signaling 1 -anyNaNs -checkNaNs
good '7E00 3C00 FE37 00\n' "In 1 test, $fine" check f16_add
expect 1 '3C00 3C00 7C01 00\n' "$(cat << 'END'
Errors found in f16_add, rounding near_even:
+0F.000  +0F.000  => +1F.001 .....  expected +10.000 .....
END
)\n" check f16_add
good '80 38 80 00\n' 'In 1 test, no errors found in e4m3fnuz_add, rounding near_even.\n' check e4m3fnuz_add

# ---- errors --------------------------------------------------------------------------------------------------------

# raw ARGUMENT...: the error is one line of at most 450 printable characters. Standard input: $scratch/in.
raw() {
    "$halfulp" "$@" < "$scratch/in" > "$scratch/out" 2> "$scratch/err"
    same "an error shows what is not text: status of $1" "$?" 2
    same 'control bytes and long lines in an error' \
        "$(LC_ALL=C tr -d '\n' < "$scratch/err" | LC_ALL=C tr -d ' -~' | wc -c | tr -d ' ') \
$(wc -l < "$scratch/err" | tr -d ' ') $(awk '{ print length($0) < 450 }' "$scratch/err")" '0 1 1'
}
escape=$(printf '\033[31m\177\200\377')
long=$(awk 'BEGIN { for (i = 0; i < 100000; i++) printf "x" }')
printf '%s\n' "$escape" > "$scratch/in"
for word in "$escape" "$long" "$escape$long"; do
    for arguments in "$word" "formats $word" "formats -$word" "explain $word" "explain e4m3 $word" "convert --to $word 1" \
        "convert --to e4m3 $word" "convert --to e4m3 --rounding $word 1" "convert --$word" "run $word" "run f16_$word" \
        "run f16_to_$word" "run f16_to_i32_$word" "run f16_to_i32_r_$word" "run -$word" "run -nan $word f16_add" \
        "run -count $word f16_add" "run f16_add $word" "gen -n $word f16_add" "gen f16 $word" "check $word"; do
        # shellcheck disable=SC2086 # the list is words
        raw $arguments
    done
done
raw convert --to e4m3 -
raw run f16_add
raw check f16_add
printf '# cases: %s\n' "$long" > "$scratch/in"
raw check f16_add
printf '%s\n' "$long$long" > "$scratch/in"
raw check f16_add
raw convert --to "$long" 1
same 'the middle is left out' "$(grep -c 'x\.\.\.x' "$scratch/err")" 1
bad '' '' '\x1B[31m\x7F\x80\xFF: not a format' formats "$escape"

# ---- mismatches by kind, and lines without flags ---------------------------------------------------------------------

# Two operands with a wrong sum, one with wrong flags, one with both; a right one between them.
wrong='3C00 3C00 4001 00\n3C00 3C00 4000 00\n4000 3C00 4201 00\n3C00 0001 3C00 00\n7BFF 7BFF 7BFF 00\n'
expect 1 "$wrong" "$(cat << 'END'
Errors found in f16_add, rounding near_even: 3 in the value, 1 in the flags alone
       cases  wrong  operands => result; the first case
           2  value  normal, normal => normal
              +0F.000  +0F.000  => +10.001 .....  expected +10.000 .....
              halfulp explain "fp16, fp16 -> fp16: add(0x3C00, 0x3C00)"
           1  flags  normal, subnormal => normal
              +0F.000  +00.001  => +0F.000 .....  expected +0F.000 ....x
              halfulp explain "fp16, fp16 -> fp16: add(0x3C00, 0x0001)"
           1  value  normal, normal => infinity
              +1E.3FF  +1E.3FF  => +1E.3FF .....  expected +1F.000 ..o.x
              halfulp explain "fp16, fp16 -> fp16: add(0x7BFF, 0x7BFF)"
END
)\n" check -summary -errors 1 f16_add
same 'the end of a summary' "$(cat "$scratch/err")" '5 tests performed; 4 errors found.'
# A wrong value and wrong flags are apart, though the operands and results are of one kind.
"$halfulp" check -summary f16_add > "$scratch/out" 2> "$scratch/err" << 'END'
3C00 3C00 4001 00
3C00 3C00 4000 01
END
same 'value and flags apart' "$(sed -n 's/^ *1  \([a-z]*\)  .*/\1/p' "$scratch/out" | tr '\n' ' ')" 'value flags '
good "$two" "In 2 tests, $fine" check -summary f16_add
# Policies are in the command that explains; it prints the result that was expected.
expect 1 '7BFF 7BFF 3 7BFF 05\n' "$(cat << 'END'
Errors found in f16_add, rounding stochastic_a: 1 in the value, 0 in the flags alone
       cases  wrong  operands => result; the first case
           1  value  normal, normal => infinity
              +1E.3FF  +1E.3FF  random 3  => +1E.3FF ..o.x  expected +1F.000 ..o.x
              halfulp explain "fp16, fp16 -> fp16: add(0x7BFF, 0x7BFF)" --rounding stochastic_a --daz --random-bits 4 --random 3
END
)\n" check -summary -rstochastic_a -randombits 4 -daz f16_add
# The commands that a summary prints run as they stand.
"$halfulp" gen -n 2000 -rmin -ftz e5m2_mulAdd | sed 's/..$/1f/' | "$halfulp" check -summary -rmin -ftz e5m2_mulAdd \
    > "$scratch/summary" 2> "$scratch/err"
# shellcheck disable=SC2016 # for the shell that runs them
sed -n 's/^ *halfulp explain.*/"$halfulp&; echo "status $?"/; s/"\$halfulp *halfulp/"$halfulp"/p' "$scratch/summary" \
    > "$scratch/commands"
same 'commands of a summary' "$(export halfulp; sh "$scratch/commands" 2>&1 | grep -c '^status 0$')" \
    "$(grep -c 'expected' "$scratch/summary")"
# What has no stages is computed, with the options as they were typed.
expect 1 '3C00 4000 1 00\n4000 3C00 1 00\n' "$(cat << 'END'
Errors found in f16_lt: 1 in the value, 0 in the flags alone
       cases  wrong  operands => result; the first case
           1  value  normal, normal
              +10.000  +0F.000  => 1 .....  expected 0 .....
              echo "4000 3C00" | halfulp run -rmin -nan x86 f16_lt
END
)\n" check -rmin -nan x86 -summary f16_lt
# Of a model's many operands the most special one counts.
expect 1 '00000000 3F80 7FC0 3F80 3F80 00000000\n' "$(cat << 'END'
Errors found in x86_vdpbf16ps: 1 in the value, 0 in the flags alone
       cases  wrong  operands => result; the first case
           1  value  NaN => NaN
              +00.000000  +7F.00  +FF.40  +7F.00  +7F.00  => +00.000000  expected +FF.400000
              echo "00000000 3F80 7FC0 3F80 3F80" | halfulp run x86_vdpbf16ps
END
)\n" check -summary x86_vdpbf16ps

good '3C00 3C00 4000\n3C00 0001 3C00\n' "In 2 tests, $fine" check -noflags f16_add
good '3C00 0001 3C00 00\n' "In 1 test, $fine" check -noflags f16_add
bad '3C00 0001 3C00 00 00\n' '' 'expected 3 fields' check -noflags f16_add
bad '3C00 0001 3C00\n' '' 'expected 4 fields' check f16_add
expect 1 '3C00 3C00 4001\n' "$(cat << 'END'
Errors found in f16_add, rounding near_even:
+0F.000  +0F.000  => +10.001  expected +10.000
END
)\n" check -noflags f16_add
good '3C00 0001\n' '3C00 0001 3C00\n' run -noflags f16_add
same 'gen without flags' "$("$halfulp" gen -noflags -n 1 e4m3_add)" "$("$halfulp" gen -n 1 e4m3_add | cut -d ' ' -f 1-3)"

# ---- several functions in one stream ---------------------------------------------------------------------------------

sums='3C00 3C00 4000 00\n'
good "# function: f16_add\n$sums" "In 1 test, $fine" check
good "# function:f16_add\r\n$sums# cases: 1\n# function: --rmin f16_sub\n3C00 3C00 8000 00\n# cases: 1\n" "$(cat << 'END'
In 1 test, no errors found in f16_add, rounding near_even.
In 1 test, no errors found in f16_sub, rounding min.
2 tests in 2 sections; errors in 0 of them.
END
)\n" check
# Each section is judged; the errors of one do not hide the next.
expect 1 "# function: f16_add\n$sums$wrong# function: f16_sub\n3C00 3C00 0000 00\n" "$(cat << 'END'
Errors found in f16_add, rounding near_even:
+0F.000  +0F.000  => +10.001 .....  expected +10.000 .....
In 1 test, no errors found in f16_sub, rounding near_even.
7 tests in 2 sections; errors in 1 of them.
END
)\n" check -errors 1
good "# function: f16_add\n$sums" "In 1 test, $fine" check f16_add
bad "# function: -rmin f16_add\n$sums" '' 'line 1: the header says -rmin f16_add, the command line f16_add' check f16_add
bad "$sums# function: f16_sub\n" "In 1 test, $fine" 'line 2: the header says f16_sub, the command line f16_add' check f16_add
bad "$sums" '' "line 1: 3C00 3C00 4000 00: expected '# function: NAME' before the first case" check
bad '' '' "no test case; expected '# function: NAME' and cases" check
bad "# function: f16_add\n# function: f16_sub\n3C00 3C00 0000 00\n" '' 'no test case; expected lines of f16_add' check
bad "# function: f16_add\n$sums# cases: 1\n$sums# function: f16_sub\n" '' 'ended after 1 case without a footer' check
bad "# function: -rupward f16_add\n$sums" '' "line 1: -rupward: expected a header's function" check
bad "# function: f16_add f16_sub\n$sums" '' "line 1: f16_sub: expected a header's function" check
bad "# function: -count 3 f16_add\n$sums" '' "line 1: -count: expected a header's function" check
bad "# function: f16_frob\n$sums" '' "line 1: f16_frob: 'frob' is not an operation" check
bad "# function:\n$sums" '' 'line 1: expected a function in the header' check
bad "# function: $(printf '%01500d' 0)\n$sums" '' 'line 1: expected a header of less than 1000 characters' check
good "# function: -rmax f16_add\n3C00 0001\n# cases: 1\n" '# function: -rmax f16_add\n3C00 0001 3C01 01\n# cases: 1\n' run
bad '3C00 0001\n' '' "expected '# function: NAME' before the first case" run

# All ways to round of all that a pattern matches, through a pipe; and a loss in it is noticed.
"$halfulp" gen -all -n 20 -operands 'bf16_[a-m]*' f16_to_i32 > "$scratch/all"
same 'sections of -all' "$(grep -c '^# function: ' "$scratch/all")" "$((6 * (1 + 2 + 1 + 2 + 1) + 13 + 6 * 2))"
"$halfulp" run < "$scratch/all" > "$scratch/vectors"
"$halfulp" check -footer < "$scratch/vectors" > "$scratch/out" 2>&1
same 'all sections' "$?" 0
same 'the last line of sections' "$(tail -n 1 "$scratch/out")" \
    "$(grep -vc '^#' "$scratch/all") tests in $(grep -c '^# function' "$scratch/all") sections; errors in 0 of them."
sed 500d "$scratch/vectors" | "$halfulp" check > "$scratch/out" 2>&1
same 'a section with a line less' "$?" 2
same 'names of functions' "$("$halfulp" gen -list 'bf16_s*' 'x86_vsqrt*' | tr '\n' ' ')" 'bf16_sub bf16_sqrt bf16_scaleB x86_vsqrtph '
same 'every name is a function' "$("$halfulp" gen -n 1 '*' | "$halfulp" check | tail -n 1)" \
    "$("$halfulp" gen -list '*' | wc -l | tr -d ' ') tests in $("$halfulp" gen -list '*' | wc -l | tr -d ' ') sections; errors in 0 of them."
bad '' '' "zz*: no function matches" gen 'zz*'
bad '' '' '-forever: expected one function' gen -forever f16_add f16_sub
