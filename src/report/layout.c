/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Paragraphs and tables that fit a width.
 *
 * Widths are ours, not wcwidth()'s, which depends on the locale: wide and full-width letters of East Asia and pictures
 * count two, combining marks none, all else one.  That, and a tenth of a millisecond at each start of the program, is why
 * libsmartcols does not do this.
 */
#include "layout.h"

#include <stdio.h>

#include "utf8.h"

enum { GAP = 2, LAST_LEAST = 26 };

/* `at`, or the beginning of the character it stands in. */
static size_t boundary(ub_str text, size_t at)
{
    for (int i = 0; i < 3 && at && at < text.n && (ub_str_at(text, at) & 0xC0) == 0x80; i++) at--;
    return at;
}

void ub_layout_safe(ub_buf *b, ub_str text, size_t max_bytes)
{
    char room[1024];      /* a byte becomes at most eight */
    size_t end = max_bytes < text.n ? boundary(text, max_bytes) : text.n;
    for (size_t i = 0, to; i < end; i = to) {
        ub_out out;
        to = end - i > 96 ? boundary(text, i + 96) : end;
        ub_out_init(&out, -1, room, sizeof room);
        ub_text_safe(&out, ub_str_range(text.p + i, text.p + to), SIZE_MAX);
        ub_buf_add(b, ub_str_of(room, out.n));
    }
    if (end < text.n) ub_buf_add(b, UB_S(".."));
}

/* Unicode 15, East_Asian_Width W and F, by blocks; Emoji_Presentation by blocks,
 * which takes some letters for wider than they are, so that no line gets too long. */
static unsigned columns_of(uint32_t c)
{
    static const struct { uint32_t from, to; unsigned columns; } ranges[] = {
        { 0x0300, 0x036F, 0 }, { 0x0591, 0x05BD, 0 }, { 0x064B, 0x065F, 0 }, { 0x0E34, 0x0E3A, 0 }, { 0x1100, 0x115F, 2 },
        { 0x20D0, 0x20FF, 0 }, { 0x231A, 0x23F3, 2 }, { 0x25FD, 0x27BF, 2 }, { 0x2B1B, 0x2B55, 2 }, { 0x2E80, 0x303E, 2 }, { 0x3041, 0xA4CF, 2 }, { 0xAC00, 0xD7A3, 2 }, { 0xF900, 0xFAFF, 2 },
        { 0xFE20, 0xFE2F, 0 }, { 0xFE30, 0xFE6F, 2 }, { 0xFF00, 0xFF60, 2 }, { 0xFFE0, 0xFFE6, 2 }, { 0x1F000, 0x1FAFF, 2 },
        { 0x20000, 0x3FFFD, 2 },
    };
    for (size_t i = 0; i < UB_COUNT(ranges) && ranges[i].from <= c; i++)
        if (c <= ranges[i].to) return ranges[i].columns;
    return 1;
}

unsigned ub_layout_width(ub_str text)
{
    unsigned width = 0;
    for (size_t i = 0; i < text.n;) {
        ub_utf8 c = ub_utf8_read(text, i);
        width += c.valid ? columns_of(c.code) : c.n;
        i += c.n;
    }
    return width;
}

ub_str ub_layout_line(ub_str *rest, unsigned width)
{
    size_t i = 0, last_space = 0;
    unsigned used = 0;
    ub_str line = *rest;
    while (i < rest->n) {
        ub_utf8 c = ub_utf8_read(*rest, i);
        unsigned more = c.valid ? columns_of(c.code) : c.n;
        if (c.code == ' ') last_space = i;
        else if (used + more > width && i) break;
        used += more;
        i += c.n;
    }
    if (i < rest->n && last_space) i = last_space;
    line.n = i;
    while (line.n && line.p[line.n - 1] == ' ') line.n--;
    while (i < rest->n && rest->p[i] == ' ') i++;
    *rest = ub_str_from(*rest, i);
    return line;
}

static void spaces(ub_out *out, unsigned n)
{
    while (n--) ub_out_char(out, ' ');
}

