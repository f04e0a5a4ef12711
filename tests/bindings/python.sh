#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Tests the Python door: the three ways to have it, each offline, with the example of its README and its documented
# output; the example of README.md; then its tests, by pytest. What cannot be run here, for want of NumPy, pytest or
# venv, is said.
# usage: python.sh        (variables: BUILD, CC, MAKE, PYTHON, SANITIZE)
set -u

cd "$(dirname "$0")/../.." || exit 2
root=$PWD
make=${MAKE:-make}
build=$(cd "${BUILD:-build}" && pwd) || exit 2
unset MAKEFLAGS MAKELEVEL PYTHONPATH HALFULP_LIBRARY
export PYTHONDONTWRITEBYTECODE=1 PIP_NO_INDEX=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1

fail() {
    echo "python: FAIL: $1" >&2
    exit 1
}

skip() {
    echo "python: SKIP: $1"
}

[ -z "${SANITIZE:-}" ] || { skip "Python cannot load a library with sanitizers"; exit 0; }
[ -e "$build/libhalfulp.so" ] || fail "$build/libhalfulp.so: expected the library; run make lib"

python=$(PYTHON="${PYTHON:-}" sh tests/support/python.sh numpy) || { skip "no Python with NumPy here"; exit 0; }

scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT
trap 'exit 2' HUP INT TERM
door=$root/formats/bindings/python
before=$(find "$door" | sort)

# The first Python block of the README, and what it prints: the first indented block after it.
block() {
    awk '/^```python$/ { on = 1; next } /^```$/ { if (on) exit } on' "$1"
}
block "$door/README.md" > "$scratch/example.py"
awk '/^It prints$/ { on = 1; next } on && /^    / { print substr($0, 5); next } on && !/^$/ { exit }' "$door/README.md" \
    > "$scratch/expected"
[ -s "$scratch/example.py" ] && [ -s "$scratch/expected" ] || fail "$door/README.md: expected an example and its output"

# example WAY FOLDER PYTHON: runs it elsewhere; package and library must be those below FOLDER.
example() {
    (cd "$scratch" && "$3" example.py) > "$scratch/out" 2>&1 || { cat "$scratch/out" >&2; fail "$1: the example fails"; }
    diff "$scratch/expected" "$scratch/out" >&2 || fail "$1: the example does not print what the README says"
    # shellcheck disable=SC2016 # a program of Python
    where='import halfulp, halfulp._library as l; print(halfulp.__file__, l.shared._name, sep="\n")'
    for file in $(cd "$scratch" && "$3" -c "$where"); do
        case $(realpath "$file") in
        "$(realpath "$2")"/*) ;;
        *) fail "$1: $file: expected a file below $2" ;;
        esac
    done
    passed="${passed:+$passed, }$1"
}
passed=

# 1. PYTHONPATH. The door itself finds build/ only.
if [ "$build" = "$root/build" ]; then
    PYTHONPATH=$door example "PYTHONPATH" "$root" "$python"
else
    export HALFULP_LIBRARY="$build/libhalfulp.so"
    PYTHONPATH=$door example "PYTHONPATH and HALFULP_LIBRARY" / "$python"
    unset HALFULP_LIBRARY
fi

# That of README.md, which says between backquotes what it prints.
block README.md > "$scratch/short.py"
PYTHONPATH=$door HALFULP_LIBRARY=$build/libhalfulp.so "$python" "$scratch/short.py" > "$scratch/out" ||
    fail "README.md: the example fails"
[ -s "$scratch/out" ] || fail "README.md: the example prints nothing"
while IFS= read -r line; do
    grep -qF "\`$line\`" README.md || fail "README.md: the example prints '$line', which it does not say"
done < "$scratch/out"

# 2 and 3. In a virtual environment, without a network: from the folder, which runs make; and the wheel.
"$make" --no-print-directory BUILD="$build" PYTHON="$python" wheel > "$scratch/log" 2>&1 ||
    { cat "$scratch/log" >&2; fail "make wheel"; }
wheel=$(tail -n 1 "$scratch/log")
if "$python" -m venv --system-site-packages "$scratch/venv" > "$scratch/log" 2>&1; then
    for way in "$door" "$wheel"; do
        BUILD=$build "$scratch/venv/bin/python" -m pip install --quiet "$way" > "$scratch/log" 2>&1 ||
            { cat "$scratch/log" >&2; fail "pip install $way"; }
        example "pip install ${way#"$root"/}" "$scratch/venv" "$scratch/venv/bin/python"
        "$scratch/venv/bin/python" -m pip check 2>&1 | grep halfulp >&2 && fail "pip check is not content"
        "$scratch/venv/bin/python" -m pip uninstall --quiet --yes halfulp || fail "pip uninstall"
        [ -z "$(find "$scratch/venv" -name '*halfulp*')" ] || fail "after pip uninstall something is left"
    done
else
    skip "no venv here, so pip was not tried (python3-venv)"
fi
[ "$before" = "$(find "$door" | sort)" ] || fail "something was left in $door"
echo "python: PASS: README's example by $passed"

# The tests themselves.
"$python" -c 'import pytest' 2>/dev/null || { skip "no pytest here (python3-pytest), so its tests were not run"; exit 0; }
export PYTHONPATH="$door" HALFULP_LIBRARY="$build/libhalfulp.so" HALFULP_COMMAND="$build/halfulp" CC="${CC:-cc}"
"$python" -m pytest -q -rs -p no:cacheprovider tests/bindings/python
