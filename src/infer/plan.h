#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "infer/array.h"
#include "infer/memory_plan.h"
#include "infer/program.h"
#include "kernels/fixed_convolution.h"
#include "kernels/winograd_transposed.h"
#include "model/integer_precision.h"

namespace scarp::infer {

/// A program for patches of one size: how each array is stored and where, and its convolutions with
/// their weights packed. Shared by all threads.
class Plan {
 public:
  /// With `ranges` of all values, in integers of eight bits, else in floats. Throws Error.
  Plan(const Program& program, int rows, int cols, const model::ActivationRanges* ranges);

  /// Of memory that a thread needs, on a cache line.
  std::size_t bytes() const { return memory_.bytes + workspace_bytes_; }

  /// The forward pass of one thread, in memory of its own.
  class Pass {
   public:
    Pass(const Plan& plan, std::byte* memory);

    /// `x` is (rows, cols, bands), `out` (rows, cols). `after`, if there is one, is called with
    /// each value as soon as it is there.
    using After = std::function<void(int value, const Array&)>;
    void run(const float* x, float* out, const After& after = {}) const;

   private:
    struct Step {
      int output;
      Array out;
      std::function<void()> run;
    };
    Array input_;
    Array result_;
    float* room_ = nullptr;
    std::vector<Step> steps_;
  };

 private:
  std::vector<bool> stays_in_floats() const;  ///< weights of gates, the result
  void choose_numbers(const model::ActivationRanges& ranges);
  void choose_quartered();  ///< what nothing but scores reads
  void place();
  void prepare(const Operation& operation);
  void prepare_convolution(const Operation& operation);
  void prepare_transposed(const Operation& operation);

  const Program& program_;
  std::vector<Array> arrays_;  ///< their data are offsets
  MemoryPlan memory_;
  /// By operation: one, four of a transposed convolution, else none.
  std::vector<std::vector<std::unique_ptr<kernels::FixedConvolution>>> convolutions_;
  /// By operation: in place of four convolutions, or null.
  std::vector<std::unique_ptr<kernels::WinogradTransposed>> transposed_;
  std::size_t room_bytes_ = 0;       ///< of rows
  std::size_t dense_bytes_ = 0;      ///< of a convolution's result that has to be moved
  std::size_t workspace_bytes_ = 0;  ///< of all the above and of convolutions
};

}  // namespace scarp::infer
