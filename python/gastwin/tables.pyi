# SPDX-License-Identifier: Apache-2.0
# Written by tools/generate.py from the tables' own column lists; do not edit.
from typing import Any

import numpy as np
import numpy.typing as npt

from .frames import Table

Reals = npt.NDArray[np.float64]  # NaN: not known
Integers = npt.NDArray[np.int32]  # gastwin.frames.MISSING_INTEGER: not known
Flags = npt.NDArray[np.uint8]  # 0 or 1
Texts = npt.NDArray[np.object_]  # str
Ids = npt.NDArray[Any]  # str, or int64 where the user's own are whole numbers
Rows = npt.NDArray[np.int32]  # row numbers of another table, -1 for none

AnyTable = Any  # one of a kind that only the file it was read from tells

CLASSES: dict[str, type[Table]]

def class_name(table: str) -> str: ...
def table_of(core: Any, **more: Any) -> Table: ...

class AssetFactsTable(Table):
    """Table `asset_facts`."""

    id: Ids
    """pipe or riser"""
    setting: Texts
    """buried, above ground or riser"""
    age_a: Reals
    """age in the year of assessment; missing where no year is recorded; a"""
    assumed_age_a: Reals
    """the same, a missing year counted as just before assumed_built_before; a"""
    people_near: Reals
    """people reached by migrating gas or fire, mean along the pipe"""
    leaks_on_record: Integers
    """leaks recorded on it since its installation"""
    open_hazards: Integers
    """hazards recorded on it and not closed"""
    built_over: Integers
    """buildings on the pipe"""
    buildings_near: Integers
    """buildings on the pipe or in its protection zone"""
    in_space: Integers
    """enclosed spaces it passes through without recorded protection"""
    crosses_space: Integers
    """enclosed spaces it passes above or below"""
    spaces_near: Integers
    """enclosed spaces in, across or within its control zone"""
    works_near: Integers
    """works within its control zone that are not over"""
    unguarded_works: Integers
    """of these, without a protection plan or a guardian on record"""
    special_places: Integers
    """schools, hospitals and other special places within its control zone"""
    clearances_short: Integers
    """things beside it that are nearer than the rules ask for"""

class BuildingTable(Table):
    """Table `building`."""

    id: Ids
    """unique id"""
    x_m: Reals
    """easting of the centroid; m"""
    y_m: Reals
    """northing of the centroid; m"""
    area_m2: Reals
    """footprint; m2"""
    height_m: Reals
    """height above ground; m"""
    built_year: Integers
    """calendar year of construction; a"""
    floors: Integers
    """floors above ground"""
    households: Integers
    """households in it"""
    people: Reals
    """people present on average; missing: from households"""
    kind: Texts
    """kind of building or special place"""
    estate: Texts
    """estate"""
    community: Texts
    """community"""
    district: Texts
    """township or sub-district"""
    old_estate: Flags
    """1: listed as old estate"""
    source: Texts
    """file and layer it came from"""
    source_row: Integers
    """1-based data row in the source"""

class CandidateTable(Table):
    """Table `candidate`."""

    id: Ids
    """running number"""
    table_name: Texts
    """table of the cell"""
    object_id: Texts
    """row id of the cell"""
    column: Texts
    """column of the cell"""
    value: Texts
    """a value it may have, as the column is written"""
    probability: Reals
    """how likely it is that one"""

class ClosurePlanCustomerTable(Table):
    """Table `closure_plan_customer`."""

    id: Ids
    """customer"""
    cause: Texts
    """inside the section, cut off behind it, or low pressure"""
    households: Integers
    """households behind this row"""
    demand_kg_s: Reals
    """demand concerned; kg/s"""
    gauge_pressure_pa: Reals
    """pressure left to those with too little; Pa(g)"""
    special: Texts
    """special place; empty: none"""

class ClosurePlanStationTable(Table):
    """Table `closure_plan_station`."""

    id: Ids
    """valve or regulator"""
    step: Integers
    """place in the order, from 1"""
    action: Texts
    """what to do"""
    why: Texts
    """why it is listed"""
    inside_customers: Integers
    """customers in the section without a way to a source after this step"""
    cut_off_customers: Integers
    """customers outside the section who lost their last way to a source by now"""
    low_pressure_customers: Integers
    """customers who stay connected but fall below the required pressure when the section is shut"""

class ClosurePlanTable(Table):
    """Table `closure_plan`."""

    id: Ids
    """valve or regulator"""
    step: Integers
    """place in the order, from 1"""
    action: Texts
    """what to do"""
    why: Texts
    """why it is listed"""
    inside_customers: Integers
    """customers in the section without a way to a source after this step"""
    cut_off_customers: Integers
    """customers outside the section who lost their last way to a source by now"""
    low_pressure_customers: Integers
    """customers who stay connected but fall below the required pressure when the section is shut"""

class ConnectionPointTable(Table):
    """Table `connection_point`."""

    id: Ids
    """running number"""
    user: Integers
    """row of the user, from 0"""
    pipe: Rows
    """row of table pipe; pipe to join"""
    position: Reals
    """0 at the pipe's from_node, 1 at its to_node"""
    x_m: Reals
    """easting of the point on the pipe; m"""
    y_m: Reals
    """northing of the point on the pipe; m"""
    distance_m: Reals
    """from the user to that point, straight; m"""
    pressure_class: Texts
    """class of the pipe"""
    buildings_crossed: Integers
    """buildings in the straight way, the user's own apart"""

class CustomerTable(Table):
    """Table `customer`."""

    id: Ids
    """unique id"""
    node: Rows
    """row of table node; node of connection"""
    pipe: Rows
    """row of table pipe; or: pipe of connection"""
    position: Reals
    """0 at the pipe's from_node, 1 at its to_node"""
    demand_kg_s: Reals
    """demand as it stands (load 'fixed'); negative injects; kg/s"""
    connected_load_kg_s: Reals
    """nameplate of all appliances together, before coincidence; kg/s"""
    kind: Texts
    """kind of user"""
    households: Integers
    """households behind this row"""
    special: Texts
    """special place (school, hospital, ...); empty: none"""
    riser: Rows
    """row of table riser; riser that serves it"""
    building: Rows
    """row of table building; building it is in"""
    floor: Integers
    """floor"""
    x_m: Reals
    """easting, where the register has one; m"""
    y_m: Reals
    """northing, where the register has one; m"""
    source: Texts
    """file and layer it came from"""
    source_row: Integers
    """1-based data row in the source"""

