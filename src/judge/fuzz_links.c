/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes are taken for a link.
 *
 * What must hold: the slots of a grammar are pieces of the URL; what stands wrapped in it is a URL in the form that its own
 * reading has, and no longer than it; a cleaned link is ASCII, no longer than a browser's reading of the link, and clean.
 */
#include "links.h"

#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define HOLDS(x) ((x) ? (void)0 : (fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, #x), abort()))

static ub_arena arena;
static ub_url_ctx urls;

static bool within(ub_str s, ub_str whole) { return s.n == 0 || (s.p >= whole.p && ub_str_end(s) <= ub_str_end(whole)); }

static void check_wrapper(const ub_url *url)
{
    ub_url_site_info site;
    ub_grammar g;
    ub_url target, again;
    (void)ub_url_site(&urls, url->host, &site, NULL);
    if (!ub_grammar_match(NULL, url, site.site, &g)) {
        HOLDS(!g.service && !g.tenant.n && !g.recipient.n && !g.wrapped.n && !g.n_common);
        return;
    }
    HOLDS(g.service > UB_SERVICE_NONE && g.service < UB_SERVICES && g.n_common <= UB_COMMON_MAX);
    HOLDS(within(g.tenant, url->href) && within(g.recipient, url->href) && within(g.wrapped, url->href));
    for (unsigned i = 0; i < g.n_common; i++) HOLDS(within(g.common[i], url->href));
    HOLDS(!ub_grammar_common(&g, g.recipient));
    if (ub_wrap_open(&arena, &urls, url, &g, &target) != UB_OK) return;
    HOLDS(target.href.n <= url->href.n && target.host.n > 0);
    HOLDS(target.scheme_id == UB_URL_HTTP || target.scheme_id == UB_URL_HTTPS);
    HOLDS(ub_url_parse(&arena, &urls, target.href, NULL, &again, NULL, NULL) == UB_OK && ub_str_eq(again.href, target.href));
}

/* As if a list knew that the last pair of the query is the target. */
static bool last_pair(const void *ctx, const ub_url *url, ub_str site, ub_str *target, ub_str *by)
{
    ub_str rest = url->query;
    ub_url_pair pair = { 0 };
    (void)ctx, (void)site;
    while (ub_url_query_next(&rest, &pair)) *target = pair.value;
    *by = UB_S("list");
    return pair.value.n > 0;
}

static void check_clean(const ub_link_opts *opts, ub_str href, const ub_url *url)
{
    ub_link_change change, again;
    if (ub_link_clean(&arena, opts, href, &change) != UB_OK || !change.url.n) return;
    HOLDS(url && change.url.n <= url->href.n);
    for (size_t i = 0; i < change.url.n; i++) HOLDS(change.url.p[i] > ' ' && change.url.p[i] < 0x7F);
    HOLDS(change.n_opened || change.n_dropped);
    for (unsigned i = 0; i < change.n_opened; i++) HOLDS(change.opened[i].n);
    HOLDS(ub_link_clean(&arena, opts, change.url, &again) == UB_OK && !again.url.n);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    ub_str href = ub_str_of((const char *)data, size);
    const ub_link_opts alone = { .urls = &urls }, listed = { .urls = &urls, .opens = last_pair };
    ub_url url;
    ub_status s;
    if (!arena.start && ub_arena_open(&arena, (size_t)1 << 26, NULL) != UB_OK) abort();
    ub_arena_reset(&arena, 1 << 20);
    s = ub_url_parse(&arena, &urls, href, NULL, &url, NULL, NULL);
    if (s == UB_OK && url.host.n && (url.scheme_id == UB_URL_HTTP || url.scheme_id == UB_URL_HTTPS)) check_wrapper(&url);
    check_clean(&alone, href, s == UB_OK ? &url : NULL);
    check_clean(&listed, href, s == UB_OK ? &url : NULL);
    return 0;
}
