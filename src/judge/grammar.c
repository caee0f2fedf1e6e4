/* SPDX-License-Identifier: Apache-2.0 */
/*
 * URLs by the grammar of their service.
 *
 * A pattern is HOST/PATH or HOST/PATH?QUERY.
 *   HOST    the labels in front of the key's domain, or all labels where the key is a segment; "*" at its end: any more of them
 *   PATH    segments; "**" stands for any number of them
 *   QUERY   pairs that must be there, in any order, among others; or one slot that is the whole query
 * Letters stand for themselves, and {X} or {X:kind} is a slot:
 *   T tenant, R recipient, C common to all readers, W wrapped target, B wrapped target that names the recipient, too,
 *   - none of these
 * The kind of a slot is d digits, x hexadecimal, w letters, digits, "-" and "_", u a UUID, z zlib in base64, j JSON in
 * base64, each with a number for an exact length; of W and B a name of wraps.def; {C:rest} is all that is left.  A slot is never empty and ends before the
 * letter behind it.
 */
#include "mailer.h"

#include <stdlib.h>

static const ub_service services[UB_SERVICES] = {
    [UB_SERVICE_NONE] = { UB_LIT(""), UB_LIT(""), UB_SERVICE_IS_MAILER },
#define UB_SERVICE(id, name, title, kind) [UB_SERVICE_##id] = { UB_LIT(name), UB_LIT(title), UB_SERVICE_IS_##kind },
#include "services.def"
#undef UB_SERVICE
};
const ub_service *ub_service_of(ub_service_id id) { return &services[id]; }

typedef struct row { ub_str key, pattern; uint16_t service; } row;
static const row rows[] = {
#define UB_GRAMMAR(key, service, pattern) { UB_LIT(key), UB_LIT(pattern), UB_SERVICE_##service },
#include "grammars.def"
#undef UB_GRAMMAR
};

static const ub_str wraps[UB_WRAPS] = {
    [UB_WRAP_NONE] = UB_LIT(""),
#define UB_WRAP(id, name) [UB_WRAP_##id] = UB_LIT(name),
#include "wraps.def"
#undef UB_WRAP
};

/* ------------------------------------------------------------------------------------------------ slots */

/* What a pattern is held against, and where in the URL that is. */
typedef struct reading {
    const ub_url *url;
    ub_grammar *out;
    ub_slot slot;
    unsigned number;
    ub_str key;
    bool rest;            /* a slot took all that is left */
    ub_grammar_cache *cache;
} reading;

static bool is_word(unsigned char c) { return ub_is_alnum(c) || c == '-' || c == '_'; }
static bool is_digit(unsigned char c) { return ub_is_digit(c); }
static bool is_hex(unsigned char c) { return ub_hex(c) >= 0; }
static bool is_base64(unsigned char c) { return is_word(c) || c == '=' || c == '+' || c == '%'; }

static bool all(ub_str s, bool (*is)(unsigned char))
{
    for (size_t i = 0; i < s.n; i++)
        if (!is((unsigned char)s.p[i])) return false;
    return true;
}

static bool is_uuid(ub_str s)
{
    if (s.n != 36) return false;
    for (size_t i = 0; i < s.n; i++) {
        bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash ? s.p[i] != '-' : !is_hex((unsigned char)s.p[i])) return false;
    }
    return true;
}

static bool is_kind(ub_str kind, ub_str value)
{
    uint64_t n;
    if (kind.n == 0) return true;
    if (kind.n > 1 && ub_str_uint(ub_str_from(kind, 1), 999, &n) && value.n != n) return false;
    switch (kind.p[0]) {
    case 'd': return all(value, is_digit);
    case 'x': return all(value, is_hex);
    case 'w': return all(value, is_word);
    case 'u': return is_uuid(value);
    case 'z': return ub_str_starts(value, UB_S("eJ")) && all(value, is_base64);
    case 'j': return ub_str_starts(value, UB_S("eyJ")) && all(value, is_base64);
    default:  assert(!"no such kind of slot"); return false;
    }
}

static ub_wrap wrap_named(ub_str name)
{
    unsigned i = UB_WRAPS - 1;
    while (i > 0 && !ub_str_eq(wraps[i], name)) i--;
    assert(i > 0);
    return (ub_wrap)i;
}