class DeviceTable(Table):
    """Table `device`."""

    id: Ids
    """unique id"""
    customer: Rows
    """row of table customer; customer it protects"""
    kind: Texts
    """kind of device"""
    type: Texts
    """type as registered, e.g. hose material"""
    tier: Texts
    """product tier as registered"""
    installed: Texts
    """date of installation, ISO 8601 or as registered"""
    expires: Texts
    """end of life, ISO 8601 or as registered"""
    source: Texts
    """file and layer it came from"""
    source_row: Integers
    """1-based data row in the source"""

class EnclosureTable(Table):
    """Table `enclosure`."""

    id: Ids
    """unique id"""
    kind: Texts
    """kind as registered"""
    x_m: Reals
    """easting of its middle; m"""
    y_m: Reals
    """northing of its middle; m"""
    top_depth_m: Reals
    """depth of its roof; m"""
    bottom_depth_m: Reals
    """depth of its floor; m"""
    owner: Texts
    """owner as registered"""
    gas_protection: Texts
    """protection of gas pipes that pass through, as registered"""
    source: Texts
    """file and layer it came from"""
    source_row: Integers
    """1-based data row in the source"""

class ExposureTable(Table):
    """Table `exposure`."""

    id: Ids
    """running number"""
    pipe: Texts
    """id of the pipe"""
    kind: Texts
    """how the thing lies to the pipe"""
    table_name: Texts
    """table of the thing: building, enclosure, record (works) or customer (special place)"""
    object_id: Texts
    """id of the thing"""
    what: Texts
    """special place, kind of building or space, or cause of the works"""
    length_m: Reals
    """length of the pipe's axis inside its plan; m"""
    distance_m: Reals
    """in plan, from the pipe's outer wall to it; 0: the pipe is under or in it; m"""
    clearance_m: Reals
    """least distance that the rules ask for; empty: no rule; m"""
    x_m: Reals
    """where it is; m"""
    y_m: Reals
    """where it is; m"""

class FnCurveTable(Table):
    """Table `fn_curve`."""

    id: Ids
    """N"""
    fatalities: Integers
    """N"""
    frequency_per_year: Reals
    """incidents with N fatalities or more; 1/a"""
    exactly_per_year: Reals
    """incidents with exactly N; 1/a"""

class IncidentCustomerTable(Table):
    """Table `incident_customer`."""

    id: Ids
    """customer"""
    out_s: Reals
    """when gas was lost, since the damage; s"""
    households: Integers
    """households behind this row"""
    self_closing_valves: Integers
    """self-closing valves that tripped"""
    visits: Integers
    """doors to be knocked at"""

class IncidentRestorationTable(Table):
    """Table `incident_restoration`."""

    id: Ids
    """running number"""
    t_s: Reals
    """end of the hour, since the damage; s"""
    visits: Reals
    """doors knocked at by then; those not at home are visited again"""
    crew_hours: Reals
    """work of the crews by then; h"""
    households_back: Reals
    """households, and other customers, with gas again by then"""
    share_back: Reals
    """of all who were out"""

class IncidentTable(Table):
    """Table `incident`."""

    id: Ids
    """running number"""
    t_s: Reals
    """time since the damage; s"""
    phase: Texts
    """what is going on"""
    release_kg_s: Reals
    """gas escaping; kg/s"""
    released_kg: Reals
    """gas escaped so far; kg"""
    inventory_kg: Reals
    """gas stored in the whole network; kg"""
    customers_out: Integers
    """customer rows without gas"""
    event: Texts
    """what happened at this time"""
    event_zh: Texts
    """the same in Chinese"""

class IssueTable(Table):
    """Table `issue`."""

    id: Ids
    """running number"""
    code: Texts
    """GT-nnnn"""
    kind: Texts
    """short name of the kind of problem"""
    severity: Texts
    """note, warning or error"""
    layer: Texts
    """file and layer, or table, the row belongs to"""
    object_id: Texts
    """id of the row concerned"""
    row: Integers
    """1-based data row in the layer"""
    column: Texts
    """column concerned"""
    value: Texts
    """value as found"""
    detail: Texts
    """what else is known"""
    x_m: Reals
    """where it is; m"""
    y_m: Reals
    """where it is; m"""

class LayerReadTable(Table):
    """Table `layer_read`."""

    id: Ids
    """running number"""
    file: Texts
    """file as named by the user"""
    layer: Texts
    """layer or sheet in the file"""
    role: Texts
    """what it was read as; empty: not used"""
    rows: Integers
    """rows in it"""
    encoding: Texts
    """encoding of its text"""
    encoding_why: Texts
    """how the encoding was decided"""
    crs: Texts
    """coordinate system as found"""
    driver: Texts
    """GDAL driver that read it"""

class NodeTable(Table):
    """Table `node`."""

    id: Ids
    """unique id"""
    x_m: Reals
    """easting; m"""
    y_m: Reals
    """northing; m"""
    elevation_m: Reals
    """height of the pipe axis above the datum; m"""
    depth_m: Reals
    """cover below ground; negative above ground; m"""
    kind: Texts
    """feature or appurtenance as surveyed"""

class PipeTable(Table):
    """Table `pipe`."""

    id: Ids
    """unique id"""
    from_node: Rows
    """row of table node; node at the start"""
    to_node: Rows
    """row of table node; node at the end"""
    length_m: Reals
    """length used by the hydraulics; m"""
    inner_diameter_m: Reals
    """clear bore; m"""
    outer_diameter_m: Reals
    """outer diameter; m"""
    roughness_m: Reals
    """equivalent sand roughness; missing: that of the material; m"""
    friction_factor: Reals
    """Darcy factor used as it is; missing: computed"""
    loss_coefficient: Reals
    """sum of local loss coefficients"""
    material: Texts
    """material"""
    pressure_class: Texts
    """class of the maximum operating pressure"""
    install_year: Integers
    """calendar year of laying; a"""
    depth_m: Reals
    """mean cover; negative above ground; m"""
    role: Texts
    """what the pipe is for"""
    state: Texts
    """state of use"""
    laying: Texts
    """laying method as surveyed"""
    street: Texts
    """street or estate the pipe lies in"""
    diameter_text: Texts
    """nominal size as practice writes it, e.g. DN150 or de110"""
    source: Texts
    """file and layer the pipe came from"""
    source_row: Integers
    """1-based data row in the source"""

