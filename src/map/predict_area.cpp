#include "map/predict_area.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <memory>
#include <utility>

#include "dataset/augment.h"
#include "map/patch_input.h"
#include "model/numbers.h"

namespace scarp::map {
namespace {

using dataset::Symmetry;

std::vector<Symmetry> symmetries(TestAugmentation augmentation) {
  std::vector<Symmetry> all{{}};
  if (augmentation == TestAugmentation::none) return all;
  all = {{false, false, false}, {false, true, false}, {false, false, true}, {false, true, true}};
  if (augmentation == TestAugmentation::flips) return all;
  for (std::size_t i = 0; i < 4; ++i) all.push_back({true, all[i].flip_rows, all[i].flip_cols});
  return all;
}

// First transposed, then flipped: the way back flips first.
void turn_back(Symmetry symmetry, float* values, int rows, int cols) {
  dataset::apply({false, symmetry.flip_rows, symmetry.flip_cols}, values, rows, cols, 1);
  dataset::apply({symmetry.transpose, false, false}, values, rows, cols, 1);
}

float tempered(float probability, double temperature) {
  constexpr double kSmallest = 0x1p-23;  // 1 less this is a float
  const double p = std::clamp<double>(probability, kSmallest, 1 - kSmallest);
  return static_cast<float>(1 / (1 + std::exp(-std::log(p / (1 - p)) / temperature)));
}

// Memory that is there already is used again.
template <typename T>
void fit(Image<T>& image, Size size) {
  if (image.size() != size) image = Image<T>(size);
}

// Whether no cell is predicted more than once.
bool once(const std::vector<Member>& members, const PredictOptions& options) {
  return options.lattice.overlap == 0 && members.size() == 1 &&
         options.augmentation == TestAugmentation::none;
}

// Patches side by side, on their way to the network.
struct Batch {
  std::vector<int> starts;          // first columns
  std::vector<float> x;             // (patches, rows, cols, bands)
  std::vector<std::uint8_t> valid;  // (patches, rows, cols)
};

class AreaPrediction {
 public:
  AreaPrediction(const RasterSource& stack, const ReadMask& mask,
                 const std::vector<Member>& members, const PredictOptions& options,
                 ThreadPool& threads)
      : size_(stack.grid().size()),
        patch_{options.lattice.rows, options.lattice.cols},
        members_(members),
        symmetries_(symmetries(options.augmentation)),
        with_deviation_(options.deviation),
        kept_bands_(options.kept_bands),
        threads_(threads),
        batch_floats_(options.tile.batch_floats),
        rows_(stack, mask, threads, options.tile.rows),
        input_(rows_, size_, patch_),
        blend_(options.blend, patch_, size_.cols, once(members, options)) {}

  // Predicts the patches whose first row is `row`.
  void predict(int row, const std::vector<int>& starts) {
    advance(row);
    input_.begin_at(row);
    const std::int64_t floats = patch_.cells() * rows_.bands();
    const auto most = static_cast<std::size_t>(std::max<std::int64_t>(1, batch_floats_ / floats));
    Batch& batch = batch_;
    batch.starts.clear();
    for (const int start : starts) {
      if (!any_valid(row, start)) continue;
      batch.starts.push_back(start);
      if (batch.starts.size() < most) continue;
      predict(row, batch);
      batch.starts.clear();
    }
    if (!batch.starts.empty()) predict(row, batch);
  }

