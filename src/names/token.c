/* SPDX-License-Identifier: Apache-2.0 */
/*
 * token: letters into units, units into keys.
 *
 * A key keeps the first sound and the consonants after it, in classes that the usual romanisations do not tell apart: voiced
 * and voiceless, all hissing sounds, k q g kh gh.  Vowels, doubling, h, w and y within a word go.  So Mohammed, Muhamad and the
 * Arabic mhmd have one key.  Where a letter is read in two ways (w as in German or in English, j as in German or in
 * English), a token has two keys.
 */
#include "forms.h"

/* Up to seven bytes as a number, the first the least: what lies between is read twice rather than copied. */
static inline uint64_t last_bytes(const char *p, size_t n)
{
    if (n >= 4) {
        uint32_t a, b;
        memcpy(&a, p, 4);
        memcpy(&b, p + n - 4, 4);
        return a | (uint64_t)b << 8 * (n - 4);
    }
    if (n == 0) return 0;
    return (uint64_t)(unsigned char)p[0] | (uint64_t)(unsigned char)p[n / 2] << 8 * (n / 2) | (uint64_t)(unsigned char)p[n - 1] << 8 * (n - 1);
}

uint64_t ub_hash_bytes(const char *p, size_t n)
{
    uint64_t h = UB_HASH_START ^ n, v;
    for (; n >= 8; p += 8, n -= 8) {
        memcpy(&v, p, 8);
        h = ub_mix(h, v);
    }
    h = ub_mix(h, last_bytes(p, n));
    return h ^ h >> 29;
}

/* One unit at `p`, of `n` letters left; *took says how many letters it is. */
static uint8_t unit_at(const char *p, size_t n, size_t *took)
{
    char a = p[0], b = n > 1 ? p[1] : 0, c = n > 2 ? p[2] : 0, d = n > 3 ? p[3] : 0;
    *took = 2;
    switch (a) {
    case 's':
        if (b == 'h' && c == 'c' && d == 'h') { *took = 4; return UNIT_SH; }
        if (b == 'c' && c == 'h') { *took = 3; return UNIT_SH; }
        if (b == 'h' || b == 'z') return UNIT_SH;
        if (b == 'c' && (c == 'e' || c == 'i' || c == 'y')) return UNIT('s');
        break;
    case 't':
        if (b == 's' && c == 'c' && d == 'h') { *took = 4; return UNIT_CH; }
        if (b == 'c' && c == 'h') { *took = 3; return UNIT_CH; }
        if (b == 's' && c == 'h') { *took = 3; return UNIT_CH; }
        if (b == 's' || b == 'z') return UNIT_TS;
        if (b == 'h') return UNIT_TH;
        break;
    case 'c':
        if (b == 'h') return UNIT_CH;
        if (b == 'z') return UNIT_CH;
        if (b == 'k') return UNIT('k');
        break;
    case 'z':
        if (b == 'h') return UNIT_ZH;
        break;
    case 'k':
        if (b == 'h') return UNIT_KH;
        break;
    case 'g':
        if (b == 'h') return UNIT_GH;
        break;
    case 'd':
        if (b == 'z' && c == 'h') { *took = 3; return UNIT_DJ; }
        if (b == 'h') return UNIT_DH;
        if (b == 'j' || b == 'z') return UNIT_DJ;
        break;
    case 'p':
        if (b == 'h') return UNIT('f');
        break;
    case 'o':
        if (b == 'u') return UNIT_OU;
        if (b == 'o') return UNIT('u');
        break;
    case 'e':
        if (b == 'e') return UNIT('i');
        break;
    case 'i':
        if (b == 'j' && n == 2) return UNIT('i');                 /* Nikolij */
        if (b == 'y' && n == 2) return UNIT('y');                 /* Dmitriy */
        if (b == 'i' && n == 2) return UNIT('y');
        break;
    case 'y':
        if (b == 'y' && n == 2) return UNIT('y');
        if (b == 'j' && n == 2) return UNIT('y');
        break;
    default:
        break;
    }
    *took = 1;
    switch (a) {                                                  /* digits that stand for letters: "Sech1n" */
    case '0': return UNIT('o');
    case '1': return UNIT('i');
    case '3': return UNIT('e');
    case '4': return UNIT('a');
    case '5': return UNIT('s');
    case '6': case '9': return UNIT('g');
    case '7': return UNIT('t');
    case '8': return UNIT('b');
    case '2': return UNIT('z');
    default: return (uint8_t)(a >= 'a' && a <= 'z' ? UNIT(a) : UNIT('a'));
    }
}

