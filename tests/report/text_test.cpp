#include "report/text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace scarp::report {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(Html, EscapesWhatWouldBeMarkup) {
  EXPECT_EQ(html("</script><b a='1' b=\"2\">&"),
            "&lt;/script&gt;&lt;b a=&#39;1&#39; b=&quot;2&quot;&gt;&amp;");
  EXPECT_EQ(html("Höhe 日本"), "Höhe 日本");
}

TEST(Html, MendsBrokenTexts) {
  EXPECT_EQ(html("a\xff"), "a\ufffd");
  EXPECT_EQ(html(std::string("a\0b\x1b[1m\x7f", 8)), "a b [1m ");
}

TEST(ScriptJson, CannotEndItsElement) {
  const nlohmann::ordered_json hostile{{"</script>", "<!-- & \u2028 \xff"}};
  const std::string text = script_json(hostile);
  for (const char* bad : {"<", ">", "&", "\u2028"}) EXPECT_THAT(text, Not(HasSubstr(bad)));
  EXPECT_EQ(nlohmann::ordered_json::parse(text)["</script>"], "<!-- & \u2028 \ufffd");
}

// The examples of RFC 4648.
TEST(Base64, HasTheTestVectors) {
  EXPECT_EQ(base64(""), "");
  EXPECT_EQ(base64("f"), "Zg==");
  EXPECT_EQ(base64("fo"), "Zm8=");
  EXPECT_EQ(base64("foo"), "Zm9v");
  EXPECT_EQ(base64("foobar"), "Zm9vYmFy");
  EXPECT_EQ(base64("\xff\xfe\xfd"), "//79");
}

// SHA-256 of "abc" as FIPS 180-2 has it.
TEST(ContentHash, IsThatOfPolicies) {
  EXPECT_EQ(content_hash("abc"), "'sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0='");
}

TEST(NumberText, GroupsThousands) {
  EXPECT_EQ(number_text(25667, 0), "25\u202f667");
  EXPECT_EQ(number_text(1234567.891, 2), "1\u202f234\u202f567.89");
  EXPECT_EQ(number_text(999.96, 1), "1\u202f000.0");
  EXPECT_EQ(number_text(-2.06, 1), "−2.1");
  EXPECT_EQ(number_text(-0.04, 1), "0.0");
  EXPECT_EQ(number_text(std::numeric_limits<double>::quiet_NaN(), 1), "–");
}

TEST(AreaText, ChoosesTheUnit) {
  EXPECT_EQ(area_text(12300), "1.23 ha");
  EXPECT_EQ(area_text(999'000), "99.90 ha");
  EXPECT_EQ(area_text(25'666'600), "25.67 km²");
  EXPECT_EQ(ground_text(547'800), "0.55 km²");
}

}  // namespace
}  // namespace scarp::report
