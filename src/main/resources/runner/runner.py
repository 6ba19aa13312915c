"""Runs a model's Python, cell by cell, and tells about it in JSON lines.

    runner.py [--scratch]                one interpreter, on stdin and stdout; --scratch: /tmp is not its alone
    runner.py --socket PATH --root DIR   an interpreter per connection to the unix socket PATH; its folder is DIR/<task>

Requests, one JSON object a line:

    {"type":"open","task":"20250117-…","limits":{"address_space":…,"processes":…,"file_size":…,"open_files":…,
     "cpu_seconds":…,"output":…,"figures":…}}           the first line; "task" over a socket only
    {"type":"execute","id":"7","code":"…","timeout":300,"replay":false}    replay: for the state only, no figures kept
    {"type":"interrupt"}   {"type":"exit"}
    {"type":"ping"}                             over a socket the very first line: "pong" says that there is a place, kept
                                                as long as the connection; "refused" that there is none just now
    {"type":"convert","task":"convert-…","arguments":["-t","docx",…],"limits":{…}}    over a socket, instead of "open": pandoc,
                                                from the folder's file "in" to its file "out"; "exited" is its answer

Answers, likewise (a cell's carry its "id"):

    {"type":"ready","pid":12,"python":"3.11.2","confined":["seccomp"]}
    {"type":"stream","name":"stdout","text":"…"}
    {"type":"display","kind":"display_data"|"execute_result","data":{"text/plain":"…","text/html":"…"},"figure":"figure-003.png"}
    {"type":"left_out","bytes":5120}            output past the bound, before the end of the output
    {"type":"error","name":"NameError","value":"…","traceback":"…"}
    {"type":"done","status":"ok"|"error"|"timeout"|"interrupted","execution_time":0.12,"execution_count":4,
     "figures":["figure-003.png"],"left_out":0}
    {"type":"exited","code":1}  or  {"type":"exited","signal":9,"stopped":"timeout"}    it is gone; the last line
                                                (of "convert": pandoc's code; 127 where there is no pandoc)
    {"type":"refused","reason":"…"}   {"type":"pong"}

Two processes. The *keeper* holds the channel, the clock and the output's bound; it never runs a line of the model's.
The *worker*, its child, is confined for good and then runs IPython. The worker's file descriptors 1 and 2 are pipes to
the keeper, so that C code and subprocesses are heard as well and nothing that the model's code prints, closes or
overwrites reaches the channel. Only the keeper's word is on the channel; what the worker tells it is bounded and parsed.
"""

import codecs
import collections
import json
import os
import select
import shutil
import signal
import stat
import sys
import tempfile
import time

GRACE = 1.0  # seconds between asking a cell to stop and killing it
HEAD_SHARE = 0.75  # of the output's bound: this much from the start of a cell, the rest from its end
MAX_LINE = 8 << 20  # a longer line on any channel is a fault
CHUNK = 1 << 16
PANDOC = "/usr/bin/pandoc"
BATCH_SECONDS = 0.03  # prints that follow one another within this time travel together

LIMITS = {
    "address_space": 4 << 30,
    "processes": 128,
    "file_size": 512 << 20,
    "open_files": 512,
    "cpu_seconds": 3600,
    "output": 256 << 10,
    "figures": 50,
}


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


