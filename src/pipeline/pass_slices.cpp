#include "pipeline/pass_slices.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "core/error.h"
#include "safe/orbit_choice.h"
#include "safe/product_reader.h"
#include "sar/slices.h"

namespace scarp::pipeline {
namespace {

using Json = nlohmann::ordered_json;

// Another version may shift a slice by pixels.
void warn_of_processors(const std::vector<sar::Product>& products, Reporter& reporter) {
  for (const sar::Product& product : products) {
    const std::string& first = products.front().identity.ipf_version;
    if (product.identity.ipf_version == first) continue;
    reporter.warn(fmt::format("{} comes from version {} of the processor, {} from {}",
                              product.identity.name, product.identity.ipf_version,
                              products.front().identity.name, first));
  }
}

// Gives the product the best orbit there is; what is to be recorded of it.
Json choose_orbit(const std::string& orbits, sar::Product& product, RunRecord& record,
                  Reporter& reporter) {
  Json orbit{{"scene", product.identity.name}, {"source", sar::name_of(product.orbit.source())}};
  if (orbits.empty()) return orbit;
  const safe::OrbitChoice choice = safe::choose_orbit(orbits, product);
  product.orbit = choice.orbit;
  for (const std::string& why : choice.unusable) {
    reporter.warn(fmt::format("{}: the orbit file is passed over", why));
  }
  orbit["source"] = sar::name_of(choice.orbit.source());
  if (choice.file.empty()) {
    reporter.warn(fmt::format("no orbit file in {} covers {}: the annotated orbit is used", orbits,
                              product.identity.name));
  } else {
    orbit["file"] = choice.file;
    record.input("orbit", choice.file);
  }
  return orbit;
}

bool has_image(const sar::Product& product, const std::string& polarisation) {
  return std::any_of(
      product.channels.begin(), product.channels.end(), [&](const sar::Channel& channel) {
        return channel.polarisation == polarisation && channel.measurement != nullptr;
      });
}

}  // namespace

std::vector<sar::Product> open_slices(const std::vector<std::string>& scenes,
                                      const std::string& orbits, RunRecord& record,
                                      Reporter& reporter) {
  std::vector<sar::Product> slices;
  for (const std::string& path : scenes) {
    record.input("scene", path);
    slices.push_back(safe::open_product(path));
  }
  slices = sar::sorted_slices(std::move(slices));
  warn_of_processors(slices, reporter);
  Json chosen = Json::array();
  for (sar::Product& slice : slices) {
    chosen.push_back(choose_orbit(orbits, slice, record, reporter));
  }
  record.fact("orbit", std::move(chosen));
  return slices;
}

std::vector<std::string> common_polarisations(const std::vector<sar::Product>& slices,
                                              Reporter& reporter) {
  std::vector<std::string> result;
  for (const sar::Channel& channel : slices.front().channels) {
    if (!channel.measurement) continue;
    const auto lacks = std::find_if_not(
        slices.begin(), slices.end(),
        [&](const sar::Product& product) { return has_image(product, channel.polarisation); });
    if (lacks == slices.end()) {
      result.push_back(channel.polarisation);
    } else {
      reporter.warn(fmt::format("{} has no {}, which is left out", lacks->identity.name,
                                channel.polarisation));
    }
  }
  if (!result.empty()) return result;
  throw Error({slices.size() == 1 ? "has no image" : "has no image in common with the other slices",
               slices.front().identity.name,
               "If its folder measurement is empty, download the product again"});
}

}  // namespace scarp::pipeline
