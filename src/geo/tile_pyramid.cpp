#include "geo/tile_pyramid.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <limits>
#include <type_traits>
#include <utility>

#include "core/coarser.h"
#include "core/error.h"
#include "core/memory.h"
#include "geo/overview.h"

namespace scarp::geo {
namespace {

// Bytes of the tiles that wait, of all rasters that are being written.
constexpr double kMostInMemory = 128 << 20;
std::atomic<std::size_t> in_memory{0};

// As GDAL converts: whole numbers are rounded and kept in range.
template <typename To, typename From>
To converted(From value, double no_data) {
  if constexpr (std::is_same_v<To, From> || std::is_same_v<To, float>) {
    return static_cast<To>(value);
  } else {
    const double number = std::isnan(static_cast<float>(value)) ? no_data : value;
    const double low = std::numeric_limits<To>::lowest();
    const double high = std::numeric_limits<To>::max();
    return static_cast<To>(std::lround(std::clamp(number, low, high)));
  }
}

// Rows of one band into cells (row, col, band) with `stride` bands.
template <typename To, typename From>
void copy_cells(const From* from, int count, int stride, double no_data, To* to) {
  if constexpr (std::is_same_v<To, From>) {
    if (stride == 1) {
      std::copy(from, from + count, to);
      return;
    }
  }
  for (int i = 0; i < count; ++i) {
    to[static_cast<std::ptrdiff_t>(i) * stride] = converted<To>(from[i], no_data);
  }
}

}  // namespace

std::vector<Size> pyramid_sizes(Size size) {
  std::vector<Size> sizes{size};
  while (std::max(sizes.back().rows, sizes.back().cols) > kTileEdge) {
    sizes.push_back(coarser(sizes.back(), 2));
  }
  return sizes;
}

Size tile_counts(Size size) { return coarser(size, kTileEdge); }

TilePyramid::TilePyramid(PyramidSpec spec, const OutputFile& file, Use use)
    : spec_(spec), file_(file), use_(std::move(use)) {
  std::size_t first = 0;
  for (const Size size : pyramid_sizes(spec_.size)) {
    const Size tiles = tile_counts(size);
    Level& level = levels_.emplace_back(Level{size, tiles, first, {}});
    level.waiting.resize(static_cast<std::size_t>(tiles.cells()));
    first += level.waiting.size();
  }
}

TilePyramid::~TilePyramid() {
  for (const Level& level : levels_) {
    for (const WaitingTile& tile : level.waiting) in_memory -= tile.cells.size();
  }
}

template <typename T>
void TilePyramid::write(int band, int row, int col, const Image<T>& values, ThreadPool* threads) {
  const Window all{row, col, values.rows(), values.cols()};
  const int stride = spec_.format.bands;
  const double no_data = std::isfinite(spec_.no_data.value_or(0)) ? spec_.no_data.value_or(0) : 0;
  const auto write_tile = [&](const TilePlace& place) {
    const Window tile = cells_of(place);
    const Window part = intersect(all, tile);
    std::uint8_t* cells = begin(place).cells.data();
    for (int r = part.row; r < part.row_end(); ++r) {
      const T* from = values.row(r - row) + (part.col - col);
      const std::ptrdiff_t cell = std::ptrdiff_t{r - tile.row} * kTileEdge + (part.col - tile.col);
      const std::ptrdiff_t at = cell * stride + band;
      switch (spec_.format.type) {
        case CellType::u8:
          copy_cells(from, part.cols, stride, no_data, cells + at);
          break;
        case CellType::i16:
          copy_cells(from, part.cols, stride, no_data, reinterpret_cast<std::int16_t*>(cells) + at);
          break;
        case CellType::f32:
          copy_cells(from, part.cols, stride, no_data, reinterpret_cast<float*>(cells) + at);
          break;
      }
    }
    end(place, part.size().cells());
  };
  const std::vector<TilePlace> places = tiles_in(all);
  const auto write_one = [&](std::int64_t i) { write_tile(places[static_cast<std::size_t>(i)]); };
  const auto count = static_cast<std::int64_t>(places.size());
  if (threads != nullptr) {
    threads->parallel_for(count, write_one);
  } else {
    for (std::int64_t i = 0; i < count; ++i) write_one(i);
  }
}

template void TilePyramid::write(int, int, int, const Image<float>&, ThreadPool*);
template void TilePyramid::write(int, int, int, const Image<std::uint8_t>&, ThreadPool*);

void TilePyramid::finish() {
  for (std::size_t i = 0; i < levels_.front().waiting.size(); ++i) {
    const TilePlace place{0, i};
    if (levels_.front().waiting[i].state == State::done) continue;
    const std::int64_t missing = begin(place).missing;
    end(place, missing);
  }
}

std::size_t TilePyramid::index_of(const Level& level, int row, int col) {
  return static_cast<std::size_t>(row) * static_cast<std::size_t>(level.tiles.cols) +
         static_cast<std::size_t>(col);
}

std::pair<int, int> TilePyramid::tile_at(const Level& level, std::size_t index) {
  const auto cols = static_cast<std::size_t>(level.tiles.cols);
  return {static_cast<int>(index / cols), static_cast<int>(index % cols)};
}

std::vector<TilePlace> TilePyramid::tiles_in(const Window& window) const {
  std::vector<TilePlace> places;
  if (window.empty()) return places;
  const int last_row = (window.row_end() - 1) / kTileEdge;
  const int last_col = (window.col_end() - 1) / kTileEdge;
  for (int row = window.row / kTileEdge; row <= last_row; ++row) {
    for (int col = window.col / kTileEdge; col <= last_col; ++col) {
      places.push_back({0, index_of(levels_[0], row, col)});
    }
  }
  return places;
}

Window TilePyramid::cells_of(const TilePlace& place) const {
  const Level& level = levels_[place.level];
  const auto [tile_row, tile_col] = tile_at(level, place.index);
  const int row = tile_row * kTileEdge;
  const int col = tile_col * kTileEdge;
  return {row, col, std::min(kTileEdge, level.size.rows - row),
          std::min(kTileEdge, level.size.cols - col)};
}

TilePyramid::WaitingTile& TilePyramid::begin(const TilePlace& place) {
  const std::lock_guard lock(mutex_);
  WaitingTile& tile = levels_[place.level].waiting[place.index];
  if (tile.state == State::done) throw_written_twice();
  ++tile.users;
  if (tile.state == State::waiting) return tile;
  make_room(place);
  if (tile.state == State::untouched) {
    tile.missing = cells_of(place).size().cells() * spec_.format.bands;
    tile.cells = blank();
  } else {
    read_spilled(place, tile.cells);
  }
  tile.state = State::waiting;
  in_memory += tile.cells.size();
  return tile;
}

void TilePyramid::end(const TilePlace& place, std::int64_t values) {
  TileCells cells;
  {
    const std::lock_guard lock(mutex_);
    WaitingTile& tile = levels_[place.level].waiting[place.index];
    --tile.users;
    tile.missing -= values;
    if (tile.missing > 0 || tile.users > 0) return;
    tile.state = State::done;
    cells = std::move(tile.cells);
    tile.cells = {};
    in_memory -= cells.size();
  }
  complete(place, std::move(cells));
}

void TilePyramid::complete(const TilePlace& place, TileCells cells) {
  if (place.level + 1 < levels_.size()) add_to_overview(place, cells);
  use_(place, cells);
}

void TilePyramid::add_to_overview(const TilePlace& place, const TileCells& cells) {
  const auto [row, col] = tile_at(levels_[place.level], place.index);
  const Level& next = levels_[place.level + 1];
  const TilePlace parent{place.level + 1, index_of(next, row / 2, col / 2)};
  const Window window = cells_of(place);
  WaitingTile& tile = begin(parent);
  const Overview overview{spec_.format, spec_.no_data, spec_.average};
  add_half(overview, cells, window.size(), row % 2 * (kTileEdge / 2), col % 2 * (kTileEdge / 2),
           tile.cells);
  const Size half{(window.rows + 1) / 2, (window.cols + 1) / 2};
  end(parent, half.cells() * spec_.format.bands);
}

TileCells TilePyramid::blank() const {
  TileCells cells(spec_.format.bytes());
  const double value = spec_.no_data.value_or(0);
  if (spec_.format.type == CellType::u8) {
    std::fill(cells.begin(), cells.end(), static_cast<std::uint8_t>(value));
  } else if (spec_.format.type == CellType::i16) {
    auto* first = reinterpret_cast<std::int16_t*>(cells.data());
    std::fill(first, first + cells.size() / 2, static_cast<std::int16_t>(value));
  } else {
    auto* first = reinterpret_cast<float*>(cells.data());
    std::fill(first, first + cells.size() / 4, static_cast<float>(value));
  }
  return cells;
}

void TilePyramid::read_spilled(const TilePlace& place, TileCells& cells) {
  cells.resize(spec_.format.bytes());
  scratch_.seekg(slot(levels_[place.level], place.index));
  scratch_.read(reinterpret_cast<char*>(cells.data()), static_cast<std::streamsize>(cells.size()));
  require_scratch();
}

PartialTile TilePyramid::partial(const TilePlace& place) {
  const WaitingTile& tile = levels_[place.level].waiting[place.index];
  PartialTile result{tile.missing, tile.cells};
  if (tile.state == State::spilled) read_spilled(place, result.cells);
  return result;
}

// Cells that one process has written are no-data in the tiles of all others.
void TilePyramid::add(const TilePlace& place, const PartialTile& tile) {
  WaitingTile& own = begin(place);
  const TileCells none = blank();
  const std::size_t bytes = spec_.format.value_bytes();
  for (std::size_t i = 0; i < tile.cells.size(); i += bytes) {
    if (std::memcmp(&tile.cells[i], &none[i], bytes) == 0) continue;
    std::memcpy(&own.cells[i], &tile.cells[i], bytes);
  }
  end(place, cells_of(place).size().cells() * spec_.format.bands - tile.missing);
}

void TilePyramid::set_done(const TilePlace& place) {
  WaitingTile& tile = levels_[place.level].waiting[place.index];
  if (tile.state != State::untouched) throw_written_twice();
  tile.state = State::done;
}

// One tile that waits goes into the file if there are too many in all rasters: the nearest one
// before `place`, which is wanted again last where rows are written from left to right.
void TilePyramid::make_room(const TilePlace& place) {
  if (static_cast<double>(in_memory) < kMostInMemory * memory_share()) return;
  if (spill_one(levels_[place.level], place.index)) return;
  for (Level& level : levels_) {
    if (spill_one(level, 0)) return;
  }
}

bool TilePyramid::spill_one(Level& level, std::size_t before) {
  const std::size_t count = level.waiting.size();
  for (std::size_t k = 1; k <= count; ++k) {
    const std::size_t i = (before + count - k) % count;
    WaitingTile& tile = level.waiting[i];
    if (tile.state != State::waiting || tile.users > 0) continue;
    spill(level, i);
    return true;
  }
  return false;
}

void TilePyramid::spill(Level& level, std::size_t index) {
  using std::ios;
  if (!scratch_.is_open()) {
    scratch_.open(file_.scratch("tiles"), ios::in | ios::out | ios::trunc | ios::binary);
  }
  WaitingTile& tile = level.waiting[index];
  scratch_.seekp(slot(level, index));
  scratch_.write(reinterpret_cast<const char*>(tile.cells.data()),
                 static_cast<std::streamsize>(tile.cells.size()));
  require_scratch();
  in_memory -= tile.cells.size();
  tile.cells = {};
  tile.state = State::spilled;
}

std::streamoff TilePyramid::slot(const Level& level, std::size_t index) const {
  return static_cast<std::streamoff>((level.first + index) * spec_.format.bytes());
}

void TilePyramid::throw_written_twice() const {
  throw Error({"cells were written twice", file_.target().string(), ""});
}

void TilePyramid::require_scratch() const {
  if (!scratch_)
    throw_unwritten(file_.target(), fmt::format("scratch file, {}", std::strerror(errno)));
}

}  // namespace scarp::geo