class Cell:
    """A running cell as the keeper sees it: its deadline, and its output within the bound."""

    def __init__(self, request, limits, tell):
        self.id = str(request.get("id", ""))
        self.deadline = time.monotonic() + float(request.get("timeout", 300))
        self.stopping = None  # "timeout" or "interrupted" once it was asked to stop
        self.figures = []
        self.room = int(limits["output"] * HEAD_SHARE)
        self.tail_size = limits["output"] - self.room
        self.tail = collections.deque()
        self.tail_length = 0
        self.left_out = 0
        self.batch = []
        self.batch_due = None
        self.decoders = {}
        self._tell = tell

    def tell(self, message):
        self._tell({**message, "id": self.id})

    def write(self, name, data):
        head, rest = data[: self.room], data[self.room:]
        if head:
            self.room -= len(head)
            decoder = self.decoders.get(name)
            if decoder is None:
                decoder = self.decoders[name] = codecs.getincrementaldecoder("utf-8")("replace")
            self.batch.append((name, decoder.decode(head)))
            if self.batch_due is None:
                self.batch_due = time.monotonic() + BATCH_SECONDS
        if rest:
            self.tail.append((name, rest))
            self.tail_length += len(rest)
            while self.tail_length > self.tail_size:
                first_name, first = self.tail.popleft()
                surplus = min(len(first), self.tail_length - self.tail_size)
                self.tail_length -= surplus
                self.left_out += surplus
                if surplus < len(first):
                    self.tail.appendleft((first_name, first[surplus:]))

    def flush(self):
        """Tells the batch, neighbours of one stream joined."""
        batch, self.batch, self.batch_due = self.batch, [], None
        name, texts = None, []
        for next_name, text in batch + [(None, "")]:
            if next_name != name:
                if any(texts):
                    self.tell({"type": "stream", "name": name, "text": "".join(texts)})
                name, texts = next_name, []
            texts.append(text)

    def display(self, message):
        """Passes a display on while there is room; a figure's name always, there are not many."""
        self.flush()
        data = message.get("data") or {}
        size = sum(len(text) for text in data.values())
        if size <= self.room:
            self.room -= size
        elif message.get("figure"):
            message["data"] = {}
        else:
            self.left_out += size
            return
        self.tell(message)

    def finish(self, message):
        self.flush()
        if self.left_out:
            self.tell({"type": "left_out", "bytes": self.left_out})
        if self.tail:
            decoders = {}
            for name, data in self.tail:
                decoder = decoders.setdefault(name, codecs.getincrementaldecoder("utf-8")("replace"))
                self.batch.append((name, decoder.decode(data)))
            self.flush()
        self.tell({"type": "done", **message, "left_out": self.left_out})


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


def descriptors_from(first, fds):
    """Moves `fds` to the numbers from `first` on, in order, and closes every other descriptor above them."""
    high = [os.dup(fd) for fd in fds]
    while min(high) < first + len(fds):
        high = [os.dup(fd) for fd in high]
    for index, fd in enumerate(high):
        os.dup2(fd, first + index, inheritable=False)
    os.closerange(first + len(fds), os.sysconf("SC_OPEN_MAX"))
    return list(range(first, first + len(fds)))


def descendants():
    """Every living process below this one, from /proc."""
    parents = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                with open(f"/proc/{entry}/stat", "rb") as file:
                    state, parent = file.read().rpartition(b")")[2].split()[:2]
            except (OSError, ValueError):
                continue  # gone meanwhile
            if state != b"Z":
                parents[int(entry)] = int(parent)
    found, fresh = set(), {os.getpid()}
    while fresh:
        fresh = {pid for pid, parent in parents.items() if parent in fresh} - found
        found |= fresh
    return found


def kill_descendants(spare=frozenset()):
    """Ends every process below this one but `spare`. Stops all of them before killing any: what forks faster than we
    look would grow again into the room that each death makes. And looks again, since one may slip through."""
    while True:
        stopped = set()
        while fresh := descendants() - stopped - spare:
            for pid in fresh:
                send_signal(pid, signal.SIGSTOP)
            stopped |= fresh
        if not stopped:
            return
        for pid in stopped:
            send_signal(pid, signal.SIGKILL)
        time.sleep(0.01)  # they take their time to die
        for pid in stopped:
            try:
                os.waitpid(pid, os.WNOHANG)
            except ChildProcessError:
                pass  # not ours to reap


def reap_children():
    """Takes note of every child that has ended; as a container's first process, of orphans too. Their ids."""
    ended = set()
    try:
        while pid := os.waitpid(-1, os.WNOHANG)[0]:
            ended.add(pid)
    except ChildProcessError:
        pass
    return ended


def send_signal(pid, number):
    try:
        os.kill(pid, number)
    except OSError:
        pass


# --- Confinement: what the worker gives up before it runs a line of the model's ---------------------------------------

PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_CHILD_SUBREAPER, PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP = 1, 4, 36, 38, 22
EPERM, EACCES, ENOSYS = 1, 13, 38

