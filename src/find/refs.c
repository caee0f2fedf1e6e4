/* SPDX-License-Identifier: Apache-2.0 */
/* References: taken apart, resolved, named and reported. */
#include "inside.h"

/* ------------------------------------------------------------------------------------------------ findings */

ub_str site_of(struct finder *f, ub_str host)
{
    ub_url_site_info info;
    if (!host.n || ub_str_eq(host, f->last_host)) return host.n ? f->last_site : host;
    (void)ub_url_site(f->o.urls, host, &info, NULL);
    f->last_host = host;
    f->last_site = info.site;
    return info.site;
}

static bool is_link_kind(unsigned kind) { return kind == UB_KIND_LINK || kind == UB_KIND_TRACKING_LINK || kind == UB_KIND_LOOKUP; }

/* The vector that tells most, and what it adds. */
static uint16_t name_it(const struct walk *w, const struct place *p, uint16_t scheme)
{
    const ub_vector *form = &ub_vectors[p->form];
    if (scheme != UB_VEC_NONE) return scheme;
    if (form->kind != UB_KIND_REMOTE) return p->form;
    if (p->context != UB_VEC_NONE) return p->context;
    bool vml = ub_str_starts(form->id, UB_S("vml-"));
    if (w->cond != UB_VEC_NONE && !vml) return w->cond;
    if (w->revealed != UB_VEC_NONE && !vml) return w->revealed;
    if (w->context != UB_VEC_NONE) return w->context;
    return p->modifier != UB_VEC_NONE ? p->modifier : p->form;
}

ub_finding *report(struct walk *w, const struct place *p, ub_span at, uint16_t scheme, ub_str url, ub_str host)
{
    struct finder *f = w->f;
    ub_finding *x;
    uint16_t vector = name_it(w, p, scheme);
    const ub_vector *v = &ub_vectors[vector], *form = &ub_vectors[p->form];
    unsigned kind = form->kind, trigger;
    bool strong = scheme != UB_VEC_NONE && (v->kind == UB_KIND_CREDENTIAL || v->kind == UB_KIND_SCRIPT || v->kind == UB_KIND_EXTERNAL_DOCUMENT);
    bool link;
    if (!going(f)) return NULL;
    if (strong) kind = v->kind;
    link = is_link_kind(kind);
    if ((link ? f->n_links : f->n_contacts) >= UB_FINDINGS_MAX) {
        f->f->findings_omitted++;
        return NULL;
    }
    x = UB_PUSH_UNCLEARED(f->a, &f->f->findings);
    if (!x) {
        out_of_memory(f);
        return NULL;
    }
    if (link) f->n_links++; else f->n_contacts++;
    trigger = vector != p->form && scheme == UB_VEC_NONE && v->trigger != UB_TRIGGER_OPEN ? v->trigger : form->trigger;
    if (p->trigger) trigger = p->trigger;
    if (w->trigger && ub_trigger_unasked((ub_trigger)trigger)) trigger = w->trigger;
    *x = (ub_finding){
        .vector = vector, .form = p->form, .carrier = f->carrier, .kind = (uint8_t)kind, .trigger = (uint8_t)trigger,
        .leaks = (uint8_t)(form->leaks | v->leaks), .action = link && !strong ? form->action : v->action,
        .part = f->part, .doc = w->doc, .span = UB_NONE, .at = at, .raw = ub_str_to(ub_str_from(doc_bytes(w), at.at), at.n),
        .url = url, .host = host, .site = site_of(f, host), .reading = w->reading, .tag_id = p->tag_id, .attr_id = p->attr_id,
        .element = p->element, .attribute = p->attribute, .rel = p->rel, .media = p->media, .alt = p->alt,
        .flags = (link ? UB_FINDING_LINK : 0u) | ((w->flags | p->flags) & UB_SPANF_DEAD ? UB_FINDING_DEAD : 0u),
    };
    x->look = w->late_look ? *w->late_look : look_of(w, p->of);
    if (!x->media.n && w->cond != UB_VEC_NONE) x->media = w->cond_text;
    else if (!x->media.n && w->revealed != UB_VEC_NONE) x->media = w->revealed_text;
    return x;
}

