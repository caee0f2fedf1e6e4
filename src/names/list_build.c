/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Building a list.  Names and facts may come in any order of entries, as they do where aliases stand in a file of their own;
 * at the end they are put behind one another by entry, and what was said twice is dropped.
 */
#include "list.h"

#include <unicode/utf8.h>

void ub_list_begin(ub_list_builder *b, ub_arena *a)
{
    memset(b, 0, sizeof *b);
    b->a = a;
    b->text = ub_buf_in(a);
}

/* Spaces that a publisher may have typed: those of ASCII, NBSP, U+2000..U+200B, U+3000, U+FEFF. */
static bool is_blank(UChar32 c)
{
    return (c >= 0 && c <= ' ') || c == 0x7F || c == 0xA0 || (c >= 0x2000 && c <= 0x200B) || c == 0x3000 || c == 0xFEFF;
}

/* Is `s` printable ASCII with single spaces inside?  Then it is stored as it stands. */
static bool is_plain(ub_str s)
{
    if (s.n && (s.p[0] == ' ' || s.p[s.n - 1] == ' ')) return false;
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] - 0x20u > 0x5E || (s.p[i] == ' ' && s.p[i + 1] == ' ')) return false;
    return true;
}

ub_text ub_list_add_text(ub_list_builder *b, ub_str s)
{
    ub_text t = { (uint32_t)b->text.n, 0 };
    bool space = false;
    if (b->failed) return t;
    if (b->text.n + 3 * s.n > UB_LIST_TEXT_MAX) return b->failed = true, t;
    if (is_plain(s)) ub_buf_add(&b->text, s);
    else
        for (size_t i = 0; i < s.n; ) {
            UChar32 c;
            U8_NEXT(s.p, i, s.n, c);
            if (is_blank(c)) {
                space = b->text.n > t.at;
                continue;
            }
            if (space) ub_buf_char(&b->text, ' ');
            space = false;
            ub_buf_utf8(&b->text, c < 0 ? 0xFFFD : (uint32_t)c);
        }
    if (b->text.failed) b->failed = true;
    t.n = (uint32_t)(b->text.n - t.at);
    return t;
}

static void put_uid(ub_list_builder *b, ub_str uid, uint32_t entry)
{
    uint32_t h = (uint32_t)ub_str_hash(uid, 0), *slot;
    while (*(slot = &b->by_uid.p[h & (b->by_uid.n - 1)]) != 0) {
        if (ub_str_eq(ub_list_built(b, b->entries.p[*slot - 1].uid), uid)) return;   /* the first of that uid is found */
        h++;
    }
    *slot = entry + 1;
}

/* Note where the newest entry is; the table is kept at most half full. */
static bool remember(ub_list_builder *b, ub_str uid)
{
    if (b->entries.n * 2 > b->by_uid.n) {
        size_t n = b->by_uid.n ? b->by_uid.n * 2 : 1024;
        uint32_t *p = UB_NEW(b->a, uint32_t, n);
        if (!p) return false;
        b->by_uid.p = p;
        b->by_uid.n = n;
        for (size_t i = 0; i + 1 < b->entries.n; i++) put_uid(b, ub_list_built(b, b->entries.p[i].uid), (uint32_t)i);
    }
    put_uid(b, uid, (uint32_t)b->entries.n - 1);
    return true;
}

bool ub_list_resume(ub_list_builder *b, ub_str uid)
{
    size_t before = b->text.n;
    ub_text t = ub_list_add_text(b, uid);
    ub_str tidy = ub_list_built(b, t);
    bool found = false;
    if (b->failed || !b->by_uid.n) return false;
    for (uint32_t at, h = (uint32_t)ub_str_hash(tidy, 0); !found && (at = b->by_uid.p[h & (b->by_uid.n - 1)]) != 0; h++)
        if ((found = ub_str_eq(ub_list_built(b, b->entries.p[at - 1].uid), tidy))) b->current = at - 1;
    b->text.n = before;
    return found;
}

ub_list_entry *ub_list_add_entry(ub_list_builder *b, ub_str uid, ub_entry_kind kind)
{
    ub_text text = ub_list_add_text(b, uid);
    ub_list_entry *e = b->failed ? NULL : UB_PUSH(b->a, &b->entries);
    if (!e) return b->failed = true, NULL;
    *e = (ub_list_entry){ .uid = text, .kind = (uint8_t)kind };
    b->current = (uint32_t)b->entries.n - 1;
    if (!remember(b, ub_list_built(b, text))) return b->failed = true, NULL;
    return e;
}

/* At most `max` bytes, cut at a character. */
static ub_str cut_at_character(ub_str s, size_t max)
{
    if (s.n <= max) return s;
    while (max && (s.p[max] & 0xC0) == 0x80) max--;
    return ub_str_to(s, max);
}

