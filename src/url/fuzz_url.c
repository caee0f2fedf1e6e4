/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes are read: a base up to the first line end, then a reference.
 *
 * What must hold: slices lie where the header says; what is written reads back as the same URL; the fast way and the long
 * way agree; an absolute URL does not care for its base; no reading of what a browser reads as http(s) calls it harmless.
 */
#include "inside.h"

#include <stdio.h>
#include <stdlib.h>

#define HOLDS(x) ((x) ? (void)0 : (fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, #x), abort()))

static bool within(ub_str s, ub_str whole) { return s.n == 0 || (s.p >= whole.p && ub_str_end(s) <= ub_str_end(whole)); }

static bool same(const ub_url *x, const ub_url *y)
{
    return ub_str_eq(x->href, y->href) && ub_str_eq(x->scheme, y->scheme) && ub_str_eq(x->username, y->username)
        && ub_str_eq(x->password, y->password) && ub_str_eq(x->host, y->host) && ub_str_eq(x->port, y->port)
        && ub_str_eq(x->path, y->path) && ub_str_eq(x->query, y->query) && ub_str_eq(x->fragment, y->fragment)
        && x->scheme_id == y->scheme_id && x->host_kind == y->host_kind && x->port_number == y->port_number
        && x->has_host == y->has_host && x->has_port == y->has_port && x->has_query == y->has_query
        && x->has_fragment == y->has_fragment && x->opaque == y->opaque;
}

static void check_parts(const ub_url *u, ub_str text, const ub_arena *a)
{
    const ub_str parts[] = { u->scheme, u->username, u->password, u->host, u->port, u->path, u->query, u->fragment };
    size_t sum = 0;
    for (size_t i = 0; i < UB_COUNT(parts); i++) {
        HOLDS(within(parts[i], u->href));
        sum += parts[i].n;
    }
    HOLDS(sum < u->href.n && u->href.n <= sum + 13);       /* ":", "//", ":", "@", ":", "/.", "?", "#" */
    HOLDS(within(u->href, u->in_text ? text : ub_str_range(a->start, a->at)));
    for (size_t i = 0; i < u->href.n; i++)
        HOLDS((u->href.p[i] > ' ' && u->href.p[i] < 0x7F) || (u->href.p[i] == ' ' && u->opaque));
    HOLDS(u->opaque || !u->path.n || u->path.p[0] == '/');
    if (u->scheme_id != UB_URL_OTHER) {
        HOLDS(u->has_host && !u->opaque && u->path.n > 0);
        HOLDS(u->host.n > 0 || u->scheme_id == UB_URL_FILE);
        HOLDS(u->host_kind != UB_URL_HOST_OPAQUE && u->host_kind != UB_URL_HOST_NONE);
    }
}

static void check_again(ub_arena *a, ub_url_ctx *ctx, const ub_url *u)
{
    ub_url again, slow;
    ub_str href, pieces;
    ub_buf b = ub_buf_in(a);
    HOLDS(ub_url_write(a, u, &href, NULL) == UB_OK);
    HOLDS(ub_str_eq(href, u->href));
    HOLDS(ub_url_parse(a, ctx, href, NULL, &again, NULL, NULL) == UB_OK);
    HOLDS(same(u, &again));
    /* A space in front sends it the long way. */
    b = ub_buf_in(a);
    HOLDS(ub_buf_char(&b, ' ') && ub_buf_add(&b, href));
    HOLDS(ub_url_parse(a, ctx, ub_buf_str(&b), NULL, &slow, NULL, NULL) == UB_OK);
    HOLDS(!slow.in_text && same(u, &slow));
    /* "/." guards a path that would be read as a host. */
    HOLDS((slow.odd & ~(uint32_t)(UB_URL_ODD_TRIMMED | UB_URL_ODD_USERINFO | (u->has_host ? 0 : UB_URL_ODD_DOTS))) == 0);
    /* The pieces of a path make the path. */
    if (!u->opaque) {
        ub_str rest = u->path;
        b = ub_buf_in(a);
        while (ub_url_segment_next(&rest, &pieces)) HOLDS(ub_buf_char(&b, '/') && ub_buf_add(&b, pieces));
        HOLDS(rest.n == 0 && ub_str_eq(ub_buf_str(&b), u->path));
    }
}

static void check_query(ub_arena *a, ub_str query)
{
    ub_url_pair pair;
    ub_str text;
    size_t n = 0;
    for (ub_str rest = query; ub_url_query_next(&rest, &pair); n += pair.key.n + pair.value.n) {
        HOLDS(within(pair.key, query) && within(pair.value, query) && (pair.has_value || !pair.value.n));
        HOLDS(ub_url_decode(a, pair.value, true, &text) && text.n <= pair.value.n);
    }
    HOLDS(n <= query.n);
}

static void check_site(ub_arena *a, ub_url_ctx *ctx, const ub_url *u)
{
    ub_url_site_info info;
    ub_str text;
    HOLDS(ub_url_site(ctx, u->host, &info, NULL) != UB_NOMEM);
    HOLDS(within(info.site, u->host) && within(info.suffix, u->host));
    if (info.kind == UB_URL_SITE_REGISTRABLE) HOLDS(ub_str_ends(info.site, info.suffix) && info.suffix.n < info.site.n);
    HOLDS(ub_url_host_unicode(a, ctx, u, &text, NULL) == UB_OK);
}

