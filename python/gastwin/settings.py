# SPDX-License-Identifier: Apache-2.0
"""Files of settings that users write, and the bundled ones they start from: schemes, rules, load models, gases."""

from __future__ import annotations

import json
import os
import tomllib
from pathlib import Path
from typing import Any

from . import _core
from .frames import _error


def scheme_text(scheme: str | os.PathLike[str]) -> str:
    """The TOML text of a bundled scheme by its name (`schemes()`), or of a file. Raises `Error`: no such file."""
    return str(_core.bundled_scheme(os.fspath(scheme))) or read_text(scheme)


def read_text(path: str | os.PathLike[str]) -> str:
    """The text of a file in UTF-8. Raises `Error`: no_such_file, unreadable_file."""
    if Path(path).exists() and not Path(path).is_file():
        raise _error("unreadable_file", file=os.fspath(path), detail="not an ordinary file")
    try:
        return Path(path).read_text("utf-8-sig")  # editors of Windows write the mark
    except FileNotFoundError:
        raise _error("no_such_file", file=os.fspath(path)) from None
    except (OSError, UnicodeDecodeError) as error:
        raise _error("unreadable_file", file=os.fspath(path), detail=str(error)) from None


def read_toml(path: str | os.PathLike[str]) -> dict[str, Any]:
    """The tables of a TOML file. Raises `Error`: no_such_file, unreadable_file."""
    try:
        return tomllib.loads(read_text(path))
    except (ValueError, RecursionError) as error:  # not only TOMLDecodeError: numbers of 5000 digits, endless nesting
        raise _error("unreadable_file", file=os.fspath(path), detail=str(error)) from None


def read_settings(path: str | None) -> dict[str, Any]:
    """The object in a JSON file, or in a TOML file where the name ends so."""
    if path is None:
        return {}
    if path.lower().endswith(".toml"):
        return read_toml(path)
    try:
        values = json.loads(read_text(path))
    except json.JSONDecodeError as error:
        raise _error("unreadable_file", file=path, row=error.lineno, detail=error.msg) from None
    except (ValueError, RecursionError) as error:
        raise _error("unreadable_file", file=path, detail=str(error)) from None
    if not isinstance(values, dict):
        raise _error("unreadable_file", file=path, detail="expected a JSON object")
    return values
