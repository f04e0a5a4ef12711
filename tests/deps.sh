#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# The suite needs MPFR, GMP and Criterion, and pkg-config to find them. What is missing is installed by apt; for other
# package managers the exact command is printed. DEPS=no installs nothing.
set -u

have() {
    command -v "$1" >/dev/null 2>&1
}

pkg_config=yes
have pkg-config || pkg_config=
missing=
apt=
dnf=
pacman=
brew=

need() { # name apt dnf pacman brew
    missing="$missing $1"
    apt="$apt $2"
    dnf="$dnf $3"
    pacman="$pacman $4"
    brew="$brew $5"
}

[ -n "$pkg_config" ] || need pkg-config pkg-config pkgconf-pkg-config pkgconf pkgconf
found() {
    [ -n "$pkg_config" ] && pkg-config --exists "$1"
}
# Without pkg-config nothing can be found, so ask for all: package managers skip what is there.
found gmp || need GMP libgmp-dev gmp-devel gmp gmp
found mpfr || need MPFR libmpfr-dev mpfr-devel mpfr mpfr
found criterion || need Criterion libcriterion-dev criterion-devel criterion criterion

[ -n "$missing" ] || exit 0
echo "make test: missing:$missing" >&2

if [ "${DEPS:-}" = no ]; then
    echo "make test: DEPS=no, so nothing is installed. Debian and Ubuntu: apt-get install$apt" >&2
    exit 2
fi

if have apt-get; then
    as_root=
    if [ "$(id -u)" -ne 0 ]; then
        have sudo || { echo "make test: not root and no sudo; as root run: apt-get install$apt" >&2; exit 2; }
        as_root=sudo
    fi
    echo "make test: $as_root apt-get install -y$apt" >&2
    export DEBIAN_FRONTEND=noninteractive
    # shellcheck disable=SC2086 # the lists are words
    if ! $as_root apt-get install -y -qq $apt >/dev/null 2>&1; then
        $as_root apt-get update -qq && $as_root apt-get install -y -qq $apt >/dev/null || {
            echo "make test: could not install$apt" >&2
            exit 2
        }
    fi
    exit 0
fi

if have dnf; then
    echo "make test: run: sudo dnf install$dnf" >&2
elif have pacman; then
    echo "make test: run: sudo pacman -S$pacman   (Criterion is in the AUR)" >&2
elif have brew; then
    echo "make test: run: brew install$brew" >&2
else
    echo "make test: no known package manager; install$missing" >&2
fi
exit 2
