#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/utc.h"

namespace scarp::event {

/// A table of a TOML file whose every key has to be asked for. All functions throw Error, with file
/// and line, when a value is of another kind or beyond its range.
class TomlTable {
 public:
  /// Throws Error when the file cannot be read or is no TOML.
  static TomlTable read(const std::string& path);
  ~TomlTable();
  TomlTable(TomlTable&&) noexcept;

  bool has(const std::string& key);
  bool is_list(const std::string& key);
  std::string text(const std::string& key);                ///< empty where it is missing
  std::vector<std::string> texts(const std::string& key);  ///< a text alone counts as a list
  std::optional<double> number(const std::string& key, double low, double high);
  std::optional<int> whole(const std::string& key, int low, int high);
  std::optional<std::vector<double>> numbers(const std::string& key, std::size_t count);

  /// A date with a time of day: UTC, unless it has an offset. TOML's own kind, or a text.
  std::optional<Utc> time(const std::string& key);

  /// Empty where it is missing.
  std::optional<TomlTable> table(const std::string& key);

  /// Throws Error for the first key that nobody asked for.
  void require_all_read() const;

  /// "event.toml:12", of a key that is there.
  std::string place_of(const std::string& key) const;

 private:
  struct Impl;
  explicit TomlTable(std::unique_ptr<Impl> impl);

  std::unique_ptr<Impl> impl_;
};

}  // namespace scarp::event