class PlanClashTable(Table):
    """Table `plan_clash`."""

    id: Ids
    """running number"""
    rule: Texts
    """kind of rule"""
    year: Integers
    """calendar year of a budget or limit; a"""
    subject: Texts
    """street and pipes or risers of the project, or the district"""

class PlanCurveTable(Table):
    """Table `plan_curve`."""

    id: Ids
    """running number"""
    budget_cny_per_year: Reals
    """money of each year; CNY/a"""
    cost_cny: Reals
    """cost of the plan in all; CNY"""
    benefit_cny: Reals
    """discounted risk removed until the horizon; CNY"""
    bound_cny: Reals
    """what any plan of this budget can remove at most; CNY"""
    projects: Integers
    """projects of the plan"""
    next_million_cny: Reals
    """risk that one more million would remove; CNY"""

class PlanPipeTable(Table):
    """Table `plan_pipe`."""

    id: Ids
    """asset"""
    project: Texts
    """project"""
    year: Integers
    """calendar year of the works; a"""
    design: Texts
    """how it is renewed"""
    cost_cny: Reals
    """cost without set-up; CNY"""
    benefit_cny: Reals
    """discounted risk removed until the horizon; CNY"""
    bore_m: Reals
    """clear bore after the works; m"""
    roughness_m: Reals
    """roughness after the works; m"""

class PlanPracticeTable(Table):
    """Table `plan_practice`."""

    id: Ids
    """running number"""
    practice: Texts
    """how works are chosen"""
    benefit_cny: Reals
    """discounted risk removed until the horizon; CNY"""
    share_of_bound: Reals
    """of what any plan can remove at most"""
    cost_cny: Reals
    """cost with set-ups; CNY"""
    assets: Integers
    """pipes and risers renewed"""
    mobilisations: Integers
    """set-ups paid"""

class PlanRiserTable(Table):
    """Table `plan_riser`."""

    id: Ids
    """asset"""
    project: Texts
    """project"""
    year: Integers
    """calendar year of the works; a"""
    design: Texts
    """how it is renewed"""
    cost_cny: Reals
    """cost without set-up; CNY"""
    benefit_cny: Reals
    """discounted risk removed until the horizon; CNY"""
    bore_m: Reals
    """clear bore after the works; m"""
    roughness_m: Reals
    """roughness after the works; m"""

class PlanTable(Table):
    """Table `plan`."""

    id: Ids
    """project, numbered by year and benefit per cost"""
    year: Integers
    """calendar year of the works; a"""
    kind: Texts
    """buried, above_ground or riser"""
    street: Texts
    """street or estate"""
    district: Texts
    """district the rules put it in"""
    pipes: Integers
    """pipes renewed"""
    risers: Integers
    """risers renewed"""
    length_m: Reals
    """length renewed; m"""
    cost_cny: Reals
    """cost with set-up; CNY"""
    benefit_cny: Reals
    """discounted risk removed until the horizon; CNY"""
    risk_removed_per_year: Reals
    """risk at assessment less risk just after renewal; CNY/a"""
    waiting_cny: Reals
    """benefit lost by doing it a year later; CNY"""
    crew_days: Reals
    """days of one crew; d"""
    opened_m: Reals
    """street opened; m"""
    must: Flags
    """1: holds a must-do asset"""
    gas_way: Texts
    """what is shut while the works go on"""
    households_out: Integers
    """households without gas at once"""
    customers_out: Integers
    """customer rows without gas at once"""
    special_out: Integers
    """special places that need a temporary supply"""
    stops: Integers
    """places to stop off"""
    households_out_by_valves: Integers
    """households without gas if nothing but valves were shut; missing: valves cannot shut it off"""
    closure_cny: Reals
    """part of the cost: stops, by-pass, temporary supply, relighting; CNY"""
    outside_heating_season: Flags
    """1: more households out than allowed in the heating season"""
    households_low: Integers
    """of the households out, those with too little pressure"""
    pressure_met: Flags
    """1: replacing all its pipes leaves nobody below the limits who is above them today; with growth, its zone meets them"""
    size_steps: Integers
    """standard sizes that replaced pipes go up for the demand to come"""
    reason: Texts
    """why"""
    reason_zh: Texts
    """why, in Chinese"""

class PlanYearTable(Table):
    """Table `plan_year`."""

    id: Ids
    """calendar year"""
    budget_cny: Reals
    """money of the year; CNY"""
    spent_cny: Reals
    """cost of the works; CNY"""
    marginal_value: Reals
    """risk that one more yuan would remove; CNY/CNY"""
    crew_days: Reals
    """days of crews; d"""
    opened_m: Reals
    """street opened; m"""
    risk_kept_cny_per_year: Reals
    """risk of all assets if nothing were done; CNY/a"""
    risk_left_cny_per_year: Reals
    """risk of all assets once the works of the year are done; CNY/a"""

class ProvenanceTable(Table):
    """Table `provenance`."""

    id: Ids
    """running number"""
    table_name: Texts
    """table of the cell"""
    object_id: Texts
    """row id of the cell"""
    column: Texts
    """column of the cell"""
    raw: Texts
    """text as found in the survey"""
    value: Texts
    """value in use"""
    origin: Texts
    """measured, normalised, inferred, imputed, rule or user"""
    method: Texts
    """how the value was obtained"""
    confidence: Reals
    """0 to 1"""
    source: Texts
    """file and layer"""
    source_row: Integers
    """1-based data row"""

class RecordTable(Table):
    """Table `record`."""

    id: Ids
    """unique id"""
    kind: Texts
    """leak, hazard or works"""
    table_name: Texts
    """table of the asset"""
    object_id: Texts
    """id of the asset as registered"""
    started: Texts
    """ISO 8601 date or time of the event"""
    ended: Texts
    """ISO 8601 date or time it was closed"""
    cause: Texts
    """cause as registered"""
    cause_detail: Texts
    """second level of the cause"""
    level: Texts
    """severity as registered"""
    state: Texts
    """state as registered"""
    excavation_depth_m: Reals
    """depth that works dig to; m"""
    protection_plan: Texts
    """works: plan agreed with the operator, as registered"""
    guardian: Texts
    """works: guardian on site, as registered"""
    x_m: Reals
    """easting; m"""
    y_m: Reals
    """northing; m"""
    source: Texts
    """file and layer it came from"""
    source_row: Integers
    """1-based data row in the source"""

