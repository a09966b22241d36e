#include "cli/hand_over.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>
#include <vector>

#include "core/error.h"

namespace scarp::cli {
namespace fs = std::filesystem;
namespace {

constexpr const char* kProgramWithTorch = "scarp-torch";

// Those of this process, each ended by a zero.
std::vector<char> arguments() {
  std::ifstream file("/proc/self/cmdline", std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

void hand_over() {
  std::error_code error;
  const fs::path program =
      fs::read_symlink("/proc/self/exe", error).parent_path() / kProgramWithTorch;
  std::vector<char> texts = arguments();
  std::vector<char*> each;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (i == 0 || texts[i - 1] == '\0') each.push_back(&texts[i]);
  }
  each.push_back(nullptr);
  execv(program.c_str(), each.data());
  throw Error({"cannot be run, but this needs libtorch", program.string(),
               "Install scarp whole: training is a program of its own beside scarp"});
}

void add_handed_over(CLI::App& app, const std::string& name, const std::string& description) {
  CLI::App* command = app.add_subcommand(name, description);
  command->group("Commands");
  command->set_help_flag();
  command->prefix_command();
  command->callback([] { hand_over(); });
}

bool has_cuda_driver() { return fs::exists("/proc/driver/nvidia"); }

}  // namespace scarp::cli
