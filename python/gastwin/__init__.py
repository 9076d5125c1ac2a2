# SPDX-License-Identifier: Apache-2.0
"""gastwin: digital twin and risk simulation of city gas networks."""

import os
from typing import TYPE_CHECKING, Any

# Threads that wait should leave the core to the one that works: where two of them share one, spinning takes half of it.
# Read as the compiled core is loaded; one's own setting stands.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")

from . import _ctrl_c  # noqa: F401 # isort: skip # first: what follows takes a while to load
from . import _core
from .assess import Assessment, assess
from .batch import Batch, batch
from .batch_file import batch_schema, read_jobs
from .calibration import Calibration, calibrate
from .check import DataQuality, SafeFix, check, fix_safely
from .closure import ClosurePlan, PreparedShutoff, prepare_shutoff, shutoff
from .compute import (
    Done,
    Plan,
    import_survey,
    plan,
    plan_rules_text,
    synthetic_city,
    write_survey,
)
from .conversion import Conversion, conversion
from .criticality import criticality
from .device_programme import Programme, programme
from .dispatch_sheet import write_dispatch_sheet
from .exchange import read_network
from .explore import MapPage
from .export import export
from .frames import Table
from .gas import Gas, GasQuality, equations_of_state, gas_components
from .hazard_ledger import HazardLedger
from .household_risk import household_risk, household_scheme
from .incident import Incident, incident, incident_kinds, incident_scheme, incidents
from .incident_file import incident_schema, machines, read_incidents
from .kept_scenarios import keep_scenario
from .loads import customer_demand, load_model, sample_demand, simultaneous_share
from .network import TABLES, Network, Twin, schema
from .papers.plan_paper import write_plan_papers
from .papers.progress import ProgressReport, progress_report
from .papers.risk_paper import write_risk_list
from .plan_views import CurvePoint, plan_curve, plan_efficiency, plan_stability
from .plan_works import WorksRow, check_works, works_shortfall
from .profile import ProfileDraft, profile_schema, suggest_profile
from .report import read_results, report
from .risk import Risk, risk
from .risk_maps import RiskMap, fn_curve, hot_spots, individual_risk, risk_by_place, thermal_laws
from .scenario_file import read_scenario
from .scheme_schema import scheme_schema
from .score import Conclusions, Score, conclusions, scheme_kind, schemes, score
from .settings import scheme_text
from .simulate import TimeSeries, event_kinds, simulate
from .steady import (
    LoadCases,
    State,
    fitting_loss_coefficient,
    fittings,
    friction_laws,
    prepare,
    solve,
    solve_cases,
)

if TYPE_CHECKING:
    from .server import serve


def __getattr__(name: str) -> Any:
    """`serve` is loaded when it is asked for: nothing else needs the web library."""
    if name == "serve":
        from .server import serve

        return serve
    raise AttributeError(f"module 'gastwin' has no attribute {name!r}")


__version__: str = _core.version
Error = _core.Error
# What to do, in the language of str(error). For checkers it is the text.
Error.fix = property(lambda error: error.fixes["en"])  # type: ignore[assignment]

__all__ = [
    "TABLES",
    "Assessment",
    "Batch",
    "Calibration",
    "ClosurePlan",
    "Conclusions",
    "Conversion",
    "CurvePoint",
    "DataQuality",
    "Done",
    "Error",
    "Gas",
    "GasQuality",
    "HazardLedger",
    "Incident",
    "LoadCases",
    "MapPage",
    "Network",
    "Plan",
    "PreparedShutoff",
    "ProfileDraft",
    "Programme",
    "ProgressReport",
    "Risk",
    "RiskMap",
    "SafeFix",
    "Score",
    "State",
    "Table",
    "TimeSeries",
    "Twin",
    "WorksRow",
    "__version__",
    "assess",
    "batch",
    "batch_schema",
    "calibrate",
    "check",
    "check_works",
    "conclusions",
    "conversion",
    "criticality",
    "customer_demand",
    "equations_of_state",
    "event_kinds",
    "export",
    "fitting_loss_coefficient",
    "fittings",
    "fix_safely",
    "fn_curve",
    "friction_laws",
    "gas_components",
    "hot_spots",
    "household_risk",
    "household_scheme",
    "import_survey",
    "incident",
    "incident_kinds",
    "incident_schema",
    "incident_scheme",
    "incidents",
    "individual_risk",
    "keep_scenario",
    "load_model",
    "machines",
    "plan",
    "plan_curve",
    "plan_efficiency",
    "plan_rules_text",
    "plan_stability",
    "prepare",
    "prepare_shutoff",
    "profile_schema",
    "programme",
    "progress_report",
    "read_incidents",
    "read_jobs",
    "read_network",
    "read_results",
    "read_scenario",
    "report",
    "risk",
    "risk_by_place",
    "sample_demand",
    "schema",
    "scheme_kind",
    "scheme_schema",
    "scheme_text",
    "schemes",
    "score",
    "serve",
    "shutoff",
    "simulate",
    "simultaneous_share",
    "solve",
    "solve_cases",
    "suggest_profile",
    "synthetic_city",
    "thermal_laws",
    "works_shortfall",
    "write_dispatch_sheet",
    "write_plan_papers",
    "write_risk_list",
    "write_survey",
]
