#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""linear - count the instructions of a program's stretches with callgrind, which repeat whatever else the machine does.

The program runs each kind of input at three sizes, each twice the last, and closes each run with
CALLGRIND_DUMP_STATS_AT("kind:bytes").
"""
import glob
import re
import subprocess
import sys
import tempfile

import tap

GROWTH = 2.2      # of each doubling, at most


def counts_of(program):
    """{kind: {bytes: instructions}}"""
    counts = {}
    with tempfile.TemporaryDirectory() as scratch:
        subprocess.run(["valgrind", "--tool=callgrind", f"--callgrind-out-file={scratch}/out", program],
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for path in glob.glob(f"{scratch}/out*"):
            with open(path, errors="replace") as f:
                text = f.read()
            name = re.search(r"^desc: Trigger: Client Request: ([a-z0-9-]+):(\d+)$", text, re.M)
            total = re.search(r"^(?:totals|summary): (\d+)", text, re.M)
            if name and total:
                counts.setdefault(name.group(1), {})[int(name.group(2))] = int(total.group(1))
    return counts


def main():
    """linear.py PROGRAM MOST - each kind at most GROWTH for each doubling, and MOST instructions a byte."""
    counts, most = counts_of(sys.argv[1]), float(sys.argv[2])
    tap.check(counts, "callgrind counted")
    for kind, by_size in sorted(counts.items()):
        sizes = sorted(by_size)
        growth = [by_size[b] / by_size[a] for a, b in zip(sizes, sizes[1:])]
        a_byte = by_size[sizes[-1]] / sizes[-1]
        tap.check(len(sizes) == 3 and max(growth) <= GROWTH and a_byte <= most,
                  f"{kind}: {a_byte:.1f} instructions a byte, growth " + " ".join(f"{g:.2f}" for g in growth))
    tap.end()


if __name__ == "__main__":
    main()
