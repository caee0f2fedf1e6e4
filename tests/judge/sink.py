# SPDX-License-Identifier: Apache-2.0
"""The only network there is: name server, web server and TLS for every name and every address, and a log of all contact.

The namespace (see closed.py) routes all addresses to itself, so whatever a page tries ends here: a lookup of any name, a
connection to any address.  A raw socket sees the first packet of connections to ports where nobody listens.

Events are dicts, one JSON line each in the log file:
    {"t": 1.25, "phase": "page", "kind": "lookup",  "name": "img-src.sink.test", "type": "A"}
    {"t": 1.26, "phase": "page", "kind": "connect", "address": "203.0.113.80", "port": 443}
    {"t": 1.27, "phase": "page", "kind": "tls",     "name": "img-src.sink.test"}
    {"t": 1.28, "phase": "page", "kind": "request", "name": "img-src.sink.test", "line": "GET /o.gif HTTP/1.1"}
    {"t": 1.29, "phase": "page", "kind": "stray",   "address": "203.0.113.9", "port": 445}
Names below page.test belong to the pages' own server: they are served from `pages` and logged with "own": true.
"""
import asyncio
import base64
import json
import os
import socket
import ssl
import struct
import subprocess
import time
import urllib.parse

ADDRESS = "203.0.113.80"
PLAIN_PORTS = (80, 8080, 40123)
TLS_PORTS = (443,)
GIF = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
A, AAAA = 1, 28
TYPES = {1: "A", 2: "NS", 5: "CNAME", 6: "SOA", 12: "PTR", 15: "MX", 16: "TXT", 28: "AAAA", 33: "SRV", 64: "SVCB", 65: "HTTPS"}


def question(packet):
    """The name and type a DNS query asks for, and the bytes of the question."""
    labels, at = [], 12
    while packet[at]:
        labels.append(packet[at + 1:at + 1 + packet[at]].decode("latin-1"))
        at += 1 + packet[at]
    return ".".join(labels), struct.unpack_from(">H", packet, at + 1)[0], packet[12:at + 5]


