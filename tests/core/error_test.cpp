#include "core/error.h"

#include <gtest/gtest.h>

namespace scarp {
namespace {

TEST(ErrorTest, SaysWhereWhatAndWhatToDo) {
  const Error error({"3 bands, but 4 are needed", "post.tif", "Add the slope"});
  EXPECT_STREQ(error.what(), "post.tif: 3 bands, but 4 are needed. Add the slope.");
  EXPECT_EQ(error.fault(), Fault::data);
  EXPECT_EQ(error.problem().where, "post.tif");
}

TEST(ErrorTest, LeavesOutWhatIsEmpty) {
  EXPECT_STREQ(Error({"no scenes", "", ""}, Fault::usage).what(), "no scenes");
}

}  // namespace
}  // namespace scarp
