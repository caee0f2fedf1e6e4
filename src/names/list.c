/* SPDX-License-Identifier: Apache-2.0 */
/* The model of a list: building one, and holding one from a file against its own bounds. */
#include "list.h"

#include <unicode/uchar.h>
#include <unicode/uscript.h>
#include <unicode/utf8.h>

#define TEXT_OF(table, i) ((size_t)(i) < UB_COUNT(table) ? (table)[i] : "unknown")

const char *ub_entry_kind_name(ub_entry_kind k)
{
    static const char *const names[] = { "unknown", "person", "entity", "vessel", "aircraft" };
    return TEXT_OF(names, k);
}

const char *ub_name_type_name(ub_name_type t)
{
    static const char *const names[] = { "primary", "aka", "fka", "nka", "maiden" };
    return TEXT_OF(names, t);
}

const char *ub_script_name(ub_script s)
{
    static const char *const names[] = { "none", "latin", "cyrillic", "arabic", "han", "kana", "hangul", "greek", "hebrew",
                                         "armenian", "georgian", "thai", "devanagari", "other" };
    static_assert(UB_COUNT(names) == UB_SCRIPT_COUNT, "a name for each script");
    return TEXT_OF(names, s);
}

const char *ub_fact_kind_name(ub_fact_kind k)
{
    static const char *const names[] = { "other", "birth", "country", "id", "email", "website", "wallet", "phone", "address",
                                         "program", "gender", "title" };
    static_assert(UB_COUNT(names) == UB_FACT_COUNT, "a name for each kind of fact");
    return TEXT_OF(names, k);
}

static ub_script script_of_letter(UChar32 c)
{
    UErrorCode e = U_ZERO_ERROR;
    if (!u_isalpha(c)) return UB_SCRIPT_NONE;
    switch ((int)uscript_getScript(c, &e)) {
    case USCRIPT_LATIN:      return UB_SCRIPT_LATIN;
    case USCRIPT_CYRILLIC:   return UB_SCRIPT_CYRILLIC;
    case USCRIPT_ARABIC:     return UB_SCRIPT_ARABIC;
    case USCRIPT_HAN:        return UB_SCRIPT_HAN;
    case USCRIPT_HIRAGANA:
    case USCRIPT_KATAKANA:   return UB_SCRIPT_KANA;
    case USCRIPT_HANGUL:     return UB_SCRIPT_HANGUL;
    case USCRIPT_GREEK:      return UB_SCRIPT_GREEK;
    case USCRIPT_HEBREW:     return UB_SCRIPT_HEBREW;
    case USCRIPT_ARMENIAN:   return UB_SCRIPT_ARMENIAN;
    case USCRIPT_GEORGIAN:   return UB_SCRIPT_GEORGIAN;
    case USCRIPT_THAI:       return UB_SCRIPT_THAI;
    case USCRIPT_DEVANAGARI: return UB_SCRIPT_DEVANAGARI;
    case USCRIPT_COMMON:
    case USCRIPT_INHERITED:  return UB_SCRIPT_NONE;
    default:                 return UB_SCRIPT_OTHER;
    }
}

ub_script ub_script_of(ub_str text)
{
    size_t count[UB_SCRIPT_COUNT] = { 0 };
    ub_script best = UB_SCRIPT_NONE;
    for (size_t i = 0; i < text.n; ) {
        UChar32 c = (unsigned char)text.p[i];
        if (c < 0x80) {
            count[ub_is_alpha((unsigned char)c) ? UB_SCRIPT_LATIN : UB_SCRIPT_NONE]++;
            i++;
            continue;
        }
        U8_NEXT(text.p, i, text.n, c);
        count[c < 0 ? UB_SCRIPT_NONE : script_of_letter(c)]++;
    }
    for (int s = UB_SCRIPT_LATIN; s < UB_SCRIPT_COUNT; s++)
        if (count[s] > (best ? count[best] : 0)) best = (ub_script)s;
    return best;
}

/* ------------------------------------------------------------------------------------------------ building */

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

ub_list_entry *ub_list_add_entry(ub_list_builder *b, ub_str uid, ub_entry_kind kind)
{
    ub_text text = ub_list_add_text(b, uid);
    ub_list_entry *e = b->failed ? NULL : UB_PUSH(b->a, &b->entries);
    if (!e) return b->failed = true, NULL;
    *e = (ub_list_entry){ .uid = text, .kind = (uint8_t)kind, .name = (uint32_t)b->names.n, .fact = (uint32_t)b->facts.n };
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
    n = b->failed ? NULL : UB_PUSH(b->a, &b->names);
    if (!n) return b->failed = true, NULL;
    *n = (ub_list_name){ .text = text, .entry = (uint32_t)b->entries.n - 1, .type = (uint8_t)type,
                         .strength = (uint8_t)strength,
                         .script = (uint8_t)ub_script_of(ub_str_of(b->text.p + text.at, text.n)) };
    b->entries.p[n->entry].n_names++;
    return n;
}

