# SPDX-License-Identifier: Apache-2.0
"""A smallest twin with users, buildings and devices for the tests of the device programme."""

from typing import Any

import gastwin as gt

AS_OF = "2024-12-31"


def network(
    customer: dict[str, list[Any]],
    device: dict[str, list[Any]] | None = None,
    building: dict[str, list[Any]] | None = None,
    record: dict[str, list[Any]] | None = None,
) -> gt.Network:
    """A pipe with these customers at its end; columns of `customer` besides id are optional."""
    count = len(customer["id"])
    tables: dict[str, Any] = {
        "node": {"id": ["a", "b"], "x_m": [0.0, 10.0], "y_m": [0.0, 0.0]},
        "pipe": {"id": ["p"], "from_node": ["a"], "to_node": ["b"], "length_m": [10.0], "inner_diameter_m": [0.1]},
        "source": {"id": ["s"], "node": ["a"], "gauge_pressure_pa": [2500.0]},
        "customer": {"node": ["b"] * count, "demand_kg_s": [0.0] * count, "households": [1] * count, **customer},
    }
    if building:
        tables["building"] = building
    if device:
        tables["device"] = {"id": [f"d{i}" for i in range(len(device["customer"]))], **device}
    if record:
        tables["record"] = record
    return gt.Network.from_frames(tables)


def found(programme: gt.Programme, duty: str) -> dict[str, tuple[str, str, str]]:
    """By customer: obliged, status, found."""
    rows = programme.duty[programme.duty.duty == duty]
    return {str(r.customer): (str(r.obliged), str(r.status), str(r.found)) for r in rows.itertuples()}
