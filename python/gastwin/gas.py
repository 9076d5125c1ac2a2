# SPDX-License-Identifier: Apache-2.0
"""The gas: molar mass, viscosity, temperature and equation of state."""

from __future__ import annotations

from . import _core
from .frames import _error

_USER_FORMS = {"linear": "virial", "linear_z": "linear", "quadratic_z": "quadratic"}


def equations_of_state() -> dict[str, str]:
    """Names that `Gas(eos=...)` takes and what each is."""
    own = {
        "linear": "1/Z = b1 + b2 p",
        "linear_z": "Z = b1 + b2 p, as pandapipes and STANET have it",
        "quadratic_z": "Z = b1 + b2 p + b3 p²",
    }
    return dict(_core.equations_of_state()) | own


class Gas(_core.Gas):
    """A gas at one temperature; defaults: natural gas of 0.75 kg/m³ (0 °C, 101 325 Pa), 15 °C, ideal.

    temperature_k is that of the ground the pipes lie in. eos: one of `equations_of_state()`. "cnga_full" takes the
    gravity from the molar mass; "papay" and "aga88" need the critical point (default: methane's); "linear",
    "linear_z" and "quadratic_z" take b1, b2, b3 as given, b2 in 1/Pa, b3 in 1/Pa², p absolute. Raises `Error`
    (bad_gas) for an unknown eos or unphysical values.
    """

    def __init__(
        self,
        *,
        molar_mass_kg_mol: float | None = None,
        temperature_k: float = 288.15,
        viscosity_pa_s: float | None = None,
        eos: str = "ideal",
        b1: float = 1.0,
        b2: float = 0.0,
        b3: float = 0.0,
        critical_temperature_k: float = 190.564,
        critical_pressure_pa: float = 4.599e6,
        gas_constant: float | None = None,
    ) -> None:
        if eos not in equations_of_state():
            raise _error("bad_gas", column="eos", value=eos, detail="known: " + ", ".join(equations_of_state()))
        default = _core.Gas()
        given = {
            "molar_mass_kg_mol": default.molar_mass_kg_mol if molar_mass_kg_mol is None else molar_mass_kg_mol,
            "temperature_k": temperature_k,
            "viscosity_pa_s": default.viscosity_pa_s if viscosity_pa_s is None else viscosity_pa_s,
            "gas_constant": default.gas_constant if gas_constant is None else gas_constant,
        }
        form = _USER_FORMS.get(eos)
        if form is None:
            base = _core.Gas(**given).with_equation_of_state(eos, critical_temperature_k, critical_pressure_pa)
            form, b1, b2, b3 = base.compressibility, base.b1, base.b2, base.b3
        super().__init__(compressibility=form, b1=b1, b2=b2, b3=b3, **given)
