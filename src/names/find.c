/* SPDX-License-Identifier: Apache-2.0 */
/*
 * find: ask an index.
 *
 * Three ways lead to a hit: all words of a name in any order; all but one letter; and a score that an alignment of tokens
 * reaches.  ub_names_find_slowly looks at every listed name, which the others (block.c, the tables of exact and of nearly
 * exact names) do not, and must agree.
 */
#include "finder.h"

#include <math.h>
#include <stdlib.h>

#include "reasons.h"
#include "slip.h"

#define OTHER_READING 1.5f             /* what a Korean or Japanese reading of Chinese characters costs */

ub_status ub_names_finder_open(ub_arena *a, const ub_names_index *ix, ub_names_finder **finder, ub_err *err)
{
    ub_names_finder *f = UB_NEW(a, ub_names_finder, 1);
    if (!f) return ub_fail(err, UB_LIMIT, "no room to search in", 0);
    f->ix = *ix;
    *finder = f;
    return UB_OK;
}

/* ------------------------------------------------------------------------------------------------ one listed name */

void ub_finder_listed(ub_names_finder *f, const ub_ix_form *x, ub_side *side)
{
    const ub_ix_word *words = UB_IX(&f->ix, ub_ix_word, words);
    const char *texts = UB_IX(&f->ix, char, texts);
    const uint32_t *tokens = UB_IX(&f->ix, uint32_t, tokens);
    ub_form *l = &f->listed;
    l->n = x->n;
    l->n_family = x->n_family;
    l->n_text = 0;
    for (unsigned i = 0; i < x->n; i++) {
        const ub_ix_word *w = &words[tokens[x->token + i]];
        l->token[i] = w->t;
        l->token[i].at = l->n_text;
        memcpy(l->text + l->n_text, texts + w->text, w->t.n);
        l->n_text = (uint16_t)(l->n_text + w->t.n);
        side->worth[i] = w->worth;
    }
    side->f = l;
    side->spans = f->spans[1];
    ub_side_spans(side);
    ub_spans_make(side);
}

static void keep(ub_names_finder *f, const ub_candidate *c)
{
    const ub_ix_name *names = UB_IX(&f->ix, ub_ix_name, names);
    unsigned worst = 0;
    for (unsigned i = 0; i < f->n_best; i++) {
        ub_candidate *b = &f->best[i];
        if (names[b->name].entry != names[c->name].entry) {
            if (f->best[worst].exact > b->exact || (f->best[worst].exact == b->exact && f->best[worst].score > b->score)) worst = i;
            continue;
        }
        bool better = c->exact != b->exact ? c->exact : c->score != b->score ? c->score > b->score
            : c->name != b->name ? c->name < b->name : c->form < b->form;
        if (better) *b = *c;
        return;
    }
    if (f->n_best < UB_NAMES_HITS_MAX) {
        f->best[f->n_best++] = *c;
        return;
    }
    ub_candidate *w = &f->best[worst];
    if (c->exact > w->exact || (c->exact == w->exact && c->score > w->score)) *w = *c;
}

void ub_finder_try(ub_names_finder *f, ub_side *side, uint8_t q_form, uint32_t form)
{
    if (!f->n_tried_now++) {                                      /* the first: now all of the query is needed */
        ub_form_sounds(&f->forms.form[q_form]);
        ub_spans_make(side);
    }
    f->n_tried++;
    const ub_ix_form *x = &UB_IX(&f->ix, ub_ix_form, forms)[form];
    const ub_ix_name *n = &UB_IX(&f->ix, ub_ix_name, names)[x->name];
    ub_side listed;
    ub_match m;
    ub_finder_listed(f, x, &listed);
    ub_forms_match(side, &listed, &m);
    m.score += (side->f->other ? -OTHER_READING : 0) + ub_facts_score(f->q, &UB_IX(&f->ix, ub_ix_facts, facts)[n->entry]);
    if (m.score >= f->least && m.n_links > 0) keep(f, &(ub_candidate){ .name = x->name, .form = form, .score = m.score, .q_form = q_form });
}

