#include "support/shared_data.h"

#include <cstdlib>

namespace scarp::test {
namespace fs = std::filesystem;
namespace {

std::optional<fs::path> find(const char* variable, const char* beside, const std::string& name) {
  const char* folder = std::getenv(variable);
  const fs::path root =
      folder != nullptr ? fs::path(folder) : fs::path(SCARP_SOURCE_DIR).parent_path() / beside;
  if (!fs::exists(root / name)) return std::nullopt;
  return root / name;
}

}  // namespace

std::optional<fs::path> shared_data(const std::string& name) {
  return find("SCARP_TEST_DATA", "shared/data", name);
}

std::optional<fs::path> shared_reference(const std::string& name) {
  return find("SCARP_TEST_REFERENCE", "shared/reference", name);
}

}  // namespace scarp::test
