/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Disarming one message: plan what has to happen to each part, turn it into edits of the sources, copy the rest.
 *
 * A part that lies in a decoded source (a base64 message/rfc822, say) is edited there; the edited source is then encoded
 * again as the body of the part it came from.  So parts are worked on from the last to the first.
 */
#include "inside.h"

#include <stdio.h>

static const char *const signature_names[] = {
    [UB_SIGNATURE_NONE] = "none", [UB_SIGNATURE_KEPT] = "kept", [UB_SIGNATURE_REMOVED] = "removed",
};
const char *ub_signature_state_name(ub_signature_state s) { return signature_names[s]; }

/* ------------------------------------------------------------------------------------------------ headers */

static bool is_content_field(ub_str name) { return ub_str_starts_nocase(name, UB_S("content-")); }

/* Take out what describes the content, or all but that. */
static ub_status cut_fields(job *j, const ub_part *p, bool content)
{
    for (uint32_t i = 0; i < p->n_fields; i++) {
        const ub_field *f = ub_mime_each_field(j->m, p, i);
        ub_status s;
        if (is_content_field(ub_field_name(j->m, p, f)) == content && (s = field_cut(j, p, f)) != UB_OK) return s;
    }
    return UB_OK;
}

static ub_status tidy_value(job *j, const ub_part *p, const ub_field *f)
{
    ub_str bytes = j->m->sources.p[p->source].bytes;
    size_t end = (size_t)f->value.at + f->value.n;
    for (size_t i = f->value.at; i < end; i++) {
        bool eol = bytes.p[i] == '\n' || bytes.p[i] == '\r';
        bool crlf = bytes.p[i] == '\r' && i + 1 < end && bytes.p[i + 1] == '\n';
        if (bytes.p[i] == 0 || (bytes.p[i] == '\r' && !crlf)) {
            if (!edit_add(j->a, &j->source[p->source], i, 1, UB_S(" "))) return edits_full(j);
        } else if (eol) {
            /* A fold that holds nothing but white space: up to the next line end, or the field's. */
            size_t from = i + (crlf ? 2 : 1), to = from;
            while (to < end && (bytes.p[to] == ' ' || bytes.p[to] == '\t')) to++;
            if ((to == end || bytes.p[to] == '\n' || bytes.p[to] == '\r') && !edit_add(j->a, &j->source[p->source], i, to - i, UB_S("")))
                return edits_full(j);
            i = to > i + 1 ? to - 1 : i;
        }
    }
    return UB_OK;
}

/* Lines that are no fields go, and what clients see as fields or not according to taste is written so that all see it. */
static ub_status tidy_header(job *j, const ub_part *p)
{
    ub_str bytes = j->m->sources.p[p->source].bytes;
    edits *list = &j->source[p->source];
    size_t at = p->header.at;
    ub_status s;
    for (uint32_t i = 0; i <= p->n_fields; i++) {
        const ub_field *f = i < p->n_fields ? ub_mime_each_field(j->m, p, i) : NULL;
        size_t to = f ? f->name.at : (size_t)p->header.at + p->header.n;
        if (to > at && !edit_add(j->a, list, at, to - at, UB_S(""))) return edits_full(j);
        if (!f) break;
        at = (size_t)f->value.at + f->value.n;
        if (at < bytes.n && bytes.p[at] == '\r') at++;
        if (at < bytes.n && bytes.p[at] == '\n') at++;
        if (f->flags & (UB_FIELD_SPACE | UB_FIELD_NAME | UB_FIELD_FOLD)) {
            const ub_str name = f->id != UB_HDR_OTHER ? ub_hdr_names[f->id] : UB_S("X-Odd-Field");
            ub_buf b = ub_buf_in(j->a);
            ub_buf_add(&b, name);
            ub_buf_char(&b, ':');
            if (b.failed || !edit_add(j->a, list, f->name.at, f->value.at - f->name.at, ub_buf_str(&b))) return edits_full(j);
        }
        if ((s = tidy_value(j, p, f)) != UB_OK) return s;
    }
    return UB_OK;
}

/* ------------------------------------------------------------------------------------------------ bodies */

static ub_status put_body(job *j, const ub_part *p, ub_str bytes)
{
    return edit_add(j->a, &j->source[p->source], p->body.at, p->body.n, bytes) ? UB_OK : edits_full(j);
}

