/* SPDX-License-Identifier: Apache-2.0 */
/*
 * index: build the flat block.
 *
 * What a token is worth comes from two places: the table of ordinary names, and how many entries of one list share it (so
 * that names common among listed parties do not count as rare).  Blocking is by signs: hashes of keys and of keys with one
 * class left out, see score.h; two tokens are near if and only if they share a sign, so nothing that the score would count is
 * missed.  At the end ordinary names are drawn and screened, and the tail of their best scores is written down.
 */
#include "index.h"

#include <math.h>
#include <stdlib.h>

#include "ordinary.h"
#include "slip.h"

#ifndef UB_NAMES_CALIBRATE
#define UB_NAMES_CALIBRATE 300000      /* ordinary names drawn */
#endif
enum { CALIBRATE = UB_NAMES_CALIBRATE };

typedef struct building {
    ub_arena *a;
    ub_err *err;
    struct { ub_ix_name *p; size_t n, cap; } names;
    struct { ub_ix_form *p; size_t n, cap; } forms;
    struct { uint32_t *p; size_t n, cap; } tokens;
    struct { ub_ix_word *p; size_t n, cap; } words;
    struct { struct seen { uint32_t entry, n, list, most; float most_share; } *p; size_t n, cap; } seen;   /* beside words */
    struct { ub_ix_sign *p; size_t n, cap; } signs;
    struct { ub_ix_slip *p; size_t n, cap; } slips;
    struct { ub_ix_facts *p; size_t n, cap; } facts;
    ub_buf texts;
    uint32_t *word_at, word_bits;                                 /* hash table of words */
    uint32_t base[UB_NAMES_LISTS_MAX];
    bool failed;
} building;

/* ------------------------------------------------------------------------------------------------ words */

static bool grow_words(building *b)
{
    uint32_t bits = b->word_at ? b->word_bits + 1 : 14;
    uint32_t *at = UB_NEW(b->a, uint32_t, (size_t)1 << bits);
    if (!at) return false;
    for (size_t i = 0; i < b->words.n; i++) {
        uint32_t k = ub_ix_slot(ub_ix_word_hash(&b->words.p[i].t), bits);
        while (at[k]) k = (k + 1) & ((1u << bits) - 1);
        at[k] = (uint32_t)i + 1;
    }
    b->word_at = at;
    b->word_bits = bits;
    return true;
}

static uint32_t word_of(building *b, const ub_form *f, const ub_name_token *t)
{
    ub_str text = ub_token_text(f, t);
    if ((!b->word_at || b->words.n * 2 >= (size_t)1 << b->word_bits) && !grow_words(b)) goto fail;
    uint32_t mask = (1u << b->word_bits) - 1, k = ub_ix_slot(ub_ix_word_hash(t), b->word_bits);
    for (; b->word_at[k]; k = (k + 1) & mask) {
        const ub_ix_word *w = &b->words.p[b->word_at[k] - 1];
        if (w->t.hash == t->hash && w->t.n == t->n && w->t.kind == t->kind && ((w->t.flags ^ t->flags) & UB_TOKEN_BARE) == 0
            && w->t.value == t->value && memcmp(b->texts.p + w->text, text.p, text.n) == 0)
            return b->word_at[k] - 1;
    }
    ub_ix_word *w = UB_PUSH(b->a, &b->words);
    if (!w || !UB_PUSH(b->a, &b->seen)) goto fail;
    w->t = *t;
    w->t.at = 0;
    w->t.flags &= UB_TOKEN_BARE | UB_TOKEN_ROMAN;
    w->text = (uint32_t)b->texts.n;
    if (!ub_buf_add(&b->texts, text)) goto fail;
    b->word_at[k] = (uint32_t)b->words.n;
    return (uint32_t)b->words.n - 1;
fail:
    b->failed = true;
    return 0;
}

/* ------------------------------------------------------------------------------------------------ facts */

