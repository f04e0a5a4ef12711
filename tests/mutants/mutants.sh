#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Plants deliberate defects, one by one, and asks the suite to notice each: one that survives is a hole in the suite.
# usage: mutants.sh BUILD
#
# The defects are the lines of tests/mutants/*.txt:
#
#   FILE | CHECKS | what the defect is | text that stands in FILE, once ~> what replaces it (\n begins a new line)
#
# Each goes into a copy of the tree, where make builds what it touches. The checks that the line names run first, and the
# rest of the suite if they notice nothing. A check is plain:PART (of a name in tests/support/check.h), commands:NAME (a
# script of tests/commands/) or lesson:NUMBER; "-" stands for those that concern the file. What notices a defect must
# pass on the tree as it is.
#
# Environment: JOBS (defects at a time), MUTANT (only lines that contain it), SAMPLE (of them this many, drawn),
# RANDOM_MUTANTS (instead of the lists, this many random changes of one token, by random.awk), SEED (of both, and of the
# checks' operands), BUDGET (seconds for each of the rest of the suite; 0: only the checks named), CC, MAKE.
# Exit status: 0 if all are noticed, 1 if one survives, 2 on a line that makes no sense.
set -u

build=${1:?usage: mutants.sh BUILD}
case $build in
/*) ;;
*) build=$PWD/$build ;;
esac
work=$build/mutants
jobs=${JOBS:-1}
seed=${SEED:-$((0x$(git rev-parse --short=7 HEAD 2>/dev/null || date +%y%m%d)))}
budget=${BUDGET:-900}
run_make="${MAKE:-make} -s --no-print-directory BUILD=build CC=${CC:-cc} SANITIZE= WERROR="
unset MAKEFLAGS MAKELEVEL MFLAGS BUILD V
export HALFULP_SEED="$seed" OMP_WAIT_POLICY=passive DEPS=no FIRST_FAILURE=yes TMPDIR="$work/scratch"

# ---- The lines: where one stands, a tab, and "FILE | CHECKS | WHAT | OLD ~> NEW" ----

read_lists() {
    awk '!/^#/ && !/^$/ { print FILENAME ":" FNR "\t" $0 }' tests/mutants/*.txt
}

# Random ones, but none in what this machine may lack the instructions for.
draw_lines() {
    # shellcheck disable=SC2046 # no name has a space
    awk -v seed="$seed" -v count="$RANDOM_MUTANTS" -f tests/mutants/random.awk \
        $(find formats lessons/trainer -name '*.[ch]' -o -name '*.inc' |
            grep -v -e neon -e _bfdot -e avx512 -e _vdpbf16ps -e kernels/arm -e packaging/ | grep "${MUTANT:-.}" | sort)
}

# Some of them, by the seed: those whose checksums with it are the smallest.
sample() { # count
    while IFS= read -r line; do
        printf '%s %s\n' "$(printf '%s %s\n' "$seed" "$line" | cksum | cut -d ' ' -f 1)" "$line"
    done | sort -n | head -n "$1" | cut -d ' ' -f 2-
}

# field LINE NUMBER: 1 the file, 2 the checks, 3 what it is.
field() {
    printf '%s\n' "${1#*	}" | awk -F ' [|] ' -v n="$2" '{ print $n }'
}

# The checks that concern a file, those that take least first.
concerned() { # file
    case $1 in
    formats/text/*) echo plain:text.forms plain:text.halves plain:bugs plain:text plain:p3109 ;;
    formats/array/*) echo plain:array.alignments plain:array.draws plain:array.from_fp32 plain:array ;;
    formats/dot/*) echo plain:dot. ;;
    formats/block/*) echo plain:block.published plain:block.special plain:block.rows plain:block.drawn plain:block. ;;
    formats/gen/*) echo plain:gen commands:halfulp_vectors ;;
    formats/models/*) echo plain:models plain:trainer.definitions commands:halfulp_models ;;
    formats/cli/models.c) echo commands:halfulp_models commands:halfulp ;;
    formats/cli/vector* | formats/cli/lines.c | formats/cli/tally.c | formats/cli/check.c | formats/cli/gen.c | \
        formats/cli/run.c | formats/cli/cases* | formats/cli/functions.c | formats/cli/several.c | formats/cli/write_cases.c)
        echo commands:halfulp_vectors commands:halfulp_verdict commands:halfulp
        ;;
    formats/cli/inspect/blocks.c) echo commands:halfulp_quantize commands:halfulp_inspect ;;
    formats/cli/digest/* | formats/cli/files/*) echo commands:halfulp_digest ;;
    formats/cli/quantize/*) echo commands:halfulp_quantize ;;
    formats/cli/cover/*) echo commands:halfulp_cover ;;
    formats/cli/inspect/*) echo commands:halfulp_inspect ;;
    formats/cli/*) echo commands:halfulp commands:halfulp_verdict commands:halfulp_vectors ;;
    formats/explain/stages.c | formats/explain/rounding.c)
        echo plain:explain.integers plain:explain.patterned plain:explain.refused plain:explain.pairs plain:explain
        ;;
    formats/explain/*) echo plain:explain.text plain:explain.words plain:explain.layout plain:explain commands:halfulp ;;
    formats/apply.c | formats/apply_checked.c | formats/flat.c) echo plain:interface ;;
    formats/presets.c) echo plain:presets ;;
    formats/operations.c | formats/exact.h)
        echo plain:policies.triples_fp4 plain:operations plain:policies.pairs_small plain:policies
        ;;
    formats/integers.c) echo plain:operations.integer_ends plain:operations.from_integer plain:operations.to_integer ;;
    formats/format.c | formats/describe.c | formats/table.h | formats/random.c)
        echo plain:formats. plain:p3109 commands:halfulp
        ;;
    formats/fast.h) echo plain:fast plain:formats.environment plain:policies.pairs_small plain:convert plain:policies ;;
    formats/*) echo plain:policies.triples_fp4 plain:arith.e plain:arith.sqrt plain:arith.fp8_fma plain:operations.class \
        plain:stochastic plain:convert.from_fp8 plain:policies.pairs_small plain:policies plain:arith plain:convert ;;
    lessons/trainer/cli/* | lessons/trainer/config.c | lessons/trainer/refuse.c) echo commands:trainer commands:trainer_files ;;
    lessons/trainer/data/*) echo plain:trainer.data plain:trainer.idx plain:trainer.gzip plain:trainer ;;
    lessons/trainer/files/*) echo plain:trainer.forgery plain:trainer.telemetry plain:trainer.golden plain:trainer.resume \
        plain:trainer.corruption plain:trainer.atomicity commands:trainer_files ;;
    lessons/trainer/*) echo plain:trainer.s plain:trainer.accumulators plain:trainer.exp_log plain:trainer.loss_scaler \
        plain:trainer.updates plain:trainer.class plain:trainer.conversions plain:trainer.gradients plain:trainer ;;
    lessons/*) echo lesson:15 lesson:13 lesson:04 lesson:05 lesson:03 ;;
    esac
}

checks_of() { # line
    checks=$(field "$1" 2)
    if [ "$checks" = - ]; then
        concerned "$(field "$1" 1)"
    else
        echo "$checks"
    fi
}

# The rest of the suite, but for what does not lead to the file or takes long and concerns others.
rest_of_suite() { # file
    case $1 in
    formats/cli/*) echo commands:halfulp ;;
    formats/explain/*) echo plain:explain commands:halfulp ;;
    formats/array/*) echo plain:array ;;
    formats/block/*) echo plain:block. plain:array.memory commands:halfulp_quantize commands:halfulp_inspect ;;
    formats/models/*) echo plain:models commands:halfulp ;;
    formats/*) echo plain: commands:halfulp ;;
    lessons/trainer/*) echo plain:trainer commands:trainer commands:trainer_files lesson:15 lesson:04 ;;
    esac
}

# ---- The copies of the tree ----

# What has to be built for a check.
program_of() { # check
    case $1 in
    plain:*) echo build/tests/plain ;;
    commands:halfulp*) echo build/halfulp ;;
    commands:*) echo build/trainer ;;
    lesson:*) for source in lessons/"${1#lesson:}"_*.c; do echo "build/${source%.c}"; done ;;
    esac
}

# build_in TREE PROGRAM...: as fast as may be, with what is inlined for each format called instead (formats/value.h).
# A defect may well deserve a warning.
build_in() {
    tree=$1
    shift
    # shellcheck disable=SC2086 # words
    (cd "$tree" && $run_make -j"${building:-1}" CFLAGS='-O1 -w -Dalways_inline=unused' "$@") >"$tree/log" 2>&1
}

# The tree as it is, with what the lines need, built in it.
make_base() {
    mkdir -p "$work/base" || exit 2
    for part in Makefile README.md formats lessons ref tests data; do
        rm -rf "$work/base/$part"
        cp -Rp "$part" "$work/base/$part" || exit 2
    done
    while IFS= read -r line; do
        for check in $(checks_of "$line"); do
            program_of "$check"
        done
    done <"$work/lines" | sort -u >"$work/programs"
    # shellcheck disable=SC2046
    building=$jobs build_in "$work/base" $(cat "$work/programs") || {
        cat "$work/base/log" >&2
        exit 2
    }
}

# Makes a copy what the base is: the file, and what has been built since it was changed.
restore() { # tree file
    (cd "$1" && find build -type f -newer planted) | while IFS= read -r made; do
        cp -p "$work/base/$made" "$1/$made" 2>/dev/null || rm -f "$1/$made"
    done
    cp -p "$work/base/$2" "$1/$2"
}

# Writes the changed file. The old text must stand in it once; a random one stands at LINE:COLUMN.
plant() { # line file-of-base file-of-copy
    printf '%s\n' "$1" | cut -f 2- | awk -v source="$2" -v out="$3" '{
        for (i = 0; i < 3; i++) {
            at = index($0, " | ")
            what = substr($0, 1, at - 1)
            $0 = substr($0, at + 3)
        }
        cut = index($0, " ~> ")
        old = substr($0, 1, cut - 1)
        new = substr($0, cut + 4)
        gsub(/\\n/, "\n", old)
        gsub(/\\n/, "\n", new)
        random = what ~ /^random [0-9]+:[0-9]+$/
        split(substr(what, 8), place, ":")
        while ((getline line < source) > 0) {
            if (random && ++number == place[1])
                start = length(text) + place[2]
            text = text line "\n"
        }
        at = random ? start : index(text, old)
        again = !random && index(substr(text, at + 1), old) != 0
        if (cut == 0 || at == 0 || again || substr(text, at, length(old)) != old)
            exit 1
        printf "%s%s%s", substr(text, 1, at - 1), new, substr(text, at + length(old)) > out
    }'
}

# ---- Judging ----

# Status 0: the check notices something. 2: there is no such check.
notices() { # tree check seconds log
    program=$(program_of "$2")
    log=$4
    case $2 in
    plain:*) set -- "$1" "$3" "$program" --first-failure "${2#plain:}" ;;
    commands:halfulp_*) set -- "$1" "$3" sh tests/commands/halfulp.sh "$program" "${2#*_}" ;;
    commands:*) set -- "$1" "$3" sh tests/commands/"${2#commands:}".sh "$program" ;;
    lesson:*) set -- "$1" "$3" "$program" ;;
    *) return 2 ;;
    esac
    # The exit keeps the shell that says "Aborted" inside.
    (cd "$1" && shift && timeout "$@"; exit $?) >"$log" 2>&1
    status=$?
    [ "$status" -eq 2 ] && grep -q 'no check is named like' "$log" && return 2
    [ "$status" -ne 0 ]
}

# What a program's check was about, as far as the log says.
witness() { # tree
    grep -m 1 -e '^FAIL' -e 'Assertion' -e 'CHECK.*FAIL' "$1/log" | sed 's/^FAIL:* *//; s/  */ /g' | cut -c 1-70
}

