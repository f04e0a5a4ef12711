# SPDX-License-Identifier: Apache-2.0
#
# shellcheck shell=sh
# shellcheck disable=SC2059,SC2154 # data are printf formats, for their octal escapes; halfulp.sh sets variables
#
# Tests of `halfulp inspect` on .safetensors; a part of halfulp_inspect.sh.

# safetensors FILE HEADER DATA [LENGTH]: with LENGTH, which is not the header's.
safetensors() {
    { bytes 8 "${4:-${#2}}" && printf %s "$2" && printf "$3"; } > "$scratch/$1"
}

# one FILE DTYPE ELEMENTS BYTES DATA: a file with one tensor, t.
one() {
    safetensors "$1" "{\"t\":{\"dtype\":\"$2\",\"shape\":[$3],\"data_offsets\":[0,$4]}}" "$5"
}

one f32 F32 2 8 '\000\000\300\077\000\000\000\300'
if "$halfulp" inspect "$scratch/f32" 2>&1 | grep -q 'built without jsmn'; then
    echo "SKIP: built without jsmn: files of .safetensors are not inspected"
    return
fi

# ---- dtypes: what formats' documents say, again ----------------------------------------------------------------------

one st8 F8_E4M3 '16,16' 256 "$all"
codes st8 2 14 0 2 448 0.001953125
one st8b F8_E5M2 256 256 "$all"
codes st8b 2 6 2 6 57344 1.52587890625e-05
one st8c F8_E8M0 256 256 "$all"
codes st8c 0 0 0 1 1.7014118346046923e+38 5.8774717541114375e-39
one st8d F8_E4M3FNUZ 256 256 "$all"
codes st8d 1 14 0 1 240 0.0009765625
one st8e F8_E5M2FNUZ 256 256 "$all"
codes st8e 1 6 0 1 57344 7.62939453125e-06
one st6 F6_E2M3 4 3 '\201\060\020' # the codes 1, 2, 3, 4 from the lowest bit up
codes st6 0 4 0 0 0.5 0.125
same 'binades of packed E2M3' "$(of binades "$scratch/st6")" '[[-3, 1], [-2, 2], [-1, 1]]'
one st6b F6_E3M2 4 3 '\201\060\020'
codes st6b 0 3 0 0 0.25 0.0625
one st4 F4 '2,8' 8 '\020\062\124\166\230\272\334\376'
codes st4 2 2 0 0 6 0.5
holds 'F4 (e2m1) [2, 8], 16 elements, 8 bytes' inspect "$scratch/st4"
one u8 U8 8 8 '\020\062\124\166\230\272\334\376'
codes u8 2 2 0 0 6 0.5 --dtype e2m1 --packed
codes f32 0 0 0 0 2 1.5
one bf BF16 2 4 '\300\077\000\300'
codes bf 0 0 0 0 2 1.5
one f16 F16 2 4 '\000\076\000\300'
codes f16 0 0 0 0 2 1.5
for dtype in BOOL U8 I8; do
    one int $dtype 2 2 '\001\002'
    holds "t: $dtype [2], 2 elements, 2 bytes" inspect "$scratch/int"
done
for dtype in U16 I16; do
    one int $dtype 1 2 '\001\002'
    holds "t: $dtype [1], 1 element, 2 bytes" inspect "$scratch/int"
done
for dtype in U64 I64 C64; do
    one int $dtype '' 8 '\001\002\001\002\001\002\001\002'
    holds "t: $dtype [], 1 element, 8 bytes" inspect "$scratch/int"
done
safetensors many '{"__metadata__":{"format":"pt"},"b.weight":{"dtype":"U8","shape":[2],"data_offsets":[1,3]},
 "a.we\u0069ght" : {"shape":[1], "data_offsets" : [0, 1],"dtype":"F8_E4M3"} , "e":{"dtype":"F32","shape":[0,7],"data_offsets":[1,1]}}  ' '\070\001\002'
