"""The keeper, the trusted parent: it has the channel, the clock and the limits, and starts and ends the worker."""

import json
import os
import select
import signal
import stat
import time

from . import scratch, usage
from .cell import Cell
from .channel import CHUNK, MAX_LINE, Lines, encode, write_all
from .confinement import ALONE, SHARED
from .papers import convert
from .processes import (
    PR_SET_CHILD_SUBREAPER,
    PR_SET_DUMPABLE,
    PR_SET_PDEATHSIG,
    descriptors_from,
    end_family,
    kill_descendants,
    prctl,
)
from .worker import Worker

GRACE = 1.0  # seconds between asking a cell to stop and killing it
LOOK_SECONDS = 0.25, 2.0  # between looks at what the task uses: while a cell runs, and else
SETTLE_SECONDS = 10.0  # for the processes of another keeper's task to be gone
CHECK_SECONDS = 20.0
CHECK = "print(6 * 7)"
HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

LIMITS = {
    "address_space": 4 << 30,
    "processes": 128,
    "file_size": 512 << 20,
    "open_files": 512,
    "cpu_seconds": 3600,
    "output": 256 << 10,
    "figures": 50,
    "memory": 4 << 30,  # of all its processes
    "scratch": 256 << 20,  # temporary files, and files without a name
}


