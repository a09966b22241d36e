#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>

namespace scarp::test {

/// Whether `work` fails as it should where no file may grow beyond `bytes`, as on a full disk: an
/// Error that says so, and `folder` left empty. Runs in a process of its own, because the limit
/// cannot be lifted again.
bool fails_cleanly(const std::filesystem::path& folder, std::uint64_t bytes,
                   const std::function<void()>& work);

}  // namespace scarp::test
