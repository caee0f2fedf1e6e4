#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""linear_mime.py PROGRAM - is every way through the message reader linear?

Counts the instructions of each kind of input in linear_mime.c with callgrind, which repeat whatever else the machine does.
Each doubling may cost at most 2.2 times, and no input more than 2,000 instructions a byte (a part of four
bytes, limits apart, is the dearest).  Prints TAP.
"""
import glob
import os
import re
import subprocess
import sys
import tempfile

GROWTH = 2.2
A_BYTE = 2000

with tempfile.TemporaryDirectory() as scratch:
    subprocess.run(["valgrind", "--tool=callgrind", f"--callgrind-out-file={scratch}/out", sys.argv[1]],
                   check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    counts = {}
    for path in glob.glob(f"{scratch}/out*"):
        with open(path, errors="replace") as f:
            text = f.read()
        name = re.search(r"^desc: Trigger: Client Request: ([a-z0-9-]+):(\d+)$", text, re.M)
        total = re.search(r"^(?:totals|summary): (\d+)", text, re.M)
        if name and total:
            counts.setdefault(name.group(1), {})[int(name.group(2))] = int(total.group(1))

print(f"1..{len(counts)}" if counts else "1..1\nnot ok 1 - no counts")
failed = not counts
for number, (kind, by_size) in enumerate(sorted(counts.items()), 1):
    sizes = sorted(by_size)
    growth = [by_size[b] / by_size[a] for a, b in zip(sizes, sizes[1:])]
    a_byte = by_size[sizes[-1]] / sizes[-1]
    ok = len(sizes) == 3 and max(growth) <= GROWTH and a_byte <= A_BYTE
    failed |= not ok
    print(f"{'ok' if ok else 'not ok'} {number} - {kind}: {a_byte:.1f} instructions a byte, growth "
          + " ".join(f"{g:.2f}" for g in growth))
sys.exit(1 if failed else 0)
