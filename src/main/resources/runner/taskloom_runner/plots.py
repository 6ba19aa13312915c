"""matplotlib fitted to cells: Chinese glyphs, no window, figures that the code saves itself."""

import os
import sys

from .pictures import IMAGE_ENDINGS

FONT = "WenQuanYi Micro Hei"
# Fonts that code for Chinese readers names and this machine has not: all drawn with the one it has.
FONT_ALIASES = (
    "SimHei", "SimSun", "NSimSun", "FangSong", "KaiTi", "Microsoft YaHei", "Microsoft JhengHei", "STSong", "STHeiti",
    "STKaiti", "STXihei", "Heiti SC", "Heiti TC", "PingFang SC", "Songti SC", "Hiragino Sans GB", "Arial Unicode MS",
    "Noto Sans CJK SC", "Noto Sans SC", "Noto Serif CJK SC", "Source Han Sans SC", "Source Han Sans CN",
    "WenQuanYi Zen Hei", "Droid Sans Fallback",
)  # fmt: skip


def prepare_pyplot(folder, show):
    """Fits pyplot to cells that work in `folder`, where it is imported already, or else right after that: no window, Chinese
    glyphs, `show` in place of its own. Before any cell draws."""
    if "matplotlib.pyplot" in sys.modules:
        prepare(folder, show)
    else:
        sys.meta_path.insert(0, PreparePyplot(folder, show))


def prepare(folder, show):
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
        if isinstance(fname, (str, os.PathLike)) and os.path.realpath(fname).startswith(os.path.realpath(folder)):
            if os.fspath(fname).lower().endswith(IMAGE_ENDINGS) or "." not in os.path.basename(os.fspath(fname)):
                self._taskloom_saved = True  # the cell named this picture itself: no second copy

    if have and find:  # matplotlib 3.6 and later
        fonts._find_fonts_by_props = find_with_fallback
    figure.Figure.savefig = savefig_noted
    pyplot.show = lambda *_, **__: show()


class PreparePyplot:
    """An import hook that prepares pyplot right after its first import."""

    def __init__(self, folder, show):
        self.folder = folder
        self.show = show

    def find_spec(self, name, path=None, target=None):
        if name != "matplotlib.pyplot":
            return None
        import importlib.util

        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(name)
        execute = spec.loader.exec_module

        def execute_and_prepare(module):
            execute(module)
            prepare(self.folder, self.show)

        spec.loader.exec_module = execute_and_prepare
        return spec
