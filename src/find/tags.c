/* SPDX-License-Identifier: Apache-2.0 */
/* Start tags: which of their attributes are not inert, and what the tag itself is. */
#include "inside.h"

/* ------------------------------------------------------------------------------------------------ values */

bool attr_value(struct walk *w, const ub_html_attr *at, ub_str *out)
{
    struct finder *f = w->f;
    if (!ub_html_value(f->a, w->h, at, out)) return out_of_memory(f);
    if (w->charset && w->charset->kind == UB_CHARSET_ASCII && ub_scan_nonascii(out->p, ub_str_end(*out)) != ub_str_end(*out)
        && ub_utf8_valid_to(*out) != out->n) {
        ub_str utf8;
        if (ub_charset_decode(f->a, f->o.charsets, w->charset, *out, &utf8, NULL, NULL, NULL) == UB_OK) *out = utf8;
    }
    return true;
}

ub_str tag_slot(struct walk *w, const struct tag *g, unsigned slot)
{
    ub_str v = { 0 };
    if (g->have & 1u << slot) {
        /* Nothing that is compared with it is longer; many attributes may ask. */
        ub_html_attr a = g->t->attrs[g->slot[slot]];
        if (a.value.n > 256) a.value.n = 256;
        (void)attr_value(w, &a, &v);
    }
    return v;
}

bool slot_is(struct walk *w, const struct tag *g, unsigned slot, ub_str word)
{
    return (g->have & 1u << slot) && ub_str_eq_nocase(ub_str_trim(tag_slot(w, g, slot)), word);
}

/* ------------------------------------------------------------------------------------------------ places */

static uint16_t context_of(const struct walk *w, const ub_html_token *t)
{
    static const uint16_t tags[] = { UB_TAG_FOREIGNOBJECT, UB_TAG_ANNOTATION_XML, UB_TAG_DETAILS, UB_TAG_DIALOG };
    uint32_t best = 0;
    uint16_t vector = UB_VEC_NONE;
    if (t->flags & UB_HTML_IN_NOSCRIPT || w->top[UB_TAG_NOSCRIPT]) return UB_VEC_NOSCRIPT_IMG;
    if (t->flags & UB_HTML_IN_TEMPLATE || w->top[UB_TAG_TEMPLATE]) return UB_VEC_TEMPLATE_SHADOW;
    for (size_t i = 0; i < UB_COUNT(tags); i++)
        if (w->top[tags[i]] > best) best = w->top[tags[i]], vector = ub_find_tags[tags[i]].context;
    return vector;
}

static void place_tag(struct walk *w, struct tag *g, struct place *p)
{
    const ub_html_token *t = g->t;
    memset(p, 0, sizeof *p);
    p->tag = span_html(t->span);
    p->tag_id = g->id;
    p->of = g;
    p->element = g->name;
    p->context = context_of(w, t);
    if (g->have & 1u << SLOT_POPOVER && p->context == UB_VEC_NONE) p->context = UB_VEC_DETAILS_POPOVER;
    if (t->flags & (UB_HTML_UNCLOSED | UB_HTML_IN_TEMPLATE | UB_HTML_DROPPED)) p->flags |= UB_SPANF_DEAD;
    p->rel = g->have & 1u << SLOT_REL ? str_of(w, t->attrs[g->slot[SLOT_REL]].value) : (ub_str){ 0 };
    p->alt = g->have & 1u << SLOT_ALT ? str_of(w, t->attrs[g->slot[SLOT_ALT]].value) : (ub_str){ 0 };
    p->media = g->have & 1u << SLOT_MEDIA ? str_of(w, t->attrs[g->slot[SLOT_MEDIA]].value) : (ub_str){ 0 };
}

void place_attr(const struct walk *w, const ub_html_attr *a, struct place *p)
{
    p->attr = attr_span(a);
    p->attr_id = a->id;
    p->attribute = str_of(w, a->name);
}

/* Add the attribute's span by what came of it. */
static void settle(struct walk *w, struct place *p, const ub_html_attr *a, enum outcome o, size_t from, ub_str value)
{
    ub_unit unit = o == REF_LINK ? UB_UNIT_LINK : UB_UNIT_ATTR;
    ub_cause cause = o == REF_LINK ? UB_CAUSE_LINK : o == REF_RELATIVE ? UB_CAUSE_RELATIVE : UB_CAUSE_REFERENCE;
    uint32_t span;
    if (o == REF_INERT) return;
    span = span_add(w, p, unit, cause, attr_span(a));
    span_claim(w, span, from);
    if (!w->base.set && findings_now(w) == from && value.n && value.p[0] != '#') pend(w, p, span, value, span_html(a->value));
}