static bool keep_wrapped(reading *r, ub_str name, ub_str value)
{
    r->out->wrap = (uint8_t)wrap_named(name);
    if (r->out->wrap >= UB_WRAP_REST) r->rest = true, value = ub_str_range(value.p, ub_str_end(r->url->href));
    r->out->wrapped = value;
    return !ub_str_starts(name, UB_S("json")) || ub_str_starts(value, UB_S("ey"));
}

static void keep_recipient(reading *r, ub_str value)
{
    r->out->recipient = value;
    r->out->slot = (uint8_t)r->slot;
    r->out->number = r->number;
    r->out->key = r->key;
}

/* A slot's value, if it is of the slot's kind. */
static bool keep(reading *r, char what, ub_str kind, ub_str value)
{
    switch (what) {
    case 'W':
        return keep_wrapped(r, kind, value);
    case 'B':
        keep_recipient(r, value);
        return keep_wrapped(r, kind, value);
    case 'T':
        r->out->tenant = value;
        if (r->slot == UB_SLOT_HOST) return is_kind(kind, value);
        break;
    case 'R':
        keep_recipient(r, value);
        return is_kind(kind, value);
    case 'C':
        if (ub_str_eq(kind, UB_S("rest"))) r->rest = true, kind = (ub_str){ 0 }, value = ub_str_range(value.p, ub_str_end(r->url->href));
        break;
    default:
        return is_kind(kind, value);
    }
    if (r->out->n_common < UB_COMMON_MAX) r->out->common[r->out->n_common++] = value;
    return is_kind(kind, value);
}

/* ------------------------------------------------------------------------------------------------ pieces */

/* One label, segment or value. */
static bool piece(reading *r, ub_str pattern, ub_str text)
{
    while (pattern.n) {
        size_t n;
        if (pattern.p[0] != '{') {
            if (!text.n || text.p[0] != pattern.p[0]) return false;
            pattern = ub_str_from(pattern, 1);
            text = ub_str_from(text, 1);
            continue;
        }
        size_t close = ub_str_chr(pattern, '}');
        char what = pattern.p[1];
        ub_str kind = ub_str_from(ub_str_to(pattern, close), 3);
        pattern = ub_str_from(pattern, close + 1);
        ub_str behind = ub_str_to(pattern, ub_str_chr(pattern, '{'));
        n = behind.n ? ub_str_find(text, behind) : text.n;
        if (n == 0 || (behind.n && n == text.n) || !keep(r, what, kind, ub_str_to(text, n))) return false;
        text = ub_str_from(text, n);
    }
    return text.n == 0;
}

static bool host_fits(reading *r, ub_str pattern, ub_str labels)
{
    r->slot = UB_SLOT_HOST;
    for (r->number = 0; pattern.n; r->number++) {
        ub_str want = ub_str_cut(&pattern, '.');
        if (ub_str_eq(want, UB_S("*"))) return true;
        if (!labels.n || !piece(r, want, ub_str_cut(&labels, '.'))) return false;
    }
    return labels.n == 0;
}

static bool path_fits(reading *r, ub_str pattern)
{
    ub_str rest = r->url->path, segment;
    bool last = false;
    r->slot = UB_SLOT_PATH;
    for (r->number = 0; !last; r->number++) {
        size_t slash = ub_str_chr(pattern, '/');
        ub_str want = ub_str_to(pattern, slash);
        last = slash == pattern.n;
        pattern = ub_str_from(pattern, slash + 1);
        if (ub_str_eq(want, UB_S("**"))) {
            if (last) return true;
            slash = ub_str_chr(pattern, '/');
            want = ub_str_to(pattern, slash);
            last = slash == pattern.n;
            pattern = ub_str_from(pattern, slash + 1);
            do {
                if (!ub_url_segment_next(&rest, &segment)) return false;
                r->number++;
            } while (!piece(r, want, segment));
            r->number--;
        } else {
            if (!ub_url_segment_next(&rest, &segment)) return want.n == 0 && last;
            if (!piece(r, want, segment)) return false;
        }
        if (r->rest) return true;
    }
    return !ub_url_segment_next(&rest, &segment) || (segment.n == 0 && rest.n == 0);
}

enum { PAIRS_MAX = 64 };      /* of a query that are looked at: services write fewer */

static bool query_fits(reading *r, ub_str pattern)
{
    r->slot = UB_SLOT_QUERY;
    r->key = (ub_str){ 0 };
    if (pattern.n && pattern.p[0] == '{') return r->url->query.n && piece(r, pattern, r->url->query);
    while (pattern.n) {
        ub_str want = ub_str_cut(&pattern, '&'), value = want, key = ub_str_cut(&value, '=');
        ub_str rest = r->url->query;
        ub_url_pair pair;
        bool found = false;
        for (int i = 0; i < PAIRS_MAX && !found && ub_url_query_next(&rest, &pair); i++) found = ub_str_eq(pair.key, key);
        r->key = key;
        if (!found || (want.n > key.n && !piece(r, value, pair.value))) return false;
    }
    return true;
}

