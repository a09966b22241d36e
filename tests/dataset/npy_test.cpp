#include "dataset/npy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <cstring>
#include <fstream>
#include <limits>
#include <numeric>

#include "support/error_of.h"
#include "support/shared_data.h"
#include "support/temp_folder.h"

namespace scarp::dataset {
namespace {

using test::error_of;
using test::TempFolder;
using test::write_file;
using testing::ElementsAre;
using testing::HasSubstr;

// A file as NumPy would write it.
std::string npy(const std::string& dictionary, const std::string& data) {
  const auto size = static_cast<std::uint16_t>(dictionary.size());
  std::string text("\x93NUMPY\x01\x00", 8);
  text += static_cast<char>(size & 0xFF);
  text += static_cast<char>(size >> 8);
  return text + dictionary + data;
}

std::string npy(const std::string& type, const std::string& shape, const std::string& data,
                bool fortran = false) {
  return npy("{'descr': '" + type + "', 'fortran_order': " + (fortran ? "True" : "False") +
                 ", 'shape': (" + shape + "), }",
             data);
}

template <typename T>
std::string bytes_of_values(const std::vector<T>& values) {
  std::string text(values.size() * sizeof(T), '\0');
  std::memcpy(text.data(), values.data(), text.size());
  return text;
}

class Npy : public testing::Test {
 protected:
  Array read(const std::string& content) {
    write_file(folder_ / "a.npy", content);
    return read_npy(folder_ / "a.npy");
  }
  std::string refusal(const std::string& content) {
    return error_of([&] { read(content); });
  }