same 'the tensors in the order of their data' "$("$halfulp" inspect "$scratch/many" | grep -o '^[abe][^:]*' | tr '\n' ' ')" 'a.weight e b.weight '
same 'tensors by pattern' "$("$halfulp" inspect --tensor 'a.weigh?' "$scratch/many" | grep -c ' elements\{0,1\}, ')" 1
same 'the largest tensor' "$("$halfulp" inspect --top 1 "$scratch/many" | head -n 1)" 'b.weight: U8 [2], 2 elements, 2 bytes'
refused many 'no tensor is named like z' --tensor z
refused many "--dtype: dtype U8: its elements have 8 bits; those of --dtype bf16 take 16" --dtype bf16
safetensors none '{}' ''
good '' "$scratch/none: no tensors\n" inspect "$scratch/none"
# Names: an escaped and a plain pi, a control character, an invisible one, a backslash, and E4 8D, which is cut off.
safetensors names '{"\u03c0'"$(printf '\317\200')"'\u0007\u202e\n\\u0041":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}' '\001'
same 'a name in ASCII' "$(LC_ALL=C "$halfulp" inspect "$scratch/names" | sed -n '1s/: U8.*//p')" '\u03c0\xCF\x80\u0007\u202e\n\\u0041'
if locale -a 2>/dev/null | grep -qix 'C.utf-\{0,1\}8'; then
    same 'a name in UTF-8' "$(LC_ALL=C.UTF-8 "$halfulp" inspect "$scratch/names" | sed -n '1s/: U8.*//p')" \
        "$(printf '\317\200\317\200')"'\u0007\u202e\n\\u0041'
fi
# A reader that closes the pipe is no error, whatever is behind that; a full disk is one.
for kind in '' --json; do
    # shellcheck disable=SC2086 # nothing if it is empty
    { sleep 1 && "$halfulp" inspect $kind "$scratch/many" 2> "$scratch/err"; echo $? > "$scratch/status"; } | true
    same "a closed pipe $kind: status, error" "$(cat "$scratch/status") $(cat "$scratch/err")" '0 '
    if [ -c /dev/full ]; then
        # shellcheck disable=SC2086
        "$halfulp" inspect $kind "$scratch/many" > /dev/full 2> "$scratch/err"
        same "a full disk $kind: status, error" "$? $(cat "$scratch/err")" '2 halfulp: standard output: No space left on device'
    fi
done
if command -v python3 >/dev/null 2>&1; then
    for file in many none names; do
        same "inspect --json $file is JSON" "$("$halfulp" inspect --json "$scratch/$file" | python3 -c 'import json, sys; print("tensors" in json.load(sys.stdin))')" True
    done
fi

# ---- files that are wrong -------------------------------------------------------------------------------------------

safetensors st_long '{}' '' 99
refused st_long 'expected a header of 99 bytes, found 2'
safetensors st_huge '{}' '' 100000001
refused st_huge 'a header of 100000001 bytes: expected at most 100000000'
{ printf '\377\377\377\377\377\377\377\377{}'; } > "$scratch/st_max"
refused st_max 'a header of 18446744073709551615 bytes: expected at most 100000000'
safetensors st_cut '{"t":{"dtype"' ''
refused st_cut 'header, byte 13: expected }'
safetensors st_end '{} x' ''
refused st_end 'header, byte 3: expected nothing but spaces'
safetensors st_comma '{"t":{"dtype":"U8","shape":[],"data_offsets":[0,1]},}' '\001'
refused st_comma 'header, byte 52: expected a key in quotes'
safetensors st_colon '{"t" {"dtype":"U8"}}' '\001'
refused st_colon 'header, byte 5: expected a colon'
safetensors st_number '{"t":1}' ''
refused st_number 'header, byte 5: expected an object or a string'
safetensors st_string '{"t":"x"}' ''
refused st_string 'tensor "t": expected an object of JSON'
safetensors st_control "$(printf '{"t\001":{}}')" ''
refused st_control 'header, byte 2: expected a string that ends, in UTF-8'
for text in '\200' '\300\200' '\355\240\200' '\364\220\200\200' '\xzz' '\\ud800' '\\ud800\\u0041' '\\udc00' '\\u00g0'; do
    text=$(printf "$text")
    LC_ALL=C safetensors st_utf8 "{\"$text\":{}}" ''
    refused st_utf8 'header, byte 2: expected a string that ends, in UTF-8'
done

