/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The usual URL, read in one pass and not copied: absolute, and written as it would be written anyway.
 *
 * Nine of ten in real mail are.  This is a hot loop with a benchmark in bench/url.  What it is not sure about it leaves
 * to the long way in url.c, so it decides nothing by itself; a test compares the two.
 */
#include "inside.h"

/* A segment that begins here with a dot, or an escaped one, may be "." or "..": the long way knows. */
static inline bool may_be_dots(const char *p, const char *end)
{
    return p < end && (*p == '.' || (*p == '%' && end - p > 2 && p[1] == '2' && (p[2] | 0x20) == 'e'));
}

/* Four decimal numbers without leading zeros: an IPv4 address as it is written. */
static bool is_dotted_quad(const char *p, const char *end)
{
    for (int k = 0; k < 4; k++) {
        const char *first = p;
        unsigned v = 0;
        for (; p < end && p - first < 3 && ub_is_digit((unsigned char)*p); p++) v = v * 10 + (unsigned)(*p - '0');
        if (p == first || v > 255 || (*first == '0' && p - first > 1)) return false;
        if (k < 3 && (p == end || *p++ != '.')) return false;
    }
    return p == end;
}

/* The query and the fragment from `q`, of which the query ends at the first byte of `set`.  Where they end. */
static const char *query_and_fragment(ub_url *url, const char *q, const char *end, unsigned set)
{
    if (q < end && *q == '?') {
        const char *p = q + 1;
        q = set_find(p, end, set);
        url->query = ub_str_range(p, q);
        url->has_query = true;
    }
    if (q < end && *q == '#') {
        const char *p = q + 1;
        q = set_find(p, end, SET_FRAGMENT);
        url->fragment = ub_str_range(p, q);
        url->has_fragment = true;
    }
    return q;
}

/* Host, port, path, query, fragment from `p`, which is behind "http://" or "https://". */
static bool hierarchical(ub_url *url, const char *p, const char *end, unsigned default_port)
{
    const char *host = p, *q, *label;
    unsigned port = default_port;
    p = set_find(p, end, SET_DOMAIN);
    if (p == host || p == end) return false;            /* empty, or without the path that would be written */
    url->host = ub_str_range(host, p);
    /* Does the last label begin with a digit?  Then it may be an IPv4 address in one of its spellings. */
    label = p - (p[-1] == '.');
    while (label > host && label[-1] != '.') label--;
    url->host_kind = UB_URL_HOST_DOMAIN;
    if (ub_is_digit((unsigned char)*label)) {
        if (!is_dotted_quad(host, p)) return false;
        url->host_kind = UB_URL_HOST_IPV4;
    }
    if (*p == ':') {
        q = ++p;
        for (port = 0; q < end && q - p < 5 && ub_is_digit((unsigned char)*q); q++)
            port = port * 10 + (unsigned)(*q - '0');
        if (q == p || q == end || *p == '0' || port > 65535 || port == default_port) return false;
        url->port = ub_str_range(p, q);
        url->has_port = true;
        p = q;
    }
    if (*p != '/') return false;
    for (q = p; ; ) {
        /* At a slash. */
        if (may_be_dots(q + 1, end)) return false;
        q = set_find(q + 1, end, SET_SEGMENT);
        if (q == end || *q != '/') break;
    }
    url->path = ub_str_range(p, q);
    q = query_and_fragment(url, q, end, SET_SPECIAL_QUERY);
    if (q < end) return false;
    url->has_host = true;
    url->port_number = (uint16_t)port;
    return true;
}

/* The path, query and fragment of mailto:, cid:, data: and the like, from `p` behind the colon. */
static bool opaque(ub_url *url, const char *p, const char *end)
{
    const char *q;
    if (p == end || *p == '/') return false;
    q = set_find(p, end, SET_OPAQUE);
    if (q < end && q > p && q[-1] == ' ') return false;
    url->path = ub_str_range(p, q);
    q = query_and_fragment(url, q, end, SET_QUERY);
    url->opaque = true;
    return q == end;
}

bool ub_url_fast(ub_str text, ub_url *url)
{
    const char *p = text.p, *end = ub_str_end(text);
    size_t n;
    /* The last byte of a path or a fragment may be a space, of a text not: that is trimmed. */
    if (text.n < 4 || is_c0_space((unsigned char)end[-1])) return false;
    *url = (ub_url){ .href = text, .in_text = true };
    if (text.n >= 8 && memcmp(p, "http", 4) == 0) {
        bool tls = p[4] == 's';
        n = 4 + tls;
        if (memcmp(p + n, "://", 3) != 0) return false;
        url->scheme = ub_str_of(p, n);
        url->scheme_id = tls ? UB_URL_HTTPS : UB_URL_HTTP;
        return hierarchical(url, p + n + 3, end, tls ? 443 : 80);
    }
    for (n = 0; n < text.n && n < 32 && ((unsigned char)(p[n] - 'a') < 26 || p[n] == '-'); n++) {}
    if (n == 0 || n == text.n || p[n] != ':' || p[0] == '-') return false;
    url->scheme = ub_str_of(p, n);
    if (is_special(ub_url_scheme_of(url->scheme))) return false;
    return opaque(url, p + n + 1, end);
}

bool ub_url_fast_bare(ub_arena *a, ub_str text, ub_url *url)
{
    ub_arena scratch = *a;
    size_t n = text.n >= 8 && text.p[4] == 's' ? 8 : 7;
    const char *end = ub_str_end(text);
    char *p;
    if (text.n <= n || memcmp(text.p, "http", 4) != 0 || set_find(text.p + n, end, SET_DOMAIN) < end) return false;
    if (!(p = ub_arena_take(&scratch, text.n + 1, 1))) return false;
    memcpy(p, text.p, text.n);
    p[text.n] = '/';
    if (!ub_url_fast(ub_str_of(p, text.n + 1), url)) return false;
    url->in_text = false;
    *a = scratch;
    return true;
}