ub_list_name *ub_list_add_name(ub_list_builder *b, ub_str s, ub_name_type type, ub_name_strength strength)
{
    ub_text text = ub_list_add_text(b, cut_at_character(s, UB_LIST_NAME_MAX));
    ub_list_name *n;
    if (b->entries.n == 0) b->failed = true;
    if (text.n == 0) return NULL;
    n = b->failed ? NULL : UB_PUSH(b->a, &b->names);
    if (!n) return b->failed = true, NULL;
    *n = (ub_list_name){ .text = text, .entry = b->current, .type = (uint8_t)type,
                         .strength = (uint8_t)strength,
                         .script = (uint8_t)ub_script_of(ub_str_of(b->text.p + text.at, text.n)) };
    return n;
}

ub_list_fact *ub_list_add_fact(ub_list_builder *b, ub_fact_kind kind, ub_str type, ub_str value)
{
    ub_text t = ub_list_add_text(b, type), v = ub_list_add_text(b, value);
    ub_list_fact *f;
    if (b->entries.n == 0) b->failed = true;
    if (v.n == 0) return NULL;
    f = b->failed ? NULL : UB_PUSH(b->a, &b->facts);
    if (!f) return b->failed = true, NULL;
    *f = (ub_list_fact){ .type = t, .value = v, .entry = b->current, .kind = (uint8_t)kind };
    return f;
}

void ub_list_family(ub_list_builder *b, ub_list_name *name, ub_str part, bool at_end)
{
    size_t before = b->text.n;
    ub_str whole, family;
    ub_text t;
    if (!name || b->failed) return;
    t = ub_list_add_text(b, part);             /* as names are written here; forgotten again below */
    b->text.n = before;
    if (b->failed || t.n == 0 || t.n > name->text.n) return;
    family = ub_str_of(b->text.p + t.at, t.n);
    whole = ub_str_of(b->text.p + name->text.at, name->text.n);
    if (at_end ? ub_str_ends(whole, family) : ub_str_starts(whole, family))
        name->family = (ub_text){ name->text.at + (at_end ? name->text.n - t.n : 0), t.n };
}

void ub_list_note_add(ub_list_builder *b, ub_str file, const char *what, ub_str detail, size_t row, size_t column)
{
    const ub_str of = ub_str_of(what, strlen(what));
    size_t before = b->text.n;
    ub_text kept = ub_list_add_text(b, cut_at_character(ub_str_trim(detail), 200));    /* as notes are written here; forgotten again when it only counts */
    uint32_t h;
    ub_list_note *n;
    if (b->failed) return;
    detail = ub_list_built(b, kept);
    h = (uint32_t)ub_str_hash(detail, ub_str_hash(of, 0));      /* of a kind without detail the first place is kept */
    for (uint16_t at; (at = b->note_at[h % UB_COUNT(b->note_at)]) != 0; h++) {
        n = &b->notes.p[at - 1];
        if (!ub_str_eq(ub_list_built(b, n->what), of) || !ub_str_eq(ub_list_built(b, n->detail), detail)) continue;
        n->count++;
        b->text.n = before;
        return;
    }
    if (b->notes.n >= UB_LIST_NOTES_MAX) { b->text.n = before; return; }
    n = UB_PUSH(b->a, &b->notes);
    if (!n) { b->failed = true; return; }
    b->note_at[h % UB_COUNT(b->note_at)] = (uint16_t)b->notes.n;
    n->file = ub_list_add_text(b, file);
    n->what = ub_list_add_text(b, of);
    n->detail = kept;
    n->row = (uint32_t)row;
    n->column = (uint32_t)column;
    n->count = 1;
}

/* Does entry `i` already have this?  `slots` is a table of indices plus one, 2^k long and never full. */
typedef bool same_fn(const ub_list_builder *b, uint32_t x, uint32_t y);

static bool seen(const ub_list_builder *b, uint32_t *slots, size_t n_slots, uint32_t h, uint32_t i, same_fn *same)
{
    uint32_t *slot;
    for (; *(slot = &slots[h & (n_slots - 1)]) != 0; h++)
        if (same(b, *slot - 1, i)) return true;
    *slot = i + 1;
    return false;
}

static bool same_text(const ub_list_builder *b, ub_text x, ub_text y)
{
    return ub_str_eq(ub_list_built(b, x), ub_list_built(b, y));
}

static bool same_name(const ub_list_builder *b, uint32_t x, uint32_t y)
{
    const ub_list_name *m = &b->names.p[x], *n = &b->names.p[y];
    return m->entry == n->entry && m->strength == n->strength && same_text(b, m->text, n->text);
}

static bool same_fact(const ub_list_builder *b, uint32_t x, uint32_t y)
{
    const ub_list_fact *f = &b->facts.p[x], *g = &b->facts.p[y];
    return f->entry == g->entry && f->kind == g->kind && f->from == g->from && f->to == g->to
        && same_text(b, f->type, g->type) && same_text(b, f->value, g->value) && same_text(b, f->place, g->place);
}

static size_t table_size(size_t n)
{
    size_t size = 64;
    while (size < 2 * n) size *= 2;
    return size;
}

