/* SPDX-License-Identifier: Apache-2.0 */
/* Cleaning links. */
#include "links.h"

static const struct param { ub_str name, site; const char *owner; } params[] = {
#define UB_PARAM(name, site, owner) { UB_LIT(name), UB_LIT(site), owner },
#include "params.def"
#undef UB_PARAM
};

/* ------------------------------------------------------------------------------------------------ parameters */

static const struct param *find_param(ub_str name, ub_str site)
{
    for (size_t i = ub_str_row(params, UB_COUNT(params), sizeof *params, name); i < UB_COUNT(params) && ub_str_eq(params[i].name, name); i++)
        if (ub_str_eq(params[i].site, site)) return &params[i];
    return NULL;
}

const char *ub_link_param_owner(ub_str site, ub_str name)
{
    char family[16], anywhere[32];
    size_t n = ub_str_chr(name, '_') + 1, label = ub_str_chr(site, '.');
    const struct param *p = find_param(name, UB_S(""));
    if (!p) p = find_param(name, site);
    if (!p && label > 0 && label + 2 < sizeof anywhere) {
        memcpy(anywhere, site.p, label);
        memcpy(anywhere + label, ".*", 2);
        p = find_param(name, ub_str_of(anywhere, label + 2));
    }
    if (!p && n > 1 && n < name.n && n < sizeof family) {
        memcpy(family, name.p, n);
        family[n] = '*';
        p = find_param(ub_str_of(family, n + 1), UB_S(""));
    }
    return p ? p->owner : NULL;
}

static bool drops(const ub_link_opts *o, const ub_url *url, ub_str site, const ub_url_pair *pair)
{
    return o->drops ? o->drops(o->ctx, url, site, pair) : ub_link_param_owner(site, pair->key) != NULL;
}

/* ------------------------------------------------------------------------------------------------ links that are left alone */

/* Words of a host's label, a segment or a parameter's name in links that stop working, or do harm, when they are touched. */
static const ub_str words_that_begin[] = {
    UB_LIT("activat"), UB_LIT("confirm"), UB_LIT("login"), UB_LIT("logon"), UB_LIT("oauth"), UB_LIT("optin"), UB_LIT("optout"),
    UB_LIT("passw"), UB_LIT("signin"), UB_LIT("unsub"), UB_LIT("verif"),
};
static const ub_str words[] = {
    UB_LIT("2fa"), UB_LIT("abmelden"), UB_LIT("auth"), UB_LIT("desuscribir"), UB_LIT("emailwebview"), UB_LIT("invite"),
    UB_LIT("magic"), UB_LIT("mfa"), UB_LIT("otp"), UB_LIT("preferences"), UB_LIT("pwd"), UB_LIT("recover"), UB_LIT("recovery"),
    UB_LIT("reset"), UB_LIT("saml"), UB_LIT("sso"), UB_LIT("subscription"), UB_LIT("subscriptions"),
};
/* "opt-out", "sign_in" */
static const ub_str pairs[][2] = {
    { UB_LIT("log"), UB_LIT("in") }, { UB_LIT("log"), UB_LIT("on") }, { UB_LIT("opt"), UB_LIT("in") }, { UB_LIT("opt"), UB_LIT("out") },
    { UB_LIT("sign"), UB_LIT("in") },
};

static ub_str next_word(ub_str *rest)
{
    size_t from = 0, to;
    while (from < rest->n && !ub_is_alnum((unsigned char)rest->p[from])) from++;
    for (to = from; to < rest->n && ub_is_alnum((unsigned char)rest->p[to]);) to++;
    ub_str word = ub_str_from(ub_str_to(*rest, to), from);
    *rest = ub_str_from(*rest, to);
    return word;
}

static bool has_word(ub_str text)
{
    ub_str before = { 0 }, word;
    while ((word = next_word(&text)).n) {
        for (size_t i = 0; i < UB_COUNT(words_that_begin); i++)
            if (ub_str_starts_nocase(word, words_that_begin[i])) return true;
        for (size_t i = 0; i < UB_COUNT(words); i++)
            if (ub_str_eq_nocase(word, words[i])) return true;
        for (size_t i = 0; i < UB_COUNT(pairs); i++)
            if (ub_str_eq_nocase(before, pairs[i][0]) && ub_str_eq_nocase(word, pairs[i][1])) return true;
        before = word;
    }
    return false;
}

