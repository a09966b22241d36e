#include "event/scene_search.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <utility>

#include "core/error.h"
#include "geo/file_content.h"
#include "safe/package.h"
#include "safe/product_type.h"

namespace scarp::event {
namespace fs = std::filesystem;
namespace {

constexpr int kDeepest = 4;                  // folders below the one given
constexpr std::size_t kMostProducts = 2000;  // beyond: the wrong folder was given

bool is_product_folder(const std::string& path) {
  return path.ends_with(".SAFE") || geo::kind_of(path + "/manifest.safe") == geo::PathKind::file;
}

void search(const std::string& folder, int depth, std::vector<std::string>& found) {
  for (const std::string& name : geo::list_folder(folder)) {
    if (name.empty() || name.front() == '.') continue;
    const std::string path = (fs::path(folder) / name).string();
    const geo::PathKind kind = geo::kind_of(path);
    if (kind == geo::PathKind::file ? name.ends_with(".zip") : is_product_folder(path)) {
      found.push_back(path);
    } else if (kind == geo::PathKind::folder && depth < kDeepest) {
      search(path, depth + 1, found);
    }
    if (found.size() > kMostProducts) {
      throw Error({fmt::format("holds more than {} products", kMostProducts), folder,
                   "Name a folder with the scenes of one event"});
    }
  }
}

// Whether a file that lay in a folder can be left alone: other archives, products of other levels.
bool of_no_concern(const std::string& path) {
  const std::string name = fs::path(path).stem().string();
  if (!name.starts_with("S1")) return !path.ends_with(".SAFE");
  const std::string type = safe::type_in_name(name);
  return !type.empty() && type != "GRD";
}

struct Search {
  const Event& event;
  Findings& findings;
  std::vector<Scene> scenes;

  void add(const std::string& path, bool named, std::optional<Side> side) {
    try {
      Scene scene = read_scene(path, event.orbits, findings);
      scene.told = side;
      scenes.push_back(std::move(scene));
    } catch (const Error& error) {
      const Problem& problem = error.problem();
      const std::string where = problem.where.empty() ? path : problem.where;
      if (named || !of_no_concern(path)) {
        findings.push_back({Severity::error, problem.what, where, problem.advice});
      } else {
        findings.push_back({Severity::note, "left out: " + problem.what, where, ""});
      }
    }
  }

  void add_all(const std::vector<std::string>& paths, std::optional<Side> side) {
    for (const std::string& path : paths) {
      try {
        const std::vector<std::string> products = find_products(path);
        for (const std::string& product : products) add(product, product == path, side);
        if (products.empty()) {
          findings.push_back({Severity::error, "holds no Sentinel-1 product", path,
                              "Name a folder with .SAFE folders or .zip files"});
        }
      } catch (const Error& error) {
        const Problem& problem = error.problem();
        findings.push_back({Severity::error, problem.what, path, problem.advice});
      }
    }
  }
};

// Of a scene that is there twice, as a folder and as an archive perhaps, the first counts; being
// told its side counts more.
void drop_copies(std::vector<Scene>& scenes, Findings& findings) {
  std::vector<Scene> kept;
  for (Scene& scene : scenes) {
    const auto same = [&](const Scene& one) { return one.identity.name == scene.identity.name; };
    const auto copy = std::find_if(kept.begin(), kept.end(), same);
    if (copy == kept.end()) {
      kept.push_back(std::move(scene));
      continue;
    }
    std::error_code error;
    if (fs::equivalent(copy->path, scene.path, error) && copy->told == scene.told) continue;
    if (copy->told && scene.told && copy->told != scene.told) {
      findings.push_back({Severity::error, "is said to be from before and from after the event",
                          scene.path, "Name each scene once"});
    }
    findings.push_back({Severity::note, fmt::format("left out: the same scene as {}", copy->path),
                        scene.path, ""});
  }
  scenes = std::move(kept);
}

}  // namespace

std::vector<std::string> find_products(const std::string& path) {
  switch (geo::kind_of(path)) {
    case geo::PathKind::absent:
      throw Error({"no such file or folder", path, "Check the path"});
    case geo::PathKind::file:
      return {path};
    case geo::PathKind::folder:
      break;
  }
  if (is_product_folder(path)) return {path};
  std::vector<std::string> found;
  search(path, 1, found);
  return found;
}

std::vector<Scene> find_scenes(const Event& event, Findings& findings) {
  Search search{event, findings, {}};
  search.add_all(event.before, Side::before);
  search.add_all(event.after, Side::after);
  search.add_all(event.scenes, std::nullopt);
  drop_copies(search.scenes, findings);
  std::stable_sort(search.scenes.begin(), search.scenes.end(),
                   [](const Scene& a, const Scene& b) { return a.first_line < b.first_line; });
  return std::move(search.scenes);
}

}  // namespace scarp::event
