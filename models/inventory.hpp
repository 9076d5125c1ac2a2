// SPDX-License-Identifier: Apache-2.0
// An inventory is what the files say; a twin is what became of it.
#pragma once
#include <string>

#include "models/candidate.hpp"
#include "models/exposure.hpp"
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

/// What was read: one row per layer found in the input.
struct LayersRead {
    static constexpr std::string_view name = "layer_read";
    std::vector<std::string> id, file, layer, role;
    std::vector<std::int32_t> rows;
    std::vector<std::string> encoding, encoding_why, crs, driver;

    static constexpr auto columns() {
        return std::make_tuple(
            required("id", "", "running number", &LayersRead::id),
            required("file", "", "file as named by the user", &LayersRead::file),
            optional("layer", "", "layer or sheet in the file", &LayersRead::layer, ""),
            optional("role", "", "what it was read as; empty: not used", &LayersRead::role, ""),
            optional("rows", "", "rows in it", &LayersRead::rows, std::int32_t{0}, not_negative),
            optional("encoding", "", "encoding of its text", &LayersRead::encoding, ""),
            optional("encoding_why", "", "how the encoding was decided", &LayersRead::encoding_why, ""),
            optional("crs", "", "coordinate system as found", &LayersRead::crs, ""),
            optional("driver", "", "GDAL driver that read it", &LayersRead::driver, ""));
    }
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
    Shapes enclosure_outline; ///< plan of each space; no points: unknown
    Shapes record_outline;    ///< plan of works

    std::string crs; ///< "EPSG:nnnn" or WKT of all coordinates; empty: none (local metres)
    LayersRead layer_read;
    Issues issue;
    Repairs repair;
    Provenances provenance;
};

/// A network with the record of how it was made from the survey.
struct Twin {
    Network network;
    LayersRead layer_read;
    Issues issue;
    Repairs repair;
    Provenances provenance;
    Candidates candidate;
    Exposures exposure;
};

} // namespace gastwin
