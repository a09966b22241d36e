#include "safe/package.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <vector>

#include "core/error.h"
#include "core/text.h"
#include "geo/file_content.h"
#include "safe/file_names.h"

namespace scarp::safe {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kLargestXml_bytes = std::size_t{64} << 20U;
constexpr const char* kWhatToName =
    "Name a .SAFE folder, its manifest.safe, or the .zip that the product came in";

constexpr const char* kNotWhole = "The product is not complete: copy or download it again";

bool ends_with(const std::string& text, const std::string& end) {
  return text.size() >= end.size() && lower(text.substr(text.size() - end.size())) == lower(end);
}

std::string without_slashes(std::string path) {
  while (path.size() > 1 && path.back() == '/') path.pop_back();
  return path;
}

[[noreturn]] void throw_no_manifest(const std::string& where, const char* advice) {
  throw Error(
      {fmt::format("holds no {}, which every Sentinel-1 product has", kManifest), where, advice});
}

// The folder with the manifest: `folder` itself, or the one product inside.
std::string product_folder(const std::string& folder, const std::string& given) {
  if (geo::kind_of(folder + "/" + kManifest) == geo::PathKind::file) return folder;
  std::vector<std::string> products;
  for (const std::string& name : geo::list_folder(folder)) {
    if (ends_with(name, ".SAFE") &&
        geo::kind_of(fmt::format("{}/{}", folder, name)) == geo::PathKind::folder) {
      products.push_back(name);
    }
  }
  if (products.empty()) {
    throw_no_manifest(given, ends_with(given, ".SAFE") ? kNotWhole : kWhatToName);
  }
  if (products.size() > 1) {
    throw Error({fmt::format("holds {} products", products.size()), given,
                 fmt::format("Name one of them, such as {}/{}", folder, products.front())});
  }
  const std::string inside = folder + "/" + products.front();
  if (geo::kind_of(inside + "/" + kManifest) == geo::PathKind::file) return inside;
  throw_no_manifest(inside, kNotWhole);
}

std::string find_root(const std::string& given) {
  const std::string path = without_slashes(given);
  switch (geo::kind_of(path)) {
    case geo::PathKind::absent:
      throw Error({"no such file or folder", given, "Check the path"});
    case geo::PathKind::folder:
      return product_folder(path, given);
    case geo::PathKind::file:
      break;
  }
  const fs::path file(path);
  if (file.filename() == kManifest) {
    return file.has_parent_path() ? file.parent_path().string() : ".";
  }
  if (!ends_with(path, ".zip")) throw Error({"is no Sentinel-1 product", given, kWhatToName});
  const std::string archive = "/vsizip/" + path;
  switch (geo::kind_of(archive)) {
    case geo::PathKind::absent:
      throw Error({"cannot be read as a zip archive", given,
                   "The file is damaged or cut short: copy or download it again"});
    case geo::PathKind::file:  // an archive of one file counts as that file
      throw_no_manifest(given, kWhatToName);
    case geo::PathKind::folder:
      break;
  }
  return product_folder(archive, given);
}

std::string name_of_folder(const std::string& root) {
  const bool in_zip = root.rfind("/vsi", 0) == 0;
  const fs::path folder = in_zip ? fs::path(root) : fs::absolute(root).lexically_normal();
  std::string name = folder.filename().empty() ? folder.parent_path().filename().string()
                                               : folder.filename().string();
  if (ends_with(name, ".SAFE") || ends_with(name, ".zip")) name.erase(name.rfind('.'));
  return name;
}

}  // namespace

Package::Package(const std::string& path) : root_(find_root(path)), name_(name_of_folder(root_)) {}

bool Package::is_one(const std::string& path) {
  const std::string bare = without_slashes(path);
  if (ends_with(bare, ".SAFE") || ends_with(bare, ".zip")) return true;
  if (fs::path(bare).filename() == kManifest) return true;
  if (geo::kind_of(bare) != geo::PathKind::folder) return false;
  const std::vector<std::string> names = geo::list_folder(bare);
  return std::any_of(names.begin(), names.end(), [](const std::string& name) {
    return name == kManifest || ends_with(name, ".SAFE");
  });
}

bool Package::has(const std::string& file) const {
  return geo::kind_of(path_of(file)) == geo::PathKind::file;
}

std::string Package::read(const std::string& file) const {
  return geo::read_content(path_of(file), kLargestXml_bytes);
}

}  // namespace scarp::safe
