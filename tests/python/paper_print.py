# SPDX-License-Identifier: Apache-2.0
"""Papers as a printer gives them: pages of a PDF, and whether anything on the screen sticks out."""

from __future__ import annotations

import re
import zlib
from pathlib import Path
from typing import Any

from page_browser import PATIENCE_MS

_A4_PX = 794 - 2 * 45  # width of A4 between margins of 12 mm at 96 dpi


def pages(pdf: Path) -> int:
    """Pages of a PDF, whose objects may be packed in streams."""
    content = pdf.read_bytes()
    packed = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", content, re.DOTALL)
    for stream in packed:
        try:
            content += zlib.decompress(stream)
        except zlib.error:
            continue
    return len(re.findall(rb"/Type\s*/Page\b", content))


def printed(started: Any, file: Path) -> tuple[int, list[str], list[str]]:
    """Prints a page from disk, offline and without scripts; returns the number of sheets, elements that stick out of
    the sheet or of their own cell, and what the page asked of any network."""
    context = started.new_context(offline=True, viewport={"width": _A4_PX, "height": 1000})
    asked: list[str] = []
    try:
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.goto(file.as_uri(), timeout=PATIENCE_MS)
        page.emulate_media(media="print")
        out = page.evaluate(
            """() => [...document.querySelectorAll("body *:not(svg *)")].filter((e) =>
                e.getBoundingClientRect().right > document.documentElement.clientWidth + 1
                || (["TD", "TH", "DD", "P", "DIV"].includes(e.tagName) && e.scrollWidth > e.clientWidth + 1))
                .map((e) => `${e.tagName} ${e.textContent.slice(0, 40)}`)"""
        )
        pdf = file.with_suffix(".pdf")
        page.pdf(path=str(pdf), prefer_css_page_size=True, print_background=True)
        return pages(pdf), list(out), [url for url in asked if not url.startswith("file:")]
    finally:
        context.close()
