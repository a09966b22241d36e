#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <memory>
#include <new>
#include <string>
#include <utility>
#include <vector>

#include "cli/blas_threads.h"
#include "cli/command.h"
#include "cluster/session.h"
#include "core/error.h"
#include "core/interrupt.h"
#include "core/memory.h"
#include "core/version.h"

namespace {

constexpr int kDone = 0;
constexpr int kFailed = 1;
constexpr int kWrongUse = 2;
constexpr int kSignalBase = 128;  // as shells say it: 130 for Ctrl-C

int complain(const std::string& message, int code) { return scarp::cluster::fail(message, code); }

// Help without runs of blank lines and blank lines at the end.
class HelpFormatter : public CLI::Formatter {
 public:
  HelpFormatter() { label("SUBCOMMAND", "COMMAND"); }

  std::string make_help(const CLI::App* app, std::string name,
                        CLI::AppFormatMode mode) const override {
    std::string text = CLI::Formatter::make_help(app, std::move(name), mode);
    for (std::size_t at = 0; (at = text.find("\n\n\n", at)) != std::string::npos;)
      text.erase(at, 1);
    return CLI::detail::rtrim(text) + "\n";
  }
};

std::string commands_of(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands({})) names.push_back(command->get_name());
  return fmt::format("{}", fmt::join(names, ", "));
}

// What the command line holds that nobody asked for; empty when there is no such thing.
std::string unexpected(const CLI::App& app, const std::string& program) {
  const std::vector<std::string> left = app.remaining();
  if (left.empty()) return "";
  const auto option = std::find_if(left.begin(), left.end(),
                                   [](const std::string& text) { return text.rfind('-', 0) == 0; });
  const bool has_commands = !app.get_subcommands({}).empty();
  if (has_commands && option != left.begin()) {
    return fmt::format("'{}' is no command of {}: {}", left.front(), program, commands_of(app));
  }
  if (option != left.end()) return fmt::format("{} is no option of {}", *option, program);
  return fmt::format("'{}' is one argument too many for {}", left.front(), program);
}

std::string wrong_use(const CLI::App& app, const CLI::ParseError& error) {
  const bool missing = error.get_exit_code() == static_cast<int>(CLI::ExitCodes::RequiredError);
  const bool extra = error.get_exit_code() == static_cast<int>(CLI::ExitCodes::ExtrasError);
  if (!missing && !extra) return error.what();
  if (const std::string stray = unexpected(app, "scarp"); !stray.empty()) return stray;
  const auto chosen = app.get_subcommands();
  if (chosen.empty()) return "A command is required: " + commands_of(app);
  const std::string stray = unexpected(*chosen.front(), "scarp " + chosen.front()->get_name());
  if (stray.empty()) return error.what();
  return missing ? fmt::format("{}, and {}", stray, error.what()) : stray;
}

// Help goes to stdout and is no error; everything else is wrong use.
int explain(const CLI::App& app, const CLI::ParseError& error) {
  if (error.get_exit_code() == 0) return app.exit(error);
  const auto chosen = app.get_subcommands();
  const bool within = !chosen.empty() && app.remaining().empty();
  const std::string command = within ? chosen.front()->get_name() + " " : "";
  return complain(fmt::format("{}. See scarp {}--help.", wrong_use(app, error), command),
                  kWrongUse);
}

// The one place where errors become messages and exit codes.
int run(int argc, char** argv) {
  CLI::App app{
      "scarp maps landslides from Sentinel-1 radar images taken before and after an event.\n"
      "Exit codes: 0 done (an empty map is done), 1 bad data or failure, 2 wrong use."};
  app.name("scarp");
  app.formatter(std::make_shared<HelpFormatter>());
  app.set_version_flag("--version", std::string("scarp ") + scarp::kVersion);
  app.require_subcommand(1);
  scarp::cli::add_commands(app);
  try {
    app.parse(argc, argv);
    return kDone;
  } catch (const CLI::ParseError& error) {
    return explain(app, error);
  } catch (const scarp::Error& error) {
    return complain(error.what(), static_cast<int>(error.fault()));
  } catch (const scarp::Interrupted& interrupt) {
    return complain("interrupted", kSignalBase + interrupt.signal());
  } catch (const std::filesystem::filesystem_error& error) {
    return complain(fmt::format("{}: {}", error.path1().string(), error.code().message()), kFailed);
  } catch (const std::bad_alloc&) {
    return complain(
        "out of memory. Work on a smaller area, with fewer --threads, or with more --memory.",
        kFailed);
  } catch (const std::exception& error) {
    return complain(fmt::format("unexpected failure: {}", error.what()), kFailed);
  }
}

}  // namespace

int main(int argc, char** argv) {
  scarp::keep_freed_memory();
#ifndef SCARP_TORCH
  scarp::cli::end_blas_threads();
#endif
  return scarp::cluster::leave(run(argc, argv));
}
