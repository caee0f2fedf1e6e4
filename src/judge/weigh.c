/* SPDX-License-Identifier: Apache-2.0 */
/* What the addresses of a message say about one another, and what all of it weighs. */
#include "pieces.h"
#include "weigh.h"

#include <limits.h>

enum { PROBES = 16 };             /* places that are tried for a cell; a table of twice the size that is needed has one by then */
enum { HEADER_TOKEN = 6 };        /* letters from which on a value of the header counts as the same by more than chance */
enum { SIBLINGS_MIN = 2 };        /* other pictures of a folder */

/* ------------------------------------------------------------------------------------------------ weights */

static const int8_t weights[] = {
#define UB_EVIDENCE(id, of, name, prior, weight, about) weight,
#include "weights.def"
#undef UB_EVIDENCE
};

static const int8_t bases[] = {
#define UB_BASE(id, prior, weight) weight,
#include "weights.def"
#undef UB_BASE
};

int weight_of(uint64_t why)
{
    int sum = 0;
    for (; why; why &= why - 1) sum += weights[__builtin_ctzll(why)];
    return sum;
}

int weight_of_base(unsigned base) { return bases[base]; }

float chance_of(int weight)
{
    static const double tenths[] = { 1, 1.2589, 1.5849, 1.9953, 2.5119, 3.1623, 3.9811, 5.0119, 6.3096, 7.9433 };
    unsigned n = (unsigned)(weight < 0 ? -weight : weight);
    double odds = tenths[n % 10];
    for (n /= 10; n && odds < 1e9; n--) odds *= 10;
    return (float)(weight < 0 ? 1 / (1 + odds) : odds / (1 + odds));
}

/* ------------------------------------------------------------------------------------------------ words of a path */

bool word_is_among(const ub_str *list, size_t n, ub_str word)
{
    size_t low = 0;
    while (low < n) {
        size_t mid = (low + n) / 2;
        int c = ub_str_cmp(list[mid], word);
        if (c == 0) return true;
        if (c < 0) low = mid + 1; else n = mid;
    }
    return false;
}

static uint64_t why_of_words(struct scales *s, ub_str piece, bool folder)
{
    unsigned words = piece_words(s->pieces, piece);
    return (words & PIECE_OPEN ? UB_REASON_PATH_OPEN : 0) | (words & PIECE_LEAVE ? UB_REASON_PATH_LEAVE : 0)
         | (words & PIECE_PARTNER ? UB_REASON_PATH_PARTNER : 0) | (folder && words & PIECE_CONTENT ? UB_REASON_PATH_CONTENT : 0);
}

/* The labels before the site; of a hoster's customer, whose site is "storage.hoster.example", before the hoster's name. */
static ub_str before_name(const ub_finding *g)
{
    ub_str name = g->site;
    for (size_t i = g->site.n, dots = 0; i && dots < 2; i--)
        if (g->site.p[i - 1] == '.' && ++dots == 2) name = ub_str_from(g->site, i);
    return ub_str_to(g->host, g->host.n - name.n);
}

/* Where the first two slashes stand. */
static size_t two_slashes(ub_str s)
{
    size_t at = ub_str_chr(s, '/');
    while (at + 1 < s.n && s.p[at + 1] != '/') at += 1 + ub_str_chr(ub_str_from(s, at + 1), '/');
    return at + 1 < s.n ? at : s.n;
}

/* What the host and the path say in words.  A folder of content is one that something lies in. */
static void read_words(struct scales *s, struct ask *k, const ub_finding *g)
{
    ub_str host = before_name(g), url = g->url, label, piece, path;
    size_t mark = ub_str_chr(url, '#');
    path = ub_str_from(url, two_slashes(url) + 2);      /* of a path of Windows, too, which may have come from "//host/path" */
    path = ub_str_from(path, ub_str_chr(path, '/'));
    path = ub_str_to(path, ub_str_chr(path, '#'));
    path = ub_str_to(path, ub_str_chr(path, '?'));
    while (ub_url_label_next(&host, &label)) k->why |= why_of_words(s, label, true);
    if (mark < url.n && ub_str_find(ub_str_from(url, mark), UB_S("#http")) < url.n - mark) k->why |= UB_REASON_PROXIED;
    k->folder_n = path.n ? (size_t)(path.p - url.p) : url.n;
    while (ub_url_segment_next(&path, &piece)) {
        if (!path.n) k->folder_n = (size_t)(piece.p - url.p);
        k->why |= why_of_words(s, piece, path.n > 0);
    }
}

