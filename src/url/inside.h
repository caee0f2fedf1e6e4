/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the files of this room share with one another and with nobody else.
 */
#ifndef UB_URL_INSIDE_H
#define UB_URL_INSIDE_H

#include "scan.h"
#include "url.h"

/* ------------------------------------------------------------------------------------------------ byte classes */

/* A byte is in a set when its bit is on.  WHATWG URL 1.3 ("percent-encode sets") and 3.1 ("forbidden code points"). */
enum {
    SET_C0 = 1,
    SET_FRAGMENT = 2,
    SET_QUERY = 4,
    SET_SPECIAL_QUERY = 8,
    SET_PATH = 16,
    SET_USERINFO = 32,
    SET_HOST = 64,       /* forbidden host code points */
    SET_DOMAIN = 128,    /* forbidden domain code points, and every byte that a domain would not keep as it is */
    SET_SEGMENT = 256,   /* ends a segment: SET_PATH and slashes of both kinds */
    SET_OPAQUE = 512,    /* ends an opaque path: SET_C0, "?" and "#" */
};
extern const uint16_t ub_url_sets[256];

static inline bool in_set(unsigned char c, unsigned set) { return ub_url_sets[c] & set; }

/* First byte of [p, end) in `set`, else `end`. */
static inline const char *set_find(const char *p, const char *end, unsigned set)
{
    for (; end - p >= 4; p += 4) {
        if (in_set((unsigned char)p[0], set)) return p;
        if (in_set((unsigned char)p[1], set)) return p + 1;
        if (in_set((unsigned char)p[2], set)) return p + 2;
        if (in_set((unsigned char)p[3], set)) return p + 3;
    }
    while (p < end && !in_set((unsigned char)*p, set)) p++;
    return p;
}

/* Add bytes where there is room already, which is nearly always. */
static inline bool put(ub_buf *b, const char *p, size_t n)
{
    if (b->cap - b->n < n) return ub_buf_add(b, ub_str_of(p, n));
    if (n) memcpy(b->p + b->n, p, n);
    b->n += n;
    return true;
}
static inline bool put_char(ub_buf *b, char c)
{
    if (b->cap == b->n) return ub_buf_char(b, c);
    b->p[b->n++] = c;
    return true;
}

/* What a strict reader objects to, collected while one URL is read: bits, and where each was seen first. */
struct odd {
    uint32_t bits;
    const char *at[UB_URL_N_ODD];
};
static inline void odd_add(struct odd *odd, uint32_t bit, const char *at)
{
    if (!(odd->bits & bit)) odd->bits |= bit, odd->at[__builtin_ctz(bit)] = at;
}

/* ------------------------------------------------------------------------------------------------ percent.c */

/* Add `s` with every byte of `set`, and every byte above 0x7E, as %XX; malformed UTF-8 as %EF%BF%BD.  1.3 */
bool ub_url_encode(ub_buf *b, ub_str s, unsigned set, struct odd *odd);

/* The same in the document's character set.  `charset` is a name of ICU's. */
bool ub_url_encode_as(ub_buf *b, ub_str s, unsigned set, const char *charset, struct odd *odd);

/* The same for the path of a URL that cannot be a base: a space at its end before "?" or "#" becomes %20.  4.4 */
bool ub_url_encode_opaque(ub_buf *b, ub_str s, bool more, struct odd *odd);

/* Length of the well-formed UTF-8 sequence at p (1..4), or minus the length of the ill-formed one (1..3) that a
 * decoder replaces by one U+FFFD.  Encoding standard 8.1.1. */
int ub_url_utf8(const char *p, const char *end);
uint32_t ub_url_code_point(const char *p, int n);     /* of that sequence, U+FFFD for n < 0 */

/* ------------------------------------------------------------------------------------------------ host.c */

struct host {
    ub_str s;               /* as written in a URL, IPv6 within brackets */
    ub_url_host_kind kind;
};

/* 3.5 "host parsing".  The slice is a piece of `in` when that is normal already, else it is in `a`. */
ub_status ub_url_host(ub_arena *a, ub_url_ctx *ctx, ub_str in, bool opaque, struct host *out, struct odd *odd,
                      const char **what);

/* ------------------------------------------------------------------------------------------------ idna.c */

/* 3.3 "domain to ASCII" for a domain with at least one byte above 0x7F. */
ub_status ub_url_idna(ub_arena *a, ub_url_ctx *ctx, ub_str domain, ub_str *out, const char **what);
void ub_url_idna_close(void *idna);         /* NULL-safe */

/* ------------------------------------------------------------------------------------------------ fast.c */

/* Read `text` if it is a normal absolute URL that would be written just as it stands.  False: use the long way. */
bool ub_url_fast(ub_str text, ub_url *url);

/* The same for "https://a.example", which is written with a slash behind it, and so in `a`. */
bool ub_url_fast_bare(ub_arena *a, ub_str text, ub_url *url);

/* ------------------------------------------------------------------------------------------------ schemes.c */

/* Which special scheme this lower-case name is, else UB_URL_OTHER. */
ub_url_scheme ub_url_scheme_of(ub_str name);
extern const uint16_t ub_url_ports[];      /* by ub_url_scheme; 0: no default */

static inline bool is_special(ub_url_scheme s) { return s != UB_URL_OTHER; }

/* How a scheme carries another reference, or its host. */
enum { CARRY_NONE = 0, CARRY_HOST, CARRY_NESTED };
struct scheme_class {
    ub_str name;
    uint8_t cls, contact, carry;
    const char *how;
};
/* By the lower-case name; for one that is in no table, by its prefix, else the entry for unknown ones. */
const struct scheme_class *ub_url_scheme_class(ub_str name);
size_t ub_url_n_classes(void);                          /* for the test that the table is sorted */
const struct scheme_class *ub_url_class_at(size_t i);

/* The length of the scheme at the start of `s` without its colon; 0 when there is none. */
size_t ub_url_scheme_len(ub_str s);

static inline bool is_slash(unsigned char c) { return c == '/' || c == '\\'; }
static inline bool is_c0_space(unsigned char c) { return c <= ' '; }
static inline bool is_tab_nl(unsigned char c) { return c == '\t' || c == '\n' || c == '\r'; }

/* Two bytes: a letter and ':' or '|'. */
static inline bool is_drive(ub_str s)
{
    return s.n == 2 && ub_is_alpha((unsigned char)s.p[0]) && (s.p[1] == ':' || s.p[1] == '|');
}
/* A drive letter that ends there or is followed by / \ ? #. */
static inline bool starts_with_drive(ub_str s)
{
    return s.n >= 2 && is_drive(ub_str_to(s, 2))
        && (s.n == 2 || is_slash((unsigned char)s.p[2]) || s.p[2] == '?' || s.p[2] == '#');
}

#endif