static bool row_fits(reading *r, const row *x, ub_str labels)
{
    ub_str pattern = x->pattern, query = pattern;
    ub_str front = ub_str_cut(&query, '?'), path = front, host = ub_str_cut(&path, '/');
    *r->out = (ub_grammar){ .service = x->service };
    r->key = (ub_str){ 0 };
    r->rest = false;
    return host_fits(r, host, labels) && path_fits(r, path) && query_fits(r, query);
}

/* ------------------------------------------------------------------------------------------------ looking up */

/*
 * Most domains and segments have no row, and they come back: where the rows of a key begin, or that there are none, is kept.
 * Two that want one place push each other out.
 */
enum { PLACES = 1024 };
struct ub_keyed {
    uint16_t row;
    uint8_t n;
    char key[UB_GRAMMAR_KEY_MAX];
};

void ub_grammar_cache_deinit(ub_grammar_cache *c)
{
    if (!c) return;
    free(c->places);
    *c = (ub_grammar_cache){ 0 };
}

/* The first row of the key, or how many there are. */
static size_t first_row(ub_grammar_cache *c, ub_str key)
{
    struct ub_keyed *k;
    if (key.n > UB_GRAMMAR_KEY_MAX) return UB_COUNT(rows);
    if (!c || !key.n || (!c->places && !(c->places = calloc(PLACES, sizeof *c->places)))) return ub_str_row(rows, UB_COUNT(rows), sizeof *rows, key);
    k = &c->places[ub_str_hash(key, 0) % PLACES];
    if (k->n == key.n && !memcmp(k->key, key.p, key.n)) return k->row;
    k->row = (uint16_t)ub_str_row(rows, UB_COUNT(rows), sizeof *rows, key);
    k->n = (uint8_t)key.n;
    memcpy(k->key, key.p, key.n);
    return k->row;
}

/* The row of the key that the URL fits, or NULL. */
static const row *fitting(reading *r, ub_str key, ub_str labels)
{
    for (size_t i = first_row(r->cache, key); i < UB_COUNT(rows) && ub_str_eq(rows[i].key, key); i++)
        if (row_fits(r, &rows[i], labels)) return &rows[i];
    return NULL;
}

/* A domain with its digits as "#": "klclick3.com" is one of many. */
static ub_str fold_digits(ub_str domain, char out[64])
{
    size_t n = 0;
    bool any = false;
    if (domain.n > 64) return (ub_str){ 0 };
    for (size_t i = 0; i < domain.n; i++) any |= ub_is_digit((unsigned char)domain.p[i]);
    for (size_t i = 0; any && i < domain.n; i++) {
        bool digit = ub_is_digit((unsigned char)domain.p[i]);
        if (digit && n > 0 && out[n - 1] == '#') continue;
        out[n++] = digit ? '#' : domain.p[i];
    }
    return ub_str_of(out, n);
}

static const row *by_domain(reading *r, ub_str domain)
{
    char folded[64];
    ub_str host = r->url->host, labels = ub_str_to(host, host.n > domain.n ? host.n - domain.n - 1 : 0);
    ub_str many = fold_digits(domain, folded);
    const row *x = fitting(r, domain, labels);
    return x || !many.n ? x : fitting(r, many, labels);
}

bool ub_grammar_match(ub_grammar_cache *cache, const ub_url *url, ub_str site, ub_grammar *out)
{
    reading r = { .url = url, .out = out, .cache = cache };
    const row *x;
    if (site.n > url->host.n || !url->path.n) return *out = (ub_grammar){ 0 }, false;
    x = by_domain(&r, site);
    /* A public suffix that belongs to a company: its customers' sites are below it. */
    ub_str suffix = ub_str_from(site, ub_str_chr(site, '.') + 1);
    if (!x && ub_str_chr(suffix, '.') < suffix.n) x = by_domain(&r, suffix);
    if (!x || ub_str_eq(x->pattern, UB_S("*/**"))) {
        size_t end = 1 + ub_str_chr(ub_str_from(url->path, 1), '/');
        ub_grammar plain;
        const row *y;
        if (x) plain = *out;
        y = end <= 32 ? fitting(&r, ub_str_to(url->path, end), url->host) : NULL;
        if (!y && !x) *out = (ub_grammar){ 0 };
        else if (!y) *out = plain;
        else if (x) out->service = x->service;
        else out->any_host = true;
        if (!x) x = y;
    }
    return x != NULL;
}