/* Is it about the reader's account or subscription?  A wrapper's target is looked at when it is opened, and the names of its
 * parameters are the service's own. */
static bool is_personal(const ub_url *url, ub_str wrapped)
{
    ub_str rest = url->path, segment;
    ub_url_pair pair;
    if (url->username.n || url->password.n || has_word(url->host)) return true;
    while (ub_url_segment_next(&rest, &segment)) {
        bool target = wrapped.n && segment.p <= wrapped.p && wrapped.p < segment.p + segment.n;
        if (!target && (has_word(segment) || ub_str_eq_nocase(segment, UB_S("email")))) return true;
    }
    for (rest = url->query; !wrapped.n && ub_url_query_next(&rest, &pair);)
        if (has_word(pair.key)) return true;
    return false;
}

/* Names of parameters that are signatures, or that a signature covers. */
static const ub_str signs[] = {
    UB_LIT("access_token"), UB_LIT("api_key"), UB_LIT("apikey"), UB_LIT("checksum"), UB_LIT("code"), UB_LIT("digest"), UB_LIT("exp"),
    UB_LIT("expires"), UB_LIT("expiry"), UB_LIT("hash"), UB_LIT("hmac"), UB_LIT("jwt"), UB_LIT("key"), UB_LIT("key-pair-id"), UB_LIT("mac"),
    UB_LIT("nonce"), UB_LIT("policy"), UB_LIT("secret"), UB_LIT("session"), UB_LIT("sessionid"), UB_LIT("sid"), UB_LIT("sig"),
    UB_LIT("sign"), UB_LIT("signature"), UB_LIT("state"), UB_LIT("ticket"), UB_LIT("token"),
};

/* Twenty letters and digits in one piece, as digests are. */
static bool is_digest(ub_str value)
{
    size_t n = 0, digits = 0, letters = 0;
    for (; n < value.n && (ub_is_alnum((unsigned char)value.p[n]) || value.p[n] == '-' || value.p[n] == '_'); n++) {
        digits += ub_is_digit((unsigned char)value.p[n]);
        letters += ub_is_alpha((unsigned char)value.p[n]);
    }
    return n >= 20 && digits >= 2 && letters >= 2 && digits + letters + 2 >= n;
}

static bool is_signed(const ub_link_opts *o, const ub_url *url, ub_str site)
{
    ub_str rest = url->query;
    ub_url_pair pair;
    while (ub_url_query_next(&rest, &pair)) {
        for (size_t i = 0; i < UB_COUNT(signs); i++)
            if (ub_str_eq_nocase(pair.key, signs[i])) return true;
        if (ub_str_starts_nocase(pair.key, UB_S("x-amz-")) || ub_str_starts_nocase(pair.key, UB_S("x-goog-"))) return true;
        if (pair.key.n <= 3 && is_digest(pair.value) && !drops(o, url, site, &pair)) return true;
    }
    return false;
}

/* ------------------------------------------------------------------------------------------------ one step */

typedef enum step { STEP_DONE, STEP_CHANGED, STEP_LEAVE, STEP_FULL } step;

/* The URL without the parameters that go. */
static step drop_params(ub_arena *a, const ub_link_opts *o, const ub_url *url, ub_str site, ub_str *text, ub_link_change *out)
{
    ub_buf b = ub_buf_in(a);
    ub_str rest = url->query;
    ub_url_pair pair;
    bool any = false, kept = false;
    if (!url->query.n) return STEP_DONE;
    ub_buf_add(&b, ub_str_range(url->href.p, url->query.p - 1));
    while (ub_url_query_next(&rest, &pair)) {
        if (drops(o, url, site, &pair)) {
            any = true;
            if (out->n_dropped < UB_LINK_DROPPED_MAX) out->dropped[out->n_dropped++] = pair.key;
            continue;
        }
        ub_buf_char(&b, kept ? '&' : '?');
        ub_buf_add(&b, pair.key);
        if (pair.has_value) ub_buf_char(&b, '='), ub_buf_add(&b, pair.value);
        kept = true;
    }
    if (!any) return STEP_DONE;
    if (url->has_fragment) ub_buf_char(&b, '#'), ub_buf_add(&b, url->fragment);
    *text = ub_buf_str(&b);
    return b.failed ? STEP_FULL : STEP_CHANGED;
}

