#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# A Slurm array job that runs a sweep, from the top of the tree, which the nodes share. Each task runs the shards whose
# number is its own modulo the number of tasks, as make exhaustive SHARD=I/N does, and leaves their lines in the same
# folder; what is submitted again runs only what is missing.
#
#     sbatch --array=0-63 tests/exhaustive/slurm.sh convert/e4m3
#     make exhaustive SWEEP=convert/e4m3          when all is done: adds up, runs what was lost, writes the certificates
#
#SBATCH --job-name=halfulp-exhaustive
#SBATCH --ntasks=1
#SBATCH --cpus-per-task=1
#SBATCH --requeue
set -u
build=${BUILD:-build}
SHARD=$((SLURM_ARRAY_TASK_ID - SLURM_ARRAY_TASK_MIN))/$SLURM_ARRAY_TASK_COUNT
export SHARD
exec sh tests/exhaustive/sweep.sh "$build/tests/exhaustive" "${FOLDER:-$build/exhaustive}" "$@"
