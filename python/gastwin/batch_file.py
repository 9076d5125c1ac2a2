# SPDX-License-Identifier: Apache-2.0
"""Lists of jobs: what a job may say, the TOML files they stand in, and the JSON schema of these files.

A job is the work of one verb of the command line: `id`, `verb`, `input`, and `options` named as on the command line.
What a verb takes is asked of its own argument parser, so that the list knows what the command line knows."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from . import _core
from .bounded import Bounded
from .frames import _error
from .scenario_file import one_of
from .settings import read_toml

Jobs = str | os.PathLike[str] | Sequence[Mapping[str, Any]]
TWIN_COPY = "twin.gpkg"  # verbs that write into a twin work on a copy of this name


@dataclass(frozen=True)
class _Work:
    """What a verb's job leaves in its folder: `out` as the command line takes it, and whether the verb writes into the
    twin it reads."""

    out: str | None
    writes_into_twin: bool = False


WORK = {
    "assess": _Work("."),
    "import": _Work(TWIN_COPY),
    "check": _Work(None),
    "solve": _Work(".", writes_into_twin=True),
    "simulate": _Work("."),
    "shutoff": _Work("steps.csv"),
    "incident": _Work("."),
    "criticality": _Work("criticality.csv", writes_into_twin=True),
    "risk": _Work(".", writes_into_twin=True),
    "plan": _Work(".", writes_into_twin=True),
    "calibrate": _Work("."),
}
_KEYS = ("id", "verb", "input", "options")
_FILES = (
    "scheme",
    "rules",
    "gas",
    "load-model",
    "scenario",
    "must",
    "never",
    "done",
    "columns",
)  # options that name a file
_RESULTS = ("individual-risk",)  # options that name a file of the job's folder
_NOT_OURS = ("out", "help", "sheet", "fix", "suggest-profile")  # these write elsewhere, or not into a job's folder
_LONGEST_ID = 100


@dataclass(frozen=True)
class Job:
    """One job, checked: absolute inputs, options by their long names without dashes in front."""

    id: str
    verb: str
    inputs: tuple[str, ...]
    options: dict[str, Any]

    def files(self) -> list[str]:
        """What the result depends on besides the inputs: files among the options."""
        return [str(value) for key, value in self.options.items() if key in (*_FILES, "profile") and _is_path(value)]


def _is_path(value: Any) -> bool:
    return isinstance(value, str) and Path(value).is_absolute()


class _Parser(argparse.ArgumentParser):
    """Mistakes are exceptions, not the end of the process."""

    def error(self, message: str) -> NoReturn:
        raise ValueError(message)


def _parser(verb: str) -> _Parser:
    from .verbs import VERBS  # at call: the verb `batch` is one of them

    parser = _Parser(prog=verb, add_help=False, allow_abbrev=False)
    VERBS[verb].add_arguments(parser)
    return parser


def _options_of(parser: argparse.ArgumentParser) -> dict[str, argparse.Action]:
    """The options a job of this verb may name."""
    named = {s.removeprefix("--"): a for a in parser._actions for s in a.option_strings if s.startswith("--")}
    return {name: action for name, action in named.items() if name not in _NOT_OURS}


def _is_flag(action: argparse.Action) -> bool:
    return action.nargs == 0


def _takes_several(action: argparse.Action) -> bool:
    return isinstance(action, argparse._AppendAction) or action.nargs in ("+", "*")


def _words(key: str, value: Any, action: argparse.Action) -> list[str]:
    """An option as the command line writes it."""
    if _is_flag(action):
        return [f"--{key}"] if value else []
    if action.nargs in ("+", "*"):
        return [f"--{key}", *map(str, value if isinstance(value, list) else [value])]
    return [f"--{key}={each}" for each in (value if isinstance(value, list) else [value])]


def arguments_of(job: Job, inputs: Sequence[str], lang: str) -> argparse.Namespace:
    """The job as its verb takes it, results to the working folder. Raises ValueError, which says what is wrong."""
    parser = _parser(job.verb)
    actions = _options_of(parser)
    words = [word for key, value in job.options.items() for word in _words(key, value, actions[key])]
    out = WORK[job.verb].out
    args = parser.parse_args([*inputs, *words, *(["--out", out] if out else [])])
    args.verb, args.lang, args.json, args.quiet, args.debug = job.verb, lang, True, True, False
    return args


class _Reader:
    """Reads one job; every Error names the file, the job's number and the key."""

    def __init__(self, file: str, row: int, base: Path) -> None:
        self._file, self._row = file, row
        self._base = base
        self._name = ""

    def _wrong(self, column: str, value: Any, detail: str) -> _core.Error:
        named = f"job {self._name}: {detail}" if self._name else detail
        said = "" if value is None else str(value)
        return _error("usage", file=self._file, row=self._row, column=column, value=said, detail=named)

    def _one_of(self, names: Iterable[str], value: Any, column: str) -> str:
        known = list(names)
        if value not in known:
            raise self._wrong(column, value, f"known: {', '.join(known)}")
        return str(value)

    def _absolute(self, path: str) -> str:
        return path if path.startswith("PG:") else os.path.abspath(self._base / path)  # noqa: PTH100 # links stay as they are named

    def read(self, given: Any, defaults: Mapping[str, Mapping[str, Any]]) -> Job:
        if not isinstance(given, Mapping):
            raise self._wrong("job", given, "a table of " + ", ".join(_KEYS) + " is needed")
        self._name = str(given.get("id", ""))
        for key in given:
            self._one_of(_KEYS, key, "job")
        for key in ("id", "verb", "input"):
            if key not in given:
                raise self._wrong(key, None, "the key is missing")
        verb = self._one_of(WORK, given["verb"], "verb")
        options = {**defaults.get(verb, {}), **self.options(verb, given.get("options", {}), "options")}
        job = Job(self._id(given["id"]), verb, self._inputs(given["input"]), options)
        try:
            arguments_of(job, job.inputs, "en")
        except ValueError as error:
            raise self._wrong("options", None, str(error)) from None
        return job

    def _id(self, value: Any) -> str:
        text = str(value) if isinstance(value, (str, int)) and not isinstance(value, bool) else ""
        unfit = any(c in text for c in '/\\:*?"<>|') or not text.isprintable() or text != text.strip()
        if not text or text[0] in ".-" or text[-1] == "." or unfit or len(text.encode()) > _LONGEST_ID:
            detail = f"an id is a name for a folder, at most {_LONGEST_ID} bytes, not starting with a dot or dash"
            raise self._wrong("id", value, detail)
        return text

    def _inputs(self, value: Any) -> tuple[str, ...]:
        listed = value if isinstance(value, (list, tuple)) else [value]
        if not listed or not all(isinstance(each, (str, os.PathLike)) and os.fspath(each) for each in listed):
            raise self._wrong("input", value, "the name of a file or folder, or a list of them, is needed")
        return tuple(self._absolute(os.fspath(each)) for each in listed)

    def options(self, verb: str, given: Any, column: str) -> dict[str, Any]:
        """Options by their long names; underscores stand for dashes."""
        if not isinstance(given, Mapping):
            raise self._wrong(column, given, "a table of options is needed")
        actions = _options_of(_parser(verb))
        checked: dict[str, Any] = {}
        for name, value in given.items():
            key = self._one_of(actions, str(name).replace("_", "-"), column)
            checked[key] = self._option(key, value, actions[key], f"{column}.{name}")
        return checked

    def _option(self, key: str, value: Any, action: argparse.Action, column: str) -> Any:
        if _is_flag(action):
            if not isinstance(value, bool):
                raise self._wrong(column, value, "true or false is needed")
            return value
        values = list(value) if isinstance(value, (list, tuple)) else [value]
        if not values or (isinstance(value, (list, tuple)) and not _takes_several(action)):
            raise self._wrong(column, value, "one value is needed")
        plain = [os.fspath(each) if isinstance(each, os.PathLike) else each for each in values]
        wanted: tuple[type, ...] = (int, float) if isinstance(action.type, Bounded) else (int, float, str)
        for each in plain:
            if isinstance(each, bool) or not isinstance(each, wanted):
                raise self._wrong(column, each, "a number is needed" if str not in wanted else "a value is needed")
        if key in _RESULTS and Path(str(plain[0])).name != plain[0]:
            raise self._wrong(column, value, "a file name is needed; it is written into the folder of the job")
        bundled = key in ("scheme", "rules") and plain[0] in _core.bundled_schemes()
        if (key in _FILES and not bundled) or (key == "profile" and str(plain[0]).endswith(".toml")):
            plain = [self._absolute(str(each)) for each in plain]
        return plain if isinstance(value, (list, tuple)) else plain[0]


