// Any bytes are an event file, which can be said again as JSON, or an Error.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "core/error.h"
#include "event/event_file.h"
#include "event/event_json.h"
#include "support/temp_folder.h"

namespace {

using namespace scarp;

void use(const std::string& path) {
  const event::Event event = event::read_event(path);
  if (event.choices.resolution && !std::isfinite(*event.choices.resolution)) std::abort();
  if (!event::json_of(event).is_object()) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {  // NOLINT
  static const test::TempFolder folder;
  const std::string path = folder / "event.toml";
  test::write_file(path, std::string(data, data + size));
  try {
    use(path);
  } catch (const Error&) {  // NOLINT(bugprone-empty-catch): the answer to bad input
  }
  return 0;
}