ub_list_fact *ub_list_add_fact(ub_list_builder *b, ub_fact_kind kind, ub_str type, ub_str value)
{
    ub_text t = ub_list_add_text(b, type), v = ub_list_add_text(b, value);
    ub_list_fact *f;
    if (b->entries.n == 0) b->failed = true;
    f = b->failed ? NULL : UB_PUSH(b->a, &b->facts);
    if (!f) return b->failed = true, NULL;
    *f = (ub_list_fact){ .type = t, .value = v, .entry = (uint32_t)b->entries.n - 1, .kind = (uint8_t)kind };
    b->entries.p[f->entry].n_facts++;
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

static uint32_t note_hash(const char *what, ub_str detail)
{
    uint32_t h = 2166136261u;
    for (; *what; what++) h = (h ^ (unsigned char)*what) * 16777619u;
    for (size_t i = 0; i < detail.n; i++) h = (h ^ ub_str_at(detail, i)) * 16777619u;
    return h ^ h >> 15;
}

void ub_list_note_add(ub_list_builder *b, ub_str file, const char *what, ub_str detail, size_t row, size_t column)
{
    uint32_t h;
    ub_list_note *n;
    detail = cut_at_character(ub_str_trim(detail), 200);
    h = note_hash(what, detail);
    for (uint16_t at; (at = b->note_at[h % UB_COUNT(b->note_at)]) != 0; h++) {
        n = &b->notes.p[at - 1];
        if (ub_str_eq(ub_str_of(b->text.p + n->what.at, n->what.n), ub_str_of(what, strlen(what)))
            && ub_str_eq(ub_str_of(b->text.p + n->detail.at, n->detail.n), detail)) {
            n->count++;
            return;
        }
    }
    if (b->failed || b->notes.n >= UB_LIST_NOTES_MAX) return;
    n = UB_PUSH(b->a, &b->notes);
    if (!n) { b->failed = true; return; }
    b->note_at[h % UB_COUNT(b->note_at)] = (uint16_t)b->notes.n;
    n->file = ub_list_add_text(b, file);
    n->what = ub_list_add_text(b, ub_str_of(what, strlen(what)));
    n->detail = ub_list_add_text(b, detail);
    n->row = (uint32_t)row;
    n->column = (uint32_t)column;
    n->count = 1;
}

/* Leave out the entries that have no name; their facts go with them. */
static void drop_nameless(ub_list_builder *b)
{
    size_t keep = 0, fact = 0;
    for (size_t i = 0; i < b->entries.n; i++) {
        ub_list_entry e = b->entries.p[i];
        if (e.n_names == 0) {
            ub_list_note_add(b, UB_S(""), "an entry without a name is left out",
                             ub_str_of(b->text.p + e.uid.at, e.uid.n), 0, 0);
            continue;
        }
        for (uint32_t k = 0; k < e.n_names; k++) b->names.p[e.name + k].entry = (uint32_t)keep;
        for (uint32_t k = 0; k < e.n_facts; k++) {
            b->facts.p[fact + k] = b->facts.p[e.fact + k];
            b->facts.p[fact + k].entry = (uint32_t)keep;
        }
        e.fact = (uint32_t)fact;
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

/* ------------------------------------------------------------------------------------------------ from a file */

static bool in_text(const ub_list *l, ub_text t) { return t.at <= l->n_text && t.n <= l->n_text - t.at; }

/* Do [first, first + n) of the entries follow one another without gap or overlap? */
static bool in_order(uint32_t *next, uint32_t first, uint32_t n, uint32_t all)
{
    if (first != *next || n > all - first) return false;
    *next = first + n;
    return true;
}

bool ub_list_holds(const ub_list *l)
{
    uint32_t name = 0, fact = 0;
    if (!in_text(l, l->name)) return false;
    for (uint32_t i = 0; i < l->n_entries; i++) {
        const ub_list_entry *e = &l->entries[i];
        if (!in_text(l, e->uid) || e->kind > UB_ENTRY_AIRCRAFT || e->n_names == 0
            || !in_order(&name, e->name, e->n_names, l->n_names) || !in_order(&fact, e->fact, e->n_facts, l->n_facts)) return false;
    }
    if (name != l->n_names || fact != l->n_facts) return false;
    for (uint32_t i = 0; i < l->n_names; i++) {
        const ub_list_name *n = &l->names[i];
        if (!in_text(l, n->text) || !in_text(l, n->family) || !in_text(l, n->language) || n->entry >= l->n_entries
            || i - l->entries[n->entry].name >= l->entries[n->entry].n_names || n->type > UB_NAME_MAIDEN
            || n->strength > UB_NAME_WEAK || n->script >= UB_SCRIPT_COUNT) return false;
    }
    for (uint32_t i = 0; i < l->n_facts; i++) {
        const ub_list_fact *f = &l->facts[i];
        if (!in_text(l, f->type) || !in_text(l, f->value) || !in_text(l, f->place) || f->entry >= l->n_entries
            || i - l->entries[f->entry].fact >= l->entries[f->entry].n_facts || f->kind >= UB_FACT_COUNT) return false;
    }
    for (uint32_t i = 0; i < l->n_notes; i++)
        if (!in_text(l, l->notes[i].file) || !in_text(l, l->notes[i].what) || !in_text(l, l->notes[i].detail)) return false;
    return true;
}
