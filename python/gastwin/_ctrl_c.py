# SPDX-License-Identifier: Apache-2.0
"""Ctrl-C while the command line is loading. Imported before anything slow, for its effect.

Loading NumPy and the compiled core takes most of a second in which no `try` of ours is reached. If this process is the
command line, an interrupt in that time ends it as any later one does: one line, exit status 130. Other programs that
import gastwin are left alone.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from pathlib import Path
from types import FrameType
from typing import NoReturn

from .messages import language, sentence

INTERRUPTED = 130


def _is_command_line() -> bool:
    """Started as `gastwin` or as `python -m gastwin` (then the name is "-m" while the package loads)?"""
    name = sys.argv[0] if sys.argv else ""
    words = zip(sys.orig_argv, sys.orig_argv[1:], strict=False)
    as_module = name == "-m" and any(a == "-m" and b.split(".")[0] == "gastwin" for a, b in words)
    return as_module or Path(name).stem == "gastwin"


def _end(signum: int, frame: FrameType | None) -> NoReturn:
    """Ends the process at once: an exception might be swallowed by a half-loaded library."""
    os.write(2, f"GT-0903 {sentence('interrupted', language(sys.argv[1:]))}\n".encode())
    os._exit(INTERRUPTED)


def release() -> None:
    """From here on Ctrl-C is an exception again."""
    if signal.getsignal(signal.SIGINT) is _end:
        signal.signal(signal.SIGINT, signal.default_int_handler)


if (
    _is_command_line()
    and threading.current_thread() is threading.main_thread()
    and signal.getsignal(signal.SIGINT) is signal.default_int_handler
):
    signal.signal(signal.SIGINT, _end)
