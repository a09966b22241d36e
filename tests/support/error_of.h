#pragma once

#include <functional>
#include <string>

#include "core/error.h"

namespace scarp::test {

/// The message of the Error that `work` throws; "no error" when it throws none.
inline std::string error_of(const std::function<void()>& work) {
  try {
    work();
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace scarp::test
