// SPDX-License-Identifier: Apache-2.0
// What a twin file says about itself, as keys and values: format number, coordinate system as given, gas.
#pragma once
#include "models/network.hpp"

namespace gastwin {

/// Version of the layout of twin files. Raised when files of the new layout mislead older programs.
inline constexpr int twin_format = 1;

struct MetaEntries {
    static constexpr std::string_view name = "gastwin_meta";
    std::vector<std::string> id, value;

    static constexpr auto columns() {
        return std::make_tuple(required("id", "", "key", &MetaEntries::id),
                               optional("value", "", "value", &MetaEntries::value, ""));
    }
};

[[nodiscard]] MetaEntries meta_of(const Network &network);

/// Sets the coordinate system and gas of `network`. Throws Error("bad_twin") for a format this program does not know.
void take_meta(const MetaEntries &meta, Network &network, const std::string &file);

} // namespace gastwin
