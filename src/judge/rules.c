/* SPDX-License-Identifier: Apache-2.0 */
/* Lists in use: asking, keeping them in files. */
#include "rules_form.h"

#include "codec.h"
#include "versions.h"

#include <stdlib.h>

#define KIND "rule"
#define FILTER_BITS ((size_t)1 << 19)
#define ARENA_MAX ((size_t)4 << 30)

static const char *const formats[] = {
    [UB_RULES_NONE] = "none", [UB_RULES_ADBLOCK] = "adblock", [UB_RULES_CLEARURLS] = "clearurls", [UB_RULES_FIREFOX] = "firefox",
};
const char *ub_rules_format_name(ub_rules_format f) { return formats[f]; }

/* ------------------------------------------------------------------------------------------------ reading */

#define HEAD_BYTES ((size_t)64 << 10)

/* All of it, or its first lines as far as they are whole. */
static ub_str whole_lines(ub_str data)
{
    ub_str head = ub_str_to(data, HEAD_BYTES);
    while (head.n && head.n < data.n && head.p[head.n - 1] != '\n') head.n--;
    return head;
}

ub_rules_format ub_rules_detect(ub_str data)
{
    ub_str head;
    data = ub_str_without_bom(data);
    head = ub_str_trim(ub_str_to(data, HEAD_BYTES));
    if (!head.n || (head.p[0] != '{' && head.p[0] != '[') || ub_str_starts_nocase(head, UB_S("[Adblock")))
        return rules_looks_adblock(whole_lines(data)) ? UB_RULES_ADBLOCK : UB_RULES_NONE;
    if (ub_str_find(head, UB_S("\"providers\"")) < head.n && ub_str_find(head, UB_S("\"urlPattern\"")) < head.n) return UB_RULES_CLEARURLS;
    if (ub_str_find(head, UB_S("\"queryParams\"")) < head.n || ub_str_find(head, UB_S("\"stripList\"")) < head.n) return UB_RULES_FIREFOX;
    return UB_RULES_NONE;
}

ub_status ub_ruleset_read(ub_arena *a, const ub_list_file *file, ub_str name, ub_day date, ub_ruleset *set, ub_list_fault *fault)
{
    static const ub_str own[] = { [UB_RULES_CLEARURLS] = UB_LIT("ClearURLs"), [UB_RULES_FIREFOX] = UB_LIT("Firefox query stripping") };
    rules_build b = { .a = a, .text = ub_buf_in(a) };
    ub_rules_format format = ub_rules_detect(file->data);
    char made[UB_LIST_NAME_TEXT_MAX + 1];
    ub_status s;
    *fault = (ub_list_fault){ 0 };
    b.head.format = format;
    switch (format) {
    case UB_RULES_ADBLOCK:   s = rules_read_adblock(&b, file->data, fault); break;
    case UB_RULES_CLEARURLS: s = rules_read_clearurls(&b, file->data, fault); break;
    case UB_RULES_FIREFOX:   s = rules_read_firefox(&b, file->data, fault); break;
    default: return ub_fail(&fault->err, UB_ABSENT, "not a list of trackers", 0);
    }
    if (s != UB_OK) return s;
    if (!b.rules.n) {      /* a download that broke off must not take the place of one that did not */
        fault->row = fault->column = 1;
        return ub_fail(&fault->err, UB_SYNTAX, "no rule in it", 0);
    }
    if (!b.title.n && format != UB_RULES_ADBLOCK) b.title = own[format];
    if (date) b.head.date = date;
    if (!name.n) name = ub_str_of(made, ub_list_name_make(b.title, made));
    if (!name.n) name = ub_str_of(made, ub_list_name_make(ub_str_to(file->name, ub_str_chr(file->name, '.')), made));
    if (!name.n) name = UB_S("trackers");
    b.head.name_n = (uint32_t)name.n;
    if (!rules_text(&b, name, &b.head.name_at)) return ub_fail(&fault->err, UB_LIMIT, "the arena is full", 0);
    if ((s = ub_digest(UB_SHA256, file->data, b.head.sha256, &fault->err)) != UB_OK) return s;
    return rules_finish(&b, set, &fault->err);
}

/* ------------------------------------------------------------------------------------------------ files */

enum { S_HEAD, S_NOTES, S_TEXT, S_RULES, S_CONDS, S_REGEXES, S_STEPS, S_SETS, S_NAMES, S_REDIRECTS, S_SLOTS, S_ORDER = S_SLOTS + TABLES,
       SECTIONS = S_ORDER + TABLES };

