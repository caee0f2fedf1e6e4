/* SPDX-License-Identifier: Apache-2.0 */
/*
 * score: what two forms have in common, in nats; see score.h.
 *
 * Tokens are assigned one to one so that the sum is largest.  A token may also stand for two or three neighbours of the other
 * side run together ("Gaobin", "Gao Bin"), or for one and the particle before it ("Alassad", "al Assad").
 */
#include "score.h"

#include <math.h>
#include <stdlib.h>

/* ------------------------------------------------------------------------------------------------ one token */

/* The least chance that we give a token that nobody was seen to have, by its letters, and by the length of its key. */
static float floor_raw(unsigned n)
{
    static const float at[] = { 1e-2f, 1e-2f, 3e-4f, 4e-5f, 1e-5f };
    return n < UB_COUNT(at) ? at[n] : 4e-6f;
}

static float floor_key(unsigned n)
{
    static const float at[] = { 1e-2f, 3e-3f, 5e-4f, 6e-5f, 1.2e-5f };
    return n < UB_COUNT(at) ? at[n] : 4e-6f;
}

ub_worth ub_worth_of(const ub_name_token *t, float p_raw, float p_key)
{
    bool known = p_raw > 0;
    return (ub_worth){ p_raw, p_key, -logf(p_raw + floor_raw(t->n)), (t->flags & UB_TOKEN_BARE) || !known ? 13.0f : -logf(p_raw + 1e-6f), known };
}

static float info_key(const ub_name_token *t, ub_worth w, float share)
{
    float raw = w.p_raw + floor_raw(t->n), key = w.p_key + floor_key(t->n_key[0]);
    return -logf(raw + (key > raw ? (key - raw) * share : 0));
}

/* A slip of the pen is as likely in anybody's name: it costs little.  But what is somebody's name as it stands is hardly one;
 * nor is one or two syllables of Mandarin for others. */
static float typo_gain(const ub_name_token *x, ub_str xt, ub_worth xw, const ub_name_token *y, ub_str yt, ub_worth yw, float need)
{
    /* Nobody is called Mohxmmad: that it is a slip for a common name says more than the name itself would. */
    static const float slip[] = { 0, 0, 0, 2.5f, 5, 7, 8, 8.4f, UB_SLIP_MOST };
    uint16_t syllables[8];
    unsigned shorter = xt.n < yt.n ? (unsigned)xt.n : (unsigned)yt.n;
    if (shorter < 3 || ((x->flags | y->flags) & UB_TOKEN_BARE)) return 0;
    unsigned max = shorter >= 9 ? 2 : 1, apart = ub_letters_apart(xt, yt, max);
    if (apart > max) return 0;
    float gain = -logf(yw.p_raw + 4 * floor_raw(shorter)) - 0.4f * (float)apart;
    if (!xw.known && gain < slip[shorter < 8 ? shorter : 8]) gain = slip[shorter < 8 ? shorter : 8];
    if (xw.known) gain = fminf(gain, xw.bound - 7);     /* somebody is called so */
    if (gain <= 0 || gain < need) return 0;
    if (ub_pinyin_split(yt, syllables, 2) && ub_pinyin_split(xt, syllables, 2)) return 0;
    return gain;
}

float ub_token_gain(const ub_name_token *x, ub_str xt, ub_worth xw, const ub_name_token *y, ub_str yt, ub_worth yw, ub_how *how)
{
    return ub_token_gain_of(x, xt, xw, y, yt, yw, 0, how);
}

/* The name of God, as form.c writes it, is nobody's name spelt otherwise: "aly" has all that is written of "alh" but is Ali. */
static bool is_god(const ub_name_token *t, ub_str s)
{
    return t->flags & UB_TOKEN_BARE ? ub_str_eq(s, UB_S("alh")) : ub_str_eq(s, UB_S("allah"));
}

