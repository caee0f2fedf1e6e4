/* SPDX-License-Identifier: Apache-2.0 */
/* What a part is, by its type, its name and its first bytes; and how a reader comes to it. */
#include "inside.h"

/* ------------------------------------------------------------------------------------------------ kinds of parts */

enum part_is kind_by_media(const ub_part *p)
{
    switch (p->media) {
    case UB_MEDIA_TEXT_HTML: case UB_MEDIA_TEXT_XHTML: case UB_MEDIA_APPLICATION_XHTML_XML: case UB_MEDIA_APPLICATION_HTML:
    case UB_MEDIA_TEXT_WATCH_HTML: case UB_MEDIA_TEXT_X_AMP_HTML: case UB_MEDIA_APPLICATION_VND_WAP_XHTML_XML: case UB_MEDIA_TEXT_VND_WAP_WML:
        return IS_HTML;
    case UB_MEDIA_IMAGE_SVG_XML: case UB_MEDIA_TEXT_XML: case UB_MEDIA_APPLICATION_XML: case UB_MEDIA_APPLICATION_SMIL: return IS_XML;
    case UB_MEDIA_TEXT_CSS: return IS_CSS;
    case UB_MEDIA_TEXT_ENRICHED: case UB_MEDIA_TEXT_RICHTEXT: return IS_ENRICHED;
    case UB_MEDIA_APPLICATION_MS_TNEF: case UB_MEDIA_APPLICATION_VND_MS_TNEF: return IS_TNEF;
    case UB_MEDIA_TEXT_CALENDAR: case UB_MEDIA_TEXT_VCARD: case UB_MEDIA_TEXT_X_VCARD: case UB_MEDIA_TEXT_DIRECTORY: case UB_MEDIA_TEXT_RTF:
        return IS_UNKNOWN;
    case UB_MEDIA_APPLICATION_PGP_SIGNATURE: case UB_MEDIA_APPLICATION_PKCS7_SIGNATURE: case UB_MEDIA_APPLICATION_X_PKCS7_SIGNATURE:
    case UB_MEDIA_APPLICATION_PGP_KEYS: case UB_MEDIA_MESSAGE_DELIVERY_STATUS: case UB_MEDIA_MESSAGE_DISPOSITION_NOTIFICATION:
    case UB_MEDIA_MESSAGE_FEEDBACK_REPORT: case UB_MEDIA_MESSAGE_GLOBAL_DELIVERY_STATUS: case UB_MEDIA_MESSAGE_GLOBAL_DISPOSITION_NOTIFICATION:
    case UB_MEDIA_MESSAGE_EXTERNAL_BODY: case UB_MEDIA_APPLICATION_PGP_ENCRYPTED: return IS_INERT;
    default: break;
    }
    if (p->type == UB_TYPE_IMAGE || p->type == UB_TYPE_AUDIO || p->type == UB_TYPE_VIDEO || p->type == UB_TYPE_FONT) return IS_RASTER;
    if (p->type == UB_TYPE_TEXT) return IS_TEXT;
    return IS_UNKNOWN;
}

static bool ends(ub_str name, const char *suffix) { return ub_str_ends_nocase(name, ub_str_of(suffix, strlen(suffix))); }

enum part_is kind_by_name(ub_str n)
{
    n = ub_str_trim(n);
    while (n.n && n.p[n.n - 1] == '.') n.n--;
    if (ends(n, ".html") || ends(n, ".htm") || ends(n, ".xhtml") || ends(n, ".shtml") || ends(n, ".xht") || ends(n, ".hta")) return IS_HTML;
    if (ends(n, ".svg") || ends(n, ".xml") || ends(n, ".xsl") || ends(n, ".rss") || ends(n, ".xsd")) return IS_XML;
    if (ends(n, ".css")) return IS_CSS;
    if (ub_str_eq_nocase(n, UB_S("winmail.dat")) || ub_str_eq_nocase(n, UB_S("win.dat"))) return IS_TNEF;
    return IS_UNKNOWN;
}

enum part_is kind_by_part_name(struct finder *f)
{
    static const struct { ub_hdr field; ub_str name; } places[] = {
        { UB_HDR_CONTENT_DISPOSITION, UB_LIT("filename") }, { UB_HDR_CONTENT_TYPE, UB_LIT("name") },
    };
    const ub_part *p = &f->m->parts.p[f->part];
    if (p->block_name.n) return kind_by_name(p->block_name);
    for (size_t k = 0; k < UB_COUNT(places); k++) {
        const ub_field *x = ub_mime_field(f->m, p, places[k].field, NULL);
        ub_params all;
        if (!x) continue;
        if (ub_mime_params(f->a, f->o.charsets, ub_field_value(f->m, p, x), f->o.mime, &all, NULL) != UB_OK) {
            out_of_memory(f);
            return IS_UNKNOWN;
        }
        for (const ub_param *q = NULL; (q = ub_param_next(&all, places[k].name, q)); ) {
            enum part_is is = kind_by_name(q->value);
            if (is != IS_UNKNOWN) return is;
        }
    }
    return IS_UNKNOWN;
}

