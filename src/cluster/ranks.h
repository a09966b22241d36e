#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "cluster/transport.h"
#include "cluster/work_queue.h"
#include "core/communicator.h"

namespace scarp::cluster {

/// When a rank counts as lost, and how long the others wait for each other at the end.
struct Timeouts {
  double heartbeat_s = 1;
  double lost_s = 20;     ///< without a heartbeat
  double shutdown_s = 8;  ///< after a failure
};

/// Why a run ends before it is done.
struct Failure {
  std::string message;
  int code = 1;
};

/// Ranks over a transport. A thread beside the work answers the others, tells them that this rank
/// lives and notices when they do not: rank 0 hears all, the others rank 0. The first failure,
/// wherever it is, is told by rank 0 and ends all ranks as a signal would (core/interrupt.h).
class Ranks : public Communicator {
 public:
  /// `tell` writes a failure for the person watching.
  Ranks(std::unique_ptr<Transport> transport, const Timeouts& timeouts,
        std::function<void(const std::string&)> tell);
  ~Ranks() override;
  Ranks(const Ranks&) = delete;
  Ranks& operator=(const Ranks&) = delete;

  int rank() const override { return rank_; }
  int size() const override { return size_; }
  std::optional<std::int64_t> next_item(const Share& share) override;
  std::int64_t items_given(const Share& share) const override;
  void sum(double* values, std::size_t count) override;
  void start_sum(float* values, std::size_t count) override;
  void finish_sums() override;
  void broadcast(void* bytes, std::size_t count) override;
  void barrier() override;

  /// Ends the run because of this rank, unless it ends already. The exit code of all ranks.
  int fail(const Failure& failure);

  /// Waits for the others, then ends the transport; ends them if they cannot be reached. Returns
  /// the exit code of all ranks: `code`, or that of the first failure.
  int leave(int code);

 private:
  using Clock = std::chrono::steady_clock;

  void watch();
  void watch_till_stopped();
  void answer(const Transport::Message& message);
  void send_heartbeats();
  void forgive_suspension(Clock::time_point now);
  void check_timeouts();
  void end_all(const Failure& failure);
  bool end_here(int code);  // false where it ends already
  std::optional<std::int64_t> give(const Share& share, int to);

  /// Looks again and again, less and less often, whether `done`; for at most `limit_s`. False when
  /// it was not; throws Interrupted when the run ends, unless `to_the_end`.
  bool wait(const std::function<bool()>& done, std::optional<double> limit_s = {},
            bool to_the_end = false);
  void finish(Transport::Request request);

  std::unique_ptr<Transport> transport_;
  Timeouts timeouts_;
  std::function<void(const std::string&)> tell_;
  int rank_;
  int size_;
  std::vector<Transport::Request> sums_;

  mutable std::mutex mutex_;
  std::map<int, WorkQueue> queues_;                   // of rank 0, by share; guarded by mutex_
  std::optional<std::optional<std::int64_t>> given_;  // the answer of rank 0; guarded by mutex_
  std::vector<std::string> hosts_;                    // guarded by mutex_

  // Of the watching thread.
  std::vector<Clock::time_point> last_heard_;
  Clock::time_point last_check_ = Clock::now();
  Clock::time_point heartbeats_sent_{};
  std::optional<Clock::time_point> ended_;

  std::atomic<int> code_{0};     // other than 0: the run ends
  std::atomic<int> leaving_{0};  // ranks that wait for the end
  std::atomic<bool> released_{false};
  std::atomic<bool> stop_{false};
  std::thread watch_;
};

}  // namespace scarp::cluster
