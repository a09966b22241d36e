#include "nn/train.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <csignal>
#include <iterator>
#include <map>
#include <nlohmann/json.hpp>
#include <numeric>

#include "core/error.h"
#include "core/interrupt.h"
#include "nn/adam.h"
#include "nn/initial_weights.h"
#include "nn/loss.h"
#include "nn/network.h"
#include "nn/patch_tensor.h"

namespace scarp::nn {
namespace {

constexpr double kThreshold = 0.5;

struct BatchTensors {
  torch::Tensor x;
  torch::Tensor truth;
  torch::Tensor valid;
};

class Trainer {
 public:
  Trainer(const model::NetworkDescription& description, const TrainingData& data,
          const TrainOptions& options, const std::filesystem::path& checkpoint, Reporter& reporter,
          Communicator* ranks)
      : ranks_(ranks == nullptr || is_alone(*ranks) ? nullptr : ranks),
        data_(data),
        options_(options),
        checkpoint_(checkpoint),
        reporter_(reporter),
        network_(description, torch_device(options.device)),
        adam_({0.9, 0.999, 1e-7, options.optimiser == Optimiser::adamw ? options.weight_decay : 0},
              network_.parameters(), network_.kernels()),
        loss_sum_(torch::zeros({}, torch::dtype(torch::kDouble).device(network_.device()))),
        best_parameters_(network_.parameters()),
        best_statistics_(network_.statistics()) {
    state_.fingerprint = fmt::format("{} {} {}", model::to_json(description).dump(),
                                     to_json(options).dump(), fingerprint(data));
    if (std::filesystem::exists(checkpoint)) {
      restore();
    } else {
      network_.load(initial_weights(description, options.seed));
      keep_best();
    }
    if (ranks_ == nullptr) return;
    if (!network_.can_share_batches()) {
      throw Error({"several processes train on CPUs alone, by scarp's own kernels", "mpirun",
                   "Give --device cpu, or start it without mpirun"},
                  Fault::usage);
    }
    require_same_start(checkpoint);
    ranks_->barrier();  // all have read the state before it is written anew
  }

  TrainingResult run() {
    Reporter::Stage stage(reporter_, "Training", (options_.epochs - state_.epoch) * batches());
    while (!done()) {
      learn(stage);
      finish_epoch(stage);
      save();
    }
    if (!state_.best_loss) {
      throw Error({"the loss is no number from the first epoch on", "",
                   "Try a lower learning rate, another scaling or another loss"});
    }
    network_.parameters().copy_(best_parameters_);
    network_.statistics().copy_(best_statistics_);
    return {network_.weights(), state_.best_epoch, state_.diverged, seconds(), state_.curve};
  }

 private:
  // A rank that does not see the checkpoint of the others would add up gradients of other weights.
  void require_same_start(const std::filesystem::path& checkpoint) {
    const std::array<std::int64_t, 2> own{state_.epoch, state_.optimiser_steps};
    std::array<std::int64_t, 2> first = own;
    ranks_->broadcast(first.data(), sizeof(first));
    if (first == own) return;
    throw Error(
        {fmt::format("this rank has taken {} steps, but the first one {}", own[1], first[1]),
         checkpoint.string(), "All hosts have to see the same folder --out"});
  }

  bool done() const {
    return state_.diverged || state_.epoch >= options_.epochs ||
           state_.epoch - state_.best_epoch >= options_.patience;
  }

  double seconds() const {
    const std::chrono::duration<double> age = std::chrono::steady_clock::now() - start_;
    return seconds_before_ + age.count();
  }

  std::int64_t batches() const {
    return (data_.training.count + options_.batch - 1) / options_.batch;
  }

  // The patches of a batch that are this rank's.
  std::vector<std::int64_t> own_part(const std::vector<std::int64_t>& batch) const {
    if (ranks_ == nullptr) return batch;
    return {batch.begin() + first_of(batch, ranks_->rank()),
            batch.begin() + first_of(batch, ranks_->rank() + 1)};
  }

  std::int64_t first_of(const std::vector<std::int64_t>& batch, int rank) const {
    return static_cast<std::int64_t>(batch.size()) * rank / ranks_->size();
  }

  BatchPart part_of(const std::vector<std::int64_t>& batch) const {
    if (ranks_ == nullptr) return {};
    return {ranks_, first_of(batch, ranks_->rank()), static_cast<std::int64_t>(batch.size())};
  }

  BatchTensors tensors(const dataset::Patches& patches, const std::vector<std::int64_t>& which,
                       const BatchAugmentation* augmentation) const {
    const Batch batch = assemble(data_, patches, which, augmentation);
    const auto device = network_.device();
    const std::vector<std::int64_t> shape{batch.count, patches.rows, patches.cols, patches.bands};
    std::vector<std::int64_t> one = shape;
    one.back() = 1;
    torch::Tensor x = patch_tensor(batch.x.data(), shape, device);
    if (options_.bf16) x = x.to(torch::kBFloat16);
    return {x, patch_tensor(batch.truth.data(), one, device),
            patch_tensor(batch.valid.data(), one, device)};
  }

