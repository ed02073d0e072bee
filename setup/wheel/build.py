"""Packs a folder with `node_modules` and `share/jupyter` into a wheel. Called by setup/wheel.mjs; Python's own modules only.

build.py STAGE OUT VERSION PLATFORM LEVEL
"""

import base64
import hashlib
import json
import sys
import zipfile
from pathlib import Path

here = Path(__file__).parent

# What is only for building native modules, or for platforms that the wheel is not for.
unneeded = {"node-addon-api"}


def main(stage: Path, out: Path, version: str, platform: str, level: int) -> None:
    tag = {"linux-x64": "manylinux_2_28_x86_64", "linux-arm64": "manylinux_2_28_aarch64"}.get(platform)
    tag = tag or {"darwin-x64": "macosx_11_0_x86_64", "darwin-arm64": "macosx_11_0_arm64"}.get(platform, "win_amd64")
    info = f"gradbook-{version}.dist-info"
    data = f"gradbook-{version}.data/data"
    record: list[str] = []
    target = out / f"gradbook-{version}-py3-none-{tag}.whl"
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as wheel:

        def add(name: str, content: bytes, mode: int = 0o644) -> None:
            entry = zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = (0o100000 | mode) << 16
            wheel.writestr(entry, content, compresslevel=level)
            digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
            record.append(f"{name},sha256={digest},{len(content)}")

        for source in sorted((here / "gradbook").glob("*.py")):
            add(f"gradbook/{source.name}", source.read_bytes())
        for path in sorted((stage / "node_modules").rglob("*")):
            inside = path.relative_to(stage / "node_modules")
            if path.is_file() and not path.is_symlink() and wanted(inside, platform):
                add(f"gradbook/npm/node_modules/{inside.as_posix()}", path.read_bytes(), path.stat().st_mode & 0o777)
        for path in sorted((stage / "share").rglob("*")):
            if path.is_file():
                add(f"{data}/{path.relative_to(stage).as_posix()}", shared(path))
        add(f"{info}/METADATA", metadata(version).encode())
        add(f"{info}/WHEEL", f"Wheel-Version: 1.0\nGenerator: gradbook\nRoot-Is-Purelib: false\nTag: py3-none-{tag}\n".encode())
        add(f"{info}/entry_points.txt", b"[console_scripts]\ngradbook = gradbook.__main__:main\n")
        add(f"{info}/licenses/LICENSE", (here.parent.parent / "LICENSE").read_bytes())
        wheel.writestr(f"{info}/RECORD", "\n".join([*record, f"{info}/RECORD,,", ""]))
    print(target)


def wanted(path: Path, platform: str) -> bool:
    if path.parts[0] in unneeded or path.parts[0] == ".bin":
        return False
    if path.parts[0].startswith(("node-linux", "node-darwin", "node-win", "node-bin")):
        return path.parts[1] in ("bin", "package.json", "LICENSE")
    if path.parts[:2] == ("zeromq", "build") and len(path.parts) > 3:
        return "-".join(path.parts[2:4]) == platform
    return path.suffix != ".map"


def shared(path: Path) -> bytes:
    """Jupyter's files as they are, but for two: how the kernel starts, and who takes the extension out again."""
    if path.name == "kernel.json":
        spec = json.loads(path.read_text())
        spec["argv"] = ["python", "-m", "gradbook", "kernel", "{connection_file}"]
        return json.dumps(spec, indent=2, ensure_ascii=False).encode()
    if path.name == "install.json":
        how = "Run `pip uninstall gradbook` to take the gradbook kernel and extension out of this Jupyter."
        return json.dumps(
            {"packageManager": "python", "packageName": "gradbook", "uninstallInstructions": how}, indent=2
        ).encode()
    return path.read_bytes()


def metadata(version: str) -> str:
    package = json.loads((here.parent.parent / "package.json").read_text())
    return f"""Metadata-Version: 2.4
Name: gradbook
Version: {version}
Summary: {package["description"]}
License-Expression: BSD-3-Clause
License-File: LICENSE
Requires-Python: >=3.10
Keywords: {",".join(package["keywords"])}
Classifier: Framework :: Jupyter
Classifier: Framework :: Jupyter :: JupyterLab
Classifier: Framework :: Jupyter :: JupyterLab :: 4
Classifier: Framework :: Jupyter :: JupyterLab :: Extensions
Classifier: Framework :: Jupyter :: JupyterLab :: Extensions :: Prebuilt
Description-Content-Type: text/markdown

{(here.parent.parent / "README.md").read_text()}"""


main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], sys.argv[4], int(sys.argv[5]))
