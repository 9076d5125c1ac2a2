// SPDX-License-Identifier: Apache-2.0
// An open source of layers: anything GDAL opens, or a text table. Read-only; leaves nothing beside the input.
#pragma once
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "gis/raw_layer.hpp"

class GDALDataset;
class OGRLayer;

namespace gastwin {

/// A database that GDAL reaches by a connection text instead of a file: "PG:host=… dbname=…".
[[nodiscard]] bool is_connection(const std::filesystem::path &path);

/// The path as messages and records show it: a connection without its password.
[[nodiscard]] std::string shown_source(const std::filesystem::path &path);

class Dataset {
  public:
    /// `encoding`: the user's override for dbf and csv text; empty: detected (gis/encoding.hpp).
    /// Throws Error: no_such_file, empty_file, unreadable_file, unreadable_encoding.
    Dataset(const std::filesystem::path &path, std::string encoding, Issues &issues);
    ~Dataset();
    Dataset(Dataset &&) noexcept;
    Dataset &operator=(Dataset &&) noexcept;

    /// Layers with their column names and coordinate system; cells and shapes only where the format made it
    /// necessary to read them at once (text tables, spreadsheets).
    [[nodiscard]] const std::vector<RawLayer> &layers() const { return heads_; }

    /// Cells and shapes of one layer. Columns not wanted stay empty and are not read from the file.
    /// A collection of separate lines or points becomes one row per part; shapes of another kind than the layer's
    /// (drawings mix them) are left out with an issue. Each layer can be read once.
    [[nodiscard]] RawLayer read(std::size_t layer, const std::vector<bool> &wanted, Issues &issues);

    [[nodiscard]] std::size_t row_estimate(std::size_t layer) const;

  private:
    void open_gdal();
    void list_layers(Issues &issues);
    [[nodiscard]] RawLayer head_of(OGRLayer &layer) const;
    void detect_dbf_encoding();

    std::filesystem::path path_;
    std::string user_encoding_, encoding_, encoding_why_;
    std::unique_ptr<GDALDataset, void (*)(GDALDataset *)> gdal_;
    std::vector<RawLayer> heads_;
    bool grid_ = false; ///< heads_ hold everything already
};

} // namespace gastwin
