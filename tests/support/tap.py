# SPDX-License-Identifier: Apache-2.0
"""tap - what the test programs in Python share: numbered results as TAP on standard output."""
import os
import sys

LINES = 40      # of what went wrong

_number = 0
_failed = False


def check(held, name, why=""):
    """One result; `why` is told when it does not hold."""
    global _number, _failed
    _number += 1
    _failed |= not held
    print(f"{'ok' if held else 'not ok'} {_number} - {name}", flush=True)
    if not held and why:
        print("\n".join("# " + line for line in str(why)[:4000].splitlines()[:LINES]), flush=True)


def skip(name, why, needed=True):
    """What cannot be tried here.  Where CI is set, what is needed has to be there."""
    global _number
    if needed and os.environ.get("CI"):
        check(False, name, why)
        return
    _number += 1
    print(f"ok {_number} - {name} # SKIP {why}", flush=True)


def end():
    """The plan, and out."""
    print(f"1..{_number}", flush=True)
    sys.exit(_failed)