float ub_token_gain_of(const ub_name_token *x, ub_str xt, ub_worth xw, const ub_name_token *y, ub_str yt, ub_worth yw, float need, ub_how *how)
{
    *how = UB_HOW_NONE;
    if (x->kind == UB_TOKEN_NUMBER || y->kind == UB_TOKEN_NUMBER) {
        if (x->kind != y->kind || x->value != y->value) return 0;
        *how = UB_HOW_NUMBER;
        return 2.5f;
    }
    if (x->hash == y->hash && x->n == y->n) {
        *how = UB_HOW_SAME;
        if (x->kind == UB_TOKEN_INITIAL) return 1.5f;
        return fminf(yw.info, xw.bound);
    }
    if (x->kind == UB_TOKEN_INITIAL || y->kind == UB_TOKEN_INITIAL) {
        if (xt.p[0] != yt.p[0] || x->n == y->n) return 0;
        *how = UB_HOW_INITIAL;
        return UB_INITIAL_GAIN;
    }
    bool bare = (x->flags | y->flags) & UB_TOKEN_BARE;
    float bound = xw.bound, most = UB_COST_MAX, gain = 0;
    if (need > 0) {                                               /* costs beyond which it is not reached */
        if (!bare && xw.known && bound - 2.5f * (most - 1) < need) most = fmaxf(1, 1 + (bound - need) / 2.5f);
        float info = yw.info;
        if (info - 0.6f * most < need) most = (info - need) / 0.6f;
        if (most < 0) most = -1;
        if (most < 0 && (xw.known ? bound - 7 : fmaxf(info, UB_SLIP_MOST)) < need) return 0;
    }
    if (!ub_tokens_near(x, xt, y, yt)) return 0;
    if (bare && is_god(x, xt) != is_god(y, yt)) return 0;
    float cost = most < 0 ? UB_COST_MAX + 1 : ub_token_cost_to(x, y, most + 0.01f);
    if (cost <= most + 0.01f && cost <= UB_COST_MAX) {
        gain = info_key(y, yw, bare ? 1 : fminf(1, cost / 2)) - 0.6f * cost;
        if (bare && x->key[0] != y->key[0] && x->key[0] != y->key[1] && x->key[1] != y->key[0]) gain -= 2.5f;
        /* A common name that is not this one's usual spelling is likelier to be somebody else's. */
        if (!bare && xw.known && cost > 1) gain = fminf(gain, bound - 2.5f * (cost - 1));
        if (gain > 0) *how = UB_HOW_SPELLING;
    }
    if (!xw.known || bound - 7 >= need) {
        float typo = typo_gain(x, xt, xw, y, yt, yw, need);
        if (typo > gain) {
            gain = typo;
            *how = UB_HOW_TYPO;
        }
    }
    if (gain > bound) gain = bound;
    return gain > 0 && gain >= need ? gain : 0;
}

/* ------------------------------------------------------------------------------------------------ tokens run together */

static bool joins(const ub_name_token *t)
{
    return t->kind == UB_TOKEN_WORD || t->kind == UB_TOKEN_INITIAL || t->kind == UB_TOKEN_GENERIC || t->kind == UB_TOKEN_PLACE;
}

static void add_span(ub_side *s, unsigned i, unsigned n, ub_merge_how how)
{
    ub_name_span *v = &s->spans[s->n_spans];
    if (s->n_spans == UB_SPANS_MAX) return;
    v->i = (uint8_t)i;
    v->n = (uint8_t)n;
    v->mask = ((1u << n) - 1) << i;
    v->how = (uint8_t)how;
    v->made = false;
    s->n_spans++;
}

void ub_span_make(const ub_side *s, ub_name_span *v)
{
    enum { LEAST = 4 };
    if (!v->made && (!ub_token_merge(s->f, v->i, v->n, (ub_merge_how)v->how, v->text, &v->t) || v->t.n < LEAST)) v->t.n = 0;
    v->made = true;
}

void ub_spans_make(ub_side *s)
{
    unsigned n = 0;
    for (unsigned i = 0; i < s->n_spans; i++) {
        ub_span_make(s, &s->spans[i]);
        if (s->spans[i].t.n == 0) continue;
        if (n != i) s->spans[n] = s->spans[i];
        n++;
    }
    s->n_spans = n;
}

/* The article before a letter to which its l is made like. */
static bool likens(const ub_form *f, unsigned i)
{
    ub_str article = ub_token_text(f, &f->token[i]), word = ub_token_text(f, &f->token[i + 1]);
    return (f->token[i].flags & f->token[i + 1].flags & UB_TOKEN_BARE) && ub_str_eq(article, UB_S("al")) && memchr("tdrzsn", word.p[0], 6);
}

