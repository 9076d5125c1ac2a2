# SPDX-License-Identifier: Apache-2.0
"""A twin in the formats of other programs."""

from __future__ import annotations

import argparse
from pathlib import Path

from .._needs import gis
from ..export import FORMATS, export
from ..files import make_folder
from .verb import DONE, Outcome, Progress, Verb, twin_argument


def _export_arguments(p: argparse.ArgumentParser) -> None:
    twin_argument(p)
    p.add_argument("-o", "--out", required=True, metavar="PATH")
    p.add_argument("--format", choices=FORMATS)
    p.add_argument("--layer", default="")
    p.add_argument("--encoding", choices=("utf-8", "gbk"), default="utf-8")
    p.add_argument("--force", action="store_true")


def _export(args: argparse.Namespace, progress: Progress) -> Outcome:
    if not args.out.startswith("PG:"):
        make_folder(Path(args.out).parent)
    written = export(
        args.twin,
        args.out,
        format=args.format,
        layer=args.layer,
        encoding=args.encoding,
        force=args.force,
        progress=progress or False,
    )
    layers = [args.layer] if args.layer else gis.twin_layers(args.twin)
    return {"status": "done", "layers": layers, "outputs": written}, DONE


VERBS = (Verb("export", "export twin.gpkg -o twin.xlsx", _export_arguments, _export),)