/* A letter of a script without vowels: only what the table of letters writes in two. */
static uint8_t bare_unit_at(const char *p, size_t n, size_t *took)
{
    static const struct { char text[3]; uint8_t unit; } pairs[] = {
        { "sh", UNIT_SH }, { "ch", UNIT_CH }, { "zh", UNIT_ZH }, { "kh", UNIT_KH }, { "gh", UNIT_GH }, { "th", UNIT_TH }, { "dh", UNIT_DH },
    };
    *took = 2;
    for (size_t i = 0; n > 1 && p[1] == 'h' && i < UB_COUNT(pairs); i++)
        if (pairs[i].text[0] == p[0]) return pairs[i].unit;
    if (n > 1 && p[0] == 'd' && p[1] == 'z') return UNIT_DJ;       /* as in Latin letters: akhund-zada */
    *took = 1;
    return (uint8_t)(p[0] >= 'a' && p[0] <= 'z' ? UNIT(p[0]) : UNIT('a'));
}

static unsigned units_of(const char *text, size_t n, bool bare, uint8_t units[UB_UNITS_MAX])
{
    unsigned k = 0;
    for (size_t i = 0, took; i < n && k < UB_UNITS_MAX; i += took) {
        unsigned a = (unsigned)(text[i] - 'a');
        /* c d e g i k o p s t y z begin units of several letters */
        uint8_t u = bare ? bare_unit_at(text + i, n - i, &took) : a < 26 && !(0x30cc55cu >> a & 1) ? (took = 1, (uint8_t)(a + 1)) : unit_at(text + i, n - i, &took);
        if (u == UNIT('x') && k && k + 1 < UB_UNITS_MAX && !bare) units[k++] = UNIT('k'), u = UNIT('s');      /* Maxim, Maksim */
        if (k && units[k - 1] == u && !bare) continue;            /* doubled: once; without vowels, two */
        units[k++] = u;
    }
    return k;
}

/* Class of a unit in a key: 0 passed over, 1 a vowel, 2 to be seen by what stands beside it. */
static const char classes[UNIT_COUNT] = {
    [UNIT('a')] = 1, [UNIT('e')] = 1, [UNIT('i')] = 1, [UNIT('o')] = 1, [UNIT('u')] = 1, [UNIT('y')] = 1, [UNIT_OU] = 1,
    [UNIT('b')] = 'p', [UNIT('p')] = 'p', [UNIT('d')] = 't', [UNIT('t')] = 't', [UNIT_TH] = 't', [UNIT_DH] = 't', [UNIT('f')] = 'f', [UNIT('v')] = 'f',
    [UNIT('g')] = 'k', [UNIT('k')] = 'k', [UNIT('q')] = 'k', [UNIT_KH] = 'k', [UNIT_GH] = 'k',
    [UNIT('s')] = 's', [UNIT('z')] = 's', [UNIT_SH] = 's', [UNIT_ZH] = 's', [UNIT_TS] = 's', [UNIT_DJ] = 's',
    [UNIT('l')] = 'l', [UNIT('m')] = 'm', [UNIT('n')] = 'n', [UNIT('r')] = 'r',
    [UNIT('h')] = 2, [UNIT('w')] = 2, [UNIT('c')] = 2, [UNIT('x')] = 2, [UNIT_CH] = 2, [UNIT('j')] = 2,
};

/* The class of a unit that is 2 above; 'a' stands for a vowel.  `way` is the reading of w, j and c. */
static char beside(uint8_t u, bool first, uint8_t before, uint8_t next, int way)
{
    switch (u) {
    case UNIT('h'): return first ? 'h' : 0;
    case UNIT('w'): return way ? 'f' : first ? 'a' : 0;
    case UNIT('c'): return way || next == 0 || next == UNIT('e') || next == UNIT('i') || next == UNIT('y') ? 's' : 'k';
    case UNIT('x'): return first ? 's' : 'k';
    case UNIT_CH: return next && !ub_unit_vowel(next) ? 'k' : 's';
    default:                                                      /* j: silent in Sergej */
        if (next == 0 || (!ub_unit_vowel(next) && ub_unit_vowel(before))) return 0;
        return way == 0 ? 's' : first ? 'a' : 0;
    }
}

/* Keys, and the key with its vowels, where no unit is read in two ways. */
static void keys_of_plain(ub_name_token *t)
{
    char fine[UB_UNITS_MAX], before = 0;
    unsigned n = 0, n_fine = 0, run = 0;
    for (unsigned i = 0; i < t->n_units; i++) {
        uint8_t u = t->units[i];
        char c = classes[u];
        if (c == 1) {
            if (i == 0) t->keytext[0][n++] = 'a';
            before = i == 0 ? 'a' : 0;
            if (run++) fine[n_fine - 1] = 3;
            else fine[n_fine++] = u == UNIT('o') || u == UNIT('u') || u == UNIT_OU ? 2 : 1;
        } else {
            if (c != before) t->keytext[0][n++] = c;
            before = c;
            run = 0;
            fine[n_fine++] = c;
        }
    }
    if (n == 0) t->keytext[0][n++] = 'a';
    memcpy(t->keytext[1], t->keytext[0], n);
    t->n_key[0] = t->n_key[1] = (uint8_t)n;
    t->fine = ub_hash_bytes(fine, n_fine);
    t->key[0] = t->key[1] = ub_hash_bytes(t->keytext[0], n);
}

