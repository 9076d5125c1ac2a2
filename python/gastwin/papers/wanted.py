# SPDX-License-Identifier: Apache-2.0
"""What is asked of a paper: where it goes and in which language."""

from __future__ import annotations

import os

from ..files import has_suffix
from ..frames import _error
from ..messages import LANGUAGES, default_language

PAPER_SUFFIXES = (".xlsx", ".html")


def paper_place(path: str | os.PathLike[str]) -> None:
    """Raises `Error` where the name is not that of a paper."""
    if not has_suffix(path, PAPER_SUFFIXES):
        detail = f"the ending must be {' or '.join(PAPER_SUFFIXES)}"
        raise _error("usage", column="path", value=os.fspath(path), detail=detail)


def paper_language(lang: str | None) -> str:
    """The language asked for, else the environment's. Raises `Error`."""
    chosen = default_language() if lang is None else lang
    if chosen not in LANGUAGES:
        raise _error("usage", column="lang", value=str(lang), detail=", ".join(LANGUAGES))
    return chosen