class Keeper:
    """Keeps one interpreter for whoever is on the channel (`requests`, `answers`: file descriptors)."""

    def __init__(self, requests, answers, around, root=None, places=None):
        self.requests = Lines(requests)
        self.answers = answers
        self.around = around  # what is around the worker: see `confinement`
        self.root = root  # of all tasks' folders; None where there is one task, in this very folder
        self.places = places  # of the service, where there is one
        self.scratch = None if around == ALONE else scratch.make()
        self.folder = None
        self.limits = dict(LIMITS)
        self.hidden = []  # how the server's paths are written, and what stands for them
        self.worker = None
        self.replies = None
        self.unsent = bytearray()  # to the worker
        self.waiting = False  # until it reads
        self.outputs = {}
        self.exit_status = None
        self.over = None  # which bound it went past
        self.look_at = 0.0
        self.out_of_sight = False
        self.cell = None
        self.kill_at = None
        self.lenient = False  # whether tasks that are not kept apart will do
        self.check = None  # while this is a check: what is in force
        self.unconfined = False
        self.settled = True
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
                    if self.unsent:
                        self.send_commands()
                    if self.replies and self.replies.fd in ready:
                        self.hear_worker()
                if self.requests.fd in ready:
                    for line in self.requests.read():
                        self.request(line)
                self.keep_time()
            if self.exit_status is not None and not self.unconfined:
                self.hear_output()
                if self.cell:
                    self.cell.flush()
                self.tell_exit()
        except BrokenPipeError:
            pass  # nobody listens any more
        finally:
            signal.signal(signal.SIGTERM, signal.SIG_IGN)  # whoever says so now: this comes first
            end_family()
            try:
                if self.settled:
                    self.tell({"type": "ended"})
            except OSError:
                pass  # nobody listens any more
            if self.scratch:
                scratch.remove(self.scratch)

    def tell_exit(self):
        if self.check is not None:
            self.tell({"type": "unhealthy", "reason": f"the interpreter ended before it had run a line: {self.exit_status}"})
            return
        stopped = self.over or (self.cell.stopping if self.cell else None)
        self.tell({"type": "exited", **self.exit_status, "stopped": stopped})

    def patience(self):
        """Milliseconds until something is due, or None."""
        due = [self.kill_at, self.look_at if self.worker else None]
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
            self.kill_worker()
        if self.worker and now >= self.look_at:
            self.look()

    def kill_worker(self):
        if self.exit_status is None:
            os.kill(self.worker, signal.SIGKILL)

    def look(self):
        """Ends the worker when it and all it started are past a bound that the kernel does not keep. What it started and let
        go of is the keeper's own child."""
        started = time.monotonic()
        limits = self.limits
        pids = usage.family(limits["processes"])[1:]
        over = None
        if self.around == SHARED and max(len(pids), usage.threads(pids)) > limits["processes"]:  # alone, the kernel counts
            over = "processes"
        elif (memory := usage.memory(pids, limits["memory"])) > limits["memory"]:
            over = "memory"
        else:
            try:
                folders = [folder for folder in (self.folder, self.scratch) if folder]
                taken, buffers = usage.unseen(pids, folders, limits["file_size"])
                taken += usage.stored(self.scratch) if self.scratch else 0
                over = "scratch" if taken > limits["scratch"] else None
                over = "memory" if memory + buffers > limits["memory"] else over
                self.out_of_sight = False
            except usage.OutOfSight:
                over = "scratch" if self.out_of_sight else None  # a program that is just starting shows nothing, either
                self.out_of_sight = True
            except OSError:
                pass  # the folder was deleted: whoever did that ends this interpreter
        if over and self.exit_status is None:
            self.over = over
            self.kill_worker()
        now = time.monotonic()
        usual, most = LOOK_SECONDS if self.cell else LOOK_SECONDS[1:] * 2
        self.look_at = now + min(most, max(usual, 10 * (now - started)))

    def stop_cell(self, why):
        self.cell.stopping = why
        self.kill_at = time.monotonic() + GRACE
        os.kill(self.worker, signal.SIGINT)

    def request(self, line):
        try:
            request = json.loads(line)
            kind = request["type"]
        except (ValueError, KeyError, TypeError, RecursionError):
            return self.refuse("not a request")
        if kind == "ping":
            self.tell({"type": "pong"})
        elif kind == "check" and not self.worker:
            self.begin_check()
        elif kind == "lenient":
            self.lenient = True
        elif kind == "settle" and not self.worker and self.places:
            self.settle(str(request.get("task", "")), min(SETTLE_SECONDS, float(request.get("seconds", SETTLE_SECONDS))))
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
            self.begin_cell(request, self.tell)
        else:
            self.refuse("not now: " + str(kind)[:40])

    def begin_cell(self, request, tell):
        self.cell = Cell(request, self.limits, tell)
        self.look_at = time.monotonic() + LOOK_SECONDS[0]
        self.command(request)

    def begin_check(self):
        """A line of code in an interpreter as a task's would be."""
        self.check = {}
        folder = os.path.join(self.scratch, "check") if self.scratch else os.getcwd()
        if self.scratch:
            os.mkdir(folder)
        self.kill_at = time.monotonic() + CHECK_SECONDS
        self.start_worker(folder)

    def hear_check(self, message):
        if message["type"] == "stream" and message["text"] == "42\n":
            self.check["right"] = True
        elif message["type"] == "done":
            healthy = message["status"] == "ok" and "right" in self.check
            self.tell({"type": "healthy", "confined": self.check["confined"]} if healthy else
                      {"type": "unhealthy", "reason": "the interpreter did not run a line of code as it should"})
            self.requests.ended = True

    def settle(self, task, seconds):
        """Says when nothing of a task can be alive any more, whose keeper was not heard to say so itself."""
        deadline = time.monotonic() + seconds
        while self.places.has(task):
            if time.monotonic() > deadline:
                self.requests.ended, self.settled = True, False
                return self.refuse("the task's processes have not ended")
            time.sleep(0.02)
        self.requests.ended = True  # "ended" follows

    def command(self, message):
        """Sends to the worker as fast as it reads: one that does not must not stop the keeper."""
        self.unsent += encode(message)
        if len(self.unsent) > 2 * MAX_LINE:
            self.unsent.clear()
            self.kill_worker()
        self.send_commands()

    def send_commands(self):
        try:
            while self.unsent:
                del self.unsent[:os.write(self.commands, self.unsent[:CHUNK])]
        except BlockingIOError:
            pass
        except BrokenPipeError:
            self.unsent.clear()  # it is ending: SIGCHLD will tell how
        if self.unsent:
            self.poll.register(self.commands, select.POLLOUT)
            self.waiting = True
        elif self.waiting:
            self.poll.unregister(self.commands)
            self.waiting = False

    def refuse(self, reason):
        self.tell({"type": "refused", "reason": reason})

    def open(self, request):
        folder = self.admit(request)
        if folder is not None:
            self.start_worker(folder)

    def start_worker(self, folder):
        command_end, self.commands = os.pipe()
        replies, reply_end = os.pipe()
        out, out_end = os.pipe()
        err, err_end = os.pipe()

        def work():
            kept = descriptors_from(3, [command_end, reply_end, out_end, err_end])
            Worker(*kept, folder, self.scratch, self.limits, self.around, self.lenient).run()

        self.start(work, folder)
        for end in (command_end, reply_end, out_end, err_end):
            os.close(end)
        self.replies = Lines(replies)
        self.outputs = {out: "stdout", err: "stderr"}
        os.set_blocking(self.commands, False)
        for fd in (replies, out, err):
            os.set_blocking(fd, False)
            self.poll.register(fd, select.POLLIN)

    def convert(self, request):
        folder = self.admit(request)
        if folder is None:
            return
        arguments = [str(argument) for argument in request.get("arguments", [])]
        self.start(lambda: convert(arguments, folder, self.scratch, self.limits, self.around, self.lenient), folder)

    def admit(self, request):
        """Takes over a first request's limits. Its task's folder; None, and a refusal, where there is none."""
        self.limits.update((name, int(bound)) for name, bound in request.get("limits", {}).items() if name in LIMITS)
        if self.root is None:
            return os.getcwd()
        task = str(request.get("task", ""))
        folder = os.path.join(self.root, task)
        try:
            if task.replace("-", "").replace("_", "").isalnum() and stat.S_ISDIR(os.lstat(folder).st_mode):
                self.places.enter(task)
                return folder
        except OSError:
            pass  # there is none
        self.refuse("no such task")
        self.requests.ended = True
        return None

    def start(self, work, folder):
        """Starts the worker, which does `work` and is gone."""
        self.folder = folder
        self.hidden = [(path, name) for path, name in ((folder, "/work"), (self.scratch, "/tmp"), (HERE, "/runner"))
                       if path and path != name]
        self.worker = os.fork()
        if self.worker == 0:
            try:
                os.setsid()  # what it sends to its process group stays in the family
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
                self.hear(json.loads(line))
            except (AttributeError, KeyError, TypeError, ValueError, RecursionError):
                self.kill_worker()  # that is no answer of ours: the code has taken its place
        if self.replies.ended:
            self.poll.unregister(self.replies.fd)
            self.kill_worker()  # closed its end: nothing will ever come again

    def hear(self, message):
        kind = message["type"]
        if kind == "ready" and self.check is not None:
            self.check["confined"] = message.get("confined")
            self.begin_cell({"id": "check", "code": CHECK, "timeout": CHECK_SECONDS}, self.hear_check)
        elif kind == "ready":
            self.tell(message)
        elif kind == "unconfined":
            self.tell_unconfined(str(message.get("reason")))
        elif self.cell is not None:
            self.hear_output()  # first what was printed before this
            self.hear_of_cell(kind, message)

    def hear_of_cell(self, kind, message):
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

    def tell_unconfined(self, reason):
        self.unconfined = True
        if self.check is None:
            self.tell({"type": "unconfined", "reason": reason})
        else:
            self.tell({"type": "unhealthy", "reason": reason})
        self.requests.ended = True

    def tell(self, message):
        line = encode(message)
        for path, name in self.hidden:  # readers of a task's output are not to know the server's folders
            line = line.replace(encode(path)[1:-2], name.encode())
        write_all(self.answers, line)
