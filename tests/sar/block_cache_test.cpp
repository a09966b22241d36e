#include "sar/block_cache.h"

#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>

#include "core/random.h"
#include "core/thread_pool.h"

namespace scarp::sar {
namespace {

Image<int> numbered(const Window& window) {
  Image<int> image(window.size());
  for (int row = 0; row < window.rows; ++row) {
    for (int col = 0; col < window.cols; ++col) {
      image(row, col) = 100000 * (window.row + row) + window.col + col;
    }
  }
  return image;
}

TEST(BlockCache, GivesWhatWasMade) {
  std::atomic<int> made{0};
  BlockCache<int> cache(16, 20, [&](const Window& window, std::size_t) {
    ++made;
    return numbered(window);
  });
  ThreadPool threads(4);
  threads.parallel_for(200, [&](std::int64_t i) {
    Random random(1, static_cast<std::uint64_t>(i));
    const Window window{
        static_cast<int>(random.below(100)) - 50, static_cast<int>(random.below(100)) - 50,
        1 + static_cast<int>(random.below(40)), 1 + static_cast<int>(random.below(40))};
    ASSERT_EQ(cache.read(window).values(), numbered(window).values());
  });
  made = 0;
  cache.read({0, 0, 16, 16});
  cache.read({0, 0, 16, 16});
  EXPECT_LE(made, 1);
}

TEST(BlockCache, ForgetsWhatWasUsedLongestAgo) {
  std::atomic<int> made{0};
  BlockCache<int> cache(10, 2, [&](const Window& window, std::size_t) {
    ++made;
    return numbered(window);
  });
  for (const int col : {0, 10, 0, 20, 0}) cache.read({0, col, 10, 10});
  EXPECT_EQ(made, 3);
  cache.read({0, 10, 10, 10});
  EXPECT_EQ(made, 4);
}

TEST(BlockCache, LayersShareTheirRoom) {
  std::vector<std::size_t> made;
  BlockCache<int> cache(10, 2, [&](const Window& window, std::size_t layer) {
    made.push_back(layer);
    return Image<int>(window.size(), static_cast<int>(layer));
  });
  for (const std::size_t layer : {0, 1, 0, 2, 1}) {
    EXPECT_EQ(cache.read({0, 0, 1, 1}, layer)(0, 0), static_cast<int>(layer));
  }
  EXPECT_EQ(made, (std::vector<std::size_t>{0, 1, 2, 1}));
}

TEST(BlockCache, PassesExceptionsOn) {
  BlockCache<int> cache(
      10, 2, [](const Window&, std::size_t) -> Image<int> { throw std::runtime_error("no"); });
  EXPECT_THROW(cache.read({0, 0, 1, 1}), std::runtime_error);
  EXPECT_THROW(cache.read({0, 0, 1, 1}), std::runtime_error);
}

}  // namespace
}  // namespace scarp::sar
