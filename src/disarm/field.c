/* SPDX-License-Identifier: Apache-2.0 */
/* Header fields: taken out, or written in the one form that all clients read alike. */
#include "inside.h"

#include <stdio.h>

static const ub_str no_room = UB_LIT("");

/* The bytes of a field with its line end. */
static ub_span whole_field(const job *j, const ub_part *p, const ub_field *f)
{
    ub_str bytes = j->m->sources.p[p->source].bytes;
    size_t end = (size_t)f->value.at + f->value.n;
    if (end < bytes.n && bytes.p[end] == '\r') end++;
    if (end < bytes.n && bytes.p[end] == '\n') end++;
    return (ub_span){ f->name.at, (uint32_t)(end - f->name.at) };
}

static ub_status add(job *j, const ub_part *p, size_t at, size_t n, ub_str put)
{
    return edit_add(j->a, &j->source[p->source], at, n, put) ? UB_OK : ub_fail(j->err, UB_LIMIT, "too many edits", 0);
}

ub_status field_cut(job *j, const ub_part *p, const ub_field *f)
{
    ub_span s = whole_field(j, p, f);
    return add(j, p, s.at, s.n, no_room);
}

static ub_str field_text(job *j, const char *name, ub_str value)
{
    ub_buf b = ub_buf_in(j->a);
    ub_buf_add(&b, ub_str_of(name, strlen(name)));
    ub_buf_add(&b, UB_S(": "));
    ub_buf_add(&b, value);
    ub_buf_add(&b, j->eol);
    return b.failed ? (ub_str){ 0 } : ub_buf_str(&b);
}

/* Where a field that was not there goes: behind the last one. */
static ub_status append(job *j, const ub_part *p, ub_str text)
{
    ub_str bytes = j->m->sources.p[p->source].bytes;
    size_t end = (size_t)p->header.at + p->header.n;
    bool open = p->header.n && bytes.p[end - 1] != '\n' && bytes.p[end - 1] != '\r';
    bool blank = end < bytes.n && (bytes.p[end] == '\n' || bytes.p[end] == '\r');
    ub_buf b = ub_buf_in(j->a);
    if (open) ub_buf_add(&b, j->eol);
    ub_buf_add(&b, text);
    if (!blank && !open) ub_buf_add(&b, j->eol);      /* there was no empty line: the body would become header */
    return b.failed ? ub_fail(j->err, UB_LIMIT, "too many edits", 0) : add(j, p, end, 0, ub_buf_str(&b));
}

static ub_status set_one(job *j, const ub_part *p, ub_hdr id, const char *name, ub_str value)
{
    bool done = false;
    ub_status s;
    ub_str text;
    if (value.n == 0) return UB_OK;
    text = field_text(j, name, value);
    if (!text.n) return ub_fail(j->err, UB_LIMIT, "too many edits", 0);
    for (uint32_t i = 0; i < p->n_fields; i++) {
        const ub_field *f = ub_mime_each_field(j->m, p, i);
        ub_span where = whole_field(j, p, f);
        if (f->id != id) continue;
        if ((s = add(j, p, where.at, where.n, done ? no_room : text)) != UB_OK) return s;
        done = true;
    }
    return done ? UB_OK : append(j, p, text);
}

ub_status field_set_content(job *j, const ub_part *p, ub_str type, ub_str cte, ub_str disposition)
{
    ub_status s = set_one(j, p, UB_HDR_CONTENT_TYPE, "Content-Type", type);
    if (s == UB_OK) s = set_one(j, p, UB_HDR_CONTENT_TRANSFER_ENCODING, "Content-Transfer-Encoding", cte);
    if (s == UB_OK) s = set_one(j, p, UB_HDR_CONTENT_DISPOSITION, "Content-Disposition", disposition);
    return s;
}

/* ------------------------------------------------------------------------------------------------ Content-Type */