/* ------------------------------------------------------------------------------------------------ hosts of links */

/* True when the host is new. */
static bool host_new(struct finder *f, ub_str host)
{
    struct host_set *s = &f->hosts;
    uint32_t at;
    if (s->n * 2 >= s->cap) {
        struct host_set bigger = { UB_NEW(f->a, ub_str, s->cap ? s->cap * 2 : 64), s->cap ? s->cap * 2 : 64, 0 };
        if (!bigger.p) return out_of_memory(f);
        for (uint32_t i = 0; i < s->cap; i++) {
            uint32_t h = (uint32_t)ub_str_hash(s->p[i], 0);
            if (!s->p[i].n) continue;
            while (bigger.p[h & (bigger.cap - 1)].n) h++;
            bigger.p[h & (bigger.cap - 1)] = s->p[i];
            bigger.n++;
        }
        *s = bigger;
    }
    for (at = (uint32_t)ub_str_hash(host, 0); s->p[at & (s->cap - 1)].n; at++)
        if (ub_str_eq(s->p[at & (s->cap - 1)], host)) return false;
    s->p[at & (s->cap - 1)] = host;
    s->n++;
    return true;
}

/* A browser may look a link's host up before anybody follows it (clients.md 1). */
static void lookup(struct walk *w, const struct place *p, ub_span at, ub_str url, ub_str host)
{
    struct place q = *p;
    if (w->f->n_links >= UB_FINDINGS_MAX || !host_new(w->f, host)) return;
    q.form = UB_VEC_A_SUBDOMAIN_DNS;
    q.trigger = 0;
    (void)report(w, &q, at, UB_VEC_NONE, url, host);
}

/* ------------------------------------------------------------------------------------------------ names of links */

static bool has_nocase(ub_str s, const char *what) { ub_str n = { what, strlen(what) }; return ub_str_find_nocase(s, n) < s.n; }

/* A link to another server that says where it leads, or that ends a subscription. */
static uint16_t link_form(uint16_t form, const ub_url *url)
{
    ub_str rest = url->path.n ? ub_str_range(url->path.p, ub_str_end(url->href)) : (ub_str){ 0 };
    if (form != UB_VEC_A_HREF && form != UB_VEC_AREA_HREF) return form;
    static const bool telling[256] = { ['u'] = 1, ['U'] = 1, ['o'] = 1, ['O'] = 1, [':'] = 1, ['%'] = 1, ['a'] = 1 };
    for (size_t i = 0; i + 5 <= rest.n; i++) {
        if (!telling[ub_str_at(rest, i)]) continue;
        ub_str s = ub_str_of(rest.p + i, rest.n - i);
        switch (rest.p[i]) {
        case 'u': case 'U': if (ub_str_starts_nocase(s, UB_S("unsub"))) return UB_VEC_UNSUBSCRIBE_LINK; break;
        case 'o': case 'O':
            if (ub_str_starts_nocase(s, UB_S("optout")) || ub_str_starts_nocase(s, UB_S("opt-out")) || ub_str_starts_nocase(s, UB_S("opt_out")))
                return UB_VEC_UNSUBSCRIBE_LINK;
            break;
        case ':': if (s.p[1] == '/' && s.p[2] == '/') form = UB_VEC_A_HREF_REDIRECT; break;
        case '%': if (s.p[1] == '3' && ub_str_starts_nocase(s, UB_S("%3a%2f%2f"))) form = UB_VEC_A_HREF_REDIRECT; break;
        case 'a': if (s.p[1] == 'H' && ub_str_starts(s, UB_S("aHR0c"))) form = UB_VEC_A_HREF_REDIRECT; break;
        default: break;
        }
    }
    return form;
}

