# SPDX-License-Identifier: Apache-2.0
#
# shellcheck shell=sh
# shellcheck disable=SC2059,SC2154 # data are printf formats, for their octal escapes; halfulp.sh sets variables
#
# Tests of `halfulp inspect`; a part of halfulp.sh. Files are written here byte by byte.

# octal FROM TO: bytes of these numbers, as a printf format.
octal() {
    awk -v from="$1" -v to="$2" 'BEGIN { for (i = from; i <= to; i++) printf "\\%03o", i }'
}

# of KEY OPTION...: the first number, word or list behind that key in what inspect --json prints.
of() {
    key=$1
    shift
    "$halfulp" inspect --json "$@" 2>&1 | tr -d '\n' |
        sed -n "s/.*\"tensors\": .*\"$key\": \(\[\[.*\]\], *\"\|\"[^\"]*\"\|[^],}]*\).*/\1/p" | sed 's/, *"$//; s/],.*"sqnr_of.*/]/'
}

# refused FILE MESSAGE OPTION...
refused() {
    file=$1
    message=$2
    shift 2
    bad '' '' "$file: $message" inspect "$@" "$scratch/$file"
}

# ---- the files of all codes: what formats' documents say ------------------------------------------------------------

# codes FILE ZEROS SUBNORMALS INFINITIES NANS AMAX LEAST OPTION...
codes() {
    tensor=$1
    expected="$2 $3 $4 $5 $6 $7"
    shift 7
    same "inspect $tensor $*: zeros, subnormals, infinities, NaNs, amax, least" "$(
        "$halfulp" inspect --json "$@" "$scratch/$tensor" | tr -d '\n' | sed 's/.*"amax": \([^,]*\), "least": \([^,]*\),.*"zeros": \([^,]*\), "subnormals": \([^,]*\), "infinities": \([^,]*\), "nans": \([^,]*\),.*/\3 \4 \5 \6 \1 \2/'
    )" "$expected"
}

all=$(octal 0 255)
array codes8 '|V1' '(256,)' "$all"
array codes_f1 '<f1' '(16, 16)' "$all"
for file in codes8 codes_f1; do
    codes $file 2 14 0 2 448 0.001953125 --dtype e4m3
    codes $file 2 6 2 6 57344 1.52587890625e-05 --dtype e5m2
    codes $file 1 14 0 1 240 0.0009765625 --dtype float8_e4m3fnuz
    codes $file 1 6 0 1 57344 7.62939453125e-06 --dtype e5m2fnuz
    codes $file 0 0 0 1 1.7014118346046923e+38 5.8774717541114375e-39 --dtype e8m0
    codes $file 2 14 2 14 240 0.001953125 --dtype e4m3_ieee
done
refused codes8 "dtype |V1: its elements have 8 bits; those of --dtype bf16 take 16" --dtype bf16
holds 'not of a floating-point format as far as the file says' inspect "$scratch/codes8"
array codes6 '|u1' '(64,)' "$(octal 0 63)"
codes codes6 2 14 0 0 7.5 0.125 --dtype e2m3
codes codes6 2 6 0 0 28 0.0625 --dtype e3m2
array codes4 '|i1' '(16,)' "$(octal 0 15)"
codes codes4 2 2 0 0 6 0.5 --dtype e2m1
same 'bits above the format' "$(of stray_bits --dtype e2m1 "$scratch/codes8")" 240
holds 'packed elements? see --packed' inspect --dtype e2m1 "$scratch/codes8"
holds '[512], 512 elements, 256 bytes' inspect --dtype e2m1 --packed "$scratch/codes8"
refused codes8 '--packed: expected bytes that 6-bit elements fill' --dtype e2m3 --packed
refused codes8 '--packed: expected a format of 4 or 6 bits; e4m3 has 8' --dtype e4m3 --packed

