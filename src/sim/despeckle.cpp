#include "sim/despeckle.h"

#include <cmath>

namespace scarp::sim {
namespace {

constexpr int kIterations = 40;
constexpr double kStep = 0.24;  // Chambolle's proof needs 1/8, practice 1/4

// The dual field: flow to the next column and the next row.
struct Flow {
  Image<float> right;
  Image<float> down;
};

float divergence(const Flow& flow, int row, int col) {
  float sum = flow.right(row, col) + flow.down(row, col);
  if (col > 0) sum -= flow.right(row, col - 1);
  if (row > 0) sum -= flow.down(row - 1, col);
  return sum;
}

}  // namespace

Image<float> despeckle(const Image<float>& power, double strength_db, ThreadPool& threads) {
  const Size size = power.size();
  Image<float> db(size);
  for (std::size_t i = 0; i < db.values().size(); ++i) {
    const float value = power.values()[i];
    db.values()[i] = std::isnan(value) ? value : 10 * std::log10(value);
  }
  Flow flow{Image<float>(size), Image<float>(size)};
  Image<float> rest(size);
  const auto strength = static_cast<float>(strength_db);
  const auto residual = [&](std::int64_t r) {
    const int row = static_cast<int>(r);
    for (int col = 0; col < size.cols; ++col) {
      rest(row, col) = divergence(flow, row, col) - db(row, col) / strength;
    }
  };
  const auto follow = [&](std::int64_t r) {
    const int row = static_cast<int>(r);
    for (int col = 0; col < size.cols; ++col) {
      float across = col + 1 < size.cols ? rest(row, col + 1) - rest(row, col) : 0;
      float along = row + 1 < size.rows ? rest(row + 1, col) - rest(row, col) : 0;
      if (std::isnan(across)) across = 0;
      if (std::isnan(along)) along = 0;
      const auto step = static_cast<float>(kStep);
      const float norm = 1 + step * std::sqrt(across * across + along * along);
      flow.right(row, col) = (flow.right(row, col) + step * across) / norm;
      flow.down(row, col) = (flow.down(row, col) + step * along) / norm;
    }
  };
  for (int i = 0; i < kIterations; ++i) {
    threads.parallel_for(size.rows, residual);
    threads.parallel_for(size.rows, follow);
  }
  threads.parallel_for(size.rows, [&](std::int64_t r) {
    const int row = static_cast<int>(r);
    for (int col = 0; col < size.cols; ++col) {
      const float smooth = db(row, col) - strength * divergence(flow, row, col);
      db(row, col) = std::pow(10.0F, smooth / 10);
    }
  });
  return db;
}

}  // namespace scarp::sim
