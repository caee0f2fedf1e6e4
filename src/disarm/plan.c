/* SPDX-License-Identifier: Apache-2.0 */
/* Planning: what has to happen to each part of a message, and why. */
#include "inside.h"
#include "silent.h"

/* How a region that some client reads otherwise has to be written so that nobody does any more. */
static const uint16_t cure[UB_READ_N] = {
    [UB_READ_LAST_TYPE] = TODO_TYPE,                  [UB_READ_FIRST_TYPE] = TODO_TYPE,
    [UB_READ_NO_TYPE] = TODO_TYPE | TODO_HEADER,      [UB_READ_ODD_TYPE] = TODO_TYPE | TODO_HEADER,
    [UB_READ_LAST_CTE] = TODO_CTE,                    [UB_READ_FIRST_CTE] = TODO_CTE,
    [UB_READ_NO_CTE] = TODO_CTE | TODO_HEADER,        [UB_READ_ODD_CTE] = TODO_CTE | TODO_HEADER,
    [UB_READ_BOUNDARY] = TODO_BOUNDARY,               [UB_READ_NO_BOUNDARY] = TODO_BOUNDARY,
    [UB_READ_GUESSED_BOUNDARY] = TODO_BOUNDARY,       [UB_READ_PREFIX] = TODO_BOUNDARY,
    [UB_READ_OUTER] = TODO_BOUNDARY,                  [UB_READ_AFTER_CLOSE] = TODO_BOUNDARY,
    [UB_READ_CR] = TODO_HEADER | TODO_CTE | TODO_BOUNDARY,
    [UB_READ_SHORT_HEADER] = TODO_HEADER,             [UB_READ_BLANK_FOLD] = TODO_HEADER,
    [UB_READ_LEADING_BLANK] = TODO_TYPE | TODO_CTE,   [UB_READ_MULTIPART_CTE] = TODO_CTE,
};

/* Readings that only take the same content for another type: their edits are edits of the part itself. */
static bool same_content(uint8_t reading) { return reading == UB_READ_ALL || reading == UB_READ_HTML || reading == UB_READ_MESSAGE; }

uint32_t part_cured_by(const job *j, uint32_t part, uint8_t *reading)
{
    const ub_part *p = j->m->parts.p;
    *reading = UB_READ_ALL;
    for (uint32_t up = part; up != UB_NONE;) {
        uint32_t over = p[up].rereads;
        if (over != UB_NONE && !same_content(p[up].reading)) *reading = p[up].reading, part = over;
        up = over != UB_NONE ? over : p[up].parent;
    }
    return part;
}

static void mark_up(job *j, uint32_t part)
{
    for (uint32_t up = part; up != UB_NONE && !(j->todo[up] & TODO_INSIDE); up = j->m->parts.p[up].parent) {
        j->todo[up] |= TODO_INSIDE;
        if (j->m->parts.p[up].rereads != UB_NONE) mark_up(j, j->m->parts.p[up].rereads);
    }
}

static void need(job *j, uint32_t part, uint16_t what)
{
    j->todo[part] |= what;
    mark_up(j, part);
}

/* Lone CRs may hide anything: the whole region is written anew. */
static void need_below(job *j, uint32_t part)
{
    if (j->todo[part] & TODO_BELOW) return;
    j->todo[part] |= TODO_BELOW;
    for (uint32_t i = 0; i < j->m->parts.n; i++)
        for (uint32_t up = i; up != UB_NONE; up = j->m->parts.p[up].parent)
            if (up == part) {
                const ub_part *p = &j->m->parts.p[i];
                need(j, i, p->kind == UB_PART_MULTIPART ? TODO_BOUNDARY | TODO_HEADER
                           : p->kind == UB_PART_LEAF ? TODO_CTE | TODO_HEADER
                           : p->kind == UB_PART_PREAMBLE || p->kind == UB_PART_EPILOGUE ? TODO_DROP : 0);
                break;
            }
}

/* Does any span of the document go?  In a text, tags that nobody knows are what was written; only contact counts. */
static bool doc_goes(const job *j, uint32_t n)
{
    const ub_doc *d = &j->f->docs.p[n];
    for (uint32_t i = 0; i < d->n_spans; i++) {
        const ub_find_span *s = &j->f->spans.p[d->first_span + i];
        if (span_goes(j, s) && !ub_loud_words(j->f, s)) return true;
    }
    return false;
}

