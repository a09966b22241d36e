#include "core/json.h"

#include <gtest/gtest.h>

namespace scarp {
namespace {

std::string nested(std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); }

TEST(JsonTest, ReadsWhatIsNoDeeperThan64Levels) {
  EXPECT_EQ(parse_json(R"({"b": 1, "a": [2.5, null]})").dump(), R"({"b":1,"a":[2.5,null]})");
  EXPECT_EQ(parse_json(nested(64)).dump(), nested(64));
  EXPECT_TRUE(parse_json(nested(65)).is_discarded());
}

TEST(JsonTest, RefusesWhatWouldExhaustTheStack) {
  EXPECT_TRUE(parse_json(nested(1000000)).is_discarded());
  EXPECT_TRUE(parse_json(R"({"details": )" + nested(1000000) + "}").is_discarded());
  EXPECT_TRUE(parse_json(std::string(1000000, '[')).is_discarded());
}

TEST(JsonTest, RefusesWhatIsBroken) {
  for (const char* text : {"", "{", "[1,]", "{\"a\" 1}", "1 2", "nonsense"}) {
    EXPECT_TRUE(parse_json(text).is_discarded()) << text;
  }
}

}  // namespace
}  // namespace scarp
