#!/bin/bash
# Slurm: one job holds the scheduler, the workers and the command. Submit it again if it ends too early:
#   sbatch templates/slurm.sh pairs.csv corpus
#SBATCH --job-name=aligner --ntasks=64 --cpus-per-task=1 --mem-per-cpu=2G --time=04:00:00
set -euo pipefail

pairs=$1
corpus=$2
file=$PWD/scheduler.${SLURM_JOB_ID:-0}.json
trap 'kill $(jobs -p) 2>/dev/null || true; rm -f "$file"' EXIT

dask scheduler --scheduler-file "$file" --no-dashboard &
until [ -s "$file" ]; do sleep 1; done
# Two tasks are left for the scheduler and the command.
srun --ntasks=$((${SLURM_NTASKS:-64} - 2)) --cpus-per-task=1 \
  dask worker --scheduler-file "$file" --nthreads 1 --memory-limit 2GB --no-dashboard &
address=$(python -c 'import json, sys; print(json.load(open(sys.argv[1]))["address"])' "$file")
aligner batch "$pairs" -o "$corpus" --scheduler "$address"
