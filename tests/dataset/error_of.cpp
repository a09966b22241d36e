#include "error_of.h"

#include "core/error.h"

namespace scarp::test {

std::string error_of(const std::function<void()>& work) {
  try {
    work();
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace scarp::test