static void add_facts(building *b, const ub_list *l)
{
    for (uint32_t e = 0; e < l->n_entries; e++) {
        const ub_list_entry *entry = &l->entries[e];
        ub_ix_facts *x = UB_PUSH(b->a, &b->facts);
        if (!x) { b->failed = true; return; }
        x->kind = entry->kind;
        for (uint32_t i = entry->fact; i < entry->fact + entry->n_facts; i++) {
            const ub_list_fact *f = &l->facts[i];
            if (f->kind == UB_FACT_BIRTH && f->from && x->n_born < 4) {
                x->born[x->n_born][0] = (uint16_t)(f->from / 10000 - (f->circa ? 2 : 0));
                x->born[x->n_born][1] = (uint16_t)((f->to ? f->to : f->from) / 10000 + (f->circa ? 2 : 0));
                x->born_on[x->n_born++] = f->from == f->to && f->from % 100 && !f->circa ? f->from : 0;
            } else if (f->kind == UB_FACT_COUNTRY && f->place.n == 2 && x->n_country < 6) {
                memcpy(x->country[x->n_country++], l->text + f->place.at, 2);
            }
        }
    }
}

/* ------------------------------------------------------------------------------------------------ names */

static void add_sign(building *b, uint32_t sign, uint32_t value)
{
    ub_ix_sign *s = UB_PUSH(b->a, &b->signs);
    if (!s) { b->failed = true; return; }
    *s = (ub_ix_sign){ sign, value };
}

static void see(building *b, uint32_t word, uint32_t list, uint32_t entry, uint32_t n_entries)
{
    struct seen *s = &b->seen.p[word];
    if (s->list != list + 1) *s = (struct seen){ UINT32_MAX, 0, list + 1, s->most, s->most_share };
    if (s->entry == entry) return;
    s->entry = entry;
    if (++s->n < 2) return;
    float share = 0.25f * (float)(s->n - 1) / (float)(n_entries < 1000 ? 1000 : n_entries);
    if (share > s->most_share) s->most_share = share;
}

static void add_form(building *b, const ub_form *f, uint32_t name, uint32_t list, uint32_t entry, uint32_t n_entries)
{
    ub_name_span spans[UB_SPANS_MAX];
    ub_side side = { .f = f, .spans = spans };
    ub_ix_form *x = UB_PUSH(b->a, &b->forms);
    if (!x) { b->failed = true; return; }
    *x = (ub_ix_form){ .name = name, .token = (uint32_t)b->tokens.n, .n = f->n, .n_family = f->n_family,
        .words = (uint8_t)__builtin_popcount(ub_words_of(f)) };
    uint32_t me = (uint32_t)b->forms.n - 1;
    unsigned slack = 0;
    for (unsigned i = 0; i < f->n && !b->failed; i++) {
        uint32_t w = word_of(b, f, &f->token[i]), *t = UB_PUSH(b->a, &b->tokens);
        if (!t) { b->failed = true; return; }
        *t = w;
        see(b, w, list, entry, n_entries);
        if (f->token[i].kind == UB_TOKEN_INITIAL) slack += 15;
        if (f->token[i].kind == UB_TOKEN_NUMBER) slack += 25;
    }
    b->forms.p[me].slack = (uint8_t)(slack < 255 ? slack : 255);
    ub_side_spans(&side);
    ub_spans_make(&side);
    for (unsigned v = 0; v < side.n_spans; v++) {
        uint32_t sign[3];
        unsigned n = ub_merge_signs(&spans[v].t, sign);
        for (unsigned k = 0; k < n; k++) add_sign(b, sign[k], UB_IX_FORM | me);
    }
}

static void add_slips(building *b, const ub_forms *forms, uint32_t name)
{
    uint64_t keys[UB_SLIP_KEYS_MAX];
    for (unsigned i = 0, n = ub_slip_keys(forms, true, keys); i < n; i++) {
        ub_ix_slip *s = UB_PUSH(b->a, &b->slips);
        if (!s) { b->failed = true; return; }
        *s = (ub_ix_slip){ keys[i], name, 0 };
    }
}

static void add_list(building *b, const ub_list *l, uint32_t list)
{
    ub_forms forms;
    b->base[list] = (uint32_t)b->facts.n;
    add_facts(b, l);
    for (uint32_t i = 0; i < l->n_names && !b->failed; i++) {
        const ub_list_name *from = &l->names[i];
        ub_ix_name *n = UB_PUSH(b->a, &b->names);
        if (!n) { b->failed = true; return; }
        ub_forms_make(ub_list_str(l, from->text), UB_FORMS_LIST, &forms);
        *n = (ub_ix_name){ list, i, b->base[list] + from->entry, (uint32_t)b->forms.n, 0,
            from->strength == UB_NAME_STRONG || from->type == UB_NAME_PRIMARY, { 0 } };
        uint32_t me = (uint32_t)b->names.n - 1;
        if (n->strong) add_slips(b, &forms, me);
        for (unsigned f = 0; f < forms.n && !b->failed; f++) {
            if (!forms.form[f].n) continue;
            add_form(b, &forms.form[f], me, list, from->entry, l->n_entries);
            b->names.p[me].n_forms++;
        }
    }
}

