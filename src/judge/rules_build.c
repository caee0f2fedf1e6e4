/* SPDX-License-Identifier: Apache-2.0 */
/* A list under construction: rules, their keys, and the tables they are found by. */
#include "rules_form.h"

#include <stdlib.h>

static ub_status full(ub_err *err) { return ub_fail(err, UB_LIMIT, "the arena is full", 0); }

bool rules_text(rules_build *b, ub_str s, uint32_t *at)
{
    if (b->text.n + s.n > UINT32_MAX / 2) return false;
    *at = (uint32_t)b->text.n;
    return ub_buf_add(&b->text, s);
}

ub_status rules_note(rules_build *b, const char *what, ub_str detail, size_t row, size_t column, ub_err *err)
{
    ub_str w = ub_str_of(what, strlen(what));
    ub_rules_note *n = NULL;
    detail = ub_str_to(detail, 80);
    for (size_t i = 0; i < b->notes.n; i++) {
        ub_rules_note *x = &b->notes.p[i];
        if (ub_str_eq(ub_str_of(b->text.p + x->what_at, x->what_n), w)
            && (i + 1 == RULES_NOTES_MAX || ub_str_eq(ub_str_of(b->text.p + x->detail_at, x->detail_n), detail))) {
            x->count++;
            return UB_OK;
        }
    }
    if (b->notes.n == RULES_NOTES_MAX) return b->notes.p[RULES_NOTES_MAX - 1].count++, UB_OK;
    if (b->notes.n == RULES_NOTES_MAX - 1) w = UB_S("others"), detail.n = 0;
    if (!(n = UB_PUSH(b->a, &b->notes)) || !rules_text(b, w, &n->what_at) || !rules_text(b, detail, &n->detail_at)) return full(err);
    n->what_n = (uint32_t)w.n;
    n->detail_n = (uint32_t)detail.n;
    n->row = (uint32_t)row;
    n->column = (uint32_t)column;
    n->count = 1;
    return UB_OK;
}

ub_status rules_regex(rules_build *b, ub_str expression, bool nocase, bool whole, size_t row, size_t column, uint32_t *index, ub_err *err)
{
    ub_err why = { 0 };
    ub_regex re, *slot;
    ub_status s;
    b->pool.text = &b->text;
    s = ub_regex_compile(b->a, &b->pool, expression, nocase, whole, &re, &why);
    if (s != UB_OK && b->text.failed) return full(err);
    if (s != UB_OK) {
        s = rules_note(b, why.what, expression, row, column, err);
        return s == UB_OK ? UB_ABSENT : s;
    }
    if (!(slot = UB_PUSH(b->a, &b->regexes))) return full(err);
    *slot = re;
    *index = (uint32_t)b->regexes.n - 1;
    return UB_OK;
}

ub_status rules_add_rule(rules_build *b, const rules_rule *r, int table, uint32_t *index, ub_err *err)
{
    rules_rule *slot;
    uint32_t *place;
    if (b->rules.n >= UB_RULES_RULES_MAX) return ub_fail(err, UB_LIMIT, "too many rules", 0);
    if (!(slot = UB_PUSH(b->a, &b->rules))) return full(err);
    *slot = *r;
    if (index) *index = (uint32_t)b->rules.n - 1;
    if (table == TABLES) return UB_OK;
    if (!(place = UB_PUSH(b->a, &b->table[table]))) return full(err);
    *place = (uint32_t)b->rules.n - 1;
    return UB_OK;
}

ub_status rules_add_name(rules_build *b, ub_str text, rules_name n, ub_err *err)
{
    rules_name *slot;
    if (b->names.n >= UB_RULES_RULES_MAX) return ub_fail(err, UB_LIMIT, "too many parameters", 0);
    if (!(slot = UB_PUSH(b->a, &b->names))) return full(err);
    n.hash = rules_key_word(text);
    n.n = (uint16_t)text.n;
    if (!rules_text(b, text, &n.at)) return full(err);
    *slot = n;
    if (!(n.flags & NAME_ALLOW)) b->head.params++;
    return UB_OK;
}

/* ------------------------------------------------------------------------------------------------ keys */

