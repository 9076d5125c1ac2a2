# Writes a C++ file that holds the TOML files named in FILES, so that an installed library needs no path to them.
# cmake -DOUTPUT=x.cpp -DFILES="a.toml;b.toml" -P embed_profiles.cmake
set(entries "")
set(count 0)
foreach(file IN LISTS FILES)
    get_filename_component(name ${file} NAME_WE)
    file(READ ${file} text)
    string(APPEND entries "    BundledProfile{\"${name}\", R\"profile(${text})profile\"},\n")
    math(EXPR count "${count} + 1")
endforeach()
file(WRITE ${OUTPUT} "// Generated from gis/profiles/*.toml
#include <array>

#include \"gis/profile.hpp\"

namespace gastwin {
namespace {
constexpr std::array<BundledProfile, ${count}> profiles{{
${entries}}};
} // namespace

std::span<const BundledProfile> bundled_profiles() { return profiles; }

} // namespace gastwin
")