  // Rows [first, end), of which no patch is left, in the memory of `result`.
  PredictedRows take(int first, int end, PredictedRows result) {
    const Size size{end - first, size_.cols};
    result.first_row = first;
    fit(result.score, size);
    fit(result.mask, size);
    result.kept.resize(kept_bands_.size());
    for (Image<float>& band : result.kept) fit(band, size);
    result.undeclared = 0;
    for (int row = first; row < end; ++row) result.undeclared += rows_.undeclared(row);
    if (with_deviation_) fit(result.deviation, size);
    threads_.parallel_for(size.rows, [&](std::int64_t i) {
      const int row = static_cast<int>(i);
      float* deviation = with_deviation_ ? result.deviation.row(row) : nullptr;
      blend_.take(first + row, result.score.row(row), deviation);
      const std::uint8_t* mask = rows_.mask(first + row);
      std::copy(mask, mask + size.cols, result.mask.row(row));
      for (std::size_t b = 0; b < kept_bands_.size(); ++b) {
        const float* values = rows_.values(kept_bands_[b], first + row);
        std::copy(values, values + size.cols, result.kept[b].row(row));
      }
      for (int col = 0; col < size.cols; ++col) {
        if (mask[col] == 0) continue;
        result.score(row, col) = std::numeric_limits<float>::quiet_NaN();
        if (deviation != nullptr) deviation[col] = std::numeric_limits<float>::quiet_NaN();
      }
    });
    return result;
  }

 private:
  // Patches at the upper and lower edge see rows further in, in the mirror.
  void advance(int row) {
    if (size_.rows <= patch_.rows) {
      rows_.advance(0, size_.rows);
      return;
    }
    const int first = std::clamp(row, 0, size_.rows - patch_.rows);
    rows_.advance(first, std::min(size_.rows, std::max(row + patch_.rows, 1 - row)));
  }

  bool any_valid(int row, int start) const {
    const int end = std::min(start + patch_.cols, size_.cols);
    for (int r = std::max(0, row); r < std::min(row + patch_.rows, size_.rows); ++r) {
      const std::uint8_t* mask = rows_.mask(r);
      if (std::find(mask + std::max(0, start), mask + end, 0) != mask + end) return true;
    }
    return false;
  }

  // Spoils the batch.
  void predict(int row, Batch& batch) {
    const std::size_t pixels = batch.starts.size() * static_cast<std::size_t>(patch_.cells());
    batch.x.resize(pixels * static_cast<std::size_t>(rows_.bands()));
    batch.valid.resize(pixels);
    for (const Member& member : members_) {
      fill(batch, member.scaling);
      for (const Symmetry symmetry : symmetries_) add(row, batch, member, symmetry);
    }
  }

  template <typename Work>
  void for_each_patch(const Batch& batch, const Work& work) {
    threads_.parallel_for(static_cast<std::int64_t>(batch.starts.size()), work);
  }

  // Scales patches while they are in the cache.
  void fill(Batch& batch, const dataset::Scaling& scaling) {
    for_each_patch(batch, [&](std::int64_t p) {
      float* const x = batch.x.data() + p * patch_.cells() * rows_.bands();
      std::uint8_t* const valid = batch.valid.data() + p * patch_.cells();
      input_.copy(batch.starts[static_cast<std::size_t>(p)], x, valid);
      dataset::apply(scaling, x, valid, patch_.cells(), rows_.bands());
    });
  }

  void add(int row, const Batch& batch, const Member& member, Symmetry symmetry) {
    const auto count = static_cast<std::int64_t>(batch.starts.size());
    const bool turned = symmetry.transpose || symmetry.flip_rows || symmetry.flip_cols;
    std::vector<float> other;
    if (turned) {
      other = batch.x;
      for_each_patch(batch, [&](std::int64_t i) {
        dataset::apply(symmetry, other.data() + i * patch_.cells() * rows_.bands(), patch_.rows,
                       patch_.cols, rows_.bands());
      });
    }
    std::vector<float>& y = y_;
    y.resize(static_cast<std::size_t>(count * patch_.cells()));
    member.predictor->predict(turned ? other.data() : batch.x.data(), count, patch_.rows,
                              patch_.cols, y.data());
    for_each_patch(batch, [&](std::int64_t i) {
      float* patch = y.data() + i * patch_.cells();
      if (turned) turn_back(symmetry, patch, patch_.rows, patch_.cols);
      model::require_numbers(patch, batch.valid.data() + i * patch_.cells(), patch_.cells(),
                             member.name);
      if (!member.temperature) return;
      for (int k = 0; k < patch_.cells(); ++k) patch[k] = tempered(patch[k], *member.temperature);
    });
    blend_.add(row, size_.rows, batch.starts, y.data(), threads_);
  }

