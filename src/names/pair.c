/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pair: may two names be one party's?
 *
 * Here nothing is known of lists and of how common a name is: what counts is how many slips of the pen lie between the two,
 * and what kind of word the one has and the other has not.  The numbers below go into a logistic regression, whose weights
 * (pair_weights.def) are fitted by tools/fit-pairs.py to pairs that people labelled.
 */
#include "pair.h"

#include <math.h>

#include "reasons.h"

static const float weights[UB_PAIR_FEATURES] = {
#define W(name, weight) weight,
#include "pair_weights.def"
#undef W
};

/* ------------------------------------------------------------------------------------------------ words */

static const struct { const char *nick, *name; } nicknames[] = {
#define N(nick, name) { nick, name },
#include "nicknames.def"
#undef N
};

static bool nickname(ub_str x, ub_str y)
{
    for (size_t i = 0; i < UB_COUNT(nicknames); i++) {
        ub_str a = ub_str_of(nicknames[i].nick, strlen(nicknames[i].nick)), b = ub_str_of(nicknames[i].name, strlen(nicknames[i].name));
        if ((ub_str_eq(x, a) && ub_str_eq(y, b)) || (ub_str_eq(x, b) && ub_str_eq(y, a))) return true;
    }
    return false;
}

static bool numeral(const ub_name_token *t) { return t->kind == UB_TOKEN_NUMBER || (t->flags & UB_TOKEN_ROMAN); }

/* Slips between two tokens: letters, or what the sounds differ where that is less. */
static float slips(const ub_name_token *x, ub_str xt, const ub_name_token *y, ub_str yt)
{
    if (numeral(x) && numeral(y) && (x->kind == y->kind || x->value == y->value)) return x->value == y->value ? 0 : 1;
    if (nickname(xt, yt)) return 0.8f;
    bool bare = ((x->flags | y->flags) & UB_TOKEN_BARE) && !(x->flags & y->flags & UB_TOKEN_BARE);
    float cost = ub_token_cost(x, y), sounds = cost * (bare ? 0.6f : 0.35f);
    if (bare) return cost <= 2 * UB_COST_MAX ? sounds : 12;
    float letters = (float)ub_letters_apart(xt, yt, 12);
    if (xt.n <= 3 && yt.n <= 3) return letters;                   /* too few to sound alike */
    return sounds < letters && cost <= 2 * UB_COST_MAX ? sounds : letters;       /* beyond, a cost is only a bound */
}

#define CLOSE 0.25f            /* slips a letter up to which two words may be one */
#define LOOSE 0.6f             /* slips a letter beyond which two words are two words */

static unsigned links_of(const ub_side *x, const ub_side *y, ub_link *out)
{
    unsigned n = 0;
    for (unsigned i = 0; i < x->f->n; i++)
        for (unsigned j = 0; j < y->f->n && n < UB_LINKS_MAX; j++) {
            const ub_name_token *a = &x->f->token[i], *b = &y->f->token[j];
            if (!ub_token_counts(a) || !ub_token_counts(b)) continue;
            ub_str s = ub_token_text(x->f, a), t = ub_token_text(y->f, b);
            float more = (float)(s.n > t.n ? s.n : t.n), d = slips(a, s, b, t);
            if ((a->kind == UB_TOKEN_INITIAL) != (b->kind == UB_TOKEN_INITIAL) && s.p[0] == t.p[0]) out[n++] = (ub_link){ 0.7f, 1u << i, 1u << j, UB_HOW_INITIAL };
            else if (d <= LOOSE * more && (more > 1 || d == 0))
                out[n++] = (ub_link){ 0.5f * (float)(s.n + t.n) - 1.2f * d + 0.01f, 1u << i, 1u << j, (uint8_t)(d == 0 ? UB_HOW_SAME : ub_token_cost(a, b) <= UB_COST_MAX ? UB_HOW_SPELLING : UB_HOW_TYPO) };
        }
    for (int side = 0; side < 2; side++) {
        const ub_side *p = side ? y : x, *q = side ? x : y;
        for (unsigned v = 0; v < p->n_spans; v++)
            for (unsigned j = 0; j < q->f->n && n < UB_LINKS_MAX; j++) {
                const ub_name_token *b = &q->f->token[j];
                ub_str s = ub_str_of(p->spans[v].text, p->spans[v].t.n), t = ub_token_text(q->f, b);
                if (!ub_token_counts(b)) continue;
                float d = slips(&p->spans[v].t, s, b, t), more = (float)(s.n > t.n ? s.n : t.n);
                if (d > CLOSE * more) continue;
                out[n++] = (ub_link){ 0.5f * (float)(s.n + t.n) - 1.2f * d - 0.2f, side ? 1u << j : p->spans[v].mask, side ? p->spans[v].mask : 1u << j, UB_HOW_JOINED };
            }
    }
    return n;
}

