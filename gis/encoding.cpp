// SPDX-License-Identifier: Apache-2.0
#include "gis/encoding.hpp"

#include <iconv.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include "gis/text.hpp"
#include "models/error.hpp"

namespace gastwin {
namespace {

using namespace std::string_view_literals;

unsigned char byte_at(std::string_view bytes, std::size_t i) { return static_cast<unsigned char>(bytes[i]); }
bool within(unsigned byte, unsigned low, unsigned high) { return byte >= low && byte <= high; }

/// Length of the UTF-8 character at i; 0 if malformed, -1 if cut off by the end of the text.
int utf8_length(std::string_view bytes, std::size_t i) {
    const unsigned lead = byte_at(bytes, i);
    if (lead < 0x80) return 1;
    if (lead < 0xC2 || lead > 0xF4) return 0;
    const int length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    for (int k = 1; k < length; ++k) {
        const std::size_t at = i + static_cast<std::size_t>(k);
        if (at >= bytes.size()) return -1;
        unsigned low = 0x80, high = 0xBF;
        if (k == 1 && lead == 0xE0) low = 0xA0;
        if (k == 1 && lead == 0xED) high = 0x9F;
        if (k == 1 && lead == 0xF0) low = 0x90;
        if (k == 1 && lead == 0xF4) high = 0x8F;
        if (!within(byte_at(bytes, at), low, high)) return 0;
    }
    return length;
}

/// Length of the GB18030 character at i; 0 if malformed, -1 if cut off.
int gb18030_length(std::string_view bytes, std::size_t i) {
    const unsigned lead = byte_at(bytes, i);
    if (lead < 0x80) return 1;
    if (lead == 0x80 || lead == 0xFF) return 0;
    if (i + 1 >= bytes.size()) return -1;
    const unsigned second = byte_at(bytes, i + 1);
    if (within(second, 0x40, 0x7E) || within(second, 0x80, 0xFE)) return 2;
    if (!within(second, 0x30, 0x39)) return 0;
    if (i + 3 >= bytes.size()) return -1;
    return within(byte_at(bytes, i + 2), 0x81, 0xFE) && within(byte_at(bytes, i + 3), 0x30, 0x39) ? 4 : 0;
}

/// What the lines of a sample say. Only lines with bytes beyond ASCII count.
struct Vote {
    std::size_t lines = 0, not_utf8 = 0, not_gb18030 = 0;
    std::size_t level1 = 0, hanzi = 0; ///< two-byte codes in rows 0xB0…0xD7; two-byte codes outside the symbol rows

    [[nodiscard]] bool utf8() const { return not_utf8 == 0; }
    [[nodiscard]] bool gb18030() const { return not_gb18030 == 0; }
    [[nodiscard]] bool common_hanzi() const { return hanzi > 0 && level1 * 10 > hanzi * 9; }
};

template <class LengthOf> bool is_valid(std::string_view line, LengthOf length_of) {
    for (std::size_t i = 0; i < line.size();) {
        const int length = length_of(line, i);
        if (length == 0) return false;
        i += length > 0 ? static_cast<std::size_t>(length) : line.size(); // cut off by the end: allowed
    }
    return true;
}

void count_hanzi(std::string_view line, Vote &vote) {
    for (std::size_t i = 0; i < line.size();) {
        const int length = gb18030_length(line, i);
        const unsigned lead = byte_at(line, i);
        if (length == 2 && !within(lead, 0xA1, 0xA9)) {
            ++vote.hanzi;
            if (within(lead, 0xB0, 0xD7)) ++vote.level1;
        }
        i += length > 0 ? static_cast<std::size_t>(length) : line.size();
    }
}

void vote_line(std::string_view line, Vote &vote) {
    if (std::all_of(line.begin(), line.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; })) return;
    ++vote.lines;
    if (!is_valid(line, utf8_length)) ++vote.not_utf8;
    if (is_valid(line, gb18030_length)) count_hanzi(line, vote);
    else ++vote.not_gb18030;
}

Vote vote_on(std::string_view sample) {
    Vote vote;
    while (!sample.empty()) {
        const std::size_t end = std::min(sample.find('\n'), sample.size());
        vote_line(sample.substr(0, end), vote);
        sample.remove_prefix(std::min(end + 1, sample.size()));
    }
    return vote;
}

/// The encoding that most lines are in although some are damaged; those become issues when they are read.
std::string majority(const Vote &vote) {
    const bool gb18030 = vote.common_hanzi() && vote.not_gb18030 * 2 < vote.lines;
    const bool utf8 = vote.not_utf8 * 2 < vote.lines;
    if (utf8 && (!gb18030 || vote.not_utf8 <= vote.not_gb18030)) return "UTF-8";
    return gb18030 ? "GB18030" : "";
}

std::string iconv_name(const std::string &name) {
    std::string key = fold(name);
    std::erase_if(key, [](char c) { return c == '-' || c == '_'; });
    constexpr std::array<std::string_view, 8> gb{"gbk",   "gb2312",  "gb18030", "936",
                                                 "cp936", "ansi936", "ms936",   "euccn"};
    if (std::find(gb.begin(), gb.end(), key) != gb.end()) return "GB18030";
    if (key == "utf8" || key == "65001" || key == "cp65001" || key == "utf8bom" || key == "utf8sig") return "UTF-8";
    if (key.starts_with("88591") || key == "latin1" || key == "iso88591") return "ISO-8859-1";
    if (key == "ansi1252" || key == "1252") return "CP1252";
    if (key == "950" || key == "ansi950") return "BIG5";
    return name;
}

/// Does the vote agree with a hint? Single-byte encodings accept any bytes, so they never count as agreement.
bool fits(const std::string &name, const Vote &vote, std::string_view sample) {
    if (name == "UTF-8") return vote.utf8();
    if (name == "GB18030") return vote.gb18030() && (vote.common_hanzi() || !vote.utf8());
    if (name.starts_with("BIG5") || name.starts_with("UTF-16")) {
        Decoder decoder(name);
        return decoder.known() && decoder.decode(sample).has_value();
    }
    return false;
}

} // namespace

