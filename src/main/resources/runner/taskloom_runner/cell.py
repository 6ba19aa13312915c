"""The cell that runs, as the keeper sees it: its deadline, and how much of its output is told."""

import codecs
import collections
import time

HEAD_SHARE = 0.75  # of the output's bound: this much from the start of a cell, the rest from its end
BATCH_SECONDS = 0.03  # prints that follow one another within this time travel together


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
