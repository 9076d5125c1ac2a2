# SPDX-License-Identifier: Apache-2.0
"""The command line: `gastwin VERB`. Arguments here, what each verb does in verbs.py."""

from __future__ import annotations

import argparse
import difflib
import json
import math
import sys
import time
import traceback
from typing import Any, NoReturn

from . import _core, verbs
from .console import ProgressLine, summary_lines
from .messages import default_language

DONE, NEGATIVE, BAD_INPUT, INTERNAL, INTERRUPTED = 0, 1, 2, 3, 130


class _Parser(argparse.ArgumentParser):
    """Usage errors are GT-0901 lines with a suggestion, exit status 2."""

    def error(self, message: str) -> NoReturn:
        if "invalid choice" in message:
            word = message.split("'")[1]
            close = difflib.get_close_matches(word, verbs.VERBS, n=1)
            if close:
                message = f"no such verb: {word}; did you mean {close[0]}?"
        _say_error("GT-0901", message, f"{self.prog} --help")
        raise SystemExit(BAD_INPUT)


def _say_error(code: str, message: str, fix: str) -> None:
    one_line = " ".join(message.split())  # reasons from libraries may run over several
    print(f"{code} {one_line}", file=sys.stderr)
    if fix:
        print(f"  → {fix}", file=sys.stderr)


def _common() -> _Parser:
    common = _Parser(add_help=False)
    common.add_argument("--json", action="store_true", help="print one machine-readable summary on stdout")
    common.add_argument("--lang", choices=["zh", "en"], default=default_language(), help="language of messages")
    common.add_argument("--quiet", action="store_true", help="no progress on stderr")
    common.add_argument("--debug", action="store_true", help="show a traceback for errors")
    return common


def build_parser() -> argparse.ArgumentParser:
    """The argument parser, one sub-parser per verb."""
    parser = _Parser(
        prog="gastwin",
        description="Digital twin and risk simulation of city gas networks.",
        epilog="example: gastwin assess survey/ registers/ -o result/",
    )
    parser.add_argument("--version", action="version", version=f"gastwin {_core.version}")
    sub = parser.add_subparsers(dest="verb", metavar="VERB", required=True, parser_class=_Parser)
    common = _common()
    for verb in verbs.VERBS.values():
        p = sub.add_parser(
            verb.name,
            parents=[common],
            help=verb.help,
            description=verb.help,
            epilog=f"example: gastwin {verb.example}",
            formatter_class=argparse.ArgumentDefaultsHelpFormatter,
        )
        verb.add_arguments(p)
    return parser


def _json_ready(value: Any) -> Any:
    """NaN and infinities are null in JSON; NumPy scalars are plain numbers."""
    if isinstance(value, dict):
        return {str(k): _json_ready(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [_json_ready(v) for v in value]
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def main(argv: list[str] | None = None) -> int:
    """Runs one verb and returns its exit status: 0 done, 1 negative answer, 2 bad input, 3 internal error."""
    args = build_parser().parse_args(argv)
    progress = None if args.quiet else ProgressLine()
    started = time.perf_counter()
    try:
        summary, exit_status = verbs.VERBS[args.verb].run(args, progress)
    except _core.Error as error:
        if args.debug:
            traceback.print_exc()
        _say_error(error.code, error.messages[args.lang], error.fixes[args.lang])
        return INTERRUPTED if error.kind == "interrupted" else INTERNAL if error.code >= "GT-0902" else BAD_INPUT
    except KeyboardInterrupt:
        _say_error("GT-0903", "stopped by the user" if args.lang == "en" else "已由用户中止", "")
        return INTERRUPTED
    except Exception as error:
        if args.debug:
            traceback.print_exc()
        _say_error("GT-0902", f"internal error: {type(error).__name__}: {error}", "run again with --debug")
        return INTERNAL
    finally:
        if progress:
            progress.close()
    full = {"verb": args.verb, "version": _core.version, **summary, "seconds": time.perf_counter() - started}
    if args.json:
        print(json.dumps(_json_ready(full), ensure_ascii=False))
    else:
        print("\n".join(summary_lines(full, args.lang)))
    return exit_status


if __name__ == "__main__":
    raise SystemExit(main())
