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

struct ThreadPool::Job {
  std::function<void()> work;
  bool done = false;  // guarded by the pool's mutex, as is `error`
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
    wake_.wait(lock,
               [&] { return stop_ || !jobs_.empty() || (batch_ != nullptr && batch_id_ != done); });
    if (stop_) return;
    if (!jobs_.empty()) {
      const std::shared_ptr<Job> job = jobs_.front();
      jobs_.pop_front();
      lock.unlock();
      run(*job);
      lock.lock();
      continue;
    }
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

ThreadPool::Task ThreadPool::start(std::function<void()> work) {
  auto job = std::make_shared<Job>();
  job->work = std::move(work);
  {
    const std::lock_guard lock(mutex_);
    jobs_.push_back(job);
  }
  wake_.notify_one();
  return {*this, std::move(job)};
}

bool ThreadPool::take(const std::shared_ptr<Job>& job) {
  const std::lock_guard lock(mutex_);
  const auto found = std::find(jobs_.begin(), jobs_.end(), job);
  if (found == jobs_.end()) return false;
  jobs_.erase(found);
  return true;
}

void ThreadPool::run(Job& job) {
  std::exception_ptr error;
  try {
    stop_if_interrupted();
    job.work();
  } catch (...) {
    error = std::current_exception();
  }
  {
    const std::lock_guard lock(mutex_);
    job.error = error;
    job.done = true;
  }
  job_done_.notify_all();
}

void ThreadPool::Task::wait() {
  if (!job_) return;
  const std::shared_ptr<Job> job = std::move(job_);
  if (pool_->take(job)) pool_->run(*job);
  std::unique_lock lock(pool_->mutex_);
  pool_->job_done_.wait(lock, [&] { return job->done; });
  if (job->error) std::rethrow_exception(job->error);
}

void ThreadPool::Task::drop() {
  if (!job_ || pool_->take(job_)) return;
  std::unique_lock lock(pool_->mutex_);
  pool_->job_done_.wait(lock, [&] { return job_->done; });
}

ThreadPool::Task& ThreadPool::Task::operator=(Task&& other) noexcept {
  if (this == &other) return *this;
  drop();
  pool_ = other.pool_;
  job_ = std::move(other.job_);
  return *this;
}

}  // namespace scarp