static bool is_token(ub_str s)
{
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c <= ' ' || c >= 0x7F || strchr("()<>@,;:\\\"/[]?=", c)) return false;
    }
    return s.n > 0;
}

static void add_quoted(ub_buf *b, ub_str value)
{
    ub_buf_char(b, '"');
    for (size_t i = 0; i < value.n; i++) {
        unsigned char c = (unsigned char)value.p[i];
        if (c < ' ' || c == 0x7F) continue;
        if (c == '"' || c == '\\') ub_buf_char(b, '\\');
        ub_buf_char(b, (char)c);
    }
    ub_buf_char(b, '"');
}

/* RFC 2231: what is not ASCII is written as UTF-8 with percent signs. */
static void add_extended(ub_buf *b, ub_str value)
{
    static const char hex[] = "0123456789ABCDEF";
    ub_buf_add(b, UB_S("utf-8''"));
    for (size_t i = 0; i < value.n; i++) {
        unsigned char c = (unsigned char)value.p[i];
        if (ub_is_alnum(c) || (c && strchr("!#$&+-.^_`|~", c))) ub_buf_char(b, (char)c);
        else ub_buf_char(b, '%'), ub_buf_char(b, hex[c >> 4]), ub_buf_char(b, hex[c & 15]);
    }
}

/* A fold before each parameter keeps lines short. */
static void add_param(job *j, ub_buf *b, ub_str name, ub_str value)
{
    bool ascii = true;
    for (size_t i = 0; i < value.n; i++) ascii &= (unsigned char)value.p[i] < 0x80;
    ub_buf_add(b, UB_S(";"));
    ub_buf_add(b, j->eol);
    ub_buf_char(b, ' ');
    ub_buf_add(b, name);
    if (!ascii && ub_utf8_valid_to(value) == value.n) ub_buf_add(b, UB_S("*=")), add_extended(b, value);
    else ub_buf_char(b, '='), add_quoted(b, value);
}

static bool seen_before(const ub_params *params, const ub_param *param)
{
    for (const ub_param *q = params->p; q < param; q++)
        if (ub_str_eq_nocase(q->name, param->name)) return true;
    return false;
}

ub_status field_type_value(job *j, const ub_part *p, ub_str charset, ub_str boundary, ub_str *out)
{
    enum { PARAMS_KEPT = 64 };     /* more than any mailer writes; keeps the search for repeats short */
    ub_buf b = ub_buf_in(j->a);
    ub_params params = { 0 };
    const ub_field *f = p->type_field == UB_NONE ? NULL : &j->m->fields.p[p->type_field];
    ub_status s;
    if (f && (s = ub_mime_params(j->a, j->opts->charsets, ub_field_value(j->m, p, f), NULL, &params, j->err)) != UB_OK) return s;
    if (is_token(p->type_name) && is_token(p->subtype_name)) {
        ub_buf_add(&b, p->type_name);
        ub_buf_char(&b, '/');
        ub_buf_add(&b, p->subtype_name);
    } else ub_buf_add(&b, p->kind == UB_PART_MULTIPART ? UB_S("multipart/mixed") : UB_S("text/plain"));
    for (size_t i = 0; i < params.n && i < PARAMS_KEPT; i++) {
        const ub_param *best = ub_param_best(&params, params.p[i].name);
        if (!is_token(params.p[i].name) || seen_before(&params, &params.p[i]) || !best) continue;
        if (charset.n && ub_str_eq_nocase(best->name, UB_S("charset"))) continue;
        if (ub_str_eq_nocase(best->name, UB_S("boundary"))) continue;
        add_param(j, &b, best->name, best->value);
    }
    if (charset.n) add_param(j, &b, UB_S("charset"), charset);
    if (boundary.n) add_param(j, &b, UB_S("boundary"), boundary);
    if (b.failed) return ub_fail(j->err, UB_LIMIT, "too many edits", 0);
    *out = ub_buf_str(&b);
    return UB_OK;
}
