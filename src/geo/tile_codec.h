#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "core/window.h"

namespace scarp::geo {

enum class CellType { u8, i16, f32 };

/// Edge of a block of the files that are written, in cells.
inline constexpr int kTileEdge = 512;

/// What blocks of a tiled GeoTIFF hold: squares of kTileEdge cells, the bands of a cell together.
struct TileFormat {
  CellType type = CellType::f32;
  int bands = 1;

  std::size_t value_bytes() const;
  std::size_t bytes() const;  ///< of a block that is not compressed
};

/// Cells (row, col, band) of a block, in the order of this machine's bytes.
using TileCells = std::vector<std::uint8_t>;

/// TIFF's number of the way differences are taken before blocks of a type are compressed: 3 for
/// floats, 2 for short integers; 1, none, for bytes, which are classes more often than surfaces.
int predictor_of(CellType type);

/// The block of a file that holds `cells`, which are spoilt: differences, compressed by ZSTD at
/// level 1. Blocks do not depend on each other, so that any thread or process may make them.
/// Throws Error.
std::string compress_tile(const TileFormat& format, TileCells& cells);

/// Reads blocks of floats that were made like that, `edge` cells square, one after the other.
class FloatTileReader {
 public:
  FloatTileReader(int bands, int edge);

  /// Of a block that is not compressed.
  std::size_t bytes() const { return bytes_.size(); }

  /// Room for the bytes of a block.
  std::string& block() { return block_; }

  /// Unpacks `block()`; false when it does not hold a whole tile.
  bool decompress();

  /// Values (col, band) of a row of the tile, until the next call. Once for each row.
  const float* row(int row);

 private:
  std::size_t bands_;
  std::size_t row_values_;
  std::string block_;
  TileCells bytes_;
  std::vector<float> values_;
};

}  // namespace scarp::geo
