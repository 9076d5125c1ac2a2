# SPDX-License-Identifier: Apache-2.0
"""What may stand where on the command line: verbs, options, choices, names of bundled files, endings of files."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from dataclasses import dataclass

from .. import _core
from ..batch_file import _FILES as SETTINGS
from ..loads import NAMED_LOADS
from ..score import scheme_kind, schemes
from ..steady import friction_laws

ANY = ("*",)
_FOLDER = re.compile(r"\b(DIR|OUT)\b")
_FILE = re.compile(r"(FILE|INPUT|PATH|ASSETS|EVENTS|\.[a-z]+)")
_TABLES = (".csv", ".xlsx", ".parquet")
_SETTINGS = (".toml", ".json")


@dataclass(frozen=True)
class Value:
    """What a word may be: one of `words`, a file with one of `endings` (ANY: all), a folder."""

    words: tuple[str, ...] = ()
    endings: tuple[str, ...] = ()
    folders: bool = False
    many: bool = False  # one after the other


@dataclass(frozen=True)
class Option:
    """An option by its names; no `value`: it stands alone."""

    names: tuple[str, ...]
    help: str
    value: Value | None


@dataclass(frozen=True)
class VerbWords:
    """A verb with what follows it; name "": what stands before the verb."""

    name: str
    help: str
    options: tuple[Option, ...]
    positionals: tuple[Value, ...]


@dataclass(frozen=True)
class CommandWords:
    """The whole command line."""

    program: str
    before: VerbWords
    verbs: tuple[VerbWords, ...]


def _of_kind(*kinds: str) -> Callable[[], tuple[str, ...]]:
    return lambda: tuple(name for name in schemes() if scheme_kind(name) in kinds)


def _laws() -> tuple[str, ...]:
    return tuple(friction_laws())


def _loads() -> tuple[str, ...]:
    return (*NAMED_LOADS, *map(str, range(24)))


def _profiles() -> tuple[str, ...]:
    return tuple(name for name, _ in _core.bundled_profiles() if name != "hints")  # these are for drafts alone


# Names that an argument takes besides files: by verb, or of any verb.
_NAMES: dict[str, Callable[[], tuple[str, ...]]] = {
    "risk.scheme": _of_kind("risk", "score"),
    "plan.scheme": _of_kind("risk"),
    "risk.rules": _of_kind("rules"),
    "profile": _profiles,
    "friction": _laws,
    "load": _loads,
}
# Files by endings, where the name that help shows does not tell them.
_ENDINGS = {
    "profile": (".toml",),
    "gas": _SETTINGS,
    "load_model": _SETTINGS,
    "must": ANY,
    "never": ANY,
    "done": (".csv",),
    "registers": _TABLES,
    "installed": _TABLES,
    "assets": _TABLES,
    "events": _TABLES,
    "hazards.events": (".jsonl", *_TABLES),
    "indoor": (".toml",),
    "export.out": ANY,
    "inputs": ANY,
}


def _value(verb: str, action: argparse.Action) -> Value:
    keys = (f"{verb}.{action.dest}", action.dest)
    names = next((_NAMES[key]() for key in keys if key in _NAMES), ())
    words = tuple(map(str, action.choices)) if action.choices is not None else names
    shown = str(action.metavar or "")
    endings = next((_ENDINGS[key] for key in keys if key in _ENDINGS), ())
    endings = endings or tuple(getattr(action.type, "suffixes", ()))
    if not endings and action.dest.replace("_", "-") in SETTINGS:
        endings = (".toml",)
    if not endings and _FILE.search(shown):
        endings = tuple(re.findall(r"\.[a-z]+", shown)) or ANY
    folders = bool(_FOLDER.search(shown))
    return Value(words, endings, folders, action.nargs in ("+", "*"))


def _verb_words(name: str, parser: argparse.ArgumentParser) -> VerbWords:
    options, positionals = [], []
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            continue
        if action.option_strings:
            value = None if action.nargs == 0 else _value(name, action)
            options.append(Option(tuple(action.option_strings), _one_line(action.help), value))
        else:
            positionals.append(_value(name, action))
    return VerbWords(name, _one_line(parser.description), tuple(options), tuple(positionals))


def _one_line(text: str | None) -> str:
    return " ".join((text or "").replace("%%", "%").split())


def command_words(lang: str) -> CommandWords:
    """Everything the parsers know, described in this language."""
    from ..cli import PROGRAM, build_parser  # at call: `completion` is one of its verbs

    parser = build_parser(lang)
    verbs = next(a for a in parser._actions if isinstance(a, argparse._SubParsersAction)).choices
    return CommandWords(
        PROGRAM, _verb_words("", parser), tuple(_verb_words(name, each) for name, each in verbs.items())
    )
