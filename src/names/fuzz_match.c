/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes are asked for, and compared: two names, parted by a line end.
 *
 * What must hold: the same question has the same answer; blocking finds what looking at every name finds; a listed name is
 * found exactly however its case and its punctuation are changed; two names compare alike in either order, and a name with
 * itself is a match.
 */
#include <stdio.h>
#include <stdlib.h>

#include "match.h"

#define HOLDS(x) ((x) ? (void)0 : (fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, #x), abort()))

static const char *const listed[] = {
    "PETROVSKIY, Yevgeniy Olegovich", "Abd al-Rahman bin Khalid Al-Khazraji", "Torgovyy Dom Severnaya Zvezda OOO", "Habibullah Noorzai",
    "Kim Song Guk", "SHAN, Guoqiang", "Ocean Lark 7", "Ali", "Dragoljub Zivkovic", "Compagnie Generale des Mines de l'Est S.A.",
    "单国强", "عبد الرحمن الخزرجي", "Петровский Евгений Олегович", "김성국",
};

static ub_arena arena, scratch;
static ub_list list;
static ub_names_index ix;
static ub_names_finder *finder;

static void begin(void)
{
    const ub_list *lists[] = { &list };
    ub_list_builder b;
    ub_str block;
    if (finder) return;
    HOLDS(ub_arena_open(&arena, (size_t)1 << 30, NULL) == UB_OK && ub_arena_open(&scratch, 64 << 20, NULL) == UB_OK);
    ub_list_begin(&b, &arena);
    for (size_t i = 0; i < UB_COUNT(listed); i++) {
        ub_list_add_entry(&b, ub_str_of("x", 1), UB_ENTRY_UNKNOWN);
        ub_list_add_name(&b, ub_str_of(listed[i], strlen(listed[i])), UB_NAME_PRIMARY, UB_NAME_STRONG);
    }
    HOLDS(ub_list_finish(&b, UB_S("own"), 20260101, &list, NULL) == UB_OK);
    HOLDS(ub_names_index_build(&arena, lists, 1, &block, NULL) == UB_OK);
    HOLDS(ub_names_index_open(block, false, &ix, NULL) == UB_OK);
    HOLDS(ub_names_finder_open(&arena, &ix, &finder, NULL) == UB_OK);
}

typedef struct answer { size_t n; ub_names_hit *hit; } answer;

static answer ask(const ub_names_query *q, double threshold, bool slowly)
{
    answer a;
    HOLDS((slowly ? ub_names_find_slowly : ub_names_find)(finder, &scratch, q, threshold, &a.hit, &a.n, NULL) == UB_OK);
    HOLDS(a.n <= UB_NAMES_HITS_MAX);
    return a;
}

static void same(answer x, answer y)
{
    HOLDS(x.n == y.n);
    for (size_t i = 0; i < x.n; i++) {
        HOLDS(x.hit[i].entry == y.hit[i].entry && x.hit[i].name == y.hit[i].name && x.hit[i].exact == y.hit[i].exact);
        HOLDS(x.hit[i].score == y.hit[i].score && x.hit[i].evalue == y.hit[i].evalue && x.hit[i].n_reasons == y.hit[i].n_reasons);
        HOLDS(x.hit[i].exact || x.hit[i].n_reasons > 0);
    }
}

/* A listed name, its letters large or small and punctuation between its words as the input says. */
static void exact_is_found(const uint8_t *data, size_t size)
{
    char text[512];
    size_t n = 0, which = size ? data[0] % UB_COUNT(listed) : 0;
    for (const char *p = listed[which]; *p; p++) {
        uint8_t d = size ? data[(size_t)(p - listed[which]) % size] : 0;
        if (d & 1) text[n++] = *p >= 'a' && *p <= 'z' ? (char)(*p - 32) : *p;
        else text[n++] = (char)ub_lower((unsigned char)*p);
        if (*p == ' ' && (d & 2)) text[n++] = d & 4 ? '-' : '"';
    }
    ub_names_query q = { .name = ub_str_of(text, n) };
    answer a = ask(&q, 0, false);
    bool found = false;
    for (size_t i = 0; i < a.n; i++) found |= a.hit[i].exact && a.hit[i].entry == which;
    HOLDS(found);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    begin();
    ub_arena_reset(&scratch, 1 << 20);
    ub_str rest = ub_str_of((const char *)data, size), x = ub_str_cut(&rest, '\n'), y = rest;
    ub_names_query q = { .name = x, .birth = size & 1 ? 19710000 : 0, .country = size & 2 ? UB_S("RU") : UB_S("") };
    answer first = ask(&q, 1000, false);
    same(first, ask(&q, 1000, false));
    same(first, ask(&q, 1000, true));
    exact_is_found(data, size);

    ub_names_pair p, r;
    ub_entry_kind kind = size & 4 ? UB_ENTRY_PERSON : UB_ENTRY_ENTITY;
    HOLDS(ub_names_compare(&scratch, kind, x, y, &p, NULL) == UB_OK);
    HOLDS(ub_names_compare(&scratch, kind, y, x, &r, NULL) == UB_OK);
    HOLDS(p.score == r.score && p.match == r.match && p.score >= 0 && p.score <= 1);
    int s = ub_names_ofac_score(x, y);
    HOLDS(s >= 0 && s <= 100);
    return 0;
}
