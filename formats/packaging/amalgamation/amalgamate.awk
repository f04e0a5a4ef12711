# SPDX-License-Identifier: Apache-2.0
#
# Makes one file of many: those that are named, one after the other, with the headers of this project in place of the
# first line that includes each. A comment says where each part is from.
#
#   -v public=1   the public headers named: halfulp.h
#   otherwise     the files of the library: halfulp.c, which includes halfulp.h
#
# In one file, names of file scope meet that were apart:
#
#   those of functions and objects that are static in two files get a prefix, by #define for the length of each;
#   those that internal headers declare become static, so that they meet no name of the program around the library:
#   functions in their declaration, which the definition inherits; objects, declared extern, where they are defined,
#   which must be in a file named before those that use them;
#   all others are refused by the compiler.
#
# usage: awk -v version=N [-v public=1] -f amalgamate.awk FILE...        (in the top folder)

function refuse(message) {
    print "amalgamate: " message >"/dev/stderr"
    exit 1
}

function is_there(path,    line, there) {
    there = (getline line <path) >= 0
    close(path)
    return there
}

# What the line includes from this project, or "": a file beside the one that says so, or below formats/.
function included(line, path) {
    if (line !~ /^#include "/) return ""
    gsub(/^#include "|".*$/, "", line)
    sub(/[^\/]*$/, "", path)
    if (is_there(path line)) return path line
    if (is_there("formats/" line)) return "formats/" line
    refuse(path ": includes " line ", which is not there")
}

# The names that a line at the left margin gives to functions, objects or types of its file alone, with blanks between.
function own_names(line,    names) {
    if (line ~ /^} [a-z_0-9]+;$/) return substr(line, 3, length(line) - 3)
    if (line !~ /^static /) return ""
    sub(/__attribute__\(\([a-z_, ]*\)\) /, "", line)
    if (line ~ /^[^=]*\(/) sub(/\(.*$/, "", line)
    gsub(/\[[^]]*\]| = ?{.*$| =$| = [^,;]*|;.*$/, "", line)
    for (; match(line, /[A-Za-z_0-9]+,/); line = substr(line, RSTART + RLENGTH)) {
        names = names " " substr(line, RSTART, RLENGTH - 1)
    }
    match(line, /[A-Za-z_0-9]+$/)
    return names " " substr(line, RSTART, RLENGTH)
}

# Counts, for every such name, the files of which it is one.
function gather(path,    line, name, n) {
    while ((getline line <path) > 0) {
        for (n = split(own_names(line), name, " "); n > 0; n--) {
            if (!((path, name[n]) in is_own)) owners[name[n]]++
            is_own[path, name[n]] = 1
        }
    }
    close(path)
}

# The line with a prefix before the names of the file that others have too, but for members, text and comments.
function apart(line, path,    done, token, stem) {
    stem = path
    gsub(/^formats\/|\.c$/, "", stem)
    gsub(/\//, "_", stem)
    for (; line != ""; line = substr(line, length(token) + 1)) {
        if (in_comment) match(line, /^.*\*\/|^.*$/)
        else match(line, /^[A-Za-z_][A-Za-z_0-9]*|^[0-9][A-Za-z_0-9]*|^"([^"\\]|\\.)*"|^\/\*|^./)
        token = substr(line, 1, RLENGTH)
        if (in_comment ? token ~ /\*\/$/ : token == "/*") in_comment = !in_comment
        done = done ((path, token) in is_own && owners[token] > 1 && done !~ /(\.|->)$/ ? stem "_" : "") token
    }
    return done
}

# Remembers the names of: extern const TYPE name, name[], ...;
function remember(line,    name, n) {
    gsub(/^extern const [a-z_0-9]+ |\[\]|;.*$/, "", line)
    for (n = split(line, name, ", "); n > 0; n--) is_object[name[n]] = 1
}

# The line as it is written: nothing, or with "static".
function confined(line, path,    word) {
    if (path ~ /\.h$/) {
        if (line ~ /^extern /) {
            remember(line)
            return ""
        }
        return line ~ /^[a-z][a-z_0-9 ]*[ *][a-z_0-9]+\(/ && line !~ /^(static|typedef) / ? "static " line : line
    }
    split(line, word, /[ =;[]+/)
    return word[1] == "const" && word[3] in is_object ? "static " line : line
}

function add(path,    line, other) {
    if (path ~ /\.h$/ && path in added) return
    added[path] = 1
    printf "\n/* ======== %s ======== */\n\n", path
    while ((getline line <path) > 0) {
        other = included(line, path)
        if (other != "") {
            if (public || other !~ /^formats\/halfulp[a-z_]*\.h$/) add(other)
        } else if (line ~ /^#include </) {
            if (!(line in added)) print line
            added[line] = 1
        } else if (line != "#define HU_SPECIALISE") print public ? line : confined(apart(line, path), path)
    }
    close(path)
}

BEGIN {
    if (ARGC < 2) refuse("expected files")
    print "/* SPDX-License-Identifier: Apache-2.0"
    print " *"
    print " * halfulp " version ", all in one file: " (public ? "the interface." : "the library, with arrays in plain C only.")
    print " * Made of the files named below by make amalgamation. */"
    if (!public) print "#include \"halfulp.h\""
    for (i = 1; i < ARGC; i++) {
        if (!is_there(ARGV[i])) refuse(ARGV[i] ": expected a file")
        if (!public) gather(ARGV[i])
    }
    for (i = 1; i < ARGC; i++) add(ARGV[i])
}
