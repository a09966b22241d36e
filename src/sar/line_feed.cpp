#include "sar/line_feed.h"

#include <algorithm>
#include <utility>

namespace scarp::sar {
namespace {

constexpr int kBlockPixels = 2048;

// Lines of `image` from `first` on, and after them those of `more`.
Image<float> join(const Image<float>& image, int first, Image<float> more) {
  const int kept = image.rows() - first;
  if (kept <= 0) return more;
  const int cols = std::max(image.cols(), more.cols());
  Image<float> result({kept + more.rows(), cols});
  paste(crop(image, {first, 0, kept, cols}), result, 0, 0);
  if (more.rows() > 0) paste(more, result, kept, 0);
  return result;
}

}  // namespace

LineFeed::LineFeed(const Pass& pass, const PassReader& reader, const RadarStage& stage,
                   const Window& wanted, int strip_lines)
    : reader_(reader),
      stage_(stage),
      wanted_(wanted),
      strip_lines_(strip_lines),
      available_(grow(wanted, stage.halo, {pass.lines(), pass.pixels()})),
      next_(wanted.row),
      begin_(available_.row),
      end_(available_.row) {}

void LineFeed::read() {
  const int count = std::min(strip_lines_, available_.row_end() - end_);
  if (count <= 0) return;
  strip_ = reader_.read({end_, available_.col, count, available_.cols});
}

// The strip after the lines that are still needed.
void LineFeed::append_strip() {
  if (strip_.empty()) return;
  const int keep_from = std::max(begin_, next_ - stage_.halo);
  end_ += strip_.front().rows();
  lines_.resize(std::max(lines_.size(), strip_.size()));
  for (std::size_t k = 0; k < strip_.size(); ++k) {
    lines_[k] = join(lines_[k], keep_from - begin_, std::move(strip_[k]));
  }
  strip_.clear();
  begin_ = keep_from;
}

// What is in memory of a window of the pass.
std::vector<Image<float>> LineFeed::crop_lines(const Window& window) const {
  const Window part{window.row - begin_, window.col - available_.col, window.rows, window.cols};
  std::vector<Image<float>> result;
  for (const Image<float>& lines : lines_) result.push_back(crop(lines, part));
  return result;
}

std::vector<Image<float>> LineFeed::take(ThreadPool& threads) {
  append_strip();
  const bool last = end_ == available_.row_end();
  const int next = last ? wanted_.row_end() : std::max(next_, end_ - stage_.halo);
  const Window given{next_, wanted_.col, next - next_, wanted_.cols};
  next_ = next;

  std::vector<Image<float>> result = crop_lines(given);
  if (!stage_.run) return result;
  const Window in_memory{begin_, available_.col, end_ - begin_, available_.cols};
  const int blocks = (given.cols + kBlockPixels - 1) / kBlockPixels;
  threads.parallel_for(blocks, [&](std::int64_t i) {
    const int col = given.col + static_cast<int>(i) * kBlockPixels;
    const Window block = intersect({given.row, col, given.rows, kBlockPixels}, given);
    const Window padded = intersect({block.row - stage_.halo, block.col - stage_.halo,
                                     block.rows + 2 * stage_.halo, block.cols + 2 * stage_.halo},
                                    in_memory);
    std::vector<Image<float>> power = crop_lines(padded);
    stage_.run(power, padded);
    for (std::size_t k = 0; k < power.size(); ++k) {
      const Window inner{block.row - padded.row, block.col - padded.col, block.rows, block.cols};
      paste(crop(power[k], inner), result[k], 0, block.col - given.col);
    }
  });
  return result;
}

}  // namespace scarp::sar
