"""gradbook for Python's package manager: the npm package with Node inside, registered with Jupyter by its data files."""

from importlib.metadata import version

__version__ = version("gradbook")
