#pragma once

#include <filesystem>

#include "core/reporter.h"
#include "core/thread_pool.h"
#include "dataset/data_set.h"

namespace scarp::infer {

/// Tries integers of eight bits on the validation part of a data set. Where they are good enough
/// (see assess_integers), the card of the model file `path` gets what they need and how they did.
/// Leaves the model alone where they are not, where there is no such part, and, with a warning,
/// where the trial fails. Throws Error when a file cannot be
/// read or written.
void assess_file(const std::filesystem::path& path, const dataset::DataSet& data,
                 ThreadPool& threads, Reporter& reporter);

}  // namespace scarp::infer
