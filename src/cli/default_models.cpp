#include "cli/default_models.h"

#include <array>
#include <system_error>

#include "core/default_model.h"
#include "core/error.h"

namespace scarp::cli {
namespace fs = std::filesystem;
namespace {

constexpr std::array<const char*, 2> kFiles{"default-baa-s.safetensors",
                                            "default-ba-s.safetensors"};

std::vector<std::string> default_models() {
  const fs::path folder = default_models_folder();
  std::vector<std::string> paths;
  for (const char* file : kFiles) {
    std::error_code error;
    if (!fs::is_regular_file(folder / file, error)) {
      throw Error({"is not there, one of the models that come with scarp", (folder / file).string(),
                   "Install scarp whole, or name a model"});
    }
    paths.push_back((folder / file).string());
  }
  return paths;
}

}  // namespace

fs::path default_models_folder() {
  std::error_code error;
  const fs::path program = fs::read_symlink("/proc/self/exe", error);
  return program.parent_path().parent_path() / "share" / "scarp" / "models";
}

std::vector<std::string> with_default_models(const std::vector<std::string>& models) {
  std::vector<std::string> paths;
  for (const std::string& model : models) {
    if (model != kDefaultModel) {
      paths.push_back(model);
      continue;
    }
    for (const std::string& path : default_models()) paths.push_back(path);
  }
  return paths;
}

bool is_default_model(const std::string& path) {
  return fs::path(path).parent_path() == default_models_folder();
}

}  // namespace scarp::cli
