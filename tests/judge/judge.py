# SPDX-License-Identifier: Apache-2.0
"""The verdicts: which case holds, as TAP."""
import argparse
import base64
import collections
import concurrent.futures
import contextlib
import html
import io
import itertools
import json
import os
import random
import re
import subprocess
import time
import urllib.parse

import cases as table
import evade
import show
import sink as sinks
import soup as generator
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
    found = table.read_table() + evade.all_cases()
    labels = [case.label for case in found]
    assert len(labels) == len(set(labels)), "two cases of one name"
    ADDRESSES.update({case.address: case.label for case in found})
    if options.table:
        found = [case for case in found if case.table in options.table.split(",")]
    if options.only:
        found = [case for case in found if any(word in case.label for word in options.only.split(","))]
    return found + leaks(options)


LEAKS = "html/httpleaks-leak.html"
LEAK = re.compile(r"leaking\.via/([\w-]+)")
LEAK_LINKS = {"svg-a-text", "mathml-math", "mathml-mi"}     # links: they may stay, as links


def corpus(options, name):
    """The path of a corpus file; None when the corpora are not there, which is a failure where CI is set."""
    folder = options.corpora or os.environ.get("UNBEACON_CORPORA") or ""
    path = os.path.join(folder, name)
    if folder and os.path.exists(path):
        return path
    if os.environ.get("CI"):
        raise SystemExit(f"Bail out! CI is set and there is no {path}")
    return None


def leaks(options):
    """HTTPLeaks as a message; its probes all name leaking.via."""
    path = corpus(options, LEAKS)
    if not path or options.table or options.only and "httpleaks" not in options.only:
        return []
    with open(path, "rb") as file:
        text = file.read()
    case = table.Case("", "httpleaks", "-", table.MODES, {"kept"}, {})
    body = table.related("Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n" + text.decode("utf-8"))
    case.message = table.crlf(table.headers(case) + body)
    return [case]


def leak_trouble(case, raw, findings, scanned):
    """Probes that scan does not name, and probes that the cleaned message still names."""
    trouble = []
    page = html.unescape(case.message.decode("utf-8"))
    if scanned:
        told = " ".join(f"{f.get('url')} {f.get('raw')}" for f in findings or [])
        missing = set(LEAK.findall(page)) - set(LEAK.findall(told))
        if missing:
            trouble.append("probes that scan does not report: " + " ".join(sorted(missing)))
    left = set(LEAK.findall(html.unescape(" ".join(t for t in texts_of(raw))))) - LEAK_LINKS
    if left:
        trouble.append("probes still named: " + " ".join(sorted(left)))
    return trouble


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


def clean(program, raw):
    """(cleaned bytes, complaint)"""
    try:
        done = subprocess.run([program, "clean", "--no-csp"], input=raw, capture_output=True, timeout=60)
    except subprocess.TimeoutExpired:
        return b"", "clean took more than 60 s"
    except OSError as error:
        return b"", f"clean: {error}"
    if done.returncode or not done.stdout:
        return done.stdout, f"clean ended with {done.returncode} and {len(done.stdout)} bytes: {done.stderr.decode('utf-8', 'replace').strip()[-200:]}"
    return done.stdout, None


def clean_all(program, messages):
    with concurrent.futures.ThreadPoolExecutor(3) as pool:
        return list(pool.map(lambda raw: clean(program, raw), messages))


def scan_all(program, messages, folder):
    """[raw] -> [findings of each], by one run over a folder."""
    where = os.path.join(folder, "scan")
    os.mkdir(where)
    for number, raw in enumerate(messages):
        with open(os.path.join(where, f"{number:05}.eml"), "wb") as file:
            file.write(raw)
    done = subprocess.run([program, "scan", "--json", "--all-links", where], capture_output=True)
    findings = [None] * len(messages)
    for line in done.stdout.splitlines():
        record = json.loads(line)
        if record.get("type") == "message":
            findings[int(os.path.basename(record["source"]["path"])[:5])] = record["findings"]
    return findings


