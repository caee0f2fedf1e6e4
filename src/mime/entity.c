/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the fields of a part say it is, in the commonest reading, and which other readings its header deserves.
 *
 * Decided: of several Content-Type or Content-Transfer-Encoding fields the first counts, as in most clients; a space before the
 * colon does not hide a field, a fold before it or a control byte in the name does.  Whoever reads otherwise gets a reading.
 */
#include "walk.h"

/* The fields of one name, sorted out by how well they are written. */
struct pick {
    uint32_t first, last;     /* plainly written, or with a space before the colon; UB_NONE when there is none */
    uint32_t strict;          /* first without that space */
    uint32_t odd;             /* first with a fold or stray bytes in the name */
    uint32_t n;
};

static void pick(struct pick *k, const ub_field *f, uint32_t i)
{
    if (f->flags & (UB_FIELD_FOLD | UB_FIELD_NAME)) {
        if (k->odd == UB_NONE) k->odd = i;
        return;
    }
    if (k->first == UB_NONE) k->first = i;
    k->last = i;
    k->n++;
    if (k->strict == UB_NONE && !(f->flags & UB_FIELD_SPACE)) k->strict = i;
}

static ub_str value_of(const struct walk *w, const ub_part *p, uint32_t field)
{
    return field == UB_NONE ? UB_S("") : ub_mime_span(w->m, p->source, w->m->fields.p[field].value);
}

static struct job again(uint32_t part, uint8_t reading, unsigned mode, ub_media fallback)
{
    return (struct job){ .part = part, .reading = reading, .mode = (uint16_t)mode, .source = UB_NONE,
                         .type_field = FIELD_AUTO, .cte_field = FIELD_AUTO, .media_default = (uint8_t)fallback };
}

/* ---------------------------------------------------------------- Content-Transfer-Encoding */

struct cte_value {
    ub_cte cte;
    bool odd;                 /* some clients do not see through how it is written */
    ub_cte hinted;            /* what an unknown value reminds of; IDENTITY for nothing */
};

static struct cte_value cte_parse(ub_str value)
{
    struct cte_value out = { .cte = UB_CTE_IDENTITY, .hinted = UB_CTE_IDENTITY };
    struct cursor c = cursor_of(value);
    const char *from;
    ub_str token;
    skip_cfws(&c);
    if (c.p < c.end && *c.p == '"') {
        c.p++;
        out.odd = true;
    }
    from = c.p;
    while (c.p < c.end && !is_white((unsigned char)*c.p) && *c.p != ';' && *c.p != '"' && *c.p != '(' && *c.p != ',') c.p++;
    token = ub_str_range(from, c.p);
    skip_cfws(&c);
    if (c.p < c.end || c.saw_comment || memchr(value.p, '\n', value.n)) out.odd = true;
    out.cte = token.n ? ub_cte_find(token) : UB_CTE_IDENTITY;
    if (out.cte == UB_CTE_UNKNOWN) {
        if (ub_str_find_nocase(value, UB_S("base64")) < value.n) out.hinted = UB_CTE_BASE64;
        else if (ub_str_find_nocase(value, UB_S("quoted")) < value.n) out.hinted = UB_CTE_QP;
    }
    return out;
}