void ub_finder_try_all(ub_names_finder *f, ub_side *side, uint8_t q_form)
{
    for (uint32_t i = 0; i < ub_ix_head_of(&f->ix)->n_forms; i++) ub_finder_try(f, side, q_form, i);
}

/* ------------------------------------------------------------------------------------------------ a query */

void ub_finder_worths(const ub_names_finder *f, ub_side *side, const ub_ix_known *known[UB_TOKENS_MAX])
{
    for (unsigned i = 0; i < side->f->n; i++)
        if (ub_finder_looked_up(&side->f->token[i])) side->worth[i] = ub_ix_worth_asked(&f->ix, &side->f->token[i], &known[i]);
        else known[i] = NULL;
}

/* All of a form of the query, to be matched. */
static ub_side side_of(ub_names_finder *f, uint8_t q_form)
{
    const ub_ix_known *known[UB_TOKENS_MAX];
    ub_side side = { .f = &f->forms.form[q_form], .spans = f->spans[0] };
    ub_form_sounds(&f->forms.form[q_form]);
    ub_finder_worths(f, &side, known);
    ub_side_spans(&side);
    ub_spans_make(&side);
    return side;
}

static void find_exact(ub_names_finder *f)
{
    const ub_ix_head *h = ub_ix_head_of(&f->ix);
    const ub_ix_exact *t = UB_IX(&f->ix, ub_ix_exact, exact);
    uint32_t mask = (1u << h->bits_exact) - 1;
    if (!f->forms.bag) return;
    for (uint32_t k = ub_ix_slot(f->forms.bag, h->bits_exact); t[k].name; k = (k + 1) & mask)
        if (t[k].hash == f->forms.bag) keep(f, &(ub_candidate){ .name = t[k].name - 1, .form = UB_IX(&f->ix, ub_ix_name, names)[t[k].name - 1].form, .exact = true });
}

/* Score of a hit that was not found by it: the best of its forms. */
static void score_of_name(ub_names_finder *f, ub_candidate *c)
{
    const ub_ix_name *n = &UB_IX(&f->ix, ub_ix_name, names)[c->name];
    float best = -1000;
    for (uint8_t q = 0; q < f->forms.n; q++) {
        ub_side side = side_of(f, q), listed;
        for (uint32_t i = n->form; i < n->form + n->n_forms; i++) {
            ub_match m;
            ub_finder_listed(f, &UB_IX(&f->ix, ub_ix_form, forms)[i], &listed);
            ub_forms_match(&side, &listed, &m);
            if (side.f->other) m.score -= OTHER_READING;
            if (m.score <= best) continue;
            best = m.score;
            c->form = i;
            c->q_form = q;
        }
    }
    c->score = (best > -1000 ? best : 0) + ub_facts_score(f->q, &UB_IX(&f->ix, ub_ix_facts, facts)[n->entry]);
}

/* ------------------------------------------------------------------------------------------------ one slip */

/* What words take or bring beside each other: kin those of one culture, ELSEWHERE each that is not of it.  The culture is taken that
 * makes the name most ordinary. */
#define ELSEWHERE 6.0f
static float mixture(const ub_ix_head *h, const uint32_t *masks, unsigned n)
{
    uint32_t all = 0;
    float least = ELSEWHERE * (float)n;
    for (unsigned i = 0; i < n; i++) all |= masks[i];
    for (; all; all &= all - 1) {
        unsigned bit = (unsigned)__builtin_ctz(all), of_it = 0;
        for (unsigned i = 0; i < n; i++) of_it += masks[i] >> bit & 1;
        least = fminf(least, ELSEWHERE * (float)(n - of_it) - h->kin[bit] * (float)(of_it - 1));
    }
    return least;
}

/* How rare a name the query is among ordinary ones, in nats: by how common its words are, most so together where one culture has
 * them all.  A word that only lists have is of no culture.  -1000: too few letters to tell, or under `least`. */
