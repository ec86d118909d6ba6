#!/bin/bash
# A sweep as a Slurm array, in the project's folder on a disk that all nodes share, after npm ci on a machine of the same kind:
#   sbatch deploy/slurm.sh deploy/sweep.json
# After a time limit submit it again: what is done ends at once. A single shard: SHARDS=16 sbatch --array=5 deploy/slurm.sh …
#SBATCH --job-name=sweep
#SBATCH --array=1-16
#SBATCH --ntasks=1
#SBATCH --cpus-per-task=4
#SBATCH --mem=2G
#SBATCH --time=04:00:00
#SBATCH --requeue
#SBATCH --open-mode=append
#SBATCH --output=sweep-%A-%a.log

exec npm run -s sweep -- "$1" --shard "$SLURM_ARRAY_TASK_ID/${SHARDS:-$SLURM_ARRAY_TASK_COUNT}" --out rows/ --threads "$SLURM_CPUS_PER_TASK"
