#include "safe/product_writer.h"

#include <fmt/format.h>

#include <string>
#include <vector>

#include "core/error.h"
#include "core/run_record.h"
#include "core/text.h"
#include "safe/annotation_writer.h"
#include "safe/file_names.h"
#include "safe/manifest_writer.h"

namespace scarp::safe {
namespace fs = std::filesystem;
namespace {

// What the files of a polarisation have in common: "s1a-iw-grd-vv-…-001".
std::string stem(const sar::Identity& identity, const std::string& polarisation, int number) {
  return fmt::format("{}-{}-grd-{}-{}-{}-{:06}-{:06x}-{:03}", lower(identity.satellite),
                     lower(identity.mode), lower(polarisation),
                     lower(identity.start.compact_text()), lower(identity.stop.compact_text()),
                     identity.absolute_orbit, identity.absolute_orbit * 7, number);
}

ChannelFiles names_of(const sar::Identity& identity, const sar::Channel& channel, int number) {
  const std::string common = stem(identity, channel.polarisation, number);
  return {fmt::format("annotation/{}.xml", common),
          fmt::format("annotation/calibration/calibration-{}.xml", common),
          fmt::format("annotation/calibration/noise-{}.xml", common),
          fmt::format("measurement/{}.tiff", common)};
}

fs::path make_folder(const fs::path& parent, const std::string& name) {
  fs::path folder = parent / (name + ".SAFE");
  if (fs::exists(folder)) {
    throw Error({"is there already", folder.string(), "Remove it first, or choose another folder"});
  }
  fs::create_directories(folder / "annotation" / "calibration");
  fs::create_directories(folder / "measurement");
  return folder;
}

}  // namespace

fs::path write_product(const fs::path& parent, const sar::Product& product,
                       const geo::CountFileOptions& options) {
  const fs::path folder = make_folder(parent, product.identity.name);
  std::vector<ChannelFiles> all;
  for (const sar::Channel& channel : product.channels) {
    const int number = static_cast<int>(all.size()) + 1;
    all.push_back(names_of(product.identity, channel, number));
    const ChannelFiles& files = all.back();
    write_text(folder / files.annotation, annotation_xml(product, channel));
    write_text(folder / files.calibration, calibration_xml(product, channel));
    write_text(folder / files.noise, noise_xml(product, channel));
    if (channel.measurement) {
      geo::write_counts(folder / files.measurement, *channel.measurement, options);
    }
  }
  write_text(folder / kManifest, manifest_xml(product, all));
  return folder;
}

}  // namespace scarp::safe