/* ------------------------------------------------------------------------------------------------ kinds of attributes */

/* An audio or video source, one of a picture, or one that stands alone. */
static uint16_t source_form(const struct walk *w)
{
    return w->top[UB_TAG_AUDIO] > w->top[UB_TAG_VIDEO] ? UB_VEC_AUDIO_SOURCE : UB_VEC_VIDEO_SOURCE;
}

static void img_modifier(struct walk *w, const struct tag *g, struct place *p)
{
    if (slot_is(w, g, SLOT_LOADING, UB_S("lazy"))) p->modifier = UB_VEC_IMG_LAZY;
    else if (slot_is(w, g, SLOT_CROSSORIGIN, UB_S("use-credentials"))) p->modifier = UB_VEC_IMG_CROSSORIGIN;
    else if (slot_is(w, g, SLOT_REFERRERPOLICY, UB_S("unsafe-url"))) p->modifier = UB_VEC_IMG_REFERRERPOLICY;
}

/* What an attribute of this element is called, and how it behaves. */
static void name_url(struct walk *w, const struct tag *g, const ub_html_attr *a, struct place *p)
{
    const attr_info *info = &ub_find_attrs[a->id];
    const load_row *row = ub_find_load(a->id, g->id, g->t->ns);
    ub_html_ns ns = (ub_html_ns)g->t->ns;
    bool href = a->id == UB_ATTR_HREF || a->id == UB_ATTR_XLINK_HREF;
    p->form = row ? row->vector : info->vector;
    p->loads = row ? row->flags : 0;
    p->modifier = UB_VEC_NONE;
    if (href && ns == UB_HTML_NS_MATH) p->form = UB_VEC_MATHML_HREF, p->loads = LOAD_LINK;
    if (href && ns == UB_HTML_NS_SVG) {
        if (g->id == UB_TAG_A) p->form = UB_VEC_SVG_A;
        if (g->id == UB_TAG_IMAGE) p->form = UB_VEC_SVG_IMAGE;
    }
    if (w->amp && g->t->tag == UB_TAG_OTHER && ub_str_starts_nocase(g->name, UB_S("amp-"))) p->form = UB_VEC_MIME_AMP, p->loads = LOAD_IMAGE;
    if (a->id == UB_ATTR_ACTION && w->amp) p->loads |= LOAD_FORM;
    if (a->id == UB_ATTR_SRC) {
        if (g->id == UB_TAG_SOURCE) p->form = source_form(w);
        if (g->id == UB_TAG_IMG) img_modifier(w, g, p);
        if (g->id == UB_TAG_V_FILL && open_has(w, UB_TAG_V_BACKGROUND)) p->form = UB_VEC_VML_BACKGROUND;
    }
    if (g->id == UB_TAG_OBJECT && a->id == UB_ATTR_DATA && slot_is(w, g, SLOT_TYPE, UB_S("text/x-scriptlet"))) p->form = UB_VEC_OBJECT_SCRIPTLET;
}

static void url_attr(struct walk *w, const struct tag *g, const ub_html_attr *a, struct place *p)
{
    size_t from = findings_now(w);
    enum outcome o;
    ub_str v;
    if (!a->value.n) return;
    name_url(w, g, a, p);
    /* On an element that does not load by it the name says nothing. */
    if (p->form == UB_VEC_UNKNOWN_ATTRIBUTE && ub_find_value_inert(str_of(w, a->value))) return;
    place_attr(w, a, p);
    if (!attr_value(w, a, &v)) return;
    if (a->id == UB_ATTR_XML_BASE) {
        o = ref_see(w, p, v, span_html(a->value));
        base_set(w, v, BASE_XML, findings_now(w) > from ? (uint32_t)from : UB_NONE);
    } else {
        /* "clsid:.." names a program of the machine. */
        if (a->id == UB_ATTR_CLASSID && ub_str_starts_nocase(ub_str_trim(v), UB_S("clsid:"))) o = REF_BAD;
        else o = ref_see(w, p, v, span_html(a->value));
    }
    /* EFAIL: the value runs on into the part behind this one. */
    if (g->t->flags & UB_HTML_UNCLOSED)
        for (size_t i = from; i < findings_now(w); i++)
            if (!(w->f->f->findings.p[i].flags & UB_FINDING_LINK)) w->f->f->findings.p[i].vector = UB_VEC_MIME_DIRECT_EXFIL;
    settle(w, p, a, o, from, v);
}

