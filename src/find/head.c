/* SPDX-License-Identifier: Apache-2.0 */
/* link, meta, base and script: elements that say by one attribute what another one does. */
#include "inside.h"

/* ------------------------------------------------------------------------------------------------ link, meta, base */

/* Relations that readers are known to act on.  HTML living standard 4.6.7, and the survey's table B.  Any other is
 * link-subresource: nobody knows them all. */
static const struct relation { ub_str rel; uint16_t vector; uint32_t loads; } relations[] = {
    { UB_LIT("alternate"), UB_VEC_LINK_ALTERNATE_FEED, 0 }, { UB_LIT("apple-touch-icon"), UB_VEC_LINK_TOUCH_ICON, LOAD_IMAGE },
    { UB_LIT("apple-touch-icon-precomposed"), UB_VEC_LINK_TOUCH_ICON, LOAD_IMAGE },
    { UB_LIT("apple-touch-startup-image"), UB_VEC_LINK_TOUCH_ICON, LOAD_IMAGE },
    { UB_LIT("colorschememapping"), UB_VEC_LINK_OFFICE_FILELIST, 0 }, { UB_LIT("compression-dictionary"), UB_VEC_LINK_COMPRESSION_DICT, 0 },
    { UB_LIT("dns-prefetch"), UB_VEC_LINK_DNS_PREFETCH, 0 }, { UB_LIT("edit-time-data"), UB_VEC_LINK_OFFICE_FILELIST, 0 },
    { UB_LIT("file-list"), UB_VEC_LINK_OFFICE_FILELIST, 0 }, { UB_LIT("fluid-icon"), UB_VEC_LINK_TOUCH_ICON, LOAD_IMAGE },
    { UB_LIT("icon"), UB_VEC_LINK_ICON, LOAD_IMAGE }, { UB_LIT("import"), UB_VEC_LINK_IMPORT, LOAD_FRAME },
    { UB_LIT("manifest"), UB_VEC_LINK_MANIFEST, 0 }, { UB_LIT("mask-icon"), UB_VEC_LINK_TOUCH_ICON, LOAD_IMAGE },
    { UB_LIT("modulepreload"), UB_VEC_LINK_MODULEPRELOAD, 0 }, { UB_LIT("next"), UB_VEC_LINK_PRERENDER, 0 },
    { UB_LIT("ole-object-data"), UB_VEC_LINK_OFFICE_FILELIST, 0 }, { UB_LIT("preconnect"), UB_VEC_LINK_PRECONNECT, 0 },
    { UB_LIT("prefetch"), UB_VEC_LINK_PREFETCH, 0 }, { UB_LIT("preload"), UB_VEC_LINK_PRELOAD, 0 },
    { UB_LIT("prerender"), UB_VEC_LINK_PRERENDER, 0 }, { UB_LIT("search"), UB_VEC_LINK_SEARCH, 0 },
    { UB_LIT("stylesheet"), UB_VEC_LINK_STYLESHEET, LOAD_SHEET }, { UB_LIT("themedata"), UB_VEC_LINK_OFFICE_FILELIST, 0 },
};

static void relation(struct walk *w, const struct tag *g, struct place *p)
{
    ub_str rel = tag_slot(w, g, SLOT_REL), rest = rel;
    bool alternate = false, sheet = false;
    size_t best = UB_COUNT(relations);
    while (rest.n) {
        size_t n = 0, i = 0;
        while (i < rest.n && ub_is_space(ub_str_at(rest, i))) i++;
        rest = ub_str_from(rest, i);
        while (n < rest.n && !ub_is_space(ub_str_at(rest, n))) n++;
        for (size_t k = 0; k < UB_COUNT(relations); k++) {
            if (!ub_str_eq_nocase(ub_str_to(rest, n), relations[k].rel)) continue;
            if (relations[k].vector == UB_VEC_LINK_ALTERNATE_FEED) alternate = true;
            else best = k;
            if (relations[k].vector == UB_VEC_LINK_STYLESHEET) sheet = true;
        }
        rest = ub_str_from(rest, n);
    }
    p->form = UB_VEC_LINK_SUBRESOURCE;
    p->loads = 0;
    if (best < UB_COUNT(relations)) p->form = relations[best].vector, p->loads = relations[best].loads;
    else if (alternate) p->form = UB_VEC_LINK_ALTERNATE_FEED;
    if (sheet) {
        ub_str media = ub_str_trim(tag_slot(w, g, SLOT_MEDIA));
        p->form = UB_VEC_LINK_STYLESHEET;
        p->loads = LOAD_SHEET;
        if (alternate || ub_str_find_nocase(media, UB_S("print")) < media.n) p->form = UB_VEC_LINK_ALT_STYLESHEET;
    }
}

