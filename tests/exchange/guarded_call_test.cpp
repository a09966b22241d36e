#include "exchange/guarded_call.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <thread>
#include <vector>

#include "core/error.h"

namespace scarp::exchange {
namespace {

using testing::HasSubstr;

std::string message(const std::function<std::string()>& work, const GuardLimits& limits = {}) {
  try {
    guarded_call(work, "file.h5", limits);
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

TEST(GuardedCallTest, ReturnsWhatTheWorkReturns) {
  const std::string large(1 << 20, 'x');  // more than a pipe holds
  EXPECT_EQ(guarded_call([&]() -> std::string { return {large.begin(), large.end()}; }, "file.h5"),
            large);
  EXPECT_EQ(guarded_call([] { return std::string(); }, "file.h5"), "");
}

TEST(GuardedCallTest, ErrorsComeThrough) {
  EXPECT_EQ(message([]() -> std::string { throw Error({"is bad", "", "Mend it"}); }),
            "file.h5: is bad. Mend it.");
}

TEST(GuardedCallTest, CrashesAreErrors) {
  EXPECT_THAT(message([]() -> std::string {
                std::raise(SIGSEGV);
                return "";
              }),
              HasSubstr("crashed"));
  EXPECT_THAT(message([]() -> std::string { _exit(3); }), HasSubstr("without an answer"));
}

TEST(GuardedCallTest, HangingIsAnError) {
  GuardLimits limits;
  limits.wall_s = 1;
  EXPECT_THAT(message(
                  []() -> std::string {
                    for (;;) std::this_thread::sleep_for(std::chrono::seconds(1));
                  },
                  limits),
              HasSubstr("did not come to an end"));
}

#ifndef __SANITIZE_ADDRESS__
TEST(GuardedCallTest, MemoryIsLimited) {
  GuardLimits limits;
  limits.memory_bytes = std::uint64_t{64} << 20;
  EXPECT_THAT(message(
                  [] {
                    const std::vector<char> much(std::size_t{1} << 30, 'x');
                    return std::string(1, much[much.size() / 2]);
                  },
                  limits),
              HasSubstr("more memory"));
}
#endif

TEST(GuardedCallTest, AnswersAreLimited) {
  GuardLimits limits;
  limits.answer_bytes = 1000;
  EXPECT_THAT(message([] { return std::string(100000, 'x'); }, limits), HasSubstr("too much"));
}

}  // namespace
}  // namespace scarp::exchange
