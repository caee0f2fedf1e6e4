# SPDX-License-Identifier: Apache-2.0
"""The verdicts: which case holds, as TAP."""
import collections
import os

import cases as table
import show
import sink as sinks
import webmail


class Tap:
    def __init__(self):
        self.number = self.failed = 0

    def case(self, name, trouble, remark=""):
        self.number += 1
        self.failed += bool(trouble)
        print(f"{'not ok' if trouble else 'ok'} {self.number} - {name}{' # ' + remark if remark else ''}")
        for line in trouble:
            print("#   " + line)

    def end(self):
        print(f"1..{self.number}", flush=True)
        return self.failed


def contacts(events, phase):
    """label -> role -> [what reached the sink], and what belongs to no label."""
    found, strangers = collections.defaultdict(lambda: collections.defaultdict(list)), []
    for event in events:
        if event["phase"] != phase or event.get("own"):
            continue
        name, kind = event.get("name", ""), event["kind"]
        text = {"lookup": f"lookup of {name}", "tls": f"TLS to {name}", "request": f"{event.get('line')} to {name}"}.get(
            kind, f"{kind} {event.get('address')}:{event.get('port')}")
        label, role = show.label_of(event)
        if label is None and kind in ("connect", "stray", "request") and event.get("address") in ADDRESSES:
            label, role = ADDRESSES[event["address"]], ""
        if label is not None:
            if text not in found[label][role]:
                found[label][role].append(text)
        elif kind == "stray" or (name and not show.OWN.search(name)) or (kind == "connect" and event["address"] != sinks.ADDRESS
                                                                         and not event["address"].startswith("127.")):
            strangers.append(text)
    return found, strangers


ADDRESSES = {}


def chosen(options):
    found = table.read_table()
    ADDRESSES.update({case.address: case.label for case in found})
    if options.table:
        found = [case for case in found if case.table in options.table.split(",")]
    if options.only:
        found = [case for case in found if options.only in case.label]
    return found


def documents(case, raw):
    """What is displayed, under the plain reading and the one that the case names; the same document only once."""
    out = []
    for reading in dict.fromkeys(("plain", case.reading)):
        for shown in webmail.read(raw, reading):
            if not any((o.data, o.charset, o.kind) == (shown.data, shown.charset, shown.kind) for o in out):
                out.append(shown)
    return out


def hits_of(roles):
    return [hit for role, list_ in roles.items() if role not in ("link", "control") for hit in list_]


def missed(case, mode, roles):
    """Expected contact that did not come, or silence of a case whose control is silent too."""
    return not hits_of(roles) and (mode in case.fires or case.control and not roles.get("control"))


async def originals(options, sink, folder):
    tap, found = Tap(), chosen(options)
    viewer = show.Viewer(sink, folder)
    shown = [(case.label, document) for case in found for document in documents(case, case.message)]
    await viewer.show_pages(shown, "page")
    await viewer.show_mail(shown, "mail")
    reached = {mode: contacts(sink.events, mode) for mode in table.MODES}
    # A pointer that moved on too early, a machine under load: what was missed is looked at once more.
    for mode, show_again in (("page", viewer.show_pages), ("mail", viewer.show_mail)):
        again = {case.label for case in found if missed(case, mode, reached[mode][0].get(case.label, {}))}
        if again:
            await show_again([(label, document) for label, document in shown if label in again], mode)
    reached = {mode: contacts(sink.events, mode) for mode in table.MODES}
    counts = collections.defaultdict(collections.Counter)
    for case in found:
        trouble, fired, remarks = [], [], []
        for mode in table.MODES:
            roles = reached[mode][0].get(case.label, {})
            hits = hits_of(roles)
            if hits:
                fired.append(mode)
                if case.quiet:
                    trouble.append(f"{mode}: a guard made contact: {hits[0]}")
                elif mode not in case.fires:
                    remarks.append(f"{mode} fires too")
            elif mode in case.fires:
                trouble.append(f"{mode}: nothing reached the sink")
            elif case.control and not roles.get("control"):
                trouble.append(f"{mode}: silent, and so is the control beside it")
        counts[case.table][" ".join(fired) or "silent"] += 1
        tap.case(f"original {case.table} {case.label}: {' and '.join(case.fires) or 'silent, with a control'}", trouble, "; ".join(remarks))
    strangers = [line for mode in table.MODES for line in reached[mode][1]]
    tap.case("all that reached the sink belongs to a case", strangers[:20] + viewer.trouble[:20])
    for name in sorted(counts):
        print(f"# table {name}: " + ", ".join(f"{n} {what}" for what, n in sorted(counts[name].items())))
    return tap.end()


async def run(options, folder):
    sink = sinks.Sink(options.log or os.path.join(folder, "sink.log"))
    await sink.open(folder)
    return await {"originals": originals}[options.mode](options, sink, folder)