/* ------------------------------------------------------------------------------------------------ what tokens are worth */

/* A token that has a chance, to be weighed against the lists. */
typedef struct token_of { ub_name_token t; char text[UB_NAME_TOKEN_MAX]; } token_of;
typedef struct chances { ub_arena *a; struct { token_of *p; size_t n, cap; } tokens; ub_ix_chance *p; uint32_t bits; size_t n; bool failed; } chances;

static ub_ix_chance *chance_of(chances *c, uint64_t hash)
{
    if (hash == 0) hash = 1;
    if (!c->p || c->n * 2 >= (size_t)1 << c->bits) {
        chances old = *c;
        c->bits = old.p ? old.bits + 1 : 15;
        if (!(c->p = UB_NEW(c->a, ub_ix_chance, (size_t)1 << c->bits))) { c->failed = true; c->p = old.p; c->bits = old.bits; return NULL; }
        for (size_t i = 0; old.p && i < (size_t)1 << old.bits; i++) {
            if (!old.p[i].hash) continue;
            uint32_t k = ub_ix_slot(old.p[i].hash, c->bits);
            while (c->p[k].hash) k = (k + 1) & ((1u << c->bits) - 1);
            c->p[k] = old.p[i];
        }
    }
    uint32_t k = ub_ix_slot(hash, c->bits);
    while (c->p[k].hash && c->p[k].hash != hash) k = (k + 1) & ((1u << c->bits) - 1);
    if (!c->p[k].hash) {
        c->p[k].hash = hash;
        c->n++;
    }
    return &c->p[k];
}

/* How many names are of a culture, at least: what is rare where the lists are used is common where its people live. */
static float share_of(const ub_ordinary_culture *c) { return fmaxf(c->share, 0.05f); }

/* The tokens of an ordinary name.  Given names in characters or Hangul are read behind a family name, which is left out. */
static unsigned ordinary_tokens(const ub_ordinary_culture *c, int part, ub_str name, ub_forms *forms)
{
    char text[UB_ORDINARY_NAME_MAX];
    const char *before = part != UB_ORDINARY_GIVEN ? "" : strcmp(c->name, "han") == 0 ? "王" : strcmp(c->name, "korean") == 0 ? "김" : "";
    size_t n = strlen(before);
    memcpy(text, before, n);
    memcpy(text + n, name.p, name.n);
    ub_forms_make(ub_str_of(text, n + name.n), UB_FORMS_QUERY, forms);
    return n && forms->form[0].n > 1;
}

static bool add_token(chances *raw, const ub_name_token *t, const char *text)
{
    token_of *x = UB_PUSH(raw->a, &raw->tokens);
    if (!x) return raw->failed = true, false;
    x->t = *t;
    x->t.at = 0;
    memcpy(x->text, text, t->n);
    return true;
}

static bool add_chance(chances *raw, const ub_name_token *t, const char *text, float p, uint32_t culture)
{
    ub_ix_chance *c = chance_of(raw, ub_ix_word_hash(t));
    if (!c) return false;
    if (c->p <= 0 && !add_token(raw, t, text)) return false;
    c->p += p;
    c->cultures |= 1u << culture % 32;
    return true;
}