# Does what has noticed a defect pass on the tree as it is? Asked once of each check, by one worker at a time.
passes() { # tree check
    proof=$(printf '%s\n' "$2" | tr -c 'a-z0-9_\n' -)
    while ! mkdir "$work/lock" 2>/dev/null; do
        sleep 0.2
    done
    if [ ! -e "$work/passes/$proof" ]; then
        build_in "$work/base" "$(program_of "$2")"
        notices "$work/base" "$2" "$limit" "$1/log_of_base" || touch "$work/passes/$proof"
    fi
    rmdir "$work/lock"
    [ -e "$work/passes/$proof" ]
}

# judge TREE CHECK...: leaves in $verdict who has noticed it, or what is wrong with the line; or nothing.
judge() {
    tree=$1
    shift
    for check in "$@"; do
        program=$(program_of "$check")
        case $built in
        *" $program "*) ;;
        *)
            build_in "$tree" "$program" || {
                verdict="does not compile"
                return
            }
            built="$built $program "
            ;;
        esac
        notices "$tree" "$check" "$limit" "$tree/log"
        case $? in
        0)
            found=$(witness "$tree")
            verdict="by $check${found:+ ($found)}"
            case $check:$found in
            plain:*.*' '* | plain:*:) exact=$check ;;
            plain:*) exact=plain:$found ;;
            *) exact=$check ;;
            esac
            passes "$tree" "$exact" || verdict="$exact fails on the tree as it is"
            return
            ;;
        2) verdict="there is no check $check" && return ;;
        esac
    done
}

