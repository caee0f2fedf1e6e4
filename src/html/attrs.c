/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Attributes beyond the common path: room for more of them, duplicates among unknown names, questions about values.
 *
 * Known names are stamped in h->seen, which finds duplicates in O(1).  The first sixteen unknown names of a tag are
 * compared one by one; after that a hash table holds where their names are.
 */
#include "inside.h"

enum { COMPARED = 16, FIRST_SLOTS = 64, SLOTS_MAX = 1 << 19, PROBES = 64, AHEAD = 16 };

struct ub_html_dup { uint32_t hash, at, n; };   /* n 0: free */

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

/* Eight bytes at p, or four, or, of a name of one to three, each of them. */
static uint64_t word8(const char *p) { uint64_t v; return memcpy(&v, p, sizeof v), v; }
static uint64_t word4(const char *p) { uint32_t v; return memcpy(&v, p, sizeof v), v; }
static uint64_t word_of(ub_str s)
{
    const unsigned char *p = (const unsigned char *)s.p;
    if (s.n >= 4) return word4(s.p) | word4(s.p + s.n - 4) << 32;
    return s.n ? p[0] | (uint64_t)p[s.n / 2] << 8 | (uint64_t)p[s.n - 1] << 16 : 0;
}

static uint64_t mix(uint64_t x, uint64_t word)
{
    x = (x ^ ub_lower8(word)) * UINT64_C(0x9E3779B97F4A7C15);
    x = (x ^ x >> 32) * UINT64_C(0xC2B2AE3D27D4EB4F);      /* the upper bytes of the word reach the lower bits too */
    return x ^ x >> 32;
}

/* The same for names that differ in the case of letters only.  A word at a time: names come by the hundred thousand. */
uint32_t ub_html_name_hash(ub_str s)
{
    uint64_t x = UINT64_C(0x2545F4914F6CDD1D) ^ s.n;
    if (s.n <= 8) return (uint32_t)mix(x, word_of(s));
    for (size_t i = 0; i + 8 < s.n; i += 8) x = mix(x, word8(s.p + i));
    return (uint32_t)mix(x, word8(s.p + s.n - 8));
}

/* True when the name is there already.  One that finds no place in PROBES steps counts as new. */
static bool enter(ub_html *h, struct ub_html_dup d)
{
    uint32_t at = d.hash & (h->dup_slots_n - 1), probes = 0;
    ub_str name = ub_str_of(h->text.p + d.at, d.n);
    for (; h->dup_slots[at].n; at = (at + 1) & (h->dup_slots_n - 1)) {
        const struct ub_html_dup *o = &h->dup_slots[at];
        if (o->hash == d.hash && ub_str_eq_nocase(ub_str_of(h->text.p + o->at, o->n), name)) return true;
        if (++probes > PROBES) return false;
    }
    h->dup_slots[at] = d;
    h->dup_n++;
    return false;
}

static struct ub_html_dup entry(const ub_html *h, ub_str name)
{
    return (struct ub_html_dup){ ub_html_name_hash(name), (uint32_t)(name.p - h->text.p), (uint32_t)name.n };
}

/* Put what is in no slot yet where it belongs. */
static void place(ub_html *h, struct ub_html_dup d)
{
    uint32_t at = d.hash & (h->dup_slots_n - 1);
    for (uint32_t probes = 0; h->dup_slots[at].n; at = (at + 1) & (h->dup_slots_n - 1))
        if (++probes > PROBES) return;
    h->dup_slots[at] = d;
    h->dup_n++;
}

/* A table of `n` slots with what is in the present one, which becomes the spare one: two are enough for all tags. */
static bool more_slots(ub_html *h, uint32_t n)
{
    struct ub_html_dup *old = h->dup_slots, *slots = h->dup_spare;
    uint32_t old_n = h->dup_slots_n, old_cap = h->dup_slots_cap, cap = h->dup_spare_cap;
    if (n > SLOTS_MAX) return false;
    if (cap < n) {
        slots = ub_arena_take(h->a, n * sizeof *slots, _Alignof(struct ub_html_dup));
        cap = n;
    }
    if (!slots) return false;
    memset(slots, 0, n * sizeof *slots);
    h->dup_spare = old;
    h->dup_spare_cap = old_cap;
    h->dup_slots = slots;
    h->dup_slots_n = n;
    h->dup_slots_cap = cap;
    h->dup_n = 0;
    for (uint32_t i = 0; i < old_n; i++)
        if (old[i].n) place(h, old[i]);
    return true;
}

