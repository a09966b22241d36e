#pragma once

#include <string>
#include <vector>

#include "core/output_folder.h"
#include "pipeline/first_look.h"

namespace scarp::test {

/// Runs a first look into `out` and takes its files into place.
inline void run_first_look(const pipeline::FirstLookOptions& options,
                           const std::filesystem::path& out, int threads = 2) {
  ThreadPool pool(threads);
  Reporter reporter(Reporter::Level::quiet);
  RunRecord record("test", HashDepth::small_files);
  OutputFolder folder(out, true);
  pipeline::run_first_look(options, folder, record, pool, reporter);
  std::vector<std::string> outputs = folder.written();
  outputs.emplace_back(kRunRecordName);
  record.write(folder.file(kRunRecordName), outputs, reporter);
  folder.commit();
}

}  // namespace scarp::test
