// SPDX-License-Identifier: Apache-2.0
// Leak records and enclosed spaces of the synthetic city. Part of synthetic_city().
//
// Leaks: Poisson counts over the record years with rate
//   λ = base(material) · (50 mm / DN)^0.5 · exp(0.05 (age − 20 a)) per km and year for pipes,
//   λ = 0.004 · exp(0.04 (age − 20 a)) per riser and year,
// base per km and year at age 20: grey iron 0.30, galvanised 0.25, steel 0.06, ductile iron 0.05, stainless 0.02,
// polyethylene 0.008; ages kept within 0 … 60 a. The shape (material, size, age) follows common failure models of gas
// mains; the numbers are invented and serve tests only.
#pragma once
#include "scenarios/synthetic/draft.hpp"

namespace gastwin::synthetic {

void add_leak_records(Draft &draft, const CityOptions &options);

/// Manholes and culverts of other utilities near one main in ten.
void add_enclosures(Draft &draft, const CityOptions &options);

} // namespace gastwin::synthetic