static void add_ordinary(chances *raw, const ub_ordinary *o)
{
    ub_forms forms;
    for (uint32_t i = 0; i < o->n; i++)
        for (int part = 0; part < 3; part++) {
            const ub_ordinary_part_of *p = &o->cultures[i].part[part];
            float before = 0, share = share_of(&o->cultures[i]);
            for (uint32_t k = 0; k < p->n; k++) {
                float chance = share * (p->p[k].up_to - before);
                before = p->p[k].up_to;
                for (unsigned t = ordinary_tokens(&o->cultures[i], part, p->p[k].text, &forms); t < forms.form[0].n; t++) {
                    uint16_t syllables[8];
                    ub_str text = ub_token_text(&forms.form[0], &forms.form[0].token[t]);
                    unsigned n = forms.form[0].han ? ub_pinyin_split(text, syllables, 8) : 0;
                    if (!add_chance(raw, &forms.form[0].token[t], text.p, chance, i)) return;
                    for (unsigned s = 0; n > 1 && s < n; s++) {    /* some write them apart */
                        const char *sound = ub_pinyin_sounds[syllables[s]];
                        ub_name_token one = { .n = (uint8_t)strlen(sound) };
                        ub_token_finish(&one, sound);
                        if (!add_chance(raw, &one, sound, chance * 0.2f, i)) return;
                    }
                }
            }
        }
}

/* Chances of keys: of every token that anybody has, added up.  Needs the tokens again, as a chance has lost its letters. */
static bool add_key(chances *keys, chances *done, const ub_name_token *t, float p)
{
    ub_ix_chance *d = chance_of(done, ub_ix_word_hash(t)), *c = chance_of(keys, t->key[0]);
    if (!d || !c) return false;
    if (d->p <= 0) c->p += p;
    d->p = 1;
    return true;
}

static void add_keys(chances *keys, chances *raw, const building *b, const ub_ordinary *o)
{
    ub_forms forms;
    chances done = { .a = keys->a };
    for (uint32_t i = 0; i < o->n; i++)
        for (int part = 0; part < 3; part++)
            for (uint32_t k = 0; k < o->cultures[i].part[part].n; k++)
                for (unsigned t = ordinary_tokens(&o->cultures[i], part, o->cultures[i].part[part].p[k].text, &forms); t < forms.form[0].n; t++) {
                    ub_ix_chance *r = chance_of(raw, ub_ix_word_hash(&forms.form[0].token[t]));
                    if (!r || !add_key(keys, &done, &forms.form[0].token[t], r->p)) { keys->failed = true; return; }
                }
    for (size_t i = 0; i < b->words.n; i++)
        if (!add_key(keys, &done, &b->words.p[i].t, b->seen.p[i].most_share)) { keys->failed = true; return; }
}

/* ------------------------------------------------------------------------------------------------ the block */

static uint64_t reserve(uint64_t *size, size_t n, size_t each)
{
    uint64_t at = (*size + 63) & ~(uint64_t)63;
    *size = at + (uint64_t)n * each;
    return at;
}

/* At least a word of the filter. */
static uint32_t bits_for(size_t n)
{
    uint32_t bits = 6;
    while (((size_t)1 << bits) < n) bits++;
    return bits;
}

/* What a small list has none of, has no address. */
static void put(char *block, uint64_t at, const void *p, size_t n)
{
    if (n) memcpy(block + at, p, n);
}

static void set_bit(char *block, uint64_t at, uint32_t bit)
{
    uint64_t *filter = (uint64_t *)(void *)(block + at);
    filter[bit >> 6] |= UINT64_C(1) << (bit & 63);
}

/* Turn counts of buckets, each one place behind its own, into where they end. */
static void add_up(uint32_t *bucket, size_t n)
{
    for (size_t i = 0; i < n; i++) bucket[i + 1] += bucket[i];
}

/* Filled from behind, bucket[k + 1] ends as the start of bucket k. */
static void put_down(uint32_t *bucket, size_t n, size_t all)
{
    memmove(bucket, bucket + 1, n * sizeof *bucket);
    bucket[n] = (uint32_t)all;
}

static void write_signs(const building *b, const ub_ix_head *h, char *block)
{
    uint32_t *bucket = (uint32_t *)(void *)(block + h->at_buckets), shift = 32 - h->bits_buckets;
    ub_ix_sign *out = (ub_ix_sign *)(void *)(block + h->at_signs);
    for (size_t i = 0; i < b->signs.n; i++) bucket[(b->signs.p[i].sign >> shift) + 1]++;
    add_up(bucket, (size_t)1 << h->bits_buckets);
    for (size_t i = b->signs.n; i-- > 0;) {
        uint32_t s = b->signs.p[i].sign;
        out[--bucket[(s >> shift) + 1]] = b->signs.p[i];
        set_bit(block, h->at_filter, s * 0x9E3779B1u >> (32 - h->bits_filter));
    }
    put_down(bucket, (size_t)1 << h->bits_buckets, b->signs.n);
}

