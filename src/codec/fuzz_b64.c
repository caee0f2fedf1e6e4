/* SPDX-License-Identifier: Apache-2.0 */
/*
 * base64 and quoted-printable: how the input is cut does not matter, the block loops agree, and what is encoded decodes to
 * itself.  The first byte chooses the reading, the second where to cut.
 */
#include <stdlib.h>

#include "b64.h"

static char *need(size_t n)
{
    char *p = malloc(n);
    if (!p) abort();
    return p;
}

/* The next piece: 0 to 70 bytes, from a small generator. */
static ub_str piece(ub_str in, size_t at, uint32_t *rnd)
{
    *rnd = *rnd * 1664525u + 1013904223u;
    return ub_str_to(ub_str_from(in, at), (*rnd >> 16) % ((*rnd >> 30) ? 6 : 71));
}

struct got { char *p; size_t n; ub_odd odd; };

static struct got base64(ub_str in, unsigned flags, ub_b64_block block, uint32_t cut)
{
    struct got g = { need(UB_B64_ROOM(in.n) + 6), 0, { 0 } };
    ub_b64 d;
    ub_b64_init(&d, flags);
    if (block) d.block = block;
    for (size_t at = 0; at < in.n;) {
        ub_str s = cut ? piece(in, at, &cut) : in;
        g.n += ub_b64_step(&d, s, g.p + g.n);
        at += s.n;
    }
    g.n += ub_b64_finish(&d, g.p + g.n);
    g.odd = d.odd;
    return g;
}

static struct got qp(ub_str in, unsigned flags, uint32_t cut)
{
    struct got g = { need(UB_QP_ROOM(in.n)), 0, { 0 } };
    ub_qp d;
    ub_qp_init(&d, flags);
    for (size_t at = 0; at < in.n;) {
        ub_str s = cut ? piece(in, at, &cut) : in;
        g.n += ub_qp_step(&d, s, g.p + g.n);
        at += s.n;
    }
    g.n += ub_qp_finish(&d, g.p + g.n);
    g.odd = d.odd;
    return g;
}

static void same(struct got a, struct got b)
{
    if (a.n != b.n || memcmp(a.p, b.p, a.n) != 0 || !ub_odd_same(&a.odd, &b.odd)) abort();
    free(b.p);
}

static void back(struct got g, ub_str in, unsigned odd)
{
    if (g.n != in.n || (in.n && memcmp(g.p, in.p, in.n) != 0) || (g.odd.set & ~odd)) abort();
    free(g.p);
}

static void round_trips(ub_str in, unsigned choice, uint32_t cut)
{
    unsigned line = choice % 20 * 4;
    char *out = need(ub_b64_encoded_room(in.n, line) + 4), *q = need(ub_qp_encoded_room(in.n));
    ub_b64_out e;
    ub_qp_out w;
    uint32_t c = cut;
    size_t n = 0;
    ub_b64_encode_init(&e, line, choice & 1);
    for (size_t at = 0; at < in.n;) {
        ub_str s = piece(in, at, &c);
        n += ub_b64_encode_step(&e, s, out + n);
        at += s.n;
    }
    n += ub_b64_encode_finish(&e, out + n);
    if (n > ub_b64_encoded_room(in.n, line)) abort();
    back(base64(ub_str_of(out, n), choice & (UB_B64_STOP | UB_B64_JUNK_STOP | UB_B64_RESET), NULL, cut), in, 0);

    n = 0;
    ub_qp_encode_init(&w, choice & 2, true);
    for (size_t at = 0; at < in.n;) {
        ub_str s = piece(in, at, &c);
        n += ub_qp_encode_step(&w, s, q + n);
        at += s.n;
    }
    n += ub_qp_encode_finish(&w, q + n);
    if (n > ub_qp_encoded_room(in.n)) abort();
    for (size_t i = 0, column = 0; i < n; i++) {
        column = q[i] == '\n' ? 0 : column + (q[i] != '\r');
        if (column > 76) abort();
    }
    back(qp(ub_str_of(q, n), choice & UB_QP_TRIM, cut), in, UB_ODD_NUL);
    free(out);
    free(q);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    unsigned choice = size ? data[0] : 0, flags = choice & (UB_B64_STOP | UB_B64_SKIP | UB_B64_RESET | UB_B64_JUNK_STOP | UB_B64_URL);
    uint32_t cut = (size > 1 ? data[1] : 0) * 2654435761u + 1;
    ub_str in = size > 2 ? ub_str_of((const char *)data + 2, size - 2) : ub_str_of("", 0);
    struct got whole = base64(in, flags, ub_b64_block_plain, 0);
    same(whole, base64(in, flags, NULL, 0));
    same(whole, base64(in, flags, NULL, cut));
#if defined(__x86_64__)
    if (__builtin_cpu_supports("ssse3")) same(whole, base64(in, flags, ub_b64_block_ssse3, cut));
#endif
    free(whole.p);

    flags = choice & (UB_QP_THUNDERBIRD | UB_QP_TRIM);
    whole = qp(in, flags, 0);
    same(whole, qp(in, flags, cut));
    free(whole.p);

    round_trips(in, choice, cut);
    return 0;
}
