"""The keeper, the trusted parent: it has the channel, the clock and the limits, and starts and ends the worker."""

import json
import os
import select
import shutil
import signal
import stat
import tempfile
import time

from .cell import Cell
from .channel import CHUNK, Lines, encode, write_all
from .papers import convert
from .processes import (
    PR_SET_CHILD_SUBREAPER,
    PR_SET_DUMPABLE,
    PR_SET_PDEATHSIG,
    descriptors_from,
    kill_descendants,
    prctl,
    reap_children,
)
from .worker import Worker

GRACE = 1.0  # seconds between asking a cell to stop and killing it

LIMITS = {
    "address_space": 4 << 30,
    "processes": 128,
    "file_size": 512 << 20,
    "open_files": 512,
    "cpu_seconds": 3600,
    "output": 256 << 10,
    "figures": 50,
}


class Keeper:
    """Keeps one interpreter for whoever is on the channel (`requests`, `answers`: file descriptors)."""

    def __init__(self, requests, answers, root=None, scratch=False):
        self.requests = Lines(requests)
        self.answers = answers
        self.root = root  # of all tasks' folders; None where there is one task, in this very folder
        self.scratch = tempfile.mkdtemp(prefix="task-") if scratch else None
        self.limits = dict(LIMITS)
        self.worker = None
        self.replies = None
        self.outputs = {}
        self.exit_status = None
        self.cell = None
        self.kill_at = None
        self.poll = select.poll()
        self.poll.register(requests, select.POLLIN | select.POLLRDHUP)
        self.wake, wake_up = os.pipe()
        for end in (self.wake, wake_up):
            os.set_blocking(end, False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(wake_up, warn_on_full_buffer=False)
        self.poll.register(self.wake, select.POLLIN)
        prctl(PR_SET_CHILD_SUBREAPER, 1)  # what the model's code starts and forgets comes to us, to be killed
        prctl(PR_SET_DUMPABLE, 0)  # the model's code can neither trace us nor open our descriptors

    def run(self):
        try:
            while self.exit_status is None and not self.requests.ended:
                ready = {fd for fd, _ in self.poll.poll(self.patience())}
                if self.wake in ready:
                    self.reap()
                if self.worker:
                    self.hear_output()
                    if self.replies and self.replies.fd in ready:
                        self.hear_worker()
                if self.requests.fd in ready:
                    for line in self.requests.read():
                        self.request(line)
                self.keep_time()
            if self.exit_status is not None:
                self.hear_output()
                if self.cell:
                    self.cell.flush()
                self.tell({"type": "exited", **self.exit_status, "stopped": self.cell.stopping if self.cell else None})
        except BrokenPipeError:
            pass  # nobody listens any more
        finally:
            signal.signal(signal.SIGTERM, signal.SIG_IGN)  # whoever says so now: this comes first
            kill_descendants()
            reap_children()
            if self.scratch:
                shutil.rmtree(self.scratch, ignore_errors=True)

    def patience(self):
        """Milliseconds until something is due, or None."""
        due = [self.kill_at]
        if self.cell:
            due += [self.cell.batch_due, None if self.cell.stopping else self.cell.deadline]
        due = [moment for moment in due if moment is not None]
        return max(0, int((min(due) - time.monotonic()) * 1000) + 1) if due else None

    def keep_time(self):
        now = time.monotonic()
        if self.cell and self.cell.batch_due and now >= self.cell.batch_due:
            self.cell.flush()
        if self.cell and not self.cell.stopping and now >= self.cell.deadline:
            self.stop_cell("timeout")
        if self.kill_at and now >= self.kill_at:
            self.kill_at = None
            if self.exit_status is None:
                os.kill(self.worker, signal.SIGKILL)

    def stop_cell(self, why):
        self.cell.stopping = why
        self.kill_at = time.monotonic() + GRACE
        os.kill(self.worker, signal.SIGINT)

    def request(self, line):
        try:
            request = json.loads(line)
            kind = request["type"]
        except (ValueError, KeyError, TypeError):
            return self.refuse("not a request")
        if kind == "ping":
            self.tell({"type": "pong"})
        elif kind == "exit":
            self.requests.ended = True
        elif kind == "open" and not self.worker:
            self.open(request)
        elif kind == "convert" and not self.worker and self.root is not None:
            self.convert(request)
        elif kind == "interrupt" and self.replies:
            if self.cell and not self.cell.stopping:
                self.stop_cell("interrupted")
        elif kind == "execute" and self.replies:
            if self.cell:
                return self.refuse("a cell is running")
            self.cell = Cell(request, self.limits, self.tell)
            self.command(request)
        else:
            self.refuse("not now: " + str(kind)[:40])

    def command(self, message):
        try:
            write_all(self.commands, encode(message))
        except BrokenPipeError:
            pass  # it is ending: SIGCHLD will tell how

    def refuse(self, reason):
        self.tell({"type": "refused", "reason": reason})

    def open(self, request):
        folder = self.admit(request)
        if folder is None:
            return
        command_end, self.commands = os.pipe()
        replies, reply_end = os.pipe()
        out, out_end = os.pipe()
        err, err_end = os.pipe()

        def work():
            kept = descriptors_from(3, [command_end, reply_end, out_end, err_end])
            Worker(*kept, folder, self.scratch, self.limits, self.root is not None).run()

        self.start(work)
        for end in (command_end, reply_end, out_end, err_end):
            os.close(end)
        self.replies = Lines(replies)
        self.outputs = {out: "stdout", err: "stderr"}
        for fd in (replies, out, err):
            os.set_blocking(fd, False)
            self.poll.register(fd, select.POLLIN)

    def convert(self, request):
        folder = self.admit(request)
        if folder is None:
            return
        arguments = [str(argument) for argument in request.get("arguments", [])]
        self.start(lambda: convert(arguments, folder, self.scratch, self.limits))

    def admit(self, request):
        """Takes over a first request's limits. Its task's folder; None, and a refusal, where there is none."""
        self.limits.update((name, int(bound)) for name, bound in request.get("limits", {}).items() if name in LIMITS)
        if self.root is None:
            return os.getcwd()
        task = str(request.get("task", ""))
        folder = os.path.join(self.root, task)
        try:
            if task.replace("-", "").replace("_", "").isalnum() and stat.S_ISDIR(os.lstat(folder).st_mode):
                return folder
        except OSError:
            pass  # there is none
        self.refuse("no such task")
        self.requests.ended = True
        return None

    def start(self, work):
        """Starts the worker, which does `work` and is gone."""
        self.worker = os.fork()
        if self.worker == 0:
            try:
                signal.set_wakeup_fd(-1)
                for number in (signal.SIGCHLD, signal.SIGTERM):
                    signal.signal(number, signal.SIG_DFL)
                prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
                prctl(PR_SET_DUMPABLE, 1)
                work()
            except BaseException:  # the message goes to the keeper's standard error, as far as it is still there
                import traceback

                traceback.print_exc()
            finally:
                os._exit(1)

    def hear_output(self):
        for fd, name in list(self.outputs.items()):
            for _ in range(8):  # as much as a pipe holds: what was printed before is in it, an endless printer waits
                try:
                    data = os.read(fd, CHUNK)
                except BlockingIOError:
                    break
                if not data:
                    self.poll.unregister(fd)
                    del self.outputs[fd]
                    break
                if self.cell:  # what is printed between cells belongs to none
                    self.cell.write(name, data)

    def hear_worker(self):
        for line in self.replies.read():
            try:
                message = json.loads(line)
                kind = message["type"]
            except (ValueError, KeyError, TypeError):
                continue
            if kind == "ready":
                self.tell(message)
            elif self.cell is None:
                continue
            self.hear_output()  # first what was printed before this
            if kind == "display":
                self.note_figure(message.get("figure"))
                self.cell.display(message)
                self.command({})
            elif kind == "figure":
                self.note_figure(message.get("figure"))
            elif kind == "error":
                self.cell.flush()
                self.cell.tell(message)
            elif kind == "done":
                self.end_cell(message)
        if self.replies.ended:
            self.poll.unregister(self.replies.fd)
            if self.exit_status is None:  # closed its end: nothing will ever come again
                os.kill(self.worker, signal.SIGKILL)

    def note_figure(self, name):
        if isinstance(name, str) and name not in self.cell.figures and len(self.cell.figures) < self.limits["figures"]:
            self.cell.figures.append(name)

    def end_cell(self, message):
        cell, self.cell, self.kill_at = self.cell, None, None
        if cell.stopping:  # what the cell started did not hear that it is over
            kill_descendants(spare={self.worker})
        cell.finish(
            {
                "status": cell.stopping or ("error" if message.get("status") == "error" else "ok"),
                "execution_time": message.get("execution_time"),
                "execution_count": message.get("execution_count"),
                "figures": cell.figures,
            }
        )

    def reap(self):
        os.read(self.wake, CHUNK)
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            if pid == self.worker:
                code = os.waitstatus_to_exitcode(status)
                self.exit_status = {"code": code} if code >= 0 else {"signal": -code}

    def tell(self, message):
        write_all(self.answers, encode(message))
