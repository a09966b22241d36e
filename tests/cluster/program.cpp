// What run.sh starts under mpirun: ranks_program SCENE [RANK]. Fails aloud.
#include <fmt/format.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

#include "cluster/session.h"
#include "core/error.h"
#include "core/interrupt.h"

namespace {

using scarp::Communicator;
using scarp::Error;

void expect(bool holds, const std::string& what) {
  if (!holds) throw Error({what, "", ""});
}

// Sums of numbers that binary fractions hold exactly; many at once beside each other.
void sums(Communicator& ranks) {
  const int n = ranks.size();
  double pair[2] = {ranks.rank() + 0.5, 1};
  ranks.sum(pair, 2);
  expect(pair[0] == 0.5 * n * n && pair[1] == n, "a sum is wrong");
  std::vector<float> many(300000, static_cast<float>(ranks.rank() + 1));
  ranks.start_sum(many.data(), 100000);
  ranks.start_sum(many.data() + 100000, 200000);
  ranks.sum(pair, 2);  // passes them
  ranks.finish_sums();
  for (const float value : many) {
    expect(value == 0.5F * static_cast<float>(n * (n + 1)), "a sum of many is wrong");
  }
  std::string text = ranks.rank() == 0 ? "from rank 0" : "           ";
  ranks.broadcast(text.data(), text.size());
  expect(text == "from rank 0", "what rank 0 sent has not come");
  ranks.barrier();
}

// A slow rank gets less, and all items are done once.
void items(Communicator& ranks) {
  constexpr int kItems = 60;
  for (int number = 0; number < 2; ++number) {
    const scarp::Share share{number, kItems};
    std::vector<double> done(kItems + 1);
    while (const auto item = ranks.next_item(share)) {
      done[static_cast<std::size_t>(*item)] += 1;
      if (ranks.rank() == ranks.size() - 1) ++done[kItems];
      const bool slow = ranks.rank() == ranks.size() - 1;
      std::this_thread::sleep_for(std::chrono::milliseconds(slow ? 40 : 4));
    }
    ranks.barrier();
    if (ranks.rank() == 0) expect(ranks.items_given(share) == kItems, "items are miscounted");
    ranks.sum(done.data(), done.size());
    for (int i = 0; i < kItems; ++i) expect(done[i] == 1, fmt::format("item {}: {}", i, done[i]));
    if (ranks.size() > 1)
      expect(done[kItems] * ranks.size() < kItems, "the slow rank did its full part");
  }
}

void wait_for_ever(Communicator& ranks) {
  ranks.barrier();
  expect(false, "the barrier has let somebody through");
}

void run(Communicator& ranks, const std::string& scene, int one) {
  const bool me = ranks.rank() == one;
  if (scene == "sums") sums(ranks);
  if (scene == "items") items(ranks);
  if (scene == "all-fail") throw Error({"is broken", "every.tif", "Mend it"}, scarp::Fault::usage);
  if (scene == "fail") {
    ranks.barrier();
    if (me) throw Error({"is broken", "one.tif", "Mend it"}, scarp::Fault::usage);
    wait_for_ever(ranks);
  }
  if (scene == "fail-busy") {  // others look up from their work only now and then
    if (me) throw Error({"is broken", "one.tif", "Mend it"});
    while (scarp::interrupt_signal() == 0) usleep(10000);
    throw scarp::Interrupted(scarp::interrupt_signal());
  }
  if (scene == "fail-summing") {  // the others leave in the middle of a sum, whose values go
    if (me) throw Error({"is broken", "one.tif", "Mend it"});
    std::vector<float> values(3000000, 1);
    ranks.start_sum(values.data(), values.size());
    ranks.finish_sums();
    expect(false, "a sum was done without everyone");
  }
  while (scene == "talk") ranks.barrier();
  for (int i = 0; scene == "suspend" && i < 300; ++i) {  // three seconds beside the suspension
    usleep(10000);
    ranks.barrier();
  }
  if (scene == "die" || scene == "hang") {
    ranks.barrier();
    if (me) raise(scene == "die" ? SIGKILL : SIGSTOP);
    wait_for_ever(ranks);
  }
  if (ranks.rank() == 0) fmt::print("done by {}\n", ranks.size());
}

}  // namespace

int main(int argc, char** argv) {
  scarp::catch_interrupts();
  int code = 0;
  try {
    run(scarp::cluster::join(), argv[1], argc > 2 ? std::atoi(argv[2]) : 0);
  } catch (const Error& error) {
    code = scarp::cluster::fail(error.what(), static_cast<int>(error.fault()));
  } catch (const scarp::Interrupted& interrupt) {
    code = scarp::cluster::fail("interrupted", 128 + interrupt.signal());
  }
  return scarp::cluster::leave(code);
}
