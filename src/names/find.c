/* SPDX-License-Identifier: Apache-2.0 */
/*
 * find: ask an index.
 *
 * A hit must reach a score.  The most that each token of the query can bring is known before any list is looked at, so only
 * so many of the rarest are looked up that the others together could not reach it; most ordinary names need none.  What is
 * found by signs are words, weighed against each token that shares a sign with them, and tokens of the list that are one of
 * the query when they are run together.  Then a listed name is bounded by adding up what its words weigh and what such runs
 * could bring, and only what may still reach the score is matched in full.  ub_names_find_slowly does without all that, and
 * must agree.
 */
#include "index.h"

#include <math.h>
#include <stdlib.h>

#include "reasons.h"
#include "slip.h"

enum { WEIGHED_BITS = 12, WEIGHED = 1 << WEIGHED_BITS, SEEN_BITS = 14, SEEN = 1 << SEEN_BITS, RUNS_BITS = 12, RUNS = 1 << RUNS_BITS };

#define OTHER_READING 1.5f             /* what a Korean or Japanese reading of Chinese characters costs */

typedef struct candidate { uint32_t name, form; float score; bool exact, slip; uint8_t q_form; } candidate;

struct ub_names_finder {
    ub_names_index ix;
    uint32_t epoch;
    struct weighed { uint32_t epoch, word; float gain; bool scan; uint8_t by; } weighed[WEIGHED];   /* a word's best gain; the last
                                        * token of the query it was weighed against */
    uint16_t weighed_at[WEIGHED / 2 + 1];   /* where they are */
    struct { uint32_t epoch, form; } seen[SEEN];
    struct run { uint32_t epoch, form; float gain; bool scan; uint8_t by; } runs[RUNS];     /* a form with tokens that are tokens of the
                                        * query when they are run together: what these bring at most; the last of the query's */
    uint16_t run_at[RUNS / 2 + 1];
    unsigned n_weighed, n_seen, n_runs;
    unsigned n_words, n_small;         /* its words that count, and how many of them are initials and numbers */
    uint32_t span_hits;                /* tokens of the query that are in a span which was found */
    float form_most;                   /* what facts, initials and slips could bring to any form beside what its tokens are worth */
    bool calibrating;
    bool scanning;                     /* are the forms of the words now looked up to be looked at? */
    float most_of[UB_TOKENS_MAX];      /* what a token of the query brings at most, with what was found for it */
    float rarity_least;                /* what a query has to have for `threshold` */
    float rarity;                      /* of the query, which is as listed but for one slip; -1000 when it is not */
    bool crowded;                      /* a table is full: every form is looked at */
    ub_forms forms;
    ub_form listed;
    ub_name_span spans[2][UB_SPANS_MAX];
    candidate best[UB_NAMES_HITS_MAX];
    unsigned n_best;
    uint64_t n_crowded, n_weighed_all;
    uint32_t n_tried_now;              /* forms matched for this form of the query */
    uint64_t n_tried;                  /* forms matched in full, for benchmarks */
    float least;                       /* score to reach */
    const ub_names_query *q;
    double threshold;
    float least_for;                   /* score for `threshold` */
    uint64_t n_asked;
};

