# SPDX-License-Identifier: Apache-2.0
"""Files appear whole or not at all."""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Collection, Iterator
from pathlib import Path

from .frames import _error


@contextlib.contextmanager
def replacing(path: str | os.PathLike[str]) -> Iterator[Path]:
    """A temporary file beside `path` that takes its place when the block ends well; otherwise `path` is untouched."""
    target = Path(path)
    if target.exists() and not target.is_file():
        reason = "is a folder" if target.is_dir() else "is not an ordinary file"
        raise _error("cannot_write", file=str(target), detail=reason)
    if target.is_symlink():  # the file is replaced, not the link to it
        target = Path(os.path.realpath(target))
    try:
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=target.suffix)
    except OSError as error:
        raise _error("cannot_write", file=str(target), detail=error.strerror or str(error)) from None
    os.close(handle)
    unfinished = Path(name)
    try:
        yield unfinished
        with unfinished.open("rb") as written:
            os.fsync(written.fileno())
        unfinished.chmod(0o644)
        unfinished.replace(target)
    except OSError as error:
        raise _error("cannot_write", file=str(target), detail=error.strerror or str(error)) from None
    finally:
        unfinished.unlink(missing_ok=True)


def has_suffix(path: str | os.PathLike[str], suffixes: Collection[str]) -> bool:
    """Does the name end in one of these, in either case?"""
    return Path(path).suffix.lower() in suffixes


def make_folder(path: str | os.PathLike[str]) -> Path:
    """The folder, made if need be and known to be writable."""
    folder = Path(path)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise _error("cannot_write", file=str(folder), detail=error.strerror or str(error)) from None
    return folder


def sha256_of(path: Path) -> str:
    """Hexadecimal SHA-256 of a file's content."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest()


def input_hashes(inputs: list[str]) -> dict[str, str]:
    """SHA-256 of every input file; folders stand for the files in them, links out of them for nothing."""
    hashes: dict[str, str] = {}
    for entry in map(Path, inputs):
        inside = (p for p in entry.rglob("*") if p.is_file() and p.resolve().is_relative_to(entry.resolve()))
        files = sorted(inside) if entry.is_dir() else [entry]
        # Names in an older encoding are kept readable; JSON holds Unicode only.
        hashes.update({os.fsencode(f).decode("utf-8", "replace"): sha256_of(f) for f in files if f.is_file()})
    return hashes