# One line in a copy, and what becomes of it.
try() { # tree line
    file=$(field "$2" 1)
    what=$(field "$2" 3)
    case $what in
    'random '[0-9]*:*) name="${2%%	*}: ${2#*"$what | "}" ;;
    *) name="$file: $what" ;;
    esac
    begin=$(date +%s)
    touch "$1/planted"
    plant "$2" "$work/base/$file" "$1/$file" || {
        echo "${2%%	*}: expected FILE | CHECKS | WHAT | OLD ~> NEW, with OLD once in $file" >&2
        echo "$name" >>"$work/wrong"
        return
    }
    verdict=
    built=' '
    limit=100
    # shellcheck disable=SC2046
    judge "$1" $(checks_of "$2")
    if [ -z "$verdict" ] && [ "$budget" -gt 0 ]; then
        limit=$budget
        # shellcheck disable=SC2046
        judge "$1" $(rest_of_suite "$file")
        [ -n "$verdict" ] && verdict="$verdict, by none of the checks named"
    fi
    case $verdict:$what in
    by*) outcome=killed ;;
    :*) outcome=SURVIVED ;;
    *'compile:random '[0-9]*:*) outcome=stillborn ;;
    *) outcome=wrong ;;
    esac
    printf '%-9s %s%s, %s s\n' "$outcome" "$name" "${verdict:+: $verdict}" $(($(date +%s) - begin))
    [ "$outcome" = wrong ] && grep -m 3 'error' "$1/log"
    echo "$name" >>"$work/$outcome"
    restore "$1" "$file"
}