void ub_side_spans(ub_side *s)
{
    const ub_form *f = s->f;
    s->n_spans = 0;
    for (unsigned i = 0; i < f->n; i++) {
        unsigned words = joins(&f->token[i]), n = 1;
        if (!words && f->token[i].kind != UB_TOKEN_PARTICLE) continue;
        bool particle = !words;
        for (; i + n < f->n && words < 3; n++) {
            const ub_name_token *t = &f->token[i + n];
            if (t->kind == UB_TOKEN_PARTICLE) {
                particle = true;
                if (words) add_span(s, i, n + 1, UB_MERGE_ALL);   /* "bin" may be Arabic or Chinese */
                continue;
            }
            if (!joins(t)) break;
            words++;
            if (words == 3 && t->n + f->token[i].n > 16) break;
            add_span(s, i, n + 1, UB_MERGE_ALL);
            if (particle && words > 1) add_span(s, i, n + 1, UB_MERGE_WORDS);
            if (particle && n == 1 && likens(f, i)) add_span(s, i, 2, UB_MERGE_LIKENED);
        }
    }
}

/* ------------------------------------------------------------------------------------------------ assignment */

enum { LINKS_MAX = UB_LINKS_MAX, STEPS_MAX = 20000 };

typedef struct search {
    ub_link link[LINKS_MAX];
    float rest[LINKS_MAX + 1];         /* the most that links i and on could add */
    unsigned n, steps;
    float now, best;
    unsigned chosen[UB_TOKENS_MAX], n_chosen, best_chosen[UB_TOKENS_MAX], n_best;
} search;

static int by_gain(const void *a, const void *b)
{
    const ub_link *x = a, *y = b;
    if (x->gain != y->gain) return x->gain < y->gain ? 1 : -1;
    uint32_t p = x->x ^ x->y, q = y->x ^ y->y;                    /* so that the order is one, from either side */
    if (p != q) return p < q ? -1 : 1;
    uint32_t r = x->x | x->y, t = y->x | y->y;
    return r < t ? -1 : r > t ? 1 : x->x < y->x ? -1 : x->x > y->x;
}

static void try_links(search *s, unsigned i, uint32_t x, uint32_t y)
{
    if (s->now > s->best + 1e-6f) {
        s->best = s->now;
        s->n_best = s->n_chosen;
        memcpy(s->best_chosen, s->chosen, s->n_chosen * sizeof s->chosen[0]);
    }
    if (i == s->n || s->now + s->rest[i] <= s->best || ++s->steps > STEPS_MAX) return;
    const ub_link *l = &s->link[i];
    if (!(l->x & x) && !(l->y & y) && s->n_chosen < UB_TOKENS_MAX) {
        s->chosen[s->n_chosen++] = i;
        s->now += l->gain;
        try_links(s, i + 1, x | l->x, y | l->y);
        s->now -= l->gain;
        s->n_chosen--;
    }
    try_links(s, i + 1, x, y);
}

static unsigned assign(search *s, ub_link out[UB_TOKENS_MAX])
{
    s->steps = s->n_chosen = s->n_best = 0;
    s->now = s->best = s->rest[s->n] = 0;
    qsort(s->link, s->n, sizeof s->link[0], by_gain);
    for (unsigned i = s->n; i-- > 0;) s->rest[i] = s->rest[i + 1] + s->link[i].gain;
    try_links(s, 0, 0, 0);
    for (unsigned i = 0; i < s->n_best; i++) out[i] = s->link[s->best_chosen[i]];
    return s->n_best;
}

unsigned ub_assign(const ub_link *links, unsigned n, ub_link out[UB_TOKENS_MAX])
{
    search s;
    s.n = n < LINKS_MAX ? n : LINKS_MAX;
    memcpy(s.link, links, s.n * sizeof links[0]);
    return assign(&s, out);
}

static void add_link(search *s, float gain, uint32_t x, uint32_t y, ub_how how)
{
    if (gain <= 0.05f || s->n == LINKS_MAX) return;
    s->link[s->n++] = (ub_link){ gain, x, y, (uint8_t)how };
}

