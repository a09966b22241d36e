#pragma once

#include <cstdint>
#include <fstream>
#include <functional>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "core/image.h"
#include "core/thread_pool.h"
#include "geo/output_file.h"
#include "geo/tile_codec.h"

namespace scarp::geo {

/// How a raster becomes tiles and overviews.
struct PyramidSpec {
  Size size;
  TileFormat format;
  std::optional<double>
      no_data;          ///< what nobody writes, and what overviews leave out; NaN or whole
  bool average = true;  ///< overviews by average, else by the upper left of four cells
};

/// A tile of a level: 0 is the raster, each further level an overview half as large.
struct TilePlace {
  std::size_t level = 0;
  std::size_t index = 0;  ///< row by row
};

/// What another process has written of a tile.
struct PartialTile {
  std::int64_t missing = 0;  ///< values that it has not written, which are no-data
  TileCells cells;
};

/// Sizes of a raster and its overviews, down to one that fits into a tile.
std::vector<Size> pyramid_sizes(Size size);

/// Tiles that fit into a raster, from side to side and from top to bottom.
Size tile_counts(Size size);

/// Collects the windows of a raster, in any order and from any thread, into tiles, and each four
/// tiles into one of the overview. A tile is handed over as soon as its last cell is there. Those
/// that wait are in memory, and in a file once those of all rasters at work exceed some hundred
/// megabytes.
class TilePyramid {
 public:
  using Use = std::function<void(const TilePlace&, TileCells&)>;

  /// `use` is called from the threads that write, for several tiles at once. `file` is what the
  /// tiles are for.
  TilePyramid(PyramidSpec spec, const OutputFile& file, Use use);
  ~TilePyramid();
  TilePyramid(const TilePyramid&) = delete;
  TilePyramid& operator=(const TilePyramid&) = delete;

  /// Values of band `band` (first is 0) with the first cell at (`row`, `col`). Each cell of a band
  /// may be written once. `threads`, if any, share the tiles. Throws Error.
  template <typename T>
  void write(int band, int row, int col, const Image<T>& values, ThreadPool* threads);

  /// Hands over what is left, filled with no-data.
  void finish();

  enum class State : std::uint8_t { untouched, waiting, spilled, done };

  /// Not while others write, like what follows.
  State state(const TilePlace& place) const {
    return levels_[place.level].waiting[place.index].state;
  }

  std::size_t tile_bytes() const { return spec_.format.bytes(); }

  /// What there is of a tile that waits, in memory or in the file.
  PartialTile partial(const TilePlace& place);

  /// Adds the values that another process wrote. Throws Error.
  void add(const TilePlace& place, const PartialTile& tile);

  /// Another process has handed the tile over and added it to its overview.
  void set_done(const TilePlace& place);

 private:
  struct WaitingTile {
    State state = State::untouched;
    TileCells cells;
    std::int64_t missing = 0;  // values
    int users = 0;             // threads that write into it
  };

  struct Level {
    Size size;
    Size tiles;
    std::size_t first = 0;  // number of its first tile among all
    std::vector<WaitingTile> waiting;
  };

  static std::size_t index_of(const Level& level, int row, int col);
  static std::pair<int, int> tile_at(const Level& level, std::size_t index);  // row, column
  std::vector<TilePlace> tiles_in(const Window& window) const;
  Window cells_of(const TilePlace& place) const;
  WaitingTile& begin(const TilePlace& place);
  void end(const TilePlace& place, std::int64_t values);
  void complete(const TilePlace& place, TileCells cells);
  void add_to_overview(const TilePlace& place, const TileCells& cells);
  TileCells blank() const;
  void make_room(const TilePlace& place);
  bool spill_one(Level& level, std::size_t before);
  void spill(Level& level, std::size_t index);
  void read_spilled(const TilePlace& place, TileCells& cells);
  std::streamoff slot(const Level& level, std::size_t index) const;
  void require_scratch() const;
  [[noreturn]] void throw_written_twice() const;

  PyramidSpec spec_;
  const OutputFile& file_;
  Use use_;
  std::vector<Level> levels_;
  std::mutex mutex_;  // guards tiles but for the cells of those with users
  std::fstream scratch_;
};

}  // namespace scarp::geo