static bool is_feed(ub_str scheme)
{
    static const ub_str names[] = { UB_LIT("webcal"), UB_LIT("webcals"), UB_LIT("feed"), UB_LIT("feeds"), UB_LIT("itpc"), UB_LIT("pcast"),
                                    UB_LIT("podcast"), UB_LIT("podcasts"), UB_LIT("rss") };
    for (size_t i = 0; i < UB_COUNT(names); i++)
        if (ub_str_eq(scheme, names[i])) return true;
    return false;
}

/* The vector that a reading of a reference is called by.  The texts are static and there are few, mostly two or three. */
static uint16_t how_vector(struct finder *f, const char *how)
{
    struct called *last;
    for (unsigned i = 0; i < HOWS; i++)
        if (f->hows[i].text == how) return f->hows[i].vector;
    last = &f->hows[f->n_hows++ % HOWS];
    *last = (struct called){ how, (uint16_t)ub_vector_find(ub_str_of(how, strlen(how))) };
    return last->vector;
}

/* A vector of the scheme or the host, whatever the element. */
static uint16_t scheme_vector(struct finder *f, const ub_url_readings *r, const ub_url_reading *one, bool first)
{
    uint16_t of_how = how_vector(f, one->how);
    if (of_how != UB_VEC_NONE) return of_how;
    if (one->cls == UB_URL_PHONE) return UB_VEC_TEL_SMS;
    if (!first || !r->url.href.n) return UB_VEC_NONE;
    if (one->cls == UB_URL_WEB) {
        if (is_feed(r->url.scheme)) return UB_VEC_WEBCAL_FEED;
        if (r->url.scheme_id == UB_URL_WS || r->url.scheme_id == UB_URL_WSS) return UB_VEC_WS_URI;
        if (r->url.username.n || r->url.password.n) return UB_VEC_USERINFO_URL;
        if (r->url.host_kind == UB_URL_HOST_IPV4 || r->url.host_kind == UB_URL_HOST_IPV6) return UB_VEC_IP_LITERAL;
        if (r->url.odd & UB_URL_ODD_HOST_IDN || has_nocase(r->url.host, "xn--")) return UB_VEC_IDN_HOST;
    }
    return UB_VEC_NONE;
}

/* ------------------------------------------------------------------------------------------------ a reference */

static bool classify(struct walk *w, ub_str value, ub_url_readings *r)
{
    struct finder *f = w->f;
    ub_status s = ub_url_classify(f->a, f->o.urls, value, w->base.set ? &w->base.url : NULL, r, NULL, f->err);
    if (s == UB_OK) return true;
    if (f->status == UB_OK) f->status = s;
    return false;
}

static void base_was_used(struct walk *w)
{
    w->base.used = true;
    if (w->base.from == BASE_FIELD) fields_base_used(w);
}

/* Does it say its own scheme, or at least its host? */
static bool is_absolute(ub_str s)
{
    size_t i = 0;
    while (i < s.n && (unsigned char)s.p[i] <= ' ') i++;
    if (i < s.n && (s.p[i] == '/' || s.p[i] == '\\')) return i + 1 < s.n && (s.p[i + 1] == '/' || s.p[i + 1] == '\\');
    for (; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c == ':') return true;
        if (!ub_is_alnum(c) && c != '+' && c != '-' && c != '.' && c != '\t' && c != '\n' && c != '\r') return false;
    }
    return false;
}

static ub_finding *tell(struct walk *w, const struct place *p, const ub_url_readings *r, size_t i, ub_str value, ub_span at)
{
    const ub_url_reading *one = &r->r[i];
    bool browser = i == 0 && r->url.href.n;
    /* A path of Windows is told as written; of a reference within another, the inner one. */
    ub_str url = browser ? r->url.href : one->cls == UB_URL_CREDENTIAL || !one->target.n ? ub_str_trim(value) : one->target, host = one->host;
    struct place q = *p;
    ub_finding *x;
    uint16_t scheme = scheme_vector(w->f, r, one, browser);
    if (browser && p->loads & LOAD_LINK) q.form = link_form(q.form, &r->url);
    if (one->cls == UB_URL_MAIL && p->tag_id && p->loads & LOAD_LINK && ub_str_chr(url, '?') < url.n) scheme = UB_VEC_MAILTO_BODY;
    if (scheme == UB_VEC_FTP_URI && q.form == UB_VEC_OBJECT_DATA) scheme = UB_VEC_OBJECT_DATA_FTP;
    x = report(w, &q, at, scheme, url, host);
    if (!x) return NULL;
    if (i > 0) x->reading = one->reader;
    if (browser && w->base.set && !is_absolute(value)) x->flags |= UB_FINDING_RELATIVE;
    if (browser && one->cls == UB_URL_WEB && p->loads & LOAD_LINK && r->url.host_kind == UB_URL_HOST_DOMAIN)
        lookup(w, &q, at, url, host);
    return x;
}

