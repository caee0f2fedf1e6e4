# SPDX-License-Identifier: Apache-2.0
# bash completion for unbeacon.  What there is to complete is what --help says, so that nothing is written down twice.

_unbeacon_commands() {
    "$1" --help 2>/dev/null | sed -n 's/^  \([a-z][a-z]*\)  *[a-z].*/\1/p'
}

# The options of a command, one a line: "-j --jobs N", "--mode strict|trackers", "--json".
_unbeacon_options() {
    COLUMNS=400 "$1" "$2" --help 2>/dev/null | sed -n 's/^  *\(-[a-z], \)\{0,1\}\(--[a-z][a-z-]*\)\( [^ ][^ ]*\)\{0,1\}  *[^ ].*/\1\2\3/p' | tr -d ','
}

_unbeacon() {
    local program=${COMP_WORDS[0]} current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} command=${COMP_WORDS[1]}
    local line words letter name value
    COMPREPLY=()
    if (( COMP_CWORD == 1 )); then
        COMPREPLY=($(compgen -W "$(_unbeacon_commands "$program") --help --version" -- "$current"))
        return
    fi
    # "--mode=st" comes as three words.
    [[ $current == '=' ]] && current=
    [[ $before == '=' ]] && before=${COMP_WORDS[COMP_CWORD-2]}
    while read -r line; do
        words+=" ${line%% *}"
        letter= name=${line%% *} value=${line#* }
        if [[ $name == -? ]]; then
            letter=$name line=${line#* } name=${line%% *} value=${line#* }
            words+=" $name"
        fi
        [[ $value == "$name" ]] && value=
        [[ -n $value && ( $before == "$name" || ( -n $letter && $before == "$letter" ) ) ]] || continue
        case $value in
        *DIR|*FILE|OUT) compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -f -- "$current")) ;;
        esac
        [[ $value == *'|'* ]] && COMPREPLY+=($(compgen -W "${value//|/ }" -- "$current"))
        return
    done < <(_unbeacon_options "$program" "$command")
    if [[ $current == -* ]]; then
        COMPREPLY=($(compgen -W "$words" -- "$current"))
    else
        compopt -o filenames 2>/dev/null
        COMPREPLY=($(compgen -f -- "$current"))
    fi
}

complete -F _unbeacon unbeacon