def named(scan, findings):
    """Whether the findings have the vector: "a|b" either, "" none asked for."""
    if findings is None:
        return "scan said nothing about the message"
    got = {finding[name] for finding in findings for name in ("vector", "form") if name in finding}
    if scan and not got & set(scan.split("|")):
        return f"scan does not report {scan}, but: {' '.join(sorted(got)) or 'nothing'}"
    return None


def left_over(raw, host):
    """Where the host of a vector is still named: headers, any decoded part but plain text, which is there to be read;
    entities and percent-encoding undone."""
    places, message = [], webmail.parse(raw)
    for part in message.walk():
        where = part.get_content_type()
        if str(part.get_filename() or "").startswith("withheld-"):
            continue
        texts = [f"{name}: {value}" for name, value in part.items()]
        if not part.is_multipart() and where != "text/plain":
            data = webmail.decoded(part)
            texts += [data.decode("latin-1"), data.replace(b"\0", b"").decode("latin-1")]
        for text in texts + [str(part.preamble or ""), str(part.epilogue or "")]:
            text = html.unescape(urllib.parse.unquote(text)).lower()
            at = text.find(host)
            while at >= 0:
                before = re.search(r"[\w.-]*\Z", text[max(0, at - 80):at]).group(0)
                if before != "link." and where not in places:
                    places.append(where)
                at = text.find(host, at + len(host))
    return places


def fold(look):
    return " ".join((look or {"text": ""})["text"].split())


def folded(looks):
    return " ".join(map(fold, looks))


def difference(before, after):
    at = next((i for i, (a, b) in enumerate(zip(before, after)) if a != b), min(len(before), len(after)))
    return f"text differs at {at} of {len(before)}: {before[max(0, at - 20):at + 30]!r} became {after[max(0, at - 20):at + 30]!r}"


def texts_of(raw, reading="plain"):
    """The displayed documents as text with their pictures inside, for a reader without network.

    Replacement characters go: decoders differ in how many a broken sequence is worth."""
    out = []
    for shown in webmail.read(raw, reading):
        def cid(name):
            kind, data = shown.pictures.get(name, ("", None))
            return data and f"data:{kind};base64,{base64.b64encode(data).decode()}"
        out.append(re.sub(r"(?i)http-equiv(\s*=\s*[\"']?\s*refresh)", r"x-equiv\1", shown.frame(cid)).replace("\ufffd", ""))
    return out


async def compare(reader, pairs):
    """[(texts before, texts after)] -> [(looks before, looks after)]; what is the same is looked at once."""
    unique = {}
    for before, after in pairs:
        for text in before + after:
            unique.setdefault(text, len(unique))
    looks = await reader.look(list(unique))
    return [([looks[unique[t]] for t in before], [looks[unique[t]] for t in after]) for before, after in pairs]


def reading_trouble(case, before, after):
    """What a reader would miss in the cleaned message."""
    trouble = []
    if "text-differs" not in case.words and "attached" not in case.words:
        was, now = folded(before), folded(after)
        if was != now:
            trouble.append(difference(was, now))
    pictures = lambda looks: sorted(p for look in looks if look for p in look["pictures"])
    links = lambda looks: {link for look in looks if look for link in look["links"]}
    if "text-differs" not in case.words and pictures(before) != pictures(after):
        trouble.append(f"pictures that need no network: {pictures(before)} became {pictures(after)}")
    lost = {link for link in links(before) - links(after) if "//link." in link}
    if lost and "text-differs" not in case.words:
        trouble.append("links lost: " + " ".join(sorted(lost)))
    return trouble


def tolerated(case, role, hit):
    """A part that is not HTML by its type, but read as HTML by this case's reading, keeps its links and can have no meta."""
    return case.reading != "plain" and role == "link" and hit.startswith("lookup of ")


