#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Runs the lessons that are built, in order, and ends with one summary line for each.
#
#   lessons/run.sh [--build DIR] [LESSON] [-- OPTION...]
#
# LESSON is a number or a name: 5, 05, master_weights or 05_master_weights; without one, all of them run. OPTIONs go to
# every lesson. DIR (default: $BUILD, else build) holds the programs in lessons/, and takes their CSV files in plots/.
# Exit status: 0 if every lesson passed, 1 if one failed, 2 if one could not run or the request makes no sense.

set -u

fail()
{
    echo "run.sh: $*" >&2
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
        [ -z "$wanted" ] || fail "$1: expected one lesson, and $wanted came before it"
        wanted=$1
        ;;
    esac
    shift
done

# names PATH...: the lessons among these files, without folder and suffix.
names()
{
    for path in "$@"; do
        name=${path##*/}
        [ -f "$path" ] && printf '%s ' "${name%.c}"
    done
}

# chosen NAME...: those of the names that $wanted means.
chosen()
{
    for name in "$@"; do
        number=${name%%_*}
        case $wanted in
        "$name" | "$number" | "${number#0}" | "${name#*_}") printf '%s' "$name" ;;
        esac
    done
}

# The course has the places 00 to 17. Not all of its lessons are written.
written=$(names "$(dirname "$0")"/[0-9][0-9]_*.c)
written=${written% }
programs=$(for name in $written; do [ ! -x "$build/lessons/$name" ] || printf '%s ' "$name"; done)

if [ -n "$wanted" ]; then
    # shellcheck disable=SC2086 # the list is words
    name=$(chosen $written)
    case $name:$wanted in
    :[0-9] | :0[0-9] | :1[0-7]) fail "lesson $wanted is planned and not written yet; written are: $written" ;;
    :*) fail "$wanted: no such lesson; there are: $written" ;;
    esac
    [ -x "$build/lessons/$name" ] || fail "$build/lessons/$name is not built; run make lesson-${name%%_*}"
    programs=$name
fi
[ -n "$programs" ] || fail "$build/lessons: no lesson is built there; run make first"

mkdir -p "$build/plots" || exit 2

status=0
summary=
for name in $programs; do
    "$build/lessons/$name" --plots "$build/plots" "$@"
    code=$?
    case $code in
    0) verdict="no CHECK failed" ;;
    1) verdict="a CHECK FAILED" ;;
    *) verdict="COULD NOT RUN (exit status $code)" ;;
    esac
    [ "$code" -le 1 ] || code=2
    [ "$code" -le "$status" ] || status=$code
    summary="$summary$(printf '%-24s %s' "$name" "$verdict")
"
    echo
done
echo "Summary"
printf '%s' "$summary"
echo "The data of the pictures: $build/plots"
exit "$status"
