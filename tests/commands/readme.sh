#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Runs what README.md says of the command as it stands there: the example of its door, which must print what follows it;
# the list of command lines, each of which must succeed and print something; and the defect of MXFP4. In their pipes
# your-program is one that changes nothing: `gen` writes the results that `check` expects. (The other doors' examples:
# install.sh here, and ../bindings/.)
# usage: readme.sh build/halfulp
set -u

halfulp=${1:?usage: readme.sh COMMAND}
folder=$(cd "$(dirname "$halfulp")" && pwd) || exit 2
cd "$(dirname "$0")/../.." || exit 2
root=$PWD
scratch=$(mktemp -d "$folder/readme-XXXXXX") || exit 2 # /tmp may be mounted noexec
trap 'rm -rf "$scratch"' EXIT
trap 'exit 2' HUP INT TERM

fail() {
    echo "readme: FAIL: $1" >&2
    exit 1
}

mkdir "$scratch/bin"
ln -s "$folder/halfulp" "$scratch/bin/halfulp"
printf '#!/bin/sh\nexec cat\n' > "$scratch/bin/your-program"
chmod +x "$scratch/bin/your-program"
PATH=$scratch/bin:$PATH
export PATH
cd "$scratch" || exit 2

# ---- The door --------------------------------------------------------------------------------------------------------

awk '/^```sh$/ { on = 1; next } /^```$/ { if (on) exit } on' "$root/README.md" > door.sh
awk '/^```sh$/ { on = 1 } on && /^prints$/ { says = 1 } says && /^    / { print substr($0, 5); next }
     says && !/^$|^prints$/ { exit }' "$root/README.md" > expected
[ -s door.sh ] && [ -s expected ] || fail "README.md: expected an example of the command and what it prints"
sh -e door.sh > out 2> log || { cat log >&2; fail "the example of the command"; }
diff expected out >&2 || fail "the example of the command does not print what README.md says"

# ---- The list --------------------------------------------------------------------------------------------------------

# Four FP32 numbers, 0.1 to 0.4, as a file of safetensors and as one of NumPy.
numbers='\315\314\314\075\315\314\114\076\232\231\231\076\315\314\314\076'
header='{"w":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]}}'
# shellcheck disable=SC2059 # formats
{ printf "\\$(printf %o ${#header})\000\000\000\000\000\000\000$header$numbers"; } > model.safetensors
# shellcheck disable=SC2059
{ printf '\223NUMPY\001\000\166\000'; printf '%-117s\n' "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2), }"
  printf "$numbers"; } > weights.npy
awk '/^### Command lines$/ { on = 1; next } on && /^    / { print substr($0, 5); next } on && !/^$/ { exit }' \
    "$root/README.md" > list
count=0
while IFS= read -r line; do
    sh -c "$line" > out 2> log < /dev/null || {
        if grep -q jsmn log; then
            echo "readme: SKIP: built without jsmn: $line"
            continue
        fi
        cat out log >&2
        fail "$line"
    }
    [ -s out ] || fail "$line: prints nothing"
    count=$((count + 1))
done < list
[ $count -ge 10 ] || fail "README.md: expected a list of command lines"

# ---- The defect ------------------------------------------------------------------------------------------------------

# 2.7, 5.5 and 1.2, without NumPy.
{ printf '\223NUMPY\001\000\166\000'; printf '%-117s\n' "{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }"
  printf '\315\314\054\100\000\000\260\100\232\231\231\077'; } > x.npy
awk '/^    halfulp quantize .* && od / { print substr($0, 5) }' "$root/README.md" > defect.sh
grep -q od defect.sh || fail "README.md: expected the scales of a defect"
[ "$(sh -e defect.sh | tail -n 1 | tr -s ' ')" = ' 126 127 125' ] || fail "the scales of the defect"
echo "readme: PASS: the command's example, and $count command lines"
