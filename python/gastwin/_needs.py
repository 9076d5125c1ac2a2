# SPDX-License-Identifier: Apache-2.0
"""The compiled reader and writer of files, loaded when first used: it needs GDAL, and nothing else does.

GDAL is not in the wheel: Debian's is linked with GPL libraries (Poppler among others), which the wheel must not carry.
Where it is absent, networks made from tables are solved, isolated, assessed and planned all the same; the first thing
that wants a file read or written raises `Error` no_gdal, which says what to install.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .frames import _error

if TYPE_CHECKING:
    from . import _gis

    gis = _gis
else:

    class _AtFirstUse:
        def __getattr__(self, name: str) -> Any:
            try:
                from . import _gis
            except ImportError as error:
                if "cannot open shared object file" not in str(error):
                    raise
                raise _error("no_gdal", detail=str(error)) from None
            return getattr(_gis, name)

    gis = _AtFirstUse()
