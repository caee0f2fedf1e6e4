/* SPDX-License-Identifier: Apache-2.0 */
/*
 * BinHex 4.0 (RFC 1741): six bits a letter between two colons, then runs, then a header, a data fork and a resource fork.
 * The data fork is what a reader is shown.
 */
#include "b64.h"
#include "cte.h"

static const char letters[] = "!\"#$%&'()*+,-012345689@ABCDEFGHIJKLMNPQRSTUVXYZ[`abcdefhijklmpqr";

enum { RUN = 0x90 };

struct hqx {
    ub_buf out;
    unsigned char last;
    bool run;            /* a run's count comes next */
    size_t header_n;     /* bytes of the header so far */
    size_t header_need;
    unsigned char header[1 + 63 + 1 + 4 + 4 + 2 + 4 + 4 + 2];
    uint32_t data_due;
    bool full;
};

static void byte(struct hqx *h, unsigned char c)
{
    if (h->header_n < h->header_need) {
        h->header[h->header_n++] = c;
        if (h->header_n == 1) h->header_need = 1 + (c & 63u) + 1 + 4 + 4 + 2 + 4 + 4 + 2;
        if (h->header_n == h->header_need) {
            const unsigned char *n = h->header + h->header_need - 10;
            h->data_due = (uint32_t)n[0] << 24 | (uint32_t)n[1] << 16 | (uint32_t)n[2] << 8 | n[3];
        }
        return;
    }
    if (h->data_due == 0) return;
    h->data_due--;
    if (!ub_buf_char(&h->out, (char)c)) h->full = true;
}

static void unrun(struct hqx *h, unsigned char c)
{
    if (h->run) {
        h->run = false;
        if (c == 0) byte(h, h->last = RUN);
        for (unsigned i = 1; i < c && !h->full; i++) byte(h, h->last);
    } else if (c == RUN) h->run = true;
    else byte(h, h->last = c);
}

ub_status ub_binhex_decode(ub_arena *a, ub_str in, ub_str *out, ub_odd *odd, ub_err *err)
{
    struct hqx h = { .out = ub_buf_in(a), .header_need = 1 };
    unsigned char rank[256];
    uint32_t bits = 0;
    unsigned n = 0;
    size_t i = 0;
    memset(rank, 0xff, sizeof rank);
    for (unsigned v = 0; v < 64; v++) rank[(unsigned char)letters[v]] = (unsigned char)v;

    /* The data begins with a colon at the start of a line. */
    while (i < in.n && !(in.p[i] == ':' && (i == 0 || in.p[i - 1] == '\n' || in.p[i - 1] == '\r'))) i++;
    for (i++; i < in.n && in.p[i] != ':' && !h.full; i++) {
        unsigned v = rank[(unsigned char)in.p[i]];
        if (v == 0xff) {
            if (!ub_is_space((unsigned char)in.p[i])) ub_odd_add(odd, UB_ODD_JUNK, i);
            continue;
        }
        bits = bits << 6 | v;
        if (++n == 1) continue;
        unrun(&h, (unsigned char)(bits >> (2 * (4 - n))));
        bits &= (1u << 2 * (4 - n)) - 1;
        if (n == 4) n = 0;
    }
    if (h.full) return ub_fail(err, UB_LIMIT, "decoded body over the limit of the arena", 0);
    if (i >= in.n || h.data_due || h.header_n < h.header_need) ub_odd_add(odd, UB_ODD_SHORT, i < in.n ? i : in.n);
    *out = ub_buf_str(&h.out);
    return UB_OK;
}