static ub_str bytes(const void *p, size_t n, size_t size) { return ub_str_of(p, n * size); }

ub_status ub_ruleset_write(const char *path, const ub_ruleset *set, ub_err *err)
{
    const ub_rules_arrays *x = set->arrays;
    ub_str section[SECTIONS] = {
        [S_HEAD] = bytes(set->head, 1, sizeof *set->head), [S_NOTES] = bytes(set->notes, set->n_notes, sizeof *set->notes),
        [S_TEXT] = set->text, [S_RULES] = bytes(x->rules, x->n_rules, sizeof *x->rules), [S_CONDS] = bytes(x->conds, x->n_conds, sizeof *x->conds),
        [S_REGEXES] = bytes(x->regexes, x->n_regexes, sizeof *x->regexes), [S_STEPS] = bytes(x->steps, x->n_steps, sizeof *x->steps),
        [S_SETS] = bytes(x->sets, x->n_sets, sizeof *x->sets), [S_NAMES] = bytes(x->names, x->n_names, sizeof *x->names),
        [S_REDIRECTS] = bytes(x->redirects, x->n_redirects, sizeof *x->redirects),
    };
    for (int t = 0; t < TABLES; t++) {
        section[S_SLOTS + t] = bytes(x->slots[t], x->n_slots[t], sizeof *x->slots[t]);
        section[S_ORDER + t] = bytes(x->order[t], x->n_order[t], sizeof *x->order[t]);
    }
    return ub_cache_write(path, KIND, UB_RULES_VERSION, section, SECTIONS, err);
}

/* An array of a section.  False: not a whole number of items. */
static bool array(ub_str section, size_t size, const void *to, size_t *n)
{
    memcpy((void *)(uintptr_t)to, &section.p, sizeof section.p);
    *n = section.n / size;
    return section.n % size == 0;
}
#define ARRAY(s, member) array((s), sizeof *x->member, &x->member, &x->n_##member)

ub_status ub_ruleset_map(ub_arena *a, const char *path, ub_cache *cache, ub_ruleset *set, ub_err *err)
{
    ub_rules_arrays *x = UB_NEW(a, ub_rules_arrays, 1);
    const ub_str *s = cache->section;
    bool fits;
    ub_status status = x ? ub_cache_open(cache, path, KIND, UB_RULES_VERSION, err) : ub_fail(err, UB_LIMIT, "the arena is full", 0);
    if (status != UB_OK) return status;
    fits = cache->n == SECTIONS && s[S_HEAD].n == sizeof *set->head && ARRAY(s[S_RULES], rules) && ARRAY(s[S_CONDS], conds)
        && ARRAY(s[S_REGEXES], regexes) && ARRAY(s[S_STEPS], steps) && ARRAY(s[S_SETS], sets) && ARRAY(s[S_NAMES], names)
        && ARRAY(s[S_REDIRECTS], redirects);
    for (int t = 0; fits && t < TABLES; t++) fits = ARRAY(s[S_SLOTS + t], slots[t]) && ARRAY(s[S_ORDER + t], order[t]);
    if (fits) {
        x->text = s[S_TEXT].p;
        x->n_text = s[S_TEXT].n;
        *set = (ub_ruleset){ (const void *)s[S_HEAD].p, (const void *)s[S_NOTES].p, s[S_NOTES].n / sizeof *set->notes, s[S_TEXT], x };
        for (x->n_exact = 0; x->n_exact < x->n_names && !x->names[x->n_exact].regex && !(x->names[x->n_exact].flags & NAME_ALL); x->n_exact++) continue;
        fits = s[S_NOTES].n % sizeof *set->notes == 0 && rules_hold(set);
    }
    if (fits) return UB_OK;
    ub_cache_close(cache);
    return ub_fail(err, UB_SYNTAX, "the compiled list is damaged", 0);
}

/* Is [at, at + n) within `size`? */
static bool in(size_t at, size_t n, size_t size) { return at <= size && n <= size - at; }

static bool table_holds(const ub_rules_arrays *x, int t)
{
    size_t n = x->n_slots[t], used = 0;
    if (n < 8 || n & (n - 1)) return false;
    for (size_t i = 0; i < n; i++) {
        used += x->slots[t][i].n != 0;
        if (x->slots[t][i].n && !in(x->slots[t][i].first, x->slots[t][i].n, x->n_order[t])) return false;
    }
    for (size_t i = 0; i < x->n_order[t]; i++)
        if (x->order[t][i] >= x->n_rules) return false;
    return used < n;      /* a search ends at an empty one */
}

