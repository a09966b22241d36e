#include "eval/table.h"

#include <gtest/gtest.h>

#include <limits>

namespace scarp::eval {
namespace {

Table example() {
  return {"example",
          "An example",
          {"metric", "value", "cells"},
          {{std::string("recall, \"found\""), Decimal{0.71604, 4}, std::int64_t{12}},
           {std::string("f|1"), Decimal{}, std::int64_t{-3}},
           {std::monostate{}, Decimal{-0.00001, 2}, std::int64_t{1'000'000}}}};
}

TEST(Table, IsQuotedInCsv) {
  EXPECT_EQ(to_csv(example()),
            "metric,value,cells\n"
            "\"recall, \"\"found\"\"\",0.7160,12\n"
            "f|1,,-3\n"
            ",0.00,1000000\n");
  EXPECT_EQ(to_csv({"", "", {"a"}, {{std::string("two\nlines")}}}), "a\n\"two\nlines\"\n");
}

TEST(Table, IsAlignedInMarkdown) {
  EXPECT_EQ(to_markdown(example()),
            "An example\n"
            "\n"
            "| metric          |  value |   cells |\n"
            "| --------------- | -----: | ------: |\n"
            "| recall, \"found\" | 0.7160 |      12 |\n"
            "| f\\|1            |      - |      -3 |\n"
            "| -               |   0.00 | 1000000 |\n");
}

TEST(Table, AlignsCharactersNotBytes) {
  EXPECT_EQ(to_markdown({"", "m²", {"m²"}, {{std::string("σ⁰ γ⁰")}}}),
            "m²\n\n| m²    |\n| ----- |\n| σ⁰ γ⁰ |\n");
}

TEST(Table, KeepsTypesInJson) {
  EXPECT_EQ(to_json(example()).dump(),
            "[{\"metric\":\"recall, \\\"found\\\"\",\"value\":0.716,\"cells\":12},"
            "{\"metric\":\"f|1\",\"value\":null,\"cells\":-3},"
            "{\"metric\":null,\"value\":0.0,\"cells\":1000000}]");
  EXPECT_EQ(to_json({"", "", {"a"}, {}}).dump(), "[]");
}

TEST(Table, HasNoNumbersThatAreNone) {
  const Table table{"",
                    "",
                    {"a", "b"},
                    {{Decimal{std::numeric_limits<double>::infinity()},
                      Decimal{std::numeric_limits<double>::quiet_NaN()}}}};
  EXPECT_EQ(to_csv(table), "a,b\n,\n");
  EXPECT_EQ(to_json(table).dump(), "[{\"a\":null,\"b\":null}]");
}

}  // namespace
}  // namespace scarp::eval
