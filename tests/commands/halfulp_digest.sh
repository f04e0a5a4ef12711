# shellcheck shell=sh disable=SC2154
# SPDX-License-Identifier: Apache-2.0
#
# digest and vectors: digests against sha256sum, a restatement and certificates; files, complete or not there. Sourced by
# halfulp.sh; uses its functions (good, bad, ...).

if command -v sha256sum > /dev/null; then
    sum=sha256sum
else
    sum='shasum -a 256'
fi

# sha256 reads bytes. twice reads bytes too, and prints the SHA-256 of their SHA-256: the digest of a single chunk.
sha256() {
    $sum | cut -d ' ' -f 1
}
# shellcheck disable=SC2059 # the format is octal escapes
twice() {
    printf "$(sha256 | fold -w 2 | while read -r byte; do printf '\\%03o' "0x$byte"; done)" | sha256
}

# digest CODES FLAGS CASES ARGUMENT...: digest prints that line. CODES and FLAGS are printf formats of the bytes.
digest() {
    # shellcheck disable=SC2059
    expected="$(printf "$1" | twice) $(printf "$2" | twice) $3"
    shift 3
    same "digest $*" "$("$halfulp" digest "$@")" "$expected $*"
}

# ---- digest: small domains by hand -------------------------------------------------------------------------------------

# The numbers of E2M1 are 0, 0.5, 1, 1.5, 2, 3, 4, 6, and a sign is 8. To FP16; the classes; the next above, of which the
# largest has none, and says nothing.
digest '\000\000\000\070\000\074\000\076\000\100\000\102\000\104\000\106\000\200\000\270\000\274\000\276\000\300\000\302\000\304\000\306' \
    '\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0' 16 e2m1_to_f16
digest '\006\007\010\010\010\010\010\010\005\004\003\003\003\003\003\003' '\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0' 16 e2m1_class
# To an integer, down: 0.5 is 0 and 1.5 is 1, -0.5 is -1 and -1.5 is -2; 4 bytes each, and 2.5 does not exist.
integers=
for number in 0 0 1 1 2 3 4 6; do
    integers="$integers\\00$number\\000\\000\\000"
done
for number in 000 377 377 376 376 375 374 372; do
    case $number in
    000) integers="$integers\\000\\000\\000\\000" ;;
    *) integers="$integers\\$number\\377\\377\\377" ;;
    esac
done
digest "$integers" '\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0' 16 -rmin e2m1_to_i32
digest "$integers" '\0\001\0\001\0\0\0\0\0\001\0\001\0\0\0\0' 16 -rmin -exact e2m1_to_i32
# The last operand is the fastest: x - y in E2M1 differs from y - x. Below, that is less than, row by row of x.
less=
for x in 0 1 2 3 4 5 6 7 8 -1 -2 -3 -4 -5 -6 -7; do # 8 is -0
    for y in 0 1 2 3 4 5 6 7 8 -1 -2 -3 -4 -5 -6 -7; do
        [ $((x % 8)) -lt $((y % 8)) ] && less="$less\\001" || less="$less\\000"
    done
done
zeros=$(printf '%0256d' 0 | sed 's/0/\\000/g')
digest "$less" "$zeros" 256 e2m1_lt
# NaNs become the canonical one: whatever their policy, codes are the same. A model's, too.
codes_of() {
    "$halfulp" digest "$@" | cut -d ' ' -f 1
}
for policy in x86 arm nvidia signed; do
    same "codes with NaNs of $policy" "$(codes_of -nan $policy bf16_to_f16)" "$(codes_of bf16_to_f16)"
    same "sums with NaNs of $policy" "$(codes_of -nan $policy e5m2_add)" "$(codes_of e5m2_add)"
done
same 'digest -noflags' "$("$halfulp" digest -noflags -rmax e4m3_mul)" "$("$halfulp" digest -rmax e4m3_mul | awk '{ $2 = "-"; print }')"
same 'a model without flags' "$("$halfulp" digest x86_vcvtph2bf8 | cut -d ' ' -f 2-)" '- 65536 x86_vcvtph2bf8'
same 'digest -modes' "$("$halfulp" digest -modes e4m3_add e4m3_lt | cut -d ' ' -f 4- | tr '\n' ,)" \
    '-rnear_even e4m3_add,-rnear_maxMag e4m3_add,-rminMag e4m3_add,-rmin e4m3_add,-rmax e4m3_add,-rodd e4m3_add,e4m3_lt,'