static void write_slips(const building *b, const ub_ix_head *h, char *block)
{
    uint32_t *bucket = (uint32_t *)(void *)(block + h->at_slip_buckets);
    ub_ix_slip *out = (ub_ix_slip *)(void *)(block + h->at_slips);
    for (size_t i = 0; i < b->slips.n; i++) bucket[ub_ix_slot(b->slips.p[i].key, h->bits_slips) + 1]++;
    add_up(bucket, (size_t)1 << h->bits_slips);
    for (size_t i = b->slips.n; i-- > 0;) {
        uint64_t k = b->slips.p[i].key;
        out[--bucket[ub_ix_slot(k, h->bits_slips) + 1]] = b->slips.p[i];
        set_bit(block, h->at_slip_filter, ub_ix_slot(k, h->bits_slip_filter));
    }
    put_down(bucket, (size_t)1 << h->bits_slips, b->slips.n);
}

static void write_posts(const building *b, const ub_ix_head *h, char *block)
{
    ub_ix_word *words = (ub_ix_word *)(void *)(block + h->at_words);
    uint32_t *posts = (uint32_t *)(void *)(block + h->at_posts), at = 0;
    for (size_t i = 0; i < b->tokens.n; i++) words[b->tokens.p[i]].n_post++;
    for (size_t i = 0; i < b->words.n; i++) {
        words[i].post = at;
        at += words[i].n_post;
        words[i].n_post = 0;
    }
    for (size_t f = 0; f < b->forms.n; f++)
        for (unsigned k = 0; k < b->forms.p[f].n; k++) {
            ub_ix_word *w = &words[b->tokens.p[b->forms.p[f].token + k]];
            if (w->n_post && posts[w->post + w->n_post - 1] == f) continue;
            posts[w->post + w->n_post++] = (uint32_t)f;
        }
}

static void write_exact(const building *b, const ub_ix_head *h, const ub_list *const *lists, char *block)
{
    ub_ix_exact *t = (ub_ix_exact *)(void *)(block + h->at_exact);
    uint32_t mask = (1u << h->bits_exact) - 1;
    ub_forms forms;
    for (size_t i = 0; i < b->names.n; i++) {
        const ub_ix_name *n = &b->names.p[i];
        const ub_list *l = lists[n->list];
        if (!n->strong) continue;
        ub_forms_make(ub_list_str(l, l->names[n->name].text), UB_FORMS_QUERY, &forms);
        uint32_t k = ub_ix_slot(forms.bag, h->bits_exact);
        while (t[k].name) k = (k + 1) & mask;
        t[k] = (ub_ix_exact){ forms.bag, (uint32_t)i + 1, 0 };
    }
}

static void write_known(const chances *raw, const ub_ix_head *h, char *block)
{
    ub_ix_known *out = (ub_ix_known *)(void *)(block + h->at_known);
    for (size_t i = 0; i < (size_t)1 << raw->bits; i++) out[i] = (ub_ix_known){ .hash = raw->p[i].hash, .p = raw->p[i].p, .cultures = raw->p[i].cultures, .n_near = UB_IX_MANY };
}