/* "view-source:http://host/": the reference inside is what is fetched. */
static bool inner_reference(ub_str value, ub_str *inner)
{
    ub_str v = ub_str_trim(value);
    if (!ub_str_starts_nocase(v, UB_S("view-source:"))) return false;
    *inner = ub_str_from(v, 12);
    return true;
}

static enum outcome script_see(struct walk *w, const struct place *p, ub_str value, ub_span at)
{
    struct place q = *p;
    if (p->loads & LOAD_FRAME && (p->tag_id == UB_TAG_IFRAME || p->tag_id == UB_TAG_FRAME)) q.form = UB_VEC_IFRAME_JAVASCRIPT;
    else q.form = UB_VEC_SCRIPT_INLINE;
    q.modifier = UB_VEC_NONE;
    if (p->loads & (LOAD_LINK | LOAD_FORM)) q.trigger = UB_TRIGGER_CLICK;
    ref_text(w, &q, value, at, true);
    return REF_BAD;
}

/* What one reading of a reference means here. */
static enum outcome reading_see(struct walk *w, const struct place *p, const ub_url_readings *r, size_t i, ub_str value, ub_span at)
{
    const ub_url_reading *one = &r->r[i];
    bool link = p->loads & LOAD_LINK, form = p->loads & LOAD_FORM;
    switch (one->cls) {
    case UB_URL_INERT: return REF_INERT;
    case UB_URL_RELATIVE: return link ? REF_LINK : REF_RELATIVE;
    case UB_URL_SCRIPT: return script_see(w, p, value, at);
    case UB_URL_EMBEDDED: return link ? REF_LINK : REF_INERT;
    case UB_URL_LOCAL:
        if (one->contact == UB_URL_ON_OPEN || one->host.n) (void)tell(w, p, r, i, value, at);
        return REF_BAD;
    case UB_URL_CREDENTIAL:
        /* Each address without a scheme is a path of Windows to somebody; of links that would be noise. */
        if (link && strcmp(one->how, "unc-fwdslash") == 0) return REF_INERT;
        (void)tell(w, p, r, i, value, at);
        return REF_BAD;
    case UB_URL_MAIL: case UB_URL_PHONE: case UB_URL_HANDLER: case UB_URL_UNKNOWN:
        if (link || form || one->host.n || one->cls == UB_URL_HANDLER) {
            ub_finding *x = tell(w, p, r, i, value, at);
            return x && link && x->action == UB_ACTION_KEPT ? REF_LINK : link && !x && going(w->f) ? REF_LINK : REF_BAD;
        }
        return REF_BAD;
    default: {
        ub_finding *x = tell(w, p, r, i, value, at);
        if (i == 0 && w->base.set && !is_absolute(value)) {
            bool loads = !link && !form;
            if (loads) base_was_used(w);
        }
        if (!link) return REF_BAD;
        return !x || x->action == UB_ACTION_KEPT ? REF_LINK : REF_BAD;
    }
    }
}