/* ping, attributionsrc, archive, actiontype. */
static void urls_attr(struct walk *w, const struct tag *g, const ub_html_attr *a, struct place *p)
{
    size_t from = findings_now(w), i = 0;
    enum outcome worst = REF_INERT;
    ub_str v;
    place_attr(w, a, p);
    name_url(w, g, a, p);
    if (!attr_value(w, a, &v)) return;
    if (a->id == UB_ATTR_ACTIONTYPE) {
        size_t hash = ub_str_chr(v, '#');
        if (hash < v.n && !ub_find_value_inert(v)) worst = ref_see(w, p, ub_str_from(v, hash + 1), span_html(a->value));
        settle(w, p, a, worst, from, v);
        return;
    }
    while (i < v.n) {
        size_t n = 0;
        while (i < v.n && (ub_is_space(ub_str_at(v, i)) || (v.p[i] == ',' && a->id == UB_ATTR_ARCHIVE))) i++;
        while (i + n < v.n && !ub_is_space(ub_str_at(v, i + n)) && !(v.p[i + n] == ',' && a->id == UB_ATTR_ARCHIVE)) n++;
        if (n) {
            enum outcome o = ref_see(w, p, ub_str_of(v.p + i, n), span_html(a->value));
            if (o > worst) worst = o;
        }
        i += n;
    }
    /* "attributionsrc" without a value makes the src do it; a bare word is a relative reference. */
    settle(w, p, a, worst, from, (ub_str){ 0 });
}

/* One candidate after another.  HTML 4.8.4.2.3 "parsing a srcset attribute". */
static bool srcset_next(ub_str *rest, ub_str *url, ub_str *descriptor)
{
    size_t i = 0, n, depth = 0;
    while (i < rest->n && (ub_is_space(ub_str_at(*rest, i)) || rest->p[i] == ',')) i++;
    *rest = ub_str_from(*rest, i);
    if (!rest->n) return false;
    for (n = 0; n < rest->n && !ub_is_space(ub_str_at(*rest, n)); n++) {}
    *url = ub_str_to(*rest, n);
    *rest = ub_str_from(*rest, n);
    *descriptor = (ub_str){ 0 };
    if (url->p[url->n - 1] == ',') {
        while (url->n && url->p[url->n - 1] == ',') url->n--;
        return true;
    }
    for (n = 0; n < rest->n && (depth || rest->p[n] != ','); n++) {
        if (rest->p[n] == '(') depth++;
        if (rest->p[n] == ')' && depth) depth--;
    }
    *descriptor = ub_str_trim(ub_str_to(*rest, n));
    *rest = ub_str_from(*rest, n + 1);
    return true;
}

static void srcset_attr(struct walk *w, const struct tag *g, const ub_html_attr *a, struct place *p)
{
    size_t from = findings_now(w);
    enum outcome worst = REF_INERT;
    ub_str v, rest, url, descriptor;
    place_attr(w, a, p);
    p->loads = LOAD_IMAGE;
    p->modifier = UB_VEC_NONE;
    p->form = ub_find_attrs[a->id].vector;
    if (a->id == UB_ATTR_SRCSET && g->id == UB_TAG_SOURCE) {
        p->form = UB_VEC_PICTURE_SOURCE;
        if (g->have & (1u << SLOT_MEDIA | 1u << SLOT_TYPE)) p->modifier = UB_VEC_PICTURE_MEDIA;
    }
    if (w->amp && ub_str_starts_nocase(g->name, UB_S("amp-"))) p->form = UB_VEC_MIME_AMP;
    if (!attr_value(w, a, &v)) return;
    for (rest = v; srcset_next(&rest, &url, &descriptor); ) {
        struct place q = *p;
        enum outcome o;
        if (q.form == UB_VEC_IMG_SRCSET && descriptor.n > 1 && ub_lower((unsigned char)ub_str_end(descriptor)[-1]) == 'w')
            q.form = UB_VEC_IMG_SIZES_SRCSET;
        o = ref_see(w, &q, url, span_html(a->value));
        if (o == REF_RELATIVE && !w->base.set && worst == REF_INERT) worst = REF_RELATIVE;
        if (o > worst) worst = o;
    }
    settle(w, p, a, worst, from, findings_now(w) == from && worst == REF_RELATIVE ? v : (ub_str){ 0 });
}

