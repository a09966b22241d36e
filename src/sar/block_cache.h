#pragma once

#include <algorithm>
#include <cstddef>
#include <exception>
#include <functional>
#include <future>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <tuple>
#include <utility>

#include "core/image.h"

namespace scarp::sar {

/// Values on a grid, in one layer or several, that are costly to make and wanted more than once, in
/// square blocks; those last used longest ago are forgotten. Safe to use from several threads at
/// once: one makes a block, the others wait for it.
template <typename T>
class BlockCache {
 public:
  /// The cells of a layer in a window, which may reach beyond the grid. Must not read from this
  /// cache.
  using Make = std::function<Image<T>(const Window&, std::size_t layer)>;

  BlockCache(int edge, std::size_t most_blocks, Make make)
      : edge_(edge), most_blocks_(most_blocks), make_(std::move(make)) {}

  Image<T> read(const Window& window, std::size_t layer = 0) {
    Image<T> result(window.size());
    for (int i = floor_div(window.row); i * edge_ < window.row_end(); ++i) {
      for (int j = floor_div(window.col); j * edge_ < window.col_end(); ++j) {
        const Window whole{i * edge_, j * edge_, edge_, edge_};
        const Window part = intersect(whole, window);
        const std::shared_ptr<const Image<T>> values = block({layer, i, j}, whole);
        for (int row = part.row; row < part.row_end(); ++row) {
          const T* first = values->row(row - whole.row) + (part.col - whole.col);
          std::copy(first, first + part.cols,
                    result.row(row - window.row) + (part.col - window.col));
        }
      }
    }
    return result;
  }

 private:
  using Key = std::tuple<std::size_t, int, int>;  // layer, row and column of blocks
  using Block = std::shared_ptr<const Image<T>>;
  struct Entry {
    std::shared_future<Block> block;
    typename std::list<Key>::iterator use;
  };

  int floor_div(int cell) const { return cell >= 0 ? cell / edge_ : -((edge_ - 1 - cell) / edge_); }

  Block block(Key key, const Window& window) {
    std::promise<Block> promise;
    std::shared_future<Block> future;
    bool own = false;
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      const auto found = entries_.find(key);
      own = found == entries_.end();
      if (own) {
        future = promise.get_future().share();
        uses_.push_front(key);
        entries_[key] = {future, uses_.begin()};
        forget_oldest();
      } else {
        future = found->second.block;
        uses_.splice(uses_.begin(), uses_, found->second.use);
      }
    }
    if (own) {
      // Whoever waits gets the exception too; the run ends with it.
      try {
        promise.set_value(std::make_shared<const Image<T>>(make_(window, std::get<0>(key))));
      } catch (...) {
        promise.set_exception(std::current_exception());
      }
    }
    return future.get();
  }

  void forget_oldest() {
    while (uses_.size() > most_blocks_) {
      entries_.erase(uses_.back());
      uses_.pop_back();
    }
  }

  int edge_;
  std::size_t most_blocks_;
  Make make_;
  std::mutex mutex_;
  std::map<Key, Entry> entries_;  // guarded by mutex_
  std::list<Key> uses_;           // latest first; guarded by mutex_
};

}  // namespace scarp::sar
