"""A Dask cluster gives the same bytes as processes here."""

import os
import signal
import socket
import subprocess
import time

import pytest
from made_batch import ALL_FORMATS, command, corpus_bytes, environment, run_batch_command

pytest.importorskip("distributed", reason="the extra 'cluster' is not installed")


@pytest.fixture(scope="module")
def scheduler():
    """Return the address of a cluster of two workers."""
    from distributed import LocalCluster

    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster:
        yield cluster.scheduler_address


def test_a_cluster_and_processes_give_the_same_bytes(documents, uninterrupted, scheduler, tmp_path):
    folder = tmp_path / "out"
    done = run_batch_command(documents, "-o", folder, "--model", "length", "--scheduler", scheduler, *ALL_FORMATS)
    assert done.returncode == 0, done.stderr
    assert corpus_bytes(folder) == uninterrupted


def test_a_missing_model_is_a_one_line_error(documents, scheduler, tmp_path):
    done = run_batch_command(documents, "-o", tmp_path / "out", "--model", "./none", "--scheduler", scheduler)
    assert done.returncode == 3
    assert "no such model folder" in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr


def test_a_missing_scheduler_is_a_one_line_error(documents, tmp_path, monkeypatch):
    from aligner.errors import InputError, UsageError
    from aligner.tasks import cluster

    monkeypatch.setattr(cluster, "CONNECT_TIMEOUT_S", 0.3)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(InputError, match="no Dask scheduler answers here"):
        cluster.Cluster(f"tcp://127.0.0.1:{port}").connect()
    with pytest.raises(UsageError, match="is no address of a scheduler"):
        cluster.Cluster("nonsense://x").connect()


@pytest.mark.skipif(os.name != "posix", reason="signals as POSIX has them")
def test_a_killed_worker_of_the_cluster_changes_no_result(documents, uninterrupted, scheduler, tmp_path):
    from distributed import Client

    folder = tmp_path / "out"
    run = subprocess.Popen(
        command(documents, "-o", folder, "--model", "length", "--scheduler", scheduler, *ALL_FORMATS),
        stderr=subprocess.PIPE,
        text=True,
        env=environment(),
    )
    while run.poll() is None and not (folder / "results.sqlite").exists():
        time.sleep(0.02)
    with Client(scheduler, set_as_default=False) as client:
        os.kill(next(iter(client.run(os.getpid).values())), signal.SIGKILL)
    _, said = run.communicate(timeout=60)
    assert run.returncode == 0, said
    assert corpus_bytes(folder) == uninterrupted
