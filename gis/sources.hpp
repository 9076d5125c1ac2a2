// SPDX-License-Identifier: Apache-2.0
// From the paths a user names to layers ready to be filled in: files found, layers recognised and read, brought to one
// coordinate system, repeated sources set aside.
#pragma once
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "gis/import.hpp"
#include "gis/mapping.hpp"

namespace gastwin {

/// Files to open, in order of name: folders are searched, and of a shapefile's parts the .shp stands for all.
/// Links out of a searched folder are not followed ("link_outside"). Throws Error("no_such_file").
[[nodiscard]] std::vector<std::filesystem::path> find_files(std::span<const std::filesystem::path> inputs,
                                                            Issues &issues);

/// Every recognised layer with its cells; layers not recognised become notes. All have a row in layer_read.
[[nodiscard]] std::vector<MappedLayer> read_layers(std::span<const std::filesystem::path> inputs,
                                                   const Profile &profile, const ImportOptions &options,
                                                   Inventory &inventory, const Progress &progress);

/// Decides inventory.crs and transforms every shape to it. Throws Error("unknown_crs").
void unify_crs(std::vector<MappedLayer> &layers, const ImportOptions &options, Inventory &inventory);

/// Removes layers that repeat another of the same table (nine of ten ids, or the same shapes in the same order);
/// the drawn one with most rows stays, first.
void drop_repeated(std::vector<MappedLayer> &layers, Inventory &inventory);

} // namespace gastwin
