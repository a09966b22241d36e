#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/random.h"
#include "geo/cog.h"
#include "geo/crs.h"
#include "support/error_of.h"
#include "support/temp_folder.h"

namespace scarp::geo {
namespace {

namespace fs = std::filesystem;
using test::error_of;
using test::TempFolder;
using testing::HasSubstr;

CogSpec spec_of(Size size, CellType type) {
  CogSpec spec;
  spec.grid = Grid({500000, 10, 0, 4700000, 0, -10}, size, parse_crs("EPSG:32654"));
  spec.type = type;
  spec.bands = {{"one", ""}, {"two", ""}};
  if (type == CellType::i16) spec.integer_no_data = -32768;
  spec.average_overviews = type != CellType::u8;
  return spec;
}

// Whole numbers, no-data and zeros among them.
Image<float> values_of(Size size, CellType type, std::uint64_t seed) {
  Image<float> image(size);
  Random random(seed);
  for (float& value : image.values()) {
    value = static_cast<float>(random.below(type == CellType::u8 ? 200 : 2000));
    if (type == CellType::i16 && value < 300) value = -32768;
  }
  return image;
}

// Whoever writes which cells, the file is that of one writer.
void write_by_several(std::uint64_t seed) {
  const TempFolder folder;
  Random random(seed);
  const auto some = [&](int least, int most) {
    return least + static_cast<int>(random.below(static_cast<std::uint64_t>(most - least)));
  };
  const Size size{some(1, 1400), some(1, 1400)};
  const CellType type = std::array{CellType::u8, CellType::i16, CellType::f32}[random.below(3)];
  const auto processes = static_cast<std::size_t>(some(2, 5));
  const CogSpec spec = spec_of(size, type);
  CogWriter one(folder / "one.tif", spec);
  std::vector<std::unique_ptr<CogWriter>> parts;
  for (std::size_t i = 0; i < processes; ++i) {
    fs::create_directory(folder / std::to_string(i));
    parts.push_back(std::make_unique<CogWriter>(folder / std::to_string(i) / "a.tif", spec));
  }
  const Image<float> values = values_of(size, type, seed);
  for (const Tile& tile : tiles(size, some(40, 700), 0)) {
    const Window& part = tile.inner;
    const auto writer = random.below(processes + 1);
    if (writer == processes) continue;  // what nobody writes
    for (int band = 1; band <= 2; ++band) {
      one.write(band, part.row, part.col, crop(values, part));
      parts[writer]->write(band, part.row, part.col, crop(values, part));
    }
  }
  one.finish();
  for (std::size_t i = 1; i < processes; ++i) {
    parts[i]->finish_part();
    parts[0]->take_part(folder / std::to_string(i) / "a.tif");
    EXPECT_FALSE(fs::exists(folder / std::to_string(i) / "a.tif"));
  }
  parts[0]->finish();
  EXPECT_TRUE(test::read_file(folder / "one.tif") == test::read_file(folder / "0" / "a.tif"));
}

TEST(CogPart, GivesTheBytesOfOneWriter) {
  for (std::uint64_t seed = 1; seed <= 15; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    write_by_several(seed);
  }
}

TEST(CogPart, RefusesWhatIsNotWhole) {
  const TempFolder folder;
  const CogSpec spec = spec_of({700, 700}, CellType::f32);
  CogWriter part(folder / "part", spec);
  part.write(1, 0, 0, values_of({600, 600}, CellType::f32, 1));
  part.finish_part();
  const std::string bytes = test::read_file(folder / "part");
  for (const std::size_t length :
       {std::size_t{0}, std::size_t{7}, bytes.size() / 2, bytes.size() - 1}) {
    test::write_file(folder / "part", bytes.substr(0, length));
    CogWriter writer(folder / "a.tif", spec);
    EXPECT_THAT(error_of([&] { writer.take_part(folder / "part"); }), HasSubstr("not whole"));
  }
  CogWriter small(folder / "a.tif", spec_of({40, 40}, CellType::f32));
  test::write_file(folder / "part", bytes);
  EXPECT_THAT(error_of([&] { small.take_part(folder / "part"); }), HasSubstr("not whole"));
}

TEST(CogPart, RefusesCellsWrittenTwice) {
  const TempFolder folder;
  const CogSpec spec = spec_of({512, 512}, CellType::u8);
  const Image<float> values = values_of(spec.grid.size(), spec.type, 1);
  CogWriter part(folder / "part", spec);
  CogWriter writer(folder / "a.tif", spec);
  for (int band = 1; band <= 2; ++band) {
    part.write(band, 0, 0, values);
    writer.write(band, 0, 0, values);
  }
  part.finish_part();
  EXPECT_THAT(error_of([&] { writer.take_part(folder / "part"); }), HasSubstr("written twice"));
}

}  // namespace
}  // namespace scarp::geo
