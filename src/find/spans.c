/* SPDX-License-Identifier: Apache-2.0 */
/* Spans, and the names of their enumerations. */
#include "inside.h"

bool out_of_memory(struct finder *f)
{
    if (f->status == UB_OK) f->status = ub_fail(f->err, UB_LIMIT, "the arena is full", 0);
    return false;
}

uint32_t span_add(struct walk *w, const struct place *p, ub_unit unit, ub_cause cause, ub_span at)
{
    struct finder *f = w->f;
    ub_find_span *s;
    if (!going(f)) return UB_NONE;
    if (f->f->spans.n >= f->o.spans) {
        f->spans_full = true;
        return UB_NONE;
    }
    s = UB_PUSH(f->a, &f->f->spans);
    if (!s) {
        out_of_memory(f);
        return UB_NONE;
    }
    if (p) {
        s->attr = p->attr;
        s->decl = p->decl;
        s->tag = p->tag;
        s->tag_id = p->tag_id;
        s->attr_id = p->attr_id;
        s->flags = p->flags;
    }
    s->doc = w->doc;
    s->at = at;
    s->finding = UB_NONE;
    s->unit = (uint8_t)unit;
    s->cause = (uint8_t)cause;
    s->flags |= w->flags;
    return (uint32_t)(f->f->spans.n - 1);
}

void span_claim(struct walk *w, uint32_t span, size_t from)
{
    ub_found *f = w->f->f;
    if (span == UB_NONE) return;
    for (size_t i = from; i < f->findings.n; i++)
        if (f->findings.p[i].span == UB_NONE && f->findings.p[i].doc == w->doc) {
            f->findings.p[i].span = span;
            if (f->spans.p[span].finding == UB_NONE) f->spans.p[span].finding = (uint32_t)i;
        }
}

const char *ub_doc_kind_name(ub_doc_kind k)
{
    static const char *const names[UB_DOC_KINDS] = { "fields", "html", "xml", "css", "text", "enriched", "file" };
    return names[k];
}

const char *ub_unit_name(ub_unit u)
{
    static const char *const names[UB_UNITS] = {
        "attr", "tag", "element", "comment", "markup", "dead", "url", "decl", "at-rule", "rule", "css", "field", "value", "part",
        "link",
    };
    return names[u];
}

const char *ub_cause_name(ub_cause c)
{
    static const char *const names[UB_CAUSES] = {
        "reference", "relative", "script", "embedded", "element", "attribute", "style", "dead", "syntax", "hint", "link", "field",
    };
    return names[c];
}