  Size size_;
  Size patch_;
  const std::vector<Member>& members_;
  std::vector<Symmetry> symmetries_;
  bool with_deviation_;
  std::vector<int> kept_bands_;
  ThreadPool& threads_;
  std::int64_t batch_floats_;
  StackRows rows_;
  PatchInput input_;
  RowBlend blend_;
  Batch batch_;           // of one batch after the other, for its memory
  std::vector<float> y_;  // likewise
};

// Fewer rows of patches are not worth the rows above them that have to be predicted again.
constexpr std::int64_t kFewestRowsTaken = 4;

// An area whose rows of patches are predicted in runs from top to bottom.
class RunsOfRows {
 public:
  using Make = std::function<std::unique_ptr<AreaPrediction>()>;

  RunsOfRows(const PatchStarts& starts, Size patch, int rows, Make make)
      : starts_(starts), patch_(patch), rows_(rows), make_(std::move(make)) {}

  // The rows that are complete with row `i` of the patches, if any; in `memory`.
  std::optional<PredictedRows> predict(std::size_t i, PredictedRows memory) {
    if (i != next_ || !area_) {
      area_ = make_();
      for (std::size_t above = first_reaching(i); above < i; ++above) predict_next(above, {});
    }
    next_ = i + 1;
    return predict_next(i, std::move(memory));
  }

 private:
  int first_row(std::size_t i) const { return std::max(0, starts_.rows[i]); }
  int end_row(std::size_t i) const {
    return i + 1 < starts_.rows.size() ? first_row(i + 1) : rows_;
  }

  // The first row of patches that reaches into the rows that row `i` completes.
  std::size_t first_reaching(std::size_t i) const {
    std::size_t first = i;
    while (first > 0 && starts_.rows[first - 1] + patch_.rows > first_row(i)) --first;
    return first;
  }

  std::optional<PredictedRows> predict_next(std::size_t i, PredictedRows memory) {
    area_->predict(starts_.rows[i], starts_.cols);
    if (end_row(i) == first_row(i)) return std::nullopt;
    return area_->take(first_row(i), end_row(i), std::move(memory));
  }

  const PatchStarts& starts_;
  Size patch_;
  int rows_;
  Make make_;
  std::unique_ptr<AreaPrediction> area_;
  std::size_t next_ = 0;
};

}  // namespace

void predict_area(const RasterSource& stack, const ReadMask& mask,
                  const std::vector<Member>& members, const PredictOptions& options,
                  ThreadPool& threads, Reporter& reporter,
                  const std::function<void(const PredictedRows&)>& use, Communicator* ranks) {
  Alone alone;
  Communicator& all = ranks != nullptr ? *ranks : alone;
  const PatchStarts starts = patch_starts(options.lattice, stack.grid());
  const Share share{all.new_share(), static_cast<std::int64_t>(starts.rows.size()),
                    kFewestRowsTaken};
  Reporter::Stage stage(reporter, "Predicting", share.count);
  std::int64_t told = 0;
  PredictedRows done;
  PredictedRows memory;
  ThreadPool::Task using_it;
  RunsOfRows runs(starts, {options.lattice.rows, options.lattice.cols}, stack.grid().rows(), [&] {
    return std::make_unique<AreaPrediction>(stack, mask, members, options, threads);
  });
  while (const auto i = all.next_item(share)) {
    if (auto rows = runs.predict(static_cast<std::size_t>(*i), std::exchange(memory, {}))) {
      using_it.wait();
      memory = std::exchange(done, std::move(*rows));
      // The last ones with all threads: nothing else is left to do.
      if (done.first_row + done.score.rows() == stack.grid().rows()) {
        use(done);
      } else {
        using_it = threads.start([&] { use(done); });
      }
    }
    stage.advance(all.items_given(share) - told);
    told = all.items_given(share);
  }
  using_it.wait();
}

}  // namespace scarp::map
