#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Builds the Debian packages: puts what they are made of into FOLDER/halfulp-VERSION with a debian/ folder, and has
# dpkg-buildpackage do the rest. The name of the library's package follows the soname, as Debian's policy says. What is in
# FOLDER already is replaced; with REUSE=yes what was compiled there is kept, for packages of another version number.
# usage: deb.sh FOLDER SONAME VERSION        (variables: MAINTAINER, REUSE, SOURCE_DATE_EPOCH)
set -eu

cd "$(dirname "$0")/../.."
folder=${1:?usage: deb.sh FOLDER SONAME VERSION}
soname=${2:?expected the soname}
version=${3:?expected the version}
templates=formats/packaging/debian
maintainer=${MAINTAINER:-halfulp maintainers <maintainers@halfulp.invalid>}
abi=${soname#libhalfulp.so.}
upstream=$(sed -n 's/.*HU_VERSION_TEXT *"\(.*\)".*/\1/p' formats/halfulp_version.h)
tree=$folder/halfulp-$upstream

say() {
    echo "make deb: $1" >&2
}

# The command, the library and its doors; not the tests and lessons, whose data have terms of their own.
mkdir -p "$folder"
rm -rf "$tree/debian" "$folder"/*.deb "$folder"/*.changes "$folder"/*.buildinfo "$folder"/*.dsc "$folder"/*.tar.xz
[ "${REUSE:-}" = yes ] || rm -rf "$tree"
rm -rf "$tree/formats"
mkdir -p "$tree/tests/formats"
cp -Rp Makefile LICENSE README.md formats "$tree"
cp -p tests/formats/exports.sh "$tree/tests/formats"
find "$tree" -name __pycache__ -prune -exec rm -rf {} +

cp -R "$templates" "$tree/debian"
cd "$tree/debian"
rm control.in symbols
mv libhalfulp.install "libhalfulp$abi.install"
sed "s|@ABI@|$abi|g; s|@MAINTAINER@|$maintainer|" ../formats/packaging/debian/control.in > control
printf 'halfulp (%s) unstable; urgency=medium\n\n  * See CHANGELOG.md.\n\n -- %s  %s\n' "$version" "$maintainer" \
    "$(LC_ALL=C date -u -R ${SOURCE_DATE_EPOCH:+-d @"$SOURCE_DATE_EPOCH"})" > changelog

# Since which version each function is there: a program that needs it depends on that. New ones are there since now.
{
    echo "$soname libhalfulp$abi #MINVER#"
    cat ../formats/packaging/debian/symbols
    for name in $(sed -n 's/^HU_API [^(]*[ *]\(hu_[A-Za-z0-9_]*\)(.*/\1/p' ../formats/halfulp*.h); do
        grep -q "^ $name@" ../formats/packaging/debian/symbols || {
            say "$templates/symbols: expected the line ' $name@Base $upstream', which is taken as said"
            echo " $name@Base $upstream"
        }
    done
} > "libhalfulp$abi.symbols"

cd ..
log=../deb.log
dpkg-buildpackage -us -uc ${REUSE:+-nc -b} > $log 2>&1 || {
    tail -n 40 $log >&2
    say "dpkg-buildpackage failed: $folder/deb.log"
    exit 1
}
cd ..
ls -- *.deb
