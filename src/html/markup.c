/* SPDX-License-Identifier: Apache-2.0 */
/* Comments, conditional comments, doctypes, and what becomes a bogus comment (13.2.5.41 to 13.2.5.68). */
#include "inside.h"
#include "scan.h"

static ub_html_span span(const ub_html *h, const char *from, const char *to)
{
    return (ub_html_span){ (uint32_t)(from - h->text.p), (uint32_t)(to - from) };
}

static const char *skip_space(const char *p, const char *end)
{
    while (p < end && ub_is_space((unsigned char)*p)) p++;
    return p;
}

static bool starts(const char *p, const char *end, ub_str what)
{
    return (size_t)(end - p) >= what.n && ub_str_eq_nocase(ub_str_of(p, what.n), what);
}

/* ------------------------------------------------------------------------------------------------ conditional comments */

/* "[if", the condition, "]>": returns what is behind it, NULL when there is none. */
static const char *behind_condition(const char *p, const char *end)
{
    p = skip_space(p, end);
    if (!starts(p, end, UB_S("[if"))) return NULL;
    while ((p = ub_scan1(p, end, ']')) < end) {
        const char *q = skip_space(++p, end);
        if (q < end && *q == '>') return q + 1;
    }
    return NULL;
}

static bool is_endif(const char *p, const char *end)
{
    p = skip_space(p, end);
    if (starts(p, end, UB_S("<!"))) p = skip_space(p + 2, end);
    return starts(p, end, UB_S("[endif"));
}

/* Cut "<![endif]" and white space off the end. */
static const char *before_endif(const char *from, const char *to)
{
    const char *p = to, *q;
    while (p > from && ub_is_space((unsigned char)p[-1])) p--;
    if (p > from && p[-1] == '>') p--;
    if (p == from || p[-1] != ']') return to;
    for (q = p - 1; q > from && p - q < 32 && *q != '<'; ) q--;
    return *q == '<' && is_endif(q, p) ? q : to;
}

static void conditional(ub_html *h, const char *from, const char *to)
{
    ub_html_token *t = &h->tok;
    const char *inner = behind_condition(from, to), *q, *stop;
    if (!inner) {
        if (is_endif(from, to) || starts(skip_space(from, to), to, UB_S("[if"))) t->comment = UB_HTML_COMMENT_COND_SHOWN;
        return;
    }
    stop = before_endif(inner, to);
    t->inner = span(h, inner, stop);
    t->comment = UB_HTML_COMMENT_COND;
    /* <!--[if !mso]><!--> and <!--[if !mso]><!-- --> */
    q = skip_space(inner, stop);
    if (starts(q, stop, UB_S("<!"))) {
        q += 2;
        while (q < stop && (*q == '-' || ub_is_space((unsigned char)*q) || *q == '>')) q++;
        if (q == stop) t->comment = UB_HTML_COMMENT_COND_SHOWN;
    }
}

/* ------------------------------------------------------------------------------------------------ comments */

static void old_parser(ub_html *h, const char *name, const char *at, size_t n)
{
    h->tok.flags |= UB_HTML_OLD_PARSER;
    ub_notes_add(h->notes, name, (size_t)(at - h->text.p), n);
}

/* `from` is behind "<!--".  It ends at "-->" or "--!>", or at once at ">" or "->". */
static const char *comment(ub_html *h, const char *from)
{
    const char *end = h->end, *data_end = end, *p;
    ub_html_token *t = &h->tok;
    t->kind = UB_HTML_COMMENT;
    t->comment = UB_HTML_COMMENT_PLAIN;
    if (from < end && (*from == '>' || (*from == '-' && end - from > 1 && from[1] == '>'))) {
        t->name = t->inner = span(h, from, from);
        p = from + (*from == '>' ? 1 : 2);
        old_parser(h, "html-comment-abrupt", from - 4, (size_t)(p - from + 4));
        return p;
    }
    for (p = from; (p = ub_scan1(p, end, '>')) < end; p++) {
        if (p - from >= 2 && p[-1] == '-' && p[-2] == '-') {
            data_end = p - 2;
            break;
        }
        if (p - from >= 3 && p[-1] == '!' && p[-2] == '-' && p[-3] == '-') {
            data_end = p - 3;
            old_parser(h, "html-comment-bang", p - 3, 4);
            break;
        }
    }
    if (p == end) {
        t->flags |= UB_HTML_UNCLOSED;
        ub_notes_add(h->notes, "html-unclosed-comment", (size_t)(from - 4 - h->text.p), 4);
        if (end - from >= 3 && end[-1] == '!' && end[-2] == '-' && end[-3] == '-') data_end = end - 3;
        else {
            data_end = end;
            for (int i = 0; i < 2 && data_end > from && data_end[-1] == '-'; i++) data_end--;
        }
    } else p++;
    t->name = t->inner = span(h, from, data_end);
    if (from < data_end && (*from == '[' || *from == '<' || ub_is_space((unsigned char)*from))) conditional(h, from, data_end);
    return p;
}

