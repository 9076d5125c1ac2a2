# SPDX-License-Identifier: Apache-2.0
"""The map page with a live engine behind it (`gastwin serve`), and its HTTP interface.

run.py opens and closes; gate.py decides who may ask; app.py takes requests to scenarios.py and planning.py, which work
in the threads of work.py on the one district.py that all share.
"""

from .limits import Limits
from .run import Opened, serve

__all__ = ["Limits", "Opened", "serve"]
