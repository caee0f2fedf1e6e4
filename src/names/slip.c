/* SPDX-License-Identifier: Apache-2.0 */
/* slip: the keys by which a name is found that is as listed but for one slip; see slip.h. */
#include "slip.h"

static const uint64_t salt_slip = UINT64_C(0x2545F4914F6CDD1D), salt_joined = UINT64_C(0x94D049BB133111EB);

static uint64_t hash_of(ub_str s)
{
    uint64_t h = 0;
    for (size_t i = 0; i < s.n; i++) h = ub_word_add(h, (unsigned char)s.p[i]);
    return h;
}

static unsigned word_keys(ub_str s, uint64_t others, uint64_t *out)
{
    uint64_t power[UB_WORDS_TEXT + 1], behind[UB_WORDS_TEXT + 1], before = 0;
    unsigned n = 0;
    power[0] = 1;
    for (size_t i = 0; i < s.n; i++) power[i + 1] = power[i] * UB_WORD_P;
    behind[s.n] = 0;
    for (size_t i = s.n; i-- > 0;) behind[i] = behind[i + 1] + (unsigned char)s.p[i] * power[s.n - i];
    out[n++] = others + ub_mix(salt_slip, behind[0]);
    for (size_t i = 0; i < s.n; i++) {
        if (i == 0 || s.p[i] != s.p[i - 1]) out[n++] = others + ub_mix(salt_slip, before * power[s.n - 1 - i] + behind[i + 1]);
        before = ub_word_add(before, (unsigned char)s.p[i]);
    }
    return n;
}

/* All words run together, as they stand and with any of them first. */
static unsigned joined_keys(const ub_forms *f, uint64_t *out)
{
    char text[UB_WORDS_TEXT];
    unsigned n = f->word_end[f->n_words - 1], k = 0;
    for (unsigned i = 0; i < f->n_words; i++) {
        unsigned from = i ? f->word_end[i - 1] : 0;
        memcpy(text, f->words + from, n - from);
        memcpy(text + n - from, f->words, from);
        out[k++] = ub_mix(salt_joined, hash_of(ub_str_of(text, n)));
    }
    return k;
}

unsigned ub_slip_keys(const ub_forms *f, bool listed, uint64_t out[UB_SLIP_KEYS_MAX])
{
    unsigned n = 0, letters = f->n_words ? f->word_end[f->n_words - 1] : 0;
    if (letters + !listed < UB_SLIP_LETTERS) return 0;
    for (unsigned i = 0; i < f->n_words; i++) {
        ub_str s = ub_forms_word(f, i);
        n += word_keys(s, f->bag - ub_word_hash(hash_of(s)), out + n);
    }
    if (listed ? f->n_words > 1 && f->n_words <= 4 : f->n_words == 1) n += joined_keys(f, out + n);
    return n;
}
