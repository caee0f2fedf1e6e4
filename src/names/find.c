/* SPDX-License-Identifier: Apache-2.0 */
/*
 * find: ask an index.
 *
 * A hit must reach a score.  The most that each token of the query can bring is known before any list is looked at, so only
 * so many of the rarest are looked up that the others together could not reach it; most ordinary names need none.  What is
 * found by signs are words; each is weighed once against a token, and then a listed name is bounded by adding up what its
 * words weigh.  Only what may still reach the score is matched in full.  ub_names_find_slowly does without all that, and must
 * agree.
 */
#include "index.h"

#include <math.h>
#include <stdlib.h>

#include "reasons.h"

enum { WEIGHED_BITS = 12, WEIGHED = 1 << WEIGHED_BITS, SEEN_BITS = 14, SEEN = 1 << SEEN_BITS, DEFERRED = 4096 };

#define OTHER_READING 1.5f             /* what a Korean or Japanese reading of Chinese characters costs */

typedef struct candidate { uint32_t name, form; float score; bool exact; uint8_t q_form; } candidate;

struct ub_names_finder {
    ub_names_index ix;
    uint32_t epoch;
    struct weighed { uint32_t epoch, word; float gain; bool scan; uint8_t by; } weighed[WEIGHED];   /* a word's best gain; the last
                                        * token of the query it was weighed against */
    uint16_t weighed_at[WEIGHED / 2 + 1];   /* where they are */
    struct { uint32_t epoch, form; } seen[SEEN];
    struct { uint32_t form; float more; } deferred[DEFERRED];
    unsigned n_weighed, n_seen, n_deferred;
    bool unsure;                       /* the query has a word that nobody is called */
    uint32_t n_words;                  /* its words that count */
    uint32_t span_hits;                /* tokens of the query that are in a span which was found */
    float form_most;                   /* what facts, initials and slips could bring to any form */
    bool scanning;                     /* are the forms of the words now looked up to be looked at? */
    bool found;                        /* a word of the list that is worth something */
    bool crowded;                      /* a table is full: every form is looked at */
    ub_forms forms;
    ub_form listed;
    ub_name_span spans[2][UB_SPANS_MAX];
    candidate best[UB_NAMES_HITS_MAX];
    unsigned n_best;
    uint64_t n_crowded, n_weighed_all;
    uint64_t n_tried;                  /* forms matched in full, for benchmarks */
    float least;                       /* score to reach */
    const ub_names_query *q;
    double threshold;
    float least_for;                   /* score for `threshold` */
    uint64_t n_asked;
};

/* ------------------------------------------------------------------------------------------------ open */

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
    const ub_ix_known *known = UB_IX(ix, ub_ix_known, known), *keys = UB_IX(ix, ub_ix_known, keys);
    const ub_ix_facts *facts = UB_IX(ix, ub_ix_facts, facts);
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
    for (size_t i = 0; i < (size_t)1 << h->bits_exact; i++) {
        if (exact[i].name > h->n_names) return false;
        empty[0] += exact[i].name == 0;
    }
    for (size_t i = 0; i < (size_t)1 << h->bits_known; i++) empty[1] += known[i].hash == 0;
    for (size_t i = 0; i < (size_t)1 << h->bits_keys; i++) empty[2] += keys[i].hash == 0;
    return empty[0] && empty[1] && empty[2];
}

