/* SPDX-License-Identifier: Apache-2.0 */
/* A message from part to part and from reading to reading, and what its documents are. */
#include "inside.h"

/* ------------------------------------------------------------------------------------------------ documents */

uint32_t doc_add(struct finder *f, const ub_doc *doc)
{
    ub_doc *d = UB_PUSH(f->a, &f->f->docs);
    if (!d) {
        out_of_memory(f);
        return UB_NONE;
    }
    *d = *doc;
    return (uint32_t)(f->f->docs.n - 1);
}

/* Twice 12 MiB and 4 MiB for each depth below, in address space. */
enum { LEVELS_BYTES = (2 * 12 + 2 * 4 * DEPTH_MAX) << 20 };

ub_arena *level_arena(struct finder *f, unsigned depth, bool within)
{
    ub_arena *l;
    size_t room, want = depth ? (size_t)4 << 20 : (size_t)12 << 20;
    char *p;
    if (depth > DEPTH_MAX) depth = DEPTH_MAX;
    depth = depth * 2 + within;
    l = &f->level[depth];
    if (f->have_level[depth]) return l;
    room = ub_arena_left(&f->levels) / 4;
    if (room > want) room = want;
    p = ub_arena_take(&f->levels, room, 64);
    if (!p) {
        out_of_memory(f);
        return NULL;
    }
    *l = (ub_arena){ p, p + room, p };
    f->have_level[depth] = true;
    return l;
}

void unseen_add(struct finder *f, uint32_t part, ub_unseen why, const char *limit)
{
    ub_unseen_part *u;
    for (size_t i = 0; i < f->f->unseen.n; i++)
        if (f->f->unseen.p[i].part == part && f->f->unseen.p[i].why == why) return;
    u = UB_PUSH(f->a, &f->f->unseen);
    if (u) *u = (ub_unseen_part){ part, (uint8_t)why, limit };
    else out_of_memory(f);
}

void walk_run(struct walk *w)
{
    struct finder *f = w->f;
    unsigned depth = f->f->docs.p[w->doc].depth;
    if (depth > DEPTH_MAX) depth = DEPTH_MAX;
    /* The stack and the rules of the last document of this depth are used again. */
    w->open.p = f->stacks[depth].p;
    w->open.cap = f->stacks[depth].cap;
    w->rules.p = f->hides[depth].p;
    w->rules.cap = f->hides[depth].cap;
    w->spare_buckets = f->hides[depth].buckets;
    switch (w->kind) {
    case UB_DOC_HTML: case UB_DOC_XML: html_run(w); break;
    case UB_DOC_CSS: {
        struct place p = { 0 };
        sheet_walk(w, doc_bytes(w), UB_CSS_SHEET, &p, false);
        break;
    }
    case UB_DOC_TEXT: text_run(w); break;
    case UB_DOC_ENRICHED: enriched_run(w); break;
    case UB_DOC_FILE: file_run(w); break;
    default: break;
    }
    f->stacks[depth].p = w->open.p;
    f->stacks[depth].cap = w->open.cap;
    f->hides[depth].p = w->rules.p;
    f->hides[depth].cap = w->rules.cap;
    f->hides[depth].buckets = w->buckets ? w->buckets : w->spare_buckets;
    base_settle(w);
}

static bool dirty_since(const struct finder *f, size_t from)
{
    for (size_t i = from; i < f->f->spans.n; i++)
        if (f->f->spans.p[i].unit != UB_UNIT_LINK) return true;
    return false;
}

