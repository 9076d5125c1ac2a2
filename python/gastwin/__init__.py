# SPDX-License-Identifier: Apache-2.0
"""gastwin: digital twin and risk simulation of city gas networks."""

from . import _core
from .assess import Assessment, assess
from .compute import (
    ClosurePlan,
    Plan,
    Risk,
    State,
    criticality,
    friction_laws,
    import_survey,
    load_model,
    plan,
    risk,
    shutoff,
    solve,
    synthetic_city,
    write_survey,
)
from .frames import Table
from .gas import Gas, equations_of_state
from .network import TABLES, Network, Twin, schema

__version__: str = _core.version
Error = _core.Error

__all__ = [
    "TABLES",
    "Assessment",
    "ClosurePlan",
    "Error",
    "Gas",
    "Network",
    "Plan",
    "Risk",
    "State",
    "Table",
    "Twin",
    "__version__",
    "assess",
    "criticality",
    "equations_of_state",
    "friction_laws",
    "import_survey",
    "load_model",
    "plan",
    "risk",
    "schema",
    "shutoff",
    "solve",
    "synthetic_city",
    "write_survey",
]