/* Weigh every token of ordinary names against the words of the lists, so that it need not be done when somebody asks.  The block grows. */
static ub_status write_near(building *b, const chances *raw, ub_str *out)
{
    enum { NEAR_MAX = 4096 };
    ub_names_index ix = { out->p, out->p };
    ub_ix_known *known = (ub_ix_known *)(void *)((char *)out->p + ub_ix_head_of(&ix)->at_known);
    struct { ub_ix_near *p; size_t n, cap; } all = { 0 };
    ub_names_finder *finder;
    ub_form *one = UB_NEW(b->a, ub_form, 1);
    ub_ix_near *near = UB_NEW(b->a, ub_ix_near, NEAR_MAX);
    ub_status s = ub_names_finder_open(b->a, &ix, &finder, b->err);
    if (s != UB_OK || !one || !near) return s != UB_OK ? s : ub_fail(b->err, UB_LIMIT, "index does not fit", 0);
    for (size_t i = 0; i < raw->tokens.n; i++) {
        ub_name_token *t = &one->token[0];
        ub_ix_known *k = known + (ub_ix_known_of(&ix, &raw->tokens.p[i].t) - known);
        *t = raw->tokens.p[i].t;
        memcpy(one->text, raw->tokens.p[i].text, t->n);
        one->n = 1;
        ub_token_finish(t, one->text);
        ub_worth w = ub_worth_of(t, k->p, 0);
        k->info = w.info;
        k->bound = w.bound;
        uint32_t n = t->n < 2 || t->kind == UB_TOKEN_NUMBER ? UB_IX_MANY : ub_names_weigh(finder, one, near, NEAR_MAX);
        k->near = (uint32_t)all.n;
        for (uint32_t j = 0; n != UB_IX_MANY && j < n; j++) {
            ub_ix_near *x = UB_PUSH(b->a, &all);
            if (!x) return ub_fail(b->err, UB_LIMIT, "index does not fit", 0);
            *x = near[j];
        }
        k->n_near = n;
        for (uint32_t j = k->near; j < all.n; j++) k->most = fmaxf(k->most, all.p[j].gain);
    }
    ub_ix_head *h = (ub_ix_head *)(void *)(char *)out->p;
    uint64_t size = h->size;
    h->n_near = (uint32_t)all.n;
    h->at_near = reserve(&size, all.n, sizeof(ub_ix_near));
    size = (size + 63) & ~(uint64_t)63;
    char *block = ub_arena_take(b->a, size, 64);
    if (!block) return ub_fail(b->err, UB_LIMIT, "index does not fit", 0);
    memset(block, 0, size);
    memcpy(block, out->p, h->size);
    put(block, h->at_near, all.p, all.n * sizeof(ub_ix_near));
    ((ub_ix_head *)(void *)block)->size = size;
    *out = ub_str_of(block, size);
    return UB_OK;
}