enum outcome ref_see(struct walk *w, const struct place *p, ub_str value, ub_span at)
{
    ub_url_readings r;
    enum outcome worst = REF_INERT;
    ub_str v = value, inner;
    while (v.n && (unsigned char)v.p[0] <= ' ') v = ub_str_from(v, 1);
    while (v.n && (unsigned char)v.p[v.n - 1] <= ' ') v.n--;
    if (!v.n || (v.p[0] == '#' && (!w->base.set || p->loads & LOAD_LINK))) return REF_INERT;
    if (ub_str_starts_nocase(v, UB_S("data:"))) return data_see(w, p, v, at);
    if (inner_reference(v, &inner)) {
        struct place q = *p;
        if (p->tag_id == UB_TAG_IFRAME || p->tag_id == UB_TAG_FRAME) q.form = UB_VEC_IFRAME_VIEWSOURCE;
        (void)ref_see(w, &q, inner, at);
        return p->loads & LOAD_LINK ? REF_LINK : REF_BAD;
    }
    memset(&r.url, 0, sizeof r.url);
    if (!classify(w, value, &r)) return REF_INERT;
    if (r.r[0].cls == UB_URL_EMBEDDED) {
        ub_str location;
        if (r.parsed && ub_str_eq(r.url.scheme, UB_S("data"))) return data_see(w, p, r.url.href, at);
        if (r.parsed && ub_str_eq(r.url.scheme, UB_S("cid")) && cid_elsewhere(w->f, r.url.path, &location)) {
            struct place q = *p;
            q.form = UB_VEC_CID_FALLTHROUGH;
            q.modifier = UB_VEC_NONE;
            return ref_see(w, &q, location, at) == REF_INERT ? REF_INERT : REF_BAD;
        }
    }
    for (size_t i = 0; i < r.n; i++) {
        enum outcome one = reading_see(w, p, &r, i, value, at);
        if (one > worst) worst = one;
    }
    return worst;
}

/* ------------------------------------------------------------------------------------------------ bases */

void base_set(struct walk *w, ub_str value, unsigned from, uint32_t finding)
{
    ub_url url;
    struct base *b = &w->base;
    if (b->set && b->from >= from) return;
    if (ub_url_parse(w->f->a, w->f->o.urls, value, NULL, &url, NULL, NULL) != UB_OK) return;
    if (url.opaque || url.scheme_id == UB_URL_OTHER || !url.has_host || !url.host.n) return;
    *b = (struct base){ .set = true, .from = (uint8_t)from, .url = url, .finding = finding, .field = b->field, .field_part = b->field_part };
}

void pend(struct walk *w, const struct place *p, uint32_t span, ub_str value, ub_span at)
{
    struct pending *x;
    if (w->base.set || w->pending.n >= UB_FINDINGS_MAX) return;
    if (!(x = UB_PUSH(w->f->a, &w->pending))) {
        out_of_memory(w->f);
        return;
    }
    *x = (struct pending){ span, at, value, *p, look_of(w, p->of) };
    x->place.of = NULL;
}

/* A base behind the references it is for: in a browser those before it keep their own, in others not. */
void base_settle(struct walk *w)
{
    for (size_t i = 0; w->base.set && i < w->pending.n && going(w->f); i++) {
        struct pending *x = &w->pending.p[i];
        size_t from = findings_now(w);
        w->late_look = &x->look;
        (void)ref_see(w, &x->place, x->value, x->at);
        w->late_look = NULL;
        span_claim(w, x->span, from);
    }
    w->pending.n = 0;
    if (w->base.finding != UB_NONE && w->base.finding < w->f->f->findings.n && !w->base.used) {
        ub_finding *x = &w->f->f->findings.p[w->base.finding];
        if (!(x->flags & UB_FINDING_LINK)) {
            /* Only links go through it, or nothing: it contacts nobody by itself. */
            x->kind = UB_KIND_LINK;
            x->trigger = UB_TRIGGER_CLICK;
        }
    }
}

/* ------------------------------------------------------------------------------------------------ addresses in text */

static bool is_url_byte(unsigned char c)
{
    return c > ' ' && c != '"' && c != '\'' && c != '<' && c != '>' && c != '`' && c != 0x7F && c != '\\' && c != '{' && c != '}' && c != '|'
           && c != '^';
}

