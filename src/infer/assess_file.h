#pragma once

#include <filesystem>

#include "core/reporter.h"
#include "core/thread_pool.h"
#include "dataset/data_set.h"

namespace scarp::infer {

/// Tries integers of eight bits on the validation part of a data set and notes in the card of the
/// model file `path` how they did (see assess_integers). Does nothing where there is no such part;
/// where the trial fails it warns and leaves the model without. Throws Error when a file cannot be
/// read or written.
void assess_file(const std::filesystem::path& path, const dataset::DataSet& data,
                 ThreadPool& threads, Reporter& reporter);

}  // namespace scarp::infer
