/* SPDX-License-Identifier: Apache-2.0 */
/*
 * xml: a big XML file as a stream of small trees.
 *
 * The reader names the elements that are records; each comes as a tree when it ends and is forgotten afterwards.  Names are
 * local: a namespace, which publishers have changed before, is cut off.  A document type is refused, and with it every
 * entity that is not one of XML's own five.
 */
#ifndef UB_NAMES_XML_H
#define UB_NAMES_XML_H

#include "base.h"

#define UB_XML_DEPTH_MAX 64
#define UB_XML_RECORD_MAX (16u << 20)  /* bytes of the tree of one record */

typedef struct ub_xml_attr {
    ub_str name, value;
} ub_xml_attr;

typedef struct ub_xml_node {
    ub_str name, text;     /* text of the element itself, its pieces joined */
    const ub_xml_attr *attr;
    size_t n_attr;
    struct ub_xml_node *child, *next, *last;
    size_t row, column;
} ub_xml_node;

typedef struct ub_xml_reader {
    void *ctx;
    /* Is the element that begins here a record?  `outer[depth - 1]` is its parent.  Not asked within a record.  `n` holds its
     * name and attributes. */
    bool (*is_record)(void *ctx, const ub_str *outer, size_t depth, const ub_xml_node *n);
    /* A whole record; the tree lives until this returns.  Not UB_OK: reading ends with that. */
    ub_status (*record)(void *ctx, const ub_str *outer, size_t depth, const ub_xml_node *n);
} ub_xml_reader;

/*
 * ub_xml_read
 * in     a      scratch, for one record at a time; nothing else may take from it meanwhile
 * fails  UB_SYNTAX, UB_LIMIT with *row and *column; what `record` returned
 * cost   linear
 */
ub_status ub_xml_read(ub_arena *a, ub_str text, const ub_xml_reader *reader, size_t *row, size_t *column, ub_err *err);

/* The first child of that name, NULL when there is none; the first behind `n` among its brothers. */
const ub_xml_node *ub_xml_child(const ub_xml_node *n, ub_str name);
const ub_xml_node *ub_xml_next(const ub_xml_node *n, ub_str name);
ub_str ub_xml_text(const ub_xml_node *n, ub_str name);     /* trimmed text of that child, empty without one */
ub_str ub_xml_attr_of(const ub_xml_node *n, ub_str name);  /* trimmed, empty without one */

#define UB_XML_EACH(i, parent, name) \
    for (const ub_xml_node *i = ub_xml_child((parent), (name)); i; i = ub_xml_next(i, (name)))

#endif
