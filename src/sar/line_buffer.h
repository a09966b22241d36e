#pragma once

#include <deque>
#include <vector>

#include "core/image.h"

namespace scarp::sar {

/// Consecutive lines of a pass in memory: new ones are added at the end, old ones dropped at the
/// front. Safe to read from several threads between changes.
class LineBuffer {
 public:
  /// Of lines from `first_line`, their pixels from `first_pixel`.
  LineBuffer(int first_line, int first_pixel, int pixels)
      : begin_(first_line), end_(first_line), first_pixel_(first_pixel), pixels_(pixels) {}

  int begin() const { return begin_; }
  int end() const { return end_; }
  int first_pixel() const { return first_pixel_; }
  int pixel_end() const { return first_pixel_ + pixels_; }

  /// The values of a line, from the first pixel.
  const float* row(int line) const { return rows_[static_cast<std::size_t>(line - begin_)]; }

  /// Lines `end()` … on, `pixels` wide.
  void append(Image<float> lines);

  /// Forgets lines before `line`, as far as whole strips allow.
  void drop_before(int line);

 private:
  int begin_;
  int end_;
  int first_pixel_;
  int pixels_;
  std::deque<Image<float>> strips_;
  std::vector<const float*> rows_;
};

}  // namespace scarp::sar
