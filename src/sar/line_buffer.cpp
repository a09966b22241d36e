#include "sar/line_buffer.h"

#include <utility>

namespace scarp::sar {

void LineBuffer::append(Image<float> lines) {
  strips_.push_back(std::move(lines));
  const Image<float>& strip = strips_.back();
  for (int row = 0; row < strip.rows(); ++row) rows_.push_back(strip.row(row));
  end_ += strip.rows();
}

void LineBuffer::drop_before(int line) {
  while (!strips_.empty() && begin_ + strips_.front().rows() <= line) {
    const int rows = strips_.front().rows();
    rows_.erase(rows_.begin(), rows_.begin() + rows);
    begin_ += rows;
    strips_.pop_front();
  }
}

}  // namespace scarp::sar
