#pragma once

#include <cstddef>
#include <vector>

namespace scarp::sar {

/// A quantity along one line of an image: linear in the pixel between nodes, constant beyond the
/// first and the last.
template <typename T>
struct Nodes {
  const std::vector<int>& pixels;  ///< increasing, at least one
  const std::vector<T>& values;
};

/// A weighted mean of two such quantities, which is another one, with the nodes of both.
class LineProfile {
 public:
  /// (1 − weight) · a + weight · b, times `factor`, as far as pixels from `first` to `last` need
  /// it.
  template <typename T>
  void set(const Nodes<T>& a, const Nodes<T>& b, double weight, double factor, int first, int last);

  /// Of the pixels first … first + count − 1, which `set` was asked for. What a pixel gets does not
  /// depend on the others.
  template <typename T>
  void sample(int first, int count, T* out) const;

 private:
  struct Node {
    int pixel;
    double value;
  };
  std::vector<Node> nodes_;
};

/// Between which two of several lines a line lies.
struct LineBracket {
  std::size_t before = 0;
  std::size_t after = 0;
  double weight = 0;  ///< of `after`
};

/// `lines` must not fall, and hold at least one. Beyond the first and the last those two stand.
LineBracket bracket(const std::vector<int>& lines, int line);

}  // namespace scarp::sar