bool rules_hold(const ub_ruleset *s)
{
    const ub_rules_arrays *x = s->arrays;
    const ub_rules_head *h = s->head;
    ub_regex_view view = rules_view(x);
    if (!in(h->name_at, h->name_n, x->n_text) || !in(h->title_at, h->title_n, x->n_text) || h->format > UB_RULES_FIREFOX) return false;
    for (size_t i = 0; i < s->n_notes; i++)
        if (!in(s->notes[i].what_at, s->notes[i].what_n, x->n_text) || !in(s->notes[i].detail_at, s->notes[i].detail_n, x->n_text)) return false;
    for (size_t i = 0; i < x->n_rules; i++) {
        const rules_rule *r = &x->rules[i];
        if (!in(r->at, r->n, x->n_text) || !in(r->conds_at, r->n_conds, x->n_conds) || r->regex > x->n_regexes) return false;
    }
    for (size_t i = 0; i < x->n_conds; i++)
        if (!in(x->conds[i].at, x->conds[i].n, x->n_text)) return false;
    for (size_t i = 0; i < x->n_regexes; i++)
        if (!ub_regex_holds(&x->regexes[i], &view, x->n_steps, x->n_sets, x->n_text)) return false;
    for (size_t i = 0; i < x->n_names; i++) {
        const rules_name *n = &x->names[i];
        if (!in(n->at, n->n, x->n_text) || n->rule >= x->n_rules || n->regex > x->n_regexes || !in(n->except_at, n->n_except, x->n_regexes)) return false;
        if (i && i < x->n_exact && x->names[i - 1].hash > n->hash) return false;
    }
    for (size_t i = 0; i < x->n_redirects; i++) {
        const rules_redirect *d = &x->redirects[i];
        if (d->regex >= x->n_regexes || d->rule >= x->n_rules || !in(d->except_at, d->n_except, x->n_regexes)) return false;
    }
    return table_holds(x, TABLE_BLOCK) && table_holds(x, TABLE_ALLOW);
}

/* ------------------------------------------------------------------------------------------------ lists in use */

ub_status ub_rules_init(ub_rules *r, ub_err *err)
{
    memset(r, 0, sizeof *r);
    return ub_arena_open_upto(&r->a, ARENA_MAX, (size_t)16 << 20, err);
}

void ub_rules_deinit(ub_rules *r)
{
    if (!r) return;
    for (size_t i = 0; i < r->n; i++) ub_cache_close(&r->cache[i]);
    ub_arena_close(&r->a);
    r->n = 0;
}

static uint64_t *filter_word(const ub_rules *r, uint32_t key) { return &r->filter[(key & (FILTER_BITS - 1)) >> 6]; }

/* set[n] is in its place. */
static ub_status take_in(ub_rules *r, ub_err *err)
{
    const ub_rules_arrays *x = r->set[r->n].arrays;
    if (!r->filter && !(r->filter = UB_NEW(&r->a, uint64_t, FILTER_BITS / 64))) return ub_fail(err, UB_LIMIT, "the arena is full", 0);
    for (int t = 0; t < TABLES; t++)
        for (size_t i = 0; i < x->n_slots[t]; i++)
            if (x->slots[t][i].n) *filter_word(r, x->slots[t][i].key) |= UINT64_C(1) << (x->slots[t][i].key & 63);
    r->n++;
    return UB_OK;
}

ub_status ub_rules_add(ub_rules *r, const ub_ruleset *set, ub_err *err)
{
    if (r->n == UB_RULES_MAX) return ub_fail(err, UB_LIMIT, "too many lists", 0);
    r->set[r->n] = *set;
    r->cache[r->n] = UB_CACHE_NULL;
    return take_in(r, err);
}

ub_status ub_rules_add_file(ub_rules *r, const char *path, ub_err *err)
{
    ub_status s;
    if (r->n == UB_RULES_MAX) return ub_fail(err, UB_LIMIT, "too many lists", 0);
    if ((s = ub_ruleset_map(&r->a, path, &r->cache[r->n], &r->set[r->n], err)) != UB_OK) return s;
    if ((s = take_in(r, err)) != UB_OK) ub_cache_close(&r->cache[r->n]);
    return s;
}

/* ------------------------------------------------------------------------------------------------ asking */

/* The public suffix of a site: what is behind its first label. */
static ub_str suffix_of(ub_str site) { return ub_str_from(site, ub_str_chr(site, '.') + 1); }

