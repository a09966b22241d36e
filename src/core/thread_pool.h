#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>
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
  struct Job;

 public:
  /// Work that goes on beside other work.
  class Task {
   public:
    Task() = default;
    Task(Task&&) = default;
    Task& operator=(Task&& other) noexcept;
    ~Task() { drop(); }

    /// Returns when the work is done, which this thread does itself if nobody has begun it, and
    /// rethrows what it threw. Does nothing the second time, or for no task.
    void wait();

   private:
    friend class ThreadPool;
    Task(ThreadPool& pool, std::shared_ptr<Job> job) : pool_(&pool), job_(std::move(job)) {}
    void drop();  // what has not begun never will

    ThreadPool* pool_ = nullptr;
    std::shared_ptr<Job> job_;
  };

  /// Leaves `work` to the next worker that has nothing to do, before it helps with a loop. What it
  /// refers to has to outlive the task. Loops within it run on its own thread.
  Task start(std::function<void()> work);

 private:
  struct Batch;

  void work();
  static void run(Batch& batch);
  bool take(const std::shared_ptr<Job>& job);  // out of the queue, if it is still there
  void run(Job& job);

  std::vector<std::thread> workers_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::condition_variable idle_;
  Batch* batch_ = nullptr;                 // guarded by mutex_
  std::deque<std::shared_ptr<Job>> jobs_;  // that nobody has begun; guarded by mutex_
  std::condition_variable job_done_;
  std::uint64_t batch_id_ = 0;  // guarded by mutex_
  int busy_ = 0;                // workers inside batch_; guarded by mutex_
  bool stop_ = false;           // guarded by mutex_
};

}  // namespace scarp
