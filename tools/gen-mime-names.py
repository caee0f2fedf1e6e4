#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Write src/mime/names.h and src/mime/names.c: header field names and media types as numbers.

usage: gen-mime-names.py SRC/MIME

The lists stand in src/mime/names.txt, one name a line; "field NAME" or "media TYPE/SUBTYPE".  The field table is a perfect
hash of length and four characters, found by trying multipliers; the media table is sorted.  Runs offline.
"""
import os
import random
import sys

BITS = 11


def key(name, m):
    n = len(name)
    s = name.lower()
    h = n * m[0] + ord(s[0]) * m[1] + ord(s[n // 2]) * m[2] + ord(s[n - 1]) * m[3] + ord(s[n - 1 - n // 4]) * m[4]
    return (h & 0xffffffff) * 2654435761 >> 16 & ((1 << BITS) - 1)


def find(names):
    rng = random.Random(1)
    for _ in range(2000000):
        m = [rng.randrange(1, 1 << 12) for _ in range(5)]
        seen = set()
        for n in names:
            k = key(n, m)
            if k in seen:
                break
            seen.add(k)
        else:
            return m
    sys.exit('no perfect hash; raise BITS')


def const(s):
    return ''.join(c.upper() if c.isalnum() else '_' for c in s)


def main():
    here = sys.argv[1]
    fields, media = [], []
    for line in open(os.path.join(here, 'names.txt'), encoding='ascii'):
        line = line.split('#')[0].split()
        if line:
            {'field': fields, 'media': media}[line[0]].append(line[1])
    fields.sort(key=str.lower)
    media.sort()
    m = find(fields)
    with open(os.path.join(here, 'names.h'), 'w', encoding='ascii') as h:
        h.write('/* SPDX-License-Identifier: Apache-2.0 */\n'
                '/* Header field names and media types as numbers.  Written by tools/gen-mime-names.py from names.txt. */\n'
                '#ifndef UB_MIME_NAMES_H\n#define UB_MIME_NAMES_H\n\n'
                'typedef enum ub_hdr {\n    UB_HDR_OTHER,\n')
        for f in fields:
            h.write(f'    UB_HDR_{const(f)},\n')
        h.write('    UB_HDR_N\n} ub_hdr;\n\ntypedef enum ub_media {\n    UB_MEDIA_OTHER,\n')
        for f in media:
            h.write(f'    UB_MEDIA_{const(f)},\n')
        h.write('    UB_MEDIA_N\n} ub_media;\n\n#endif\n')
    with open(os.path.join(here, 'names.c'), 'w', encoding='ascii') as c:
        c.write('/* SPDX-License-Identifier: Apache-2.0 */\n'
                '/* Tables of names.h.  Written by tools/gen-mime-names.py from names.txt. */\n'
                '#include "internal.h"\n\n'
                'const ub_str ub_hdr_names[UB_HDR_N] = {\n    [UB_HDR_OTHER] = UB_LIT(""),\n')
        for f in fields:
            c.write(f'    [UB_HDR_{const(f)}] = UB_LIT("{f}"),\n')
        c.write('};\n\nconst ub_str ub_media_names[UB_MEDIA_N] = {\n    [UB_MEDIA_OTHER] = UB_LIT(""),\n')
        for f in media:
            c.write(f'    [UB_MEDIA_{const(f)}] = UB_LIT("{f}"),\n')
        c.write('};\n\nstatic const uint8_t slots[1 << %d] = {\n' % BITS)
        for f in fields:
            c.write(f'    [{key(f, m)}] = UB_HDR_{const(f)},\n')
        c.write('};\n\n/* Bytes of a name are folded with 0x20: letters to lower case; `-` and digits have that bit set already. */\n'
                'ub_hdr ub_hdr_find(ub_str name)\n{\n'
                '    uint32_t h;\n'
                '    ub_hdr id;\n'
                '    if (name.n < 2 || name.n > %d) return UB_HDR_OTHER;\n' % max(map(len, fields)) +
                '    h = (uint32_t)name.n * %uu + (ub_str_at(name, 0) | 0x20) * %uu + (ub_str_at(name, name.n / 2) | 0x20) * %uu\n'
                '        + (ub_str_at(name, name.n - 1) | 0x20) * %uu + (ub_str_at(name, name.n - 1 - name.n / 4) | 0x20) * %uu;\n' % tuple(m) +
                '    id = (ub_hdr)slots[(uint32_t)((uint64_t)h * 2654435761u >> 16) & %uu];\n' % ((1 << BITS) - 1) +
                '    return id && ub_str_eq_nocase(name, ub_hdr_names[id]) ? id : UB_HDR_OTHER;\n}\n')


main()
