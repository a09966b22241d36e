#pragma once

#include <sys/mman.h>

#include <cstddef>
#include <cstdlib>
#include <memory>
#include <new>

namespace scarp::kernels {

/// Uninitialised floats that begin on a cache line, or if they are many, on a huge page. Grows when
/// asked to, and is meant to be kept: memory fresh from the system costs as much to touch as a
/// convolution's output to compute.
class Buffer {
 public:
  Buffer() = default;
  explicit Buffer(std::size_t floats) { reserve(floats); }

  /// Room for at least `floats`; what it held is lost if it has to grow.
  float* reserve(std::size_t floats) {
    if (floats > floats_) {
      data_.reset();
      const std::size_t bytes = floats * sizeof(float);
      const std::size_t alignment = bytes < kHugePage ? kLine : kHugePage;
      const std::size_t whole = (bytes + alignment - 1) / alignment * alignment;
      data_.reset(static_cast<float*>(std::aligned_alloc(alignment, whole)));
      if (!data_) throw std::bad_alloc();
      // A request that the system may turn down.
      if (alignment == kHugePage) madvise(data_.get(), whole, MADV_HUGEPAGE);
      floats_ = floats;
    }
    return data_.get();
  }

  float* data() { return data_.get(); }
  const float* data() const { return data_.get(); }

 private:
  static constexpr std::size_t kLine = 64;
  static constexpr std::size_t kHugePage = std::size_t{2} << 20;

  struct Free {
    void operator()(float* data) const { std::free(data); }
  };

  std::unique_ptr<float[], Free> data_;
  std::size_t floats_ = 0;
};

}  // namespace scarp::kernels
