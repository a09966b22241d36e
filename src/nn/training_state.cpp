#include "nn/training_state.h"

#include <algorithm>
#include <stdexcept>

#include "core/error.h"
#include "core/json.h"

namespace scarp::nn {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kKey = "scarp_training";

Json json_of(const EpochRecord& record) {
  const eval::Confusion& c = record.validation;
  return {record.epoch, record.training_loss, record.validation_loss, c.tp, c.fp, c.fn, c.tn};
}

EpochRecord record_from(const Json& json) {
  return {json.at(0), json.at(1), json.at(2), {json.at(3), json.at(4), json.at(5), json.at(6)}};
}

Json json_of(const TrainingState& state) {
  Json json{{"fingerprint", state.fingerprint},
            {"epoch", state.epoch},
            {"step", state.step},
            {"loss_sum", state.loss_sum},
            {"optimiser_steps", state.optimiser_steps},
            {"best_epoch", state.best_epoch},
            {"diverged", state.diverged},
            {"seconds", state.seconds},
            {"curve", Json::array()}};
  if (state.best_loss) json["best_loss"] = *state.best_loss;
  for (const EpochRecord& record : state.curve) json["curve"].push_back(json_of(record));
  return json;
}

// Numbers that no training comes to would have it read and write where there is nothing.
bool possible(const TrainingState& state) {
  const auto counted = [&](const EpochRecord& record) {
    const eval::Confusion& c = record.validation;
    return record.epoch >= 1 && record.epoch <= state.epoch &&
           std::min({c.tp, c.fp, c.fn, c.tn}) >= 0;
  };
  const int first_best = state.best_loss ? 1 : 0;
  return state.epoch >= 0 && state.step >= 0 && state.optimiser_steps >= 0 && state.seconds >= 0 &&
         state.best_epoch >= first_best && state.best_epoch <= state.epoch &&
         std::all_of(state.curve.begin(), state.curve.end(), counted);
}

// Throws std::exception.
TrainingState state_from(const Json& json) {
  TrainingState state;
  state.fingerprint = json.at("fingerprint");
  state.epoch = json.at("epoch");
  state.step = json.at("step");
  state.loss_sum = json.at("loss_sum");
  state.optimiser_steps = json.at("optimiser_steps");
  state.best_epoch = json.at("best_epoch");
  state.diverged = json.at("diverged");
  state.seconds = json.at("seconds");
  if (json.contains("best_loss")) state.best_loss = json["best_loss"].get<double>();
  for (const Json& record : json.at("curve")) state.curve.push_back(record_from(record));
  if (!possible(state)) throw std::domain_error("impossible numbers");
  return state;
}

}  // namespace

TrainingState read_state(const std::filesystem::path& path) {
  model::WeightsFile file = model::read_weights(path);
  try {
    TrainingState state = state_from(parse_json(file.metadata.at(kKey)));
    state.tensors = std::move(file.tensors);
    return state;
  } catch (const std::exception&) {
    throw Error({"is no checkpoint of a training", path.string(), "Start anew with --overwrite"});
  }
}

void write_state(const std::filesystem::path& path, const TrainingState& state) {
  const std::filesystem::path aside = path.string() + ".part";
  model::write_weights(aside, {{{kKey, json_of(state).dump()}}, state.tensors});
  std::filesystem::rename(aside, path);
}

}  // namespace scarp::nn