static bool within(ub_str host, ub_str domain)      /* the same or below */
{
    return ub_str_ends_nocase(host, domain) && (host.n == domain.n || host.p[host.n - domain.n - 1] == '.');
}

static bool cond_fits(const rules_cond *c, const char *text, ub_str host, ub_str suffix)
{
    ub_str domain = ub_str_of(text + c->at, c->n);
    if (c->flags & COND_ENTITY) {
        if (!suffix.n || host.n <= suffix.n) return false;
        host.n -= suffix.n + 1;
    }
    return host.n && within(host, domain);
}

/* The longest domain that fits decides; where none does, it holds if there are only domains that it is not for. */
static bool conds_hold(const ub_rules_arrays *x, const rules_rule *r, const rules_asked *k)
{
    for (unsigned to = 0; to <= COND_TO; to += COND_TO) {
        size_t best = 0;
        bool holds = true, decided = false;
        for (size_t i = r->conds_at; i < (size_t)r->conds_at + r->n_conds; i++) {
            const rules_cond *c = &x->conds[i];
            if ((c->flags & COND_TO) != to) continue;
            if (!decided && !(c->flags & COND_NOT)) holds = false;
            if (c->n < best || !cond_fits(c, x->text, to ? k->q->host : k->q->from_host, to ? k->suffix : k->from_suffix)) continue;
            holds = !(c->flags & COND_NOT);
            decided = true;
            best = c->n;
        }
        if (!holds) return false;
    }
    return true;
}

static bool party_fits(const rules_rule *r, const ub_rules_request *q)
{
    switch (r->party) {
    case PARTY_THIRD:      return !ub_str_eq_nocase(q->site, q->from_site);
    case PARTY_FIRST:      return ub_str_eq_nocase(q->site, q->from_site);
    case PARTY_OTHER_HOST: return !ub_str_eq_nocase(q->host, q->from_host);
    case PARTY_SAME_HOST:  return ub_str_eq_nocase(q->host, q->from_host);
    default:               return true;
    }
}

bool rules_regex_fits(const ub_rules_arrays *x, size_t regex, const rules_asked *k)
{
    ub_regex_view view = rules_view(x);
    return ub_regex_match(&x->regexes[regex], &view, x->regexes[regex].nocase ? k->low : k->url, NULL);
}

bool rules_fit(const ub_rules_arrays *x, const rules_rule *r, const rules_asked *k)
{
    if (!(r->types >> k->q->type & 1) || !party_fits(r, k->q)) return false;
    if (r->regex) {
        if (!rules_regex_fits(x, r->regex - 1, k)) return false;
    } else if (r->flags & RULE_HOST_ONLY) {
        if (!within(k->q->host, ub_str_of(x->text + r->at, r->n))) return false;
    } else if (!rules_pattern(r, x->text, r->flags & RULE_CASE ? k->url : k->low, k->host_at, k->q->host.n)) return false;
    return !r->n_conds || conds_hold(x, r, k);
}

void rules_ask(rules_asked *k, const ub_rules_request *q, char low[UB_RULES_URL_MAX])
{
    ub_str url = ub_str_to(q->url, UB_RULES_URL_MAX);
    uint64_t eight;
    size_t i = 0;
    *k = (rules_asked){ .q = q, .url = url, .low = ub_str_of(low, url.n), .host_at = q->host.p >= url.p ? (size_t)(q->host.p - url.p) : 0,
                         .suffix = q->site.n < q->host.n || ub_str_chr(q->site, '.') < q->site.n ? suffix_of(q->site) : ub_str_of(NULL, 0),
                         .from_suffix = suffix_of(q->from_site) };
    for (; i + 8 <= url.n; i += 8) {
        memcpy(&eight, url.p + i, 8);
        eight = ub_lower8(eight);
        memcpy(low + i, &eight, 8);
    }
    for (; i < url.n; i++) low[i] = (char)ub_lower((unsigned char)url.p[i]);
}

/* rules_is_word() of a URL in lower case: the hottest loop of the room. */
static const bool word_bytes[256] = {
    ['0'] = true, ['1'] = true, ['2'] = true, ['3'] = true, ['4'] = true, ['5'] = true, ['6'] = true, ['7'] = true,
    ['8'] = true, ['9'] = true, ['a'] = true, ['b'] = true, ['c'] = true, ['d'] = true, ['e'] = true, ['f'] = true, ['g'] = true,
    ['h'] = true, ['i'] = true, ['j'] = true, ['k'] = true, ['l'] = true, ['m'] = true, ['n'] = true, ['o'] = true, ['p'] = true,
    ['q'] = true, ['r'] = true, ['s'] = true, ['t'] = true, ['u'] = true, ['v'] = true, ['w'] = true, ['x'] = true, ['y'] = true,
    ['z'] = true,
};

