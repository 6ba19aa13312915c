"""How interpreters are reached: one on stdin and stdout, or one for each connection to a socket."""

import os
import signal
import sys

from .channel import encode
from .keeper import Keeper
from .processes import PR_SET_DUMPABLE, PR_SET_PDEATHSIG, prctl, reap_children
from .shell import SCIENCE, import_ipython


def serve_stdio(scratch):
    requests, answers = os.dup(0), os.dup(1)
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 0)
    os.dup2(2, 1)
    os.close(null)
    Keeper(requests, answers, scratch=scratch).run()


def serve_socket(path, root, most=64):
    """Serves until it is ended. The science stack is imported once, so that an interpreter is a fork away."""
    import socket

    if os.getuid() == 0:
        sys.exit("runner: root is bound by no limit. Run this container as an ordinary user.")
    prctl(PR_SET_DUMPABLE, 0)
    import_ipython()
    for module in SCIENCE:
        try:
            __import__(module)
        except ImportError:
            print(f"runner: {module} is not installed", file=sys.stderr)
    if os.path.exists(path):
        os.unlink(path)
    listener = socket.socket(socket.AF_UNIX)
    os.umask(0o117)
    listener.bind(path)
    os.umask(0o022)
    listener.listen(16)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # the first process of a container has no default action
    print("runner: listening", file=sys.stderr, flush=True)
    listener.settimeout(1)  # one that has ended unseen would count against the bound on processes
    keepers = set()
    while True:
        try:
            connection, _ = listener.accept()
        except TimeoutError:
            connection = None
        keepers -= reap_children()
        if connection is None:
            continue
        if len(keepers) >= most:
            turn_away(connection, "too many interpreters are open")
            continue
        try:
            pid = os.fork()
        except OSError:
            turn_away(connection, "no further process can be started")
            continue
        if pid == 0:
            try:
                prctl(PR_SET_PDEATHSIG, signal.SIGTERM)  # leaves it the time to end what the task started
                listener.close()
                Keeper(connection.fileno(), connection.fileno(), root, scratch=True).run()
            finally:
                os._exit(0)
        keepers.add(pid)
        connection.close()


def turn_away(connection, reason):
    try:
        connection.sendall(encode({"type": "refused", "reason": reason}))
    except OSError:
        pass  # has not waited for it
    connection.close()