static void srcdoc_attr(struct walk *w, const ub_html_attr *a, struct place *p)
{
    size_t from = findings_now(w);
    ub_str v;
    uint32_t span;
    place_attr(w, a, p);
    p->form = UB_VEC_IFRAME_SRCDOC;
    if (!attr_value(w, a, &v) || !v.n) return;
    span = span_add(w, p, UB_UNIT_ATTR, UB_CAUSE_EMBEDDED, attr_span(a));
    (void)walk_nested(w, UB_DOC_HTML, v, span_html(a->value), UB_VEC_IFRAME_SRCDOC);
    for (size_t i = from; i < findings_now(w); i++)
        if (w->f->f->findings.p[i].doc != w->doc && span != UB_NONE && w->f->f->spans.p[span].finding == UB_NONE) w->f->f->spans.p[span].finding = (uint32_t)i;
}

static void event_attr(struct walk *w, const ub_html_attr *a, struct place *p)
{
    size_t from = findings_now(w);
    ub_str v;
    place_attr(w, a, p);
    p->form = UB_VEC_SCRIPT_INLINE;
    p->loads = 0;
    if (!attr_value(w, a, &v)) return;
    if (ub_str_trim(v).n) ref_text(w, p, v, span_html(a->value), true);
    span_claim(w, span_add(w, p, UB_UNIT_ATTR, UB_CAUSE_SCRIPT, attr_span(a)), from);
}

/* fill="url(..)" and its like. */
static void css_attr(struct walk *w, const ub_html_attr *a, struct place *p, uint16_t form)
{
    size_t from = findings_now(w);
    ub_str v;
    place_attr(w, a, p);
    if (!attr_value(w, a, &v)) return;
    p->form = form;
    p->modifier = memchr(v.p, '\\', v.n) ? UB_VEC_SVG_FUNCIRI_ESCAPE : UB_VEC_NONE;
    p->loads = LOAD_FRAME;
    if (css_value(w, p, v, true)) span_claim(w, span_add(w, p, UB_UNIT_ATTR, UB_CAUSE_REFERENCE, attr_span(a)), from);
}

/* to, from, by, values of an SVG animation: they count as the attribute that they are written to. */
static void animate_attr(struct walk *w, const struct tag *g, const ub_html_attr *a, struct place *p)
{
    size_t from = findings_now(w);
    ub_str v, name = ub_str_trim(tag_slot(w, g, SLOT_ATTRIBUTENAME)), rest;
    enum outcome worst = REF_INERT;
    bool href, style, src;
    if (!attr_value(w, a, &v)) return;
    href = ub_str_eq_nocase(name, UB_S("href")) || ub_str_ends_nocase(name, UB_S(":href")) || ub_str_eq_nocase(name, UB_S("xml:base"));
    src = ub_str_eq_nocase(name, UB_S("src"));
    style = ub_str_eq_nocase(name, UB_S("style"));
    if (!href && !src && ub_find_value_inert(v)) return;
    place_attr(w, a, p);
    p->loads = LOAD_FRAME;
    p->modifier = UB_VEC_NONE;
    p->form = href ? UB_VEC_SVG_ANIMATE_HREF : src ? UB_VEC_SVG_ANIMATE_SRC : style ? UB_VEC_SVG_ANIMATE_STYLE : UB_VEC_SVG_ANIMATE_FUNCIRI;
    if (a->id == UB_ATTR_BY) p->form = UB_VEC_SVG_ANIMATE_BY;
    if (href || src) {
        /* The whole text of `to`, each piece of `values`. */
        if (a->id == UB_ATTR_VALUES)
            for (rest = v; rest.n; ) {
                enum outcome o = ref_see(w, p, ub_str_trim(ub_str_cut(&rest, ';')), span_html(a->value));
                if (o > worst) worst = o;
            }
        else worst = ref_see(w, p, v, span_html(a->value));
        /* It may write into a link: then it is no link of the text that is shown. */
        if (worst == REF_LINK) worst = REF_BAD;
    } else if (ub_str_starts_nocase(name, UB_S("on"))) {
        p->form = UB_VEC_SCRIPT_INLINE;
        ref_text(w, p, v, span_html(a->value), true);
        worst = REF_BAD;
    } else if (css_value(w, p, v, true)) worst = REF_BAD;
    settle(w, p, a, worst, from, (ub_str){ 0 });
}

