// SPDX-License-Identifier: Apache-2.0
// Workbooks that are small on disk and without end in memory: refused, saying what to do; those that spreadsheet
// programs write are read.
#include "gis/workbook_guard.hpp"

#include <cpl_vsi.h>

#include <functional>

#include "files.hpp"
#include "gis/import.hpp"
#include "models/error.hpp"

namespace gastwin {
namespace {

using namespace test;

const std::vector<std::string> header{"管线编号", "起点点号", "终点点号", "管径"};
const std::vector<std::string> pipe{"P1", "A", "B", "DN100"};

/// "read", or what the Error says.
std::string outcome(const fs::path &path) {
    try {
        const Inventory inventory = import_survey(std::span(&path, 1), {.crs = "local"});
        return row_count(inventory.line) == 1 ? "read" : "read otherwise";
    } catch (const Error &error) {
        return std::string(error.kind().slug) + ": " + error.detail();
    }
}

void refused(const fs::path &path, const std::string &why) {
    const std::string got = outcome(path);
    EXPECT_TRUE(got.starts_with("unreadable_file: ") && got.find(why) != std::string::npos) << path << ": " << got;
    EXPECT_NE(got.find("save it"), std::string::npos) << "says what to do: " << got;
    EXPECT_LT(fs::file_size(path), 3'000'000U) << path;
}

using Members = std::vector<std::pair<std::string, std::string>>;

/// A workbook as GDAL writes it, with members exchanged or added.
fs::path workbook(const fs::path &path, const char *driver, const Members &members) {
    const fs::path plain = path.parent_path() / ("plain" + path.extension().string());
    write_layer(plain, {driver, "RQLINE", wkbNone, 0, header, {{pipe}}});
    const std::string from = "/vsizip/{" + plain.string() + "}", to = "/vsizip/{" + path.string() + "}";
    Members all = members;
    const CPLStringList names(VSIReadDirRecursive(from.c_str()));
    for (int i = 0; i < names.Count(); ++i) {
        const std::string name = names[i];
        const auto same = [&](const auto &member) { return member.first == name; };
        if (name.ends_with("/") || std::any_of(members.begin(), members.end(), same)) continue;
        GByte *bytes = nullptr;
        vsi_l_offset size = 0;
        EXPECT_NE(VSIIngestFile(nullptr, (from + "/" + name).c_str(), &bytes, &size, -1), 0);
        all.emplace_back(name, std::string(reinterpret_cast<const char *>(bytes), size));
        VSIFree(bytes);
    }
    VSILFILE *archive = VSIFOpenL(to.c_str(), "wb");
    for (const auto &[name, bytes] : all) {
        VSILFILE *out = VSIFOpenL((to + "/" + name).c_str(), "wb");
        VSIFWriteL(bytes.data(), 1, bytes.size(), out);
        VSIFCloseL(out);
    }
    VSIFCloseL(archive);
    fs::remove(plain);
    return path;
}

std::string repeated(const std::string &text, int times) {
    std::string all;
    for (int i = 0; i < times; ++i) all += text;
    return all;
}

// ---- .ods -------------------------------------------------------------------------------------------------------

std::string ods_cell(const std::string &text, const std::string &attributes = "") {
    return "<table:table-cell office:value-type=\"string\" " + attributes + "><text:p>" + text +
           "</text:p></table:table-cell>";
}
std::string ods_row(const std::string &cells, const std::string &attributes = "") {
    return "<table:table-row " + attributes + ">" + cells + "</table:table-row>";
}
std::string two_rows() {
    std::string rows;
    for (const auto &texts : {header, pipe}) {
        std::string cells;
        for (const std::string &text : texts) cells += ods_cell(text);
        rows += ods_row(cells);
    }
    return rows;
}
const std::string xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";

std::string ods_content(const std::string &more, const std::string &before = xml) {
    return before +
           "<office:document-content xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" "
           "xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" "
           "xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" office:version=\"1.2\"><office:body>"
           "<office:spreadsheet><table:table table:name=\"RQLINE\">" +
           two_rows() + more + "</table:table></office:spreadsheet></office:body></office:document-content>";
}
fs::path ods(const fs::path &path, const std::string &content) {
    return workbook(path, "ODS", {{"content.xml", content}});
}

TEST(WorkbookGuard, OpenDocumentSheetsAsProgramsWriteThem) {
    const TempFolder folder;
    const std::string rest = "<table:table-cell table:number-columns-repeated=\"16384\"/>";
    EXPECT_EQ(outcome(ods(folder / "a.ods", ods_content(""))), "read");
    EXPECT_EQ(outcome(ods(folder / "b.ods", // blank to the last row and column, as LibreOffice ends a sheet
                          ods_content(ods_row(rest, "table:number-rows-repeated=\"1048574\"")))),
              "read");
    EXPECT_EQ(outcome(ods(folder / "c.ods", ods_content("<!-- it's <b> table:number-rows-repeated=\"9999999\" -->"))),
              "read");
}

TEST(WorkbookGuard, RepeatedRowsAndColumns) {
    const TempFolder folder;
    const auto row = [&](const std::string &name, const std::string &cells, const std::string &attributes) {
        return ods(folder / (name + ".ods"), ods_content(ods_row(cells, attributes)));
    };
    const std::string wide = ods_cell("x", "table:number-columns-repeated=\"16384\"");
    refused(row("a", ods_cell("x"), "table:number-rows-repeated=\"1000000000\""), "more rows or columns");
    refused(row("b", ods_cell("x", "table:number-columns-repeated=\"1000000000\""), ""), "more rows or columns");
    refused(row("c", ods_cell("x", "table:number-columns-repeated='999999999999999999999999'"), ""), "more rows or");
    refused(row("d", ods_cell("x", "table:number-columns-repeated = \"&#57;999999\""), ""), "more rows or columns");
    refused(row("e", wide, "table:number-rows-repeated=\"1048570\""), "empty or repeated");
    refused(row("f", ods_cell("x", "a=\">\" table:number-columns-repeated=\"1000000\""), ""), "more rows or columns");
    refused(row("g", "<table:table-cell table:number-columns-repeated=\"1000000000\"/>", ""), "more rows or columns");
    refused(
        row("h", ods_cell("x", "a=\"" + std::string(100'000, 'a') + "\" table:number-columns-repeated=\"9999\""), ""),
        "not written as programs");
    // One far cell below many rows; and sheets each within bounds, but many of them.
    refused(ods(folder / "i.ods",
                ods_content(ods_row(ods_cell("x"), "table:number-rows-repeated=\"100000\"") +
                            ods_row("<table:table-cell table:number-columns-repeated=\"9999\"/>" + ods_cell("far")))),
            "empty or repeated");
    const std::string sheet = "</table:table><table:table table:name=\"s\">" +
                              ods_row("<table:table-cell table:number-columns-repeated=\"999\"/>" + ods_cell("x"),
                                      "table:number-rows-repeated=\"10000\"");
    refused(ods(folder / "j.ods", ods_content(repeated(sheet, 5))), "empty or repeated");
    const std::string blank = ods_row("<table:table-cell table:number-columns-repeated=\"16384\"/>");
    refused(ods(folder / "k.ods", ods_content(repeated(blank, 130'000))), "empty or repeated");
}

TEST(WorkbookGuard, XmlThatHidesWhatItDeclares) {
    const TempFolder folder;
    const std::string many = ods_row(ods_cell("x", "table:number-columns-repeated=\"1000000\""));
    const std::string entity = xml + "<!DOCTYPE d [<!ENTITY e \"" + ods_row("<table:table-cell/>") + "\">]>";
    refused(ods(folder / "a.ods", ods_content("&e;", entity)), "not written as programs");
    const std::string wide = encoded(ods_content(many, "<?xml version=\"1.0\" encoding=\"UTF-16\"?>"), "UTF-16");
    refused(ods(folder / "b.ods", wide), "not written as programs");
    refused(ods(folder / "c.ods", ods_content("<!-- ' -->" + many)), "more rows or columns");
}

// ---- .xlsx ------------------------------------------------------------------------------------------------------

const std::string sheet_name = "xl/worksheets/sheet1.xml";

std::string xlsx_cell(const std::string &place, const std::string &text) {
    return "<c r=\"" + place + "\" t=\"inlineStr\"><is><t>" + text + "</t></is></c>";
}
std::string xlsx_sheet(const std::string &more) {
    std::string rows;
    for (int r = 0; r < 2; ++r) {
        rows += "<row r=\"" + std::to_string(r + 1) + "\">";
        for (std::size_t c = 0; c < header.size(); ++c)
            rows += xlsx_cell(std::string(1, static_cast<char>('A' + c)) + std::to_string(r + 1),
                              r == 0 ? header[c] : pipe[c]);
        rows += "</row>";
    }
    return xml + "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>" + rows +
           more + "</sheetData></worksheet>";
}

TEST(WorkbookGuard, FarCells) {
    const TempFolder folder;
    const auto with = [&](const std::string &name, const std::string &more) {
        return workbook(folder / (name + ".xlsx"), "XLSX", {{sheet_name, xlsx_sheet(more)}});
    };
    EXPECT_EQ(outcome(with("a", "")), "read");
    EXPECT_EQ(outcome(with("b", "<row r=\"3\"/>")), "read");
    refused(with("c", "<row r=\"1048576\">" + xlsx_cell("XFD1048576", "far") + "</row>"), "empty or repeated");
    refused(with("d", "<row r=\"4000000000\">" + xlsx_cell("A4000000000", "far") + "</row>"), "more rows or columns");
    refused(with("e", "<row r=\"3\">" + xlsx_cell("ZZZZZZ3", "far") + "</row>"), "more rows or columns");
    refused(with("f", "<x:row\tr = '1048576'><x:c\nr = 'XFD1048576'/></x:row>"), "empty or repeated");
    refused(with("g", "<row r=\"3\"><c r=\"&#90;ZZZ3\"/></row>"), "more rows or columns");
}

TEST(WorkbookGuard, Archives) {
    const TempFolder folder;
    Members many{{sheet_name, xlsx_sheet("")}};
    for (int i = 0; i < 10'001; ++i) many.emplace_back("d" + std::to_string(i) + "/a", "");
    refused(workbook(folder / "many.xlsx", "XLSX", many), "more than 10 000 files");
    const std::string zeros(std::size_t{70} << 20, '\0');
    refused(workbook(folder / "zeros.xlsx", "XLSX", {{sheet_name, xlsx_sheet("")}, {"xl/media/a.bin", zeros}}),
            "hundred times");
    // An archive in the archive is never opened: what it would unpack to does not count.
    workbook(folder / "inner.xlsx", "XLSX", {{"xl/media/a.bin", zeros}});
    EXPECT_EQ(outcome(workbook(
                  folder / "outer.xlsx", "XLSX",
                  {{sheet_name, xlsx_sheet("")}, {"xl/embeddings/inner.xlsx", read_bytes(folder / "inner.xlsx")}})),
              "read");
}

// ---- .xls -------------------------------------------------------------------------------------------------------

std::string u16(std::size_t value) { return {static_cast<char>(value & 0xFF), static_cast<char>(value >> 8 & 0xFF)}; }
std::string u32(std::size_t value) { return u16(value & 0xFFFF) + u16(value >> 16); }
std::string record(std::size_t type, const std::string &body) { return u16(type) + u16(body.size()) + body; }
std::string biff8_dimensions(std::size_t rows, std::size_t columns) {
    return record(0x200, u32(0) + u32(rows) + u16(0) + u16(columns) + u16(0));
}

struct Xls {
    std::string extent = biff8_dimensions(2, 4);
    std::size_t texts = 8; ///< as declared
    std::string more_cells = "", after = "";
};

/// The stream of a BIFF8 workbook with one sheet, its texts in the shared table.
std::string xls_stream(const Xls &xls) {
    std::string texts, cells;
    for (std::size_t i = 0; i < 8; ++i) {
        const std::string text = encoded(i < 4 ? header[i] : pipe[i - 4], "UTF-16LE");
        texts += u16(text.size() / 2) + "\x01" + text;
        cells += record(0xFD, u16(i / 4) + u16(i % 4) + u16(0) + u32(i));
    }
    const std::string bof(u16(0x600) + u16(5) + u16(0) + u16(0) + u32(0) + u32(0)), end = record(0x0A, "");
    const auto globals = [&](std::size_t place) {
        return record(0x809, bof) + record(0x42, u16(1200)) +
               record(0x85, u32(place) + u16(0) + std::string("\x06\0", 2) + "RQLINE") +
               record(0xFC, u32(8) + u32(xls.texts) + texts) + end;
    };
    const std::string sheet_bof = u16(0x600) + u16(0x10) + u16(0) + u16(0) + u32(0) + u32(0);
    return globals(globals(0).size()) + record(0x809, sheet_bof) + xls.extent + cells + xls.more_cells + end +
           xls.after;
}

/// The container around a stream of at least 4096 bytes: header, table of sectors, directory, stream.
std::string contained(std::string stream, const std::function<void(std::vector<std::uint32_t> &)> &damage = {}) {
    constexpr std::size_t sector = 512;
    stream.resize((std::max<std::size_t>(stream.size(), 4096) + sector - 1) / sector * sector, '\0');
    std::vector<std::uint32_t> next{0xFFFFFFFD, 0xFFFFFFFE};
    for (std::size_t i = 0; i < stream.size() / sector; ++i) next.push_back(static_cast<std::uint32_t>(i + 3));
    next.back() = 0xFFFFFFFE;
    next.resize(sector / 4, 0xFFFFFFFF);
    if (damage) damage(next);
    std::string table;
    for (const std::uint32_t n : next) table += u32(n);
    const auto entry = [&](const std::string &name, char type, std::size_t child, std::size_t first, std::size_t size) {
        std::string text = encoded(name, "UTF-16LE") + std::string(2, '\0');
        const std::string length = u16(text.size());
        text.resize(64, '\0');
        return text + length + type + '\1' + u32(0xFFFFFFFF) + u32(0xFFFFFFFF) + u32(child) + std::string(36, '\0') +
               u32(first) + u32(size) + u32(0);
    };
    std::string directory =
        entry("Root Entry", 5, 1, 0xFFFFFFFE, 0) + entry("Workbook", 2, 0xFFFFFFFF, 2, stream.size());
    directory.resize(sector, '\0');
    std::string head("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1");
    head += std::string(16, '\0') + u16(0x3E) + u16(3) + u16(0xFFFE) + u16(9) + u16(6) + std::string(10, '\0') +
            u32(1) + u32(1) + u32(0) + u32(4096) + u32(0xFFFFFFFE) + u32(0) + u32(0xFFFFFFFE) + u32(0) + u32(0);
    while (head.size() < sector) head += u32(0xFFFFFFFF);
    return head + table + directory + stream;
}

TEST(WorkbookGuard, OldWorkbooks) {
    const TempFolder folder;
    const auto with = [&](const std::string &name, const Xls &xls) {
        return write_bytes(folder / (name + ".xls"), contained(xls_stream(xls)));
    };
    EXPECT_EQ(outcome(with("a", {})), "read");
    refused(with("b", {.extent = biff8_dimensions(0xFFFFFFFF, 256)}), "more rows or columns");
    refused(with("c", {.extent = biff8_dimensions(65536, 0xFFFF)}), "more rows or columns");
    refused(with("d", {.texts = 0xFFFFFFF0}), "more texts");
    // One full sheet is allowed, however empty; two are not, by their extents or by their cells.
    EXPECT_EQ(outcome(with("e", {.extent = biff8_dimensions(65536, 200)})), "read");
    const std::string begin = record(0x809, u16(0x600) + u16(0x10) + std::string(12, '\0'));
    refused(with("f", {.after = repeated(begin + biff8_dimensions(65536, 200) + record(0x0A, ""), 2)}), "more cells");
    const std::string far = record(0x203, u16(65535) + u16(255) + std::string(10, '\0'));
    refused(with("g", {.after = repeated(begin + far + record(0x0A, ""), 2)}), "more cells");
}

TEST(WorkbookGuard, OldWorkbooksWithoutContainer) {
    const TempFolder folder;
    const auto sheet = [&](const std::string &name, const std::string &records) {
        std::string cells;
        for (std::size_t i = 0; i < 8; ++i) {
            const std::string text = encoded(i < 4 ? header[i] : pipe[i - 4], "GBK");
            cells += record(0x204, u16(i / 4) + u16(i % 4) + u16(0) + u16(text.size()) + text);
        }
        return write_bytes(folder / (name + ".xls"), record(0x409, u16(0) + u16(0x10) + u16(0)) +
                                                         record(0x42, u16(936)) + records + cells + record(0x0A, ""));
    };
    EXPECT_EQ(outcome(sheet("a", "")), "read");
    refused(sheet("b", record(0x200, u16(0) + u16(100) + u16(0) + u16(60000) + u16(0))), "more rows or columns");
}

TEST(WorkbookGuard, DamagedContainers) {
    const TempFolder folder;
    using Table = std::vector<std::uint32_t>;
    refused(write_bytes(folder / "a.xls", contained(xls_stream({}), [](Table &next) { next[4] = 2; })), "circle");
    refused(write_bytes(folder / "b.xls", contained(xls_stream({}), [](Table &next) { next[4] = 90'000; })), "outside");
    refused(write_bytes(folder / "c.xls", contained(xls_stream({}), [](Table &next) { next[1] = 1; })), "circle");
    const std::string whole = contained(xls_stream({}));
    for (std::size_t size = 8; size < whole.size(); size += 97) {
        const std::string got = outcome(write_bytes(folder / "d.xls", whole.substr(0, size)));
        EXPECT_TRUE(got.starts_with("unreadable_file") || got.starts_with("no_survey") || got.starts_with("read"))
            << size << ": " << got;
    }
}

} // namespace
} // namespace gastwin
