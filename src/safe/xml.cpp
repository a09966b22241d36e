#include "safe/xml.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <system_error>
#include <utility>

#include "core/error.h"

namespace scarp::safe {
namespace {

constexpr const char* kAgain = "The file is damaged: copy or download it again";
constexpr std::string_view kSpace = " \t\r\n";
constexpr std::size_t kMostQuoted = 40;

std::string_view local_name(std::string_view name) {
  const std::size_t colon = name.rfind(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

bool is(const pugi::xml_node& node, std::string_view name) {
  return local_name(node.name()) == name;
}

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(kSpace);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

// Whole text, or nothing. A leading plus is allowed, as orbit files have it.
template <typename T>
std::optional<T> parse_number(std::string_view text) {
  if (text.size() > 1 && text[0] == '+' && text[1] != '-') text.remove_prefix(1);
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<double> parse_finite(std::string_view text) {
  const std::optional<double> value = parse_number<double>(text);
  return value && std::isfinite(*value) ? value : std::nullopt;
}

std::string quoted(std::string_view text) {
  if (text.size() <= kMostQuoted) return fmt::format("'{}'", text);
  return fmt::format("'{}…'", text.substr(0, kMostQuoted));
}

// Texts separated by white space, each through `parse`; nothing at the first that fails, which is
// left in `failed`.
template <typename T, typename Parse>
std::optional<std::vector<T>> parse_list(std::string_view text, const Parse& parse,
                                         std::string& failed) {
  std::vector<T> values;
  while (!(text = trimmed(text)).empty()) {
    const std::string_view word = text.substr(0, text.find_first_of(kSpace));
    const std::optional<T> value = parse(word);
    if (!value) {
      failed = quoted(word);
      return std::nullopt;
    }
    values.push_back(*value);
    text.remove_prefix(word.size());
  }
  return values;
}

}  // namespace

Xml::Xml(std::shared_ptr<const File> file, pugi::xml_node node)
    : file_(std::move(file)), node_(node) {}

Xml Xml::parse(const std::string& file, const std::string& content, std::string_view root) {
  auto parsed = std::make_shared<File>();
  parsed->name = file;
  const pugi::xml_parse_result result =
      parsed->document.load_buffer(content.data(), content.size(), pugi::parse_default);
  if (!result) {
    throw Error({fmt::format("is no whole XML document ({} at byte {})", result.description(),
                             result.offset),
                 file, kAgain});
  }
  const pugi::xml_node node = parsed->document.document_element();
  if (!is(node, root)) {
    throw Error({fmt::format("begins with <{}>, but <{}> was expected", node.name(), root), file,
                 "Check that it is the file it should be"});
  }
  return {parsed, node};
}

std::optional<Xml> Xml::find(std::string_view name) const {
  for (const pugi::xml_node node : node_.children()) {
    if (is(node, name)) return at(node);
  }
  return std::nullopt;
}

Xml Xml::child(std::string_view name) const {
  if (auto found = find(name)) return *found;
  throw Error({fmt::format("the element {}/{} is missing", path(), name), file_->name, kAgain});
}

std::vector<Xml> Xml::children(std::string_view name) const {
  std::vector<Xml> result;
  for (const pugi::xml_node node : node_.children()) {
    if (is(node, name)) result.push_back(at(node));
  }
  return result;
}

std::optional<Xml> Xml::find_below(std::string_view name) const {
  const pugi::xml_node node =
      node_.find_node([name](const pugi::xml_node& below) { return is(below, name); });
  if (!node) return std::nullopt;
  return at(node);
}

std::vector<Xml> Xml::all_below(std::string_view name) const {
  std::vector<Xml> result;
  node_.find_node([&](const pugi::xml_node& below) {
    if (is(below, name)) result.push_back(at(below));
    return false;
  });
  return result;
}

std::string Xml::text() const { return std::string(trimmed(node_.child_value())); }

std::string Xml::attribute(const char* name) const { return node_.attribute(name).value(); }

double Xml::number() const {
  const std::string_view text = trimmed(node_.child_value());
  if (const auto value = parse_finite(text)) return *value;
  fail(fmt::format("is {}, not a number", quoted(text)));
}

int Xml::whole(int low, int high) const {
  const std::string_view text = trimmed(node_.child_value());
  const auto value = parse_number<int>(text);
  if (value && *value >= low && *value <= high) return *value;
  fail(fmt::format("is {}, not a whole number from {} to {}", quoted(text), low, high));
}

Utc Xml::time() const {
  std::string_view text = trimmed(node_.child_value());
  if (text.substr(0, 4) == "UTC=") text.remove_prefix(4);
  if (const auto time = Utc::parse(text)) return *time;
  fail(fmt::format("is {}, not a time", quoted(text)));
}

bool Xml::flag() const {
  const std::string_view text = trimmed(node_.child_value());
  if (text == "true") return true;
  if (text == "false") return false;
  fail(fmt::format("is {}, neither true nor false", quoted(text)));
}

std::vector<double> Xml::numbers() const {
  std::string failed;
  auto values = parse_list<double>(node_.child_value(), parse_finite, failed);
  if (values) return *std::move(values);
  fail(fmt::format("holds {}, which is not a number", failed));
}

std::vector<int> Xml::whole_numbers(int low, int high) const {
  std::string failed;
  auto values = parse_list<int>(node_.child_value(), parse_number<int>, failed);
  if (!values) fail(fmt::format("holds {}, which is not a whole number", failed));
  for (const int value : *values) {
    if (value < low || value > high) {
      fail(fmt::format("holds {}, not a whole number from {} to {}", value, low, high));
    }
  }
  return *std::move(values);
}

void Xml::fail(const std::string& what) const {
  throw Error({fmt::format("{} {}", path(), what), file_->name, kAgain});
}

// Names from below the root down. Documents may be nested deeply.
std::string Xml::path() const {
  constexpr int kMostNames = 6;
  std::string path = node_.name();
  pugi::xml_node node = node_.parent();
  for (int i = 1; i < kMostNames && node && node.parent().parent(); ++i, node = node.parent()) {
    path = fmt::format("{}/{}", node.name(), path);
  }
  return path;
}

}  // namespace scarp::safe