/* The keys of a URL that some list has, those of its host first, the longest of them first.  How many. */
enum { KEYS_MAX = UB_RULES_URL_MAX, KEYS_FEW = 32 };
static void add_key(const ub_rules *r, uint32_t key, uint32_t out[KEYS_MAX], size_t *n)
{
    if (*n < KEYS_MAX && *filter_word(r, key) >> (key & 63) & 1) out[(*n)++] = key;
}

static int by_key(const void *x, const void *y)
{
    const uint32_t *a = x, *b = y;
    return *a < *b ? -1 : *a > *b;
}

/* A word that comes a thousand times is looked up once. */
static size_t each_once(uint32_t *key, size_t n)
{
    size_t kept = 0;
    qsort(key, n, sizeof *key, by_key);
    for (size_t i = 0; i < n; i++)
        if (!kept || key[kept - 1] != key[i]) key[kept++] = key[i];
    return kept;
}

static size_t keys_of(const ub_rules *r, const rules_asked *k, uint32_t out[KEYS_MAX])
{
    ub_str host = k->q->host;
    size_t n = 0;
    uint32_t h = RULES_KEY_HOST;
    for (size_t i = host.n; i && n < KEYS_MAX; i--) {
        h = rules_key_add(h, (unsigned char)host.p[i - 1]);
        if (i == 1 || host.p[i - 2] == '.') add_key(r, rules_key_end(h), out, &n);
    }
    for (size_t i = 0, j = n; i + 1 < j; i++, j--) {
        uint32_t t = out[i];
        out[i] = out[j - 1];
        out[j - 1] = t;
    }
    for (const char *p = k->low.p, *end = p + k->low.n; p < end; p++) {
        if (!word_bytes[(unsigned char)*p]) continue;
        for (h = RULES_KEY_WORD; p < end && word_bytes[(unsigned char)*p]; p++) h = rules_key_add(h, (unsigned char)*p);
        add_key(r, rules_key_end(h), out, &n);
    }
    out[n++] = 0;      /* there is room: a word takes two bytes */
    return n > KEYS_FEW ? each_once(out, n) : n;
}

/* The first rule filed under `key` that fits and has all of `flags`. */
static const rules_rule *find_in(const ub_rules_arrays *x, int t, uint32_t key, const rules_asked *k, unsigned flags)
{
    size_t mask = x->n_slots[t] - 1, i = key & mask;
    const rules_slot *s;
    while (x->slots[t][i].n && x->slots[t][i].key != key) i = (i + 1) & mask;
    s = &x->slots[t][i];
    for (uint32_t j = s->first; j < s->first + s->n; j++) {
        const rules_rule *r = &x->rules[x->order[t][j]];
        if ((r->flags & flags) == flags && rules_fit(x, r, k)) return r;
    }
    return NULL;
}

static const rules_rule *find(const ub_rules *r, int t, const uint32_t *key, size_t n, const rules_asked *k, unsigned flags, size_t *set)
{
    for (*set = 0; *set < r->n; ++*set)
        for (size_t i = 0; i < n; i++) {
            const rules_rule *x = find_in(r->set[*set].arrays, t, key[i], k, flags);
            if (x) return x;
        }
    return NULL;
}

bool ub_rules_find(const ub_rules *r, const ub_rules_request *q, ub_rules_hit *hit)
{
    char low[UB_RULES_URL_MAX];
    uint32_t key[KEYS_MAX];
    rules_asked k;
    size_t n, set, other;
    const rules_rule *x;
    if (!r->n || !q->host.n) return false;
    rules_ask(&k, q, low);
    n = keys_of(r, &k, key);
    if (!(x = find(r, TABLE_BLOCK, key, n, &k, 0, &set))) return false;
    if (!(x->flags & RULE_IMPORTANT) && find(r, TABLE_ALLOW, key, n, &k, 0, &other)
        && !(x = find(r, TABLE_BLOCK, key, n, &k, RULE_IMPORTANT, &set))) return false;
    if (hit) *hit = (ub_rules_hit){ &r->set[set], x->line };
    return true;
}
