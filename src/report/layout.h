/* SPDX-License-Identifier: Apache-2.0 */
/* layout: paragraphs and tables that fit a width.  For the room report and the programs. */
#ifndef UB_REPORT_LAYOUT_H
#define UB_REPORT_LAYOUT_H

#include "report.h"

/* Text from mail, made safe for a terminal, behind what `b` holds. */
void ub_layout_safe(ub_buf *b, ub_str text, size_t max_bytes);

/* Columns that `text` takes on a terminal: wide letters of East Asia count two.  Not UTF-8: a byte is a column. */
unsigned ub_layout_width(ub_str text);

/*
 * ub_layout_line - the next line of at most `width` columns, broken at spaces, within a word only where it is too long.
 * in     *rest  what is left; never begins with a space afterwards
 * cost   linear in the line
 */
ub_str ub_layout_line(ub_str *rest, unsigned width);

/* One paragraph: its first line stands behind `first`, the others behind as many spaces. */
void ub_layout_para(ub_out *out, const char *first, ub_str text, unsigned width);

#define UB_LAYOUT_COLUMNS 8

/* A table: cells are text that is safe already.  Rows that repeat the row before are counted, not shown again. */
typedef struct ub_layout_table {
    unsigned n_columns;
    unsigned most[UB_LAYOUT_COLUMNS];     /* columns of the terminal that a column takes at most; the last takes the rest */
    const char *head[UB_LAYOUT_COLUMNS];
    struct ub_layout_row { ub_str cell[UB_LAYOUT_COLUMNS]; } *row;
    size_t n, cap;
} ub_layout_table;

/* The row to fill, NULL at the arena's ceiling. */
struct ub_layout_row *ub_layout_row(ub_arena *a, ub_layout_table *t);

/* Where the last column would be narrow it stands in lines of its own below its row. */
void ub_layout_print(ub_out *out, const ub_layout_table *t, unsigned width, bool colour);

#endif
