/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Markup and style sheets: spans become edits.
 *
 * Taking bytes out joins what stood on either side.  That must never make a token which was not there, so each cut leaves
 * something inert behind wherever its neighbours could join: a space between attributes, an empty comment between pieces
 * of text or style.
 */
#include "inside.h"

#include "html.h"

/* Links stay; browsers look up their hosts as soon as the page shows, unless told not to. */
#define PREFETCH_OFF "<meta http-equiv=\"x-dns-prefetch-control\" content=\"off\">"
/* The second wall.  It names only what the message carries itself. */
#define CSP "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data: cid:; " \
            "style-src 'unsafe-inline' data: cid:; font-src data: cid:; media-src data: cid:; form-action 'none'\">"

bool span_goes(const job *j, const ub_find_span *s)
{
    if (s->unit == UB_UNIT_LINK) return false;
    return j->opts->mode == UB_DISARM_STRICT || j->goes[s - j->f->spans.p];
}

/* ------------------------------------------------------------------------------------------------ neighbours */

static bool is_name_byte(unsigned char c) { return ub_is_alnum(c) || c == '-' || c == '_' || c == '\\' || c >= 0x80; }

/* Could the text before `at` and the text behind the cut become a tag or a character reference together? */
static bool markup_would_join(ub_str text, size_t at)
{
    if (at == 0) return false;
    if (text.p[at - 1] == '<') return true;
    for (size_t i = at, n = 0; i > 0 && n < 40; n++) {
        unsigned char c = (unsigned char)text.p[--i];
        if (c == '&') return true;
        if (!ub_is_alnum(c) && c != '#') return false;
    }
    return false;
}

static ub_str fill_markup(ub_str text, const ub_find_span *s)
{
    return markup_would_join(text, s->at.at) ? UB_S("<!---->") : UB_S("");
}

/* Attributes: a space, so that neither "/" and ">" nor two attributes meet. */
static ub_str fill_attr(ub_str text, const ub_find_span *s)
{
    size_t end = s->at.at + s->at.n;
    return s->at.at > 0 && ub_is_space((unsigned char)text.p[s->at.at - 1]) && end < text.n && text.p[end] != '/' ? UB_S("") : UB_S(" ");
}

/* A lonely "=" behind the cut would make a value for what stands before it.  In strict mode it goes as well: its name is no
 * plain one. */
static bool equals_follows(ub_str text, const ub_find_span *s)
{
    size_t next = s->at.at + s->at.n;
    while (next < text.n && (ub_is_space((unsigned char)text.p[next]) || text.p[next] == '/')) next++;
    return s->unit == UB_UNIT_ATTR && next < text.n && text.p[next] == '=';
}

/* Is it the beginning of an attribute's value without quotes?  With nothing there the next attribute would be the value. */
static bool begins_value(ub_str text, const ub_find_span *s)
{
    size_t i = s->at.at;
    while (i > s->attr.at && ub_is_space((unsigned char)text.p[i - 1])) i--;
    return s->attr.n && i > s->attr.at && text.p[i - 1] == '=';
}

/* Style: an empty comment keeps tokens apart wherever a separator does not already. */
static ub_str fill_style(ub_str text, const ub_find_span *s)
{
    size_t end = s->at.at + s->at.n;
    unsigned char before = s->at.at > 0 ? (unsigned char)text.p[s->at.at - 1] : ';';
    unsigned char behind = end < text.n ? (unsigned char)text.p[end] : ';';
    bool apart = strchr(";{}\"'", before) || ub_is_space(before) || strchr(";{}\"'<", behind) || ub_is_space(behind);
    return before && behind && apart && !begins_value(text, s) ? UB_S("") : UB_S("/**/");
}

/* An empty data: address keeps the declaration valid, and looks as an address does that nobody answers: a picture that
 * never comes, content that stays replaced. */
static ub_str fill_url(ub_str text, const ub_find_span *s)
{
    size_t end = s->at.at + s->at.n;
    char quote = text.p[s->at.at];
    if (quote == '"') return UB_S("\"data:,\"");
    if (quote == '\'') return UB_S("'data:,'");
    return end < text.n && is_name_byte((unsigned char)text.p[end]) ? UB_S("url(data:,)/**/") : UB_S("url(data:,)");
}