same 'digest -all' "$("$halfulp" digest -all e2m1_mul e2m1_roundToInt e2m1_lt | cut -d ' ' -f 4- | sort -u | wc -l | tr -d ' ')" 25
same 'a pattern with few bits' "$("$halfulp" digest -bits 8 'e2m1_*' | cut -d ' ' -f 4 | grep -c -e mulAdd -e scaleB)" 0
bad '' '' "f32_add: its operands have 64 bits together; expected at most 32" digest f32_add
bad '' '' "f16_add: its operands have 32 bits together; expected at most 31" digest -bits 31 e2m1_add f16_add
bad '' '' "f64_*: no function matches whose operands have at most 32 bits together" digest 'f64_*'
bad '' '' "zz*: no function matches" digest 'zz*'
bad '' '' "e4m3_add: expected a rounding without random integers" digest -rstochastic_a -randombits 4 e4m3_add
bad '' '' "expected a function, such as f16_add; see halfulp digest -help" digest
bad '' '' "-bits 33: expected a number from 1 to 32" digest -bits 33 e4m3_add
bad '' '' "-level: unknown option" digest -level 2 e4m3_add
bad '' '' "e4m3_frob: 'frob' is not an operation" digest e4m3_add e4m3_frob
bad '' '' "-check: expected a file of digests after it" digest -check

# ---- digest: the definition in Python, from the lines that gen writes ----------------------------------------------------

if command -v python3 > /dev/null; then
    cat > "$scratch/restated.py" << 'END'
import hashlib, sys
codes, flags, cases = b"", b"", 0
for line in sys.stdin:
    if not line.startswith("#"):
        code, flag = line.split()[-2:]
        size = next(s for s in (1, 2, 4, 8) if 2 * s >= len(code))
        codes += int(code, 16).to_bytes(size, "little")
        flags += bytes([int(flag, 16)])
        cases += 1
print(*(hashlib.sha256(hashlib.sha256(b).digest()).hexdigest() for b in (codes, flags)), cases, *sys.argv[1:])
END
    for words in '-rodd e4m3_mul' e5m2_div '-rmax e3m4_sub' e8m0_add '-rmin f16_sqrt' '-rminMag bf16_to_e4m3' e2m3_mulAdd \
        e5m2_to_f32 'e4m3fnuz_rem' '-rnear_maxMag e3m2_to_ui64'; do
        # shellcheck disable=SC2086 # the list is words
        same "digest $words in Python" "$("$halfulp" digest $words)" \
            "$("$halfulp" gen -level 2 $words | python3 "$scratch/restated.py" $words)"
    done
else
    echo "SKIP: no python3 here: the definition of digests is not restated"
fi

# Each section has its mode, for one function as for several.
same 'gen -modes' "$("$halfulp" gen -modes e2m1_sqrt | grep -c '^# function')" 6
"$halfulp" digest e4m3_sqrt > "$scratch/lines"
printf '\n# a comment\n' >> "$scratch/lines"
good '' 'e4m3_sqrt: equal\n1 digests; 0 of them differ; 0 left out.\n' digest -check "$scratch/lines"
sed 's/ 256 / 255 /' "$scratch/lines" > "$scratch/fewer"
expect 1 '' 'e4m3_sqrt: another number of cases\n1 digests; 1 of them differ; 0 left out.\n' digest -check "$scratch/fewer"
bad '' '' 'expected no -modes and no -all' digest -modes -check "$scratch/lines"

# ---- data/digests.txt ----------------------------------------------------------------------------------------------------

# All functions of at most 16 bits. make digests computes the rest, tests/formats/digests.c asks ref/.
"$halfulp" digest -check data/digests.txt -bits 16 > "$scratch/out" 2>&1
same 'data/digests.txt' "$? $(grep -vc ': equal$' "$scratch/out") $(tail -n 1 "$scratch/out" | sed 's/.* digests; //; s/;.*//')" \
    '0 1 0 of them differ'
same 'lines of data/digests.txt' "$("$halfulp" digest -modes -bits 16 '*' | sort | cksum)" \
    "$(awk '/^[^#]/ && $3 <= 65536' data/digests.txt | sort | cksum)"
