#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace scarp {

/// The worker threads of a run. Made once, by the command, and handed down.
class ThreadPool {
 public:
  /// `threads` < 1 means one for each processor this process may use.
  explicit ThreadPool(int threads = 0);
  ~ThreadPool();
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  int threads() const { return static_cast<int>(workers_.size()) + 1; }

  /// Calls `body(i)` for each i in [0, count), in any order and on any thread, the caller's too,
  /// and returns when all are done. After the first exception no new call starts; it is rethrown
  /// here. Throws Interrupted when a signal asks
  /// the program to end. Calls from within `body` run one after the other on its own thread.
  void parallel_for(std::int64_t count, const std::function<void(std::int64_t)>& body);

 private:
  struct Batch;

  void work();
  static void run(Batch& batch);

  std::vector<std::thread> workers_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::condition_variable idle_;
  Batch* batch_ = nullptr;      // guarded by mutex_
  std::uint64_t batch_id_ = 0;  // guarded by mutex_
  int busy_ = 0;                // workers inside batch_; guarded by mutex_
  bool stop_ = false;           // guarded by mutex_
};

}  // namespace scarp