ub_status ub_names_finder_open(ub_arena *a, const ub_names_index *ix, ub_names_finder **finder, ub_err *err)
{
    ub_names_finder *f = UB_NEW(a, ub_names_finder, 1);
    if (!f) return ub_fail(err, UB_LIMIT, "no room to search in", 0);
    f->ix = *ix;
    *finder = f;
    return UB_OK;
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
    ub_spans_make(side);
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

static void try_form(ub_names_finder *f, ub_side *side, uint8_t q_form, uint32_t form)
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
    listed_form(f, x, &listed);
    ub_forms_match(side, &listed, &m);
    m.score += (side->f->other ? -OTHER_READING : 0) + ub_facts_score(f->q, &UB_IX(&f->ix, ub_ix_facts, facts)[n->entry]);
    if (m.score >= f->least && m.n_links > 0) keep(f, &(candidate){ .name = x->name, .form = form, .score = m.score, .q_form = q_form });
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

/* A form where words run together may be token i. */
static void add_run(ub_names_finder *f, uint32_t form, unsigned i, float most)
{
    uint32_t k = (form * 0x9E3779B1u) >> (32 - RUNS_BITS);
    for (; f->runs[k].epoch == f->epoch; k = (k + 1) & (RUNS - 1)) {
        if (f->runs[k].form != form) continue;
        if (f->runs[k].by != i) f->runs[k].gain += most;
        f->runs[k].by = (uint8_t)i;
        return;
    }
    if (f->n_runs == RUNS / 2) { f->crowded = true; return; }
    f->run_at[f->n_runs++] = (uint16_t)k;
    f->runs[k] = (struct run){ f->epoch, form, most, f->scanning, (uint8_t)i };
}

/* The same, unless the form cannot reach the score. */
static void look_at_run(ub_names_finder *f, uint32_t form, unsigned i, float most)
{
    if (UB_IX(&f->ix, ub_ix_form, forms)[form].most + form_slack(f, form) + f->form_most < f->least) return;
    add_run(f, form, i, most);
    f->most_of[i] = fmaxf(f->most_of[i], most);
}

static float run_gain(const ub_names_finder *f, uint32_t form)
{
    for (uint32_t k = (form * 0x9E3779B1u) >> (32 - RUNS_BITS); f->runs[k].epoch == f->epoch; k = (k + 1) & (RUNS - 1))
        if (f->runs[k].form == form) return f->runs[k].gain;
    return 0;
}

/* The words of the list with this sign are weighed against token i, those that share several signs with it once. */
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
            look_at_run(f, signs[s].value & ~UB_IX_FORM, i, bound);
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
        f->most_of[i] = fmaxf(f->most_of[i], g);
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
        struct weighed *known = weigh(f, signs[i].value);
        if (!known) return;
        if (g > known->gain) known->gain = g;
        f->span_hits |= v->mask;
        for (unsigned t = v->i; t < (unsigned)v->i + v->n; t++) f->most_of[t] = fmaxf(f->most_of[t], g);
    }
}

static void try_bounded(ub_names_finder *f, ub_side *side, uint8_t q_form, uint32_t form, float slack)
{
    const ub_ix_form *x = &UB_IX(&f->ix, ub_ix_form, forms)[form];
    const uint32_t *tokens = UB_IX(&f->ix, uint32_t, tokens) + x->token;
    if (x->most + form_slack(f, form) + f->form_most < f->least) return;
    float run = f->n_runs ? run_gain(f, form) : 0, bound = slack + form_slack(f, form) + run;
    unsigned linked = f->n_small;
    for (unsigned i = 0; i < x->n; i++) {
        float w = weight_of(f, tokens[i]);
        bound += w;
        linked += w > 0;
    }
    if (run <= 0 && !f->span_hits && !x->slack) {                 /* each link takes one word of either side, and the others are missing */
        if (f->n_words > linked) bound -= UB_NOT_LISTED * (float)(f->n_words - linked);
        if (x->words > linked) bound -= UB_ONLY_LISTED * (float)(x->words - linked);
    }
    if (bound >= f->least && first_seen(f, form)) try_form(f, side, q_form, form);
}

static void look_at_forms(ub_names_finder *f, ub_side *side, uint8_t q_form, float slack)
{
    const uint32_t *posts = UB_IX(&f->ix, uint32_t, posts);
    for (unsigned v = 0; v < f->n_weighed; v++) {
        unsigned k = f->weighed_at[v];
        if (!f->weighed[k].scan || f->weighed[k].gain <= 0) continue;
        const ub_ix_word *w = &UB_IX(&f->ix, ub_ix_word, words)[f->weighed[k].word];
        for (uint32_t p = w->post; p < w->post + w->n_post && !f->crowded; p++) try_bounded(f, side, q_form, posts[p], slack);
    }
    for (unsigned i = 0; i < f->n_runs && !f->crowded; i++)
        if (f->runs[f->run_at[i]].scan) try_bounded(f, side, q_form, f->runs[f->run_at[i]].form, slack);
}

