# SPDX-License-Identifier: Apache-2.0
#
# Completion of the halfulp command for bash. tests/commands/halfulp.sh asks the command whether it knows the words that stand here.

_halfulp_operations="add sub mul div rem sqrt mulAdd roundToInt eq le lt eq_signaling le_quiet lt_quiet compare_quiet
    compare_signaling minimum maximum minimumNumber maximumNumber nextUp nextDown scaleB logB totalOrder class"
_halfulp_integers="i32 i64 ui32 ui64"
_halfulp_rounding_options="-rnear_even -rnear_maxMag -rminMag -rmin -rmax -rodd -tininessbefore -tininessafter -exact
    -notexact -nosat -satfinite -sat -nan -daz -ftz -oddoverflow -missingnan -missingzero -negative -infinitynan
    -zerodivide -like -mxcsr -fpcr -fpmr -fcsr -imm -groups"
_halfulp_vector_options="$_halfulp_rounding_options -rstochastic_a -rstochastic_b -rstochastic_c -randombits -footer
    -noflags -level -help"
_halfulp_value_options="--rounding --random-bits --random --overflow --saturate --tininess --nan --daz --ftz
    --odd-overflow --missing-nan --missing-zero --negative --infinity-nan --zero-divide --like --help"

# The names that functions are made of: TestFloat's for the formats that it has, and the command's own.
_halfulp_formats()
{
    printf '%s\n' f16 f32 f64
    halfulp formats --names 2>/dev/null | grep -v -x -e fp16 -e fp32 -e fp64
}

# Functions that begin with the word: once there is a format in it, with its operations and what it converts to.
_halfulp_functions()
{
    local format name
    for format in $(_halfulp_formats); do
        case $1 in
        "$format"_to_*)
            for name in $(_halfulp_formats) $_halfulp_integers; do echo "${format}_to_$name"; done
            ;;
        "$format"_*)
            for name in $_halfulp_operations to_; do echo "${format}_$name"; done
            ;;
        *) echo "${format}_" ;;
        esac
    done
    for format in $_halfulp_integers; do
        case $1 in
        "$format"_*) for name in $(_halfulp_formats); do echo "${format}_to_$name"; done ;;
        *) echo "${format}_to_" ;;
        esac
    done
}

# The words that may follow an option; nothing if any may.
_halfulp_values()
{
    case $1 in
    --from | --to | --dtype) halfulp formats --names 2>/dev/null ;;
    --rounding)
        echo nearest-even nearest-away toward-zero down up to-odd stochastic-a stochastic-b stochastic-c
        ;;
    --overflow) echo none saturate-finite saturate-all ;;
    --tininess) echo before after ;;
    --text) echo decimal shortest exact hex ;;
    -nan | --nan) echo canonical x86 arm nvidia signed ;;
    -oddoverflow | --odd-overflow) echo largest odd-code ;;
    -missingnan | --missing-nan) echo largest opposite-zero zero ;;
    -missingzero | --missing-zero) echo by-overflow smallest tiny-smallest ;;
    -negative | --negative) echo by-overflow magnitude directed ;;
    -infinitynan | --infinity-nan) echo as-invalid signed ;;
    -zerodivide | --zero-divide) echo infinity nan ;;
    -level) echo 1 2 ;;
    -count | -holes) echo all ;;
    -check) compgen -f -- "${COMP_WORDS[COMP_CWORD]}" ;;
    -n | -seed | -bits | -prefix | -errors | -randombits | --random | --random-bits) echo "" ;;
    -like | --like) halfulp presets --names 2>/dev/null ;;
    --model) halfulp dot --models 2>/dev/null | awk 'NR > 1 { print $1 }' ;;
    --recipe) halfulp quantize --recipes 2>/dev/null | awk 'NR > 1 && /^[a-z]/ { print $1 }' ;;
    --scale-rule) echo "floor ceil even rceil" ;;
    --k | --seed) echo "" ;;
    -o | --output) compgen -f -- "${COMP_WORDS[COMP_CWORD]}" ;;
    --order) echo "in-order in-pairs compensated exact" ;;
    --tensor | --top | --sqnr) echo "" ;;
    -mxcsr | -fpcr | -fpmr | -fcsr | -imm | -groups) echo "" ;;
    *) return 1 ;;
    esac
}

_halfulp()
{
    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} command=${COMP_WORDS[1]} words
    if [ "$COMP_CWORD" -eq 1 ]; then
        words="formats explain convert run gen check cover digest vectors models dot presets inspect quantize dequantize --help --version"
    elif ! words=$(_halfulp_values "$before"); then
        case $command:$word in
        formats:*) words="$(halfulp formats --names 2>/dev/null) --names --help" ;;
        dot:*) words="--model --models --compare --addend --x-scales --y-scales --of --sum --order --product --chunk --parts --total --seed --text $_halfulp_value_options" ;;
        presets:*) words="$(halfulp presets --names 2>/dev/null) --names --help" ;;
        models:*) words="$(halfulp models --names 2>/dev/null) --names --help" ;;
        explain:-*) words="--width --json $_halfulp_value_options" ;;
        explain:*) words=$(halfulp formats --names 2>/dev/null) ;;
        inspect:-*) words="--dtype --packed --tensor --top --all --sqnr --json --help" ;;
        quantize:-*) words="--recipe --recipes --scale-rule --k --dtype --packed --seed --output --force --json $_halfulp_value_options" ;;
        dequantize:-*) words="--recipe --k --packed --output --force --help" ;;
        inspect:* | quantize:* | dequantize:*) words=$(compgen -f -- "$word") ;;
        convert:-*) words="--from --to --text $_halfulp_value_options" ;;
        run:-*) words="-count $_halfulp_vector_options" ;;
        gen:-*) words="-n -forever -modes -all -cover -list -seed -prefix -operands $_halfulp_vector_options" ;;
        cover:-*) words="-json -holes -each -list -count $_halfulp_vector_options" ;;
        cover:*) words=$(_halfulp_functions "$word") ;;
        digest:-*) words="-modes -all -bits -check -noflags -help $_halfulp_rounding_options" ;;
        vectors:-*) words="-modes -all -n -seed -level -noflags -help $_halfulp_rounding_options" ;;
        check:-*) words="-count -errors -summary -checkNaNs -anyNaNs -checkInvInts -checkAll $_halfulp_vector_options" ;;
        vectors:*)
            words="$(_halfulp_functions "$word") $(halfulp models --names 2>/dev/null)"
            [ "$COMP_CWORD" -gt 2 ] || words=$(compgen -d -- "$word")
            ;;
        run:* | check:* | digest:*) words="$(_halfulp_functions "$word") $(halfulp models --names 2>/dev/null)" ;;
        gen:*)
            words="$(_halfulp_functions "$word") $(_halfulp_formats) $_halfulp_integers"
            words="$words $(halfulp models --names 2>/dev/null)"
            ;;
        esac
    fi
    # Words are made of letters, digits and dashes, so they may be split where a blank is.
    # shellcheck disable=SC2207
    COMPREPLY=($(compgen -W "$words" -- "$word"))
    case ${COMPREPLY[0]} in
    *_) compopt -o nospace 2>/dev/null ;;
    esac
}

complete -F _halfulp halfulp
