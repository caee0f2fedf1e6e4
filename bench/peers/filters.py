#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""filters.py rspamd|spamassassin FILE... - CPU that a mail filter's worker takes for a message.

The filter runs on loopback in a folder of its own, with everything off that asks the network; bench/run starts this program
in a network namespace that holds nothing but loopback.  Messages are asked about in
their order until a time is up.  Prints one JSON object.
"""
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time

# What of rspamd's rule set asks the network or a database.
REMOTE = ("rbl surbl spf dmarc dkim arc asn fuzzy_check rspamd_update mx_check url_redirector bimi dcc greylist ratelimit neural "
          "history_redis replies reputation whitelist phishing elastic clickhouse antivirus external_services dkim_signing "
          "p0f metadata_exporter milter_headers maillist").split()

# It may wait for names that nobody looks up; what counts is CPU.
PATIENCE_S = 75

RSPAMD = """
.include "$CONFDIR/common.conf"
options {{
  .include "$CONFDIR/options.inc"
  pidfile = "{work}/rspamd.pid"; tempdir = "{work}"; control_socket = "{work}/control.sock mode=0600";
  history_file = "{work}/history"; stats_file = "{work}/stats.ucl"; cache_file = "{work}/symbols.cache"; hs_cache_dir = "{work}";
  rrd = null; dns {{ nameserver = ["127.0.0.1:1"]; timeout = 10ms; retransmits = 1; }}
}}
logging {{ type = "file"; filename = "{work}/rspamd.log"; level = "error"; }}
worker "normal" {{ bind_socket = "127.0.0.1:{port}"; count = 1; }}
"""


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def children(pid):
    found = []
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{name}/stat") as f:
                if int(f.read().rpartition(")")[2].split()[1]) == pid:
                    found += [int(name), *children(int(name))]
        except (OSError, ValueError):
            pass
    return found


def command_of(pid):
    try:
        with open(f"/proc/{pid}/cmdline", errors="replace") as f:
            return f.read().replace("\0", " ")
    except OSError:
        return ""


def cpu_of(pid):
    try:
        with open(f"/proc/{pid}/stat") as f:
            fields = f.read().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    except OSError:
        return 0.0


class Filter:
    def __init__(self):
        self.work = tempfile.mkdtemp(prefix="unbeacon-bench-")
        os.chmod(self.work, 0o777)
        self.port = free_port()
        self.process = None

    def start(self, command, patience_s=90):
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=self.work)
        for _ in range(patience_s * 10):
            if self.process.poll() is not None:
                break
            with socket.socket() as s:
                if s.connect_ex(("127.0.0.1", self.port)) == 0:
                    return self
            time.sleep(0.1)
        self.__exit__()
        raise RuntimeError(command[0] + " does not start")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        shutil.rmtree(self.work, ignore_errors=True)

    def settle(self):
        """Wait until what it does beside its work, such as compiling its patterns, is done."""
        before, quiet = -1.0, 0
        for _ in range(300):
            now = sum(map(cpu_of, children(self.process.pid)))
            quiet = quiet + 1 if now == before else 0
            if quiet == 6:
                return
            before = now
            time.sleep(0.5)

    def cpu(self):
        return sum(cpu_of(pid) for pid in children(self.process.pid) if self.worker in command_of(pid))


class Rspamd(Filter):
    worker = "normal process"

    def __init__(self):
        super().__init__()
        for folder in ("local.d", "override.d"):
            os.mkdir(os.path.join(self.work, folder))
        for module in REMOTE:
            with open(os.path.join(self.work, "override.d", module + ".conf"), "w") as f:
                f.write("enabled = false;\n")
        main = os.path.join(self.work, "rspamd.conf")
        with open(main, "w") as f:
            f.write(RSPAMD.format(work=self.work, port=self.port))
        self.start(["rspamd", "-i", "-f", "-c", main, f"--var=DBDIR={self.work}", f"--var=RUNDIR={self.work}", f"--var=LOGDIR={self.work}",
                    f"--var=LOCAL_CONFDIR={self.work}"])

    def ask(self, path):
        done = subprocess.run(["rspamc", "-h", f"127.0.0.1:{self.port}", "symbols", path], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60)
        return done.returncode == 0 and b"Metric: default" in done.stdout

    def version(self):
        return subprocess.run(["rspamd", "--version"], stdout=subprocess.PIPE).stdout.decode().split("\n")[0]


class SpamAssassin(Filter):
    worker = "child"

    def __init__(self):
        super().__init__()
        user = ["-u", "nobody"] if os.geteuid() == 0 else []
        self.start(["spamd", "-L", "-m", "1", "--min-children=1", "--max-spare=1", "-x", "-i", "127.0.0.1", "-p", str(self.port), *user,
                    "-r", os.path.join(self.work, "spamd.pid"), "-H", self.work])

    def ask(self, path):
        with open(path, "rb") as f:
            done = subprocess.run(["spamc", "-d", "127.0.0.1", "-p", str(self.port), "-c", "-s", "10000000"], stdin=f, stdout=subprocess.PIPE, timeout=120)
        return done.returncode in (0, 1) and b"/" in done.stdout and done.stdout != b"0/0\n"

    def version(self):
        return subprocess.run(["spamassassin", "--version"], stdout=subprocess.PIPE).stdout.decode().split("\n")[0]


def main(name, paths):
    with {"rspamd": Rspamd, "spamassassin": SpamAssassin}[name]() as peer:
        for path in paths[:10]:
            peer.ask(path)
        peer.settle()
        before, start, asked, answered = peer.cpu(), time.monotonic(), 0, 0
        while asked < len(paths) and time.monotonic() - start < PATIENCE_S:
            answered += peer.ask(paths[asked])
            asked += 1
        print(json.dumps({"version": peer.version(), "messages": asked, "answered": answered, "cpu_s": peer.cpu() - before}))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
