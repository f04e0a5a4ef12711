# SPDX-License-Identifier: Apache-2.0
#
# shellcheck shell=sh
#
# For tests of commands, to be sourced. Hundreds of refusals are looked at, so this starts no process.

# is_one_line FILE PREFIX PART: the file is one line, which begins with PREFIX and contains PART.
is_one_line() {
    rest=
    {
        IFS= read -r line || return 1
        IFS= read -r rest && return 1
    } < "$1"
    [ -z "$rest" ] || return 1
    case $line in "$2"*) ;; *) return 1 ;; esac
    case $line in *"$3"*) ;; *) return 1 ;; esac
}