# NumPy's own, in both byte orders: 1.5, -2, the smallest subnormal number, minus zero, infinity, NaN.
array f2 '<f2' '(6,)' '\000\076\000\300\001\000\000\200\000\174\001\176'
array f2_big '>f2' '(6,)' '\076\000\300\000\000\001\200\000\174\000\176\001'
array bf16 '<V2' '(2, 3)' '\300\077\000\300\001\000\000\200\200\177\300\377'
array f4 '<f4' '(6, 1)' '\000\000\300\077\000\000\000\300\001\000\000\000\000\000\000\200\000\000\200\177\001\000\200\177'
array f4_big '>f4' '(6, 1)' '\077\300\000\000\300\000\000\000\000\000\000\001\200\000\000\000\177\200\000\000\177\200\000\001'
array f8 '<f8' '(3, 2)' '\000\000\000\000\000\000\370\077\000\000\000\000\000\000\000\300\001\000\000\000\000\000\000\000\000\000\000\000\000\000\000\200\000\000\000\000\000\000\360\177\001\000\000\000\000\000\360\177'
array f8_big '>f8' '(3, 2)' '\077\370\000\000\000\000\000\000\300\000\000\000\000\000\000\000\000\000\000\000\000\000\000\001\200\000\000\000\000\000\000\000\177\360\000\000\000\000\000\000\177\360\000\000\000\000\000\001'
for order in '' _big; do
    codes f2$order 1 1 1 1 2 5.9604644775390625e-08
    codes f4$order 1 1 1 1 2 1.4012984643248171e-45
    codes f8$order 1 1 1 1 2 4.9406564584124654e-324
done
codes bf16 1 1 1 1 2 9.1835496157991212e-41 --dtype bf16
same 'binades of FP64' "$(of binades "$scratch/f8")" '[[-1074, 1], [0, 1], [1, 1]]'

# ---- what is counted, by another way: each code through `halfulp convert` ---------------------------------------------

# drawn FILE: an array of the codes in $scratch/codes, and these numbers in $scratch/exact.
drawn() {
    awk 'function digit(c) { return index("0123456789ABCDEF", c) - 1 }
        { for (i = 9; i > 2; i -= 2) printf "\\%03o", 16 * digit(substr($1, i, 1)) + digit(substr($1, i + 1, 1)) }' \
        "$scratch/codes" > "$scratch/octal"
    array "$1" '<f4' "($(($(wc -l < "$scratch/codes"))),)" "$(cat "$scratch/octal")"
    "$halfulp" convert --from fp32 --to fp64 --text exact - < "$scratch/codes" | cut -d ' ' -f 2 > "$scratch/exact"
    "$halfulp" inspect --json "$scratch/$1" | sed -n 's/.*"recipe": "\([^"]*\)".*"scale": \([^,]*\),.*"flushed": \([^,]*\), "saturated": \([^,]*\),.*"sqnr_db": \([^}]*\)}.*/\1;\2;\3;\4;\5/p' > "$scratch/candidates"
}

# counted RECIPE FORMAT BIAS: what inspect says of the recipe is what `convert` says of all codes, into the format with
# a bias that is larger by k, which is a scale of 2^k.
counted() {
    k=$(awk -F ';' -v name="$1" '$1 == name { print log($2) / log(2) }' "$scratch/candidates")
    "$halfulp" convert --from fp32 --to "$2b$(($3 + k))" --overflow saturate-finite --text exact - < "$scratch/codes" |
        paste -d ' ' "$scratch/exact" - | awk '$1 ~ /inf|nan/ { next }
            { flushed += $1 != 0 && $3 == 0; saturated += $4 ~ /o/; signal += $1 ^ 2; noise += ($1 - $3) ^ 2 }
            END { printf "%d %d %.6f\n", flushed, saturated, 10 * log(signal / noise) / log(10) }' > "$scratch/expected"
    same "inspect: $1 flushed, saturated, SQNR, as $2 with another bias" \
        "$(awk -F ';' -v name="$1" '$1 == name { printf "%d %d %.6f\n", $3, $4, $5 }' "$scratch/candidates")" \
        "$(cat "$scratch/expected")"
}

