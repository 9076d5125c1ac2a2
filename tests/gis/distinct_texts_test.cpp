// SPDX-License-Identifier: Apache-2.0
#include "gis/distinct_texts.hpp"

#include <gtest/gtest.h>

#include <array>
#include <random>
#include <set>

namespace gastwin {
namespace {

RawLayer pipes(const std::vector<std::string> &materials) {
    RawLayer raw;
    raw.layer = raw.source = "pipes";
    raw.kind = ShapeKind::line;
    raw.columns.resize(2);
    raw.columns[0].name = "id";
    raw.columns[1].name = "material";
    for (std::size_t row = 0; row < materials.size(); ++row) {
        raw.columns[0].push_back("P" + std::to_string(row));
        raw.columns[1].push_back(materials[row]);
        raw.shape.push_back({});
        raw.source_row.push_back(static_cast<std::int32_t>(row + 1));
    }
    return raw;
}

TEST(DistinctTexts, EachTextIsReadOnceAndEveryRowGetsWhatItSays) {
    const std::array<std::string, 5> texts{"PE100", "pe100", "", "钢 ", "钢"};
    std::mt19937 random(5);
    std::vector<std::string> materials;
    for (int row = 0; row < 300; ++row) materials.push_back(texts[random() % texts.size()]);
    const Profile profile = load_profile("lines");
    const RawLayer raw = pipes(materials);
    const MappedLayer layer(raw, recognise(raw, profile), profile);
    const std::int32_t column = layer.find("material");
    ASSERT_GE(column, 0);
    std::size_t asked = 0;
    const ReadOnce<std::string> read(layer, column, [&](std::size_t row) {
        ++asked;
        return std::string(layer.raw_text(column, row));
    });
    EXPECT_EQ(asked, std::set<std::string>(materials.begin(), materials.end()).size());
    for (std::size_t row = 0; row < materials.size(); ++row) EXPECT_EQ(read[row], materials[row]);
}

TEST(DistinctTexts, AColumnThatIsNotThereIsOneEmptyTextAndALayerWithoutRowsNone) {
    const Profile profile = load_profile("lines");
    const RawLayer three = pipes({"PE100", "", "钢"}), none = pipes({});
    EXPECT_EQ(DistinctTexts(MappedLayer(three, recognise(three, profile), profile), -1).size(), 1u);
    EXPECT_EQ(DistinctTexts(MappedLayer(none, recognise(none, profile), profile), 0).size(), 0u);
}

} // namespace
} // namespace gastwin
