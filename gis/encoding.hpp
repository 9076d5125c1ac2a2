// SPDX-License-Identifier: Apache-2.0
// Which encoding a text file is in, and decoding to UTF-8.
//
// Survey files are GBK as often as UTF-8 and their hints (.cpg file, language byte of a dbf) are wrong or absent, so
// hints are believed only as far as the bytes agree: user > hint that fits > strict UTF-8 > GB18030 with more than
// 90 % level-1 hanzi > the one of both that fits most lines (damaged lines become issues when they are read) >
// single-byte hint. Bytes that fit nothing are an Error("unreadable_encoding").
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gastwin {

struct Encoding {
    std::string name; ///< as iconv knows it; GBK and GB2312 are read as GB18030, their superset
    std::string why;  ///< "named by the user", ".cpg file", "valid UTF-8", ...
};

struct EncodingHint {
    std::string name; ///< as written; empty: no hint
    std::string why;
};

/// Decides for `sample`: all text of the file, cells separated by line ends (a cell cut in mid-character is allowed).
[[nodiscard]] Encoding detect_encoding(std::string_view sample, const std::string &user,
                                       const std::vector<EncodingHint> &hints);

/// Encoding named by the language byte of a dbf header; empty for bytes that name none.
[[nodiscard]] std::string encoding_of_language_byte(unsigned char ldid);

/// Decodes to UTF-8. A character cut off at the end is dropped; nothing is returned for text that is not valid.
class Decoder {
  public:
    explicit Decoder(const std::string &encoding);
    ~Decoder();
    Decoder(const Decoder &) = delete;
    Decoder &operator=(const Decoder &) = delete;

    [[nodiscard]] std::optional<std::string> decode(std::string_view bytes);
    [[nodiscard]] bool known() const { return handle_ != nullptr; }

  private:
    void *handle_;
};

/// Strict UTF-8: no overlong forms, surrogates or values above U+10FFFF. A cut last character is not valid here.
[[nodiscard]] bool is_utf8(std::string_view bytes);

/// A copy in which every malformed byte is replaced by U+FFFD.
[[nodiscard]] std::string mended_utf8(std::string_view bytes);

/// The name of a file as text: archives packed on older systems leave names in GB18030.
[[nodiscard]] std::string name_text(const std::string &bytes);

} // namespace gastwin