async def disarmed(options, sink, folder):
    tap, found = Tap(), chosen(options)
    cleaned = clean_all(options.unbeacon, [case.message for case in found])
    if options.against:
        good = clean_all(options.against, [case.message for case in found])
        keep = [i for i in range(len(found)) if good[i][0] != cleaned[i][0]]
        print(f"# {len(keep)} of {len(found)} cases are cleaned differently")
        found, cleaned = [found[i] for i in keep], [cleaned[i] for i in keep]
    viewer = show.Viewer(sink, folder)
    shown = [(case.label, document) for case, (raw, _) in zip(found, cleaned) for document in documents(case, raw)]
    for mode, show_all in (("page", viewer.show_pages), ("mail", viewer.show_mail)):
        await show_all(shown, mode)
    reached = {mode: contacts(sink.events, mode) for mode in table.MODES}
    looks = await compare(show.Reader(sink, folder), [(texts_of(case.message), texts_of(raw)) for case, (raw, _) in zip(found, cleaned)])
    findings = [[]] * len(found) if options.no_scan else scan_all(options.unbeacon, [case.message for case in found], folder)
    for case, (raw, complaint), (before, after), seen in zip(found, cleaned, looks, findings):
        trouble = [complaint] if complaint else []
        for mode in table.MODES:
            hits = [hit for role, hits in reached[mode][0].get(case.label, {}).items() for hit in hits if not tolerated(case, role, hit)]
            if hits:
                trouble.append(f"{mode}: {'; '.join(hits[:3])}")
        trouble += reading_trouble(case, before, after)
        if not case.kept and not case.quiet:
            places = left_over(raw, f"{case.label}.sink.test")
            if places:
                trouble.append("the address is still there, in " + ", ".join(places))
        if not options.no_scan:
            if case.quiet:
                wrong = [f for f in seen or [] if f["vector"] == case.vector or f["trigger"] == "open" and f["kind"] in ("beacon", "remote")]
                trouble += [f"a guard was reported: {f['vector']}" for f in wrong]
            elif named(case.vector, seen):
                trouble.append(named(case.vector, seen))
        if case.label == "httpleaks":
            trouble += leak_trouble(case, raw, seen, not options.no_scan)
        tap.case(f"disarmed {case.table} {case.label}", trouble)
    strangers = [line for mode in table.MODES for line in reached[mode][1]]
    tap.case("nothing else reached the sink", strangers[:20] + viewer.trouble[:20])
    return tap.end()


def quoted(case, text):
    """The answer to a message, as composers write it: all of it in a blockquote, the pictures inside it."""
    body = ('<!DOCTYPE html><html><head><meta charset="utf-8"></head><body><p>Thank you.</p><div class="gmail_quote" id="divRplyFwdMsg">On Tuesday you wrote:'
            f'<blockquote type="cite" class="gmail_quote">{text}</blockquote></div></body></html>')
    return case.label, webmail.Shown("text/html", body.encode("utf-8", "replace"), "utf-8", {})


async def reply(options, sink, folder):
    """Each case quoted in an answer, before and after clean: what a composer shows stays silent."""
    tap, found = Tap(), chosen(options)
    cleaned = [raw for raw, _ in clean_all(options.unbeacon, [case.message for case in found])]
    reader = show.Reader(sink, folder, take=show.QUOTE)
    texts = [(texts_of(case.message), texts_of(raw)) for case, raw in zip(found, cleaned)]
    bodies = await compare(reader, texts)
    viewer = show.Viewer(sink, folder)
    for phase, which in (("quoted before", 0), ("quoted after", 1)):
        await viewer.show_mail([quoted(case, text) for case, pair in zip(found, bodies) for text in pair[which] if isinstance(text, str)], phase)
    before, after = (contacts(sink.events, phase) for phase in ("quoted before", "quoted after"))
    loud = 0
    for case in found:
        loud += bool(hits_of(before[0].get(case.label, {})))
        tap.case(f"quoted {case.table} {case.label}", [hit for hits in after[0].get(case.label, {}).values() for hit in hits][:3])
    unread = [f"{case.label} could not be read" for case, pair in zip(found, bodies) for text in pair[1] if not isinstance(text, str)]
    tap.case("nothing else reached the sink", after[1][:20] + viewer.trouble[:20] + unread[:20])
    expected = sum("mail" in case.fires and case.reading == "plain" for case in found)
    tap.case(f"of {expected} cases that make contact {loud} do when the original is quoted, so this would be seen", [] if loud * 2 > expected else ["too few"])
    return tap.end()