Encoding detect_encoding(std::string_view sample, const std::string &user, const std::vector<EncodingHint> &hints) {
    if (!user.empty()) {
        const std::string name = iconv_name(user);
        if (!Decoder(name).known()) throw Error("unreadable_encoding", {.value = user}, {}, "no such encoding");
        const Vote vote = vote_on(sample);
        const std::size_t bad = name == "UTF-8" ? vote.not_utf8 : name == "GB18030" ? vote.not_gb18030 : 0;
        if (bad * 2 > vote.lines)
            throw Error("unreadable_encoding", {.value = user}, {}, "most of the text is not in this encoding");
        return {name, "named by the user"};
    }
    if (sample.starts_with("\xEF\xBB\xBF")) return {"UTF-8", "byte-order mark"};
    if (sample.starts_with("\xFF\xFE") || sample.starts_with("\xFE\xFF")) return {"UTF-16", "byte-order mark"};
    const Vote vote = vote_on(sample);
    if (vote.lines == 0) return {"UTF-8", "plain ASCII"};
    for (const EncodingHint &hint : hints)
        if (const std::string name = iconv_name(hint.name); fits(name, vote, sample)) return {name, hint.why};
    std::string contradicted;
    for (const EncodingHint &hint : hints)
        if (!hint.name.empty()) contradicted += "; " + hint.why + " " + hint.name + " contradicts the text";
    if (vote.utf8()) return {"UTF-8", "valid UTF-8" + contradicted};
    if (vote.gb18030() && vote.common_hanzi()) return {"GB18030", "GB18030 with common hanzi" + contradicted};
    if (std::string name = majority(vote); !name.empty())
        return {std::move(name), "most lines are valid" + contradicted};
    for (const EncodingHint &hint : hints) {
        const std::string name = iconv_name(hint.name);
        Decoder decoder(name);
        if (!name.empty() && decoder.known() && decoder.decode(sample)) return {name, hint.why};
    }
    throw Error("unreadable_encoding");
}

std::string encoding_of_language_byte(unsigned char ldid) {
    constexpr std::array<std::pair<unsigned char, std::string_view>, 8> known{{{0x4D, "GB18030"},
                                                                               {0x7A, "GB18030"},
                                                                               {0x4F, "BIG5"},
                                                                               {0x78, "BIG5"},
                                                                               {0x57, "ISO-8859-1"},
                                                                               {0x03, "CP1252"},
                                                                               {0x01, "CP437"},
                                                                               {0x02, "CP850"}}};
    const auto found = std::find_if(known.begin(), known.end(), [&](const auto &entry) { return entry.first == ldid; });
    return found == known.end() ? std::string() : std::string(found->second);
}

Decoder::Decoder(const std::string &encoding) : handle_{nullptr} {
    if (encoding.empty()) return;
    const iconv_t opened = iconv_open("UTF-8", encoding.c_str());
    if (opened != reinterpret_cast<iconv_t>(-1)) handle_ = opened;
}

Decoder::~Decoder() {
    if (handle_ != nullptr) iconv_close(handle_);
}

std::optional<std::string> Decoder::decode(std::string_view bytes) {
    std::string out(bytes.size() * 3 + 16, '\0'); // no encoding read here grows by more than three
    iconv(handle_, nullptr, nullptr, nullptr, nullptr);
    char *in = const_cast<char *>(bytes.data()); // iconv's signature; the input is not written to
    std::size_t in_left = bytes.size(), out_left = out.size();
    char *to = out.data();
    const std::size_t result = iconv(handle_, &in, &in_left, &to, &out_left);
    if (result == static_cast<std::size_t>(-1) && errno != EINVAL) return std::nullopt;
    out.resize(out.size() - out_left);
    return out;
}

bool is_utf8(std::string_view bytes) {
    for (std::size_t i = 0; i < bytes.size();) {
        const int length = utf8_length(bytes, i);
        if (length <= 0) return false;
        i += static_cast<std::size_t>(length);
    }
    return true;
}

std::string mended_utf8(std::string_view bytes) {
    std::string out;
    for (std::size_t i = 0; i < bytes.size();) {
        const int length = utf8_length(bytes, i);
        if (length > 0) out += bytes.substr(i, static_cast<std::size_t>(length));
        else out += "\uFFFD";
        i += length > 0 ? static_cast<std::size_t>(length) : 1;
    }
    return out;
}

std::string name_text(const std::string &bytes) {
    if (is_utf8(bytes)) return bytes;
    return Decoder("GB18030").decode(bytes).value_or(mended_utf8(bytes));
}

} // namespace gastwin