bool walk_nested(struct walk *outer, ub_doc_kind kind, ub_str bytes, ub_span within, uint16_t context)
{
    struct finder *f = outer->f;
    struct walk w;
    size_t from = f->f->spans.n;
    unsigned depth = f->f->docs.p[outer->doc].depth + 1u;
    uint32_t doc;
    if (!going(f)) return true;
    /* Too deep or too much: it is not known to be inert, and its place in the outer document says so. */
    if (depth > f->o.depth || bytes.n > f->nested_left || bytes.n > f->budget) {
        ub_notes_add(f->notes, "find-nested-limit", within.at, within.n);
        unseen_add(f, f->part, UB_UNSEEN_LIMIT, depth > f->o.depth ? "nesting" : "nested-bytes");
        return true;
    }
    f->nested_left -= bytes.n;
    f->budget -= bytes.n;
    f->f->walked_bytes += bytes.n;
    doc = doc_add(f, &(ub_doc){ .kind = (uint8_t)kind, .depth = (uint8_t)depth, .canonical = outer->canonical, .converted = true, .part = f->part,
                                .parent = outer->doc, .span = UB_NONE, .within = within, .bytes = bytes, .source = bytes, .reading = outer->reading,
                                .called_text = f->f->docs.p[outer->doc].called_text });
    if (doc == UB_NONE) return true;
    memset(&w, 0, sizeof w);
    w.f = f;
    w.outer = outer;
    w.doc = doc;
    w.kind = (uint8_t)kind;
    w.reading = outer->reading;
    w.canonical = outer->canonical;
    w.context = context;
    w.trigger = outer->trigger;
    w.amp = outer->amp;
    w.base.finding = UB_NONE;
    /* A srcdoc document has the base of its container; a data: document has none. */
    if (context == UB_VEC_IFRAME_SRCDOC) w.base = outer->base, w.base.finding = UB_NONE;
    walk_run(&w);
    return dirty_since(f, from);
}

bool cid_elsewhere(struct finder *f, ub_str cid, ub_str *location)
{
    ub_str id = cid;
    if (!f->have_cids) {
        f->have_cids = true;
        for (uint32_t i = 0; i < f->m->parts.n; i++) {
            const ub_part *p = &f->m->parts.p[i];
            const ub_field *x, *y;
            if (!p->n_fields || !(x = ub_mime_field(f->m, p, UB_HDR_CONTENT_LOCATION, NULL)) || !(y = ub_mime_field(f->m, p, UB_HDR_CONTENT_ID, NULL))) continue;
            ub_str v = ub_str_trim(ub_field_value(f->m, p, x)), id_value = ub_str_trim(ub_field_value(f->m, p, y));
            if (ub_str_find(v, UB_S("//")) == v.n && ub_str_find(v, UB_S("\\\\")) == v.n) continue;
            if (f->cid_parts.n >= 256) break;
            if (!UB_PUSH(f->a, &f->cid_parts)) return out_of_memory(f);
            if (id_value.n > 1 && id_value.p[0] == '<' && id_value.p[id_value.n - 1] == '>') id_value = ub_str_of(id_value.p + 1, id_value.n - 2);
            f->cid_parts.p[f->cid_parts.n - 1].id = id_value;
            f->cid_parts.p[f->cid_parts.n - 1].location = v;
        }
    }
    if (f->cid_parts.n && memchr(id.p, '%', id.n) && !ub_url_decode(f->a, id, false, &id)) return out_of_memory(f);
    for (size_t i = 0; i < f->cid_parts.n; i++) {
        if (!ub_str_eq(f->cid_parts.p[i].id, id)) continue;
        *location = f->cid_parts.p[i].location;
        return true;
    }
    return false;
}

/* ------------------------------------------------------------------------------------------------ one reading of a body */

struct reading {
    ub_doc_kind kind;
    ub_str bytes, source;
    ub_map map;
    const ub_charset *charset;
    const char *name;
    bool canonical, converted;
    uint8_t trigger;
};

static void withhold(struct finder *f, const struct reading *r, const char *limit)
{
    uint32_t doc = doc_add(f, &(ub_doc){ .kind = UB_DOC_TEXT, .canonical = r->canonical, .part = f->part, .parent = UB_NONE, .span = UB_NONE,
                                         .bytes = r->bytes, .source = r->source, .reading = r->name });
    struct walk w = { .f = f, .doc = doc };
    if (doc != UB_NONE) (void)span_add(&w, NULL, UB_UNIT_PART, UB_CAUSE_SYNTAX, span_of(0, r->bytes.n));
    unseen_add(f, f->part, UB_UNSEEN_LIMIT, limit);
}

/* What another reading of the same bytes sees as well is no finding of its own: only what it sees and the canonical one does
 * not.  Its spans stay, and name the finding that is kept. */