/* ------------------------------------------------------------------------------------------------ cells */

enum { OF_VALUE, OF_SITE, OF_FOLDER, OF_PLACE };

static uint32_t cell_find(const struct scales *s, ub_str text, unsigned of, bool make)
{
    uint64_t hash = ub_str_hash(text, of);
    if (!hash) hash = 1;
    for (uint32_t i = 0; i < PROBES; i++) {
        struct cell *c = &s->cells[1 + ((hash + i) & s->mask)];
        if (c->hash == hash) return (uint32_t)(c - s->cells);
        if (c->hash) continue;
        if (!make) return 0;
        c->hash = hash;
        return (uint32_t)(c - s->cells);
    }
    return 0;
}

/* A path of Windows is what other readers take for an address of the web, and no second one. */
static void count(struct cell *c, const struct ask *k, uint32_t number)
{
    if (c->last == number + 1 || !k->web) return;
    c->last = number + 1;
    c->opens += k->open;
    c->clicks += k->click;
}

static ub_status make_cells(struct scales *s)
{
    size_t want = 4 * (s->marks.n + s->asks.n), n = 16;
    while (n < want) n *= 2;
    s->mask = (uint32_t)(n - 1);
    s->shortest = SIZE_MAX / 2;
    if (!(s->cells = UB_NEW(s->a, struct cell, n + 1))) return UB_LIMIT;
    for (uint32_t i = 0; i < s->asks.n; i++) {
        struct ask *k = &s->asks.p[i];
        const ub_finding *g = &s->f->findings.p[k->finding];
        k->web = ub_str_starts(g->url, UB_S("http"));
        for (uint32_t j = 0; j < k->n; j++) {
            struct mark *m = &s->marks.p[k->first + j];
            s->lengths |= UINT64_C(1) << (m->token.value.n & 63);
            if (m->token.value.n >= HEADER_TOKEN && m->token.value.n < s->shortest) s->shortest = m->token.value.n;
            m->cell = cell_find(s, m->token.value, OF_VALUE, true);
            if (s->cells[m->cell].last != i + 1 && k->web) s->cells[m->cell].queries += k->open && m->token.slot == UB_SLOT_QUERY;
            count(&s->cells[m->cell], k, i);
            if (k->field) s->cells[m->cell].in_header = true;
            if (m->token.slot != UB_SLOT_PATH || m->token.value.p < g->url.p || m->token.value.p >= ub_str_end(g->url)) continue;
            m->place = cell_find(s, ub_str_range(g->url.p, ub_str_end(m->token.value)), OF_PLACE, true);
            count(&s->cells[m->place], k, i);
        }
        if (!g->site.n) continue;
        k->site = cell_find(s, g->site, OF_SITE, true);
        count(&s->cells[k->site], k, i);
        if (!k->open) continue;      /* siblings are pictures, and say nothing of links */
        k->folder = cell_find(s, ub_str_to(g->url, k->folder_n), OF_FOLDER, true);
        count(&s->cells[k->folder], k, i);
    }
    s->cells[0] = (struct cell){ 0 };
    return UB_OK;
}

/* ------------------------------------------------------------------------------------------------ the header */

