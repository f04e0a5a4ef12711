#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# make bench needs what our matrix products are measured against: OpenBLAS and oneDNN 2. What is missing is installed by
# apt; DEPS=no installs nothing.
set -u

compiles() { # header, library
    printf '#include <%s>\nint main(void) { return 0; }\n' "$1" | ${CC:-cc} -x c - "-l$2" -o /dev/null 2>/dev/null
}

missing=
compiles cblas.h openblas || missing="$missing libopenblas-dev"
compiles dnnl.h dnnl || missing="$missing libdnnl-dev"
[ -n "$missing" ] || exit 0
echo "make bench: missing:$missing" >&2

if [ "${DEPS:-}" = no ] || ! command -v apt-get >/dev/null 2>&1; then
    echo "make bench: nothing is installed. Debian and Ubuntu: apt-get install$missing" >&2
    exit 2
fi
as_root=
if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null 2>&1 || {
        echo "make bench: not root and no sudo; as root run: apt-get install$missing" >&2
        exit 2
    }
    as_root=sudo
fi
echo "make bench: $as_root apt-get install -y$missing" >&2
export DEBIAN_FRONTEND=noninteractive
# shellcheck disable=SC2086 # the list is words
if ! $as_root apt-get install -y -qq $missing >/dev/null 2>&1; then
    $as_root apt-get update -qq && $as_root apt-get install -y -qq $missing >/dev/null || {
        echo "make bench: could not install$missing" >&2
        exit 2
    }
fi
