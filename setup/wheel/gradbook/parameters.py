"""papermill for TypeScript: how a parameter is written in the language of our notebooks.

papermill knows the languages of a dozen kernels; TypeScript is none of them. Where the wheel is installed, its entry point
tells papermill when that starts, and `papermill a.ipynb b.ipynb -p seed 7` just works. In a clone this file is the command:
`python setup/wheel/gradbook/parameters.py a.ipynb b.ipynb -p seed 7`. `gradbook run --param` does the same without Python.
"""

import json
import math

from papermill.engines import NBClientEngine
from papermill.translators import Translator, papermill_translators


class TypeScript(Translator):
    """Values as TypeScript writes them, one `let` each, as `gradbook run` does."""

    @classmethod
    def translate_none(cls, val):
        return "null"

    @classmethod
    def translate_bool(cls, val):
        return "true" if val else "false"

    @classmethod
    def translate_float(cls, val):
        if math.isfinite(val):
            return repr(val)
        return "NaN" if math.isnan(val) else "Infinity" if val > 0 else "-Infinity"

    @classmethod
    def translate_str(cls, val):
        return json.dumps(val)

    @classmethod
    def translate_list(cls, val):
        return f"[{', '.join(cls.translate(each) for each in val)}]"

    @classmethod
    def translate_dict(cls, val):
        return f"{{ {', '.join(f'{json.dumps(str(name))}: {cls.translate(each)}' for name, each in val.items())} }}"

    @classmethod
    def comment(cls, cmt_str):
        return f"// {cmt_str}".strip()

    @classmethod
    def assign(cls, name, str_val):
        return f"let {name} = {str_val};"


papermill_translators.register("typescript", TypeScript)


class Engine(NBClientEngine):
    """papermill's own engine. Its entry point is what brings papermill to read this file."""


if __name__ == "__main__":
    from papermill.cli import papermill

    papermill()
