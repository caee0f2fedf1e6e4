/* SPDX-License-Identifier: Apache-2.0 */
/* "Prescan a byte stream to determine its encoding" (13.2.3.2): a reading of its own, simpler than the tokenizer. */
#include "html.h"
#include "scan.h"

struct attr { ub_str name, value; };

/* "Get an attribute".  False: there is none, or the bytes end in it (*p is `end` then). */
static bool get_attr(const char **at, const char *end, struct attr *out)
{
    const char *p = *at, *from;
    while (p < end && (ub_is_space((unsigned char)*p) || *p == '/')) p++;
    *at = p;
    if (p == end || *p == '>') return false;
    for (from = p; p < end && !ub_is_space((unsigned char)*p) && *p != '/' && *p != '>' && (*p != '=' || p == from); ) p++;
    out->name = ub_str_range(from, p);
    out->value = ub_str_of(p, 0);
    while (p < end && ub_is_space((unsigned char)*p)) p++;
    *at = p;
    if (p == end) return false;
    if (*p != '=') return true;
    for (p++; p < end && ub_is_space((unsigned char)*p); ) p++;
    from = p;
    if (p < end && (*p == '"' || *p == '\'')) {
        p = ub_scan1(++from, end, *p);
        out->value = ub_str_range(from, p);
        *at = p < end ? p + 1 : end;
    } else {
        while (p < end && !ub_is_space((unsigned char)*p) && *p != '>') p++;
        out->value = ub_str_range(from, p);
        *at = p;
    }
    return p < end;
}

/* "Extracting a character encoding from a meta element". */
static bool in_content(ub_str s, ub_str *label)
{
    for (;;) {
        size_t at = ub_str_find_nocase(s, UB_S("charset"));
        if (at == s.n) return false;
        s = ub_str_from(s, at + 7);
        while (s.n && ub_is_space((unsigned char)*s.p)) s = ub_str_from(s, 1);
        if (s.n && *s.p == '=') break;
    }
    for (s = ub_str_from(s, 1); s.n && ub_is_space((unsigned char)*s.p); ) s = ub_str_from(s, 1);
    if (s.n && (*s.p == '"' || *s.p == '\'')) {
        ub_str rest = ub_str_from(s, 1);
        size_t n = ub_str_chr(rest, (unsigned char)*s.p);
        *label = ub_str_to(rest, n);
        return n < rest.n;
    }
    size_t n = 0;
    while (n < s.n && !ub_is_space((unsigned char)s.p[n]) && s.p[n] != ';') n++;
    *label = ub_str_to(s, n);
    return n > 0;
}

struct prescan { bool (*known)(void *ctx, ub_str label); void *ctx; };

static bool is_known(const struct prescan *ps, ub_str label)
{
    return label.n && (!ps->known || ps->known(ps->ctx, label));
}

/* The attributes of a meta element; true when it settles the matter. */
static bool meta(const struct prescan *ps, const char **at, const char *end, ub_str *label)
{
    enum { HTTP_EQUIV = 1, CONTENT = 2, CHARSET = 4 };
    unsigned seen = 0;
    bool pragma = false, need = false, any = false, good = false;
    struct attr a;
    while (get_attr(at, end, &a)) {
        ub_str found;
        if (ub_str_eq_nocase(a.name, UB_S("http-equiv")) && !(seen & HTTP_EQUIV)) {
            seen |= HTTP_EQUIV;
            pragma = ub_str_eq_nocase(a.value, UB_S("content-type"));
        } else if (ub_str_eq_nocase(a.name, UB_S("content")) && !(seen & CONTENT)) {
            seen |= CONTENT;
            if (!any && in_content(a.value, &found) && is_known(ps, ub_str_trim(found))) {
                any = need = good = true;
                *label = ub_str_trim(found);
            }
        } else if (ub_str_eq_nocase(a.name, UB_S("charset")) && !(seen & CHARSET)) {
            seen |= CHARSET;
            any = true;
            need = false;
            good = is_known(ps, ub_str_trim(a.value));
            *label = ub_str_trim(a.value);
        }
    }
    return *at < end && any && good && (!need || pragma);
}

/* Where "<meta" comes next, else `end`. */
static const char *next_meta(const char *p, const char *end)
{
    for (; (p = ub_scan1(p, end, '<')) < end; p++)
        if (end - p > 5 && (p[1] | 0x20) == 'm' && ub_str_eq_nocase(ub_str_of(p, 5), UB_S("<meta"))) break;
    return p;
}

ub_status ub_html_prescan(ub_str text, bool (*known)(void *ctx, ub_str label), void *ctx, ub_str *label)
{
    const char *p = text.p, *end = ub_str_end(text), *to = p;
    struct prescan ps = { known, ctx };
    struct attr a;
    ub_str found;
    while (text.n && (p = ub_scan1(p, end, '<')) < end) {
        ub_str rest = ub_str_range(p, end);
        /* Only a meta element settles it: without one in what is left, the rest need not be taken apart. */
        if (p >= to && (to = next_meta(p, end)) == end) break;
        if (p == to) to++;
        if (ub_str_starts(rest, UB_S("<!--"))) {
            for (p += 4; (p = ub_scan1(p, end, '>')) < end && !(p[-1] == '-' && p[-2] == '-'); ) p++;
        } else if (rest.n > 5 && ub_str_eq_nocase(ub_str_to(rest, 5), UB_S("<meta")) && (ub_is_space((unsigned char)p[5]) || p[5] == '/')) {
            p += 5;
            if (meta(&ps, &p, end, &found)) {
                *label = found;
                return UB_OK;
            }
        } else if (rest.n > 2 && ub_is_alpha((unsigned char)p[p[1] == '/' ? 2 : 1])) {
            while (p < end && !ub_is_space((unsigned char)*p) && *p != '>') p++;
            while (get_attr(&p, end, &a)) { }
        } else if (rest.n > 1 && (p[1] == '!' || p[1] == '/' || p[1] == '?')) p = ub_scan1(p, end, '>');
        if (p < end) p++;
    }
    return UB_ABSENT;
}
