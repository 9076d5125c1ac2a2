# SPDX-License-Identifier: Apache-2.0
"""The gas: composition or molar mass, viscosity, temperature and equation of state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

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


@dataclass(frozen=True)
class GasQuality:
    """What a burner sees, by ISO 6976:2016: the real gas at 101 325 Pa and the metering temperature.

    gross: the water formed is liquid. Wobbe index: heating value over the root of the relative density.
    """

    molar_mass_kg_mol: float
    compressibility: float
    density_kg_m3: float
    relative_density: float
    gross_heating_value_j_m3: float
    net_heating_value_j_m3: float
    gross_heating_value_j_kg: float
    net_heating_value_j_kg: float
    gross_wobbe_j_m3: float
    net_wobbe_j_m3: float


class Gas(_core.Gas):
    """A gas at one temperature; defaults: natural gas of 0.75 kg/m³ (0 °C, 101 325 Pa), 15 °C, ideal.

    temperature_k is that of the ground the pipes lie in. eos: one of `equations_of_state()`. "cnga_full" takes the
    gravity from the molar mass; "papay" and "aga88" need the critical point (default: methane's); "linear",
    "linear_z" and "quadratic_z" take b1, b2, b3 as given, b2 in 1/Pa, b3 in 1/Pa², p absolute. Raises `Error`
    (bad_gas) for an unknown eos or unphysical values.

    composition and quality are those given to `from_composition()`, else None. A network keeps neither.
    """

    composition: dict[str, float] | None = None
    quality: GasQuality | None = None

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
            raise _unknown_equation(eos)
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

    @classmethod
    def from_composition(
        cls,
        composition: Mapping[str, float],
        *,
        temperature_k: float = 288.15,
        eos: str = "papay",
        viscosity_pa_s: float | None = None,
        combustion_temperature_c: int = 15,
        metering_temperature_c: int = 15,
    ) -> Gas:
        """The gas with these mole fractions. composition: e.g. {"CH4": 0.95, "H2": 0.05}; formulas: `gas_components()`.

        temperature_k: of the gas in the pipes. viscosity_pa_s: None for Wilke's rule from the pure components. eos: a
        published equation of state, with Kay's pseudo-critical point. combustion_temperature_c (0, 15, 20 or 25),
        metering_temperature_c (0 or 15): of `quality`, by ISO 6976. Raises `Error`: unknown_component, bad_composition
        (fractions do not add up to 1 within 1e-4), bad_gas.
        """
        if eos not in dict(_core.equations_of_state()):
            raise _unknown_equation(eos)
        fractions = {str(formula): float(fraction) for formula, fraction in composition.items()}
        base = _core.gas_of(fractions, temperature_k, eos)
        gas = cls(
            molar_mass_kg_mol=base.molar_mass_kg_mol,
            temperature_k=temperature_k,
            viscosity_pa_s=base.viscosity_pa_s if viscosity_pa_s is None else viscosity_pa_s,
            eos=next(name for name, form in _USER_FORMS.items() if form == base.compressibility),
            b1=base.b1,
            b2=base.b2,
            b3=base.b3,
        )
        gas.composition = fractions
        gas.quality = GasQuality(**_core.gas_quality(fractions, combustion_temperature_c, metering_temperature_c))
        return gas

    @classmethod
    def from_mapping(cls, values: Mapping[str, Any], file: str = "") -> Gas:
        """The gas of a settings file: arguments of `Gas()`, or "composition" and those of `from_composition()`."""
        arguments = dict(values)
        composition = arguments.pop("composition", None)
        for name, value in arguments.items():
            if not isinstance(value, str if name == "eos" else (int, float)) or isinstance(value, bool):
                raise _error("bad_gas", file=file, column=name, value=str(value))
        try:
            return cls(**arguments) if composition is None else cls.from_composition(composition, **arguments)
        except (TypeError, ValueError, AttributeError) as error:
            raise _error("bad_gas", file=file, detail=str(error)) from None


def gas_components() -> list[str]:
    """Formulas that a composition may name."""
    return _core.gas_components()


def _unknown_equation(eos: str) -> _core.Error:
    return _error("bad_gas", column="eos", value=str(eos), detail="known: " + ", ".join(equations_of_state()))