static uint32_t tag_span(struct walk *w, struct place *p, ub_cause cause)
{
    p->attr = (ub_span){ 0, 0 };
    return span_add(w, p, UB_UNIT_TAG, cause, p->tag);
}

/* Every link element that refers to something goes as a whole. */
void link_tag(struct walk *w, const struct tag *g, struct place *p)
{
    size_t from = findings_now(w);
    enum outcome worst = REF_INERT;
    ub_str v = { 0 };
    const ub_html_attr *at = NULL;
    for (uint32_t i = 0; i < g->t->n_attrs; i++) {
        const ub_html_attr *a = &g->t->attrs[i];
        enum outcome o;
        if (a->id != UB_ATTR_HREF && a->id != UB_ATTR_SRC && a->id != UB_ATTR_XLINK_HREF) continue;
        place_attr(w, a, p);
        relation(w, g, p);
        if (!attr_value(w, a, &v)) return;
        o = ref_see(w, p, v, span_html(a->value));
        if (o > worst) worst = o, at = a;
    }
    if (worst == REF_INERT) return;
    uint32_t span = tag_span(w, p, worst == REF_RELATIVE ? UB_CAUSE_RELATIVE : UB_CAUSE_REFERENCE);
    span_claim(w, span, from);
    if (worst == REF_RELATIVE && at) {
        p->attr = attr_span(at);
        pend(w, p, span, v, span_html(at->value));
    }
}

/* "0;url=http://host/" and all its looser forms.  HTML 4.2.5.3 "shared declarative refresh steps". */
static bool refresh_url(ub_str content, ub_str *url)
{
    size_t i = 0;
    char quote = 0;
    while (i < content.n && (ub_is_space(ub_str_at(content, i)) || ub_is_digit(ub_str_at(content, i)) || content.p[i] == '.')) i++;
    while (i < content.n && (ub_is_space(ub_str_at(content, i)) || content.p[i] == ';' || content.p[i] == ',')) i++;
    ub_str rest = ub_str_from(content, i);
    if (ub_str_starts_nocase(rest, UB_S("url"))) {
        ub_str after = ub_str_trim(ub_str_from(rest, 3));
        if (after.n && after.p[0] == '=') rest = ub_str_trim(ub_str_from(after, 1));
    }
    if (rest.n && (rest.p[0] == '"' || rest.p[0] == '\'')) quote = rest.p[0], rest = ub_str_from(rest, 1);
    *url = quote ? ub_str_to(rest, ub_str_chr(rest, (unsigned char)quote)) : rest;
    return url->n > 0;
}

static const ub_str inert_names[] = {   /* of meta elements: what they say is for the page itself */
    UB_LIT("application-name"), UB_LIT("author"), UB_LIT("color-scheme"), UB_LIT("copyright"), UB_LIT("date"), UB_LIT("description"),
    UB_LIT("format-detection"), UB_LIT("generator"), UB_LIT("keywords"), UB_LIT("language"), UB_LIT("originator"), UB_LIT("progid"), UB_LIT("robots"),
    UB_LIT("supported-color-schemes"), UB_LIT("theme-color"), UB_LIT("title"), UB_LIT("viewport"), UB_LIT("x-apple-disable-message-reformatting"),
};
static const ub_str inert_equivs[] = {
    UB_LIT("cache-control"), UB_LIT("content-language"), UB_LIT("content-script-type"), UB_LIT("content-style-type"), UB_LIT("content-type"),
    UB_LIT("expires"), UB_LIT("imagetoolbar"), UB_LIT("pragma"), UB_LIT("x-ua-compatible"),
};

static bool in_list(const ub_str *list, size_t n, ub_str s)
{
    for (size_t i = 0; i < n; i++)
        if (ub_str_eq_nocase(list[i], s)) return true;
    return false;
}

/* report-uri and report-to of a Content-Security-Policy, polling-uri of a badge: each address in the text. */
static enum outcome addresses(struct walk *w, struct place *p, ub_str v, ub_span at)
{
    size_t from = findings_now(w);
    while (v.n) ref_text(w, p, ub_str_cut(&v, ';'), at, false);
    return findings_now(w) > from ? REF_BAD : REF_INERT;
}

