/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of a CSV file. */
#include "csv.h"

/* Behind the line end at `at`, or `at` itself when there is none. */
static size_t skip_line_end(ub_str s, size_t at)
{
    if (at < s.n && s.p[at] == '\r') at++;
    if (at < s.n && s.p[at] == '\n') at++;
    return at;
}

static bool at_line_end(ub_str s, size_t at) { return at >= s.n || s.p[at] == '\n' || s.p[at] == '\r'; }

static ub_str without_blanks(ub_str s)
{
    while (s.n && ub_is_space((unsigned char)s.p[s.n - 1])) s.n--;
    return s;
}

/* Without a Control-Z that stands alone behind the last row, and the blank lines before it. */
static ub_str without_end_mark(ub_str text)
{
    size_t row_end;
    ub_str rows = without_blanks(text);
    if (!ub_str_ends(rows, UB_S("\x1A"))) return text;
    rows.n--;
    row_end = without_blanks(rows).n;
    if (row_end == 0) return ub_str_to(text, 0);
    for (size_t i = row_end; i < rows.n; i++)
        if (at_line_end(rows, i)) return ub_str_to(rows, i);
    return text;
}

void ub_csv_open(ub_csv *c, ub_str text, char separator)
{
    text = ub_str_without_bom(text);
    memset(c, 0, sizeof *c);
    c->text = without_end_mark(text);
    c->separator = separator;
}

/* The quoted field whose first quote is at c->at; c->at is left behind its last quote. */
static ub_status quoted(ub_csv *c, ub_arena *a, size_t row_at, ub_str *field, ub_err *err)
{
    size_t from = ++c->at, doubled = 0;
    for (;; c->at++) {
        if (c->at >= c->text.n) return ub_fail(err, UB_SYNTAX, "a quote is never closed", c->n + 1);
        if (c->at - row_at > UB_CSV_ROW_MAX) return ub_fail(err, UB_LIMIT, "the row is too long", c->n + 1);
        if (c->text.p[c->at] == '\0') return ub_fail(err, UB_SYNTAX, "a NUL byte", c->n + 1);
        if (c->text.p[c->at] != '"') continue;
        if (c->at + 1 >= c->text.n || c->text.p[c->at + 1] != '"') break;
        doubled++;
        c->at++;
    }
    *field = ub_str_of(c->text.p + from, c->at++ - from);
    if (doubled) {
        char *p = ub_arena_take(a, field->n - doubled, 1);
        size_t n = 0;
        if (!p) return ub_fail(err, UB_LIMIT, "the arena is full", c->n + 1);
        for (size_t i = 0; i < field->n; i++) {
            p[n++] = field->p[i];
            if (field->p[i] == '"') i++;
        }
        *field = ub_str_of(p, n);
    }
    return UB_OK;
}

static ub_status bare(ub_csv *c, size_t row_at, ub_str *field, ub_err *err)
{
    size_t from = c->at;
    while (!at_line_end(c->text, c->at) && c->text.p[c->at] != c->separator) {
        if (c->text.p[c->at] == '\0') return ub_fail(err, UB_SYNTAX, "a NUL byte", c->n + 1);
        if (c->at - row_at > UB_CSV_ROW_MAX) return ub_fail(err, UB_LIMIT, "the row is too long", c->n + 1);
        c->at++;
    }
    *field = ub_str_of(c->text.p + from, c->at - from);
    return UB_OK;
}

ub_status ub_csv_next(ub_csv *c, ub_arena *a, ub_err *err)
{
    size_t row_at;
    while (c->at < c->text.n && at_line_end(c->text, c->at)) c->at = skip_line_end(c->text, c->at);
    row_at = c->at;
    c->n = 0;
    if (c->at >= c->text.n) return UB_ABSENT;
    c->row++;
    for (;;) {
        size_t at = c->at;
        ub_status s;
        if (c->n >= UB_CSV_COLUMNS_MAX) return ub_fail(err, UB_LIMIT, "too many columns", c->n + 1);
        while (at < c->text.n && c->text.p[at] == ' ') at++;
        if (at < c->text.n && c->text.p[at] == '"') {
            c->at = at;
            if ((s = quoted(c, a, row_at, &c->field[c->n], err)) != UB_OK) return s;
            while (c->at < c->text.n && c->text.p[c->at] == ' ') c->at++;
            if (!at_line_end(c->text, c->at) && c->text.p[c->at] != c->separator)
                return ub_fail(err, UB_SYNTAX, "text behind a closing quote", c->n + 1);
        } else if ((s = bare(c, row_at, &c->field[c->n], err)) != UB_OK) return s;
        c->n++;
        if (at_line_end(c->text, c->at)) break;
        c->at++;                                          /* the separator */
    }
    c->at = skip_line_end(c->text, c->at);
    return UB_OK;
}
