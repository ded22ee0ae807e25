"""`make messages`: bring the Japanese catalogues in line with the sources, with gettext's extractor.

New words come in without a translation, gone ones leave; the tests fail until nothing is missing. The files hold no
places in the sources and are sorted, so that they differ only where words do.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
LANGUAGE = "ja"
# In these folders nothing is said to anybody who uses the product.
SILENT = {"docker", "docs", "locale", "staticfiles", "tests", "tools", "var"}
DOMAINS = ("django", "djangojs")


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        for domain, said in extract(Path(folder)).items():
            path = committed(domain)
            known = polib.pofile(str(path))
            write(merged(said, known), path)
            print(f"{path.relative_to(ROOT)}: {len(said)} entries, {missing(said, known)} of them new")
    return 0


def committed(domain: str) -> Path:
    return ROOT / "locale" / LANGUAGE / "LC_MESSAGES" / f"{domain}.po"


def extract(folder: Path) -> dict[str, polib.POFile]:
    """What the sources say now, by makemessages on a copy: it writes beside the files that it reads."""
    for room in ROOT.iterdir():
        if room.is_dir() and room.name not in SILENT and not room.name.startswith((".", "_")):
            shutil.copytree(room, folder / room.name, ignore=shutil.ignore_patterns("__pycache__", "migrations"))
    (folder / "locale" / LANGUAGE).mkdir(parents=True)
    return {domain: make_messages(folder, domain) for domain in DOMAINS}


def make_messages(folder: Path, domain: str) -> polib.POFile:
    command = [sys.executable, "-m", "django", "makemessages", f"--locale={LANGUAGE}", f"--domain={domain}"]
    # Without the project's settings, or it would write into the project's own catalogues.
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    done = subprocess.run(
        [*command, "--no-location", "--no-wrap"], cwd=folder, env=environment, text=True, capture_output=True
    )
    if done.returncode:
        raise RuntimeError(f"makemessages failed: {done.stdout}{done.stderr}")
    return polib.pofile(str(folder / "locale" / LANGUAGE / "LC_MESSAGES" / f"{domain}.po"))


def merged(said: polib.POFile, known: polib.POFile) -> list[polib.POEntry]:
    """What is said, with the words that are known for it."""
    for entry in said:
        old = find(known, entry)
        entry.occurrences, entry.comment = [], ""
        if old is not None:
            entry.msgstr, entry.msgstr_plural = old.msgstr, old.msgstr_plural
    return sorted(said, key=order)


def write(entries: list[polib.POEntry], path: Path) -> None:
    catalogue = polib.pofile(str(path))
    catalogue.clear()
    catalogue.extend(entries)
    catalogue.save(str(path))


def find(catalogue: polib.POFile, entry: polib.POEntry) -> polib.POEntry | None:
    found = catalogue.find(entry.msgid, msgctxt=entry.msgctxt or False)
    return found if found is not None and bool(found.msgid_plural) == bool(entry.msgid_plural) else None


def missing(said: polib.POFile, known: polib.POFile) -> int:
    return sum(find(known, entry) is None for entry in said)


def order(entry: polib.POEntry) -> tuple[str, str]:
    return entry.msgid, entry.msgctxt or ""


if __name__ == "__main__":
    sys.exit(main())
