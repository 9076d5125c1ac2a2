# SPDX-License-Identifier: Apache-2.0
"""The command line: `gastwin VERB`. Arguments here, what each verb does in verbs/."""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
import traceback
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, NoReturn

from . import _core, _ctrl_c
from ._ctrl_c import INTERRUPTED
from .console import ProgressLine, json_ready, summary_lines
from .help_texts import argument_help, program_text, verb_help
from .messages import LANGUAGES, language, sentence
from .usage_errors import usage_error
from .verbs import VERBS

PROGRAM = "gastwin"
BAD_INPUT, INTERNAL = 2, 3
BROKEN_PIPE = 141  # as of other programs that SIGPIPE ends


class _Parser(argparse.ArgumentParser):
    """Usage errors are GT-0901 lines with a suggestion, exit status 2."""

    lang = "en"
    words: Sequence[str] = ()  # of the command line
    verbs: Mapping[str, argparse.ArgumentParser] = MappingProxyType({})

    def error(self, message: str) -> NoReturn:
        verb = next((word for word in self.words if word in self.verbs), "")
        asked = self.verbs.get(verb, self)  # what is unknown is found by the parser of the whole line
        text = usage_error(message, self.lang, VERBS, asked._option_string_actions)
        _say_error("GT-0901", text, f"{asked.prog} --help")
        raise SystemExit(BAD_INPUT)


class _Help(argparse.HelpFormatter):
    """Shows defaults that say something, and labels in the language asked for."""

    lang = "en"

    def _get_help_string(self, action: argparse.Action) -> str:
        text = action.help or ""
        if action.option_strings and action.default not in (None, False, "", argparse.SUPPRESS) and not action.required:
            default = program_text("default", self.lang) + "%(default)s"
            text += f"（{default}）" if self.lang == "zh" else f" ({default})"
        return text

    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        super().add_usage(usage, actions, groups, program_text("usage", self.lang) if prefix is None else prefix)


class _ChineseHelp(_Help):
    lang = "zh"


def _say_error(code: str, message: str, fix: str) -> None:
    one_line = " ".join(message.split())  # reasons from libraries may run over several
    print(f"{code} {one_line}", file=sys.stderr)
    if fix:
        print(f"  → {fix}", file=sys.stderr)


def _add_common(parser: argparse.ArgumentParser, lang: str | None = None) -> None:
    """Options of every verb, which may stand before it as well; only there they have defaults, so that what was said
    before the verb stands."""
    unsaid = False if lang else argparse.SUPPRESS
    parser.add_argument("--json", action="store_true", default=unsaid)
    parser.add_argument("--lang", choices=LANGUAGES, default=lang or argparse.SUPPRESS)
    parser.add_argument("--quiet", action="store_true", default=unsaid)
    parser.add_argument("--debug", action="store_true", default=unsaid)
    parser.add_argument("-h", "--help", action="help", default=argparse.SUPPRESS)


def _translate(parser: _Parser, verb: str, lang: str) -> None:
    """Gives the parser and its arguments their texts."""
    parser.lang = lang
    parser.formatter_class = _ChineseHelp if lang == "zh" else _Help
    parser._positionals.title = program_text("positionals", lang)
    parser._optionals.title = program_text("options", lang)
    for action in parser._actions:
        if not isinstance(action, argparse._SubParsersAction):
            action.help = argument_help(verb, action.dest, lang)


def build_parser(lang: str) -> _Parser:
    """The argument parser, one sub-parser per verb."""
    example = program_text("example", lang)
    parser = _Parser(
        prog=PROGRAM,
        description=program_text("program", lang),
        epilog=f"{example}gastwin assess survey/ registers/ -o result/",
        add_help=False,
    )
    parser.add_argument("--version", action="version", version=f"gastwin {_core.version}")
    _add_common(parser, lang)
    sub = parser.add_subparsers(
        dest="verb", metavar="VERB", required=True, parser_class=_Parser, title=program_text("verbs", lang)
    )
    _translate(parser, "", lang)
    for verb in VERBS.values():
        text = verb_help(verb.name, lang)
        p = sub.add_parser(
            verb.name, help=text, description=text, epilog=f"{example}gastwin {verb.example}", add_help=False
        )
        verb.add_arguments(p)
        _add_common(p)
        _translate(p, verb.name, lang)
    parser.verbs = sub.choices
    return parser


def _run(args: argparse.Namespace) -> int:
    """Runs the verb and prints its summary."""
    progress = None if args.quiet else ProgressLine(lang=args.lang)
    started = time.perf_counter()
    try:
        summary, exit_status = VERBS[args.verb].run(args, progress)
    finally:
        if progress:
            progress.close()
    full = {"verb": args.verb, "version": _core.version, **summary, "seconds": time.perf_counter() - started}
    if not args.json and "script" in full:  # to be sourced as it stands
        print(full["script"], end="")
    elif args.json:
        print(json.dumps(json_ready(full), ensure_ascii=False))
    else:
        print("\n".join(summary_lines(full, args.lang)))
    sys.stdout.flush()
    return exit_status


def main(argv: list[str] | None = None) -> int:
    """Runs one verb and returns its exit status: 0 done, 1 negative answer, 2 bad input, 3 internal error."""
    words = sys.argv[1:] if argv is None else argv
    lang, debug = language(words), "--debug" in words
    try:
        _ctrl_c.release()
        parser = build_parser(lang)
        parser.words = words
        return _run(parser.parse_args(words))
    except _core.Error as error:
        if debug:
            traceback.print_exc()
        _say_error(error.code, error.messages[lang], error.fixes[lang])
        return INTERRUPTED if error.kind == "interrupted" else INTERNAL if error.code >= "GT-0902" else BAD_INPUT
    except BrokenPipeError:  # who read the summary has enough, as `head` has; nothing is left to say it to
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE
    except KeyboardInterrupt:
        _say_error("GT-0903", sentence("interrupted", lang), "")
        return INTERRUPTED
    except Exception as error:
        if debug:
            traceback.print_exc()
        what = f"{sentence('internal', lang)}: {type(error).__name__}: {error}"
        _say_error("GT-0902", what, sentence("debug_again", lang))
        return INTERNAL


if __name__ == "__main__":
    raise SystemExit(main())
