// What becomes of a call that oneDNN refuses: its entry is taken over by the one below, which
// refuses where the test wants it and else passes the call on.

#include <dlfcn.h>
#include <gtest/gtest.h>
#include <oneapi/dnnl/dnnl.h>

#include <vector>

#include "core/error.h"
#include "kernels/fixed_convolution.h"
#include "kernels/parallel.h"

namespace {
bool refuses = false;
}

extern "C" dnnl_status_t dnnl_primitive_execute(const_dnnl_primitive_t primitive,
                                                dnnl_stream_t stream, int nargs,
                                                const dnnl_exec_arg_t* args) {
  if (refuses) return dnnl_out_of_memory;
  using Execute = decltype(&dnnl_primitive_execute);
  static const auto execute = reinterpret_cast<Execute>(dlsym(RTLD_NEXT, "dnnl_primitive_execute"));
  return execute(primitive, stream, nargs, args);
}

namespace scarp::kernels {
namespace {

TEST(FixedConvolution, ThrowsWhenOneDnnFails) {
  ConvolutionShape shape;
  shape.rows = shape.cols = 3;
  shape.inputs = 2;
  shape.outputs = 1;
  const std::vector<float> weights(std::size_t{2} * 9, 1);
  const std::vector<float> bias{0};
  const FixedConvolution convolution({same_padding(shape)}, weights.data(), bias.data());
  const std::vector<float> x(std::size_t{9} * 2, 1);
  std::vector<float> y(9, -1);
  std::vector<char> workspace(convolution.workspace_bytes());
  const FixedConvolution::Call call(convolution, {x.data(), nullptr, y.data(), workspace.data()});
  const OneThread one_thread;
  refuses = true;
  EXPECT_THROW(call.run(), Error);
  refuses = false;
  call.run();
  EXPECT_EQ(y[4], 18);
}

}  // namespace
}  // namespace scarp::kernels
