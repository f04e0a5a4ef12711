# SPDX-License-Identifier: Apache-2.0
#
# Does the text that each line of the lists replaces still stand in its file, once? See mutants.sh.
# usage: awk -f lines.awk LIST...        (in the repository's root; exit status 1 if one does not)
/^#/ || /^$/ { next }
{
    rest = $0
    for (i = 0; i < 3; i++) {
        at = index(rest, " | ")
        if (i == 0)
            file = substr(rest, 1, at - 1)
        rest = substr(rest, at + 3)
    }
    cut = index(rest, " ~> ")
    old = substr(rest, 1, cut - 1)
    gsub(/\\n/, "\n", old)
    if (!(file in text)) {
        text[file] = ""
        while ((getline line < file) > 0)
            text[file] = text[file] line "\n"
        close(file)
    }
    first = index(text[file], old)
    if (cut == 0 || first == 0 || index(substr(text[file], first + 1), old) != 0) {
        printf "%s:%d: expected FILE | CHECKS | WHAT | OLD ~> NEW, with OLD once in %s\n", FILENAME, FNR, file
        wrong = 1
    }
}
END { exit wrong }
