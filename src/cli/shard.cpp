#include "cli/shard.h"

#include <fmt/format.h>

#include <charconv>
#include <system_error>

#include "core/error.h"

namespace scarp::cli {

Shard shard_of(const std::string& text) {
  Shard shard;
  const char* end = text.data() + text.size();
  const auto [slash, bad_index] = std::from_chars(text.data(), end, shard.index);
  const bool separated = bad_index == std::errc() && slash != end && *slash == '/';
  if (separated) {
    const auto [rest, bad_count] = std::from_chars(slash + 1, end, shard.count);
    const bool whole = bad_count == std::errc() && rest == end;
    if (whole && shard.index >= 1 && shard.index <= shard.count) return shard;
  }
  throw Error({fmt::format("'{}' is no part", text), "--shard",
               "Write which of how many: 1/4, 2/4, 3/4, 4/4"},
              Fault::usage);
}

std::int64_t share_of(const Shard& shard, std::int64_t items) {
  return items < shard.index ? 0 : (items - shard.index) / shard.count + 1;
}

CLI::Option* add_shard_option(CLI::App& command, std::string& shard, const std::string& what) {
  return command.add_option("--shard", shard, what)->option_text("PART/PARTS");
}

}  // namespace scarp::cli
