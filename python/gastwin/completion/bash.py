# SPDX-License-Identifier: Apache-2.0
"""The script for bash. It needs no other package."""

from __future__ import annotations

from .words import CommandWords, Value

_SCRIPT = r"""# Completion of PROGRAM for bash: eval "$(PROGRAM completion bash)", or keep it as
# ~/.local/share/bash-completion/completions/PROGRAM

# What an option takes: sets words, files (endings, or * for all) and folders; many: one value after the other.
_PROGRAM_value() {
    words="" files="" folders="" many=""
    case "$1" in
VALUES
    *) return 1 ;;
    esac
}

_PROGRAM_options() {
    case "$1" in
OPTIONS
    esac
}

_PROGRAM_positional() {
    words="" files="" folders="" many=""
    case "$1" in
POSITIONALS
    *) return 1 ;;
    esac
}

# Words and files that begin with $cur. Folders lead on to files.
_PROGRAM_offer() {
    local file ending
    COMPREPLY+=($(compgen -W "$words" -- "$cur"))
    [[ -z $files && -z $folders ]] && return
    compopt -o filenames 2>/dev/null
    while IFS= read -r file; do
        if [[ -d $file || $files == "*" ]]; then
            COMPREPLY+=("$file")
        else
            for ending in $files; do
                [[ ${file,,} == *"$ending" ]] && COMPREPLY+=("$file") && break
            done
        fi
    done < <(compgen -f -- "$cur")
}

_PROGRAM() {
    local cur=${COMP_WORDS[COMP_CWORD]} word option="" verb="" position=0 i
    local words files folders many
    local IFS=$' \t\n'
    [[ $cur == "=" ]] && cur=""
    set -f
    for ((i = 1; i < COMP_CWORD; i++)); do
        word=${COMP_WORDS[i]}
        if [[ $word == "=" ]]; then # --lang=zh comes as three words
            continue
        elif [[ $word == -* ]]; then
            option=""
            _PROGRAM_value "$verb $word" && option=$word
        elif [[ -n $option ]]; then
            [[ -z $many ]] && option=""
        elif [[ -z $verb ]]; then
            verb=$word
        else
            position=$((position + 1))
        fi
    done
    COMPREPLY=()
    if [[ -n $option && $cur != -* ]]; then
        _PROGRAM_value "$verb $option"
        _PROGRAM_offer
    elif [[ $cur == -* ]]; then
        COMPREPLY=($(compgen -W "$(_PROGRAM_options "$verb")" -- "$cur"))
    elif [[ -z $verb ]]; then
        COMPREPLY=($(compgen -W "VERBS" -- "$cur"))
    elif _PROGRAM_positional "$verb $position" || _PROGRAM_positional "$verb *"; then
        _PROGRAM_offer
    else
        COMPREPLY=($(compgen -W "$(_PROGRAM_options "$verb")" -- "$cur"))
    fi
    set +f
}

complete -F _PROGRAM PROGRAM
"""


def _settings(value: Value) -> str:
    parts = [f'words="{" ".join(value.words)}"'] if value.words else []
    parts += [f'files="{" ".join(value.endings)}"'] if value.endings else []
    parts += ["folders=1"] if value.folders else []
    return " ".join([*parts, *(["many=1"] if value.many else [])]) or ":"


def script(words: CommandWords) -> str:
    """The text to be sourced."""
    values, options, positionals = [], [], []
    for verb in (words.before, *words.verbs):
        names = [name for option in verb.options for name in option.names]
        options.append(f'    "{verb.name}") echo "{" ".join(names)}" ;;')
        for option in verb.options:
            if option.value is not None:
                cases = " | ".join(f'"{verb.name} {name}"' for name in option.names)
                values.append(f"    {cases}) {_settings(option.value)} ;;")
        for place, value in enumerate(verb.positionals):
            positionals.append(f'    "{verb.name} {"*" if value.many else place}") {_settings(value)} ;;')
    text = _SCRIPT.replace("VALUES", "\n".join(values)).replace("OPTIONS", "\n".join(options))
    text = text.replace("POSITIONALS", "\n".join(positionals)).replace("VERBS", " ".join(v.name for v in words.verbs))
    return text.replace("PROGRAM", words.program)
