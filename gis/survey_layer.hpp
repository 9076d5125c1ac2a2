// SPDX-License-Identifier: Apache-2.0
// Writing plain layers of text cells through GDAL. Internal to write_survey().
#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "models/geometry.hpp"

class GDALDataset;
class OGRLayer;

namespace gastwin {

enum class SurveyShape : std::uint8_t { point, line, polygon };
enum class SurveyCell : std::uint8_t { text, whole, real };
using SurveyField = std::pair<std::string, SurveyCell>;

/// A new file (GPKG) or folder of files (ESRI Shapefile, dbf in GBK). One transaction per layer. Every member throws
/// Error("cannot_write") with the path and the driver's reason; the constructor also Error("unknown_crs").
class SurveyFile {
  public:
    /// Replaces what is there. `crs`: "EPSG:4547" or WKT; empty: none.
    SurveyFile(const char *driver, std::filesystem::path path, const std::string &crs);
    ~SurveyFile();
    SurveyFile(const SurveyFile &) = delete;
    SurveyFile &operator=(const SurveyFile &) = delete;

    void start_layer(const std::string &name, SurveyShape shape, const std::vector<SurveyField> &fields);
    /// Cells as text, "" is NULL; a shape without points is a null geometry.
    void add(std::span<const Point> shape, std::initializer_list<std::string> cells);
    /// Flushes; only then is the file complete.
    void close();

  private:
    [[noreturn]] void fail() const;
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace gastwin
