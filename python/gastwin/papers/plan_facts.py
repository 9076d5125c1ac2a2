# SPDX-License-Identifier: Apache-2.0
"""The figures of a plan's papers, taken from the engine's tables: nothing is computed here but sums and roundings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from ..closure import prepare_shutoff
from ..compute import Plan
from ..frames import Table
from ..network import Network, Twin
from ..plan_works import WorksRow
from ..risk import Risk
from ..steady import solve
from .areas import Area, Areas
from .maps import Line, Places, rows_of
from .paper import cm, fen

_MISSING_INT = np.iinfo(np.int32).min


@dataclass(frozen=True)
class AssetFacts:
    """A pipe or riser that is renewed."""

    id: str
    table: str
    row: int
    material: str
    year: int | None
    size: str
    pressure: str
    length_m: float
    design: str
    cost_fen: int
    risk: Any  # its row of the assessment
    rules: tuple[str, ...]


@dataclass(frozen=True)
class Closure:
    """What is shut for a project, in order."""

    valves: tuple[str, ...]
    stations: tuple[str, ...]


@dataclass
class ProjectFacts:
    """A project with its assets; costs add up: set-up, what keeps others supplied, and assets are its cost."""

    id: str
    year: int
    row: Any  # of the plan's table
    assets: list[AssetFacts]
    area: Area
    cost_fen: int
    works: WorksRow | None = None
    stable: float | None = None
    closure: Closure | None = None

    @property
    def closure_fen(self) -> int:
        """What it costs to keep the others supplied: stops, by-pass, temporary supply, relighting."""
        return fen(self.row.closure_cny)

    @property
    def set_up_fen(self) -> int:
        """What the project costs besides its assets and their closure."""
        return self.cost_fen - self.closure_fen - sum(asset.cost_fen for asset in self.assets)

    @property
    def length_m(self) -> float:
        """Length renewed, of pipes and risers, as its assets show it."""
        return round(sum(asset.length_m for asset in self.assets), 2)

    @property
    def pipe_m(self) -> float:
        """Length of its pipes."""
        return round(sum(asset.length_m for asset in self.assets if asset.table == "pipe"), 2)

    @property
    def risk_before(self) -> float:
        """Risk of its assets at assessment, CNY a year."""
        return float(sum(asset.risk.risk_cny_per_year for asset in self.assets))

    @property
    def where(self) -> str:
        """Street, else estate, else the building nearest to it."""
        return str(self.row.street) or self.area.estate or self.area.building or "–"

    @property
    def district(self) -> str:
        """The district that the plan's rules put it in, else that of the nearest building."""
        return str(self.row.district) or self.area.district


@dataclass
class PlanFacts:
    """Everything that the papers of a plan say, by language only in its names."""

    network: Network
    risk: Risk
    plan: Plan
    projects: list[ProjectFacts]
    places: Places
    areas: Areas
    rules: dict[str, Any]  # rows of the assessment's rules by id
    must: frozenset[str] = frozenset()
    never: frozenset[str] = frozenset()

    @cached_property
    def chosen(self) -> dict[str, ProjectFacts]:
        """The project of each asset that is renewed."""
        return {asset.id: project for project in self.projects for asset in project.assets}

    @cached_property
    def planned_pipes(self) -> frozenset[int]:
        """Rows of the pipes that are renewed."""
        return frozenset(a.row for project in self.projects for a in project.assets if a.table == "pipe")


def code_names(table: Table, column: str, lang: str) -> dict[str, str]:
    """Names of the codes of a column."""
    names = next(c["names"] for c in table._core.schema() if c["name"] == column)
    return {code: zh if lang == "zh" else en for code, en, zh in names}


def _size(row: Any, table: Table) -> str:
    if text := str(table["diameter_text"][row]):
        return text
    bore = float(table["inner_diameter_m"][row])
    return f"Φ{1000.0 * bore:.0f}" if np.isfinite(bore) else ""


