/* SPDX-License-Identifier: Apache-2.0 */
/*
 * words: what in a name is no name: legal forms, titles, particles, numbers, countries, what companies do.
 */
#include "score.h"

static const struct word { char text[24]; const char *canon; uint16_t value; uint8_t kind; } words[] = {
#define W(text, kind, value, canon) { text, canon, value, UB_TOKEN_##kind },
#include "words.def"
#undef W
};

ub_token_kind ub_word_kind(ub_str w, uint16_t *value, ub_str *canon)
{
    size_t lo = 0, hi = UB_COUNT(words);
    uint64_t first = ub_eight_letters(w.p, w.n);
    *value = 0;
    *canon = w;
    if (w.n >= sizeof words[0].text) return UB_TOKEN_WORD;
    while (lo < hi) {
        size_t mid = (lo + hi) / 2;
        uint64_t v = ub_eight_bytes(words[mid].text);
        int d = first < v ? -1 : first > v;
        if (d == 0 && w.n > 8) d = memcmp(w.p + 8, words[mid].text + 8, w.n - 8);
        if (d == 0) d = words[mid].text[w.n] ? -1 : 0;
        if (d == 0) {
            *value = words[mid].value;
            if (words[mid].canon) *canon = ub_str_of(words[mid].canon, strlen(words[mid].canon));
            return (ub_token_kind)words[mid].kind;
        }
        if (d < 0) hi = mid;
        else lo = mid + 1;
    }
    return UB_TOKEN_WORD;
}

/* The words of other scripts, where vowels are not written: as roman_table.c has them.  English ones mean nothing there. */
static const struct { ub_str text; ub_token_kind kind; } bare[] = {
    { UB_LIT("abn"), UB_TOKEN_PARTICLE }, { UB_LIT("al"), UB_TOKEN_PARTICLE }, { UB_LIT("bn"), UB_TOKEN_PARTICLE }, { UB_LIT("bnt"), UB_TOKEN_PARTICLE },
    { UB_LIT("haj"), UB_TOKEN_TITLE }, { UB_LIT("hajy"), UB_TOKEN_TITLE }, { UB_LIT("mla"), UB_TOKEN_TITLE }, { UB_LIT("mwlwy"), UB_TOKEN_TITLE },
    { UB_LIT("mwlawy"), UB_TOKEN_TITLE }, { UB_LIT("qary"), UB_TOKEN_TITLE }, { UB_LIT("shykh"), UB_TOKEN_TITLE }, { UB_LIT("wld"), UB_TOKEN_PARTICLE },
};

ub_token_kind ub_word_kind_bare(ub_str w)
{
    for (size_t i = 0; i < UB_COUNT(bare); i++)
        if (ub_str_eq(w, bare[i].text)) return bare[i].kind;
    return UB_TOKEN_WORD;
}

/* A slip is told where there are letters enough: the legal forms of words.def of ten and more, and what is nearly one.  A test knows if one is not here. */
static const char *const long_forms[] = { "aksiyernerlik", "aktiengesellschaft", "corporation", "incorporated", "partnership" };
enum { LONG_FORM = 10, LAST_WORD = 6 };

ub_token_kind ub_word_kind_slipped(ub_str w, uint16_t *value)
{
    ub_str canon;
    *value = 0;
    if (w.n < LONG_FORM - 1) return UB_TOKEN_WORD;
    for (size_t i = 0; i < UB_COUNT(long_forms); i++) {
        ub_str form = ub_str_of(long_forms[i], strlen(long_forms[i]));
        if (ub_letters_apart(w, form, 1) == 1) return ub_word_kind(form, value, &canon);
    }
    return UB_TOKEN_WORD;
}

/* Legal forms of several words, and the word that takes their place: by first letters, and of one letter longer ones first.  The
 * Russian ones as roman_table.c writes them. */