/* Is there an address in a text that no reader is known to fetch?  Where it begins. */
bool address_in(ub_str v, ub_str *address)
{
    size_t from = 0, n;
    ub_span at;
    ub_str t = ub_str_trim(v);
    if (address_next(v, &from, &at)) {
        *address = ub_str_of(v.p + at.at, at.n);
        return true;
    }
    if (t.n > 2 && (t.p[0] == '/' || t.p[0] == '\\') && (t.p[1] == '/' || t.p[1] == '\\') && ub_is_alnum(ub_str_at(t, 2))) {
        for (n = 0; n < t.n && !ub_is_space(ub_str_at(t, n)); n++) {}
        *address = ub_str_to(t, n);
        return true;
    }
    return false;
}

static void carrier_attr(struct walk *w, const ub_html_attr *a, struct place *p, uint16_t form)
{
    size_t from = findings_now(w);
    ub_str v, address;
    ub_cause cause = UB_CAUSE_ATTRIBUTE;
    if (ub_find_plain_name(str_of(w, a->name)) && ub_find_value_inert(str_of(w, a->value))) return;
    if (!attr_value(w, a, &v)) return;
    if (a->flags & UB_HTML_A_DECODE && ub_find_plain_name(str_of(w, a->name)) && ub_find_value_inert(v)) return;
    place_attr(w, a, p);
    p->form = form;
    p->loads = form == UB_VEC_MIME_AMP ? LOAD_IMAGE : 0;
    p->modifier = UB_VEC_NONE;
    if (memchr(v.p, '(', v.n)) {
        /* background-image="url(..)" of some client's own, or color-profile of SVG 1.1. */
        if (ub_str_eq_nocase(p->attribute, UB_S("color-profile"))) p->form = UB_VEC_SVG_COLOR_PROFILE;
        (void)css_value(w, p, v, true);
        if (findings_now(w) > from) cause = UB_CAUSE_REFERENCE;
    }
    if (findings_now(w) == from && address_in(v, &address) && ref_see(w, p, address, span_html(a->value)) != REF_INERT) cause = UB_CAUSE_REFERENCE;
    span_claim(w, span_add(w, p, UB_UNIT_ATTR, cause, attr_span(a)), from);
}

/* A name that the tables do not have. */
static void unknown_attr(struct walk *w, const struct tag *g, const ub_html_attr *a, struct place *p)
{
    ub_str name = str_of(w, a->name);
    struct ub_html_attr as = *a;
    if (a->id == UB_ATTR_OTHER && name.n > 2) {
        if (ub_str_starts_nocase(name, UB_S("on")) && ub_is_alpha(ub_str_at(name, 2))) {
            if (a->value.n) event_attr(w, a, p);
            return;
        }
        if (ub_str_starts_nocase(name, UB_S("xmlns:"))) return;
        /* Any prefix may be bound to the namespace of XLink. */
        if (ub_str_ends_nocase(name, UB_S(":href"))) as.id = UB_ATTR_XLINK_HREF;
        if (ub_str_ends_nocase(name, UB_S(":src"))) as.id = UB_ATTR_SRC;
        /* Old readers skip NUL in names. */
        if (a->flags & UB_HTML_A_NAME_NUL) {
            char plain[32];
            size_t n = 0;
            for (size_t i = 0; i < name.n && n < sizeof plain; i++)
                if (name.p[i]) plain[n++] = name.p[i];
            as.id = (uint16_t)ub_html_attribute(ub_str_of(plain, n));
        }
        if (as.id != UB_ATTR_OTHER && ub_find_attrs[as.id].cls == ATTR_URL) {
            url_attr(w, g, &as, p);
            return;
        }
        /* o:OLEObject names its file in attributes of its own. */
        if (g->id == UB_TAG_O_OLEOBJECT) {
            carrier_attr(w, a, p, UB_VEC_MSO_OLE_LINK);
            return;
        }
    }
    if (w->amp && ub_str_starts_nocase(g->name, UB_S("amp-"))) carrier_attr(w, a, p, UB_VEC_MIME_AMP);
    else carrier_attr(w, a, p, ub_str_starts_nocase(name, UB_S("data-")) ? UB_VEC_CITE_CARRIER : UB_VEC_UNKNOWN_ATTRIBUTE);
}