/* ------------------------------------------------------------------------------------------------ a query */

static void new_epoch(ub_names_finder *f)
{
    if (++f->epoch == 0) {
        memset(f->weighed, 0, sizeof f->weighed);
        memset(f->seen, 0, sizeof f->seen);
        memset(f->runs, 0, sizeof f->runs);
        f->epoch = 1;
    }
    f->n_weighed = f->n_seen = f->n_runs = 0;
    f->crowded = false;
    f->span_hits = 0;
    memset(f->most_of, 0, sizeof f->most_of);
}

static bool looked_up(const ub_name_token *t) { return t->kind == UB_TOKEN_WORD || t->kind == UB_TOKEN_GENERIC || t->kind == UB_TOKEN_PLACE; }

/* What the tokens of a form of the query are worth; known[i] is NULL where nobody has it. */
static void side_worths(const ub_names_finder *f, ub_side *side, const ub_ix_known *known[UB_TOKENS_MAX])
{
    for (unsigned i = 0; i < side->f->n; i++)
        if (looked_up(&side->f->token[i])) side->worth[i] = ub_ix_worth_asked(&f->ix, &side->f->token[i], &known[i]);
        else known[i] = NULL;
}

/* All of a form of the query, to be matched. */
static ub_side side_of(ub_names_finder *f, uint8_t q_form)
{
    const ub_ix_known *known[UB_TOKENS_MAX];
    ub_side side = { .f = &f->forms.form[q_form], .spans = f->spans[0] };
    ub_form_sounds(&f->forms.form[q_form]);
    side_worths(f, &side, known);
    ub_side_spans(&side);
    ub_spans_make(&side);
    return side;
}

/* What was weighed when the index was built: the same as look_up for all signs of token i. */
static void take_near(ub_names_finder *f, const ub_ix_known *k, unsigned i, float need)
{
    const ub_ix_near *near = UB_IX(&f->ix, ub_ix_near, near) + k->near;
    uint32_t n = 0;
    for (; n < k->n_near && !(near[n].value & UB_IX_FORM) && near[n].gain >= need; n++) {
        struct weighed *w = weigh(f, near[n].value);
        if (!w) return;
        if (near[n].gain > w->gain) w->gain = near[n].gain;
    }
    if (n) f->most_of[i] = fmaxf(f->most_of[i], near[0].gain);
    while (n < k->n_near && !(near[n].value & UB_IX_FORM)) n++;
    for (; n < k->n_near && near[n].gain >= need && !f->crowded; n++) look_at_run(f, near[n].value & ~UB_IX_FORM, i, near[n].gain);
}

static void look_up_token(ub_names_finder *f, const ub_side *side, unsigned i, float bound, float need)
{
    uint32_t signs[UB_SIGNS_MAX];
    const ub_name_token *t = &side->f->token[i];
    unsigned n = ub_token_signs(t, ub_token_text(side->f, t), false, signs);
    n += ub_merge_signs(t, signs + n);                            /* words of the list run together */
    for (unsigned k = 0; k < n; k++) look_up(f, signs[k], side, i, bound, need);
}

static int most_first(const void *x, const void *y)
{
    const ub_ix_near *a = x, *b = y;
    if ((a->value ^ b->value) & UB_IX_FORM) return a->value & UB_IX_FORM ? 1 : -1;
    if (a->gain != b->gain) return a->gain > b->gain ? -1 : 1;
    return a->value < b->value ? -1 : a->value > b->value;
}

/* What the best of a form's runs brings with a token. */
static float best_run(ub_names_finder *f, const ub_side *one, uint32_t form)
{
    ub_side listed;
    float best = 0;
    listed_form(f, &UB_IX(&f->ix, ub_ix_form, forms)[form], &listed);
    for (unsigned v = 0; v < listed.n_spans; v++)
        best = fmaxf(best, ub_span_gain(&listed.spans[v], ub_span_parts(&listed, &listed.spans[v]), &one->f->token[0], one->worth[0].bound));
    return best;
}