/* Names by entry, in the order they came, without repetitions.  False at the arena's ceiling. */
static bool order_names(ub_list_builder *b)
{
    ub_list_name *out = UB_NEW(b->a, ub_list_name, b->names.n);
    ub_arena scratch = *b->a;
    size_t n_slots = table_size(b->names.n);
    uint32_t *slots = UB_NEW(&scratch, uint32_t, n_slots), at = 0;
    if (!out || !slots) return false;
    for (uint32_t i = 0; i < b->names.n; i++) {
        ub_list_name *n = &b->names.p[i];
        if (seen(b, slots, n_slots, (uint32_t)ub_str_hash(ub_list_built(b, n->text), n->entry), i, same_name)) n->zero = 1;
        else b->entries.p[n->entry].n_names++;
    }
    for (size_t i = 0; i < b->entries.n; at += b->entries.p[i++].n_names) b->entries.p[i].name = at;
    for (size_t i = 0; i < b->entries.n; i++) b->entries.p[i].n_names = 0;
    for (size_t i = 0; i < b->names.n; i++) {
        ub_list_entry *e = &b->entries.p[b->names.p[i].entry];
        if (!b->names.p[i].zero) out[e->name + e->n_names++] = b->names.p[i];
    }
    b->names.p = out;
    b->names.n = at;
    return true;
}

static bool order_facts(ub_list_builder *b)
{
    ub_list_fact *out = UB_NEW(b->a, ub_list_fact, b->facts.n);
    ub_arena scratch = *b->a;
    size_t n_slots = table_size(b->facts.n);
    uint32_t *slots = UB_NEW(&scratch, uint32_t, n_slots), at = 0;
    if (!out || !slots) return false;
    for (uint32_t i = 0; i < b->facts.n; i++) {
        ub_list_fact *f = &b->facts.p[i];
        uint64_t of_type = ub_str_hash(ub_list_built(b, f->type), (uint64_t)f->entry << 8 | f->kind);
        if (seen(b, slots, n_slots, (uint32_t)ub_str_hash(ub_list_built(b, f->value), of_type), i, same_fact)) f->zero[0] = 1;
        else b->entries.p[f->entry].n_facts++;
    }
    for (size_t i = 0; i < b->entries.n; at += b->entries.p[i++].n_facts) b->entries.p[i].fact = at;
    for (size_t i = 0; i < b->entries.n; i++) b->entries.p[i].n_facts = 0;
    for (size_t i = 0; i < b->facts.n; i++) {
        ub_list_entry *e = &b->entries.p[b->facts.p[i].entry];
        if (!b->facts.p[i].zero[0]) out[e->fact + e->n_facts++] = b->facts.p[i];
    }
    b->facts.p = out;
    b->facts.n = at;
    return true;
}

/* Leave out the entries that have no name; their facts go with them. */
static void drop_nameless(ub_list_builder *b)
{
    size_t keep = 0, fact = 0;
    for (size_t i = 0; i < b->entries.n; i++) {
        ub_list_entry e = b->entries.p[i];
        if (e.n_names == 0) {
            ub_list_note_add(b, UB_S(""), "an entry without a name is left out", ub_list_built(b, e.uid), 0, 0);
            continue;
        }
        for (uint32_t k = 0; k < e.n_names; k++) b->names.p[e.name + k].entry = (uint32_t)keep;
        for (uint32_t k = 0; k < e.n_facts; k++) {
            b->facts.p[fact + k] = b->facts.p[e.fact + k];
            b->facts.p[fact + k].entry = (uint32_t)keep;
        }
        e.fact = (uint32_t)fact;
        memset(e.zero, 0, sizeof e.zero);
        fact += e.n_facts;
        b->entries.p[keep++] = e;
    }
    b->entries.n = keep;
    b->facts.n = fact;
}

/* The first primary name to the front of each entry: whoever shows an entry shows that. */
static void primary_first(ub_list_builder *b)
{
    for (size_t i = 0; i < b->entries.n; i++) {
        ub_list_name *n = &b->names.p[b->entries.p[i].name], moved;
        uint32_t k = 0;
        while (k < b->entries.p[i].n_names && n[k].type != UB_NAME_PRIMARY) k++;
        if (k == 0 || k == b->entries.p[i].n_names) continue;
        moved = n[k];
        memmove(n + 1, n, k * sizeof *n);
        n[0] = moved;
    }
}

ub_status ub_list_finish(ub_list_builder *b, ub_str name, ub_day date, ub_list *list, ub_err *err)
{
    ub_text t = ub_list_add_text(b, name);
    if (b->failed || !order_names(b) || !order_facts(b))
        return ub_fail(err, UB_LIMIT, "the list is larger than what is allowed", b->text.n);
    drop_nameless(b);
    primary_first(b);
    if (b->failed) return ub_fail(err, UB_LIMIT, "the list is larger than what is allowed", b->text.n);
    *list = (ub_list){
        .entries = b->entries.p, .names = b->names.p, .facts = b->facts.p, .notes = b->notes.p, .text = b->text.p,
        .n_entries = (uint32_t)b->entries.n, .n_names = (uint32_t)b->names.n, .n_facts = (uint32_t)b->facts.n,
        .n_notes = (uint32_t)b->notes.n, .n_text = (uint32_t)b->text.n, .name = t, .date = date,
    };
    return UB_OK;
}

