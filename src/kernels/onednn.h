#pragma once

#include <oneapi/dnnl/dnnl.hpp>

// Private to this folder, whose public headers do not need oneDNN.

namespace scarp::kernels {

const dnnl::engine& engine();

/// The stream of this thread.
dnnl::stream& stream();

/// A view of memory that others own.
inline dnnl::memory view(const dnnl::memory::desc& desc, const float* data) {
  return {desc, engine(), const_cast<float*>(data)};
}

}  // namespace scarp::kernels