static void describe_cte(struct walk *w, uint32_t i, const struct pick *k, const struct job *job, ub_media fallback)
{
    ub_part *p = &w->m->parts.p[i];
    bool forced = job && job->cte_field != FIELD_AUTO;
    unsigned mode = job ? job->mode : 0;
    struct cte_value v = { UB_CTE_IDENTITY, false, UB_CTE_IDENTITY };
    p->cte_field = forced ? job->cte_field : k->first;
    p->cte = UB_CTE_IDENTITY;
    if (p->cte_field != UB_NONE) {
        v = cte_parse(value_of(w, p, p->cte_field));
        p->cte = (uint8_t)v.cte;
        if (v.cte == UB_CTE_UNKNOWN) walk_note(w, "mime-unknown-encoding", p->source, w->m->fields.p[p->cte_field].value.at, 0);
        if (job && job->reading == UB_READ_ODD_CTE && v.hinted != UB_CTE_IDENTITY) p->cte = (uint8_t)v.hinted;
    }
    if (forced) return;
    if (k->n > 1 && cte_parse(value_of(w, p, k->last)).cte != p->cte) {
        struct job j = again(i, UB_READ_LAST_CTE, mode, fallback);
        j.cte_field = k->last;
        walk_note(w, "mime-duplicate-encoding", p->source, w->m->fields.p[k->last].name.at, 0);
        walk_again(w, j);
    }
    if (p->cte_field != UB_NONE && p->cte != UB_CTE_IDENTITY && p->cte != UB_CTE_UNKNOWN
        && (v.odd || w->m->fields.p[p->cte_field].flags & UB_FIELD_SPACE)) {
        struct job j = again(i, UB_READ_NO_CTE, mode, fallback);
        j.cte_field = v.odd ? UB_NONE : k->strict;
        walk_note(w, "mime-odd-encoding", p->source, w->m->fields.p[p->cte_field].value.at, 0);
        walk_again(w, j);
    }
    if (k->odd != UB_NONE || (p->cte_field != UB_NONE && v.hinted != UB_CTE_IDENTITY)) {
        struct job j = again(i, UB_READ_ODD_CTE, mode, fallback);
        j.cte_field = k->odd != UB_NONE ? k->odd : p->cte_field;
        walk_note(w, "mime-odd-encoding", p->source, w->m->fields.p[j.cte_field].value.at, 0);
        walk_again(w, j);
    }
}

/* ---------------------------------------------------------------- boundary */

static ub_str trim_right(ub_str s)
{
    while (s.n && is_white((unsigned char)s.p[s.n - 1])) s.n--;
    return s;
}

struct boundaries {
    struct { ub_str s; bool exact, cut; } v[8];
    size_t n;
};

static void candidate(struct boundaries *b, ub_str s, bool exact, bool cut)
{
    if (s.p == NULL) s.p = "";
    for (size_t i = 0; i < b->n; i++)
        if (ub_str_eq(b->v[i].s, s) && b->v[i].exact == exact) return;
    if (b->n == UB_COUNT(b->v)) return;
    b->v[b->n].s = s, b->v[b->n].exact = exact, b->v[b->n].cut = cut;
    b->n++;
}

/* First what most clients take: the first of plain, extended or continued.  Then what others may. */
static bool collect_boundaries(struct walk *w, const ub_params *params, struct boundaries *b)
{
    const ub_str name = UB_S("boundary");
    const ub_param *q = NULL, *main = NULL;
    while ((q = ub_param_next(params, name, q)) != NULL) {
        bool normal = q->form == UB_PARAM_PLAIN || q->form == UB_PARAM_EXTENDED || q->form == UB_PARAM_CONTINUED;
        if (normal && !main) {
            main = q;
            candidate(b, trim_right(q->value), false, false);
        }
    }
    if (!main) return false;
    while ((q = ub_param_next(params, name, q)) != NULL) {
        ub_str t = trim_right(q->value);
        candidate(b, t, false, false);
        if (t.n != q->value.n) candidate(b, q->value, true, false);
        if (t.n > 70) candidate(b, ub_str_to(t, 70), false, true);
    }
    (void)w;
    return main->form != UB_PARAM_PLAIN;
}