void ub_layout_para(ub_out *out, const char *first, ub_str text, unsigned width)
{
    unsigned indent = (unsigned)strlen(first), room = width > indent + 8 ? width - indent : 8;
    ub_out_add(out, ub_str_of(first, indent));
    do {
        ub_out_add(out, ub_layout_line(&text, room));
        ub_out_char(out, '\n');
        if (text.n) spaces(out, indent);
    } while (text.n);
}

/* ------------------------------------------------------------------------------------------------ tables */

struct ub_layout_row *ub_layout_row(ub_arena *a, ub_layout_table *t)
{
    if (t->n >= t->cap && !ub_arena_grow(a, (void **)&t->row, &t->cap, sizeof *t->row)) return NULL;
    t->row[t->n] = (struct ub_layout_row){ 0 };
    return &t->row[t->n++];
}

static bool same(const ub_layout_table *t, const struct ub_layout_row *a, const struct ub_layout_row *b)
{
    for (unsigned i = 0; i < t->n_columns; i++)
        if (!ub_str_eq(a->cell[i], b->cell[i])) return false;
    return true;
}

typedef struct widths { unsigned of[UB_LAYOUT_COLUMNS], shown; } widths;

static unsigned widest_cell(const ub_layout_table *t, unsigned c)
{
    unsigned widest = (unsigned)strlen(t->head[c]);
    for (size_t r = 0; r < t->n; r++) {
        unsigned width = ub_layout_width(t->row[r].cell[c]);
        if (width > widest) widest = width;
    }
    return widest;
}

static widths fit(const ub_layout_table *t, unsigned width)
{
    widths w = { .shown = t->n_columns };
    unsigned used = 0, last = t->n_columns - 1;
    for (unsigned c = 0; c < last; c++) {
        unsigned widest = widest_cell(t, c);
        w.of[c] = widest < t->most[c] ? widest : t->most[c];
        used += w.of[c] + GAP;
    }
    if (used + LAST_LEAST > width) {      /* it goes below, and the others take its room */
        w.shown = last;
        used = 0;
        for (unsigned c = 0; c < last; c++) used += (w.of[c] = widest_cell(t, c)) + GAP;
    }
    w.of[last] = w.shown == last ? 0 : width - used;
    /* Still too wide: take from the widest. */
    while (w.shown == last && used - GAP > width) {
        unsigned widest = 0;
        for (unsigned c = 1; c < last; c++)
            if (w.of[c] > w.of[widest]) widest = c;
        if (w.of[widest] <= 3) break;
        w.of[widest]--, used--;
    }
    return w;
}

static void print_cells(ub_out *out, const widths *w, ub_str *cell)
{
    bool more = true;
    while (more) {
        unsigned behind = 0;
        more = false;
        for (unsigned c = 0; c < w->shown; c++) {
            ub_str line = ub_layout_line(&cell[c], w->of[c]);
            if (line.n) spaces(out, behind), behind = 0, ub_out_add(out, line);
            behind += w->of[c] + GAP - (line.n ? ub_layout_width(line) : 0);
            if (cell[c].n) more = true;
        }
        ub_out_char(out, '\n');
    }
}

void ub_layout_print(ub_out *out, const ub_layout_table *t, unsigned width, bool colour)
{
    widths w = fit(t, width);
    ub_str cell[UB_LAYOUT_COLUMNS];
    for (unsigned c = 0; c < t->n_columns; c++) cell[c] = ub_str_of(t->head[c], strlen(t->head[c]));
    if (colour) ub_out_add(out, UB_S("\033[1m"));
    print_cells(out, &w, cell);
    if (colour) ub_out_add(out, UB_S("\033[0m"));
    for (size_t r = 0; r < t->n; r++) {
        unsigned times = 1;
        char first[40];
        while (r + 1 < t->n && same(t, &t->row[r], &t->row[r + 1])) r++, times++;
        memcpy(cell, t->row[r].cell, sizeof cell);
        print_cells(out, &w, cell);
        if (w.shown < t->n_columns && t->row[r].cell[w.shown].n) ub_layout_para(out, "    ", t->row[r].cell[w.shown], width);
        if (times > 1) snprintf(first, sizeof first, "%u times", times), ub_layout_para(out, "    ", ub_str_of(first, strlen(first)), width);
    }
}