/*
 * Does the part begin with a field as everybody writes them?  If not, it may look like a document or another file by its first
 * bytes, and some client would open what is kept of it as one.
 */
static bool begins_with_field(const job *j, const ub_part *p, ub_str raw)
{
    ub_str name = p->n_fields ? ub_field_name(j->m, p, ub_mime_each_field(j->m, p, 0)) : (ub_str){ 0 };
    for (size_t i = 0; i < name.n; i++)
        if (!ub_is_alnum((unsigned char)name.p[i]) && name.p[i] != '-') return false;
    return name.n && ub_str_starts(raw, name);
}

/* In the place of a block in a text, which has no fields, another that holds `base64`. */
static ub_status put_block(job *j, const ub_part *p, unsigned number, ub_str base64)
{
    ub_buf b = ub_buf_in(j->a);
    char first[64];
    snprintf(first, sizeof first, "begin-base64 644 withheld-%u.bin", number);
    ub_buf_add(&b, ub_str_of(first, strlen(first)));
    ub_buf_add(&b, j->eol);
    ub_buf_add(&b, base64);
    if (!ub_str_ends(base64, UB_S("\n"))) ub_buf_add(&b, j->eol);
    ub_buf_add(&b, UB_S("===="));
    ub_buf_add(&b, j->eol);
    if (b.failed || !edit_add(j->a, &j->source[p->source], p->whole.at, p->whole.n, ub_buf_str(&b))) return edits_full(j);
    return UB_OK;
}

static ub_status withhold(job *j, uint32_t n)
{
    const ub_part *p = &j->m->parts.p[n];
    ub_str raw = ub_mime_span(j->m, p->source, p->whole), body;
    char type[160], disposition[64];
    ub_withheld_part *kept = UB_PUSH(j->a, &j->out->withheld);
    ub_status s;
    unsigned number = ++j->out->n_withheld;
    if (!kept) return edits_full(j);
    *kept = (ub_withheld_part){ n, raw };
    snprintf(type, sizeof type, "application/octet-stream; name=\"withheld-%u.bin\"", number);
    snprintf(disposition, sizeof disposition, "attachment; filename=\"withheld-%u.bin\"", number);
    if (j->opts->withheld == UB_WITHHELD_DROP) raw = (ub_str){ 0 };
    else if (!begins_with_field(j, p, raw)) {
        ub_buf b = ub_buf_in(j->a);
        ub_buf_add(&b, UB_S("Unbeacon: withheld\n"));
        ub_buf_add(&b, raw);
        if (b.failed) return edits_full(j);
        raw = ub_buf_str(&b);
    }
    if ((s = body_base64(j, raw, &body)) != UB_OK) return s;
    if (part_is_block(p)) return put_block(j, p, number, body);
    for (uint32_t i = 0; i < p->n_fields; i++) {
        const ub_field *f = ub_mime_each_field(j->m, p, i);
        ub_hdr id = (ub_hdr)f->id;
        if (!is_content_field(ub_field_name(j->m, p, f)) || id == UB_HDR_CONTENT_TYPE
            || id == UB_HDR_CONTENT_TRANSFER_ENCODING || id == UB_HDR_CONTENT_DISPOSITION) continue;
        if ((s = field_cut(j, p, f)) != UB_OK) return s;
    }
    if ((s = field_set_content(j, p, ub_str_of(type, strlen(type)), UB_S("base64"), ub_str_of(disposition, strlen(disposition)))) != UB_OK)
        return s;
    return put_body(j, p, body);
}

/* Edits inside a text that is also split into blocks: `more` counts from byte `from` of it on.  The newest are looked at,
 * as long as they lie in the text. */
static bool join_lists(job *j, edits *list, const edits *more, ub_span text)
{
    for (size_t i = more->n; i-- > 0;) {
        edit e = more->p[i];
        if (e.at < text.at || e.at + e.n > text.at + text.n) break;
        if (!edit_add(j->a, list, e.at - text.at, e.n, e.put)) return false;
    }
    return true;
}

