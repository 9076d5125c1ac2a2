# SPDX-License-Identifier: Apache-2.0
"""`python -m gastwin` is the command line."""

from .cli import main

raise SystemExit(main())