/* A style attribute that had to be decoded to be read comes back with what was good in it. */
static bool keep_style(job *j, ub_str text, const ub_find_span *s, ub_str *put)
{
    ub_buf b = ub_buf_in(j->a);
    if (s->at.at > 0 && !ub_is_space((unsigned char)text.p[s->at.at - 1])) ub_buf_char(&b, ' ');
    ub_buf_add(&b, UB_S("style=\""));
    ub_buf_add(&b, j->f->keeps.p[s->keep - 1]);
    ub_buf_char(&b, '"');
    *put = ub_buf_str(&b);
    return !b.failed;
}

/* What stands in place of each unit. */
static ub_str (*const fills[UB_UNITS])(ub_str text, const ub_find_span *s) = {
    [UB_UNIT_ATTR] = fill_attr,     [UB_UNIT_TAG] = fill_markup,   [UB_UNIT_ELEMENT] = fill_markup,
    [UB_UNIT_COMMENT] = fill_markup, [UB_UNIT_MARKUP] = fill_markup, [UB_UNIT_URL] = fill_url,
    [UB_UNIT_DECL] = fill_style,    [UB_UNIT_AT_RULE] = fill_style, [UB_UNIT_RULE] = fill_style,
    [UB_UNIT_CSS] = fill_style,
};

/* An end tag with attributes keeps its name: without it a style element would go on to the end of the text. */
static bool bare_end_tag(ub_str text, const ub_find_span *s, ub_span *rest)
{
    size_t end = (size_t)s->at.at + s->at.n, at = s->at.at + 2;
    if (s->unit != UB_UNIT_TAG || !(s->flags & UB_SPANF_END_TAG) || s->cause != UB_CAUSE_SYNTAX || text.p[end - 1] != '>') return false;
    while (at < end - 1 && !ub_is_space((unsigned char)text.p[at]) && text.p[at] != '/') at++;
    *rest = (ub_span){ (uint32_t)at, (uint32_t)(end - 1 - at) };
    return true;
}

/* A document type decides between quirks and standards layout, so a bad one is not taken out but replaced. */
static bool is_doctype(ub_str text, const ub_find_span *s)
{
    return s->unit == UB_UNIT_MARKUP && ub_str_starts_nocase(ub_str_of(text.p + s->at.at, s->at.n), UB_S("<!doctype"));
}

/* ------------------------------------------------------------------------------------------------ xmp */

/* Where the start tag begins whose content begins at `at`; text.n when it is not an xmp's. */
static size_t xmp_before(ub_str text, size_t at)
{
    size_t i = at;
    while (i > 0 && text.p[i - 1] != '<') i--;
    return i > 0 && ub_str_starts_nocase(ub_str_from(text, i), UB_S("xmp")) ? i : text.n;
}

/*
 * The content of xmp is shown as it stands, markup and all, so it cannot go.  As a pre with its signs escaped it looks and
 * reads the same, and is text to every reader.  Linear: the way back from the content is its own start tag.
 */
static ub_status xmp_edits(job *j, ub_str text, const ub_find_span *s, edits *list)
{
    size_t end = (size_t)s->at.at + s->at.n, name = xmp_before(text, s->at.at);
    bool ok = true;
    if (name == text.n) return edit_add(j->a, list, s->at.at, s->at.n, UB_S("")) ? UB_OK : ub_fail(j->err, UB_LIMIT, "too many edits", 0);
    ok &= edit_add(j->a, list, name, 3, UB_S("pre"));
    /* A line end right behind the start tag is dropped from a pre, and not from an xmp. */
    if (text.p[s->at.at] == '\n' || text.p[s->at.at] == '\r') ok &= edit_add(j->a, list, s->at.at, 0, UB_S("\n"));
    for (size_t i = s->at.at; i < end; i++)
        if (text.p[i] == '<') ok &= edit_add(j->a, list, i, 1, UB_S("&lt;"));
        else if (text.p[i] == '&') ok &= edit_add(j->a, list, i, 1, UB_S("&amp;"));
    if (ub_str_starts_nocase(ub_str_from(text, end), UB_S("</xmp"))) ok &= edit_add(j->a, list, end + 2, 3, UB_S("pre"));
    return ok ? UB_OK : ub_fail(j->err, UB_LIMIT, "too many edits", 0);
}

