/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes are taken for the arrays of a compiled list: five counts, then entries, names, facts, notes and text.
 * What must hold: when ub_list_holds says so, every slice and index of the list can be read and leads where it should.
 */
#include "list.h"

#include <stdio.h>
#include <stdlib.h>

#define HOLDS(x) ((x) ? (void)0 : (fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, #x), abort()))

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

/* The next `count` things of `size` bytes, in memory of their own; what is missing is zero. */
static void *take(const uint8_t **data, size_t *n, size_t count, size_t size)
{
    char *p = calloc(count ? count : 1, size);
    size_t have = count * size < *n ? count * size : *n;
    HOLDS(p);
    if (have) memcpy(p, *data, have);
    *data += have;
    *n -= have;
    return p;
}

static unsigned read_all(const ub_list *l)
{
    unsigned sum = 0;
#define READ(t) do { ub_str s_ = ub_list_str(l, (t)); for (size_t i_ = 0; i_ < s_.n; i_++) sum += (unsigned char)s_.p[i_]; } while (0)
    for (uint32_t e = 0; e < l->n_entries; e++) {
        READ(l->entries[e].uid);
        for (uint32_t i = 0; i < l->entries[e].n_names; i++) HOLDS(l->names[l->entries[e].name + i].entry == e);
        for (uint32_t i = 0; i < l->entries[e].n_facts; i++) HOLDS(l->facts[l->entries[e].fact + i].entry == e);
        HOLDS(l->entries[e].n_names > 0);
    }
    for (uint32_t i = 0; i < l->n_names; i++) {
        READ(l->names[i].text);
        READ(l->names[i].family);
        READ(l->names[i].language);
    }
    for (uint32_t i = 0; i < l->n_facts; i++) {
        READ(l->facts[i].type);
        READ(l->facts[i].value);
        READ(l->facts[i].place);
        HOLDS(ub_fact_kind_name(l->facts[i].kind));
    }
    for (uint32_t i = 0; i < l->n_notes; i++) READ(l->notes[i].detail);
    READ(l->name);
    return sum;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    uint8_t count[5] = { 0 };
    ub_list l = { 0 };
    void *part[5];
    static const size_t size[5] = { sizeof(ub_list_entry), sizeof(ub_list_name), sizeof(ub_list_fact), sizeof(ub_list_note), 1 };
    memcpy(count, data, n < 5 ? n : 5);
    data += n < 5 ? n : 5;
    n -= n < 5 ? n : 5;
    for (int i = 0; i < 5; i++) part[i] = take(&data, &n, count[i], size[i]);
    l.entries = part[0], l.names = part[1], l.facts = part[2], l.notes = part[3], l.text = part[4];
    l.n_entries = count[0], l.n_names = count[1], l.n_facts = count[2], l.n_notes = count[3], l.n_text = count[4];
    if (ub_list_holds(&l)) read_all(&l);
    for (int i = 0; i < 5; i++) free(part[i]);
    return 0;
}
