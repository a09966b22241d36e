#include "map/patch_input.h"

#include <algorithm>
#include <cstddef>

#include "core/vectorised.h"
#include "map/patch_lattice.h"

namespace scarp::map {
namespace {

SCARP_VECTORISED
void interleave_four(const float* a, const float* b, const float* c, const float* d, int count,
                     float* x) {
  for (int k = 0; k < count; ++k, x += 4) {
    x[0] = a[k];
    x[1] = b[k];
    x[2] = c[k];
    x[3] = d[k];
  }
}

// `count` cells from `col` on of rows of all bands, cell by cell.
void interleave(const float* const* rows, int bands, int col, int count, float* x) {
  if (bands == 4) {
    interleave_four(rows[0] + col, rows[1] + col, rows[2] + col, rows[3] + col, count, x);
    return;
  }
  for (int band = 0; band < bands; ++band) {
    const float* from = rows[band] + col;
    for (std::ptrdiff_t k = 0; k < count; ++k) x[k * bands + band] = from[k];
  }
}

// The same of the columns `cols`.
void interleave(const float* const* rows, int bands, const int* cols, int count, float* x) {
  for (int k = 0; k < count; ++k) {
    for (int band = 0; band < bands; ++band) *x++ = rows[band][cols[k]];
  }
}

SCARP_VECTORISED
void find_valid(const std::uint8_t* mask, int count, std::uint8_t* valid) {
  for (int k = 0; k < count; ++k) valid[k] = mask[k] == 0 ? 1 : 0;
}

constexpr int kRowsAhead = 4;  // that are prefetched

}  // namespace

PatchInput::PatchInput(const StackRows& rows, Size area, Size patch)
    : rows_(rows),
      area_(area),
      patch_(patch),
      bands_(rows.bands()),
      values_(static_cast<std::size_t>(patch.rows) * static_cast<std::size_t>(bands_)),
      masks_(static_cast<std::size_t>(patch.rows)) {
  for (int col = -patch.cols; col < area.cols + patch.cols; ++col) {
    cols_.push_back(mirrored(col, area.cols));
  }
}

void PatchInput::begin_at(int row) {
  auto values = values_.begin();
  for (int i = 0; i < patch_.rows; ++i) {
    const int from = mirrored(row + i, area_.rows);
    masks_[static_cast<std::size_t>(i)] = rows_.mask(from);
    for (int band = 0; band < bands_; ++band) *values++ = rows_.values(band, from);
  }
}

void PatchInput::copy(int col, float* x, std::uint8_t* valid) const {
  const int* cols = cols_.data() + patch_.cols + col;
  const bool inside = col >= 0 && col + patch_.cols <= area_.cols;
  for (int i = 0; i < patch_.rows; ++i) {
    const std::uint8_t* mask = masks_[static_cast<std::size_t>(i)];
    const float* const* values = values_.data() + std::ptrdiff_t{i} * bands_;
    if (inside) {
      prefetch(std::min(i + kRowsAhead, patch_.rows - 1), col);
      interleave(values, bands_, col, patch_.cols, x);
      find_valid(mask + col, patch_.cols, valid);
    } else {
      interleave(values, bands_, cols, patch_.cols, x);
      for (int k = 0; k < patch_.cols; ++k) valid[k] = mask[cols[k]] == 0 ? 1 : 0;
    }
    x += std::ptrdiff_t{patch_.cols} * bands_;
    valid += patch_.cols;
  }
}

// Part of a row is too short for the processor to see it coming.
void PatchInput::prefetch(int row, int col) const {
  constexpr int kLine = 16;
  const float* const* values = values_.data() + std::ptrdiff_t{row} * bands_;
  for (int band = 0; band < bands_; ++band) {
    for (int k = 0; k < patch_.cols; k += kLine) __builtin_prefetch(values[band] + col + k);
  }
}

}  // namespace scarp::map
