#!/usr/bin/env bash
# Runs a program under mpirun, with a folder for its files as the last argument.
#
#   tests/cluster/mpirun.sh RANKS PROGRAM [ARGUMENT …]
set -uo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
ranks=$1
shift
timeout 300 mpirun -n "$ranks" --oversubscribe --bind-to none "$@" "$work"
