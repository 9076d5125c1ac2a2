# SPDX-License-Identifier: Apache-2.0
"""Assets and their failures as data frames, typed by hand or invented."""

from typing import Any

import numpy as np
import pandas as pd


def assets(*rows: tuple[Any, ...]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["id", "material", "diameter", "length", "installed", "removed"])


def events(*rows: tuple[Any, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["ASSETID", "DATE"])


def invented(seed: int, size: int = 400) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Assets of two materials with failures from 2000 to 2019, gamma factors between them."""
    draw = np.random.default_rng(seed)
    length = draw.lognormal(4.5, 0.8, size)
    old = draw.random(size) < 0.4
    rate = np.where(old, 0.4, 0.1) * draw.gamma(1.0, 1.0, size)
    times = [
        (i, 2000 + 20 * draw.random()) for i in range(size) for _ in range(draw.poisson(20 * rate[i] * length[i] / 1e3))
    ]
    days = [f"{int(t)}-{1 + int((t % 1) * 12):02d}-15" for _, t in times]
    asset = assets(*((i, "CI" if old[i] else "PVC", 150, length[i], 1970, "") for i in range(size)))
    return asset, events(*((i, day) for (i, _), day in zip(times, days, strict=True)))


def ageing_city(seed: int, size: int = 6000) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Rate 0.15 (bore/150 mm)^-1 (age/25)^κ per km·a, of PE a half; κ 1.5 of steel, 0.2 of PE; shapes 1 and 2."""
    draw = np.random.default_rng(seed)
    steel, bore = draw.random(size) < 0.5, draw.choice([80.0, 100.0, 150.0, 250.0], size)
    length, laid = draw.lognormal(5.0, 0.7, size), draw.integers(1960, 1996, size)
    shape, kappa = np.where(steel, 1.0, 2.0), np.where(steel, 1.5, 0.2)
    level = np.where(steel, 0.15, 0.075) * length / 1e3 * (150.0 / bore) * draw.gamma(shape, 1 / shape)
    rows: list[tuple[Any, str]] = []
    for year in range(2000, 2020):
        failed = draw.poisson(level * ((year + 0.5 - laid) / 25.0) ** kappa)
        rows += [(i, f"{year}-{draw.integers(1, 13):02d}-10") for i in np.repeat(np.arange(size), failed)]
    names = np.where(steel, "steel", "PE")
    return assets(*((i, names[i], bore[i], length[i], int(laid[i]), "") for i in range(size))), events(*rows)
