#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Draws the pictures of the lessons and a page that shows them all.
# usage: lessons/plots.sh BUILD        (the pictures: BUILD/plots/*.svg, *.csv and index.html)
set -u

build=${1:?usage: lessons/plots.sh BUILD}
plots=$build/plots
rm -rf "$plots"
sh "$(dirname "$0")/run.sh" --build "$build" -- --plots "$plots" >"$build/plots.log" &
lessons=$!
trap 'kill $lessons 2>/dev/null; exit 2' HUP INT TERM
while [ -t 2 ] && kill -0 $lessons 2>/dev/null; do
    set -- "$plots"/*.svg
    [ -e "$1" ] && printf '\r%d pictures' $# >&2
    sleep 1
done
wait $lessons || {
    cat "$build/plots.log" >&2
    exit 1
}
[ ! -t 2 ] || printf '\r             \r' >&2

{
    cat <<'END'
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>halfulp: the pictures of the lessons</title>
<style>
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
figure { margin: 1.5rem 0; }
img { width: 100%; height: auto; border: 1px solid color-mix(in srgb, currentColor 20%, transparent); }
figcaption { font-size: 0.9rem; }
</style>
</head>
<body>
<h1>The pictures of the lessons</h1>
END
    last=
    for svg in "$plots"/*.svg; do
        [ -e "$svg" ] || continue
        name=$(basename "$svg" .svg)
        lesson=${name%%_*}
        [ "$lesson" = "$last" ] || echo "<h2>Lesson $lesson</h2>"
        last=$lesson
        title=$(sed -n 's:^<title>\(.*\)</title>$:\1:p' "$svg" | head -n 1)
        printf '<figure><img src="%s.svg" alt="%s"><figcaption>%s (<a href="%s.csv">data</a>)</figcaption></figure>\n' \
            "$name" "$title" "$title" "$name"
    done
    echo '</body>'
    echo '</html>'
} >"$plots/index.html.new" && mv "$plots/index.html.new" "$plots/index.html"
echo "the pictures: $plots/index.html"