  double learning_rate() const {
    if (options_.schedule == Schedule::none) return options_.learning_rate;
    const double done = static_cast<double>(state_.epoch * batches() + state_.step) /
                        static_cast<double>(options_.epochs * batches());
    return 0.5 * options_.learning_rate * (1 + std::cos(M_PI * done));
  }

  // The batches of an epoch that are left.
  void learn(Reporter::Stage& stage) {
    const auto epoch = static_cast<std::uint64_t>(state_.epoch);
    const BatchAugmentation augmentation{options_.augmentation, options_.seed, epoch};
    const std::vector<std::int64_t> order = epoch_order(data_.training.count, options_.seed, epoch);
    while (state_.step < batches()) {
      const auto first = order.begin() + state_.step * options_.batch;
      const auto last = order.begin() + std::min<std::int64_t>((state_.step + 1) * options_.batch,
                                                               data_.training.count);
      step({first, last}, augmentation);
      ++state_.step;
      stage.advance();
      keep_safe();
    }
  }

  void step(const std::vector<std::int64_t>& which, const BatchAugmentation& augmentation) {
    const BatchTensors batch = tensors(data_.training, own_part(which), &augmentation);
    // What dropout drops depends on seed and step alone, so that a resumed run drops the same.
    torch::manual_seed(options_.seed * 1000003 + static_cast<std::uint64_t>(adam_.steps));
    network_.gradients().zero_();
    const torch::Tensor value =
        total_loss(options_.loss, network_.forward(batch.x, true, part_of(which)), batch.truth,
                   batch.valid, ranks_);
    value.backward();
    if (ranks_ != nullptr) ranks_->finish_sums();
    adam_.step(network_.parameters(), network_.gradients(), learning_rate());
    loss_sum_ += value.detach().to(torch::kDouble) * static_cast<double>(which.size());
  }

  // The mean over batches, as Keras has it; those of the last, smaller batch weigh less.
  EpochRecord validate() {
    const torch::NoGradGuard no_gradients;
    EpochRecord record;
    double sum = 0;
    for (std::int64_t first = 0; first < data_.validation.count; first += options_.batch) {
      std::vector<std::int64_t> which(
          std::min<std::int64_t>(options_.batch, data_.validation.count - first));
      std::iota(which.begin(), which.end(), first);
      const BatchTensors batch = tensors(data_.validation, own_part(which), nullptr);
      const auto outputs = network_.forward(batch.x, false);
      sum += total_loss(options_.loss, outputs, batch.truth, batch.valid, ranks_).item<double>() *
             static_cast<double>(which.size());
      count(outputs.front(), batch, record.validation);
    }
    share(record.validation);
    record.validation_loss = sum / static_cast<double>(data_.validation.count);
    return record;
  }

  void share(eval::Confusion& confusion) const {
    if (ranks_ == nullptr) return;
    std::int64_t* const counts[] = {&confusion.tp, &confusion.fp, &confusion.fn, &confusion.tn};
    double sums[4] = {};
    std::transform(std::begin(counts), std::end(counts), sums,
                   [](const std::int64_t* one) { return static_cast<double>(*one); });
    ranks_->sum(sums, 4);
    for (int i = 0; i < 4; ++i) *counts[i] = static_cast<std::int64_t>(sums[i]);
  }

  static void count(const torch::Tensor& probability, const BatchTensors& batch,
                    eval::Confusion& confusion) {
    const torch::Tensor valid = batch.valid > kThreshold;
    const torch::Tensor mapped = probability >= kThreshold;
    const torch::Tensor truth = batch.truth > kThreshold;
    const auto number = [&](const torch::Tensor& which) {
      return (which & valid).sum().item<std::int64_t>();
    };
    confusion.tp += number(mapped & truth);
    confusion.fp += number(mapped & ~truth);
    confusion.fn += number(~mapped & truth);
    confusion.tn += number(~mapped & ~truth);
  }

  void finish_epoch(Reporter::Stage& stage) {
    EpochRecord record = validate();
    record.epoch = ++state_.epoch;
    record.training_loss = loss_sum_.item<double>() / static_cast<double>(data_.training.count);
    state_.step = 0;
    loss_sum_.zero_();
    state_.diverged =
        !std::isfinite(record.training_loss) || !std::isfinite(record.validation_loss);
    if (!state_.diverged) {
      if (!state_.best_loss || record.validation_loss < *state_.best_loss) {
        state_.best_loss = record.validation_loss;
        state_.best_epoch = state_.epoch;
        keep_best();
      }
      state_.curve.push_back(record);
    }
    tell(record, stage);
    keep_alike();
  }

  // All ranks compute the same sums, so this changes nothing: it keeps what would not be the same
  // (a processor that rounds differently) from growing.
  void keep_alike() {
    if (ranks_ == nullptr) return;
    for (const auto& [name, tensor] : kept()) {
      ranks_->broadcast(tensor->data_ptr<float>(), tensor->nbytes());
    }
  }

