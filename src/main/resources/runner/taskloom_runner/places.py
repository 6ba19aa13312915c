"""The places of a runner: which are taken, and by which task. In memory that the service and its keepers share."""

import mmap
import os
import struct

RESERVED = -1
SLOT = 128  # bytes: the keeper's process id, then the task's name


class Places:
    """The service gives places and takes them back; a keeper writes its task's name to its own."""

    def __init__(self, count):
        self.count = count
        self.table = mmap.mmap(-1, count * SLOT)
        self.mine = None

    def reserve(self):
        """A place that nobody had, or None."""
        for place in range(self.count):
            if not self.keeper(place):
                self.table[place * SLOT:(place + 1) * SLOT] = bytes(SLOT)
                self.give(place, RESERVED)
                return place
        return None

    def give(self, place, keeper):
        struct.pack_into("=i", self.table, place * SLOT, keeper)

    def keeper(self, place):
        return struct.unpack_from("=i", self.table, place * SLOT)[0]

    def keepers(self):
        return {keeper for place in range(self.count) if (keeper := self.keeper(place))}

    def take_back(self, keeper):
        for place in range(self.count):
            if self.keeper(place) == keeper:
                self.give(place, 0)

    def enter(self, task):
        """Says which task this keeper's place is for; only now may anything of it run."""
        name = os.fsencode(task)[:SLOT - 4]
        self.table[self.mine * SLOT + 4:self.mine * SLOT + 4 + len(name)] = name

    def has(self, task):
        """Whether a place is another keeper's for this task: then a process of it may be alive."""
        name = os.fsencode(task)[:SLOT - 4].ljust(SLOT - 4, b"\0")
        return any(
            self.keeper(place) and self.table[place * SLOT + 4:(place + 1) * SLOT] == name
            for place in range(self.count)
            if place != self.mine
        )