static float link_slips(const ub_side *x, const ub_side *y, const ub_link *l)
{
    const ub_form *f = x->f, *g = y->f;
    if (l->how != UB_HOW_JOINED) {
        const ub_name_token *a = &f->token[__builtin_ctz(l->x)], *b = &g->token[__builtin_ctz(l->y)];
        return slips(a, ub_token_text(f, a), b, ub_token_text(g, b));
    }
    const ub_side *p = __builtin_popcount(l->x) > 1 ? x : y, *q = p == x ? y : x;
    uint32_t many = p == x ? l->x : l->y, one = p == x ? l->y : l->x;
    float best = 99;
    for (unsigned v = 0; v < p->n_spans; v++) {
        if (p->spans[v].mask != many) continue;
        const ub_name_token *b = &q->f->token[__builtin_ctz(one)];
        best = fminf(best, slips(&p->spans[v].t, ub_str_of(p->spans[v].text, p->spans[v].t.n), b, ub_token_text(q->f, b)));
    }
    return best;
}

static unsigned letters_in(const ub_form *f, uint32_t mask)
{
    unsigned n = 0;
    for (unsigned i = 0; i < f->n; i++)
        if ((mask >> i & 1) && ub_token_counts(&f->token[i])) n += f->token[i].n;
    return n;
}

static uint32_t kinds_in(const ub_form *f, uint32_t mask)
{
    uint32_t k = 0;
    for (unsigned i = 0; i < f->n; i++)
        if (mask >> i & 1) k |= 1u << f->token[i].kind | ((f->token[i].flags & UB_TOKEN_ROMAN) ? 1u << UB_TOKEN_NUMBER : 0);
    return k;
}

static unsigned words_in(const ub_form *f, uint32_t mask, bool generic)
{
    unsigned n = 0;
    for (unsigned i = 0; i < f->n; i++)
        if (mask >> i & 1) n += (f->token[i].kind == UB_TOKEN_GENERIC) == generic && f->token[i].kind != UB_TOKEN_INITIAL && f->token[i].kind != UB_TOKEN_NUMBER;
    return n;
}

/* Is one token the first letters of the other name's words? */
static bool acronym(const ub_form *f, const ub_form *g)
{
    char first[UB_TOKENS_MAX];
    unsigned n = 0;
    for (unsigned i = 0; i < g->n; i++)
        if (g->token[i].kind != UB_TOKEN_PARTICLE && g->token[i].kind != UB_TOKEN_LEGAL) first[n++] = g->text[g->token[i].at];
    for (unsigned i = 0; i < f->n; i++)
        if (n >= 3 && f->token[i].n == n && memcmp(f->text + f->token[i].at, first, n) == 0) return true;
    return false;
}

/* Both name fathers, and no father of the one is one of the other: "Abdullah bin Omar" is not "Omar bin Abdullah". */
static bool fathers_differ(const ub_form *x, const ub_form *y)
{
    uint32_t mx = ub_fathers_of(x), my = ub_fathers_of(y);
    for (unsigned i = 0; i < x->n; i++)
        for (unsigned j = 0; j < y->n; j++) {
            const ub_name_token *a = &x->token[i], *b = &y->token[j];
            if ((mx >> i & 1) && (my >> j & 1) && slips(a, ub_token_text(x, a), b, ub_token_text(y, b)) <= CLOSE * (float)(a->n > b->n ? a->n : b->n)) return false;
        }
    return mx && my;
}

/* All letters in order, words sorted by where they stand in the other form. */
static ub_str in_order(const ub_form *f, const ub_match *m, bool left, char out[256])
{
    size_t n = 0;
    uint32_t done = 0;
    for (unsigned i = 0; i < m->n_links; i++) {
        uint32_t mask = left ? m->link[i].x : m->link[i].y;
        for (unsigned k = 0; k < f->n; k++)
            if (mask >> k & 1) {
                memcpy(out + n, f->text + f->token[k].at, n + f->token[k].n <= 256 ? f->token[k].n : 0);
                n += n + f->token[k].n <= 256 ? f->token[k].n : 0;
            }
        done |= mask;
    }
    for (unsigned k = 0; k < f->n; k++)
        if (!(done >> k & 1) && ub_token_counts(&f->token[k]) && n + f->token[k].n <= 256) {
            memcpy(out + n, f->text + f->token[k].at, f->token[k].n);
            n += f->token[k].n;
        }
    return ub_str_of(out, n);
}

