// SPDX-License-Identifier: Apache-2.0
#include "gis/encoding.hpp"

#include "files.hpp"
#include "models/error.hpp"

namespace gastwin {
namespace {

using test::encoded;

const std::string chinese = "管线编号\n起点点号\n终点点号\n镀锌钢管\n中压\n在用\n直埋\n解放大道\n武昌区\n";

std::string slug_of(const std::string &sample, const std::string &user, const std::vector<EncodingHint> &hints) {
    try {
        return detect_encoding(sample, user, hints).name;
    } catch (const Error &error) {
        return std::string(error.kind().slug);
    }
}

TEST(Encoding, BytesDecideWithoutHints) {
    EXPECT_EQ(slug_of(chinese, "", {}), "UTF-8");
    EXPECT_EQ(slug_of("\xEF\xBB\xBF" + chinese, "", {}), "UTF-8");
    EXPECT_EQ(slug_of(encoded(chinese, "GB18030"), "", {}), "GB18030");
    EXPECT_EQ(slug_of("id,from,to\n", "", {}), "UTF-8");
    EXPECT_EQ(slug_of(encoded(chinese, "UTF-16"), "", {}), "UTF-16");
}

TEST(Encoding, HintsCountOnlyWhereTheBytesAgree) {
    const std::string gbk = encoded(chinese, "GBK");
    EXPECT_EQ(slug_of(gbk, "", {{"GBK", ".cpg file"}}), "GB18030");
    EXPECT_EQ(slug_of(gbk, "", {{"UTF-8", ".cpg file"}}), "GB18030");
    EXPECT_EQ(slug_of(gbk, "", {{"", ".cpg file"}, {"ISO-8859-1", "dbf language byte"}}), "GB18030");
    EXPECT_EQ(slug_of(chinese, "", {{"GBK", ".cpg file"}}), "UTF-8");
    EXPECT_EQ(slug_of(chinese, "", {{"no such thing", ".cpg file"}}), "UTF-8");
    EXPECT_EQ(slug_of("Stra\xDF"
                      "e\nM\xFCnchen\n",
                      "", {{"ISO-8859-1", "dbf language byte"}}),
              "ISO-8859-1");
    EXPECT_NE(detect_encoding(gbk, "", {{"UTF-8", ".cpg file"}}).why.find("contradicts"), std::string::npos);
}

TEST(Encoding, TwoByteTextThatIsAlsoUtf8FollowsItsHint) {
    const std::string one = encoded("一", "GBK"); // D2 BB, also U+04BB in UTF-8
    ASSERT_TRUE(is_utf8(one));
    EXPECT_EQ(slug_of(one, "", {{"GBK", ".cpg file"}}), "GB18030");
    EXPECT_EQ(slug_of(one, "", {}), "UTF-8");
}

TEST(Encoding, AFewDamagedLinesDoNotHideTheEncoding) {
    EXPECT_EQ(slug_of(chinese + "\xFF\xFF\x80\n", "", {}), "UTF-8");
    EXPECT_EQ(slug_of(encoded(chinese, "GBK") + "\xFF\xFF\x80\n", "", {}), "GB18030");
    EXPECT_EQ(slug_of(encoded(chinese, "GBK") + "\xFF\xFF\x80\n", "", {{"GBK", ".cpg file"}}), "GB18030");
}

TEST(Encoding, UserComesFirstAndNonsenseIsAnError) {
    EXPECT_EQ(slug_of(encoded(chinese, "GBK"), "gbk", {{"UTF-8", ".cpg file"}}), "GB18030");
    EXPECT_EQ(slug_of(chinese, "klingon", {}), "unreadable_encoding");
    EXPECT_EQ(slug_of(encoded(chinese, "GBK"), "UTF-8", {}), "unreadable_encoding"); // named, but not so
    EXPECT_EQ(slug_of("\xFF\x80\xC0\xFF\x81 \xFE\xFF\xFF\n", "", {}), "unreadable_encoding");
}

TEST(Encoding, CellsMayEndInHalfACharacter) {
    const std::string gbk = encoded("镀锌钢管", "GBK");
    const std::string cut = gbk.substr(0, gbk.size() - 1);
    EXPECT_EQ(slug_of(cut + "\n" + encoded(chinese, "GBK"), "", {}), "GB18030");
    Decoder decoder("GB18030");
    EXPECT_EQ(decoder.decode(cut), "镀锌钢");
    EXPECT_EQ(decoder.decode(gbk), "镀锌钢管"); // nothing left over from the cut one
    EXPECT_EQ(decoder.decode("\xFF\xFF"), std::nullopt);
}

TEST(Encoding, StrictUtf8) {
    for (const char *good : {"", "a", "é", "管", "😀"}) EXPECT_TRUE(is_utf8(good)) << good;
    for (const char *bad :
         {"\x80", "\xC0\x80", "\xC1\xBF", "\xE0\x80\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xF5", "\xE7\xAE"})
        EXPECT_FALSE(is_utf8(bad));
    EXPECT_EQ(mended_utf8("a\x80管\xE7"), "a\uFFFD管\uFFFD");
}

TEST(Encoding, LanguageBytes) {
    EXPECT_EQ(encoding_of_language_byte(0x4D), "GB18030");
    EXPECT_EQ(encoding_of_language_byte(0x57), "ISO-8859-1");
    EXPECT_EQ(encoding_of_language_byte(0x00), "");
}

} // namespace
} // namespace gastwin
