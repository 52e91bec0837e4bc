"""Which loopback ports are free, and who holds the one that is not."""

from __future__ import annotations

import shutil
import socket
import subprocess
from dataclasses import dataclass
from pathlib import Path

from .errors import PortInUse

HOST = "127.0.0.1"
_LISTENING = "0A"  # TCP_LISTEN, as proc(5) writes it in /proc/net/tcp


@dataclass(frozen=True, slots=True)
class Port:
    """A port that a service listens on. `chosen_by` names what a person sets to choose another."""

    number: int
    chosen_by: str


def demand_free(port: Port, wanted_by: str) -> None:
    """Raises PortInUse, naming the port, who holds it as far as can be told, and how to choose another."""
    if is_free(port.number):
        return
    holder = holder_of(port.number) or "another program"
    raise PortInUse(
        f"port {port.number} on {HOST}, which {wanted_by} needs, is in use by {holder}",
        f"stop it, or choose another port: {port.chosen_by}={a_free_port()} make up",
    )


def is_free(port: int) -> bool:
    """True when a server could listen on the port now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
        return True


def answers(port: int) -> bool:
    """True when something accepts connections on the port."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.settimeout(1)
        return probe.connect_ex((HOST, port)) == 0


def a_free_port() -> int:
    """A port that nobody held a moment ago."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind((HOST, 0))
        number: int = probe.getsockname()[1]
        return number


def holder_of(port: int) -> str | None:
    """The program that listens on the port, such as `python3 (pid 77)`, when the system tells us."""
    if Path("/proc/net/tcp").exists():
        return _holder_by_proc(port)
    if shutil.which("lsof"):
        return _holder_by_lsof(port)
    return None


def _holder_by_proc(port: int) -> str | None:
    """Looks for the listening socket among the files of the processes that we may look into."""
    sockets = {f"socket:[{inode}]" for inode in _listening_sockets(port)}
    for process in Path("/proc").iterdir():
        try:
            if process.name.isdigit() and any(
                str(file.readlink()) in sockets for file in (process / "fd").iterdir()
            ):
                return f"{(process / 'comm').read_text().strip()} (pid {process.name})"
        except OSError:
            continue  # gone meanwhile, or another user's
    return None


def _listening_sockets(port: int) -> list[str]:
    """The inodes of the sockets that listen on the port, as proc(5) lists them."""
    found: list[str] = []
    for table in (Path("/proc/net/tcp"), Path("/proc/net/tcp6")):
        rows = table.read_text().splitlines()[1:] if table.exists() else []
        found += [row[9] for row in map(str.split, rows) if row[3] == _LISTENING and _port(row[1]) == port]
    return found


def _port(address: str) -> int:
    """From `0100007F:1F90`, the address and the port in hexadecimal."""
    return int(address.rpartition(":")[2], 16)


def _holder_by_lsof(port: int) -> str | None:
    """The fields of `lsof -F`: one per line, `p` the pid, `c` the command."""
    command = ["lsof", "-nP", f"-iTCP:{port}", "-sTCP:LISTEN", "-Fpc"]
    shown = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    fields = {line[0]: line[1:] for line in shown.splitlines() if line}
    return f"{fields['c']} (pid {fields['p']})" if {"c", "p"} <= fields.keys() else None
