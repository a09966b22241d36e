#include "report/html.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>

#include "core/error.h"
#include "report/assets.h"
#include "report/text.h"
#include "support/temp_folder.h"

namespace scarp::report {
namespace {

using testing::HasSubstr;
using testing::Not;

// A page whose every text is `text`.
Page page_of(const std::string& text) {
  Page page;
  page.title = text;
  page.subtitle = text;
  page.key_figures = {{text, text}};
  page.cautions = {text};
  page.sections = {{text, {text}}};
  page.facts = {{text, text}};
  page.notes = {text};
  page.figures = {{text, "<svg></svg>", text, {}}};
  page.tables = {{"sizes", text, {text, text}, {{text, std::int64_t{3}}}}};
  page.inputs = page.tables.front();
  Picture picture;
  picture.name = text;
  picture.description = text;
  picture.png = text;
  picture.legend = {{{1, 2, 3, 4}}, text, text, {{{1, 2, 3, 4}, text}}};
  page.pictures = {picture};
  OutlineLayer layer;
  layer.name = text;
  layer.description = text;
  layer.one = text;
  layer.columns = {text};
  layer.outlines = {{{{{{1, 2}, {1.5, 2}, {1.5, 2.5}, {1, 2}}, {}}}, {text}}};
  layer.listed = 5;
  page.outlines = {layer};
  return page;
}

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
    ++found;
  }
  return found;
}

std::string between(const std::string& text, const std::string& begin, const std::string& end) {
  const std::size_t first = text.find(begin) + begin.size();
  return text.substr(first, text.find(end, first) - first);
}

TEST(ToHtml, ShowsHostileTextsAsTexts) {
  const std::string hostile =
      "</script><script>alert(1)</script><img src=x onerror='alert(2)'>\"&{{data}}<!--\xff\u202e";
  const std::string harmless = to_html(page_of("plain"));
  const std::string page = to_html(page_of(hostile));
  for (const char* part : {"<script", "</script", "<img", "<!--", "</title", "<svg", "<td"}) {
    EXPECT_EQ(count(page, part), count(harmless, part)) << part;
  }
  EXPECT_THAT(page, HasSubstr("&lt;script&gt;alert(1)"));
  EXPECT_THAT(page, HasSubstr("&amp;{{data}}"));  // what is put in is no template
}

TEST(ToHtml, LetsOnlyItsOwnScriptsRun) {
  const std::string page = to_html(page_of("x"));
  const std::string policy =
      between(page, "http-equiv=\"Content-Security-Policy\" content=\"", "\">");
  EXPECT_THAT(policy, HasSubstr("default-src 'none'"));
  EXPECT_THAT(policy, Not(HasSubstr("unsafe")));
  EXPECT_THAT(policy, HasSubstr(content_hash(between(page, "<style>", "</style>"))));
  std::size_t scripts = 0;
  for (std::size_t at = page.find("<script>"); at != std::string::npos;
       at = page.find("<script>", at + 1)) {
    const std::string script = between(page.substr(at), "<script>", "</script>");
    EXPECT_THAT(policy, HasSubstr(content_hash(script)));
    ++scripts;
  }
  EXPECT_EQ(scripts, 2U);
}

TEST(ToHtml, NamesNothingToLoad) {
  const std::string page = to_html(page_of("x"));
  EXPECT_EQ(count(page, "sourceMappingURL"), 0U);
  EXPECT_EQ(count(between(page, "<style>", "</style>"), "url("), 0U);
  const std::regex reference("(src|href|action|srcset)=\"([^\"]*)\"");
  for (auto found = std::sregex_iterator(page.begin(), page.end(), reference);
       found != std::sregex_iterator(); ++found) {
    const std::string target = (*found)[2];
    EXPECT_TRUE(target.starts_with("#") || target.starts_with("data:") ||
                target.starts_with("https://leafletjs.com"))
        << target;
  }
}

TEST(ToHtml, IsTheSameForTheSamePage) { EXPECT_EQ(to_html(page_of("a")), to_html(page_of("a"))); }

TEST(ToHtml, WritesRingsAsSteps) {
  const std::string data = between(to_html(page_of("x")), "id=\"page-data\">", "</script>");
  const auto json = nlohmann::ordered_json::parse(data);
  EXPECT_EQ(json["layers"][0]["shapes"][0][0][0].dump(), "[1000000,2000000,500000,0,0,500000]");
}

TEST(ToHtml, ShowsAPageOfNothing) { EXPECT_THAT(to_html({}), HasSubstr("</html>")); }

TEST(WriteHtml, RefusesWhatCannotBePassedOn) {
  const test::TempFolder folder;
  Page page = page_of("x");
  page.pictures[0].png.assign(12'000'000, 'x');
  try {
    write_html(page, folder / "a.html");
    FAIL();
  } catch (const Error& error) {
    EXPECT_THAT(error.problem().what, HasSubstr("more than the 15 MB"));
  }
  EXPECT_FALSE(std::filesystem::exists(folder / "a.html"));
  page.pictures[0].png.resize(10'000'000);
  write_html(page, folder / "a.html");
  EXPECT_LE(std::filesystem::file_size(folder / "a.html"), kMostPageBytes);
}

}  // namespace
}  // namespace scarp::report
