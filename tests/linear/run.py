#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""run.py KIB[:ROWS] RATE PROGRAM CORPORA COMMAND... - is the program linear, and how slow is its slowest input?

Counts instructions under valgrind (children included), which repeat whatever else the machine does: with cachegrind without its
caches, which counts what callgrind counts in half the time.  For each row of inputs.py: KIB, twice and four times that; an empty message's count is taken off (where the row's own head and tail cost
less, theirs: an mbox of no message does not pay for one); each doubling may cost at most 2.2 times.  The worst input may cost at most RATE times the instructions a byte of real mail (5: it passes at 0.2 of the
speed); 0 sets no limit.
ROWS: only those whose names begin so, or so, with commas between.  COMMAND is followed by the input's path.  Prints TAP.
"""
import os
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import inputs

GROWTH = 2.2
SECONDS = 300

least, _, rows = sys.argv[1].partition(":")
least = int(least) << 10
inputs.ROWS = [row for row in inputs.ROWS if row[0].startswith(tuple(rows.split(",")))]
slowest = float(sys.argv[2])
program, corpora = sys.argv[3:5]
command = sys.argv[5:]


def count(path):
    """Instructions of one run, or None with the reason on stderr."""
    run = subprocess.run(
        ["valgrind", "--tool=cachegrind", "--cache-sim=no", "--trace-children=yes", "--cachegrind-out-file=/dev/null", program] + command + [path],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, timeout=SECONDS)
    text = run.stderr.decode(errors="replace")
    counts = re.findall(r"I +refs: +([\d,]+)", text)
    if run.returncode not in (0, 1, 2) or not counts:
        print(f"# {path}: exit {run.returncode}: {text[-400:]}", file=sys.stderr)
        return None
    return sum(int(c.replace(",", "")) for c in counts)


def count_bytes(scratch, name, data):
    path = os.path.join(scratch, name)
    with open(path, "wb") as f:
        f.write(data)
    try:
        return count(path)
    except subprocess.TimeoutExpired:
        print(f"# {name}: not done in {SECONDS} s", file=sys.stderr)
        return None
    finally:
        os.unlink(path)


def real_mail(size):
    """About `size` bytes of real messages as one mbox, spread over the corpus; None without the corpus."""
    files = sorted(os.path.join(d, f) for d, _, names in os.walk(os.path.join(corpora, "mail")) for f in names
                   if f.endswith(".eml"))
    out, n = [], 0
    for path in files[::max(1, len(files) // 400)]:
        with open(path, "rb") as f:
            text = f.read()
        out.append(b"From a Thu Jan  1 00:00:00 2026\n" + re.sub(rb"(?m)^(>*From )", rb">\1", text) + b"\n")
        n += len(out[-1])
        if n >= size:
            break
    return b"".join(out) if out else None


def growth_of(counts, empty):
    net = [max(1, c - empty) for c in counts]
    return [net[1] / net[0], net[2] / net[1]], net[2] / (4 * least)


def measure(scratch, row, empty):
    counts = [count_bytes(scratch, f"{row[0]}.{k}", inputs.build(row, k * least)) for k in (1, 2, 4)]
    if None in counts:
        return row[0], None, None
    if max(growth_of(counts, empty)[0]) > GROWTH:
        empty = min(empty, count_bytes(scratch, f"{row[0]}.0", inputs.build(row, 0)) or empty)
    return (row[0],) + growth_of(counts, empty)


with tempfile.TemporaryDirectory() as scratch:
    empty = count_bytes(scratch, "empty", b"From: a@a.example\n\n")
    mail = real_mail(4 << 20)
    usual = None
    if mail:
        usual = (count_bytes(scratch, "mail", mail) - empty) / len(mail)
    elif os.environ.get("CI"):
        sys.exit(f"{corpora}/mail: missing, and CI is set")
    print(f"1..{len(inputs.ROWS)}")
    print(f"# empty message {empty} instructions; real mail {usual or 0:.2f} a byte", flush=True)
    failed = 0
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for i, (name, growth, a_byte) in enumerate(pool.map(lambda row: measure(scratch, row, empty), inputs.ROWS), 1):
            linear = growth is not None and max(growth) <= GROWTH
            quick = a_byte is not None and (usual is None or not slowest or a_byte <= slowest * usual)
            failed += not (linear and quick)
            what = "no count" if growth is None else f"growth {growth[0]:.2f} {growth[1]:.2f}, {a_byte:.2f} a byte"
            print(f"{'ok' if linear and quick else 'not ok'} {i} - {name}: {what}", flush=True)
sys.exit(1 if failed else 0)
