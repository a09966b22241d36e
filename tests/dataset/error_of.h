#pragma once

#include <functional>
#include <string>

namespace scarp::test {

/// The message of the Error that `work` throws; "no error" when it throws none.
std::string error_of(const std::function<void()>& work);

}  // namespace scarp::test
