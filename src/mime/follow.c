/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is done with a part once its region is known: what has to be decoded to be split, what is not what its type says.
 *
 * Decided: text/html and what is shown like it is left alone; text of other kinds is looked through for blocks (uuencode, yEnc,
 * BinHex, PGP) and for HTML, which costs a search for a few words.
 */
#include "scan.h"
#include "walk.h"

static uint32_t add_source(struct walk *w, ub_str bytes, uint32_t part)
{
    ub_part *p = &w->m->parts.p[part];
    ub_mime_source *s;
    if (bytes.n > p->body.n) w->expanded += bytes.n - p->body.n;
    if (bytes.n >= UINT32_MAX || w->expanded > w->lim->expanded_bytes) {
        p->unseen = UB_UNSEEN_LIMIT;
        walk_note(w, "mime-limit-expansion", p->source, p->body.at, p->body.n);
        return UB_NONE;
    }
    s = UB_PUSH(w->a, &w->m->sources);
    if (!s) return w->nomem = true, UB_NONE;
    *s = (ub_mime_source){ .bytes = bytes.p ? bytes : UB_S(""), .part = part };
    return (uint32_t)w->m->sources.n - 1;
}

/* The decoded body of a part as a source; UB_NONE when there is no room. */
static uint32_t decoded(struct walk *w, uint32_t i)
{
    ub_part *p = &w->m->parts.p[i];
    ub_str out;
    unsigned odd;
    uint32_t s;
    if (p->decoded != UB_NONE) return p->decoded;
    if (ub_codec_decode(w->a, (ub_cte)p->cte, 0, ub_part_raw_body(w->m, p), &out, &odd, NULL, NULL) != UB_OK) {
        p->unseen = UB_UNSEEN_LIMIT;
        walk_note(w, "mime-limit-expansion", p->source, p->body.at, p->body.n);
        return UB_NONE;
    }
    s = add_source(w, out, i);
    if (s != UB_NONE) w->m->parts.p[i].decoded = s, w->m->parts.p[i].odd = (uint16_t)odd;
    return s;
}

static struct job fresh(uint32_t part, uint8_t reading)
{
    return (struct job){ .part = part, .reading = reading, .source = UB_NONE, .type_field = FIELD_AUTO, .cte_field = FIELD_AUTO };
}

/* Read a source as an entity below part `i`. */
static void read_below(struct walk *w, uint32_t i, uint32_t source)
{
    const ub_part *p = &w->m->parts.p[i];
    struct job job = fresh(UB_NONE, p->reading);
    if (source != UB_NONE) walk_region(w, source, 0, (uint32_t)w->m->sources.p[source].bytes.n, i, p->depth + 1u, &job);
}

/* A field at the start of what should be a message, whose name is known. */
static bool begins_like_a_message(ub_str s)
{
    ub_str line = ub_str_to(s, 200);
    size_t colon;
    line = ub_str_to(line, ub_str_chr(line, '\n'));
    colon = ub_str_chr(line, ':');
    return colon < line.n && ub_hdr_find(ub_str_trim(ub_str_to(line, colon))) != UB_HDR_OTHER;
}

/* ---------------------------------------------------------------- another kind of leaf, over the same bytes */

/* A copy of part `i` that is read as something else. */
static uint32_t reread_leaf(struct walk *w, uint32_t i, uint8_t reading, ub_media media, ub_part_kind kind)
{
    const ub_part p = w->m->parts.p[i];
    ub_str name = ub_media_names[media];
    uint32_t k;
    ub_part *q;
    if (p.reading == reading || !walk_may_read(w, i, reading, 0, p.whole.n)) return UB_NONE;
    k = walk_part(w, p.source, p.parent, p.depth, kind, reading, p.whole.at, p.whole.at + p.whole.n);
    if (k == UB_NONE) return UB_NONE;
    q = &w->m->parts.p[k];
    q->rereads = i;
    if (q->unseen) return UB_NONE;
    q->header = p.header, q->body = p.body, q->first_field = p.first_field, q->n_fields = p.n_fields, q->field_ids = p.field_ids;
    q->type_field = p.type_field, q->cte_field = p.cte_field, q->cte = p.cte, q->decoded = p.decoded, q->odd = p.odd, q->flags = p.flags;
    q->media = (uint16_t)media;
    q->type_name = ub_str_cut(&name, '/');
    q->subtype_name = name;
    q->type = (uint8_t)type_number(q->type_name);
    return k;
}

