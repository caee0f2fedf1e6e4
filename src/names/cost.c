/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cost: how far two tokens are apart.
 *
 * The costs of units (costs.def) are set by hand, from what publishers themselves write for one another among the aliases
 * of a party.
 */
#include "score.h"

/* Cost of a unit for another, or for nothing (row and column 0), in sixteenths of a nat.  Symmetric. */
static const uint8_t costs[UNIT_COUNT][UNIT_COUNT] = {
#include "costs.def"
};

static inline float unit_cost(uint8_t a, uint8_t b) { return (float)costs[a][b] * (1 / 16.0f); }

/* Units without vowels, and without w and y but at the start: what Arabic and Hebrew write. */
static unsigned consonants(const ub_name_token *t, uint8_t out[UB_UNITS_MAX])
{
    unsigned n = 0;
    for (unsigned i = 0; i < t->n_units; i++) {
        uint8_t u = t->units[i];
        bool weak = ub_unit_vowel(u) || u == UNIT('w') || u == UNIT('h');
        if (i == 0 && u == UNIT_OU && t->n_units > 1 && ub_unit_vowel(t->units[1])) out[n++] = UNIT('w');      /* Ouattara */
        else if (i == 0 && ub_unit_vowel(u)) out[n++] = UNIT('a');
        else if (!weak) out[n++] = u;
        else if (i == 0) out[n++] = u;
    }
    return n;
}

static float align(const uint8_t *x, unsigned n, const uint8_t *y, unsigned m, float most)
{
    /* What is alike at both ends costs nothing: the costs are a metric. */
    while (n && m && x[0] == y[0]) x++, y++, n--, m--;
    while (n && m && x[n - 1] == y[m - 1]) n--, m--;
    float row[2][UB_UNITS_MAX + 1];
    row[0][0] = 0;
    for (unsigned j = 0; j < m; j++) row[0][j + 1] = row[0][j] + unit_cost(0, y[j]);
    for (unsigned i = 0; i < n; i++) {
        float *up = row[i & 1], *now = row[~i & 1], least;
        float gone = unit_cost(x[i], 0);
        least = now[0] = up[0] + gone;
        for (unsigned j = 0; j < m; j++) {
            float best = up[j] + (x[i] == y[j] ? 0 : unit_cost(x[i], y[j]));
            float a = up[j + 1] + gone, b = now[j] + unit_cost(0, y[j]);
            if (a < best) best = a;
            if (b < best) best = b;
            now[j + 1] = best;
            if (best < least) least = best;
        }
        if (least > most) return least;
    }
    return row[n & 1][m];
}

float ub_token_cost(const ub_name_token *x, const ub_name_token *y) { return ub_token_cost_to(x, y, 2 * UB_COST_MAX); }

float ub_token_cost_to(const ub_name_token *x, const ub_name_token *y, float most)
{
    if (!((x->flags | y->flags) & UB_TOKEN_BARE)) {
        if (x->n_units == y->n_units && memcmp(x->units, y->units, x->n_units) == 0) return 0;
        return align(x->units, x->n_units, y->units, y->n_units, most);
    }
    uint8_t a[UB_UNITS_MAX], b[UB_UNITS_MAX];
    unsigned n = consonants(x, a), m = consonants(y, b);
    return align(a, n, b, m, most);
}

/* 0, 1, or 2 for more: what is alike at both ends goes, and the rest must be one letter, or two that changed places. */
static unsigned one_apart(ub_str x, ub_str y)
{
    size_t n = x.n < y.n ? x.n : y.n, from = 0, to = 0;
    while (from < n && x.p[from] == y.p[from]) from++;
    while (to < n - from && x.p[x.n - 1 - to] == y.p[y.n - 1 - to]) to++;
    size_t a = x.n - from - to, b = y.n - from - to;
    if (a + b == 0) return 0;
    if (a <= 1 && b <= 1) return 1;
    return a == 2 && b == 2 && x.p[from] == y.p[from + 1] && x.p[from + 1] == y.p[from] ? 1 : 2;
}