/* <param name=movie value="..">: some names are known to hold references, of all a value is not inert that looks like one. */
static void param_attr(struct walk *w, const struct tag *g, const ub_html_attr *a, struct place *p)
{
    size_t from = findings_now(w);
    ub_str v, name = ub_str_trim(tag_slot(w, g, SLOT_NAME));
    static const ub_str urls[] = { UB_LIT("url"), UB_LIT("src"), UB_LIT("movie"), UB_LIT("filename"), UB_LIT("dataurl"), UB_LIT("data"), UB_LIT("base"),
                                   UB_LIT("codebase"), UB_LIT("archive"), UB_LIT("code"), UB_LIT("object"), UB_LIT("recordset"), UB_LIT("baseurl") };
    bool known = false;
    if (g->id != UB_TAG_PARAM) return;
    for (size_t i = 0; i < UB_COUNT(urls); i++) known |= ub_str_eq_nocase(name, urls[i]);
    if (!known && ub_find_value_inert(str_of(w, a->value))) return;
    if (!attr_value(w, a, &v)) return;
    place_attr(w, a, p);
    p->form = ub_str_eq_nocase(name, UB_S("dataurl")) ? UB_VEC_OBJECT_PARAM_DATAURL : UB_VEC_OBJECT_PARAM_URL;
    p->loads = 0;
    if (known) settle(w, p, a, ref_see(w, p, v, span_html(a->value)), from, v);
    else carrier_attr(w, a, p, p->form);
}

/* ------------------------------------------------------------------------------------------------ the tag */

/* A style attribute that needs no reading: each bracket is behind a function that computes, and there is no escape, comment,
 * block or address.  Nothing loads without a function. */
static bool style_plain(ub_str s)
{
    const char *p = s.p, *end = ub_str_end(s);
    while ((p = ub_scan4(p, end, '(', '\\', '/', '{')) != end) {
        const char *name = p;
        ub_css_token t = { .kind = UB_CSS_FUNCTION };
        if (*p == '\\' || *p == '{') return false;
        if (*p == '/') {
            if (p + 1 == end || p[1] == '/' || p[1] == '*' || p[1] == '\\') return false;
            p++;
            continue;
        }
        while (name > s.p && (ub_is_alnum((unsigned char)name[-1]) || name[-1] == '-')) name--;
        t.value = ub_str_range(name, p);
        if ((unsigned char)(name > s.p ? name[-1] : ' ') >= 0x80 || !ub_find_fn_inert(&t)) return false;
        p++;
    }
    return true;
}

/* Unknown names that count as known ones: on.., ..:href, ..:src. */
static bool odd_name(const char *p, size_t n)
{
    return n > 2 && (((p[0] | 0x20) == 'o' && (p[1] | 0x20) == 'n') || memchr(p, ':', n));
}

/* The first pass: what the tables pass at once, and where the attributes are that are wanted.  True: there is more to see. */
static bool look_over(const struct walk *w, struct tag *g)
{
    const ub_html_token *t = g->t;
    const char *doc = doc_bytes(w).p;
    bool foreign = t->ns != UB_HTML_NS_HTML || t->flags & (UB_HTML_IN_TEMPLATE | UB_HTML_IN_NOSCRIPT | UB_HTML_IN_SELECT);
    bool more = false;
    for (uint32_t i = 0; i < t->n_attrs; i++) {
        const ub_html_attr *a = &t->attrs[i];
        const attr_info *info = &ub_find_attrs[a->id];
        if (info->slot && !(g->have & 1u << info->slot)) g->have |= 1u << info->slot, g->slot[info->slot] = i;
        switch (info->cls) {
        case ATTR_INERT:
            if (foreign && a->value.n && memchr(doc + a->value.at, '<', a->value.n)) more = true;
            break;
        case ATTR_STYLE: {
            const char *p = doc + a->value.at, *end = p + a->value.n;
            if (a->flags & UB_HTML_A_DECODE || !style_plain(ub_str_range(p, end))) more = true;
            break;
        }
        case ATTR_VALUE: case ATTR_CARRIER:
            /* A name of the table is a plain one. */
            if ((a->id == UB_ATTR_OTHER && !ub_find_plain_name(ub_str_of(doc + a->name.at, a->name.n))) || !ub_find_value_inert(ub_str_of(doc + a->value.at, a->value.n))
                || (a->id == UB_ATTR_OTHER && odd_name(doc + a->name.at, a->name.n))) more = true;
            break;
        case ATTR_PARAM: if (t->tag == UB_TAG_PARAM) more = true; break;
        case ATTR_CONTENT: if (t->tag == UB_TAG_META || a->value.n) more = true; break;
        default: if (a->value.n) more = true;
        }
    }
    return more;
}

