#include "stack/image_names.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <optional>

#include "core/error.h"

namespace scarp::stack {
namespace fs = std::filesystem;
namespace {

using Keyed = std::map<std::string, fs::path>;

std::vector<fs::path> files_in(const fs::path& folder) {
  std::error_code error;
  if (!fs::is_directory(folder, error)) throw Error({"no such folder", folder.string(), ""});
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    if (!entry.is_regular_file() || name.front() == '.' || name.ends_with(".aux.xml")) continue;
    files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  if (files.empty()) throw Error({"holds no images", folder.string(), ""});
  return files;
}

// The digits that a name ends in, padded so that texts sort as numbers do; empty: none, too many.
std::string number_of(const fs::path& file) {
  constexpr std::size_t kWidth = 20;
  const std::string stem = file.stem().string();
  const auto last = std::find_if(stem.rbegin(), stem.rend(),
                                 [](unsigned char c) { return std::isdigit(c) == 0; });
  std::string digits(last.base(), stem.end());
  digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size()));
  if (last == stem.rbegin() || digits.size() > kWidth) return {};
  return std::string(kWidth - digits.size(), '0') + digits;
}

// None when two files have one number, or a file has none.
std::optional<Keyed> by_number(const std::vector<fs::path>& files) {
  Keyed keyed;
  for (const fs::path& file : files) {
    const std::string number = number_of(file);
    if (number.empty() || !keyed.emplace(number, file).second) return std::nullopt;
  }
  return keyed;
}

Keyed by_name(const std::vector<fs::path>& files) {
  Keyed keyed;
  for (const fs::path& file : files) {
    if (keyed.emplace(file.stem().string(), file).second) continue;
    throw Error({"another image has the same name but for the extension", file.string(), ""});
  }
  return keyed;
}

std::vector<Keyed> keyed(const std::vector<fs::path>& folders) {
  std::vector<std::vector<fs::path>> files;
  std::vector<Keyed> numbered;
  for (const fs::path& folder : folders) {
    files.push_back(files_in(folder));
    if (auto one = by_number(files.back())) numbered.push_back(std::move(*one));
  }
  if (numbered.size() == folders.size()) return numbered;
  std::vector<Keyed> named;
  for (const auto& list : files) named.push_back(by_name(list));
  return named;
}

// Throws for the first image of `some` that `others` lack.
void require_counterparts(const Keyed& some, const Keyed& others, const fs::path& folder) {
  for (const auto& [key, file] : some) {
    if (others.contains(key)) continue;
    throw Error({"has no counterpart in " + folder.string(), file.string(),
                 "Names have to end in the same number, or be the same"});
  }
}

}  // namespace

std::vector<ImageSet> matching_images(const std::vector<fs::path>& folders) {
  const std::vector<Keyed> images = keyed(folders);
  for (std::size_t i = 1; i < folders.size(); ++i) {
    require_counterparts(images.front(), images[i], folders[i]);
    require_counterparts(images[i], images.front(), folders.front());
  }
  std::vector<ImageSet> sets;
  for (const auto& [key, file] : images.front()) {
    ImageSet set;
    for (const Keyed& folder : images) set.push_back(folder.at(key));
    sets.push_back(std::move(set));
  }
  return sets;
}

}  // namespace scarp::stack
