#include "nn/training_state.h"

#include <nlohmann/json.hpp>

#include "core/error.h"

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
            {"curve", Json::array()}};
  if (state.best_loss) json["best_loss"] = *state.best_loss;
  for (const EpochRecord& record : state.curve) json["curve"].push_back(json_of(record));
  return json;
}

// Throws nlohmann's errors.
TrainingState state_from(const Json& json) {
  TrainingState state;
  state.fingerprint = json.at("fingerprint");
  state.epoch = json.at("epoch");
  state.step = json.at("step");
  state.loss_sum = json.at("loss_sum");
  state.optimiser_steps = json.at("optimiser_steps");
  state.best_epoch = json.at("best_epoch");
  state.diverged = json.at("diverged");
  if (json.contains("best_loss")) state.best_loss = json["best_loss"].get<double>();
  for (const Json& record : json.at("curve")) state.curve.push_back(record_from(record));
  return state;
}

}  // namespace

TrainingState read_state(const std::filesystem::path& path) {
  model::WeightsFile file = model::read_weights(path);
  try {
    TrainingState state = state_from(Json::parse(file.metadata.at(kKey)));
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
