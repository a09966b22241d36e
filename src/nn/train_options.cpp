#include "nn/train_options.h"

#include <nlohmann/json.hpp>

namespace scarp::nn {
namespace {

using Json = nlohmann::ordered_json;

Json json_of(const LossOptions& loss) {
  Json json{{"kind", name_of(loss.kind)}};
  if (loss.kind != LossOptions::Kind::bce) json["smooth"] = loss.smooth;
  if (loss.kind == LossOptions::Kind::focal_tversky) {
    json["missed"] = loss.missed;
    json["false_alarms"] = loss.false_alarms;
    json["exponent"] = loss.exponent;
  }
  return json;
}

Json json_of(const dataset::Augmentation& how) {
  Json json{{"flip", how.flip}, {"rotate", how.rotate}, {"gain_db", how.gain_db}};
  json["speckle_looks"] = how.speckle_looks ? Json(*how.speckle_looks) : Json();
  for (const dataset::BandDrop& drop : how.drops) json["drop_band"][drop.band] = drop.share;
  return json;
}

}  // namespace

Json to_json(const TrainOptions& options) {
  Json json{{"loss", json_of(options.loss)},
            {"optimiser", options.optimiser == Optimiser::adam ? "adam" : "adamw"},
            {"learning_rate", options.learning_rate}};
  if (options.optimiser == Optimiser::adamw) json["weight_decay"] = options.weight_decay;
  json["schedule"] = options.schedule == Schedule::none ? "none" : "cosine";
  json["epochs"] = options.epochs;
  json["patience"] = options.patience;
  json["batch"] = options.batch;
  json["seed"] = options.seed;
  json["augmentation"] = json_of(options.augmentation);
  json["device"] = name_of(options.device);
  json["bf16"] = options.bf16;
  return json;
}

}  // namespace scarp::nn