class RegulatorTable(Table):
    """Table `regulator`."""

    id: Ids
    """unique id"""
    from_node: Rows
    """row of table node; inlet node"""
    to_node: Rows
    """row of table node; outlet node"""
    set_gauge_pressure_pa: Reals
    """outlet set point; not used by check valves, compressor_ratio, compressor_flow; Pa(g)"""
    control: Texts
    """what it does"""
    ratio: Reals
    """compressors: outlet over inlet absolute pressure, held or largest; missing: no limit"""
    capacity_kg_s: Reals
    """largest flow; missing: unlimited; kg/s"""
    accuracy_class: Texts
    """AC1 to AC15, or none"""
    droop_percent: Reals
    """fall of the outlet pressure at full capacity; missing: that of the accuracy class, or 0; %"""
    lockup_class: Texts
    """SG2.5 to SG25, or none"""
    lockup_percent: Reals
    """rise of the outlet pressure at zero flow; missing: that of the lock-up class, or 0; %"""
    trip_high_gauge_pressure_pa: Reals
    """over-pressure shut-off; missing: none; Pa(g)"""
    trip_low_gauge_pressure_pa: Reals
    """under-pressure shut-off; missing: none; Pa(g)"""
    relief_gauge_pressure_pa: Reals
    """pressure at which the relief valve opens; missing: none; Pa(g)"""
    relief_capacity_kg_s: Reals
    """what the relief valve blows off when it is just fully open; missing: what relief_diameter_m passes, without that the capacity, without that what 25 mm pass (an assumption); kg/s"""
    relief_diameter_m: Reals
    """orifice of the relief valve; missing: as relief_capacity_kg_s needs it; m"""
    relief_accumulation_percent: Reals
    """rise of the pressure above the relief set point until the valve is fully open (10: ISO 4126); %"""
    min_differential_pa: Reals
    """least fall of pressure at which gas passes; Pa"""
    monitor_gauge_pressure_pa: Reals
    """set point of the monitor regulator, which takes over when the active one fails open; missing: none, or 1.1 times the set point where has_monitor is 1; Pa(g)"""
    state: Texts
    """active, closed or failed_open"""
    kind: Texts
    """kind as registered"""
    install_year: Integers
    """calendar year of commissioning; a"""
    has_monitor: Flags
    """1: a monitor regulator stands by"""
    source: Texts
    """file and layer it came from"""
    source_row: Integers
    """1-based data row in the source"""

class RepairTable(Table):
    """Table `repair`."""

    id: Ids
    """running number"""
    kind: Texts
    """what was repaired; the slug of the matching issue"""
    layer: Texts
    """file and layer, or table, the row belongs to"""
    object_id: Texts
    """id of the row changed"""
    row: Integers
    """1-based data row in the layer"""
    before: Texts
    """value or coordinates before"""
    after: Texts
    """value or coordinates after"""
    distance_m: Reals
    """how far something moved; m"""
    confidence: Reals
    """0 to 1"""
    reversible: Flags
    """1: before restores the survey exactly"""
    x_m: Reals
    """where it is; m"""
    y_m: Reals
    """where it is; m"""

class ResultCaseTable(Table):
    """Table `result_case`."""

    id: Ids
    """number of the load case, from 0"""
    status: Texts
    """outcome"""
    iterations: Integers
    """Newton iterations"""
    demand_kg_s: Reals
    """demand; kg/s"""
    unmet_kg_s: Reals
    """demand not met; kg/s"""
    min_gauge_pressure_pa: Reals
    """lowest pressure of any customer; Pa(g)"""
    worst_node: Texts
    """node with the lowest pressure of the worst zone"""

class ResultComparisonTable(Table):
    """Table `result_comparison`."""

    id: Ids
    """running number"""
    object_table: Texts
    """pipe or riser"""
    object_id: Texts
    """id of the asset"""
    rank: Integers
    """its rank"""
    risk_cny_per_km_year: Reals
    """its risk density; CNY/(km a)"""
    street: Texts
    """street or estate it lies in"""
    street_assets: Integers
    """pipes there, itself included"""
    street_median: Reals
    """median of their risk densities; CNY/(km a)"""
    street_times: Reals
    """its own in relation to that"""
    class_name: Texts
    """material, decade of laying, setting"""
    class_name_zh: Texts
    """the same in Chinese"""
    class_assets: Integers
    """assets of this class, itself included"""
    class_median: Reals
    """median of their risk densities; CNY/(km a)"""
    class_times: Reals
    """its own in relation to that"""
    sentence: Texts
    """in one sentence"""
    sentence_zh: Texts
    """the same in Chinese"""

class ResultCounterfactualTable(Table):
    """Table `result_counterfactual`."""

    id: Ids
    """running number"""
    object_table: Texts
    """pipe or riser"""
    object_id: Texts
    """id of the asset"""
    change: Texts
    """what is changed"""
    change_zh: Texts
    """the same in Chinese"""
    frequency_per_year: Reals
    """leaks after the change; 1/a"""
    serious_per_year: Reals
    """serious incidents after it; 1/a"""
    risk_cny_per_year: Reals
    """expected yearly loss after it; CNY/a"""
    risk_cny_per_km_year: Reals
    """risk density after it; CNY/(km a)"""
    risk_removed_cny_per_year: Reals
    """what it takes off the asset's risk; CNY/a"""
    rank: Integers
    """rank it would have, all others as they are"""
    rank_now: Integers
    """rank it has"""
    sentence: Texts
    """in one sentence"""
    sentence_zh: Texts
    """the same in Chinese"""
    source: Texts
    """where the change's numbers come from, with tag"""

class ResultCriticalityTable(Table):
    """Table `result_criticality`."""

    id: Ids
    """pipe"""
    segment: Integers
    """segment shut for it; -1: none"""
    valves_to_close: Integers
    """open valves with supply behind them"""
    stations_to_shut: Integers
    """regulators that feed it and have no inlet valve of their own"""
    customers_out: Integers
    """customer rows that lose supply, inside and behind"""
    households_out: Integers
    """households that lose supply"""
    special_customers_out: Integers
    """customers at special places that lose supply"""
    customers_cut_off: Integers
    """of customers_out, those outside the segment"""
    demand_lost_kg_s: Reals
    """demand of customers_out as it stands; kg/s"""
    status: Texts
    """can it be isolated"""
    customers_low_pressure: Integers
    """connected, enough pressure before, below the required pressure now; -1: not known"""
    min_gauge_pressure_pa: Reals
    """lowest pressure where it falls by more than 1 Pa and gas still comes; Pa(g)"""
    worst_node: Texts
    """where that is"""
    solve: Texts
    """how these pressures were found"""

