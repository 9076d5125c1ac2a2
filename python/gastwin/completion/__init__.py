# SPDX-License-Identifier: Apache-2.0
"""Completion of the command line in bash, zsh and fish.

words.py reads from the parsers of the verbs what may stand where; one module for each shell writes it down. The scripts
ask nothing of Python when a word is completed.
"""

from . import bash, fish, zsh
from .words import command_words

SHELLS = {"bash": bash.script, "zsh": zsh.script, "fish": fish.script}


def completion_script(shell: str, lang: str) -> str:
    """The script for a shell, one of SHELLS; descriptions in this language."""
    return SHELLS[shell](command_words(lang))


__all__ = ["SHELLS", "completion_script"]