for kind in special ordinary; do
    if [ $kind = special ]; then
        "$halfulp" gen -n 900 f32 | awk '{ print "0x" $1 }'
    else
        awk 'BEGIN { for (i = 0; i < 900; i++) printf "0x%08X\n", 939524096 + i * 171717 }'
    fi > "$scratch/codes"
    drawn $kind
    counted fp16 e5m10 15
    counted e4m3 e4m3 7
    counted e5m2 e5m2 15
    counted 'fp16 x 2^k' e5m10 15
    counted 'e4m3 x 2^k' e4m3 7
    counted 'e5m2 x 2^k' e5m2 15
    counted 'e3m2 x 2^k' e3m2 3
    counted 'e2m3 x 2^k' e2m3 1
    counted 'e2m1 x 2^k' e2m1 1
    counted bf16 e8m7 127
done

# The limits themselves: 61440 and the number below it, 464 and the number above it, which is a tie and no overflow in
# E4M3; 2^-10, 2^-17, which are ties and become zero, and the numbers above them.
array limits2 '<f2' '(8,)' '\200\173\177\173\100\137\101\137\000\024\001\024\200\000\201\000'
array limits4 '<f4' '(8,)' '\000\000\160\107\377\377\157\107\000\000\350\103\001\000\350\103\000\000\200\072\001\000\200\072\000\000\000\067\001\000\000\067'
array limits8 '>f8' '(8,)' '\100\356\000\000\000\000\000\000\100\355\377\377\377\377\377\377\100\175\000\000\000\000\000\000\100\175\000\000\000\000\000\001\077\120\000\000\000\000\000\000\077\120\000\000\000\000\000\001\076\340\000\000\000\000\000\000\076\340\000\000\000\000\000\001'
for file in limits2 limits4 limits8; do
    same "$file: flushed and saturated in E4M3, in E5M2" \
        "$("$halfulp" inspect "$scratch/$file" | awk '$1 ~ /^e[45]m[32]$/ && $2 == 1 { print $4, $7 }')" "3 3
1 1"
done
array subnormal4 '<f4' '(4,)' '\001\000\000\000\000\000\100\200\000\000\200\077\000\000\000\000'
codes subnormal4 1 2 0 0 1 1.4012984643248171e-45
same 'binades of subnormal FP32' "$(of binades "$scratch/subnormal4")" '[[-149, 1], [-127, 1], [0, 1]]'

# ---- text and JSON --------------------------------------------------------------------------------------------------

array small '<f4' '(5,)' '\000\000\200\077\000\000\000\100\000\000\000\101\000\000\300\277\000\000\000\000'
LC_ALL=C good '' "$scratch/small: <f4 (fp32) [5], 5 elements, 20 bytes
  amax         8 (2^3.0)
  least        1 (2^0.0)
  rms          3.77492 (2^1.9)
  zeros        1 (20 %%)
  subnormals   0
  infinities   0
  NaNs         0

  magnitudes, 1 binade a column; below them the formats, unscaled:
     50 %%|                              #
         |                              #
         |                              #
         |                              ## #
         |                              ## #
         |                              ## #
         ++---------------+---------------+---------------+---------------
          2^-30           2^-14           2^2             2^18
  fp16          ----------==============================
  bf16    ================================================================
  e4m3                         ---===============
  e5m2                  --==============================
  e3m2                              --=======
  e2m3                               ---===
  e2m1                                 -===
  = normal numbers, - subnormal ones

  recipe          scale        bytes             flushed        saturated   SQNR
  fp16                1           10                   0                0  exact
  bf16                1           10                   0                0  exact
  fp16 x 2^k       2^12           14                   0                0  exact
  e4m3                1            5                   0                0  exact
  e5m2                1            5                   0                0  exact
  e4m3 x 2^k        2^5            9                   0                0  exact
  e5m2 x 2^k       2^12            9                   0                0  exact
  e4m3 x amax        56            9                   0                0   41.5
  e5m2 x amax      7168            9                   0                0   41.5
  e3m2 x 2^k        2^1            8                   0                0  exact
  e2m3 x 2^k       2^-1            8                   0                0  exact
  e2m1 x 2^k       2^-1            7                   0                0   24.5
  mxfp8_e4m3       1x32            6                   0                0  exact
  deepgemm_1x128  1x128            9                   0                0   41.5
  mxfp6_e2m3       1x32            5                   0                0  exact
  mxfp4            1x32            4                   0                0   24.5
  nvfp4_te         1x16            8                   0                0   27.1

  recommended: e4m3: of 8 bits, is exact, saturates nothing, flushes nothing;
    mxfp4 keeps 24.5 dB