/* Data begins at `from`; it ends at the first ">". */
static const char *bogus(ub_html *h, const char *from, ub_html_comment_kind kind)
{
    const char *p = ub_scan1(from, h->end, '>');
    h->tok.kind = UB_HTML_COMMENT;
    h->tok.comment = (uint8_t)kind;
    h->tok.name = h->tok.inner = span(h, from, p);
    if (p == h->end) {
        h->tok.flags |= UB_HTML_UNCLOSED;
        return p;
    }
    return p + 1;
}

/* ------------------------------------------------------------------------------------------------ doctype */

/* Public identifiers that begin like this mean quirks.  13.2.6.4.1, read 2026-11-24. */
static const ub_str quirky[] = {
    UB_LIT("+//Silmaril//dtd html Pro v0r11 19970101//"), UB_LIT("-//AS//DTD HTML 3.0 asWedit + extensions//"),
    UB_LIT("-//AdvaSoft Ltd//DTD HTML 3.0 asWedit + extensions//"), UB_LIT("-//IETF//DTD HTML 2.0 Level 1//"),
    UB_LIT("-//IETF//DTD HTML 2.0 Level 2//"), UB_LIT("-//IETF//DTD HTML 2.0 Strict Level 1//"),
    UB_LIT("-//IETF//DTD HTML 2.0 Strict Level 2//"), UB_LIT("-//IETF//DTD HTML 2.0 Strict//"),
    UB_LIT("-//IETF//DTD HTML 2.0//"), UB_LIT("-//IETF//DTD HTML 2.1E//"), UB_LIT("-//IETF//DTD HTML 3.0//"),
    UB_LIT("-//IETF//DTD HTML 3.2 Final//"), UB_LIT("-//IETF//DTD HTML 3.2//"), UB_LIT("-//IETF//DTD HTML 3//"),
    UB_LIT("-//IETF//DTD HTML Level 0//"), UB_LIT("-//IETF//DTD HTML Level 1//"), UB_LIT("-//IETF//DTD HTML Level 2//"),
    UB_LIT("-//IETF//DTD HTML Level 3//"), UB_LIT("-//IETF//DTD HTML Strict Level 0//"),
    UB_LIT("-//IETF//DTD HTML Strict Level 1//"), UB_LIT("-//IETF//DTD HTML Strict Level 2//"),
    UB_LIT("-//IETF//DTD HTML Strict Level 3//"), UB_LIT("-//IETF//DTD HTML Strict//"), UB_LIT("-//IETF//DTD HTML//"),
    UB_LIT("-//Metrius//DTD Metrius Presentational//"), UB_LIT("-//Microsoft//DTD Internet Explorer 2.0 HTML Strict//"),
    UB_LIT("-//Microsoft//DTD Internet Explorer 2.0 HTML//"), UB_LIT("-//Microsoft//DTD Internet Explorer 2.0 Tables//"),
    UB_LIT("-//Microsoft//DTD Internet Explorer 3.0 HTML Strict//"), UB_LIT("-//Microsoft//DTD Internet Explorer 3.0 HTML//"),
    UB_LIT("-//Microsoft//DTD Internet Explorer 3.0 Tables//"), UB_LIT("-//Netscape Comm. Corp.//DTD HTML//"),
    UB_LIT("-//Netscape Comm. Corp.//DTD Strict HTML//"), UB_LIT("-//O'Reilly and Associates//DTD HTML 2.0//"),
    UB_LIT("-//O'Reilly and Associates//DTD HTML Extended 1.0//"),
    UB_LIT("-//O'Reilly and Associates//DTD HTML Extended Relaxed 1.0//"),
    UB_LIT("-//SQ//DTD HTML 2.0 HoTMetaL + extensions//"), UB_LIT("-//SoftQuad Software//DTD HoTMetaL PRO 6.0::19990601::extensions to HTML 4.0//"),
    UB_LIT("-//SoftQuad//DTD HoTMetaL PRO 4.0::19971010::extensions to HTML 4.0//"), UB_LIT("-//Spyglass//DTD HTML 2.0 Extended//"),
    UB_LIT("-//Sun Microsystems Corp.//DTD HotJava HTML//"), UB_LIT("-//Sun Microsystems Corp.//DTD HotJava Strict HTML//"),
    UB_LIT("-//W3C//DTD HTML 3 1995-03-24//"), UB_LIT("-//W3C//DTD HTML 3.2 Draft//"), UB_LIT("-//W3C//DTD HTML 3.2 Final//"),
    UB_LIT("-//W3C//DTD HTML 3.2//"), UB_LIT("-//W3C//DTD HTML 3.2S Draft//"), UB_LIT("-//W3C//DTD HTML 4.0 Frameset//"),
    UB_LIT("-//W3C//DTD HTML 4.0 Transitional//"), UB_LIT("-//W3C//DTD HTML Experimental 19960712//"),
    UB_LIT("-//W3C//DTD HTML Experimental 970421//"), UB_LIT("-//W3C//DTD W3 HTML//"), UB_LIT("-//W3O//DTD W3 HTML 3.0//"),
    UB_LIT("-//WebTechs//DTD Mozilla HTML 2.0//"), UB_LIT("-//WebTechs//DTD Mozilla HTML//"),
};
static const ub_str quirky_whole[] = {
    UB_LIT("-//W3O//DTD W3 HTML Strict 3.0//EN//"), UB_LIT("-/W3C/DTD HTML 4.0 Transitional/EN"), UB_LIT("HTML"),
};
static const ub_str html_401[] = {
    UB_LIT("-//W3C//DTD HTML 4.01 Frameset//"), UB_LIT("-//W3C//DTD HTML 4.01 Transitional//"),
};
static const ub_str xhtml_10[] = {
    UB_LIT("-//W3C//DTD XHTML 1.0 Frameset//"), UB_LIT("-//W3C//DTD XHTML 1.0 Transitional//"),
};

