# SPDX-License-Identifier: Apache-2.0
#
# Writes src/flat.rs: the functions of halfulp_flat.h with its comments, and the constants of the headers before it that
# their arguments take. A change there is followed by, in formats/:
#
#   awk -f bindings/rust/halfulp-sys/generate.awk halfulp_env.h halfulp.h halfulp_operations.h halfulp_flat.h \
#       > bindings/rust/halfulp-sys/src/flat.rs

BEGIN {
    print "// SPDX-License-Identifier: Apache-2.0"
    print "// Written by generate.awk from the headers of C: change those."
    print "use core::ffi::c_char;"
    # The type of each enum's constants, as the functions take or return them.
    count = split("hu_operation hu_status hu_text", names, " ")
    for (i = 1; i <= count; i++) type[names[i]] = "i32"
    count = split("hu_rounding hu_overflow hu_tininess hu_nan_policy hu_infinity_nan hu_odd_overflow hu_missing_nan " \
                  "hu_missing_zero hu_negative hu_zero_divide hu_class", names, " ")
    for (i = 1; i <= count; i++) type[names[i]] = "u64"
    split("void:|int32_t:i32|uint32_t:u32|uint64_t:u64|size_t:usize|char:c_char|float:f32|double:f64", pairs, "|")
    for (i in pairs) {
        split(pairs[i], pair, ":")
        rust[pair[1]] = pair[2]
    }
}

function trimmed(text) {
    gsub(/[ \t]+/, " ", text)
    sub(/^ /, "", text)
    sub(/ $/, "", text)
    return text
}

function type_of(text,    is_const, pointers) { # a type of C
    is_const = sub(/^const /, "", text)
    pointers = gsub(/[*]/, "", text)
    text = trimmed(text)
    if (!(text in rust) || pointers > 1) {
        print "generate.awk: " FILENAME ": no type of Rust is known for " text > "/dev/stderr"
        exit 1
    }
    return (pointers ? (is_const ? "*const " : "*mut ") : "") rust[text]
}

function constants(text,    name, of, items, n, i, parts, value) { # typedef enum { A, B = 4 } name;
    gsub(/\/[*]([^*]|[*]+[^*\/])*[*]+\//, "", text)
    name = text
    sub(/.*[}]/, "", name)
    sub(/;.*/, "", name)
    name = trimmed(name)
    sub(/[^{]*[{]/, "", text)
    sub(/[}].*/, "", text)
    n = split(text, items, ",")
    value = -1
    for (i = 1; i <= n; i++) {
        if (trimmed(items[i]) == "") continue
        split(items[i], parts, "=")
        value = parts[2] != "" ? trimmed(parts[2]) : value + 1
        parts[1] = trimmed(parts[1])
        of = name != "" ? type[name] : ""
        if (name == "" && parts[1] ~ /^HU_FLUSH_/) of = "u64"
        if (name == "" && parts[1] ~ /^HU_(FLAT_.*|INEXACT|UNDERFLOW|OVERFLOW|DIVIDE_BY_ZERO|INVALID)$/) of = "u32"
        if (of != "") printf "pub const %s: %s = %s;\n", parts[1], of, value
        parts[2] = ""
    }
}

function function_of(text,    name, arguments, result, n, i, items, line) { # HU_API int32_t hu_flat_width(...);
    sub(/^HU_API /, "", text)
    arguments = text
    sub(/^[^(]*\(/, "", arguments)
    sub(/\);.*/, "", arguments)
    sub(/\(.*/, "", text)
    name = text
    sub(/.*[ *]/, "", name)
    result = type_of(substr(text, 1, length(text) - length(name)))
    n = split(arguments, items, ",")
    for (i = 1; i <= n; i++) {
        line = trimmed(items[i])
        match(line, /[a-z_]+$/)
        line = substr(line, RSTART) ": " type_of(substr(line, 1, RSTART - 1))
        items[i] = line
    }
    line = ""
    for (i = 1; i <= n; i++) line = line (i > 1 ? ", " : "") items[i]
    if (length(line) > 60) {
        line = "\n        " line ",\n    "
        gsub(/, /, ",\n        ", line)
    }
    functions = functions documentation "    pub fn " name "(" line ")" (result != "" ? " -> " result : "") ";\n"
}

/^\/[*]/ { comment = ""; in_comment = 1 }
in_comment {
    line = $0
    sub(/^ ?\/?[*]+ ?/, "", line)
    in_comment = line !~ /[*]\//
    sub(/ *[*]\/.*/, "", line)
    comment = comment "    ///" (line != "" ? " " line : "") "\n"
    next
}
/^(typedef )?enum [{]/ { gathered = ""; in_enum = 1 }
in_enum {
    gathered = gathered " " $0
    if ($0 ~ /[}][^}]*;/) {
        in_enum = 0
        constants(gathered)
    }
    next
}
FILENAME ~ /flat/ && /^HU_API / { gathered = ""; in_function = 1; documentation = comment }
in_function {
    gathered = gathered " " $0
    if ($0 ~ /;/) {
        in_function = 0
        function_of(trimmed(gathered))
        comment = ""
    }
}

END {
    if (functions != "") printf "\nextern \"C\" {\n%s}\n", functions
}