static bool overlap(ub_str a, ub_str b) { return a.n && b.n && a.p < b.p + b.n && b.p < a.p + a.n; }

bool ub_grammar_common(const ub_grammar *g, ub_str value)
{
    bool common = overlap(value, g->tenant);
    for (unsigned i = 0; i < g->n_common; i++) common |= overlap(value, g->common[i]);
    if (g->any_host && !g->recipient.n) common = false;
    return (common || (g->opened && overlap(value, g->wrapped))) && !overlap(value, g->recipient);
}

/* ------------------------------------------------------------------------------------------------ headers */

static const struct field_row { ub_str name, pattern; uint16_t service; } fields[] = {
#define UB_MAILER_FIELD(name, service, pattern) { UB_LIT(name), UB_LIT(pattern), UB_SERVICE_##service },
#include "headers.def"
#undef UB_MAILER_FIELD
};

enum { FIELD_NAME = 32 };      /* bytes of the longest name of a row, and of any that is looked up */

static void look_at_field(ub_mailer *out, ub_str name, ub_str value)
{
    char small[FIELD_NAME];
    ub_str lower = ub_str_of(small, name.n);
    for (size_t i = 0; i < name.n; i++) small[i] = (char)ub_lower((unsigned char)name.p[i]);
    for (size_t i = ub_str_row(fields, UB_COUNT(fields), sizeof *fields, lower); i < UB_COUNT(fields) && ub_str_eq(fields[i].name, lower); i++) {
        ub_grammar g = { .service = fields[i].service };
        reading r = { .out = &g };
        if (fields[i].pattern.n && !piece(&r, fields[i].pattern, value)) continue;
        if (!out->service) *out = (ub_mailer){ g.service, g.tenant, name };
        else if (out->service == g.service && !out->tenant.n) out->tenant = g.tenant;
        return;
    }
}

/* A bit for each length of a name. */
static const uint64_t name_lengths = 0
#define UB_MAILER_FIELD(name, service, pattern) | UINT64_C(1) << (sizeof(name) - 1)
#include "headers.def"
#undef UB_MAILER_FIELD
    ;

#define LETTER(c) (1u << ((c) - 'a'))
/* The two letters behind "X-" of the rows: most fields go no further. */
static const uint32_t second_letters[26] = {
    ['c' - 'a'] = LETTER('a'), ['e' - 'a'] = LETTER('l') | LETTER('m'), ['f' - 'a'] = LETTER('e'), ['g' - 'a'] = LETTER('i') | LETTER('r'),
    ['h' - 'a'] = LETTER('s'), ['k' - 'a'] = LETTER('m'), ['m' - 'a'] = LETTER('a') | LETTER('c') | LETTER('j') | LETTER('s'),
    ['p' - 'a'] = LETTER('m') | LETTER('v'), ['r' - 'a'] = LETTER('o'), ['s' - 'a'] = LETTER('f') | LETTER('g') | LETTER('i'),
    ['z' - 'a'] = LETTER('e'),
};

/* Could a row have this name? */
static bool may_be_mailers(ub_str name)
{
    unsigned char a, b;
    if ((name.p[0] | 0x20) == 'f') return true;
    if ((name.p[0] | 0x20) != 'x' || name.p[1] != '-') return false;
    a = (unsigned char)(name.p[2] | 0x20), b = (unsigned char)(name.p[3] | 0x20);
    return a >= 'a' && a <= 'z' && b >= 'a' && b <= 'z' && second_letters[a - 'a'] & LETTER(b);
}

void ub_mailer_find(const ub_mime *msg, ub_mailer *out)
{
    const ub_part *root = &msg->parts.p[0];
    *out = (ub_mailer){ 0 };
    for (uint32_t i = 0; i < root->n_fields; i++) {
        const ub_field *f = ub_mime_each_field(msg, root, i);
        ub_str name;
        if (f->name.n > FIELD_NAME || !(name_lengths >> f->name.n & 1)) continue;
        name = ub_field_name(msg, root, f);
        if (may_be_mailers(name)) look_at_field(out, name, ub_str_trim(ub_field_value(msg, root, f)));
    }
}