static void check_classes(ub_arena *a, ub_url_ctx *ctx, ub_str text, const ub_url *base, ub_status parsed, const ub_url *u)
{
    ub_url_readings all;
    bool web = false;
    HOLDS(ub_url_classify(a, ctx, text, base, &all, NULL, NULL) == UB_OK);
    HOLDS(all.n >= 1 && all.n <= UB_URL_READINGS_MAX && all.parsed == (parsed == UB_OK));
    for (size_t i = 0; i < all.n; i++) {
        HOLDS((unsigned)all.r[i].cls < UB_URL_CLASSES && all.r[i].how && all.r[i].reader);
        web = web || (all.r[i].cls == UB_URL_WEB && all.r[i].contact == UB_URL_ON_OPEN);
    }
    if (parsed != UB_OK) {
        HOLDS(all.url.href.n == 0 || strcmp(all.r[0].how, "protocol-relative") == 0);
        return;
    }
    HOLDS(same(&all.url, u));
    if (u->scheme_id >= UB_URL_HTTP) {
        HOLDS(web && all.r[0].cls == UB_URL_WEB && all.r[0].contact == UB_URL_ON_OPEN);
        HOLDS(ub_str_eq(all.r[0].host, u->host));
    }
    if (u->scheme_id == UB_URL_FTP) HOLDS(all.r[0].contact == UB_URL_ON_OPEN);
    if (u->scheme_id == UB_URL_FILE && u->host.n) {
        bool contact = ub_str_eq(u->host, UB_S("127.0.0.1")) || ub_str_eq(u->host, UB_S("."));
        for (size_t i = 0; i < all.n; i++) contact = contact || all.r[i].contact == UB_URL_ON_OPEN;
        HOLDS(contact);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static ub_arena a;
    static ub_url_ctx ctx;
    ub_str text = ub_str_of((const char *)data, size), base_text;
    ub_url base, url, alone;
    ub_notes notes;
    ub_err err = { 0 };
    bool based;
    size_t used;
    ub_status s;
    if (!a.start && ub_arena_open(&a, (size_t)24 << 20, NULL) != UB_OK) abort();
    ub_arena_reset(&a, 1 << 20);
    base_text = ub_str_cut(&text, '\n');
    based = ub_url_parse(&a, &ctx, base_text, NULL, &base, NULL, NULL) == UB_OK;
    if (based) {
        check_parts(&base, base_text, &a);
        check_again(&a, &ctx, &base);
    }
    /* Memory as promised, red zones of the sanitizer aside. */
    used = ub_arena_used(&a);
    s = ub_url_parse(&a, &ctx, text, based ? &base : NULL, &url, NULL, NULL);
    HOLDS(ub_arena_used(&a) - used <= 12 * text.n + (based ? base.href.n : 0) + 128 + 16384 + 256);
    notes = (ub_notes){ .a = &a };
    s = ub_url_parse(&a, &ctx, text, based ? &base : NULL, &url, &notes, &err);
    HOLDS(s == UB_OK || s == UB_SYNTAX);
    for (size_t i = 0; i < notes.n; i++) HOLDS(notes.p[i].at <= text.n);
    if (s == UB_SYNTAX) HOLDS(err.what && err.at <= text.n);
    if (s == UB_OK) {
        HOLDS((size_t)__builtin_popcount(url.odd) == notes.n);
        check_parts(&url, text, &a);
        check_again(&a, &ctx, &url);
        check_query(&a, url.query);
        check_site(&a, &ctx, &url);
        /* Another document's base changes nothing for what names its own scheme and host. */
        if (ub_url_parse(&a, &ctx, text, NULL, &alone, NULL, NULL) == UB_OK
            && (!based || alone.scheme_id == UB_URL_OTHER || alone.scheme_id != base.scheme_id)) HOLDS(same(&url, &alone));
    }
    {   /* Space in front changes nothing, and sends every text the long way. */
        ub_url slow;
        ub_buf b = ub_buf_in(&a);
        HOLDS(ub_buf_char(&b, ' ') && ub_buf_add(&b, text));
        HOLDS(ub_url_parse(&a, &ctx, ub_buf_str(&b), based ? &base : NULL, &slow, NULL, NULL) == s);
        if (s == UB_OK) HOLDS(same(&slow, &url) && ((slow.odd ^ url.odd) & ~(uint32_t)UB_URL_ODD_TRIMMED) == 0);
    }
    check_classes(&a, &ctx, text, based ? &base : NULL, s, &url);
    if (size % 3 == 0) {      /* another charset changes the query only */
        ub_url other;
        ub_status o = ub_url_parse_as(&a, &ctx, text, based ? &base : NULL, size % 2 ? "ISO-2022-JP" : "windows-1252", &other,
                                      NULL, NULL);
        HOLDS(o == s);
        if (s == UB_OK) {
            check_parts(&other, text, &a);
            HOLDS(ub_str_eq(other.path, url.path) && ub_str_eq(other.host, url.host) && ub_str_eq(other.fragment, url.fragment));
        }
    }
    return 0;
}