static ub_status make_utf8(job *j, const ub_doc *doc, ub_str *text)
{
    ub_status s;
    if (!doc || !doc->converted) {
        const ub_charset *cs = doc && doc->charset ? doc->charset : NULL;
        if (!cs && ub_utf8_valid_to(*text) < text->n) cs = ub_charset_find(UB_S("windows-1252"), NULL);
        if (cs && (s = ub_charset_decode(j->a, j->opts->charsets, cs, *text, text, NULL, NULL, j->err)) != UB_OK) return s;
    }
    return doc && doc->kind == UB_DOC_HTML ? markup_say_utf8(j, *text, text) : UB_OK;
}

/* The edits of the part's own body document. */
static ub_status own_edits(job *j, uint32_t n, edits *list)
{
    bool real;
    uint32_t own = j->body_doc[n];
    const ub_doc *d = &j->f->docs.p[own];
    ub_status s = markup_edits(j, own, list, &real);
    uint32_t c = j->m->parts.p[n].first_child;
    size_t from = 0;
    if (real) j->todo[n] |= TODO_AGAIN;
    if (s != UB_OK || !(j->todo[n] & TODO_TEXT)) return s;
    for (; c != UB_NONE && s == UB_OK; c = j->m->parts.p[c].next) {
        const ub_part *block = &j->m->parts.p[c];
        ub_span where = part_block_in_text(j, n, block);
        if (block->rereads != UB_NONE || !part_is_block(block) || where.at < from) continue;
        s = text_edits(j, d->bytes, from, where.at, list);
        from = where.at + where.n;
    }
    return s == UB_OK ? text_edits(j, d->bytes, from, d->bytes.n, list) : s;
}

/* A leaf, or a message in a transfer encoding: the content with its edits, encoded for its place. */
static ub_status write_content(job *j, uint32_t n)
{
    const ub_part *p = &j->m->parts.p[n];
    const ub_doc *doc = j->body_doc[n] != UB_NONE ? &j->f->docs.p[j->body_doc[n]] : NULL;
    bool split = p->first_child != UB_NONE && p->kind == UB_PART_LEAF;      /* into text and encoded blocks */
    edits list = { 0 }, *inner = p->decoded != UB_NONE ? &j->source[p->decoded] : split ? &j->source[p->source] : NULL;
    ub_span within = p->decoded != UB_NONE ? (ub_span){ 0, (uint32_t)j->m->sources.p[p->decoded].bytes.n } : p->body;
    uint16_t todo = j->todo[n];
    bool charset = (todo & TODO_CHARSET) || (doc && doc->converted && (todo & (TODO_BODY | TODO_CTE | TODO_TYPE)));
    ub_str text, type = { 0 }, encoded;
    ub_cte cte;
    ub_status s;
    if (inner && inner->n == 0) inner = NULL;
    if (!(todo & (TODO_BODY | TODO_CTE | TODO_CHARSET | TODO_TYPE)) && !(inner && p->decoded != UB_NONE)) return UB_OK;
    if (doc && doc->converted && (inner || (split && todo & TODO_TEXT))) return withhold(j, n);
    if (doc && (todo & TODO_BODY) && (s = own_edits(j, n, &list)) != UB_OK) return s;
    if (inner && !join_lists(j, &list, inner, within)) return edits_full(j);
    if (doc) text = doc->bytes;
    else if ((s = ub_mime_body(j->a, j->m, n, &text, NULL, NULL, j->err)) != UB_OK) return s;
    p = &j->m->parts.p[n];
    if ((s = edits_apply(j->a, text, &list, &text, j->err)) != UB_OK) return s;
    if (charset && (s = make_utf8(j, doc, &text)) != UB_OK) return s;
    if (charset || (todo & TODO_TYPE)) {
        if ((s = field_type_value(j, p, charset ? UB_S("utf-8") : UB_S(""), UB_S(""), &type)) != UB_OK) return s;
    }
    if (list.n || charset || (todo & TODO_CTE)) {
        if ((s = body_encode(j, n, text, (todo & TODO_CTE) != 0, &encoded, &cte)) != UB_OK) return s;
        if ((s = put_body(j, p, encoded)) != UB_OK) return s;
        const char *name = ub_cte_name(cte);
        bool say = (todo & TODO_CTE) || cte != p->cte;
        return field_set_content(j, p, type, say ? ub_str_of(name, strlen(name)) : UB_S(""), UB_S(""));
    }
    return field_set_content(j, p, type, UB_S(""), UB_S(""));
}

