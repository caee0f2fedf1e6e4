/* SPDX-License-Identifier: Apache-2.0 */
/* HTML and XML documents: everything but start tags, which are in tags.c. */
#include "inside.h"

static ub_str data_of(const struct walk *w, ub_span s) { return ub_str_to(ub_str_from(doc_bytes(w), s.at), s.n); }

/* ------------------------------------------------------------------------------------------------ text */

static bool is_blank(ub_str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (!ub_is_space(ub_str_at(s, i))) return false;
    return true;
}

/* Text that is not shown, or that is code to other readers. */
static void dead_text(struct walk *w, const ub_html_token *t)
{
    struct place p = { .tag_id = t->tag, .flags = UB_SPANF_DEAD };
    size_t from = findings_now(w);
    uint32_t span;
    uint8_t flags = w->flags;
    if (ub_find_dead_inert(data_of(w, span_html(t->span)))) return;
    span = span_add(w, &p, UB_UNIT_DEAD, UB_CAUSE_DEAD, span_html(t->span));
    /* Preload scanners know no foreign content: an image in a CDATA section was seen to be fetched.  What stands in iframe,
     * noembed and noframes is shown by readers that have no frames, such as Word. */
    if ((t->content != UB_HTML_CDATA && t->content != UB_HTML_RAWTEXT) || w->within_n > 0) return;
    w->flags |= UB_SPANF_DEAD;
    html_within(w, t->inner.n ? t->inner : t->span, t->content == UB_HTML_CDATA ? 0 : UB_HTML_NO_TREE);
    w->flags = flags;
    span_claim(w, span, from);
}

static void script_text(struct walk *w, const ub_html_token *t)
{
    struct place p = { .tag_id = UB_TAG_SCRIPT, .form = w->script_form, .element = UB_S("script") };
    ub_str text = data_of(w, span_html(t->span));
    size_t from = findings_now(w), at;
    if (w->script_data || is_blank(text)) return;
    at = ub_str_find(text, UB_S("sourceMappingURL="));
    if (at < text.n) {
        /* What stands before it is looked at, too. */
        struct place q = p;
        ub_str url = ub_str_from(text, at + 17);
        size_t n = 0;
        while (n < url.n && !ub_is_space(ub_str_at(url, n))) n++;
        q.form = UB_VEC_SCRIPT_SOURCEMAP;
        (void)ref_see(w, &q, ub_str_to(url, n), span_in(w, ub_str_to(url, n)));
        ref_text(w, &p, ub_str_to(text, at), span_html(t->span), !is_blank(ub_str_to(text, at)) && at > 8);
        ref_text(w, &p, ub_str_from(url, n), span_html(t->span), false);
    } else ref_text(w, &p, text, span_html(t->span), true);
    span_claim(w, w->script_span, from);
}

static void text(struct walk *w, const ub_html_token *t)
{
    ub_str s;
    switch (t->content) {
    case UB_HTML_DATA:
        if (w->link_node && !w->open.p[w->link_node - 1].visible && !is_blank(data_of(w, span_html(t->span))))
            w->open.p[w->link_node - 1].visible = true;
        return;
    case UB_HTML_SCRIPT: script_text(w, t); return;
    case UB_HTML_RAWTEXT:
        if (t->tag == UB_TAG_STYLE) {
            struct place p = { .tag_id = UB_TAG_STYLE, .element = UB_S("style") };
            sheet_walk(w, data_of(w, span_html(t->span)), UB_CSS_SHEET, &p, false);
        } else if (t->tag != UB_TAG_NOSCRIPT) dead_text(w, t);
        return;
    case UB_HTML_RCDATA:
        s = data_of(w, span_html(t->span));
        if (memchr(s.p, '<', s.n)) dead_text(w, t);
        return;
    default: dead_text(w, t);    /* plaintext, CDATA */
    }
}

