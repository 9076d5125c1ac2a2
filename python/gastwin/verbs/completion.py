# SPDX-License-Identifier: Apache-2.0
"""Completion of words in the shell."""

from __future__ import annotations

import argparse

from ..completion import SHELLS, completion_script
from .verb import DONE, Outcome, Progress, Verb


def _arguments(p: argparse.ArgumentParser) -> None:
    p.add_argument("shell", choices=list(SHELLS))


def _completion(args: argparse.Namespace, progress: Progress) -> Outcome:
    del progress
    return {"status": "done", "script": completion_script(args.shell, args.lang), "outputs": []}, DONE


VERBS = (Verb("completion", "completion bash", _arguments, _completion),)