enum part_is kind_by_content(ub_str head)
{
    size_t i = 0;
    if (ub_tnef_is(head)) return IS_TNEF;
    if (ub_str_starts(head, UB_S("\xEF\xBB\xBF"))) i = 3;
    head = ub_str_from(head, i);
    while (head.n && ub_is_space(ub_str_at(head, 0))) head = ub_str_from(head, 1);
    if (ub_str_starts_nocase(head, UB_S("<svg")) || ub_str_starts_nocase(head, UB_S("<?xml"))) return IS_XML;
    if (ub_str_starts_nocase(head, UB_S("<!doctype")) || ub_str_starts_nocase(head, UB_S("<html")) || ub_str_starts_nocase(head, UB_S("<!--"))
        || ub_str_starts_nocase(head, UB_S("<head")) || ub_str_starts_nocase(head, UB_S("<body")) || ub_str_starts_nocase(head, UB_S("<script"))) return IS_HTML;
    return IS_UNKNOWN;
}

enum part_is kind_by_first_bytes(struct finder *f, const ub_part *p)
{
    ub_str raw = ub_str_to(ub_part_raw_body(f->m, p), 256), out;
    ub_arena scratch = *f->a;
    if (p->cte == UB_CTE_GZIP || p->cte == UB_CTE_BINHEX) return IS_UNKNOWN;
    if (p->kind == UB_PART_UU || p->kind == UB_PART_YENC)       /* which have lines around the data, that tell how to read it */
        return ub_mime_body(&scratch, f->m, f->part, &out, NULL, NULL, NULL) == UB_OK ? kind_by_content(ub_str_to(out, 256)) : IS_UNKNOWN;
    if (ub_codec_decode(&scratch, (ub_cte)p->cte, 0, raw, &out, NULL, NULL, NULL) != UB_OK) return IS_UNKNOWN;
    return kind_by_content(out);
}

/* ------------------------------------------------------------------------------------------------ how a part is reached */

static bool later_sibling(const struct finder *f, const ub_part *p)
{
    for (uint32_t n = p->next; n != UB_NONE; n = f->m->parts.p[n].next) {
        const ub_part *s = &f->m->parts.p[n];
        if (s->rereads == UB_NONE && (s->kind == UB_PART_LEAF || s->kind == UB_PART_MULTIPART)) return true;
    }
    return false;
}

/* multipart/related; start="<id>" names this part, and it is not the first. */
static bool is_start(struct finder *f, const ub_part *parent, const ub_part *p)
{
    ub_params all;
    const ub_param *start;
    const ub_field *id = ub_mime_field(f->m, p, UB_HDR_CONTENT_ID, NULL);
    ub_str value;
    if (!id || parent->type_field == UB_NONE) return false;
    value = ub_field_value(f->m, parent, &f->m->fields.p[parent->type_field]);
    if (value.n > 8192 || ub_str_find_nocase(value, UB_S("start")) == value.n) return false;
    if (ub_mime_params(f->a, f->o.charsets, value, f->o.mime, &all, NULL) != UB_OK) return out_of_memory(f);
    start = ub_param_best(&all, UB_S("start"));
    if (!start || parent->first_child == UB_NONE || &f->m->parts.p[parent->first_child] == p) return false;
    return ub_str_eq(ub_str_trim(start->value), ub_str_trim(ub_field_value(f->m, p, id)));
}

uint16_t carrier_of(struct finder *f, uint32_t part, enum part_is is)
{
    const ub_part *p = &f->m->parts.p[part];
    const ub_part *parent = p->parent == UB_NONE ? NULL : &f->m->parts.p[p->parent];
    if (p->media == UB_MEDIA_TEXT_X_AMP_HTML) return UB_VEC_MIME_AMP;
    if (p->media == UB_MEDIA_TEXT_WATCH_HTML) return UB_VEC_MIME_WATCH_HTML;
    if (is == IS_TNEF) return UB_VEC_MIME_TNEF;
    if (p->media == UB_MEDIA_TEXT_ENRICHED || p->media == UB_MEDIA_TEXT_RICHTEXT) return UB_VEC_MIME_ENRICHED;
    if (parent && is != IS_TEXT) {
        if (parent->media == UB_MEDIA_MULTIPART_REPORT && parent->first_child != part) return UB_VEC_MIME_DISPOSITION_PART;
        if (parent->media == UB_MEDIA_MULTIPART_RELATED && is_start(f, parent, p)) return UB_VEC_MIME_RELATED_START;
        if (parent->media == UB_MEDIA_MULTIPART_ALTERNATIVE && later_sibling(f, p)) return UB_VEC_MIME_ALT_HIDDEN;
    }
    for (uint32_t n = p->parent, steps = 0; n != UB_NONE && steps < 200; n = f->m->parts.p[n].parent, steps++) {
        if (f->m->parts.p[n].kind == UB_PART_MESSAGE) return UB_VEC_MIME_RFC822;
        if (f->m->parts.p[n].kind == UB_PART_SMIME) return UB_VEC_MIME_ENCRYPTED_INNER;
    }
    if (is == IS_HTML || is == IS_XML) {
        const ub_field *x = ub_mime_field(f->m, p, UB_HDR_CONTENT_DISPOSITION, NULL);
        ub_str v = x ? ub_str_trim(ub_field_value(f->m, p, x)) : (ub_str){ 0 };
        if (x && ub_str_starts_nocase(v, UB_S("inline")) && part != 0) return UB_VEC_MIME_INLINE_HTML_ATT;
        if (p->media == UB_MEDIA_APPLICATION_OCTET_STREAM || is == IS_XML) return UB_VEC_MIME_INLINE_HTML_ATT;
    }
    return UB_VEC_NONE;
}
