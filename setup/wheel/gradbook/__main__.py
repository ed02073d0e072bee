"""`gradbook …` runs the commands, and `python -m gradbook kernel FILE` the kernel, both on the Node that came along."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

packages = Path(__file__).parent / "npm" / "node_modules"


def node() -> str:
    """The Node of this wheel, else one on the PATH."""
    for inside in sorted(packages.glob("node*-*/bin/node*")):
        return str(inside)
    found = shutil.which("node")
    if found is None:
        sys.exit("gradbook needs Node 20.19 or newer, and there is none on the PATH: https://nodejs.org")
    return found


def main() -> None:
    # Compiled code is kept where caches are: pip would leave it behind in its own folder.
    caches = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    os.environ.setdefault("GRADBOOK_CACHE", str(Path(caches) / "gradbook"))
    distribution = packages / "gradbook" / "dist"
    arguments = sys.argv[1:]
    if arguments[:1] == ["kernel"]:
        # A loop that is interrupted inside a timer callback aborts the process when this check is on.
        command = [node(), "--no-force-async-hooks-checks", str(distribution / "kernel.js"), *arguments[1:]]
    else:
        command = [node(), str(distribution / "cli.js"), *arguments]
    if os.name == "nt":
        sys.exit(subprocess.call(command))
    # The kernel takes this process's place, so that Jupyter's signals reach it.
    os.execv(command[0], command)


if __name__ == "__main__":
    main()
