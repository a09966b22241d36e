#pragma once

// The parts of libtorch that scarp uses: tensors, their functions and gradients. torch/torch.h
// would take three times as long to compile.
#include <torch/types.h>
#include <torch/utils.h>
