#pragma once

#include <array>
#include <vector>

#include "infer/array.h"
#include "kernels/convolution_shape.h"

// What networks have beside convolutions, for one image on one thread. All arithmetic is in floats.
// `room` holds twice row_room() of each input and
// four times that of the output.

namespace scarp::infer {

/// Floats for a row of `array`.
std::int64_t row_room(const Array& array);

/// The values of `in` in the numbers of `out`.
void copy(const Array& in, const Array& out, float* room);

/// out = activation(Σ sign · in)
void sum(const std::vector<Array>& in, const std::vector<float>& signs,
         kernels::Activation activation, const Array& out, float* room);

/// out = x · weight, which has one channel and half the rows and columns.
void gate(const Array& weight, const Array& x, const Array& out, float* room);

/// Of 2×2 pixels. NaN where one is.
void max_pool(const Array& x, const Array& out, float* room);
void average_pool(const Array& x, const Array& out, float* room);

void select_bands(const Array& x, const std::vector<int>& bands, const Array& out, float* room);

/// out = activation(Σ x · weights + bias), over the channels of all parts.
void score(const std::vector<Array>& parts, const float* weights, float bias,
           kernels::Activation activation, const Array& out, float* room);

/// The pixels of `out` are those of `parts`, which have half its rows and columns: of each 2×2 one
/// from each, in row-major order. All numbers are of the same kind.
void interleave(const std::array<Array, 4>& parts, const Array& out);

/// out = activation(interleaved parts + other); `parts` are floats.
void add_interleaved(const std::array<Array, 4>& parts, const Array& other,
                     kernels::Activation activation, const Array& out, float* room);

}  // namespace scarp::infer