static bool begins_with_one(ub_str s, const ub_str *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (ub_str_starts_nocase(s, list[i])) return true;
    return false;
}

static ub_html_quirks quirks_of(const ub_html *h)
{
    const ub_html_token *t = &h->tok;
    ub_str pub = ub_html_str(h, t->pub), sys = ub_html_str(h, t->sys);
    if (t->flags & UB_HTML_FORCE_QUIRKS || !ub_str_eq_nocase(ub_html_str(h, t->name), UB_S("html"))) return UB_HTML_QUIRKS;
    for (size_t i = 0; i < UB_COUNT(quirky_whole); i++)
        if (ub_str_eq_nocase(pub, quirky_whole[i])) return UB_HTML_QUIRKS;
    if (ub_str_eq_nocase(sys, UB_S("http://www.ibm.com/data/dtd/v11/ibmxhtml1-transitional.dtd"))
        || begins_with_one(pub, quirky, UB_COUNT(quirky))) return UB_HTML_QUIRKS;
    if (begins_with_one(pub, html_401, UB_COUNT(html_401)))
        return t->flags & UB_HTML_HAS_SYSTEM ? UB_HTML_LIMITED_QUIRKS : UB_HTML_QUIRKS;
    return begins_with_one(pub, xhtml_10, UB_COUNT(xhtml_10)) ? UB_HTML_LIMITED_QUIRKS : UB_HTML_NO_QUIRKS;
}