/* Does a tag begin in it? */
static bool has_markup(ub_str s)
{
    for (const char *p = s.p, *end = ub_str_end(s); (p = ub_scan1(p, end, '<')) + 1 < end; p++)
        if (ub_is_alpha((unsigned char)p[1])) return true;
    return false;
}

/* The content of a style element in SVG or MathML comes as plain text and CDATA sections. */
static void foreign_style(struct walk *w, const ub_html_token *t)
{
    struct place p = { .tag_id = UB_TAG_STYLE, .element = UB_S("style") };
    if (t->content == UB_HTML_CDATA && has_markup(data_of(w, span_html(t->inner)))) dead_text(w, t);
    ub_str s = t->content == UB_HTML_CDATA && t->inner.n ? data_of(w, span_html(t->inner)) : data_of(w, span_html(t->span));
    if (memchr(s.p, '&', s.n)) {
        /* References are decoded here, so that no byte stands for itself: all of it or nothing. */
        struct walk probe = *w;
        ub_str decoded;
        size_t from = findings_now(w);
        if (!ub_html_text(w->f->a, w->h, t, &decoded)) {
            out_of_memory(w->f);
            return;
        }
        if (walk_nested(&probe, UB_DOC_CSS, decoded, span_html(t->span), UB_VEC_NONE))
            span_claim(w, span_add(w, &p, UB_UNIT_CSS, UB_CAUSE_EMBEDDED, span_html(t->span)), from);
        return;
    }
    sheet_walk(w, s, UB_CSS_SHEET, &p, true);
}

static bool in_foreign_style(const struct walk *w)
{
    const struct node *top = w->open.n ? &w->open.p[w->open.n - 1] : NULL;
    return top && top->tag == UB_TAG_STYLE && top->ns != UB_HTML_NS_HTML;
}

/* ------------------------------------------------------------------------------------------------ comments */

static bool word_at(ub_str s, ub_str word)
{
    size_t at = ub_str_find_nocase(s, word);
    return at < s.n;
}

/* What a condition is called: "[if gte mso 9]", "[if !mso]", "[if IE]". */
static uint16_t condition(ub_str text, bool revealed)
{
    bool mso = word_at(text, UB_S("mso")), not = ub_str_chr(text, '!') < text.n, digit = false;
    for (size_t i = 0; i < text.n; i++) digit |= ub_is_digit(ub_str_at(text, i));
    if (revealed && (not || !mso)) return mso || not ? UB_VEC_MSO_COND_NOT : UB_VEC_IE_COND;
    if (!mso) return not ? UB_VEC_MSO_COND_NOT : word_at(text, UB_S("vml")) ? UB_VEC_MSO_COND_IMG : UB_VEC_IE_COND;
    if (not && !digit) return UB_VEC_MSO_COND_NOT;
    return digit || ub_str_chr(text, '|') < text.n ? UB_VEC_MSO_COND_VERSION : UB_VEC_MSO_COND_IMG;
}

/* "[if mso]" of a comment's text. */
static ub_str condition_text(ub_str data)
{
    size_t open = ub_str_chr(data, '['), close = ub_str_chr(data, ']');
    return open < close && close < data.n ? ub_str_range(data.p + open, data.p + close + 1) : ub_str_to(data, 40);
}

static void conditional(struct walk *w, const ub_html_token *t)
{
    uint16_t cond = w->cond;
    ub_str text = w->cond_text;
    uint8_t flags = w->flags;
    if (w->within_n > 0) {     /* conditional comments do not nest */
        struct place p = { .flags = UB_SPANF_DEAD };
        if (!ub_find_dead_inert(data_of(w, span_html(t->inner)))) (void)span_add(w, &p, UB_UNIT_COMMENT, UB_CAUSE_DEAD, span_html(t->span));
        return;
    }
    w->cond_text = condition_text(data_of(w, span_html(t->span)));
    w->cond = condition(w->cond_text, false);
    w->flags |= UB_SPANF_COND;
    html_within(w, t->inner, 0);
    w->cond = cond;
    w->cond_text = text;
    w->flags = flags;
}