static void describe_boundary(struct walk *w, uint32_t i, const struct job *job, ub_media fallback)
{
    ub_part *p = &w->m->parts.p[i];
    ub_str value = value_of(w, p, p->type_field);
    struct boundaries b = { .n = 0 };
    ub_params params;
    unsigned mode = job ? job->mode : 0;
    bool hidden;
    uint32_t at = p->type_field == UB_NONE ? p->whole.at : w->m->fields.p[p->type_field].value.at;
    if (job && job->has_boundary) {
        p->boundary = job->boundary;
        return;
    }
    if (ub_mime_params(w->a, &w->cache, value, w->lim, &params, NULL) != UB_OK) {
        w->nomem = true;
        return;
    }
    hidden = collect_boundaries(w, &params, &b);
    if (!b.n) {
        walk_note(w, "mime-no-boundary", p->source, at, 0);
        return;
    }
    p->boundary = b.v[0].s;
    if (b.v[0].s.n == 0) walk_note(w, "mime-empty-boundary", p->source, at, 0);
    if (b.v[0].s.n > 70) walk_note(w, "mime-long-boundary", p->source, at, 0);
    if (b.n > 1 || hidden) walk_note(w, "mime-odd-boundary", p->source, at, 0);
    for (size_t k = 1; k < b.n; k++) {
        struct job j = again(i, UB_READ_BOUNDARY, b.v[k].cut ? mode | MODE_PREFIX : mode, fallback);
        j.has_boundary = true;
        j.boundary = b.v[k].s;
        j.exact_boundary = b.v[k].exact;
        j.variant = (uint8_t)k;
        walk_again(w, j);
    }
    if (hidden || b.v[0].s.n == 0) {
        struct job j = again(i, UB_READ_NO_BOUNDARY, mode, fallback);
        j.has_boundary = true;
        walk_again(w, j);
    }
}

/* ---------------------------------------------------------------- Content-Type */

static void set_media(ub_part *p, ub_media media)
{
    ub_str name = ub_media_names[media];
    p->media = (uint16_t)media;
    p->type_name = ub_str_cut(&name, '/');
    p->subtype_name = name;
    p->type = (uint8_t)type_number(p->type_name);
}

static void type_readings(struct walk *w, uint32_t i, const struct pick *k, const struct type_value *t, unsigned mode,
                          ub_media fallback)
{
    const ub_part *p = &w->m->parts.p[i];
    const ub_field *fields = w->m->fields.p;
    if (k->n > 1 && !ub_str_eq_nocase(ub_str_trim(value_of(w, p, k->last)), ub_str_trim(value_of(w, p, p->type_field)))) {
        struct job j = again(i, UB_READ_LAST_TYPE, mode, fallback);
        j.type_field = k->last;
        walk_note(w, "mime-duplicate-content-type", p->source, fields[k->last].name.at, fields[k->last].name.n);
        walk_again(w, j);
    }
    if (p->type_field != UB_NONE && t->ok && (fields[p->type_field].flags & UB_FIELD_SPACE || t->comment || t->junk)) {
        struct job j = again(i, UB_READ_NO_TYPE, mode, fallback);
        j.type_field = t->comment || t->junk ? UB_NONE : k->strict;
        walk_note(w, "mime-odd-content-type", p->source, fields[p->type_field].name.at, 0);
        walk_again(w, j);
    }
    if (k->odd != UB_NONE) {
        struct job j = again(i, UB_READ_ODD_TYPE, mode, fallback);
        j.type_field = k->odd;
        walk_note(w, "mime-odd-content-type", p->source, fields[k->odd].name.at, 0);
        walk_again(w, j);
    }
}

static void describe_type(struct walk *w, uint32_t i, const struct pick *k, const struct job *job, ub_media fallback)
{
    ub_part *p = &w->m->parts.p[i];
    bool forced = job && job->type_field != FIELD_AUTO;
    struct type_value t = { 0 };
    p->type_field = forced ? job->type_field : k->first;
    if (p->type_field != UB_NONE) {
        type_parse(value_of(w, p, p->type_field), &t);
        if (t.ok) {
            p->type_name = t.type;
            p->subtype_name = t.subtype;
            p->type = (uint8_t)type_number(t.type);
            p->media = (uint16_t)ub_media_find(t.type, t.subtype);
        } else {
            p->flags |= UB_PARTF_TYPE_BAD;
            walk_note(w, "mime-bad-content-type", p->source, w->m->fields.p[p->type_field].value.at, 0);
        }
    } else {
        p->flags |= UB_PARTF_TYPE_MISSING;
    }
    if (!t.ok && fallback != UB_MEDIA_TEXT_PLAIN) set_media(p, fallback);      /* what walk_part() made it */
    if (!forced) type_readings(w, i, k, &t, job ? job->mode : 0, fallback);
}