/* A block of uuencode, yEnc or BinHex inside a text: written again as uuencode. */
static ub_status write_block(job *j, uint32_t n)
{
    const ub_part *p = &j->m->parts.p[n];
    ub_str text, name = ub_str_trim(p->block_name);
    edits list = { 0 };
    ub_buf b = ub_buf_in(j->a);
    bool real;
    ub_status s;
    if (!(j->todo[n] & TODO_BODY) || j->body_doc[n] == UB_NONE) return UB_OK;
    const ub_doc *doc = &j->f->docs.p[j->body_doc[n]];
    if ((s = markup_edits(j, j->body_doc[n], &list, &real)) != UB_OK) return s;
    if ((s = edits_apply(j->a, doc->bytes, &list, &text, j->err)) != UB_OK) return s;
    j->todo[n] |= TODO_AGAIN;      /* other letters: they may be words to somebody */
    ub_buf_add(&b, UB_S("begin 644 "));
    ub_buf_add(&b, name.n ? ub_str_to(name, 200) : UB_S("file"));
    ub_buf_add(&b, j->eol);
    for (size_t at = 0; at < text.n; at += 45) {
        ub_str line = ub_str_to(ub_str_from(text, at), 45);
        ub_buf_char(&b, (char)(' ' + line.n));
        for (size_t i = 0; i < line.n; i += 3) {
            uint32_t v = ub_str_at(line, i) << 16 | (i + 1 < line.n ? ub_str_at(line, i + 1) << 8 : 0) | (i + 2 < line.n ? ub_str_at(line, i + 2) : 0);
            for (int shift = 18; shift >= 0; shift -= 6) ub_buf_char(&b, (v >> shift & 63) ? (char)(' ' + (v >> shift & 63)) : '`');
        }
        ub_buf_add(&b, j->eol);
    }
    ub_buf_add(&b, UB_S("`"));
    ub_buf_add(&b, j->eol);
    ub_buf_add(&b, UB_S("end"));
    ub_str whole = ub_mime_span(j->m, p->source, p->whole);
    if (whole.n && whole.p[whole.n - 1] == '\n') ub_buf_add(&b, j->eol);
    if (b.failed || !edit_add(j->a, &j->source[p->source], p->whole.at, p->whole.n, ub_buf_str(&b))) return edits_full(j);
    return UB_OK;
}

/* What stands behind the header in text/rfc822-headers and its like: edited where it stands, or left out. */
static ub_status write_group(job *j, uint32_t n)
{
    const ub_part *p = &j->m->parts.p[n];
    const ub_doc *doc = j->body_doc[n] == UB_NONE ? NULL : &j->f->docs.p[j->body_doc[n]];
    ub_str text = { 0 };
    edits list = { 0 };
    bool real;
    ub_status s;
    if (!(j->todo[n] & (TODO_BODY | TODO_CTE | TODO_CHARSET))) return UB_OK;
    if (!doc || doc->converted || j->todo[n] != TODO_INSIDE + TODO_BODY) return put_body(j, p, text);
    if ((s = markup_edits(j, j->body_doc[n], &list, &real)) != UB_OK) return s;
    if ((s = edits_apply(j->a, doc->bytes, &list, &text, j->err)) != UB_OK) return s;
    if (real) j->todo[n] |= TODO_AGAIN;
    return put_body(j, p, text);
}

/* ------------------------------------------------------------------------------------------------ containers */

/* A boundary that nothing in the message contains. */
static ub_status new_boundary(job *j, uint32_t part, ub_str *out)
{
    for (unsigned i = 0; i < 1000; i++) {
        char text[48];
        int n = snprintf(text, sizeof text, "=_unbeacon-%u-%u", part, i);
        bool used = false;
        for (size_t s = 0; s < j->m->sources.n && !used; s++)
            used = ub_str_find(j->m->sources.p[s].bytes, ub_str_of(text, (size_t)n)) < j->m->sources.p[s].bytes.n;
        if (!used) return ub_str_copy(j->a, ub_str_of(text, (size_t)n), out) ? UB_OK : edits_full(j);
    }
    return ub_fail(j->err, UB_LIMIT, "no boundary is free", 0);
}

static ub_str delimiter(job *j, ub_str boundary, bool eol_before, bool close, bool eol_behind)
{
    ub_buf b = ub_buf_in(j->a);
    if (eol_before) ub_buf_add(&b, j->eol);
    ub_buf_add(&b, UB_S("--"));
    ub_buf_add(&b, boundary);
    if (close) ub_buf_add(&b, UB_S("--"));
    if (eol_behind) ub_buf_add(&b, j->eol);
    return b.failed ? (ub_str){ 0 } : ub_buf_str(&b);
}