static float rarity_of(const ub_names_finder *f, float least)
{
    static const float other[] = {                                 /* words that are no names */
        [UB_TOKEN_NUMBER] = 4, [UB_TOKEN_LEGAL] = 4, [UB_TOKEN_PARTICLE] = 3, [UB_TOKEN_TITLE] = 4, [UB_TOKEN_GENERIC] = 4, [UB_TOKEN_PLACE] = 4,
    };
    const float unknown = 22;
    uint32_t masks[UB_WORDS_MAX];
    unsigned letters = 0, n = 0;
    float all = 0;
    for (unsigned i = 0; i < f->forms.n_words; i++) {
        ub_str word = ub_forms_word(&f->forms, i), canon;
        ub_name_token t = { .n = (uint8_t)word.n, .hash = ub_hash_bytes(word.p, word.n) };
        const ub_ix_known *k = word.n > UB_NAME_TOKEN_MAX ? NULL : ub_ix_known_of(&f->ix, &t);
        uint16_t value;
        ub_token_kind kind = k ? UB_TOKEN_WORD : ub_word_kind(word, &value, &canon);
        all += k ? (k->bound < 11 ? k->bound : -logf(fmaxf(k->p, 1e-7f))) : other[kind] > 0 ? other[kind] : unknown;
        if (kind != UB_TOKEN_LEGAL && kind != UB_TOKEN_GENERIC && kind != UB_TOKEN_PLACE) letters += (unsigned)word.n;
        if (k) masks[n++] = k->cultures;
    }
    if (letters + 1 < UB_SLIP_LETTERS || all + ELSEWHERE * (float)n < least) return -1000;
    return all + mixture(ub_ix_head_of(&f->ix), masks, n);
}

static void slip_hit(ub_names_finder *f, uint32_t name)
{
    ub_candidate c = { .name = name, .slip = true };
    float facts = ub_facts_score(f->q, &UB_IX(&f->ix, ub_ix_facts, facts)[UB_IX(&f->ix, ub_ix_name, names)[name].entry]);
    score_of_name(f, &c);
    c.score = fmaxf(c.score, ub_ix_slip_score(ub_ix_head_of(&f->ix), f->rarity) + facts);
    if (c.score >= f->least) keep(f, &c);
}

static void find_slips(ub_names_finder *f, bool slowly)
{
    const ub_ix_head *h = ub_ix_head_of(&f->ix);
    const ub_ix_slip *slips = UB_IX(&f->ix, ub_ix_slip, slips);
    const uint32_t *buckets = UB_IX(&f->ix, uint32_t, slip_buckets);
    const uint64_t *filter = UB_IX(&f->ix, uint64_t, slip_filter);
    uint64_t keys[UB_SLIP_KEYS_MAX];
    float least = f->calibrating || ub_facts_most(f->q) > 0 ? -1000 : f->rarity_least, rarity = f->forms.n_words ? rarity_of(f, least) : -1000;
    f->rarity = -1000;
    if (rarity <= -1000 || rarity < least) return;
    for (unsigned i = 0, n = ub_slip_keys(&f->forms, false, keys); i < n; i++) {
        uint32_t bit = ub_ix_slot(keys[i], h->bits_slip_filter), at = ub_ix_slot(keys[i], h->bits_slips);
        if (!slowly && !(filter[bit >> 6] >> (bit & 63) & 1)) continue;
        for (uint32_t k = slowly ? 0 : buckets[at]; k < (slowly ? h->n_slips : buckets[at + 1]); k++) {
            if (slips[k].key != keys[i]) continue;
            f->rarity = rarity;
            if (!f->calibrating) slip_hit(f, slips[k].name);
        }
    }
}

static int best_first(const void *a, const void *b)
{
    const ub_candidate *x = a, *y = b;
    if (x->exact != y->exact) return x->exact ? -1 : 1;
    if (x->score != y->score) return x->score > y->score ? -1 : 1;
    return x->name < y->name ? -1 : x->name > y->name;
}

static void search_for(ub_names_finder *f, const ub_names_query *q, float least, bool slowly)
{
    f->q = q;
    f->least = least;
    f->n_best = 0;
    ub_forms_make(q->name, UB_FORMS_LATE, &f->forms);
    for (uint8_t i = 0; i < f->forms.n; i++) {
        if (!slowly) {
            ub_finder_block(f, i);
            continue;
        }
        ub_side side = side_of(f, i);
        f->n_tried_now = 0;
        ub_finder_try_all(f, &side, i);
    }
    find_exact(f);
    find_slips(f, slowly);
}

