/* SPDX-License-Identifier: Apache-2.0 */
/* index: open a block, and what it says of a token and a score. */
#include "index.h"

#include <math.h>

static bool inside(const ub_ix_head *h, uint64_t at, uint64_t n, uint64_t each)
{
    return at % 8 == 0 && at >= sizeof *h && at <= h->size && n <= (h->size - at) / each;
}

/* The facts of a list end where those of the next one begin. */
static uint32_t facts_end(const ub_ix_head *h, uint32_t list) { return list + 1 < h->n_lists ? h->base[list + 1] : h->n_facts; }

static bool indexes_hold(const ub_names_index *ix)
{
    const ub_ix_head *h = ub_ix_head_of(ix);
    const ub_ix_name *names = UB_IX(ix, ub_ix_name, names);
    const ub_ix_form *forms = UB_IX(ix, ub_ix_form, forms);
    const ub_ix_word *words = UB_IX(ix, ub_ix_word, words);
    const uint32_t *tokens = UB_IX(ix, uint32_t, tokens), *posts = UB_IX(ix, uint32_t, posts), *buckets = UB_IX(ix, uint32_t, buckets);
    const ub_ix_sign *signs = UB_IX(ix, ub_ix_sign, signs);
    const ub_ix_exact *exact = UB_IX(ix, ub_ix_exact, exact);
    const ub_ix_known *known = UB_IX(ix, ub_ix_known, known);
    const ub_ix_chance *keys = UB_IX(ix, ub_ix_chance, keys);
    const ub_ix_near *near = UB_IX(ix, ub_ix_near, near);
    const ub_ix_facts *facts = UB_IX(ix, ub_ix_facts, facts);
    const ub_ix_slip *slips = UB_IX(ix, ub_ix_slip, slips);
    const uint32_t *slip_buckets = UB_IX(ix, uint32_t, slip_buckets);
    size_t empty[3] = { 0 };
    for (uint32_t i = 0; i < h->n_lists; i++)
        if (h->base[i] > facts_end(h, i)) return false;
    for (uint32_t i = 0; i < h->n_facts; i++)
        if (facts[i].n_born > UB_COUNT(facts[i].born) || facts[i].n_country > UB_COUNT(facts[i].country)) return false;
    for (uint32_t i = 0; i < h->n_names; i++)
        if (names[i].list >= h->n_lists || names[i].entry < h->base[names[i].list] || names[i].entry >= facts_end(h, names[i].list)
            || names[i].form > h->n_forms || names[i].n_forms > h->n_forms - names[i].form) return false;
    for (uint32_t i = 0; i < h->n_forms; i++)
        if (forms[i].name >= h->n_names || forms[i].n > UB_TOKENS_MAX || forms[i].token > h->n_tokens || forms[i].n > h->n_tokens - forms[i].token) return false;
    for (uint32_t i = 0; i < h->n_tokens; i++)
        if (tokens[i] >= h->n_words) return false;
    for (uint32_t i = 0; i < h->n_words; i++)
        if (words[i].t.n > UB_NAME_TOKEN_MAX || words[i].text > h->n_texts || words[i].t.n > h->n_texts - words[i].text || words[i].t.n_units > UB_UNITS_MAX
            || words[i].t.n_key[0] > UB_UNITS_MAX || words[i].t.n_key[1] > UB_UNITS_MAX || words[i].post > h->n_posts || words[i].n_post > h->n_posts - words[i].post) return false;
    for (uint32_t i = 0; i < h->n_words; i++)
        for (unsigned k = 0; k < words[i].t.n_units; k++)
            if (words[i].t.units[k] >= UNIT_COUNT) return false;
    for (uint32_t i = 0; i < h->n_posts; i++)
        if (posts[i] >= h->n_forms) return false;
    for (size_t i = 0; i < (size_t)1 << h->bits_buckets; i++)
        if (buckets[i] > buckets[i + 1] || buckets[i + 1] > h->n_signs) return false;
    for (uint32_t i = 0; i < h->n_signs; i++)
        if ((signs[i].value & UB_IX_FORM) ? (signs[i].value & ~UB_IX_FORM) >= h->n_forms : signs[i].value >= h->n_words) return false;
    for (size_t i = 0; i < (size_t)1 << h->bits_slips; i++)
        if (slip_buckets[i] > slip_buckets[i + 1] || slip_buckets[i + 1] > h->n_slips) return false;
    for (uint32_t i = 0; i < h->n_slips; i++)
        if (slips[i].name >= h->n_names) return false;
    for (size_t i = 0; i < (size_t)1 << h->bits_exact; i++) {
        if (exact[i].name > h->n_names) return false;
        empty[0] += exact[i].name == 0;
    }
    for (size_t i = 0; i < (size_t)1 << h->bits_known; i++) {
        if (known[i].n_near != UB_IX_MANY && (known[i].near > h->n_near || known[i].n_near > h->n_near - known[i].near)) return false;
        empty[1] += known[i].hash == 0;
    }
    for (uint32_t i = 0; i < h->n_near; i++)
        if ((near[i].value & UB_IX_FORM) ? (near[i].value & ~UB_IX_FORM) >= h->n_forms : near[i].value >= h->n_words) return false;
    for (size_t i = 0; i < (size_t)1 << h->bits_keys; i++) empty[2] += keys[i].hash == 0;
    return empty[0] && empty[1] && empty[2];
}

