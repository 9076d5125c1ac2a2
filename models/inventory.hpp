// SPDX-License-Identifier: Apache-2.0
// An inventory is what the files say; a twin is what became of it.
#pragma once
#include <string>

#include "models/issue.hpp"
#include "models/network.hpp"
#include "models/references.hpp"
#include "models/survey.hpp"

namespace gastwin {

/// A register beside the survey: rows as they will stand in the network, references still as text ids.
/// A reference to a node names a survey point.
template <TableType Table> struct Register {
    Table rows;
    References references;
};

/// Everything read from the user's files, normalised, not yet joined.
struct Inventory {
    SurveyPoints point;
    SurveyLines line;
    Shapes line_shape; ///< drawn course of each line; zero points: null geometry

    Register<Valves> valve;
    Register<Regulators> regulator;
    Register<Sources> source;
    Register<Risers> riser;
    Register<Customers> customer;
    Register<Devices> device;
    Register<Buildings> building;
    Register<Enclosures> enclosure;
    Register<Records> record;
    Shapes building_outline;

    std::string crs; ///< "EPSG:nnnn" or WKT of all coordinates
    Issues issue;
    Repairs repair;
    Provenances provenance;
};

/// A network with the record of how it was made from the survey.
struct Twin {
    Network network;
    Issues issue;
    Repairs repair;
    Provenances provenance;
};

} // namespace gastwin
