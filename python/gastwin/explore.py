# SPDX-License-Identifier: Apache-2.0
"""The map page in hand: shown in a notebook, saved, or opened in the browser."""

from __future__ import annotations

import html
import os
import tempfile
import webbrowser
from dataclasses import dataclass, field
from pathlib import Path

from .files import replacing

HEIGHT_PX = 640


@dataclass(frozen=True)
class MapPage:
    """One HTML file with everything in it, for no network. A notebook shows it below the cell that made it.

    `page`: its text.
    """

    page: str = field(repr=False)

    def _repr_html_(self) -> str:
        # A document of its own with scripts but not the notebook's rights; its content policy forbids connections.
        source = html.escape(self.page, quote=True)
        return (
            f'<iframe srcdoc="{source}" width="100%" height="{HEIGHT_PX}" sandbox="allow-scripts allow-downloads" '
            'style="border: 1px solid #ccc"></iframe>'
        )

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes the page; an existing file survives unless the new one is complete. Raises `Error`: cannot_write."""
        with replacing(path) as unfinished:
            unfinished.write_text(self.page, "utf-8")

    def open(self) -> Path:
        """Opens the page in the browser, from a temporary file; returns its path."""
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", suffix=".html", prefix="gastwin-", delete=False
        ) as file:
            file.write(self.page)
        webbrowser.open(Path(file.name).as_uri())
        return Path(file.name)

    def __repr__(self) -> str:
        return f"<MapPage: {len(self.page) / 1e6:.1f} MB; save(path) or open() it>"