  TempFolder folder_;
};

TEST_F(Npy, ReadsEveryType) {
  const std::vector<float> expected{0, 1, 5};
  const auto check = [&](const std::string& type, const std::string& data) {
    EXPECT_EQ(read(npy(type, "3,", data)).values, expected) << type;
  };
  check("|u1", bytes_of_values<std::uint8_t>({0, 1, 5}));
  check("|i1", bytes_of_values<std::int8_t>({0, 1, 5}));
  check("<u2", bytes_of_values<std::uint16_t>({0, 1, 5}));
  check("<i2", bytes_of_values<std::int16_t>({0, 1, 5}));
  check("<u4", bytes_of_values<std::uint32_t>({0, 1, 5}));
  check("<i4", bytes_of_values<std::int32_t>({0, 1, 5}));
  check("<u8", bytes_of_values<std::uint64_t>({0, 1, 5}));
  check("<i8", bytes_of_values<std::int64_t>({0, 1, 5}));
  check("<f2", bytes_of_values<std::uint16_t>({0, 0x3C00, 0x4500}));
  check("<f4", bytes_of_values<float>({0, 1, 5}));
  check("<f8", bytes_of_values<double>({0, 1, 5}));
  check(">i2", std::string("\0\0\0\1\0\5", 6));
  check(">f4", std::string("\0\0\0\0\x3F\x80\0\0\x40\xA0\0\0", 12));
  EXPECT_EQ(read(npy("|b1", "3", std::string("\0\1\2", 3))).values, (std::vector<float>{0, 1, 1}));
}

TEST_F(Npy, ReadsHalfFloats) {
  // Largest and smallest normal and subnormal numbers of IEEE 754 binary16, and those that are
  // none.
  const Array half =
      read(npy("<f2", "6,",
               bytes_of_values<std::uint16_t>({0x7BFF, 0x0400, 0x0001, 0x83FF, 0xFC00, 0x7E00})));
  EXPECT_EQ(half.values[0], 65504.0F);
  EXPECT_EQ(half.values[1], std::ldexp(1.0F, -14));
  EXPECT_EQ(half.values[2], std::ldexp(1.0F, -24));
  EXPECT_EQ(half.values[3], -std::ldexp(1023.0F, -24));
  EXPECT_EQ(half.values[4], -std::numeric_limits<float>::infinity());
  EXPECT_TRUE(std::isnan(half.values[5]));
}

TEST_F(Npy, TurnsFortranOrder) {
  // [[0, 1, 2], [3, 4, 5]] by columns.
  const std::string file =
      npy("<f4", "2, 3", bytes_of_values<float>({0, 3, 1, 4, 2, 5}), /*fortran=*/true);
  EXPECT_THAT(read(file).values, ElementsAre(0, 1, 2, 3, 4, 5));
  EXPECT_THAT(NpyFile(folder_ / "a.npy").read(1, 1), ElementsAre(3, 4, 5));
}

// Bytes that this process has read so far.
std::int64_t bytes_read() {
  std::ifstream counters("/proc/self/io");
  std::string name;
  std::int64_t bytes = 0;
  counters >> name >> bytes;
  return name == "rchar:" ? bytes : 0;
}

TEST_F(Npy, ReadsFortranOrderPieceByPieceOnce) {
  constexpr std::int64_t kItems = 60;
  std::vector<float> values(kItems * 50 * 3);
  std::iota(values.begin(), values.end(), 0.0F);
  write_file(folder_ / "f.npy", npy("<f4", "60, 50, 3", bytes_of_values(values), true));
  const NpyFile file(folder_ / "f.npy");
  const std::vector<float> whole = file.read(0, kItems);
  const std::int64_t before = bytes_read();
  for (std::int64_t first = 0; first < kItems; first += 4) {
    const std::vector<float> piece = file.read(first, 4);
    EXPECT_TRUE(std::equal(piece.begin(), piece.end(), whole.begin() + first * 150)) << first;
  }
  EXPECT_EQ(whole[1], kItems * 50) << "[0, 0, 1]";
  EXPECT_LT(bytes_read() - before, 2 * static_cast<std::int64_t>(values.size() * sizeof(float)));
  EXPECT_TRUE(file.read(3, 0).empty());
}

TEST_F(Npy, ReadsSlices) {
  std::vector<float> values(24);
  std::iota(values.begin(), values.end(), 0.0F);
  write_npy(folder_ / "b.npy", {4, 3, 2}, values.data());
  const NpyFile file(folder_ / "b.npy");
  EXPECT_EQ(file.items(), 4);
  EXPECT_THAT(file.shape(), ElementsAre(4, 3, 2));
  EXPECT_THAT(file.read(2, 1), ElementsAre(12, 13, 14, 15, 16, 17));
  EXPECT_TRUE(file.read(4, 0).empty());
  EXPECT_THAT(error_of([&] { file.read(3, 2); }), HasSubstr("items 3 to 5"));
}

TEST_F(Npy, ReadsArraysWithoutValuesAndWithoutAxes) {
  EXPECT_TRUE(read(npy("<f4", "0, 64, 64, 4", "")).values.empty());
  EXPECT_TRUE(read(npy("<f4", "0, 4611686018427387904, 8", "", true)).values.empty());
  EXPECT_THAT(read(npy("<f4", "", bytes_of_values<float>({7}))).values, ElementsAre(7));
}

TEST_F(Npy, ReadsHeadersOfTheLaterVersions) {
  std::string text("\x93NUMPY\x03\x00\x3b\x00\x00\x00", 12);
  text += R"({"descr":"<f4","fortran_order":False,"shape":(1,)}         )";
  text += bytes_of_values<float>({2.5F});
  EXPECT_THAT(read(text).values, ElementsAre(2.5F));
}

TEST_F(Npy, WritesWhatNumPyWrites) {
  const std::vector<float> values{1, 2};
  write_npy(folder_ / "c.npy", {2}, values.data());
  const std::string text = test::read_file(folder_ / "c.npy");
  EXPECT_EQ(text.size(), 128U + 8U);
  EXPECT_THAT(text, HasSubstr("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), } "));
  EXPECT_EQ(text[127], '\n');
  const std::vector<std::uint8_t> mask{0, 1, 1, 0};
  write_npy(folder_ / "d.npy", {2, 2}, mask.data());
  EXPECT_THAT(test::read_file(folder_ / "d.npy"), HasSubstr("'descr': '|u1'"));
  EXPECT_THAT(read_npy(folder_ / "d.npy").values, ElementsAre(0, 1, 1, 0));
}

TEST_F(Npy, WritesInAnyOrder) {
  const std::vector<float> values{1, 2, 3};
  NpyWriter writer(folder_ / "e.npy", {2, 2}, NpyType::f4);
  EXPECT_THAT(error_of([&] { writer.write(2, values.data(), 3); }), HasSubstr("not announced"));
  writer.write(3, values.data(), 1);
  EXPECT_THAT(error_of([&] { writer.finish(); }), HasSubstr("1 of 4 values were written"));
  writer.write(0, values.data(), 3);
  writer.finish();
  EXPECT_THAT(read_npy(folder_ / "e.npy").values, ElementsAre(1, 2, 3, 1));
}

TEST_F(Npy, RefusesBrokenFiles) {
  const std::string four = bytes_of_values<float>({1, 2, 3, 4});
  EXPECT_THAT(refusal(""), HasSubstr("does not begin like one"));
  EXPECT_THAT(refusal("PK\x03\x04 and so on"), HasSubstr("does not begin like one"));
  EXPECT_THAT(refusal(std::string("\x93NUMPY\x01\x00\xff\xff{", 11)), HasSubstr("ends within"));
  EXPECT_THAT(refusal(std::string("\x93NUMPY\x02\x00\xff\xff\xff\xff{", 13)),
              HasSubstr("its header has 4294967295 bytes"));
  EXPECT_THAT(refusal(std::string("\x93NUMPY\x09\x00\x00\x00", 10)), HasSubstr("version 9"));
  EXPECT_THAT(refusal(npy("<f4", "5,", four)), HasSubstr("16 bytes of values, but"));
  EXPECT_THAT(refusal(npy("<f4", "3,", four)), HasSubstr("its header promises 12"));
  EXPECT_THAT(refusal(npy("<c8", "2,", four)), HasSubstr("no integers or floats"));
  EXPECT_THAT(refusal(npy("|O", "2,", four)), HasSubstr("no integers or floats"));
  EXPECT_THAT(refusal(npy("<f4", "-4,", four)), HasSubstr("shape"));
  EXPECT_THAT(refusal(npy("<f4", "4294967296, 4294967296", four)), HasSubstr("larger than any"));
  EXPECT_THAT(refusal(npy("<f4", "99999999999999999999,", four)), HasSubstr("shape"));
  EXPECT_THAT(refusal(npy("<f4", "1000000000000, 1000", four)), HasSubstr("promises"));
  EXPECT_THAT(
      refusal(npy("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (4,)}", four)),
      HasSubstr("records"));
  EXPECT_THAT(refusal(npy("{'descr': '<f4', 'shape': (4,)}", four)), HasSubstr("lacks an entry"));
  EXPECT_THAT(refusal(npy("{'descr': '<f4', 'x': 1}", four)), HasSubstr("unknown entry"));
  EXPECT_THAT(refusal(npy("{'descr': '<f4", four)), HasSubstr("open quote"));
}

TEST_F(Npy, RefusesNumbersThatFloatsDoNotHold) {
  EXPECT_THAT(refusal(npy("<f8", "2,", bytes_of_values<double>({1, 1e300}))),
              HasSubstr("value 1 is beyond"));
  EXPECT_THAT(refusal(npy("<i4", "2,", bytes_of_values<std::int32_t>({16777217, 1}))),
              HasSubstr("value 0 is beyond"));
  EXPECT_THAT(refusal(npy("<i8", "1,", bytes_of_values<std::int64_t>({INT64_MAX}))),
              HasSubstr("beyond"));
  EXPECT_EQ(read(npy("<i4", "1,", bytes_of_values<std::int32_t>({16777216}))).values[0],
            16777216.0F);
  EXPECT_TRUE(std::isinf(read(npy("<f8", "1,", bytes_of_values<double>({HUGE_VAL}))).values[0]));
}

TEST_F(Npy, RefusesWhatIsNoFile) {
  EXPECT_THAT(error_of([&] { read_npy(folder_ / "none.npy"); }), HasSubstr("no such file"));
  EXPECT_THAT(error_of([&] { read_npy(folder_.path()); }), HasSubstr("is not a file"));
  EXPECT_THAT(error_of([&] { read_npy("/dev/zero"); }), HasSubstr("is not a file"));
}

RC_GTEST_PROP(NpyProperty, ComesBackAsWritten, ()) {
  const TempFolder folder;
  const auto axes = static_cast<std::size_t>(*rc::gen::inRange(0, 5));
  const auto shape =
      *rc::gen::container<std::vector<std::int64_t>>(axes, rc::gen::inRange<std::int64_t>(0, 5));
  std::int64_t count = 1;
  for (const std::int64_t length : shape) count *= length;
  const auto values = *rc::gen::container<std::vector<float>>(static_cast<std::size_t>(count),
                                                              rc::gen::arbitrary<float>());
  write_npy(folder / "a.npy", shape, values.data());
  const Array array = read_npy(folder / "a.npy");
  RC_ASSERT(array.shape == shape);
  RC_ASSERT(array.values == values);
}

RC_GTEST_PROP(NpyProperty, NeverCrashesOnABrokenByte, (std::size_t place, char value)) {
  const TempFolder folder;
  const std::vector<float> values{1, 2, 3, 4};
  write_npy(folder / "a.npy", {2, 2}, values.data());
  std::string text = test::read_file(folder / "a.npy");
  text[place % 80] = value;  // the dictionary ends there
  write_file(folder / "b.npy", text);
  try {
    const Array array = read_npy(folder / "b.npy");
    RC_ASSERT(array.values.size() <= 16U);
  } catch (const std::exception& error) {
    RC_ASSERT(std::string(error.what()).find("b.npy") != std::string::npos);
  }
}

TEST(NpyShared, ReadsTheAuthorsMasks) {
  SCARP_SHARED_DATA(path, "hokkaido-nava/testY.npy");
  const Array masks = read_npy(path);
  EXPECT_THAT(masks.shape, ElementsAre(189, 64, 64, 1));
  double sum = 0;
  for (const float value : masks.values) sum += value;
  EXPECT_NEAR(sum / static_cast<double>(masks.values.size()), 0.156, 0.0005);
}

}  // namespace
}  // namespace scarp::dataset
