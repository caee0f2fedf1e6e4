/* SPDX-License-Identifier: Apache-2.0 */
/*
 * S/MIME content that needs no key: signed-data and compressed-data of CMS.  RFC 5652 5, RFC 3274, X.690
 *
 * A reader of BER of our own: it needs the way to one octet string only, copies nothing but that string's chunks, reads
 * truncated data as far as it goes, and uses no memory but the arena's.  Nothing is verified.
 */
#include "walk.h"

struct ber {
    const char *p, *end;
};

struct tlv {
    unsigned tag;            /* the first byte: class, constructed, number */
    struct ber body;         /* without end-of-contents when the length is indefinite: then `end` is that of the enclosing */
    bool indefinite;
};

enum { SEQUENCE = 0x30, SET = 0x31, OBJECT = 0x06, OCTETS = 0x04, OCTETS_BUILT = 0x24, EXPLICIT_0 = 0xa0 };

/* One tag and length; false at the end or where it is no BER.  Truncated content ends where the data ends. */
static bool open_tlv(struct ber *b, struct tlv *t)
{
    size_t n;
    unsigned len;
    if (b->end - b->p < 2) return false;
    t->tag = (unsigned char)*b->p++;
    if ((t->tag & 0x1f) == 0x1f) return false;      /* numbers over 30 stand nowhere on our way */
    len = (unsigned char)*b->p++;
    t->indefinite = len == 0x80;
    n = len;
    if (len > 0x80) {
        if ((len &= 0x7f) > 8 || (size_t)(b->end - b->p) < len) return false;
        for (n = 0; len; len--) n = n << 8 | (unsigned char)*b->p++;
    }
    t->body.p = b->p;
    t->body.end = t->indefinite || n > (size_t)(b->end - b->p) ? b->end : b->p + n;
    return true;
}

static bool end_of_contents(const struct ber *b) { return b->end - b->p >= 2 && b->p[0] == 0 && b->p[1] == 0; }

/* Behind one value, whatever it is.  Indefinite ones are gone through with a counter instead of a stack: only their depth
 * matters, since definite ones are jumped over. */
static bool skip_tlv(struct ber *b)
{
    size_t depth = 0;
    do {
        struct tlv t;
        if (depth && end_of_contents(b)) {
            b->p += 2;
            depth--;
            continue;
        }
        if (!open_tlv(b, &t)) return false;
        if (t.indefinite) depth++;
        else b->p = t.body.end;
    } while (depth);
    return true;
}

/* The next value must have this tag; `b` becomes its content. */
static bool enter(struct ber *b, unsigned tag)
{
    struct tlv t;
    if (!open_tlv(b, &t) || t.tag != tag) return false;
    *b = t.body;
    return true;
}

/* An octet string, in one piece or in chunks, chunks of chunks too. */
static bool octets(ub_arena *a, struct ber *b, ub_str *out)
{
    struct tlv t;
    ub_buf buf = ub_buf_in(a);
    if (!open_tlv(b, &t)) return false;
    if (t.tag == OCTETS) {
        *out = ub_str_range(t.body.p, t.body.end);
        return true;
    }
    if (t.tag != OCTETS_BUILT) return false;
    b->end = t.body.end;      /* what is nested ends there too; where each ends inside does not matter */
    b->p = t.body.p;
    while (b->p < b->end) {
        if (end_of_contents(b)) {
            b->p += 2;
            continue;
        }
        if (!open_tlv(b, &t)) break;
        if (t.tag == OCTETS_BUILT) continue;
        if (t.tag != OCTETS) break;      /* behind the end-of-contents: what follows the string */
        if (!ub_buf_add(&buf, ub_str_range(t.body.p, t.body.end))) return false;
        b->p = t.body.end;
    }
    *out = ub_buf_str(&buf);
    return true;
}

static const struct { ub_str oid; enum smime_kind kind; } kinds[] = {
    /* 1.2.840.113549.1.7.2, .3; 1.2.840.113549.1.9.16.1.9 (compressed), .23 (authenticated and enveloped), .2 (authenticated) */
    { UB_LIT("\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02"), SMIME_SIGNED },
    { UB_LIT("\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03"), SMIME_ENCRYPTED },
    { UB_LIT("\x2a\x86\x48\x86\xf7\x0d\x01\x07\x06"), SMIME_ENCRYPTED },
    { UB_LIT("\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x09"), SMIME_COMPRESSED },
    { UB_LIT("\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x17"), SMIME_ENCRYPTED },
};

enum smime_kind smime_open(ub_arena *a, ub_str der, ub_str *content)
{
    struct ber b = { der.p, ub_str_end(der) };
    enum smime_kind kind = SMIME_OTHER;
    struct tlv oid;
    if (!enter(&b, SEQUENCE) || !open_tlv(&b, &oid) || oid.tag != OBJECT || oid.indefinite) return SMIME_BROKEN;
    for (size_t i = 0; i < UB_COUNT(kinds); i++)
        if (ub_str_eq(kinds[i].oid, ub_str_range(oid.body.p, oid.body.end))) kind = kinds[i].kind;
    if (kind != SMIME_SIGNED && kind != SMIME_COMPRESSED) return kind;
    b.p = oid.body.end;
    if (!enter(&b, EXPLICIT_0) || !enter(&b, SEQUENCE)) return SMIME_BROKEN;
    /* version, algorithm(s), then encapContentInfo */
    if (!skip_tlv(&b) || !skip_tlv(&b) || !enter(&b, SEQUENCE) || !skip_tlv(&b)) return SMIME_BROKEN;
    if (end_of_contents(&b) || b.p == b.end) return SMIME_OTHER;      /* detached: nothing inside */
    if (!enter(&b, EXPLICIT_0) || !octets(a, &b, content)) return SMIME_BROKEN;
    return kind;
}