static ub_status write_block(building *b, const ub_list *const *lists, size_t n_lists, const ub_ordinary *o, ub_str *out)
{
    chances raw = { .a = b->a }, keys = { .a = b->a };
    add_ordinary(&raw, o);
    for (size_t i = 0; i < b->words.n; i++) {
        if (b->seen.p[i].most_share <= 0) continue;
        ub_ix_chance *c = chance_of(&raw, ub_ix_word_hash(&b->words.p[i].t));
        if (c && c->p <= 0 && !add_token(&raw, &b->words.p[i].t, b->texts.p + b->words.p[i].text)) break;
        if (c && c->p < b->seen.p[i].most_share) c->p = b->seen.p[i].most_share;
    }
    add_keys(&keys, &raw, b, o);
    uint32_t signs[UB_SIGNS_MAX];
    for (size_t i = 0; i < b->words.n && !b->failed; i++) {
        ub_ix_word *w = &b->words.p[i];
        unsigned n = ub_token_signs(&w->t, ub_str_of(b->texts.p + w->text, w->t.n), true, signs);
        if (w->t.kind == UB_TOKEN_PARTICLE || w->t.kind == UB_TOKEN_TITLE || w->t.kind == UB_TOKEN_LEGAL) continue;
        for (unsigned k = 0; k < n; k++) add_sign(b, signs[k], (uint32_t)i);
        n = ub_merge_signs(&w->t, signs);                         /* for queries that are split */
        for (unsigned k = 0; k < n; k++) add_sign(b, signs[k], (uint32_t)i);
    }
    if (b->failed || raw.failed || keys.failed) return ub_fail(b->err, UB_LIMIT, "index does not fit", 0);

    ub_ix_head h = { .order = UB_INDEX_ORDER, .version = UB_INDEX_VERSION, .n_names = (uint32_t)b->names.n, .n_forms = (uint32_t)b->forms.n,
        .n_tokens = (uint32_t)b->tokens.n, .n_words = (uint32_t)b->words.n, .n_texts = (uint32_t)b->texts.n, .n_posts = (uint32_t)b->tokens.n,
        .n_facts = (uint32_t)b->facts.n, .n_signs = (uint32_t)b->signs.n, .n_lists = (uint32_t)n_lists,
        .bits_buckets = bits_for(b->signs.n / 2), .bits_filter = bits_for(b->signs.n * 8), .bits_known = raw.bits, .bits_keys = keys.bits,
        .n_slips = (uint32_t)b->slips.n, .bits_exact = bits_for(b->names.n * 2), .bits_slips = bits_for(b->slips.n / 2), .bits_slip_filter = bits_for(b->slips.n * 8) };
    memcpy(h.magic, UB_INDEX_MAGIC, 8);
    memcpy(h.base, b->base, sizeof h.base);
    /* Half of what it were if the names of a culture were mixed within it alone. */
    for (uint32_t i = 0; i < o->n; i++) h.kin[i % 32] = -0.5f * logf(share_of(&o->cultures[i]));
    uint64_t size = sizeof h;
    h.at_names = reserve(&size, h.n_names, sizeof(ub_ix_name));
    h.at_forms = reserve(&size, h.n_forms, sizeof(ub_ix_form));
    h.at_tokens = reserve(&size, h.n_tokens, 4);
    h.at_words = reserve(&size, h.n_words, sizeof(ub_ix_word));
    h.at_texts = reserve(&size, h.n_texts, 1);
    h.at_posts = reserve(&size, h.n_posts, 4);
    h.at_facts = reserve(&size, h.n_facts, sizeof(ub_ix_facts));
    h.at_buckets = reserve(&size, ((size_t)1 << h.bits_buckets) + 1, 4);
    h.at_signs = reserve(&size, h.n_signs, sizeof(ub_ix_sign));
    h.at_filter = reserve(&size, (size_t)1 << h.bits_filter >> 3, 1);
    h.at_known = reserve(&size, (size_t)1 << h.bits_known, sizeof(ub_ix_known));
    h.at_keys = reserve(&size, (size_t)1 << h.bits_keys, sizeof(ub_ix_chance));
    h.at_exact = reserve(&size, (size_t)1 << h.bits_exact, sizeof(ub_ix_exact));
    h.at_slip_buckets = reserve(&size, ((size_t)1 << h.bits_slips) + 1, 4);
    h.at_slips = reserve(&size, h.n_slips, sizeof(ub_ix_slip));
    h.at_slip_filter = reserve(&size, (size_t)1 << h.bits_slip_filter >> 3, 1);
    h.size = (size + 63) & ~(uint64_t)63;
    char *block = ub_arena_take(b->a, h.size, 64);
    if (!block) return ub_fail(b->err, UB_LIMIT, "index does not fit", 0);
    memset(block, 0, h.size);
    put(block, h.at_names, b->names.p, h.n_names * sizeof(ub_ix_name));
    put(block, h.at_forms, b->forms.p, h.n_forms * sizeof(ub_ix_form));
    put(block, h.at_tokens, b->tokens.p, h.n_tokens * sizeof(uint32_t));
    put(block, h.at_words, b->words.p, h.n_words * sizeof(ub_ix_word));
    put(block, h.at_texts, b->texts.p, h.n_texts);
    put(block, h.at_facts, b->facts.p, h.n_facts * sizeof(ub_ix_facts));
    write_known(&raw, &h, block);
    put(block, h.at_keys, keys.p, sizeof(ub_ix_chance) << h.bits_keys);
    write_signs(b, &h, block);
    write_slips(b, &h, block);
    write_posts(b, &h, block);
    write_exact(b, &h, lists, block);
    memcpy(block, &h, sizeof h);
    *out = ub_str_of(block, h.size);

    ub_names_index ix = { block, block };
    ub_ix_word *words = (ub_ix_word *)(void *)(block + h.at_words);
    for (uint32_t i = 0; i < h.n_words; i++) words[i].worth = ub_ix_worth(&ix, &words[i].t);
    ub_ix_form *forms = (ub_ix_form *)(void *)(block + h.at_forms);
    for (uint32_t f = 0; f < h.n_forms; f++)
        for (unsigned k = 0; k < forms[f].n; k++) {
            const ub_ix_word *w = &words[b->tokens.p[forms[f].token + k]];
            forms[f].most += w->t.kind == UB_TOKEN_PARTICLE || w->t.kind == UB_TOKEN_TITLE || w->t.kind == UB_TOKEN_LEGAL ? 0 : w->worth.info;
        }
    return write_near(b, &raw, out);
}

/* ------------------------------------------------------------------------------------------------ calibration */

static int rising(const void *a, const void *b)
{
    float x = *(const float *)a, y = *(const float *)b;
    return x < y ? -1 : x > y;
}

/* How often values are reached in CALIBRATE draws: x[0 .. n), put in order.  The end is taken for exponential: its mean excess over
 * where the last 60 begin. */