static void read_as_html(struct walk *w, uint32_t i)
{
    const ub_part *p = &w->m->parts.p[i];
    walk_note(w, "mime-html-in-disguise", p->source, p->body.at, p->body.n);
    reread_leaf(w, i, UB_READ_HTML, UB_MEDIA_TEXT_HTML, UB_PART_LEAF);
}

static void read_as_message(struct walk *w, uint32_t i)
{
    const ub_part *p = &w->m->parts.p[i];
    struct job job;
    uint32_t k;
    walk_note(w, "mime-message-in-disguise", p->source, p->body.at, p->body.n);
    k = reread_leaf(w, i, UB_READ_MESSAGE, UB_MEDIA_MESSAGE_RFC822, UB_PART_MESSAGE);
    if (k == UB_NONE) return;
    p = &w->m->parts.p[k];
    if (is_encoded(p)) return;      /* its own follow-up decodes it */
    job = fresh(UB_NONE, UB_READ_MESSAGE);
    walk_region(w, p->source, p->body.at, p->body.at + p->body.n, k, p->depth + 1u, &job);
}

/* ---------------------------------------------------------------- text */

/*
 * Elements that plain text would not have; the names are those of WHATWG MIME Sniffing 7.1 and of what loads.
 * By the low five bits of the first letter ("!" has those of "a"), with the set of second letters, which rules most out.
 */
static const struct { uint32_t second; ub_str names[5]; } by_letter[32] = {
#define S(c) (UINT32_C(1) << ((c) & 31))
    ['a' & 31] = { S('d') | S(' ') | S('u'), { UB_LIT("!doctype html"), UB_LIT("a href"), UB_LIT("audio") } },
    ['b' & 31] = { S('o') | S('r') | S('a') | S('g'), { UB_LIT("body"), UB_LIT("br"), UB_LIT("base"), UB_LIT("bgsound") } },
    ['c' & 31] = { S('e'), { UB_LIT("center") } },
    ['d' & 31] = { S('i'), { UB_LIT("div") } },
    ['e' & 31] = { S('m'), { UB_LIT("embed") } },
    ['f' & 31] = { S('o') | S('r'), { UB_LIT("font"), UB_LIT("form"), UB_LIT("frameset") } },
    ['h' & 31] = { S('t') | S('e') | S('1'), { UB_LIT("html"), UB_LIT("head"), UB_LIT("h1") } },
    ['i' & 31] = { S('m') | S('f') | S('n'), { UB_LIT("img"), UB_LIT("iframe"), UB_LIT("image"), UB_LIT("input") } },
    ['l' & 31] = { S('i'), { UB_LIT("link") } },
    ['m' & 31] = { S('e') | S('a'), { UB_LIT("meta"), UB_LIT("math") } },
    ['o' & 31] = { S('b'), { UB_LIT("object") } },
    ['p' & 31] = { UINT32_MAX, { UB_LIT("p"), UB_LIT("picture") } },
    ['s' & 31] = { S('t') | S('p') | S('c') | S('v'), { UB_LIT("style"), UB_LIT("span"), UB_LIT("script"), UB_LIT("svg") } },
    ['t' & 31] = { S('a') | S('i') | S('d') | S('r'), { UB_LIT("table"), UB_LIT("title"), UB_LIT("td"), UB_LIT("tr") } },
    ['v' & 31] = { S('i'), { UB_LIT("video") } },
    ['x' & 31] = { S('m'), { UB_LIT("xml") } },
#undef S
};

static __attribute__((noinline)) bool is_named(ub_str rest)
{
    for (const ub_str *name = by_letter[*rest.p & 31].names; name->n; name++) {
        unsigned char c;
        if (!ub_str_starts_nocase(rest, *name)) continue;
        if (rest.n == name->n) return true;
        c = (unsigned char)rest.p[name->n];
        if (ub_is_space(c) || c == '>' || c == '/' || c == '=') return true;
    }
    return false;
}

