/* SPDX-License-Identifier: Apache-2.0 */
/* Authentication-Results and its copies of ARC, read as RFC 8601 writes them. */
#include "authres.h"

#include "hosts.h"

bool ub_trusted_add(ub_trusted *t, ub_str list)
{
    while (list.n) {
        size_t n = 0;
        while (n < list.n && list.p[n] != ',' && !ub_is_space((unsigned char)list.p[n])) n++;
        if (n) {
            if (t->n == UB_TRUSTED_MAX) return false;
            t->p[t->n++] = ub_str_to(list, n);
        }
        list = ub_str_from(list, n + 1);
    }
    return true;
}

static bool is_trusted(const ub_trusted *t, ub_str id)
{
    for (size_t i = 0; i < t->n; i++)
        if (ub_str_eq_nocase(t->p[i], id)) return true;
    return false;
}

/* ------------------------------------------------------------------------------------------------ tokens */

/* White space and comments, one within the other.  RFC 5322 3.2.2 */
static void skip_comments(ub_str *rest)
{
    size_t i = 0;
    for (unsigned depth = 0; i < rest->n; i++) {
        char c = rest->p[i];
        if (depth && c == '\\') i++;
        else if (c == '(') depth++;
        else if (c == ')' && depth) depth--;
        else if (!depth && !ub_is_space((unsigned char)c)) break;
    }
    *rest = ub_str_from(*rest, i);
}

/* A word up to one of `ends`, white space or a comment; a quoted string without its quotes. */
static ub_str word(ub_str *rest, const char *ends)
{
    size_t i = 0;
    ub_str got;
    skip_comments(rest);
    if (rest->n && rest->p[0] == '"') {
        for (i = 1; i < rest->n && rest->p[i] != '"'; i++)
            if (rest->p[i] == '\\') i++;
        got = ub_str_to(ub_str_from(*rest, 1), i - 1);
        *rest = ub_str_from(*rest, i + 1);
        return got;
    }
    while (i < rest->n && !memchr(ends, rest->p[i], strlen(ends)) && rest->p[i] != '(' && !ub_is_space((unsigned char)rest->p[i])) i++;
    got = ub_str_to(*rest, i);
    *rest = ub_str_from(*rest, i);
    return got;
}

static bool take(ub_str *rest, char c)
{
    skip_comments(rest);
    if (!rest->n || rest->p[0] != c) return false;
    *rest = ub_str_from(*rest, 1);
    return true;
}

/* ------------------------------------------------------------------------------------------------ results */

struct asking {
    ub_arena *a;
    ub_url_ctx *urls;
    ub_str site;
    bool (*is_mailer)(void *ctx, ub_str site);
    void *ctx;
    bool looked, passed, chain;      /* chain: arc=pass */
};

/* Methods that speak for a domain, and the property that names it.  RFC 8601 2.7; RFC 7489 11.2 */
static const struct { ub_str method, ptype, property; bool by_mailer; } methods[] = {
    { UB_LIT("dmarc"), UB_LIT("header"), UB_LIT("from"), false },
    { UB_LIT("dkim"), UB_LIT("header"), UB_LIT("d"), true },
    { UB_LIT("dkim"), UB_LIT("header"), UB_LIT("i"), true },
    { UB_LIT("spf"), UB_LIT("smtp"), UB_LIT("mailfrom"), false },
};

static ub_status property(struct asking *q, ub_str method, ub_str ptype, ub_str name, ub_str value)
{
    for (size_t i = 0; i < UB_COUNT(methods); i++) {
        ub_str host;
        ub_status s;
        if (!ub_str_eq_nocase(method, methods[i].method) || !ub_str_eq_nocase(ptype, methods[i].ptype) || !ub_str_eq_nocase(name, methods[i].property)) continue;
        size_t at = ub_str_chr(value, '@');
        if ((s = ub_dns_name(q->a, q->urls, at < value.n ? ub_str_from(value, at + 1) : value, &host)) != UB_OK) return s;
        host = ub_dns_site(q->urls, host);
        if (host.n && (ub_str_eq(host, q->site) || (methods[i].by_mailer && q->is_mailer && q->is_mailer(q->ctx, host)))) q->passed = true;
        return UB_OK;
    }
    return UB_OK;
}

