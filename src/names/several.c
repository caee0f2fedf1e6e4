/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Names of one field that holds several, as the UN's does: "Azim Adhajani; Azim Agha-Jani", "Akrin Saleh Akrin (أقرين صالح
 * أقرين)", "Libyan Foreign Investment Company (LFIC)".
 *
 * The field as it stands is a name, for that is what is listed; what it holds are names beside it.  An explanation in brackets,
 * "(birth name)", is left out, and one within a name, "Leader (Hong Kong) International", is part of it.  Initials in brackets are
 * a weak name: alone they are anybody's.
 */
#include "country.h"
#include "reading.h"

struct several {
    ub_reading *r;
    ub_str whole;
    ub_name_type type;
    ub_name_strength strength;
};

/* What stands before a name within a field. */
static ub_str without_head(ub_str name)
{
    static const ub_str heads[] = { UB_LIT("original script:"), UB_LIT("in original script:"), UB_LIT("a.k.a."), UB_LIT("aka ") };
    name = ub_str_trim(name);
    for (size_t i = 0; i < UB_COUNT(heads); i++)
        if (ub_str_starts_nocase(name, heads[i])) name = ub_str_trim(ub_str_from(name, heads[i].n));
    return name;
}

static void add(struct several *s, ub_str name, ub_name_strength strength)
{
    name = without_head(name);
    name = ub_str_to(name, ub_str_find(name, UB_S(", born ")));
    while (name.n && (name.p[name.n - 1] == ',' || name.p[name.n - 1] == ' ')) name.n--;
    if (name.n && !ub_str_eq(name, s->whole)) ub_list_add_name(s->r->b, name, s->type == UB_NAME_PRIMARY ? UB_NAME_AKA : s->type, strength);
}

/* "LFIC", "LRM/A": capitals without a space. */
static bool is_initials(ub_str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (!(s.p[i] >= 'A' && s.p[i] <= 'Z') && s.p[i] != '/' && s.p[i] != '-' && s.p[i] != '.') return false;
    return s.n > 1 && s.n <= 8;
}

/* Where the bracket that opens at `at` is closed; the end where it never is. */
static size_t close_of(ub_str s, size_t at)
{
    unsigned depth = 0;
    for (; at < s.n; at++) {
        if (s.p[at] == '(') depth++;
        else if (s.p[at] == ')' && --depth == 0) break;
    }
    return at;
}

/* The text without what is in brackets. */
static ub_str without_brackets(ub_arena *a, ub_str s)
{
    ub_buf b = ub_buf_in(a);
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '(') i = close_of(s, i);
        else if (s.p[i] != ' ' || (b.n && b.p[b.n - 1] != ' ')) ub_buf_char(&b, s.p[i]);
    }
    return b.failed ? UB_S("") : ub_str_trim(ub_buf_str(&b));
}

static bool in_other_script(ub_script a, ub_str y)
{
    ub_script b = ub_script_of(y);
    return a && b && a != b;
}

/* What stands in brackets behind or within a name of that script. */
static void add_bracket(struct several *s, ub_script script, ub_str inner)
{
    bool list = ub_str_chr(inner, ';') < inner.n;
    inner = without_head(without_brackets(s->r->scratch, inner));
    if (!list && is_initials(inner)) {
        if (!ub_country_code(inner).n) add(s, inner, UB_NAME_WEAK);    /* "(KENYA)" tells where it is */
    }
    else if (list || in_other_script(script, inner))
        while (inner.n) add(s, ub_str_cut(&inner, ';'), s->strength);
}

/* Is the bracket [from, to] no part of the name around it, which is in that script? */
static bool is_beside(ub_str s, size_t from, size_t to, ub_script script)
{
    ub_str inner = ub_str_of(s.p + from + 1, to - from - 1), rest = ub_str_from(s, to + 1);
    while (rest.n && rest.p[0] == ' ') rest = ub_str_from(rest, 1);
    return rest.n == 0 || rest.p[0] == '(' || is_initials(inner) || in_other_script(script, inner);
}

/* One name with what stands in brackets.  Behind a bracket that is never closed nothing is looked at. */
static void add_one(struct several *s, ub_str text)
{
    struct { ub_str *p; size_t n, cap; } beside = { 0 };
    ub_buf name = ub_buf_in(s->r->scratch);
    ub_script script;
    text = ub_str_trim(text);
    script = ub_script_of(ub_str_to(text, ub_str_chr(text, '(')));
    ub_buf_room(&name, text.n + 1);                                /* so that it is not moved behind the list */
    for (size_t i = 0, to; i < text.n; i = to + 1) {
        to = text.p[i] == '(' ? close_of(text, i) : i;
        if (to == text.n) to--;
        if (to > i && text.p[to] == ')' && is_beside(text, i, to, script)) {
            ub_str *b = UB_PUSH(s->r->scratch, &beside);
            if (b) *b = ub_str_of(text.p + i + 1, to - i - 1);
        } else if (to > i || text.p[i] != ' ' || (name.n && name.p[name.n - 1] != ' ')) ub_buf_add(&name, ub_str_of(text.p + i, to - i + 1));
    }
    if (name.failed) return;
    add(s, ub_buf_str(&name), is_initials(ub_buf_str(&name)) ? UB_NAME_WEAK : s->strength);
    for (size_t i = 0; i < beside.n; i++) add_bracket(s, script, beside.p[i]);
}

/* Does a name end at `at`?  How many bytes part it from the next: ";", " / ", " b) ". */
static size_t parts_at(ub_str s, size_t at)
{
    if (s.p[at] == ';') return 1;
    if (ub_str_starts(ub_str_from(s, at), UB_S(" / "))) return 3;
    return s.p[at] == ' ' && at + 4 <= s.n && ub_is_alpha((unsigned char)s.p[at + 1]) && s.p[at + 2] == ')' && s.p[at + 3] == ' ' ? 4 : 0;
}

void ub_read_several(ub_reading *r, ub_str text, ub_name_type type, ub_name_strength strength)
{
    struct several s = { r, ub_str_trim(text), type, strength };
    ub_arena keep = *r->scratch;
    size_t from = 0, skip;
    ub_list_add_name(r->b, s.whole, type, strength);
    for (size_t at = 0; at < s.whole.n; at += skip ? skip : 1) {
        if (s.whole.p[at] == '(') at = close_of(s.whole, at);
        if (at >= s.whole.n || !(skip = parts_at(s.whole, at))) {
            skip = 0;
            continue;
        }
        add_one(&s, ub_str_of(s.whole.p + from, at - from));
        from = at + skip;
    }
    add_one(&s, ub_str_from(s.whole, from));
    *r->scratch = keep;
}
