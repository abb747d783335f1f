"""Start, find and end the processes of a stack, each by its own id."""
from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from stack.layout import Stack, StackError

__all__ = ["is_running", "run", "start", "stop", "wait_until"]

SECONDS_TO_END = 20


def start(stack: Stack, service: str, command: Sequence[str | Path], *, env: Mapping[str, str] | None = None,
          user: str | None = None, cwd: Path | None = None) -> None:
    """Start a service in the background, its output in its log; leave a running one alone."""
    if is_running(stack, service):
        return
    with stack.log(service).open("ab") as log:
        process = subprocess.Popen(
            [str(part) for part in command], stdout=log, stderr=log, stdin=subprocess.DEVNULL,
            start_new_session=True, env={**os.environ, **(env or {})}, user=user,
            group=_group_of(user), extra_groups=[] if user else None, cwd=cwd,
        )
    _pid_file(stack, service).write_text(f"{process.pid} {_started_at(process.pid)}")


def stop(stack: Stack, service: str, how: signal.Signals = signal.SIGTERM) -> None:
    """End a service that this stack started, gently, then by force; never another process."""
    pid = _running_pid(stack, service)
    if pid:
        os.kill(pid, how)
        deadline = time.monotonic() + SECONDS_TO_END
        while _running_pid(stack, service) and time.monotonic() < deadline:
            time.sleep(0.05)
        if _running_pid(stack, service):
            os.killpg(pid, signal.SIGKILL)
    _pid_file(stack, service).unlink(missing_ok=True)


def is_running(stack: Stack, service: str) -> bool:
    """Tell whether the process that this stack started for a service is still there."""
    return _running_pid(stack, service) is not None


def wait_until(ready: Callable[[], bool], stack: Stack, service: str, seconds: float = 90) -> None:
    """Wait for a service; raise a StackError with the end of its log if it dies or stays silent."""
    deadline = time.monotonic() + seconds
    while not ready():
        if not is_running(stack, service):
            raise StackError(f"{service} ended at once.\n{_tail(stack.log(service))}")
        if time.monotonic() > deadline:
            raise StackError(f"{service} did not answer within {seconds:.0f} s.\n{_tail(stack.log(service))}")
        time.sleep(0.1)


def run(command: Sequence[str | Path], *, env: Mapping[str, str] | None = None, user: str | None = None,
        stdin: str | None = None) -> str:
    """Run a command to its end and return its standard output; raise a StackError with all it said if it fails."""
    done = subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, input=stdin, check=False,
        env={**os.environ, **(env or {})}, user=user, group=_group_of(user), extra_groups=[] if user else None,
        cwd="/" if user else None,
    )
    if done.returncode:
        said = (done.stdout + done.stderr).strip()
        raise StackError(f"`{' '.join(map(str, command))}` failed with code {done.returncode}:\n{said[-4000:]}")
    return done.stdout


def _pid_file(stack: Stack, service: str) -> Path:
    return stack.folder / "run" / f"{service}.pid"


def _running_pid(stack: Stack, service: str) -> int | None:
    try:
        pid, started_at = _pid_file(stack, service).read_text().split()
    except (FileNotFoundError, ValueError):
        return None
    # A pid is given again to other processes, and after a restart of the machine to anything: its start time tells.
    return int(pid) if _started_at(int(pid)) == started_at else None


def _started_at(pid: int) -> str | None:
    """Return a process's start time in clock ticks since boot, None when it is gone or only waits to be reaped."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except (FileNotFoundError, ProcessLookupError):
        return None
    return None if fields[0] == "Z" else f"{fields[19]}@{boot}"


def _group_of(user: str | None) -> int | None:
    import pwd

    return pwd.getpwnam(user).pw_gid if user else None


def _tail(log: Path, lines: int = 25) -> str:
    text = log.read_text(errors="replace").splitlines() if log.exists() else []
    return "\n".join([*text[-lines:], f"(the whole log: {log})"])