class ResultCustomerTable(Table):
    """Table `result_customer`."""

    id: Ids
    """customer"""
    gauge_pressure_pa: Reals
    """pressure at the connection; Pa(g)"""
    demand_kg_s: Reals
    """demand asked for; kg/s"""
    supplied_kg_s: Reals
    """demand met; kg/s"""

class ResultFindingTable(Table):
    """Table `result_finding`."""

    id: Ids
    """running number"""
    rule: Texts
    """id of the rule"""
    object_table: Texts
    """table of the asset"""
    object_id: Texts
    """id of the asset"""
    outcome: Texts
    """holds, or not checkable for want of data"""
    found: Texts
    """column = value, of each condition"""
    found_zh: Texts
    """the same in Chinese"""
    missing: Texts
    """columns whose missing values leave the rule open"""
    imputed: Texts
    """columns whose values were imputed, inferred or set by a rule"""
    document: Texts
    """document of the rule"""
    clause: Texts
    """clause of the rule"""
    tag: Texts
    """S read in a published document, D derived, U unverified"""
    conclusion: Texts
    """what the rule concludes where it holds"""
    deadline: Texts
    """date, where the rule gives one"""
    assumed: Flags
    """1: it holds by the rule for an unknown year of construction alone"""

class ResultHouseholdRiskTable(Table):
    """Table `result_household_risk`."""

    id: Ids
    """customer"""
    rank: Integers
    """1: highest risk of the row per year"""
    leaks_per_year: Reals
    """leaks of hose and indoor pipe, before the level; 1/a"""
    explosions_per_year: Reals
    """gas explosions from hose and indoor pipe; 1/a"""
    risk_fatalities_per_year: Reals
    """expected fatalities by these; 1/a"""
    risk_cny_per_year: Reals
    """expected yearly loss by these, lives weighed by the scheme; CNY/a"""
    removed_by_hose: Reals
    """explosions fewer with a hose as the anchor's, in its life; 1/a"""
    removed_by_self_closing_valve: Reals
    """explosions fewer with one; 0: it is there; 1/a"""
    removed_by_alarm: Reals
    """explosions fewer with one; 0: it is there; 1/a"""
    removed_by_shut_off: Reals
    """explosions fewer with an alarm and a shut-off; 0: both are there; 1/a"""
    causes: Texts
    """the largest contributions"""
    causes_zh: Texts
    """the same in Chinese"""

class ResultNodeRangeTable(Table):
    """Table `result_node_range`."""

    id: Ids
    """node"""
    min_gauge_pressure_pa: Reals
    """lowest pressure; Pa(g)"""
    max_gauge_pressure_pa: Reals
    """highest pressure; Pa(g)"""
    lowest_case: Integers
    """first case with the lowest pressure; -1: never supplied"""
    cases_low: Integers
    """cases below the required gauge pressure or without gas"""

class ResultNodeTable(Table):
    """Table `result_node`."""

    id: Ids
    """node"""
    pressure_pa: Reals
    """absolute pressure; Pa"""
    gauge_pressure_pa: Reals
    """pressure above the local atmosphere; Pa(g)"""
    zone: Integers
    """pressure zone"""
    supplied: Flags
    """1: connected to a source"""

class ResultPieceRiskTable(Table):
    """Table `result_piece_risk`."""

    id: Ids
    """valve or regulator"""
    table_name: Texts
    """valve or regulator"""
    kind: Texts
    """kind as registered: pieces of a kind share a level"""
    pipe: Texts
    """pipe whose people and customers count"""
    year: Integers
    """year of assessment"""
    rank: Integers
    """1: highest risk per year"""
    leaks_on_record: Integers
    """leaks recorded on this piece"""
    frequency_per_year: Reals
    """leaks; 1/a"""
    expected_per_year: Reals
    """leaks by the scheme alone; 1/a"""
    level: Reals
    """its kind's level from the utility's records"""
    serious_per_year: Reals
    """serious incidents; 1/a"""
    risk_cny_per_year: Reals
    """expected yearly loss, lives weighed by the scheme; CNY/a"""
    risk_fatalities_per_year: Reals
    """expected fatalities; 1/a"""
    people_near: Reals
    """people reached by migrating gas or fire"""
    customers_out: Reals
    """customers without gas while it is isolated"""
    age_a: Reals
    """age in the year of assessment; missing: unknown; a"""
    causes: Texts
    """the largest contributions"""
    causes_zh: Texts
    """the same in Chinese"""

class ResultPipeRangeTable(Table):
    """Table `result_pipe_range`."""

    id: Ids
    """pipe"""
    min_flow_kg_s: Reals
    """least mass flow, signed; below 0 where it turns; kg/s"""
    max_flow_kg_s: Reals
    """greatest mass flow, signed; kg/s"""
    max_velocity_m_s: Reals
    """greatest speed of flow either way; m/s"""

class ResultPipeTable(Table):
    """Table `result_pipe`."""

    id: Ids
    """pipe"""
    flow_kg_s: Reals
    """mean mass flow, positive from from_node to to_node; kg/s"""
    velocity_m_s: Reals
    """flow velocity at the mean pressure, signed like the flow; m/s"""
    reynolds: Reals
    """Reynolds number"""
    pressure_drop_pa: Reals
    """absolute pressure at from_node minus that at to_node; Pa"""
    friction_factor: Reals
    """Darcy friction factor"""

class ResultPointsTable(Table):
    """Table `result_points`."""

    id: Ids
    """running number"""
    object_table: Texts
    """pipe or riser"""
    object_id: Texts
    """id of the asset"""
    group: Texts
    """group"""
    side: Texts
    """likelihood or consequence"""
    indicator: Texts
    """indicator"""
    indicator_zh: Texts
    """in Chinese"""
    column: Texts
    """table and column it read"""
    value: Texts
    """value found"""
    value_zh: Texts
    """in Chinese"""
    why: Texts
    """the scheme's line that gives the points"""
    points: Reals
    """points; missing: left out"""
    share: Reals
    """part of the way from the side's best to its worst; the parts of a side add up"""
    clause: Texts
    """clause it rests on"""
    source: Texts
    """where the numbers come from, with tag"""