enum { KEYS = 24 };      /* of one rule that are compared */

/* Words that most URLs have. */
static const ub_str common[] = {
    UB_LIT("com"), UB_LIT("css"), UB_LIT("gif"), UB_LIT("http"), UB_LIT("https"), UB_LIT("images"), UB_LIT("img"), UB_LIT("jpg"),
    UB_LIT("js"), UB_LIT("net"), UB_LIT("org"), UB_LIT("png"), UB_LIT("www"),
};
enum { COMMON_COUNT = 100000 };

static bool is_host_byte(unsigned char c) { return ub_is_alnum(c) || c == '-' || c == '.' || c == '_'; }

/* The host that a pattern is for, with all below it; empty: for none. */
static ub_str host_of(const rules_rule *r, ub_str p)
{
    size_t n = 0;
    if (r->flags & RULE_HOST_ONLY) return p;
    if (!(r->flags & RULE_HOST)) return ub_str_to(p, 0);
    while (n < p.n && is_host_byte((unsigned char)p.p[n])) n++;
    if (n == p.n || p.p[n] == '*' || n == 0 || p.p[n - 1] == '.') n = 0;
    return ub_str_to(p, n);
}

static size_t keys_of(const rules_build *b, const rules_rule *r, uint32_t key[KEYS], bool *is_common)
{
    ub_str p = ub_str_of(b->text.p + r->at, r->n), host = host_of(r, p);
    size_t n = 0, end;
    memset(is_common, 0, KEYS);
    if (r->regex) {
        const ub_regex *re = &b->regexes.p[r->regex - 1];
        if (re->word_n) key[n++] = rules_key_word(ub_str_of(b->text.p + re->word_at, re->word_n));
        return n;
    }
    if (host.n) key[n++] = rules_key_host(host);
    if (r->flags & RULE_HOST_ONLY) return n;
    for (size_t i = 0; i < p.n && n < KEYS; i = end + 1) {
        bool bounded = i ? p.p[i - 1] != '*' : (r->flags & (RULE_LEFT | RULE_HOST)) != 0;
        for (end = i; end < p.n && rules_is_word((unsigned char)p.p[end]); end++) continue;
        if (end == i || !bounded || (end == p.n ? !(r->flags & RULE_RIGHT) : p.p[end] == '*')) continue;
        ub_str word = ub_str_of(p.p + i, end - i);
        for (size_t k = 0; k < UB_COUNT(common); k++) is_common[n] |= ub_str_eq_nocase(word, common[k]);
        key[n++] = rules_key_word(word);
    }
    return n;
}

static size_t power_of_two(size_t least)
{
    size_t n = 8;
    while (n < least) n *= 2;
    return n;
}

static rules_slot *slot_of(rules_slot *slots, size_t n_slots, uint32_t key)
{
    size_t i = key & (n_slots - 1);
    while (slots[i].n && slots[i].key != key) i = (i + 1) & (n_slots - 1);
    return &slots[i];
}

/* How many rules of the table have each key.  NULL: the arena is full */
static rules_slot *count_keys(rules_build *b, ub_arena *scratch, int t, size_t *n_slots)
{
    uint32_t key[KEYS];
    bool is_common[KEYS];
    size_t total = 0;
    rules_slot *slots;
    for (size_t i = 0; i < b->table[t].n; i++) total += keys_of(b, &b->rules.p[b->table[t].p[i]], key, is_common);
    *n_slots = power_of_two(total * 2);
    if (!(slots = UB_NEW(scratch, rules_slot, *n_slots))) return NULL;
    for (size_t i = 0; i < b->table[t].n; i++) {
        size_t n = keys_of(b, &b->rules.p[b->table[t].p[i]], key, is_common);
        for (size_t k = 0; k < n; k++) {
            rules_slot *s = slot_of(slots, *n_slots, key[k]);
            s->key = key[k];
            s->n++;
        }
    }
    return slots;
}

