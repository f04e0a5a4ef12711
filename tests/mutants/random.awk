# SPDX-License-Identifier: Apache-2.0
#
# Draws `count` changes of one token by `seed`, and prints them as lines for mutants.sh: an operator or a truth value
# becomes another, a number one more, a condition its opposite. Comments, strings and the preprocessor's lines are left
# alone. usage: awk -v seed=1 -v count=50 -f random.awk FILE...

BEGIN {
    split("== != <= >= && || << >> += -= < > + - & | ^ * / % true false", from, " ")
    split("!= == <  >  || && >> << -= += <= >= - + | & | + * /+1 false true", to, " ")
    operators = 22
}

FNR == 1 { comment = 0 }

# The line with comments, strings and characters blanked out.
function bare(line,    i, c, two, quote, out) {
    quote = ""
    out = ""
    for (i = 1; i <= length(line); i++) {
        c = substr(line, i, 1)
        two = substr(line, i, 2)
        if (comment) {
            if (two == "*/") {
                comment = 0
                i++
                out = out " "
            }
            c = " "
        } else if (quote != "") {
            if (c == "\\") {
                i++
                out = out " "
            } else if (c == quote)
                quote = ""
            c = " "
        } else if (two == "/*") {
            comment = 1
            i++
            out = out " "
            c = " "
        } else if (two == "//") {
            return out
        } else if (c == "\"" || c == "'") {
            quote = c
            c = " "
        }
        out = out c
    }
    return out
}

function add(column, old, new) {
    candidates++
    candidate[candidates] = FILENAME ":" FNR "\t" FILENAME " | - | random " FNR ":" column " | " old " ~> " new
}

{
    line = bare($0)
    if (line ~ /^ *#/ || line ~ /^ *(enum|typedef|struct|static_assert|_Static_assert)/)
        next
    if (match(line, /^ *(\} else )?if \(.*\) \{$/)) {
        at = index(line, "if (")
        add(at, substr($0, at), "if (!" substr($0, at + 3, length($0) - at - 4) ") {")
    }
    for (i = 1; i <= length(line); i++) {
        rest = substr(line, i)
        if (match(rest, /^[A-Za-z_][A-Za-z_0-9]*/)) {
            word = substr(rest, 1, RLENGTH)
            if (word == "true" || word == "false")
                add(i, word, word == "true" ? "false" : "true")
        } else if (match(rest, /^[0-9][0-9A-Za-z_.]*/)) {
            word = substr(rest, 1, RLENGTH)
            if (word ~ /^[0-9]+$/)
                add(i, word, word + 1)
        } else if (match(rest, /^(==|!=|<=|>=|&&|\|\||<<|>>|\+=|-=|->|\+\+|--)/)) {
            word = substr(rest, 1, RLENGTH)
            for (k = 1; k <= operators; k++)
                if (from[k] == word)
                    add(i, word, to[k])
        } else if (match(rest, /^ [-<>+&|^*\/%] /)) {
            RLENGTH = 1
            word = substr(rest, 2, 1)
            for (k = 1; k <= operators; k++)
                if (from[k] == word && word != "/" )
                    add(i + 1, word, to[k])
        } else
            continue
        i += RLENGTH - 1
    }
}

# Park and Miller's generator: the same in every awk.
function draw(below) {
    state = state * 16807 % 2147483647
    return state % below
}

END {
    state = seed * 7919 % 2147483646 + 1
    for (i = 0; i < 10; i++)
        draw(1)
    for (i = 1; i <= count && i <= candidates; i++) {
        pick = i + draw(candidates - i + 1)
        print candidate[pick]
        candidate[pick] = candidate[i]
    }
}