# name: (x86_64, aarch64), None where there is no such call
REFUSED_CALLS = {
    "socket": (41, 198),  # no network, no abstract or named unix socket; socketpair stays
    "io_uring_setup": (425, 425),  # would open sockets behind this filter
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "mknod": (133, None),  # a pipe in the task's folder would hang whoever opens it
    "mknodat": (259, 33),
    "memfd_create": (319, 279),  # memory that no bound counts
    "memfd_secret": (447, 447),
    "shmget": (29, 194),
    "msgget": (68, 186),
    "unshare": (272, 97),  # no namespaces within the sandbox
    "setns": (308, 268),
    "mount": (165, 40),
    "fsopen": (430, 430),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "keyctl": (250, 219),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "open_by_handle_at": (304, 265),
}
ARCHITECTURES = {"x86_64": (0, 0xC000003E, 56), "aarch64": (1, 0xC00000B7, 220)}  # column, audit number, clone


def prctl(option, value, more=0):
    import ctypes

    return ctypes.CDLL(None, use_errno=True).prctl(option, ctypes.c_ulong(value), ctypes.c_ulong(more), 0, 0)


def system_call_filter(machine):
    """A seccomp program: the refused calls fail with EACCES, clone may not make a user namespace, clone3 (whose
    arguments a filter cannot see) does not exist, another architecture's calls end the process."""
    import struct

    column, audit, clone = ARCHITECTURES[machine]
    load, equal, at_least, masked, give = 0x20, 0x15, 0x35, 0x45, 0x06
    refuse = 0x00050000  # SECCOMP_RET_ERRNO
    program = [
        (load, 0, 0, 4),
        (equal, 1, 0, audit),
        (give, 0, 0, 0x80000000),  # SECCOMP_RET_KILL_PROCESS
        (load, 0, 0, 0),
    ]
    if machine == "x86_64":
        program += [(at_least, 0, 1, 0x40000000), (give, 0, 0, refuse | ENOSYS)]  # the x32 table
    for numbers in REFUSED_CALLS.values():
        if numbers[column] is not None:
            program += [(equal, 0, 1, numbers[column]), (give, 0, 0, refuse | EACCES)]
    program += [
        (equal, 0, 1, 435),
        (give, 0, 0, refuse | ENOSYS),
        (equal, 0, 3, clone),
        (load, 0, 0, 16),  # its flags
        (masked, 0, 1, 0x10000000),  # CLONE_NEWUSER
        (give, 0, 0, refuse | EPERM),
        (give, 0, 0, 0x7FFF0000),  # SECCOMP_RET_ALLOW
    ]
    return b"".join(struct.pack("=HBBI", *instruction) for instruction in program), len(program)


def filter_system_calls():
    """Whether the filter is in force."""
    import ctypes
    import platform

    if platform.machine() not in ARCHITECTURES:
        return False

    class Program(ctypes.Structure):
        _fields_ = [("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p)]

    code, length = system_call_filter(platform.machine())
    program = Program(length, code)
    prctl(PR_SET_NO_NEW_PRIVS, 1)
    return prctl(PR_SET_SECCOMP, 2, ctypes.addressof(program)) == 0


def restrict_files(readable, writable):
    """Landlock: nothing but these paths, below them reading or everything. Whether it is in force."""
    import ctypes

    call = ctypes.CDLL(None, use_errno=True).syscall
    create_ruleset, add_rule, restrict_self = 444, 445, 446
    version = call(create_ruleset, None, 0, 1)
    if version < 1:
        return False
    files = (1 << 0) | (1 << 1) | (1 << 2) | (1 << 14 if version >= 3 else 0)  # execute, write, read, truncate
    everything = (1 << 13) - 1 | (1 << 13 if version >= 2 else 0) | (files & 1 << 14)
    reading = (1 << 0) | (1 << 2) | (1 << 3)
    scopes = 3 if version >= 6 else 0  # abstract unix sockets and signals: only within the task

    class Ruleset(ctypes.Structure):
        _fields_ = [(name, ctypes.c_uint64) for name in ("files", "network", "scopes")]

    class Beneath(ctypes.Structure):
        _pack_ = 1
        _fields_ = [("access", ctypes.c_uint64), ("parent", ctypes.c_int32)]

    ruleset = Ruleset(everything, 0, scopes)
    size = 24 if version >= 6 else 16 if version >= 4 else 8
    fd = call(create_ruleset, ctypes.byref(ruleset), size, 0)
    if fd < 0:
        return False
    for paths, access in ((readable, reading), (writable, everything)):
        for path in paths:
            try:
                parent = os.open(path, os.O_PATH | os.O_CLOEXEC)
            except OSError:
                continue
            whole = access if stat.S_ISDIR(os.fstat(parent).st_mode) else access & files
            call(add_rule, fd, 1, ctypes.byref(Beneath(whole, parent)), 0)
            os.close(parent)
    prctl(PR_SET_NO_NEW_PRIVS, 1)
    restricted = call(restrict_self, fd, 0) == 0
    os.close(fd)
    return restricted


def confine(limits, writable):
    """Gives up, for good, what the limits do not grant. Returns what is in force beyond them.

    `writable`: this task's folders, where other tasks run beside it: Landlock shuts it in there, and the bound on
    processes, which counts a whole user's, can only keep the container from filling up. None where the process is alone."""
    import resource

    try:
        with open("/proc/self/oom_score_adj", "w") as file:
            file.write("1000")  # where memory runs out, this goes before any server does
    except OSError:
        pass
    in_force = []
    if writable and restrict_files(
        ["/usr", "/lib", "/lib64", "/bin", "/etc", "/proc", "/opt"],
        [*writable, "/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom", "/dev/shm"],
    ):
        in_force.append("landlock")
    if filter_system_calls():
        in_force.append("seccomp")
    elif writable:
        raise SystemExit("this kernel or container refuses seccomp filters: model-written code does not run")
    for kind, bound in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NPROC, limits["processes"] * (4 if writable else 1)),
        (resource.RLIMIT_FSIZE, limits["file_size"]),
        (resource.RLIMIT_NOFILE, limits["open_files"]),
        (resource.RLIMIT_AS, limits["address_space"]),
    ):
        hard = resource.getrlimit(kind)[1]
        bound = bound if hard == resource.RLIM_INFINITY else min(bound, hard)
        resource.setrlimit(kind, (bound, bound))
    resource.setrlimit(resource.RLIMIT_CPU, (limits["cpu_seconds"], limits["cpu_seconds"] + 5))  # SIGXCPU, then the end
    return in_force


