#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Tests SystemVerilog under Verilator: the C file by itself, the enumerations against the headers, the package, the
# examples of the two READMEs, explanations against the command's; then the multiplier of the example, which must pass,
# and each of its planted defects, which must not.
# usage: systemverilog.sh        (variables: BUILD, CC, CXX, SANITIZE)
set -u

cd "$(dirname "$0")/../.." || exit 2
build=$(cd "${BUILD:-build}" && pwd) || exit 2
door=formats/bindings/systemverilog
own=tests/bindings/systemverilog
unset MAKEFLAGS MAKELEVEL

fail() {
    echo "systemverilog: FAIL: $1" >&2
    exit 1
}

skip() {
    echo "systemverilog: SKIP: $1"
    exit 0
}

[ -z "${SANITIZE:-}" ] || skip "Verilator cannot link a library with sanitizers"
[ -e "$build/libhalfulp_dpi.so" ] || fail "$build/libhalfulp_dpi.so: expected the library; run make dpi"

scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT
trap 'exit 2' HUP INT TERM

# ---- Without a simulator ---------------------------------------------------------------------------------------------

awk -f $own/enums.awk formats/halfulp*.h | sort > "$scratch/headers"
awk -f $own/enums.awk $door/halfulp_pkg.sv | sort > "$scratch/package"
[ -s "$scratch/headers" ] || fail "no enumeration found in formats/"
diff "$scratch/headers" "$scratch/package" >&2 || fail "the enumerations of halfulp_pkg.sv are not those of the headers"

cxx=${CXX:-c++}
command -v "$cxx" > /dev/null || skip "no C++ compiler here, which Verilator needs"
"$cxx" -std=c++11 -pedantic -Wall -Wextra -Werror -Iformats -fsyntax-only -x c++ $door/halfulp_dpi.c ||
    fail "halfulp_dpi.c does not compile as C++"
command -v verilator > /dev/null || skip "no Verilator here (Debian: verilator); C++ and enumerations are right"

# verilate TOP FILE...: builds $scratch/TOP/VTOP. Warnings are errors; the simulation is short, so it is not optimised.
verilate() {
    top=$1
    shift
    verilator --binary --timing -j 2 -Wall -Wno-DECLFILENAME -Wno-UNUSED --Mdir "$scratch/$top" --top-module "$top" \
        -MAKEFLAGS "OPT_FAST=-O0 OPT_SLOW=-O0 OPT_GLOBAL=-O0 CXX=$cxx LINK=$cxx" $door/halfulp_pkg.sv \
        $door/halfulp_scoreboard.sv "$@" "$build/libhalfulp_dpi.so" > "$scratch/log" 2>&1 ||
        { cat "$scratch/log" >&2; fail "Verilator does not build $top"; }
}

# ---- The package and the examples ------------------------------------------------------------------------------------

# The first SystemVerilog block of a README.
block() {
    awk '/^```systemverilog$/ { on = 1; next } /^```$/ { if (on) exit } on' "$1"
}
# The last line of an example ends the simulation; here the wrapper does, after both.
for readme in $door/README.md README.md; do
    block $readme | grep -v '[$]finish' > "$scratch/example.sv"
    [ -s "$scratch/example.sv" ] || fail "$readme: expected an example"
    block $readme | grep -q '[$]finish' || fail "$readme: expected the example to end with \$finish"
    cat "$scratch/example.sv" >> "$scratch/examples.sv"
done
cat > "$scratch/everything.sv" << 'END'
module everything;
  package_test check ();
  example ten_lines ();
  oracle door ();
  initial #1 $finish;
endmodule
END
verilate everything $own/package.sv "$scratch/examples.sv" "$scratch/everything.sv"
"$scratch/everything/Veverything" "+explanations=$scratch/explanations" > "$scratch/out" 2>&1 ||
    { cat "$scratch/out" >&2; fail "the package"; }
grep -x 'package: PASS' "$scratch/out" > /dev/null || { cat "$scratch/out" >&2; fail "package: PASS is missing"; }

# What the READMEs say: the indented block after "ends with", and the text between backquotes after "prints".
sum=$(awk '/^```systemverilog$/ { on = 1 } on && /^prints `/ { split($0, part, "`"); print part[2]; exit }' README.md)
count=$(awk '/ends with$/ { on = 1; next } on && /^    / { print substr($0, 5); exit }' $door/README.md)
for line in "$sum" "$count"; do
    [ -n "$line" ] || fail "a README does not say what its example prints"
    grep -qxF "$line" "$scratch/out" || { cat "$scratch/out" >&2; fail "an example does not print '$line'"; }
done
echo "systemverilog: PASS: the package, and the examples of the READMEs"

sh -c '"$@"; exit $?' sh "$scratch/everything/Veverything" +mistake > "$scratch/out" 2>&1 &&
    fail "a mistake of the caller does not end the simulation"
grep -q "format 'e4m3:nan=all': " "$scratch/out" || { cat "$scratch/out" >&2; fail "a mistake is not explained"; }

# Each explanation begins with a line == and the command's arguments: the question, and options.
number=0
while read -r mark arguments; do
    [ "$mark" = == ] || continue
    question=${arguments%% --*}
    options=
    [ "$question" = "$arguments" ] || options=${arguments#"$question"}
    # shellcheck disable=SC2086 # the options are words
    "$build/halfulp" explain --width 80 "$question" $options > "$scratch/expected" || fail "halfulp explain '$question'"
    number=$((number + 1))
    awk -v wanted=$number '/^== / { block++; next } block == wanted' "$scratch/explanations" > "$scratch/got"
    diff "$scratch/expected" "$scratch/got" >&2 || fail "the explanation of $question is not the command's"
done < "$scratch/explanations"
[ $number -eq 16 ] || fail "$number explanations, expected 16"
echo "systemverilog: PASS: $number explanations, as the command's"

# ---- The multiplier --------------------------------------------------------------------------------------------------

verilate testbench $door/example/multiplier.sv $door/example/testbench.sv
simulation=$scratch/testbench/Vtestbench
"$simulation" > "$scratch/out" 2>&1 || { cat "$scratch/out" >&2; fail "the multiplier differs"; }
[ "$(grep -c ': PASS: [0-9]* checks, 0 mismatches$' "$scratch/out")" -eq 3 ] || fail "expected PASS of three formats"
grep -q '^e4m3: PASS: 65536 checks' "$scratch/out" || fail "expected all pairs of E4M3"
# In a shell of its own, which keeps to itself that the simulation aborted.
for bug in 1 2 3 4 5; do
    sh -c '"$@"; exit $?' sh "$simulation" "+bug=$bug" > "$scratch/out" 2>&1 && fail "defect $bug is not noticed"
    grep -q '^    halfulp explain "e4m3: 0x[0-9a-f]* [*] 0x[0-9a-f]*"$' "$scratch/out" || fail "defect $bug: operands?"
    grep -q '^x [*] y in e4m3, rounded to nearest, ties to even$' "$scratch/out" || fail "defect $bug is not explained"
    grep -q '^e4m3: FAIL: 65536 checks, ' "$scratch/out" || fail "defect $bug is not counted"
done
# The command that is printed explains.
question=$(sed -n 's/^    halfulp explain "\(.*\)"$/\1/p' "$scratch/out" | head -n 1)
"$build/halfulp" explain "$question" > /dev/null || fail "halfulp explain '$question'"
echo "systemverilog: PASS: the multiplier of the example; its five defects are noticed and explained"
