#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Builds library, trainer and suite for 64-bit ARM and runs every check in QEMU, one process each. Needs a cross
# compiler, QEMU's user mode, and MPFR and GMP for arm64. With apt, missing packages are installed, as
# tests/support/deps.sh does; DEPS=no refuses. Elsewhere this is a visible SKIP.
# usage: arm.sh [PART-OF-A-CHECK'S-NAME]        (variables: BUILD, MAKE, DEPS)
set -u

only=${1:-}
build=${BUILD:-build}/arm
cross=aarch64-linux-gnu-gcc

skip() {
    echo "make test-arm: SKIP: $1"
    exit 0
}

have() {
    command -v "$1" >/dev/null 2>&1
}

emulator() {
    for name in qemu-aarch64-static qemu-aarch64; do
        have "$name" && echo "$name" && return
    done
    return 1
}

# Static, so that QEMU needs no libraries of the other architecture.
libraries() {
    printf '#include <stdio.h>\n#include <mpfr.h>\nint main(void) { return mpfr_get_version() == 0; }\n' |
        "$cross" -x c - -static -lmpfr -lgmp -o /dev/null 2>/dev/null
}

[ "$(uname -m)" = aarch64 ] && skip "this machine is 64-bit ARM: make test checks the models against its instructions"

packages=
have "$cross" || packages="$packages gcc-aarch64-linux-gnu libc6-dev-arm64-cross"
emulator >/dev/null || packages="$packages qemu-user-static"
if [ -n "$packages" ] || ! libraries; then
    packages="$packages libmpfr-dev:arm64 libgmp-dev:arm64"
    echo "make test-arm: missing:$packages" >&2
    install="dpkg --add-architecture arm64 && apt-get update && apt-get install$packages"
    if [ "${DEPS:-}" = no ]; then
        echo "make test-arm: DEPS=no, so nothing is installed. Debian and Ubuntu: $install" >&2
        exit 2
    fi
    have apt-get && have dpkg || skip "the packages are known for Debian and Ubuntu only: $install"
    as_root=
    if [ "$(id -u)" -ne 0 ]; then
        have sudo || skip "not root and no sudo; as root run: $install"
        as_root=sudo
    fi
    export DEBIAN_FRONTEND=noninteractive
    get="apt-get -o DPkg::Lock::Timeout=300" # waits for another apt
    # shellcheck disable=SC2086 # the list is words
    { $as_root dpkg --add-architecture arm64 && $as_root $get update -qq && $as_root $get install -y -qq $packages; } \
        >/dev/null || skip "could not install$packages"
    libraries || skip "MPFR and GMP for arm64 are installed and cannot be linked"
fi

"${MAKE:-make}" --no-print-directory BUILD="$build" CC="$cross" LINK=-static "$build/tests/plain" || exit 1

HALFULP_SEED=${HALFULP_SEED:-$(date +%s)}
export HALFULP_SEED
qemu=$(emulator)
echo "64-bit ARM in $("$qemu" --version | head -n 1); seed of the random operands: HALFULP_SEED=$HALFULP_SEED"
results=$build/results
rm -rf "$results"
mkdir -p "$results"

# The list of checks is X(suite, name) in check.h. The output of each check is shown in one piece.
checks=$(sed -n 's/^ *X(\([a-z0-9_]*\), \([a-z0-9_]*\)).*/\1.\2/p' tests/support/check.h | grep -F -e "$only")
[ -n "$checks" ] || {
    echo "make test-arm: no check is named like '$only': expected part of a name such as models.arm_dots" >&2
    exit 2
}
echo "$checks" | xargs -P "$(nproc)" -I '{}' sh -c '
    "$1" "$2" "$3" >"$4/$3" 2>&1
    grep -v -e "^seed of" -e "passed, . failed" "$4/$3"' sh "$qemu" "$build/tests/plain" '{}' "$results"

# A check that has not reported success has failed. That includes crashes and interrupted runs.
passed=0
skipped=0
failed=
for check in $checks; do
    if grep -q "^PASS $check\$" "$results/$check" 2>/dev/null; then
        passed=$((passed + 1))
    elif grep -q "^SKIP $check\$" "$results/$check" 2>/dev/null; then
        skipped=$((skipped + 1))
    else
        failed="$failed $check"
    fi
done
echo "make test-arm: $passed passed, $skipped skipped, $(echo "$failed" | wc -w) failed$failed"
[ -z "$failed" ]