static bool doc_has_part_span(const job *j, const ub_doc *d)
{
    for (uint32_t i = 0; i < d->n_spans; i++)
        if (j->f->spans.p[d->first_span + i].unit == UB_UNIT_PART) return true;
    return false;
}

static ub_status plan_fields(job *j, const ub_doc *d)
{
    const ub_part *p = &j->m->parts.p[d->part];
    for (uint32_t i = 0; i < d->n_spans; i++) {
        const ub_find_span *s = &j->f->spans.p[d->first_span + i];
        if (!span_goes(j, s) || s->unit == UB_UNIT_PART) continue;
        if (!edit_add(j->a, &j->source[p->source], s->at.at, s->at.n, UB_S(""))) return edits_full(j);
        mark_up(j, d->part);
    }
    return UB_OK;
}

ub_span part_block_in_text(const job *j, uint32_t n, const ub_part *block)
{
    uint32_t from = block->source == j->m->parts.p[n].source ? j->m->parts.p[n].body.at : 0;
    return (ub_span){ block->whole.at - from, block->whole.n };
}

/* Does a tag that makes contact begin among the letters of an encoded block?  They cannot be edited without breaking it. */
static bool block_goes(const job *j, uint32_t doc, uint32_t n)
{
    const ub_doc *d = &j->f->docs.p[doc];
    uint32_t c = j->m->parts.p[n].first_child;
    for (uint32_t i = 0; i < d->n_spans && c != UB_NONE; i++) {
        const ub_find_span *s = &j->f->spans.p[d->first_span + i];
        size_t at = s->tag.n ? s->tag.at : s->at.at, n_mapped;
        if (!span_goes(j, s) || ub_loud_words(j->f, s)) continue;
        if (d->converted) ub_map_span(&d->map, at, 0, &at, &n_mapped);      /* the block stands in the text before conversion */
        for (; c != UB_NONE; c = j->m->parts.p[c].next) {
            const ub_part *block = &j->m->parts.p[c];
            ub_span where = part_block_in_text(j, n, block);
            if (block->rereads != UB_NONE || !part_is_block(block) || where.at + where.n <= at) continue;
            if (where.at <= at) return true;
            break;
        }
    }
    return false;
}

/* A body that another client reads from the same bytes: by charset, by transfer encoding, as HTML. */
static void plan_other_body(job *j, uint32_t n)
{
    const ub_doc *d = &j->f->docs.p[n];
    const ub_part *p = &j->m->parts.p[d->part];
    uint32_t whose = p->reading == UB_READ_HTML && p->rereads != UB_NONE ? p->rereads : d->part;
    const ub_doc *own = j->body_doc[whose] == UB_NONE ? NULL : &j->f->docs.p[j->body_doc[whose]];
    bool same_bytes = own && own->source.p == d->source.p && own->source.n == d->source.n;
    if (same_bytes && own->kind == d->kind) need(j, whose, TODO_CHARSET);
    else if (d->called_text) need(j, whose, !doc_goes(j, n) ? 0 : block_goes(j, n, whose) ? TODO_WITHHOLD : TODO_BODY | TODO_TEXT);
    else need(j, whose, TODO_CTE);
}

static ub_status plan_doc(job *j, uint32_t n)
{
    const ub_doc *d = &j->f->docs.p[n];
    uint8_t reading;
    uint32_t whose = part_cured_by(j, d->part, &reading);
    uint8_t kind = j->m->parts.p[d->part].kind;
    if (d->depth > 0 || !doc_goes(j, n)) return UB_OK;
    if (reading != UB_READ_ALL) {
        need(j, whose, cure[reading] ? cure[reading] : TODO_WITHHOLD);
        if (reading == UB_READ_CR) need_below(j, whose);
        return UB_OK;
    }
    if (doc_has_part_span(j, d)) need(j, d->part, TODO_WITHHOLD);
    else if (d->kind == UB_DOC_FIELDS) return plan_fields(j, d);
    else if (kind == UB_PART_PREAMBLE || kind == UB_PART_EPILOGUE) need(j, d->part, TODO_DROP);
    else if (j->body_doc[d->part] == n) need(j, d->part, j->last ? TODO_WITHHOLD : TODO_BODY);
    else plan_other_body(j, n);
    return UB_OK;
}