# --- Papers -----------------------------------------------------------------------------------------------------------


def convert(arguments, folder, scratch, limits):
    """Becomes pandoc, confined like a model's code, since a model wrote the paper; ends with 127 where there is none."""
    os.chdir(folder)
    confine(limits, [folder, scratch])
    os.nice(19)
    given = os.open("in", os.O_RDONLY | os.O_NOFOLLOW)
    made = os.open("out", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
    null = os.open(os.devnull, os.O_WRONLY)
    for number, fd in enumerate((given, made, null)):
        os.dup2(fd, number)
    environment = {"LANG": "C.UTF-8", "HOME": scratch, "TMPDIR": scratch}
    try:
        os.execve(PANDOC, ["pandoc", "+RTS", "-M1G", "-RTS", *arguments], environment)
    except FileNotFoundError:
        os._exit(127)


# --- The worker: IPython, and what it shows --------------------------------------------------------------------------

IMAGES = {"image/png": "png", "image/jpeg": "jpg"}
IMAGE_ENDINGS = (".png", ".jpg", ".jpeg", ".svg")
TEXTS = {"text/plain": 32 << 10, "text/html": 64 << 10, "text/latex": 32 << 10}  # the most that is told of each
TRACEBACK = 20 << 10
SCIENCE = ("numpy", "pandas", "matplotlib.pyplot")
FONT = "WenQuanYi Micro Hei"
# Fonts that code for Chinese readers names and this machine has not: all drawn with the one it has.
FONT_ALIASES = (
    "SimHei", "SimSun", "NSimSun", "FangSong", "KaiTi", "Microsoft YaHei", "Microsoft JhengHei", "STSong", "STHeiti",
    "STKaiti", "STXihei", "Heiti SC", "Heiti TC", "PingFang SC", "Songti SC", "Hiragino Sans GB", "Arial Unicode MS",
    "Noto Sans CJK SC", "Noto Sans SC", "Noto Serif CJK SC", "Source Han Sans SC", "Source Han Sans CN",
    "WenQuanYi Zen Hei", "Droid Sans Fallback",
)  # fmt: skip


def prepare_matplotlib():
    """Fits a freshly imported pyplot to cells: no window, Chinese glyphs, `show` publishes. Before any cell draws."""
    import dataclasses
    import functools
    import logging

    import matplotlib
    from matplotlib import figure, font_manager, pyplot

    fonts = font_manager.fontManager
    have = next((entry for entry in fonts.ttflist if entry.name == FONT), None)
    if have:
        known = {entry.name for entry in fonts.ttflist}
        fonts.ttflist += [dataclasses.replace(have, name=alias) for alias in FONT_ALIASES if alias not in known]
    settings = matplotlib.rcParams
    settings["font.sans-serif"] = [FONT, "DejaVu Sans"]
    settings["axes.unicode_minus"] = False
    settings["figure.max_open_warning"] = 0
    settings["savefig.dpi"] = 150
    logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)  # else a line per glyph of a font not there
    find, savefig = getattr(fonts, "_find_fonts_by_props", None), figure.Figure.savefig

    def find_with_fallback(properties, **options):
        # Style sheets and code for other machines name fonts without Chinese: glyph by glyph this one is asked last.
        found = find(properties, **options)
        return found if have.fname in found else [*found, have.fname]

    @functools.wraps(savefig)
    def savefig_noted(self, fname, *args, **options):
        savefig(self, fname, *args, **options)
        if isinstance(fname, (str, os.PathLike)) and os.path.realpath(fname).startswith(os.path.realpath(Worker.one.folder)):
            if os.fspath(fname).lower().endswith(IMAGE_ENDINGS) or "." not in os.path.basename(os.fspath(fname)):
                self._taskloom_saved = True  # the cell named this picture itself: no second copy

    if have and find:  # matplotlib 3.6 and later
        fonts._find_fonts_by_props = find_with_fallback
    figure.Figure.savefig = savefig_noted
    pyplot.show = lambda *_, **__: Worker.one.publish_figures()


