"""A Dask cluster gives the same bytes as processes here."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from made_batch import ALL_FORMATS, command, corpus_bytes, environment, made_documents, run_batch_command

pytest.importorskip("distributed", reason="the extra 'cluster' is not installed")

TRAPS = Path(__file__).parents[1] / "tasks"
"""Folder of the `sitecustomize` that gives files an effect."""


def python_path(folder):
    return os.pathsep.join(filter(None, (str(folder), os.environ.get("PYTHONPATH"))))


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


class Servers:
    """A scheduler and a worker as processes that a test can kill and start again; the worker's disk is slow."""

    def __init__(self, folder):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.folder = folder
        self.processes = []
        self.log = folder / "files_read"
        trap = {
            "TRAP": "/[ez][nh]/*.txt",
            "TRAP_DOES": "delay",
            "TRAP_LOG": str(self.log),
            "PYTHONPATH": python_path(TRAPS),
        }
        self.environment = {**environment(), **trap}

    def documents_read(self):
        return len(self.log.read_text().splitlines()) if self.log.exists() else 0

    @property
    def address(self):
        return f"tcp://127.0.0.1:{self.port}"

    def start(self):
        for arguments in (
            ("scheduler", "--host", "127.0.0.1", "--port", str(self.port), "--no-dashboard"),
            ("worker", self.address, "--nthreads", "1", "--no-dashboard", "--no-nanny", "--death-timeout", "60"),
        ):
            self.processes.append(
                subprocess.Popen(
                    [sys.executable, "-m", "dask", *arguments],
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    env=self.environment,
                    cwd=self.folder,
                )
            )

    def kill(self):
        while self.processes:
            process = self.processes.pop()
            process.kill()
            process.wait()


@pytest.fixture
def servers(tmp_path):
    """Return a scheduler and a worker that are not started yet."""
    servers = Servers(tmp_path)
    yield servers
    servers.kill()


def started_batch(documents, folder, address):
    return subprocess.Popen(
        command(documents, "-o", folder, "--model", "length", "--scheduler", address, *ALL_FORMATS),
        stderr=subprocess.PIPE, text=True, env=environment(),
    )  # fmt: skip


def test_a_run_on_a_slow_disk_continues_after_the_scheduler_is_restarted(tmp_path, servers):
    documents = made_documents(tmp_path, 12)
    done = run_batch_command(documents, "-o", tmp_path / "here", "--model", "length", "--jobs", 1, *ALL_FORMATS)
    assert done.returncode == 0, done.stderr
    servers.start()
    folder = tmp_path / "out"
    run = started_batch(documents, folder, servers.address)
    while run.poll() is None and servers.documents_read() < 8:
        time.sleep(0.02)
    assert run.poll() is None, "the run ended before the scheduler could be killed"
    servers.kill()
    done_before = servers.documents_read()
    servers.start()
    _, errors = run.communicate(timeout=120)
    assert run.returncode == 0, errors
    assert "Traceback" not in errors, errors[:3000]
    assert servers.documents_read() > done_before, "nothing was left to do after the restart"
    assert corpus_bytes(folder) == corpus_bytes(tmp_path / "here")


def test_a_scheduler_that_stays_away_is_a_one_line_error(monkeypatch):
    from aligner.errors import OutputError
    from aligner.tasks import cluster

    monkeypatch.setattr(cluster, "RECONNECT_TIMEOUT_S", 0.5)
    monkeypatch.setattr(cluster, "RECONNECT_INTERVAL_S", 0.1)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(OutputError, match="the scheduler is gone"):
        cluster.Cluster(f"tcp://127.0.0.1:{port}").reconnect()
