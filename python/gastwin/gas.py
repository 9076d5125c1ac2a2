# SPDX-License-Identifier: Apache-2.0
"""The gas: composition summary and equation of state."""

from __future__ import annotations

from . import _core
from .frames import _error

_AIR_MOLAR_MASS_KG_MOL = 0.02896  # the value the CNGA correlation was fitted with


def _coefficients(
    eos: str, b1: float, b2: float, molar_mass_kg_mol: float, temperature_k: float
) -> tuple[str, float, float]:
    """(model, b1, b2) of the compiled core for an equation of state by name."""
    if eos == "ideal":
        return "virial", 1.0, 0.0
    if eos == "cnga_simple":
        return "virial", 1.00300865, 2.96848838e-8
    if eos == "cnga_full":
        gravity = molar_mass_kg_mol / _AIR_MOLAR_MASS_KG_MOL
        slope = 344400 * 10 ** (1.785 * gravity) / (1.8 * temperature_k) ** 3.825  # per psi
        return "virial", 1 + slope * 101350 / 6894.75729, slope / 6894.75729
    if eos == "linear":
        return "virial", b1, b2
    if eos == "linear_z":
        return "linear", b1, b2
    raise _error(
        "bad_gas",
        column="eos",
        value=eos,
        detail="known: ideal, cnga_simple, cnga_full, linear (1/Z = b1 + b2 p), linear_z (Z = b1 + b2 p)",
    )


class Gas(_core.Gas):
    """A gas at one temperature; defaults: natural gas of 0.75 kg/m³ (0 °C, 101 325 Pa), 15 °C, ideal.

    eos: "ideal"; "cnga_simple" (gravity 0.6 at 288.7 K); "cnga_full" (gravity from the molar mass, any temperature;
    natural gas up to about 7 MPa); "linear": 1/Z = b1 + b2 p; "linear_z": Z = b1 + b2 p, as pandapipes and STANET
    have it. b2 in 1/Pa, p absolute. Raises `Error` (bad_gas) for an unknown eos or unphysical values.
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
        gas_constant: float | None = None,
    ) -> None:
        default = _core.Gas()
        molar_mass = default.molar_mass_kg_mol if molar_mass_kg_mol is None else molar_mass_kg_mol
        model, b1, b2 = _coefficients(eos, b1, b2, molar_mass, temperature_k)
        super().__init__(
            molar_mass_kg_mol=molar_mass,
            temperature_k=temperature_k,
            compressibility=model,
            b1=b1,
            b2=b2,
            viscosity_pa_s=default.viscosity_pa_s if viscosity_pa_s is None else viscosity_pa_s,
            gas_constant=default.gas_constant if gas_constant is None else gas_constant,
        )
