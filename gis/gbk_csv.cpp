// SPDX-License-Identifier: Apache-2.0
#include "gis/gbk_csv.hpp"

#include <cpl_conv.h>
#include <cpl_string.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <memory>

#include "gis/pending_file.hpp"

namespace gastwin {

void GbkCsv::row(std::initializer_list<std::string_view> cells) {
    bool first = true;
    for (const std::string_view cell : cells) {
        if (!first) text_ += ',';
        first = false;
        if (cell.find_first_of(",\"\r\n") == std::string_view::npos) {
            text_ += cell;
            continue;
        }
        text_ += '"';
        for (const char c : cell) {
            if (c == '"') text_ += '"';
            text_ += c;
        }
        text_ += '"';
    }
    text_ += "\r\n";
}

void GbkCsv::write(const std::filesystem::path &path) const {
    const std::unique_ptr<char, decltype(&VSIFree)> bytes(CPLRecode(text_.c_str(), CPL_ENC_UTF8, "GBK"), &VSIFree);
    write_bytes(path, bytes.get());
}

void write_bytes(const std::filesystem::path &path, std::string_view bytes) {
    PendingFile file(path);
    errno = 0;
    std::ofstream stream(file.temporary(), std::ios::binary | std::ios::trunc);
    stream.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    stream.close();
    if (!stream) file.fail(std::strerror(errno));
    file.commit();
}

} // namespace gastwin
