#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Builds library, trainer and suite for other machines, in several ways, and runs every check, a process each, in QEMU's
# user mode (a 32-bit x86 program on x86-64 by itself). Needs cross compilers, and MPFR and GMP of those machines: where
# apt can, it installs what is missing, as deps.sh does, and DEPS=no refuses; elsewhere this is a visible SKIP.
# usage: portable.sh [PART-OF-A-CHECK'S-NAME]; environment, with defaults:
#   ARCH="i386 aarch64 s390x"           the last one is big-endian
#   VARIANT="O0 O3 fast-math ndebug x87"    x87 is for i386 only; and O2, which is what make builds
#   HALFULP_DOSE=1/20                   the share of the cases of long loops; 1 is hours
#   BUILD, MAKE, DEPS, JOBS
set -u

# Its line in the Makefile gives it the jobserver, so make runs it under -n as well, when nothing is to be done.
case ${MAKEFLAGS-} in
-* | ' '*) ;; # no option of one letter
*) case ${MAKEFLAGS%% *} in *=*) ;; *n*) exit 0 ;; esac ;;
esac

only=${1:-}
jobs=${JOBS:-2}
: "${HALFULP_DOSE:=1/20}" "${HALFULP_SEED:=$(date +%s)}"
export HALFULP_DOSE HALFULP_SEED
summary=
status=0

say() {
    echo "test-portable: $1"
}

have() {
    command -v "$1" >/dev/null 2>&1
}

# The names of a machine: of gcc, of QEMU and of Debian; and where it needs no emulator.
machine() {
    case $1 in
    i386) gcc=i686-linux-gnu-gcc qemu=qemu-i386 debian=i386 ;;
    aarch64) gcc=aarch64-linux-gnu-gcc qemu=qemu-aarch64 debian=arm64 ;;
    s390x) gcc=s390x-linux-gnu-gcc qemu=qemu-s390x debian=s390x ;;
    *) say "ARCH=$1: expected i386, aarch64 or s390x" >&2 && exit 2 ;;
    esac
    native=
    [ "$1:$(uname -m)" != i386:x86_64 ] || native=yes
}

# The options of make for a variant. By default gcc proves that formats/ has no floating point, and so
# -ffast-math and the x87 have nothing to act on: those two variants are compiled without the proof.
variant() {
    formats=
    case $1 in
    O0 | O2 | O3) flags=-$1 ;;
    fast-math) flags=-O2 formats='INTEGERS_ONLY= FORMATS_CFLAGS=-ffast-math' ;;
    ndebug) flags='-O2 -DNDEBUG' ;;
    x87) flags=-O2 formats='INTEGERS_ONLY= FORMATS_CFLAGS=-mfpmath=387' ;;
    *) say "VARIANT=$1: expected O0, O2, O3, fast-math, ndebug or x87" >&2 && exit 2 ;;
    esac
}

emulator() {
    [ -n "$native" ] && echo env && return
    for name in $qemu-static $qemu; do
        have "$name" && echo "$name" && return
    done
    return 1
}

# A kernel for one machine may or may not run programs of its 32-bit kin.
executes() {
    program=$(mktemp) || exit 2
    printf 'int main(void) { return 0; }\n' | "$gcc" -x c - -static -o "$program" 2>/dev/null && "$program" 2>/dev/null
    set -- $?
    rm -f "$program"
    return "$1"
}