bool ub_names_best_score(ub_names_finder *f, ub_str name, float least, float *score, float *rarity)
{
    ub_names_query q = { .name = name };
    bool exact = false;
    f->calibrating = true;
    search_for(f, &q, least, false);
    f->calibrating = false;
    *score = 0;
    *rarity = f->rarity;
    for (unsigned i = 0; i < f->n_best; i++) {
        exact |= f->best[i].exact;
        *score = fmaxf(*score, f->best[i].score);
    }
    return !exact;
}

static bool explain(ub_names_finder *f, ub_arena *a, const ub_candidate *c, ub_names_hit *hit)
{
    const ub_ix_name *n = &UB_IX(&f->ix, ub_ix_name, names)[c->name];
    ub_reasons r = { a, hit->reasons, 0, UB_COUNT(hit->reasons), false };
    ub_side side = side_of(f, c->q_form), listed;
    ub_match m;
    if (c->exact) ub_reason_add(&r, "exact", UB_S(""), UB_S(""));
    else if (c->slip) ub_reason_add(&r, "near-exact", UB_S(""), UB_S(""));
    if (n->n_forms) {
        ub_finder_listed(f, &UB_IX(&f->ix, ub_ix_form, forms)[c->form], &listed);
        ub_forms_match(&side, &listed, &m);
        ub_reasons_match(&r, side.f, listed.f, &m);
    }
    hit->n_reasons = (uint8_t)r.n;
    return !r.failed;
}

static ub_status find(ub_names_finder *f, ub_arena *a, const ub_names_query *q, double threshold, bool slowly, ub_names_hit **hits, size_t *n_hits, ub_err *err)
{
    const ub_ix_head *h = ub_ix_head_of(&f->ix);
    const ub_ix_name *names = UB_IX(&f->ix, ub_ix_name, names);
    if (threshold != f->threshold || !f->n_asked++) {
        f->least_for = ub_ix_score_for(&h->tail, threshold);
        f->rarity_least = ub_ix_score_for(&h->by_rarity, ub_ix_evalue(&h->by_tokens, f->least_for)) - 0.01f;
    }
    f->threshold = threshold;
    search_for(f, q, f->least_for, slowly);
    *n_hits = 0;
    *hits = NULL;
    if (f->n_best == 0) return UB_OK;
    for (unsigned i = 0; i < f->n_best; i++)
        if (f->best[i].exact) score_of_name(f, &f->best[i]);
    qsort(f->best, f->n_best, sizeof f->best[0], best_first);
    ub_names_hit *out = UB_NEW(a, ub_names_hit, f->n_best);
    if (!out) return ub_fail(err, UB_LIMIT, "no room for the hits", 0);
    for (unsigned i = 0; i < f->n_best; i++) {
        const ub_candidate *c = &f->best[i];
        const ub_ix_name *n = &names[c->name];
        double e = ub_ix_evalue(&h->tail, c->score);
        if (!c->exact && e > threshold) continue;
        out[*n_hits] = (ub_names_hit){ .list = n->list, .entry = n->entry - h->base[n->list], .name = n->name, .exact = c->exact, .evalue = e, .score = c->score };
        if (!explain(f, a, c, &out[*n_hits])) return ub_fail(err, UB_LIMIT, "no room for the hits", 0);
        ++*n_hits;
    }
    *hits = out;
    return UB_OK;
}

ub_status ub_names_find(ub_names_finder *f, ub_arena *a, const ub_names_query *q, double threshold, ub_names_hit **hits, size_t *n_hits, ub_err *err)
{
    return find(f, a, q, threshold, false, hits, n_hits, err);
}

ub_status ub_names_find_slowly(ub_names_finder *f, ub_arena *a, const ub_names_query *q, double threshold, ub_names_hit **hits, size_t *n_hits, ub_err *err)
{
    return find(f, a, q, threshold, true, hits, n_hits, err);
}

void ub_names_finder_counts(const ub_names_finder *f, uint64_t counts[3])
{
    counts[0] = f->n_weighed_all;
    counts[1] = f->n_tried;
    counts[2] = f->n_crowded;
}
