#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""python_peer.py MBOX - the script an analyst writes: remote pictures by mailbox, email and html.parser alone."""
import mailbox
import sys
from html.parser import HTMLParser

messages = pictures = failed = 0


class Pictures(HTMLParser):
    def handle_starttag(self, tag, attrs):
        global pictures
        if tag == "img":
            pictures += sum(1 for name, value in attrs if name == "src" and value and value.lower().startswith(("http:", "https:")))


for message in mailbox.mbox(sys.argv[1], create=False):
    messages += 1
    for part in message.walk():
        if part.get_content_type() != "text/html":
            continue
        reader = Pictures()
        try:
            reader.feed((part.get_payload(decode=True) or b"").decode("utf-8", "replace"))
            reader.close()
        except Exception:      # it may break on hostile mail; then it has seen less
            failed += 1
print(messages, "messages,", pictures, "remote pictures,", failed, "parts not read to their end")
