#include "safe/manifest_writer.h"

#include <fmt/format.h>

#include "core/text.h"
#include "safe/xml_writer.h"
#include "sar/footprint.h"

namespace scarp::safe {
namespace {

using Element = XmlWriter::Element;

Element add_metadata(Element section, const char* id) {
  return section.add("metadataObject")
      .attribute("ID", id)
      .add("metadataWrap")
      .attribute("mimeType", "text/xml")
      .add("xmlData");
}

// "3.40" is written as 003.40.
std::string long_version(const std::string& version) {
  const std::size_t point = version.find('.');
  const std::size_t digits = point == std::string::npos ? version.size() : point;
  return std::string(digits < 3 ? 3 - digits : 0, '0') + version;
}

void add_metadata(Element section, const sar::Product& product) {
  const sar::Identity& identity = product.identity;
  Element facility =
      add_metadata(section, "processing").add("safe:processing").add("safe:facility");
  if (identity.simulated) facility.attribute("name", kSimulatedBy);
  facility.add("safe:software")
      .attribute("name", "Sentinel-1 IPF")
      .attribute("version", long_version(identity.ipf_version));
  Element platform = add_metadata(section, "platform").add("safe:platform");
  platform.add("safe:familyName", "SENTINEL-1");
  platform.add("safe:number", identity.satellite.substr(2));
  Element orbit = add_metadata(section, "measurementOrbitReference").add("safe:orbitReference");
  orbit.add("safe:orbitNumber", identity.absolute_orbit);
  if (identity.relative_orbit > 0) {
    orbit.add("safe:relativeOrbitNumber", identity.relative_orbit);
  }
  orbit.add("safe:extension").add("s1:orbitProperties").add("s1:pass", upper(identity.pass));
  add_metadata(section, "generalProductInformation")
      .add("s1sarl1:standAloneProductInformation")
      .add("s1sarl1:productType", "GRD");
}

void add_footprint(Element section, const sar::Product& product) {
  std::string corners;
  for (const LonLat& corner : sar::footprint(product.tie_points)) {
    corners +=
        fmt::format("{}{:.6f},{:.6f}", corners.empty() ? "" : " ", corner.lat_deg, corner.lon_deg);
  }
  add_metadata(section, "measurementFrameSet")
      .add("safe:frameSet")
      .add("safe:frame")
      .add("safe:footPrint")
      .attribute("srsName", "http://www.opengis.net/gml/srs/epsg.xml#4326")
      .add("gml:coordinates", corners);
}

void add_file(Element section, const char* kind, const std::string& file) {
  section.add("dataObject")
      .attribute("repID", kind)
      .add("byteStream")
      .add("fileLocation")
      .attribute("locatorType", "URL")
      .attribute("href", "./" + file);
}

}  // namespace

std::string manifest_xml(const sar::Product& product, const std::vector<ChannelFiles>& files) {
  XmlWriter xml("xfdu:XFDU");
  xml.root()
      .attribute("xmlns:xfdu", "urn:ccsds:schema:xfdu:1")
      .attribute("xmlns:gml", "http://www.opengis.net/gml")
      .attribute("xmlns:safe", "http://www.esa.int/safe/sentinel-1.0")
      .attribute("xmlns:s1", "http://www.esa.int/safe/sentinel-1.0/sentinel-1")
      .attribute("xmlns:s1sarl1", "http://www.esa.int/safe/sentinel-1.0/sentinel-1/sar/level-1");
  Element metadata = xml.root().add("metadataSection");
  add_metadata(metadata, product);
  add_footprint(metadata, product);
  Element objects = xml.root().add("dataObjectSection");
  for (const ChannelFiles& channel : files) {
    add_file(objects, "s1Level1ProductSchema", channel.annotation);
    add_file(objects, "s1Level1CalibrationSchema", channel.calibration);
    add_file(objects, "s1Level1NoiseSchema", channel.noise);
    add_file(objects, "s1Level1MeasurementSchema", channel.measurement);
  }
  return xml.text();
}

}  // namespace scarp::safe