/* One "method=result reason=.. ptype.property=value ..", up to the semicolon. */
static ub_status result(struct asking *q, ub_str *rest)
{
    static const ub_str known[] = { UB_LIT("dmarc"), UB_LIT("dkim"), UB_LIT("spf") };
    ub_str method = word(rest, "=/;"), outcome;
    bool pass;
    if (take(rest, '/')) (void)word(rest, "=;");      /* its version */
    if (!take(rest, '=')) return UB_OK;
    outcome = word(rest, ";");
    pass = ub_str_eq_nocase(outcome, UB_S("pass"));
    for (size_t i = 0; i < UB_COUNT(known); i++) q->looked = q->looked || ub_str_eq_nocase(method, known[i]);
    if (pass && ub_str_eq_nocase(method, UB_S("arc"))) q->chain = true;
    for (;;) {
        ub_str ptype, name;
        ub_status s;
        skip_comments(rest);
        if (!rest->n || rest->p[0] == ';') return UB_OK;
        ptype = word(rest, ".=;");
        name = take(rest, '.') ? word(rest, "=;") : ub_str_to(ptype, 0);
        if (!take(rest, '=')) {
            if (!ptype.n && !name.n) *rest = ub_str_from(*rest, 1);      /* what cannot be there */
            continue;
        }
        ub_str value = word(rest, ";");
        if (pass && (s = property(q, method, ptype, name, value)) != UB_OK) return s;
    }
}

static ub_status field(struct asking *q, const ub_trusted *t, ub_str value, bool arc)
{
    ub_str rest, id;
    ub_status s = UB_OK;
    if (!ub_mime_unfold(q->a, value, &rest)) return UB_LIMIT;
    if (arc) {      /* "i=1;" stands first */
        (void)word(&rest, ";");
        if (!take(&rest, ';')) return UB_OK;
    }
    id = word(&rest, ";");
    if (!is_trusted(t, id)) return UB_OK;
    while (rest.n && rest.p[0] != ';') (void)word(&rest, ";"), skip_comments(&rest);      /* the version */
    while (s == UB_OK && take(&rest, ';')) s = result(q, &rest);
    return s;
}

static ub_status fields(struct asking *q, const ub_mime *m, const ub_trusted *t, ub_hdr id)
{
    const ub_part *root = &m->parts.p[0];
    ub_status s = UB_OK;
    for (const ub_field *f = ub_mime_field(m, root, id, NULL); f && s == UB_OK; f = ub_mime_field(m, root, id, f)) {
        ub_arena keep = *q->a;
        s = field(q, t, ub_field_value(m, root, f), id == UB_HDR_ARC_AUTHENTICATION_RESULTS);
        *q->a = keep;
    }
    return s;
}

ub_status ub_auth_of(ub_arena *a, const ub_mime *m, ub_url_ctx *urls, const ub_trusted *t, ub_str site,
                     bool (*is_mailer)(void *ctx, ub_str site), void *ctx, ub_auth *out)
{
    struct asking q = { .a = a, .urls = urls, .site = site, .is_mailer = is_mailer, .ctx = ctx };
    ub_status s = t && t->n ? fields(&q, m, t, UB_HDR_AUTHENTICATION_RESULTS) : UB_OK;
    if (s == UB_OK && q.chain && !q.passed) s = fields(&q, m, t, UB_HDR_ARC_AUTHENTICATION_RESULTS);
    *out = q.passed ? UB_AUTH_PASSED : q.looked ? UB_AUTH_FAILED : UB_AUTH_UNTOLD;
    return s;
}
