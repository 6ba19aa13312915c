"""How interpreters are reached: one on stdin and stdout, or one for each connection to a socket."""

import json
import os
import signal
import sys

from . import scratch
from .channel import encode
from .confinement import ALONE, BARE, SHARED
from .keeper import CHECK_SECONDS, Keeper
from .places import Places
from .processes import (
    PR_SET_CHILD_SUBREAPER,
    PR_SET_DUMPABLE,
    PR_SET_PDEATHSIG,
    kill_descendants,
    prctl,
    reap_children,
)
from .shell import SCIENCE, import_ipython

PLACES = 64


def serve_stdio(bare):
    requests, answers = os.dup(0), os.dup(1)
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 0)
    os.dup2(2, 1)
    os.close(null)
    Keeper(requests, answers, BARE if bare else ALONE).run()


def serve_socket(path, root):
    """Serves until it is ended. The science stack is imported once, so that an interpreter is a fork away."""
    import socket

    if os.getuid() == 0:
        sys.exit("runner: root is bound by no limit. Run this container as an ordinary user.")
    prctl(PR_SET_DUMPABLE, 0)
    prctl(PR_SET_CHILD_SUBREAPER, 1)  # what a keeper that was killed leaves comes to us, wherever we run
    if os.getpid() == 1:  # else another's may be at work
        scratch.remove_left_by(None)
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
    signal.signal(signal.SIGCHLD, lambda *_: None)
    woken, wake = socket.socketpair()  # by every death: a place is free again at once
    for end in (woken, wake):
        end.setblocking(False)
    signal.set_wakeup_fd(wake.fileno(), warn_on_full_buffer=False)
    print("runner: listening", file=sys.stderr, flush=True)
    places = Places(PLACES)
    while True:
        ready = wait_for(listener, woken)
        clear_up(places)
        if listener not in ready:
            continue
        connection, _ = listener.accept()
        place = places.reserve()
        if place is None:
            turn_away(connection, "too many interpreters are open")
            continue
        try:
            pid = os.fork()
        except OSError:
            places.give(place, 0)
            turn_away(connection, "no further process can be started")
            continue
        if pid == 0:
            try:
                prctl(PR_SET_PDEATHSIG, signal.SIGTERM)  # leaves it the time to end what the task started
                signal.set_wakeup_fd(-1)
                for each in (listener, woken, wake):
                    each.close()
                places.mine = place
                Keeper(connection.fileno(), connection.fileno(), SHARED, root, places).run()
            finally:
                os._exit(0)
        places.give(place, pid)
        connection.close()


def wait_for(listener, woken):
    import select

    ready = select.select([listener, woken], [], [], 5)[0]
    if woken in ready:
        woken.recv(1 << 12)
    return ready


def clear_up(places):
    """Takes back the places of keepers that have ended; before that it ends what those have left that were killed."""
    ended = reap_children() & places.keepers()
    if not ended:
        return
    kill_descendants(families=places.keepers() - ended)
    for keeper in ended:
        scratch.remove_left_by(keeper)
        places.take_back(keeper)


def turn_away(connection, reason):
    try:
        connection.sendall(encode({"type": "refused", "reason": reason}))
    except OSError:
        pass  # has not waited for it
    connection.close()


def check_socket(path):
    """Whether the runner at a socket runs code: leaves with 0 or, and a word about it, with 1."""
    import socket

    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(CHECK_SECONDS + 2)
            connection.connect(path)
            connection.sendall(encode({"type": "lenient"}) + encode({"type": "check"}))
            line = connection.makefile("rb").readline()
            answer = json.loads(line) if line else {"reason": "its interpreter ended without a word"}
    except OSError as problem:
        sys.exit(f"runner: no answer: {problem}")
    if answer.get("type") not in ("healthy", "refused"):  # one without a place is busy, and well
        sys.exit(f"runner: {answer.get('reason')}")