static void revealed(struct walk *w, const ub_html_token *t)
{
    ub_str data = data_of(w, span_html(t->span));
    if (word_at(data, UB_S("endif"))) {
        w->revealed = UB_VEC_NONE;
        return;
    }
    w->revealed_text = condition_text(data);
    w->revealed = condition(w->revealed_text, true);
}

/* name="value" in a processing instruction. */
static bool pi_attribute(ub_str *rest, ub_str *name, ub_str *value)
{
    size_t eq = ub_str_chr(*rest, '='), i, n;
    if (eq == rest->n) return false;
    *name = ub_str_trim(ub_str_to(*rest, eq));
    for (i = name->n; i > 0 && !ub_is_space(ub_str_at(*name, i - 1)); i--) {}
    *name = ub_str_from(*name, i);
    i = eq + 1;
    while (i < rest->n && ub_is_space(ub_str_at(*rest, i))) i++;
    if (i < rest->n && (rest->p[i] == '"' || rest->p[i] == '\'')) {
        n = ub_str_chr(ub_str_from(*rest, i + 1), (unsigned char)rest->p[i]);
        *value = ub_str_to(ub_str_from(*rest, i + 1), n);
        *rest = ub_str_from(*rest, i + 1 + n + 1);
        return true;
    }
    for (n = 0; i + n < rest->n && !ub_is_space(ub_str_at(*rest, i + n)); n++) {}
    *value = ub_str_to(ub_str_from(*rest, i), n);
    *rest = ub_str_from(*rest, i + n);
    return true;
}

/* <?xml-stylesheet href=".."?>, <?import implementation=".."?>; <?xml ..?> is inert. */
static void instruction(struct walk *w, const ub_html_token *t)
{
    ub_str data = data_of(w, span_html(t->span)), name, value, rest;
    struct place p = { .element = ub_str_from(data, 1) };
    size_t from = findings_now(w), n = 0;
    bool sheet, import;
    if (ub_str_starts(data, UB_S("<"))) data = ub_str_from(data, 1);
    if (ub_str_starts(data, UB_S("?"))) data = ub_str_from(data, 1);
    while (n < data.n && !ub_is_space(ub_str_at(data, n)) && data.p[n] != '?' && data.p[n] != '>') n++;
    p.element = ub_str_to(data, n);
    sheet = ub_str_eq_nocase(p.element, UB_S("xml-stylesheet"));
    import = ub_str_eq_nocase(p.element, UB_S("import"));
    rest = ub_str_from(data, n);
    if (!sheet && !import) {
        if (!ub_find_dead_inert(rest)) (void)span_add(w, &p, UB_UNIT_MARKUP, UB_CAUSE_DEAD, span_html(t->span));
        return;
    }
    p.form = sheet ? UB_VEC_XML_STYLESHEET : UB_VEC_IMPORT_PI;
    while (pi_attribute(&rest, &name, &value)) {
        if (!ub_str_eq_nocase(name, UB_S("href")) && !ub_str_eq_nocase(name, UB_S("implementation")) && !ub_str_eq_nocase(name, UB_S("src"))) continue;
        p.attribute = name;
        p.loads = sheet ? LOAD_SHEET : 0;
        (void)ref_see(w, &p, value, span_in(w, value));
    }
    span_claim(w, span_add(w, &p, UB_UNIT_MARKUP, UB_CAUSE_REFERENCE, span_html(t->span)), from);
}

/* ------------------------------------------------------------------------------------------------ doctypes */

/* Identifiers of the well-known document types.  They name, and every reader has them at home. */
static bool known_identifier(ub_str id)
{
    static const ub_str known[] = {
        UB_LIT("http://www.w3.org/"), UB_LIT("https://www.w3.org/"), UB_LIT("http://w3.org/"), UB_LIT("https://w3.org/"),
        UB_LIT("http://www.wapforum.org/"), UB_LIT("http://www.openmobilealliance.org/"), UB_LIT("about:legacy-compat"),
        UB_LIT("http://www.apple.com/DTDs/"), UB_LIT("http://www.oasis-open.org/"),
    };
    for (size_t i = 0; i < UB_COUNT(known); i++)
        if (ub_str_starts_nocase(id, known[i])) return true;
    return false;
}

