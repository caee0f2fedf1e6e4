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

uint64_t ub_hash_bytes(const char *p, size_t n)
{
    uint64_t h = UB_HASH_START ^ n, v;
    for (; n >= 8; p += 8, n -= 8) {
        memcpy(&v, p, 8);
        h = ub_mix(h, v);
    }
    v = 0;
    memcpy(&v, p, n);
    h = ub_mix(h, v);
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

static unsigned units_of(const char *text, size_t n, bool bare, uint8_t units[UB_UNITS_MAX])
{
    unsigned k = 0;
    for (size_t i = 0, took; i < n && k < UB_UNITS_MAX; i += took) {
        uint8_t u = unit_at(text + i, n - i, &took);
        if (k && units[k - 1] == u && !bare) continue;            /* doubled: once; without vowels, two */
        units[k++] = u;
    }
    return k;
}

/* Class of a unit in a key; 0: passed over.  `i` its place, `next` the unit behind it; `way` the reading of w and j. */
static char key_class(uint8_t u, unsigned i, uint8_t before, uint8_t next, int way)
{
    switch (u) {
    case UNIT('a'): case UNIT('e'): case UNIT('i'): case UNIT('o'): case UNIT('u'): case UNIT('y'): case UNIT_OU:
        return i == 0 ? 'a' : 0;
    case UNIT('b'): case UNIT('p'): return 'p';
    case UNIT('d'): case UNIT('t'): case UNIT_TH: case UNIT_DH: return 't';
    case UNIT('f'): case UNIT('v'): return 'f';
    case UNIT('w'): return i == 0 ? (way ? 'f' : 'a') : way ? 'f' : 0;
    case UNIT('h'): return i == 0 ? 'h' : 0;
    case UNIT('g'): case UNIT('k'): case UNIT('q'): case UNIT_KH: case UNIT_GH: return 'k';
    case UNIT('c'): return next == UNIT('e') || next == UNIT('i') || next == UNIT('y') || next == 0 ? 's' : way ? 's' : 'k';
    case UNIT('x'): return i == 0 ? 's' : 'k';
    case UNIT('s'): case UNIT('z'): case UNIT_SH: case UNIT_ZH: case UNIT_TS: case UNIT_DJ: return 's';
    case UNIT_CH: return next && !ub_unit_vowel(next) ? 'k' : 's';
    case UNIT('j'):
        if (next == 0 || (!ub_unit_vowel(next) && ub_unit_vowel(before))) return 0;     /* Sergej */
        return way ? (i == 0 ? 'a' : 0) : 's';
    case UNIT('l'): return 'l';
    case UNIT('m'): return 'm';
    case UNIT('n'): return 'n';
    case UNIT('r'): return 'r';
    default: return 0;
    }
}

static unsigned key_of(const ub_token *t, int way, char *key)
{
    unsigned k = 0;
    char before = 0;                                              /* class of the unit just before */
    for (unsigned i = 0; i < t->n_units; i++) {
        char c = key_class(t->units[i], i, i ? t->units[i - 1] : 0, i + 1 < t->n_units ? t->units[i + 1] : 0, way);
        bool again = c == before && !(t->flags & UB_TOKEN_BARE);
        before = c;
        if (c == 0 || again || (c == 'a' && k)) continue;
        key[k++] = c;
    }
    if (k == 0) key[k++] = 'a';
    return k;
}

/* The key with its vowels: 1 one of a e i y, 2 one of o u, 3 several. */
static uint64_t fine_of(const ub_token *t)
{
    char out[UB_UNITS_MAX];
    unsigned k = 0, run = 0;
    for (unsigned i = 0; i < t->n_units; i++) {
        uint8_t u = t->units[i];
        char c = key_class(u, i, i ? t->units[i - 1] : 0, i + 1 < t->n_units ? t->units[i + 1] : 0, 0);
        bool vowel = ub_unit_vowel(u) || (u == UNIT('w') && i > 0);
        if (!vowel && c == 0) continue;
        if (!vowel) run = 0;
        else if (run++) {
            out[k - 1] = 3;
            continue;
        }
        out[k++] = !vowel ? c : u == UNIT('o') || u == UNIT('u') || u == UNIT_OU || u == UNIT('w') ? 2 : 1;
    }
    return ub_hash_bytes(out, k);
}

void ub_token_finish(ub_token *t, const char *text)
{
    t->hash = ub_hash_bytes(text, t->n);
    t->n_units = (uint8_t)units_of(text, t->n, t->flags & UB_TOKEN_BARE, t->units);
    t->fine = fine_of(t);
    bool doubtful = false;
    for (unsigned i = 0; i < t->n_units; i++)
        doubtful |= t->units[i] == UNIT('w') || t->units[i] == UNIT('j') || t->units[i] == UNIT('c');
    for (int way = 0; way < 2; way++) {
        if (way && !doubtful) {
            memcpy(t->keytext[1], t->keytext[0], sizeof t->keytext[0]);
            t->n_key[1] = t->n_key[0];
            t->key[1] = t->key[0];
            break;
        }
        t->n_key[way] = (uint8_t)key_of(t, way, t->keytext[way]);
        t->key[way] = ub_hash_bytes(t->keytext[way], t->n_key[way]);
    }
}

bool ub_token_merge(const ub_form *f, unsigned i, unsigned n, bool skip_particles, char text[UB_TOKEN_MAX], ub_token *out)
{
    unsigned k = 0;
    memset(out, 0, sizeof *out);
    for (unsigned j = i; j < i + n; j++) {
        const ub_token *t = &f->token[j];
        if (skip_particles && t->kind == UB_TOKEN_PARTICLE) continue;
        if (k + t->n > UB_TOKEN_MAX) return false;
        memcpy(text + k, f->text + t->at, t->n);
        k += t->n;
        out->flags |= t->flags & (UB_TOKEN_BARE | UB_TOKEN_HAN);
    }
    out->n = (uint8_t)k;
    out->kind = UB_TOKEN_WORD;
    if (k == 0) return false;
    ub_token_finish(out, text);
    return true;
}
