# SPDX-License-Identifier: Apache-2.0
"""Showing documents to Chromium the way a reader would: scroll, point, tap, dark, small, print, until idle."""
import asyncio
import os
import re
import time

from chromium import Browser, Failed
from webmail import webmail_page

TABS = 16            # pages at the same time
FRAMES = 14         # messages in one webmail page
OWN = re.compile(r"(^|\.)(google|googleapis|gvt1|gstatic|googleusercontent)\.com$")     # the browser's own, at its start

# Where to point, in all displayed documents: links and pictures first, then anything that may be styled.
POINTS = """(() => {
  const out = [], seen = new Set(), docs = [[document, 0, 0]];
  for (const f of document.querySelectorAll('iframe')) {
    try { const r = f.getBoundingClientRect(); if (f.contentDocument && f.id) docs.push([f.contentDocument, r.left + 1, r.top + 1]); } catch (e) {}
  }
  for (const [doc, dx, dy] of docs) {
    let n = 0;
    for (const pick of ['a,area,summary,label,input,[popovertarget]', 'img,svg *,math *,[style],p,li,td,th,div,i,s,blockquote'])
      for (const e of doc.querySelectorAll(pick)) {
        const r = e.getBoundingClientRect(), x = dx + r.left + Math.min(r.width / 2, 40), y = dy + r.top + Math.min(r.height / 2, 20);
        if (!(r.width && r.height) && e.localName != 'area') continue;
        if (y < 0 || y >= innerHeight || x < 0 || x >= innerWidth) continue;
        const key = Math.round(x / 6) + ':' + Math.round(y / 6);
        if (seen.has(key) || ++n > 40) continue;
        seen.add(key);
        out.push([x, y, e.matches('summary,input[type=checkbox],input[type=radio],[popovertarget]'), e.matches('a,area')]);
      }
  }
  return out;
})()"""

# What the reader would do with the tab key.
FOCUS = """(() => { for (const d of [document, ...[...document.querySelectorAll('iframe')].map(f => { try { return f.contentDocument } catch (e) {} })])
  if (d) for (const e of [...d.querySelectorAll('a[href],input,button,[tabindex]')].slice(0, 20)) { e.focus(); e.getBoundingClientRect(); } })()"""

# Frames scroll inside, and the whole page scrolls.
DOWN = """(() => { for (const d of [document, ...[...document.querySelectorAll('iframe')].map(f => { try { return f.contentDocument } catch (e) {} })])
  if (d && d.scrollingElement) d.scrollingElement.scrollTop += %d; return document.scrollingElement ? document.scrollingElement.scrollHeight : 0 })()"""

# What the reader would miss: text, the benign pictures and links.
LOOK = """(() => { const d = %s; if (!d || !d.body) return null;
  return { text: d.body.innerText,
    pictures: [...d.querySelectorAll('img[alt^=benign-]')].filter(i => i.naturalWidth > 1).map(i => i.alt + ' ' + i.naturalWidth).sort(),
    links: [...d.querySelectorAll('a[href]')].map(a => a.getAttribute('href')) } })()"""

# What a client that quotes the message takes: the body as the browser writes it, and the style elements, which many keep.
QUOTE = """(() => { const d = document; if (!d.body) return '';
  return [...d.querySelectorAll('head style')].map(s => s.outerHTML).join('') + d.body.innerHTML })()"""


def label_of(event):
    """(label, role) an event belongs to; the role is the label before, such as "link" or "control"."""
    name = (event.get("name") or "").rstrip(".")
    labels = name.split(".")
    if labels[-2:] == ["leaking", "via"]:
        return "httpleaks", ""
    if labels[-2:] == ["sink", "test"] and len(labels) > 2:
        return labels[-3], labels[0] if len(labels) > 3 else ""
    return None, None


