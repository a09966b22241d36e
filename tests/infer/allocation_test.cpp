// The loop over patches allocates nothing of its own. What oneDNN allocates in a call is not
// counted: its entry is taken over by the one below.

#include <dlfcn.h>
#include <gtest/gtest.h>
#include <oneapi/dnnl/dnnl.h>

#include <cstdlib>
#include <new>
#include <utility>
#include <vector>

#include "infer/calibrate.h"
#include "infer/parity_cases.h"
#include "infer/plan.h"
#include "infer/random_model.h"
#include "kernels/buffer.h"
#include "kernels/fixed_convolution.h"
#include "kernels/parallel.h"
#include "model/layers.h"

namespace {

thread_local bool counts = false;
thread_local int allocations = 0;

void* allocate(std::size_t bytes) {
  if (counts) ++allocations;
  if (void* memory = std::malloc(bytes)) return memory;
  throw std::bad_alloc();
}

}  // namespace

void* operator new(std::size_t bytes) { return allocate(bytes); }
void* operator new[](std::size_t bytes) { return allocate(bytes); }
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }

extern "C" dnnl_status_t dnnl_primitive_execute(const_dnnl_primitive_t primitive,
                                                dnnl_stream_t stream, int nargs,
                                                const dnnl_exec_arg_t* args) {
  using Execute = decltype(&dnnl_primitive_execute);
  static const auto execute = reinterpret_cast<Execute>(dlsym(RTLD_NEXT, "dnnl_primitive_execute"));
  const bool counted = std::exchange(counts, false);
  const dnnl_status_t status = execute(primitive, stream, nargs, args);
  counts = counted;
  return status;
}

namespace scarp::infer {
namespace {

constexpr int kEdge = 32;

class AnyNetwork : public testing::TestWithParam<NetworkCase> {};

int allocations_of_a_pass(const model::Model& model, const model::ActivationRanges* ranges) {
  const Program program = compile(model::graph(model.card.network), model.weights,
                                  ranges == nullptr && kernels::can_add());
  const Plan plan(program, kEdge, kEdge, ranges);
  kernels::Buffer memory(plan.bytes() / sizeof(float));
  const Plan::Pass pass(plan, reinterpret_cast<std::byte*>(memory.data()));
  const auto x = noise(std::size_t{kEdge} * kEdge * model.card.network.bands, 5);
  std::vector<float> out(std::size_t{kEdge} * kEdge);
  const kernels::OneThread one_thread;
  pass.run(x.data(), out.data());  // what there is once for each thread
  allocations = 0;
  counts = true;
  pass.run(x.data(), out.data());
  counts = false;
  return allocations;
}

TEST_P(AnyNetwork, AllocatesNothingPerPatch) {
  const model::Model model = random_model(GetParam().description);
  EXPECT_EQ(allocations_of_a_pass(model, nullptr), 0);
  const auto x = noise(std::size_t{kEdge} * kEdge * model.card.network.bands, 5);
  const model::ActivationRanges ranges = calibrate(model, {x.data(), 1, kEdge, kEdge});
  EXPECT_EQ(allocations_of_a_pass(model, &ranges), 0) << "in integers";
}

INSTANTIATE_TEST_SUITE_P(Plan, AnyNetwork, testing::ValuesIn(network_cases()),
                         [](const auto& each) { return each.param.name; });

}  // namespace
}  // namespace scarp::infer
