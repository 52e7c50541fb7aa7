"""The recipes for clusters: the Slurm script runs with a stub of `srun`, Kubernetes' schemas accept the manifests."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from made_batch import corpus_bytes, environment, made_documents, run_batch_command

TEMPLATES = Path(__file__).parents[2] / "templates"
STUB_WORKERS = 2
"""Number of times the stub of `srun` starts the command, whatever --ntasks says."""
SRUN = f"""#!/bin/bash
while [[ $1 == --* ]]; do shift; done
for number in $(seq {STUB_WORKERS}); do "$@" & done
wait
"""
PROGRAM = '#!/bin/bash\nexec "{python}" -m {module} "$@"\n'


def write_program(path: Path, text: str) -> None:
    path.write_text(text)
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


@pytest.mark.skipif(os.name != "posix", reason="a script for bash")
def test_the_slurm_script_runs_a_batch(tmp_path):
    pytest.importorskip("distributed", reason="the extra 'cluster' is not installed")
    documents = made_documents(tmp_path / "documents", 4)
    programs = tmp_path / "bin"
    programs.mkdir()
    write_program(programs / "srun", SRUN)
    write_program(programs / "python", f'#!/bin/bash\nexec "{sys.executable}" "$@"\n')
    for module in ("dask", "aligner"):
        write_program(programs / module, PROGRAM.format(python=sys.executable, module=module))
    root = str(TEMPLATES.parent)
    paths = {"PATH": f"{programs}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": root}
    done = subprocess.run(
        ["bash", str(TEMPLATES / "slurm.sh"), str(documents), "corpus"],
        cwd=tmp_path, env={**environment(), **paths}, capture_output=True, text=True, check=False, timeout=180,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    here = run_batch_command(documents, "-o", tmp_path / "here", "--jobs", 1)
    assert here.returncode == 0, here.stderr
    assert corpus_bytes(tmp_path / "corpus") == corpus_bytes(tmp_path / "here")
    assert not list(tmp_path.glob("scheduler.*.json")), "the script leaves its scheduler file"


def test_a_dask_jobqueue_script_starts_the_same_worker():
    jobqueue = pytest.importorskip("dask_jobqueue", reason="dask-jobqueue is not installed")
    job = jobqueue.slurm.SLURMJob(
        scheduler="tcp://head:8786", name="w0", cores=1, processes=1, memory="2GB", walltime="04:00:00"
    )
    script = job.job_script()
    assert "#SBATCH --cpus-per-task=1" in script
    assert "tcp://head:8786" in script
    assert "--nthreads 1" in script


def test_the_manifests_satisfy_the_schemas_of_kubernetes():
    validation = pytest.importorskip("kubernetes_validate", reason="kubernetes-validate is not installed")
    documents = list(yaml.safe_load_all((TEMPLATES / "kubernetes.yaml").read_text(encoding="utf-8")))
    assert [document["kind"] for document in documents] == ["Service", "Deployment", "Deployment", "Job"]
    for document in documents:
        validation.validate(document, validation.latest_version(), strict=True)


def test_the_parts_of_the_manifests_fit_together():
    service, scheduler, worker, job = yaml.safe_load_all((TEMPLATES / "kubernetes.yaml").read_text(encoding="utf-8"))
    address = f"tcp://{service['metadata']['name']}:{service['spec']['ports'][0]['port']}"
    assert service["spec"]["selector"].items() <= scheduler["spec"]["template"]["metadata"]["labels"].items()
    for part in (worker, job):
        pod = part["spec"]["template"]["spec"]
        assert address in pod["containers"][0]["args"]
        assert pod["volumes"][0]["persistentVolumeClaim"]["claimName"] == "documents"