/* Letters and digits, and what joins them. */
enum { JOINS = 2 };
#define TEN(c) [c] = 1, [c + 1] = 1, [c + 2] = 1, [c + 3] = 1, [c + 4] = 1, [c + 5] = 1, [c + 6] = 1, [c + 7] = 1, [c + 8] = 1, [c + 9] = 1
static const uint8_t token_bytes[256] = {
    TEN('0'), TEN('A'), TEN('K'), ['U'] = 1, ['V'] = 1, ['W'] = 1, ['X'] = 1, ['Y'] = 1, ['Z'] = 1,
    TEN('a'), TEN('k'), ['u'] = 1, ['v'] = 1, ['w'] = 1, ['x'] = 1, ['y'] = 1, ['z'] = 1, ['-'] = JOINS, ['_'] = JOINS,
};
#undef TEN

/* What a mailer gives to a campaign stands in X-Campaign-Id and the like, and in Feedback-ID: "not unique to a recipient",
 * https://support.google.com/a/answer/6254652, read 2026-11. */
static bool is_of_campaign(ub_str name)
{
    return ub_str_find_nocase(name, UB_S("campaign")) < name.n || ub_str_find_nocase(name, UB_S("feedback-id")) < name.n;
}

static inline void see_token(struct scales *s, const char *from, const char *to, ub_str field)
{
    size_t n = (size_t)(to - from);
    uint32_t cell;
    if (n < HEADER_TOKEN || !(s->lengths >> (n & 63) & 1)) return;
    cell = cell_find(s, ub_str_of(from, n), OF_VALUE, false);
    if (cell) s->cells[cell].in_header = true, s->cells[cell].in_campaign |= is_of_campaign(field);
}

/* Each run of letters, digits, - and _, and its pieces between these two.  A run that is shorter than all marks is jumped over: its
 * end is looked for from the farthest byte at which one as long as a mark would still go on. */
static void see_value(struct scales *s, ub_str value, ub_str field)
{
    const char *end = ub_str_end(value);
    for (const char *p = value.p; end - p >= (ptrdiff_t)s->shortest; p++) {
        const char *from = p, *piece = p, *q = p + s->shortest;
        unsigned is;
        while (q > p && token_bytes[(unsigned char)q[-1]]) q--;
        if (q > p) {
            p = q - 1;
            continue;
        }
        while (p < end && (is = token_bytes[(unsigned char)*p]) != 0) {
            if (is == JOINS) see_token(s, piece, p, field), piece = p + 1;
            p++;
        }
        if (piece > from) see_token(s, piece, p, field);
        see_token(s, from, p, field);
    }
}

/* Fields in which mailers write for themselves whose copy it is. */
static bool is_of_mailer(ub_hdr id, ub_str name)
{
    switch (id) {
    case UB_HDR_MESSAGE_ID: case UB_HDR_RETURN_PATH: return true;
    default: break;
    }
    switch (name.n > 1 ? ub_lower((unsigned char)name.p[0]) : 0) {
    case 'x':      /* What the reader's own side wrote is long, and no mailer's. */
        if (name.p[1] != '-') return false;
        switch (name.n > 2 ? ub_lower((unsigned char)name.p[2]) : 0) {
        case 'm': return !ub_str_starts_nocase(name, UB_S("X-MS-")) && !ub_str_starts_nocase(name, UB_S("X-Microsoft-"));
        case 'f': return !ub_str_starts_nocase(name, UB_S("X-Forefront-"));
        default:  return true;
        }
    case 'l': return ub_str_starts_nocase(name, UB_S("List-"));
    case 'f': return ub_str_eq_nocase(name, UB_S("Feedback-ID"));
    case 'e': return ub_str_eq_nocase(name, UB_S("Errors-To"));
    case 'c': return ub_str_eq_nocase(name, UB_S("CFBL-Feedback-ID"));
    default:  return false;
    }
}

static void read_header(struct scales *s)
{
    const ub_part *root = &s->m->parts.p[0];
    enum { FIELDS = 200, BYTES = 2048 };
    for (uint32_t i = 0; i < root->n_fields && i < FIELDS; i++) {
        const ub_field *f = ub_mime_each_field(s->m, root, i);
        ub_str name = ub_field_name(s->m, root, f);
        if (is_of_mailer((ub_hdr)f->id, name)) see_value(s, ub_str_to(ub_field_value(s->m, root, f), BYTES), name);
    }
}

