#pragma once

#include <memory>
#include <vector>

#include "change/series.h"
#include "core/thread_pool.h"

namespace scarp::pipeline {

/// Reads the bands of a series from top to bottom, each cell once, and keeps a strip of rows of all
/// of them in memory: decoding compressed files costs more than the arithmetic on them.
class StripReader {
 public:
  StripReader(change::Series series, ThreadPool& threads);
  ~StripReader();

  /// Makes the rows [first, end) available. Both must not fall from call to call.
  void advance(int first, int end);

  /// The same series over the rows in memory, in the coordinates of the whole raster. Safe to read
  /// from several threads between calls of `advance`.
  const change::Series& series() const { return in_memory_; }

  /// Rows of a strip that keeps memory within reason for this series: 512 or fewer.
  static int strip_rows(const change::Series& series);

 private:
  class Buffer;

  ThreadPool& threads_;
  std::vector<std::unique_ptr<Buffer>> buffers_;
  change::Series in_memory_;
};

}  // namespace scarp::pipeline
