# SPDX-License-Identifier: Apache-2.0
"""The script for zsh, with descriptions."""

from __future__ import annotations

from .words import ANY, CommandWords, Option, Value, VerbWords

_SCRIPT = r"""#compdef PROGRAM
# Completion of PROGRAM for zsh: source <(PROGRAM completion zsh), or keep it as _PROGRAM in a folder of $fpath.

# One of these words, or a file that matches.
_PROGRAM_either() {
    local -a names=(${=1})
    _alternative "names:name:(${names})" "files:file:_files $2"
}

VERBS
_PROGRAM() {
    local context state state_descr line
    typeset -A opt_args
    local -a verbs=(
NAMES
    )
    _arguments -C \
BEFORE
        '1: :->verb' '*:: :->rest'
    case $state in
    verb) _describe -t verbs verb verbs ;;
    rest) (( $+functions[_PROGRAM_verb_$words[1]] )) && _PROGRAM_verb_$words[1] ;;
    esac
}

if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
    _PROGRAM "$@"
else
    compdef _PROGRAM PROGRAM
fi
"""


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"


def _escaped(text: str) -> str:
    for sign in ("\\", ":", "[", "]"):
        text = text.replace(sign, "\\" + sign)
    return text


def _pattern(value: Value) -> str:
    if value.endings == ANY:
        return ""
    if not value.endings:
        return "-/"
    endings = "|".join(ending.removeprefix(".") for ending in (*value.endings, *(e.upper() for e in value.endings)))
    return f'-g "*.({endings})(-.)"'


def _action(value: Value) -> str:
    files = _pattern(value) if value.endings or value.folders else None
    if files is None:
        return f"({' '.join(value.words)})" if value.words else " "
    if value.words:
        words = " ".join(value.words).replace('"', '\\"')
        return f' _PROGRAM_either "{words}" {_quoted(files) if files else chr(34) * 2}'
    return f"_files {files}".rstrip()


def _option(option: Option) -> list[str]:
    specs = []
    for name in option.names:
        text = f"{name}{'=' if option.value and name.startswith('--') else ''}[{_escaped(option.help)}]"
        if option.value is not None:
            text += f":value:{_action(option.value)}"
        specs.append(_quoted("*" + text))
    return specs


def _function(verb: VerbWords) -> str:
    specs = [spec for option in verb.options for spec in _option(option)]
    specs += [
        _quoted(f"{'*' if value.many else place + 1}:file:{_action(value)}")
        for place, value in enumerate(verb.positionals)
    ]
    body = " \\\n".join(f"        {spec}" for spec in specs)
    return f"_PROGRAM_verb_{verb.name}() {{\n    _arguments \\\n{body}\n}}\n"


def script(words: CommandWords) -> str:
    """The text to be sourced or kept in a folder of functions."""
    names = "\n".join(f"        {_quoted(f'{_escaped(v.name)}:{v.help}')}" for v in words.verbs)
    before = "\n".join(f"        {spec} \\" for option in words.before.options for spec in _option(option))
    text = _SCRIPT.replace("VERBS", "\n".join(map(_function, words.verbs))).replace("NAMES", names)
    return text.replace("BEFORE", before).replace("PROGRAM", words.program)
