#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Finds the external packages that a target needs. Missing ones are installed with apt; for other package managers the
# exact command is printed. Environment: CC; DEPS=no installs nothing.
# usage: deps.sh [-o] TARGET NAME...
#   TARGET is the caller, such as "make test"; NAME is one of those below; with -o (optional) the status is always 0.
set -u

status=2
[ "${1:-}" = -o ] && status=0 && shift
target=${1:?expected the target that asks}
shift

have() {
    command -v "$1" >/dev/null 2>&1
}

say() {
    echo "$target: $1" >&2
}

compiles() { # header, library
    printf '#include <stdio.h>\n#include <%s>\nint main(void) { return 0; }\n' "$1" |
        ${CC:-cc} -x c - "-l$2" -o /dev/null 2>/dev/null
}

missing=
apt=
dnf=
pacman=
brew=
elsewhere=

need() { # name apt dnf pacman brew; "-" if there is no package
    missing="$missing $1"
    apt="$apt $2"
    [ "$3" = - ] && elsewhere="$elsewhere $1" && return
    dnf="$dnf $3"
    pacman="$pacman $4"
    brew="$brew $5"
}

# Without pkg-config none of its packages can be found, so ask for all: package managers skip those present.
knows() {
    have pkg-config && pkg-config --exists "$1"
}

makes_wasm() {
    have "${WASM_LD:-wasm-ld}" && echo 'int x;' | ${WASM_CC:-clang} --target=wasm32 -x c -c - -o /dev/null 2>/dev/null
}

finds_python() { # module... of one Python
    sh "${0%/*}/python.sh" "$@" >/dev/null
}

for name in "$@"; do
    case $name in
    pkg-config) have pkg-config || need pkg-config pkg-config pkgconf-pkg-config pkgconf pkgconf ;;
    gmp) knows gmp || need GMP libgmp-dev gmp-devel gmp gmp ;;
    mpfr) knows mpfr || need MPFR libmpfr-dev mpfr-devel mpfr mpfr ;;
    criterion) knows criterion || need Criterion libcriterion-dev criterion-devel criterion criterion ;;
    openblas) compiles cblas.h openblas || need OpenBLAS libopenblas-dev openblas-devel blas-openblas openblas ;;
    dnnl) compiles dnnl.h dnnl || need oneDNN libdnnl-dev onednn-devel onednn onednn ;;
    imath) knows Imath || need Imath libimath-dev imath-devel imath imath ;;
    fp16) compiles fp16.h m || need libfp16 libfp16-dev - - - ;;
    numpy) finds_python numpy || need NumPy python3-numpy python3-numpy python-numpy numpy ;;
    pytest) finds_python numpy pytest || need pytest python3-pytest python3-pytest python-pytest pytest ;;
    venv) finds_python numpy ensurepip || need venv python3-venv python3-pip python python ;;
    verilator) have verilator || need Verilator verilator verilator verilator verilator ;;
    clang-format) have clang-format || need clang-format clang-format clang-tools-extra clang clang-format ;;
    clang-tidy) have clang-tidy || need clang-tidy clang-tidy clang-tools-extra clang llvm ;;
    cppcheck) have cppcheck || need cppcheck cppcheck cppcheck cppcheck cppcheck ;;
    shellcheck) have shellcheck || need shellcheck shellcheck ShellCheck shellcheck shellcheck ;;
    gnuplot) have gnuplot || need gnuplot gnuplot-nox gnuplot gnuplot gnuplot ;;
    slurm) { have slurmctld && have slurmd && have munged; } || need Slurm "slurm-wlm munge" - - - ;;
    debhelper)
        { have dh && have dh_python3 && have dpkg-buildpackage && compiles jsmn.h c; } ||
            need debhelper "dpkg-dev debhelper dh-python libjsmn-dev python3" - - -
        ;;
    mmdebstrap) have mmdebstrap || need mmdebstrap mmdebstrap - - - ;;
    lintian) have lintian || need lintian lintian - - - ;;
    gcovr) have gcovr || need gcovr gcovr gcovr gcovr gcovr ;;
    zlib) compiles zlib.h z || need zlib zlib1g-dev zlib-devel zlib zlib ;;
    jsmn) compiles jsmn.h c || need jsmn libjsmn-dev - - jsmn ;;
    clang) have clang || need clang clang clang clang llvm ;;
    wasi)
        echo 'int main(void) { return 0; }' | clang --target=wasm32-wasi -x c - -o /dev/null 2>/dev/null ||
            need wasi-libc "clang lld wasi-libc libclang-rt-dev-wasm32" - - -
        ;;
    wasm) makes_wasm || need "clang and lld with WebAssembly" "clang lld" "clang lld" "clang lld" "llvm lld" ;;
    npm) { have node && have npm; } || need Node.js "nodejs npm" "nodejs npm" "nodejs npm" node ;;
    chromium) have "${BROWSER:-chromium}" || need Chromium chromium chromium chromium chromium ;;
    dataset-fashion-mnist)
        [ -e /usr/share/datasets/fashion-mnist/train-images-idx3-ubyte.gz ] ||
            need Fashion-MNIST dataset-fashion-mnist - - -
        ;;
    *)
        say "deps.sh: $name: expected a name that its table holds"
        exit 2
        ;;
    esac
done

[ -n "$missing" ] || exit 0
say "missing:$missing"

if [ "${DEPS:-}" = no ]; then
    say "DEPS=no, so nothing is installed. Debian and Ubuntu: apt-get install$apt"
    exit $status
fi

if have apt-get; then
    as_root=
    if [ "$(id -u)" -ne 0 ]; then
        have sudo || { say "not root and no sudo; as root run: apt-get install$apt"; exit $status; }
        as_root=sudo
    fi
    say "${as_root:+$as_root }apt-get install -y$apt"
    export DEBIAN_FRONTEND=noninteractive
    get="apt-get -o DPkg::Lock::Timeout=300" # waits for another apt
    # shellcheck disable=SC2086 # the lists are words
    if ! $as_root $get install -y -qq $apt >/dev/null 2>&1; then
        $as_root $get update -qq && $as_root $get install -y -qq $apt >/dev/null || {
            say "could not install$apt"
            exit $status
        }
    fi
    exit 0
fi

if have dnf; then
    command="sudo dnf install$dnf"
elif have pacman; then
    command="sudo pacman -S$pacman"
    case $missing in *Criterion*) command="$command   (Criterion is in the AUR)" ;; esac
elif have brew; then
    command="brew install$brew"
else
    say "no known package manager; install$missing"
    exit $status
fi
[ "$missing" = "$elsewhere" ] || say "run: $command"
[ -z "$elsewhere" ] || say "packaged for Debian and Ubuntu only:$elsewhere"
exit $status
