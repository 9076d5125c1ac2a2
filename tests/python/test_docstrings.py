# SPDX-License-Identifier: Apache-2.0
"""What the public functions say of themselves: every parameter, units or meaning of numbers, what they raise, and where
laws come from. A docstring may leave this to another that it names, as in "errors as for `gastwin.solve()`"."""

import inspect
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import gastwin as gt
from gastwin import _core
from gastwin.verbs import VERBS

ROOT = Path(__file__).resolve().parents[2]
SAID_ONCE = ("self", "cls", "progress", "lang", "ax", "network", "twin", "path", "folder")  # the same everywhere
UNITS = ("m", "mm", "m2", "pa", "s", "kg_s", "k", "c", "kg_mol", "pa_s", "h", "years", "per_year")
FAILS = re.compile(r"_error\(|whole\(|_read_text\(|\b_core\.\w+\(|sound_core_network\(")
LAWS = (  # what rests on a formula or on published figures
    "Gas.from_composition",
    "GasQuality",
    "fitting_loss_coefficient",
    "fn_curve",
    "friction_laws",
    "household_risk",
    "individual_risk",
    "load_model",
    "risk_by_place",
    "simultaneous_share",
    "suggest_profile",
)
SOURCE = re.compile(r"[Ss]ource|ISO 6976|\w+/\w+\.hpp|docs/theory|coincidence table")


def public() -> Iterator[tuple[str, Any]]:
    """Functions, classes and their methods and properties, by name."""
    for name in gt.__all__:
        value = getattr(gt, name)
        if inspect.isfunction(value):
            yield name, value
        elif inspect.isclass(value) and value is not gt.Error:
            yield name, value
            for member, raw in vars(value).items():
                call = raw.__func__ if isinstance(raw, (classmethod, staticmethod)) else raw
                call = call.fget if isinstance(call, property) else call
                if not member.startswith("_") and inspect.isfunction(call):
                    yield f"{name}.{member}", call


KNOWN = dict(public())
CALLS = sorted(name for name, value in KNOWN.items() if not inspect.isclass(value))


def said(name: str, seen: frozenset[str] = frozenset()) -> str:
    """The docstring, and those of the functions it names."""
    text = inspect.getdoc(KNOWN[name]) or ""
    for other in re.findall(r"`(?:gastwin\.)?([A-Za-z_.]+?)(?:\(\))?`", text):
        if other in KNOWN and other not in seen and other != name:
            text += "\n" + said(other, seen | {name, other})
    return text


def parameters(call: Callable[..., Any]) -> list[inspect.Parameter]:
    return [p for p in inspect.signature(call).parameters.values() if p.name not in SAID_ONCE]


def test_everything_public_has_a_docstring() -> None:
    assert len(KNOWN) > 150
    bare = [name for name, value in KNOWN.items() if not (inspect.getdoc(value) or "").strip()]
    assert not bare, bare


@pytest.mark.parametrize("name", CALLS)
def test_parameters_and_what_is_raised_are_said(name: str) -> None:
    call, text = KNOWN[name], said(name)
    unsaid = [p.name for p in parameters(call) if not re.search(rf"\b{p.name}\b", text)]
    assert not unsaid, unsaid
    if parameters(call) and FAILS.search(inspect.getsource(call)):
        assert "Raises" in text
    for p in parameters(call):
        if "float" in str(p.annotation) and not p.name.endswith(tuple(f"_{unit}" for unit in UNITS)):
            explained = rf"\b{p.name}\b`?(, \w+)*( \([^)]*\))?:|`{p.name}`|`?\b{p.name}`? \(|ratio|{p.name} in "
            assert re.search(explained, text), f"{p.name}: neither a unit in its name nor a word on what it is"


@pytest.mark.parametrize("name", LAWS)
def test_laws_name_their_source(name: str) -> None:
    assert SOURCE.search(said(name)), name


def test_files_that_docstrings_name_are_there() -> None:
    named = {
        (name, file)
        for name, value in KNOWN.items()
        for file in re.findall(
            r"\b(?:docs|models|engine|scenarios|gis|gastwin)/[\w/.-]+\.\w+", inspect.getdoc(value) or ""
        )
    }
    here = {(name, f) for name, f in named if (ROOT / f).exists() or (ROOT / "python" / f).exists()}
    assert named == here and len(named) > 5, named - here


def test_stubs_cover_the_compiled_core() -> None:
    """Every function, class and attribute of the core stands in its stub, and nothing else does."""
    stub = (ROOT / "python" / "gastwin" / "_core.pyi").read_text("utf-8")
    functions = set(re.findall(r"^def (\w+)\(", stub, flags=re.MULTILINE))
    classes = set(re.findall(r"^class (\w+)", stub, flags=re.MULTILINE))
    there = {n: v for n, v in vars(_core).items() if not n.startswith("__")}
    assert functions == {n for n, v in there.items() if inspect.isbuiltin(v)}
    assert classes == {n for n, v in there.items() if inspect.isclass(v)}


def test_every_verb_has_its_python() -> None:
    """docs/python.md says which function each verb is, and these are there."""
    page = (ROOT / "docs" / "python.md").read_text("utf-8")
    rows = [row.split("|")[1:3] for row in page.splitlines() if row.startswith("| `") and row.count("|") == 3]
    verbs = {verb for left, _ in rows for verb in re.findall(r"`(\w+)`", left)}
    functions = {name for _, right in rows for name in re.findall(r"`(?:gastwin\.)?([\w.]+)(?:\(\))?`", right)}
    assert verbs >= set(VERBS) - {"completion"}
    assert functions <= set(KNOWN) | {"serve"}, functions - set(KNOWN)
