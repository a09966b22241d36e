#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace scarp::cluster {

/// What carries messages and sums between ranks: MPI, in a module that is loaded when it is needed.
/// Nothing blocks but start and end; from any thread. Throws std::runtime_error.
class Transport {
 public:
  struct Message {
    int from = 0;
    std::string text;
  };
  using Request = std::int64_t;

  virtual ~Transport() = default;

  virtual int rank() const = 0;
  virtual int size() const = 0;
  virtual std::string host() const = 0;

  virtual void post(int to, const std::string& text) = 0;
  virtual std::optional<Message> poll() = 0;

  /// Collective; done when done() says so, once, which puts the result there. Until then the values
  /// are not touched: whoever waits may leave.
  virtual Request start_sum(double* values, std::size_t count) = 0;
  virtual Request start_sum(float* values, std::size_t count) = 0;
  virtual Request start_broadcast(void* bytes, std::size_t count) = 0;
  virtual bool done(Request request) = 0;

  virtual void end() = 0;            ///< collective
  virtual void abort(int code) = 0;  ///< ends all ranks
};

/// The module's only symbol.
using StartTransport = Transport*();
inline constexpr const char* kStartTransport = "scarp_start_transport";
inline constexpr const char* kTransportModule = "scarp-mpi.so";

}  // namespace scarp::cluster
