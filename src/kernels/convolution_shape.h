#pragma once

namespace scarp::kernels {

enum class Activation { none, relu, sigmoid };

/// A convolution of one image. Values lie in NHWC order (image, row, column, channel), weights in
/// the order of PyTorch: (out, in, kernel row, kernel column).
struct ConvolutionShape {
  int rows = 0;  ///< of the input
  int cols = 0;
  int inputs = 0;  ///< channels
  int outputs = 0;
  int kernel_rows = 3;
  int kernel_cols = 3;
  int stride = 1;
  int pad_top = 0;
  int pad_left = 0;
  int pad_bottom = 0;
  int pad_right = 0;
  Activation activation = Activation::none;  ///< of the forward pass; backward passes have none
};

int output_rows(const ConvolutionShape& shape);
int output_cols(const ConvolutionShape& shape);

bool operator<(const ConvolutionShape& a, const ConvolutionShape& b);

/// `shape` with the zero padding that Keras and TensorFlow call "same": an output for each
/// `stride` inputs, and where the padding is odd, the larger part of it at the end.
ConvolutionShape same_padding(ConvolutionShape shape);

/// Throws Error (usage) for what is no convolution, or larger than can be indexed.
void require_valid(const ConvolutionShape& shape);

}  // namespace scarp::kernels