/* Keys in both readings, and the key with its vowels: 1 one of a e i y, 2 one of o u w, 3 several. */
static void keys_of(ub_name_token *t)
{
    bool doubtful_unit = t->flags & UB_TOKEN_BARE;
    for (unsigned i = 0; i < t->n_units; i++) doubtful_unit |= classes[t->units[i]] == 2;
    if (!doubtful_unit) {
        keys_of_plain(t);
        return;
    }
    char fine[UB_UNITS_MAX], before[2] = { 0, 0 };
    unsigned n[2] = { 0, 0 }, n_fine = 0, run = 0;
    bool bare = t->flags & UB_TOKEN_BARE, doubtful = false;
    for (unsigned i = 0; i < t->n_units; i++) {
        uint8_t u = t->units[i];
        char c = classes[u], both[2] = { c, c };
        if (c == 1) both[0] = both[1] = i == 0 ? 'a' : 0;
        if (c == 2)
            for (int way = 0; way < 2; way++)
                both[way] = bare && u == UNIT_CH ? 's' : beside(u, i == 0, i ? t->units[i - 1] : 0, i + 1 < t->n_units ? t->units[i + 1] : 0, way);
        if (bare && (u == UNIT_DH || u == UNIT_TH)) both[1] = 's';       /* Arabic d, Persian z */
        doubtful |= both[0] != both[1];
        for (int way = 0; way < 2; way++) {
            char k = both[way];
            if (k && (k != before[way] || bare) && !(k == 'a' && n[way])) t->keytext[way][n[way]++] = k;
            before[way] = k;
        }
        if (c == 1 || (u == UNIT('w') && i > 0)) {
            if (run++) fine[n_fine - 1] = 3;
            else fine[n_fine++] = u == UNIT('o') || u == UNIT('u') || u == UNIT_OU || u == UNIT('w') ? 2 : 1;
        } else if (both[0]) {
            run = 0;
            fine[n_fine++] = both[0];
        }
    }
    for (int way = 0; way < 2; way++)
        if (n[way] == 0) t->keytext[way][n[way]++] = 'a';
    t->n_key[0] = (uint8_t)n[0];
    t->n_key[1] = (uint8_t)n[1];
    t->fine = ub_hash_bytes(fine, n_fine);
    t->key[0] = ub_hash_bytes(t->keytext[0], n[0]);
    t->key[1] = doubtful ? ub_hash_bytes(t->keytext[1], n[1]) : t->key[0];
}

void ub_token_hash(ub_name_token *t, const char *text)
{
    t->hash = ub_hash_bytes(text, t->n);
    t->n_units = 0;
}

void ub_token_sounds(ub_name_token *t, const char *text)
{
    t->n_units = (uint8_t)units_of(text, t->n, t->flags & UB_TOKEN_BARE, t->units);
    keys_of(t);
}

void ub_token_finish(ub_name_token *t, const char *text)
{
    ub_token_hash(t, text);
    ub_token_sounds(t, text);
}

void ub_form_sounds(ub_form *f)
{
    for (unsigned i = 0; i < f->n; i++)
        if (!f->token[i].n_units) ub_token_sounds(&f->token[i], f->text + f->token[i].at);
}

bool ub_token_merge(const ub_form *f, unsigned i, unsigned n, ub_merge_how how, char text[UB_NAME_TOKEN_MAX], ub_name_token *out)
{
    unsigned k = 0;
    memset(out, 0, offsetof(ub_name_token, units));
    for (unsigned j = i; j < i + n; j++) {
        const ub_name_token *t = &f->token[j];
        if (how == UB_MERGE_WORDS && t->kind == UB_TOKEN_PARTICLE) continue;
        if (k + t->n > UB_NAME_TOKEN_MAX) return false;
        memcpy(text + k, f->text + t->at, t->n);
        k += t->n - (how == UB_MERGE_LIKENED && j == i);
        out->flags |= t->flags & UB_TOKEN_BARE;
    }
    out->n = (uint8_t)k;
    out->kind = UB_TOKEN_WORD;
    if (k == 0) return false;
    ub_token_finish(out, text);
    return true;
}
