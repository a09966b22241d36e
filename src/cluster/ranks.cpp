#include "cluster/ranks.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstring>
#include <exception>
#include <utility>

#include "core/interrupt.h"

namespace scarp::cluster {
namespace {

using std::chrono::duration;

constexpr int kLooksAwake = 1000;  // what takes microseconds is not slept over
constexpr auto kWatchEvery = std::chrono::milliseconds(1);

// What a message begins with.
enum class Kind : char {
  heartbeat = 'h',
  request = 'q',
  item = 'i',
  failed = 'f',
  end = 'e',
  leave = 'l',
  release = 'r'
};

template <typename Body>
std::string message_of(Kind kind, const Body& body) {
  static_assert(std::is_trivially_copyable_v<Body>);
  std::string text(1 + sizeof(Body), static_cast<char>(kind));
  std::memcpy(text.data() + 1, &body, sizeof(Body));
  return text;
}

template <typename Body>
Body body_of(const std::string& text) {
  Body body{};
  std::memcpy(&body, text.data() + 1, std::min(sizeof(Body), text.size() - 1));
  return body;
}

double seconds_since(std::chrono::steady_clock::time_point start) {
  return duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace

Ranks::Ranks(std::unique_ptr<Transport> transport, const Timeouts& timeouts,
             std::function<void(const std::string&)> tell)
    : transport_(std::move(transport)),
      timeouts_(timeouts),
      tell_(std::move(tell)),
      rank_(transport_->rank()),
      size_(transport_->size()),
      hosts_(static_cast<std::size_t>(size_)),
      last_heard_(static_cast<std::size_t>(size_), Clock::now()),
      watch_([this] { watch(); }) {}

Ranks::~Ranks() {
  stop_ = true;
  if (watch_.joinable()) watch_.join();
}

// Of the work.

bool Ranks::wait(const std::function<bool()>& done, std::optional<double> limit_s,
                 bool to_the_end) {
  const auto start = Clock::now();
  for (int looks = 0; !done(); ++looks) {
    if (code_ != 0 && !to_the_end) throw Interrupted(SIGTERM);
    if (looks < kLooksAwake) {
      if (looks > 50) std::this_thread::yield();
      continue;
    }
    if (limit_s && seconds_since(start) > *limit_s) return false;
    std::this_thread::sleep_for(
        std::chrono::microseconds(std::min(1000, looks - kLooksAwake + 50)));
  }
  return true;
}

void Ranks::finish(Transport::Request request) {
  wait([&] { return transport_->done(request); });
}

std::optional<std::int64_t> Ranks::next_item(const Share& share) {
  if (const int signal = interrupt_signal(); signal != 0) throw Interrupted(signal);
  if (rank_ == 0) return give(share, 0);
  {
    const std::lock_guard lock(mutex_);
    given_.reset();
  }
  transport_->post(0, message_of(Kind::request, share));
  std::optional<std::int64_t> item;
  wait([&] {
    const std::lock_guard lock(mutex_);
    if (given_) item = *given_;
    return given_.has_value();
  });
  return item;
}

std::optional<std::int64_t> Ranks::give(const Share& share, int to) {
  const std::lock_guard lock(mutex_);
  return queues_.try_emplace(share.number, share, size_).first->second.next(to);
}

std::int64_t Ranks::items_given(const Share& share) const {
  const std::lock_guard lock(mutex_);
  const auto found = queues_.find(share.number);
  return found == queues_.end() ? 0 : found->second.given();
}

void Ranks::sum(double* values, std::size_t count) { finish(transport_->start_sum(values, count)); }

void Ranks::start_sum(float* values, std::size_t count) {
  sums_.push_back(transport_->start_sum(values, count));
}

void Ranks::finish_sums() {
  for (const Transport::Request request : std::exchange(sums_, {})) finish(request);
}

void Ranks::broadcast(void* bytes, std::size_t count) {
  finish(transport_->start_broadcast(bytes, count));
}

void Ranks::barrier() {
  double none = 0;
  sum(&none, 1);
}

int Ranks::fail(const Failure& failure) {
  if (code_ != 0) return code_;
  if (rank_ == 0) {
    end_all(failure);
    return code_;
  }
  transport_->post(0, message_of(Kind::failed, failure.code) + failure.message);
  const bool heard = wait([&] { return code_ != 0; }, timeouts_.shutdown_s, true);
  if (!heard && end_here(failure.code)) tell_(failure.message);
  return code_;
}

int Ranks::leave(int code) {
  if (code != 0) fail({"", code});
  ++leaving_;
  if (rank_ != 0) transport_->post(0, message_of(Kind::leave, rank_));
  const auto together = [&] { return rank_ == 0 ? leaving_ == size_ : released_.load(); };
  wait([&] { return together() || code_ != 0; }, {}, true);
  const bool reached = wait(together, timeouts_.shutdown_s, true);
  if (!reached) {
    transport_->abort(code_);
    _exit(code_);
  }
  if (rank_ == 0) {
    for (int other = 1; other < size_; ++other) {
      transport_->post(other, message_of(Kind::release, code_.load()));
    }
  }
  stop_ = true;
  watch_.join();
  transport_->end();
  return code_;
}

// Of the watching thread.

void Ranks::watch() {
  try {
    watch_till_stopped();
  } catch (const std::exception& error) {  // of MPI, when it has lost others
    if (end_here(1)) tell_(error.what());
    transport_->abort(1);
    _exit(1);
  }
}

void Ranks::watch_till_stopped() {
  while (!stop_) {
    while (const auto message = transport_->poll()) {
      last_heard_[static_cast<std::size_t>(message->from)] = Clock::now();
      answer(*message);
    }
    if (seconds_since(heartbeats_sent_) > timeouts_.heartbeat_s) {
      send_heartbeats();
      check_timeouts();
    }
    std::this_thread::sleep_for(kWatchEvery);
  }
}

void Ranks::answer(const Transport::Message& message) {
  switch (static_cast<Kind>(message.text.front())) {
    case Kind::heartbeat: {
      const std::lock_guard lock(mutex_);
      hosts_[static_cast<std::size_t>(message.from)] = message.text.substr(1);
      break;
    }
    case Kind::request:
      transport_->post(message.from,
                       message_of(Kind::item, give(body_of<Share>(message.text), message.from)));
      break;
    case Kind::item: {
      const std::lock_guard lock(mutex_);
      given_ = body_of<std::optional<std::int64_t>>(message.text);
      break;
    }
    case Kind::failed:
      end_all({message.text.substr(1 + sizeof(int)), body_of<int>(message.text)});
      break;
    case Kind::end:
      end_here(body_of<int>(message.text));
      break;
    case Kind::leave:
      ++leaving_;
      break;
    case Kind::release:
      released_ = true;
      break;
  }
}

void Ranks::send_heartbeats() {
  heartbeats_sent_ = Clock::now();
  const std::string alive = static_cast<char>(Kind::heartbeat) + transport_->host();
  if (rank_ != 0) {
    transport_->post(0, alive);
    return;
  }
  for (int other = 1; other < size_; ++other) transport_->post(other, alive);
}

// Where this rank was suspended it has heard nobody, whoever spoke: all are given their time again.
void Ranks::forgive_suspension(Clock::time_point now) {
  const double away_s = duration<double>(now - std::exchange(last_check_, now)).count();
  if (away_s < std::max(timeouts_.lost_s / 2, 2 * timeouts_.heartbeat_s)) return;
  std::fill(last_heard_.begin(), last_heard_.end(), now);
  if (ended_) ended_ = now;
}

void Ranks::check_timeouts() {
  const auto now = Clock::now();  // one for all that follows, which a suspension may interrupt
  forgive_suspension(now);
  const auto is_over = [&](Clock::time_point start) {
    return duration<double>(now - start).count() > timeouts_.lost_s;
  };
  if (code_ != 0 && !ended_) ended_ = now;
  if (ended_ && is_over(*ended_)) {  // it does not come to an end
    transport_->abort(code_);
    _exit(code_);
  }
  for (int other = 0; other < size_; ++other) {
    const bool watched = rank_ == 0 ? other != 0 : other == 0;
    const auto heard = last_heard_[static_cast<std::size_t>(other)];
    if (!watched || code_ != 0 || !is_over(heard)) continue;
    std::string host;
    {
      const std::lock_guard lock(mutex_);
      host = hosts_[static_cast<std::size_t>(other)];
    }
    const std::string message = fmt::format(
        "rank {} on {} has not been heard of for {:.0f} s: its host or the network to it is down. "
        "Start the same command again, where it needs it with --resume.",
        other, host.empty() ? "an unknown host" : host, timeouts_.lost_s);
    if (rank_ == 0) {
      end_all({message, 1});
    } else if (end_here(1)) {
      tell_(message);
    }
  }
}

void Ranks::end_all(const Failure& failure) {
  if (!end_here(failure.code)) return;
  if (!failure.message.empty()) tell_(failure.message);
  for (int other = 1; other < size_; ++other) {
    transport_->post(other, message_of(Kind::end, failure.code));
  }
}

bool Ranks::end_here(int code) {
  int none = 0;
  if (!code_.compare_exchange_strong(none, code)) return false;
  if (interrupt_signal() == 0) std::raise(SIGTERM);  // a second one would kill
  return true;
}

}  // namespace scarp::cluster