static bool tail_holds(const ub_ix_tail *t)
{
    for (uint32_t i = 1; i < t->n && i < UB_IX_TAIL; i++)
        if (!(t->s[i] > t->s[i - 1])) return false;
    return t->n >= 1 && t->n <= UB_IX_TAIL && t->slope > 0;
}

ub_status ub_names_index_open(ub_str block, bool trusted, ub_names_index *ix, ub_err *err)
{
    const ub_ix_head *h = (const ub_ix_head *)(const void *)block.p;
    if (block.n < sizeof *h || (uintptr_t)block.p % 8 || memcmp(h->magic, UB_INDEX_MAGIC, 8) != 0) return ub_fail(err, UB_SYNTAX, "not an index of names", 0);
    if (h->order != UB_INDEX_ORDER || h->version != UB_INDEX_VERSION) return ub_fail(err, UB_SYNTAX, "an index of another version or machine", 0);
    ub_ix_head copy = *h;
    copy.check = 0;
    if (ub_hash_bytes((const char *)&copy, sizeof copy) != h->check || h->size != block.n) return ub_fail(err, UB_SYNTAX, "the index is damaged", 0);
    bool holds = h->n_lists <= UB_NAMES_LISTS_MAX && tail_holds(&h->tail) && tail_holds(&h->by_rarity) && tail_holds(&h->by_tokens) && h->bits_buckets >= 6 && h->bits_buckets < 28
        && h->bits_filter >= 6 && h->bits_filter < 32 && h->bits_known >= 4 && h->bits_known < 28 && h->bits_keys >= 4 && h->bits_keys < 28 && h->bits_exact >= 6 && h->bits_exact < 28
        && inside(h, h->at_names, h->n_names, sizeof(ub_ix_name)) && inside(h, h->at_forms, h->n_forms, sizeof(ub_ix_form)) && inside(h, h->at_tokens, h->n_tokens, 4)
        && inside(h, h->at_words, h->n_words, sizeof(ub_ix_word)) && inside(h, h->at_texts, h->n_texts, 1) && inside(h, h->at_posts, h->n_posts, 4)
        && inside(h, h->at_facts, h->n_facts, sizeof(ub_ix_facts)) && inside(h, h->at_buckets, ((uint64_t)1 << h->bits_buckets) + 1, 4)
        && inside(h, h->at_signs, h->n_signs, sizeof(ub_ix_sign)) && inside(h, h->at_filter, (uint64_t)1 << h->bits_filter >> 3, 1)
        && inside(h, h->at_known, (uint64_t)1 << h->bits_known, sizeof(ub_ix_known)) && inside(h, h->at_keys, (uint64_t)1 << h->bits_keys, sizeof(ub_ix_chance)) && inside(h, h->at_near, h->n_near, sizeof(ub_ix_near))
        && inside(h, h->at_exact, (uint64_t)1 << h->bits_exact, sizeof(ub_ix_exact))
        && h->bits_slips >= 6 && h->bits_slips < 28 && h->bits_slip_filter >= 6 && h->bits_slip_filter < 32
        && inside(h, h->at_slip_buckets, ((uint64_t)1 << h->bits_slips) + 1, 4) && inside(h, h->at_slips, h->n_slips, sizeof(ub_ix_slip))
        && inside(h, h->at_slip_filter, (uint64_t)1 << h->bits_slip_filter >> 3, 1);
    ix->head = block.p;
    ix->at = block.p;
    if (!holds || (!trusted && !indexes_hold(ix))) return ub_fail(err, UB_SYNTAX, "the index is damaged", 0);
    return UB_OK;
}

