# One library per folder: gastwin::models, gastwin::engine, ... Headers stand beside their sources and are included
# from the repository root.
function(gastwin_library room)
    add_library(gastwin_${room} ${ARGN})
    add_library(gastwin::${room} ALIAS gastwin_${room})
    set_target_properties(gastwin_${room} PROPERTIES EXPORT_NAME ${room} POSITION_INDEPENDENT_CODE ON)
    target_compile_features(gastwin_${room} PUBLIC cxx_std_20)
    target_include_directories(gastwin_${room} PUBLIC
        $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}> $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}/gastwin>)
    target_compile_options(gastwin_${room} PRIVATE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror)
    # GCC 12 sees overlapping copies in "literal" + std::string where there are none (GCC bug 105651).
    target_compile_options(gastwin_${room} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>)
    install(TARGETS gastwin_${room} EXPORT gastwin ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
    install(DIRECTORY ${PROJECT_SOURCE_DIR}/${room} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/gastwin
            FILES_MATCHING PATTERN "*.hpp")
endfunction()