class PreparePyplot:
    """An import hook that runs `prepare_matplotlib` right after the first import of pyplot."""

    def find_spec(self, name, path=None, target=None):
        if name != "matplotlib.pyplot":
            return None
        import importlib.util

        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(name)
        execute = spec.loader.exec_module

        def execute_and_prepare(module):
            execute(module)
            prepare_matplotlib()

        spec.loader.exec_module = execute_and_prepare
        return spec


def import_ipython():
    """IPython's shell, without the terminal that its package imports as well (a third of its start)."""
    import types

    stub = types.ModuleType("IPython.terminal.embed")
    stub.embed = None
    sys.modules.setdefault(stub.__name__, stub)
    sys.modules.setdefault("jedi", None)
    from IPython.core import displayhook, displaypub, interactiveshell

    del sys.modules["jedi"]
    if sys.modules[stub.__name__] is stub:
        del sys.modules[stub.__name__]
    return displayhook, displaypub, interactiveshell


def make_shell(worker):
    displayhook, displaypub, interactiveshell = import_ipython()
    from traitlets.config import Config

    class Results(displayhook.DisplayHook):
        def write_output_prompt(self):
            pass

        def write_format_data(self, format_dict, md_dict=None):
            worker.show("execute_result", format_dict)

        def finish_displayhook(self):
            pass

    class Displays(displaypub.DisplayPublisher):
        def publish(self, data, metadata=None, **_):
            worker.show("display_data", data)

        def clear_output(self, wait=False):
            pass

    class Shell(interactiveshell.InteractiveShell):
        system = interactiveshell.InteractiveShell.system_raw  # `!command` writes where print does
        displayhook_class = Results
        display_pub_class = Displays

        def enable_gui(self, gui=None):
            pass

        def enable_matplotlib(self, gui=None):  # `%matplotlib inline` is how it is anyway
            return "inline", "agg"

        def enable_pylab(self, gui=None, import_all=True, welcome_message=False):
            return "inline", "agg", []

        def _showtraceback(self, etype, evalue, stb):
            worker.show_error(etype, evalue, "\n".join(stb))

    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.cache_size = 0  # no Out[n] that keeps every table alive
    config.InteractiveShell.colors = "NoColor"
    config.InteractiveShell.xmode = "Context"
    config.InteractiveShell.autocall = 0
    return Shell.instance(config=config)


