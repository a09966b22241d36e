#include "infer/calibrate.h"

#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <vector>

#include "infer/plan.h"
#include "infer/program.h"
#include "kernels/buffer.h"
#include "kernels/parallel.h"
#include "model/graph.h"
#include "model/layers.h"

namespace scarp::infer {
namespace {

/// How many values are how large: classes 1/32 of an octave wide.
class Magnitudes {
 public:
  void add(float value) {
    if (!std::isfinite(value)) return;
    any_negative_ = any_negative_ || value < 0;
    ++counts_[std::bit_cast<std::uint32_t>(std::abs(value)) >> kShift];
    ++count_;
  }

  /// That holds all but `outside`.
  model::ActivationRange range(double outside) const {
    auto left = static_cast<std::int64_t>(outside * static_cast<double>(count_));
    std::size_t last = counts_.size() - 1;
    while (last > 0 && counts_[last] <= left) left -= counts_[last--];
    if (last == 0) return {};
    const auto end = static_cast<std::uint32_t>(last + 1) << kShift;
    const auto largest = std::bit_cast<float>(end - 1);
    return {any_negative_ ? -largest : 0, largest};
  }

 private:
  static constexpr unsigned kShift = 18;
  std::vector<std::int64_t> counts_ = std::vector<std::int64_t>(0x7f800000U >> kShift);
  std::int64_t count_ = 0;
  bool any_negative_ = false;
};

void add_all(const Array& array, std::vector<float>& room, Magnitudes& to) {
  room.resize(static_cast<std::size_t>(array.row_values()));
  for (int row = 0; row < array.rows; ++row) {
    const float* values = read_row(array, row, room.data());
    for (std::int64_t i = 0; i < array.row_values(); ++i) to.add(values[i]);
  }
}

}  // namespace

model::ActivationRanges calibrate(const model::Model& model, const PatchesView& patches,
                                  double outside) {
  model::require_fit(model.card.network, model.weights, "model");
  const Program program = compile(model::graph(model.card.network), model.weights, /*sums=*/false);
  const Plan plan(program, patches.rows, patches.cols, nullptr);
  kernels::Buffer memory(plan.bytes() / sizeof(float));
  const Plan::Pass pass(plan, reinterpret_cast<std::byte*>(memory.data()));
  const kernels::OneThread one_thread;
  const std::int64_t pixels = std::int64_t{patches.rows} * patches.cols;
  std::vector<float> out(static_cast<std::size_t>(pixels));
  std::vector<float> room;
  std::vector<Magnitudes> magnitudes(program.values.size());
  for (std::int64_t i = 0; i < patches.count; ++i) {
    pass.run(patches.x + i * pixels * model.card.network.bands, out.data(),
             [&](int value, const Array& array) {
               add_all(array, room, magnitudes[static_cast<std::size_t>(value)]);
             });
  }
  model::ActivationRanges ranges;
  for (const Magnitudes& each : magnitudes) ranges.push_back(each.range(outside));
  return ranges;
}

}  // namespace scarp::infer
