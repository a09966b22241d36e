#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "eval/patches.h"

namespace scarp::eval {

/// Cells by what was mapped and what is true; positive is landslide.
struct Confusion {
  std::int64_t tp = 0;
  std::int64_t fp = 0;
  std::int64_t fn = 0;
  std::int64_t tn = 0;

  std::int64_t cells() const { return tp + fp + fn + tn; }

  Confusion& operator+=(const Confusion& other) {
    tp += other.tp;
    fp += other.fp;
    fn += other.fn;
    tn += other.tn;
    return *this;
  }
};
inline bool operator==(const Confusion& a, const Confusion& b) {
  return a.tp == b.tp && a.fp == b.fp && a.fn == b.fn && a.tn == b.tn;
}
inline bool operator!=(const Confusion& a, const Confusion& b) { return !(a == b); }

Confusion sum(const std::vector<Confusion>& units);

/// Of each patch, in their order. A patch in which no cell counts has zeros.
std::vector<Confusion> count_patches(const Patches& patches, double threshold);

/// Of squares of `edge` × `edge` cells of each patch, smaller at its right and lower border; those
/// in which no cell counts are left out. Needs `edge` > 0.
std::vector<Confusion> count_blocks(const Patches& patches, double threshold, int edge);

/// Metrics of the landslide class. 0/0 is undefined, never 0 or 1. So where there is no landslide,
/// recall is undefined; F1 and IoU are 0 when something was mapped all the same, and undefined when
/// nothing was, as no cell speaks for or against the map.
std::optional<double> precision(const Confusion& confusion);    ///< TP / (TP + FP)
std::optional<double> recall(const Confusion& confusion);       ///< TP / (TP + FN)
std::optional<double> f1(const Confusion& confusion);           ///< 2 TP / (2 TP + FP + FN)
std::optional<double> iou(const Confusion& confusion);          ///< TP / (TP + FP + FN)
std::optional<double> specificity(const Confusion& confusion);  ///< TN / (TN + FP)

/// Matthews correlation coefficient; undefined when a row or column of the matrix is empty.
std::optional<double> mcc(const Confusion& confusion);

using Metric = std::optional<double> (*)(const Confusion&);

struct NamedMetric {
  std::string_view name;
  Metric of;
};

inline constexpr std::array<NamedMetric, 6> kMetrics{{
    {"precision", precision},
    {"recall", recall},
    {"f1", f1},
    {"iou", iou},
    {"specificity", specificity},
    {"mcc", mcc},
}};

}  // namespace scarp::eval
