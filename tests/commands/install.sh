#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Installs into a temporary prefix, builds the example of README.md against it as a user would, using only pkg-config,
# in C and C++, and runs it and the installed command; then by CMake, where it is, from a prefix that was moved. Then uninstalls, and checks that nothing is left. Before all that,
# make -n must only say what it would do.
# usage: install.sh        (variables: MAKE, CC, CXX, BUILD, SANITIZE)
set -u

make=${MAKE:-make}
cc=${CC:-cc}
cxx=${CXX:-c++}
sanitize=${SANITIZE:+-fsanitize=$SANITIZE} # the program needs the library's sanitizer too

fail() {
    echo "install: FAIL: $1" >&2
    exit 1
}

cd "$(dirname "$0")/../.." || exit 2
unset MAKEFLAGS MAKELEVEL # a separate make; the user's variables are in the environment
dry=${BUILD:-build}/dry-$$
"$make" -n BUILD="$dry" DEPS=no BASE=HEAD SAMPLE=1 test-portable coverage mutants fuzz bench bench-compare test-install \
    > /dev/null 2>&1 < /dev/null || fail "make -n: exit status $?"
[ ! -e "$dry" ] || fail "make -n built or ran something: see $dry"
command -v pkg-config > /dev/null || {
    echo "install: SKIP: no pkg-config here"
    exit 0
}
build=${BUILD:-build}
scratch=$(mkdir -p "$build" && cd "$build" && mktemp -d "$PWD/install-XXXXXX") || exit 2 # /tmp may be mounted noexec
trap 'rm -rf "$scratch"' EXIT
trap 'exit 2' HUP INT TERM
prefix="$scratch/a prefix"

# The first C block of the README, and its documented output: `...` in the sentence after it.
awk '/^```c$/ { on = 1; next } /^```$/ { if (on) exit } on' README.md > "$scratch/example.c"
grep -q 'int main' "$scratch/example.c" || fail "README.md: expected a program in its first \`\`\`c fence"
cp "$scratch/example.c" "$scratch/example.cc"

"$make" --no-print-directory install PREFIX="$prefix" > "$scratch/log" 2>&1 || {
    cat "$scratch/log" >&2
    fail "make install PREFIX='$prefix'"
}
PKG_CONFIG_PATH=$prefix/lib/pkgconfig
export PKG_CONFIG_PATH
version=$(pkg-config --modversion halfulp) || fail "pkg-config does not find halfulp"

# build NAME COMPILER ARGUMENT...: uses the words of pkg-config, which may contain blanks, as "a prefix" does.
# shellcheck disable=SC2034 # program is used by what eval evaluates
build() {
    program=$scratch/$1
    compiler=$2
    shift 2
    eval "$compiler $sanitize \"\$@\" $(pkg-config --cflags halfulp) -o \"\$program\" $(pkg-config --libs halfulp)" ||
        fail "$compiler $*: the example does not compile"
}

# run PROGRAM: it must print lines, and each of them must be in the README.
run() {
    LD_LIBRARY_PATH="$prefix/lib" "$1" > "$scratch/out" || fail "$1: exit status $?"
    [ -s "$scratch/out" ] || fail "$1 printed nothing"
    while IFS= read -r line; do
        grep -qF "\`$line\`" README.md || fail "$1 printed '$line', which README.md does not say"
    done < "$scratch/out"
}

build shared_c "$cc" -std=c11 -Wall -Wextra -pedantic -Werror "$scratch/example.c"
run "$scratch/shared_c"
if command -v "$cxx" > /dev/null; then
    for standard in 11 14 17 20; do
        build shared_cxx "$cxx" -std=c++$standard -Wall -pedantic -Werror "$scratch/example.cc"
        run "$scratch/shared_cxx"
    done
    # The C++ door's example; tests/bindings/cpp.sh looks at what it prints.
    awk '/^```cpp$/ { on = 1; next } /^```$/ { if (on) exit } on' formats/bindings/cpp/README.md > "$scratch/door.cc"
    build door "$cxx" -std=c++17 -Wall -pedantic -Werror "$scratch/door.cc"
    LD_LIBRARY_PATH="$prefix/lib" "$scratch/door" > "$scratch/out" && [ -s "$scratch/out" ] || fail "the C++ door's example"
    languages="C11 and C++11 to 20"
