/* SPDX-License-Identifier: Apache-2.0 */
#include "mail_html.h"

enum { DEPTH = 8 };

struct walk { ub_arena *a; void (*see)(void *ctx, ub_str html); void *ctx; };

static ub_str take_line(ub_str *rest)
{
    ub_str l = ub_str_cut(rest, '\n');
    if (l.n && l.p[l.n - 1] == '\r') l.n--;
    return l;
}

/* The value of a header field, unfolded as far as one needs it: folds stay in. */
static ub_str field(ub_str head, ub_str name)
{
    while (head.n) {
        const char *at = head.p;
        ub_str l = take_line(&head);
        if (l.n <= name.n || l.p[name.n] != ':' || !ub_str_starts_nocase(l, name)) continue;
        while (head.n && (*head.p == ' ' || *head.p == '\t')) l = take_line(&head);
        return ub_str_from(ub_str_range(at, ub_str_end(l)), name.n + 1);
    }
    return UB_S("");
}

static ub_str param(ub_str value, ub_str name)
{
    for (;;) {
        size_t at = ub_str_find_nocase(value, name);
        if (at == value.n) return UB_S("");
        value = ub_str_from(value, at + name.n);
        ub_str v = ub_str_trim(value);
        if (!v.n || *v.p != '=') continue;
        v = ub_str_trim(ub_str_from(v, 1));
        if (v.n && *v.p == '"') return ub_str_to(ub_str_from(v, 1), ub_str_chr(ub_str_from(v, 1), '"'));
        size_t n = 0;
        while (n < v.n && v.p[n] != ';' && !ub_is_space((unsigned char)v.p[n])) n++;
        return ub_str_to(v, n);
    }
}

static int value64(unsigned char c)
{
    if (c >= 'A' && c <= 'Z') return c - 'A';
    if (c >= 'a' && c <= 'z') return c - 'a' + 26;
    if (c >= '0' && c <= '9') return c - '0' + 52;
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

static ub_str base64(ub_arena *a, ub_str s)
{
    char *out = ub_arena_take(a, s.n, 1);
    size_t n = 0;
    uint32_t bits = 0;
    int have = 0;
    for (size_t i = 0; out && i < s.n; i++) {
        int v = value64((unsigned char)s.p[i]);
        if (v < 0) continue;
        bits = bits << 6 | (uint32_t)v;
        if ((have += 6) >= 8) out[n++] = (char)(bits >> (have -= 8));
    }
    return ub_str_of(out, n);
}

static ub_str quoted_printable(ub_arena *a, ub_str s)
{
    char *out = ub_arena_take(a, s.n, 1);
    size_t n = 0;
    for (size_t i = 0; out && i < s.n; i++) {
        if (s.p[i] != '=') out[n++] = s.p[i];
        else if (s.n - i > 2 && ub_hex((unsigned char)s.p[i + 1]) >= 0 && ub_hex((unsigned char)s.p[i + 2]) >= 0) {
            out[n++] = (char)(ub_hex((unsigned char)s.p[i + 1]) << 4 | ub_hex((unsigned char)s.p[i + 2]));
            i += 2;
        } else if (s.n - i > 1 && s.p[i + 1] == '\n') i++;
        else if (s.n - i > 2 && s.p[i + 1] == '\r' && s.p[i + 2] == '\n') i += 2;
        else out[n++] = '=';
    }
    return ub_str_of(out, n);
}

static bool is_utf8(ub_str s)
{
    for (size_t i = 0; i < s.n; ) {
        unsigned c = ub_str_at(s, i), n = c < 0x80 ? 0 : c < 0xC2 ? 9 : c < 0xE0 ? 1 : c < 0xF0 ? 2 : c < 0xF5 ? 3 : 9;
        if (n == 9 || s.n - i <= n) return false;
        if (n > 1) {
            unsigned d = ub_str_at(s, i + 1);
            if ((c == 0xE0 && d < 0xA0) || (c == 0xED && d > 0x9F) || (c == 0xF0 && d < 0x90) || (c == 0xF4 && d > 0x8F)) return false;
        }
        for (unsigned k = 1; k <= n; k++)
            if ((ub_str_at(s, i + k) & 0xC0) != 0x80) return false;
        i += n + 1;
    }
    return true;
}

static ub_str to_utf8(ub_arena *a, ub_str s)
{
    ub_buf b = ub_buf_in(a);
    if (is_utf8(s)) return s;
    ub_buf_room(&b, s.n * 2);
    for (size_t i = 0; i < s.n; i++) ub_buf_utf8(&b, ub_str_at(s, i));
    return ub_buf_str(&b);
}

static void entity(struct walk *w, ub_str s, unsigned depth);

static void multipart(struct walk *w, ub_str body, ub_str boundary, unsigned depth)
{
    const char *from = NULL;
    ub_str rest = body;
    while (rest.n) {
        const char *at = rest.p;
        ub_str l = take_line(&rest);
        if (l.n < boundary.n + 2 || l.p[0] != '-' || l.p[1] != '-' || !ub_str_starts(ub_str_from(l, 2), boundary)) continue;
        if (from) entity(w, ub_str_range(from, at), depth + 1);
        from = rest.p;
        if (ub_str_starts(ub_str_from(l, 2 + boundary.n), UB_S("--"))) return;
    }
    if (from) entity(w, ub_str_range(from, ub_str_end(body)), depth + 1);
}

static void entity(struct walk *w, ub_str s, unsigned depth)
{
    ub_str rest = s, head, type, cte;
    if (depth > DEPTH) return;
    for (;;) {
        const char *at = rest.p;
        if (!rest.n) return;
        if (take_line(&rest).n == 0) {
            head = ub_str_range(s.p, at);
            break;
        }
    }
    type = ub_str_trim(field(head, UB_S("content-type")));
    cte = ub_str_trim(field(head, UB_S("content-transfer-encoding")));
    if (ub_str_starts_nocase(type, UB_S("multipart/"))) {
        ub_str boundary = param(type, UB_S("boundary"));
        if (boundary.n) multipart(w, rest, boundary, depth);
    } else if (ub_str_starts_nocase(type, UB_S("message/rfc822"))) entity(w, rest, depth + 1);
    else if (ub_str_starts_nocase(type, UB_S("text/html"))) {
        if (ub_str_starts_nocase(cte, UB_S("base64"))) rest = base64(w->a, rest);
        else if (ub_str_starts_nocase(cte, UB_S("quoted-printable"))) rest = quoted_printable(w->a, rest);
        if (rest.p) w->see(w->ctx, to_utf8(w->a, rest));
    }
}

void ub_mail_html(ub_arena *a, ub_str message, void (*see)(void *ctx, ub_str html), void *ctx)
{
    struct walk w = { a, see, ctx };
    entity(&w, message, 0);
}
