# SPDX-License-Identifier: Apache-2.0
"""A closed network: a namespace that owns every address, so that nothing can leave it.

enter() starts this program again inside new network, mount and process namespaces.  There the loopback is the only
interface, all of IPv4 and IPv6 is routed to it, and /etc/resolv.conf names it.  check() refuses to go on anywhere else:
no message is ever shown to a browser outside, and nobody's own network is closed.
"""
import json
import os
import subprocess
import sys

MARK = "UNBEACON_JUDGE_INSIDE"


def spaces():
    """The namespaces that this process is in, and that a closed network has of its own."""
    return [os.readlink(f"/proc/self/ns/{kind}") for kind in ("net", "mnt")]


def inside():
    """enter() says which namespaces it left: we are inside when none of them is ours."""
    outside = os.environ.get(MARK, "").split()
    return len(outside) == 2 and not set(outside) & set(spaces())


def enter():
    if inside():
        return
    words = ["unshare", "--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"]
    if os.geteuid() != 0:
        words.append("--map-root-user")
    os.execvpe("unshare", words + [sys.executable] + sys.argv, {**os.environ, MARK: " ".join(spaces())})


def build(folder):
    def ip(*words, need=True):
        subprocess.run(["ip", *words], check=need, capture_output=True)
    if not inside():
        sys.exit("judge: this is not a network of our own; it is left alone")
    ip("link", "set", "lo", "up")
    ip("route", "add", "local", "0.0.0.0/0", "dev", "lo")
    ip("-6", "route", "add", "local", "::/0", "dev", "lo", need=False)      # a kernel without IPv6 has nothing to leak there
    for name, text in (("resolv.conf", "nameserver 127.0.0.1\noptions timeout:1\n"), ("hosts", "127.0.0.1 localhost\n")):
        path = os.path.join(folder, name)
        with open(path, "w", encoding="ascii") as file:
            file.write(text)
        subprocess.run(["mount", "--bind", path, os.path.realpath("/etc/" + name)], check=True)
    check()


def check():
    links = json.loads(subprocess.run(["ip", "-j", "link"], check=True, capture_output=True).stdout)
    if not inside() or [link["ifname"] for link in links if "UP" in link["flags"]] != ["lo"]:
        sys.exit("judge: this is not the closed network; nothing was shown")