static ub_status file_rules(rules_build *b, ub_rules_arrays *out, int t, ub_err *err)
{
    size_t n = b->table[t].n, n_counts, n_slots = power_of_two(n * 2), first = 0;
    rules_slot *slots = UB_NEW(b->a, rules_slot, n_slots), *counts;
    uint32_t *order = UB_NEW(b->a, uint32_t, n + 1), *chosen, *filled;
    ub_arena scratch = *b->a;
    if (!slots || !order || !(counts = count_keys(b, &scratch, t, &n_counts)) || !(chosen = UB_NEW(&scratch, uint32_t, n + 1))
        || !(filled = UB_NEW(&scratch, uint32_t, n_slots))) return full(err);
    for (size_t i = 0; i < n; i++) {
        uint32_t key[KEYS], best = UINT32_MAX;
        bool is_common[KEYS];
        size_t n_keys = keys_of(b, &b->rules.p[b->table[t].p[i]], key, is_common);
        for (size_t k = 0; k < n_keys; k++) {
            uint32_t c = slot_of(counts, n_counts, key[k])->n + (is_common[k] ? COMMON_COUNT : 0);
            if (c < best) best = c, chosen[i] = key[k];
        }
        rules_slot *s = slot_of(slots, n_slots, chosen[i]);
        s->key = chosen[i];
        s->n++;
    }
    for (size_t i = 0; i < n_slots; i++) slots[i].first = (uint32_t)first, first += slots[i].n;
    for (size_t i = 0; i < n; i++) {
        rules_slot *s = slot_of(slots, n_slots, chosen[i]);
        order[s->first + filled[s - slots]++] = b->table[t].p[i];
    }
    out->slots[t] = slots;
    out->n_slots[t] = n_slots;
    out->order[t] = order;
    out->n_order[t] = n;
    return UB_OK;
}

/* ------------------------------------------------------------------------------------------------ the end */

/* Expressions behind what is exact; by hash; as they stand in the file. */
static int by_name(const void *x, const void *y)
{
    const rules_name *a = x, *b = y;
    bool a_exact = !a->regex && !(a->flags & NAME_ALL), b_exact = !b->regex && !(b->flags & NAME_ALL);
    if (a_exact != b_exact) return a_exact ? -1 : 1;
    if (a_exact && a->hash != b->hash) return a->hash < b->hash ? -1 : 1;
    return a->line != b->line ? (a->line < b->line ? -1 : 1) : a->at < b->at ? -1 : a->at > b->at;
}

ub_status rules_finish(rules_build *b, ub_ruleset *set, ub_err *err)
{
    ub_rules_arrays *out = UB_NEW(b->a, ub_rules_arrays, 1);
    ub_rules_head *head = UB_NEW(b->a, ub_rules_head, 1);
    ub_status s;
    if (!out || !head || !rules_text(b, b->title, &b->head.title_at)) return full(err);
    b->head.title_n = (uint32_t)b->title.n;
    b->head.block = (uint32_t)b->table[TABLE_BLOCK].n;
    b->head.allow = (uint32_t)b->table[TABLE_ALLOW].n;
    b->head.redirects = (uint32_t)b->redirects.n;
    if (b->names.n) qsort(b->names.p, b->names.n, sizeof *b->names.p, by_name);
    *out = (ub_rules_arrays){ .rules = b->rules.p, .conds = b->conds.p, .regexes = b->regexes.p, .steps = b->pool.steps.p,
        .sets = b->pool.sets.p, .names = b->names.p, .redirects = b->redirects.p, .n_rules = b->rules.n, .n_conds = b->conds.n,
        .n_regexes = b->regexes.n, .n_steps = b->pool.steps.n, .n_sets = b->pool.sets.n, .n_names = b->names.n,
        .n_redirects = b->redirects.n };
    for (size_t i = 0; i < b->names.n; i++) out->n_exact += !b->names.p[i].regex && !(b->names.p[i].flags & NAME_ALL);
    for (int t = 0; t < TABLES; t++)
        if ((s = file_rules(b, out, t, err)) != UB_OK) return s;
    if (b->text.failed) return full(err);
    out->text = b->text.p;
    out->n_text = b->text.n;
    *head = b->head;
    *set = (ub_ruleset){ head, b->notes.p, b->notes.n, ub_buf_str(&b->text), out };
    return UB_OK;
}
