#include "event/scene.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "core/error.h"
#include "safe/orbit_choice.h"
#include "safe/product_reader.h"

namespace scarp::event {
namespace {

// The border of the grid of tie points, clockwise or not.
std::vector<LonLat> outline_of(std::vector<sar::TiePoint> points) {
  std::sort(points.begin(), points.end(), [](const sar::TiePoint& a, const sar::TiePoint& b) {
    return a.line != b.line ? a.line < b.line : a.pixel < b.pixel;
  });
  const auto place = [](const sar::TiePoint& p) { return LonLat{p.longitude_deg, p.latitude_deg}; };
  std::vector<LonLat> ring;
  std::vector<LonLat> way_back;  // along the near edge
  for (std::size_t i = 0; i < points.size(); ++i) {
    const bool first_of_line = i == 0 || points[i - 1].line != points[i].line;
    const bool last_of_line = i + 1 == points.size() || points[i + 1].line != points[i].line;
    const bool first_line = points[i].line == points.front().line;
    const bool last_line = points[i].line == points.back().line;
    if (first_line || (last_of_line && !last_line)) {
      ring.push_back(place(points[i]));
    } else if (last_line || first_of_line) {
      way_back.push_back(place(points[i]));
    }
  }
  ring.insert(ring.end(), way_back.rbegin(), way_back.rend());
  return ring;
}

// Of a file that several scenes might have used.
void warn_once(std::string what, Findings& findings) {
  const bool told = std::any_of(findings.begin(), findings.end(),
                                [&](const Finding& one) { return one.what == what; });
  if (!told) findings.push_back({Severity::warning, std::move(what), "", "Download it again"});
}

void choose_orbit(const std::string& orbits, const sar::Product& product, Scene& scene,
                  Findings& findings) {
  scene.orbit_source = sar::name_of(product.orbit.source());
  if (orbits.empty()) return;
  try {
    const safe::OrbitChoice choice = safe::choose_orbit(orbits, product);
    scene.orbit_source = sar::name_of(choice.orbit.source());
    scene.orbit_file = choice.file;
    for (const std::string& why : choice.unusable) {
      warn_once(fmt::format("{}: the orbit file is passed over", why), findings);
    }
  } catch (const Error& error) {
    const Problem& problem = error.problem();
    findings.push_back({Severity::error, problem.what, problem.where, problem.advice});
  }
}

}  // namespace

const char* name_of(Side side) { return side == Side::before ? "before" : "after"; }

Scene read_scene(const std::string& path, const std::string& orbits, Findings& findings) {
  const sar::Product product = safe::open_product(path);
  const sar::RadarImage& image = product.image;
  Scene scene;
  scene.path = path;
  scene.identity = product.identity;
  scene.first_line = product.epoch.plus_seconds(image.azimuth_time_s(0));
  scene.end = product.epoch.plus_seconds(image.azimuth_time_s(image.size.rows));
  for (const sar::Channel& channel : product.channels) {
    if (channel.measurement) scene.polarisations.push_back(channel.polarisation);
  }
  scene.outline = outline_of(product.tie_points);
  scene.missing = product.missing;
  choose_orbit(orbits, product, scene, findings);
  return scene;
}

}  // namespace scarp::event