/* Every quoted text behind SYSTEM or PUBLIC in `s`: <!ENTITY % e SYSTEM "..">. */
static bool entities(struct walk *w, struct place *p, ub_str s)
{
    bool bad = false;
    size_t at = 0, next[2] = { 0, 0 };
    static const ub_str words[2] = { UB_LIT("SYSTEM"), UB_LIT("PUBLIC") };
    p->form = UB_VEC_XML_ENTITY;
    for (;;) {
        ub_str rest, value;
        size_t sys, open, n;
        /* Each word is looked for once from each place, and not again when there is none left. */
        for (int k = 0; k < 2; k++)
            if (next[k] <= at && next[k] < s.n) next[k] = at + ub_str_find_nocase(ub_str_from(s, at), words[k]);
        rest = ub_str_from(s, at);
        sys = (next[0] < next[1] ? next[0] : next[1]) - at;
        if (sys >= rest.n) return bad;
        rest = ub_str_from(rest, sys + 6);
        for (open = 0; open < rest.n && rest.p[open] != '"' && rest.p[open] != '\''; open++) {}
        if (open == rest.n) return bad;
        n = ub_str_chr(ub_str_from(rest, open + 1), (unsigned char)rest.p[open]);
        value = ub_str_to(ub_str_from(rest, open + 1), n);
        if (!known_identifier(value) && ref_see(w, p, value, span_in(w, value)) != REF_INERT) bad = true;
        at = (size_t)(rest.p - s.p) + open + 1 + n;
    }
}

static void doctype(struct walk *w, const ub_html_token *t)
{
    struct place p = { .form = UB_VEC_DOCTYPE_SYSTEM, .element = UB_S("!DOCTYPE") };
    ub_str all = data_of(w, span_html(t->span)), sys = data_of(w, span_html(t->sys));
    size_t from = findings_now(w), subset = ub_str_chr(all, '[');
    bool bad = false;
    if (t->flags & UB_HTML_HAS_SYSTEM && sys.n && !known_identifier(sys)) bad |= ref_see(w, &p, sys, span_html(t->sys)) != REF_INERT;
    if (subset < all.n) bad |= entities(w, &p, ub_str_from(all, subset));
    if (bad) span_claim(w, span_add(w, &p, UB_UNIT_MARKUP, UB_CAUSE_REFERENCE, span_html(t->span)), from);
}

static void comment(struct walk *w, const ub_html_token *t)
{
    struct place p = { .element = UB_S("!--"), .flags = UB_SPANF_DEAD };
    ub_str data;
    switch (t->comment) {
    case UB_HTML_COMMENT_COND: conditional(w, t); return;
    case UB_HTML_COMMENT_COND_SHOWN:
    case UB_HTML_COMMENT_REVEALED: revealed(w, t); return;
    case UB_HTML_COMMENT_PI: instruction(w, t); return;
    case UB_HTML_COMMENT_NOTHING: return;
    default: break;
    }
    data = data_of(w, span_html(t->span));
    if (t->comment == UB_HTML_COMMENT_BOGUS && ub_str_starts_nocase(data, UB_S("<!ENTITY"))) {
        size_t from = findings_now(w);
        if (entities(w, &p, data)) span_claim(w, span_add(w, &p, UB_UNIT_MARKUP, UB_CAUSE_REFERENCE, span_html(t->span)), from);
        return;
    }
    if (t->comment == UB_HTML_COMMENT_PLAIN && t->span.n >= 7) data = ub_str_of(data.p + 4, data.n - 4);
    else data = ub_str_from(data, 2);
    if (!ub_find_dead_inert(data) || t->flags & UB_HTML_OLD_PARSER)
        (void)span_add(w, &p, t->comment == UB_HTML_COMMENT_PLAIN ? UB_UNIT_COMMENT : UB_UNIT_MARKUP, UB_CAUSE_DEAD, span_html(t->span));
}

