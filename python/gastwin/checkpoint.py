# SPDX-License-Identifier: Apache-2.0
"""Rows of a long computation, kept as they are found, so that a run that was stopped or killed can be continued."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import time
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

import numpy as np

from . import _core
from .frames import _error
from .network import TABLES, Network

_TOGETHER_S = 0.5  # rows found within this time are written together


def network_digest(network: Network, *options: Any) -> str:
    """SHA-256 of all that a computation may depend on: tables, gas, version, options."""
    gas = {name: value for name in dir(network.gas) if isinstance(value := getattr(network.gas, name), (int, float))}
    digest = hashlib.sha256(f"{_core.version}\n{gas}\n{network.crs}\n".encode())
    for name in TABLES:
        table = getattr(network, name)
        digest.update(f"{name} {len(table)}\n".encode())
        for column in table.columns:
            values = np.asarray(table[column])
            as_text = values.dtype.kind in "OUST"
            digest.update("\0".join(map(str, values)).encode() if as_text else np.ascontiguousarray(values).tobytes())
    for option in options:
        digest.update(option.tobytes() if isinstance(option, np.ndarray) else repr(option).encode())
    return digest.hexdigest()


def _line(row: Any) -> str:
    """A row as a line: its checksum and itself."""
    text = json.dumps(row)
    return f"{zlib.crc32(text.encode()):08x} {text}\n"


class Checkpoint:
    """A file of one row per line, JSON after a checksum of it; the first line is the digest of what they belong to.
    What follows a line that is not whole is left out: the end of a process cut it short, another one wrote in the same
    file, or somebody edited it. Rows of another digest are left out too, and `stale` says so."""

    def __init__(self, path: str | os.PathLike[str], digest: str) -> None:
        self.path = Path(path)
        self.stale = False
        self.rows: list[list[Any]] = []
        self._head = json.dumps({"gastwin": "checkpoint", "digest": digest}) + "\n"
        self._file: TextIO | None = None
        self._waiting: list[str] = []
        self._written = time.monotonic()
        self._whole = self._read()

    def _read(self) -> int:
        """Takes the rows that are whole and of this digest; returns the bytes they take."""
        if self.path.exists() and not self.path.is_file():
            raise _error("cannot_write", file=str(self.path), detail="is not an ordinary file")
        try:
            lines = self.path.read_bytes().splitlines(keepends=True)
        except FileNotFoundError:
            return 0
        except OSError as error:
            raise _error("unreadable_file", file=str(self.path), detail=error.strerror or str(error)) from None
        if not lines or lines[0] != self._head.encode():
            if lines and b'"gastwin": "checkpoint"' not in lines[0]:  # somebody's own file
                raise _error("not_overwritten", file=str(self.path))
            self.stale = bool(lines)
            return 0
        length = len(lines[0])
        for line in lines[1:]:
            checksum, _, text = line.removesuffix(b"\n").partition(b" ")
            if not line.endswith(b"\n") or checksum != f"{zlib.crc32(text):08x}".encode():
                break
            self.rows.append(json.loads(text))
            length += len(line)
        return length

    @contextlib.contextmanager
    def open(self) -> Iterator[None]:
        """While it is open rows may be kept; the file goes when the block ends well and stays when it does not."""
        try:
            self._file = self.path.open("r+" if self._whole else "w", encoding="utf-8", newline="\n")
            self._file.seek(self._whole)
            self._file.truncate()
            if not self._whole:
                self._file.write(self._head)
            self._file.flush()
        except OSError as error:
            raise _error("cannot_write", file=str(self.path), detail=error.strerror or str(error)) from None
        try:
            yield
        except BaseException:
            self._write()
            self._file.close()
            raise
        self._file.close()
        self.path.unlink(missing_ok=True)

    def keep(self, row: Any) -> None:
        """One more row. Numbers come back as they were."""
        self._waiting.append(_line(row))
        if time.monotonic() - self._written > _TOGETHER_S:
            self._write()

    def _write(self) -> None:
        assert self._file is not None
        try:
            self._file.write("".join(self._waiting))
            self._file.flush()
        except OSError as error:
            raise _error("cannot_write", file=str(self.path), detail=error.strerror or str(error)) from None
        self._waiting.clear()
        self._written = time.monotonic()
