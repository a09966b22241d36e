#include "nn/train.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <limits>
#include <numeric>
#include <utility>

#include "core/error.h"
#include "support/invented_patches.h"
#include "support/temp_folder.h"

namespace scarp::nn {
namespace {

namespace fs = std::filesystem;
using test::invented_patches;
using test::TempFolder;

struct Setting {
  TrainingData data{invented_patches(13, 1), invented_patches(5, 2), {}, {}};
  model::NetworkDescription network;
  TrainOptions options;

  Setting() {
    data.bands = {{"VV_pre", "power", "VV", "", {}, 0.5}, {"VV_post", "power", "VV", "", {}}};
    network.family = model::NetworkDescription::Family::unet_dropout;
    network.bands = 2;
    network.filters = 2;
    network.depth = 2;
    options.epochs = 4;
    options.batch = 4;
    options.learning_rate = 1e-2;
    options.schedule = Schedule::cosine;
    options.optimiser = Optimiser::adamw;
    options.augmentation = {true, true, 8.0, 1.0, {{"VV_pre", 0.5}}};
    options.device = Device::cpu;
  }

  TrainingResult run(const fs::path& checkpoint) const {
    Reporter reporter(Reporter::Level::quiet);
    return train(network, data, options, checkpoint, reporter);
  }
};

void expect_same(const TrainingResult& a, const TrainingResult& b) {
  for (const auto& [name, tensor] : a.weights) {
    EXPECT_EQ(tensor.values, b.weights.at(name).values) << name;
  }
  ASSERT_EQ(a.curve.size(), b.curve.size());
  EXPECT_EQ(a.best_epoch, b.best_epoch);
  for (std::size_t i = 0; i < a.curve.size(); ++i) {
    EXPECT_EQ(a.curve[i].training_loss, b.curve[i].training_loss);
    EXPECT_EQ(a.curve[i].validation_loss, b.curve[i].validation_loss);
  }
}

TEST(TrainTest, RepeatsBitByBit) {
  const TempFolder temp;
  const Setting setting;
  expect_same(setting.run(temp / "a"), setting.run(temp / "b"));
}

// A process that trains, keeps its state after each batch, and is killed after some time.
bool killed_after(int milliseconds, Setting setting, const fs::path& checkpoint) {
  const pid_t pid = fork();
  if (pid == 0) {
    setting.options.checkpoint_s = 0;
    setting.run(checkpoint);
    _exit(0);
  }
  usleep(static_cast<useconds_t>(milliseconds) * 1000);
  kill(pid, SIGKILL);
  int status = 0;
  waitpid(pid, &status, 0);
  return WIFSIGNALED(status);
}

TEST(TrainTest, KilledAtAnyMomentItEndsAlike) {
  const TempFolder temp;
  Setting setting;
  int kills = 0;
  for (int i = 0; i < 12; ++i) {
    if (!killed_after(15 + 7 * i, setting, temp / "killed")) break;
    ++kills;
  }
  EXPECT_GT(kills, 0);
  expect_same(setting.run(temp / "killed"), setting.run(temp / "undisturbed"));
}

TEST(TrainTest, GoesOnWithinAnEpoch) {
  const TempFolder temp;
  Setting setting;
  const TrainingResult undisturbed = setting.run(temp / "undisturbed");
  // Killed as soon as two batches of an epoch are kept.
  const pid_t pid = fork();
  if (pid == 0) {
    setting.options.checkpoint_s = 0;
    setting.run(temp / "killed");
    _exit(0);
  }
  bool within = false;
  while (!within && waitpid(pid, nullptr, WNOHANG) == 0) {
    within = fs::exists(temp / "killed") && read_state(temp / "killed").step == 2;
  }
  kill(pid, SIGKILL);
  waitpid(pid, nullptr, 0);
  expect_same(setting.run(temp / "killed"), undisturbed);
}

TEST(TrainTest, OtherOptionsDoNotGoOn) {
  const TempFolder temp;
  Setting setting;
  setting.options.epochs = 1;
  setting.run(temp / "state");
  setting.options.batch = 3;
  EXPECT_THROW(setting.run(temp / "state"), Error);
  setting.options.batch = 4;
  setting.data.training.y[5] = 1 - setting.data.training.y[5];
  EXPECT_THROW(setting.run(temp / "state"), Error);
}

TEST(TrainTest, DamagedCheckpointsAreRefused) {
  const TempFolder temp;
  Setting setting;
  test::write_file(temp / "state", "nonsense");
  EXPECT_THROW(setting.run(temp / "state"), Error);
}

TEST(TrainTest, CheckpointsWithImpossibleNumbersAreRefused) {
  const TempFolder temp;
  Setting setting;
  setting.options.epochs = 1;
  setting.run(temp / "state");
  const TrainingState good = read_state(temp / "state");
  const auto refused = [&](const auto& change) {
    TrainingState state = good;
    change(state);
    write_state(temp / "state", state);
    EXPECT_THROW(setting.run(temp / "state"), Error);
  };
  refused([](TrainingState& state) { state.step = -1000000; });
  refused([](TrainingState& state) { state.step = 1000000; });
  refused([](TrainingState& state) { state.epoch = std::numeric_limits<int>::min(); });
  refused([](TrainingState& state) { state.epoch = 2; });
  refused([](TrainingState& state) { state.best_epoch = 0; });
  refused([](TrainingState& state) { state.best_epoch = 7; });
  refused([](TrainingState& state) { state.optimiser_steps = -1; });
  refused([](TrainingState& state) { state.seconds = -1; });
  refused([](TrainingState& state) { state.curve.at(0).epoch = -3; });
  refused([](TrainingState& state) { state.curve.at(0).validation.tp = -1; });
  TrainingState slow = good;
  slow.seconds = 1e6;
  write_state(temp / "state", slow);
  EXPECT_GE(setting.run(temp / "state").seconds, 1e6) << "earlier starts count";
}

TEST(TrainTest, OtherDataDoNotGoOnWhereValuesAreInvalid) {
  const TempFolder temp;
  Setting setting;
  setting.options.epochs = 1;
  setting.data.training.valid.assign(setting.data.training.y.size(), 1);
  setting.data.training.valid[7] = 0;
  setting.data.training.x[14] = std::numeric_limits<float>::quiet_NaN();
  setting.run(temp / "state");
  const float value = std::exchange(setting.data.training.x[100], 0.5F);
  EXPECT_THROW(setting.run(temp / "state"), Error);
  setting.data.training.x[100] = value;
  EXPECT_NO_THROW(setting.run(temp / "state"));
  setting.data.bands[0].unit = "dB";
  EXPECT_THROW(setting.run(temp / "state"), Error);
}

TEST(TrainTest, StopsWhenValidationDoesNotImprove) {
  const TempFolder temp;
  Setting setting;
  setting.options.epochs = 60;
  setting.options.patience = 2;
  setting.options.learning_rate = 1e-8;  // batch norms settle, then nothing moves
  const TrainingResult result = setting.run(temp / "state");
  EXPECT_LT(result.curve.size(), 60U);
  EXPECT_EQ(static_cast<int>(result.curve.size()), result.best_epoch + 2);
}

TEST(TrainTest, Learns) {
  const TempFolder temp;
  Setting setting;
  setting.network.family = model::NetworkDescription::Family::unet;
  setting.network.filters = 4;
  setting.options.augmentation = {false, false, {}, 0};
  setting.options.epochs = 40;
  const TrainingResult result = setting.run(temp / "state");
  EXPECT_LT(result.curve.back().training_loss, 0.6 * result.curve.front().training_loss);
}

TEST(TrainTest, OtherSharesOfDroppedBandsDoNotGoOn) {
  const TempFolder temp;
  Setting setting;
  setting.options.epochs = 1;
  setting.run(temp / "state");
  setting.options.augmentation.drops.front().share = 0.4;
  EXPECT_THROW(setting.run(temp / "state"), Error);
}

TEST(TrainingDataTest, BandsAreDroppedFromPatchesToLearnFromAlone) {
  const Setting setting;
  const auto dropped = [&](const Batch& batch) {
    std::int64_t count = 0;
    for (std::size_t i = 0; i < batch.x.size(); i += 2) count += batch.x[i] == 0.5F ? 1 : 0;
    return count;
  };
  const dataset::Augmentation all{false, false, {}, 0, {{"VV_pre", 1.0}}};
  const BatchAugmentation augmentation{all, 1, 0};
  const Batch learnt = assemble(setting.data, setting.data.training, {0, 1}, &augmentation);
  EXPECT_EQ(dropped(learnt), static_cast<std::int64_t>(learnt.x.size() / 2));
  EXPECT_EQ(dropped(assemble(setting.data, setting.data.validation, {0, 1}, nullptr)), 0);
}

TEST(TrainingDataTest, AnEpochHoldsEachPatchOnce) {
  const std::vector<std::int64_t> order = epoch_order(50, 3, 7);
  std::vector<std::int64_t> sorted = order;
  std::sort(sorted.begin(), sorted.end());
  std::vector<std::int64_t> all(50);
  std::iota(all.begin(), all.end(), 0);
  EXPECT_EQ(sorted, all);
  EXPECT_EQ(order, epoch_order(50, 3, 7));
  EXPECT_NE(order, epoch_order(50, 3, 8));
  EXPECT_NE(order, epoch_order(50, 4, 7));
}

}  // namespace
}  // namespace scarp::nn
