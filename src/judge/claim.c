/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Names of the roster in texts.
 *
 * A text is cut into words; in scripts that are written without spaces each letter is one.  A name is what its words look
 * like when they are put together, so spaces between its letters, other spaces and letters of other scripts do not hide it.
 */
#include "claim.h"

#include <unicode/uchar.h>
#include <unicode/uscript.h>

#include "roster_table.h"
#include "scan.h"
#include "utf8.h"

enum { TOKENS = 64, BAG_MOST = 4 };

enum { CONTAINED_LETTERS = 7, CONTAINED_DENSE = 4, LOCAL_LETTERS = 6 };      /* from which on a name counts amid other words */

/* ------------------------------------------------------------------------------------------------ words */

enum letter { NO_LETTER, LETTER, DENSE_LETTER, NO_ROOM };

/* A letter; one of a script without spaces; nothing that takes room. */
static enum letter letter_of(uint32_t c)
{
    UErrorCode e = U_ZERO_ERROR;
    int8_t type;
    if (c < 0x80) return ub_is_alnum((unsigned char)c) ? LETTER : NO_LETTER;
    type = u_charType((UChar32)c);
    if (type == U_NON_SPACING_MARK || type == U_ENCLOSING_MARK || type == U_FORMAT_CHAR || type == U_COMBINING_SPACING_MARK) return NO_ROOM;
    if (c >= 0x2E80 && c < 0x2FE0) return DENSE_LETTER;      /* radicals, which stand for letters */
    if (type == U_OTHER_SYMBOL && ub_looks_letter(c)) return LETTER;
    if (!u_isalnum((UChar32)c) && type != U_OTHER_NUMBER && type != U_LETTER_NUMBER) return NO_LETTER;
    switch (uscript_getScript((UChar32)c, &e)) {
    case USCRIPT_HAN: case USCRIPT_HIRAGANA: case USCRIPT_KATAKANA: case USCRIPT_HANGUL: case USCRIPT_BOPOMOFO: case USCRIPT_THAI: case USCRIPT_LAO:
    case USCRIPT_KHMER: case USCRIPT_MYANMAR: return DENSE_LETTER;
    default: return LETTER;
    }
}

/* The next word from *at on; false: none. */
static bool next_token(ub_str text, size_t *at, ub_str *token, bool *dense)
{
    size_t from = text.n, i = *at;
    *dense = false;
    while (i < text.n) {
        ub_utf8 c = ub_utf8_read(text, i);
        enum letter kind = c.valid ? letter_of(c.code) : NO_LETTER;
        if (kind == NO_LETTER && from < text.n) break;
        if (kind == DENSE_LETTER && from < text.n) break;
        if (from == text.n && (kind == LETTER || kind == DENSE_LETTER)) from = i;
        if (*dense && kind == LETTER) break;
        if (kind == DENSE_LETTER) *dense = true;
        i += c.n;
    }
    *at = i;
    if (from == text.n) return false;
    *token = ub_str_of(text.p + from, i - from);
    return true;
}

static uint64_t hash_of(const ub_word *w)
{
    uint64_t hash = 0;
    for (unsigned i = 0; i < w->n; i++) hash = hash * ROSTER_BASE + w->c[i] + 1;      /* as hashes_of() */
    return hash;
}

unsigned ub_claim_words(ub_str name)
{
    ub_str token;
    bool dense;
    unsigned n = 0;
    for (size_t at = 0; next_token(name, &at, &token, &dense);) n++;
    return n;
}

static uint64_t bag_of(ub_str token, bool small)
{
    ub_word w;
    ub_word_begin(&w);
    w.small = small;
    ub_word_add(&w, token, UB_LOOK_PAIRS);
    return roster_mix(hash_of(&w), key_kind(KEY_BAG, UB_LOOK_PLAIN));
}

uint64_t ub_claim_bag(ub_str name)
{
    ub_str token;
    uint64_t bag = 0;
    bool dense;
    unsigned n = 0;
    for (size_t at = 0; next_token(name, &at, &token, &dense); n++) bag += bag_of(token, true);
    return n >= 2 && n <= BAG_MOST ? bag | 1 : 0;
}

/* ------------------------------------------------------------------------------------------------ a short text */

struct text {
    const ub_roster *r;
    ub_str token[TOKENS];
    bool dense[TOKENS];
    unsigned n;
};

static void cut(struct text *t, const ub_roster *r, ub_str text)
{
    *t = (struct text){ .r = r };
    for (size_t at = 0; t->n < TOKENS && next_token(text, &at, &t->token[t->n], &t->dense[t->n]);) t->n++;
}

/* Are the words outside [from, to) all of the kind that is put around names? */
static bool is_all(const struct text *t, unsigned from, unsigned to)
{
    for (unsigned i = 0; i < t->n; i++) {
        ub_word w;
        if (i >= from && i < to) continue;
        w = ub_word_of(t->token[i], UB_LOOK_PLAIN);
        if (!roster_is_around(&w, 0, w.n)) return false;
    }
    return true;
}