# Static, so that QEMU needs no libraries of the other machine.
libraries() {
    printf '#include <stdio.h>\n#include <mpfr.h>\nint main(void) { return mpfr_get_version() == 0; }\n' |
        "$gcc" -x c - -static -lmpfr -lgmp -o /dev/null 2>/dev/null
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

# Finds or installs what a machine needs, or says in $lacking why not.
prepare() {
    lacking=
    packages=
    [ -z "$native" ] || ! have "$gcc" || executes || native=
    have "$gcc" || packages="$packages gcc-${gcc%-gcc} libc6-dev-$debian-cross"
    emulator >/dev/null || packages="$packages qemu-user-static"
    [ -z "$packages" ] && libraries && return
    packages="$packages libmpfr-dev:$debian libgmp-dev:$debian"
    install="dpkg --add-architecture $debian && apt-get update && apt-get install$packages"
    if [ "${DEPS:-}" = no ]; then
        say "missing:$packages" >&2
        say "DEPS=no, so nothing is installed. Debian and Ubuntu: $install" >&2
        exit 2
    fi
    if ! have apt-get || ! have dpkg; then
        lacking="the packages are known for Debian and Ubuntu only: $install"
        return
    fi
    say "missing:$packages" >&2
    export DEBIAN_FRONTEND=noninteractive
    get="apt-get -o DPkg::Lock::Timeout=300" # another apt at work is waited for
    # shellcheck disable=SC2086 # the lists are words
    {
        as_root dpkg --add-architecture "$debian"
        as_root $get update -qq # one list of many may fail
        as_root $get install -y -qq $packages
    } >/dev/null && libraries || lacking="could not install$packages"
}

# run ARCH VARIANT: builds, runs all checks, a process each, and shows the output of each in one piece.
run() {
    build=$BUILD/portable/$1-$2
    # shellcheck disable=SC2086 # the flags of formats/ are words
    "$MAKE" --no-print-directory "BUILD=$build" "CC=$gcc" LDFLAGS=-static "CFLAGS=$flags" $formats "$build/tests/plain" || {
        say "$1 $2: could not be built"
        summary="$summary
$1 $2: not built"
        status=1
        return
    }
    echo "$checks" | OMP_WAIT_POLICY=passive xargs -P "$jobs" -I '{}' sh -c '
        "$1" "$2" "$3" >"$4/$3.log" 2>&1
        grep -v -e "^seed of" -e "^of long loops" -e "passed, . failed" "$4/$3.log"' \
        sh "$(emulator)" "$build/tests/plain" '{}' "$build"
    # A check that has not reported a pass has failed: a crash and an interrupted run as well.
    passed=0
    skipped=0
    failed=
    for check in $checks; do
        if grep -q "^PASS $check\$" "$build/$check.log" 2>/dev/null; then
            passed=$((passed + 1))
        elif grep -q "^SKIP $check\$" "$build/$check.log" 2>/dev/null; then
            skipped=$((skipped + 1))
        else
            failed="$failed $check"
            status=1
        fi
        rm -f "$build/$check.log"
    done
    summary="$summary
$1 $2: $passed passed, $skipped skipped, $(echo "$failed" | wc -w) failed$failed"
}

: "${BUILD:=build}" "${MAKE:=make}"
# The list of checks is X(suite, name) in check.h.
checks=$(sed -n 's/^ *X(\([a-z0-9_]*\), \([a-z0-9_]*\)).*/\1.\2/p' tests/support/check.h | grep -F -e "$only")
[ -n "$checks" ] || {
    say "no check is named like '$only': expected part of a name such as models.arm_dots" >&2
    exit 2
}
for arch in ${ARCH:-i386 aarch64 s390x}; do
    machine "$arch"
    prepare
    if [ -z "$lacking" ] && [ -n "$native" ] && ! executes; then
        prepare # again, now for an emulator
    fi
    if [ -n "$lacking" ]; then
        say "SKIP $arch: $lacking"
        summary="$summary
$arch: SKIP: $lacking"
        continue
    fi
    for variant in ${VARIANT:-O0 O3 fast-math ndebug x87}; do
        variant "$variant"
        [ "$variant" = x87 ] && [ "$arch" != i386 ] && continue
        [ -n "$native" ] && by="this machine" || by=$("$(emulator)" --version | head -n 1)
        say "$arch, $variant, by $by; HALFULP_SEED=$HALFULP_SEED HALFULP_DOSE=$HALFULP_DOSE"
        run "$arch" "$variant"
    done
done
echo "test-portable: summary$summary"
exit $status