static void fit_tail(ub_ix_tail *t, float *x, size_t n, float least)
{
    const double each = 1e6 / CALIBRATE;
    qsort(x, n, sizeof *x, rising);
    t->n = 0;
    for (unsigned i = 0; i < UB_IX_TAIL && n > 0; i++) {           /* points at falling counts: n, n / 1.2, .. down to 8 */
        double left = (double)n / pow(1.2, i);
        if (left < 8) break;
        size_t at = n - (size_t)left;
        if (t->n && x[at] <= t->s[t->n - 1]) continue;
        t->s[t->n] = x[at];
        t->e[t->n++] = (float)((double)(n - at) * each);
    }
    size_t from = n > 60 ? n - 60 : 0;
    double sum = 0;
    for (size_t i = from; i < n; i++) sum += x[i] - x[from];
    t->slope = n - from > 8 && sum > 0 ? (float)fmin(1.5, (double)(n - from) / sum) : 1;
    if (!t->n) {
        t->s[0] = least;
        t->e[t->n++] = (float)each;
    }
}

/* Screen ordinary names; write down how often the best score reaches what, and how it falls. */
static ub_status calibrate(ub_arena *a, const ub_ordinary *o, char *block, ub_err *err)
{
    ub_ix_head *h = (ub_ix_head *)(void *)block;
    ub_names_index ix = { block, block };
    ub_arena scratch = *a;
    ub_names_finder *finder;
    const float least = 11, none = -1000;
    struct drawn { float score, rarity; } *drawn = UB_NEW(&scratch, struct drawn, CALIBRATE);
    float *x = UB_NEW(&scratch, float, CALIBRATE);
    size_t n = 0, k;
    ub_status s = ub_names_finder_open(&scratch, &ix, &finder, err);
    if (s != UB_OK || !drawn || !x) return s != UB_OK ? s : ub_fail(err, UB_LIMIT, "index does not fit", 0);
    uint64_t seed = 20260101;
    for (unsigned i = 0; i < CALIBRATE; i++) {
        char name[UB_ORDINARY_NAME_MAX];
        const char *culture;
        size_t len = ub_ordinary_draw(o, &seed, name, &culture);
        if (ub_names_best_score(finder, ub_str_of(name, len), least, &drawn[n].score, &drawn[n].rarity)) n++;
    }
    k = 0;
    for (size_t i = 0; i < n; i++)
        if (drawn[i].score >= least) x[k++] = drawn[i].score;
    fit_tail(&h->by_tokens, x, k, least);
    k = 0;
    for (size_t i = 0; i < n; i++)
        if (drawn[i].rarity > none) x[k++] = drawn[i].rarity;
    fit_tail(&h->by_rarity, x, k, 20);
    k = 0;
    for (size_t i = 0; i < n; i++) {                               /* the better of both */
        float both = drawn[i].rarity > none ? fmaxf(drawn[i].score, ub_ix_slip_score(h, drawn[i].rarity)) : drawn[i].score;
        if (both >= least) x[k++] = both;
    }
    fit_tail(&h->tail, x, k, least);
    return UB_OK;
}

ub_status ub_names_index_build(ub_arena *a, const ub_list *const *lists, size_t n_lists, ub_str *block, ub_err *err)
{
    building b = { .a = a, .err = err, .texts = ub_buf_in(a) };
    ub_ordinary o;
    size_t n = 0;
    for (size_t i = 0; i < n_lists; i++) n += lists[i]->n_names;
    if (n_lists > UB_NAMES_LISTS_MAX || n > UB_NAMES_LISTED_MAX) return ub_fail(err, UB_LIMIT, "too many names for an index", 0);
    ub_status s = ub_ordinary_open(a, &o, err);
    if (s != UB_OK) return s;
    for (size_t i = 0; i < n_lists; i++) add_list(&b, lists[i], (uint32_t)i);
    if (b.failed || b.texts.failed) return ub_fail(err, UB_LIMIT, "index does not fit", 0);
    if ((s = write_block(&b, lists, n_lists, &o, block)) != UB_OK || (s = calibrate(a, &o, (char *)block->p, err)) != UB_OK) return s;
    ub_ix_head *h = (ub_ix_head *)(void *)block->p;
    h->check = 0;
    h->check = ub_hash_bytes((const char *)h, sizeof *h);
    return UB_OK;
}
