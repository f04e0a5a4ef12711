# SPDX-License-Identifier: Apache-2.0
#
# Makes the reference page, halfulp(3), of the public headers: comments become text, rulers become headings, and
# declarations stand as they are. A line of a comment is filled with the one before it unless either is indented, as
# tables, lists and code are. usage: awk -v version=0.2.0 -f reference.awk halfulp.h ... > halfulp.3

function roff(line) { # a line that troff takes as it stands
    gsub(/\\/, "\\e", line)
    gsub(/-/, "\\-", line)
    return line ~ /^[.']/ ? "\\&" line : line
}

# Puts a line out: to be filled, or as it is.
function put(line, fill) {
    if (fill != filling) print fill ? ".fi" : ".nf"
    filling = fill
    print roff(line)
}

BEGIN {
    print ".TH HALFULP 3 \"\" \"halfulp " version "\" \"halfulp\""
    print ".ad l\n.nh\n.SH NAME\nhalfulp \\- bit\\-exact arithmetic in the formats of mixed precision"
    print ".SH SYNOPSIS\n.nf\n#include <halfulp.h>\n\ncc program.c $(pkg\\-config \\-\\-cflags \\-\\-libs halfulp)\n.fi"
}

FNR == 1 {
    name = FILENAME
    sub(/.*\//, "", name)
    print ".SH \"" roff(name) "\"\n.nf"
    filling = 0
    within = 1
    next # the licence
}

# What a reader of the page does not need: guards, includes, linkage, the bodies of inline functions.
/^#ifdef __cplusplus/ { skipping = 1 }
/^#(if|ifdef|ifndef|endif|else|elif|include|define HALFULP|define HU_API)/ || skipping || /^_?[Ss]tatic_assert/ {
    if (/^#endif/) skipping = 0
    next
}

/^\{$/, /^\}$/ { next }

/^\/\* ---- / {
    sub(/^\/\* ---- /, "")
    sub(/ -*( \*\/)?$/, "")
    print ".SS \"" roff($0) "\"\n.nf"
    filling = 0
    next
}

{
    text = 0
    if (/^\/\*/ || within) { # a comment that stands by itself
        text = 1
        within = !/\*\/$/
        sub(/^\/\* ?/, "")
        sub(/ ?\*\/$/, "")
        sub(/^ \* ?/, "")
        sub(/^ \*$/, "")
    }
    if ($0 == "" && blank) next
    blank = $0 == ""
    sub(/^HU_API /, "")
    sub(/ +\*\/$/, " */")
    if ($0 == "") print ".sp"
    else if (text) put($0, $0 !~ /^ /)
    else put("    " $0, 0)
}