async def notices(options, sink, folder):
    """The judge's own test: a cleaner that cleans nothing must be caught by every check."""
    fake = os.path.join(folder, "fake")
    with open(fake, "w", encoding="ascii") as file:
        file.write("#!/bin/sh\n[ $1 = clean ] && exec sed 's/Kind regards/Kind words/'\nexit 0\n")
    os.chmod(fake, 0o755)
    options.unbeacon = fake
    tap, heard = Tap(), io.StringIO()
    with contextlib.redirect_stdout(heard):
        await disarmed(options, sink, folder)
    text = heard.getvalue()
    for case in chosen(options):
        block = re.search(r"(?m)^(ok|not ok) \d+ - disarmed . " + re.escape(case.label) + r"(?: #.*)?\n((?:#.*\n)*)", text)
        lines = block.group(2) if block else ""
        want = [f"{mode}: " for mode in case.fires] + ["text differs", "scan said nothing", "the address is still there"]
        tap.case("a cleaner that cleans nothing is caught: " + case.label, [f"not noticed: {w}" for w in want if w not in lines])
    return tap.end()


def mails(options):
    """[(name, raw)] of the development mail, or every N-th of it."""
    folder = corpus(options, "mail")
    names = sorted(os.path.relpath(os.path.join(at, name), folder) for at, _, files in os.walk(folder or "") for name in files
                   if not name.startswith("index.tsv"))
    for name in [n for n in names if not options.only or any(word in n for word in options.only.split(","))][::options.sample]:
        with open(os.path.join(folder, name), "rb") as file:
            yield name, file.read()


async def text(options, sink, folder):
    """Visible text of real mail before and after: scripts and network off, white space folded."""
    if not corpus(options, "mail"):
        print("1..0 # SKIP no corpora")
        return 0
    tap, count, same, read_other, began = Tap(), 0, 0, 0, time.monotonic()
    reader, every = show.Reader(sink, folder), mails(options)
    while batch := list(itertools.islice(every, 600)):
        htmls = [(name, raw, texts_of(raw)) for name, raw in batch]
        htmls = [one for one in htmls if one[2]]
        cleaned = clean_all(options.unbeacon, [raw for _, raw, _ in htmls])
        pairs = [(before, texts_of(raw)) for (_, _, before), (raw, _) in zip(htmls, cleaned)]
        looks = await compare(reader, pairs)
        # Where clients read the original differently, clean writes one of the readings; the generous one will do as well.
        other = {i for i, (before, after) in enumerate(looks) if folded(before) != folded(after)}
        generous = await compare(reader, [(texts_of(htmls[i][1], "lenient"), pairs[i][1]) for i in sorted(other)]) if other else []
        also = {i for i, (before, after) in zip(sorted(other), generous) if folded(before) == folded(after)}
        read_other += len(also)
        for i, ((name, _, _), (_, complaint), (before, after)) in enumerate(zip(htmls, cleaned, looks)):
            equal = i not in other or i in also
            count += 1
            same += equal and not complaint
            if complaint or not equal:
                tap.case("text " + name, [complaint or difference(folded(before), folded(after))])
        print(f"# {count} messages with HTML, {same} the same, {time.monotonic() - began:.0f} s", flush=True)
    tap.case(f"visible text of {count} messages with HTML is the same before and after clean", [] if same == count and count else [f"{same} of {count}"])
    contact = [e for e in sink.events if e["phase"] == "text" and not show.OWN.search(e.get("name", "")) and e["kind"] in ("request", "tls", "stray")]
    print(f"# {read_other} read the same only by the most generous reading of the original")
    print(f"# {reader.slow} documents did not end loading")
    tap.case("nothing was requested meanwhile", [str(e) for e in contact[:10]])
    return tap.end()


def known_differences():
    """name -> reason, of messages that may look different after clean: lines "NAME  REASON" of pictures.table."""
    with open(os.path.join(table.HERE, "pictures.table"), encoding="utf-8") as file:
        rows = [line.split(None, 1) for line in file if line.strip() and not line.startswith("#")]
    return {name: reason.strip() for name, reason in rows}


