# shellcheck shell=sh disable=SC2154
# SPDX-License-Identifier: Apache-2.0
#
# vectors: files that are complete, or not there, and their manifest. Sourced by halfulp_digest.sh; uses its functions, and
# those of halfulp.sh.

good '' "$scratch/files: 15 files, $((12 * 65536 + 2 * 256 + 16)) cases\n" \
    vectors -all "$scratch/files" e4m3_mul 'e2m1_l[et]' e2m1_nextUp
same 'a file of vectors' "$(zcat "$scratch/files/e4m3_mul-rmin-tininessbefore.txt.gz" | cksum)" \
    "$("$halfulp" gen -footer -rmin -tininessbefore e4m3_mul | sed '1i\
# function: -rmin -tininessbefore e4m3_mul' | cksum)"
same 'all files of vectors' "$(cd "$scratch/files" && zcat ./*.gz | "$halfulp" check | tail -n 1)" \
    "$((12 * 65536 + 2 * 256 + 16)) tests in 15 sections; errors in 0 of them."
# The manifest names each file, in the order of the command line, and says what sha256sum says of its text.
same 'files and the manifest' "$(cd "$scratch/files" && printf '%s\n' * | sort | tr '\n' ' ' | sed 's/ $//')" \
    "MANIFEST $(awk '/^[^#]/ { print $5 }' "$scratch/files/MANIFEST" | sort | tr '\n' ' ' | sed 's/ $//')"
grep -v '^#' "$scratch/files/MANIFEST" | while read -r digest cases level seed file words; do
    text=$(zcat "$scratch/files/$file" | sha256)
    header=$(zcat "$scratch/files/$file" | sed -n '1s/# function: //p')
    [ "$text $header $level $seed $(zcat "$scratch/files/$file" | grep -vc '^#')" = "$digest $words 1 1 $cases" ] || echo "$file"
done > "$scratch/out"
same 'the manifest and its files' "$(cat "$scratch/out")" ''
same 'the names of files' "$("$halfulp" vectors -n 20 -seed 7 -level 2 -nan x86 -ftz "$scratch/named" f16_add \
    ue5m3:inf=none,nan=top_sqrt > "$scratch/out" && cd "$scratch/named" && echo *) $(sed -n '$s/.* 20 2 7 //p' "$scratch/named/MANIFEST")" \
    'MANIFEST f16_add-nan-x86-ftz.txt.gz ue5m3:inf=none,nan=top_sqrt-nan-x86-ftz.txt.gz '\
'ue5m3:inf=none,nan=top_sqrt-nan-x86-ftz.txt.gz -nan x86 -ftz ue5m3:inf=none,nan=top_sqrt'
# The same text, and the same bytes, each time.
"$halfulp" vectors -n 20 -seed 7 -level 2 -nan x86 -ftz "$scratch/again" f16_add ue5m3:inf=none,nan=top_sqrt > "$scratch/out"
same 'files made twice' "$(cd "$scratch/again" && cat ./* | cksum)" "$(cd "$scratch/named" && cat ./* | cksum)"

# unwritten PART ARGUMENT...: vectors refuses, and leaves nothing new behind.
unwritten() {
    before_files=$(cd "$scratch" && echo *)
    bad '' '' "$@"
    same "files after $*" "$(cd "$scratch" && echo *)" "$before_files"
}
touch "$scratch/expected" "$scratch/status"
unwritten "$scratch/files: exists; expected a directory to be made" vectors "$scratch/files" f16_add
unwritten "$scratch/in: exists; expected a directory to be made" vectors "$scratch/in" f16_add
unwritten "$scratch/no/new: No such file or directory" vectors "$scratch/no/new" f16_add
unwritten '"": expected a directory to be made' vectors '' f16_add
unwritten 'f16_add: expected a directory and then a function' vectors f16_add
unwritten 'expected a function, such as f16_add; see halfulp vectors -help' vectors
unwritten "f16_frob: 'frob' is not an operation" vectors "$scratch/new" f16_add f16_frob
unwritten 'zz*: no function matches' vectors "$scratch/new" f16_add 'zz*'
unwritten 'f16_add.txt.gz: named twice' vectors -n 5 "$scratch/new" f16_add 'f16_a*'
unwritten 'f16: expected an operation after the format' vectors "$scratch/new" f16
unwritten '-forever: unknown option' vectors -forever "$scratch/new" f16_add
unwritten '-operands: unknown option' vectors -operands "$scratch/new" f16_add
# Files of at most some blocks, so that writing fails: the shell's limit raises SIGXFSZ, which is ignored.
(
    trap '' XFSZ
    ulimit -f 8
    "$halfulp" vectors "$scratch/new" e2m1_add f16_add 2> "$scratch/err" > "$scratch/out"
    echo $? > "$scratch/status"
)
same 'a file that cannot be written' "$(cat "$scratch/status" "$scratch/out" "$scratch/err"; cd "$scratch" && echo new*)" \
    "$(printf '2\nhalfulp vectors: f16_add.txt.gz: File too large\nnew*')"
"$halfulp" vectors "$scratch/slash/" e2m1_add > "$scratch/out"
same 'a directory with a slash' "$? $(cd "$scratch/slash" && echo *)" '0 MANIFEST e2m1_add.txt.gz'