ub_status ub_names_index_open(ub_str block, bool trusted, ub_names_index *ix, ub_err *err)
{
    const ub_ix_head *h = (const ub_ix_head *)(const void *)block.p;
    if (block.n < sizeof *h || (uintptr_t)block.p % 8 || memcmp(h->magic, UB_INDEX_MAGIC, 8) != 0) return ub_fail(err, UB_SYNTAX, "not an index of names", 0);
    if (h->order != UB_INDEX_ORDER || h->version != UB_INDEX_VERSION) return ub_fail(err, UB_SYNTAX, "an index of another version or machine", 0);
    ub_ix_head copy = *h;
    copy.check = 0;
    if (ub_hash_bytes((const char *)&copy, sizeof copy) != h->check || h->size != block.n) return ub_fail(err, UB_SYNTAX, "the index is damaged", 0);
    bool holds = h->n_lists <= UB_NAMES_LISTS_MAX && h->n_tail >= 1 && h->n_tail <= UB_IX_TAIL && h->slope > 0 && h->bits_buckets >= 6 && h->bits_buckets < 28
        && h->bits_filter >= 6 && h->bits_filter < 32 && h->bits_known >= 4 && h->bits_known < 28 && h->bits_keys >= 4 && h->bits_keys < 28 && h->bits_exact >= 6 && h->bits_exact < 28
        && inside(h, h->at_names, h->n_names, sizeof(ub_ix_name)) && inside(h, h->at_forms, h->n_forms, sizeof(ub_ix_form)) && inside(h, h->at_tokens, h->n_tokens, 4)
        && inside(h, h->at_words, h->n_words, sizeof(ub_ix_word)) && inside(h, h->at_texts, h->n_texts, 1) && inside(h, h->at_posts, h->n_posts, 4)
        && inside(h, h->at_facts, h->n_facts, sizeof(ub_ix_facts)) && inside(h, h->at_buckets, ((uint64_t)1 << h->bits_buckets) + 1, 4)
        && inside(h, h->at_signs, h->n_signs, sizeof(ub_ix_sign)) && inside(h, h->at_filter, (uint64_t)1 << h->bits_filter >> 3, 1)
        && inside(h, h->at_known, (uint64_t)1 << h->bits_known, sizeof(ub_ix_known)) && inside(h, h->at_keys, (uint64_t)1 << h->bits_keys, sizeof(ub_ix_known))
        && inside(h, h->at_exact, (uint64_t)1 << h->bits_exact, sizeof(ub_ix_exact));
    ix->head = block.p;
    ix->at = block.p;
    if (!holds || (!trusted && !indexes_hold(ix))) return ub_fail(err, UB_SYNTAX, "the index is damaged", 0);
    return UB_OK;
}

ub_status ub_names_finder_open(ub_arena *a, const ub_names_index *ix, ub_names_finder **finder, ub_err *err)
{
    ub_names_finder *f = UB_NEW(a, ub_names_finder, 1);
    if (!f) return ub_fail(err, UB_LIMIT, "no room to search in", 0);
    f->ix = *ix;
    *finder = f;
    return UB_OK;
}

/* ------------------------------------------------------------------------------------------------ worth */

static float chance(const ub_ix_known *t, uint32_t bits, uint64_t hash)
{
    if (hash == 0) hash = 1;
    for (uint32_t k = ub_ix_slot(hash, bits);; k = (k + 1) & ((1u << bits) - 1)) {
        if (t[k].hash == hash) return t[k].p;
        if (!t[k].hash) return 0;
    }
}

ub_worth ub_ix_worth(const ub_names_index *ix, const ub_name_token *t)
{
    const ub_ix_head *h = ub_ix_head_of(ix);
    float raw = chance(UB_IX(ix, ub_ix_known, known), h->bits_known, ub_ix_word_hash(t));
    return ub_worth_of(t, raw, chance(UB_IX(ix, ub_ix_known, keys), h->bits_keys, t->key[0]));
}

double ub_ix_evalue(const ub_ix_head *h, float score)
{
    uint32_t n = h->n_tail;
    if (score <= h->tail_s[0]) return (double)h->tail_e[0] * exp((double)(h->tail_s[0] - score) * 0.7);
    for (uint32_t i = 1; i < n; i++)
        if (score < h->tail_s[i]) {
            double share = (double)(score - h->tail_s[i - 1]) / (double)(h->tail_s[i] - h->tail_s[i - 1]);
            return exp(log((double)h->tail_e[i - 1]) * (1 - share) + log((double)h->tail_e[i]) * share);
        }
    return (double)h->tail_e[n - 1] * exp(-(double)(score - h->tail_s[n - 1]) * (double)h->slope);
}

float ub_ix_score_for(const ub_ix_head *h, double evalue)
{
    float lo = -20, hi = 200;
    for (int i = 0; i < 48; i++) {
        float mid = (lo + hi) / 2;
        if (ub_ix_evalue(h, mid) > evalue) lo = mid;
        else hi = mid;
    }
    return hi - 0.001f;                                           /* a bound for pruning: the E-value itself decides */
}

/* ------------------------------------------------------------------------------------------------ one listed name */

static void listed_form(ub_names_finder *f, const ub_ix_form *x, ub_side *side)
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
}

