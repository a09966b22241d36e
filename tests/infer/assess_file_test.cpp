#include "infer/assess_file.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "core/output_folder.h"
#include "core/run_record.h"
#include "dataset/data_set_files.h"
#include "infer/cpu_predictor.h"
#include "infer/random_model.h"
#include "support/temp_folder.h"

namespace scarp::infer {
namespace {

constexpr int kEdge = 16;
constexpr int kPatches = 4;
constexpr std::size_t kPixels = std::size_t{kPatches} * kEdge * kEdge;

model::Model small_model() {
  model::NetworkDescription network;
  network.family = model::NetworkDescription::Family::unet;
  network.bands = 1;
  network.filters = 2;
  network.depth = 1;
  model::Model result = random_model(network);
  result.card.bands = {{"VV_post", "power", "VV", "", {}}};
  result.card.patch_rows = result.card.patch_cols = kEdge;
  result.card.made_by = "a test";
  return result;
}

// A folder with a model and a data set of validation patches, whose labels are those that the model
// gives in floats to all scores but a `below` part of them, or none at all.
class AssessFile : public testing::Test {
 protected:
  model::Card assessed(double below, bool labelled = true) {
    model::Model model = small_model();
    dataset::Patches patches{kPatches, kEdge, kEdge, 1, noise(kPixels, 3), {}, {}};
    patches.y.resize(kPixels);
    cpu_predictor(model, threads_)
        ->predict(patches.x.data(), kPatches, kEdge, kEdge, patches.y.data());
    std::vector<float> sorted = patches.y;
    std::sort(sorted.begin(), sorted.end());
    model.card.delineation_threshold = sorted[static_cast<std::size_t>(below * kPixels)];
    model::write_model(folder_ / "m.safetensors", model);
    const auto threshold = static_cast<float>(model.card.delineation_threshold);
    for (float& label : patches.y) label = labelled && label >= threshold ? 1 : 0;
    write(patches);
    Reporter reporter(Reporter::Level::quiet);
    assess_file(folder_ / "m.safetensors", dataset::DataSet(folder_ / "set"), threads_, reporter);
    EXPECT_TRUE(reporter.warnings().empty());
    return model::read_model(folder_ / "m.safetensors").card;
  }

  void write(const dataset::Patches& patches) {
    OutputFolder out(folder_ / "set", true);
    dataset::DataSetWriter writer(out, {{0, kPatches, 0}, kEdge, kEdge, 1, false});
    writer.write(dataset::Part::validation, 0, patches);
    dataset::DataSetDescription description;
    description.bands = small_model().card.bands;
    writer.finish(description, {});
    write_text(out.file(kRunRecordName), "{\"program\": \"scarp\"}");
    out.commit();
  }

  test::TempFolder folder_;
  ThreadPool threads_{2};
};

TEST_F(AssessFile, NotesWhatIntegersNeedWhereTheyAreGoodEnough) {
  const model::Card card = assessed(0.02);  // few scores are near the threshold
  // NOLINTNEXTLINE(bugprone-unchecked-optional-access): an exception fails the test
  const model::IntegerPrecision& int8 = card.int8.value();
  EXPECT_TRUE(int8.passed);
  EXPECT_FALSE(int8.ranges.empty());
}

TEST_F(AssessFile, LeavesTheCardAloneWhereTheyAreNot) {
  EXPECT_FALSE(assessed(0.5).int8) << "roundings move pixels across the threshold";
}

TEST_F(AssessFile, LeavesTheCardAloneWhereNothingIsFound) {
  EXPECT_FALSE(assessed(0.02, false).int8) << "F1 is 0 in either";
}

}  // namespace
}  // namespace scarp::infer
