/* SPDX-License-Identifier: Apache-2.0 */
/*
 * read: sanctions lists as their publishers write them.
 *
 * A list is one file, or a set of files that belong together (OFAC's CSV).  What a file is, is found out from its content.
 * A broken file is refused whole, with its place; a field nobody knows is noted and kept.
 */
#ifndef UB_NAMES_READ_H
#define UB_NAMES_READ_H

#include "list.h"

typedef enum ub_list_format {
    UB_LIST_NONE,              /* not a list that we know */
    UB_LIST_OFAC_CSV,          /* sdn.csv or cons_prim.csv: 12 columns, no header */
    UB_LIST_OFAC_CSV_ALT,      /* alt.csv: 5 columns */
    UB_LIST_OFAC_CSV_ADD,      /* add.csv: 6 columns */
    UB_LIST_OFAC_CSV_COMMENTS, /* sdn_comments.csv: 2 columns */
    UB_LIST_OFAC_XML,          /* SDN.XML, CONSOLIDATED.XML */
    UB_LIST_OFAC_ADVANCED,     /* SDN_ADVANCED.XML, CONS_ADVANCED.XML */
    UB_LIST_UK_CSV,            /* UK Sanctions List, and the OFSI Consolidated List that it replaced */
    UB_LIST_UK_XML,
    UB_LIST_UN_XML,
    UB_LIST_EU_CSV,
    UB_LIST_EU_XML,
    UB_LIST_FORMAT_COUNT,
} ub_list_format;

/* One of the files that OFAC's CSV comes in as a set? */
static inline bool ub_list_is_ofac_csv(ub_list_format f) { return f >= UB_LIST_OFAC_CSV && f <= UB_LIST_OFAC_CSV_COMMENTS; }

typedef struct ub_list_file {
    ub_str name;           /* without its folder, for messages: "sdn.csv" */
    ub_str data;           /* the whole file, not compressed */
} ub_list_file;

/* Where a file is broken. */
typedef struct ub_list_fault {
    ub_err err;
    size_t file;           /* index */
    size_t row, column;    /* from 1, 0: none.  CSV: row and field; XML: line and byte in it */
} ub_list_fault;

/* What a file is, by its beginning.  cost: the first 64 KiB */
ub_list_format ub_list_detect(ub_str data);

/*
 * ub_list_read - read the files of one list.
 *
 * in     files  one file, or those of a CSV set in any order; an alias or address whose entry is missing makes an entry of
 *               its own, with a note
 *        name   what to call the list; empty: "ofac-sdn", "ofac-cons" (by the names of the files, or by what an XML says of
 *               itself), "uk", "un", "eu"
 *        date   of the data, 0: what the file says of itself, which CSV of OFAC does not
 * out    *list  in `a`; may view nothing of the files
 * fails  UB_SYNTAX, UB_LIMIT with *fault filled in; UB_ABSENT: a file is no list, or files that do not belong together
 * cost   linear in the files
 */
#define UB_LIST_FILES_MAX 16
#define UB_LIST_FILE_MAX (1u << 30)
ub_status ub_list_read(ub_arena *a, const ub_list_file *files, size_t n, ub_str name, ub_day date, ub_list *list,
                       ub_list_fault *fault);

#endif