/* Does one of them begin here? */
static inline bool tag_at(const char *p, const char *end)
{
    if (p >= end || (end - p > 1 && !(by_letter[*p & 31].second >> (p[1] & 31) & 1))) return false;
    return is_named(ub_str_range(p, end));
}

static bool smells_of_html(ub_str s)
{
    const char *p = s.p, *end = ub_str_end(s);
#ifdef __SSE2__
    for (; end - p >= 16; p += 16) {
        unsigned m = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(_mm_loadu_si128((const __m128i *)(const void *)p), _mm_set1_epi8('<')));
        for (; m; m &= m - 1)
            if (tag_at(p + __builtin_ctz(m) + 1, end)) return true;
    }
#endif
    while ((p = ub_scan1(p, end, '<')) < end)
        if (tag_at(++p, end)) return true;
    return false;
}

/* A charset in which '<' may be written otherwise: the smell is not to be trusted. */
static bool hides_markup(struct walk *w, const ub_part *p)
{
    ub_params params;
    const ub_param *q;
    const ub_charset *cs;
    ub_arena scratch = *w->a;
    if (p->type_field == UB_NONE) return false;
    if (ub_mime_params(&scratch, &w->cache, ub_mime_span(w->m, p->source, w->m->fields.p[p->type_field].value), w->lim, &params,
                       NULL) != UB_OK)
        return true;
    for (q = NULL; (q = ub_param_next(&params, UB_S("charset"), q)) != NULL;) {
        cs = ub_charset_find(q->value, NULL);
        if (cs && (cs->kind == UB_CHARSET_WIDE || cs->kind == UB_CHARSET_EBCDIC || !strcmp(cs->name, "utf-7"))) return true;
    }
    return false;
}

/* "Content-Type: html" */
static bool says_html(const struct walk *w, const ub_part *p)
{
    ub_str v;
    if (!(p->flags & UB_PARTF_TYPE_BAD)) return false;
    v = ub_mime_span(w->m, p->source, w->m->fields.p[p->type_field].value);
    return ub_str_find_nocase(v, UB_S("html")) < v.n;
}

static uint32_t block_part(struct walk *w, uint32_t i, uint32_t source, ub_part_kind kind, uint32_t at, uint32_t n)
{
    const ub_part *p = &w->m->parts.p[i];
    return walk_part(w, source, i, p->depth + 1u, kind, p->reading, at, at + n);
}

ub_media media_of_name(ub_str name)
{
    static const struct { ub_str end; ub_media media; } ends[] = {
        { UB_LIT(".html"), UB_MEDIA_TEXT_HTML }, { UB_LIT(".htm"), UB_MEDIA_TEXT_HTML }, { UB_LIT(".shtml"), UB_MEDIA_TEXT_HTML },
        { UB_LIT(".xhtml"), UB_MEDIA_TEXT_HTML }, { UB_LIT(".xht"), UB_MEDIA_TEXT_HTML }, { UB_LIT(".hta"), UB_MEDIA_TEXT_HTML },
        { UB_LIT(".eml"), UB_MEDIA_MESSAGE_RFC822 }, { UB_LIT(".mht"), UB_MEDIA_MESSAGE_RFC822 },
        { UB_LIT(".mhtml"), UB_MEDIA_MESSAGE_RFC822 }, { UB_LIT(".p7m"), UB_MEDIA_APPLICATION_PKCS7_MIME },
        { UB_LIT(".p7z"), UB_MEDIA_APPLICATION_PKCS7_MIME },
    };
    name = ub_str_trim(name);
    while (name.n && (name.p[name.n - 1] == '.' || name.p[name.n - 1] == ' ')) name.n--;
    for (size_t i = 0; i < UB_COUNT(ends); i++)
        if (ub_str_ends_nocase(name, ends[i].end)) return ends[i].media;
    return UB_MEDIA_OTHER;
}

