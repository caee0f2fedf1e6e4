/* SPDX-License-Identifier: Apache-2.0 */
/* The look of a word. */
#include "confusable.h"

#include <unicode/uchar.h>

#include "utf8.h"

/* ASCII, small letters: digits as letters, and letters that are one to the eye. */
static uint32_t single(uint32_t c)
{
    switch (c) {
    case '0': return 'o';
    case '1': case 'i': case '|': return 'l';
    case '2': return 'z';
    case '3': return 'e';
    case '4': return 'a';
    case '5': case '$': return 's';
    case '6': case '8': return 'b';
    case '7': return 't';
    case '9': case 'q': return 'g';
    default: return c;
    }
}

/* Pairs that look like one letter. */
static const struct { char first, second, one; bool loose; } pairs[] = {
    { 'r', 'n', 'm', false }, { 'v', 'v', 'w', false }, { 'c', 'l', 'd', false },
    { 'n', 'n', 'm', true }, { 'r', 'r', 'm', true }, { 'd', 'l', 'd', true }, { 'l', 'c', 'k', true }, { 'l', 'b', 'b', true }, { 'l', 'h', 'h', true },
    { 'u', 'u', 'w', true }, { 'l', 'l', 'l', true },
};

/* Letters that can be the second of a pair: most are not. */
static bool ends_pair(uint32_t c)
{
#define BIT(letter) (1u << (letter - 'a'))
    static const uint32_t seconds = BIT('n') | BIT('v') | BIT('l') | BIT('r') | BIT('c') | BIT('b') | BIT('h') | BIT('u');
#undef BIT
    return c - 'a' < 26 && seconds >> (c - 'a') & 1;
}

static void put(ub_word *w, uint32_t c, ub_look_how how)
{
    uint32_t was = c;
    if (how >= UB_LOOK_SINGLE) c = single(c);
    if (how >= UB_LOOK_PAIRS && w->n && was != 'i' && ends_pair(c))
        for (size_t i = 0; i < UB_COUNT(pairs); i++) {
            if (w->c[w->n - 1] != (uint32_t)pairs[i].first || c != (uint32_t)pairs[i].second || (pairs[i].loose && how < UB_LOOK_LOOSE)) continue;
            w->c[w->n - 1] = (uint32_t)pairs[i].one;
            return;
        }
    if (w->n == UB_WORD_MAX) w->cut = true;
    else w->c[w->n++] = c;
}

static const char *look(uint32_t code)
{
    size_t low = 0, high = ub_n_looks;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (ub_looks[mid].code == code) return ub_looks[mid].to;
        if (ub_looks[mid].code < code) low = mid + 1;
        else high = mid;
    }
    return NULL;
}

/* A Latin letter with marks is that letter; one of another script is itself until it is looked at. */
static bool is_plain_row(uint32_t code) { return code < 0x250 || (code >= 0x1E00 && code < 0x1F00); }

static void put_wide(ub_word *w, uint32_t code, ub_look_how how)
{
    if (w->small) code = (uint32_t)u_foldCase((UChar32)code, U_FOLD_CASE_DEFAULT);
    const char *to = how > UB_LOOK_PLAIN || is_plain_row(code) ? look(code) : NULL;
    int8_t type;
    if (to) {
        ub_str s = ub_str_of(to, strlen(to));
        for (size_t i = 0; i < s.n;) {
            ub_utf8 c = ub_utf8_read(s, i);
            put(w, c.code, how);
            i += c.n;
        }
        return;
    }
    type = u_charType((UChar32)code);
    if (type == U_NON_SPACING_MARK || type == U_ENCLOSING_MARK || !(u_isalnum((UChar32)code) || type == U_COMBINING_SPACING_MARK)) return;
    put(w, (uint32_t)u_foldCase((UChar32)code, U_FOLD_CASE_DEFAULT), how);
}

bool ub_looks_letter(uint32_t code) { return look(code) != NULL; }

void ub_word_begin(ub_word *w) { w->n = 0, w->cut = w->small = false; }

void ub_word_add(ub_word *w, ub_str text, ub_look_how how)
{
    for (size_t i = 0; i < text.n && !w->cut;) {
        unsigned char b = (unsigned char)text.p[i];
        if (b < 0x80) {
            if (ub_is_alnum(b) || ((b == '$' || b == '|') && how >= UB_LOOK_SINGLE)) put(w, ub_lower(b), how);
            i++;
            continue;
        }
        ub_utf8 c = ub_utf8_read(text, i);
        if (c.valid) put_wide(w, c.code, how);
        i += c.n;
    }
}

unsigned ub_word_edit(const ub_word *a, const ub_word *b)
{
    unsigned front = 0, na = a->n, nb = b->n;
    if (na > nb + 1 || nb > na + 1) return 2;
    while (front < na && front < nb && a->c[front] == b->c[front]) front++;
    while (na > front && nb > front && a->c[na - 1] == b->c[nb - 1]) na--, nb--;
    na -= front, nb -= front;
    if (na == 0 && nb == 0) return 0;
    if (na + nb == 1 || (na == 1 && nb == 1)) return 1;
    return na == 2 && nb == 2 && a->c[front] == b->c[front + 1] && a->c[front + 1] == b->c[front] ? 1 : 2;
}

bool ub_looks_latin(ub_str label)
{
    bool any = false;
    for (size_t i = 0; i < label.n;) {
        ub_utf8 c = ub_utf8_read(label, i);
        const char *to;
        i += c.n;
        if (!c.valid || ub_is_alpha((unsigned char)(c.code < 0x80 ? c.code : 0))) return false;
        if (c.code < 0x80) continue;
        if (is_plain_row(c.code) || !(to = look(c.code)) || !ub_is_alnum((unsigned char)to[0])) return false;
        any = true;
    }
    return any;
}
