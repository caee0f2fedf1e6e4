/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Attributes beyond the common path: room for more of them, duplicates among unknown names, questions about values.
 *
 * Known names are stamped in h->seen, which finds duplicates in O(1).  The first sixteen unknown names of a tag are
 * compared one by one; after that a hash table holds the offsets of their names.
 */
#include "inside.h"

enum { COMPARED = 16, FIRST_SLOTS = 64, SLOTS_MAX = 1 << 20, PROBES = 64 };

bool ub_html_more_attrs(ub_html *h)
{
    size_t cap = h->attrs_cap * 2;
    ub_html_attr *more = cap > UB_HTML_ATTRS_MAX ? NULL : ub_arena_take(h->a, cap * sizeof *more, _Alignof(ub_html_attr));
    if (!more) return false;
    memcpy(more, h->attrs, h->attrs_cap * sizeof *more);
    h->attrs = more;
    h->attrs_cap = cap;
    return true;
}

static size_t name_length(const ub_html *h, const char *p)
{
    const char *q = p;
    if (q < h->end && *q == '=') q++;
    while (q < h->end && !ub_is_space((unsigned char)*q) && *q != '/' && *q != '>' && *q != '=') q++;
    return (size_t)(q - p);
}

static uint32_t hash(ub_str s)
{
    uint64_t x = UINT64_C(0x2545F4914F6CDD1D) ^ s.n;
    for (size_t i = 0; i < s.n; i++) x = (x ^ ub_lower((unsigned char)s.p[i])) * UINT64_C(0x9E3779B97F4A7C15), x ^= x >> 29;
    return (uint32_t)(x ^ x >> 32);
}

/* True when the name is there already.  A name that finds no place in PROBES steps counts as new. */
static bool enter(ub_html *h, ub_str name)
{
    uint32_t at = hash(name) & (h->dup_slots_n - 1), probes = 0;
    for (; h->dup_slots[at]; at = (at + 1) & (h->dup_slots_n - 1)) {
        const char *p = h->text.p + h->dup_slots[at] - 1;
        if (name_length(h, p) == name.n && ub_str_eq_nocase(ub_str_of(p, name.n), name)) return true;
        if (++probes > PROBES) return false;
    }
    h->dup_slots[at] = (uint32_t)(name.p - h->text.p) + 1;
    h->dup_n++;
    return false;
}

static bool more_slots(ub_html *h, uint32_t n)
{
    uint32_t *old = h->dup_slots, old_n = h->dup_slots_n, *slots;
    if (n > SLOTS_MAX) return false;
    slots = ub_arena_array(h->a, sizeof *slots, n, _Alignof(uint32_t));
    if (!slots) return false;
    h->dup_slots = slots;
    h->dup_slots_n = h->dup_slots_cap = n;
    h->dup_n = 0;
    for (uint32_t i = 0; i < old_n; i++)
        if (old[i]) enter(h, ub_str_of(h->text.p + old[i] - 1, name_length(h, h->text.p + old[i] - 1)));
    return true;
}

/* A table for this tag, with the names compared so far. */
static bool open_table(ub_html *h, uint32_t n_attrs)
{
    if (!h->dup_slots_cap && !more_slots(h, FIRST_SLOTS)) return false;
    h->dup_slots_n = FIRST_SLOTS;
    memset(h->dup_slots, 0, FIRST_SLOTS * sizeof *h->dup_slots);
    h->dup_n = 0;
    for (uint32_t i = 0; i < n_attrs; i++)
        if (h->attrs[i].id == UB_ATTR_OTHER) enter(h, ub_html_str(h, h->attrs[i].name));
    if (h->dup_n < COMPARED) h->dup_n = COMPARED;
    return true;
}

/* h->dup_n counts the distinct unknown names of the tag; the table is in use once it reaches COMPARED. */
bool ub_html_dup_unknown(ub_html *h, const char *name, size_t n, uint32_t n_attrs)
{
    ub_str s = ub_str_of(name, n);
    if (h->dup_n < COMPARED) {
        uint32_t seen = 0;
        for (uint32_t i = n_attrs; i-- > 0 && seen < h->dup_n; ) {
            if (h->attrs[i].id != UB_ATTR_OTHER || h->attrs[i].flags & UB_HTML_A_DUPLICATE) continue;
            seen++;
            if (h->attrs[i].name.n == n && ub_str_eq_nocase(ub_html_str(h, h->attrs[i].name), s)) return true;
        }
        if (++h->dup_n == COMPARED && !open_table(h, n_attrs)) h->dup_slots_n = 0;
        else if (h->dup_n == COMPARED) enter(h, s);
        return false;
    }
    if (!h->dup_slots_n) return false;
    if (h->dup_n >= h->dup_slots_n / 2) {
        uint32_t want = h->dup_slots_n * 2;
        if (!more_slots(h, want) && h->dup_n > h->dup_slots_n / 4 * 3) {
            ub_notes_add(h->notes, "html-many-attributes", (size_t)(name - h->text.p), n);
            h->dup_slots_n = 0;
            return false;
        }
    }
    return enter(h, s);
}

static const ub_html_attr *find(const ub_html *h, unsigned id)
{
    for (uint32_t i = 0; i < h->tok.n_attrs; i++)
        if (h->attrs[i].id == id && !(h->attrs[i].flags & UB_HTML_A_DUPLICATE)) return &h->attrs[i];
    return NULL;
}

bool ub_html_has_attr(const ub_html *h, unsigned id) { return find(h, id) != NULL; }

bool ub_html_attr_is(const ub_html *h, unsigned id, ub_str want)
{
    const ub_html_attr *at = find(h, id);
    ub_str v;
    size_t k = 0;
    if (!at) return false;
    v = ub_html_str(h, at->value);
    for (size_t i = 0; i < v.n; k++) {
        size_t used = 0;
        uint32_t c[2] = { (unsigned char)v.p[i], 0 };
        if (c[0] == '&') ub_html_ref(ub_str_from(v, i), true, &used, c);
        if (!used) c[0] = (unsigned char)v.p[i], c[1] = 0, used = 1;
        if (k == want.n || c[1] || c[0] > 0x7f || ub_lower((unsigned char)c[0]) != (unsigned char)want.p[k]) return false;
        i += used;
    }
    return k == want.n;
}

uint64_t ub_html_attrs_hash(const ub_html *h, uint32_t at, uint32_t n)
{
    ub_str s = ub_str_of(h->text.p + at, n);
    uint64_t x = UINT64_C(0x9E3779B97F4A7C15);
    while (s.n && *s.p != '>' && !ub_is_space((unsigned char)*s.p) && *s.p != '/') s = ub_str_from(s, s.n > 1 && *s.p == '<' ? 2 : 1);
    s = ub_str_trim(ub_str_to(s, s.n ? s.n - 1 : 0));
    for (size_t i = 0; i < s.n; i++) x = (x ^ (unsigned char)s.p[i]) * UINT64_C(0xC2B2AE3D27D4EB4F), x ^= x >> 31;
    return x ^ s.n;
}