class ResultRegulatorTable(Table):
    """Table `result_regulator`."""

    id: Ids
    """regulator"""
    flow_kg_s: Reals
    """mass flow, never negative; kg/s"""
    inlet_gauge_pressure_pa: Reals
    """pressure at the inlet; Pa(g)"""
    outlet_gauge_pressure_pa: Reals
    """pressure at the outlet; Pa(g)"""
    relieved_kg_s: Reals
    """gas its relief valve blows off at the outlet; kg/s"""
    mode: Texts
    """controlling, wide_open, capacity_limited, closed or unsupplied"""

class ResultRiskTable(Table):
    """Table `result_risk`."""

    id: Ids
    """pipe or riser"""
    table_name: Texts
    """pipe or riser"""
    year: Integers
    """year of assessment"""
    rank: Integers
    """1: highest risk per km and year, pipes and risers together"""
    rank_in_table: Integers
    """rank among pipes, or among risers"""
    rank_p10: Integers
    """10 % of the samples rank it here or higher; 0: not sampled"""
    rank_p90: Integers
    """90 % of the samples rank it here or higher; 0: not sampled"""
    rank_stable: Flags
    """1: enough samples put it on the same side of the top's edge"""
    top_share: Reals
    """share of samples that put it into the top of the ranking"""
    grade: Texts
    """colour by risk per km and year"""
    risk_cny_per_km_year: Reals
    """risk density: what rank and grade follow; CNY/(km a)"""
    risk_cny_per_year: Reals
    """expected yearly loss, lives weighed by the scheme; CNY/a"""
    risk_cny_p10: Reals
    """10 % of the samples lie below; CNY/a"""
    risk_cny_p50: Reals
    """half of the samples lie below; CNY/a"""
    risk_cny_p90: Reals
    """90 % of the samples lie below; CNY/a"""
    risk_fatalities_per_year: Reals
    """expected fatalities; 1/a"""
    risk_ageing_cny_per_year: Reals
    """part of the risk that grows with age and ends with renewal; CNY/a"""
    frequency_per_year: Reals
    """leaks; 1/a"""
    frequency_p10: Reals
    """10 % of what is believed possible lies below; 1/a"""
    frequency_p50: Reals
    """half of what is believed possible lies below; 1/a"""
    frequency_p90: Reals
    """90 % of what is believed possible lies below; 1/a"""
    serious_per_year: Reals
    """serious incidents, all causes; 1/a"""
    third_party_per_year: Reals
    """of these: third party and outside force; 1/a"""
    people_near: Reals
    """people reached by migrating gas or fire, mean along the pipe"""
    customers_out: Reals
    """customers without gas while it is isolated"""
    consequence_fatalities: Reals
    """expected fatalities per serious incident"""
    consequence_serious_cny: Reals
    """cost of a serious incident; CNY"""
    consequence_leak_cny: Reals
    """cost of a leak; CNY"""
    length_km: Reals
    """length; of a riser its height; km"""
    age_a: Reals
    """age in the year of assessment; a"""
    renewed_frequency_per_year: Reals
    """leaks just after renewal; 1/a"""
    renewed_risk_cny_per_year: Reals
    """risk just after renewal; CNY/a"""
    leaks_on_record: Integers
    """leaks recorded on this asset since its installation"""
    record_model: Texts
    """how the leak records enter"""
    works_near: Integers
    """works within its control zone that are not over"""
    unguarded_works: Integers
    """of these, without a protection plan or a guardian"""
    imputed: Texts
    """columns whose values were imputed or assumed"""
    survey_next: Texts
    """column whose value narrows the leaks most once surveyed"""
    survey_next_share: Reals
    """share of the variance of ln(leaks) that then goes"""
    ln_base: Reals
    """ln of the base rate"""
    ln_material: Reals
    """ln of the material factor"""
    ln_age: Reals
    """ln of the age factor"""
    ln_diameter: Reals
    """ln of the diameter factor"""
    ln_setting: Reals
    """ln of the setting factor; of a riser its height"""
    ln_joint: Reals
    """ln of the joint and vintage factor"""
    ln_local: Reals
    """ln of the group's level from the utility's records"""
    ln_record: Reals
    """ln of the correction by the asset's own records"""
    ln_size: Reals
    """ln of the length in km; 0 for a riser"""
    causes: Texts
    """the largest contributions"""
    causes_zh: Texts
    """the largest contributions, in Chinese"""
    conclusion: Texts
    """the gravest of the rules that hold"""
    deadline: Texts
    """the earliest of these rules; empty: none"""
    rules: Texts
    """ids of the rules that hold"""

class ResultRuleTable(Table):
    """Table `result_rule`."""

    id: Ids
    """id of the rule"""
    name_en: Texts
    """what it is about"""
    name_zh: Texts
    """in Chinese"""
    document: Texts
    """document"""
    clause: Texts
    """clause"""
    clause_zh: Texts
    """clause, in Chinese"""
    tag: Texts
    """S published, D derived, U unverified"""
    deadline: Texts
    """date, where the rule gives one"""
    conclusion: Texts
    """conclusion"""
    looked_at: Integers
    """rows looked at"""
    holds: Integers
    """rows it holds for"""
    not_checkable: Integers
    """rows it cannot be decided for"""
    holds_km: Reals
    """pipe length it holds for; km"""
    not_checkable_km: Reals
    """pipe length it cannot be decided for; km"""
    assumed_km: Reals
    """of holds_km, by the rule for an unknown year of construction alone; km"""

class ResultScenarioAnswerTable(Table):
    """Table `result_scenario_answer`."""

    id: Ids
    """running number"""
    scenario: Texts
    """name of the scenario"""
    part: Integers
    """number of the part, from 1"""
    content: Texts
    """z and base64; all parts together are gzipped JSON, the answer in en and in zh"""

class ResultScenarioTable(Table):
    """Table `result_scenario`."""

    id: Ids
    """name of the scenario"""
    kind: Texts
    """closure, or kind of damage: leak, puncture, rupture, third_party"""
    pipe: Texts
    """broken or closed pipe, several separated by commas"""
    x_m: Reals
    """easting of the damage; m"""
    y_m: Reals
    """northing of the damage; m"""
    status: Texts
    """of the isolation: isolated, source_inside, unsupplied or no_gas"""
    valves: Integers
    """valves to close"""
    customers_out: Integers
    """customers who lose their gas"""
    households_out: Integers
    """households who lose their gas"""
    released_kg: Reals
    """gas lost; kg"""
    isolated_s: Reals
    """last operation done, after the damage; s"""
    restored_s: Reals
    """last household relit, after the damage; s"""
    customer_hours: Reals
    """hours without gas, summed over customers; h"""
    grade: Texts
    """outage grade I to IV, empty below"""