/* What a token run together brings against one token of the other side: equal keys, and close.  No more than its parts are
 * worth, for ordinary names may have those side by side; and no more than the whole. */
float ub_span_gain(const ub_name_span *v, float parts, const ub_name_token *t, float whole)
{
    if (!ub_tokens_joinable(&v->t, t)) return 0;
    float cost = ub_token_cost(&v->t, t);
    if (cost > 2) return 0;
    if ((v->t.flags | t->flags) & UB_TOKEN_BARE) cost += v->t.n_key[0] < 6 ? 4 : 2;       /* so little of it is written */
    return fmaxf(0, fminf(parts, whole) - UB_SPAN_COST - cost);
}

float ub_span_parts(const ub_side *s, const ub_name_span *v)
{
    float sum = 0;
    for (unsigned i = v->i; i < (unsigned)v->i + v->n; i++) {
        const ub_name_token *t = &s->f->token[i];
        if (t->kind != UB_TOKEN_PARTICLE) sum += t->flags & UB_TOKEN_BARE ? info_key(t, s->worth[i], 1) : s->worth[i].info;
    }
    return sum;
}

bool ub_token_counts(const ub_name_token *t) { return t->kind != UB_TOKEN_PARTICLE && t->kind != UB_TOKEN_TITLE && t->kind != UB_TOKEN_LEGAL; }

static void find_links(search *s, const ub_side *x, const ub_side *y)
{
    ub_how how;
    for (unsigned i = 0; i < x->f->n; i++)
        for (unsigned j = 0; j < y->f->n; j++) {
            const ub_name_token *a = &x->f->token[i], *b = &y->f->token[j];
            if (!ub_token_counts(a) || !ub_token_counts(b)) continue;
            float g = ub_token_gain(a, ub_token_text(x->f, a), x->worth[i], b, ub_token_text(y->f, b), y->worth[j], &how);
            add_link(s, g, 1u << i, 1u << j, how);
        }
    for (unsigned v = 0; v < x->n_spans; v++)
        for (unsigned j = 0; j < y->f->n; j++)
            if (ub_token_counts(&y->f->token[j]))
                add_link(s, ub_span_gain(&x->spans[v], ub_span_parts(x, &x->spans[v]), &y->f->token[j], y->worth[j].info),
                    x->spans[v].mask, 1u << j, UB_HOW_JOINED);
    for (unsigned v = 0; v < y->n_spans; v++)
        for (unsigned i = 0; i < x->f->n; i++)
            if (ub_token_counts(&x->f->token[i]))
                add_link(s, ub_span_gain(&y->spans[v], ub_span_parts(y, &y->spans[v]), &x->f->token[i], x->worth[i].bound),
                    1u << i, y->spans[v].mask, UB_HOW_JOINED);
}

/* ------------------------------------------------------------------------------------------------ two forms */

uint32_t ub_words_of(const ub_form *f)
{
    uint32_t m = 0;
    for (unsigned i = 0; i < f->n; i++)
        if (ub_token_counts(&f->token[i])) m |= 1u << i;
    return m;
}

static bool is_patronymic(ub_str s)
{
    return s.n > 5 && (ub_str_ends(s, UB_S("ovich")) || ub_str_ends(s, UB_S("evich")) || ub_str_ends(s, UB_S("ovna")) || ub_str_ends(s, UB_S("evna"))
        || ub_str_ends(s, UB_S("ovych")) || ub_str_ends(s, UB_S("ivna")) || ub_str_ends(s, UB_S("ovic")) || ub_str_ends(s, UB_S("evic"))
        || ub_str_ends(s, UB_S("ovitch")) || ub_str_ends(s, UB_S("evitch")) || ub_str_ends(s, UB_S("owitsch")) || ub_str_ends(s, UB_S("yevich")));
}