/* New delimiters around the children; what stands between them is kept only where it is a preamble that stays. */
static ub_status write_delimiters(job *j, uint32_t n)
{
    const ub_part *p = &j->m->parts.p[n];
    size_t at = p->body.at, end = (size_t)p->body.at + p->body.n;
    ub_str boundary, type, text;
    bool first = true;
    ub_status s;
    if ((s = new_boundary(j, n, &boundary)) != UB_OK || (s = field_type_value(j, p, UB_S(""), boundary, &type)) != UB_OK) return s;
    for (uint32_t c = p->first_child; c != UB_NONE; c = j->m->parts.p[c].next) {
        const ub_part *child = &j->m->parts.p[c];
        if (child->rereads != UB_NONE || child->kind == UB_PART_EPILOGUE || child->kind == UB_PART_PREAMBLE || child->whole.at < at) continue;
        text = delimiter(j, boundary, !first, false, true);
        if (!text.n || !edit_add(j->a, &j->source[p->source], at, child->whole.at - at, text)) return edits_full(j);
        at = (size_t)child->whole.at + child->whole.n;
        first = false;
    }
    text = delimiter(j, boundary, !first, true, true);
    if (!text.n || !edit_add(j->a, &j->source[p->source], at, end - at, text)) return edits_full(j);
    return field_set_content(j, p, type, UB_S(""), UB_S(""));
}

/* The first part of a signed container that is not the signature. */
static uint32_t content_of(const job *j, const ub_part *p)
{
    for (uint32_t c = p->first_child; c != UB_NONE; c = j->m->parts.p[c].next) {
        const ub_part *child = &j->m->parts.p[c];
        if (child->rereads == UB_NONE && child->kind != UB_PART_PREAMBLE && child->kind != UB_PART_EPILOGUE
            && !(child->flags & UB_PARTF_SIGNATURE)) return c;
    }
    return UB_NONE;
}

/* The container's own header without its Content- fields, then the content's header and body. */
static ub_status unwrap(job *j, uint32_t n)
{
    const ub_part *p = &j->m->parts.p[n];
    uint32_t c = content_of(j, p);
    size_t header_end = (size_t)p->header.at + p->header.n, end = (size_t)p->whole.at + p->whole.n;
    edits *list = &j->source[p->source];
    ub_status s;
    if (c == UB_NONE) return withhold(j, n);
    const ub_part *child = &j->m->parts.p[c];
    if ((s = cut_fields(j, p, true)) != UB_OK || (s = cut_fields(j, child, false)) != UB_OK) return s;
    j->out->signature = UB_SIGNATURE_REMOVED;
    if (child->source == p->source) {
        size_t child_end = (size_t)child->whole.at + child->whole.n;
        ub_str tail = child_end < end && n == 0 ? j->eol : UB_S("");
        if (!edit_add(j->a, list, header_end, child->whole.at - header_end, UB_S(""))
            || !edit_add(j->a, list, child_end, end - child_end, tail)) return edits_full(j);
        return UB_OK;
    }
    ub_str entity;
    if ((s = edits_apply(j->a, j->m->sources.p[child->source].bytes, &j->source[child->source], &entity, j->err)) != UB_OK) return s;
    return edit_add(j->a, list, header_end, end - header_end, entity) ? UB_OK : edits_full(j);
}

static ub_status cut_cte(job *j, const ub_part *p)
{
    ub_status s;
    for (uint32_t i = 0; i < p->n_fields; i++) {
        const ub_field *f = ub_mime_each_field(j->m, p, i);
        if (f->id == UB_HDR_CONTENT_TRANSFER_ENCODING && (s = field_cut(j, p, f)) != UB_OK) return s;
    }
    return UB_OK;
}

/* ------------------------------------------------------------------------------------------------ parts */

