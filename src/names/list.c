/* SPDX-License-Identifier: Apache-2.0 */
/* The model of a list: words for it, scripts, and holding one from a file against its own bounds. */
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
