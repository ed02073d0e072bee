"""Parameters of papermill for notebooks in TypeScript and JavaScript.

papermill (https://papermill.readthedocs.io) writes given parameters into a cell, and knows for some languages how. It
looks for plug-ins only among engines, so this one comes as an engine: being found, it tells papermill the languages.
With this module installed `papermill in.ipynb out.ipynb -p rate 0.1` needs no further word; without installing it,
`python -m gradbook_papermill` is the same command.
"""

import json
import math
import re

from papermill.engines import NBClientEngine
from papermill.models import Parameter
from papermill.translators import Translator, papermill_translators


class TypeScriptTranslator(Translator):
    """Values as TypeScript writes them; names are declared anew with `let`, as `gradbook run --param` does."""

    @classmethod
    def translate_str(cls, val):
        return json.dumps(val, ensure_ascii=False)

    # What has no form of its own in TypeScript, such as dates, comes as text.
    @classmethod
    def translate_escaped_str(cls, val):
        return cls.translate_str(str(val))

    @classmethod
    def translate_none(cls, val):
        return "null"

    @classmethod
    def translate_float(cls, val):
        if math.isnan(val):
            return "NaN"
        return repr(val) if math.isfinite(val) else ("Infinity" if val > 0 else "-Infinity")

    @classmethod
    def translate_list(cls, val):
        return f"[{', '.join(cls.translate(each) for each in val)}]"

    @classmethod
    def translate_dict(cls, val):
        return f"{{{', '.join(f'{cls.translate_str(str(key))}: {cls.translate(each)}' for key, each in val.items())}}}"

    @classmethod
    def comment(cls, cmt_str):
        return f"// {cmt_str}".strip()

    @classmethod
    def assign(cls, name, str_val):
        return f"let {name} = {str_val};"

    @classmethod
    def inspect(cls, parameters_cell):
        """`let rate: number = 0.1; // how fast` line by line, for `papermill --help-notebook`."""
        found = []
        for line in parameters_cell["source"].splitlines():
            match = _declaration.match(line)
            if match:
                kind = (match["type"] or "None").strip()
                found.append(Parameter(match["name"], kind, match["value"].strip(), (match["help"] or "").strip()))
        return found


_declaration = re.compile(
    r"^\s*(?:export\s+)?(?:const|let|var)\s+(?P<name>[\w$]+)\s*(?::(?P<type>[^=]+))?=(?P<value>.*?)\s*;?\s*(?://(?P<help>.*))?$"
)

for language in ("typescript", "javascript"):
    papermill_translators.register(language, TypeScriptTranslator)


class Engine(NBClientEngine):
    """papermill's own way of running notebooks, under the name by which it finds this module."""


if __name__ == "__main__":
    from papermill.cli import papermill

    papermill()