  void tell(const EpochRecord& record, Reporter::Stage& stage) {
    const std::string text =
        fmt::format("loss {:.4f}, validation {:.4f}, F1 {:.3f}", record.training_loss,
                    record.validation_loss, eval::f1(record.validation).value_or(0));
    stage.detail(fmt::format("epoch {}, {}", record.epoch, text));
    reporter_.note(fmt::format("epoch {}: {}{}", record.epoch, text,
                               state_.best_epoch == record.epoch ? ", the best so far" : ""));
  }

  void keep_best() {
    best_parameters_ = network_.parameters().clone();
    best_statistics_ = network_.statistics().clone();
  }

  // Keeps the state now and then, and when the program is asked to end.
  void keep_safe() {
    const int signal = agreed_signal();
    const std::chrono::duration<double> age = std::chrono::steady_clock::now() - saved_;
    if (signal == 0 && age.count() < options_.checkpoint_s) return;
    save();
    if (signal != 0) throw Interrupted(signal);
  }

  // All ranks end after the same step.
  int agreed_signal() const {
    const int signal = interrupt_signal();
    if (ranks_ == nullptr) return signal;
    double ranks_asked = signal != 0 ? 1 : 0;
    ranks_->sum(&ranks_asked, 1);
    if (ranks_asked == 0) return 0;
    return signal != 0 ? signal : SIGTERM;
  }

  std::map<std::string, torch::Tensor*> kept() {
    return {{"parameters", &network_.parameters()},
            {"statistics", &network_.statistics()},
            {"mean", &adam_.mean},
            {"variance", &adam_.variance},
            {"best_parameters", &best_parameters_},
            {"best_statistics", &best_statistics_}};
  }

  void save() {
    saved_ = std::chrono::steady_clock::now();
    if (ranks_ != nullptr && ranks_->rank() != 0) return;
    state_.loss_sum = loss_sum_.item<double>();
    state_.optimiser_steps = adam_.steps;
    state_.seconds = seconds();
    for (const auto& [name, tensor] : kept()) state_.tensors[name] = to_array(*tensor);
    write_state(checkpoint_, state_);
  }

  [[noreturn]] void fail_damaged() const {
    throw Error({"is damaged", checkpoint_.string(), "Start anew with --overwrite"});
  }

  void restore() {
    TrainingState state = read_state(checkpoint_);
    if (state.fingerprint != state_.fingerprint) {
      throw Error({"the training begun there had another network, other options or other data",
                   checkpoint_.parent_path().parent_path().string(),
                   "Start anew with --overwrite, or go on with the options of then"});
    }
    if (state.epoch > options_.epochs || state.step > batches()) fail_damaged();
    keep_best();
    for (const auto& [name, tensor] : kept()) {
      const auto found = state.tensors.find(name);
      if (found == state.tensors.end() ||
          static_cast<std::int64_t>(found->second.values.size()) != tensor->numel()) {
        fail_damaged();
      }
      copy_into(*tensor, found->second);
    }
    state_ = std::move(state);
    seconds_before_ = state_.seconds;
    adam_.steps = state_.optimiser_steps;
    loss_sum_.fill_(state_.loss_sum);
    reporter_.note(fmt::format("going on after epoch {}, batch {}", state_.epoch, state_.step));
  }

  Communicator* ranks_;  // null: one process
  const TrainingData& data_;
  const TrainOptions& options_;
  std::filesystem::path checkpoint_;
  Reporter& reporter_;
  Network network_;
  Adam adam_;
  torch::Tensor loss_sum_;  // over the epoch, on the device
  torch::Tensor best_parameters_;
  torch::Tensor best_statistics_;
  TrainingState state_;
  double seconds_before_ = 0;  // of earlier starts
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  std::chrono::steady_clock::time_point saved_ = std::chrono::steady_clock::now();
};

}  // namespace

void require_possible(const model::NetworkDescription& description, const TrainingData& data,
                      const TrainOptions& options) {
  if (data.training.count == 0 || data.validation.count == 0) {
    throw Error({"the data set has no patches for training or none for validation", "", ""});
  }
  const int multiple = description.multiple();
  if (data.training.rows % multiple != 0 || data.training.cols % multiple != 0) {
    throw Error({fmt::format("patches of {} × {} cannot be halved {} times", data.training.rows,
                             data.training.cols, description.depth),
                 "", "Choose a lower --depth"},
                Fault::usage);
  }
  if (options.bf16 && resolve(options.device) != Device::cuda) {
    throw Error({"half precision needs a CUDA device", "--bf16", ""}, Fault::usage);
  }
}

TrainingResult train(const model::NetworkDescription& description, const TrainingData& data,
                     const TrainOptions& options, const std::filesystem::path& checkpoint,
                     Reporter& reporter, Communicator* ranks) {
  require_possible(description, data, options);
  return Trainer(description, data, options, checkpoint, reporter, ranks).run();
}

}  // namespace scarp::nn