# Takes lines that no other worker has taken.
worker() { # number
    rm -rf "${work:?}/$1"
    cp -Rp "$work/base" "$work/$1"
    index=0
    while IFS= read -r line; do
        index=$((index + 1))
        mkdir "$work/taken/$index" 2>/dev/null && try "$work/$1" "$line"
    done <"$work/lines"
    rm -rf "${work:?}/$1"
}

# ---- All of it ----

count() { # outcome
    [ -e "$work/$1" ] && wc -l <"$work/$1" || echo 0
}

# An interrupted run takes with it what it has started: timeout and its command are in a process group of their own.
stop() {
    trap - HUP INT TERM
    for process in /proc/[0-9]*; do
        case $(readlink "$process/cwd" 2>/dev/null) in
        "$work"/*) kill "${process#/proc/}" 2>/dev/null ;;
        esac
    done
    kill 0
}
trap stop HUP INT TERM

mkdir -p "$work"
rm -rf "$work/taken" "$work/killed" "$work/SURVIVED" "$work/stillborn" "$work/wrong" "$work/passes" "$work/lock" \
    "$work/scratch"
mkdir "$work/taken" "$work/passes" "$work/scratch"
if [ -n "${RANDOM_MUTANTS:-}" ]; then
    draw_lines >"$work/lines"
else
    read_lists | grep -F -e "${MUTANT:-}" >"$work/lines"
fi
[ -z "${SAMPLE:-}" ] || { sample "$SAMPLE" <"$work/lines" >"$work/some" && mv "$work/some" "$work/lines"; }
echo "$(count lines) defects, $jobs at a time, seed $seed; building what they go into"
make_base
number=0
while [ "$number" -lt "$jobs" ]; do
    number=$((number + 1))
    worker "$number" &
done
wait
summary="$(count killed) killed, $(count SURVIVED) survived"
[ -e "$work/stillborn" ] && summary="$summary, $(count stillborn) do not compile"
[ -e "$work/wrong" ] && summary="$summary, $(count wrong) lines make no sense"
echo "$summary"
[ -e "$work/wrong" ] && exit 2
[ ! -e "$work/SURVIVED" ]
