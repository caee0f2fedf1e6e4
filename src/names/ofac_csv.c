/* SPDX-License-Identifier: Apache-2.0 */
/*
 * OFAC's CSV set: sdn.csv, alt.csv, add.csv, sdn_comments.csv, and the same for the consolidated list.
 *
 * No header, "-0- " for nothing, Control-Z at the end.  Remarks that are too long for sdn.csv go on in sdn_comments.csv, cut
 * within a word: the two are joined without a space.
 * Source: OFAC, "SDN Data Formats" (dat_spec.txt).
 */
#include "reading.h"

#include <stdlib.h>

static ub_str value_of(ub_arena *a, ub_str field)
{
    field = ub_str_trim(field);
    return ub_str_eq(field, UB_S("-0-")) ? UB_S("") : ub_read_text(a, field);
}

/* Rows of `columns` fields, each into `row`, with its fields cleaned. */
static ub_status each_row(ub_reading *r, ub_str data, size_t columns, void row(ub_reading *r, const ub_str *field))
{
    static const char *const wrong = "the row has another number of columns";
    ub_csv *c = UB_NEW(r->b->a, ub_csv, 1);
    ub_status s;
    if (!c) return ub_read_refuse(r, UB_LIMIT, "the list is larger than what is allowed", 0, 0);
    for (ub_csv_open(c, data, ','); ; ) {
        ub_err err = { 0 };
        uint64_t id;
        *r->scratch = r->empty;
        if ((s = ub_csv_next(c, r->scratch, &err)) == UB_ABSENT) return UB_OK;
        r->row = c->row;
        if (s != UB_OK) return ub_read_refuse(r, s, err.what, c->row, err.at);
        if (c->n != columns) return ub_read_refuse(r, UB_SYNTAX, wrong, c->row, c->n < columns ? c->n : columns + 1);
        for (size_t i = 0; i < c->n; i++) c->field[i] = value_of(r->scratch, c->field[i]);
        if (!ub_str_uint(c->field[0], UINT32_MAX, &id)) return ub_read_refuse(r, UB_SYNTAX, "not the number of an entry", c->row, 1);
        row(r, c->field);
        if (r->b->failed) return ub_read_refuse(r, UB_LIMIT, "the list is larger than what is allowed", c->row, 1);
    }
}

static void comments_row(ub_reading *r, const ub_str *field)
{
    struct ub_overflow *o = UB_PUSH(r->b->a, &r->overflow);
    if (!o || !ub_str_copy(r->b->a, field[0], &o->uid) || !ub_str_copy(r->b->a, field[1], &o->text)) r->b->failed = true;
    else o->row = r->row;
}

static int by_uid(const void *x, const void *y)
{
    const struct ub_overflow *a = x, *b = y;
    int c = ub_str_cmp(a->uid, b->uid);
    return c ? c : (a->row > b->row) - (a->row < b->row);
}

ub_status ub_read_ofac_comments(ub_reading *r, ub_str data)
{
    ub_status s = each_row(r, data, 2, comments_row);
    if (s == UB_OK && r->overflow.n) qsort(r->overflow.p, r->overflow.n, sizeof *r->overflow.p, by_uid);
    return s;
}

/* Remarks with what overflowed.  It goes to the first entry of that number: a second one would only make the work grow. */
static ub_str whole_remarks(ub_reading *r, ub_str uid, ub_str remarks)
{
    size_t lo = 0, hi = r->overflow.n;
    ub_buf b = ub_buf_in(r->scratch);
    while (lo < hi) {
        size_t mid = (lo + hi) / 2;
        if (ub_str_cmp(r->overflow.p[mid].uid, uid) < 0) lo = mid + 1;
        else hi = mid;
    }
    if (lo == r->overflow.n || !ub_str_eq(r->overflow.p[lo].uid, uid) || r->overflow.p[lo].used) return remarks;
    r->overflow.p[lo].used = true;
    ub_buf_add(&b, remarks);
    for (; lo < r->overflow.n && ub_str_eq(r->overflow.p[lo].uid, uid); lo++) ub_buf_add(&b, r->overflow.p[lo].text);
    return ub_buf_str(&b);
}