static step opened_by(ub_link_change *out, ub_str name, const ub_url *target, ub_str *text)
{
    if (out->n_opened == UB_WRAP_LAYERS) return STEP_LEAVE;
    out->opened[out->n_opened++] = name;
    *text = target->href;
    return STEP_CHANGED;
}

/* A wrapper that lists know; STEP_DONE: it is none, or is about the reader's account. */
static step open_listed(ub_arena *a, const ub_link_opts *o, const ub_url *url, ub_str site, ub_str *text, ub_link_change *out)
{
    ub_grammar g = { .wrap = UB_WRAP_PERCENT };
    ub_url target;
    ub_str by;
    ub_status s;
    if (!o->opens || !o->opens(o->ctx, url, site, &g.wrapped, &by)) return STEP_DONE;
    s = ub_wrap_open(a, o->urls, url, &g, &target);
    return s == UB_LIMIT ? STEP_FULL : s != UB_OK ? STEP_DONE : opened_by(out, by, &target, text);
}

/* Open one layer, or else drop parameters: `text` is what is left. */
static step clean_once(ub_arena *a, const ub_link_opts *o, ub_str *text, ub_link_change *out)
{
    ub_url url, target;
    ub_url_site_info site;
    ub_grammar g;
    ub_status s = ub_url_parse(a, o->urls, *text, NULL, &url, NULL, NULL);
    if (s == UB_LIMIT) return STEP_FULL;
    if (s != UB_OK || !url.host.n || (url.scheme_id != UB_URL_HTTP && url.scheme_id != UB_URL_HTTPS)) return STEP_LEAVE;
    (void)ub_url_site(o->urls, url.host, &site, NULL);
    bool known = ub_grammar_match(o->grammars, &url, site.site, &g);
    ub_service_kind kind = ub_service_of((ub_service_id)g.service)->kind;
    if (known && kind == UB_SERVICE_IS_GATEWAY) return STEP_DONE;
    s = known ? ub_wrap_open(a, o->urls, &url, &g, &target) : UB_ABSENT;
    if (s == UB_LIMIT) return STEP_FULL;
    if (is_personal(&url, g.opened ? g.wrapped : (ub_str){ 0 })) return STEP_LEAVE;
    if (s == UB_OK) return opened_by(out, ub_service_of((ub_service_id)g.service)->name, &target, text);
    /* What a mailer's own address needs, nobody knows but the mailer. */
    if (known && kind == UB_SERVICE_IS_MAILER) return STEP_DONE;
    if (is_signed(o, &url, site.site)) return STEP_LEAVE;
    step listed = open_listed(a, o, &url, site.site, text, out);
    return listed != STEP_DONE ? listed : drop_params(a, o, &url, site.site, text, out);
}

static bool is_cleanable(ub_str href)
{
    for (size_t i = 0; i < href.n; i++)
        if ((unsigned char)href.p[i] >= 0x80) return false;
    return ub_str_starts_nocase(href, UB_S("http://")) || ub_str_starts_nocase(href, UB_S("https://"));
}

ub_status ub_link_clean(ub_arena *a, const ub_link_opts *opts, ub_str href, ub_link_change *out)
{
    static const ub_link_opts defaults = { 0 };
    const ub_link_opts *o = opts ? opts : &defaults;
    ub_str text = ub_str_trim(href);
    bool changed = false;
    *out = (ub_link_change){ 0 };
    if (text.n > UB_WRAP_BYTES || !is_cleanable(text)) return UB_OK;
    for (int round = 0; round < 2 * UB_WRAP_LAYERS; round++) {
        switch (clean_once(a, o, &text, out)) {
        case STEP_FULL:
            return UB_LIMIT;
        case STEP_CHANGED:
            changed = true;
            continue;
        case STEP_DONE:
            if (changed) return out->url = text, UB_OK;
            break;
        case STEP_LEAVE:
            break;
        }
        break;
    }
    *out = (ub_link_change){ 0 };
    return UB_OK;
}