void plan_bodies(job *j)
{
    for (uint32_t i = 0; i < j->f->docs.n; i++) {
        const ub_doc *d = &j->f->docs.p[i];
        if (d->kind != UB_DOC_FIELDS && d->depth == 0 && d->canonical) j->body_doc[d->part] = i;
    }
    for (uint32_t i = 0; i < j->f->docs.n; i++) {
        const ub_doc *d = &j->f->docs.p[i];
        const ub_part *p = &j->m->parts.p[d->part];
        if (d->kind != UB_DOC_FIELDS && d->depth == 0 && p->reading == UB_READ_HTML && p->rereads != UB_NONE
            && j->body_doc[p->rereads] == UB_NONE && j->body_doc[d->part] == UB_NONE)
            j->body_doc[d->part] = i;
    }
}

ub_status plan_links(job *j)
{
    for (uint32_t i = 0; i < j->m->parts.n; i++) {
        uint8_t reading;
        edits list = { 0 };
        bool real;
        ub_status s;
        if (j->todo[i] & (TODO_BODY | TODO_WITHHOLD) || j->body_doc[i] == UB_NONE || part_cured_by(j, i, &reading) != i) continue;
        if (j->f->docs.p[j->body_doc[i]].kind != UB_DOC_HTML) continue;
        if ((s = markup_edits(j, j->body_doc[i], &list, &real)) != UB_OK) return s;
        if (list.n) need(j, i, TODO_BODY);
    }
    return UB_OK;
}

ub_status plan_cids(job *j)
{
    bool any = false;
    for (size_t i = 0; i < j->f->spans.n && !any; i++) any = span_is_cid(j, &j->f->spans.p[i]) && span_goes(j, &j->f->spans.p[i]);
    for (uint32_t i = 0; any && i < j->m->parts.n; i++) {
        const ub_part *p = &j->m->parts.p[i];
        uint8_t reading;
        ub_status s;
        if (part_cured_by(j, i, &reading) != i || p->rereads != UB_NONE || !ub_mime_field(j->m, p, UB_HDR_CONTENT_ID, NULL)) continue;
        for (const ub_field *f = ub_mime_field(j->m, p, UB_HDR_CONTENT_LOCATION, NULL); f; f = ub_mime_field(j->m, p, UB_HDR_CONTENT_LOCATION, f)) {
            if ((s = field_cut(j, p, f)) != UB_OK) return s;
            mark_up(j, i);
        }
    }
    return UB_OK;
}

void plan_cures(job *j)
{
    for (uint32_t i = 0; i < j->m->parts.n; i++) {
        const ub_part *p = &j->m->parts.p[i];
        uint8_t reading;
        if (p->rereads == UB_NONE || same_content(p->reading) || !j->todo[p->rereads]) continue;
        uint32_t whose = part_cured_by(j, i, &reading);
        need(j, whose, cure[p->reading] ? cure[p->reading] : TODO_WITHHOLD);
        if (p->reading == UB_READ_CR) need_below(j, whose);
    }
    for (uint32_t i = 0; i < j->f->docs.n; i++) {
        const ub_doc *d = &j->f->docs.p[i];
        uint8_t reading;
        bool other = d->depth == 0 && d->kind != UB_DOC_FIELDS && !d->canonical && j->body_doc[d->part] != i;
        if (other && part_cured_by(j, d->part, &reading) == d->part && reading == UB_READ_ALL && (j->todo[d->part] & (TODO_BODY | TODO_CTE)))
            plan_other_body(j, i);
    }
}

void plan_signatures(job *j)
{
    for (uint32_t i = (uint32_t)j->m->parts.n; i-- > 0;) {
        const ub_part *p = &j->m->parts.p[i];
        uint32_t by = p->signed_by;
        if (!(j->todo[i]) || by == UB_NONE) continue;
        need(j, by, TODO_UNWRAP);
    }
    /* Compressed or signed S/MIME whose content changed cannot keep its wrapping either. */
    for (uint32_t i = 0; i < j->m->parts.n; i++)
        if (j->m->parts.p[i].kind == UB_PART_SMIME && (j->todo[i] & TODO_INSIDE)) need(j, i, TODO_UNWRAP);
}

ub_status plan_docs(job *j)
{
    ub_status s = UB_OK;
    for (uint32_t i = 0; i < j->f->docs.n && s == UB_OK; i++) s = plan_doc(j, i);
    return s;
}

/* Plan and write all parts: afterwards the edits of source 0 are the new message. */

bool plan_rewrites(const job *j)
{
    for (size_t i = 0; i < j->m->parts.n; i++)
        if (j->todo[i] & ~TODO_INSIDE) return true;
    for (size_t i = 1; i < j->m->sources.n; i++)
        if (j->source[i].n) return true;
    return false;
}