static void attributes(struct walk *w, const struct tag *g, struct place *p)
{
    const ub_html_token *t = g->t;
    for (uint32_t i = 0; i < t->n_attrs && going(w->f); i++) {
        const ub_html_attr *a = &t->attrs[i];
        const attr_info *info = &ub_find_attrs[a->id];
        bool bare = g->policy == TAG_LINK || g->policy == TAG_META || g->policy == TAG_BASE;
        switch (info->cls) {
        case ATTR_INERT:
            if (a->value.n && (t->ns != UB_HTML_NS_HTML || t->flags & (UB_HTML_IN_TEMPLATE | UB_HTML_IN_NOSCRIPT | UB_HTML_IN_SELECT))
                && memchr(doc_bytes(w).p + a->value.at, '<', a->value.n) && !ub_find_dead_inert(str_of(w, a->value))) {
                /* Where readers differ on the tree, a tag in a value may be one to another reader. */
                place_attr(w, a, p);
                (void)span_add(w, p, UB_UNIT_ATTR, UB_CAUSE_SYNTAX, attr_span(a));
            }
            break;
        case ATTR_URL: if (!bare || a->id == UB_ATTR_BACKGROUND) url_attr(w, g, a, p); break;
        case ATTR_URLS: urls_attr(w, g, a, p); break;
        case ATTR_SRCSET: srcset_attr(w, g, a, p); break;
        case ATTR_SRCDOC: srcdoc_attr(w, a, p); break;
        case ATTR_EVENT: event_attr(w, a, p); break;
        case ATTR_CSS: css_attr(w, a, p, info->vector); break;
        case ATTR_ANIMATE: animate_attr(w, g, a, p); break;
        case ATTR_PARAM: param_attr(w, g, a, p); break;
        case ATTR_CARRIER: carrier_attr(w, a, p, info->vector); break;
        case ATTR_CONTENT: if (g->policy == TAG_META) meta_content(w, g, a, p); else unknown_attr(w, g, a, p); break;
        case ATTR_STYLE: {
            ub_str v;
            const char *s = doc_bytes(w).p + a->value.at, *end = s + a->value.n;
            if (!(a->flags & UB_HTML_A_DECODE)) {
                if (style_plain(ub_str_range(s, end))) break;
                v = str_of(w, a->value);
            } else {
                if (!attr_value(w, a, &v)) return;
                if (style_plain(v)) break;
            }
            place_attr(w, a, p);
            style_attr(w, p, v, a->flags & UB_HTML_A_DECODE);
            break;
        }
        default: unknown_attr(w, g, a, p);
        }
    }
}

/*
 * Browsers look for things to fetch ahead of the tree builder.  Where it ignores a style element or the like, in a frameset
 * say, they see one, and after its end tag whatever stands there.  The tag goes, so that both read the same again.
 */
static void scanned_ahead(struct walk *w, const ub_html_token *t)
{
    static const bool raw[UB_TAG_COUNT] = {
        [UB_TAG_STYLE] = true, [UB_TAG_SCRIPT] = true, [UB_TAG_TITLE] = true, [UB_TAG_TEXTAREA] = true, [UB_TAG_XMP] = true,
        [UB_TAG_IFRAME] = true, [UB_TAG_NOEMBED] = true, [UB_TAG_NOFRAMES] = true,
    };
    ub_str text = doc_bytes(w), content = ub_str_from(text, t->span.at + t->span.n);
    struct place p = { .tag_id = t->tag, .element = str_of(w, t->name), .flags = UB_SPANF_DEAD };
    if (!raw[t->tag] || t->ns != UB_HTML_NS_HTML || t->flags & UB_HTML_UNCLOSED || t->span.at < w->ahead_end) return;
    content = ub_str_range(content.p, ub_html_raw_end(content.p, ub_str_end(text), p.element));
    w->ahead_end = (uint32_t)(ub_str_end(content) - text.p);
    (void)span_add(w, &p, UB_UNIT_TAG, UB_CAUSE_ELEMENT, span_html(t->span));
    if (t->tag == UB_TAG_STYLE) sheet_walk(w, content, UB_CSS_SHEET, &p, false);
}