class ResultScoreTable(Table):
    """Table `result_score`."""

    id: Ids
    """pipe or riser"""
    table_name: Texts
    """pipe or riser"""
    scheme: Texts
    """name and version of the scheme"""
    year: Integers
    """year of assessment"""
    rank: Integers
    """1: worst grade and score, pipes and risers together"""
    rank_in_table: Integers
    """rank among pipes, or among risers"""
    grade: Texts
    """colour by the scheme"""
    score: Reals
    """in the scheme's own points"""
    likelihood: Reals
    """side of the scheme, in its own points"""
    consequence: Reals
    """side of the scheme, in its own points"""
    likelihood_class: Integers
    """row of the matrix from 1; 0: no matrix"""
    consequence_class: Integers
    """column of the matrix from 1; 0: no matrix"""
    conclusion: Texts
    """the gravest of the rules that hold"""
    deadline: Texts
    """the earliest of these rules; empty: none"""
    rules: Texts
    """ids of the rules that hold"""
    missing: Texts
    """columns without a value, which follow the scheme's rule"""
    imputed: Texts
    """columns whose values were imputed or inferred"""
    causes: Texts
    """the indicators that weigh most"""
    causes_zh: Texts
    """the same in Chinese"""

class ResultStationFailureTable(Table):
    """Table `result_station_failure`."""

    id: Ids
    """regulator"""
    failure: Texts
    """what it does"""
    customers_out: Integers
    """customer rows that lose their last way to a source"""
    households_out: Integers
    """households behind them"""
    customers_low_pressure: Integers
    """connected, enough pressure before, below the required pressure now"""
    customers_over_pressure: Integers
    """within limits before, above the limit of their zone now"""
    unmet_kg_s: Reals
    """demand not met beyond that of the sound network; kg/s"""
    max_gauge_pressure_pa: Reals
    """highest pressure where it exceeds the limit; Pa(g)"""
    length_over_pressure_m: Reals
    """pipes with an end above the limit, in limits before; m"""
    worst_node: Texts
    """where the pressure is highest over its limit"""
    protected_outlet: Flags
    """1: has a slam-shut valve, monitor or relief against over-pressure"""
    status: Texts
    """outcome of the solve"""

class ResultTripTable(Table):
    """Table `result_trip`."""

    id: Ids
    """regulator, valve or customer that shut"""
    table: Texts
    """table of that id: regulator, valve or customer"""
    cause: Texts
    """what was beyond its limit"""
    value: Reals
    """pressure or flow at that moment; missing: no gas; Pa(g) or kg/s"""
    limit: Reals
    """the limit; Pa(g) or kg/s"""
    round: Integers
    """round of the latching, from 1"""

class ResultValveCriticalityTable(Table):
    """Table `result_valve_criticality`."""

    id: Ids
    """valve"""
    from_segment: Integers
    """segment at one side; -1: on a pipe without gas"""
    to_segment: Integers
    """segment at the other side"""
    surrounding_valves: Integers
    """other valves that bound the two segments"""
    length_increase: Reals
    """relative growth of the pipe length shut"""
    demand_increase: Reals
    """relative growth of the demand inside"""
    customers_increase: Reals
    """relative growth of the customers inside"""
    redundant: Flags
    """1: both sides are one segment; it separates nothing"""

class ResultZoneTable(Table):
    """Table `result_zone`."""

    id: Ids
    """zone number"""
    status: Texts
    """outcome in this zone"""
    nodes: Integers
    """nodes in the zone"""
    iterations: Integers
    """Newton iterations"""
    demand_kg_s: Reals
    """demand in the zone; kg/s"""
    unmet_kg_s: Reals
    """demand not met; kg/s"""
    residual: Reals
    """largest scaled residual"""
    min_gauge_pressure_pa: Reals
    """lowest pressure; Pa(g)"""
    worst_node: Texts
    """node with the lowest pressure or largest residual"""
    worst_edge: Texts
    """pipe or regulator with the largest residual"""
    explanation: Texts
    """why the zone is not converged"""

class RiserTable(Table):
    """Table `riser`."""

    id: Ids
    """unique id"""
    node: Rows
    """row of table node; node at its foot"""
    building: Rows
    """row of table building; building it stands in"""
    floors: Integers
    """floors served"""
    households: Integers
    """households connected"""
    height_m: Reals
    """height of its top above its foot; m"""
    inner_diameter_m: Reals
    """clear bore; m"""
    material: Texts
    """material"""
    install_year: Integers
    """calendar year of laying or last renewal; a"""
    diameter_text: Texts
    """nominal size as practice writes it"""
    source: Texts
    """file and layer it came from"""
    source_row: Integers
    """1-based data row in the source"""

class RiskHotSpotTable(Table):
    """Table `risk_hot_spot`."""

    id: Ids
    """running number by rank"""
    rank: Integers
    """1: highest risk per km and year"""
    pipe_count: Integers
    """pipes in it"""
    streets: Texts
    """streets in it, the longest part first"""
    pipes: Texts
    """ids of its pipes, the riskiest per km first"""
    length_km: Reals
    """length; km"""
    frequency_per_year: Reals
    """leaks; 1/a"""
    serious_per_year: Reals
    """serious incidents; 1/a"""
    risk_fatalities_per_year: Reals
    """expected fatalities; 1/a"""
    risk_cny_per_year: Reals
    """expected yearly loss; CNY/a"""
    risk_cny_per_km_year: Reals
    """risk density; CNY/(km a)"""
    x_m: Reals
    """middle of its riskiest pipe; m"""
    y_m: Reals
    """the same; m"""

class RiskPlaceTable(Table):
    """Table `risk_place`."""

    id: Ids
    """kind and name"""
    kind: Texts
    """what the place is"""
    place: Texts
    """its name; empty: what belongs to none"""
    rank: Integers
    """1: highest risk per km and year of its kind"""
    assets: Integers
    """pipes and risers that lie in it, wholly or in part"""
    length_km: Reals
    """length of pipes, height of risers; km"""
    frequency_per_year: Reals
    """leaks; 1/a"""
    serious_per_year: Reals
    """serious incidents; 1/a"""
    risk_fatalities_per_year: Reals
    """expected fatalities; 1/a"""
    risk_cny_per_year: Reals
    """expected yearly loss; CNY/a"""
    risk_cny_per_km_year: Reals
    """risk density: what the rank follows; CNY/(km a)"""
    red_km: Reals
    """length of grade red; km"""

