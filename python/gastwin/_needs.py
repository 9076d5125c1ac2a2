# SPDX-License-Identifier: Apache-2.0
"""Loads the compiled core, and says in a line what to install where a library of the system is not there.

GDAL is not in the wheel: Debian's is linked with GPL libraries (Poppler among others), which the wheel must not carry.
"""

try:
    from . import _core  # noqa: F401
except ImportError as error:
    if "libgdal" in str(error):
        raise ImportError(
            f"gastwin reads files through GDAL 3.6, which is not installed here ({error}). "
            "Debian 12: sudo apt install libgdal32 · "
            "本机缺少 GDAL 3.6，Debian 12 请执行：sudo apt install libgdal32"
        ) from None
    raise
