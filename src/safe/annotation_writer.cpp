#include "safe/annotation_writer.h"

#include <fmt/format.h>

#include "safe/xml_writer.h"
#include "sar/ipf_version.h"
#include "sar/range_doppler.h"

namespace scarp::safe {
namespace {

using Element = XmlWriter::Element;

Utc time_of(const sar::Product& product, double azimuth_time_s) {
  return product.epoch.plus_seconds(azimuth_time_s);
}

Utc time_of_line(const sar::Product& product, int line) {
  return time_of(product, product.image.azimuth_time_s(line));
}

std::string capitalised(std::string word) {
  if (!word.empty()) word[0] = static_cast<char>(word[0] - 'a' + 'A');
  return word;
}

void add_header(Element root, const sar::Product& product, const sar::Channel& channel) {
  const sar::Identity& identity = product.identity;
  Element header = root.add("adsHeader");
  header.add("missionId", identity.satellite);
  header.add("productType", "GRD");
  header.add("polarisation", channel.polarisation);
  const bool stripmap = identity.mode[0] == 'S';
  header.add("mode", stripmap ? std::string("SM") : identity.mode);
  header.add("swath", identity.mode);
  header.add("startTime", identity.start);
  header.add("stopTime", identity.stop);
  header.add("absoluteOrbitNumber", identity.absolute_orbit);
}

Element add_list(Element parent, const char* name, std::size_t count) {
  return parent.add(name).attribute("count", std::to_string(count));
}

void add_vector(Element parent, const char* name, sar::Vec3 vector) {
  Element element = parent.add(name);
  element.add("x", vector.x);
  element.add("y", vector.y);
  element.add("z", vector.z);
}

void add_orbit(Element general, const sar::Orbit& orbit) {
  Element list = add_list(general, "orbitList", orbit.states().size());
  for (const sar::StateVector& state : orbit.states()) {
    Element element = list.add("orbit");
    element.add("time", state.time);
    element.add("frame", "Earth Fixed");
    add_vector(element, "position", state.position_m);
    add_vector(element, "velocity", state.velocity_m_per_s);
  }
}

void add_general(Element root, const sar::Product& product) {
  Element general = root.add("generalAnnotation");
  Element information = general.add("productInformation");
  information.add("pass", capitalised(product.identity.pass));
  information.add("projection", "Ground Range");
  information.add("radarFrequency", product.radar_frequency_hz);
  add_orbit(general, product.orbit);
}

void add_image(Element root, const sar::Product& product, const sar::Channel& channel) {
  const sar::RadarImage& image = product.image;
  const double near_m = image.ground_range.slant_range_m(0, 0, sar::GroundRangeRule::nearest);
  Element annotation = root.add("imageAnnotation");
  Element information = annotation.add("imageInformation");
  information.add("productFirstLineUtcTime", time_of_line(product, 0));
  information.add("productLastLineUtcTime", time_of_line(product, image.size.rows - 1));
  information.add("slantRangeTime", 2 * near_m / sar::kSpeedOfLight_m_per_s);
  information.add("pixelValue", "Detected");
  information.add("outputPixels", "16 bit Unsigned Integer");
  information.add("rangePixelSpacing", image.range_pixel_spacing_m);
  information.add("azimuthPixelSpacing", image.azimuth_pixel_spacing_m);
  information.add("azimuthTimeInterval", image.azimuth_time_interval_s);
  information.add("numberOfSamples", image.size.cols);
  information.add("numberOfLines", image.size.rows);
  annotation.add("processingInformation")
      .add("thermalNoiseCorrectionPerformed", channel.noise_already_removed);
}

void add_grid(Element root, const sar::Product& product) {
  Element list =
      add_list(root.add("geolocationGrid"), "geolocationGridPointList", product.tie_points.size());
  for (const sar::TiePoint& point : product.tie_points) {
    Element element = list.add("geolocationGridPoint");
    element.add("azimuthTime", time_of(product, point.azimuth_time_s));
    element.add("slantRangeTime", point.slant_range_time_s);
    element.add("line", point.line);
    element.add("pixel", point.pixel);
    element.add("latitude", point.latitude_deg);
    element.add("longitude", point.longitude_deg);
    element.add("height", point.height_m);
    element.add("incidenceAngle", point.incidence_angle_deg);
    element.add("elevationAngle", point.elevation_angle_deg);
  }
}

void add_conversion(Element root, const sar::Product& product) {
  const auto& records = product.image.ground_range.records();
  Element list =
      add_list(root.add("coordinateConversion"), "coordinateConversionList", records.size());
  for (const sar::GroundRangeRecord& record : records) {
    Element element = list.add("coordinateConversion");
    element.add("azimuthTime", time_of(product, record.azimuth_time_s));
    element.add("gr0", record.origin_m);
    element.add_list("grsrCoefficients", record.coefficients);
  }
}

// What read values are multiplied with, so that written ones are divided by it.
double scale_of(const sar::Product& product) {
  return sar::noise_scale(product.identity.ipf_version, product.identity.mode, 1).value_or(1);
}

void add_range_noise(Element root, const sar::Product& product, const sar::NoiseTable& noise,
                     bool old_format) {
  const double scale = scale_of(product);
  Element list = add_list(root, old_format ? "noiseVectorList" : "noiseRangeVectorList",
                          noise.vectors().size());
  for (const sar::RangeNoiseVector& vector : noise.vectors()) {
    std::vector<double> values = vector.noise;
    for (double& value : values) value /= scale;
    Element element = list.add(old_format ? "noiseVector" : "noiseRangeVector");
    element.add("azimuthTime", time_of_line(product, vector.line));
    element.add("line", vector.line);
    element.add_list("pixel", vector.pixels);
    element.add_list(old_format ? "noiseLut" : "noiseRangeLut", values);
  }
}

void add_azimuth_noise(Element root, const sar::Product& product, const sar::NoiseTable& noise) {
  Element list = add_list(root, "noiseAzimuthVectorList", noise.blocks().size());
  for (std::size_t i = 0; i < noise.blocks().size(); ++i) {
    const sar::AzimuthNoiseBlock& block = noise.blocks()[i];
    Element element = list.add("noiseAzimuthVector");
    element.add("swath", fmt::format("{}{}", product.identity.mode, i + 1));
    element.add("firstAzimuthLine", block.first_line);
    element.add("firstRangeSample", block.first_pixel);
    element.add("lastAzimuthLine", block.last_line);
    element.add("lastRangeSample", block.last_pixel);
    element.add_list("line", block.lines);
    element.add_list("noiseAzimuthLut", block.factor);
  }
}

}  // namespace

std::string annotation_xml(const sar::Product& product, const sar::Channel& channel) {
  XmlWriter xml("product");
  add_header(xml.root(), product, channel);
  add_general(xml.root(), product);
  add_image(xml.root(), product, channel);
  add_grid(xml.root(), product);
  add_conversion(xml.root(), product);
  return xml.text();
}

std::string calibration_xml(const sar::Product& product, const sar::Channel& channel) {
  XmlWriter xml("calibration");
  add_header(xml.root(), product, channel);
  const auto& vectors = channel.calibration.vectors();
  Element list = add_list(xml.root(), "calibrationVectorList", vectors.size());
  for (const sar::CalibrationVector& vector : vectors) {
    Element element = list.add("calibrationVector");
    element.add("azimuthTime", time_of_line(product, vector.line));
    element.add("line", vector.line);
    element.add_list("pixel", vector.pixels);
    element.add_list("sigmaNought", vector.sigma0);
    element.add_list("betaNought", vector.beta0);
    element.add_list("gamma", vector.gamma0);
    element.add_list("dn", std::vector<int>(vector.pixels.size(), 1));
  }
  return xml.text();
}

std::string noise_xml(const sar::Product& product, const sar::Channel& channel) {
  XmlWriter xml("noise");
  add_header(xml.root(), product, channel);
  const bool old_format = sar::ipf_before(product.identity.ipf_version, 2, 90);
  add_range_noise(xml.root(), product, channel.noise, old_format);
  if (!old_format) add_azimuth_noise(xml.root(), product, channel.noise);
  return xml.text();
}

}  // namespace scarp::safe