class ScoreIndicatorTable(Table):
    """Table `score_indicator`."""

    id: Ids
    """name of the indicator"""
    name_zh: Texts
    """name in Chinese"""
    group: Texts
    """group it belongs to"""
    side: Texts
    """likelihood or consequence"""
    column: Texts
    """column it reads; empty: the same everywhere"""
    weight: Reals
    """weight in its group"""
    least_points: Reals
    """fewest points it can give"""
    most_points: Reals
    """most points it can give"""
    missing: Texts
    """what a value that is not recorded counts as"""
    clause: Texts
    """clause it rests on"""
    source: Texts
    """where its numbers come from, with tag"""

class SeriesCustomerTable(Table):
    """Table `series_customer`."""

    id: Ids
    """customer"""
    time_s: Reals
    """time; s"""
    gauge_pressure_pa: Reals
    """pressure at the connection; Pa(g)"""
    demand_kg_s: Reals
    """demand asked for; kg/s"""
    supplied_kg_s: Reals
    """demand met; kg/s"""

class SeriesNodeTable(Table):
    """Table `series_node`."""

    id: Ids
    """node"""
    time_s: Reals
    """time; s"""
    pressure_pa: Reals
    """absolute pressure; Pa"""
    gauge_pressure_pa: Reals
    """pressure above the local atmosphere; Pa(g)"""

class SeriesPipeTable(Table):
    """Table `series_pipe`."""

    id: Ids
    """pipe"""
    time_s: Reals
    """time; s"""
    from_flow_kg_s: Reals
    """mass flow in its first piece, positive away from from_node; kg/s"""
    to_flow_kg_s: Reals
    """mass flow in its last piece, positive towards to_node; kg/s"""
    linepack_kg: Reals
    """gas stored in it; kg"""

class SeriesRegulatorTable(Table):
    """Table `series_regulator`."""

    id: Ids
    """regulator"""
    time_s: Reals
    """time; s"""
    flow_kg_s: Reals
    """mass flow, never negative; kg/s"""
    inlet_gauge_pressure_pa: Reals
    """pressure at the inlet; Pa(g)"""
    outlet_gauge_pressure_pa: Reals
    """pressure at the outlet; Pa(g)"""
    relieved_kg_s: Reals
    """gas its relief valve blows off at the outlet; kg/s"""
    mode: Texts
    """controlling, wide_open, capacity_limited, closed or bypassed"""

class SeriesSystemTable(Table):
    """Table `series_system`."""

    id: Ids
    """running number of the output time"""
    time_s: Reals
    """time; s"""
    linepack_kg: Reals
    """gas stored in pipes; kg"""
    inflow_kg_s: Reals
    """gas from sources; kg/s"""
    demand_kg_s: Reals
    """demand asked for, injections not counted; kg/s"""
    supplied_kg_s: Reals
    """demand met; kg/s"""
    unmet_kg_s: Reals
    """demand not met; kg/s"""
    leak_kg_s: Reals
    """gas escaping through outflows and holes; kg/s"""
    relieved_kg_s: Reals
    """gas blown off by relief valves; kg/s"""
    min_gauge_pressure_pa: Reals
    """lowest pressure; Pa(g)"""
    lowest_node: Texts
    """where: a node, or the nearer end of the pipe"""
    inflow_kg: Reals
    """gas from sources since the start; kg"""
    supplied_kg: Reals
    """demand met since the start, less injections; kg"""
    unmet_kg: Reals
    """demand not met since the start; kg"""
    leaked_kg: Reals
    """gas escaped since the start; kg"""
    relieved_kg: Reals
    """gas blown off since the start; kg"""
    closure: Reals
    """largest |gain of line-pack + out − in| of one time step since the last row, over the line-pack"""
    step_s: Reals
    """last time step; s"""
    steps: Integers
    """time steps since the last row"""
    iterations: Integers
    """Newton iterations since the last row, those of the slowest part"""

class SeriesTripTable(Table):
    """Table `series_trip`."""

    id: Ids
    """regulator, valve or customer that shut"""
    time_s: Reals
    """time; s"""
    table: Texts
    """table of that id: regulator, valve or customer"""
    cause: Texts
    """what was beyond its limit"""
    value: Reals
    """pressure or flow at that moment; missing: no gas; Pa(g) or kg/s"""
    limit: Reals
    """the limit; Pa(g) or kg/s"""

class SourceTable(Table):
    """Table `source`."""

    id: Ids
    """unique id"""
    node: Rows
    """row of table node; node held at this pressure"""
    pressure_pa: Reals
    """absolute pressure; give this or the gauge pressure; Pa"""
    gauge_pressure_pa: Reals
    """pressure above the local atmosphere; Pa(g)"""
    max_flow_kg_s: Reals
    """supply limit, reported when exceeded; missing: none; kg/s"""
    kind: Texts
    """kind as registered"""
    source: Texts
    """file and layer it came from"""
    source_row: Integers
    """1-based data row in the source"""

class ValveTable(Table):
    """Table `valve`."""

    id: Ids
    """unique id"""
    pipe: Rows
    """row of table pipe; pipe the valve sits on"""
    position: Reals
    """0 at the pipe's from_node, 1 at its to_node"""
    from_node: Rows
    """row of table node; first node of a valve that is its own link"""
    to_node: Rows
    """row of table node; second node of a valve that is its own link"""
    open: Flags
    """1 open, 0 closed"""
    opening: Reals
    """share of the full opening while open; missing: fully open; 0: closed"""
    type: Texts
    """what shuts it, which decides the loss when partly open"""
    operable: Flags
    """1 can be turned"""
    trip_flow_kg_s: Reals
    """excess-flow valve: closes and stays closed above this; missing: none; kg/s"""
    kind: Texts
    """kind as registered"""
    state: Texts
    """operability as registered"""
    x_m: Reals
    """easting; m"""
    y_m: Reals
    """northing; m"""
    source: Texts
    """file and layer the valve came from"""
    source_row: Integers
    """1-based data row in the source"""