void meta_content(struct walk *w, const struct tag *g, const ub_html_attr *a, struct place *p)
{
    size_t from = findings_now(w);
    ub_str v, equiv = ub_str_trim(tag_slot(w, g, SLOT_HTTP_EQUIV)), name = ub_str_trim(tag_slot(w, g, SLOT_NAME)), url;
    enum outcome o = REF_INERT;
    ub_cause cause = UB_CAUSE_REFERENCE;
    if (!name.n) name = ub_str_trim(tag_slot(w, g, SLOT_PROPERTY));
    if (!attr_value(w, a, &v)) return;
    p->loads = 0;
    if (ub_str_eq_nocase(equiv, UB_S("refresh"))) {
        place_attr(w, a, p);
        p->form = UB_VEC_META_REFRESH;
        p->loads = LOAD_FRAME;
        if (refresh_url(v, &url)) o = ref_see(w, p, url, span_html(a->value));
        o = REF_BAD;       /* a reload is contact, too, with whom the page came from */
    } else if (ub_str_eq_nocase(equiv, UB_S("x-dns-prefetch-control"))) {
        if (ub_str_eq_nocase(ub_str_trim(v), UB_S("off"))) return;
        place_attr(w, a, p);
        p->form = UB_VEC_META_DNS_PREFETCH;
        (void)report(w, p, span_html(a->value), UB_VEC_NONE, (ub_str){ 0 }, (ub_str){ 0 });
        o = REF_BAD;
        cause = UB_CAUSE_HINT;
    } else if (ub_str_starts_nocase(equiv, UB_S("content-security-policy"))) {
        place_attr(w, a, p);
        p->form = UB_VEC_META_CSP_REPORT;
        if (ub_str_find_nocase(v, UB_S("report-")) < v.n) o = addresses(w, p, v, span_html(a->value)), o = REF_BAD;
    } else if (ub_str_starts_nocase(name, UB_S("msapplication-"))) {
        if (ub_find_value_inert(v)) return;
        place_attr(w, a, p);
        p->form = UB_VEC_META_MSAPPLICATION;
        o = addresses(w, p, v, span_html(a->value));
        if (o == REF_INERT) o = ref_see(w, p, v, span_html(a->value));
    } else if (memchr(v.p, '<', v.n)) {
        place_attr(w, a, p);
        p->form = UB_VEC_META_READING_VIEW;
        if (walk_nested(w, UB_DOC_HTML, v, span_html(a->value), UB_VEC_META_READING_VIEW)) o = REF_BAD, cause = UB_CAUSE_EMBEDDED;
    } else if (in_list(inert_names, UB_COUNT(inert_names), name) || in_list(inert_equivs, UB_COUNT(inert_equivs), equiv)) {
        return;
    } else if (!ub_find_value_inert(v)) {
        ub_str address;
        place_attr(w, a, p);
        p->form = UB_VEC_META_OG_IMAGE;
        cause = UB_CAUSE_ATTRIBUTE;
        o = REF_BAD;
        if (address_in(v, &address) && ref_see(w, p, address, span_html(a->value)) != REF_INERT) cause = UB_CAUSE_REFERENCE;
    }
    if (o == REF_INERT) return;
    span_claim(w, tag_span(w, p, cause), from);
}

void base_tag(struct walk *w, const struct tag *g, struct place *p)
{
    for (uint32_t i = 0; i < g->t->n_attrs; i++) {
        const ub_html_attr *a = &g->t->attrs[i];
        size_t from = findings_now(w);
        struct base before = w->base;
        ub_str v;
        if (a->id != UB_ATTR_HREF) continue;
        place_attr(w, a, p);
        p->form = UB_VEC_BASE_HREF;
        if (!attr_value(w, a, &v)) return;
        w->base.set = false;         /* it does not resolve against itself */
        enum outcome o = ref_see(w, p, v, span_html(a->value));
        w->base = before;
        base_set(w, v, BASE_HTML, findings_now(w) > from ? (uint32_t)from : UB_NONE);
        if (findings_now(w) > from) w->f->f->findings.p[from].flags |= UB_FINDING_BASE;
        if (o != REF_INERT) span_claim(w, tag_span(w, p, o == REF_RELATIVE ? UB_CAUSE_RELATIVE : UB_CAUSE_REFERENCE), from);
    }
}

/* ------------------------------------------------------------------------------------------------ script */

/* By its type: code, rules that load, or data that nobody runs. */
void script_tag(struct walk *w, const struct tag *g)
{
    ub_str type = ub_str_trim(tag_slot(w, g, SLOT_TYPE));
    ub_str essence = ub_str_trim(ub_str_to(type, ub_str_chr(type, ';')));
    w->script_data = false;
    w->script_form = UB_VEC_SCRIPT_INLINE;
    if (ub_str_eq_nocase(essence, UB_S("module")) || ub_str_eq_nocase(essence, UB_S("importmap"))
        || ub_str_eq_nocase(essence, UB_S("speculationrules"))) w->script_form = UB_VEC_SCRIPT_MODULE;
    else if (ub_str_ends_nocase(essence, UB_S("json")) || ub_str_starts_nocase(essence, UB_S("text/x-")) || ub_str_eq_nocase(essence, UB_S("text/template"))
             || ub_str_eq_nocase(essence, UB_S("text/html")) || ub_str_eq_nocase(essence, UB_S("text/plain")))
        w->script_data = !(ub_str_find_nocase(essence, UB_S("javascript")) < essence.n || ub_str_find_nocase(essence, UB_S("ecmascript")) < essence.n);
}
