/* SPDX-License-Identifier: Apache-2.0 */
/* Parameters that lists say to leave out, and wrappers whose target stands in the URL. */
#include "rules_form.h"

enum { PAIR_MAX = 512 };      /* bytes of a parameter that are looked at */

/* Does the rule that the name belongs to match the URL, and none of its exceptions? */
static bool where_fits(const ub_rules_arrays *x, uint32_t rule_at, uint32_t except_at, uint32_t n_except, const rules_asked *k)
{
    if (!rules_fit(x, &x->rules[rule_at], k)) return false;
    for (uint32_t i = 0; i < n_except; i++)
        if (rules_regex_fits(x, except_at + i, k)) return false;
    return true;
}

struct pair { ub_str name, low_name, text, low_text; };      /* "name", "name=value" */

static bool name_fits(const ub_rules_arrays *x, const rules_name *n, const struct pair *p)
{
    ub_regex_view view = rules_view(x);
    ub_str own = ub_str_of(x->text + n->at, n->n);
    if (n->flags & NAME_ALL) return true;
    if (!n->regex) return n->flags & NAME_CASE ? ub_str_eq(own, p->name) : ub_str_eq_nocase(own, p->name);
    const ub_regex *re = &x->regexes[n->regex - 1];
    return ub_regex_match(re, &view, n->flags & NAME_PAIR ? (re->nocase ? p->low_text : p->text) : re->nocase ? p->low_name : p->name, NULL);
}

/* The first name of the list that fits, an exception or not. */
static const rules_name *find_name(const ub_rules_arrays *x, const struct pair *p, const rules_asked *k, bool allow)
{
    uint32_t hash = rules_key_word(p->name);
    size_t low = 0, high = x->n_exact;
    while (low < high) {
        size_t mid = (low + high) / 2;
        if (x->names[mid].hash < hash) low = mid + 1;
        else high = mid;
    }
    for (size_t i = low; i < x->n_names; i++) {
        const rules_name *n = &x->names[i];
        if (i < x->n_exact && n->hash != hash) i = x->n_exact - 1;
        else if (((n->flags & NAME_ALLOW) != 0) == allow && name_fits(x, n, p) && where_fits(x, n->rule, n->except_at, n->n_except, k)) return n;
    }
    return NULL;
}

bool ub_rules_param(const ub_rules *r, const ub_rules_request *q, const ub_url_pair *pair, ub_rules_hit *hit)
{
    char low_url[UB_RULES_URL_MAX], text[PAIR_MAX], low_text[PAIR_MAX];
    struct pair p;
    rules_asked k;
    size_t n = pair->key.n, set;
    const rules_name *found = NULL;
    if (n > PAIR_MAX || !r->n) return false;
    memcpy(text, pair->key.p, n);
    if (pair->has_value && n < PAIR_MAX) {
        ub_str value = ub_str_to(pair->value, PAIR_MAX - 1 - n);
        text[n] = '=';
        if (value.n) memcpy(text + n + 1, value.p, value.n);
        n += value.n + 1;
    }
    for (size_t i = 0; i < n; i++) low_text[i] = (char)ub_lower((unsigned char)text[i]);
    p = (struct pair){ ub_str_of(text, pair->key.n), ub_str_of(low_text, pair->key.n), ub_str_of(text, n), ub_str_of(low_text, n) };
    rules_ask(&k, q, low_url);
    for (set = 0; set < r->n && !found; set++) found = find_name(r->set[set].arrays, &p, &k, false);
    if (!found) return false;
    for (size_t i = 0; i < r->n; i++)
        if (find_name(r->set[i].arrays, &p, &k, true)) return false;
    if (hit) *hit = (ub_rules_hit){ &r->set[set - 1], found->line };
    return true;
}

bool ub_rules_redirect(const ub_rules *r, const ub_rules_request *q, ub_str *target, ub_rules_hit *hit)
{
    char low_url[UB_RULES_URL_MAX];
    rules_asked k;
    rules_ask(&k, q, low_url);
    for (size_t set = 0; set < r->n; set++) {
        const ub_rules_arrays *x = r->set[set].arrays;
        ub_regex_view view = rules_view(x);
        for (size_t i = 0; i < x->n_redirects; i++) {
            const rules_redirect *d = &x->redirects[i];
            ub_str group;
            if (!where_fits(x, d->rule, d->except_at, d->n_except, &k)) continue;
            if (!ub_regex_match(&x->regexes[d->regex], &view, x->regexes[d->regex].nocase ? k.low : k.url, &group) || !group.n) continue;
            *target = ub_str_of(q->url.p + (group.p - (x->regexes[d->regex].nocase ? k.low.p : k.url.p)), group.n);
            if (hit) *hit = (ub_rules_hit){ &r->set[set], d->line };
            return true;
        }
    }
    return false;
}
