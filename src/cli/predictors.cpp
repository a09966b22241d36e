#include "cli/predictors.h"

#include <fmt/format.h>

#include "core/error.h"
#ifdef SCARP_TORCH
#include "nn/device.h"
#include "nn/predictor.h"
#endif
#ifdef SCARP_TORCH_APART
#include "cli/hand_over.h"
#endif
#ifdef SCARP_INFER
#include "infer/cpu_predictor.h"
#endif

namespace scarp::cli {
namespace {

#ifdef SCARP_TORCH
bool on_cuda(const std::string& device) {
  return nn::resolve(nn::device_named(device)) == nn::Device::cuda;
}

MakePredictor by_libtorch(nn::Device device, const std::string& wanted, Session& session,
                          RunRecord& record) {
  nn::set_threads(session.threads.threads());
  record.fact("library", nn::library_version());
  return [device, &record, precision = nn::precision_named(wanted)](
             const std::string&, const model::Model& model, const dataset::Scaling&) {
    record.add_to_fact("precision", nn::name_of(precision));
    return nn::make_predictor(model, device, precision);
  };
}
#else
bool on_cuda(const std::string& device) {
  if (device != "cuda") return false;
  throw Error({"this scarp was built without libtorch", "--device cuda", "Choose cpu"},
              Fault::usage);
}
#endif

// Throws Error (usage) for a precision that `device` does not have.
void require_suited(const std::string& precision, const std::string& device) {
  const std::string option = "--precision " + precision;
  if (device == "cuda" && precision == "int8") {
    throw Error({"integers of eight bits are for processors", option,
                 "Choose fp32, bf16 or fp16, or --device cpu"},
                Fault::usage);
  }
  if (device == "cpu" && (precision == "bf16" || precision == "fp16")) {
    throw Error({"half precision needs a CUDA device", option, "Choose auto, fp32 or int8"},
                Fault::usage);
  }
}

#ifdef SCARP_INFER
// Integers of eight bits were tried with the scaling of the model's card alone.
infer::Precision assessed(infer::Precision wanted, const std::string& path, const model::Card& card,
                          const dataset::Scaling& scaling) {
  if (scaling.kind == card.scaling.kind) return wanted;
  if (wanted != infer::Precision::int8) return infer::Precision::fp32;
  throw Error({fmt::format("integers of eight bits were tried with the scaling {} of its card, not "
                           "with {}",
                           dataset::name_of(card.scaling.kind), dataset::name_of(scaling.kind)),
               path, "Predict with --precision fp32, or leave out --scaling"},
              Fault::usage);
}
#endif

}  // namespace

void add_network_options(CLI::App& command, NetworkOptions& options) {
  add_device_option(command, options.device);
  command
      .add_option("--precision", options.precision,
                  "auto: on processors integers of eight bits, where the model's card says that\n"
                  "they are good enough and the processor has instructions for them, else fp32;\n"
                  "bf16 and fp16: half precision, on CUDA devices")
      ->check(CLI::IsMember({"auto", "fp32", "int8", "bf16", "fp16"}))
      ->option_text(fmt::format("auto | fp32 | int8 | bf16 | fp16 [{}]", options.precision));
}

void hand_over_to_cuda(const NetworkOptions& options) {
#ifdef SCARP_TORCH_APART
  const bool wanted = options.device == "cuda";
  if (wanted || (options.device == "auto" && has_cuda_driver())) hand_over();
#else
  static_cast<void>(options);
#endif
}

MakePredictor make_predictors(const NetworkOptions& options, Session& session, RunRecord& record) {
  require_suited(options.precision, options.device);
  const bool cuda = on_cuda(options.device);
  const std::string device = cuda ? "cuda" : "cpu";
  require_suited(options.precision, device);
  record.option("device", device);
  record.option("precision", options.precision);
#ifdef SCARP_TORCH
  if (cuda) return by_libtorch(nn::Device::cuda, options.precision, session, record);
#endif
#ifdef SCARP_INFER
  const infer::Precision precision = infer::precision_named(options.precision);
  return [&session, &record, precision](const std::string& path, const model::Model& model,
                                        const dataset::Scaling& scaling) {
    const infer::Precision used =
        infer::resolve(assessed(precision, path, model.card, scaling), model.card, path);
    if (used == infer::Precision::int8 && !infer::has_integer_instructions()) {
      session.reporter.warn(
          "this processor has no instructions for integers of eight bits: slower and less exact "
          "than floats");
    }
    record.add_to_fact("precision", infer::name_of(used));
    return infer::cpu_predictor(model, session.threads, {used, path});
  };
#else
  if (options.precision == "int8") {
    throw Error({"this scarp was built without oneDNN", "--precision int8", "Choose fp32"},
                Fault::usage);
  }
  return by_libtorch(nn::Device::cpu, options.precision, session, record);
#endif
}

}  // namespace scarp::cli