/* ------------------------------------------------------------------------------------------------ features */

void ub_pair_features(ub_entry_kind kind, const ub_form *x, const ub_form *y, float f[UB_PAIR_FEATURES], ub_match *m)
{
    ub_name_span spans[2][UB_SPANS_MAX];
    ub_side a = { .f = x, .spans = spans[0] }, b = { .f = y, .spans = spans[1] };
    ub_link links[UB_LINKS_MAX];
    float edits = 0, worst = 0;
    unsigned initials = 0;
    uint32_t got_x = 0, got_y = 0;
    ub_side_spans(&a);
    ub_side_spans(&b);
    ub_spans_make(&a);
    ub_spans_make(&b);
    memset(m, 0, sizeof *m);
    memset(f, 0, UB_PAIR_FEATURES * sizeof *f);
    m->n_links = ub_assign(links, links_of(&a, &b, links), m->link);
    for (unsigned i = 0; i < m->n_links; i++) {
        const ub_link *l = &m->link[i];
        got_x |= l->x;
        got_y |= l->y;
        if (l->how == UB_HOW_INITIAL) { initials++; continue; }
        float d = link_slips(&a, &b, l), n = (float)letters_in(x, l->x), k = (float)letters_in(y, l->y);
        edits += d;
        worst = fmaxf(worst, d / fmaxf(1, fmaxf(n, k)));
    }
    m->left_x = ub_words_of(x) & ~got_x;
    m->left_y = ub_words_of(y) & ~got_y;
    bool org = kind != UB_ENTRY_PERSON;
    uint32_t kx = kinds_in(x, m->left_x), ky = kinds_in(y, m->left_y);
    unsigned lx = ub_legal_of(x), ly = ub_legal_of(y), left_x = words_in(x, m->left_x, false), left_y = words_in(y, m->left_y, false),
        gen_x = words_in(x, m->left_x, true), gen_y = words_in(y, m->left_y, true);
    float all_x = (float)letters_in(x, ~0u), all_y = (float)letters_in(y, ~0u), in_x = (float)letters_in(x, got_x), in_y = (float)letters_in(y, got_y);
    bool both = left_x + gen_x && left_y + gen_y, words_met = false;
    for (unsigned i = 0; i < m->n_links; i++) words_met |= (kinds_in(x, m->link[i].x) & (1u << UB_TOKEN_WORD)) != 0;
    char p[256], q[256];
    ub_str s = in_order(x, m, true, p), t = in_order(y, m, false, q);
    m->number = (kx & ky) >> UB_TOKEN_NUMBER & 1;
    m->legal = lx && ly && lx != ly;
    m->patronymic = fathers_differ(x, y);

    bool initial = ((kx >> UB_TOKEN_INITIAL & 1) && ky) || ((ky >> UB_TOKEN_INITIAL & 1) && kx), short_for = acronym(x, y) || acronym(y, x);
    if (short_for) both = false;
    f[UB_PAIR_BIAS] = 1;
    f[UB_PAIR_ORG] = org;
    f[UB_PAIR_EDITS] = fminf(edits, 6);
    f[UB_PAIR_EDITS_OVER_2] = fmaxf(0, fminf(edits, 6) - 1.9f);
    f[UB_PAIR_EDITS_SHARE] = 10 * edits / fmaxf(4, fmaxf(all_x, all_y));
    f[UB_PAIR_WORST_WORD] = worst;
    f[UB_PAIR_MISMATCH] = both || initial;
    f[UB_PAIR_MISMATCHES] = short_for ? 0 : (float)(left_x + gen_x < left_y + gen_y ? left_x + gen_x : left_y + gen_y);
    f[UB_PAIR_PERSON_MORE] = !org && !both && (left_x || left_y);
    f[UB_PAIR_PERSON_MORE_WORDS] = !org && !both ? fminf((float)(left_x + left_y), 3) : 0;
    f[UB_PAIR_ORG_MORE_WORDS] = org && !both && !short_for ? fminf((float)(left_x + left_y), 3) : 0;
    f[UB_PAIR_ORG_MORE_GENERIC] = org && !both && !short_for ? fminf((float)(gen_x + gen_y), 3) : 0;
    f[UB_PAIR_PLACE_DIFFERS] = ((kx | ky) >> UB_TOKEN_PLACE & 1) && org;
    f[UB_PAIR_COVERED_LESS] = short_for ? 1 : fminf(all_x > 0 ? in_x / all_x : 0, all_y > 0 ? in_y / all_y : 0);
    f[UB_PAIR_COVERED_MORE] = fmaxf(all_x > 0 ? in_x / all_x : 0, all_y > 0 ? in_y / all_y : 0);
    f[UB_PAIR_LEGAL_DIFFERS] = m->legal;
    f[UB_PAIR_ONLY_GENERIC] = org && !words_met && m->n_links;
    f[UB_PAIR_INITIALS] = (float)initials;
    f[UB_PAIR_INITIAL_DIFFERS] = initial;
    f[UB_PAIR_CROSS_SCRIPT] = x->bare != y->bare || x->han != y->han;
    f[UB_PAIR_ACRONYM] = short_for;
    f[UB_PAIR_PATRONYMIC_DIFFERS] = m->patronymic;
    f[UB_PAIR_ONE_WORD] = !org && (words_in(x, ~0u, false) == 1) != (words_in(y, ~0u, false) == 1);
    f[UB_PAIR_NUMBER_DIFFERS] = m->number;
    f[UB_PAIR_WHOLE] = ub_jaro_winkler(s, t);
    m->order = ub_out_of_order(m);
    f[UB_PAIR_SAME] = edits < 0.01f && !m->left_x && !m->left_y && m->n_links && !m->legal && !m->patronymic;
}