async def pictures(options, sink, folder):
    """Screenshots of real mail that wants nothing from the network, before and after clean."""
    if not corpus(options, "mail"):
        print("1..0 # SKIP no corpora")
        return 0
    tap, count, same, known, began = Tap(), 0, 0, known_differences(), time.monotonic()
    reader, every = show.Reader(sink, folder), mails(options)
    while batch := list(itertools.islice(every, 600)):
        cleaned = clean_all(options.unbeacon, [raw for _, raw in batch])
        pairs = [(name, raw, before, after) for (name, raw), (now, _) in zip(batch, cleaned) for before, after in zip(texts_of(raw), texts_of(now) + [""] * 99)]
        alike = await reader.pictures([pair[2:] for pair in pairs])
        # As for the text: the generous reading of the original will do as well.
        again = [i for i, one in enumerate(alike) if one is False and len(texts_of(pairs[i][1], "lenient")) == 1]
        for i, one in zip(again, await reader.pictures([(texts_of(pairs[i][1], "lenient")[0], pairs[i][3]) for i in again]) if again else []):
            alike[i] = one is not False
        for (name, _, before, after), one in zip(pairs, alike):
            one = True if one is False and before == after else one      # something in it moves, such as a marquee
            if one is None:
                continue
            count, same = count + 1, same + one
            if not one:
                tap.case("picture " + name, [] if name in known else ["looks different, and pictures.table does not say why"], known.get(name, ""))
        print(f"# {count} documents without remote content, {same} look the same, {time.monotonic() - began:.0f} s", flush=True)
    tap.case(f"at least 99 % of {count} documents look the same", [] if count and same >= .99 * count else [f"{same} of {count}"])
    return tap.end()


NASTY = [b"<!--", b"-->", b'"', b"'", b"<", b">", b"\0", b"\r", b"=\r\n", b"=3D", b"\xff\xfe", b"\x1b$B", b"+ADw-", b"&#", b"]]>", b"</style>", b"<svg>",
         b"<style>", b"url(", b"\\", b"/*", b"<plaintext>", b"<template>", b"\r\n\r\n", b"Content-Type: text/html\r\n", b"--", b"Content-Transfer-Encoding: base64\r\n",
         b"<base href=//mutant.example/>", b"<![CDATA[", b"charset=utf-16"]


def mutant(number, mails_):
    """The number-th mutated message: the same in every run."""
    chance = random.Random(number)
    raw = bytearray(chance.choice(mails_))
    for _ in range(chance.randint(1, 12)):
        at, kind = chance.randrange(len(raw) + 1), chance.randrange(6)
        if kind == 0 and raw:
            raw[at % len(raw)] = chance.randrange(256)
        elif kind == 1:
            raw[at:at] = chance.choice(NASTY)
        elif kind == 2:
            del raw[at:at + chance.randint(1, 200)]
        elif kind == 3:
            raw[at:at] = raw[at:at + chance.randint(1, 400)]
        elif kind == 4:
            other = chance.choice(mails_)
            start = chance.randrange(len(other) + 1)
            raw[at:at] = other[start:start + chance.randint(1, 2000)]
        else:
            raw[at:at + 1] = bytes([raw[at % len(raw)] ^ 0x80]) if raw else b""
    return bytes(raw)


