# SPDX-License-Identifier: Apache-2.0
"""Takes the pictures of QGIS that the documentation shows, of a district made up by `gastwin synth`.

    python tools/qgis_pictures.py [FOLDER]        default docs/images

Needs QGIS and xvfb-run. What runs inside QGIS is tools/qgis_window.py.
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path

import gastwin as gt

ROOT = Path(__file__).resolve().parents[1]
LOCALES = {"en": "en_GB", "zh": "zh-Hans"}
PICTURES = (
    ("zh", "风险", "qgis-risk-zh.png"),
    ("zh", "改造计划", "qgis-plan-zh.png"),
    ("en", "Data problems", "qgis-problems-en.png"),
    ("en", "Pressure", "qgis-pressure-en.png"),
)


def main() -> int:
    """Exit status 1 when a picture is missing."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "docs" / "images")
    folder = parser.parse_args().folder.resolve()
    work = ROOT / "build" / "qgis-pictures"  # not a temporary folder: QGIS marks what lies in one
    gt.write_survey(gt.synthetic_city(households=6000, seed=7), work / "district", defects=True, seed=7)
    inputs = [str(work / "district" / "survey"), str(work / "district" / "registers")]
    for lang in LOCALES:
        gt.assess(inputs, work / lang, lang=lang, budget_per_year=1e6)
    for lang, view, name in PICTURES:
        words = ["xvfb-run", "-a", "-s", "-screen 0 1400x900x24", "qgis", "--nologo", "--noversioncheck", "--noplugins"]
        words += ["--profiles-path", str(work / "profiles"), "--lang", LOCALES[lang]]
        words += ["--code", str(ROOT / "tools" / "qgis_window.py"), str(work / lang / "twin.qgz")]
        told = {"GASTWIN_VIEW": view, "GASTWIN_PICTURE": str(folder / name)}
        subprocess.run(words, env=os.environ | told, stderr=subprocess.DEVNULL, timeout=300, check=False)
        print(folder / name)
    return int(not all((folder / name).exists() for _, _, name in PICTURES))


if __name__ == "__main__":
    sys.exit(main())
