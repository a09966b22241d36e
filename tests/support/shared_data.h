#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <optional>
#include <string>

// Real data for checks, which is not part of the project. It is looked for in the folders that the
// environment variables SCARP_TEST_DATA and SCARP_TEST_REFERENCE name, else in ../shared/data and
// ../shared/reference beside the project. Tests that need it are skipped where it is absent.

namespace scarp::test {

/// A file or folder of the data; nothing where it is absent.
std::optional<std::filesystem::path> shared_data(const std::string& name);

/// A file or folder of the reference outputs of other software; nothing where it is absent.
std::optional<std::filesystem::path> shared_reference(const std::string& name);

}  // namespace scarp::test

/// Declares `variable` as that of a shared file or folder, or skips the test.
#define SCARP_SHARED_DATA(variable, name)                                               \
  const std::filesystem::path variable = ::scarp::test::shared_data(name).value_or(""); \
  if ((variable).empty())                                                               \
  GTEST_SKIP() << "no " << (name) << ": set SCARP_TEST_DATA to the "                    \
               << "folder that holds it"

#define SCARP_SHARED_REFERENCE(variable, name)                                               \
  const std::filesystem::path variable = ::scarp::test::shared_reference(name).value_or(""); \
  if ((variable).empty())                                                                    \
  GTEST_SKIP() << "no " << (name) << ": set SCARP_TEST_REFERENCE to the "                    \
               << "folder that holds it"