uint32_t ub_names_weigh(ub_names_finder *f, const ub_form *of_one_token, ub_ix_near *out, uint32_t max)
{
    const ub_ix_known *known[UB_TOKENS_MAX];
    ub_side side = { .f = of_one_token };
    uint32_t n = 0;
    if (!looked_up(&of_one_token->token[0])) return UB_IX_MANY;
    side_worths(f, &side, known);
    new_epoch(f);
    f->least = 0;                                                 /* so that nothing is left out */
    f->form_most = 0;
    look_up_token(f, &side, 0, 0, 0);
    if (f->crowded || f->n_weighed + f->n_runs > max) return UB_IX_MANY;
    for (unsigned i = 0; i < f->n_weighed; i++)
        if (f->weighed[f->weighed_at[i]].gain > 0) out[n++] = (ub_ix_near){ f->weighed[f->weighed_at[i]].word, f->weighed[f->weighed_at[i]].gain };
    for (unsigned i = 0; i < f->n_runs; i++) {
        uint32_t form = f->runs[f->run_at[i]].form;
        float g = best_run(f, &side, form);
        if (g > 0) out[n++] = (ub_ix_near){ form | UB_IX_FORM, g };
    }
    if (n) qsort(out, n, sizeof *out, most_first);
    return n;
}

/* Spans with the token `now` in them that were not looked up with an earlier one. */
static void look_up_spans(ub_names_finder *f, ub_side *side, const float *bound, float rest, uint32_t earlier, uint32_t now)
{
    for (unsigned v = 0; v < side->n_spans && !f->crowded; v++) {
        uint32_t signs[3];
        ub_name_span *span = &side->spans[v];
        if (!(span->mask & now) || (span->mask & earlier)) continue;
        float parts = ub_span_parts(side, span), others = rest;
        for (unsigned i = span->i; i < (unsigned)span->i + span->n; i++) others -= looked_up(&side->f->token[i]) ? bound[i] : 0;
        if (fminf(parts, UB_INFO_MOST) - UB_SPAN_COST + others < f->least) continue;
        ub_span_make(side, span);
        unsigned k = span->t.n ? ub_merge_signs(&span->t, signs) : 0;
        for (unsigned i = 0; i < k; i++) look_up_span(f, signs[i], span, parts, others);
    }
}

/* The most that a token can bring with one of the lists, by what was weighed when the index was built. */
static float most_near(const ub_ix_known *k, float bound)
{
    if (!k || k->n_near == UB_IX_MANY) return bound;
    return fminf(bound, fmaxf(UB_INITIAL_GAIN, k->most));
}

/* Before anything is looked up: bounds by what is near to the tokens, where no run with them could bring more.  Runs that cannot reach
 * the score go.  *rest follows. */
static void tighten(ub_names_finder *f, ub_side *side, const ub_ix_known *const *known, float *bound, float *rest)
{
    float most[UB_TOKENS_MAX], all = *rest;
    uint32_t in_runs = 0;
    unsigned n = 0;
    bool apart = false;                                           /* two runs may stand side by side */
    for (unsigned i = 0; i < side->f->n; i++) {
        if (!looked_up(&side->f->token[i])) continue;
        most[i] = most_near(known[i], bound[i]);
        all -= bound[i] - most[i];
    }
    for (unsigned v = 0; v < side->n_spans; v++)
        for (unsigned w = 0; w < v; w++) apart |= !(side->spans[v].mask & side->spans[w].mask);
    for (unsigned v = 0; v < side->n_spans; v++) {
        const ub_name_span *s = &side->spans[v];
        float others = apart ? *rest : all, reach;
        for (unsigned i = s->i; i < (unsigned)s->i + s->n; i++) others -= looked_up(&side->f->token[i]) ? (apart ? bound[i] : most[i]) : 0;
        reach = fminf(ub_span_parts(side, s), UB_INFO_MOST) - UB_SPAN_COST + others;
        if (reach < f->least) continue;
        in_runs |= s->mask;
        side->spans[n++] = *s;
    }
    side->n_spans = n;
    for (unsigned i = 0; i < side->f->n; i++) {
        if (!looked_up(&side->f->token[i]) || (in_runs >> i & 1)) continue;
        *rest -= bound[i] - most[i];
        bound[i] = most[i];
    }
}

