// SPDX-License-Identifier: Apache-2.0
#include "models/roughness.hpp"

#include <gtest/gtest.h>

namespace gastwin {
namespace {

TEST(Roughness, AMissingOneIsThatOfTheMaterial) {
    Pipes pipe;
    append_row(pipe, "plastic");
    append_row(pipe, "steel");
    append_row(pipe, "measured");
    pipe.material = {Material::pe100, Material::steel, Material::pe100};
    pipe.roughness_m[2] = 3e-4;
    EXPECT_EQ(roughness_of(pipe, 0), 1e-5);
    EXPECT_EQ(roughness_of(pipe, 1), 1e-4);
    EXPECT_EQ(roughness_of(pipe, 2), 3e-4);
}

} // namespace
} // namespace gastwin
