// Products that the writer made, read again.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "core/error.h"
#include "safe/product_reader.h"
#include "safe/product_writer.h"
#include "safe/tables.h"
#include "sar/ellipsoid.h"
#include "sar/generated_image.h"
#include "sar/geolocation_residuals.h"
#include "sar/range_doppler.h"
#include "sar/synthetic_scene.h"
#include "support/temp_folder.h"

namespace scarp::safe {
namespace {

using test::TempFolder;

// Nanoseconds, of which products store times in.
constexpr double kTime_s = 1e-9;

void expect_same(const sar::Orbit& a, const sar::Orbit& b) {
  ASSERT_EQ(a.states().size(), b.states().size());
  for (std::size_t i = 0; i < a.states().size(); ++i) {
    EXPECT_EQ(a.states()[i].time, b.states()[i].time);
    EXPECT_EQ(norm(a.states()[i].position_m - b.states()[i].position_m), 0);
    EXPECT_EQ(norm(a.states()[i].velocity_m_per_s - b.states()[i].velocity_m_per_s), 0);
  }
}

void expect_same(const sar::RadarImage& a, const sar::RadarImage& b) {
  EXPECT_EQ(a.size, b.size);
  EXPECT_EQ(a.first_azimuth_time_s, b.first_azimuth_time_s);
  EXPECT_EQ(a.azimuth_time_interval_s, b.azimuth_time_interval_s);
  EXPECT_EQ(a.range_pixel_spacing_m, b.range_pixel_spacing_m);
  EXPECT_EQ(a.azimuth_pixel_spacing_m, b.azimuth_pixel_spacing_m);
  const auto& records_a = a.ground_range.records();
  const auto& records_b = b.ground_range.records();
  ASSERT_EQ(records_a.size(), records_b.size());
  for (std::size_t i = 0; i < records_a.size(); ++i) {
    EXPECT_NEAR(records_a[i].azimuth_time_s, records_b[i].azimuth_time_s, kTime_s);
    EXPECT_EQ(records_a[i].origin_m, records_b[i].origin_m);
    EXPECT_EQ(records_a[i].coefficients, records_b[i].coefficients);
  }
}

void expect_same(const sar::TiePoint& a, const sar::TiePoint& b) {
  EXPECT_NEAR(a.azimuth_time_s, b.azimuth_time_s, kTime_s);
  EXPECT_EQ(a.slant_range_time_s, b.slant_range_time_s);
  EXPECT_EQ(a.line, b.line);
  EXPECT_EQ(a.pixel, b.pixel);
  EXPECT_EQ(a.latitude_deg, b.latitude_deg);
  EXPECT_EQ(a.longitude_deg, b.longitude_deg);
  EXPECT_EQ(a.height_m, b.height_m);
  EXPECT_EQ(a.incidence_angle_deg, b.incidence_angle_deg);
  EXPECT_EQ(a.elevation_angle_deg, b.elevation_angle_deg);
}

void expect_same(const sar::CalibrationTable& a, const sar::CalibrationTable& b) {
  ASSERT_EQ(a.vectors().size(), b.vectors().size());
  for (std::size_t i = 0; i < a.vectors().size(); ++i) {
    EXPECT_EQ(a.vectors()[i].line, b.vectors()[i].line);
    EXPECT_EQ(a.vectors()[i].pixels, b.vectors()[i].pixels);
    EXPECT_EQ(a.vectors()[i].sigma0, b.vectors()[i].sigma0);
    EXPECT_EQ(a.vectors()[i].beta0, b.vectors()[i].beta0);
    EXPECT_EQ(a.vectors()[i].gamma0, b.vectors()[i].gamma0);
  }
}

void expect_same(const sar::NoiseTable& a, const sar::NoiseTable& b, Size size) {
  EXPECT_EQ(a.empty(), b.empty());
  EXPECT_EQ(a.blocks().size(), b.blocks().size());
  std::vector<double> noise_a(static_cast<std::size_t>(size.cols));
  std::vector<double> noise_b(noise_a);
  for (int line = 0; line < size.rows; line += 13) {
    a.power(line, 0, size.cols, noise_a.data());
    b.power(line, 0, size.cols, noise_b.data());
    for (std::size_t i = 0; i < noise_a.size(); ++i) {
      ASSERT_NEAR(noise_a[i], noise_b[i], 1e-12 * noise_a[i]);
    }
  }
}

void expect_same(const sar::Identity& a, const sar::Identity& b) {
  EXPECT_EQ(a.name, b.name);
  EXPECT_EQ(a.satellite, b.satellite);
  EXPECT_EQ(a.mode, b.mode);
  EXPECT_EQ(a.type, b.type);
  EXPECT_EQ(a.pass, b.pass);
  EXPECT_EQ(a.absolute_orbit, b.absolute_orbit);
  EXPECT_EQ(a.relative_orbit, b.relative_orbit);
  EXPECT_EQ(a.ipf_version, b.ipf_version);
  EXPECT_EQ(a.start, b.start);
  EXPECT_EQ(a.stop, b.stop);
}

void expect_same(const sar::Product& a, const sar::Product& b) {
  expect_same(a.identity, b.identity);
  EXPECT_EQ(a.epoch, b.epoch);
  EXPECT_EQ(a.radar_frequency_hz, b.radar_frequency_hz);
  expect_same(a.orbit, b.orbit);
  expect_same(a.image, b.image);
  ASSERT_EQ(a.tie_points.size(), b.tie_points.size());
  for (std::size_t i = 0; i < a.tie_points.size(); ++i) {
    expect_same(a.tie_points[i], b.tie_points[i]);
  }
  ASSERT_EQ(a.channels.size(), b.channels.size());
  for (std::size_t i = 0; i < a.channels.size(); ++i) {
    EXPECT_EQ(a.channels[i].polarisation, b.channels[i].polarisation);
    EXPECT_EQ(a.channels[i].noise_already_removed, b.channels[i].noise_already_removed);
    expect_same(a.channels[i].calibration, b.channels[i].calibration);
    expect_same(a.channels[i].noise, b.channels[i].noise, a.image.size);
  }
}

RC_GTEST_PROP(WrittenProduct, IsReadBackAsItWas, ()) {
  sar::SyntheticScene scene;
  scene.centre = {*rc::gen::inRange(-170, 170) + 0.5, *rc::gen::inRange(-65, 65) + 0.25};
  scene.ascending = *rc::gen::arbitrary<bool>();
  scene.size = {*rc::gen::inRange(2, 900), *rc::gen::inRange(60, 500)};
  scene.spacing_m = *rc::gen::element(10.0, 40.0);
  scene.first_line = *rc::gen::inRange(0, 2000);
  scene.start = Utc::from_nanoseconds(1'500'000'000'123'456'789 +
                                      *rc::gen::inRange<std::int64_t>(0, 1'000'000'000'000'000));
  using Texts = std::vector<std::string>;
  scene.satellite = *rc::gen::elementOf(Texts{"S1A", "S1B", "S1C", "S1D"});
  scene.ipf_version = *rc::gen::elementOf(Texts{"2.33", "2.43", "2.71", "2.91", "3.80"});
  scene.polarisations =
      *rc::gen::elementOf(std::vector<Texts>{{"VV"}, {"VV", "VH"}, {"HH", "HV"}, {"HH"}});
  scene.noise_power = *rc::gen::element(0.0, 700.0);
  sar::Product product = sar::synthetic_product(scene);
  // For stripmap no factor is known for the noise of early processors.
  const bool early = scene.ipf_version < "2.51";
  product.identity.mode = *rc::gen::elementOf(early ? Texts{"IW", "EW"} : Texts{"IW", "EW", "S3"});
  product.channels.back().noise_already_removed = *rc::gen::arbitrary<bool>();
  const TempFolder folder;
  const sar::Product read = open_product(write_product(folder.path(), product));
  expect_same(product, read);
  RC_ASSERT(!testing::Test::HasFailure());
}

// Neighbouring polynomials of real products are up to 19 pixels apart; halfway between two of these
// lies a little before `line`.
sar::GroundRangeTable jumping(const sar::RadarImage& image, int line) {
  std::vector<sar::GroundRangeRecord> records = image.ground_range.records();
  const double halfway_s = (records[1].azimuth_time_s + records[2].azimuth_time_s) / 2;
  for (sar::GroundRangeRecord& record : records) {
    record.azimuth_time_s += image.azimuth_time_s(line) - 1e-4 - halfway_s;
    record.coefficients[0] += 90 * std::sin(3 * record.azimuth_time_s);
  }
  return {std::move(records), (image.size.cols - 1) * image.range_pixel_spacing_m};
}

// A tie point as processors make them, on ground of some height: by the polynomial nearest to the
// time of its line, with the bistatic term, times cut to whole microseconds.
sar::TiePoint tie_point(const sar::Product& product, int line, int pixel, double height_m) {
  const sar::RadarImage& image = product.image;
  const double line_s = image.azimuth_time_s(line);
  const double range_m = image.ground_range.slant_range_m(
      line_s, pixel * image.range_pixel_spacing_m, sar::GroundRangeRule::nearest);
  const double two_way_s = 2 * range_m / sar::kSpeedOfLight_m_per_s;
  const double time_s = line_s + (two_way_s - sar::kSyntheticReferenceTime_s) / 2;
  const sar::Vec3 place_m = ground_point(product.orbit, time_s, range_m, height_m).ecef_m;
  const sar::Vec3 satellite_m = product.orbit.at(time_s).position_m;
  const sar::Geodetic place = sar::to_geodetic(place_m);
  const auto angle_deg = [](sar::Vec3 a, sar::Vec3 b) {
    return std::atan2(norm(cross(a, b)), dot(a, b)) * 180 / M_PI;
  };
  return {std::floor(time_s * 1e6) * 1e-6,
          two_way_s,
          line,
          pixel,
          place.place.lat_deg,
          place.place.lon_deg,
          place.height_m,
          angle_deg(satellite_m - place_m, place_m),
          angle_deg(satellite_m - place_m, satellite_m)};
}

// Any mode, pass, satellite and processor; tie points from the Dead Sea to Tibet, at any spacing,
// and a little beyond the image; some across midnight, some where a polynomial gives way to the
// next.
RC_GTEST_PROP(WrittenProduct, MeetsItsTiePointsOnRuggedGround, ()) {
  sar::SyntheticScene scene;
  scene.centre = {*rc::gen::inRange(-180, 180) + 0.5, *rc::gen::inRange(-65, 65) + 0.25};
  scene.ascending = *rc::gen::arbitrary<bool>();
  scene.size = {*rc::gen::inRange(600, 2500), *rc::gen::inRange(300, 8000)};
  scene.spacing_m = *rc::gen::element(10.0, 25.0, 40.0);
  constexpr std::int64_t kDay_ns = 86'400'000'000'000;
  scene.start = Utc::from_nanoseconds(17'999 * kDay_ns - *rc::gen::element(500'000'000, 0) -
                                      1000 * *rc::gen::inRange<std::int64_t>(0, 400'000));
  using Texts = std::vector<std::string>;
  scene.satellite = *rc::gen::elementOf(Texts{"S1A", "S1B", "S1C", "S1D"});
  scene.ipf_version = *rc::gen::elementOf(Texts{"2.36", "2.43", "2.71", "2.91", "3.40", "3.90"});
  scene.polarisations = *rc::gen::elementOf(std::vector<Texts>{{"VV"}, {"VV", "VH"}, {"HH", "HV"}});
  sar::Product product = sar::synthetic_product(scene);
  const bool early = scene.ipf_version < "2.51";
  product.identity.mode = *rc::gen::elementOf(early ? Texts{"IW", "EW"} : Texts{"IW", "EW", "S3"});
  product.tie_points.clear();
  const int line_step = *rc::gen::inRange(60, 500);
  product.image.ground_range = jumping(product.image, line_step - 3);
  const int pixel_step = *rc::gen::inRange(40, 1500);
  for (int line = -3; line < scene.size.rows + line_step; line += line_step) {
    for (int pixel = 0; pixel < scene.size.cols; pixel += pixel_step) {
      const double height_m = *rc::gen::inRange(-430, 5500);
      product.tie_points.push_back(tie_point(product, line, pixel, height_m));
    }
  }
  const TempFolder folder;
  const sar::GeolocationResiduals found =
      sar::geolocation_residuals(open_product(write_product(folder.path(), product)));
  RC_ASSERT(found.points == static_cast<int>(product.tie_points.size()));
  RC_ASSERT(found.unseen == 0);
  RC_ASSERT(found.slant_range_mm.max <= 0.01);
  RC_ASSERT(found.azimuth_time_us.max <= 1.1);
  RC_ASSERT(found.line_bistatic.max <= 1e-3);
  RC_ASSERT(found.pixel_nearest.max <= 1e-4);
  RC_ASSERT(found.incidence_angle_deg.max <= 5e-5);
  RC_ASSERT(found.elevation_angle_deg.max <= 5e-5);
  RC_ASSERT(std::abs(found.reference_time_s - sar::kSyntheticReferenceTime_s) < 2.1e-6);
}

// As IPF 2.36 writes them: every second from 2 s before the first line on, rounded to milliseconds.
TEST(WrittenProduct, RoundedTimesOfStateVectorsAreMended) {
  sar::SyntheticScene scene;
  scene.size = {20, 60};
  scene.start = Utc::parse("2015-02-03T04:31:09.215560").value_or(Utc());
  sar::Product product = sar::synthetic_product(scene);
  const Utc rounded = scene.start.plus_seconds(0.00044);
  std::vector<sar::StateVector> states;
  for (int second = -2; second < 8; ++second) {
    const auto motion = product.orbit.at(second);
    states.push_back({rounded.plus_seconds(second), motion.position_m, motion.velocity_m_per_s});
  }
  product.orbit = sar::Orbit(product.epoch, states, sar::OrbitSource::annotation);
  const TempFolder folder;
  const sar::Product read = open_product(write_product(folder.path(), product));
  EXPECT_NEAR(seconds_between(scene.start, read.orbit.states()[2].time), 0, 1e-6);
  EXPECT_NEAR(seconds_between(scene.start, read.orbit.states()[9].time), 7, 1e-6);
}

TEST(WrittenProduct, HoldsItsMeasurement) {
  sar::SyntheticScene scene;
  scene.size = {300, 200};
  sar::Product product = sar::synthetic_product(scene);
  product.channels[0].measurement = sar::generated_image(
      scene.size, sar::with_reflectors(sar::pixel_ramp(), {{5, 7, 7e4F}, {6, 7, 3.4F}}));
  const TempFolder folder;
  for (const bool compress : {false, true}) {
    product.identity.name = compress ? "compressed" : "plain";
    const auto path = write_product(folder.path(), product, {compress});
    const sar::Product read = open_product(path / "manifest.safe");
    EXPECT_EQ(read.identity.name, product.identity.name);
    ASSERT_TRUE(read.channels[0].measurement);
    EXPECT_FALSE(read.channels[1].measurement);
    ASSERT_EQ(read.missing.size(), 1U);
    const Image<float> dn = read.channels[0].measurement->read(1, whole(scene.size));
    EXPECT_EQ(dn(299, 199), 200);
    EXPECT_EQ(dn(5, 7), 65535);
    EXPECT_EQ(dn(6, 7), 3);
  }
}

TEST(WrittenProduct, DoesNotReplaceAnother) {
  const TempFolder folder;
  sar::SyntheticScene scene;
  scene.size = {20, 60};
  const sar::Product product = sar::synthetic_product(scene);
  write_product(folder.path(), product);
  EXPECT_THROW(write_product(folder.path(), product), Error);
}

// Differences of places beyond that do not fit an int.
TEST(Tables, RefusePlacesBeyondAnyImage) {
  const auto calibration = [](const std::string& pixels) {
    const auto vector = [&](const std::string& line) {
      return "<calibrationVector><line>" + line + "</line><pixel>" + pixels +
             "</pixel><sigmaNought>1 1</sigmaNought><betaNought>1 1</betaNought><gamma>1 1</gamma>"
             "</calibrationVector>";
    };
    return "<calibration><calibrationVectorList>" + vector("0") + vector("99") +
           "</calibrationVectorList></calibration>";
  };
  EXPECT_NO_THROW(read_calibration("file", calibration("0 10000000")));
  const auto noise = [](const std::string& pixels, const std::string& lines) {
    return "<noise><noiseRangeVectorList><noiseRangeVector><line>0</line><pixel>" + pixels +
           "</pixel><noiseRangeLut>1 1</noiseRangeLut></noiseRangeVector></noiseRangeVectorList>"
           "<noiseAzimuthVectorList><noiseAzimuthVector><line>" +
           lines +
           "</line><noiseAzimuthLut>1 1</noiseAzimuthLut></noiseAzimuthVector>"
           "</noiseAzimuthVectorList></noise>";
  };
  const Size size{100, 100};
  EXPECT_NO_THROW(read_noise("file", noise("0 99", "0 99"), size, 1));
  for (const char* far : {"-2147483648 2147483647", "0 10000001", "-10000001 0"}) {
    EXPECT_THROW(read_calibration("file", calibration(far)), Error) << far;
    EXPECT_THROW(read_noise("file", noise(far, "0 99"), size, 1), Error) << far;
    EXPECT_THROW(read_noise("file", noise("0 99", far), size, 1), Error) << far;
  }
}

}  // namespace
}  // namespace scarp::safe