/* A table for this tag, with the names compared so far. */
static void open_table(ub_html *h)
{
    h->dup_slots_n = 0;
    if (!h->dup_slots_cap && !more_slots(h, FIRST_SLOTS)) return;
    h->dup_slots_n = FIRST_SLOTS;
    memset(h->dup_slots, 0, FIRST_SLOTS * sizeof *h->dup_slots);
    h->dup_n = 0;
    for (uint32_t i = 0; i < COMPARED; i++) enter(h, entry(h, ub_html_str(h, h->dup_names[i])));
    h->dup_n = COMPARED;
}

/* Is the name of `d` in the table, which grows when it must?  Else it is from now on. */
static bool look_up(ub_html *h, struct ub_html_dup d)
{
    if (!h->dup_slots_n) return false;
    if (h->dup_n >= h->dup_slots_n / 2) {
        /* By four: entering everything anew is what costs. */
        uint32_t want = h->dup_slots_n * 4 < SLOTS_MAX ? h->dup_slots_n * 4 : SLOTS_MAX;
        if ((want == h->dup_slots_n || !more_slots(h, want)) && h->dup_n > h->dup_slots_n / 4 * 3) {
            ub_notes_add(h->notes, "html-many-attributes", d.at, d.n);
            h->dup_slots_n = 0;
            return false;
        }
    }
    return enter(h, d);
}

/*
 * The table of a tag with a hundred thousand names is larger than the caches, and one look-up after another would wait for
 * memory each time.  So their slots are asked for a few names ahead.
 */
void ub_html_dup_late(ub_html *h)
{
    struct ub_html_dup ahead[AHEAD];
    ub_html_attr *late[AHEAD], *at = h->attrs, *end = at + h->tok.n_attrs;
    while (at < end && h->dup_slots_n) {
        uint32_t n = 0;
        for (; at < end && n < AHEAD; at++) {
            if (at->id || at->name.at < h->dup_late) continue;
            ahead[n] = entry(h, ub_html_str(h, at->name));
            __builtin_prefetch(&h->dup_slots[ahead[n].hash & (h->dup_slots_n - 1)]);
            late[n++] = at;
        }
        for (uint32_t i = 0; i < n; i++)
            if (look_up(h, ahead[i])) late[i]->flags |= UB_HTML_A_DUPLICATE;
    }
    h->dup_late = 0;
}

/* h->dup_n counts the distinct unknown names of the tag; the table is in use once it reaches COMPARED. */
bool ub_html_dup_unknown(ub_html *h, const char *name, size_t n)
{
    ub_str s = ub_str_of(name, n);
    if (h->dup_n < COMPARED) {
        for (uint32_t i = 0; i < h->dup_n; i++)
            if (h->dup_names[i].n == n && ub_str_eq_nocase(ub_html_str(h, h->dup_names[i]), s)) return true;
        h->dup_names[h->dup_n++] = (ub_html_span){ (uint32_t)(name - h->text.p), (uint32_t)n };
        if (h->dup_n == COMPARED) open_table(h);
        return false;
    }
    if (h->dup_slots_n && !h->dup_late) h->dup_late = (uint32_t)(name - h->text.p);
    return false;
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
    while (s.n && *s.p != '>' && !ub_is_space((unsigned char)*s.p) && *s.p != '/') s = ub_str_from(s, s.n > 1 && *s.p == '<' ? 2 : 1);
    s = ub_str_trim(ub_str_to(s, s.n ? s.n - 1 : 0));
    return ub_str_hash(s, 0);
}
