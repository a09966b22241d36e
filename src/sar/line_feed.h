#pragma once

#include <functional>
#include <vector>

#include "core/thread_pool.h"
#include "sar/pass_reader.h"

namespace scarp::sar {

/// What is done to the lines of a pass before they are resampled.
struct RadarStage {
  /// Lines and pixels needed on each side of those that are kept.
  int halo = 0;
  /// Changes the power of each polarisation in a window of the pass; may be empty. Called from
  /// several threads. What becomes of a pixel must not depend on the window, as long as it holds
  /// the halo, as far as the pass goes.
  std::function<void(std::vector<Image<float>>& power, const Window& window)> run;
};

/// Reads a window of a pass in strips, from its first line to its last. The arguments must outlive
/// it.
class LineFeed {
 public:
  LineFeed(const Pass& pass, const PassReader& reader, const RadarStage& stage,
           const Window& wanted, int strip_lines);

  /// Reads the next lines, if there are more. One thread at a time, not beside take().
  void read();

  /// The lines that are complete since the last time, of each polarisation: some after each read()
  /// as long as there are more.
  std::vector<Image<float>> take(ThreadPool& threads);

 private:
  void append_strip();
  std::vector<Image<float>> crop_lines(const Window& window) const;

  const PassReader& reader_;
  const RadarStage& stage_;
  Window wanted_;
  int strip_lines_;
  Window available_;  // with the halo
  int next_;          // line to be given
  int begin_;         // lines in memory
  int end_;
  std::vector<Image<float>> lines_;
  std::vector<Image<float>> strip_;  // read, but not yet among them
};

}  // namespace scarp::sar
