/* SPDX-License-Identifier: Apache-2.0 */
/*
 * block: which listed names may be hits at all.
 *
 * The most that each token of the query can bring is known before any list is looked at, so only so many of the rarest are
 * looked up that the others together could not reach the score; most ordinary names need none.  What is found by signs are
 * words, weighed against each token that shares a sign with them, and tokens of the list that are one of the query when they
 * are run together.  For tokens that ordinary people have all that is in the index.  Then a listed name is bounded by adding
 * up what its words weigh and what such runs could bring, and only what may still reach the score is matched in full.
 */
#include "finder.h"

#include <math.h>
#include <stdlib.h>

#include "reasons.h"

/* ------------------------------------------------------------------------------------------------ what is found */

/* What the initials and numbers of a form could bring. */
static float form_slack(const ub_names_finder *f, uint32_t form)
{
    uint8_t s = UB_IX(&f->ix, ub_ix_form, forms)[form].slack;
    return s == 255 ? 100 : (float)s * 0.1f;
}

/* The place of a word among those weighed; NULL when the table is full.  A new one has gain 0, by no token. */
static struct ub_weighed *weigh(ub_names_finder *f, uint32_t word)
{
    uint32_t k = (word * 0x9E3779B1u) >> (32 - UB_WEIGHED_BITS);
    for (; f->weighed[k].epoch == f->epoch; k = (k + 1) & (UB_WEIGHED - 1))
        if (f->weighed[k].word == word) return &f->weighed[k];
    if (f->n_weighed == UB_WEIGHED / 2) { f->crowded = true; return NULL; }
    f->weighed_at[f->n_weighed++] = (uint16_t)k;
    f->n_weighed_all++;
    f->weighed[k] = (struct ub_weighed){ f->epoch, word, 0, f->scanning, UB_NONE_YET, UB_NONE_YET };
    return &f->weighed[k];
}

/* It brings so much with token i, or with several. */
static void gains(struct ub_weighed *w, float g, unsigned i)
{
    if (g <= 0) return;
    w->of = w->of == UB_NONE_YET || w->of == i ? (uint8_t)i : UB_SEVERAL;
    if (g > w->gain) w->gain = g;
}

static float weight_of(const ub_names_finder *f, uint32_t word)
{
    for (uint32_t k = (word * 0x9E3779B1u) >> (32 - UB_WEIGHED_BITS); f->weighed[k].epoch == f->epoch; k = (k + 1) & (UB_WEIGHED - 1))
        if (f->weighed[k].word == word) return f->weighed[k].gain;
    return 0;
}

/* First time that this form turns up for this query form? */
static bool first_seen(ub_names_finder *f, uint32_t form)
{
    uint32_t k = (form * 0x9E3779B1u) >> (32 - UB_SEEN_BITS);
    while (f->seen[k].epoch == f->epoch) {
        if (f->seen[k].form == form) return false;
        k = (k + 1) & (UB_SEEN - 1);
    }
    if (++f->n_seen > UB_SEEN / 2) { f->crowded = true; return false; }
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
    uint32_t k = (form * 0x9E3779B1u) >> (32 - UB_RUNS_BITS);
    for (; f->runs[k].epoch == f->epoch; k = (k + 1) & (UB_RUNS - 1)) {
        if (f->runs[k].form != form) continue;
        if (f->runs[k].by != i) f->runs[k].gain += most;
        f->runs[k].by = (uint8_t)i;
        return;
    }
    if (f->n_runs == UB_RUNS / 2) { f->crowded = true; return; }
    f->run_at[f->n_runs++] = (uint16_t)k;
    f->runs[k] = (struct ub_run){ f->epoch, form, most, f->scanning, (uint8_t)i };
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
    for (uint32_t k = (form * 0x9E3779B1u) >> (32 - UB_RUNS_BITS); f->runs[k].epoch == f->epoch; k = (k + 1) & (UB_RUNS - 1))
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
        struct ub_weighed *known = weigh(f, signs[s].value);
        ub_how how;
        if (!known) return;
        if (known->by == i) continue;
        float g = ub_token_gain_of(t, ub_token_text(side->f, t), side->worth[i], &w->t, ub_str_of(UB_IX(&f->ix, char, texts) + w->text, w->t.n), w->worth, need, &how);
        known->by = (uint8_t)i;
        gains(known, g, i);
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
        struct ub_weighed *known = weigh(f, signs[i].value);
        if (!known) return;
        gains(known, g, UB_SEVERAL);
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
    if (bound >= f->least && first_seen(f, form)) ub_finder_try(f, side, q_form, form);
}