void tag_start(struct walk *w, const ub_html_token *t)
{
    struct tag g;
    struct place p;
    bool more, placed = false;
    size_t from = findings_now(w);
    uint32_t span = UB_NONE;
    g.t = t;
    g.have = 0;
    g.looked = false;
    g.id = t->tag;
    g.info = &ub_find_tags[t->tag];
    g.policy = g.info->policy;
    g.name = str_of(w, t->name);
    if (g.policy == TAG_UNKNOWN && t->tag == UB_TAG_OTHER) {
        g.id = (uint16_t)ub_find_vml_tag(g.name);
        g.policy = (uint8_t)(g.id != UB_TAG_OTHER ? TAG_PASS : ub_find_tag_policy(g.name));
    }
    /* In MathML these two hang on the tag before them: without an unknown one they would be MathML, and what they hold too. */
    if ((t->tag == UB_TAG_MGLYPH || t->tag == UB_TAG_MALIGNMARK) && t->ns == UB_HTML_NS_HTML) g.policy = TAG_UNKNOWN;
    open_implied(w, t);
    more = look_over(w, &g);
    if (g.policy == TAG_SCRIPT || g.policy == TAG_TEMPLATE || g.policy == TAG_ALL) {
        place_tag(w, &g, &p);
        placed = true;
        span = span_add(w, &p, UB_UNIT_ELEMENT, g.policy == TAG_SCRIPT ? UB_CAUSE_SCRIPT : UB_CAUSE_DEAD, span_html(t->span));
        if (g.policy == TAG_SCRIPT) {
            script_tag(w, &g);
            w->script_span = span;
        }
    } else if (g.policy == TAG_UNKNOWN || g.policy == TAG_LOAD || t->flags & UB_HTML_UNCLOSED) {
        place_tag(w, &g, &p);
        placed = true;
        if (t->flags & UB_HTML_UNCLOSED && w->pieces) p.tag = span_of(w->pieces - 1, p.tag.at + p.tag.n - (w->pieces - 1));
        (void)span_add(w, &p, UB_UNIT_TAG, t->flags & UB_HTML_UNCLOSED ? UB_CAUSE_SYNTAX : UB_CAUSE_ELEMENT, p.tag);
    }
    if (!(t->flags & UB_HTML_PARTIAL)) w->pieces = 0;
    else if (!w->pieces) w->pieces = t->span.at + 1;
    if (t->flags & UB_HTML_DROPPED) scanned_ahead(w, t);
    if (more) {
        if (!placed) place_tag(w, &g, &p);
        if (g.policy == TAG_LINK) link_tag(w, &g, &p);
        else if (g.policy == TAG_BASE) base_tag(w, &g, &p);
        attributes(w, &g, &p);
        if (t->flags & UB_HTML_UNCLOSED && t->inner.n && w->within_n == 0) html_within(w, t->inner, 0);
    }
    if (w->link_node && (g.info->flags & TAGF_VOID || t->tag == UB_TAG_SVG) && (t->tag == UB_TAG_IMG || t->tag == UB_TAG_INPUT || t->tag == UB_TAG_SVG))
        w->open.p[w->link_node - 1].visible = true;
    /* "/>" closes in SVG and MathML, and for Word. */
    if (t->flags & UB_HTML_SELF_CLOSING && (t->ns != UB_HTML_NS_HTML || ub_str_chr(g.name, ':') < g.name.n)) return;
    if (!(g.info->flags & TAGF_VOID) && !(t->flags & UB_HTML_UNCLOSED) && t->tag != UB_TAG_OTHER && g.policy != TAG_UNKNOWN) {
        bool link = t->tag == UB_TAG_A
                    || (findings_now(w) > from && ub_str_starts(ub_vectors[w->f->f->findings.p[from].form].id, UB_S("vml-href")));
        open_push(w, &g, span, link ? from : findings_now(w));
    }
}
