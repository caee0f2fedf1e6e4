/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes are a text in which names are looked for.
 *
 * What must hold: what is told stands in the text, white space apart; the same text has the same mentions; a listed name in a
 * paragraph of its own is found whatever stands around it.
 */
#include <stdio.h>
#include <stdlib.h>

#include "mention.h"

#define HOLDS(x) ((x) ? (void)0 : (fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, #x), abort()))

static const char *const listed[] = { "PETROVSKIY, Yevgeniy", "Severnaya Zvezda OOO", "Habibullah Noorzai", "GAZVOSTOK", "单国强", "عبد الرحمن الخزرجي" };

static ub_arena scratch;
static ub_lists lists;
static ub_matching matching;

static void begin(void)
{
    ub_list_builder b;
    ub_list l;
    if (matching.finder) return;
    HOLDS(ub_arena_open(&lists.a, 64 << 20, NULL) == UB_OK && ub_arena_open(&scratch, 256 << 20, NULL) == UB_OK);
    ub_list_begin(&b, &lists.a);
    for (size_t i = 0; i < UB_COUNT(listed); i++) {
        ub_list_add_entry(&b, ub_str_of("x", 1), UB_ENTRY_UNKNOWN);
        ub_list_add_name(&b, ub_str_of(listed[i], strlen(listed[i])), UB_NAME_PRIMARY, UB_NAME_STRONG);
    }
    HOLDS(ub_list_finish(&b, UB_S("own"), 20260101, &l, NULL) == UB_OK && ub_lists_add(&lists, &l, NULL) == UB_OK);
    HOLDS(ub_matching_open(&matching, &lists, NULL, NULL) == UB_OK);
}

struct seen {
    ub_str folded;
    size_t n, noorzai;
    uint64_t sum;
};

/* White space as one space. */
static ub_str fold(ub_arena *a, ub_str s)
{
    ub_buf b = ub_buf_in(a);
    for (size_t i = 0; i < s.n; i++) {
        bool space = (unsigned char)s.p[i] <= ' ';
        if (!space) ub_buf_char(&b, s.p[i]);
        else if (!b.n || b.p[b.n - 1] != ' ') ub_buf_char(&b, ' ');
    }
    HOLDS(!b.failed);
    return ub_buf_str(&b);
}

static ub_status one(void *ctx, ub_str name, const ub_screen_answer *answer)
{
    struct seen *s = ctx;
    HOLDS(name.n > 0 && answer->n > 0 && ub_str_find(s->folded, name) < s->folded.n);
    for (size_t i = 0; i < name.n; i++) s->sum = s->sum * 31 + (unsigned char)name.p[i];
    s->noorzai += ub_str_eq(name, UB_S("Habibullah Noorzai"));
    s->n++;
    return UB_OK;
}

static struct seen find(ub_arena *a, ub_str text)
{
    struct seen s = { .folded = fold(a, text) };
    HOLDS(ub_mentions_find(&lists, &matching, &scratch, text, UB_NAMES_THRESHOLD, one, &s, NULL) == UB_OK);
    return s;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    ub_arena a = { 0 };
    ub_buf b;
    begin();
    HOLDS(ub_arena_open(&a, (16 << 20) + 16 * size, NULL) == UB_OK);
    ub_str text = ub_str_of((const char *)data, size);
    struct seen first = find(&a, text), again = find(&a, text);
    HOLDS(first.n == again.n && first.sum == again.sum);
    b = ub_buf_in(&a);
    ub_buf_add(&b, text);
    ub_buf_add(&b, UB_S("\n\nHabibullah Noorzai\n\n"));
    ub_buf_add(&b, text);
    HOLDS(find(&a, ub_buf_str(&b)).noorzai > 0);
    ub_arena_close(&a);
    return 0;
}