static void again_drop(struct finder *f, size_t from, size_t spans)
{
    ub_found *o = f->f;
    const ub_part *p = &f->m->parts.p[f->part];
    uint32_t same = p->rereads, *slots, *moved, size = 64;
    size_t kept = from;
    ub_arena scratch;
    if (from == 0 || o->findings.n == from) return;
    while (f->hashes.n < o->findings.n) {
        const ub_finding *x = &o->findings.p[f->hashes.n];
        uint32_t *to = UB_PUSH(f->a, &f->hashes);
        if (!to) {
            out_of_memory(f);
            return;
        }
        *to = (uint32_t)ub_str_hash(x->url, x->form);
    }
    scratch = *f->a;
    while (size < o->findings.n * 2) size *= 2;
    slots = UB_NEW(&scratch, uint32_t, size);
    moved = UB_NEW(&scratch, uint32_t, o->findings.n - from);
    if (!slots || !moved) return;
    for (size_t i = 0; i < o->findings.n; i++) {
        ub_finding *x = &o->findings.p[i];
        uint32_t h = f->hashes.p[i], first = UB_NONE;
        /* A part that only another reading has may repeat any part of the message. */
        if (i < from && p->reading == UB_READ_ALL && x->part != f->part && x->part != same) continue;
        for (h &= size - 1; slots[h] && first == UB_NONE; h = (h + 1) & (size - 1)) {
            const ub_finding *y = &o->findings.p[slots[h] - 1];
            if (y->form == x->form && y->kind == x->kind && ub_str_eq(y->url, x->url)) first = slots[h] - 1;
        }
        if (i < from) {
            if (first == UB_NONE) slots[h] = (uint32_t)i + 1;
            continue;
        }
        if (first != UB_NONE) {
            if (x->flags & UB_FINDING_LINK) f->n_links--; else f->n_contacts--;
        } else {
            if (kept != i) o->findings.p[kept] = *x;
            kept++;
        }
        moved[i - from] = first != UB_NONE ? first : (uint32_t)(kept - 1);
    }
    for (size_t s = spans; s < o->spans.n; s++) {
        uint32_t *to = &o->spans.p[s].finding;
        if (*to != UB_NONE && *to >= from) *to = moved[*to - from];
    }
    o->findings.n = kept;
    f->hashes.n = from;
}

static void read_one(struct finder *f, const struct reading *r)
{
    size_t from = f->f->findings.n, spans = f->f->spans.n;
    struct walk w;
    uint32_t doc;
    if (!going(f) || !r->bytes.n) return;
    if (r->bytes.n > f->budget || r->bytes.n > UB_HTML_TEXT_MAX) {
        withhold(f, r, "reading-limit");
        return;
    }
    f->budget -= r->bytes.n;
    f->f->walked_bytes += r->bytes.n;
    doc = doc_add(f, &(ub_doc){ .kind = (uint8_t)r->kind, .canonical = r->canonical, .converted = r->converted, .part = f->part, .parent = UB_NONE,
                                .span = UB_NONE, .bytes = r->bytes, .source = r->source, .map = r->map, .charset = r->charset, .reading = r->name,
                                .called_text = f->called_text });
    if (doc == UB_NONE) return;
    memset(&w, 0, sizeof w);
    w.f = f;
    w.doc = doc;
    w.kind = (uint8_t)r->kind;
    w.charset = r->converted ? NULL : r->charset;
    w.amp = f->m->parts.p[f->part].media == UB_MEDIA_TEXT_X_AMP_HTML;
    w.canonical = r->canonical;
    w.reading = r->name;
    w.trigger = r->trigger;
    w.base.finding = UB_NONE;
    if (r->kind == UB_DOC_HTML || r->kind == UB_DOC_XML || r->kind == UB_DOC_CSS) fields_base(&w);
    walk_run(&w);
    if (!r->canonical) again_drop(f, from, spans);
}

/* ------------------------------------------------------------------------------------------------ charsets */

#define CHARSETS_MAX 6u
struct charsets {
    const ub_charset *p[CHARSETS_MAX];
    size_t n;
};

static void charset_add(struct charsets *set, const ub_charset *cs)
{
    if (!cs) return;
    for (size_t i = 0; i < set->n; i++)
        if (set->p[i] == cs) return;
    if (set->n < CHARSETS_MAX) set->p[set->n++] = cs;
}

static void charset_label(struct charsets *set, ub_str label)
{
    const ub_charset *cs = ub_charset_find(label, NULL);
    charset_add(set, cs);
    if (cs && cs->also) charset_add(set, ub_charset_find(ub_str_of(cs->also, strlen(cs->also)), NULL));
}

