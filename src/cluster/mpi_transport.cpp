// The only file that includes MPI's header: a module of its own, which a program alone never loads.
#define OMPI_SKIP_MPICXX 1
#define MPICH_SKIP_MPICXX 1
#include <mpi.h>

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <limits>
#include <list>
#include <map>
#include <mutex>
#include <stdexcept>
#include <vector>

#include "cluster/transport.h"

namespace scarp::cluster {
namespace {

void check(int result, const char* what) {
  if (result == MPI_SUCCESS) return;
  char text[MPI_MAX_ERROR_STRING] = "";
  int length = 0;
  MPI_Error_string(result, text, &length);
  throw std::runtime_error(std::string(what) + " failed: " + text);
}

int count_of(std::size_t count) {
  if (count <= static_cast<std::size_t>(std::numeric_limits<int>::max())) {
    return static_cast<int>(count);
  }
  throw std::runtime_error("more than 2^31 values for MPI at once");
}

MPI_Comm own_communicator() {
  MPI_Comm result = MPI_COMM_NULL;
  check(MPI_Comm_dup(MPI_COMM_WORLD, &result), "MPI_Comm_dup");
  check(MPI_Comm_set_errhandler(result, MPI_ERRORS_RETURN), "MPI_Comm_set_errhandler");
  return result;
}

bool all_on_one_host() {
  const char* here = std::getenv("OMPI_COMM_WORLD_LOCAL_SIZE");
  const char* all = std::getenv("OMPI_COMM_WORLD_SIZE");
  return here != nullptr && all != nullptr && std::string(here) == all;
}

// Of Open MPI, unless someone chose others.
void choose_components() {
  // Copying straight out of another process is forbidden in most containers.
  setenv("OMPI_MCA_btl_vader_single_copy_mechanism", "none", /*overwrite=*/0);
  if (!all_on_one_host()) return;
  // Looking for networks that are not needed takes UCX 0.2 s.
  setenv("OMPI_MCA_pml", "ob1", /*overwrite=*/0);
  setenv("OMPI_MCA_osc", "^ucx", /*overwrite=*/0);
}

class MpiTransport : public Transport {
 public:
  MpiTransport() {
    choose_components();
    int provided = MPI_THREAD_SINGLE;
    check(MPI_Init_thread(nullptr, nullptr, MPI_THREAD_MULTIPLE, &provided), "MPI_Init_thread");
    if (provided < MPI_THREAD_MULTIPLE) {
      throw std::runtime_error("this MPI cannot be called by several threads");
    }
    check(MPI_Comm_rank(MPI_COMM_WORLD, &rank_), "MPI_Comm_rank");
    check(MPI_Comm_size(MPI_COMM_WORLD, &size_), "MPI_Comm_size");
    messages_ = own_communicator();
    collectives_ = own_communicator();
  }

  int rank() const override { return rank_; }
  int size() const override { return size_; }

  std::string host() const override {
    char name[MPI_MAX_PROCESSOR_NAME] = "";
    int length = 0;
    MPI_Get_processor_name(name, &length);
    return name;
  }

  void post(int to, const std::string& text) override {
    const std::lock_guard lock(mutex_);
    forget_sent();
    sent_.push_back({MPI_REQUEST_NULL, text});
    Sent& sent = sent_.back();
    check(MPI_Isend(sent.text.data(), count_of(sent.text.size()), MPI_BYTE, to, 0, messages_,
                    &sent.request),
          "MPI_Isend");
  }

  std::optional<Message> poll() override {
    int there = 0;
    MPI_Message handle = MPI_MESSAGE_NULL;
    MPI_Status status;
    check(MPI_Improbe(MPI_ANY_SOURCE, 0, messages_, &there, &handle, &status), "MPI_Improbe");
    if (there == 0) return std::nullopt;
    int bytes = 0;
    MPI_Get_count(&status, MPI_BYTE, &bytes);
    Message message{status.MPI_SOURCE, std::string(static_cast<std::size_t>(bytes), '\0')};
    check(MPI_Mrecv(message.text.data(), bytes, MPI_BYTE, &handle, MPI_STATUS_IGNORE), "MPI_Mrecv");
    return message;
  }

  Request start_sum(double* values, std::size_t count) override {
    return started(values, count * sizeof(double), [&](void* bytes, MPI_Request* request) {
      return MPI_Iallreduce(MPI_IN_PLACE, bytes, count_of(count), MPI_DOUBLE, MPI_SUM, collectives_,
                            request);
    });
  }

  Request start_sum(float* values, std::size_t count) override {
    return started(values, count * sizeof(float), [&](void* bytes, MPI_Request* request) {
      return MPI_Iallreduce(MPI_IN_PLACE, bytes, count_of(count), MPI_FLOAT, MPI_SUM, collectives_,
                            request);
    });
  }

  Request start_broadcast(void* bytes, std::size_t count) override {
    return started(bytes, count, [&](void* copy, MPI_Request* request) {
      return MPI_Ibcast(copy, count_of(count), MPI_BYTE, 0, collectives_, request);
    });
  }

  bool done(Request request) override {
    const std::lock_guard lock(mutex_);
    const auto found = running_.find(request);
    Running& running = found->second;
    int flag = 0;
    check(MPI_Test(&running.request, &flag, MPI_STATUS_IGNORE), "MPI_Test");
    if (flag == 0) return false;
    std::copy(running.bytes.begin(), running.bytes.end(), running.target);
    running_.erase(found);
    return true;
  }

  void end() override { MPI_Finalize(); }
  void abort(int code) override { MPI_Abort(MPI_COMM_WORLD, code); }

 private:
  struct Sent {
    MPI_Request request;
    std::string text;
  };

  void forget_sent() {
    while (!sent_.empty()) {
      int done = 0;
      check(MPI_Test(&sent_.front().request, &done, MPI_STATUS_IGNORE), "MPI_Test");
      if (done == 0) return;
      sent_.pop_front();
    }
  }

  /// What MPI works on is a copy: when a rank fails, those who wait leave, and their values go.
  struct Running {
    MPI_Request request = MPI_REQUEST_NULL;
    std::vector<std::byte> bytes;
    std::byte* target = nullptr;
  };

  template <typename Start>
  Request started(void* values, std::size_t bytes, const Start& start) {
    const std::lock_guard lock(mutex_);
    auto* first = static_cast<std::byte*>(values);
    Running& running = running_[next_];
    running.bytes.assign(first, first + bytes);
    running.target = first;
    check(start(running.bytes.data(), &running.request), "a collective of MPI");
    return next_++;
  }

  int rank_ = 0;
  int size_ = 1;
  MPI_Comm messages_ = MPI_COMM_NULL;
  MPI_Comm collectives_ = MPI_COMM_NULL;
  std::mutex mutex_;
  std::list<Sent> sent_;
  std::map<Request, Running> running_;
  Request next_ = 0;
};

}  // namespace
}  // namespace scarp::cluster

extern "C" scarp::cluster::Transport* scarp_start_transport() {
  return new scarp::cluster::MpiTransport;
}
