#include "core/reporter.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

namespace scarp {
namespace {

constexpr const char* kClearLine = "\r\x1b[K";

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace

Reporter::Reporter(Level level)
    : level_(level), terminal_(level != Level::quiet && isatty(STDERR_FILENO) != 0) {}

void Reporter::line(const std::string& text) {
  fmt::print(stderr, "{}{}\n", bar_shown_ ? kClearLine : "", text);
  bar_shown_ = false;
}

void Reporter::note(const std::string& text) {
  const std::lock_guard lock(mutex_);
  if (level_ == Level::verbose) line(text);
}

void Reporter::warn(const std::string& warning) {
  const std::lock_guard lock(mutex_);
  const auto known = std::find(warnings_.begin(), warnings_.end(), warning);
  warned_.push_back(static_cast<std::size_t>(known - warnings_.begin()));
  if (known != warnings_.end()) return;
  warnings_.push_back(warning);
  line("scarp: warning: " + warning);
}

std::size_t Reporter::times_warned() const {
  const std::lock_guard lock(mutex_);
  return warned_.size();
}

std::vector<std::string> Reporter::warnings_since(std::size_t times) const {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> result;
  for (std::size_t i = times; i < warned_.size(); ++i) {
    const std::string& warning = warnings_[warned_[i]];
    if (std::find(result.begin(), result.end(), warning) == result.end()) result.push_back(warning);
  }
  return result;
}

std::vector<std::string> Reporter::warnings() const {
  const std::lock_guard lock(mutex_);
  return warnings_;
}

std::vector<std::pair<std::string, double>> Reporter::stage_seconds() const {
  const std::lock_guard lock(mutex_);
  return stage_seconds_;
}

Reporter::Stage::Stage(Reporter& reporter, std::string title, std::int64_t steps)
    : reporter_(reporter),
      title_(std::move(title)),
      steps_(std::max<std::int64_t>(1, steps)),
      start_(std::chrono::steady_clock::now()) {
  draw(0);
}

Reporter::Stage::~Stage() {
  const std::lock_guard lock(reporter_.mutex_);
  const double seconds = seconds_since(start_);
  reporter_.stage_seconds_.emplace_back(title_, seconds);
  if (reporter_.bar_shown_) fmt::print(stderr, "{}", kClearLine);
  reporter_.bar_shown_ = false;
  if (reporter_.level_ == Level::verbose) {
    reporter_.line(fmt::format("{}: {:.1f} s", title_, seconds));
  }
}

void Reporter::Stage::advance(std::int64_t steps) { draw(done_ += steps); }

void Reporter::Stage::detail(std::string text) {
  {
    const std::lock_guard lock(reporter_.mutex_);
    detail_ = ", " + std::move(text);
  }
  percent_ = -1;  // so that it is drawn
  draw(done_);
}

void Reporter::Stage::draw(std::int64_t done) {
  if (!reporter_.terminal_) return;
  const int percent = static_cast<int>(100 * std::min(done, steps_) / steps_);
  if (percent_.exchange(percent) == percent) return;
  std::string left;
  if (percent > 2) {
    left = fmt::format(", {:.0f} s left", seconds_since(start_) * (100 - percent) / percent);
  }
  const std::lock_guard lock(reporter_.mutex_);
  fmt::print(stderr, "{}{} {:3d} %{}{}", kClearLine, title_, percent, left, detail_);
  std::fflush(stderr);
  reporter_.bar_shown_ = true;
}

}  // namespace scarp
