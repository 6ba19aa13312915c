"""The worker, the untrusted child: one interpreter, confined, and what it shows."""

import json
import os
import select
import signal
import sys
import tempfile
import time

from .channel import encode, write_all
from .confinement import SHARED, Unconfined, confine
from .pictures import Pictures
from .plots import prepare_pyplot
from .shell import SCIENCE, make_shell

IMAGES = {"image/png": "png", "image/jpeg": "jpg"}
TEXTS = {"text/plain": 32 << 10, "text/html": 64 << 10, "text/latex": 32 << 10}  # the most that is told of each
TRACEBACK = 20 << 10


class Worker:
    """The interpreter's side. `commands`, `replies`: pipes from and to the keeper; `out`, `err`: what is printed."""

    def __init__(self, commands, replies, out, err, folder, scratch, limits, around, lenient):
        self.commands = os.fdopen(commands, "rb")
        self.replies = replies
        self.pid = os.getpid()
        self.printed = {1: out, 2: err}
        self.folder = folder
        self.limits = limits
        self.pictures = Pictures(folder, limits["figures"])
        self.scratch = scratch  # a folder of its own for temporary files, where /tmp is not
        self.around = around
        self.lenient = lenient
        self.replay = False
        self.failed = False
        self.shown = 0

    def run(self):
        os.chdir(self.folder)
        sys.argv, sys.orig_argv = [""], [sys.executable]  # not the server's folders
        if self.scratch:
            os.environ.update(HOME=self.scratch, TMPDIR=self.scratch, MPLCONFIGDIR=self.scratch)
            if self.around == SHARED:
                os.environ["JOBLIB_MULTIPROCESSING"] = "0"  # its semaphores are files in /dev/shm, which is everybody's
            tempfile.tempdir = None
        try:
            folders = [folder for folder in (self.folder, self.scratch) if folder]
            in_force = confine(self.limits, self.around, folders, self.lenient)
        except Unconfined as problem:
            return self.reply({"type": "unconfined", "reason": str(problem)})
        self.attach_output()
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        prepare_pyplot(self.folder, self.publish_figures)
        self.shell = make_shell(self)
        sys.path.insert(0, "")
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
        self.shown = 0
        self.pictures.begin_cell()
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
            for name in self.pictures.changed():
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
                figure = self.pictures.save(data[kind_of_image], ending)
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
        name = self.pictures.save(picture.getvalue(), "png")
        if name:
            self.show("display_data", {"text/plain": f"<figure {name}>"}, name)


def shorten(text, bound):
    """The start and the end of a text that is too long, with a mark between."""
    if len(text) <= bound:
        return text
    return f"{text[: bound // 4]}\n… {len(text) - bound:,} characters left out …\n{text[-(bound - bound // 4):]}"