/* `rest` is what all tokens of the query could bring, bound[i] what token i could. */
static void look_at_forms(ub_names_finder *f, ub_side *side, uint8_t q_form, float slack, const float *bound, float rest)
{
    const uint32_t *posts = UB_IX(&f->ix, uint32_t, posts);
    for (unsigned v = 0; v < f->n_weighed; v++) {
        const struct ub_weighed *of = &f->weighed[f->weighed_at[v]];
        if (!of->scan || of->gain <= 0 || (of->of < UB_TOKENS_MAX && rest - bound[of->of] + of->gain < f->least)) continue;
        const ub_ix_word *w = &UB_IX(&f->ix, ub_ix_word, words)[of->word];
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

/* What was weighed when the index was built: the same as look_up for all signs of token i. */
static void take_near(ub_names_finder *f, const ub_ix_known *k, unsigned i, float need)
{
    const ub_ix_near *near = UB_IX(&f->ix, ub_ix_near, near) + k->near;
    uint32_t n = 0;
    for (; n < k->n_near && !(near[n].value & UB_IX_FORM) && near[n].gain >= need; n++) {
        struct ub_weighed *w = weigh(f, near[n].value);
        if (!w) return;
        gains(w, near[n].gain, i);
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
    ub_finder_listed(f, &UB_IX(&f->ix, ub_ix_form, forms)[form], &listed);
    for (unsigned v = 0; v < listed.n_spans; v++)
        best = fmaxf(best, ub_span_gain(&listed.spans[v], ub_span_parts(&listed, &listed.spans[v]), &one->f->token[0], one->worth[0].bound));
    return best;
}

uint32_t ub_names_weigh(ub_names_finder *f, const ub_form *of_one_token, ub_ix_near *out, uint32_t max)
{
    const ub_ix_known *known[UB_TOKENS_MAX];
    ub_side side = { .f = of_one_token };
    uint32_t n = 0;
    if (!ub_finder_looked_up(&of_one_token->token[0])) return UB_IX_MANY;
    ub_finder_worths(f, &side, known);
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
        for (unsigned i = span->i; i < (unsigned)span->i + span->n; i++) others -= ub_finder_looked_up(&side->f->token[i]) ? bound[i] : 0;
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
        if (!ub_finder_looked_up(&side->f->token[i])) continue;
        most[i] = most_near(known[i], bound[i]);
        all -= bound[i] - most[i];
    }
    for (unsigned v = 0; v < side->n_spans; v++)
        for (unsigned w = 0; w < v; w++) apart |= !(side->spans[v].mask & side->spans[w].mask);
    for (unsigned v = 0; v < side->n_spans; v++) {
        const ub_name_span *s = &side->spans[v];
        float others = apart ? *rest : all, reach;
        for (unsigned i = s->i; i < (unsigned)s->i + s->n; i++) others -= ub_finder_looked_up(&side->f->token[i]) ? (apart ? bound[i] : most[i]) : 0;
        reach = fminf(ub_span_parts(side, s), UB_INFO_MOST) - UB_SPAN_COST + others;
        if (reach < f->least) continue;
        in_runs |= s->mask;
        side->spans[n++] = *s;
    }
    side->n_spans = n;
    for (unsigned i = 0; i < side->f->n; i++) {
        if (!ub_finder_looked_up(&side->f->token[i]) || (in_runs >> i & 1)) continue;
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

void ub_finder_block(ub_names_finder *f, uint8_t q_form)
{
    ub_side side = { .f = &f->forms.form[q_form], .spans = f->spans[0] };
    ub_form *x = &f->forms.form[q_form];
    const ub_ix_known *known[UB_TOKENS_MAX];
    float bound[UB_TOKENS_MAX], rest = ub_facts_most(f->q), slack = rest, slips = 0, reach;
    unsigned order[UB_TOKENS_MAX], n = 0, at = 0;
    ub_finder_worths(f, &side, known);
    f->n_small = 0;
    for (unsigned i = 0; i < x->n; i++) {
        const ub_name_token *t = &x->token[i];
        if (t->kind == UB_TOKEN_INITIAL) slack += 1.5f, rest += 1.5f, f->n_small++;
        if (t->kind == UB_TOKEN_NUMBER) slack += 2.5f, rest += 2.5f, f->n_small++;
        if (!ub_finder_looked_up(t)) continue;
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
        if (!ub_finder_looked_up(&x->token[i])) continue;
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
    if (any && !f->crowded) look_at_forms(f, &side, q_form, slack, bound, rest);
    f->n_crowded += f->crowded;
    if (f->crowded) ub_finder_try_all(f, &side, q_form);
}
