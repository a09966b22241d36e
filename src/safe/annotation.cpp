#include "safe/annotation.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <utility>

#include "core/error.h"
#include "core/text.h"
#include "safe/file_names.h"
#include "safe/in_file.h"
#include "safe/product_type.h"
#include "safe/xml.h"
#include "sar/slant_to_ground.h"

namespace scarp::safe {
namespace {

// Beyond what any product has, assembled from many slices or not.
constexpr int kMostLines = 1'000'000;
constexpr int kMostPixels = 100'000;
constexpr int kFarthest = 10'000'000;  // lines and pixels of tie points
constexpr int kMostOrbits = 1'000'000;

double number_within(const Xml& element, double low, double high) {
  const double value = element.number();
  if (value >= low && value <= high) return value;
  element.fail(fmt::format("is {}, which lies outside of {} to {}", value, low, high));
}

sar::Vec3 vector(const Xml& element) {
  return {element.child("x").number(), element.child("y").number(), element.child("z").number()};
}

// Annotated times are cut to whole microseconds: the middle of what those of the first and last
// line leave for the first.
Utc first_line_time(const Xml& information) {
  constexpr double kCut_s = 1e-6;
  const Utc first = information.child("productFirstLineUtcTime").time();
  const Utc last = information.child("productLastLineUtcTime").time();
  const int lines = information.child("numberOfLines").whole(1, kMostLines);
  const double interval_s = information.child("azimuthTimeInterval").number();
  const double late_s = seconds_between(first, last) - (lines - 1) * interval_s;
  return first.plus_seconds((kCut_s + std::clamp(late_s, -kCut_s, kCut_s)) / 2);
}

// IPF 2.36 resampled the orbit to whole seconds around the first line, from 2 s before it on, and
// then rounded the times to milliseconds: up to 0.5 ms, or 3.8 m along the path. Three such
// products meet their tie points within a microsecond when the rounding is undone, and not before.
void undo_rounding(std::vector<sar::StateVector>& states, Utc first_line) {
  constexpr std::int64_t kMillisecond_ns = 1'000'000;
  constexpr double kLead_s = 2;
  if (states.size() < 2 || seconds_between(states[0].time, states[1].time) != 1) return;
  const auto rounded = [](const sar::StateVector& state) {
    return state.time.nanoseconds() % kMillisecond_ns == 0;
  };
  const double lost_s = seconds_between(states[0].time, first_line) - kLead_s;
  if (std::abs(lost_s) > 0.5005e-3 || !std::all_of(states.begin(), states.end(), rounded)) return;
  for (sar::StateVector& state : states) state.time = state.time.plus_seconds(lost_s);
}

std::vector<sar::StateVector> state_vectors(const Xml& general, Utc first_line) {
  std::vector<sar::StateVector> states;
  for (const Xml& orbit : general.child("orbitList").children("orbit")) {
    if (const auto frame = orbit.find("frame"); frame && frame->text() != "Earth Fixed") {
      frame->fail(fmt::format("is '{}', but state vectors must be Earth Fixed", frame->text()));
    }
    states.push_back({orbit.child("time").time(), vector(orbit.child("position")),
                      vector(orbit.child("velocity"))});
  }
  undo_rounding(states, first_line);
  return states;
}

sar::GroundRangeRecord ground_range_record(const Xml& conversion, Utc epoch,
                                           double max_ground_range_m) {
  const double time_s = seconds_between(epoch, conversion.child("azimuthTime").time());
  const auto direct = conversion.find("grsrCoefficients");
  if (direct && !direct->text().empty()) {
    return {time_s, conversion.child("gr0").number(), direct->numbers()};
  }
  const Xml inverse = conversion.child("srgrCoefficients");
  const sar::SlantToGround polynomial{conversion.child("sr0").number(), inverse.numbers()};
  const auto coefficients = sar::ground_to_slant(polynomial, max_ground_range_m);
  if (!coefficients) inverse.fail("do not grow from the near to the far end of the image");
  return {time_s, 0, *coefficients};
}

sar::GroundRangeTable ground_range_table(const Xml& root, Utc epoch, double max_ground_range_m) {
  std::vector<sar::GroundRangeRecord> records;
  const Xml list = root.child("coordinateConversion").child("coordinateConversionList");
  for (const Xml& conversion : list.children("coordinateConversion")) {
    records.push_back(ground_range_record(conversion, epoch, max_ground_range_m));
  }
  return {std::move(records), max_ground_range_m};
}

std::vector<sar::TiePoint> tie_points(const Xml& root, Utc epoch) {
  std::vector<sar::TiePoint> points;
  const Xml list = root.child("geolocationGrid").child("geolocationGridPointList");
  for (const Xml& element : list.children("geolocationGridPoint")) {
    sar::TiePoint point;
    point.azimuth_time_s = seconds_between(epoch, element.child("azimuthTime").time());
    point.slant_range_time_s = number_within(element.child("slantRangeTime"), 1e-3, 1e-1);
    point.line = element.child("line").whole(-kFarthest, kFarthest);
    point.pixel = element.child("pixel").whole(-kFarthest, kFarthest);
    point.latitude_deg = number_within(element.child("latitude"), -90, 90);
    point.longitude_deg = number_within(element.child("longitude"), -180, 180);
    point.height_m = number_within(element.child("height"), -1e4, 1e4);
    point.incidence_angle_deg = number_within(element.child("incidenceAngle"), 0, 90);
    point.elevation_angle_deg = number_within(element.child("elevationAngle"), 0, 90);
    points.push_back(point);
  }
  if (points.empty()) list.fail("holds no point");
  return points;
}

// High, medium or full resolution is told apart by the pixels, as names of folders may be changed.
std::string detected_type(double range_pixel_spacing_m) {
  if (range_pixel_spacing_m >= 30) return "GRDM";
  return range_pixel_spacing_m < 6 ? "GRDF" : "GRDH";
}

std::string pass_of(const Xml& element) {
  std::string pass = lower(element.text());
  if (pass == "ascending" || pass == "descending") return pass;
  element.fail(fmt::format("is '{}', neither Ascending nor Descending", element.text()));
}

// Stripmap products have the number of their swath as mode.
std::string mode_of(const Xml& header) {
  const Xml element = header.child("mode");
  std::string mode = element.text();
  if (mode == "IW" || mode == "EW") return mode;
  if (mode != "SM") element.fail(fmt::format("is '{}', not IW, EW or SM", mode));
  const Xml swath = header.child("swath");
  std::string number = swath.text();
  if (number.size() == 2 && number[0] == 'S' && number[1] >= '1' && number[1] <= '6') return number;
  swath.fail(fmt::format("is '{}', not S1 to S6", number));
}

std::string polarisation_of(const Xml& element) {
  std::string polarisation = element.text();
  const auto known = [&](const char* name) { return polarisation == name; };
  if (std::any_of(kPolarisations.begin(), kPolarisations.end(), known)) return polarisation;
  element.fail(fmt::format("is '{}', not VV, VH, HH or HV", polarisation));
}

// Numbers of lines that do not fit the times of the first and the last are a promise not to trust.
void require_times_that_fit(const Xml& information, const sar::RadarImage& image, Utc first) {
  const Utc last = information.child("productLastLineUtcTime").time();
  const double off = image.line(seconds_between(first, last)) - (image.size.rows - 1);
  if (std::abs(off) < 2) return;
  information.child("numberOfLines")
      .fail(fmt::format("is {}, but the times of the first and last line are {:.1f} lines apart",
                        image.size.rows, off + image.size.rows - 1));
}

sar::RadarImage radar_image(const Xml& root, const Xml& information, Utc epoch) {
  const Size size{information.child("numberOfLines").whole(1, kMostLines),
                  information.child("numberOfSamples").whole(2, kMostPixels)};
  const double range_m = number_within(information.child("rangePixelSpacing"), 0.5, 1000);
  const double azimuth_m = number_within(information.child("azimuthPixelSpacing"), 0.5, 1000);
  const double interval_s = number_within(information.child("azimuthTimeInterval"), 1e-5, 1);
  return {size,    0,         interval_s,
          range_m, azimuth_m, ground_range_table(root, epoch, (size.cols - 1) * range_m)};
}

// S1A to S1D.
std::string satellite_of(const Xml& mission) {
  std::string name = mission.text();
  if (name.size() == 3 && name.compare(0, 2, "S1") == 0 && name[2] >= 'A' && name[2] <= 'D') {
    return name;
  }
  mission.fail(fmt::format("is '{}', not S1A to S1D", name));
}

Annotation from_xml(const Xml& root) {
  const Xml header = root.child("adsHeader");
  require_detected(header.child("productType").text(), "");
  const Xml general = root.child("generalAnnotation");
  const Xml product = general.child("productInformation");
  const Xml image_annotation = root.child("imageAnnotation");
  const Xml information = image_annotation.child("imageInformation");
  const Utc epoch = information.child("productFirstLineUtcTime").time();
  sar::RadarImage image = radar_image(root, information, epoch);
  require_times_that_fit(information, image, epoch);
  const auto denoised =
      image_annotation.child("processingInformation").find("thermalNoiseCorrectionPerformed");
  return {polarisation_of(header.child("polarisation")),
          satellite_of(header.child("missionId")),
          mode_of(header),
          detected_type(image.range_pixel_spacing_m),
          pass_of(product.child("pass")),
          header.child("absoluteOrbitNumber").whole(1, kMostOrbits),
          header.child("startTime").time(),
          header.child("stopTime").time(),
          epoch,
          number_within(product.child("radarFrequency"), 1e9, 1e11),
          denoised && denoised->flag(),
          sar::Orbit(epoch, state_vectors(general, first_line_time(information)),
                     sar::OrbitSource::annotation),
          std::move(image),
          tie_points(root, epoch)};
}

}  // namespace

Annotation read_annotation(const std::string& file, const std::string& content) {
  return in_file(file, [&] { return from_xml(Xml::parse(file, content, "product")); });
}

}  // namespace scarp::safe