/* Optimal string alignment, whole matrix rows of three. */
unsigned ub_letters_apart(ub_str x, ub_str y, unsigned max)
{
    if (max == 1) return (x.n > y.n ? x.n - y.n : y.n - x.n) > 1 ? 2 : one_apart(x, y);
    uint8_t row[3][UB_NAME_TOKEN_MAX + 1];
    size_t n = x.n < UB_NAME_TOKEN_MAX ? x.n : UB_NAME_TOKEN_MAX, m = y.n < UB_NAME_TOKEN_MAX ? y.n : UB_NAME_TOKEN_MAX;
    if ((n > m ? n - m : m - n) > max) return max + 1;
    for (size_t j = 0; j <= m; j++) row[0][j] = (uint8_t)j;
    for (size_t i = 1; i <= n; i++) {
        uint8_t *now = row[i % 3], *up = row[(i + 2) % 3], *upup = row[(i + 1) % 3], least;
        least = now[0] = (uint8_t)i;
        for (size_t j = 1; j <= m; j++) {
            unsigned best = up[j - 1] + (x.p[i - 1] != y.p[j - 1]);
            if (up[j] + 1u < best) best = up[j] + 1u;
            if (now[j - 1] + 1u < best) best = now[j - 1] + 1u;
            if (i > 1 && j > 1 && x.p[i - 1] == y.p[j - 2] && x.p[i - 2] == y.p[j - 1] && upup[j - 2] + 1u < best) best = upup[j - 2] + 1u;
            now[j] = (uint8_t)best;
            if (best < least) least = (uint8_t)best;
        }
        if (least > max) return max + 1;
    }
    return row[n % 3][m] > max ? max + 1 : row[n % 3][m];
}

/* ------------------------------------------------------------------------------------------------ near */

/* A key this short is shared by many; from this length on, one class of it may be left out. */
enum { KEY_SHORT = 3, KEY_LONG = 7, BARE_LONG = 5, LETTERS_LEAST = 4 };

static bool one_less(const char *x, unsigned n, const char *y)      /* x without one byte is y[0 .. n - 1) */
{
    unsigned i = 0;
    while (i + 1 < n && x[i] == y[i]) i++;
    return memcmp(x + i + 1, y + i, n - 1 - i) == 0;
}

/* Equal, or equal with one byte left out of either or of both, where they are at least `least` long. */
static bool near(const char *x, unsigned n, const char *y, unsigned m, unsigned least)
{
    if (n == m && memcmp(x, y, n) == 0) return true;
    if (n == m + 1 && n >= least && one_less(x, n, y)) return true;
    if (m == n + 1 && m >= least && one_less(y, m, x)) return true;
    if (n != m || n < least) return false;
    unsigned from = 0, to = n;
    while (from < n && x[from] == y[from]) from++;
    while (to > from && x[to - 1] == y[to - 1]) to--;
    /* one left out of each: what differs is x[from .. to), with one byte gone at either end it must agree */
    return memcmp(x + from + 1, y + from, to - from - 1) == 0 || memcmp(x + from, y + from + 1, to - from - 1) == 0;
}

bool ub_tokens_near(const ub_name_token *x, ub_str xt, const ub_name_token *y, ub_str yt)
{
    if ((x->flags | y->flags) & UB_TOKEN_BARE) {
        for (int i = 0; i < 2; i++)
            for (int j = 0; j < 2; j++)
                if (near(x->keytext[i], x->n_key[i], y->keytext[j], y->n_key[j], BARE_LONG)) return true;
        return false;
    }
    if (x->fine == y->fine) return true;
    for (int i = 0; i < 2; i++)
        for (int j = 0; j < 2; j++) {
            bool same = x->key[i] == y->key[j] && x->n_key[i] > KEY_SHORT;
            if (same || (x->n_key[i] != y->n_key[j] || x->n_key[i] >= KEY_LONG ? near(x->keytext[i], x->n_key[i], y->keytext[j], y->n_key[j], KEY_LONG) && (x->n_key[i] > KEY_SHORT) : false)) return true;
        }
    return near(xt.p, (unsigned)xt.n, yt.p, (unsigned)yt.n, LETTERS_LEAST);
}

static uint32_t sign(uint64_t h, uint32_t salt) { return (uint32_t)(ub_mix(h, salt) >> 16); }

enum { SIGN_KEY = 1, SIGN_LETTERS, SIGN_JOINED_KEY, SIGN_JOINED, SIGN_FINE, SIGN_BARE, SIGN_TO_BARE };

