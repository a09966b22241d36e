#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <functional>
#include <vector>

#include "core/mask.h"
#include "core/raster_source.h"
#include "core/thread_pool.h"

namespace scarp::map {

/// Why cells of a window cannot be assessed, beside bands without data. Called from any thread.
using ReadMask = std::function<MaskImage(const Window&)>;

/// The rows of a stack that are being worked on, in memory. While they are, the next ones are read.
class StackRows {
 public:
  StackRows(const RasterSource& stack, ReadMask mask, ThreadPool& threads, int most_rows);

  /// Reads on to row `end`, and forgets the rows before `first`; neither may go back.
  void advance(int first, int end);

  int bands() const { return stack_.band_count(); }
  const float* values(int band, int row) const;  ///< first band is 0
  const std::uint8_t* mask(int row) const;       ///< bits, no_data where a band has none

  /// Values of a row that are finite and cannot be any (see plausible_value): NaN here.
  std::int64_t undeclared(int row) const;

 private:
  // Rows that were read together.
  struct Part {
    int first;
    std::vector<Image<float>> bands;
    MaskImage mask;
    std::vector<std::atomic<std::int64_t>> undeclared{};  // of each row

    int end() const { return first + mask.rows(); }
  };

  void begin_part(int first);
  void finish_part();
  void read_into(Part& part, const Window& window) const;
  const Part& part_with(int row) const;

  const RasterSource& stack_;
  ReadMask mask_;
  ThreadPool& threads_;
  int step_;
  std::deque<Part> parts_;                 // from top to bottom
  std::vector<Part> spare_;                // that are forgotten: memory to be used again
  Part next_{};                            // being read, if there are tasks
  std::vector<ThreadPool::Task> reading_;  // after what it works on
};

}  // namespace scarp::map