/* UTF-16 that nothing announces: every other byte of the first is NUL. */
static void charset_sniff(struct charsets *set, ub_str bytes)
{
    size_t nul[2] = { 0, 0 }, n = bytes.n < 256 ? bytes.n & ~(size_t)1 : 256;
    if (!memchr(bytes.p, 0, n)) return;
    for (size_t i = 0; i < n; i++) nul[i & 1] += bytes.p[i] == 0;
    if (nul[1] > n / 4 && nul[0] < n / 8) charset_label(set, UB_S("utf-16le"));
    if (nul[0] > n / 4 && nul[1] < n / 8) charset_label(set, UB_S("utf-16be"));
}

/* What says in which charset the text is, the strongest first: byte order mark, header, meta. */
static void charsets_of(struct finder *f, ub_str bytes, bool html, struct charsets *set)
{
    const ub_part *p = &f->m->parts.p[f->part];
    size_t bom;
    ub_str label;
    /* The mark of UTF-32 is that of UTF-16 to browsers, who know no UTF-32; nobody means that. */
    if (ub_str_starts(bytes, UB_S("\xFF\xFE\0\0"))) charset_label(set, UB_S("utf-32le"));
    charset_add(set, ub_charset_bom(bytes, &bom));
    if (p->type_field != UB_NONE) {
        ub_str value = ub_field_value(f->m, p, &f->m->fields.p[p->type_field]);
        ub_params all;
        if (ub_str_find_nocase(value, UB_S("charset")) < value.n) {
            if (ub_mime_params(f->a, f->o.charsets, value, f->o.mime, &all, NULL) != UB_OK) {
                out_of_memory(f);
                return;
            }
            for (const ub_param *x = NULL; (x = ub_param_next(&all, UB_S("charset"), x)); ) charset_label(set, x->value);
        }
    }
    if (html && ub_html_prescan(bytes, NULL, NULL, &label) == UB_OK) charset_label(set, label);
    charset_sniff(set, bytes);
}

static bool reads_as_ascii(struct finder *f, const ub_charset *cs, ub_str bytes)
{
    ub_arena scratch = *f->a;
    ub_str utf8;
    return ub_charset_decode(&scratch, f->o.charsets, cs, bytes, &utf8, NULL, NULL, NULL) == UB_OK && utf8.p == bytes.p && utf8.n == bytes.n;
}

/* Walk one text in each plausible charset.  Those that agree with ASCII share the walk over the bytes as they are. */
static void read_charsets(struct finder *f, struct reading *r)
{
    struct charsets set = { .n = 0 };
    ub_str bytes = r->bytes;
    const char *name = r->name;
    bool canonical = r->canonical, plain = false;
    charsets_of(f, bytes, r->kind == UB_DOC_HTML || r->kind == UB_DOC_XML, &set);
    /* Is the text the same bytes in the charset that counts, although that needs a walk of its own in general? */
    bool same = set.n && ub_charset_own_walk(set.p[0]) && reads_as_ascii(f, set.p[0], bytes);
    for (size_t i = 0; i < set.n && !plain; i++)
        if (!ub_charset_own_walk(set.p[i]) || (i == 0 && same)) {
            r->charset = set.p[i];
            r->canonical = canonical && i == 0;
            plain = true;
        }
    if (plain || !set.n) {
        read_one(f, r);
        if (!set.n) return;
    }
    for (size_t i = 0; i < set.n && going(f); i++) {
        ub_str utf8;
        if (!ub_charset_own_walk(set.p[i])) continue;
        ub_status s = ub_charset_decode(f->a, f->o.charsets, set.p[i], bytes, &utf8, &r->map, NULL, f->err);
        if (s != UB_OK) {
            if (s == UB_LIMIT) f->status = s;
            return;
        }
        if (utf8.p == bytes.p && utf8.n == bytes.n && plain) continue;      /* ASCII all through: read already */
        r->bytes = utf8;
        r->charset = set.p[i];
        r->converted = utf8.p != bytes.p || utf8.n != bytes.n;
        r->canonical = canonical && i == 0;
        r->name = set.p[i]->name;
        if (i == 0) r->name = name;
        read_one(f, r);
    }
}

/* ------------------------------------------------------------------------------------------------ one part */

/*
 * Does base64 end at its padding?  What mailing lists append behind it as plain text is letters of base64 to Thunderbird,
 * which goes on, and shows as noise.  All others stop, so that is the reading that counts.  Where more base64 follows, and
 * nothing else, the data goes on (RFC 2045 6.8 forbids it; two streams one behind the other are seen).
 */
