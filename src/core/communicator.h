#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

namespace scarp {

/// Work that ranks share: the items 0 … count − 1, each of which one of them does.
struct Share {
  int number = 0;  ///< tells it from others of the run: Communicator::new_share()
  std::int64_t count = 0;
  std::int64_t least = 1;  ///< so few consecutive items are not taken off another rank's hands
};

/// The processes, called ranks, that a run is spread over, seen from one of them. They share
/// nothing but files. What is collective has to be called by all ranks, in the same order. Every
/// member throws Interrupted when another rank has failed; waiting takes no processor time.
class Communicator {
 public:
  virtual ~Communicator() = default;

  virtual int rank() const = 0;  ///< from 0; rank 0 speaks and writes results
  virtual int size() const = 0;

  /// A number for a share. Collective: the same on all ranks, another one each time.
  int new_share() { return shares_++; }

  /// The next item of `share` for this rank. Consecutive ones as far as possible: each rank begins
  /// with a range of its own, and who has finished takes half of the longest range that is left.
  virtual std::optional<std::int64_t> next_item(const Share& share) = 0;

  /// How many items all ranks have been given; known on rank 0.
  virtual std::int64_t items_given(const Share& share) const = 0;

  /// Replaces values by their sums over all ranks, the same bytes on each. Collective.
  virtual void sum(double* values, std::size_t count) = 0;

  /// The same, beside other work: the values may be touched again after finish_sums(). Collective.
  virtual void start_sum(float* values, std::size_t count) = 0;
  virtual void finish_sums() = 0;

  /// Replaces values by those of rank 0. Collective.
  virtual void broadcast(void* bytes, std::size_t count) = 0;

  /// Returns when all ranks have called it. Collective.
  virtual void barrier() = 0;

 private:
  int shares_ = 0;
};

/// The only process of a run.
class Alone : public Communicator {
 public:
  int rank() const override { return 0; }
  int size() const override { return 1; }
  std::optional<std::int64_t> next_item(const Share& share) override {
    if (share.number != number_) given_ = 0;
    number_ = share.number;
    if (given_ == share.count) return std::nullopt;
    return given_++;
  }
  std::int64_t items_given(const Share& share) const override {
    return share.number == number_ ? given_ : 0;
  }
  void sum(double*, std::size_t) override {}
  void start_sum(float*, std::size_t) override {}
  void finish_sums() override {}
  void broadcast(void*, std::size_t) override {}
  void barrier() override {}

 private:
  int number_ = -1;
  std::int64_t given_ = 0;
};

/// Whether one process does it all.
inline bool is_alone(const Communicator& ranks) { return ranks.size() == 1; }

}  // namespace scarp
