#include "pipeline/strip_reader.h"

#include <algorithm>
#include <cstdint>
#include <utility>

namespace scarp::pipeline {
namespace {

constexpr int kMostRows = 512;  // the height of a block in most tiled files
constexpr int kFewestRows = 64;
constexpr std::int64_t kMostBytes = std::int64_t{512} << 20;

}  // namespace

// Some rows of one band.
class StripReader::Buffer final : public RasterSource {
 public:
  explicit Buffer(change::Acquisition file) : file_(file) {}

  const Grid& grid() const override { return file_.source->grid(); }
  int band_count() const override { return 1; }
  Image<float> read(int /*band*/, const Window& window) const override {
    return crop(rows_, {window.row - first_, window.col, window.rows, window.cols});
  }

  void advance(int first, int end) {
    const int cols = grid().cols();
    const int kept_end = std::max(first, first_ + rows_.rows());
    Image<float> next(Size{end - first, cols});
    if (kept_end > first) {
      paste(crop(rows_, {first - first_, 0, kept_end - first, cols}), next, 0, 0);
    }
    if (end > kept_end) {
      paste(file_.source->read(file_.band, {kept_end, 0, end - kept_end, cols}), next,
            kept_end - first, 0);
    }
    rows_ = std::move(next);
    first_ = first;
  }

 private:
  change::Acquisition file_;
  int first_ = 0;
  Image<float> rows_;
};

StripReader::StripReader(change::Series series, ThreadPool& threads)
    : threads_(threads), in_memory_(std::move(series)) {
  for (change::Polarisation& polarisation : in_memory_.polarisations) {
    for (auto* side : {&polarisation.before, &polarisation.after}) {
      for (change::Acquisition& date : *side) {
        buffers_.push_back(std::make_unique<Buffer>(date));
        date = {buffers_.back().get(), 1};
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