/* Blocks of uuencode, yEnc and BinHex that stand in a text, `base` being where the text begins in its source. */
static void find_blocks(struct walk *w, uint32_t i, uint32_t source, uint32_t base, ub_str text)
{
    size_t from = 0;
    ub_block b;
    uint32_t n = 0;
    while (!w->nomem && !w->full && ub_block_next(text, &from, &b) == UB_OK) {
        ub_part_kind kind = b.cte == UB_CTE_YENC ? UB_PART_YENC : b.cte == UB_CTE_BINHEX ? UB_PART_BINHEX : UB_PART_UU;
        uint32_t k;
        ub_part *p;
        ub_media media;
        ub_str name;
        if (!b.likely) continue;
        if (n++ == w->lim->blocks) {
            k = block_part(w, i, source, UB_PART_LEAF, base + (uint32_t)b.at, (uint32_t)(text.n - b.at));
            if (k != UB_NONE) w->m->parts.p[k].unseen = UB_UNSEEN_LIMIT;
            walk_note(w, "mime-limit-blocks", source, base + b.at, text.n - b.at);
            return;
        }
        k = block_part(w, i, source, kind, base + (uint32_t)b.at, (uint32_t)b.n);
        if (k == UB_NONE) return;
        p = &w->m->parts.p[k];
        if (p->unseen) return;
        walk_note(w, "mime-block-in-text", source, base + b.at, b.n);
        p->body = (ub_span){ base + (uint32_t)b.body_at, (uint32_t)b.body_n };
        p->cte = (uint8_t)b.cte;
        if (b.base64) p->flags |= UB_PARTF_BASE64;
        p->block_name = b.name;
        media = media_of_name(b.name);
        name = media ? ub_media_names[media] : ub_media_names[UB_MEDIA_APPLICATION_OCTET_STREAM];
        p->media = media ? (uint16_t)media : UB_MEDIA_APPLICATION_OCTET_STREAM;
        p->type_name = ub_str_cut(&name, '/');
        p->subtype_name = name;
        p->type = (uint8_t)type_number(p->type_name);
    }
}

/* Inline PGP: RFC 4880 6.2 armor.  A missing end is looked for once. */
static void find_armor(struct walk *w, uint32_t i, uint32_t source, uint32_t base, ub_str text)
{
    static const ub_str begin = UB_LIT("-----BEGIN PGP MESSAGE"), end = UB_LIT("-----END PGP MESSAGE-----");
    size_t from = 0;
    for (uint32_t n = 0; n < w->lim->blocks && !w->nomem; n++) {
        size_t at = from + ub_str_find(ub_str_from(text, from), begin), stop;
        uint32_t k;
        if (at >= text.n) return;
        stop = at + ub_str_find(ub_str_from(text, at), end);
        stop = stop + end.n > text.n ? text.n : stop + end.n;
        from = stop;
        k = block_part(w, i, source, UB_PART_ARMOR, base + (uint32_t)at, (uint32_t)(stop - at));
        if (k == UB_NONE) return;
        w->m->parts.p[k].unseen = UB_UNSEEN_ENCRYPTED;
        walk_note(w, "mime-inline-pgp", source, base + at, stop - at);
    }
}

static void follow_text(struct walk *w, uint32_t i)
{
    const ub_part *p = &w->m->parts.p[i];
    uint32_t source = p->source, base = p->body.at;
    ub_str text;
    if (is_encoded(p)) {
        source = decoded(w, i);
        if (source == UB_NONE) return;
        base = 0;
        text = w->m->sources.p[source].bytes;
    } else {
        text = ub_part_raw_body(w->m, p);
    }
    find_blocks(w, i, source, base, text);
    find_armor(w, i, source, base, text);
    p = &w->m->parts.p[i];
    if (smells_of_html(text) || hides_markup(w, p) || says_html(w, p)) read_as_html(w, i);
}

/* ---------------------------------------------------------------- the others */

