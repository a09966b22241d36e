#pragma once

namespace scarp::cluster {

/// What mpirun, or Slurm's srun, tells the processes it starts.
struct Launch {
  int rank = 0;
  int size = 1;
};

/// Of this process, from its environment; one process alone where nobody started several.
Launch launch();

/// Takes it out of the environment: a program that this process starts is alone.
void forget_launch();

}  // namespace scarp::cluster
