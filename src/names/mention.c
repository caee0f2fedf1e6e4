/* SPDX-License-Identifier: Apache-2.0 */
/* Names of listed parties in running text; see mention.h. */
#include "mention.h"

#include "fold.h"
#include "keys.h"

#include <unicode/uchar.h>
#include <unicode/uscript.h>
#include <unicode/utf8.h>

enum { RUN_MAX = 64, UNPARTED_MAX = 24, LETTERS = 5, ABBREVIATION_MAX = 4, WORD_MAX = 200 };

/* How a word is written. */
enum how { OTHER, CAPITAL, JOINING, NUMBER, BARE, UNPARTED };     /* bare: in a script without capitals; unparted: nor spaces */

/* What stands before it. */
enum gap { BREAK, COMMA, SPACE };

struct word {
    uint32_t at, end;
    uint16_t letters;
    uint8_t how, gap;
    bool small, dot;       /* it has a small letter; a dot stands before it */
};

struct reader {
    const ub_lists *lists;
    ub_matching *m;
    ub_arena *a;
    ub_str text;
    double threshold;
    ub_mention_tell tell;
    void *ctx;
    ub_err *err;
    ub_status status;
    struct word run[RUN_MAX];
    unsigned n, kind;      /* kind: CAPITAL, BARE or UNPARTED */
    bool opens;            /* the first word of the run is the first of a sentence */
};

/* A stretch of a run that is on a list. */
struct found {
    unsigned i, n;
    bool exact;
    double evalue, threshold;
};

/* ------------------------------------------------------------------------------------------------ words */

/* Small words within names of people and companies, sorted. */
static const ub_str joining[] = {
    UB_LIT("abu"), UB_LIT("al"), UB_LIT("and"), UB_LIT("bin"), UB_LIT("bint"), UB_LIT("da"), UB_LIT("de"), UB_LIT("del"), UB_LIT("den"),
    UB_LIT("der"), UB_LIT("des"), UB_LIT("di"), UB_LIT("do"), UB_LIT("dos"), UB_LIT("du"), UB_LIT("e"), UB_LIT("el"), UB_LIT("et"),
    UB_LIT("for"), UB_LIT("ibn"), UB_LIT("in"), UB_LIT("la"), UB_LIT("las"), UB_LIT("le"), UB_LIT("los"), UB_LIT("of"), UB_LIT("ould"),
    UB_LIT("the"), UB_LIT("und"), UB_LIT("van"), UB_LIT("von"), UB_LIT("y"), UB_LIT("zu"), UB_LIT("и"),
};

static bool joins(ub_str s)
{
    size_t low = 0, high = UB_COUNT(joining);
    while (low < high) {
        size_t mid = (low + high) / 2;
        int c = ub_str_cmp(joining[mid], s);
        if (c == 0) return true;
        if (c < 0) low = mid + 1;
        else high = mid;
    }
    return false;
}

static UChar32 next(ub_str s, size_t *at)
{
    UChar32 c = (unsigned char)s.p[*at];
    if (c < 0x80) return ++*at, c;
    U8_NEXT(s.p, *at, s.n, c);
    return c < 0 ? 0xFFFD : c;
}

static bool is_mark(UChar32 c) { return c >= 0x300 && (U_GET_GC_MASK(c) & (U_GC_M_MASK | U_GC_CF_MASK)); }
static bool is_unparted(UChar32 c)
{
    UErrorCode e = U_ZERO_ERROR;
    if (c < 0xE00) return false;
    UScriptCode s = uscript_getScript(c, &e);
    return s == USCRIPT_HAN || s == USCRIPT_HIRAGANA || s == USCRIPT_KATAKANA || s == USCRIPT_THAI;
}
static bool is_middle_dot(UChar32 c) { return c == 0xB7 || c == 0x30FB || c == 0x2027; }
/* What may stand within a word, between two letters. */
static bool is_inner(UChar32 c) { return c == '-' || c == '\'' || c == '.' || c == '&' || c == 0x2019 || c == 0x2010 || c == 0x2011; }