static unsigned add_signs(const char *p, unsigned n, unsigned least, uint32_t salt, uint32_t *out, unsigned k)
{
    char less[UB_NAME_TOKEN_MAX];
    out[k++] = sign(ub_hash_bytes(p, n), salt);
    if (n < least) return k;
    memcpy(less, p + 1, n - 1);
    for (unsigned i = 0; i < n; i++) {
        if (i == 0 || p[i] != p[i - 1]) out[k++] = sign(ub_hash_bytes(less, n - 1), salt);
        less[i] = p[i];
    }
    return k;
}

static unsigned add_key_signs(const ub_name_token *t, unsigned least, uint32_t salt, uint32_t *out, unsigned k)
{
    k = add_signs(t->keytext[0], t->n_key[0], least, salt, out, k);
    if (t->key[1] != t->key[0]) k = add_signs(t->keytext[1], t->n_key[1], least, salt, out, k);
    return k;
}

/* Bare tokens meet others by keys of any length, which others do not among themselves: so each kind signs for whom it may
 * meet.  A listed token signs SIGN_BARE when it is bare, else SIGN_TO_BARE; a bare query looks for both, others for the first. */
unsigned ub_token_signs(const ub_name_token *t, ub_str text, bool listed, uint32_t out[UB_SIGNS_MAX])
{
    unsigned k = 0;
    bool bare = t->flags & UB_TOKEN_BARE;
    if (listed ? bare : true) k = add_key_signs(t, BARE_LONG, SIGN_BARE, out, k);
    if (listed ? !bare : bare) k = add_key_signs(t, BARE_LONG, SIGN_TO_BARE, out, k);
    if (bare) return k;
    out[k++] = sign(t->fine, SIGN_FINE);
    if (t->n_key[0] > KEY_SHORT || t->n_key[1] > KEY_SHORT) k = add_key_signs(t, KEY_LONG, SIGN_KEY, out, k);
    return add_signs(text.p, (unsigned)text.n, LETTERS_LEAST, SIGN_LETTERS, out, k);
}

/* Where vowels are not written each class of a key says more. */
static bool key_says_enough(const ub_name_token *t, int i)
{
    return t->n_key[i] > KEY_SHORT || ((t->flags & UB_TOKEN_BARE) && t->n_key[i] == KEY_SHORT && t->n > KEY_SHORT);
}

bool ub_tokens_joinable(const ub_name_token *x, const ub_name_token *y)
{
    if (x->hash == y->hash && x->n == y->n) return true;
    for (int i = 0; i < 2; i++)
        for (int j = 0; j < 2; j++)
            if (x->key[i] == y->key[j] && (key_says_enough(x, i) || key_says_enough(y, j))) return true;
    return false;
}

unsigned ub_merge_signs(const ub_name_token *t, uint32_t out[3])
{
    unsigned k = 0;
    out[k++] = sign(t->hash, SIGN_JOINED);
    if (t->n_key[0] >= KEY_SHORT) out[k++] = sign(t->key[0], SIGN_JOINED_KEY);
    if (t->n_key[1] >= KEY_SHORT && t->key[1] != t->key[0]) out[k++] = sign(t->key[1], SIGN_JOINED_KEY);
    return k;
}

/* ------------------------------------------------------------------------------------------------ Jaro-Winkler */

float ub_jaro_winkler(ub_str x, ub_str y)
{
    bool xm[256] = { false }, ym[256] = { false };
    int n = (int)(x.n < 256 ? x.n : 256), m = (int)(y.n < 256 ? y.n : 256), common = 0, moved = 0, prefix = 0;
    if (n == 0 || m == 0) return n == m;
    int reach = (n > m ? n : m) / 2 - 1;
    if (reach < 0) reach = 0;
    for (int i = 0; i < n; i++)
        for (int j = i > reach ? i - reach : 0; j < m && j <= i + reach; j++)
            if (!ym[j] && x.p[i] == y.p[j]) {
                xm[i] = ym[j] = true;
                common++;
                break;
            }
    if (common == 0) return 0;
    for (int i = 0, j = 0; i < n; i++) {
        if (!xm[i]) continue;
        while (!ym[j]) j++;
        moved += x.p[i] != y.p[j++];
    }
    float c = (float)common, jaro = (c / (float)n + c / (float)m + (c - (float)(moved / 2)) / c) / 3;
    while (prefix < 4 && prefix < n && prefix < m && x.p[prefix] == y.p[prefix]) prefix++;
    return jaro + (float)prefix * 0.1f * (1 - jaro);
}