/* Two names in Chinese characters are compared as they are written: how many characters lie between them. */
void ub_pair_han(const ub_forms *x, const ub_forms *y, float f[UB_PAIR_FEATURES])
{
    unsigned n = 0;
    if (!x->n_han || !y->n_han || x->form[0].latin || y->form[0].latin) return;
    for (unsigned i = 0; i < x->n_han && i < y->n_han; i++) n += x->han[i] != y->han[i];
    n += (unsigned)(x->n_han > y->n_han ? x->n_han - y->n_han : y->n_han - x->n_han);
    f[UB_PAIR_HAN_DIFFERS] = (float)(n < 3 ? n : 3);
}

static float score_of(const float f[UB_PAIR_FEATURES])
{
    float sum = 0;
    for (int i = 0; i < UB_PAIR_FEATURES; i++) sum += weights[i] * f[i];
    return 1 / (1 + expf(-sum));
}

ub_status ub_names_compare(ub_arena *a, ub_entry_kind kind, ub_str name1, ub_str name2, ub_names_pair *pair, ub_err *err)
{
    ub_forms forms[2];
    float f[UB_PAIR_FEATURES];
    ub_match m, best_m = { 0 };
    unsigned at[2] = { 0, 0 };
    float best = -1;
    bool turned = ub_str_cmp(name1, name2) > 0;
    ub_forms_make(turned ? name2 : name1, UB_FORMS_QUERY, &forms[0]);
    ub_forms_make(turned ? name1 : name2, UB_FORMS_QUERY, &forms[1]);
    for (unsigned i = 0; i < forms[0].n; i++)
        for (unsigned j = 0; j < forms[1].n; j++) {
            ub_pair_features(kind, &forms[0].form[i], &forms[1].form[j], f, &m);
            ub_pair_han(&forms[0], &forms[1], f);
            bool nothing = !forms[0].form[i].n || !forms[1].form[j].n;        /* no letter that we know */
            float score = nothing ? 0 : score_of(f);
            if (score <= best) continue;
            best = score;
            best_m = m;
            at[0] = i;
            at[1] = j;
        }
    bool exact = forms[0].exact[0] && (forms[0].exact[0] == forms[1].exact[0] || forms[0].exact[1] == forms[1].exact[0] || forms[0].exact[0] == forms[1].exact[1]);
    if (exact) best = 1;
    pair->score = best;
    pair->match = best >= 0.5f;
    ub_reasons r = { a, pair->reasons, 0, UB_COUNT(pair->reasons), false };
    if (exact) ub_reason_add(&r, "exact", UB_S(""), UB_S(""));
    else ub_reasons_match(&r, &forms[0].form[at[0]], &forms[1].form[at[1]], &best_m);
    pair->n_reasons = (uint8_t)r.n;
    return r.failed ? ub_fail(err, UB_LIMIT, "no room for the reasons", 0) : UB_OK;
}