static enum how how_of_letter(UChar32 c)
{
    if (c < 0x80) return c >= 'A' && c <= 'Z' ? CAPITAL : ub_is_digit((unsigned char)c) ? NUMBER : OTHER;
    switch (u_charType(c)) {
    case U_UPPERCASE_LETTER: case U_TITLECASE_LETTER: return CAPITAL;
    case U_OTHER_LETTER: case U_MODIFIER_LETTER: return is_unparted(c) ? UNPARTED : BARE;
    case U_DECIMAL_DIGIT_NUMBER: return NUMBER;
    default: return OTHER;
    }
}

/* The word that begins at `at`, with a letter or digit; *at goes behind it.  Where words are not parted each letter is one. */
static struct word read_word(ub_str text, size_t *at)
{
    struct word w = { .at = (uint32_t)*at };
    size_t peek = *at;
    w.how = (uint8_t)how_of_letter(next(text, &peek));
    w.letters = 1;
    w.end = (uint32_t)peek;
    for (size_t i = peek; i < text.n; ) {
        UChar32 c = next(text, &i), d = 0;
        size_t behind = i;
        if (is_mark(c)) ;
        else if (w.how == UNPARTED) break;
        else if (u_isalnum(c) && !is_unparted(c)) {
            w.letters += w.letters < UINT16_MAX;
            w.small |= u_islower(c) != 0;
        }
        else if (is_inner(c) && i < text.n && u_isalnum(d = next(text, &behind)) && !is_unparted(d)) {
            if (w.how == OTHER && c == '-' && how_of_letter(d) == CAPITAL) w.how = CAPITAL;       /* al-Assad */
            continue;
        } else break;
        w.end = (uint32_t)i;
    }
    *at = w.end;
    if (w.end - w.at > WORD_MAX) w.how = OTHER;                                /* nobody's name */
    if (w.how == OTHER && joins(ub_str_of(text.p + w.at, w.end - w.at))) w.how = JOINING;
    return w;
}

/* ------------------------------------------------------------------------------------------------ asking */

/* The words [i, i + n) of the run, white space in them as one space. */
static ub_str words_of(struct reader *r, ub_arena *a, unsigned i, unsigned n)
{
    ub_buf b = ub_buf_in(a);
    for (uint32_t k = r->run[i].at; k < r->run[i + n - 1].end; k++) {
        char c = r->text.p[k];
        bool space = (unsigned char)c <= ' ';
        if (!space) ub_buf_char(&b, c);
        else if (b.n && b.p[b.n - 1] != ' ') ub_buf_char(&b, ' ');
    }
    return b.failed ? UB_S("") : ub_buf_str(&b);
}

static bool says(const ub_str *reasons, unsigned n, ub_str word)
{
    for (unsigned i = 0; i < n; i++)
        if (ub_str_starts(reasons[i], word)) return true;
    return false;
}

/* Too little for a text: what is like a weak alias, and of companies, ships and the like a part of the name, "Life Insurance
 * Company" of "Trust Life Insurance Company". */
static bool is_too_little(const struct reader *r, uint32_t list, uint32_t entry, bool weak, const ub_str *reasons, unsigned n)
{
    return weak || (r->lists->one[list].list.entries[entry].kind != UB_ENTRY_PERSON && says(reasons, n, UB_S("only-listed")));
}

static void tell(struct reader *r, unsigned i, unsigned n, double threshold)
{
    ub_arena scratch = *r->a;
    ub_screen_answer answer;
    ub_str name = words_of(r, &scratch, i, n);
    const ub_screen_query q = { .text = name, .what = UB_SCREEN_NAME };
    size_t kept = 0;
    if (r->status == UB_OK) r->status = ub_screen(r->lists, r->m, &scratch, &q, threshold, false, &answer, r->err);
    if (r->status != UB_OK) return;
    for (size_t k = 0; k < answer.n; k++) {
        const ub_screen_hit *h = &answer.p[k];
        if (h->exact || !is_too_little(r, h->list, h->entry, says(h->reasons, h->n_reasons, UB_S("weak-alias")), h->reasons, h->n_reasons)) answer.p[kept++] = *h;
    }
    answer.n = kept;
    if (answer.n) r->status = r->tell(r->ctx, name, &answer);
}

