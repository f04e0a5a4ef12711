#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Tests the C++ door: by g++ and clang++, or by CXX alone, as C++17 and C++20, with all warnings as errors, cpp.cc and
# the examples of its README and of README.md, which must print what is said there. What cannot be run here is said.
# usage: cpp.sh        (variables: BUILD, CC, CXX, SANITIZE)
set -u

cd "$(dirname "$0")/../.." || exit 2
build=$(cd "${BUILD:-build}" && pwd) || exit 2
sanitize=${SANITIZE:+-fsanitize=$SANITIZE} # the program needs the library's sanitizer too
door=formats/bindings/cpp

fail() {
    echo "cpp: FAIL: $1" >&2
    exit 1
}

[ -e "$build/libhalfulp.a" ] || fail "$build/libhalfulp.a: expected the library; run make lib"
scratch=$(mktemp -d "$build/cpp-XXXXXX") || exit 2 # /tmp may be mounted noexec
trap 'rm -rf "$scratch"' EXIT
trap 'exit 2' HUP INT TERM

# The first C++ block of a README.
block() {
    awk '/^```cpp$/ { on = 1; next } /^```$/ { if (on) exit } on' "$1"
}
# What they print: the first indented block after "It prints"; what is between backquotes after "prints".
block "$door/README.md" > "$scratch/example.cc"
block README.md > "$scratch/short.cc"
awk '/^```cpp$/ { on = 1 } on && /^prints `/ { print; exit }' README.md | grep -o '`[^`]* = [^`]*`' | tr -d '`' > "$scratch/said"
awk '/^It prints$/ { on = 1; next } on && /^    / { print substr($0, 5); next } on && !/^$/ { exit }' \
    "$door/README.md" > "$scratch/expected"
for file in example.cc expected short.cc said; do
    [ -s "$scratch/$file" ] || fail "$door/README.md and README.md: expected an example and its output in each"
done

tried=
# Make's own default is g++: only a compiler that was asked for is tried alone. Sanitizers are those of the library's.
case ${SANITIZE:+sanitized}:${CXX:-g++} in
:g++) compilers='g++ clang++' ;;
*:g++) case $("${CC:-cc}" --version) in *clang*) compilers=clang++ ;; *) compilers=g++ ;; esac ;;
*) compilers=$CXX ;;
esac
for cxx in $compilers; do
    command -v "$cxx" > /dev/null || {
        echo "cpp: SKIP: no $cxx here"
        continue
    }
    for standard in c++17 c++20; do
        for program in tests/bindings/cpp "$scratch/example" "$scratch/short"; do
            # shellcheck disable=SC2086 # nothing, or one word
            "$cxx" $sanitize -std=$standard -O1 -Wall -Wextra -Wpedantic -Werror -Iformats -I"$door" "$program.cc" \
                "$build/libhalfulp.a" -pthread -o "$scratch/${program##*/}" || fail "$cxx -std=$standard $program.cc"
        done
        "$scratch/cpp" > "$scratch/out" || { cat "$scratch/out" >&2; fail "$cxx -std=$standard: see above"; }
        "$scratch/example" | diff "$scratch/expected" - >&2 ||
            fail "$cxx -std=$standard: the example does not print what the README says"
        "$scratch/short" | diff "$scratch/said" - >&2 ||
            fail "$cxx -std=$standard: the example does not print what README.md says"
        tried="${tried:+$tried, }$cxx -std=$standard"
    done
done
[ -n "$tried" ] || { echo "cpp: SKIP: no C++ compiler here: the C++ door is not tested"; exit 0; }
cat "$scratch/out"
echo "cpp: PASS: and the READMEs' examples, by $tried"
