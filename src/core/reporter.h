#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace scarp {

/// What a run tells the person watching: notes and warnings as lines on stderr, and a progress bar
/// when stderr is a terminal. Remembers warnings and the time of each stage for the run record.
class Reporter {
 public:
  enum class Level { quiet, normal, verbose };

  explicit Reporter(Level level = Level::normal);
  Reporter(Reporter&&) = delete;

  void note(const std::string& text);     ///< with --verbose
  void warn(const std::string& warning);  ///< a repeated warning is told once

  std::vector<std::string> warnings() const;

  /// How often there was a warning, and those since that number, each once, whether it was told
  /// before or not.
  std::size_t times_warned() const;
  std::vector<std::string> warnings_since(std::size_t times) const;

  std::vector<std::pair<std::string, double>> stage_seconds() const;  ///< in order of ending

  /// A piece of long work, from construction to destruction. `advance` may be called from any
  /// thread.
  class Stage {
   public:
    Stage(Reporter& reporter, std::string title, std::int64_t steps);
    ~Stage();
    Stage(const Stage&) = delete;
    Stage& operator=(const Stage&) = delete;

    void advance(std::int64_t steps = 1);

    /// What the bar says at its end from now on: "loss 0.41".
    void detail(std::string text);

   private:
    void draw(std::int64_t done);

    Reporter& reporter_;
    std::string title_;
    std::int64_t steps_;
    std::atomic<std::int64_t> done_{0};
    std::atomic<int> percent_{-1};
    std::string detail_;  // guarded by the reporter's mutex
    std::chrono::steady_clock::time_point start_;
  };

 private:
  void line(const std::string& text);

  Level level_;
  bool terminal_;
  mutable std::mutex mutex_;
  bool bar_shown_ = false;
  std::vector<std::string> warnings_;
  std::vector<std::size_t> warned_;  // indices into warnings_, each time
  std::vector<std::pair<std::string, double>> stage_seconds_;
};

}  // namespace scarp