class Viewer:
    """All showing of one run.  `phase` in the sink tells the modes apart; one browser a mode, so that no cache is shared."""

    def __init__(self, sink, folder, extra_own=None):
        self.sink, self.folder, self.number = sink, folder, 0
        self.pages = {}
        self.asked = {}         # label -> addresses that its page asked for
        sink.pages = self._serve
        self.trouble = []

    def _serve(self, host, path):
        return self.pages.get(path.split("?")[0])

    async def _browser(self):
        self.number += 1
        folder = os.path.join(self.folder, f"browser{self.number}")
        os.mkdir(folder)
        return await Browser.open(folder)

    def _add(self, label, shown, index):
        """Serve the pictures of a document; returns the function that gives their address."""
        def cid(name):
            if name not in shown.pictures:
                return None
            path = f"/part/{label}/{index}/{name}"
            self.pages[path] = shown.pictures[name]
            return path
        return cid

    async def show_pages(self, documents, phase, hurry=False):
        """documents: [(label, Shown)] -> each as a page of its own over http."""
        began = time.monotonic()
        self.sink.phase = phase
        queue, browser = [], await self._browser()
        for index, (label, shown) in enumerate(documents):
            path = f"/page/{label}/{index}"
            self.pages[path] = shown.page(self._add(label, shown, index))
            queue.append((label, "http://page.test" + path))
        await self._workers(browser, queue, self._one)
        await browser.close()
        print(f"# {phase}: {len(queue)} pages, {time.monotonic() - began:.0f} s", flush=True)

    async def show_mail(self, documents, phase):
        """documents: [(label, Shown)] -> sandboxed frames of a webmail over https, several in one page."""
        began = time.monotonic()
        self.sink.phase = phase
        queue, browser = [], await self._browser()
        for start in range(0, len(documents), FRAMES):
            frames = []
            for index, (label, shown) in enumerate(documents[start:start + FRAMES], start):
                frames.append((f"{label}", shown.frame(self._add(label, shown, index))))
            path = f"/mail/{start}"
            self.pages[path] = ("text/html; charset=utf-8", webmail_page(frames).encode("utf-8", "replace"))
            queue.append((f"mail {start}", "https://page.test" + path))
        await self._workers(browser, queue, self._one, 5)
        await browser.close()
        print(f"# {phase}: {len(documents)} frames, {time.monotonic() - began:.0f} s", flush=True)

    async def _workers(self, browser, queue, work, number=TABS):
        queue = list(reversed(queue))

        async def worker():
            tab = None
            while queue:
                label, url = queue.pop()
                for attempt in (1, 2):
                    try:
                        tab = tab or await self._tab(browser)
                        await work(tab, label, url)
                        break
                    except Failed as failure:
                        if tab:
                            await tab.close()
                        tab = None
                        if attempt == 2:
                            self.trouble.append(f"{self.sink.phase} {label}: {failure}")
        await asyncio.gather(*(worker() for _ in range(number)))

    async def _tab(self, browser):
        tab = await browser.tab(900, 900)
        await tab.call("Page.enable")
        await tab.call("Network.enable")
        await tab.call("Emulation.setScriptExecutionDisabled", value=True)
        await tab.call("Emulation.setFocusEmulationEnabled", enabled=True)
        return tab

    async def _one(self, tab, label, url):
        await tab.call("Emulation.setEmulatedMedia", media="", features=[{"name": "prefers-color-scheme", "value": "light"}])
        await tab.call("Emulation.clearDeviceMetricsOverride")
        loaded = tab.expect("Page.loadEventFired")
        await tab.call("Page.navigate", url=url)
        try:
            await asyncio.wait_for(loaded, 10)
        except asyncio.TimeoutError:
            pass                                    # a page that never ends loading is still looked at
        await asyncio.sleep(.1)
        await self._read(tab)
        await tab.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": "dark"}])
        await asyncio.sleep(.05)
        await tab.call("Emulation.setDeviceMetricsOverride", width=360, height=640, deviceScaleFactor=2, mobile=False)
        await asyncio.sleep(.1)
        await tab.value(DOWN % 100000)
        await asyncio.sleep(.05)
        # Printing takes as long as all the rest: a page by itself is laid out for print, a page of many messages is printed.
        if label.startswith("mail "):
            await self._print(tab)
        else:
            await tab.call("Emulation.setEmulatedMedia", media="print", features=[])
            await tab.value("document.body && document.body.getBoundingClientRect().height")
            await asyncio.sleep(.05)
        await self._idle(label)
        self.asked.setdefault(label, []).extend(u for u in tab.requests if "//page.test/" not in u)
        tab.requests.clear()

    async def _print(self, tab):
        try:
            stream = await tab.call("Page.printToPDF", 30, printBackground=True, transferMode="ReturnAsStream")
            await tab.call("IO.close", handle=stream["stream"])
        except Failed:
            pass                                    # a page that navigates away cannot be printed

    async def _read(self, tab):
        """Point at things, tap what only opens, screen after screen; then select, tab on, and go to the end."""
        await tab.value("document.scrollingElement && (document.scrollingElement.scrollTop = 0)")
        height, at = 1, 0
        while at < min(height, 9000):
            for x, y, tap, link in await tab.value(POINTS) or []:
                await tab.call("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y)
                if link:
                    await asyncio.sleep(.02)            # a pointer rests on a link; Chromium looks its host up then
                if tap:
                    for kind in ("mousePressed", "mouseReleased"):
                        await tab.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)
            height = await tab.value("document.scrollingElement ? document.scrollingElement.scrollHeight : 0") or 0
            at += 800
            if at < height:
                await tab.value("document.scrollingElement.scrollTop = %d" % at)
                await asyncio.sleep(.05)
        for step in (700, 2000, 100000):
            await tab.value(DOWN % step)
            await asyncio.sleep(.05)
        await tab.value("document.body && getSelection().selectAllChildren(document.body)")
        await tab.value(FOCUS)

    async def _idle(self, label, quiet=.4, most=3):
        """Until nothing has been heard of this page's case for a while; of a page with many, until nothing at all."""
        end = time.monotonic() + most
        await asyncio.sleep(quiet)
        while time.monotonic() < end:
            last = self.sink.last if label.startswith("mail ") else self.sink.last_of.get(label, 0)
            if time.monotonic() - last > .25:
                return
            await asyncio.sleep(.1)


