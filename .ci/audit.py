"""Looks for known faults in what the lock files name: by pip-audit, else by the list of floors.

The last line says which of the two it was. Faults found end with status 1; so does a floor that
is not held or a package of the list that no lock file names.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
LOCKS = [ROOT / "requirements" / f"{name}.txt" for name in ("wagtail74", "wagtail80")]
FLOORS = ROOT / "requirements" / "floors.list"
WITHIN_SECONDS = 90


def locked(text: str) -> dict[str, str]:
    """Package and version of each line of a lock file."""
    rows = re.findall(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s\\;]+)", text, re.MULTILINE)
    return {canonicalize_name(name): version for name, version in rows}


def floors(text: str) -> list[Requirement]:
    """The lines of the list of floors."""
    lines = (line.partition("#")[0].strip() for line in text.splitlines())
    return [Requirement(line) for line in lines if line]


def below(floor_list: list[Requirement], versions: dict[str, str]) -> list[str]:
    """What a lock file holds below its floor, or not at all."""
    found = []
    for floor in floor_list:
        version = versions.get(canonicalize_name(floor.name))
        if version is None:
            found.append(f"{floor.name} is not locked")
        elif not floor.specifier.contains(version, prereleases=True):
            found.append(f"{floor.name} {version} is below {floor.specifier}")
    return found


def by_floors() -> int:
    """The status of the list of floors."""
    wanted = floors(FLOORS.read_text())
    faults = [
        f"{lock.name}: {words}"
        for lock in LOCKS
        for words in below(wanted, locked(lock.read_text()))
    ]
    print("\n".join(faults) or f"{len(wanted)} floors are held by {len(LOCKS)} lock files.")
    return 1 if faults else 0


def by_pip_audit(lock: Path) -> int | None:
    """The status of pip-audit; None when its data could not be had in time."""
    command = [sys.executable, "-m", "pip_audit", "--requirement", str(lock), "--format", "json"]
    command += ["--require-hashes", "--disable-pip", "--no-deps", "--progress-spinner", "off"]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=WITHIN_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return None
    try:
        packages = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):
        return None
    faults = [
        f"{lock.name}: {row['name']} {row['version']}: {fault['id']}"
        for row in packages
        for fault in row.get("vulns", [])
    ]
    print("\n".join(faults) or f"{lock.name}: {len(packages)} packages without a known fault.")
    return 1 if faults else 0


def main() -> int:
    """Floors always, pip-audit where it can; answers the worse of both."""
    status = by_floors()
    for lock in LOCKS:
        found = by_pip_audit(lock)
        if found is None:
            print("Checked by the LIST OF FLOORS alone: the data of pip-audit could not be had.")
            return status
        status = max(status, found)
    print("Checked by PIP-AUDIT and by the list of floors.")
    return status


if __name__ == "__main__":
    sys.exit(main())