/* ------------------------------------------------------------------------------------------------ the loop */

/* A tag or a comment that begins in what those who read ahead take for a style element and ends behind it: they see
 * markup there. */
static void ends_behind(struct walk *w, const ub_html_token *t)
{
    uint8_t flags = w->flags;
    uint32_t from = w->ahead_end;
    w->ahead_end = 0;
    w->flags |= UB_SPANF_DEAD;
    html_within(w, (ub_html_span){ from, t->span.at + t->span.n - from }, 0);
    w->flags = flags;
}

/* Text that is nothing but shown, which is most tokens. */
static bool is_shown_text(const struct walk *w, const ub_html_token *t)
{
    return t->kind == UB_HTML_TEXT && t->content == UB_HTML_DATA && !w->link_node && t->span.at >= w->ahead_end && !in_foreign_style(w);
}

static void token(struct walk *w, const ub_html_token *t)
{
    if (t->span.at < w->ahead_end && t->span.at + t->span.n > w->ahead_end && w->within_n == 0) ends_behind(w, t);
    switch (t->kind) {
    case UB_HTML_START: tag_start(w, t); break;
    case UB_HTML_END: open_end(w, t); break;
    case UB_HTML_TEXT: if (in_foreign_style(w)) foreign_style(w, t); else text(w, t); break;
    case UB_HTML_COMMENT: comment(w, t); break;
    case UB_HTML_DOCTYPE: doctype(w, t); break;
    default: break;
    }
}

void html_within(struct walk *w, ub_html_span stretch, unsigned flags)
{
    struct finder *f = w->f;
    ub_arena scratch, *level = level_arena(f, f->f->docs.p[w->doc].depth, true);
    const ub_html *outer = w->h;
    uint32_t depth = (uint32_t)w->open.n, floor = w->floor;
    ub_html h;
    ub_status s;
    if (!level || stretch.n == 0) return;
    scratch = *level;
    s = ub_html_within(&h, &scratch, doc_bytes(w), stretch, flags, f->err);
    if (s != UB_OK) {
        if (f->status == UB_OK) f->status = s;
        return;
    }
    w->within_n++;
    w->floor = depth;
    w->h = &h;
    for (const ub_html_token *t; going(f) && (t = ub_html_next(&h))->kind != UB_HTML_EOF; ) token(w, t);
    w->h = outer;
    /* What was opened inside goes on behind it, for Word; here it ends. */
    open_close_all(w, stretch.at + stretch.n);
    w->within_n--;
    w->floor = floor;
}

void html_run(struct walk *w)
{
    struct finder *f = w->f;
    ub_arena scratch, *level = level_arena(f, f->f->docs.p[w->doc].depth, false);
    ub_html_both b;
    const ub_html *of = NULL;
    ub_status s;
    if (!level) return;
    scratch = *level;
    s = ub_html_both_init(&b, &scratch, doc_bytes(w), 0, f->err);
    if (s != UB_OK) {
        if (f->status == UB_OK) f->status = s;
        return;
    }
    /* Where the readings of noscript have parted, what both see comes twice, one behind the other. */
    uint32_t last_at = UINT32_MAX, last_n = 0;
    unsigned last = UB_HTML_READ_BOTH;
    for (const ub_html_token *t; going(f) && (t = ub_html_both_next(&b, &of))->kind != UB_HTML_EOF; ) {
        bool again = b.reading != last && t->span.at == last_at && t->span.n == last_n;
        last_at = t->span.at;
        last_n = t->span.n;
        last = b.reading;
        if (again || (b.reading == UB_HTML_READ_ON && t->kind == UB_HTML_END)) continue;
        w->h = of;
        if (!is_shown_text(w, t)) token(w, t);
    }
    open_close_all(w, (uint32_t)doc_bytes(w).n);
}