static ub_status write_part(job *j, uint32_t n)
{
    const ub_part *p = &j->m->parts.p[n];
    uint16_t todo = j->todo[n];
    ub_status s = UB_OK;
    if (!todo) return UB_OK;
    if (todo & TODO_WITHHOLD) return withhold(j, n);
    if (todo & TODO_DROP) return edit_add(j->a, &j->source[p->source], p->whole.at, p->whole.n, UB_S("")) ? UB_OK : edits_full(j);
    if (todo & TODO_UNWRAP) return unwrap(j, n);
    switch ((ub_part_kind)p->kind) {
    case UB_PART_MULTIPART:
        if (todo & (TODO_BOUNDARY | TODO_TYPE)) s = write_delimiters(j, n);
        if (s == UB_OK && (todo & TODO_CTE)) s = cut_cte(j, p);
        break;
    case UB_PART_UU: case UB_PART_YENC: case UB_PART_BINHEX:
        s = write_block(j, n);
        break;
    case UB_PART_GROUP:
        s = write_group(j, n);
        break;
    case UB_PART_PREAMBLE: case UB_PART_EPILOGUE: case UB_PART_ARMOR:
        break;
    default:
        s = write_content(j, n);
    }
    if (s == UB_OK && (todo & TODO_HEADER)) s = tidy_header(j, p);
    return s;
}

/* ------------------------------------------------------------------------------------------------ the answer */

/* Was the part, or one around it, withheld? */
static bool is_withheld(const job *j, uint32_t part)
{
    uint8_t reading;
    for (uint32_t up = part_cured_by(j, part, &reading); up != UB_NONE; up = j->m->parts.p[up].parent)
        if (j->todo[up] & TODO_WITHHOLD) return true;
    return false;
}

static ub_status count_actions(job *j)
{
    const ub_found *f = j->f;
    if (!(j->out->action = UB_NEW(j->a, uint8_t, f->findings.n + 1))) return edits_full(j);
    if (j->was && !(j->out->was = UB_NEW(j->a, ub_str, f->findings.n + 1))) return edits_full(j);
    for (size_t i = 0; i < f->findings.n; i++) {
        const ub_finding *g = &f->findings.p[i];
        bool goes = g->span != UB_NONE && span_goes(j, &f->spans.p[g->span]);
        bool anew = !goes && j->was && g->span != UB_NONE && j->was[g->span].n;
        uint8_t action = is_withheld(j, g->part) ? UB_ACTION_WITHHELD : goes ? UB_ACTION_REMOVED : anew ? UB_ACTION_REWRITTEN : UB_ACTION_KEPT;
        if (j->out->was && action == UB_ACTION_REWRITTEN && g->kind != UB_KIND_LOOKUP) j->out->was[i] = j->was[g->span];
        j->out->action[i] = action;
        j->out->n_removed += action == UB_ACTION_REMOVED;
        bool link = (g->flags & UB_FINDING_LINK) && !(g->flags & UB_FINDING_IF_TOKEN) && g->kind != UB_KIND_LOOKUP;
        j->out->n_links += (action == UB_ACTION_KEPT || action == UB_ACTION_REWRITTEN) && link;
    }
    j->out->n_unread = (uint32_t)f->unseen.n;
    return UB_OK;
}

/* Fields of our name that came from outside go. */
static ub_status cut_own_fields(job *j)
{
    const ub_part *root = &j->m->parts.p[0];
    for (const ub_field *f = ub_mime_field_named(j->m, root, UB_S("Unbeacon"), NULL); f;
         f = ub_mime_field_named(j->m, root, UB_S("Unbeacon"), f)) {
        ub_status s = field_cut(j, root, f);
        if (s != UB_OK) return s;
    }
    return UB_OK;
}

static ub_status own_field(job *j, ub_str *out)
{
    const ub_disarmed *o = j->out;
    char *text = ub_arena_take(j->a, 256, 1);
    int n;
    if (!text) return edits_full(j);
    n = snprintf(text, 256, "Unbeacon: 1.0; verdict=%s; removed=%u; links=%u; withheld=%u; unread=%u; signature=%s%.*s",
                 j->opts->verdict ? j->opts->verdict : "remote", o->n_removed, o->n_links, o->n_withheld, o->n_unread,
                 ub_signature_state_name(o->signature), UB_F(j->eol));
    *out = ub_str_of(text, (size_t)n);
    return UB_OK;
}

static bool add_piece(job *j, ub_str piece)
{
    ub_str *p;
    if (piece.n == 0) return true;
    if (!(p = UB_PUSH(j->a, &j->out->pieces))) return false;
    *p = piece;
    j->out->bytes += piece.n;
    return true;
}

