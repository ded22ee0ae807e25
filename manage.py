#!/usr/bin/env python
"""Django's commands; one that needs the database finds the embedded servers running."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "omnidesk.settings")
    from omnidesk.local.command import run

    run(sys.argv)


if __name__ == "__main__":
    main()