class AssetReader:
    """What is known of assessed pipes and risers, in words of a language."""

    def __init__(self, network: Network, risk: Risk, lang: str) -> None:
        self.network = network
        self.risk = {str(row.id): row for row in rows_of(risk.assets)}
        self.rows = {name: {str(i): r for r, i in enumerate(getattr(network, name).id)} for name in ("pipe", "riser")}
        self.tables = {"pipe": network.pipe, "riser": network.riser}
        self.material = {name: code_names(table, "material", lang) for name, table in self.tables.items()}
        self.materials = {name: table["material"] for name, table in self.tables.items()}
        self.years = {name: table["install_year"] for name, table in self.tables.items()}
        self.pressure = code_names(network.pipe, "pressure_class", lang)
        self.pressures = network.pipe.pressure_class

    def assessed(self, table: str, name: str, design: str = "", cost_fen: int = 0) -> AssetFacts:
        """A pipe or riser, and what is done to it."""
        at = self.rows[table][name]
        year = int(self.years[table][at])
        assessed = self.risk[name]
        return AssetFacts(
            name,
            table,
            at,
            self.material[table][self.materials[table][at]],
            None if year == _MISSING_INT else year,
            _size(at, self.tables[table]),
            self.pressure[self.pressures[at]] if table == "pipe" else "",
            cm(1000.0 * assessed.length_km),
            design,
            cost_fen,
            assessed,
            tuple(r.strip() for r in str(assessed.rules).split(",") if r.strip()),
        )


def _middle(places: Places, assets: Sequence[AssetFacts]) -> tuple[float, float] | None:
    """About the middle of a project."""
    seen = [places.lines[a.row] for a in assets if a.table == "pipe" and places.drawn(a.row)]
    if not seen:
        found = [p for a in assets if a.table == "riser" and (p := places.of_row("riser", a.row)) is not None]
        return found[0] if found else None
    xy = np.concatenate(seen)
    x, y = (xy.min(axis=0) + xy.max(axis=0)) / 2.0
    return float(x), float(y)


def _area(network: Network, areas: Areas, places: Places, assets: Sequence[AssetFacts]) -> Area:
    for asset in assets:
        if asset.table == "riser" and network.riser.building[asset.row] >= 0:
            return areas.of(int(network.riser.building[asset.row]))
    return areas.near(_middle(places, assets))


def plan_facts(
    twin: Network | Twin,
    risk: Risk,
    plan: Plan,
    lang: str,
    *,
    works: Sequence[WorksRow] = (),
    stability: Mapping[str, float] | None = None,
    must: Sequence[Any] = (),
    never: Sequence[Any] = (),
) -> PlanFacts:
    """The facts of a plan, projects in the plan's order."""
    network = twin.network if isinstance(twin, Twin) else twin
    reader, places, areas = AssetReader(network, risk, lang), Places(network), Areas(network)
    design = code_names(plan.pipes, "design", lang)
    members: dict[str, list[AssetFacts]] = {}
    for table, chosen in (("pipe", plan.pipes), ("riser", plan.risers)):
        for row in rows_of(chosen):
            asset = reader.assessed(table, str(row.id), design[row.design], fen(row.cost_cny))
            members.setdefault(str(row.project), []).append(asset)
    checked = {row.project: row for row in works}
    projects = []
    for row in rows_of(plan.projects):
        assets = members.get(str(row.id), [])
        projects.append(
            ProjectFacts(
                str(row.id),
                int(row.year),
                row,
                assets,
                _area(network, areas, places, assets),
                fen(row.cost_cny),
                checked.get(str(row.id)),
                None if stability is None else stability.get(str(row.id)),
            )
        )
    return PlanFacts(
        network,
        risk,
        plan,
        projects,
        places,
        areas,
        {str(row.id): row for row in rows_of(risk.rules)},
        frozenset(map(str, must)),
        frozenset(map(str, never)),
    )


def add_closures(facts: PlanFacts, projects: Sequence[ProjectFacts]) -> None:
    """Adds to those projects whose works were checked which valves are shut for them."""
    wanted = [p for p in projects if p.works is not None and p.row.gas_way == "valves"]
    if not wanted:
        return
    ready = prepare_shutoff(facts.network, state=solve(facts.network))
    for project in wanted:
        shut = ready.shutoff([a.id for a in project.assets if a.table == "pipe"])
        stations = tuple(str(i) for i in shut.stations.id[shut.stations.action == "close"])
        project.closure = Closure(tuple(str(v) for v in shut.valves), stations)


def rows_by(projects: Sequence[ProjectFacts], key: Any) -> dict[Any, list[ProjectFacts]]:
    """Projects by a key, in order of the key."""
    grouped: dict[Any, list[ProjectFacts]] = {}
    for project in projects:
        grouped.setdefault(key(project), []).append(project)
    return dict(sorted(grouped.items(), key=lambda item: str(item[0])))


def seen_lines(facts: PlanFacts, project: ProjectFacts) -> list[Line]:
    """What a map of a project has to show: courses of its pipes, places of its risers."""
    lines = [facts.places.lines[a.row] for a in project.assets if a.table == "pipe" and facts.places.drawn(a.row)]
    for asset in project.assets:
        if asset.table == "riser" and (place := facts.places.of_row("riser", asset.row)) is not None:
            lines.append(np.array([place]))
    return lines