/* ------------------------------------------------------------------------------------------------ meta */

/* Where a meta element can stand without changing anything: behind the doctype, <html> and <head>, before all else. */
static size_t head_of(job *j, ub_str text)
{
    ub_arena scratch = *j->a;
    ub_html h;
    const ub_html_token *t;
    size_t at = ub_str_starts(text, UB_S("\xEF\xBB\xBF")) ? 3 : 0;
    if (text.n > UB_HTML_TEXT_MAX || ub_html_init(&h, &scratch, text, 0, NULL) != UB_OK) return at;
    while ((t = ub_html_next(&h))->kind != UB_HTML_EOF) {
        size_t end = t->span.at + t->span.n;
        switch (t->kind) {
        case UB_HTML_DOCTYPE:
            if (!(t->flags & UB_HTML_DROPPED)) at = end;
            break;
        case UB_HTML_START:
            if (t->flags & UB_HTML_UNCLOSED) return at;
            if (t->tag == UB_TAG_HTML) at = end;
            else if (t->tag == UB_TAG_HEAD) return end;
            else return at;
            break;
        case UB_HTML_TEXT:
            if (ub_str_trim(ub_html_str(&h, t->span)).n > (at == 3 ? 3 : 0)) return at;
            break;
        case UB_HTML_COMMENT:
            break;
        default:
            return at;
        }
    }
    return at;
}

static bool has_links(const job *j, const ub_doc *doc)
{
    for (uint32_t i = 0; i < doc->n_spans; i++) {
        const ub_find_span *s = &j->f->spans.p[doc->first_span + i];
        if (s->unit == UB_UNIT_LINK && (s->finding == UB_NONE || j->f->findings.p[s->finding].host.n)) return true;
    }
    return false;
}

static ub_status add_meta(job *j, const ub_doc *doc, bool csp, edits *list)
{
    size_t at = head_of(j, doc->bytes);
    ub_str there = ub_str_from(doc->bytes, at);
    bool prefetch = !ub_str_starts(there, UB_S(PREFETCH_OFF));
    if (!prefetch) at += sizeof PREFETCH_OFF - 1, there = ub_str_from(doc->bytes, at);
    csp = csp && !j->opts->no_csp && !ub_str_starts(there, UB_S(CSP));
    ub_str put = prefetch && csp ? UB_S(PREFETCH_OFF CSP) : prefetch ? UB_S(PREFETCH_OFF) : csp ? UB_S(CSP) : UB_S("");
    if (put.n && !edit_add_first(j->a, list, at, 0, put)) return ub_fail(j->err, UB_LIMIT, "too many edits", 0);
    return UB_OK;
}

/* ------------------------------------------------------------------------------------------------ links */

/* The value of an attribute that stands alone, as a browser has it.  UB_ABSENT: it is no attribute with a value. */
static ub_status attr_value(ub_arena *a, ub_str attr, ub_str *value)
{
    ub_buf b = ub_buf_in(a);
    ub_html *h = UB_NEW(a, ub_html, 1);
    const ub_html_token *t;
    ub_buf_add(&b, UB_S("<a "));
    ub_buf_add(&b, attr);
    ub_buf_char(&b, '>');
    if (!h || b.failed || ub_html_init(h, a, ub_buf_str(&b), 0, NULL) != UB_OK) return UB_LIMIT;
    t = ub_html_next(h);
    if (t->kind != UB_HTML_START || t->n_attrs != 1 || t->attrs[0].id != UB_ATTR_HREF) return UB_ABSENT;
    return ub_html_value(a, h, &t->attrs[0], value) ? UB_OK : UB_LIMIT;
}