/* ------------------------------------------------------------------------------------------------ worth */

const ub_ix_known *ub_ix_known_of(const ub_names_index *ix, const ub_name_token *t)
{
    const ub_ix_known *known = UB_IX(ix, ub_ix_known, known);
    uint32_t bits = ub_ix_head_of(ix)->bits_known;
    uint64_t hash = ub_ix_word_hash(t);
    for (uint32_t k = ub_ix_slot(hash, bits);; k = (k + 1) & ((1u << bits) - 1)) {
        if (known[k].hash == hash) return &known[k];
        if (!known[k].hash) return NULL;
    }
}

static float chance_of_key(const ub_names_index *ix, uint64_t hash)
{
    const ub_ix_chance *keys = UB_IX(ix, ub_ix_chance, keys);
    uint32_t bits = ub_ix_head_of(ix)->bits_keys;
    if (hash == 0) hash = 1;
    for (uint32_t k = ub_ix_slot(hash, bits);; k = (k + 1) & ((1u << bits) - 1)) {
        if (keys[k].hash == hash) return keys[k].p;
        if (!keys[k].hash) return 0;
    }
}

ub_worth ub_ix_worth(const ub_names_index *ix, const ub_name_token *t)
{
    const ub_ix_known *k = ub_ix_known_of(ix, t);
    return ub_worth_of(t, k ? k->p : 0, chance_of_key(ix, t->key[0]));
}

ub_worth ub_ix_worth_asked(const ub_names_index *ix, const ub_name_token *t, const ub_ix_known **known)
{
    const ub_ix_known *k = *known = ub_ix_known_of(ix, t);
    float key = t->flags & UB_TOKEN_BARE ? chance_of_key(ix, t->key[0]) : 0;
    return k ? (ub_worth){ k->p, key, k->info, k->bound, k->p > 0 } : ub_worth_of(t, 0, key);
}

double ub_ix_evalue(const ub_ix_tail *t, float score)
{
    uint32_t n = t->n;
    if (score <= t->s[0]) return (double)t->e[0] * exp((double)(t->s[0] - score) * 0.7);
    for (uint32_t i = 1; i < n; i++)
        if (score < t->s[i]) {
            double share = (double)(score - t->s[i - 1]) / (double)(t->s[i] - t->s[i - 1]);
            return exp(log((double)t->e[i - 1]) * (1 - share) + log((double)t->e[i]) * share);
        }
    return (double)t->e[n - 1] * exp(-(double)(score - t->s[n - 1]) * (double)t->slope);
}

float ub_ix_score_for(const ub_ix_tail *t, double evalue)
{
    float lo = -100, hi = 400;
    for (int i = 0; i < 48; i++) {
        float mid = (lo + hi) / 2;
        if (ub_ix_evalue(t, mid) > evalue) lo = mid;
        else hi = mid;
    }
    return hi - 0.001f;                                           /* a bound for pruning: the E-value itself decides */
}

float ub_ix_slip_score(const ub_ix_head *h, float rarity) { return ub_ix_score_for(&h->by_tokens, ub_ix_evalue(&h->by_rarity, rarity)); }