class Worker:
    """The interpreter's side. `commands`, `replies`: pipes from and to the keeper; `out`, `err`: what is printed."""

    one = None  # this process's worker, for the hooks in matplotlib

    def __init__(self, commands, replies, out, err, folder, scratch, limits, shared):
        Worker.one = self
        self.commands = os.fdopen(commands, "rb")
        self.replies = replies
        self.pid = os.getpid()
        self.printed = {1: out, 2: err}
        self.folder = folder
        self.limits = limits
        self.scratch = scratch  # a folder of its own for temporary files, where /tmp is not
        self.shared = shared  # whether other tasks run beside this one
        self.replay = False
        self.failed = False
        self.shown = 0
        self.figures = 0
        self.figure_number = None

    def run(self):
        os.chdir(self.folder)
        if self.scratch:
            os.environ.update(HOME=self.scratch, TMPDIR=self.scratch, MPLCONFIGDIR=self.scratch)
            tempfile.tempdir = None
        in_force = confine(self.limits, [self.folder, self.scratch] if self.shared else None)
        self.attach_output()
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        if "matplotlib.pyplot" in sys.modules:
            prepare_matplotlib()
        else:
            sys.meta_path.insert(0, PreparePyplot())
        self.shell = make_shell(self)
        import builtins

        builtins.input = no_input
        sys.path.insert(0, "")
        import warnings

        warnings.filterwarnings("ignore", message="To exit: use")  # IPython's advice to a person
        self.reply({"type": "ready", "pid": self.pid, "python": sys.version.split()[0], "confined": in_force})
        self.warm_up()
        os.nice(19)  # whatever the code does, and in however many processes: keeper and server come first
        for line in self.commands:
            self.execute(json.loads(line))

    def warm_up(self):
        """Imports what almost every first cell imports, while nobody waits."""
        for module in SCIENCE:
            if select.select([self.commands], [], [], 0)[0]:
                return
            try:
                __import__(module)
            except ImportError:
                pass

    def attach_output(self):
        """Puts 1 and 2 (back) on the pipes, and sys.stdout and sys.stderr on them."""
        null = os.open(os.devnull, os.O_RDWR)
        os.dup2(null, 0)
        os.close(null)
        for number, fd in self.printed.items():
            os.dup2(fd, number)
        for name, number in (("stdout", 1), ("stderr", 2)):
            stream = getattr(sys, name)
            if stream is None or getattr(stream, "closed", True) or stream is not getattr(self, name, None):
                stream = open(number, "w", encoding="utf-8", errors="backslashreplace", buffering=1, closefd=False)
                setattr(self, name, stream)
                setattr(sys, name, stream)
                setattr(sys, f"__{name}__", stream)

    def execute(self, request):
        self.attach_output()
        self.replay = bool(request.get("replay"))
        self.failed = False
        self.shown = self.figures = 0
        before = self.images()
        count = self.shell.execution_count
        started = time.perf_counter()
        try:
            signal.signal(signal.SIGINT, signal.default_int_handler)
            self.shell.run_cell(request["code"], store_history=True)
            self.publish_figures()
            signal.signal(signal.SIGINT, signal.SIG_IGN)
        except KeyboardInterrupt as interrupt:
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            self.show_error(KeyboardInterrupt, interrupt, "KeyboardInterrupt")
        seconds = time.perf_counter() - started
        if os.getpid() != self.pid:
            os._exit(0)  # a child that the cell forked and let run off its end
        if not self.replay:
            for name in self.changed_images(before):
                self.reply({"type": "figure", "figure": name})
        self.flush()
        status = "error" if self.failed else "ok"
        self.reply({"type": "done", "status": status, "execution_time": round(seconds, 6), "execution_count": count})

    def flush(self):
        for stream in (sys.stdout, sys.stderr):
            try:
                stream.flush()
            except (AttributeError, ValueError, OSError):
                pass
        import ctypes

        ctypes.CDLL(None).fflush(None)  # what C code printed and still holds

    def reply(self, message):
        if os.getpid() == self.pid:
            write_all(self.replies, encode(message))

    def show(self, kind, data, figure=None):
        """Tells of one display, in order with what is printed: the keeper answers when it has read up to here."""
        if os.getpid() != self.pid:
            print(data.get("text/plain", ""))
            return
        if self.shown > 1000:
            return  # enough for any reader; the keeper's bound would drop them anyway
        self.shown += 1
        for kind_of_image, ending in IMAGES.items():
            if figure is None and kind_of_image in data and not self.replay:
                figure = self.save_image(data[kind_of_image], ending)
        texts = {}
        for name, bound in TEXTS.items():
            text = data.get(name)
            if isinstance(text, str):
                if len(text) <= bound:
                    texts[name] = text
                elif name == "text/plain":
                    texts[name] = shorten(text, bound)
        if not texts and figure is None:
            return
        self.flush()
        self.reply({"type": "display", "kind": kind, "data": texts, "figure": figure})
        self.commands.readline()

    def show_error(self, etype, evalue, traceback):
        import re

        if etype is SystemExit and evalue.code in (None, 0):
            return  # how a script says that it is done
        self.failed = True
        self.flush()
        plain = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", traceback)
        try:
            value = str(evalue)
        except Exception:
            value = "(its message cannot be read)"
        self.reply(
            {
                "type": "error",
                "name": etype.__name__,
                "value": shorten(value, 4096),
                "traceback": shorten(plain, TRACEBACK),
            }
        )

    def publish_figures(self):
        """Saves and closes every open figure; one that the cell saved under a name of its own is only closed."""
        pyplot = sys.modules.get("matplotlib.pyplot")
        if pyplot is None:
            return
        for number in pyplot.get_fignums():
            figure = pyplot.figure(number)
            try:
                if not self.replay and figure.axes and not getattr(figure, "_taskloom_saved", False):
                    self.publish(figure)
            except Exception as problem:
                print(f"figure {number} could not be drawn: {problem}", file=sys.stderr)
            finally:
                pyplot.close(figure)

    def publish(self, figure):
        import io

        picture = io.BytesIO()
        figure.savefig(picture, format="png", bbox_inches="tight")
        name = self.save_image(picture.getvalue(), "png")
        if name:
            self.show("display_data", {"text/plain": f"<figure {name}>"}, name)

    def save_image(self, content, ending):
        """Stores a picture under the next free name, which no later picture takes."""
        if self.figures >= self.limits["figures"]:
            return None
        if isinstance(content, str):
            import base64

            content = base64.b64decode(content)
        if self.figure_number is None:
            taken = [entry[7:].partition(".")[0] for entry in os.listdir(self.folder) if entry.startswith("figure-")]
            self.figure_number = max((int(number) for number in taken if number.isdecimal()), default=0)
        self.figure_number += 1
        self.figures += 1
        name = f"figure-{self.figure_number:03d}.{ending}"
        with open(os.path.join(self.folder, name), "xb") as file:
            file.write(content)
        return name

    def images(self):
        """Picture files in the task's folder: their path there, and what changes when they are written."""
        found = {}
        seen = 0
        for folder, subfolders, names in os.walk(self.folder):
            subfolders[:] = [name for name in subfolders if not name.startswith(".")]
            seen += len(names) + len(subfolders)
            if seen > 5000:
                break
            for name in names:
                if name.lower().endswith(IMAGE_ENDINGS):
                    path = os.path.join(folder, name)
                    try:
                        status = os.lstat(path)
                    except OSError:
                        continue
                    if stat.S_ISREG(status.st_mode) and status.st_size:
                        found[os.path.relpath(path, self.folder)] = (status.st_mtime_ns, status.st_size, status.st_ino)
        return found

    def changed_images(self, before):
        after = self.images()
        changed = [name for name, state in after.items() if before.get(name) != state]
        return sorted(changed, key=after.get)