/* href="URL" with the quotes that it had. */
static bool put_href(ub_arena *a, ub_str url, char quote, ub_str *put)
{
    ub_buf b = ub_buf_in(a);
    ub_buf_add(&b, UB_S("href="));
    ub_buf_char(&b, quote);
    for (size_t i = 0; i < url.n; i++) {
        char c = url.p[i];
        if (c == '&') ub_buf_add(&b, UB_S("&amp;"));
        else if (c == '"') ub_buf_add(&b, UB_S("%22"));
        else if (c == '\'') ub_buf_add(&b, UB_S("%27"));
        else ub_buf_char(&b, c);
    }
    ub_buf_char(&b, quote);
    *put = ub_buf_str(&b);
    return !b.failed;
}

/* What comes of a link's attribute, and what it was: `a` is working space, what is kept lives in the job's arena.  UB_ABSENT: it
 * stays. */
static ub_status link_anew(job *j, ub_arena *a, ub_str attr, ub_str *was, ub_str *put)
{
    ub_str href, anew = { 0 }, text;
    ub_status s = attr_value(a, attr, &href);
    size_t quote = ub_str_chr(attr, '=') + 1;
    if (s != UB_OK || (s = j->opts->link(j->opts->link_ctx, a, href, &anew)) != UB_OK) return s;
    if (!anew.n) return UB_ABSENT;
    while (quote < attr.n && ub_is_space((unsigned char)attr.p[quote])) quote++;
    if (!put_href(a, anew, quote < attr.n && attr.p[quote] == '\'' ? '\'' : '"', &text)) return UB_LIMIT;
    return ub_str_copy(j->a, href, was) && ub_str_copy(j->a, text, put) ? UB_OK : UB_LIMIT;
}

/* A link's attribute is written anew where something comes of it. */
static ub_status link_edit(job *j, const ub_doc *doc, uint32_t span, edits *list, bool *real)
{
    enum { ATTR_BYTES = 1 << 17, WORK_BYTES = 16 << 20 };
    const ub_find_span *s = &j->f->spans.p[span];
    ub_str attr = ub_str_to(ub_str_from(doc->bytes, s->at.at), s->at.n), was, put;
    if (doc->kind != UB_DOC_HTML || s->attr_id != UB_ATTR_HREF || (s->tag_id != UB_TAG_A && s->tag_id != UB_TAG_AREA)
        || s->flags & UB_SPANF_DEAD || attr.n > ATTR_BYTES || j->m->parts.p[doc->part].signed_by != UB_NONE) return UB_OK;
    size_t half = ub_arena_left(j->a) / 2;
    ub_arena work = ub_arena_split(j->a, half < WORK_BYTES ? half : WORK_BYTES);
    ub_status status = link_anew(j, &work, attr, &was, &put);
    ub_arena_join(j->a, &work, false);
    if (status == UB_ABSENT) return UB_OK;
    if (status != UB_OK || !edit_add(j->a, list, s->at.at, s->at.n, put)) return edits_full(j);
    j->was[span] = was;
    *real = true;
    return UB_OK;
}

/* ------------------------------------------------------------------------------------------------ one document */