# What the proofs have certified is what they say, word for word.
for certificate in data/certificates/convert-*.txt; do
    # shellcheck disable=SC2046 # the mode's name, and two digests
    set -- $(awk '$1 == "sweep" { split($2, part, "/"); print part[2], part[3] } $1 == "codes" || $1 == "flags" { print $2 }' \
        "$certificate")
    case $1 in
    fp16) to=f16 ;;
    *) to=$1 ;;
    esac
    case $2 in
    nearest-even) mode=near_even ;;
    nearest-away) mode=near_maxMag ;;
    toward-zero) mode=minMag ;;
    down) mode=min ;;
    up) mode=max ;;
    to-odd) mode=odd ;;
    esac
    same "$certificate" "$(grep -c "^$3 $4 4294967296 -r$mode f32_to_$to$" data/digests.txt)" 1
done
# A digit that differs, in the codes and in the flags, and a number of cases.
difference=$("$halfulp" digest e4m3_sub)
flip() {
    echo "$difference" | awk -v field="$1" '{ $field = (substr($field, 1, 1) == "1" ? "2" : "1") substr($field, 2); print }'
}
{ echo '# a comment' && echo "$difference" && flip 1 && flip 2 && flip 3; } > "$scratch/digests"
expect 1 '' "$(cat << 'END'
e4m3_sub: equal
e4m3_sub: the codes differ
e4m3_sub: the flags differ
e4m3_sub: another number of cases
4 digests; 3 of them differ; 0 left out.
END
)\n" digest -check "$scratch/digests"
good "$difference\n$("$halfulp" digest -rmin f16_sqrt)\n" '\055rmin f16_sqrt: equal\n1 digests; 0 of them differ; 1 left out.\n' \
    digest -check - 'f16_*'
good "$difference\n" 'e4m3_sub: equal\n1 digests; 0 of them differ; 0 left out.\n' digest -check - -noflags
bad "$difference\n" '' '-: no digest of the functions asked for' digest -check - f16_add
bad "$difference\nzork\n" 'e4m3_sub: equal\n' 'standard input, line 2: expected two digests' digest -check -
bad "${difference}z\n" '' "line 1: e4m3_subz: 'subz' is not an operation" digest -check -
bad "$(echo "$difference" | sed 's/e4m3_sub/f32_add/')\n" '' 'no digest of the functions' digest -check -
bad "$difference" '' 'line 1: expected a newline' digest -check -
bad '' '' 'no digest of the functions asked for' digest -check -
bad "$difference\n" '' '-check: -rodd -nan x86: expected no option that says how to round' digest -check - -rodd -nan x86
bad '' '' "$scratch/nothing: No such file or directory" digest -check "$scratch/nothing"
bad '' '' "$scratch: Is a directory" digest -check "$scratch"

# ---- digest: the programs of the man page -------------------------------------------------------------------------------

# The program of that name in the man page, without mdoc's escapes.
in_manual() {
    awk -v name="$1" '
        $0 == ".\\\" " name { getline; on = 1; next }
        on && /^\.Ed/ { exit }
        on { gsub(/\\&/, ""); gsub(/\\e/, "\\"); print }' formats/cli/halfulp.1
}
examples=formats/cli/examples
for name in f16c_digest.c numpy_digest.py; do
    same "$name in the man page" "$(in_manual "$name" | cksum)" "$(cksum < "$examples/$name")"
done
# The last of a chunk's digests in the certificate; all chunks take a minute or two.
chunk=$(($(date +%s) % 256))
shard=$(awk -v chunk=$chunk '$1 == "shard" && $2 == chunk { print $3, $4 }' data/certificates/convert-fp16-nearest-even.txt)
if grep -qs -w f16c /proc/cpuinfo && ${CC:-cc} -O2 "$examples/f16c_digest.c" -lcrypto -o "$scratch/f16c" 2> "$scratch/err"; then
    same "f16c_digest $chunk" "$("$scratch/f16c" $chunk | awk '{ print substr($1, 1, 8), substr($2, 1, 8) }')" "$shard"
else
    echo "SKIP: no F16C or no libcrypto here: no digest from the processor"
fi
if python=$(sh tests/support/python.sh numpy); then
    same "numpy_digest $chunk" "$("$python" "$examples/numpy_digest.py" $chunk | cut -c 1-8)" "${shard% *}"
else
    echo "SKIP: no NumPy here: no digest from NumPy"
fi

# ---- vectors -----------------------------------------------------------------------------------------------------------

if ! "$halfulp" vectors "$scratch/probe" e2m1_sqrt > "$scratch/out" 2>&1 && grep -q 'has no zlib' "$scratch/out"; then
    echo "SKIP: built without zlib: no files of vectors"
else
    # shellcheck source=tests/commands/halfulp_files.sh
    . tests/commands/halfulp_files.sh
fi
