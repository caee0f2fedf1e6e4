/* SPDX-License-Identifier: Apache-2.0 */
/* csv: rows of a CSV file, strictly: a file that breaks the rules is broken, and the place is told. */
#ifndef UB_NAMES_CSV_H
#define UB_NAMES_CSV_H

#include "base.h"

#define UB_CSV_COLUMNS_MAX 512
#define UB_CSV_ROW_MAX (1u << 20)      /* bytes of one row */

typedef struct ub_csv {
    ub_str text;           /* the whole file, without the mark of its end */
    size_t at;             /* where the next row begins */
    char separator;        /* ',' or ';' */
    size_t row;            /* number of the newest row, from 1; a quoted line end does not count */
    size_t n;              /* its fields */
    ub_str field[UB_CSV_COLUMNS_MAX];
} ub_csv;

/* A byte order mark of UTF-8 is skipped; so is a Control-Z that stands alone behind the last row, as at the end of OFAC's files. */
void ub_csv_open(ub_csv *c, ub_str text, char separator);

/*
 * ub_csv_next - the next row that is not empty.
 *
 * out    c->field[0 .. c->n), views of the text, or of `a` where a doubled quote had to go
 * fails  UB_ABSENT at the end;
 *        UB_SYNTAX, err->at is the column from 1: a quote that is never closed, text behind a closing quote, a NUL;
 *        UB_LIMIT: too many columns, a row too long
 * cost   one pass
 * spec   RFC 4180, any line end
 */
ub_status ub_csv_next(ub_csv *c, ub_arena *a, ub_err *err);

#endif