ub_status markup_edits(job *j, uint32_t n, edits *list, bool *real)
{
    uint32_t linked = UINT32_MAX;
    const ub_doc *doc = &j->f->docs.p[n];
    const ub_part *p = &j->m->parts.p[doc->part];
    uint32_t escaped = 0;      /* up to here all signs are written as references */
    *real = false;
    for (uint32_t i = 0; i < doc->n_spans; i++) {
        const ub_find_span *s = &j->f->spans.p[doc->first_span + i];
        if (s->at.at < escaped) continue;
        if (j->opts->link && s->unit == UB_UNIT_LINK) {
            if (s->tag.n && s->tag.at == linked) continue;      /* of two in one tag the first counts */
            linked = s->tag.at;
            ub_status status = link_edit(j, doc, doc->first_span + i, list, real);
            if (status != UB_OK) return status;
            continue;
        }
        if (!span_goes(j, s) || s->unit == UB_UNIT_PART || span_is_cid(j, s)) continue;
        if (s->unit == UB_UNIT_DEAD && s->tag_id == UB_TAG_XMP) {
            ub_status status = xmp_edits(j, doc->bytes, s, list);
            if (status != UB_OK) return status;
            escaped = s->at.at + s->at.n;
            *real = true;
            continue;
        }
        ub_span at = s->at;
        /* An object without its data may show nothing at all; without its tag it shows what it holds for that case. */
        if (s->unit == UB_UNIT_ATTR && s->tag_id == UB_TAG_OBJECT && s->attr_id == UB_ATTR_DATA && s->tag.n) at = s->tag;
        ub_str put = bare_end_tag(doc->bytes, s, &at) ? UB_S("")
                   : is_doctype(doc->bytes, s) ? UB_S("<!DOCTYPE html>") : fills[s->unit] ? fills[s->unit](doc->bytes, s) : UB_S("");
        if (s->keep && s->at.n == at.n && !keep_style(j, doc->bytes, s, &put)) return ub_fail(j->err, UB_LIMIT, "too many edits", 0);
        if (!s->keep && j->opts->mode != UB_DISARM_STRICT && equals_follows(doc->bytes, s)) put = UB_S(" unbeacon");
        if (!edit_add(j->a, list, at.at, at.n, put)) return ub_fail(j->err, UB_LIMIT, "too many edits", 0);
        *real = true;
    }
    if (doc->kind != UB_DOC_HTML || j->opts->mode != UB_DISARM_STRICT) return UB_OK;
    if (!*real && (!has_links(j, doc) || (p->signed_by != UB_NONE && !j->opts->link_token))) return UB_OK;
    return add_meta(j, doc, *real, list);
}

ub_status text_edits(job *j, ub_str text, size_t from, size_t to, edits *list)
{
    for (size_t at = from; from < to; from = at + 1) {
        at = from + ub_str_chr(ub_str_from(ub_str_to(text, to), from), '<');
        if (at >= to || at + 1 >= text.n) break;
        unsigned char c = (unsigned char)text.p[at + 1];
        if (!ub_is_alpha(c) && c != '/' && c != '!' && c != '?') continue;
        if (!edit_add(j->a, list, at + 1, 0, UB_S(" "))) return ub_fail(j->err, UB_LIMIT, "too many edits", 0);
    }
    return UB_OK;
}

/* ------------------------------------------------------------------------------------------------ charset */

static ub_status say_utf8_in(job *j, const ub_html *h, const ub_html_token *t, edits *list)
{
    bool content_type = false;
    ub_arena scratch = *j->a;
    for (uint32_t i = 0; i < t->n_attrs; i++) {
        ub_str value;
        if (t->attrs[i].id == UB_ATTR_HTTP_EQUIV && ub_html_value(&scratch, h, &t->attrs[i], &value))
            content_type |= ub_str_eq_nocase(ub_str_trim(value), UB_S("content-type"));
    }
    for (uint32_t i = 0; i < t->n_attrs; i++) {
        const ub_html_attr *at = &t->attrs[i];
        ub_str put;
        if (at->id == UB_ATTR_CHARSET) put = UB_S("charset=\"utf-8\"");
        else if (at->id == UB_ATTR_CONTENT && content_type) put = UB_S("content=\"text/html; charset=utf-8\"");
        else continue;
        if (!edit_add(j->a, list, at->name.at, at->end - at->name.at, put)) return ub_fail(j->err, UB_LIMIT, "too many edits", 0);
    }
    return UB_OK;
}

ub_status markup_say_utf8(job *j, ub_str text, ub_str *out)
{
    ub_html h;
    const ub_html_token *t;
    edits list = { 0 };
    ub_status s;
    if (text.n > UB_HTML_TEXT_MAX) return *out = text, UB_OK;
    if ((s = ub_html_init(&h, j->a, text, 0, j->err)) != UB_OK) return s;
    while ((t = ub_html_next(&h))->kind != UB_HTML_EOF)
        if (t->kind == UB_HTML_START && t->tag == UB_TAG_META && (s = say_utf8_in(j, &h, t, &list)) != UB_OK) return s;
    return edits_apply(j->a, text, &list, out, j->err);
}