/* "bin Omar", "ben Ali": what stands behind is the father's name. */
static bool is_filial(ub_str s)
{
    static const ub_str words[] = {
        UB_LIT("ben"), UB_LIT("bent"), UB_LIT("bin"), UB_LIT("bint"), UB_LIT("bn"), UB_LIT("bnt"), UB_LIT("ibn"), UB_LIT("ibni"), UB_LIT("ould"),
        UB_LIT("uld"), UB_LIT("walad"), UB_LIT("wld"), UB_LIT("wuld"),
    };
    for (size_t i = 0; i < UB_COUNT(words); i++)
        if (ub_str_eq(s, words[i])) return true;
    return false;
}

uint32_t ub_fathers_of(const ub_form *f)
{
    uint32_t m = 0;
    bool behind = false;
    for (unsigned i = 0; i < f->n; i++) {
        ub_str s = ub_token_text(f, &f->token[i]);
        if (f->token[i].kind == UB_TOKEN_PARTICLE) {
            behind |= is_filial(s);
            continue;
        }
        if (behind || is_patronymic(s)) m |= 1u << i;
        behind = false;
    }
    return m;
}

/* Listed words that the query has not: a family name is missed most, a patronymic least. */
static float missing(const ub_form *f, uint32_t mask)
{
    float sum = 0;
    for (unsigned i = 0; i < f->n; i++) {
        if (!(mask >> i & 1)) continue;
        const ub_name_token *t = &f->token[i];
        sum += t->kind == UB_TOKEN_INITIAL || is_patronymic(ub_token_text(f, t)) ? UB_ONLY_LISTED : i < f->n_family ? 3.5f : 2.0f;
    }
    return sum;
}

static bool has_kind(const ub_form *f, uint32_t mask, ub_token_kind kind)
{
    for (unsigned i = 0; i < f->n; i++)
        if ((mask >> i & 1) && (f->token[i].kind == kind || (kind == UB_TOKEN_NUMBER && (f->token[i].flags & UB_TOKEN_ROMAN)))) return true;
    return false;
}

unsigned ub_legal_of(const ub_form *f)
{
    for (unsigned i = f->n; i-- > 0;)
        if (f->token[i].kind == UB_TOKEN_LEGAL) return f->token[i].value;
    return UB_LEGAL_NONE;
}

/* In order but for a turn: "a b c" and "c a b". */
bool ub_out_of_order(const ub_match *m)
{
    unsigned at[UB_TOKENS_MAX], turns = 0;
    for (unsigned i = 0; i < m->n_links; i++) {
        unsigned k = 0;
        for (unsigned j = 0; j < m->n_links; j++) k += (m->link[j].x & -m->link[j].x) < (m->link[i].x & -m->link[i].x);
        at[k] = (unsigned)__builtin_ctz(m->link[i].y);
    }
    for (unsigned i = 0; i < m->n_links; i++) turns += at[i] > at[(i + 1) % m->n_links];
    return m->n_links > 2 && turns > 1;
}

void ub_forms_match(const ub_side *x, const ub_side *y, ub_match *m)
{
    search s;
    s.n = 0;
    find_links(&s, x, y);
    uint32_t got_x = 0, got_y = 0;
    m->n_links = assign(&s, m->link);
    for (unsigned i = 0; i < m->n_links; i++) got_x |= m->link[i].x, got_y |= m->link[i].y;
    m->left_x = ub_words_of(x->f) & ~got_x;
    m->left_y = ub_words_of(y->f) & ~got_y;
    unsigned n_x = (unsigned)__builtin_popcount(m->left_x), n_y = (unsigned)__builtin_popcount(m->left_y);
    m->order = ub_out_of_order(m);
    m->number = has_kind(x->f, m->left_x, UB_TOKEN_NUMBER) && has_kind(y->f, m->left_y, UB_TOKEN_NUMBER);
    m->patronymic = (ub_fathers_of(x->f) & m->left_x) && (ub_fathers_of(y->f) & m->left_y);
    unsigned lx = ub_legal_of(x->f), ly = ub_legal_of(y->f);
    m->legal = lx && ly && lx != ly;
    m->score = s.best - UB_NOT_LISTED * (float)n_x - 1.5f * (float)(n_x < n_y ? n_x : n_y) - missing(y->f, m->left_y)
        - (m->order ? 2.0f : 0) - (m->number ? 4.0f : 0) - (m->patronymic ? 3.0f : 0) - (m->legal ? 0.7f : 0);
}