static void keep(ub_names_finder *f, const candidate *c)
{
    const ub_ix_name *names = UB_IX(&f->ix, ub_ix_name, names);
    unsigned worst = 0;
    for (unsigned i = 0; i < f->n_best; i++) {
        candidate *b = &f->best[i];
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
    candidate *w = &f->best[worst];
    if (c->exact > w->exact || (c->exact == w->exact && c->score > w->score)) *w = *c;
}

static void try_form(ub_names_finder *f, const ub_side *side, uint8_t q_form, uint32_t form)
{
    f->n_tried++;
    const ub_ix_form *x = &UB_IX(&f->ix, ub_ix_form, forms)[form];
    const ub_ix_name *n = &UB_IX(&f->ix, ub_ix_name, names)[x->name];
    ub_side listed;
    ub_match m;
    listed_form(f, x, &listed);
    ub_forms_match(side, &listed, &m);
    m.score += (side->f->other ? -OTHER_READING : 0) + ub_facts_score(f->q, &UB_IX(&f->ix, ub_ix_facts, facts)[n->entry]);
    if (m.score >= f->least && m.n_links > 0) keep(f, &(candidate){ x->name, form, m.score, false, q_form });
}

/* ------------------------------------------------------------------------------------------------ blocking */

/* What the initials and numbers of a form could bring. */
static float form_slack(const ub_names_finder *f, uint32_t form)
{
    uint8_t s = UB_IX(&f->ix, ub_ix_form, forms)[form].slack;
    return s == 255 ? 100 : (float)s * 0.1f;
}

/* The place of a word among those weighed; NULL when the table is full.  A new one has gain 0, by no token. */
static struct weighed *weigh(ub_names_finder *f, uint32_t word)
{
    uint32_t k = (word * 0x9E3779B1u) >> (32 - WEIGHED_BITS);
    for (; f->weighed[k].epoch == f->epoch; k = (k + 1) & (WEIGHED - 1))
        if (f->weighed[k].word == word) return &f->weighed[k];
    if (f->n_weighed == WEIGHED / 2) { f->crowded = true; return NULL; }
    f->weighed_at[f->n_weighed++] = (uint16_t)k;
    f->n_weighed_all++;
    f->weighed[k] = (struct weighed){ f->epoch, word, 0, f->scanning, UINT8_MAX };
    return &f->weighed[k];
}

static float weight_of(const ub_names_finder *f, uint32_t word)
{
    for (uint32_t k = (word * 0x9E3779B1u) >> (32 - WEIGHED_BITS); f->weighed[k].epoch == f->epoch; k = (k + 1) & (WEIGHED - 1))
        if (f->weighed[k].word == word) return f->weighed[k].gain;
    return 0;
}

/* First time that this form turns up for this query form? */
static bool first_seen(ub_names_finder *f, uint32_t form)
{
    uint32_t k = (form * 0x9E3779B1u) >> (32 - SEEN_BITS);
    while (f->seen[k].epoch == f->epoch) {
        if (f->seen[k].form == form) return false;
        k = (k + 1) & (SEEN - 1);
    }
    if (++f->n_seen > SEEN / 2) { f->crowded = true; return false; }
    f->seen[k].epoch = f->epoch;
    f->seen[k].form = form;
    return true;
}

static bool filtered(const ub_names_finder *f, uint32_t sign)
{
    const ub_ix_head *h = ub_ix_head_of(&f->ix);
    uint32_t b = sign * 0x9E3779B1u >> (32 - h->bits_filter);
    return !(UB_IX(&f->ix, uint64_t, filter)[b >> 6] >> (b & 63) & 1);
}

/* A form where words run together may match: looked at when all is weighed.  `more` is what the joined words bring at most. */
static void defer(ub_names_finder *f, uint32_t form, float more)
{
    if (UB_IX(&f->ix, ub_ix_form, forms)[form].most + form_slack(f, form) + f->form_most < f->least) return;
    if (f->n_deferred == DEFERRED) { f->crowded = true; return; }
    f->deferred[f->n_deferred].form = form;
    f->deferred[f->n_deferred++].more = more;
}

/* The words of the list with this sign are weighed against token i, those that share several signs with it once; the forms
 * with the sign, where words are run together, are deferred. */
static void look_up(ub_names_finder *f, uint32_t sign, const ub_side *side, unsigned i, float bound, float need)
{
    const ub_ix_head *h = ub_ix_head_of(&f->ix);
    if (filtered(f, sign)) return;
    const uint32_t *buckets = UB_IX(&f->ix, uint32_t, buckets) + (sign >> (32 - h->bits_buckets));
    const ub_ix_sign *signs = UB_IX(&f->ix, ub_ix_sign, signs);
    const ub_ix_word *words = UB_IX(&f->ix, ub_ix_word, words);
    const ub_name_token *t = &side->f->token[i];
    for (uint32_t s = buckets[0]; s < buckets[1] && !f->crowded; s++) {
        if (signs[s].sign != sign) continue;
        if (signs[s].value & UB_IX_FORM) {
            if (f->scanning) defer(f, signs[s].value & ~UB_IX_FORM, bound);
            continue;
        }
        const ub_ix_word *w = &words[signs[s].value];
        struct weighed *known = weigh(f, signs[s].value);
        ub_how how;
        if (!known) return;
        if (known->by == i) continue;
        float g = ub_token_gain_of(t, ub_token_text(side->f, t), side->worth[i], &w->t, ub_str_of(UB_IX(&f->ix, char, texts) + w->text, w->t.n), w->worth, need, &how);
        known->by = (uint8_t)i;
        if (g > known->gain) known->gain = g;
        f->found |= g > 0;
    }
}

/* Several tokens of the query for one word of the list. */
static void look_up_span(ub_names_finder *f, uint32_t sign, const ub_name_span *v, float parts, float others)
{
    const ub_ix_head *h = ub_ix_head_of(&f->ix);
    if (filtered(f, sign)) return;
    const uint32_t *buckets = UB_IX(&f->ix, uint32_t, buckets) + (sign >> (32 - h->bits_buckets));
    const ub_ix_sign *signs = UB_IX(&f->ix, ub_ix_sign, signs);
    for (uint32_t i = buckets[0]; i < buckets[1] && !f->crowded; i++) {
        if (signs[i].sign != sign || (signs[i].value & UB_IX_FORM)) continue;
        const ub_ix_word *w = &UB_IX(&f->ix, ub_ix_word, words)[signs[i].value];
        float g = ub_span_gain(v, parts, &w->t, w->worth.info);
        if (g <= 0 || g + others < f->least) continue;
        const uint32_t *posts = UB_IX(&f->ix, uint32_t, posts) + w->post;
        for (uint32_t p = 0; p < w->n_post && !f->crowded; p++) defer(f, posts[p], g);
    }
}

static void try_bounded(ub_names_finder *f, const ub_side *side, uint8_t q_form, uint32_t form, float more)
{
    const ub_ix_form *x = &UB_IX(&f->ix, ub_ix_form, forms)[form];
    const uint32_t *tokens = UB_IX(&f->ix, uint32_t, tokens) + x->token;
    float bound = more + form_slack(f, form);
    /* A name as listed but for one slip has as many words, or one more that is a title with a slip in it. */
    if (f->unsure && (x->words == f->n_words || x->words + 1 == f->n_words)) bound += UB_NEAR_EXACT;
    for (unsigned i = 0; i < x->n; i++) bound += weight_of(f, tokens[i]);
    if (bound >= f->least && first_seen(f, form)) try_form(f, side, q_form, form);
}

static void look_at_forms(ub_names_finder *f, const ub_side *side, uint8_t q_form, float slack)
{
    const uint32_t *posts = UB_IX(&f->ix, uint32_t, posts);
    for (unsigned v = 0; v < f->n_weighed; v++) {
        unsigned k = f->weighed_at[v];
        if (!f->weighed[k].scan || f->weighed[k].gain <= 0) continue;
        const ub_ix_word *w = &UB_IX(&f->ix, ub_ix_word, words)[f->weighed[k].word];
        for (uint32_t p = w->post; p < w->post + w->n_post && !f->crowded; p++) try_bounded(f, side, q_form, posts[p], slack);
    }
    for (unsigned i = 0; i < f->n_deferred && !f->crowded; i++) try_bounded(f, side, q_form, f->deferred[i].form, slack + f->deferred[i].more);
}

/* ------------------------------------------------------------------------------------------------ a query */

static void new_epoch(ub_names_finder *f)
{
    if (++f->epoch == 0) {
        memset(f->weighed, 0, sizeof f->weighed);
        memset(f->seen, 0, sizeof f->seen);
        f->epoch = 1;
    }
    f->n_weighed = f->n_seen = f->n_deferred = 0;
    f->crowded = f->found = false;
    f->span_hits = 0;
}

static bool looked_up(const ub_name_token *t) { return t->kind == UB_TOKEN_WORD || t->kind == UB_TOKEN_GENERIC || t->kind == UB_TOKEN_PLACE; }

static void side_worths(const ub_names_finder *f, ub_side *side)
{
    for (unsigned i = 0; i < side->f->n; i++)
        if (looked_up(&side->f->token[i])) side->worth[i] = ub_ix_worth(&f->ix, &side->f->token[i]);
}

static void look_up_token(ub_names_finder *f, const ub_side *side, unsigned i, float bound, float need)
{
    uint32_t signs[UB_SIGNS_MAX];
    const ub_name_token *t = &side->f->token[i];
    unsigned n = ub_token_signs(t, ub_token_text(side->f, t), false, signs);
    if (f->scanning) n += ub_merge_signs(t, signs + n);           /* words of the list run together */
    for (unsigned k = 0; k < n; k++) look_up(f, signs[k], side, i, bound, need);
}

/* Spans with the token `now` in them that were not looked up with an earlier one. */
static void look_up_spans(ub_names_finder *f, const ub_side *side, const float *bound, float rest, uint32_t earlier, uint32_t now)
{
    for (unsigned v = 0; v < side->n_spans && !f->crowded; v++) {
        uint32_t signs[3];
        const ub_name_span *span = &side->spans[v];
        if (!(span->mask & now) || (span->mask & earlier)) continue;
        float parts = ub_span_parts(side, span), others = rest;
        for (unsigned i = span->i; i < (unsigned)span->i + span->n; i++) others -= looked_up(&side->f->token[i]) ? bound[i] : 0;
        unsigned before = f->n_deferred, k = parts + others < f->least ? 0 : ub_merge_signs(&span->t, signs);
        for (unsigned i = 0; i < k; i++) look_up_span(f, signs[i], span, parts, others);
        if (f->n_deferred > before) f->span_hits |= span->mask;
    }
}

static void every_form(ub_names_finder *f, const ub_side *side, uint8_t q_form)
{
    for (uint32_t i = 0; i < ub_ix_head_of(&f->ix)->n_forms; i++) try_form(f, side, q_form, i);
}

static void find_form(ub_names_finder *f, uint8_t q_form)
{
    ub_side side = { .f = &f->forms.form[q_form], .spans = f->spans[0] };
    const ub_form *x = side.f;
    float bound[UB_TOKENS_MAX], rest = ub_facts_most(f->q), slack = rest, reach;
    unsigned order[UB_TOKENS_MAX], n = 0, at = 0;
    bool unsure = false;
    side_worths(f, &side);
    for (unsigned i = 0; i < x->n; i++) {
        const ub_name_token *t = &x->token[i];
        if (t->kind == UB_TOKEN_INITIAL) slack += 1.5f, rest += 1.5f;
        if (t->kind == UB_TOKEN_NUMBER) slack += 2.5f, rest += 2.5f;
        if (!looked_up(t)) continue;
        if (!side.worth[i].known && !(t->flags & UB_TOKEN_BARE)) {
            unsure = true;
            if (t->n <= 3) slack += UB_SHORT_SLIP;
        }
        bound[i] = side.worth[i].bound;
        rest += bound[i];
        unsigned k = n++;
        for (; k > 0 && bound[order[k - 1]] < bound[i]; k--) order[k] = order[k - 1];
        order[k] = i;
    }
    f->unsure = unsure;
    f->n_words = (uint32_t)__builtin_popcount(ub_words_of(x));
    f->form_most = slack + (unsure ? UB_NEAR_EXACT : 0);
    if (unsure) rest += UB_NEAR_EXACT;
    if (rest < f->least) return;                                  /* whatever is listed, this is too common */
    new_epoch(f);
    f->scanning = true;
    uint32_t looked = 0;
    bool any = false;
    ub_side_spans(&side);
    for (reach = rest; at < n && reach >= f->least && !f->crowded; at++) {
        /* A hit needs this much of this token, or has it in words that run together. */
        unsigned i = order[at], before = f->n_deferred;
        float need = f->least - (rest - bound[i]);
        f->found = false;
        look_up_token(f, &side, i, bound[i], need);
        look_up_spans(f, &side, bound, rest, looked, 1u << i);
        any |= f->found || f->n_deferred > before;
        if (need > 0 && !f->found && f->n_deferred == before && !(1u << i & f->span_hits)) return;
        reach -= bound[i];
        looked |= 1u << i;
    }
    if (any && !f->crowded) {
        f->scanning = false;                                      /* the others are weighed, so that bounds are close */
        for (; at < n && !f->crowded; at++) look_up_token(f, &side, order[at], 0, f->least - (rest - bound[order[at]]));
        if (!f->crowded) look_at_forms(f, &side, q_form, slack);
    }
    f->n_crowded += f->crowded;
    if (f->crowded) every_form(f, &side, q_form);
}

static void find_exact(ub_names_finder *f)
{
    const ub_ix_head *h = ub_ix_head_of(&f->ix);
    const ub_ix_exact *t = UB_IX(&f->ix, ub_ix_exact, exact);
    const ub_ix_name *names = UB_IX(&f->ix, ub_ix_name, names);
    uint32_t mask = (1u << h->bits_exact) - 1;
    if (!f->forms.exact[0] && !f->forms.exact[1]) return;
    for (int way = 0; way < (f->forms.exact[0] == f->forms.exact[1] ? 1 : 2); way++)
        for (uint32_t k = ub_ix_slot(f->forms.exact[way], h->bits_exact); t[k].name; k = (k + 1) & mask)
            if (t[k].hash == f->forms.exact[way] && names[t[k].name - 1].strong) {
                const ub_ix_name *n = &names[t[k].name - 1];
                keep(f, &(candidate){ t[k].name - 1, n->form, 0, true, 0 });
            }
}

/* Score of an exact hit: the best of its forms. */
static void score_exact(ub_names_finder *f, candidate *c)
{
    const ub_ix_name *n = &UB_IX(&f->ix, ub_ix_name, names)[c->name];
    float best = -1000;
    for (uint8_t q = 0; q < f->forms.n; q++) {
        ub_side side = { .f = &f->forms.form[q], .spans = f->spans[0] }, listed;
        side_worths(f, &side);
        ub_side_spans(&side);
        for (uint32_t i = n->form; i < n->form + n->n_forms; i++) {
            ub_match m;
            listed_form(f, &UB_IX(&f->ix, ub_ix_form, forms)[i], &listed);
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

static int best_first(const void *a, const void *b)
{
    const candidate *x = a, *y = b;
    if (x->exact != y->exact) return x->exact ? -1 : 1;
    if (x->score != y->score) return x->score > y->score ? -1 : 1;
    return x->name < y->name ? -1 : x->name > y->name;
}

static void search_for(ub_names_finder *f, const ub_names_query *q, float least, bool slowly)
{
    f->q = q;
    f->least = least;
    f->n_best = 0;
    ub_forms_make(q->name, UB_FORMS_QUERY, &f->forms);
    for (uint8_t i = 0; i < f->forms.n; i++) {
        if (!slowly) {
            find_form(f, i);
            continue;
        }
        ub_side side = { .f = &f->forms.form[i], .spans = f->spans[0] };
        side_worths(f, &side);
        ub_side_spans(&side);
        every_form(f, &side, i);
    }
    find_exact(f);
}

float ub_names_best_score(ub_names_finder *f, ub_str name, float least, bool *exact)
{
    ub_names_query q = { .name = name };
    float best = 0;
    search_for(f, &q, least, false);
    *exact = false;
    for (unsigned i = 0; i < f->n_best; i++) {
        *exact |= f->best[i].exact;
        if (f->best[i].score > best) best = f->best[i].score;
    }
    return best;
}

static bool explain(ub_names_finder *f, ub_arena *a, const candidate *c, ub_names_hit *hit)
{
    const ub_ix_name *n = &UB_IX(&f->ix, ub_ix_name, names)[c->name];
    ub_reasons r = { a, hit->reasons, 0, UB_COUNT(hit->reasons), false };
    ub_side side = { .f = &f->forms.form[c->q_form], .spans = f->spans[0] }, listed;
    ub_match m;
    side_worths(f, &side);
    ub_side_spans(&side);
    if (c->exact) ub_reason_add(&r, "exact", UB_S(""), UB_S(""));
    if (n->n_forms) {
        listed_form(f, &UB_IX(&f->ix, ub_ix_form, forms)[c->form], &listed);
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
    if (threshold != f->threshold || !f->n_asked++) f->least_for = ub_ix_score_for(h, threshold);
    f->threshold = threshold;
    search_for(f, q, f->least_for, slowly);
    *n_hits = 0;
    *hits = NULL;
    if (f->n_best == 0) return UB_OK;
    for (unsigned i = 0; i < f->n_best; i++)
        if (f->best[i].exact) score_exact(f, &f->best[i]);
    qsort(f->best, f->n_best, sizeof f->best[0], best_first);
    ub_names_hit *out = UB_NEW(a, ub_names_hit, f->n_best);
    if (!out) return ub_fail(err, UB_LIMIT, "no room for the hits", 0);
    for (unsigned i = 0; i < f->n_best; i++) {
        const candidate *c = &f->best[i];
        const ub_ix_name *n = &names[c->name];
        double e = ub_ix_evalue(h, c->score);
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
