#include "geo/tile_codec.h"

#include <zstd.h>

#include <bit>
#include <cstring>
#include <memory>

#include "core/error.h"
#include "core/vectorised.h"

namespace scarp::geo {
namespace {

static_assert(std::endian::native == std::endian::little);

constexpr int kLevel = 1;

// The bytes of floats, highest ones of all values first.
SCARP_VECTORISED
void split(const std::uint32_t* values, std::size_t count, std::uint8_t* bytes) {
  for (std::size_t byte = 0; byte < 4; ++byte) {
    const std::size_t shift = 24 - 8 * byte;
    std::uint8_t* to = bytes + byte * count;
    for (std::size_t i = 0; i < count; ++i) to[i] = static_cast<std::uint8_t>(values[i] >> shift);
  }
}

SCARP_VECTORISED
void join(const std::uint8_t* bytes, std::size_t count, float* values) {
  const std::uint8_t* a = bytes;
  const std::uint8_t* b = a + count;
  const std::uint8_t* c = b + count;
  const std::uint8_t* d = c + count;
  for (std::size_t i = 0; i < count; ++i) {
    values[i] = std::bit_cast<float>(std::uint32_t{a[i]} << 24U | std::uint32_t{b[i]} << 16U |
                                     std::uint32_t{c[i]} << 8U | std::uint32_t{d[i]});
  }
}

// TIFF's predictor 3 of a row: each byte less the one `bands` before it.
void subtract_bytes(std::uint8_t* row, std::size_t values, std::size_t bands,
                    std::vector<std::uint8_t>& bytes) {
  std::vector<std::uint32_t> whole(values);
  std::memcpy(whole.data(), row, values * 4);
  bytes.resize(values * 4);
  split(whole.data(), values, bytes.data());
  std::memcpy(row, bytes.data(), bands);
  for (std::size_t i = bands; i < bytes.size(); ++i) {
    row[i] = static_cast<std::uint8_t>(bytes[i] - bytes[i - bands]);
  }
}

// TIFF's predictor 2 of a row, from its end.
void subtract_shorts(std::uint8_t* row, std::size_t values, std::size_t bands) {
  std::vector<std::uint16_t> whole(values);
  std::memcpy(whole.data(), row, values * 2);
  for (std::size_t i = values - 1; i >= bands; --i) {
    whole[i] = static_cast<std::uint16_t>(whole[i] - whole[i - bands]);
  }
  std::memcpy(row, whole.data(), values * 2);
}

void subtract(const TileFormat& format, TileCells& cells) {
  const auto bands = static_cast<std::size_t>(format.bands);
  const std::size_t values = kTileEdge * bands;
  const std::size_t row_bytes = values * format.value_bytes();
  std::vector<std::uint8_t> scratch;
  for (std::size_t row = 0; row < kTileEdge; ++row) {
    std::uint8_t* first = cells.data() + row * row_bytes;
    if (format.type == CellType::f32) subtract_bytes(first, values, bands, scratch);
    if (format.type == CellType::i16) subtract_shorts(first, values, bands);
  }
}

// Sixteen bytes at once: the sums within them in as many steps as it takes to double `bands` to
// sixteen, then what came before.
template <int Bands>
void sum_sixteens(std::uint8_t* bytes, std::size_t count) {
  using Sixteen = std::uint8_t __attribute__((vector_size(16)));
  using Halves = std::uint64_t __attribute__((vector_size(16)));
  const auto moved = [](Sixteen v, unsigned places) {  // towards higher places, below 8
    const Halves halves = reinterpret_cast<Halves>(v);
    const Halves carried{0, halves[0] >> (64 - 8 * places)};
    return reinterpret_cast<Sixteen>(halves << (8 * places) | carried);
  };
  Sixteen before{};
  for (std::size_t i = 0; i < count; i += 16) {
    Sixteen v;
    std::memcpy(&v, bytes + i, 16);
    if constexpr (Bands <= 1) v += moved(v, 1);
    if constexpr (Bands <= 2) v += moved(v, 2);
    if constexpr (Bands <= 4) v += moved(v, 4);
    v += reinterpret_cast<Sixteen>(Halves{0, reinterpret_cast<Halves>(v)[0]});
    v += before;
    std::memcpy(bytes + i, &v, 16);
    for (int place = 0; place < 16; ++place) before[place] = v[16 - Bands + place % Bands];
  }
}

void sum_bytes(std::uint8_t* bytes, std::size_t count, std::size_t bands) {
  const bool whole = count % 16 == 0;
  if (whole && bands == 1) return sum_sixteens<1>(bytes, count);
  if (whole && bands == 2) return sum_sixteens<2>(bytes, count);
  if (whole && bands == 4) return sum_sixteens<4>(bytes, count);
  if (whole && bands == 8) return sum_sixteens<8>(bytes, count);
  for (std::size_t i = bands; i < count; ++i) {
    bytes[i] = static_cast<std::uint8_t>(bytes[i] + bytes[i - bands]);
  }
}

struct ContextCloser {
  void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
  void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};

// One for each thread: making one takes longer than using it.
ZSTD_CCtx* compressor() {
  thread_local const std::unique_ptr<ZSTD_CCtx, ContextCloser> context(ZSTD_createCCtx());
  return context.get();
}

ZSTD_DCtx* decompressor() {
  thread_local const std::unique_ptr<ZSTD_DCtx, ContextCloser> context(ZSTD_createDCtx());
  return context.get();
}

}  // namespace

std::size_t TileFormat::value_bytes() const {
  return type == CellType::f32 ? 4 : type == CellType::i16 ? 2 : 1;
}

std::size_t TileFormat::bytes() const {
  return value_bytes() * static_cast<std::size_t>(bands) * kTileEdge * kTileEdge;
}

int predictor_of(CellType type) {
  return type == CellType::f32 ? 3 : type == CellType::i16 ? 2 : 1;
}

std::string compress_tile(const TileFormat& format, TileCells& cells) {
  subtract(format, cells);
  thread_local std::string room;
  room.resize(ZSTD_compressBound(cells.size()));
  const std::size_t bytes =
      ZSTD_compressCCtx(compressor(), room.data(), room.size(), cells.data(), cells.size(), kLevel);
  if (ZSTD_isError(bytes) != 0) {
    throw Error({std::string("a block cannot be compressed: ") + ZSTD_getErrorName(bytes), "", ""});
  }
  return {room.data(), bytes};
}

FloatTileReader::FloatTileReader(int bands, int edge)
    : bands_(static_cast<std::size_t>(bands)),
      row_values_(bands_ * static_cast<std::size_t>(edge)),
      bytes_(row_values_ * static_cast<std::size_t>(edge) * 4),
      values_(row_values_) {}

bool FloatTileReader::decompress() {
  const std::size_t bytes = ZSTD_decompressDCtx(decompressor(), bytes_.data(), bytes_.size(),
                                                block_.data(), block_.size());
  return bytes == bytes_.size();
}

const float* FloatTileReader::row(int row) {
  std::uint8_t* bytes = bytes_.data() + static_cast<std::size_t>(row) * row_values_ * 4;
  sum_bytes(bytes, row_values_ * 4, bands_);
  join(bytes, row_values_, values_.data());
  return values_.data();
}

}  // namespace scarp::geo
