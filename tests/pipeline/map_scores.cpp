#include "pipeline/map_scores.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

namespace scarp::test {

double area_under_roc(const Image<float>& score, const Image<std::uint8_t>& truth) {
  std::vector<std::pair<float, bool>> cells;
  for (std::size_t i = 0; i < score.values().size(); ++i) {
    if (!std::isnan(score.values()[i]))
      cells.emplace_back(score.values()[i], truth.values()[i] != 0);
  }
  std::sort(cells.begin(), cells.end());
  double below = 0;  // other cells with a lower score
  double pairs_won = 0;
  double positives = 0;
  for (std::size_t i = 0; i < cells.size();) {
    double tied[2] = {0, 0};
    std::size_t end = i;
    for (; end < cells.size() && cells[end].first == cells[i].first; ++end)
      ++tied[cells[end].second];
    pairs_won += tied[1] * (below + tied[0] / 2);
    positives += tied[1];
    below += tied[0];
    i = end;
  }
  return pairs_won / (positives * below);
}

double f1(const Image<std::uint8_t>& found, const Image<std::uint8_t>& truth) {
  double both = 0;
  double sum = 0;
  for (std::size_t i = 0; i < found.values().size(); ++i) {
    const bool a = found.values()[i] != 0;
    const bool b = truth.values()[i] != 0;
    both += a && b ? 1 : 0;
    sum += (a ? 1 : 0) + (b ? 1 : 0);
  }
  return 2 * both / sum;
}

}  // namespace scarp::test
