# SPDX-License-Identifier: Apache-2.0
"""Completion in real shells: words typed with the tabulator key, on a terminal, and what the shell makes of them."""

import os
import pty
import re
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from gastwin.cli import build_parser
from gastwin.completion import SHELLS, completion_script
from gastwin.verbs import VERBS

# Typed, and what the program then gets; \t completes. A space follows a word that is complete.
LINES = [
    ("ris\t", ["risk"]),
    ("risk tw\t", ["risk", "twin.gpkg"]),
    ("risk twin.gpkg --scheme poi\t", ["risk", "twin.gpkg", "--scheme", "points"]),
    ("risk twin.gpkg --scheme my-\t", ["risk", "twin.gpkg", "--scheme", "my-scheme.toml"]),
    ("risk twin.gpkg --individual-risk m\t", ["risk", "twin.gpkg", "--individual-risk", "map.TIF"]),
    ("incident twin.gpkg --kind rup\t", ["incident", "twin.gpkg", "--kind", "rupture"]),
    ("solve twin.gpkg --fric\tcole\t", ["solve", "twin.gpkg", "--friction", "colebrook"]),
    ("--lang z\tcheck tw\t", ["--lang", "zh", "check", "twin.gpkg"]),
    (
        "programme twin.gpkg --registers reg\thouseholds.c\t",
        ["programme", "twin.gpkg", "--registers", "registers/households.csv"],
    ),
    ("batch jo\t", ["batch", "jobs.toml"]),
    ("completion fi\t", ["completion", "fish"]),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in (
        "twin.gpkg",
        "notes.txt",
        "my-scheme.toml",
        "my-notes.txt",
        "map.TIF",
        "model.txt",
        "jobs.toml",
        "jobs.txt",
    ):
        (tmp_path / name).touch()
    (tmp_path / "registers").mkdir()
    (tmp_path / "registers" / "households.csv").touch()
    (tmp_path / "registers" / "households.cpg").touch()
    return tmp_path


class Terminal:
    """A shell on a terminal of its own."""

    def __init__(self, fd: int) -> None:
        self._fd = fd

    def read(self, until: str, seconds: float = 60.0) -> str:
        """What appears until this text does."""
        seen, end = "", time.monotonic() + seconds
        while until not in seen and time.monotonic() < end:
            if select.select([self._fd], [], [], 0.2)[0]:
                seen += os.read(self._fd, 65536).decode("utf-8", "replace")
        assert until in seen, seen
        return seen

    def quiet(self, seconds: float = 0.4) -> None:
        """Waits until nothing more appears."""
        while select.select([self._fd], [], [], seconds)[0]:
            os.read(self._fd, 65536)

    def type(self, keys: str) -> None:
        for part in re.findall(r"[^\t]*\t|[^\t]+$", keys):
            os.write(self._fd, part.encode())
            if part.endswith("\t"):
                self.quiet()


@contextmanager
def shell(words: list[str], folder: Path) -> Iterator[Terminal]:
    child, fd = pty.fork()
    if child == 0:
        os.chdir(folder)
        plain = {
            "TERM": "dumb",
            "HOME": str(folder),
            "LC_ALL": "C.UTF-8",
            "PS1": "",
            "HISTFILE": "",
            "fish_greeting": "",
        }
        os.execvpe(words[0], words, {**os.environ, **plain})
    try:
        yield Terminal(fd)
    finally:
        os.close(fd)
        os.kill(child, 9)
        os.waitpid(child, 0)


START = {
    "bash": (["bash", "--norc", "--noprofile", "-i"], "source {0}; gastwin() {{ printf '<%s>' \"$@\" END; }}"),
    "zsh": (
        ["zsh", "-f", "-i"],
        "autoload -U compinit; compinit -u; source {0}; gastwin() {{ printf '<%s>' \"$@\" END; }}",
    ),
    "fish": (["fish", "--no-config", "-i"], "source {0}; function gastwin; printf '<%s>' $argv END; end"),
}


@pytest.mark.parametrize("name", list(SHELLS))
def test_words_complete_on_a_terminal(name: str, folder: Path) -> None:
    if shutil.which(name) is None:
        pytest.skip(f"{name} is not installed")
    script = folder / f"completion.{name}"
    script.write_text(completion_script(name, "en"), "utf-8")
    words, prepare = START[name]
    with shell(words, folder) as terminal:
        terminal.type(prepare.format(script.name) + "; printf 'RE%s' ADY\r")
        terminal.read("READY")
        terminal.quiet()
        for typed, wanted in LINES:
            terminal.type(f"gastwin {typed}")
            terminal.type("\r")  # what was echoed so far is read and gone
            got = re.findall(r"<([^<>]*)>", terminal.read("<END>"))
            assert got[:-1] in (wanted, ["=".join(wanted[-2:]) if w == wanted[-2] else w for w in wanted[:-1]]), typed
            terminal.quiet()


def offered(folder: Path, *words: str) -> list[str]:
    """What bash offers for the last of these words."""
    script = folder / "completion.bash"
    if not script.exists():
        script.write_text(completion_script("bash", "en"), "utf-8")
    line = 'source "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _gastwin; printf "%s\\n" "${COMPREPLY[@]}"'
    done = subprocess.run(
        ["bash", "-c", line, script.name, "gastwin", *words], cwd=folder, capture_output=True, text=True, check=True
    )
    assert done.stderr == ""
    return sorted(done.stdout.split())


def test_bash_offers_every_verb_option_and_choice(folder: Path) -> None:
    assert offered(folder, "") == sorted(VERBS)
    subs = build_parser("en")._subparsers._group_actions[0].choices  # type: ignore[union-attr] # argparse has no other way
    for verb, parser in subs.items():  # type: ignore[union-attr, attr-defined]
        assert offered(folder, verb, "-") == sorted(s for a in parser._actions for s in a.option_strings), verb
        for action in parser._actions:
            if action.option_strings and action.choices:
                assert offered(folder, verb, action.option_strings[-1], "") == sorted(map(str, action.choices))


def test_bash_offers_files_that_fit_and_folders(folder: Path) -> None:
    assert offered(folder, "risk", "") == ["registers", "twin.gpkg"]
    assert offered(folder, "risk", "twin.gpkg", "--scheme", "") == [
        "default", "index", "jobs.toml", "my-scheme.toml", "points", "registers",
    ]  # fmt: skip
    assert offered(folder, "report", "twin.gpkg", "-o", "") == ["registers"]
    assert offered(folder, "plan", "twin.gpkg", "--budget-per-year", "") == []
    assert offered(folder, "solve", "--lang", "=", "z") == ["zh"]
    assert offered(folder, "hazards", "twin.gpkg", "--registers", "a.csv", "registers/") == ["registers/households.csv"]
    assert "--samples" in offered(folder, "risk", "twin.gpkg", "")
    assert offered(folder, "nonsense", "") == []


@pytest.mark.parametrize("name", list(SHELLS))
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_verb_prints_the_script_alone(name: str, lang: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "gastwin", "completion", name, "--lang", lang],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )
    assert done.stdout == completion_script(name, lang) and done.stderr == ""
    if name != "bash":
        assert ("孪生体文件" in done.stdout or "计算压力与流量" in done.stdout) == (lang == "zh")