/* ------------------------------------------------------------------------------------------------ weighing */

/* Where else its value stands.  A label of the host is in company wherever its site is, and so is a folder: that returns only
 * where something else stands before it. */
static uint64_t why_of_company(const struct ask *k, const struct mark *m, const struct cell *value, const struct cell *place)
{
    uint32_t own = k->web && k->click, links = value->clicks - own - (m->place ? place->clicks - own : 0);
    if (m->token.slot == UB_SLOT_HOST) return 0;
    if (links) return links > 1 ? UB_REASON_TOKEN_RETURNS : UB_REASON_TOKEN_TWICE;
    if (!k->open) return 0;
    if (m->token.slot == UB_SLOT_QUERY) return value->queries > 1 ? UB_REASON_TOKEN_HANGS : 0;
    return value->opens > 1 ? UB_REASON_TOKEN_PICTURES : 0;
}

static void weigh_marks(struct scales *s, struct ask *k)
{
    int host_weight = INT_MIN;
    k->best = k->best_host = UB_NONE;
    for (uint32_t i = k->first; i < k->first + k->n; i++) {
        struct mark *m = &s->marks.p[i];
        const struct cell *c = &s->cells[m->cell];
        int weight;
        if (m->token.slot == UB_SLOT_FRAGMENT && !k->page && m->token.state != UB_TOKEN_PROVEN) continue;      /* it is not sent */
        if (c->in_campaign && !k->field) m->why |= UB_REASON_TOKEN_CAMPAIGN;      /* wherever else it stands */
        else m->why |= why_of_company(k, m, c, &s->cells[m->place]) | (c->in_header && !k->field ? UB_REASON_TOKEN_IN_HEADER : 0);
        weight = weight_of(m->why);
        if (k->best == UB_NONE || weight > k->weight || (weight == k->weight && m->token.shape.bits > s->marks.p[k->best].token.shape.bits))
            k->best = i, k->weight = weight;
        if (m->token.slot == UB_SLOT_HOST && !m->token.inside && weight > host_weight) k->best_host = i, host_weight = weight;
    }
}

static void weigh_address(struct scales *s, struct ask *k)
{
    const ub_finding *g = &s->f->findings.p[k->finding];
    const struct cell *site = &s->cells[k->site];
    if (g->site.n && ub_str_eq(g->site, s->from->site)) k->why |= UB_REASON_SITE_OF_SENDER;
    if (site->clicks > k->click) k->why |= UB_REASON_SITE_OF_LINKS;
    else if (site->opens + site->clicks == 1u && !(k->why & UB_REASON_SITE_OF_SENDER)) k->why |= UB_REASON_SITE_ALONE;
    if (s->cells[k->folder].opens > SIBLINGS_MIN) k->why |= UB_REASON_SIBLINGS;
    if (k->copied) k->why |= UB_REASON_COPIED;
}

/* Is it text alone, to all who read it? */
static bool is_letter(const ub_found *f)
{
    for (size_t i = 0; i < f->docs.n; i++) {
        const ub_doc *d = &f->docs.p[i];
        if (d->kind != UB_DOC_TEXT && d->kind != UB_DOC_FIELDS && !(d->kind == UB_DOC_HTML && d->called_text)) return false;
    }
    return true;
}

ub_status scales_weigh(struct scales *s)
{
    s->why = (is_letter(s->f) ? UB_REASON_LETTER : 0) | (s->from_list ? UB_REASON_LIST : 0);
    for (uint32_t i = 0; i < s->asks.n; i++) read_words(s, &s->asks.p[i], &s->f->findings.p[s->asks.p[i].finding]);
    if (make_cells(s) != UB_OK) return UB_LIMIT;
    if (s->shortest < SIZE_MAX / 2) read_header(s);
    for (uint32_t i = 0; i < s->asks.n; i++) {
        weigh_marks(s, &s->asks.p[i]);
        weigh_address(s, &s->asks.p[i]);
    }
    return UB_OK;
}