def read_jobs(jobs: Jobs) -> list[Job]:
    """jobs: a TOML file with one [[job]] after the other (docs/batch.schema.json), or from a list of the same
    tables. Paths are relative to the file, those of a list to the working folder. [defaults.VERB] holds options for
    every job of that verb.

    Raises `Error` naming file, number of the job and key: no such file, not TOML, unknown keys or verbs, options the
    verb does not take or values it refuses, ids given twice. Whether inputs exist is seen when the job runs.
    """
    file, base = "", Path.cwd()
    parts: dict[str, Any] = {"job": jobs}
    if isinstance(jobs, (str, os.PathLike)):
        file, base, parts = os.fspath(jobs), Path(jobs).absolute().parent, read_toml(jobs)
    for part in parts:
        one_of(("job", "defaults"), part, "", file)
    given, defaults = parts.get("job", []), parts.get("defaults", {})
    if isinstance(given, (str, Mapping)) or not isinstance(given, Sequence) or not given:
        raise _error("usage", file=file, column="job", detail="at least one [[job]] is needed")
    common = _defaults(defaults, file, base)
    read = [_Reader(file, row, base).read(job, common) for row, job in enumerate(given, 1)]
    seen: dict[str, int] = {}
    for row, job in enumerate(read, 1):
        first = seen.setdefault(job.id.casefold(), row)  # some file systems do not tell cases apart
        if first != row:
            detail = f"job {first} has this id"
            raise _error("duplicate_id", file=file, row=row, column="id", value=job.id, detail=detail)
    return read


