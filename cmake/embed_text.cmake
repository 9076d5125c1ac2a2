# embed_text(<target> <file> <symbol>): compiles a text file into the target as
#   namespace gastwin { extern const std::string_view <symbol>; }
# so that an installed library or wheel needs no path to it.
function(embed_text target file symbol)
    set(generated ${CMAKE_CURRENT_BINARY_DIR}/${symbol}.cpp)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${file})
    file(READ ${file} text)
    file(CONFIGURE OUTPUT ${generated} CONTENT
"// Generated from ${file}.
#include <string_view>

namespace gastwin {
extern const std::string_view ${symbol};
constexpr std::string_view ${symbol} = R\"embedded(@text@)embedded\";
} // namespace gastwin
" @ONLY)
    target_sources(${target} PRIVATE ${generated})
endfunction()
