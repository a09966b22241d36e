#include "model/weights.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cstring>

#include "core/error.h"
#include "support/temp_folder.h"

namespace scarp::model {
namespace {

// A file of a header and `data_bytes` zero bytes.
std::string file_of(const std::string& header, std::size_t data_bytes) {
  std::string bytes(8, '\0');
  const std::uint64_t length = header.size();
  std::memcpy(bytes.data(), &length, 8);
  return bytes + header + std::string(data_bytes, '\0');
}

WeightsFile example() {
  WeightsFile file;
  file.metadata["card"] = "{\"a\": \"ä\"}";
  file.tensors["b"] = {{2, 3}, {1, 2, 3, 4, 5, 6}};
  file.tensors["a"] = {{}, {7}};
  file.tensors["empty"] = {{0, 4}, {}};
  return file;
}

TEST(WeightsTest, SurviveAFile) {
  const test::TempFolder temp;
  write_weights(temp / "w.safetensors", example());
  const WeightsFile read = read_weights(temp / "w.safetensors");
  EXPECT_EQ(read.metadata, example().metadata);
  ASSERT_EQ(read.tensors.size(), 3U);
  EXPECT_EQ(read.tensors.at("b").shape, example().tensors.at("b").shape);
  EXPECT_EQ(read.tensors.at("b").values, example().tensors.at("b").values);
  EXPECT_EQ(read.tensors.at("a").values, std::vector<float>{7});
}

TEST(WeightsTest, ArraysAreAligned) {
  const std::string bytes = serialise_weights(example());
  std::uint64_t length = 0;
  std::memcpy(&length, bytes.data(), 8);
  EXPECT_EQ(length % 8, 0U);
}

TEST(WeightsTest, HostileFilesAreRefused) {
  const auto entry = [](const std::string& shape, const std::string& offsets) {
    return R"({"a":{"dtype":"F32","shape":)" + shape + R"(,"data_offsets":)" + offsets + "}}";
  };
  EXPECT_NO_THROW(parse_weights(file_of(entry("[2]", "[0,8]"), 8), "here"));
  const std::vector<std::string> bad{
      "",
      "1234567",
      std::string(8, '\xff'),
      file_of("", 0),
      file_of("[]", 0),
      file_of("{", 0),
      file_of(std::string(100000, '['), 0),
      file_of(entry("[2]", "[0,8]"), 4),
      file_of(entry("[2]", "[0,8]"), 12),
      file_of(entry("[3]", "[0,8]"), 8),
      file_of(entry("[2]", "[8,0]"), 8),
      file_of(entry("[1]", "[4,8]"), 8),
      file_of(entry("[-2]", "[0,8]"), 8),
      file_of(entry("[2.0]", "[0,8]"), 8),
      file_of(entry("[4294967296,4294967296,2]", "[0,8]"), 8),
      file_of(entry("[9223372036854775807]", "[0,8]"), 8),
      file_of(entry("[1,1,1,1,1,1,1,1,2]", "[0,8]"), 8),
      file_of(entry("[2]", "[0,18446744073709551615]"), 8),
      file_of(entry("[2]", "[0]"), 8),
      file_of(R"({"a":{"dtype":"F16","shape":[4],"data_offsets":[0,8]}})", 8),
      file_of(R"({"a":{"shape":[2],"data_offsets":[0,8]}})", 8),
      file_of(R"({"a":7})", 0),
      file_of(R"({"__metadata__":{"a":7}})", 0),
      file_of(R"({"__metadata__":[]})", 0),
      file_of(R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},)"
              R"("b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}})",
              12),
  };
  for (const std::string& bytes : bad) EXPECT_THROW(parse_weights(bytes, "here"), Error) << bytes;
}

RC_GTEST_PROP(WeightsProperty, DamagedFilesAreReadOrRefused, ()) {
  std::string bytes = serialise_weights(example());
  const auto changes = *rc::gen::inRange(1, 6);
  for (int i = 0; i < changes; ++i) {
    bytes[*rc::gen::inRange<std::size_t>(0, bytes.size())] = *rc::gen::arbitrary<char>();
  }
  bytes.resize(*rc::gen::inRange<std::size_t>(0, bytes.size() + 1));
  try {
    for (const auto& [name, tensor] : parse_weights(bytes, "here").tensors) {
      std::size_t count = 1;
      for (const auto extent : tensor.shape) count *= static_cast<std::size_t>(extent);
      RC_ASSERT(count == tensor.values.size());
    }
  } catch (const Error&) {
    RC_SUCCEED("refused");
  }
}

}  // namespace
}  // namespace scarp::model