static bool look(struct reader *r, unsigned i, unsigned n, double threshold, struct found *f)
{
    ub_arena scratch = *r->a;
    const ub_names_query q = { .name = words_of(r, &scratch, i, n) };
    ub_names_hit *hits;
    size_t n_hits = 0, k = 0;
    if (r->status == UB_OK) r->status = ub_names_find(r->m->finder, &scratch, &q, threshold, &hits, &n_hits, r->err);
    if (r->status != UB_OK) return false;
    for (; k < n_hits && !hits[k].exact; k++)
        if (!is_too_little(r, hits[k].list, hits[k].entry, r->lists->one[hits[k].list].list.names[hits[k].name].strength == UB_NAME_WEAK, hits[k].reasons, hits[k].n_reasons)) break;
    if (k == n_hits) return false;
    *f = (struct found){ i, n, hits[k].exact, hits[k].evalue, threshold };
    return true;
}

static bool is_better(const struct found *x, const struct found *y)
{
    if (x->exact != y->exact) return x->exact;
    if (x->exact && x->n != y->n) return x->n > y->n;
    if (x->evalue < y->evalue || x->evalue > y->evalue) return x->evalue < y->evalue;
    return x->n > y->n;
}

/* A word within a sentence, with no other of its run beside it. */
static bool stands_alone(const struct reader *r, unsigned i)
{
    const struct word *w = &r->run[i];
    return w->how == CAPITAL && !w->dot && !(i == 0 && r->opens) && (i == 0 || r->run[i - 1].how == JOINING || w->gap == COMMA)
        && (i + 1 == r->n || r->run[i + 1].how == JOINING || r->run[i + 1].gap == COMMA);
}

static void keep_better(struct found *best, const struct found *f)
{
    if (best->n == 0 || is_better(f, best)) *best = *f;
}

/* All stretches from word `i` on: the best goes to *best. */
static void look_from_capital(struct reader *r, unsigned i, struct found *best)
{
    unsigned commas = 0, letters = 0;
    if (r->run[i].how != CAPITAL && r->run[i].how != NUMBER) return;
    for (unsigned n = 1; n <= UB_MENTION_WORDS && i + n <= r->n && r->status == UB_OK; n++) {
        const struct word *last = &r->run[i + n - 1];
        struct found f;
        if (n > 1) commas += last->gap == COMMA;
        if (commas > 1) return;
        if (last->how == CAPITAL) letters += last->letters;
        if (last->how == JOINING || letters < LETTERS || (n == 1 && !stands_alone(r, i))) continue;
        if (!look(r, i, n, n == 1 ? 0 : r->threshold, &f) || (n == 1 && f.evalue > r->threshold)) continue;
        f.threshold = n == 1 ? 0 : r->threshold;
        keep_better(best, &f);
    }
}

static void look_from_bare(struct reader *r, unsigned i, struct found *best)
{
    struct found f;
    for (unsigned n = 2; n <= UB_MENTION_WORDS && i + n <= r->n; n++)
        if (look(r, i, n, r->threshold / UB_MENTION_BARE, &f)) keep_better(best, &f);
}

/* Is it a listed name, letter for letter? */
static bool is_listed(const struct reader *r, ub_str folded)
{
    uint64_t hash = ub_key_hash(UB_KEY_NAME, folded);
    for (size_t i = 0; i < r->lists->n; i++) {
        size_t from;
        if (ub_keys_find(&r->lists->one[i].keys, hash, &from) > from) return true;
    }
    return false;
}

/* The words are letters.  Names of people have four at most; what is longer has to be as it is listed. */
static void look_from_unparted(struct reader *r, unsigned i, struct found *best)
{
    enum { PERSON = 4 };
    ub_arena scratch = *r->a;
    ub_buf folded = ub_buf_in(&scratch);
    for (unsigned n = 1; n <= UNPARTED_MAX && i + n <= r->n; n++) {
        const struct word *w = &r->run[i + n - 1];
        struct found f;
        if (!ub_fold(ub_str_of(r->text.p + w->at, w->end - w->at), &folded)) return;
        if (n == 1 || (n == 2 && r->n > 2) || (n > PERSON && !is_listed(r, ub_buf_str(&folded)))) continue;
        if (look(r, i, n, n > PERSON ? 0 : r->threshold / UB_MENTION_BARE, &f)) keep_better(best, &f);
    }
}

