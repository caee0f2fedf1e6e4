/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Registrable domains by the public suffix list, and the end of a context.
 *
 * The list is the newest on the machine, read when the first host asks for it.  A name's registrable domain stands in
 * its last labels, so a host of any length costs the same.
 */
#include "inside.h"

#include <libpsl.h>

enum { NAME_BYTES = 254 };      /* the longest name of the DNS, without the root's dot, and a NUL */

void ub_url_ctx_deinit(ub_url_ctx *ctx)
{
    if (!ctx) return;
    ub_url_idna_close(ctx->idna);
    psl_free(ctx->psl);
    *ctx = (ub_url_ctx){ .psl_path = ctx->psl_path };
}

static psl_ctx_t *list(ub_url_ctx *ctx)
{
    if (!ctx->psl_tried) {
        ctx->psl_tried = true;
        ctx->psl = ctx->psl_path ? psl_load_file(ctx->psl_path) : psl_latest(NULL);
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

ub_status ub_url_site(ub_url_ctx *ctx, ub_str host, ub_url_site_info *out, ub_err *err)
{
    UB_CLEANUP(ub_url_ctx_deinit) ub_url_ctx own = { 0 };
    psl_ctx_t *psl;
    char name[NAME_BYTES];
    const char *found;
    size_t from;
    ub_str rest;
    if (host.n > 1 && host.p[host.n - 1] == '.') host.n--;
    *out = (ub_url_site_info){ .site = host, .kind = UB_URL_SITE_ADDRESS };
    if (is_address(host)) return UB_OK;
    out->kind = UB_URL_SITE_LOCAL;
    if (ub_str_chr(host, '.') == host.n) return UB_OK;
    if (!(psl = list(ctx ? ctx : &own))) return ub_fail(err, UB_ABSENT, "no public suffix list on this machine", 0);
    out->kind = UB_URL_SITE_SUFFIX;
    from = tail(host, name);
    if (from == host.n || memchr(name, 0, host.n - from) || !(found = psl_registrable_domain(psl, name))) {
        out->suffix = from < host.n ? host : (ub_str){ 0 };
        return UB_OK;
    }
    out->kind = UB_URL_SITE_REGISTRABLE;
    out->site = ub_str_from(host, from + (size_t)(found - name));
    rest = out->site;
    ub_str_cut(&rest, '.');
    out->suffix = rest;
    out->hosted = psl_is_public_suffix2(psl, found + (rest.p - out->site.p), PSL_TYPE_PRIVATE | PSL_TYPE_NO_STAR_RULE);
    return UB_OK;
}
