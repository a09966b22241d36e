#pragma once

#include <string>

#include "core/communicator.h"

// What a program has to do with the ranks it is one of. Without mpirun all of it does nothing.
namespace scarp::cluster {

/// The ranks of this run, which the command shares its work among. Starts MPI when several
/// processes were started together, the first time; from then on ranks other than 0 are silent.
/// Throws Error when that is not possible.
Communicator& join();

/// Throws Error (usage) when several processes were started together and have not joined: the
/// command cannot share its work.
void require_joined();

/// Tells a failure on stderr, once for all ranks. Returns the exit code of all of them.
int fail(const std::string& message, int code);

/// Waits for the other ranks at the end of the program. Returns its exit code.
int leave(int code);

}  // namespace scarp::cluster
