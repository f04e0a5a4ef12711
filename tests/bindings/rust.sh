#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Tests the bindings for Rust: they are what generate.awk makes of the headers today; and rust.rs and the example of their
# README, as programs that depend on the crate, built offline by cargo with the static and the shared library. What
# cannot be run here is said.
# usage: rust.sh        (variables: BUILD, SANITIZE)
set -u

cd "$(dirname "$0")/../.." || exit 2
root=$PWD
build=$(cd "${BUILD:-build}" && pwd) || exit 2
crate=formats/bindings/rust/halfulp-sys
unset HALFULP_LIB_DIR HALFULP_LINK RUSTC_WRAPPER

fail() {
    echo "rust: FAIL: $1" >&2
    exit 1
}

skip() {
    echo "rust: SKIP: $1"
    exit 0
}

scratch=$(mkdir -p "$build" && mktemp -d "$build/rust-XXXXXX") || exit 2 # /tmp may be mounted noexec
trap 'rm -rf "$scratch"' EXIT
trap 'exit 2' HUP INT TERM

(cd formats && awk -f "$root/$crate/generate.awk" halfulp_env.h halfulp.h halfulp_operations.h halfulp_flat.h) \
    > "$scratch/flat.rs" || fail "$crate/generate.awk"
diff "$crate/src/flat.rs" "$scratch/flat.rs" >&2 || fail "$crate/src/flat.rs: run generate.awk again, as it says"
[ "$(grep -c 'pub fn' "$scratch/flat.rs")" = "$(grep -c '^HU_API' formats/halfulp_flat.h)" ] ||
    fail "$crate/src/flat.rs: expected every function of halfulp_flat.h"
grep -q "^version = \"$(sed -n 's/.*HU_VERSION_TEXT *"\(.*\)".*/\1/p' formats/halfulp_version.h)\"" "$crate/Cargo.toml" ||
    fail "$crate/Cargo.toml: expected the version of the library"
echo "rust: PASS: the bindings are those of the headers"

[ -z "${SANITIZE:-}" ] || skip "cargo does not link a library with sanitizers"
command -v cargo > /dev/null || skip "no cargo here: the bindings for Rust are not compiled"
minor=$(rustc --version | sed -n 's/^rustc 1[.]\([0-9]*\).*/\1/p')
[ "${minor:-0}" -ge 64 ] || skip "expected Rust 1.64 or later, not $(rustc --version)"
[ -e "$build/libhalfulp.a" ] || fail "$build/libhalfulp.a: expected the library; run make lib"

mkdir "$scratch/src" "$scratch/src/bin"
cat > "$scratch/Cargo.toml" << END
[package]
name = "user"
version = "0.0.0"
edition = "2021"
[dependencies]
halfulp-sys = { path = "$root/$crate" }
[workspace]
END
cp tests/bindings/rust.rs "$scratch/src/bin/"
# The first block of Rust of the README, and what it prints: the first indented block after it.
awk '/^```rust$/ { on = 1; next } /^```$/ { if (on) exit } on' "$crate/README.md" > "$scratch/src/bin/example.rs"
awk '/^It prints$/ { on = 1; next } on && /^    / { print substr($0, 5); next } on && !/^$/ { exit }' \
    "$crate/README.md" > "$scratch/expected"
[ -s "$scratch/src/bin/example.rs" ] && [ -s "$scratch/expected" ] || fail "$crate/README.md: expected an example"

before=$(find "$crate" | sort)
export RUSTFLAGS='-D warnings' HALFULP_LIB_DIR="$build" CARGO_TARGET_DIR="$scratch/target"
for link in static dylib; do
    export HALFULP_LINK=$link
    (cd "$scratch" && cargo build --offline --quiet --bins) >&2 || fail "cargo build, $link"
    for program in rust example; do
        LD_LIBRARY_PATH=$build "$scratch/target/debug/$program" > "$scratch/out" || fail "$program, $link"
        [ $program = example ] || cat "$scratch/out"
    done
    diff "$scratch/expected" "$scratch/out" >&2 || fail "$link: the example does not print what the README says"
    if command -v readelf > /dev/null; then
        needs=$(readelf -d "$scratch/target/debug/rust" | grep -c 'NEEDED.*libhalfulp')
        [ "$needs" = "$([ $link = dylib ]; echo $((1 - $?)))" ] || fail "$link: it does not link what was asked for"
    fi
done
[ "$before" = "$(find "$crate" | sort)" ] || fail "something was left in $crate"
echo "rust: PASS: and README's example, with the static and the shared library, by $(rustc --version)"
