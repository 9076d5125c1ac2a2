# SPDX-License-Identifier: Apache-2.0
"""The site of these pages: `make docs` writes it to build/site. Markdown pages; none loads anything from elsewhere."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
GENERATED = Path(__file__).parent / "generated"  # not kept in the repository
ROOMS = {
    "models": "what is known: tables, laws, units",
    "engine": "physics: solvers, isolation",
    "scenarios": "questions: incidents, risk, plans",
    "gis": "the world: files, repairs, exports",
}


def _match(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    return found[1] if found else ""


project = "gastwin"
copyright = "the gastwin authors, Apache-2.0"
version = release = _match(r"project\(gastwin VERSION ([0-9.]+)", (ROOT / "CMakeLists.txt").read_text("utf-8"))
extensions = ["myst_parser", "sphinx.ext.autodoc"]
myst_heading_anchors = 3
exclude_patterns = ["_build"]
html_theme = "furo"
html_title = f"gastwin {version}"
autodoc_member_order = "bysource"
suppress_warnings = ["myst.xref_missing"]  # links to files of the repository that are no pages


def _purpose(header: Path) -> str:
    """The first paragraph of the comment at the head of a header."""
    lines = []
    for line in header.read_text("utf-8").splitlines()[1:]:
        if not line.startswith("//") or line.strip() == "//":
            break
        lines.append(line[2:].strip())
    return " ".join(lines)


def _headers() -> str:
    """One line per public header, by room."""
    text = ["# C++ headers", "", "After `cmake --install`: `find_package(gastwin)`, then `gastwin::models` and so on."]
    for room, about in ROOMS.items():
        text += ["", f"## {room}: {about}", ""]
        for header in sorted((ROOT / room).glob("*.hpp")):
            purpose = _purpose(header)
            text.append(f"- `{room}/{header.name}`" + (f": {purpose}" if purpose else ""))
    return "\n".join(text) + "\n"


def setup(app: object) -> None:
    """Writes what follows from the sources before pages are read."""
    GENERATED.mkdir(exist_ok=True)
    (GENERATED / "headers.md").write_text(_headers(), "utf-8")
