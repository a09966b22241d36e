#include "dataset/split.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <tuple>
#include <utility>

#include "core/error.h"
#include "core/random.h"
#include "dataset/shuffle.h"

namespace scarp::dataset {
namespace {

using Shares = std::array<double, kParts.size()>;
using Parts = std::vector<std::optional<Part>>;            // of each patch; none: dropped
using Cell = std::tuple<int, std::int64_t, std::int64_t>;  // frame, row and column of a lattice

void require_parts(const Split& split, const std::string& advice) {
  for (const Part part : kParts) {
    if (!split.of(part).empty()) continue;
    const char* use = part == Part::train        ? "training"
                      : part == Part::validation ? "validation"
                                                 : "testing";
    throw Error({fmt::format("the split leaves no patch for {}", use), "", advice});
  }
}

Cell cell_of(const Ground& patch, double edge) {
  const double x = (patch.bounds.min_x + patch.bounds.max_x) / 2;
  const double y = (patch.bounds.min_y + patch.bounds.max_y) / 2;
  return {patch.frame, std::llround(std::floor(y / edge)), std::llround(std::floor(x / edge))};
}

// Indexes of the patches of each cell of a lattice.
std::map<Cell, std::vector<std::size_t>> by_cell(const std::vector<Ground>& patches,
                                                 const Parts& parts, double edge) {
  std::map<Cell, std::vector<std::size_t>> cells;
  for (std::size_t i = 0; i < patches.size(); ++i) {
    if (parts[i]) cells[cell_of(patches[i], edge)].push_back(i);
  }
  return cells;
}

/// Deals blocks to the part that lacks most of its share.
class Dealer {
 public:
  Dealer(const Shares& shares, std::size_t patches) {
    for (std::size_t i = 0; i < shares.size(); ++i) {
      const double never = -std::numeric_limits<double>::infinity();
      missing_[i] = shares[i] > 0 ? shares[i] * static_cast<double>(patches) : never;
    }
  }

  Part deal(std::size_t patches) {
    auto* most = std::max_element(missing_.begin(), missing_.end());
    *most -= static_cast<double>(patches);
    return kParts[static_cast<std::size_t>(most - missing_.begin())];
  }

 private:
  Shares missing_{};
};

// Deals out the blocks of all patches that have a part already, which they thereby change.
void deal_blocks(const std::vector<Ground>& patches, const Shares& shares,
                 const BlockOptions& options, Parts& parts) {
  const auto cells = by_cell(patches, parts, options.block);
  std::vector<const std::vector<std::size_t>*> blocks;
  std::size_t count = 0;
  for (const auto& [cell, members] : cells) {
    blocks.push_back(&members);
    count += members.size();
  }
  Dealer dealer(shares, count);
  for (const std::int64_t b :
       shuffled(static_cast<std::int64_t>(blocks.size()), Random(options.seed))) {
    const std::vector<std::size_t>& block = *blocks[static_cast<std::size_t>(b)];
    const Part part = dealer.deal(block.size());
    for (const std::size_t i : block) parts[i] = part;
  }
}

// Overlap is too near, also without a buffer; touching edges are not.
bool too_near(const Ground& a, const Ground& b, double buffer) {
  const double slack = 1e-6 * (a.bounds.max_x - a.bounds.min_x);
  const double gap_x = std::max(a.bounds.min_x - b.bounds.max_x, b.bounds.min_x - a.bounds.max_x);
  const double gap_y = std::max(a.bounds.min_y - b.bounds.max_y, b.bounds.min_y - a.bounds.max_y);
  return std::max(gap_x, gap_y) < buffer - slack;
}

double longest_edge(const std::vector<Ground>& patches) {
  double edge = 0;
  for (const Ground& patch : patches) {
    edge = std::max(
        {edge, patch.bounds.max_x - patch.bounds.min_x, patch.bounds.max_y - patch.bounds.min_y});
  }
  return edge;
}

// Which of two parts gives way to the other: the smaller number.
int standing(Part part) { return part == Part::train ? 0 : part == Part::validation ? 1 : 2; }

bool gives_way(std::size_t patch, const std::vector<std::size_t>& others,
               const std::vector<Ground>& patches, const Parts& parts, double buffer) {
  return std::any_of(others.begin(), others.end(), [&](std::size_t other) {
    return parts[other] && standing(*parts[patch]) < standing(*parts[other]) &&
           too_near(patches[patch], patches[other], buffer);
  });
}

// Validation first, so that what it drops makes no training patch give way.
std::int64_t drop_near(const std::vector<Ground>& patches, double buffer, Parts& parts) {
  const double edge = longest_edge(patches) + buffer;
  const auto cells = by_cell(patches, parts, edge);
  std::int64_t dropped = 0;
  for (const Part part : {Part::validation, Part::train}) {
    for (std::size_t i = 0; i < patches.size(); ++i) {
      if (parts[i] != part) continue;
      const auto [frame, row, col] = cell_of(patches[i], edge);
      for (int near = 0; near < 9 && parts[i]; ++near) {
        const auto found = cells.find({frame, row + near / 3 - 1, col + near % 3 - 1});
        if (found == cells.end() || !gives_way(i, found->second, patches, parts, buffer)) continue;
        parts[i].reset();
        ++dropped;
      }
    }
  }
  return dropped;
}

Split collect(const std::vector<Ground>& patches, const BlockOptions& options, Parts parts) {
  Split split;
  split.dropped = drop_near(patches, options.buffer, parts);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const std::optional<Part> part = parts[i];
    if (part) split.of(*part).push_back(static_cast<std::int64_t>(i));
  }
  require_parts(split, "Choose smaller blocks, or give more ground");
  return split;
}

}  // namespace

Split split_as_published(std::int64_t count, std::uint64_t seed) {
  const std::vector<std::int64_t> order = shuffled(count, Random(seed));
  const std::int64_t rest = count - (count + 4) / 5;  // a fifth for testing, rounded up
  const std::int64_t training = rest * 4 / 5;
  Split split;
  split.of(Part::train).assign(order.begin(), order.begin() + training);
  split.of(Part::validation).assign(order.begin() + training, order.begin() + rest);
  split.of(Part::test).assign(order.begin() + rest, order.end());
  require_parts(split, fmt::format("{} patches are too few to be split", count));
  return split;
}

Split split_by_blocks(const std::vector<Ground>& patches, const BlockOptions& options) {
  Parts parts(patches.size(), Part::train);
  deal_blocks(patches, {0.64, 0.16, 0.2}, options, parts);
  return collect(patches, options, std::move(parts));
}

Split split_by_event(const std::vector<Ground>& patches, int test_event,
                     const BlockOptions& options) {
  Parts parts(patches.size());
  for (std::size_t i = 0; i < patches.size(); ++i) {
    if (patches[i].event != test_event) parts[i] = Part::train;
  }
  deal_blocks(patches, {0.8, 0.2, 0}, options, parts);
  for (std::size_t i = 0; i < patches.size(); ++i) {
    if (patches[i].event == test_event) parts[i] = Part::test;
  }
  return collect(patches, options, std::move(parts));
}

std::int64_t sharing_ground(const std::vector<Ground>& patches, const Split& split) {
  Parts parts(patches.size());
  for (const Part part : kParts) {
    for (const std::int64_t i : split.of(part)) parts[static_cast<std::size_t>(i)] = part;
  }
  return drop_near(patches, 0, parts);
}

}  // namespace scarp::dataset
