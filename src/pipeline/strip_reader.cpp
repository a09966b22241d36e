#include "pipeline/strip_reader.h"

#include <algorithm>
#include <cstdint>
#include <deque>
#include <utility>

namespace scarp::pipeline {
namespace {

constexpr int kMostRows = 512;  // the height of a block in most tiled files
constexpr int kFewestRows = 64;
constexpr std::int64_t kMostBytes = std::int64_t{512} << 20;  // of a strip

}  // namespace

// Some rows of one band.
class StripReader::Buffer final : public RasterSource {
 public:
  explicit Buffer(change::Acquisition file) : file_(file) {}

  const Grid& grid() const override { return file_.source->grid(); }
  int band_count() const override { return 1; }
  Image<float> read(int /*band*/, const Window& window) const override {
    Image<float> part(window.size());
    for (int row = 0; row < window.rows; ++row) {
      const float* cells = row_at(window.row + row) + window.col;
      std::copy(cells, cells + window.cols, part.row(row));
    }
    return part;
  }

  void advance(int first, int end) {
    drop_before(first);
    const int next = parts_.empty() ? first : parts_.back().end();
    if (end <= next) return;
    parts_.push_back({next, file_.source->read(file_.band, {next, 0, end - next, grid().cols()})});
  }

 private:
  // Rows that were read together.
  struct Part {
    int first;
    Image<float> rows;

    int end() const { return first + rows.rows(); }
  };

  void drop_before(int first) {
    while (!parts_.empty() && parts_.front().end() <= first) parts_.pop_front();
    if (parts_.empty() || parts_.front().first >= first) return;
    Part& front = parts_.front();
    front.rows = crop(front.rows, {first - front.first, 0, front.end() - first, front.rows.cols()});
    front.first = first;
  }

  const float* row_at(int row) const {
    auto part = parts_.begin();
    while (part->end() <= row) ++part;
    return part->rows.row(row - part->first);
  }

  change::Acquisition file_;
  std::deque<Part> parts_;  // from top to bottom
};

StripReader::StripReader(change::Series series, ThreadPool& threads)
    : threads_(threads), in_memory_(std::move(series)) {
  for (change::Polarisation& polarisation : in_memory_.polarisations) {
    for (auto* side : {&polarisation.before, &polarisation.after}) {
      for (change::Acquisition& date : *side) {
        buffers_.push_back(std::make_unique<Buffer>(date));
        date = {buffers_.back().get(), 1, date.zero};
      }
    }
  }
}

StripReader::~StripReader() = default;

void StripReader::advance(int first, int end) {
  threads_.parallel_for(static_cast<std::int64_t>(buffers_.size()), [&](std::int64_t i) {
    buffers_[static_cast<std::size_t>(i)]->advance(first, end);
  });
}

int StripReader::strip_rows(const change::Series& series) {
  std::int64_t bytes_per_row = 0;
  for (const change::Polarisation& polarisation : series.polarisations) {
    const auto dates =
        static_cast<std::int64_t>(polarisation.before.size() + polarisation.after.size());
    bytes_per_row += dates * series.grid.cols() * static_cast<std::int64_t>(sizeof(float));
  }
  int rows = kMostRows;
  while (rows > kFewestRows && rows * bytes_per_row > kMostBytes) rows /= 2;
  return rows;
}

}  // namespace scarp::pipeline
