#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""look.py FILE [HARMLESS] - what the message in FILE would tell its sender; writes a harmless copy to HARMLESS.

libunbeacon through ctypes.  UNBEACON_LIBRARY names the library when the system's loader would not find it.
"""
import ctypes
import json
import os
import sys

_lib = ctypes.CDLL(os.environ.get("UNBEACON_LIBRARY", "libunbeacon.so.0"))
_text, _size = ctypes.POINTER(ctypes.c_char), ctypes.c_size_t
for _name, _result, *_arguments in (
        ("ub_version", ctypes.c_char_p),
        ("ub_reader_open", ctypes.c_int, ctypes.POINTER(ctypes.c_void_p)),
        ("ub_reader_close", None, ctypes.c_void_p),
        ("ub_reader_set", ctypes.c_int, ctypes.c_void_p, ctypes.c_char_p, ctypes.c_char_p),
        ("ub_reader_scan", ctypes.c_int, ctypes.c_void_p, ctypes.c_char_p, _size),
        ("ub_reader_json", ctypes.c_int, ctypes.c_void_p, ctypes.POINTER(_text), ctypes.POINTER(_size)),
        ("ub_reader_clean", ctypes.c_int, ctypes.c_void_p, ctypes.POINTER(_text), ctypes.POINTER(_size)),
        ("ub_reader_vectors", ctypes.c_int, ctypes.c_void_p, ctypes.POINTER(_text), ctypes.POINTER(_size)),
        ("ub_reader_error", ctypes.c_char_p, ctypes.c_void_p)):
    _call = getattr(_lib, _name)
    _call.restype, _call.argtypes = _result, _arguments


class Refused(Exception):
    """The library's own words."""


class Reader:
    """Reads one message after the other; for one thread at a time."""

    def __init__(self, **options):
        self._r = ctypes.c_void_p()
        if _lib.ub_reader_open(ctypes.byref(self._r)):
            raise MemoryError
        for name, value in options.items():
            self._check(_lib.ub_reader_set(self._r, name.replace("_", "-").encode(), str(value).encode()))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        _lib.ub_reader_close(self._r)
        self._r = None

    def _check(self, answer):
        if answer:
            raise Refused(_lib.ub_reader_error(self._r).decode())

    def _bytes(self, call):
        text, n = _text(), _size()
        self._check(call(self._r, ctypes.byref(text), ctypes.byref(n)))
        return ctypes.string_at(text, n.value)

    def scan(self, message):
        """What `unbeacon scan --json` says of the message, as a dict."""
        self._check(_lib.ub_reader_scan(self._r, message, len(message)))
        return json.loads(self._bytes(_lib.ub_reader_json))

    def clean(self):
        """The message scanned last, looking the same and contacting nobody."""
        return self._bytes(_lib.ub_reader_clean)

    def vectors(self):
        """Every way of contact that the library knows."""
        return [json.loads(line) for line in self._bytes(_lib.ub_reader_vectors).splitlines()]


def main(args):
    if len(args) not in (1, 2):
        sys.exit(__doc__)
    with open(args[0], "rb") as f, Reader() as reader:
        said = reader.scan(f.read())
        for found in said["findings"]:
            named = found["token"] and found["kind"] in ("beacon", "tracking-link", "receipt")
            print(found["vector"], ascii(found["url"] or found["raw"])[1:-1], *(["names the reader"] if named else []), sep="  ")
        print(said["verdict"])
        if len(args) == 2:
            with open(args[1], "wb") as out:
                out.write(reader.clean())


if __name__ == "__main__":
    main(sys.argv[1:])