static bool ends_at_padding(ub_str raw)
{
    size_t i = ub_str_chr(raw, '=');
    for (; i < raw.n; i++) {
        unsigned char c = (unsigned char)raw.p[i];
        if (!ub_is_alnum(c) && c != '+' && c != '/' && c != '=' && !ub_is_space(c)) return true;
    }
    return false;
}

static void read_body(struct finder *f, const ub_part *p, enum part_is is)
{
    static const ub_doc_kind kinds[] = { [IS_TEXT] = UB_DOC_TEXT, [IS_HTML] = UB_DOC_HTML, [IS_XML] = UB_DOC_XML, [IS_CSS] = UB_DOC_CSS,
                                         [IS_ENRICHED] = UB_DOC_ENRICHED, [IS_TNEF] = UB_DOC_FILE };
    struct reading r = { .kind = kinds[is], .canonical = p->reading == UB_READ_ALL && p->rereads == UB_NONE, .name = ub_reading_name((ub_reading)p->reading) };
    unsigned odd = 0, flags[UB_CODEC_READINGS], counts = 0;
    ub_str body;
    size_t n;
    ub_status s;
    uint32_t part = f->part;
    uint8_t cte = p->cte, kind = p->kind;
    bool alone = p->first_child == UB_NONE;
    ub_str raw = ub_part_raw_body(f->m, p);
    if (p->flags & UB_PARTF_ATTACHMENT) r.trigger = UB_TRIGGER_OPENDOC;
    if (is == IS_XML && p->kind == UB_PART_LEAF && p->media != UB_MEDIA_IMAGE_SVG_XML) r.trigger = UB_TRIGGER_OPENDOC;
    s = ub_mime_body(f->a, f->m, part, &body, &odd, NULL, f->err);
    if (s != UB_OK) {
        unseen_add(f, part, UB_UNSEEN_LIMIT, "expansion");
        if (ub_arena_left(f->a) < 65536) f->status = s;
        return;
    }
    if (cte == UB_CTE_BASE64 && kind == UB_PART_LEAF && alone && (odd & UB_ODD_AFTER_PAD) && ends_at_padding(raw)
        && ub_codec_decode(f->a, UB_CTE_BASE64, UB_B64_STOP, raw, &body, NULL, NULL, NULL) == UB_OK)
        counts = UB_B64_STOP;
    r.bytes = r.source = body;
    if (is == IS_TNEF) read_one(f, &r);
    else read_charsets(f, &r);
    n = ub_codec_readings((ub_cte)cte, odd, flags);
    for (size_t i = 0; i < n && going(f); i++) {
        bool on = counts && flags[i] == counts;      /* this one was read; in its place the one that goes on */
        struct reading other = { .kind = kinds[is], .trigger = r.trigger, .name = on ? "base64-on" : ub_codec_reading_name(flags[i]) };
        ub_str bytes;
        /* A block that nobody decodes is part of the text around it, and was read there. */
        if (flags[i] & UB_CODEC_RAW && (kind == UB_PART_UU || kind == UB_PART_YENC || kind == UB_PART_BINHEX)) continue;
        if (ub_codec_decode(f->a, (ub_cte)cte, on ? 0 : flags[i], raw, &bytes, NULL, NULL, NULL) != UB_OK) break;
        if (ub_str_eq(bytes, body)) continue;
        other.bytes = other.source = bytes;
        if (is == IS_TNEF) read_one(f, &other);
        else read_charsets(f, &other);
    }
}

/* Is the header the same bytes as that of the part it reads again? */
static bool header_again(const struct finder *f, const ub_part *p)
{
    const ub_part *first = p->rereads == UB_NONE ? NULL : &f->m->parts.p[p->rereads];
    return first && first->source == p->source && first->header.at == p->header.at && first->header.n == p->header.n;
}

