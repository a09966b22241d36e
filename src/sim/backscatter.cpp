#include "sim/backscatter.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/polarisation.h"
#include "core/random.h"
#include "sim/cover.h"
#include "sim/noise.h"
#include "sim/speckle.h"

namespace scarp::sim {
namespace {

constexpr double kDegree = 3.14159265358979323846 / 180;
// Fitted to a series of 30 m over southern California, as docs/simulate.md shows.
constexpr double kWideLength_m = 2500;
constexpr double kWideTextureVv = 0.85;  // of the texture's deviation
constexpr double kWideTextureVh = 1.1;
constexpr double kTextureLength_m = 150;
constexpr double kTexture = 0.5;
constexpr double kFineLength_m = 45;  // what cells of 30 m hardly resolve
constexpr double kFineTexture = 0.9;
// What all ground has in common on a date: how wet and how green it is.
constexpr double kDayVv_db = 0.75;
constexpr double kDayVh_db = 1.0;
constexpr std::uint64_t kDayStream = 900;
constexpr double kShowerLength_m = 4000;
constexpr double kShower = 0.5;         // of the moisture's deviation
constexpr double kPatchLength_m = 300;  // of stands that dry or leaf together
constexpr double kPatch_db = 0.15;
constexpr double kFineWeatherVv_db = 0.8;
constexpr double kFineWeatherVh_db = 1.15;
constexpr double kNoiseDeviation = 0.25;  // of gradient_noise
constexpr double kOwnShare = 0.6;         // of VH's weather that VV does not share
constexpr double kLeastCosine = 0.05;
constexpr double kFloor = 1e-5;  // −50 dB

// Parcels used otherwise: harvested, ploughed, grown, felled.
constexpr double kChangedDeviation_db = 2.5;
constexpr double kChangedMeanVh_db = -1;

// Debris: bare and rough, so that VV depends on the local incidence angle as of soil; the deposit
// carries wood and blocks (Mondini et al. 2019 found brighter and darker landslides alike).
constexpr double kDebrisFalloffVv = 1.8;
constexpr double kDebrisFalloffVh = 0.8;
constexpr double kDepositFrom = 0.6;
constexpr double kDepositVv_db = 0.7;
constexpr double kDepositVh_db = 2.0;
constexpr double kDebrisTextureLength_m = 60;
constexpr double kDebrisTexture_db = 1.0;

double power_of(double db) { return std::pow(10, db / 10); }

// Deviation 1, smooth over `length_m`.
double field(Point place, double length_m, std::uint64_t seed) {
  return gradient_noise(place.x / length_m, place.y / length_m, seed) / kNoiseDeviation;
}

// Draws that VV and VH share for the most part.
double shared_normal(std::uint64_t seed, std::uint64_t stream, bool cross) {
  const double common = Random(seed, stream).normal();
  if (!cross) return common;
  const double own = Random(seed, stream + 500).normal();
  return std::sqrt(1 - kOwnShare * kOwnShare) * common + kOwnShare * own;
}

// What a date has in common everywhere.
struct Day {
  bool cross = false;
  bool after = false;
  bool landslides = false;
  double weather = 0;
  double texture = 0;
  std::uint64_t seed = 0;       // of the ground
  std::uint64_t date_seed = 0;  // of the date
  std::uint64_t side_seed = 0;  // of all dates before, or after
  double everywhere_db = 0;     // of all ground
  std::array<double, kCovers> level_db{};
};

Day day_of(const Acquisition& acquisition, const SceneOptions& options) {
  Day day;
  day.cross = cross_polarised(acquisition.polarisation);
  day.after = acquisition.after_event;
  day.landslides = acquisition.after_event;
  day.weather = options.weather;
  day.texture = options.texture;
  day.seed = options.seed;
  const std::uint64_t days_seed = options.seed * 1000003 + options.days_seed * 10007;
  day.date_seed = days_seed + static_cast<std::uint64_t>(acquisition.date);
  day.side_seed = options.seed * 1000003 + (day.after ? 900001 : 900002);
  day.everywhere_db = day.weather * (day.cross ? kDayVh_db : kDayVv_db) *
                      shared_normal(day.date_seed, kDayStream, day.cross);
  for (std::size_t i = 0; i < day.level_db.size(); ++i) {
    const CoverSignal& signal = signal_of(static_cast<std::uint8_t>(i));
    const double moisture = signal.moisture_db * shared_normal(day.date_seed, i, day.cross);
    const double season = signal.season_db * shared_normal(day.side_seed, i, day.cross);
    day.level_db[i] = (day.cross ? signal.vh_db : signal.vv_db) + day.everywhere_db +
                      day.weather * (moisture + season);
  }
  return day;
}

// dB that γ⁰ differs by from that at the reference incidence angle.
double falloff_db(const Ground& ground, int row, int col, double exponent) {
  if (ground.cos_incidence.empty()) return 0;
  static const double reference = std::cos(kReferenceIncidence_deg * kDegree);
  const double cosine = ground.cos_incidence(row, col);
  return 10 * exponent * std::log10((cosine < kLeastCosine ? kLeastCosine : cosine) / reference);
}

double weather_db(const Day& day, const CoverSignal& signal, Point place, std::uint32_t parcel) {
  if (day.weather == 0) return 0;
  double db = kShower * signal.moisture_db * field(place, kShowerLength_m, day.date_seed + 11) +
              kPatch_db * field(place, kPatchLength_m, day.date_seed + 12) +
              (day.cross ? kFineWeatherVh_db : kFineWeatherVv_db) *
                  field(place, kFineLength_m, day.date_seed + (day.cross ? 14 : 13));
  if (signal.parcel_db > 0) {
    db += signal.parcel_db * shared_normal(cell_hash(parcel, 0, day.date_seed), 3, day.cross);
  }
  return day.weather * db;
}

double parcel_change_db(const Day& day, const Ground& ground, std::uint32_t parcel) {
  Random random(cell_hash(parcel, 1, day.seed), 4);
  if (random.uniform() >= ground.changed_parcels) return 0;
  const double vv = kChangedDeviation_db * random.normal();
  const double vh = kChangedMeanVh_db + kChangedDeviation_db * random.normal();
  return day.cross ? vh : vv;
}

double cover_db(const Day& day, const Ground& ground, int row, int col, Point place) {
  const std::uint8_t cover = ground.cover(row, col);
  const CoverSignal& signal = signal_of(cover);
  const std::uint32_t parcel = ground.parcel.empty() ? 0 : ground.parcel(row, col);
  const double exponent = day.cross ? signal.vh_falloff : signal.vv_falloff;
  const double texture =
      (day.cross ? kWideTextureVh : kWideTextureVv) *
          field(place, kWideLength_m, day.seed + (day.cross ? 76 : 54)) +
      kTexture * field(place, kTextureLength_m, day.seed + (day.cross ? 77 : 55)) +
      kFineTexture * field(place, kFineLength_m, day.seed + (day.cross ? 78 : 56));
  double db = day.level_db[cover] + falloff_db(ground, row, col, exponent) +
              day.texture * signal.texture_db * texture + weather_db(day, signal, place, parcel);
  const bool used = cover != static_cast<std::uint8_t>(Cover::water);
  if (day.after && used && ground.changed_parcels > 0) db += parcel_change_db(day, ground, parcel);
  return db;
}

double debris_db(const Day& day, const Ground& ground, const Landslide& slide, int row, int col,
                 Point place) {
  constexpr auto kRock = static_cast<std::uint8_t>(Cover::rock);
  const bool deposit = !ground.runout.empty() && ground.runout(row, col) > kDepositFrom;
  double db = day.cross ? slide.debris_vh_db : slide.debris_vv_db;
  if (deposit) db += day.cross ? kDepositVh_db : kDepositVv_db;
  db += falloff_db(ground, row, col, day.cross ? kDebrisFalloffVh : kDebrisFalloffVv);
  db += kDebrisTexture_db * field(place, kDebrisTextureLength_m, day.seed + (day.cross ? 99 : 98));
  return db + day.everywhere_db + weather_db(day, signal_of(kRock), place, 0);
}

float mean_power(const Day& day, const Ground& ground, int row, int col, Point place) {
  const double cover = power_of(cover_db(day, ground, row, col, place));
  const int number = ground.landslide(row, col);
  if (!day.landslides || number == 0) return static_cast<float>(cover);
  const Landslide& slide = ground.slides[static_cast<std::size_t>(number) - 1];
  const double debris = power_of(debris_db(day, ground, slide, row, col, place));
  return static_cast<float>((1 - slide.stripped) * cover + slide.stripped * debris);
}

Image<float> mean_image(const Grid& grid, const Ground& ground, const Day& day,
                        ThreadPool& threads) {
  Image<float> power(grid.size());
  threads.parallel_for(grid.rows(), [&](std::int64_t r) {
    const int row = static_cast<int>(r);
    for (int col = 0; col < grid.cols(); ++col) {
      power(row, col) = mean_power(day, ground, row, col, grid.centre(row, col));
    }
  });
  return power;
}

}  // namespace

Image<float> mean_backscatter(const Grid& grid, const Ground& ground,
                              const Acquisition& acquisition, const SceneOptions& options,
                              ThreadPool& threads) {
  return mean_image(grid, ground, day_of(acquisition, options), threads);
}

Image<float> backscatter(const Grid& grid, const Ground& ground, const Acquisition& acquisition,
                         const SceneOptions& options, ThreadPool& threads) {
  const Day day = day_of(acquisition, options);
  Image<float> power = mean_image(grid, ground, day, threads);
  const Image<float> fading =
      speckle(grid.size(), {options.looks, options.speckle_correlation},
              cell_hash(acquisition.date, day.cross ? 1 : 0, day.date_seed), threads);
  const auto noise = static_cast<float>(power_of(options.noise_db));
  for (std::size_t i = 0; i < power.values().size(); ++i) {
    float& value = power.values()[i];
    if (std::isnan(value)) continue;
    value = std::max((value + noise) * fading.values()[i] - noise, static_cast<float>(kFloor));
  }
  return power;
}

Image<float> landslide_change_db(const Grid& grid, const Ground& ground,
                                 const std::string& polarisation, const SceneOptions& options,
                                 ThreadPool& threads) {
  SceneOptions calm = options;
  calm.weather = 0;
  const Day before = day_of({polarisation, 0, false}, calm);
  Day after = before;
  after.landslides = true;
  Image<float> change(grid.size());
  threads.parallel_for(grid.rows(), [&](std::int64_t r) {
    const int row = static_cast<int>(r);
    for (int col = 0; col < grid.cols(); ++col) {
      if (ground.landslide(row, col) == 0) continue;
      const Point place = grid.centre(row, col);
      change(row, col) = 10 * std::log10(mean_power(after, ground, row, col, place) /
                                         mean_power(before, ground, row, col, place));
    }
  });
  return change;
}

}  // namespace scarp::sim