/* Fields in groups, with an empty line between two; `all` of them, or only the first. */
static void follow_headers(struct walk *w, uint32_t i)
{
    const ub_part *p = &w->m->parts.p[i];
    bool all = p->media != UB_MEDIA_TEXT_RFC822_HEADERS && p->media != UB_MEDIA_MESSAGE_RFC822_HEADERS
               && p->media != UB_MEDIA_MESSAGE_GLOBAL_HEADERS;
    uint32_t source = p->source, at = p->body.at, end = p->body.at + p->body.n, depth = p->depth + 1u;
    uint8_t reading = p->reading;
    unsigned mode = p->flags & UB_PARTF_CR ? MODE_CR : 0;
    if (is_encoded(p)) {
        source = decoded(w, i);
        if (source == UB_NONE) return;
        at = 0;
        end = (uint32_t)w->m->sources.p[source].bytes.n;
    }
    while (at < end && !w->nomem && !w->full) {
        struct header_result h;
        uint32_t first = (uint32_t)w->m->fields.n, k;
        ub_part *q;
        if (!header_parse(w, source, at, end, mode, NULL, &h)) return;
        if (h.end == at && !h.limit) {      /* empty lines */
            at = h.body;
            continue;
        }
        k = walk_part(w, source, i, depth, UB_PART_GROUP, reading, at, all && !h.limit ? h.body : end);
        if (k == UB_NONE) return;
        q = &w->m->parts.p[k];
        q->header = (ub_span){ at, h.end - at };
        q->body = (ub_span){ h.body, q->whole.at + q->whole.n - h.body };
        q->first_field = first;
        walk_fields_end(w, q);
        if (h.limit) q->unseen = UB_UNSEEN_LIMIT;
        if (!all || h.limit) return;
        at = h.body;
    }
}

static void follow_smime(struct walk *w, uint32_t i)
{
    ub_part *p = &w->m->parts.p[i];
    uint32_t s = is_encoded(p) ? decoded(w, i) : UB_NONE;
    ub_str der = s != UB_NONE ? w->m->sources.p[s].bytes : ub_part_raw_body(w->m, p), content;
    enum smime_kind kind;
    if (p->unseen) return;
    kind = smime_open(w->a, der, &content);
    if (kind == SMIME_COMPRESSED) {
        ub_str inflated;
        if (ub_codec_decode(w->a, UB_CTE_GZIP, 0, content, &inflated, NULL, NULL, NULL) != UB_OK) {
            p->unseen = UB_UNSEEN_LIMIT;
            walk_note(w, "mime-limit-expansion", p->source, p->body.at, p->body.n);
            return;
        }
        content = inflated;
    }
    if (kind == SMIME_ENCRYPTED) p->unseen = UB_UNSEEN_ENCRYPTED;
    if (kind == SMIME_BROKEN) {
        p->unseen = UB_UNSEEN_NO_READER;
        walk_note(w, "mime-broken-smime", p->source, p->body.at, p->body.n);
    }
    if (kind != SMIME_SIGNED && kind != SMIME_COMPRESSED) return;
    walk_note(w, kind == SMIME_SIGNED ? "mime-smime-signed" : "mime-smime-compressed", p->source, p->body.at, p->body.n);
    s = add_source(w, content, i);
    if (s == UB_NONE) return;
    p = &w->m->parts.p[i];
    p->kind = UB_PART_SMIME;
    if (kind == SMIME_SIGNED) p->flags |= UB_PARTF_SIGNER;
    read_below(w, i, s);
}

/* What an attachment's name makes of it, whatever its type. */
static void follow_name(struct walk *w, uint32_t i)
{
    ub_file_names names;
    ub_arena scratch = *w->a;
    bool html = false, message = false, smime = false;
    if (ub_mime_file_names(&scratch, &w->cache, w->m, i, w->lim, &names, NULL) != UB_OK) {
        w->nomem = true;
        return;
    }
    for (size_t k = 0; k < names.n; k++) {
        ub_media media = media_of_name(names.p[k].text);
        html |= media == UB_MEDIA_TEXT_HTML;
        message |= media == UB_MEDIA_MESSAGE_RFC822;
        smime |= media == UB_MEDIA_APPLICATION_PKCS7_MIME;
    }
    if (smime) follow_smime(w, i);
    if (html) read_as_html(w, i);
    if (message) read_as_message(w, i);
}

