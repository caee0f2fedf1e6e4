/* SPDX-License-Identifier: Apache-2.0 */
/*
 * confusable: what a word looks like, so that two words that a reader takes for one another have one form.  Part of the
 * room judge.
 *
 * The look of a word is in small letters without marks; letters and digits that look like another stand as that one
 * (UTS 39, 4: looks_table.c), and so do pairs that do: "rn" is m, "vv" is w, "cl" is d.  It is a key for comparing, not to
 * be shown.
 */
#ifndef UB_JUDGE_CONFUSABLE_H
#define UB_JUDGE_CONFUSABLE_H

#include "base.h"

/* Letters of a word: code points.  What does not fit is left out and told by `cut`. */
#define UB_WORD_MAX 64u
typedef struct ub_word {
    uint32_t c[UB_WORD_MAX];
    unsigned n;
    bool cut;
    bool small;        /* capitals outside ASCII are taken for their small letters before anybody looks: a capital of one
                          alphabet may look like a letter that its small one does not look like */
} ub_word;

/* How much is folded. */
typedef enum ub_look_how {
    UB_LOOK_PLAIN,      /* small letters, no marks: "Neue Z\u00fcrcher" and "NEUE ZURCHER" are one */
    UB_LOOK_SINGLE,     /* and letters and digits that look like another; "i", "l" and "1" are one */
    UB_LOOK_PAIRS,      /* and pairs of letters */
    UB_LOOK_LOOSE,      /* and pairs that look like one only at a glance: "nn" is m, "dl" is d, "lc" is k */
    UB_LOOK_HOWS
} ub_look_how;

/* Empty a word, and append a piece of UTF-8 to it.  Only letters and digits count; all else is left out. */
void ub_word_begin(ub_word *w);
void ub_word_add(ub_word *w, ub_str text, ub_look_how how);
static inline ub_word ub_word_of(ub_str text, ub_look_how how)      /* with small letters */
{
    ub_word w;
    ub_word_begin(&w);
    w.small = true;
    ub_word_add(&w, text, how);
    return w;
}
static inline bool ub_word_eq(const ub_word *a, const ub_word *b) { return a->n == b->n && !memcmp(a->c, b->c, a->n * sizeof *a->c); }

/*
 * ub_word_edit - at most one letter put in, left out, changed, or swapped with the next?
 * returns 0, 1, or 2 for more.  cost  linear
 */
unsigned ub_word_edit(const ub_word *a, const ub_word *b);

/* Is every letter of the text outside ASCII, and looks like one of ASCII all the same? */
bool ub_looks_latin(ub_str label);

/* Is there a letter or digit that it looks like? */
bool ub_looks_letter(uint32_t code);

/* The table, sorted by code. */
struct ub_look_row { uint32_t code; char to[8]; };
extern const struct ub_look_row ub_looks[];
extern const unsigned ub_n_looks;

#endif