static ub_part_kind kind_of(const ub_part *p)
{
    if (p->type == UB_TYPE_MULTIPART) return UB_PART_MULTIPART;
    switch (p->media) {
    case UB_MEDIA_MESSAGE_RFC822: case UB_MEDIA_MESSAGE_GLOBAL: case UB_MEDIA_MESSAGE_NEWS: case UB_MEDIA_TEXT_RFC822:
    case UB_MEDIA_MESSAGE_EXTERNAL_BODY:
        return UB_PART_MESSAGE;
    case UB_MEDIA_TEXT_RFC822_HEADERS: case UB_MEDIA_MESSAGE_RFC822_HEADERS: case UB_MEDIA_MESSAGE_GLOBAL_HEADERS:
    case UB_MEDIA_MESSAGE_DELIVERY_STATUS: case UB_MEDIA_MESSAGE_GLOBAL_DELIVERY_STATUS:
    case UB_MEDIA_MESSAGE_DISPOSITION_NOTIFICATION: case UB_MEDIA_MESSAGE_GLOBAL_DISPOSITION_NOTIFICATION:
    case UB_MEDIA_MESSAGE_FEEDBACK_REPORT:
        return UB_PART_HEADERS;
    default:
        return UB_PART_LEAF;
    }
}

void entity_describe(struct walk *w, uint32_t i, const struct job *job, ub_media fallback)
{
    struct pick type = { UB_NONE, UB_NONE, UB_NONE, UB_NONE, 0 }, cte = type, disposition = type;
    ub_part *p = &w->m->parts.p[i];
    for (uint32_t k = p->first_field; k < p->first_field + p->n_fields; k++) {
        const ub_field *f = &w->m->fields.p[k];
        if (f->id == UB_HDR_CONTENT_TYPE) pick(&type, f, k);
        else if (f->id == UB_HDR_CONTENT_TRANSFER_ENCODING) pick(&cte, f, k);
        else if (f->id == UB_HDR_CONTENT_DISPOSITION) pick(&disposition, f, k);
    }
    describe_type(w, i, &type, job, fallback);
    describe_cte(w, i, &cte, job, fallback);
    if (disposition.first != UB_NONE) {
        struct type_value d;
        type_parse(value_of(w, p, disposition.first), &d);
        if (ub_str_eq_nocase(d.type, UB_S("attachment"))) p->flags |= UB_PARTF_ATTACHMENT;
        else if (ub_str_eq_nocase(d.type, UB_S("inline"))) p->flags |= UB_PARTF_INLINE;
    }
    p->kind = (uint8_t)kind_of(p);
    if (p->media == UB_MEDIA_MULTIPART_SIGNED) p->flags |= UB_PARTF_SIGNER;
    if (p->media == UB_MEDIA_APPLICATION_PGP_SIGNATURE || p->media == UB_MEDIA_APPLICATION_PKCS7_SIGNATURE
        || p->media == UB_MEDIA_APPLICATION_X_PKCS7_SIGNATURE)
        p->flags |= UB_PARTF_SIGNATURE;
    if (p->media == UB_MEDIA_MESSAGE_EXTERNAL_BODY) walk_note(w, "mime-external-body", p->source, p->whole.at, 0);
    if (p->media == UB_MEDIA_MESSAGE_PARTIAL) walk_note(w, "mime-partial", p->source, p->whole.at, 0);
    if (p->kind == UB_PART_MULTIPART) {
        describe_boundary(w, i, job, fallback);
        if (p->boundary.p == NULL && job && job->reading == UB_READ_NO_BOUNDARY) {
            p->kind = UB_PART_LEAF;
            set_media(p, UB_MEDIA_TEXT_PLAIN);
        }
    }
}
