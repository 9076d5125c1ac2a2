# SPDX-License-Identifier: Apache-2.0
"""The map page with a live engine."""

from __future__ import annotations

import argparse
import os
import sys
from typing import TYPE_CHECKING

from ..messages import sentence
from .verb import DONE, Outcome, Progress, Verb, twin_argument, whole

if TYPE_CHECKING:
    from ..server import Opened

TOKEN_VARIABLE = "GASTWIN_TOKEN"


def _serve_arguments(p: argparse.ArgumentParser) -> None:
    twin_argument(p)
    p.add_argument("--host", default="127.0.0.1", metavar="ADDRESS")
    p.add_argument("--port", type=whole(0, 65535), default=8765)
    p.add_argument("--token", metavar="TOKEN")
    p.add_argument("--name", dest="names", action="append", default=[], metavar="NAME")
    p.add_argument("--scheme", metavar="FILE")


def _serve(args: argparse.Namespace, progress: Progress) -> Outcome:
    from ..server import serve  # loads the web library, which no other verb needs

    def opened(where: Opened) -> None:
        print(f"{sentence('serving', args.lang)} {where.link}", file=sys.stderr, flush=True)

    where = serve(
        args.twin,
        host=args.host,
        port=args.port,
        token=args.token or os.environ.get(TOKEN_VARIABLE) or None,
        names=tuple(args.names),
        scheme=args.scheme,
        lang=args.lang,
        opened=opened,
        progress=progress or False,
    )
    return {"status": "done", "outputs": [where.url]}, DONE


VERBS = (Verb("serve", "serve twin.gpkg", _serve_arguments, _serve),)