static void weigh_token(ub_names_finder *f, const ub_side *side, ub_form *x, const ub_ix_known *k, unsigned i, float bound, float need)
{
    if (k && k->n_near != UB_IX_MANY) {
        take_near(f, k, i, need);
        return;
    }
    if (!x->token[i].n_units) ub_token_sounds(&x->token[i], x->text + x->token[i].at);
    look_up_token(f, side, i, bound, need);
}

static void every_form(ub_names_finder *f, ub_side *side, uint8_t q_form)
{
    for (uint32_t i = 0; i < ub_ix_head_of(&f->ix)->n_forms; i++) try_form(f, side, q_form, i);
}

static void find_form(ub_names_finder *f, uint8_t q_form)
{
    ub_side side = { .f = &f->forms.form[q_form], .spans = f->spans[0] };
    ub_form *x = &f->forms.form[q_form];
    const ub_ix_known *known[UB_TOKENS_MAX];
    float bound[UB_TOKENS_MAX], rest = ub_facts_most(f->q), slack = rest, slips = 0, reach;
    unsigned order[UB_TOKENS_MAX], n = 0, at = 0;
    side_worths(f, &side, known);
    f->n_small = 0;
    for (unsigned i = 0; i < x->n; i++) {
        const ub_name_token *t = &x->token[i];
        if (t->kind == UB_TOKEN_INITIAL) slack += 1.5f, rest += 1.5f, f->n_small++;
        if (t->kind == UB_TOKEN_NUMBER) slack += 2.5f, rest += 2.5f, f->n_small++;
        if (!looked_up(t)) continue;
        bound[i] = side.worth[i].bound;
        rest += bound[i];
        if (!side.worth[i].known) slips += UB_SLIP_MOST;
    }
    f->form_most = slack + slips;
    if (rest < f->least) return;                                  /* whatever is listed, this is too common */
    ub_side_spans(&side);
    tighten(f, &side, known, bound, &rest);
    if (rest < f->least) return;                                  /* nothing that is listed is near enough */
    f->n_words = (unsigned)__builtin_popcount(ub_words_of(x));
    for (unsigned i = 0; i < x->n; i++) {                         /* from what may bring most */
        if (!looked_up(&x->token[i])) continue;
        unsigned k = n++;
        for (; k > 0 && bound[order[k - 1]] < bound[i]; k--) order[k] = order[k - 1];
        order[k] = i;
    }
    new_epoch(f);
    f->n_tried_now = 0;
    uint32_t looked = 0;
    bool any = false;
    reach = rest;
    for (; at < n && !f->crowded; at++) {
        /* So long as the tokens not looked up could reach the score, forms with this one are looked at; then tokens are weighed for
         * close bounds.  A hit needs so much of a token, or has it in words that run together, or finds an initial for it. */
        unsigned i = order[at];
        f->scanning = reach >= f->least;
        if (!f->scanning && !any) return;
        reach -= bound[i] - UB_INITIAL_GAIN;
        weigh_token(f, &side, x, known[i], i, bound[i], f->least - (rest - bound[i]));
        look_up_spans(f, &side, bound, rest, looked, 1u << i);
        any |= f->most_of[i] > 0;
        looked |= 1u << i;
        float most = fmaxf(f->most_of[i], UB_INITIAL_GAIN);
        if (most >= bound[i]) continue;
        rest -= bound[i] - most;
        bound[i] = most;
        if (rest < f->least) return;
    }
    if (any && !f->crowded) look_at_forms(f, &side, q_form, slack);
    f->n_crowded += f->crowded;
    if (f->crowded) every_form(f, &side, q_form);
}

