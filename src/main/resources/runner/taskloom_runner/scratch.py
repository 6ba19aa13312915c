"""Folders for a task's temporary files, where /tmp is not the task's alone."""

import os
import stat
import tempfile

PREFIX = "task-"


def make():
    return tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-")


def remove(folder):
    """Removes a folder however deep and closed it is; nothing may run in it any more."""
    while os.path.isdir(folder):
        os.chmod(folder, 0o700)
        top = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        try:
            empty(top, top, 8)
        finally:
            os.close(top)
        try:
            os.rmdir(folder)
        except OSError:
            continue  # what was too deep has been moved up


def empty(folder, top, depth):
    """Folders below `depth` are moved up to the top, under names that nobody has: no path and no stack grows too long."""
    for name in os.listdir(folder):
        if not stat.S_ISDIR(os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode):
            os.unlink(name, dir_fd=folder)
            continue
        os.chmod(name, 0o700, dir_fd=folder)
        if depth == 0:
            os.rename(name, os.urandom(16).hex(), src_dir_fd=folder, dst_dir_fd=top)
            continue
        inner = os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=folder)
        try:
            empty(inner, top, depth - 1)
        finally:
            os.close(inner)
        os.rmdir(name, dir_fd=folder)


def remove_left_by(keeper):
    """What a keeper that could not clear up has left; `None`: what any has."""
    prefix = PREFIX if keeper is None else f"{PREFIX}{keeper}-"
    for name in os.listdir(tempfile.gettempdir()):
        path = os.path.join(tempfile.gettempdir(), name)
        try:
            if name.startswith(prefix) and os.lstat(path).st_uid == os.getuid():
                remove(path)
        except OSError:
            continue  # another's, or gone