/* Without a delimiter that fits, the first line like one: some clients go by that. */
static void guess_boundary(struct walk *w, uint32_t i)
{
    const ub_part *p = &w->m->parts.p[i];
    ub_str body = ub_part_raw_body(w->m, p), line;
    size_t at = ub_str_starts(body, UB_S("--")) ? 0 : ub_str_find(body, UB_S("\n--")) + 1;
    struct job job = fresh(i, UB_READ_GUESSED_BOUNDARY);
    if (at + 2 >= body.n) return;
    line = ub_str_from(body, at + 2);
    line = ub_str_to(line, ub_str_chr(line, '\n'));
    while (line.n && is_white((unsigned char)line.p[line.n - 1])) line.n--;
    if (line.n == 0 || line.n > BOUND_MAX || ub_str_eq(line, p->boundary)) return;
    job.has_boundary = true;
    job.boundary = line;
    job.mode = p->flags & UB_PARTF_CR ? MODE_CR : 0;
    walk_again(w, job);
}

static void follow_multipart(struct walk *w, uint32_t i)
{
    const ub_part *p = &w->m->parts.p[i];
    if (p->cte == UB_CTE_BASE64 || p->cte == UB_CTE_QP) {
        struct job job = fresh(i, UB_READ_MULTIPART_CTE);
        walk_note(w, "mime-multipart-encoding", p->source, p->whole.at, 0);
        job.source = decoded(w, i);
        job.headless = true;
        if (job.source != UB_NONE) walk_again(w, job);
        w->m->parts.p[i].unseen = UB_SEEN;      /* it was split as it stands */
    }
    p = &w->m->parts.p[i];
    if (!(p->flags & UB_PARTF_OPENED) && p->reading != UB_READ_GUESSED_BOUNDARY) guess_boundary(w, i);
}

static void follow_message(struct walk *w, uint32_t i)
{
    const ub_part *p = &w->m->parts.p[i];
    if (!is_encoded(p)) return;
    if (begins_like_a_message(ub_part_raw_body(w->m, p)) && p->reading != UB_READ_NO_CTE) {
        struct job job = fresh(i, UB_READ_NO_CTE);
        job.cte_field = UB_NONE;
        job.media_default = (uint8_t)p->media;
        walk_note(w, "mime-message-encoding", p->source, p->whole.at, 0);
        walk_again(w, job);
    }
    read_below(w, i, decoded(w, i));
}

static bool shown_as_html(const ub_part *p)
{
    return p->media == UB_MEDIA_TEXT_HTML || p->media == UB_MEDIA_TEXT_XHTML || p->media == UB_MEDIA_TEXT_X_AMP_HTML
           || p->media == UB_MEDIA_TEXT_WATCH_HTML;
}

static void follow_leaf(struct walk *w, uint32_t i)
{
    const ub_part *p = &w->m->parts.p[i];
    bool whole_text = p->type == UB_TYPE_TEXT && !shown_as_html(p) && p->media != UB_MEDIA_TEXT_CSS;
    if (p->media == UB_MEDIA_APPLICATION_PKCS7_MIME || p->media == UB_MEDIA_APPLICATION_X_PKCS7_MIME) follow_smime(w, i);
    else if (whole_text) follow_text(w, i);
    p = &w->m->parts.p[i];
    if (p->unseen || p->kind != UB_PART_LEAF) return;
    if (p->media == UB_MEDIA_MESSAGE_PARTIAL) {
        if (begins_like_a_message(ub_part_raw_body(w->m, p))) read_as_message(w, i);
    } else if (p->type == UB_TYPE_APPLICATION || p->type == 0 || (whole_text && p->media != UB_MEDIA_TEXT_CALENDAR)) {
        if (p->type != UB_TYPE_TEXT || p->flags & UB_PARTF_ATTACHMENT) follow_name(w, i);
    }
}

void follow_up(struct walk *w, uint32_t i)
{
    const ub_part *p = &w->m->parts.p[i];
    if (p->unseen) return;
    switch (p->kind) {
    case UB_PART_LEAF: follow_leaf(w, i); break;
    case UB_PART_MULTIPART: follow_multipart(w, i); break;
    case UB_PART_MESSAGE: follow_message(w, i); break;
    case UB_PART_HEADERS: follow_headers(w, i); break;
    default: break;
    }
}
