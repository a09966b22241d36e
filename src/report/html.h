#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

#include "report/page.h"

namespace scarp::report {

/// The largest page that is written, bytes: what mail servers and messengers still pass on.
inline constexpr std::size_t kMostPageBytes = 15'000'000;

/// The page as one HTML file that needs nothing else: no network, no other file. Scripts other than
/// its own do not run in it, whatever the texts hold. The same page gives the same bytes.
std::string to_html(const Page& page);

/// Throws Error when it is larger than kMostPageBytes or cannot be written.
void write_html(const Page& page, const std::filesystem::path& path);

}  // namespace scarp::report
