"""What `elasticsearch.py` starts: the build that Maven fetches, and the Java that it needs.

The build is the one of the project's own integration tests; it is fetched once and kept.
"""

import os
import re
import shutil
import stat
import subprocess
import tempfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ARTIFACT = "org.elasticsearch.distribution.integ-test-zip:elasticsearch:{version}:zip"
COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy"
OLDEST_JAVA = {8: 17, 9: 21}
JAVA_FOLDERS = (
    "/usr/lib/jvm/*",
    "/opt/java/*",
    "/Library/Java/JavaVirtualMachines/*/Contents/Home",
)


class CannotStartError(Exception):
    """What is missing, in words that say what to do."""


# --- What it needs ------------------------------------------------------------------------------
def java_release(home: Path) -> int | None:
    """The release of the Java in a folder; None when there is none."""
    if not (home / "bin" / "java").exists():
        return None
    try:
        text = (home / "release").read_text(errors="replace")
    except OSError:
        command = [str(home / "bin" / "java"), "-version"]
        text = subprocess.run(command, capture_output=True, text=True, check=False).stderr
    found = re.search(r'(?:JAVA_VERSION=|version )"(?:1\.)?(\d+)', text)
    return int(found[1]) if found else None


def java_homes(named: str = "", on_path: str | None = None, folders: tuple = JAVA_FOLDERS) -> list:
    """Every folder that may hold a Java: the one named, the one on the path, the usual ones."""
    homes = [Path(named)] if named else []
    homes += [Path(on_path).resolve().parent.parent] if on_path else []
    for pattern in folders:
        base = Path(pattern[: pattern.index("*")])
        homes += sorted(base.glob(pattern[len(str(base)) + 1 :])) if base.is_dir() else []
    return homes


def java_for(version: str, homes: list) -> Path:
    """The oldest Java that is new enough for this release of Elasticsearch."""
    oldest = OLDEST_JAVA.get(int(version.split(".")[0]), max(OLDEST_JAVA.values()))
    releases = [(release, home) for home in homes if (release := java_release(home))]
    fit = sorted((row for row in releases if row[0] >= oldest), key=lambda row: row[0])
    if not fit:
        seen = ", ".join(str(release) for release, _ in releases) or "none"
        raise CannotStartError(
            f"Elasticsearch {version} needs Java {oldest} or newer (found: {seen}).\n"
            f"Install it (Debian: apt-get install openjdk-{oldest}-jre-headless), or point "
            "JAVA_HOME to one."
        )
    return fit[0][1]


def traversable(folder: Path) -> bool:
    """Whether any user of the machine may pass through the folder and all above it."""
    return all(
        path.stat().st_mode & stat.S_IXOTH for path in (folder, *folder.parents) if path.exists()
    )


def kept_folder(*, as_root: bool, wanted: Path = ROOT / "var", other: Path | None = None) -> Path:
    """Where the server is kept: under `var/`, or in the temporary folder where that is closed.

    Root hands the server to an unprivileged user, who must be able to reach its folder.
    """
    if not as_root or traversable(wanted):
        return wanted / "elasticsearch"
    fallback = (other or Path(tempfile.gettempdir())) / f"shequ-elasticsearch-{os.getuid()}"
    fallback.mkdir(mode=0o755, exist_ok=True)
    if fallback.is_symlink() or fallback.stat().st_uid != os.getuid():
        raise CannotStartError(f"{fallback} belongs to somebody else: remove it first.")
    return fallback


# --- Fetching -----------------------------------------------------------------------------------
def fetched(version: str, folder: Path) -> Path:
    """The zip of the build; fetched once, then kept."""
    kept = folder / f"elasticsearch-{version}.zip"
    if kept.exists():
        return kept
    maven = shutil.which("mvn")
    if maven is None:
        raise CannotStartError(
            "Maven is needed to fetch Elasticsearch (Debian: apt-get install maven).\n"
            "Without it set SEARCH_URL to a server of your own, or leave it empty: the embedded "
            "engine needs none."
        )
    print(f"Fetching Elasticsearch {version} (about 100 MB, once)", flush=True)
    folder.mkdir(parents=True, exist_ok=True)
    command = [maven, "-q", "-B", COPY, f"-DoutputDirectory={folder}"]
    command += [f"-Dartifact={ARTIFACT.format(version=version)}"]
    if subprocess.run(command, check=False).returncode or not kept.exists():
        kept.unlink(missing_ok=True)
        raise CannotStartError(f"Maven could not fetch Elasticsearch {version}: see above.")
    return kept


def unpacked(archive: Path, folder: Path) -> Path:
    """The server's own folder; half an unpacking is never taken for a whole one."""
    home = folder / archive.stem
    if home.exists():
        return home
    with tempfile.TemporaryDirectory(dir=folder) as place, zipfile.ZipFile(archive) as packed:
        for entry in packed.infolist():
            path = Path(packed.extract(entry, place))
            mode = (entry.external_attr >> 16) & 0o777
            path.chmod((mode or 0o644) | 0o444 | (0o111 if entry.is_dir() else 0))
        (Path(place) / archive.stem).rename(home)
    return home
