/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Johab (KS X 1001 annex 3), which ICU has not: precomposed Hangul by its arithmetic; its symbols and Hanja become U+FFFD,
 * but take their two bytes, so that what is markup and what is text is right.
 */
#include "utf.h"
#include "scan.h"

/* Five-bit codes to the order of Unicode 3.12; 0xFF where a code is no letter. */
#define NO 0xFF
static const uint8_t initial[32] = { NO, NO, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, NO, NO, NO, NO,
    NO, NO, NO, NO, NO, NO, NO };
static const uint8_t medial[32] = { NO, NO, NO, 0, 1, 2, 3, 4, NO, NO, 5, 6, 7, 8, 9, 10, NO, NO, 11, 12, 13, 14, 15, 16, NO, NO,
    17, 18, 19, 20, NO, NO };
static const uint8_t final[32] = { NO, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, NO, 17, 18, 19, 20, 21, 22, 23,
    24, 25, 26, 27, NO, NO };

static bool is_lead(unsigned c)
{
    return (c >= 0x84 && c <= 0xD3) || (c >= 0xD8 && c <= 0xDE) || (c >= 0xE0 && c <= 0xF9);
}

static bool is_trail(unsigned lead, unsigned c)
{
    return (c >= (lead < 0xD4 ? 0x41u : 0x31u) && c <= 0x7E) || (c >= (lead < 0xD4 ? 0x81u : 0x91u) && c <= 0xFE);
}

void ub_johab_decode(ub_utf_out *o, ub_str in)
{
    size_t at = 0;
    while (at < in.n) {
        const char *p = in.p + at, *q = ub_scan_nonascii(p, in.p + in.n);
        ub_utf_ascii(o, p, (size_t)(q - p), at);
        at = (size_t)(q - in.p);
        if (at == in.n) break;
        unsigned lead = (unsigned char)*q, trail = at + 1 < in.n ? (unsigned char)q[1] : 0, code = lead << 8 | trail;
        if (!is_lead(lead) || !is_trail(lead, trail)) {
            ub_utf_bad(o, at++, 1);
            continue;
        }
        uint8_t i = initial[code >> 10 & 31], m = medial[code >> 5 & 31], f = final[code & 31];
        if (lead >= 0xD4 || i == NO || m == NO || f == NO) ub_utf_bad(o, at, 2);
        else ub_utf_put(o, 0xAC00u + (i * 21u + m) * 28u + f, at, 2);
        at += 2;
    }
}
