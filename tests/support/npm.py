# SPDX-License-Identifier: Apache-2.0
"""npm - packages that a test runs beside us, installed as their lock file pins them."""
import os
import shutil
import subprocess


def install(here, work, files):
    """Into the folder `work`, once for each state of the lock file in `here`; `files` are copied each time.  None, or why not."""
    with open(os.path.join(here, "package-lock.json"), "rb") as f:
        lock = f.read()
    stamp = os.path.join(work, "stamp")
    if not (os.path.exists(stamp) and open(stamp, "rb").read() == lock):
        if not shutil.which("npm") or not shutil.which("node"):
            return "npm and node are not installed"
        shutil.rmtree(work, ignore_errors=True)
        os.makedirs(work)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(os.path.join(here, name), work)
        done = subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=work, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=240)
        if done.returncode:
            return "npm cannot install them\n" + done.stdout.decode(errors="replace")
        with open(stamp, "wb") as f:
            f.write(lock)
    for name in files:
        shutil.copy(os.path.join(here, name), work)
    return None
