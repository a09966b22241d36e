#include "infer/memory_plan.h"

#include <algorithm>
#include <numeric>

namespace scarp::infer {
namespace {

constexpr std::size_t kLine = 64;

std::size_t whole_lines(std::size_t bytes) { return (bytes + kLine - 1) / kLine * kLine; }

bool meet(const Lifetime& a, const Lifetime& b) { return a.first <= b.last && b.first <= a.last; }

struct Piece {
  std::size_t begin;
  std::size_t end;
};

/// The lowest gap of `bytes` between `taken` pieces.
std::size_t lowest_gap(std::vector<Piece> taken, std::size_t bytes) {
  std::sort(taken.begin(), taken.end(),
            [](const Piece& a, const Piece& b) { return a.begin < b.begin; });
  std::size_t offset = 0;
  for (const Piece& piece : taken) {
    if (offset + bytes <= piece.begin) break;
    offset = std::max(offset, piece.end);
  }
  return offset;
}

}  // namespace

MemoryPlan plan_memory(const std::vector<Lifetime>& lifetimes) {
  std::vector<std::size_t> order(lifetimes.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    const bool same = lifetimes[a].bytes == lifetimes[b].bytes;
    return same ? a < b : lifetimes[a].bytes > lifetimes[b].bytes;
  });
  MemoryPlan plan{std::vector<std::size_t>(lifetimes.size()), 0};
  std::vector<std::size_t> placed;
  for (const std::size_t i : order) {
    std::vector<Piece> taken;
    for (const std::size_t other : placed) {
      if (!meet(lifetimes[i], lifetimes[other])) continue;
      const std::size_t begin = plan.offsets[other];
      taken.push_back({begin, begin + whole_lines(lifetimes[other].bytes)});
    }
    const std::size_t bytes = whole_lines(lifetimes[i].bytes);
    plan.offsets[i] = lowest_gap(std::move(taken), bytes);
    plan.bytes = std::max(plan.bytes, plan.offsets[i] + bytes);
    placed.push_back(i);
  }
  return plan;
}

}  // namespace scarp::infer
