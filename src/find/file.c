/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Containers that come as attachments: Outlook's winmail.dat.  Its bodies and the files in it are documents within it.
 *
 * It is not written anew: a container with anything in it that is not inert goes as a whole.
 */
#include "inside.h"

#define STREAMS_DEEP 8u      /* messages within messages */

struct file {
    struct walk *w;
    bool bad;                /* something in it is not inert */
    bool unknown;            /* or cannot be read */
    ub_str data, name;       /* of the attachment at hand; p NULL: not seen yet */
};

static ub_str text_of(struct file *c, const ub_tnef_item *item)
{
    struct finder *f = c->w->f;
    ub_str s = item->bytes, utf8;
    if (item->utf16) {
        const ub_charset *cs = ub_charset_find(UB_S("utf-16le"), NULL);
        if (!cs || ub_charset_decode(f->a, f->o.charsets, cs, s, &utf8, NULL, NULL, NULL) != UB_OK) {
            out_of_memory(f);
            return (ub_str){ 0 };
        }
        s = utf8;
    }
    return ub_str_to(s, ub_str_chr(s, 0));
}

static void document(struct file *c, enum part_is is, ub_str bytes, ub_span within)
{
    static const ub_doc_kind kinds[] = { [IS_HTML] = UB_DOC_HTML, [IS_XML] = UB_DOC_XML, [IS_CSS] = UB_DOC_CSS };
    if (bytes.n) c->bad |= walk_nested(c->w, kinds[is], bytes, within, UB_VEC_NONE);
}

static void body(struct file *c, const ub_tnef_item *item)
{
    /* Some writers end it with a NUL; what they wrote behind one is read all the same. */
    ub_str html = item->utf16 ? text_of(c, item) : item->bytes;
    document(c, IS_HTML, html, span_in(c->w, item->bytes));
}

static void rich_text(struct file *c, ub_str text)
{
    struct finder *f = c->w->f;
    ub_str rtf, html;
    ub_status s = ub_rtf_expand(f->a, text, &rtf, NULL);
    if (s == UB_OK) s = ub_rtf_html(f->a, rtf, &html, NULL);
    if (s == UB_OK) document(c, IS_HTML, html, span_in(c->w, text));
    else if (s == UB_LIMIT) out_of_memory(f);
    else if (s == UB_SYNTAX) c->bad = c->unknown = true;
    else c->unknown = true;      /* rich text of its own, which is not read yet */
}

/* All that is known of an attachment has come. */
static void attachment_end(struct file *c)
{
    ub_str data = c->data;
    enum part_is is = data.p ? kind_by_name(c->name) : IS_UNKNOWN;
    if (!data.p) return;
    if (is == IS_UNKNOWN || is == IS_TNEF) is = kind_by_content(data);
    if (is == IS_HTML || is == IS_XML || is == IS_CSS) {
        uint8_t trigger = c->w->trigger;
        c->w->trigger = UB_TRIGGER_OPENDOC;
        document(c, is, data, span_in(c->w, data));
        c->w->trigger = trigger;
    } else c->unknown = true;
    c->data = c->name = (ub_str){ 0 };
}

static void reference(struct file *c, uint16_t form, const ub_tnef_item *item)
{
    struct place p = { .form = form };
    ub_str value = text_of(c, item);
    enum outcome o = value.n ? ref_see(c->w, &p, value, span_in(c->w, item->bytes)) : REF_INERT;
    c->bad |= o == REF_BAD || o == REF_LINK;
}

static void flag(struct file *c, uint16_t form, const ub_tnef_item *item)
{
    struct place p = { .form = form };
    ub_finding *x = report(c->w, &p, span_in(c->w, item->bytes), UB_VEC_NONE, (ub_str){ 0 }, (ub_str){ 0 });
    if (x) x->flags |= UB_FINDING_TEXT_ONLY;
    c->bad |= ub_trigger_unasked((ub_trigger)ub_vectors[form].trigger);
}

static void stream(struct file *c, ub_str text, unsigned depth)
{
    ub_tnef t;
    ub_tnef_item item;
    ub_status s;
    ub_tnef_init(&t, text);
    while (going(c->w->f) && (s = ub_tnef_next(&t, &item)) != UB_ABSENT) {
        if (s == UB_SYNTAX) {      /* another reader may read on */
            c->bad = c->unknown = true;
            continue;
        }
        switch (item.kind) {
        case UB_TNEF_HTML: body(c, &item); break;
        case UB_TNEF_RTF: rich_text(c, item.bytes); break;
        case UB_TNEF_ATTACHMENT: attachment_end(c); break;
        case UB_TNEF_NAME: c->name = text_of(c, &item); break;
        case UB_TNEF_FILE:
            attachment_end(c);
            c->data = item.bytes.p ? item.bytes : UB_S("");
            break;
        case UB_TNEF_PATH: reference(c, UB_VEC_TNEF_ATTACH_REF, &item); break;
        case UB_TNEF_MESSAGE:
            if (depth + 1 < STREAMS_DEEP) stream(c, item.bytes, depth + 1);
            else c->bad = c->unknown = true;
            break;
        case UB_TNEF_REMINDER: reference(c, UB_VEC_TNEF_REMINDER, &item); break;
        case UB_TNEF_READ_RECEIPT: case UB_TNEF_DELIVERY_RECEIPT: flag(c, UB_VEC_HDR_MAPI_READ_RECEIPT, &item); break;
        case UB_TNEF_VOTING: flag(c, UB_VEC_OUTLOOK_VOTING, &item); break;
        default: break;
        }
    }
    attachment_end(c);
}

void file_run(struct walk *w)
{
    struct file c = { .w = w };
    size_t from = findings_now(w);
    ub_str text = doc_bytes(w);
    if (ub_tnef_is(text)) stream(&c, text, 0);
    else c.unknown = true;      /* it is called one, and is none */
    if (c.unknown) unseen_add(w->f, w->f->part, c.bad ? UB_UNSEEN_LIMIT : UB_UNSEEN_NO_READER, c.bad ? "tnef" : "");
    if (c.bad) span_claim(w, span_add(w, NULL, UB_UNIT_PART, findings_now(w) > from ? UB_CAUSE_REFERENCE : UB_CAUSE_EMBEDDED, span_of(0, text.n)), from);
}
