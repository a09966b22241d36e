#include "sim/backscatter.h"

#include <gtest/gtest.h>

#include <cmath>

#include "geo/crs.h"
#include "sim/cover.h"

namespace scarp::sim {
namespace {

constexpr Size kSize{400, 400};
constexpr double kDegree = 3.14159265358979323846 / 180;

Grid utm_grid() { return {{577000, 10, 0, 4736000, 0, -10}, kSize, geo::parse_crs("EPSG:32654")}; }

Ground forest() {
  Ground ground;
  ground.cover = Image<std::uint8_t>(kSize);
  ground.landslide = Image<std::int32_t>(kSize);
  return ground;
}

// The upper half is one landslide.
Ground slid(double stripped) {
  Ground ground = forest();
  ground.slides = {{{}, 0, -4, -19, stripped}};
  for (int row = 0; row < kSize.rows / 2; ++row) {
    for (int col = 0; col < kSize.cols; ++col) ground.landslide(row, col) = 1;
  }
  return ground;
}

SceneOptions calm() {
  SceneOptions options;
  options.weather = 0;
  return options;
}

SceneOptions even() {
  SceneOptions options = calm();
  options.texture = 0;
  return options;
}

double mean_db(const Image<float>& power, int first_row = 0, int rows = kSize.rows) {
  double sum = 0;
  for (int row = first_row; row < first_row + rows; ++row) {
    for (int col = 0; col < kSize.cols; ++col) sum += 10 * std::log10(power(row, col));
  }
  return sum / (rows * kSize.cols);
}

TEST(Backscatter, HasTheLooksItIsAskedFor) {
  ThreadPool threads(2);
  // The ratio of two dates without weather is speckle: its log has twice the variance of one's.
  SceneOptions options = calm();
  options.looks = 8;
  const Image<float> a = backscatter(utm_grid(), forest(), {"VV", 0, false}, options, threads);
  const Image<float> b = backscatter(utm_grid(), forest(), {"VV", 1, false}, options, threads);
  double sum = 0;
  double squares = 0;
  for (std::size_t i = 0; i < a.values().size(); ++i) {
    const double ratio = std::log(a.values()[i] / b.values()[i]);
    sum += ratio;
    squares += ratio * ratio;
  }
  const double n = a.values().size();
  constexpr double kTrigammaOf8 = 0.13313701469403143;
  EXPECT_NEAR(squares / n - (sum / n) * (sum / n), 2 * kTrigammaOf8, 0.01);
}

TEST(Backscatter, HasTheMeanOfItsCover) {
  ThreadPool threads(2);
  for (int cover = 0; cover < kCovers; ++cover) {
    Ground ground = forest();
    const auto number = static_cast<std::uint8_t>(cover);
    ground.cover = Image<std::uint8_t>(kSize, number);
    const auto vv = mean_backscatter(utm_grid(), ground, {"VV", 0, false}, even(), threads);
    const auto vh = mean_backscatter(utm_grid(), ground, {"VH", 0, false}, even(), threads);
    EXPECT_NEAR(mean_db(vv), signal_of(number).vv_db, 1e-5);
    EXPECT_NEAR(mean_db(vh), signal_of(number).vh_db, 1e-5);
  }
}

TEST(Backscatter, FallsOffWithTheLocalIncidenceAngle) {
  ThreadPool threads(2);
  Ground ground = forest();
  ground.cover = Image<std::uint8_t>(kSize, static_cast<std::uint8_t>(Cover::rock));
  ground.cos_incidence = Image<float>(kSize, static_cast<float>(std::cos(60 * kDegree)));
  const auto tilted = mean_backscatter(utm_grid(), ground, {"VV", 0, false}, calm(), threads);
  ground.cos_incidence = {};
  const auto level = mean_backscatter(utm_grid(), ground, {"VV", 0, false}, calm(), threads);
  const double ratio = std::cos(60 * kDegree) / std::cos(kReferenceIncidence_deg * kDegree);
  const double falloff = signal_of(static_cast<std::uint8_t>(Cover::rock)).vv_falloff;
  EXPECT_NEAR(mean_db(tilted) - mean_db(level), 10 * falloff * std::log10(ratio), 1e-3);
}

TEST(Backscatter, ChangesOnlyInsideLandslidesAfterTheEvent) {
  ThreadPool threads(2);
  const Image<float> change = landslide_change_db(utm_grid(), slid(1), "VV", even(), threads);
  double sum = 0;
  for (int row = 0; row < kSize.rows / 2; ++row) {
    for (int col = 0; col < kSize.cols; ++col) sum += change(row, col);
  }
  const int cells = kSize.rows / 2 * kSize.cols;
  EXPECT_NEAR(sum / cells, -4 - signal_of(0).vv_db, 0.15);
  EXPECT_EQ(change(kSize.rows - 1, 7), 0);

  const Image<float> before =
      mean_backscatter(utm_grid(), slid(1), {"VH", 2, false}, even(), threads);
  const Image<float> after =
      mean_backscatter(utm_grid(), slid(1), {"VH", 2, true}, even(), threads);
  const int half = kSize.rows / 2;
  EXPECT_NEAR(mean_db(after, 0, half) - mean_db(before, 0, half), -19 - signal_of(0).vh_db, 0.15);
  EXPECT_EQ(mean_db(after, half, half), mean_db(before, half, half));
}

TEST(Backscatter, ChangesByTheShareThatIsStripped) {
  ThreadPool threads(2);
  const auto none = landslide_change_db(utm_grid(), slid(0), "VV", calm(), threads);
  const auto half = landslide_change_db(utm_grid(), slid(0.5), "VV", calm(), threads);
  const auto whole = landslide_change_db(utm_grid(), slid(1), "VV", calm(), threads);
  for (int col = 0; col < kSize.cols; ++col) {
    EXPECT_EQ(none(3, col), 0);
    const double mixed = 10 * std::log10((1 + std::pow(10, whole(3, col) / 10)) / 2);
    ASSERT_NEAR(half(3, col), mixed, 1e-4);
  }
}

TEST(Backscatter, ChangesTheShareOfParcelsAskedFor) {
  ThreadPool threads(2);
  Ground ground = forest();
  ground.parcel = parcels(utm_grid(), 60, 3, threads);
  ground.changed_parcels = 0.2;
  const auto before = mean_backscatter(utm_grid(), ground, {"VV", 1, false}, calm(), threads);
  const auto after = mean_backscatter(utm_grid(), ground, {"VV", 1, true}, calm(), threads);
  int changed = 0;
  for (std::size_t i = 0; i < before.values().size(); ++i) {
    changed += before.values()[i] != after.values()[i] ? 1 : 0;
  }
  EXPECT_NEAR(changed / 160000.0, 0.2, 0.03);
}

TEST(Backscatter, MovesWithTheWeatherUnlessThereIsNone) {
  ThreadPool threads(2);
  const auto day = [&](int date, const SceneOptions& options) {
    return mean_backscatter(utm_grid(), forest(), {"VV", date, false}, options, threads).values();
  };
  EXPECT_EQ(day(1, calm()), day(2, calm()));
  EXPECT_NE(day(1, {}), day(2, {}));
}

TEST(Backscatter, NoiseFluctuatesAboutNothing) {
  ThreadPool threads(2);
  Ground ground = forest();
  ground.cover = Image<std::uint8_t>(kSize, static_cast<std::uint8_t>(Cover::water));
  SceneOptions options = calm();
  options.noise_db = -22;
  options.looks = 400;  // so that none is cut at the floor
  const auto noisy = backscatter(utm_grid(), ground, {"VH", 0, false}, options, threads);
  const auto mean = mean_backscatter(utm_grid(), ground, {"VH", 0, false}, options, threads);
  double error = 0;
  double squares = 0;
  for (std::size_t i = 0; i < mean.values().size(); ++i) {
    const double off = noisy.values()[i] - mean.values()[i];
    error += off;
    squares += off * off;
  }
  const double n = mean.values().size();
  const double power = std::pow(10, -2.2) + std::pow(10, -2.7);
  EXPECT_NEAR(error / n, 0, 0.02 * power / 20);
  EXPECT_NEAR(std::sqrt(squares / n), power / 20, 0.02 * power);
}

TEST(Backscatter, IsTheSameForAnyNumberOfThreads) {
  ThreadPool one(1);
  ThreadPool three(3);
  EXPECT_EQ(backscatter(utm_grid(), forest(), {"VH", 1, false}, {}, one).values(),
            backscatter(utm_grid(), forest(), {"VH", 1, false}, {}, three).values());
}

}  // namespace
}  // namespace scarp::sim