static const struct { const char *words; const char *as; } phrases[] = {
    { "aktsionernoe obshchestvo", "ao" }, { "a s", "as" }, { "besloten vennootschap", "bv" },
    { "closed joint stock company", "cjsc" }, { "company limited", "ltd" }, { "company ltd", "ltd" }, { "co ltd", "ltd" },
    { "co limited", "ltd" }, { "co llc", "llc" }, { "free zone company", "fzco" },
    { "gesellschaft mit beschrankter haftung", "gmbh" }, { "gesellschaft mbh", "gmbh" }, { "joint stock company", "jsc" },
    { "joint stock co", "jsc" }, { "kabushiki kaisha", "kk" }, { "limited liability company", "llc" },
    { "limited liability partnership", "llp" }, { "limited partnership", "lp" }, { "naamloze vennootschap", "nv" },
    { "national association", "na" }, { "open joint stock company", "ojsc" },
    { "obshchestvo s ogranichennoy otvetstvennostyu", "ooo" }, { "otkrytoe aktsionernoe obshchestvo", "oao" },
    { "public joint stock company", "pjsc" }, { "private joint stock company", "cjsc" }, { "private limited", "ltd" },
    { "pvt ltd", "ltd" }, { "pty ltd", "ltd" }, { "pte ltd", "ltd" }, { "public limited company", "plc" },
    { "publichnoe aktsionernoe obshchestvo", "pao" }, { "societatea cu raspundere limitata", "srl" },
    { "societate cu raspundere limitata", "srl" }, { "societe a responsabilite limitee", "sarl" },
    { "sociedad de responsabilidad limitada", "srl" }, { "sociedad anonima", "sa" }, { "societe anonyme", "sa" },
    { "societa per azioni", "spa" }, { "sp z oo", "spzoo" }, { "sp z o o", "spzoo" }, { "s p a", "spa" }, { "s r l", "srl" },
    { "s a", "sa" }, { "sdn bhd", "sdn" }, { "tovarystvo z obmezhenoyu vidpovidalnistyu", "tov" },
    { "zakrytoe aktsionernoe obshchestvo", "zao" },
};

bool ub_words_sorted(void)
{
    for (size_t i = 1; i < UB_COUNT(phrases); i++) {
        size_t n = strlen(phrases[i - 1].words);
        if (phrases[i - 1].words[0] > phrases[i].words[0]) return false;
        if (strncmp(phrases[i].words, phrases[i - 1].words, n) == 0 && phrases[i].words[n] == ' ') return false;     /* never met */
    }
    return true;
}

/* Where the phrases of a letter begin. */
static size_t phrases_of(unsigned char letter)
{
    size_t lo = 0, hi = UB_COUNT(phrases);
    while (lo < hi) {
        size_t mid = (lo + hi) / 2;
        if ((unsigned char)phrases[mid].words[0] < letter) lo = mid + 1;
        else hi = mid;
    }
    return lo;
}

/* The last word may have one slip, for what registers have no room for is cut off; what stands before it has to be right, and
 * nobody is called so. */
static bool phrase_word(ub_str w, ub_str of, bool last)
{
    if (ub_str_eq(w, of)) return true;
    return last && of.n >= LAST_WORD && ub_letters_apart(w, of, 1) <= 1;
}

static size_t phrase_at(const ub_form *f, unsigned i, const char *phrase)
{
    unsigned k = i;
    for (const char *p = phrase; *p; k++) {
        size_t n = strcspn(p, " ");
        if (k >= f->n || !phrase_word(ub_token_text(f, &f->token[k]), ub_str_of(p, n), !p[n])) return 0;
        p += n + (p[n] == ' ');
    }
    return k - i;
}

void ub_words_join(ub_form *f)
{
    for (unsigned i = 0; i + 1 < f->n; i++) {
        ub_name_token *t = &f->token[i];
        const char *text = f->text + t->at;
        for (size_t p = phrases_of((unsigned char)*text); p < UB_COUNT(phrases) && phrases[p].words[0] == *text; p++) {
            if (t->n > 1 && phrases[p].words[1] != text[1]) continue;
            size_t n = phrase_at(f, i, phrases[p].words);
            if (n < 2) continue;
            ub_str canon, as = ub_str_of(phrases[p].as, strlen(phrases[p].as));
            memcpy(f->text + t->at, as.p, as.n);                  /* a form is never longer than its words */
            t->n = (uint8_t)as.n;
            t->flags &= (uint8_t)~UB_TOKEN_DOTTED;
            t->kind = (uint8_t)ub_word_kind(as, &t->value, &canon);
            ub_token_hash(t, f->text + t->at);
            memmove(t + 1, t + n, (f->n - i - n) * sizeof *t);
            f->n = (uint8_t)(f->n - n + 1);
            if (f->n_family > i + 1) f->n_family = (uint8_t)(f->n_family > i + n ? f->n_family - n + 1 : i + 1);
            break;
        }
    }
}
