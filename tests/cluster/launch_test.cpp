#include "cluster/launch.h"

#include <gtest/gtest.h>

#include <cstdlib>

namespace scarp::cluster {
namespace {

class LaunchTest : public testing::Test {
 protected:
  void SetUp() override { forget(); }
  void TearDown() override { forget(); }

  static void forget() {
    forget_launch();
    for (const char* name : {"OMPI_COMM_WORLD_SIZE", "SLURM_STEP_NUM_TASKS", "SLURM_NTASKS"}) {
      unsetenv(name);
    }
  }
};

TEST_F(LaunchTest, AloneWithoutAWord) { EXPECT_EQ(launch().size, 1); }

TEST_F(LaunchTest, HearsMpirun) {
  setenv("OMPI_COMM_WORLD_RANK", "2", 1);
  setenv("OMPI_COMM_WORLD_SIZE", "3", 1);
  EXPECT_EQ(launch().rank, 2);
  EXPECT_EQ(launch().size, 3);
}

TEST_F(LaunchTest, HearsSrun) {
  setenv("PMIX_RANK", "1", 1);
  setenv("SLURM_STEP_NUM_TASKS", "2", 1);
  EXPECT_EQ(launch().rank, 1);
  EXPECT_EQ(launch().size, 2);
}

// A script of sbatch runs beside the tasks that it asked for.
TEST_F(LaunchTest, AloneInAJobScript) {
  setenv("SLURM_NTASKS", "2", 1);
  EXPECT_EQ(launch().size, 1);
}

TEST_F(LaunchTest, AloneOnNonsense) {
  setenv("OMPI_COMM_WORLD_RANK", "3", 1);
  setenv("OMPI_COMM_WORLD_SIZE", "3", 1);
  EXPECT_EQ(launch().size, 1);
  setenv("OMPI_COMM_WORLD_RANK", "x", 1);
  EXPECT_EQ(launch().size, 1);
}

TEST_F(LaunchTest, CanBeForgotten) {
  setenv("OMPI_COMM_WORLD_RANK", "2", 1);
  setenv("OMPI_COMM_WORLD_SIZE", "3", 1);
  forget_launch();
  EXPECT_EQ(launch().size, 1);
}

}  // namespace
}  // namespace scarp::cluster
