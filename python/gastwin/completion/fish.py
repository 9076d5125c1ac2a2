# SPDX-License-Identifier: Apache-2.0
"""The script for fish, with descriptions."""

from __future__ import annotations

from .words import ANY, CommandWords, Option, Value

_HEAD = """# Completion of PROGRAM for fish: PROGRAM completion fish | source, or keep it as
# ~/.config/fish/completions/PROGRAM.fish
complete -c PROGRAM -f

# Files with one of these endings, and folders, which lead on to files.
function __PROGRAM_files
    set -l token (string replace -r '^--[^=]*=' '' -- (commandline -ct))
    for file in $token*
        if test -d $file
            echo $file/
        else
            for ending in $argv
                string match -qi "*$ending" -- $file; and echo $file
            end
        end
    end
end

"""


def _quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _sources(value: Value) -> list[str]:
    """Where words come from, as arguments of -a."""
    sources = [_quoted(" ".join(value.words))] if value.words else []
    if value.endings and value.endings != ANY:
        sources.append(_quoted(f"(__PROGRAM_files {' '.join(value.endings)})"))
    elif value.folders:
        sources.append(_quoted("(__fish_complete_directories)"))
    return sources


def _lines(start: str, option: Option) -> list[str]:
    names = " ".join(f"-l {n[2:]}" if n.startswith("--") else f"-s {n[1:]}" for n in option.names)
    line = f"{start} {names} -d {_quoted(option.help)}"
    if option.value is None:
        return [line]
    if option.value.endings == ANY:
        return [f"{line} -r -F{f' -a {_quoted(chr(32).join(option.value.words))}' if option.value.words else ''}"]
    return [f"{line} -x", *(f"{start} {names} -x -a {source}" for source in _sources(option.value))]


def script(words: CommandWords) -> str:
    """The text to be sourced."""
    lines = [line for option in words.before.options for line in _lines("complete -c PROGRAM", option)]
    for verb in words.verbs:
        lines.append(f"complete -c PROGRAM -n __fish_use_subcommand -a {verb.name} -d {_quoted(verb.help)}")
        start = f"complete -c PROGRAM -n '__fish_seen_subcommand_from {verb.name}'"
        common = {option.names for option in words.before.options}
        lines += [line for option in verb.options if option.names not in common for line in _lines(start, option)]
        for value in verb.positionals:
            lines += [f"{start} -F"] if value.endings == ANY else [f"{start} -a {s}" for s in _sources(value)]
    return (_HEAD + "\n".join(lines) + "\n").replace("PROGRAM", words.program)
