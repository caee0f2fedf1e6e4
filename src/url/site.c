/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Registrable domains by the public suffix list, and the end of a context.
 *
 * The list is the newest on the machine, read when the first host asks for it.  A name's registrable domain stands in
 * its last labels, so a host of any length costs the same.
 */
#include "inside.h"

#include <libpsl.h>
#include <stdlib.h>

enum { NAME_BYTES = 254 };      /* the longest name of the DNS, without the root's dot, and a NUL */

/*
 * The hosts of a mailbox come back, so the last answers are kept.  A place is found by a hash and a hit by
 * comparing the name, so a hash that meets another costs a look-up, never a wrong answer.
 */
enum { CACHE_PLACES = 4096, CACHE_NAME = 118 };
struct cached {
    uint8_t n, site_at, suffix_n, kind, hosted;
    char host[CACHE_NAME];
};

/* The same for suffixes, of which there are fewer: is it one that a company runs? */
enum { SUFFIX_PLACES = 256, SUFFIX_NAME = 30 };
struct cached_suffix {
    uint8_t n;
    bool hosted;
    char name[SUFFIX_NAME];
};
struct cache {
    struct cached hosts[CACHE_PLACES];
    struct cached_suffix suffixes[SUFFIX_PLACES];
};

static struct cached *place(ub_url_ctx *ctx, ub_str host)
{
    if (!ctx->sites || host.n > CACHE_NAME) return NULL;
    return &((struct cache *)ctx->sites)->hosts[ub_str_hash(host, 0) & (CACHE_PLACES - 1)];
}

static void fill(ub_url_site_info *out, ub_str host, const struct cached *c)
{
    out->site = ub_str_from(host, c->site_at);
    out->suffix = ub_str_from(host, host.n - c->suffix_n);
    out->kind = (ub_url_site_kind)c->kind;
    out->hosted = c->hosted;
}

void ub_url_ctx_deinit(ub_url_ctx *ctx)
{
    if (!ctx) return;
    ub_url_idna_close(ctx->idna);
    psl_free(ctx->psl);
    free(ctx->sites);
    *ctx = (ub_url_ctx){ .psl_path = ctx->psl_path };
}

static psl_ctx_t *list(ub_url_ctx *ctx)
{
    if (!ctx->psl_tried) {
        ctx->psl_tried = true;
        ctx->psl = ctx->psl_path ? psl_load_file(ctx->psl_path) : psl_latest(NULL);
        if (ctx->psl) ctx->sites = calloc(1, sizeof(struct cache));     /* without it: slower */
    }
    return ctx->psl;
}

static bool is_address(ub_str host)
{
    if (host.n && host.p[0] == '[') return true;
    for (size_t i = 0; i < host.n; i++)
        if (!ub_is_digit((unsigned char)host.p[i]) && host.p[i] != '.') return false;
    return host.n > 0;
}

/* The last labels of `host` that fit, NUL-terminated, and where in `host` they begin; `host.n` when not one fits. */
static size_t tail(ub_str host, char *name)
{
    size_t from = host.n < NAME_BYTES ? 0 : host.n - NAME_BYTES + 1;
    if (from) {
        const char *dot = memchr(host.p + from - 1, '.', host.n - from + 1);
        from = dot ? (size_t)(dot - host.p) + 1 : host.n;
    }
    memcpy(name, host.p + from, host.n - from);
    name[host.n - from] = 0;
    return from;
}

/* `suffix` ends in a NUL. */
static bool is_hosted(ub_url_ctx *ctx, const char *suffix)
{
    size_t n = strlen(suffix);
    struct cached_suffix *c = NULL;
    bool hosted;
    if (ctx->sites && n && n <= SUFFIX_NAME) {
        c = &((struct cache *)ctx->sites)->suffixes[ub_str_hash(ub_str_of(suffix, n), 0) & (SUFFIX_PLACES - 1)];
        if (c->n == n && memcmp(c->name, suffix, n) == 0) return c->hosted;
    }
    hosted = psl_is_public_suffix2(ctx->psl, suffix, PSL_TYPE_PRIVATE | PSL_TYPE_NO_STAR_RULE);
    if (c) {
        *c = (struct cached_suffix){ .n = (uint8_t)n, .hosted = hosted };
        memcpy(c->name, suffix, n);
    }
    return hosted;
}

static void look_up(ub_url_ctx *ctx, ub_str host, ub_url_site_info *out)
{
    char name[NAME_BYTES];
    const char *found;
    size_t from = tail(host, name);
    ub_str rest;
    out->kind = UB_URL_SITE_SUFFIX;
    if (from == host.n || memchr(name, 0, host.n - from) || !(found = psl_registrable_domain(ctx->psl, name))) {
        out->suffix = from < host.n ? host : ub_str_from(host, host.n);
        return;
    }
    out->kind = UB_URL_SITE_REGISTRABLE;
    out->site = ub_str_from(host, from + (size_t)(found - name));
    rest = out->site;
    ub_str_cut(&rest, '.');
    out->suffix = rest;
    out->hosted = is_hosted(ctx, found + (rest.p - out->site.p));
}

ub_status ub_url_site(ub_url_ctx *ctx, ub_str host, ub_url_site_info *out, ub_err *err)
{
    UB_CLEANUP(ub_url_ctx_deinit) ub_url_ctx own = { 0 };
    struct cached *c;
    if (host.n > 1 && host.p[host.n - 1] == '.') host.n--;
    *out = (ub_url_site_info){ .site = host, .kind = UB_URL_SITE_ADDRESS };
    if (is_address(host)) return UB_OK;
    out->kind = UB_URL_SITE_LOCAL;
    if (ub_str_chr(host, '.') == host.n) return UB_OK;
    if (!ctx) ctx = &own;
    if (!list(ctx)) return ub_fail(err, UB_ABSENT, "no public suffix list on this machine", 0);
    if ((c = place(ctx, host)) && c->n == host.n && memcmp(c->host, host.p, host.n) == 0) return fill(out, host, c), UB_OK;
    look_up(ctx, host, out);
    if (!c) return UB_OK;
    *c = (struct cached){ (uint8_t)host.n, (uint8_t)(out->site.p - host.p), (uint8_t)out->suffix.n, (uint8_t)out->kind, out->hosted, "" };
    memcpy(c->host, host.p, host.n);
    return UB_OK;
}