static ub_entry_kind kind_of(ub_reading *r, ub_str word)
{
    if (word.n == 0 || ub_str_eq_nocase(word, UB_S("entity"))) return UB_ENTRY_ENTITY;
    if (ub_str_eq_nocase(word, UB_S("individual"))) return UB_ENTRY_PERSON;
    if (ub_str_eq_nocase(word, UB_S("vessel"))) return UB_ENTRY_VESSEL;
    if (ub_str_eq_nocase(word, UB_S("aircraft"))) return UB_ENTRY_AIRCRAFT;
    r->column = 3;
    ub_read_note(r, "an unknown kind of entry", word);
    return UB_ENTRY_UNKNOWN;
}

void ub_read_name(ub_reading *r, ub_str text, ub_name_type type, ub_name_strength strength)
{
    ub_list_name *n;
    size_t comma = ub_str_find(text, UB_S(", "));
    text = ub_str_trim(text);
    if (text.n == 0) return;
    n = ub_list_add_name(r->b, text, type, strength);
    if (n && comma < text.n && ub_list_current(r->b)->kind == UB_ENTRY_PERSON) ub_list_family(r->b, n, ub_str_to(text, comma), false);
}

static void prim_row(ub_reading *r, const ub_str *f)
{
    static const struct { uint8_t column; const char *type; } vessel[] = {
        { 6, "Vessel Type" }, { 7, "Tonnage" }, { 8, "Gross Registered Tonnage" }, { 10, "Vessel Owner" },
    };
    ub_str programs = f[3];
    ub_list_add_entry(r->b, f[0], kind_of(r, f[2]));
    ub_read_name(r, f[1], UB_NAME_PRIMARY, UB_NAME_STRONG);
    while (programs.n) {                                   /* "SDGT] [IRGC] [IFSR" */
        ub_str one = ub_str_trim(ub_str_cut(&programs, ']'));
        if (one.n && one.p[0] == '[') one = ub_str_from(one, 1);
        ub_read_fact(r, UB_FACT_PROGRAM, UB_S(""), one);
    }
    ub_read_fact(r, UB_FACT_TITLE, UB_S(""), f[4]);
    ub_read_id(r, UB_S("Vessel Call Sign"), f[5], UB_S(""));
    for (size_t i = 0; i < UB_COUNT(vessel); i++)
        ub_read_other(r, ub_str_of(vessel[i].type, strlen(vessel[i].type)), f[vessel[i].column]);
    ub_read_country(r, "flag", f[9], UB_S(""));
    r->column = 12;
    ub_read_remarks(r, whole_remarks(r, f[0], f[11]));
}

ub_status ub_read_ofac_csv(ub_reading *r, ub_str data) { return each_row(r, data, 12, prim_row); }

/* Go to the entry of that number; where there is none, make one. */
static void go_to(ub_reading *r, ub_str uid)
{
    if (ub_list_resume(r->b, uid)) return;
    r->column = 1;
    ub_read_note(r, "no such entry in the main file; add the files of a set in one command", UB_S(""));      /* counted: they may be many */
    ub_list_add_entry(r->b, uid, UB_ENTRY_UNKNOWN);
}

static void alt_row(ub_reading *r, const ub_str *f)
{
    ub_name_type type = UB_NAME_AKA;
    go_to(r, f[0]);
    if (ub_str_eq_nocase(f[2], UB_S("fka"))) type = UB_NAME_FKA;
    else if (ub_str_eq_nocase(f[2], UB_S("nka"))) type = UB_NAME_NKA;
    else if (!ub_str_eq_nocase(f[2], UB_S("aka"))) r->column = 3, ub_read_note(r, "an unknown kind of alias", f[2]);
    ub_read_name(r, f[3], type, UB_NAME_STRONG);
    ub_read_other(r, UB_S("Alias Remarks"), f[4]);
}

ub_status ub_read_ofac_alt(ub_reading *r, ub_str data) { return each_row(r, data, 5, alt_row); }

static void add_row(ub_reading *r, const ub_str *f)
{
    if (f[2].n + f[3].n + f[4].n + f[5].n == 0) return;
    go_to(r, f[0]);
    ub_read_fact(r, UB_FACT_ADDRESS, UB_S(""), ub_read_join(r->scratch, f + 2, 3, UB_S(", ")));
    ub_read_country(r, "address", f[4], UB_S(""));
    ub_read_other(r, UB_S("Address Remarks"), f[5]);
}

ub_status ub_read_ofac_add(ub_reading *r, ub_str data) { return each_row(r, data, 6, add_row); }