static void look_from(struct reader *r, unsigned i, struct found *best)
{
    best->n = 0;
    switch (r->kind) {
    case BARE: look_from_bare(r, i, best); break;
    case UNPARTED: look_from_unparted(r, i, best); break;
    default: look_from_capital(r, i, best); break;
    }
}

static void end_run(struct reader *r)
{
    struct found best[RUN_MAX];
    bool taken[RUN_MAX] = { false };
    for (unsigned i = 0; i < r->n && r->status == UB_OK; i++) look_from(r, i, &best[i]);
    while (r->status == UB_OK) {
        const struct found *f = NULL;
        for (unsigned i = 0; i < r->n; i++)
            if (best[i].n && (!f || is_better(&best[i], f))) f = &best[i];
        if (!f) break;
        struct found now = *f;
        best[now.i].n = 0;
        bool free = true;
        for (unsigned k = now.i; k < now.i + now.n; k++) free &= !taken[k];
        if (!free) continue;
        for (unsigned k = now.i; k < now.i + now.n; k++) taken[k] = true;
        tell(r, now.i, now.n, now.threshold);
    }
    r->n = 0;
}

/* ------------------------------------------------------------------------------------------------ a text */

/* Keep the last words, so that a name that goes on is met whole; what is told twice is the same. */
static void make_room(struct reader *r)
{
    enum { KEPT = UNPARTED_MAX - 1 };
    struct word last[KEPT];
    memcpy(last, r->run + RUN_MAX - KEPT, sizeof last);
    end_run(r);
    memcpy(r->run, last, sizeof last);
    r->n = KEPT;
    r->opens = false;
}

static void add_word(struct reader *r, const struct word *w)
{
    unsigned kind = w->how == BARE || w->how == UNPARTED ? w->how : CAPITAL;
    if (r->n && (w->gap == BREAK || (w->gap == COMMA && kind != CAPITAL) || kind != r->kind || w->how == OTHER)) end_run(r);
    if (w->how == OTHER || (r->n == 0 && w->how == JOINING)) return;
    if (r->n == RUN_MAX) make_room(r);
    if (r->n == 0) r->opens = w->gap == BREAK, r->kind = kind;
    r->run[r->n++] = *w;
}

ub_status ub_mentions_find(const ub_lists *lists, ub_matching *m, ub_arena *a, ub_str text, double threshold, ub_mention_tell tell_of, void *ctx,
                           ub_err *err)
{
    struct reader r = { .lists = lists, .m = m, .a = a, .text = text, .threshold = threshold, .tell = tell_of, .ctx = ctx, .err = err };
    enum gap gap = BREAK;
    bool shortened = false, dot = false;
    unsigned lines = 0;
    for (size_t at = 0; at < text.n && r.status == UB_OK; ) {
        size_t from = at;
        UChar32 c = next(text, &at);
        if (u_isalnum(c)) {
            at = from;
            struct word w = read_word(text, &at);
            w.gap = (uint8_t)(lines > 1 ? BREAK : gap);
            w.dot = dot;
            add_word(&r, &w);
            shortened = w.letters <= 2 || (w.letters <= ABBREVIATION_MAX && w.small);      /* what a dot may stand behind within a name */
            gap = SPACE;
            lines = 0;
            dot = false;
            continue;
        }
        dot |= c == '.';
        if (c == '\n') lines++;
        else if (c <= ' ' || c == 0xA0 || is_mark(c) || (is_middle_dot(c) && r.kind == UNPARTED)) continue;
        else if (c == ',' && gap == SPACE) gap = COMMA;
        else if ((c == '.' && shortened && gap == SPACE) || c == '&') continue;
        else gap = BREAK;
    }
    end_run(&r);
    return r.status;
}
