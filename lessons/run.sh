#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Runs the lessons that are built, two at a time with their output in order, and ends with one summary line for each.
#
#   lessons/run.sh [--build DIR] [LESSON] [-- OPTION...]
#
# LESSON is a number or a name: 5, 05, master_weights or 05_master_weights; by default all of them run. OPTIONs go to
# every lesson. DIR (default: $BUILD, else build) holds the programs in lessons/.
# Exit status: 0 if every lesson passed, 1 if one failed, 2 if one could not run or on a usage error.

set -u

fail()
{
    printf '%s\n' "run.sh: $*" | LC_ALL=C tr -c '[:print:]\n' '?' | cut -c 1-400 >&2
    exit 2
}

build=${BUILD:-build}
wanted=
while [ $# -gt 0 ]; do
    case $1 in
    --help | -h)
        sed -n '4,10s/^# \{0,1\}//p' "$0"
        exit 0
        ;;
    --build)
        [ $# -ge 2 ] || fail "--build: expected a directory after it"
        build=$2
        shift
        ;;
    --build=*) build=${1#--build=} ;;
    --)
        shift
        break
        ;;
    -*) fail "$1: not an option; expected --build, --help or a lesson" ;;
    *)
        [ -z "$wanted" ] || fail "$1: expected one lesson only, but $wanted was given before"
        wanted=$1
        ;;
    esac
    shift
done

# names PATH...: the lessons among these files, without directory and suffix.
names()
{
    for path in "$@"; do
        name=${path##*/}
        [ -f "$path" ] && printf '%s ' "${name%.c}"
    done
}

# chosen NAME...: those of the names that match $wanted.
chosen()
{
    for name in "$@"; do
        number=${name%%_*}
        case $wanted in
        "$name" | "$number" | "${number#0}" | "${name#*_}") printf '%s' "$name" ;;
        esac
    done
}

# The course has numbers 00 to 17. Not all of its lessons are written.
written=$(names "$(dirname "$0")"/[0-9][0-9]_*.c)
written=${written% }
programs=$(for name in $written; do [ ! -x "$build/lessons/$name" ] || printf '%s ' "$name"; done)

if [ -n "$wanted" ]; then
    # shellcheck disable=SC2086 # the list is words
    name=$(chosen $written)
    case $name:$wanted in
    :[0-9] | :0[0-9] | :1[0-7]) fail "lesson $wanted is planned but not written yet; available: $written" ;;
    :*) fail "$wanted: no such lesson; available: $written" ;;
    esac
    [ -x "$build/lessons/$name" ] || fail "$build/lessons/$name is not built; run make lesson-${name%%_*}"
    programs=$name
fi
[ -n "$programs" ] || fail "$build/lessons: no lesson is built here; run make first"

scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT
trap 'kill 0' HUP INT TERM

# Two at a time, in the background; the exit status is written last. The lesson that measures times runs alone.
case $programs in
*' '[0-9]*) together=yes ;;
*) together= ;; # one lesson is watched as it runs
esac
if [ -n "$together" ]; then
    for name in $programs; do
        case $name in
        13_*) ;;
        *) echo "$name" ;;
        esac
    done >"$scratch/names"
    # shellcheck disable=SC2016 # for the inner shell
    xargs -P 2 -I '{}' sh -c 'build=$1 scratch=$2 name=$3
        shift 3
        "$build/lessons/$name" "$@" >"$scratch/$name.out" 2>&1
        echo $? >"$scratch/$name.new"
        mv "$scratch/$name.new" "$scratch/$name.code"' sh "$build" "$scratch" '{}' "$@" <"$scratch/names" &
    runner=$!
fi

status=0
summary=
for name in $programs; do
    case $together$name in
    yes13_* | [0-9]*)
        wait
        "$build/lessons/$name" "$@"
        code=$?
        ;;
    *)
        while [ ! -e "$scratch/$name.code" ]; do
            if ! kill -0 "$runner" 2>/dev/null && [ ! -e "$scratch/$name.code" ]; then
                fail "$name: ended from outside"
            fi
            sleep 0.1
        done
        cat "$scratch/$name.out"
        code=$(cat "$scratch/$name.code")
        ;;
    esac
    case $code in
    0) verdict="no CHECK failed" ;;
    1) verdict="a CHECK FAILED" ;;
    *) verdict="COULD NOT RUN (exit status $code)" ;;
    esac
    [ "$code" -le 1 ] || code=2
    [ "$code" -le "$status" ] || status=$code
    summary="$summary$(printf '%-26s %s' "$name" "$verdict")
"
    echo
done
echo "Summary"
printf '%s' "$summary"
exit "$status"