" inspect "$scratch/small"
holds 'recommended: mxfp4: of 4 bits, keeps 24.5 dB' inspect --sqnr 24 "$scratch/small"
# 1 and 7.875, and the same times 2^-20. A scale for all loses two of them in 6 bits; in blocks 7.875 is 7.5, and saturates:
# 10 log10((1 + 62.015625) / 0.140625) = 26.5. NVFP4's second scale loses two as well.
array rows '<f2' '(2, 2)' '\000\074\340\107\020\000\176\000'
holds 'recommended: mxfp6_e2m3: of 6 bits, keeps 26.5 dB, saturates 2, flushes' inspect "$scratch/rows"
holds 'nvfp4_te         1x16            8            2 (50 %)' inspect "$scratch/rows"
holds 'no recommendation: NaNs: 1, infinities: 1; find where they come from first' inspect "$scratch/f4"
array far '<f4' '(2,)' '\000\000\200\077\000\000\200\065' # 1, 2^-20
holds 'recommended: fp16: of 16 bits, is exact, saturates nothing, flushes nothing;' inspect "$scratch/far"
array zeros '<f2' '(2,)' '\000\000\000\200'
holds 'no recommendation: every element is zero' inspect "$scratch/zeros"
array empty '<f4' '(0, 4)' ''
holds 'no recommendation: it has no elements' inspect "$scratch/empty"
array scalar '<f4' '()' '\000\000\200\077'
holds '[], 1 element, 4 bytes' inspect "$scratch/scalar"
holds 'recommended: e4m3: of 8 bits, is exact' inspect "$scratch/scalar" # in 1 byte; nvfp4_te has 6
# Errors whose squares are below FP64's smallest number: 1, and three times 2^-600.
array tiny '<f8' '(4,)' '\000\000\000\000\000\000\360\077\000\000\000\000\000\000\160\032\000\000\000\000\000\000\160\032\000\000\000\000\000\000\160\032'
holds 'e4m3 x amax       448            8            3 (75 %)                0  >3000' inspect "$scratch/tiny"
same 'not exact' "$("$halfulp" inspect --json "$scratch/tiny" | grep -c '"exact": true')" 0
# 3.4e38, and 0. 6 times 448 T / 2688 is above FP32's largest number, as 448 T is: infinite; and 0 times that is a NaN.
array huge '<f4' '(2,)' '\236\311\177\177\000\000\000\000'
holds 'nvfp4_te: 2 became infinite or NaN, and have no part in its SQNR' inspect "$scratch/huge"
same 'not finite' "$("$halfulp" inspect --json "$scratch/huge" | sed -n 's/.*nvfp4_te.*"not_finite": \([0-9]*\).*/\1/p')" 2
npy fortran "{'descr': '<f2', 'fortran_order': True, 'shape': (2, 1)}" '\000\074\000\074'
holds "[2, 1] in Fortran's order" inspect "$scratch/fortran"
if locale -a 2>/dev/null | grep -qix 'C.utf-\{0,1\}8'; then
    LC_ALL=C.UTF-8 holds '█' inspect "$scratch/small"
