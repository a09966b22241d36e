#include "core/kept_folder.h"

#include <system_error>

#include "core/error.h"
#include "core/run_record.h"

namespace scarp {
namespace fs = std::filesystem;
namespace {

fs::path made(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder / kKeptFolder, error);
  if (!error) return folder;
  throw Error({"cannot be made (" + error.message() + ")", folder.string(),
               "Choose another folder with --out"});
}

}  // namespace

SharedKeptFolder::SharedKeptFolder(const fs::path& out)
    : path_(out / kKeptFolder), lock_(made(out), LockFile::Mode::shared) {
  if (!fs::exists(out / kRunRecordName)) return;
  throw Error({"holds an earlier result", out.string(), "Choose another folder with --out"});
}

}  // namespace scarp
