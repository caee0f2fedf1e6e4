/* SPDX-License-Identifier: Apache-2.0 */
/* data: addresses, and what kind of document is in them.  RFC 2397, Fetch 2.6 "data: URL processor". */
#include "inside.h"

/* Pictures, sounds, films and fonts that name nothing outside. */
static bool is_raster(ub_str type)
{
    if (ub_str_starts_nocase(type, UB_S("image/svg"))) return false;
    return ub_str_starts_nocase(type, UB_S("image/")) || ub_str_starts_nocase(type, UB_S("font/")) || ub_str_starts_nocase(type, UB_S("application/font"))
           || ub_str_starts_nocase(type, UB_S("application/x-font")) || ub_str_starts_nocase(type, UB_S("application/vnd.ms-fontobject"))
           || ub_str_starts_nocase(type, UB_S("audio/")) || ub_str_starts_nocase(type, UB_S("video/"));
}

static bool is_xml(ub_str type)
{
    return ub_str_starts_nocase(type, UB_S("image/svg")) || ub_str_ends_nocase(type, UB_S("+xml")) || ub_str_ends_nocase(type, UB_S("/xml"));
}

static uint16_t nested_name(const struct place *p, bool svg)
{
    if (p->tag_id == UB_TAG_IFRAME || p->tag_id == UB_TAG_FRAME) return UB_VEC_IFRAME_DATA;
    if (svg && (p->loads & LOAD_IMAGE || p->tag_id == UB_TAG_IMG)) return UB_VEC_SVG_NESTED_DATA;
    return UB_VEC_DATA_NESTED;
}

static ub_str without_space(ub_arena *a, ub_str s)
{
    ub_buf b = ub_buf_in(a);
    if (!ub_buf_room(&b, s.n)) return s;
    for (size_t i = 0; i < s.n; i++)
        if (!ub_is_space(ub_str_at(s, i))) ub_buf_char(&b, s.p[i]);
    return ub_buf_str(&b);
}

enum outcome data_see(struct walk *w, const struct place *p, ub_str value, ub_span at)
{
    struct finder *f = w->f;
    ub_str rest = ub_str_from(value, ub_str_chr(value, ':') + 1), head, body, type, part;
    size_t comma = ub_str_chr(rest, ',');
    const ub_charset *charset = NULL;
    bool base64 = false, link = p->loads & LOAD_LINK, framed = p->loads & LOAD_FRAME, dirty;
    ub_doc_kind kind;
    head = ub_str_to(rest, comma);
    if (comma >= rest.n) return link ? REF_LINK : REF_INERT;           /* no browser takes it */
    body = ub_str_from(rest, comma + 1);
    type = ub_str_trim(ub_str_cut(&head, ';'));
    while (head.n) {
        part = ub_str_trim(ub_str_cut(&head, ';'));
        if (ub_str_eq_nocase(part, UB_S("base64"))) base64 = true;
        else if (ub_str_starts_nocase(part, UB_S("charset="))) charset = ub_charset_find(ub_str_from(part, 8), NULL);
    }
    if (memchr(type.p, '%', type.n) && !ub_url_decode(f->a, type, false, &type)) out_of_memory(f);
    if (is_raster(type)) {
        /* What breaks out of an attribute into a style rule in a careless client is no picture. */
        if (!base64 && (memchr(body.p, '(', body.n) || memchr(body.p, '<', body.n) || memchr(body.p, ';', body.n))) return REF_BAD;
        return link ? REF_LINK : REF_INERT;
    }
    if (p->loads & LOAD_SHEET || ub_str_starts_nocase(type, UB_S("text/css"))) kind = UB_DOC_CSS;
    else if (is_xml(type)) kind = UB_DOC_XML;
    else if (ub_str_starts_nocase(type, UB_S("text/html"))) kind = UB_DOC_HTML;
    else if (framed || link) {
        if (!type.n || ub_str_starts_nocase(type, UB_S("text/plain"))) return link ? REF_LINK : REF_INERT;
        kind = UB_DOC_HTML;          /* what a frame makes of it is anybody's guess */
    } else return REF_INERT;
    /* A fragment is not part of the document. */
    body = ub_str_to(body, ub_str_chr(body, '#'));
    if (memchr(body.p, '%', body.n) && !ub_url_decode(f->a, body, false, &body)) {
        out_of_memory(f);
        return REF_INERT;
    }
    if (base64) {
        body = without_space(f->a, body);
        if (ub_codec_decode(f->a, UB_CTE_BASE64, 0, body, &body, NULL, NULL, NULL) != UB_OK) return REF_BAD;
    }
    if (ub_charset_bom(body, &comma)) charset = ub_charset_bom(body, &comma);
    if (charset && ub_charset_own_walk(charset)
        && ub_charset_decode(f->a, f->o.charsets, charset, body, &body, NULL, NULL, NULL) != UB_OK) return REF_BAD;
    dirty = walk_nested(w, kind, body, at, nested_name(p, kind == UB_DOC_XML));
    if (link) return dirty ? REF_BAD : REF_LINK;
    return dirty || (framed && kind != UB_DOC_XML) || p->tag_id == UB_TAG_IFRAME ? REF_BAD : REF_INERT;
}
