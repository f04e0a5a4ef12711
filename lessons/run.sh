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

programs=
for program in "$build"/lessons/[0-9][0-9]_*; do
    case ${program##*/} in
    *.*) continue ;; # object and dependency files
    esac
    [ -f "$program" ] && [ -x "$program" ] && programs="$programs ${program##*/}"
done
programs=${programs# }
[ -n "$programs" ] || fail "$build/lessons: no lesson is built there; run make first"

if [ -n "$wanted" ]; then
    chosen=
    for name in $programs; do
        number=${name%%_*}
        case $wanted in
        "$name" | "$number" | "${number#0}" | "${name#*_}") chosen=$name ;;
        esac
    done
    [ -n "$chosen" ] || fail "$wanted: no such lesson; there are: $programs"
    programs=$chosen
fi

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
