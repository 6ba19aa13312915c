"""Picture files in a task's folder: those that cells show, under names of ours, and those that code writes itself."""

import os
import stat

IMAGE_ENDINGS = (".png", ".jpg", ".jpeg", ".svg")


class Pictures:
    def __init__(self, folder, most):
        self.folder = folder
        self.most = most  # to be saved for one cell
        self.saved = 0
        self.number = None  # the last that was given
        self.before = {}

    def begin_cell(self):
        self.saved = 0
        self.before = self.look()

    def save(self, content, ending):
        """Stores a picture under the next free name, which no later picture takes."""
        if self.saved >= self.most:
            return None
        if isinstance(content, str):
            import base64

            content = base64.b64decode(content)
        if self.number is None:
            taken = [entry[7:].partition(".")[0] for entry in os.listdir(self.folder) if entry.startswith("figure-")]
            self.number = max((int(number) for number in taken if number.isdecimal()), default=0)
        self.number += 1
        self.saved += 1
        name = f"figure-{self.number:03d}.{ending}"
        with open(os.path.join(self.folder, name), "xb") as file:
            file.write(content)
        return name

    def look(self):
        """The picture files that are there: their path in the folder, and what changes when they are written."""
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

    def changed(self):
        """Those written since the cell began, in the order of their writing."""
        after = self.look()
        changed = [name for name, state in after.items() if self.before.get(name) != state]
        return sorted(changed, key=after.get)