static void part_read(struct finder *f, uint32_t part)
{
    const ub_part *p = &f->m->parts.p[part];
    enum part_is is;
    f->part = part;
    f->carrier = UB_VEC_NONE;
    if (p->n_fields && !header_again(f, p)) {
        size_t from = f->f->findings.n, spans = f->f->spans.n;
        fields_walk(f, part);
        mime_rows(f, part);
        p = &f->m->parts.p[part];
        if (p->reading != UB_READ_ALL) again_drop(f, from, spans);
    } else mime_rows(f, part);
    p = &f->m->parts.p[part];
    if (p->unseen != UB_SEEN) {
        unseen_add(f, part, (ub_unseen)p->unseen, p->unseen == UB_UNSEEN_LIMIT ? "mime" : "");
        return;
    }
    if (p->kind == UB_PART_MULTIPART || p->kind == UB_PART_MESSAGE || p->kind == UB_PART_SMIME || p->kind == UB_PART_HEADERS) return;
    is = kind_by_media(p);
    if (p->kind == UB_PART_PREAMBLE || p->kind == UB_PART_EPILOGUE)
        is = ub_str_find(ub_part_raw_body(f->m, p), UB_S("<")) < p->body.n ? IS_HTML : IS_TEXT;
    if (is == IS_RASTER) {
        is = kind_by_first_bytes(f, p);
        if (is == IS_UNKNOWN) is = IS_INERT;
    }
    if (is == IS_UNKNOWN || (is == IS_TEXT && p->kind != UB_PART_LEAF)) {
        enum part_is better = kind_by_part_name(f);
        if (better == IS_UNKNOWN) better = kind_by_first_bytes(f, p);
        if (better != IS_UNKNOWN) is = better;
    }
    f->called_text = false;
    if (p->reading == UB_READ_HTML) {
        const ub_part *first = p->rereads == UB_NONE ? p : &f->m->parts.p[p->rereads];
        enum part_is called = first->kind == UB_PART_LEAF && first->unseen == UB_SEEN ? kind_by_media(first) : IS_UNKNOWN;
        f->called_text = called == IS_TEXT || called == IS_ENRICHED;      /* and was read as such */
        is = IS_HTML;
    }
    f->carrier = carrier_of(f, part, is);
    if (is == IS_UNKNOWN) unseen_add(f, part, UB_UNSEEN_NO_READER, "");
    else if (is != IS_INERT) read_body(f, p, is);
}

/* ------------------------------------------------------------------------------------------------ the message */

bool ub_find_dirty(const ub_found *f, uint32_t doc)
{
    const ub_doc *d = &f->docs.p[doc];
    for (uint32_t i = d->first_span; i < d->first_span + d->n_spans; i++)
        if (f->spans.p[i].unit != UB_UNIT_LINK) return true;
    return false;
}

enum { FINDINGS_FIRST = 32 };

ub_status ub_find(ub_arena *a, ub_mime *msg, const ub_find_opts *opts, ub_found *found, ub_notes *notes, ub_err *err)
{
    struct finder f = { .a = a, .m = msg, .f = found, .notes = notes, .err = err };
    uint64_t size = msg->sources.p[0].bytes.n;
    memset(found, 0, sizeof *found);
    if (opts) f.o = *opts;
    if (!f.o.urls) f.o.urls = &f.own_urls;
    if (!f.o.depth) f.o.depth = 8;
    if (f.o.depth > DEPTH_MAX - 2) f.o.depth = DEPTH_MAX - 2;
    if (!f.o.nested_bytes) f.o.nested_bytes = 16u << 20;
    if (!f.o.spans) f.o.spans = 4000000;
    if (!f.o.reading_factor) f.o.reading_factor = 8;
    f.budget = (size > 1u << 20 ? size : 1u << 20) * f.o.reading_factor;
    f.nested_left = f.o.nested_bytes;
    /* Room for what most messages have, so that it need not be moved. */
    if ((found->findings.p = ub_arena_take(a, FINDINGS_FIRST * sizeof *found->findings.p, _Alignof(ub_finding)))) found->findings.cap = FINDINGS_FIRST;
    f.levels = ub_arena_split(a, ub_arena_left(a) / 2 < LEVELS_BYTES ? ub_arena_left(a) / 2 : LEVELS_BYTES);
    for (uint32_t i = 0; i < msg->parts.n && f.status == UB_OK; i++) part_read(&f, i);
    /* What ordinary mail touches of it stays warm for the next message. */
    ub_arena_join(a, &f.levels, f.levels.at != f.levels.start && (size > 1u << 20 || f.have_level[2] || f.have_level[3]));
    if (f.status == UB_OK && f.spans_full) unseen_add(&f, 0, UB_UNSEEN_LIMIT, "spans");
    if (f.status == UB_OK) found_settle(&f);
    ub_url_ctx_deinit(&f.own_urls);
    return f.status;
}