static ub_status cut_into_pieces(job *j, ub_str first)
{
    ub_str raw = j->m->sources.p[0].bytes;
    edits *list = &j->source[0];
    size_t at = 0;
    j->out->pieces.n = 0;
    j->out->bytes = 0;
    edits_settle(list);
    if (!add_piece(j, first)) return edits_full(j);
    for (size_t i = 0; i < list->n; i++) {
        const edit *e = &list->p[i];
        if (!add_piece(j, ub_str_of(raw.p + at, e->at - at)) || !add_piece(j, e->put)) return edits_full(j);
        at = (size_t)e->at + e->n;
    }
    return add_piece(j, ub_str_from(raw, at)) ? UB_OK : edits_full(j);
}

static ub_str eol_of(ub_str raw)
{
    size_t lf = ub_str_chr(raw, '\n');
    return lf < raw.n && lf > 0 && raw.p[lf - 1] == '\r' ? UB_S("\r\n") : UB_S("\n");
}

static ub_status write_message(job *j)
{
    ub_status s = plan_docs(j);
    if (s != UB_OK) return s;
    if ((s = plan_links(j)) != UB_OK || (s = plan_cids(j)) != UB_OK) return s;
    plan_cures(j);
    plan_signatures(j);
    for (uint32_t i = (uint32_t)j->m->parts.n; i-- > 0;) {
        uint8_t reading;
        if (part_cured_by(j, i, &reading) == i && reading == UB_READ_ALL && (s = write_part(j, i)) != UB_OK) return s;
    }
    edits_settle(&j->source[0]);
    return UB_OK;
}

/* Was this judged to identify the reader when the message came?  It goes wherever a new structure shows it again. */
static bool was_cut(const job *j, const ub_finding *g)
{
    for (size_t i = 0; i < j->first->findings.n; i++) {
        const ub_finding *x = &j->first->findings.p[i];
        if (j->opts->cut[i] && x->form == g->form && ub_str_eq(x->url, g->url) && (x->url.n || ub_str_eq(x->raw, g->raw))) return true;
    }
    return false;
}

/* The span, and those around it that hold the document it is in. */
static void mark_span(job *j, uint32_t span)
{
    const ub_doc *docs = j->f->docs.p;
    j->goes[span] = true;
    for (uint32_t d = j->f->spans.p[span].doc; docs[d].parent != UB_NONE; d = docs[d].parent)
        if (docs[d].span != UB_NONE) j->goes[docs[d].span] = true;
}

/* Mode trackers: the spans of each finding that goes.  What several readings see is one finding, of which each has a span. */
static ub_status mark_cut(job *j)
{
    const ub_found *f = j->f;
    bool *cut = UB_NEW(j->a, bool, f->findings.n + 1);
    if (!cut || !(j->goes = UB_NEW(j->a, bool, f->spans.n + 1))) return edits_full(j);
    for (size_t i = 0; j->opts->cut && i < f->findings.n; i++) {
        const ub_finding *g = &f->findings.p[i];
        cut[i] = j->first ? was_cut(j, g) : j->opts->cut[i];
        if (cut[i] && g->span != UB_NONE) mark_span(j, g->span);
    }
    for (uint32_t i = 0; i < f->spans.n; i++)
        if (f->spans.p[i].finding != UB_NONE && cut[f->spans.p[i].finding]) mark_span(j, i);
    return UB_OK;
}

static ub_status begin(job *j)
{
    j->eol = eol_of(j->m->sources.p[0].bytes);
    j->todo = UB_NEW(j->a, uint16_t, j->m->parts.n);
    j->body_doc = UB_NEW(j->a, uint32_t, j->m->parts.n);
    /* Bodies that are decoded on the way become sources too: at most one more for each part. */
    j->source = UB_NEW(j->a, edits, j->m->sources.n + j->m->parts.n);
    if (!j->todo || !j->body_doc || !j->source) return edits_full(j);
    if (j->opts->link && !(j->was = UB_NEW(j->a, ub_str, j->f->spans.n + 1))) return edits_full(j);
    for (size_t i = 0; i < j->m->parts.n; i++) j->body_doc[i] = UB_NONE;
    plan_bodies(j);
    return j->opts->mode == UB_DISARM_STRICT ? UB_OK : mark_cut(j);
}

