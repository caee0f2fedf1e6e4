/* SPDX-License-Identifier: Apache-2.0 */
/*
 * UTF-7 (RFC 2152) and IMAP's variant of it (RFC 3501 5.1.3), as leniently as mail clients read them: any byte outside a
 * shifted run stands for itself, a run ends at the first byte outside the alphabet, leftover bits are dropped.
 */
#include "b64.h"
#include "utf.h"

struct run {
    ub_utf_out *o;
    uint32_t bits, high;      /* bits not used yet; a high surrogate that waits */
    unsigned n_bits;
    size_t high_at, high_end;
};

/* One UTF-16 unit made of the bytes [at, end). */
static void unit(struct run *r, uint32_t c, size_t at, size_t end)
{
    if (r->high) {
        uint32_t high = r->high;
        r->high = 0;
        if (c - 0xDC00u < 0x400) {
            ub_utf_put(r->o, 0x10000 + ((high - 0xD800) << 10) + (c - 0xDC00), r->high_at, end - r->high_at);
            return;
        }
        ub_utf_bad(r->o, r->high_at, r->high_end - r->high_at);
    }
    if (c - 0xD800u < 0x400) {
        r->high = c;
        r->high_at = at;
        r->high_end = end;
    } else if (c - 0xDC00u < 0x400) ub_utf_bad(r->o, at, end - at);
    else ub_utf_put(r->o, c, at, end - at);
}

static unsigned rank(unsigned char c, bool imap)
{
    if (imap) return c == ',' ? 63 : c == '/' ? 0xff : ub_b64_rank[c];
    return ub_b64_rank[c];
}

/* A shifted run from `at`, behind its '+'; returns where text goes on. */
static size_t shifted(ub_utf_out *o, ub_str in, size_t at, bool imap)
{
    struct run r = { .o = o };
    size_t first = at;        /* first byte whose bits are not used up */
    for (; at < in.n; at++) {
        unsigned v = rank((unsigned char)in.p[at], imap);
        if (v > 63) break;
        if (r.n_bits == 0) first = at;
        r.bits = r.bits << 6 | v;
        r.n_bits += 6;
        if (r.n_bits < 16) continue;
        r.n_bits -= 16;
        unit(&r, r.bits >> r.n_bits & 0xFFFF, first, at + 1);
        r.bits &= (1u << r.n_bits) - 1;
        first = at;
    }
    if (r.high) ub_utf_bad(o, r.high_at, r.high_end - r.high_at);
    return at < in.n && in.p[at] == '-' ? at + 1 : at;
}

void ub_utf7_decode(ub_utf_out *o, ub_str in, size_t skip, bool imap)
{
    const char shift = imap ? '&' : '+';
    size_t at = skip;
    while (at < in.n) {
        unsigned char c = (unsigned char)in.p[at];
        if (c == (unsigned char)shift) {
            if (at + 1 < in.n && in.p[at + 1] == '-') {
                ub_utf_put(o, c, at, 2);
                at += 2;
            } else at = shifted(o, in, at + 1, imap);
        } else {
            if (c < 0x80) ub_utf_put(o, c, at, 1);
            else ub_utf_bad(o, at, 1);
            at++;
        }
    }
}
