#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""fit-judge.py UNBEACON CORPORA [--look] - fit the weights of src/judge/weights.def to the hand labels of the half `fit`.

The judge adds up the weights of a finding's reasons, and confidence is odds/(1+odds): logistic regression.  This finds the weights that
make the labels of tests/labels, half `fit`, most likely, each held to its guess by hand (`prior`) as if a normal error of SIGMA tenths
had been made there, and never with another sign.  That is a convex problem; it is solved by Newton's steps, one weight after the
other.

Held so, the weights are not sure enough of themselves.  So each tenth of the senders is foretold by what is fitted without them, and
two numbers are fitted to how often that was right (Platt's: all weights times one, the bases plus the other), a share LAPSE of answers
being wrong whatever was seen.  Both are then in the weights, which are rounded to whole tenths and are at most MOST.

Which slot of an address stands for it hangs on the weights, so: fit, build, and fit again until nothing changes, which takes two or three
rounds.  Nothing is read but the JSON of `scan`, the labels, their mail's senders, and the table.

--look prints what it would write, and how well other senders' labels are foretold by what is fitted without them, and writes nothing.
"""
import email
import hashlib
import math
import os
import re
import sys

sys.dont_write_bytecode = True
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(ROOT, "tests", "labels"))
import references
from judged import results

TABLE = os.path.join(ROOT, "src", "judge", "weights.def")
BASE = re.compile(r'^UB_BASE\((\w+), *(-?\d+), *(-?\d+)\)', re.M)
ROW = re.compile(r'^UB_EVIDENCE\((\w+), *(\w+), *"([^"]+)", *(-?\d+), *(-?\d+),', re.M)
SIGMA = 4.0                     # tenths: how far a guess by hand may be off
TENTH = math.log(10) / 10       # one tenth of the decimal logarithm, in natural ones
FOLDS, ROUNDS = 10, 5           # parts of the senders, and ways to part them
LAPSE = 0.005                   # share of answers that are wrong whatever was seen
MOST = 120                      # a weight has to fit into a byte


def reasons_of(finding):
    """What is added up: the base, and the reasons."""
    base = ["CLICK" if finding["trigger"] == "click" else "OPEN"]
    return base + (["NOTHING"] if finding["token"] is None else []) + finding["reasons"]


def chance(weights, names):
    return 1 / (1 + math.exp(-TENTH * max(-300, min(300, sum(weights[n] for n in names)))))


def fit(priors, samples):
    weights = dict(priors)
    uses = {name: [i for i, (names, _) in enumerate(samples) if name in names] for name in priors}
    sums = [sum(weights[n] for n in names) for names, _ in samples]
    for _ in range(200):
        moved = 0.0
        for name, prior in priors.items():
            slope, bend = (prior - weights[name]) / SIGMA ** 2, 1 / SIGMA ** 2
            for i in uses[name]:
                p = 1 / (1 + math.exp(-TENTH * sums[i]))
                slope += TENTH * (samples[i][1] - p)
                bend += TENTH ** 2 * p * (1 - p)
            new = weights[name] + slope / bend
            if prior:
                new = max(new, 0.0) if prior > 0 else min(new, 0.0)
            step = max(-2.0, min(2.0, new - weights[name]))
            weights[name] += step
            for i in uses[name]:
                sums[i] += step
            moved = max(moved, abs(step))
        if moved < 1e-4:
            break
    return weights


def loss(pairs):
    return -sum(math.log(max(1e-9, p if y else 1 - p)) for p, y in pairs) / len(pairs)


def senders(corpora, wanted):
    """The sender's site of each message."""
    found = {}
    for _, _, data in references.messages(corpora):
        key = hashlib.sha256(data).hexdigest()
        if key in wanted:
            found[key] = references.sender(email.message_from_bytes(data))
    return found


def foretold(priors, samples, who):
    """The sum of each sample by what is fitted without its sender, ROUNDS times."""
    sums = []
    for turn in range(ROUNDS):
        order = sorted(set(who), key=lambda s: hashlib.sha256(f"{turn} {s}".encode()).digest())
        fold = {s: i % FOLDS for i, s in enumerate(order)}
        weights = [fit(priors, [x for x, s in zip(samples, who) if fold[s] != k]) for k in range(FOLDS)]
        sums += [(sum(weights[fold[s]][n] for n in names), y, names[0]) for (names, y), s in zip(samples, who)]
    return sums


def spread(sums):
    """By what the sums are to be multiplied, and what is then to be added, so that they are right about themselves."""
    def wrong(times, plus):
        return loss([(LAPSE + (1 - 2 * LAPSE) / (1 + math.exp(-TENTH * max(-300, min(300, times * x + plus)))), y) for x, y, _ in sums])
    return min(((t / 10, plus) for t in range(5, 31) for plus in range(-10, 11)), key=lambda tp: wrong(*tp))


def told(sums, times, plus):
    for base in ("OPEN", "CLICK"):
        mine = [(1 / (1 + math.exp(-TENTH * max(-300, min(300, times * x + plus)))), y) for x, y, b in sums if b == base]
        right, false, missed = (sum((p > 0.5, bool(y)) == w for p, y in mine) / ROUNDS for w in ((True, True), (True, False), (False, True)))
        print(f"{base}, foretold by other senders': {right:.1f} found, {false:.1f} false, {missed:.1f} missed; loss {loss(mine):.4f}")


def main(program, corpora, *options):
    with open(TABLE, encoding="ascii") as f:
        text = f.read()
    priors = {m[1]: float(m[2]) for m in BASE.finditer(text)}
    priors.update({m[3]: float(m[4]) for m in ROW.finditer(text)})
    sure = [(row, f) for row, f in results(program, corpora, ("fit",)) if f and row["label"] != "cannot-tell"]
    samples = [(reasons_of(f), int(row["label"] == "identifies")) for row, f in sure]
    known = senders(corpora, {row["message"] for row, _ in sure})
    sums = foretold(priors, samples, [known[row["message"]] for row, _ in sure])
    times, plus = spread(sums)
    print(f"all weights times {times}, the bases plus {plus}")
    told(sums, times, plus)
    weights = {name: max(-MOST, min(MOST, round(w * times + plus * (name in ("OPEN", "CLICK"))))) for name, w in fit(priors, samples).items()}
    print(f"loss by guesses {loss([(chance(priors, names), y) for names, y in samples]):.4f}, fitted {loss([(chance(weights, names), y) for names, y in samples]):.4f}")
    changed = 0
    for name, prior in priors.items():
        n = sum(name in names for names, _ in samples)
        print(f"{name:24} {prior:4.0f} {weights[name]:4}  in {n:3} references, of which {sum(y for names, y in samples if name in names):3} identify")
    if "--look" in options:
        return

    def put(m, name, at):
        nonlocal changed
        changed += int(m[at]) != weights[name]
        return m[0][:m.start(at) - m.start()] + str(weights[name]).rjust(m.end(at) - m.start(at)) + m[0][m.end(at) - m.start():]
    text = BASE.sub(lambda m: put(m, m[1], 3), text)
    text = ROW.sub(lambda m: put(m, m[3], 5), text)
    with open(TABLE, "w", encoding="ascii") as f:
        f.write(text)
    print(f"{changed} weights changed; build and fit again" if changed else "nothing changed")


main(*sys.argv[1:])
