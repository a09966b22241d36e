#include "scoring/calibration.h"

#include "core/error.h"
#include "eval/calibration.h"

namespace scarp::scoring {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kBins = 10;  // of the error
constexpr double kLeastTemperature = 0.0101;
constexpr double kMostTemperature = 99;

double error_of(const eval::ScoreTable& scores) {
  return eval::expected_calibration_error(eval::reliability(scores, kBins)).value_or(0);
}

}  // namespace

void require_real(const Json& details, const std::string& name) {
  if (!details.is_object() || !details.contains("sources")) return;
  for (const Json& source : details["sources"]) {
    if (!source.is_object() || source.value("simulated", Json()) != true) continue;
    throw Error(
        {"was cut from simulated scenes: no temperature of theirs makes probabilities of "
         "real ones",
         name, "Calibrate on patches of real events"});
  }
}

Calibration calibrate(const eval::ScoreTable& scores, const std::string& name) {
  const auto temperature = eval::fit_temperature(scores);
  if (!temperature) {
    throw Error({"holds no landslide, or nothing else: no temperature can be fitted", name, ""});
  }
  if (*temperature < kLeastTemperature || *temperature > kMostTemperature) {
    throw Error({"no temperature makes probabilities of the model's scores", name,
                 "Calibrate on more patches"});
  }
  return {*temperature, error_of(scores), error_of(eval::with_temperature(scores, *temperature))};
}

Json to_json(const Calibration& calibration) {
  return {{"temperature", calibration.temperature},
          {"ece_before", calibration.ece_before},
          {"ece_after", calibration.ece_after}};
}

}  // namespace scarp::scoring
