#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <new>

#include "cli/command.h"
#include "core/error.h"
#include "core/interrupt.h"
#include "core/version.h"

namespace {

constexpr int kDone = 0;
constexpr int kFailed = 1;
constexpr int kWrongUse = 2;
constexpr int kSignalBase = 128;  // as shells say it: 130 for Ctrl-C

int complain(const std::string& message, int code) {
  fmt::print(stderr, "scarp: {}\n", message);
  return code;
}

// Help goes to stdout and is no error; everything else is wrong use.
int explain(const CLI::App& app, const CLI::ParseError& error) {
  if (error.get_exit_code() == 0) return app.exit(error);
  const auto chosen = app.get_subcommands();
  const std::string command = chosen.empty() ? "" : chosen.front()->get_name() + " ";
  return complain(fmt::format("{}. See scarp {}--help.", error.what(), command), kWrongUse);
}

}  // namespace

// The one place where errors become messages and exit codes.
int main(int argc, char** argv) {
  CLI::App app{
      "scarp maps landslides from Sentinel-1 radar images taken before and after an event.\n"
      "Exit codes: 0 done (an empty map is done), 1 bad data or failure, 2 wrong use."};
  app.name("scarp");
  app.set_version_flag("--version", std::string("scarp ") + scarp::kVersion);
  app.require_subcommand(1);
  scarp::cli::add_change(app);
  scarp::cli::add_simulate(app);
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
    return complain("out of memory. Work on a smaller area, or with fewer --threads.", kFailed);
  } catch (const std::exception& error) {
    return complain(fmt::format("unexpected failure: {}", error.what()), kFailed);
  }
}