fi
LC_ALL=C "$halfulp" inspect "$scratch/special" > "$scratch/out"
same 'columns of text' "$(awk 'length > 80 && NR > 1' "$scratch/out")" ''
if command -v python3 >/dev/null 2>&1; then
    for file in small codes8 f8 empty; do
        same "inspect --json $file is JSON" "$("$halfulp" inspect --json "$scratch/$file" | python3 -c 'import json, sys; print("tensors" in json.load(sys.stdin))')" True
    done
else
    echo "SKIP: python3 is not on the PATH: inspect --json is not parsed"
fi

# A tensor of more than 2^17 elements: what is counted is counted in full, and the text says that the noise is not.
awk 'BEGIN { for (i = 0; i < 4096; i++) printf "%s", "\\000\\000\\200\\077" }' > "$scratch/octal"
data=$(cat "$scratch/octal")
{
    array large '<f4' '(262144,)' '' && cat "$scratch/large"
    for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16; do
        printf "$data$data$data$data"
    done
} > "$scratch/large2"
same 'binades of a large tensor' "$(of binades "$scratch/large2")" '[[0, 262144]]'
same 'its noise is of a sample' "$(of sqnr_of "$scratch/large2") $(of sqnr_of --all "$scratch/large2")" '131072 262144'
holds 'of 131072 elements' inspect "$scratch/large2"

# One element of 2^10 in 262144 of 1, where no run of the sample is. E4M3 saturates it at 448: the signal is 262143 + 2^20,
# the noise (1024 - 448)^2: 10 log10(1310719 / 331776) = 5.97. The largest power of two with 1024 * 2^k <= 448 is 2^-2, 256,
# and 1/4 is exact. In NVFP4, 1024 is 6 and the 15 ones of its block are 0: 10 log10(1310719 / 15) = 49.41; other ones have the
# scale 1 / 6 * 2688 / 1024 = 0.4375, a number of UE4M3, and are 6.
{
    head -c $(($(wc -c < "$scratch/large2") - 1048576 + 4000)) "$scratch/large2" && printf '\000\000\200\104'
    tail -c $((1048576 - 4004)) "$scratch/large2"
} > "$scratch/outlier"
for option in '' --all; do
    # shellcheck disable=SC2086 # nothing if it is empty
    same "an outlier $option" "$("$halfulp" inspect $option "$scratch/outlier" | awk '
        $1 == "e4m3" && $2 == 1 { print $4, $5, $NF }
        $1 == "e4m3" && $3 == "2^k" { print $4, $6, $7, $NF }
        $1 == "nvfp4_te" && $2 == "1x16" { print $4, $NF }')" '0 1 6.0
2^-2 0 0 exact
15 49.4'
done

# Files that NumPy wrote. The python3 of a package manager may not be the first one on the path.
for python in python3 /usr/bin/python3 none; do
    "$python" -c 'import numpy' 2>/dev/null && break
done
if [ $python = none ]; then
    echo "SKIP: python3 has no NumPy: its own files are not inspected"
else
    (cd "$scratch" && "$python" - > expected) <<'END'
import numpy
x = numpy.random.default_rng(1).standard_normal((37, 53))
for i, descr in enumerate(["<f2", ">f2", "<f4", ">f4", "<f8", ">f8"]):
    y = x.astype(descr)
    numpy.save("numpy%d" % i, y if i % 3 else numpy.asfortranarray(y))
    print("%.17g" % abs(y.astype("<f8")).max(), str(i % 3 == 0).lower())
numpy.save("numpy6", numpy.arange(256, dtype="u1").view("V1"))
END
    for i in 0 1 2 3 4 5; do
        echo "$(of amax "$scratch/numpy$i.npy") $(of fortran_order "$scratch/numpy$i.npy")"
    done > "$scratch/got"
    same 'amax and order of arrays that NumPy wrote' "$(cat "$scratch/got")" "$(cat "$scratch/expected")"
    codes numpy6.npy 2 14 0 2 448 0.001953125 --dtype e4m3
