#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/raster.h"
#include "core/thread_pool.h"
#include "geo/tile_codec.h"

namespace scarp::geo {

/// One band of a raster to be written.
struct BandSpec {
  std::string description;
  std::string unit;  ///< empty for dimensionless values
  /// Stored values times this are in `unit`: for quantities kept as integers. Not 0.
  double scale = 1;
  std::vector<std::pair<std::string, std::string>> metadata;
};

/// How a value of a band of classes is shown.
struct ClassColour {
  std::uint8_t value = 0;
  std::array<std::uint8_t, 3> rgb{};
};

struct CogSpec {
  Grid grid;
  std::vector<BandSpec> bands;
  CellType type = CellType::f32;
  /// Floats without a value are NaN. For integers: the value that means no data, if any.
  std::optional<int> integer_no_data;
  /// Overviews by average, for quantities whose mean means something; else by nearest neighbour
  /// (classes, mask bits).
  bool average_overviews = true;
  std::vector<std::pair<std::string, std::string>> metadata;
  std::vector<ClassColour> colours;  ///< of u8 classes in one band; empty: shown in grey
};

/// Writes a Cloud Optimized GeoTIFF (ZSTD level 1, 512-cell tiles, overviews) window by window in
/// any order. A tile is compressed by the thread that writes its last cell, so that what is in
/// memory are tiles that have begun, up to some hundred megabytes of all writers together, and then
/// a file takes over. The file appears in `finish`, whole; without `finish` nothing appears.
class CogWriter {
 public:
  /// Throws Error when the file cannot be made.
  CogWriter(std::filesystem::path path, CogSpec spec);
  ~CogWriter();
  CogWriter(const CogWriter&) = delete;
  CogWriter& operator=(const CogWriter&) = delete;

  /// Values of band `band` (first is 1) with the first cell at (`row`, `col`). From any thread.
  /// Each cell of a band can be written once.
  /// For integer types `values` are already divided by the scale, whole, and within range.
  void write(int band, int row, int col, const Image<float>& values);
  void write(int band, int row, int col, const Image<std::uint8_t>& values);

  /// The same with the work shared out among threads.
  void write(int band, int row, int col, const Image<float>& values, ThreadPool& threads);
  void write(int band, int row, int col, const Image<std::uint8_t>& values, ThreadPool& threads);

  /// Throws Error when the disk is full or anything else kept the file from being complete.
  void finish();

  /// Instead of `finish`, where several processes write cells of one raster, no cell twice: what
  /// this one has written becomes the file, compressed as far as it can be, for another one to
  /// take. Throws Error when the disk is full.
  void finish_part();

  /// Adds the cells of a part, and removes its file. Not beside other calls. Throws Error when it
  /// is not there, or not whole.
  void take_part(const std::filesystem::path& part);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// The whole raster at once, straight from memory.
void write_cog(const std::filesystem::path& path, const CogSpec& spec, const Image<float>& values);
void write_cog(const std::filesystem::path& path, const CogSpec& spec,
               const Image<std::uint8_t>& values);

}  // namespace scarp::geo