/* A quoted identifier at `p`; *ok false when the doctype ends in it. */
static const char *identifier(ub_html *h, const char *p, ub_html_span *id, bool *ok)
{
    const char quote = *p++, *from = p;
    p = ub_scan2(p, h->end, quote, '>');
    *id = span(h, from, p);
    *ok = p < h->end && *p == quote;
    if (!*ok) h->tok.flags |= UB_HTML_FORCE_QUIRKS;
    return p + *ok;
}

static bool is_quote(const char *p, const char *end) { return p < end && (*p == '"' || *p == '\''); }

/* Behind the name.  Returns the place of ">" or the end of the text; what stands before it is bogus. */
static const char *identifiers(ub_html *h, const char *p)
{
    const char *end = h->end;
    ub_html_token *t = &h->tok;
    bool ok = true, is_public;
    p = skip_space(p, end);
    if (p < end && *p == '>') return p;
    is_public = starts(p, end, UB_S("public"));
    if (!is_public && !starts(p, end, UB_S("system"))) {
        t->flags |= UB_HTML_FORCE_QUIRKS;
        return ub_scan1(p, end, '>');
    }
    p = skip_space(p + 6, end);
    if (!is_quote(p, end)) {
        t->flags |= UB_HTML_FORCE_QUIRKS;
        return ub_scan1(p, end, '>');
    }
    if (is_public) {
        t->flags |= UB_HTML_HAS_PUBLIC;
        p = identifier(h, p, &t->pub, &ok);
        if (!ok) return p;
        p = skip_space(p, end);
        if (p < end && *p == '>') return p;
        if (!is_quote(p, end)) {
            t->flags |= UB_HTML_FORCE_QUIRKS;
            return ub_scan1(p, end, '>');
        }
    }
    t->flags |= UB_HTML_HAS_SYSTEM;
    p = identifier(h, p, &t->sys, &ok);
    if (!ok) return p;
    p = skip_space(p, end);
    if (p == end) t->flags |= UB_HTML_FORCE_QUIRKS;
    return ub_scan1(p, end, '>');
}

static const char *doctype(ub_html *h, const char *p)
{
    const char *end = h->end, *name;
    ub_html_token *t = &h->tok;
    t->kind = UB_HTML_DOCTYPE;
    t->pub = t->sys = (ub_html_span){ 0, 0 };
    name = p = skip_space(p, end);
    while (p < end && *p != '>' && !ub_is_space((unsigned char)*p)) p++;
    t->name = span(h, name, p);
    if (p > name) t->flags |= UB_HTML_HAS_NAME;
    if (p == end || p == name) t->flags |= UB_HTML_FORCE_QUIRKS;
    else p = identifiers(h, p);
    if (p == end) t->flags |= UB_HTML_UNCLOSED;
    if (h->mode == M_INITIAL && !h->fragment && !h->srcdoc) h->quirks = quirks_of(h);
    return p < end ? p + 1 : p;
}

const char *ub_html_markup(ub_html *h, const char *p)
{
    const char *end = h->end, *from = p + 2;
    if (p[1] == '/') {
        if (*from == '>') {
            h->tok.kind = UB_HTML_COMMENT;
            h->tok.comment = UB_HTML_COMMENT_NOTHING;
            return from + 1;
        }
        return bogus(h, from, UB_HTML_COMMENT_BOGUS);
    }
    if (p[1] == '?') {
        ub_notes_add(h->notes, "html-processing-instruction", (size_t)(p - h->text.p), 2);
        h->tok.flags |= UB_HTML_OLD_PARSER;
        return bogus(h, p + 1, UB_HTML_COMMENT_PI);
    }
    if (end - from >= 2 && from[0] == '-' && from[1] == '-') return comment(h, from + 2);
    if (starts(from, end, UB_S("doctype"))) return doctype(h, from + 7);
    if (end - from >= 7 && memcmp(from, "[CDATA[", 7) == 0) {
        old_parser(h, "html-cdata", p, 9);
        return bogus(h, from, UB_HTML_COMMENT_CDATA);
    }
    if (starts(skip_space(from, end), end, UB_S("[if")) || is_endif(from, end)) return bogus(h, from, UB_HTML_COMMENT_REVEALED);
    return bogus(h, from, UB_HTML_COMMENT_BOGUS);
}
