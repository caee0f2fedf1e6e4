# SPDX-License-Identifier: Apache-2.0
"""Chromium, driven over its DevTools pipe (descriptors 3 and 4, JSON ended by NUL); no library needed.

    browser = await Browser.open(folder)
    tab = await browser.tab()
    await tab.call("Page.navigate", url="http://page.test/")
    await tab.close()
    await browser.close()
"""
import asyncio
import fcntl
import json
import os
import shutil

# What keeps the browser itself quiet.  --host-resolver-rules is not among them: it would hide lookups.
FLAGS = """--headless --no-sandbox --disable-gpu --hide-scrollbars --mute-audio --no-first-run --no-default-browser-check
 --disable-quic --disable-background-networking --disable-component-update --disable-sync --disable-extensions
 --disable-default-apps --disable-domain-reliability --disable-client-side-phishing-detection --disable-breakpad
 --disable-search-engine-choice-screen --disable-dev-shm-usage --metrics-recording-only --no-service-autorun
 --disable-backgrounding-occluded-windows --disable-renderer-backgrounding --disable-background-timer-throttling
 --disable-hang-monitor --disable-popup-blocking --ignore-certificate-errors --password-store=basic --use-mock-keychain
 --lang=en-GB --remote-debugging-pipe --process-per-site
 --disable-features=OptimizationHints,MediaRouter,DialMediaRouteProvider,Translate,CalculateNativeWinOcclusion""".split()


def program():
    for path in ("/usr/lib/chromium/chromium", shutil.which("chromium"), shutil.which("chromium-browser")):
        if path and os.path.exists(path):
            return path
    return None


class Failed(Exception):
    pass


class Browser:
    @classmethod
    async def open(cls, folder, *flags):
        self = cls()
        self._next, self._waiting, self._listeners = 0, {}, {}
        to_read, to_write = os.pipe()
        from_read, from_write = os.pipe()
        child_in = fcntl.fcntl(to_read, fcntl.F_DUPFD, 10)
        child_out = fcntl.fcntl(from_write, fcntl.F_DUPFD, 10)

        def wire():
            os.dup2(child_in, 3)
            os.dup2(child_out, 4)

        log = open(os.path.join(folder, "chromium.log"), "ab")
        self._process = await asyncio.create_subprocess_exec(
            program(), *FLAGS, *flags, "--user-data-dir=" + os.path.join(folder, "profile"), "about:blank",
            stdin=asyncio.subprocess.DEVNULL, stdout=log, stderr=log, preexec_fn=wire, pass_fds=(3, 4),
            env={**os.environ, "HOME": folder, "TMPDIR": folder})
        for fd in (to_read, from_write, child_in, child_out):
            os.close(fd)
        loop = asyncio.get_running_loop()
        self._reader = asyncio.StreamReader(limit=1 << 28)
        await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(self._reader), os.fdopen(from_read, "rb"))
        self._pipe, _ = await loop.connect_write_pipe(asyncio.Protocol, os.fdopen(to_write, "wb"))
        self._task = asyncio.create_task(self._read())
        await asyncio.wait_for(self.call("Browser.getVersion"), 30)
        return self

    async def _read(self):
        try:
            while True:
                message = json.loads((await self._reader.readuntil(b"\0"))[:-1])
                waiting = self._waiting.pop(message.get("id"), None)
                if waiting and not waiting.done():
                    if "error" in message:
                        waiting.set_exception(Failed(message["error"].get("message")))
                    else:
                        waiting.set_result(message["result"])
                elif "method" in message:
                    listener = self._listeners.get(message.get("sessionId"))
                    if listener:
                        listener(message["method"], message["params"])
        except (asyncio.IncompleteReadError, asyncio.CancelledError):
            for waiting in self._waiting.values():
                if not waiting.done():
                    waiting.set_exception(Failed("the browser went away"))

    async def call(self, method, session=None, timeout=20, **params):
        self._next += 1
        message = {"id": self._next, "method": method, "params": params}
        if session:
            message["sessionId"] = session
        future = asyncio.get_running_loop().create_future()
        self._waiting[self._next] = future
        self._pipe.write(json.dumps(message).encode() + b"\0")
        try:
            return await asyncio.wait_for(future, timeout)
        except asyncio.TimeoutError:
            raise Failed(f"{method} took more than {timeout} s") from None

    async def tab(self, width=900, height=700):
        target = (await self.call("Target.createTarget", url="about:blank", width=width, height=height, newWindow=True))["targetId"]
        session = (await self.call("Target.attachToTarget", targetId=target, flatten=True))["sessionId"]
        return Tab(self, target, session)

    async def close(self):
        try:
            await self.call("Browser.close", timeout=5)
            await asyncio.wait_for(self._process.wait(), 5)
        except (Failed, asyncio.TimeoutError):
            pass
        if self._process.returncode is None:
            self._process.kill()
            await self._process.wait()
        self._task.cancel()


class Tab:
    def __init__(self, browser, target, session):
        self.browser, self.target, self.session = browser, target, session
        self._events = {}
        self.requests = []      # addresses asked for, once Network.enable was called
        browser._listeners[session] = self._event

    def _event(self, method, params):
        if method == "Network.requestWillBeSent" and params["request"]["url"].split(":")[0] not in ("data", "about", "blob", "cid", "mid"):
            self.requests.append(params["request"]["url"])
        waiting = self._events.pop(method, None)
        if waiting and not waiting.done():
            waiting.set_result(params)

    def expect(self, method):
        """A future for the next event of this name; ask before the call that sets it off."""
        self._events[method] = asyncio.get_running_loop().create_future()
        return self._events[method]

    async def call(self, method, timeout=20, **params):
        return await self.browser.call(method, self.session, timeout, **params)

    async def value(self, expression, timeout=20):
        result = await self.call("Runtime.evaluate", timeout, expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in result:
            raise Failed(result["exceptionDetails"].get("exception", {}).get("description", "script failed"))
        return result["result"].get("value")

    async def close(self):
        self.browser._listeners.pop(self.session, None)
        try:
            await self.browser.call("Target.closeTarget", targetId=self.target, timeout=5)
        except Failed:
            pass
