# SPDX-License-Identifier: Apache-2.0
"""Mistakes on the command line, as argparse finds them: in both languages, with what was probably meant."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection

from .help_texts import program_text

# What argparse and the readers of options say, and the same in Chinese.
_CHINESE = (
    (r"the following arguments are required: (.+)", r"缺少必需的参数：\1"),
    (r"one of the arguments (.+) is required", r"须给出以下参数之一：\1"),
    (r"unrecognized arguments: (.+)", r"无法识别的参数：\1"),
    (r"ambiguous option: (\S+) could match (.+)", r"选项 \1 不明确，可能是：\2"),
    (r"argument (\S+): expected one argument", r"参数 \1 缺少取值"),
    (r"argument (\S+): expected at least one argument", r"参数 \1 至少需要一个取值"),
    (r"argument (\S+): not allowed with argument (\S+)", r"参数 \1 不能与 \2 同时使用"),
    (r"argument (\S+): ignored explicit argument (.+)", r"参数 \1 不带取值，多余的是 \2"),
    (r"argument (\S+): invalid choice: (.+) \(choose from (.+)\)", r"参数 \1 没有取值 \2，可选：\3"),
    (
        r"argument (\S+): a whole number from (\S+) to (\S+) is needed, not (.+)",
        r"参数 \1 应为 \2 至 \3 的整数，而不是 \4",
    ),
    (r"argument (\S+): a number from (\S+) to (\S+) is needed, not (.+)", r"参数 \1 应为 \2 至 \3 的数，而不是 \4"),
    (r"argument (\S+): six numbers (\S+) are needed, not (.+)", r"参数 \1 应为六个数 \2，而不是 \3"),
    (
        r"argument (\S+): not a time: (.*); write 07:30, 90min, 24h or seconds",
        r"参数 \1 不是时间：\2；请写作 07:30、90min、24h 或秒数",
    ),
    (
        r"argument (\S+): (.+) or an hour from 0 to 23 is needed, not (.+)",
        r"参数 \1 应为 \2 或 0 至 23 的整点，而不是 \3",
    ),
)
_ENDING = re.compile(r"argument (\S+): the ending must be (.+), not (.+)")
_CHOICE = re.compile(r"argument (\S+): invalid choice: '?(.*?)'? \(choose from (.+)\)$")
_UNKNOWN = re.compile(r"unrecognized arguments: .*?(--[^\s=]+)")


def usage_error(message: str, lang: str, verbs: Collection[str], options: Collection[str]) -> str:
    """The message for people. verbs: those there are; options: those of the verb that was given."""
    choice, unknown = _CHOICE.search(message), _UNKNOWN.search(message)
    if choice and choice[1] == "VERB":
        return program_text("no_such_verb", lang) + choice[2] + _guess(choice[2], verbs, lang)
    guess = ""
    if choice:
        guess = _guess(choice[2], [word.strip(" '\"") for word in choice[3].split(",")], lang)
    elif unknown:
        guess = _guess(unknown[1], [option for option in options if option.startswith("--")], lang)
    text = _in_chinese(message) if lang == "zh" else message
    return program_text("wrong_arguments", lang) + text + guess


def _guess(word: str, known: Collection[str], lang: str) -> str:
    close = difflib.get_close_matches(word, list(known), n=1)
    if not close:
        return ""
    asked = program_text("did_you_mean", lang) + close[0]
    return f"；{asked}？" if lang == "zh" else f"; {asked}?"


def _in_chinese(message: str) -> str:
    if ending := _ENDING.fullmatch(message):
        return f"参数 {ending[1]} 的扩展名须为 {ending[2].replace(' or ', ' 或 ')}，而不是 {ending[3]}"
    for english, chinese in _CHINESE:
        if (found := re.fullmatch(english, message)) is not None:
            return found.expand(chinese)
    return message
