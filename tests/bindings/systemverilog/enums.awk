# SPDX-License-Identifier: Apache-2.0
#
# Prints "type number name" for each value of the enumerations that SystemVerilog has, from C headers or from the
# package, where hu_x is hu_x_e; hu_flush_e, in C a sum, is left out. No value is given a number of its own.
# usage: awk -f enums.awk FILE...
BEGIN {
    wanted = "^hu_(operation|rounding|overflow|tininess|nan_policy|odd_overflow|missing_nan|missing_zero|negative" \
             "|infinity_nan|zero_divide|text)$"
}

/^ *typedef enum/ {
    body = ""
    inside = 1
}

inside {
    body = body " " $0
}

inside && /[}] *hu_[a-z_]+ *;/ {
    inside = 0
    while ((from = index(body, "/*")) > 0) {
        rest = substr(body, from)
        body = substr(body, 1, from - 1) " " substr(rest, index(rest, "*/") + 2)
    }
    type = body
    sub(/.*[}] */, "", type)
    sub(/(_e)? *;.*/, "", type)
    if (type !~ wanted) next
    sub(/^[^{]*[{]/, "", body)
    sub(/[}].*/, "", body)
    count = split(body, value, /[ ,]+/)
    number = 0
    for (i = 1; i <= count; i++) if (value[i] != "") print type, number++, value[i]
}