class Sink:
    """Start with `await sink.open(folder)`; read `sink.events`; set `sink.phase` and `sink.pages` at any time."""

    def __init__(self, log_path):
        self.events = []
        self.phase = "start"
        self.pages = lambda host, path: None     # -> (content type, body) or None
        self.resolving = True                    # False: every name is unknown
        self.last = time.monotonic()             # when something was last seen
        self.last_of = {}                        # the same for each label before .sink.test
        self._began = time.monotonic()
        self._log = open(log_path, "w", encoding="utf-8")

    def note(self, kind, own=False, **facts):
        self.last = time.monotonic()
        event = {"t": round(self.last - self._began, 3), "phase": self.phase, "kind": kind, **facts}
        if own:
            event["own"] = True
        labels = facts.get("name", "").split(".")
        if labels[-2:] == ["sink", "test"] and len(labels) > 2:
            self.last_of[labels[-3]] = self.last
        self.events.append(event)
        self._log.write(json.dumps(event) + "\n")
        self._log.flush()

    # The name server.

    def _answer(self, packet):
        name, kind, asked = question(packet)
        own = is_own(name)
        self.note("lookup", own, name=name.lower(), type=TYPES.get(kind, str(kind)))
        found = kind == A and (self.resolving or own)
        flags = 0x8580 if self.resolving or own else 0x8583     # answer, authoritative; or "no such name"
        head = packet[:2] + struct.pack(">HHHHH", flags, 1, 1 if found else 0, 0, 0)
        record = b"\xc0\x0c" + struct.pack(">HHIH", A, 1, 1, 4) + socket.inet_aton(ADDRESS) if found else b""
        return head + asked + record

    async def _dns_tcp(self, reader, writer):
        try:
            while True:
                size = struct.unpack(">H", await reader.readexactly(2))[0]
                reply = self._answer(await reader.readexactly(size))
                writer.write(struct.pack(">H", len(reply)) + reply)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError, IndexError, struct.error):
            writer.close()

    # The web server.

    def _sni(self, _socket, name, _context):
        self.note("tls", is_own(name or ""), name=(name or "").lower())

    async def _http(self, reader, writer):
        address, port = writer.get_extra_info("sockname")[:2]
        self.note("connect", address=address, port=port)
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                lines = head.decode("latin-1").split("\r\n")
                fields = {k.strip().lower(): v.strip() for k, _, v in (line.partition(":") for line in lines[1:])}
                host = fields.get("host", "").lower()
                name = host.rsplit(":", 1)[0] if host.count(":") == 1 else host
                own = is_own(name)
                if not own:
                    self.note("request", name=name, address=address, port=port, line=lines[0],
                              dest=fields.get("sec-fetch-dest"), purpose=fields.get("sec-purpose"))
                else:
                    self.last = time.monotonic()
                body = int(fields.get("content-length", "0") or 0)
                if body:
                    await reader.readexactly(min(body, 1 << 20))
                kind, reply = self._page(name, lines[0], fields, own)
                status = "200 OK" if reply is not None else "404 Not Found"
                reply = reply or b""
                writer.write((f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(reply)}\r\n"
                              "Cache-Control: no-store\r\nAccess-Control-Allow-Origin: *\r\n\r\n").encode() + reply)
                await writer.drain()
        except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, ConnectionError, ssl.SSLError, ValueError):
            pass
        finally:
            writer.close()

    def _page(self, name, line, fields, own):
        if own:
            words = line.split(" ")
            return self.pages(name, urllib.parse.unquote(words[1] if len(words) > 1 else "/")) or ("text/plain", None)
        want = (fields.get("sec-fetch-dest") or "") + " " + fields.get("accept", "")
        if "style" in want or "text/css" in want:
            return "text/css", b"body{color:inherit}"
        if "image" in want and "text/html" not in want:
            return "image/gif", GIF
        return "text/html", b"<!DOCTYPE html><title>sink</title>"

    # Ports where nobody listens.

    def _raw(self, sock):
        while True:
            try:
                packet, where = sock.recvfrom(128)
            except BlockingIOError:
                return
            if where[2] == socket.PACKET_OUTGOING or len(packet) < 20:
                continue
            if packet[0] >> 4 == 4:
                proto, at = packet[9], (packet[0] & 15) * 4
                address = socket.inet_ntoa(packet[16:20])
            elif packet[0] >> 4 == 6 and len(packet) >= 40:
                proto, at = packet[6], 40
                address = socket.inet_ntop(socket.AF_INET6, packet[24:40])
            else:
                continue
            if len(packet) < at + 14:
                continue
            port = struct.unpack_from(">H", packet, at + 2)[0]
            if proto == 6 and packet[at + 13] & 0x12 == 0x02 and port not in self._ports and not address.startswith("127."):
                self.note("stray", address=address, port=port, protocol="tcp")
            elif proto == 17 and port != 53 and struct.unpack_from(">H", packet, at)[0] != 53:
                self.note("stray", address=address, port=port, protocol="udp")

    async def open(self, folder):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*certificate(folder))
        context.sni_callback = self._sni
        self._ports = {53, *PLAIN_PORTS, *TLS_PORTS}
        loop = asyncio.get_running_loop()
        sink = self

        class Udp(asyncio.DatagramProtocol):
            def connection_made(self, transport):
                self.transport = transport

            def datagram_received(self, data, where):
                try:
                    self.transport.sendto(sink._answer(data), where)
                except (IndexError, struct.error):
                    pass

        await loop.create_datagram_endpoint(Udp, local_addr=("127.0.0.1", 53))
        self._servers = [await asyncio.start_server(self._dns_tcp, "127.0.0.1", 53)]
        for port in PLAIN_PORTS:
            self._servers.append(await asyncio.start_server(self._http, ["0.0.0.0", "::"], port, backlog=512))
        for port in TLS_PORTS:
            self._servers.append(await asyncio.start_server(self._http, ["0.0.0.0", "::"], port, ssl=context, backlog=512))
        raw = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(3))
        raw.setblocking(False)
        loop.add_reader(raw, self._raw, raw)


def is_own(name):
    return name == "page.test" or name.lower().rstrip(".").endswith(".page.test")


def certificate(folder):
    """An authority of our own and a certificate from it; made anew each run, worth nothing outside."""
    def openssl(*words):
        subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True)
    openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "ca.key",
            "-out", "ca.pem", "-days", "2", "-subj", "/CN=judge test authority")
    openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "sink.key",
            "-out", "sink.csr", "-subj", "/CN=sink.test")
    with open(os.path.join(folder, "ext"), "w", encoding="ascii") as ext:
        ext.write("subjectAltName=DNS:sink.test,DNS:*.sink.test,DNS:page.test,DNS:*.page.test\n")
    openssl("x509", "-req", "-in", "sink.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2",
            "-extfile", "ext", "-out", "sink.pem")
    return os.path.join(folder, "sink.pem"), os.path.join(folder, "sink.key")
