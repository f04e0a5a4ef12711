#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Tests the Debian packages: lintian finds no error; in a clean Debian they install in a lower version, and do what they
# should: the command, C by pkg-config and CMake, Python; they are upgraded to FOLDER's, and a program compiled before
# runs on; they are removed, and the file system is what it was. Needs root, mmdebstrap and a mirror of Debian.
# usage: chroot.sh FOLDER SONAME VERSION        (variable: ROOT, a folder with such a Debian, instead of a new one)
set -u

cd "$(dirname "$0")/../.." || exit 2
folder=${1:?usage: chroot.sh FOLDER SONAME VERSION}
soname=${2:?expected the soname}
version=${3:?expected the version}

fail() {
    echo "deb: FAIL: $1" >&2
    [ ! -s "$scratch/log" ] || tail -n 20 "$scratch/log" >&2
    exit 1
}

skip() {
    echo "deb: SKIP: $1"
    exit 0
}

scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT
trap 'exit 2' HUP INT TERM
[ -e "$folder/halfulp_${version}_$(dpkg --print-architecture).deb" ] || fail "$folder: expected packages of $version"

if command -v lintian > /dev/null; then
    lintian --allow-root --fail-on error "$folder"/*.changes > "$scratch/log" 2>&1 || fail "lintian finds errors"
    echo "deb: lintian: no errors, $(grep -c '^W: ' "$scratch/log") warnings"
    grep '^W: ' "$scratch/log"
else
    echo "deb: SKIP: no lintian here"
fi

suite=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)
[ "$(id -u)" -eq 0 ] || skip "not root, so there is no chroot"
command -v mmdebstrap > /dev/null || skip "no mmdebstrap here"

# The same packages with a lower number; what was compiled is kept.
mkdir "$scratch/new" "$scratch/old"
find "$folder" -maxdepth 1 -type f ! -name deb.log -exec mv {} "$scratch/new" \;
lower="$version~lower"
REUSE=yes sh formats/packaging/deb.sh "$folder" "$soname" "$lower" > "$scratch/log" 2>&1
built=$?
mv "$folder"/*.deb "$scratch/old"
rm -f "$folder"/halfulp_*
mv "$scratch/new"/* "$folder"
[ $built -eq 0 ] || fail "packages of version $lower"

# ---- A clean Debian, with what a user of the library has ---------------------------------------------------------------

root=${ROOT:-$scratch/root}
[ -n "${ROOT:-}" ] || mmdebstrap --variant=apt --include=gcc,libc6-dev,pkg-config,cmake,make,python3-numpy "$suite" \
    "$root" > "$scratch/log" 2>&1 || skip "mmdebstrap $suite: $(tail -n 1 "$scratch/log")"
rm -rf "$root/old" "$root/new" "$root/try"
mkdir "$root/old" "$root/new" "$root/try"
cp "$scratch/old"/*.deb "$root/old"
cp "$folder"/*.deb "$root/new"
for language in c python; do
    awk -v fence="\`\`\`$language" '$0 == fence { on = 1; next } /^```$/ { if (on) exit } on' README.md \
        > "$root/try/example.$language"
done
mv "$root/try/example.python" "$root/try/example.py"
sed -n '/^cmake_minimum/,/^END$/p' tests/commands/install.sh | sed '/^END$/d' > "$root/try/CMakeLists.txt"

within() {
    chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive \
        PYTHONDONTWRITEBYTECODE=1 sh -ec "$1" > "$scratch/log" 2>&1 || fail "in the chroot: $1"
}

# What may change when packages come and go is left out.
snapshot() {
    (cd "$root" && find . -xdev ! -path './var/*' ! -path './try*' ! -path './tmp/*' ! -path './etc/ld.so.cache' \
        ! -path './proc*' ! -path './dev/*' ! -name '__pycache__' ! -name '*.pyc' | LC_ALL=C sort)
}

# What README.md says of its two examples, by pkg-config, CMake and Python.
works() {
    within 'echo "3C00 3C00" | halfulp run f16_add | grep -qx "3C00 3C00 4000 00"'
    within 'cd /try && cc example.c $(pkg-config --cflags --libs halfulp) -o example && ./example'
    cp "$scratch/log" "$scratch/c"
    within 'cd /try && rm -rf made && cmake -S . -B made && cmake --build made'
    within 'cd /try && made/with_halfulp && made/with_static'
    cat "$scratch/log" >> "$scratch/c"
    within 'cd /try && python3 example.py'
    cat "$scratch/log" >> "$scratch/c"
    [ "$(wc -l < "$scratch/c")" -eq 8 ] || fail "the examples: expected eight lines"
    while IFS= read -r line; do
        grep -qF "\`$line\`" README.md || fail "an example printed '$line', which README.md does not say"
    done < "$scratch/c"
    # shellcheck disable=SC2016 # for the shell there
    within 'for package in $(dpkg-query -W -f "\${Package}\n" "*halfulp*"); do dpkg -V $package; done > /try/changed
        test ! -s /try/changed'
}

snapshot > "$scratch/before"
within 'apt-get install -y --no-install-recommends /old/*.deb'
within "test \"\$(dpkg-query -W -f '\${Version}' halfulp)\" = '$lower'"
within 'test -e /usr/share/man/man1/halfulp.1.gz || test -e /etc/dpkg/dpkg.cfg.d/docker' # a minimal system may have none
works

within 'cp /try/example /try/compiled_before; apt-get install -y --no-install-recommends /new/*.deb'
within "test \"\$(dpkg-query -W -f '\${Version}' halfulp)\" = '$version'"
within '/try/compiled_before'
works

# shellcheck disable=SC2016
within 'apt-get purge -y $(dpkg-query -W -f "\${Package} " "*halfulp*")'
snapshot | diff "$scratch/before" - > "$scratch/log" || fail "after the removal there is less, or more, than before"
within '! /try/compiled_before'
echo "deb: PASS: $(find "$root/new" -name '*.deb' | wc -l) packages installed in Debian $suite, upgraded, removed"
