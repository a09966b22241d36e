#include "core/thread_pool.h"

#include <sched.h>

#include <algorithm>
#include <atomic>
#include <exception>
#include <system_error>

#include "core/interrupt.h"

namespace scarp {
namespace {

// A worker, or a caller inside parallel_for: nested loops must not wait for the pool they occupy.
thread_local bool inside_loop = false;

void stop_if_interrupted() {
  if (const int signal = interrupt_signal(); signal != 0) throw Interrupted(signal);
}

int usable_processors() {
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) == 0) return std::max(1, CPU_COUNT(&set));
  return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

}  // namespace

struct ThreadPool::Batch {
  std::int64_t count;
  const std::function<void(std::int64_t)>* body;
  std::atomic<std::int64_t> next{0};
  std::mutex error_mutex{};
  std::exception_ptr error{};
};

ThreadPool::ThreadPool(int threads) {
  const int total = threads < 1 ? usable_processors() : threads;
  workers_.reserve(static_cast<std::size_t>(total - 1));
  try {
    for (int i = 1; i < total; ++i) workers_.emplace_back([this] { work(); });
  } catch (const std::system_error&) {  // NOLINT(bugprone-empty-catch)
    // The system gives no more threads: work goes on with those there are.
  }
}

ThreadPool::~ThreadPool() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  wake_.notify_all();
  for (std::thread& worker : workers_) worker.join();
}

void ThreadPool::parallel_for(std::int64_t count, const std::function<void(std::int64_t)>& body) {
  if (inside_loop || workers_.empty() || count < 2) {
    for (std::int64_t i = 0; i < count; ++i) {
      stop_if_interrupted();
      body(i);
    }
    return;
  }
  Batch batch{count, &body};
  {
    const std::lock_guard lock(mutex_);
    batch_ = &batch;
    ++batch_id_;
  }
  wake_.notify_all();
  inside_loop = true;
  run(batch);
  inside_loop = false;
  {
    std::unique_lock lock(mutex_);
    idle_.wait(lock, [this] { return busy_ == 0; });
    batch_ = nullptr;
  }
  if (batch.error) std::rethrow_exception(batch.error);
}

void ThreadPool::work() {
  inside_loop = true;
  std::uint64_t done = 0;
  std::unique_lock lock(mutex_);
  for (;;) {
    wake_.wait(lock, [&] { return stop_ || (batch_ != nullptr && batch_id_ != done); });
    if (stop_) return;
    Batch& batch = *batch_;
    done = batch_id_;
    ++busy_;
    lock.unlock();
    run(batch);
    lock.lock();
    if (--busy_ == 0) idle_.notify_all();
  }
}

void ThreadPool::run(Batch& batch) {
  for (std::int64_t i = batch.next++; i < batch.count; i = batch.next++) {
    try {
      stop_if_interrupted();
      (*batch.body)(i);
    } catch (...) {
      const std::lock_guard lock(batch.error_mutex);
      if (!batch.error) batch.error = std::current_exception();
      batch.next = batch.count;
    }
  }
}

}  // namespace scarp