static const ub_called *name_of(const ub_roster *r, const ub_word *w)
{
    size_t at = 0;
    uint32_t index;
    while (roster_next(r, roster_mix(hash_of(w), key_kind(KEY_NAME, UB_LOOK_PAIRS)), &at, &index))
        if (ub_word_eq(&r->names.p[index].word, w)) return &r->names.p[index];
    return NULL;
}

static const ub_called *bag_name_of(const ub_roster *r, uint64_t bag, unsigned words)
{
    size_t at = 0;
    uint32_t index;
    while (roster_next(r, bag, &at, &index))
        if (r->names.p[index].tokens == words) return &r->names.p[index];
    return NULL;
}

/* Does the name count where other words stand around it? */
static bool counts_amid(const struct text *t, unsigned from, unsigned to, const ub_called *name)
{
    if (t->dense[from]) return name->word.n >= CONTAINED_DENSE;
    return name->tokens > 1 && to - from > 1 && name->word.n >= CONTAINED_LETTERS;
}

static bool find_name(const struct text *t, ub_claim_how how, bool small, uint32_t *who)
{
    for (unsigned from = 0; from < t->n; from++) {
        ub_word w;
        uint64_t bag = 0;
        ub_word_begin(&w);
        w.small = small;
        for (unsigned to = from; to < t->n && !w.cut; to++) {
            const ub_called *name;
            ub_word_add(&w, t->token[to], UB_LOOK_PAIRS);
            if (w.cut) break;
            name = name_of(t->r, &w);
            if (!name && to - from < BAG_MOST) {
                bag += bag_of(t->token[to], small);
                if (to > from) name = bag_name_of(t->r, bag | 1, to - from + 1);
            }
            if (!name) continue;
            if (how == UB_CLAIM_WHOLE && !(is_all(t, from, to + 1) && counts_amid(t, from, to + 1, name))) continue;
            if (how == UB_CLAIM_LOOSE && !is_all(t, from, to + 1) && !counts_amid(t, from, to + 1, name)) continue;
            *who = name->who;
            return true;
        }
    }
    return false;
}

bool ub_claim_name(const ub_roster *r, ub_str text, ub_claim_how how, uint32_t *who)
{
    struct text t;
    cut(&t, r, text);
    return find_name(&t, how, true, who) || (ub_scan_nonascii(text.p, ub_str_end(text)) < ub_str_end(text) && find_name(&t, how, false, who));
}

bool ub_claim_local(const ub_roster *r, ub_str local, uint32_t *who)
{
    struct text t;
    cut(&t, r, local);
    for (unsigned from = 0; from < t.n; from++) {
        ub_word w;
        ub_word_begin(&w);
        w.small = true;
        for (unsigned to = from; to < t.n && !w.cut; to++) {
            const ub_called *name;
            size_t at = 0;
            uint32_t index;
            ub_word_add(&w, t.token[to], UB_LOOK_PAIRS);
            if (w.cut || w.n < LOCAL_LETTERS || !is_all(&t, from, to + 1)) continue;
            if ((name = name_of(r, &w))) return *who = name->who, true;
            while (roster_next(r, roster_mix(hash_of(&w), key_kind(KEY_WORD, UB_LOOK_PAIRS)), &at, &index))
                if (ub_word_eq(&r->homes.p[index].word[UB_LOOK_PAIRS], &w)) return *who = r->homes.p[index].who, true;
        }
    }
    return false;
}

/* ------------------------------------------------------------------------------------------------ a long text */

/* Does a name begin with the word at `at`? */
static bool begins_here(ub_str text, size_t at, const ub_called *name)
{
    ub_word w;
    ub_str token;
    bool dense;
    ub_word_begin(&w);
    w.small = true;
    while (w.n < name->word.n && next_token(text, &at, &token, &dense)) {
        ub_word_add(&w, token, UB_LOOK_PAIRS);
        if (w.n && w.c[0] != name->word.c[0]) return false;
    }
    return ub_word_eq(&w, &name->word);
}

bool ub_claim_mentions(const ub_roster *r, ub_str text, uint32_t who, unsigned letters)
{
    ub_str token;
    bool dense;
    size_t first = 0, last;
    while (first < r->names.n && r->names.p[first].who != who) first++;      /* those of one stand together */
    for (last = first; last < r->names.n && r->names.p[last].who == who;) last++;
    for (size_t at = 0; next_token(text, &at, &token, &dense);)
        for (size_t i = first; i < last; i++)
            if (r->names.p[i].word.n >= letters && begins_here(text, (size_t)(token.p - text.p), &r->names.p[i])) return true;
    return false;
}
