#pragma once

#include <vector>

#include "infer/array.h"
#include "kernels/convolution_shape.h"

// What networks have beside convolutions, for one image on one thread. All arithmetic is in floats.
// `room` holds row_room() floats for the widest array that is read or written.

namespace scarp::infer {

/// For `rows_at_once` rows of `array`.
std::int64_t row_room(const Array& array);

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

/// A pixel of `x` has the channels of 2×2 pixels of `out`, in row-major order. out =
/// activation(x + other), without `other` where its data are null.
void spread(const Array& x, const Array& other, kernels::Activation activation, const Array& out,
            float* room);

}  // namespace scarp::infer