def shorten(text, bound):
    """The start and the end of a text that is too long, with a mark between."""
    if len(text) <= bound:
        return text
    return f"{text[: bound // 4]}\n… {len(text) - bound:,} characters left out …\n{text[-(bound - bound // 4):]}"


def no_input(prompt=""):
    __tracebackhide__ = True
    raise EOFError("input() cannot be answered: this code runs on its own. Put the value into the code instead.")


# --- The program -----------------------------------------------------------------------------------------------------

CLEAN_ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "HOME": "/tmp",
    "TMPDIR": "/tmp",
    "USER": "runner",
    "LANG": "C.UTF-8",
    "MPLBACKEND": "agg",
    "MPLCONFIGDIR": "/tmp",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
}


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


def main(arguments):
    if arguments in ([], ["--scratch"]):
        serve_stdio(scratch=bool(arguments))
    elif len(arguments) == 4 and arguments[0] == "--socket" and arguments[2] == "--root":
        if dict(os.environ) != CLEAN_ENVIRONMENT:  # what this process was started with stays readable in /proc for good
            os.execve(sys.executable, [sys.executable, "-I", os.path.abspath(__file__), *arguments], CLEAN_ENVIRONMENT)
        serve_socket(arguments[1], os.path.realpath(arguments[3]))
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
