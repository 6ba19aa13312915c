"""Lines of JSON over file descriptors: how server, keeper and worker talk."""

import json
import os

MAX_LINE = 8 << 20  # a longer line on any channel is a fault
CHUNK = 1 << 16


def encode(message):
    """A message as one line of valid UTF-8: lone surrogates, which Python strings may hold, become '?'."""
    return json.dumps(message, ensure_ascii=False).encode("utf-8", "replace") + b"\n"


def write_all(fd, data):
    view = memoryview(data)
    while view:
        view = view[os.write(fd, view):]


class Lines:
    """Whole lines out of a file descriptor, however they arrive."""

    def __init__(self, fd):
        self.fd = fd
        self.rest = b""
        self.ended = False

    def read(self):
        """The lines that one read completes; sets `ended` at the end of the stream or after a line too long."""
        try:
            data = os.read(self.fd, CHUNK)
        except BlockingIOError:
            return []
        except OSError:
            data = b""
        if not data or len(self.rest) > MAX_LINE:
            self.ended = True
            return []
        *lines, self.rest = (self.rest + data).split(b"\n")
        return lines
