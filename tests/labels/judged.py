# SPDX-License-Identifier: Apache-2.0
"""What the program says of the labelled references.  For run, and for tools/fit-judge.py."""
import csv
import hashlib
import json
import os
import subprocess
import sys
import tempfile

import references

HERE = os.path.dirname(os.path.abspath(__file__))
BATCH = 200      # paths of one scan


def labels(halves):
    with open(os.path.join(HERE, "labels.csv"), encoding="ascii", newline="") as f:
        return [row for row in csv.DictReader(f) if row["half"] in halves]


def scan(program, paths, *options):
    """The findings of each path, as no configuration and no list of this machine would have it otherwise."""
    with tempfile.TemporaryDirectory(prefix="unbeacon-labels-") as home:
        env = dict(os.environ, HOME=home, **{f"XDG_{name}_HOME": f"{home}/{name}" for name in ("CONFIG", "DATA", "CACHE", "STATE")})
        for i in range(0, len(paths), BATCH):
            done = subprocess.run([program, "scan", "--json", "--all-links", *(options or ("--ublock", "off")), *paths[i:i + BATCH]], stdin=subprocess.DEVNULL,
                                  stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=env, timeout=600)
            if done.returncode not in (0, 1):
                sys.exit(f"{program}: exit status {done.returncode}: {done.stderr.decode()}")
            for line in map(json.loads, done.stdout.splitlines()):
                if line["type"] == "message":
                    yield line["source"]["path"], line["findings"]


def answer(row, findings):
    """The finding about what the row speaks of: the one that has most of its bytes, or None."""
    at, end = int(row["byte"]), int(row["byte"]) + int(row["length"])
    there = [(min(end, f["byte"] + f["length"]) - max(at, f["byte"]), f["confidence"], -i) for i, f in enumerate(findings)
             if f["part"] == row["part"] and (f["trigger"] == "click") == (row["when"] == "click") and f["kind"] != "lookup"]
    return findings[-max(there)[2]] if there and max(there)[0] > 0 else None


def says(finding):
    """Does it say that the reader is named?"""
    return bool(finding) and (finding["kind"] in ("beacon", "tracking-link") or finding["kind"] not in ("remote", "link") and finding["confidence"] > 0.5)


def results(program, corpora, halves, *options):
    """Each labelled reference of the halves, and the finding about it; without options with no list of trackers."""
    rows = labels(halves)
    wanted = {row["message"] for row in rows}
    paths = {}
    for _, path, data in references.messages(corpora):
        key = hashlib.sha256(data).hexdigest()
        if key in wanted:
            paths.setdefault(key, path)
    if len(paths) < len(wanted):
        sys.exit(f"{corpora}: {len(wanted) - len(paths)} of the labelled messages are not there")
    found = dict(scan(os.path.abspath(program), sorted(paths.values()), *options))
    return [(row, answer(row, found[paths[row["message"]]])) for row in rows]
