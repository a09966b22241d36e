#include "safe/manifest.h"

#include <fmt/format.h>

#include <filesystem>
#include <optional>

#include "core/error.h"
#include "core/text.h"
#include "safe/file_names.h"
#include "safe/product_type.h"
#include "safe/xml.h"

namespace scarp::safe {
namespace {

constexpr int kMostRelativeOrbits = 175;

// "003.40" is 3.40.
std::string tidy_version(std::string version) {
  while (version.size() > 1 && version[0] == '0' && version[1] != '.') version.erase(0, 1);
  return version;
}

std::string ipf_version(const Xml& root) {
  for (const Xml& software : root.all_below("software")) {
    if (software.attribute("name").find("IPF") == std::string::npos) continue;
    return tidy_version(software.attribute("version"));
  }
  return "";
}

bool is_simulated(const Xml& root) {
  const auto facility = root.find_below("facility");
  return facility && facility->attribute("name") == kSimulatedBy;
}

// "…-vv-…" in the name of a file.
std::optional<std::string> polarisation_of(const std::string& name) {
  for (const char* polarisation : kPolarisations) {
    if (name.find(fmt::format("-{}-", lower(polarisation))) != std::string::npos)
      return polarisation;
  }
  return std::nullopt;
}

// A path that leads nowhere but into the product.
std::string inside(const Xml& location) {
  const std::string reference = location.attribute("href");
  const std::filesystem::path path = std::filesystem::path(reference).lexically_normal();
  if (reference.empty() || path.is_absolute() || *path.begin() == "..") {
    location.fail(fmt::format("names '{}', which does not lie in the product", reference));
  }
  return path.string();
}

std::string* slot(ChannelFiles& files, const std::string& kind) {
  if (kind == "s1Level1ProductSchema") return &files.annotation;
  if (kind == "s1Level1CalibrationSchema") return &files.calibration;
  if (kind == "s1Level1NoiseSchema") return &files.noise;
  if (kind == "s1Level1MeasurementSchema") return &files.measurement;
  return nullptr;
}

std::map<std::string, ChannelFiles> channel_files(const Xml& root) {
  std::map<std::string, ChannelFiles> channels;
  for (const Xml& object : root.child("dataObjectSection").children("dataObject")) {
    ChannelFiles other;
    const std::string kind = object.attribute("repID");
    if (slot(other, kind) == nullptr) continue;
    const std::string file = inside(object.child("byteStream").child("fileLocation"));
    const auto polarisation = polarisation_of(std::filesystem::path(file).filename().string());
    if (polarisation) *slot(channels[*polarisation], kind) = file;
  }
  return channels;
}

}  // namespace

Manifest read_manifest(const std::string& folder, const std::string& name,
                       const std::string& content) {
  const std::string file = fmt::format("{}/{}", folder, kManifest);
  const Xml root = Xml::parse(file, content, "XFDU");
  if (const auto platform = root.find_below("platform")) {
    require_sentinel_1(platform->child("familyName").text(), folder);
  }
  const auto type = root.find_below("productType");
  require_detected(type ? type->text() : type_in_name(name), folder);
  Manifest manifest;
  manifest.ipf_version = ipf_version(root);
  manifest.simulated = is_simulated(root);
  if (const auto orbit = root.find_below("relativeOrbitNumber")) {
    manifest.relative_orbit = orbit->whole(1, kMostRelativeOrbits);
  }
  manifest.channels = channel_files(root);
  if (manifest.channels.empty()) {
    throw Error({"names no annotation of any polarisation", file,
                 "Only ground range detected products (GRD) of Sentinel-1 can be read"});
  }
  return manifest;
}

}  // namespace scarp::safe
