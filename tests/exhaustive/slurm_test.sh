#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Tests slurm.sh on a Slurm of one node, this machine, which is started here and stopped at the end: an array job on a
# small sweep, one of its tasks cancelled and what it left run afterwards, gives the certificate that a run without Slurm gives. As
# root, for the daemons; all their files lie in a scratch folder, and their ports are not Slurm's own.
# usage: slurm_test.sh BUILD
set -u

build=$(cd "${1:?usage: slurm_test.sh BUILD}" && pwd)
here=$(dirname "$0")
program=$build/tests/exhaustive
sweep=stochastic/fp16/e2m1
export FLAGS='--log2 18' BUILD="$build"
scratch=$(mktemp -d) || exit 2
daemons=
chmod 755 "$scratch"

stop() {
    for daemon in $daemons; do
        pid=$(cat "$scratch/$daemon.pid" 2>/dev/null) && kill "$pid" 2>/dev/null
    done
    sleep 1
    rm -rf "$scratch"
}
trap stop EXIT
trap 'exit 2' INT TERM

fail() {
    echo "test-slurm: FAIL: $1" >&2
    tail -n 20 "$scratch"/*.log >&2
    exit 1
}

# until_it COMMAND...: waits for it to succeed, at most two minutes.
until_it() {
    for _ in $(seq 240); do
        "$@" >/dev/null 2>&1 && return 0
        sleep 0.5
    done
    return 1
}

[ "$(id -u)" -eq 0 ] || { echo "test-slurm: SKIP: the daemons want root" >&2; exit 0; }
host=$(hostname -s)
mkdir "$scratch/state" "$scratch/spool" "$scratch/munge"
dd if=/dev/urandom of="$scratch/munge.key" bs=128 count=1 2>/dev/null
chmod 600 "$scratch/munge.key"
cat >"$scratch/slurm.conf" <<END
ClusterName=halfulp
SlurmctldHost=$host
SlurmctldPort=26817
SlurmdPort=26818
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$scratch/munge/socket
StateSaveLocation=$scratch/state
SlurmdSpoolDir=$scratch/spool
SlurmctldPidFile=$scratch/slurmctld.pid
SlurmdPidFile=$scratch/slurmd.pid
SlurmctldLogFile=$scratch/slurmctld.log
SlurmdLogFile=$scratch/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerParameters=sched_interval=1
JobAcctGatherType=jobacct_gather/none
MpiDefault=none
ReturnToService=2
NodeName=$host CPUs=$(nproc) State=UNKNOWN
PartitionName=all Nodes=$host Default=YES State=UP
END
export SLURM_CONF="$scratch/slurm.conf"

daemons=munged
munged --force --key-file "$scratch/munge.key" --socket "$scratch/munge/socket" --pid-file "$scratch/munged.pid" \
    --log-file "$scratch/munged.log" --seed-file "$scratch/munge.seed" || fail "munged does not start"
daemons='slurmctld slurmd munged'
slurmctld -f "$SLURM_CONF" || fail "slurmctld does not start"
slurmd -f "$SLURM_CONF" || fail "slurmd does not start"
until_it sh -c 'sinfo -h -o %T | grep -qx idle' || fail "the node does not come up"

# Without Slurm.
sh "$here/sweep.sh" "$program" "$scratch/alone" $sweep >"$scratch/out.log" 2>&1 || fail "without Slurm: $(cat "$scratch/out.log")"
certificate() {
    cat "$1"/*/*.certificate | grep -v -e '^core seconds' -e '^completed'
}
certificate "$scratch/alone" >"$scratch/expected"

# An array of eight tasks; one of them is killed before it has run, and the rest of its share is run afterwards.
job=$(sbatch --parsable --array=0-7 --output="$scratch/task-%a.log" --export=ALL,FOLDER="$scratch/array" \
    "$here/slurm.sh" $sweep) || fail "sbatch refuses the job"
scancel "${job}_7"
until_it sh -c "[ -z \"\$(squeue -h -j $job)\" ]" || fail "the job does not end: $(squeue)"
[ "$(find "$scratch/array" -path '*fp16-e2m1/*' | wc -l)" -ge 21 ] || fail "a task did not run its share"
FOLDER=$scratch/array
sh "$here/sweep.sh" "$program" "$FOLDER" $sweep >"$scratch/out.log" 2>&1 || fail "the rest: $(cat "$scratch/out.log")"
certificate "$scratch/array" | cmp -s - "$scratch/expected" || fail "the certificate differs from that without Slurm"
echo "test-slurm: PASS: an array of 8 tasks, one of them cancelled, and what was missing run afterwards: the same certificate"