fi

# ---- files that are wrong -------------------------------------------------------------------------------------------

bad '' '' 'expected a FILE; see halfulp inspect --help' inspect
bad '' '' 'expected one FILE' inspect a b
bad '' '' '--zork: unknown option' inspect --zork
bad '' '' '--top: 0: expected a number of tensors' inspect --top 0 a
bad '' '' '--sqnr: x: expected a number of decibels' inspect --sqnr x a
bad '' '' '--dtype: expected a value after it' inspect --dtype
bad '' '' '--packed: expected --dtype FORMAT with it' inspect --packed a
bad '' '' 'zork: not a format' inspect --dtype zork a
refused absent 'No such file or directory'
bad '' '' 'expected a regular file' inspect /
mkfifo "$scratch/pipe"
refused pipe 'expected a regular file, which can be mapped into memory'
: > "$scratch/nothing"
refused nothing 'is empty'
printf 'hello, world' > "$scratch/text"
refused text 'expected a file of .npy or .safetensors: it begins as neither'
printf 'PK\003\004zipped archive' > "$scratch/zip"
refused zip 'a zip archive, as .npz is: unpack it'
refused f4 '--dtype: its dtype <f4 says what the elements are' --dtype bf16
refused f4 'a .npy has one tensor, without a name' --top 1

printf '\223NUMPY\001' > "$scratch/cut"
refused cut 'cut off: expected a header of .npy'
printf '\223NUMPY\004\000\001\000 ' > "$scratch/version"
refused version 'version 4 of .npy: expected 1, 2 or 3'
printf '\223NUMPY\002\000\377\377\377\377{' > "$scratch/long"
refused long 'expected a header of 4294967295 bytes, found 1'
head='{'"'descr': '<f4', 'fortran_order': False, 'shape': "
npy over "$head(4294967296, 4294967296)}" ''
refused over 'shape: expected fewer elements: their number overflows 64 bits'
npy over2 "$head(4611686018427387904,)}" ''
refused over2 'shape: expected fewer elements: their number overflows 64 bits'
npy over3 "$head(18446744073709551616,)}" ''
refused over3 'header, byte 70: expected a number that fits 64 bits'
npy short "$head(3,)}" '\000\000'
refused short 'expected 12 bytes of data for its shape, found 2'
npy behind "$head(0,)}" '\000\000'
refused behind 'expected 0 bytes of data for its shape, found 2'
npy minus "$head(-1,)}" ''
refused minus 'header, byte 51: expected a number'
npy naked "$head(3)}" ''
refused naked 'header, byte 52: expected a comma'
npy deep "$head($(awk 'BEGIN { for (i = 0; i < 65; i++) printf "1, " }'))}" ''
refused deep 'header, byte 243: expected at most 64 dimensions'
npy twice "{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': ()}" ''
refused twice "header: expected 'descr' once"
npy less "{'descr': '<f4', 'shape': ()}" ''
refused less 'header: expected descr, fortran_order and shape'
npy more "{'descr': '<f4', 'fortran_order': False, 'shape': (), 'x': 1}" ''
refused more "header, byte 55: expected 'descr', 'fortran_order' or 'shape'"
npy end "{'descr': '<f4', 'fortran_order': False, 'shape': ()} x" ''
refused end 'header, byte 54: expected nothing more'
npy object "{'descr': '|O', 'fortran_order': False, 'shape': ()}" ''
refused object "descr '|O': expected numbers"
npy structure "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': ()}" ''
refused structure 'header, byte 10: expected numbers: the array'
npy open "{'descr': '<f4" ''
refused open "header, byte 11: expected a dtype, such as '<f4'"
array wide '|V5000' '()' ''
refused wide "descr '|V5000': expected numbers"

# shellcheck source=tests/commands/halfulp_safetensors.sh
. tests/commands/halfulp_safetensors.sh