def _defaults(given: Any, file: str, base: Path) -> dict[str, dict[str, Any]]:
    if not isinstance(given, Mapping):
        raise _error("usage", file=file, column="defaults", value=str(given), detail="a table of verbs is needed")
    reader = _Reader(file, -1, base)
    return {
        one_of(WORK, verb, "defaults", file): reader.options(verb, options, f"defaults.{verb}")
        for verb, options in given.items()
    }


def _option_schema(key: str, action: argparse.Action) -> dict[str, Any]:
    if key in _RESULTS:
        return {"type": "string", "pattern": "^[^/]+$"}
    if _is_flag(action):
        return {"type": "boolean"}
    one: dict[str, Any] = {"type": ["string", "number"]}
    if action.choices is not None:
        one = {"enum": list(action.choices)}
    elif isinstance(action.type, Bounded):
        kind = "integer" if action.type.whole else "number"
        one = {"type": kind, "minimum": action.type.low, "maximum": action.type.high}
    return {"anyOf": [one, {"type": "array", "items": one, "minItems": 1}]} if _takes_several(action) else one


def batch_schema() -> dict[str, Any]:
    """The JSON schema (2020-12) of job files, read as JSON: docs/batch.schema.json."""
    options = {
        verb: {
            "type": "object",
            "additionalProperties": False,
            "properties": {key: _option_schema(key, action) for key, action in _options_of(_parser(verb)).items()},
        }
        for verb in WORK
    }
    path = {"type": "string", "minLength": 1}
    jobs = [
        {
            "type": "object",
            "additionalProperties": False,
            "required": ["id", "verb", "input"],
            "properties": {
                "id": {"type": ["string", "integer"], "description": "name of the job and of its folder"},
                "verb": {"const": verb},
                "input": {"anyOf": [path, {"type": "array", "items": path, "minItems": 1}]},
                "options": {"$ref": f"#/$defs/{verb}"},
            },
        }
        for verb in WORK
    ]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "gastwin list of jobs",
        "type": "object",
        "additionalProperties": False,
        "required": ["job"],
        "properties": {
            "defaults": {
                "type": "object",
                "additionalProperties": False,
                "properties": {verb: {"$ref": f"#/$defs/{verb}"} for verb in WORK},
            },
            "job": {"type": "array", "minItems": 1, "items": {"oneOf": jobs}},
        },
        "$defs": options,
    }