/* The scheme that ends before the colon at `colon`. */
static size_t scheme_start(ub_str text, size_t from, size_t colon)
{
    static const ub_str schemes[] = { UB_LIT("https"), UB_LIT("http"), UB_LIT("ftp"), UB_LIT("wss"), UB_LIT("ws"), UB_LIT("file"), UB_LIT("ftps"),
                                      UB_LIT("sftp"), UB_LIT("smb"), UB_LIT("webcal") };
    for (size_t i = 0; i < UB_COUNT(schemes); i++) {
        size_t n = schemes[i].n;
        if (colon >= from + n && ub_str_eq_nocase(ub_str_of(text.p + colon - n, n), schemes[i])
            && (colon == n || !ub_is_alpha(ub_str_at(text, colon - n - 1)))) return colon - n;
    }
    return colon;
}

bool address_next(ub_str text, size_t *from, ub_span *at)
{
    size_t p = *from;
    while (p < text.n) {
        const char *end = ub_str_end(text), *colon = ub_scan1(text.p + p, end, ':');
        size_t c = (size_t)(colon - text.p), start, stop;
        if (colon == end) break;
        p = c + 1;
        if (c + 2 >= text.n || text.p[c + 1] != '/' || text.p[c + 2] != '/') continue;
        start = scheme_start(text, *from, c);
        if (start == c) continue;
        for (stop = c + 3; stop < text.n && is_url_byte(ub_str_at(text, stop)); stop++) {}
        bool opened = memchr(text.p + start, '(', stop - start);
        while (stop > c + 3 && memchr(".,;:!?)]*_", text.p[stop - 1], 10) && !(opened && text.p[stop - 1] == ')')) stop--;
        if (stop == c + 3) continue;
        *at = span_of(start, stop - start);
        *from = stop;
        return true;
    }
    *from = text.n;
    return false;
}

/* Base64 in which addresses may hide: atob('PGltZyBz..'). */
static void ref_base64(struct walk *w, const struct place *p, ub_str text, ub_span at, size_t *told)
{
    size_t i = 0;
    while (i < text.n && *told < 16) {
        size_t n = 0, from = 0;
        ub_span in;
        ub_str out;
        while (i + n < text.n && (ub_is_alnum(ub_str_at(text, i + n)) || text.p[i + n] == '+' || text.p[i + n] == '/' || text.p[i + n] == '=')) n++;
        if (n >= 16 && ub_codec_decode(w->f->a, UB_CTE_BASE64, 0, ub_str_of(text.p + i, n), &out, NULL, NULL, NULL) == UB_OK)
            while (*told < 16 && address_next(out, &from, &in)) {
                ub_finding *x;
                ub_str url = ub_str_to(ub_str_from(out, in.at), in.n);
                ub_url u;
                if (ub_url_parse(w->f->a, w->f->o.urls, url, NULL, &u, NULL, NULL) != UB_OK) continue;
                if (!(x = report(w, p, at, UB_VEC_NONE, u.href, u.host))) return;
                (*told)++;
            }
        i += n + 1;
    }
}

void ref_text(struct walk *w, const struct place *p, ub_str text, ub_span at, bool always)
{
    size_t from = 0, told = 0;
    ub_span in;
    ub_str last = { 0 };
    while (told < 16 && address_next(text, &from, &in)) {
        ub_str url = ub_str_to(ub_str_from(text, in.at), in.n);
        ub_url u;
        if (ub_str_eq(url, last)) continue;
        last = url;
        if (ub_url_parse(w->f->a, w->f->o.urls, url, NULL, &u, NULL, NULL) != UB_OK) continue;
        uint16_t scheme = u.scheme_id == UB_URL_WS || u.scheme_id == UB_URL_WSS ? UB_VEC_WS_URI : UB_VEC_NONE;
        if (!report(w, p, at, scheme, u.href, u.host)) return;
        told++;
    }
    if (always) ref_base64(w, p, text, at, &told);
    if (always && !told) {
        ub_finding *x = report(w, p, at, UB_VEC_NONE, (ub_str){ 0 }, (ub_str){ 0 });
        if (x) x->flags |= UB_FINDING_TEXT_ONLY;
    }
}
