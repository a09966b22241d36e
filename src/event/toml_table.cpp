#include "event/toml_table.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <toml++/toml.h>

#include <sstream>
#include <utility>

#include "core/error.h"
#include "geo/file_content.h"

namespace scarp::event {
namespace {

constexpr std::size_t kLargest_bytes = std::size_t{1} << 20;

std::string place(const std::string& file, const toml::source_region& source) {
  return fmt::format("{}:{}", file, source.begin.line);
}

std::string text_of(const toml::date_time& time) {
  std::ostringstream stream;
  stream << time;
  return stream.str();
}

}  // namespace

struct TomlTable::Impl {
  std::string file;
  toml::table values;
  std::set<std::string> asked;

  const toml::node* find(const std::string& key) {
    asked.insert(key);
    return values.get(key);
  }

  [[noreturn]] void fail(const toml::node& node, const std::string& what,
                         const std::string& advice = "") const {
    throw Error({what, place(file, node.source()), advice}, Fault::usage);
  }

  std::string text(const toml::node& node, const std::string& key) const {
    const auto value = node.value_exact<std::string>();
    if (!value) fail(node, fmt::format("{} is no text", key), "Write it in quotation marks");
    if (value->empty()) {
      fail(node, fmt::format("{} is empty", key), "Leave out what there is none of");
    }
    if (value->find('\0') != std::string::npos) fail(node, fmt::format("{} holds a zero", key));
    return *value;
  }

  double number(const toml::node& node, const std::string& key) const {
    const auto value = node.is_number() ? node.value<double>() : std::nullopt;
    if (!value) fail(node, fmt::format("{} is no number", key));
    return *value;
  }
};

TomlTable::TomlTable(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
TomlTable::~TomlTable() = default;
TomlTable::TomlTable(TomlTable&&) noexcept = default;

TomlTable TomlTable::read(const std::string& path) {
  auto impl = std::make_unique<Impl>();
  impl->file = path;
  try {
    impl->values = toml::parse(geo::read_content(path, kLargest_bytes), path);
  } catch (const toml::parse_error& error) {
    throw Error({fmt::format("is no TOML: {}", error.description()), place(path, error.source()),
                 "See scarp map --init for a file to start from"},
                Fault::usage);
  }
  return TomlTable(std::move(impl));
}

bool TomlTable::has(const std::string& key) { return impl_->find(key) != nullptr; }

bool TomlTable::is_list(const std::string& key) {
  const toml::node* node = impl_->find(key);
  return node != nullptr && node->is_array();
}

std::string TomlTable::text(const std::string& key) {
  const toml::node* node = impl_->find(key);
  return node == nullptr ? std::string() : impl_->text(*node, key);
}

std::vector<std::string> TomlTable::texts(const std::string& key) {
  const toml::node* node = impl_->find(key);
  if (node == nullptr) return {};
  if (!node->is_array()) return {impl_->text(*node, key)};
  std::vector<std::string> result;
  for (const toml::node& one : *node->as_array()) result.push_back(impl_->text(one, key));
  return result;
}

std::optional<double> TomlTable::number(const std::string& key, double low, double high) {
  const toml::node* node = impl_->find(key);
  if (node == nullptr) return std::nullopt;
  const double value = impl_->number(*node, key);
  // Written so that NaN fails.
  if (!(value >= low && value <= high)) {
    impl_->fail(*node, fmt::format("{} is {:g}, but must be {:g} to {:g}", key, value, low, high));
  }
  return value;
}

std::optional<int> TomlTable::whole(const std::string& key, int low, int high) {
  const toml::node* node = impl_->find(key);
  if (node == nullptr) return std::nullopt;
  const auto value = node->value_exact<std::int64_t>();
  if (!value || *value < low || *value > high) {
    impl_->fail(*node, fmt::format("{} is no whole number from {} to {}", key, low, high));
  }
  return static_cast<int>(*value);
}

std::optional<std::vector<double>> TomlTable::numbers(const std::string& key, std::size_t count) {
  const toml::node* node = impl_->find(key);
  if (node == nullptr) return std::nullopt;
  std::vector<double> result;
  if (const toml::array* array = node->as_array()) {
    for (const toml::node& one : *array) result.push_back(impl_->number(one, key));
  }
  if (result.size() != count) {
    impl_->fail(*node, fmt::format("{} is no list of {} numbers", key, count));
  }
  return result;
}

std::optional<Utc> TomlTable::time(const std::string& key) {
  constexpr const char* kHow = "Write it like 2018-09-05T18:07:59Z or 2018-09-06T03:07:59+09:00";
  const toml::node* node = impl_->find(key);
  if (node == nullptr) return std::nullopt;
  const bool day_alone = node->is_date();
  std::string text;
  if (const auto moment = node->value_exact<toml::date_time>()) text = text_of(*moment);
  if (const auto words = node->value_exact<std::string>()) text = *words;
  if (day_alone || (text.size() > 4 && text.size() < 16 && Utc::parse(text))) {
    impl_->fail(
        *node,
        fmt::format("{} has no time of day: scenes of that day would be sorted wrongly", key),
        kHow);
  }
  const auto time = Utc::parse(text);
  if (!time) impl_->fail(*node, fmt::format("{} is no time from 1970 to 2200", key), kHow);
  return time;
}

std::optional<TomlTable> TomlTable::table(const std::string& key) {
  impl_->asked.insert(key);
  toml::node* node = impl_->values.get(key);
  if (node == nullptr) return std::nullopt;
  toml::table* values = node->as_table();
  if (values == nullptr) impl_->fail(*node, fmt::format("{} is no table", key));
  auto inner = std::make_unique<Impl>();
  inner->file = impl_->file;
  inner->values = std::move(*values);  // a copy forgets its lines
  return TomlTable(std::move(inner));
}

void TomlTable::require_all_read() const {
  for (const auto& [key, node] : impl_->values) {
    const std::string name(key.str());
    if (impl_->asked.contains(name)) continue;
    throw Error({fmt::format("'{}' is no key that scarp knows; there are {}", name,
                             fmt::join(impl_->asked, ", ")),
                 place(impl_->file, key.source()), "Check the spelling"},
                Fault::usage);
  }
}

std::string TomlTable::place_of(const std::string& key) const {
  const toml::node* node = impl_->values.get(key);
  return node == nullptr ? impl_->file : place(impl_->file, node->source());
}

}  // namespace scarp::event