# member VALUE MESSAGE [DATA]: of a tensor t.
member() {
    safetensors st_member "{\"t\":{$1}}" "${3:-}"
    refused st_member "tensor \"t\": $2"
}
keys='expected dtype, shape and data_offsets, each once, and nothing else'
member '' "$keys"
member '"dtype":"U8"' "$keys"
member '"dtype":"U8","dtype":"U8","shape":[],"data_offsets":[0,1]' "$keys" '\001'
member '"dtype":"U8","shape":[],"data_offsets":[0,1],"x":1' "$keys" '\001'
member '"dtype":"U8","shape":[],"data_offsets":[0,1],' "$keys" '\001'
member '"dtype":"U8",,"shape":[],"data_offsets":[0,1]' "$keys" '\001'
member '"dtype":"U8" "shape":[],"data_offsets":[0,1]' "$keys" '\001'
member '"dtype":"F5","shape":[],"data_offsets":[0,1]' "dtype F5: expected one of safetensors', such as F32 or F8_E4M3"
member '"dtype":8,"shape":[],"data_offsets":[0,1]' 'expected a dtype in quotes'
for shape in '[-1]' '[1.5]' '[1e3]' '[01]' '[18446744073709551616]' '["1"]' '[true]' '{}' '3' '[1,]' '[,1]' '[1 1]' '[[1]]'; do
    safetensors st_shape "{\"t\":{\"dtype\":\"U8\",\"shape\":$shape,\"data_offsets\":[0,1]}}" '\001'
    refused st_shape 'tensor "t": '
done
member '"dtype":"U8","shape":[1],"data_offsets":[0]' 'data_offsets: expected two unsigned integers of 64 bits' '\001'
member '"dtype":"U8","shape":[1],"data_offsets":[0,1,2]' 'data_offsets: expected two unsigned integers of 64 bits' '\001'
member '"dtype":"U8","shape":[1],"data_offsets":[1,0]' 'data_offsets 1 to 0: expected a part of 1 bytes of data' '\001'
member '"dtype":"U8","shape":[2],"data_offsets":[0,2]' 'data_offsets 0 to 2: expected a part of 1 bytes of data' '\001'
member '"dtype":"U8","shape":[1],"data_offsets":[18446744073709551615,0]' 'data_offsets 18446744073709551615 to 0: expected a part' '\001'
member '"dtype":"U8","shape":[2],"data_offsets":[0,1]' 'expected 2 bytes of data for its shape, found 1' '\001'
member '"dtype":"F4","shape":[3],"data_offsets":[0,1]' 'shape: 3 elements of 4 bits do not end at a byte' '\001'
member '"dtype":"F6_E2M3","shape":[1],"data_offsets":[0,1]' 'shape: 1 elements of 6 bits do not end at a byte' '\001'
member '"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]' 'shape: expected fewer elements'
member "\"dtype\":\"U8\",\"shape\":[$(awk 'BEGIN { for (i = 0; i < 64; i++) printf "1," }')1],\"data_offsets\":[0,1]" "$keys, in at most 64 dimensions" '\001'

u8='"dtype":"U8","shape":[1],"data_offsets"'
safetensors st_same "{\"a\":{$u8:[0,1]},\"\\u0061\":{$u8:[1,2]}}" '\001\001'
refused st_same 'tensor "a": two tensors of that name'
safetensors st_overlap "{\"a\":{$u8:[0,1]},\"b\":{$u8:[0,1]}}" '\001'
refused st_overlap 'tensor "a": its data overlap another tensor'
safetensors st_gap "{\"a\":{$u8:[0,1]},\"b\":{$u8:[2,3]}}" '\001\001\001'
refused st_gap 'tensor "b": a gap before its data'
safetensors st_rest "{\"a\":{$u8:[0,1]}}" '\001\001'
refused st_rest 'expected 1 bytes of data, as its tensors take, found 2'
safetensors st_meta '{"__metadata__":{"a":1}}' ''
refused st_meta 'header, byte 21: expected an object or a string'
safetensors st_meta2 '{"__metadata__":{"a":{}}}' ''
refused st_meta2 'header, byte 23: expected strings in __metadata__'
safetensors st_meta3 '{"__metadata__":{"a":"","b":"","\u0061":""}}' ''
refused st_meta3 'tensor "__metadata__": the same key twice'
safetensors st_meta4 '{"__metadata__":{},"__metadata__":{}}' ''
refused st_meta4 'header: expected __metadata__ once'
safetensors st_meta5 '{"__metadata__":"x"}' ''
refused st_meta5 'header, byte 16: expected an object'
