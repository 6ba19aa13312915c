"""IPython's shell for a worker, and the science stack around it."""

import builtins
import sys
import warnings

SCIENCE = ("numpy", "pandas", "matplotlib.pyplot")


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
    """A shell that shows with `worker.show` and `worker.show_error`."""
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
    shell = Shell.instance(config=config)
    builtins.input = no_input
    warnings.filterwarnings("ignore", message="To exit: use")  # IPython's advice to a person
    return shell


def no_input(prompt=""):
    __tracebackhide__ = True
    raise EOFError("input() cannot be answered: this code runs on its own. Put the value into the code instead.")
