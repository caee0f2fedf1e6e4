/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes are an expression, a line end, and a text.
 * What must hold: what is compiled holds together; a group lies in the text; a match holds the bytes and the word that the expression
 * says it needs; matching all of the text is matching somewhere in it.
 */
#include "regex.h"

#include <stdio.h>
#include <stdlib.h>

#define HOLDS(x) ((x) ? (void)0 : (fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, #x), abort()))

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static bool is_word(char c) { return ub_is_alnum((unsigned char)c); }

static bool has_word(ub_str text, ub_str word)
{
    for (size_t i = 0; i + word.n <= text.n; i++)
        if (memcmp(text.p + i, word.p, word.n) == 0 && (i == 0 || !is_word(text.p[i - 1]))
            && (i + word.n == text.n || !is_word(text.p[i + word.n]))) return true;
    return false;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    UB_CLEANUP(ub_arena_close) ub_arena a = { 0 };
    ub_str text = ub_str_of((const char *)data, n), e = ub_str_cut(&text, '\n'), group, low;
    ub_buf b;
    bool matched = false;
    HOLDS(ub_arena_open(&a, (size_t)16 << 20, NULL) == UB_OK);
    b = ub_buf_in(&a);
    text = ub_str_to(text, 4096);
    HOLDS(ub_str_copy(&a, text, &low));
    for (size_t i = 0; i < low.n; i++) ((char *)(uintptr_t)low.p)[i] = (char)ub_lower((unsigned char)low.p[i]);
    for (int whole = 1; whole >= 0; whole--)
        for (int nocase = 0; nocase < 2; nocase++) {
            ub_regex_pool pool = { .text = &b };
            ub_regex re;
            ub_err err = { 0 };
            ub_str t = nocase ? low : text;
            ub_status s = ub_regex_compile(&a, &pool, e, nocase, whole, &re, &err);
            if (s != UB_OK) {
                HOLDS(err.what && err.status == s && err.at <= e.n && pool.steps.n == 0);
                continue;
            }
            ub_regex_view view = { pool.steps.p, pool.sets.p, b.p ? b.p : "" };
            ub_str all = ub_buf_str(&b), need = ub_str_to(ub_str_from(all, re.need_at), re.need_n), word = ub_str_to(ub_str_from(all, re.word_at), re.word_n);
            HOLDS(ub_regex_holds(&re, &view, pool.steps.n, pool.sets.n, b.n));
            re.need_n = 0;
            bool m = ub_regex_match(&re, &view, t, NULL);
            HOLDS(m == ub_regex_match(&re, &view, t, &group));
            if (m) HOLDS(ub_str_find(t, need) < t.n || !need.n);
            if (m && word.n) HOLDS(has_word(t, word));
            if (m && group.p) HOLDS(group.p >= t.p && group.p + group.n <= t.p + t.n);
            if (whole && !nocase) matched = m;
            if (!whole && !nocase && matched) HOLDS(m);
        }
    return 0;
}