static void find_exact(ub_names_finder *f)
{
    const ub_ix_head *h = ub_ix_head_of(&f->ix);
    const ub_ix_exact *t = UB_IX(&f->ix, ub_ix_exact, exact);
    uint32_t mask = (1u << h->bits_exact) - 1;
    if (!f->forms.bag) return;
    for (uint32_t k = ub_ix_slot(f->forms.bag, h->bits_exact); t[k].name; k = (k + 1) & mask)
        if (t[k].hash == f->forms.bag) keep(f, &(candidate){ .name = t[k].name - 1, .form = UB_IX(&f->ix, ub_ix_name, names)[t[k].name - 1].form, .exact = true });
}

/* Score of a hit that was not found by it: the best of its forms. */
static void score_of_name(ub_names_finder *f, candidate *c)
{
    const ub_ix_name *n = &UB_IX(&f->ix, ub_ix_name, names)[c->name];
    float best = -1000;
    for (uint8_t q = 0; q < f->forms.n; q++) {
        ub_side side = side_of(f, q), listed;
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

/* ------------------------------------------------------------------------------------------------ one slip */

/* The most masks that have one bit. */
static unsigned most_alike(const uint32_t *masks, unsigned n)
{
    uint32_t bit[5] = { 0 }, with = UINT32_MAX;                    /* bit k of the count of each */
    unsigned most = 0;
    for (unsigned i = 0; i < n; i++)
        for (uint32_t k = 0, carry = masks[i]; k < UB_COUNT(bit) && carry; k++) {
            uint32_t both = bit[k] & carry;
            bit[k] ^= carry;
            carry = both;
        }
    for (unsigned k = UB_COUNT(bit); k-- > 0;)
        if (with & bit[k]) with &= bit[k], most |= 1u << k;
    return most;
}

/* How rare a name the query is among ordinary ones, in nats: by how common its words are, most so together where one culture has
 * them all.  -1000: too few letters to tell. */
static float rarity_of(const ub_names_finder *f)
{
    static const float other[] = {                                 /* words that are no names */
        [UB_TOKEN_NUMBER] = 4, [UB_TOKEN_LEGAL] = 4, [UB_TOKEN_PARTICLE] = 3, [UB_TOKEN_TITLE] = 4, [UB_TOKEN_GENERIC] = 4, [UB_TOKEN_PLACE] = 4,
    };
    const float unknown = 22, elsewhere = 4;
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
        if (k && k->cultures) masks[n++] = k->cultures;
    }
    return letters + 1 < UB_SLIP_LETTERS ? -1000 : all + elsewhere * (float)(n - most_alike(masks, n));
}

static void slip_hit(ub_names_finder *f, uint32_t name)
{
    candidate c = { .name = name, .slip = true };
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
    float rarity = f->forms.n_words ? rarity_of(f) : -1000;
    f->rarity = -1000;
    if (rarity <= -1000 || (!f->calibrating && rarity < f->rarity_least && !(ub_facts_most(f->q) > 0))) return;
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
    ub_forms_make(q->name, UB_FORMS_LATE, &f->forms);
    for (uint8_t i = 0; i < f->forms.n; i++) {
        if (!slowly) {
            find_form(f, i);
            continue;
        }
        ub_side side = side_of(f, i);
        f->n_tried_now = 0;
        every_form(f, &side, i);
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

static bool explain(ub_names_finder *f, ub_arena *a, const candidate *c, ub_names_hit *hit)
{
    const ub_ix_name *n = &UB_IX(&f->ix, ub_ix_name, names)[c->name];
    ub_reasons r = { a, hit->reasons, 0, UB_COUNT(hit->reasons), false };
    ub_side side = side_of(f, c->q_form), listed;
    ub_match m;
    if (c->exact) ub_reason_add(&r, "exact", UB_S(""), UB_S(""));
    else if (c->slip) ub_reason_add(&r, "near-exact", UB_S(""), UB_S(""));
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
        const candidate *c = &f->best[i];
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