/*
 * Does what was written have to be read again?  Wherever more was done than a constant put in.  Where the structure was written
 * anew, what was a text to the commonest reading may have become parts.  Where something was cut out, two readings may have
 * taken different tags from one text, a tag that went may have held others in place, the letters of an encoded block may have
 * become words or words such letters, and what met may form a tag or the end of a comment.
 */
static bool is_to_be_read_again(const job *j)
{
    const uint16_t what = TODO_TYPE | TODO_CTE | TODO_CHARSET | TODO_BOUNDARY | TODO_HEADER | TODO_UNWRAP | TODO_TEXT | TODO_AGAIN;
    for (size_t i = 0; i < j->m->parts.n; i++)
        if (j->todo[i] & what) return true;
    return false;
}

/* Read what was written and disarm that, until nothing of its structure changes any more. */
static ub_status write_again(job *j)
{
    enum { ROUNDS = 5 };
    ub_status s;
    for (int round = 0; round < ROUNDS && is_to_be_read_again(j); round++) {
        ub_mime *m = UB_NEW(j->a, ub_mime, 1);
        ub_found *f = UB_NEW(j->a, ub_found, 1);
        ub_buf b = ub_buf_in(j->a);
        for (size_t i = 0; i < j->out->pieces.n; i++) ub_buf_add(&b, j->out->pieces.p[i]);
        if (!m || !f || b.failed) return edits_full(j);
        if ((s = ub_mime_parse(j->a, ub_buf_str(&b), NULL, m, NULL, j->err)) != UB_OK) return s;
        if ((s = ub_find(j->a, m, j->opts->find, f, NULL, j->err)) != UB_OK) return s;
        if (!j->first) j->first = j->f;
        j->m = m;
        j->f = f;
        j->last = round == ROUNDS - 1;
        if ((s = begin(j)) != UB_OK || (s = write_message(j)) != UB_OK) return s;
        if ((s = cut_into_pieces(j, (ub_str){ 0 })) != UB_OK) return s;
    }
    return UB_OK;
}

ub_status ub_disarm(ub_arena *a, ub_mime *msg, const ub_found *found, const ub_disarm_opts *opts, ub_disarmed *out, ub_err *err)
{
    static const ub_disarm_opts defaults = { 0 };
    job j = { .a = a, .m = msg, .f = found, .opts = opts ? opts : &defaults, .out = out, .err = err };
    ub_str head = { 0 };
    ub_status s;
    *out = (ub_disarmed){ 0 };
    for (size_t i = 0; i < msg->parts.n; i++)
        if (msg->parts.p[i].flags & (UB_PARTF_SIGNER | UB_PARTF_SIGNED)) out->signature = UB_SIGNATURE_KEPT;
    if ((s = begin(&j)) != UB_OK || (s = write_message(&j)) != UB_OK) return s;
    out->changed = j.source[0].n > 0;
    if ((s = count_actions(&j)) != UB_OK || (s = dkim_look(&j, false)) != UB_OK) return s;
    if ((s = cut_own_fields(&j)) != UB_OK || (s = cut_into_pieces(&j, head)) != UB_OK) return s;
    if ((s = write_again(&j)) != UB_OK) return s;
    if (j.opts->no_header) return UB_OK;
    if ((s = own_field(&j, &head)) != UB_OK) return s;
    return cut_into_pieces(&j, head);
}

ub_status ub_disarm_foresee(ub_arena *a, const ub_mime *msg, const ub_found *found, const ub_disarm_opts *opts, ub_disarmed *out,
                            ub_err *err)
{
    static const ub_disarm_opts defaults = { 0 };
    ub_mime copy = *msg;
    job j = { .a = a, .m = &copy, .f = found, .opts = opts ? opts : &defaults, .out = out, .err = err };
    ub_status s;
    *out = (ub_disarmed){ 0 };
    if (!ub_mime_field(msg, &msg->parts.p[0], UB_HDR_DKIM_SIGNATURE, NULL)) return UB_OK;
    if ((s = begin(&j)) != UB_OK || (s = plan_docs(&j)) != UB_OK) return s;
    if (!plan_rewrites(&j) && ((s = plan_links(&j)) != UB_OK || (s = plan_cids(&j)) != UB_OK)) return s;
    return dkim_look(&j, plan_rewrites(&j));
}