else
    languages="C (SKIP: no C++ compiler here)"
fi
# shellcheck disable=SC2086 # nothing, or one word
"$cc" $sanitize -std=c11 -I"$prefix/include" "$scratch/example.c" "$prefix/lib/libhalfulp.a" -o "$scratch/static_c" ||
    fail "the example does not link with libhalfulp.a"
run "$scratch/static_c"

# By CMake: the targets, and versions that it must take and refuse. The prefix has moved.
if command -v cmake > /dev/null; then
    cp -R "$prefix" "$scratch/moved"
    mkdir "$scratch/project"
    cp "$scratch/example.c" "$scratch/project"
    cat > "$scratch/project/CMakeLists.txt" << 'END'
cmake_minimum_required(VERSION 3.16)
project(example C)
find_package(halfulp ${WANTED} REQUIRED)
foreach(target halfulp static)
    add_executable(with_${target} example.c)
    set_target_properties(with_${target} PROPERTIES C_STANDARD 11)
    target_link_libraries(with_${target} halfulp::${target})
endforeach()
END
    configure() { # VERSION
        rm -rf "$scratch/made"
        cmake -S "$scratch/project" -B "$scratch/made" -DWANTED="$1" -DCMAKE_PREFIX_PATH="$scratch/moved" \
            -DCMAKE_C_COMPILER="$cc" -DCMAKE_C_FLAGS="$sanitize" > "$scratch/log" 2>&1
    }
    for wanted in '' "${version%.*}" "$version"; do
        configure "$wanted" || { cat "$scratch/log" >&2; fail "CMake: find_package(halfulp $wanted)"; }
    done
    env -u MAKEFLAGS cmake --build "$scratch/made" > "$scratch/log" 2>&1 || { cat "$scratch/log" >&2; fail "cmake --build"; }
    run "$scratch/made/with_halfulp"
    run "$scratch/made/with_static"
    for wanted in "${version%.*}.99" 0.1 1.0; do
        configure "$wanted" && fail "CMake: find_package(halfulp $wanted) takes version $version"
    done
    languages="$languages, and by CMake"
else
    languages="$languages (SKIP: no CMake here)"
fi

# The program must record the soname, so that it never loads a later, incompatible library.
if command -v readelf > /dev/null; then
    readelf -d "$scratch/shared_c" | grep -q 'NEEDED.*libhalfulp\.so\.[0-9]' ||
        fail "the program needs no libhalfulp.so.N"
fi

[ "$("$prefix/bin/halfulp" --version)" = "halfulp $version" ] ||
    fail "bin/halfulp --version is not '$version', as halfulp.pc says"
echo '3C00 3C00' | "$prefix/bin/halfulp" run f16_add | grep -qx '3C00 3C00 4000 00' || fail "bin/halfulp does not add"
[ -s "$prefix/share/man/man1/halfulp.1" ] || fail "no man page"
grep -q 'hu_fma' "$prefix/share/man/man3/halfulp.3" || fail "no reference page, or not of all headers"
[ -s "$prefix/share/bash-completion/completions/halfulp" ] || fail "no completion"

# Another package's file must survive.
touch "$prefix/lib/neighbour"
"$make" --no-print-directory uninstall PREFIX="$prefix" > /dev/null || fail "make uninstall"
left=$(find "$prefix" ! -type d)
[ "$left" = "$prefix/lib/neighbour" ] || fail "after uninstalling there is: $left"
echo "install: PASS: installed, README's example built with pkg-config as $languages, uninstalled"