async def mutants(options, sink, folder):
    """Mutated real mail: clean neither crashes, hangs nor loses it, and every 40th is shown and silent."""
    if not corpus(options, "mail"):
        print("1..0 # SKIP no corpora")
        return 0
    tap, began = Tap(), time.monotonic()
    options_all = argparse.Namespace(**{**vars(options), "sample": 1})
    real = [raw for _, raw in mails(options_all) if raw]
    numbers = list(range(0, 20000, options.sample))
    trouble, shown, slow = [], [], 0

    def one(number):
        raw = mutant(number, real)
        start = time.monotonic()
        out, complaint = clean(options.unbeacon, raw)
        return number, out, complaint, time.monotonic() - start
    with concurrent.futures.ThreadPoolExecutor(3) as pool:
        for number, out, complaint, seconds in pool.map(one, numbers):
            if complaint:
                trouble.append(f"mutant {number}: {complaint}")
            if seconds > 1:
                slow += 1
                trouble.append(f"mutant {number}: {seconds:.1f} s")
            if number % 40 == 0:
                shown += [(f"mutant-{number}", document) for document in webmail.read(out, "plain")]
    tap.case(f"{len(numbers)} mutated messages: no crash, nothing over 1 s, none empty", trouble[:30])
    print(f"# {time.monotonic() - began:.0f} s", flush=True)
    if options.no_show:
        return tap.end()
    viewer = show.Viewer(sink, folder)
    for mode, show_all in (("page", viewer.show_pages), ("mail", viewer.show_mail)):
        await show_all(shown, mode)
        heard = sorted({e.get("name") or f"{e['kind']} {e.get('address')}:{e.get('port')}" for e in sink.events if e["phase"] == mode and not e.get("own")
                        and not show.OWN.search(e.get("name", "")) and (e.get("name") or e["kind"] == "stray")})
        asked = [f"{label}: {urls[0]}" for label, urls in viewer.asked.items() if urls]
        tap.case(f"{len(shown)} documents of mutated messages are silent as {mode}", (heard + asked)[:30] + viewer.trouble[:10])
        viewer.asked.clear()
    return tap.end()


async def soup(options, sink, folder):
    """Documents from a generator: what reaches the sink was found, and the cleaned message is silent."""
    tap = Tap()
    made = dict(generator.document(number) for number in range(0, 3000, options.sample))
    if options.only:
        made = {label: text for label, text in made.items() if label in options.only.split(",")}
    frame = table.Case("", "soup", "-", table.MODES, set(), {})
    messages = {label: evade.coded(frame, text.encode("utf-8"), "utf-8") for label, text in made.items()}
    findings = dict(zip(made, scan_all(options.unbeacon, list(messages.values()), folder)))
    cleaned = dict(zip(made, clean_all(options.unbeacon, list(messages.values()))))
    tap.case(f"{len(made)} documents are cleaned", [f"{label}: {complaint}" for label, (_, complaint) in cleaned.items() if complaint][:30])
    viewer = show.Viewer(sink, folder)
    await viewer.show_pages([(label, shown) for label, raw in messages.items() for shown in webmail.read(raw)], "original")
    loud, strangers = contacts(sink.events, "original")
    told_by = {label: " ".join(f"{f.get('url')} {f.get('raw')} {f.get('host')}" for f in list_ or []).lower() for label, list_ in findings.items()}
    all_told = " ".join(told_by.values())
    # A byte lost or put in may have made another name of a host.
    strangers += [hit for label in set(loud) - set(made) for hits in loud.pop(label).values() for hit in hits]
    unseen = [hit for hit in strangers if hit.split()[-1].lower() not in all_told]
    for label, roles in sorted(loud.items()):
        unseen += [f"{label} {role}: {hits[0]}" for role, hits in sorted(roles.items())
                   if f"{role}.{label}.sink.test" not in told_by[label] and not role.startswith("_")]      # _443._https: the same host's record
    tap.case("each address that a page asked for is a finding", unseen[:30])
    share = len(loud) / max(1, len(made))
    tap.case(f"{len(loud)} of {len(made)} originals make contact, {sum(map(len, loud.values()))} addresses in all, so silence means something",
             [] if share > .5 else ["too few"])
    viewer.trouble.clear()      # of originals: many send the page elsewhere
    for mode, show_all in (("page", viewer.show_pages), ("mail", viewer.show_mail)):
        await show_all([(label, shown) for label, (raw, _) in cleaned.items() for shown in webmail.read(raw)], mode)
        heard, strangers = contacts(sink.events, mode)
        tap.case(f"all of them are silent once cleaned, as {mode}",
                 [f"{label} {role}: {hits[0]}" for label, roles in sorted(heard.items()) for role, hits in roles.items()][:30]
                 + strangers[:5] + viewer.trouble[:10])
    return tap.end()


async def run(options, folder):
    sink = sinks.Sink(options.log or os.path.join(folder, "sink.log"))
    await sink.open(folder)
    return await {"originals": originals, "disarmed": disarmed, "reply": reply, "notices": notices, "text": text,
                  "pictures": pictures, "mutants": mutants, "soup": soup}[options.mode](options, sink, folder)
