#include "geo/file_content.h"

#include <cpl_vsi.h>
#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "core/error.h"
#include "geo/gdal_internal.h"

namespace scarp::geo {
namespace {

constexpr const char* kAgain = "The file is damaged or cut short: copy or download it again";

struct FileCloser {
  void operator()(VSILFILE* file) const { VSIFCloseL(file); }
};

}  // namespace

std::string read_content(const std::string& path, std::size_t most_bytes) {
  require_readable_file(path);
  const Complaints complaints;
  const std::unique_ptr<VSILFILE, FileCloser> file(VSIFOpenL(path.c_str(), "rb"));
  if (!file) throw Error({complaints.add_to("cannot be opened"), path, kAgain});
  // Sizes in the directory of an archive are not to be trusted: as much as there is, chunk by
  // chunk.
  constexpr std::size_t kChunk = std::size_t{1} << 20U;
  std::string content;
  std::size_t got = kChunk;
  while (got == kChunk) {
    const std::size_t before = content.size();
    content.resize(before + kChunk);
    got = VSIFReadL(content.data() + before, 1, kChunk, file.get());
    content.resize(before + got);
    if (content.size() > most_bytes) {
      throw Error({fmt::format("has more than {} MiB, which no such file has", most_bytes >> 20U),
                   path, ""});
    }
  }
  VSIStatBufL status;
  const bool whole = VSIStatL(path.c_str(), &status) == 0 &&
                     static_cast<vsi_l_offset>(status.st_size) == content.size();
  if (complaints.failed() || !whole) {
    throw Error({"cannot be read whole", path, kAgain});
  }
  return content;
}

std::vector<std::string> list_folder(const std::string& path) {
  if (kind_of(path) != PathKind::folder) throw Error({"is no folder", path, "Check the path"});
  const Complaints complaints;
  const CPLStringList names(VSIReadDir(path.c_str()));
  if (complaints.failed()) throw Error({complaints.add_to("cannot be listed"), path, kAgain});
  std::vector<std::string> result;
  for (int i = 0; i < names.size(); ++i) {
    const std::string name = names[i];
    if (name != "." && name != "..") result.push_back(name);
  }
  std::sort(result.begin(), result.end());
  return result;
}

PathKind kind_of(const std::string& path) {
  require_allowed_path(path);
  const Complaints quiet;
  VSIStatBufL status;
  if (VSIStatL(path.c_str(), &status) != 0) return PathKind::absent;
  return VSI_ISDIR(status.st_mode) ? PathKind::folder : PathKind::file;
}

}  // namespace scarp::geo
