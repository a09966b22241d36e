#include "pipeline/predicted_parts.h"

#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <fstream>
#include <string>
#include <vector>

#include "core/error.h"

namespace scarp::pipeline {
namespace {

namespace fs = std::filesystem;

// What a file begins with: size, whether there are deviations, bands kept, undeclared values. Then
// the images.
using Header = std::array<std::int64_t, 5>;

template <typename T>
void put(const Image<T>& image, std::ofstream& file) {
  const auto& values = image.values();
  file.write(reinterpret_cast<const char*>(values.data()),
             static_cast<std::streamsize>(values.size() * sizeof(T)));
}

template <typename T>
Image<T> get(Size size, std::ifstream& file) {
  Image<T> image(size);
  file.read(reinterpret_cast<char*>(image.values().data()),
            static_cast<std::streamsize>(image.values().size() * sizeof(T)));
  return image;
}

fs::path file_of(const fs::path& folder, int first_row) {
  return folder / fmt::format("rows-{}", first_row);
}

}  // namespace

void PredictedParts::write(const map::PredictedRows& rows) const {
  const fs::path path = file_of(folder_, rows.first_row);
  const fs::path aside = path.string() + ".new";
  std::ofstream file(aside, std::ios::binary);
  const bool deviation = rows.deviation.rows() > 0;
  const Header header{rows.score.rows(), rows.score.cols(), deviation ? 1 : 0,
                      static_cast<std::int64_t>(rows.kept.size()), rows.undeclared};
  file.write(reinterpret_cast<const char*>(header.data()), sizeof(header));
  put(rows.score, file);
  if (deviation) put(rows.deviation, file);
  put(rows.mask, file);
  for (const Image<float>& band : rows.kept) put(band, file);
  file.close();
  if (!file) {
    throw Error({"cannot be written", aside.string(), "Check the free space and the rights"});
  }
  fs::rename(aside, path);
}

map::PredictedRows PredictedParts::take(int first) const {
  const fs::path path = file_of(folder_, first);
  std::ifstream file(path, std::ios::binary);
  Header header{};
  file.read(reinterpret_cast<char*>(header.data()), sizeof(header));
  map::PredictedRows rows;
  rows.first_row = first;
  if (file) {
    const Size size{static_cast<int>(header[0]), static_cast<int>(header[1])};
    rows.undeclared = header[4];
    rows.score = get<float>(size, file);
    if (header[2] != 0) rows.deviation = get<float>(size, file);
    rows.mask = get<std::uint8_t>(size, file);
    for (int i = 0; i < header[3]; ++i) rows.kept.push_back(get<float>(size, file));
  }
  if (!file) {
    throw Error({"is not there, or not whole: all ranks have to see the same folder", path.string(),
                 "Choose a folder on a file system that the hosts share"});
  }
  file.close();
  fs::remove(path);
  return rows;
}

void RowsInOrder::add(const map::PredictedRows& rows) {
  if (rows.first_row == next_) {
    use_(rows);
    next_ += rows.score.rows();
  } else {
    parts_.write(rows);
  }
}

void RowsInOrder::finish(int rows) {
  while (next_ < rows) add(parts_.take(next_));
}

}  // namespace scarp::pipeline