class Reader:
    """Text, pictures and links of documents, with scripts off and no network; one tab used again and again."""

    def __init__(self, sink, folder, tabs=3, take=LOOK % "document"):
        self.sink, self.folder, self.tabs, self.take = sink, folder, tabs, take
        self.slow = 0       # documents whose loading did not end

    async def look(self, texts, progress=None):
        """[html text] -> [{"text", "pictures", "links"} or None]"""
        folder = os.path.join(self.folder, f"reader{time.monotonic_ns()}")
        os.mkdir(folder)
        self.sink.resolving = False
        self.sink.phase = "text"
        browser = await Browser.open(folder)
        out, todo = [None] * len(texts), list(reversed(range(len(texts))))

        async def worker():
            tab = None
            while todo:
                index = todo.pop()
                for _ in range(4):           # a browser that opens no tab in time says nothing of the document
                    try:
                        tab = tab or await self._blank(browser)
                        out[index] = await self._text(tab, texts[index])
                        break
                    except Failed as failure:
                        out[index] = {"text": f"failed: {failure}", "pictures": [], "links": []}
                        if tab:
                            await tab.close()
                        tab = None
        await asyncio.gather(*(worker() for _ in range(self.tabs)))
        await browser.close()
        self.sink.resolving = True
        return out

    async def _blank(self, browser):
        tab = await browser.tab(800, 900)
        await tab.call("Page.enable")
        await tab.call("Network.enable")
        await tab.call("Emulation.setScriptExecutionDisabled", value=True)
        await tab.call("Network.emulateNetworkConditions", offline=True, latency=0, downloadThroughput=0, uploadThroughput=0)
        tab.frame = (await tab.call("Page.getFrameTree"))["frameTree"]["frame"]["id"]
        return tab

    async def pictures(self, pairs):
        """[(text before, text after)] -> [whether they look the same; None when the document wants something from the network]"""
        folder = os.path.join(self.folder, f"reader{time.monotonic_ns()}")
        os.mkdir(folder)
        self.sink.resolving, self.sink.phase = False, "text"
        browser = await Browser.open(folder)
        out, todo = [None] * len(pairs), list(reversed(range(len(pairs))))

        async def worker():
            tab = None
            while todo:
                index = todo.pop()
                try:
                    tab = tab or await self._blank(browser)
                    tab.requests.clear()
                    await self._text(tab, pairs[index][0])
                    if tab.requests:
                        continue
                    before = await self._picture(tab)
                    await self._text(tab, pairs[index][1])
                    out[index] = await self._picture(tab) == before
                except Failed:
                    out[index] = False
                    if tab:
                        await tab.close()
                    tab = None
        await asyncio.gather(*(worker() for _ in range(self.tabs)))
        await browser.close()
        self.sink.resolving = True
        return out

    async def _picture(self, tab):
        await tab.value("document.getAnimations().forEach(a => a.cancel()); scrollTo(0, 0)")
        return (await tab.call("Page.captureScreenshot", format="png", optimizeForSpeed=True))["data"]

    async def _text(self, tab, text):
        loaded = tab.expect("Page.loadEventFired")
        await tab.call("Page.setDocumentContent", frameId=tab.frame, html=text)
        try:
            await asyncio.wait_for(loaded, 4)           # a sheet that is still awaited hides what comes after it
        except asyncio.TimeoutError:
            self.slow += 1
        await tab.value("Promise.all([...document.images].filter(i => (i.getAttribute('alt') || '').startsWith('benign-')).map(i => i.decode().catch(() => 0)))", 5)
        return await tab.value(self.take)
