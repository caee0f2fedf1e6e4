/* SPDX-License-Identifier: Apache-2.0 */
/* What the readers of lists share.  Private to the room names. */
#ifndef UB_NAMES_READING_H
#define UB_NAMES_READING_H

#include "csv.h"
#include "date.h"
#include "read.h"
#include "xml.h"

/* A list being read. */
typedef struct ub_reading {
    ub_list_builder *b;
    const ub_list_file *files;
    ub_list_fault *fault;
    ub_str file;           /* name of the file being read */
    ub_str name;           /* what the list is to be called; a reader fills it in where it is empty */
    ub_day date;           /* the same */
    size_t row, column;    /* for notes */
    void *more;            /* a reader's own */
    ub_arena *scratch;     /* for what lives for one row or record; each reader forgets it at the next: *scratch = empty */
    ub_arena empty;
    struct { struct ub_overflow { ub_str uid, text; size_t row; bool used; } *p; size_t n, cap; } overflow;   /* OFAC's sdn_comments, sorted by uid, row */
} ub_reading;

/* Refuse the file at this place; `what` is static text. */
ub_status ub_read_refuse(ub_reading *r, ub_status status, const char *what, size_t row, size_t column);
void ub_read_note(ub_reading *r, const char *what, ub_str detail);

/* The readers.  `text` is UTF-8 where it has bytes over 0x7F, else Windows-1252, made UTF-8 field by field by ub_read_text. */
ub_status ub_read_ofac_comments(ub_reading *r, ub_str data);     /* before ub_read_ofac_csv */
ub_status ub_read_ofac_csv(ub_reading *r, ub_str data);
ub_status ub_read_ofac_alt(ub_reading *r, ub_str data);
ub_status ub_read_ofac_add(ub_reading *r, ub_str data);
ub_status ub_read_uk_csv(ub_reading *r, ub_str data);
ub_status ub_read_eu_csv(ub_reading *r, ub_str data);
ub_status ub_read_xml(ub_reading *r, ub_str data, ub_list_format format);

/* Address space that is enough for one row or record of a file. */
size_t ub_read_scratch_bytes(size_t file_bytes);

/* How a format of XML is read: as ub_xml_reader.  At `record` the scratch is empty and the place is the record's. */
typedef struct ub_xml_format {
    bool (*is_record)(ub_reading *r, const ub_str *outer, size_t depth, const ub_xml_node *n);
    ub_status (*record)(ub_reading *r, size_t depth, const ub_xml_node *n);
} ub_xml_format;
extern const ub_xml_format ub_xml_un, ub_xml_uk, ub_xml_eu, ub_xml_ofac, ub_xml_ofac_advanced;

/* Keep what a record holds beside the known children, with a note. */
void ub_read_unknown(ub_reading *r, const ub_xml_node *n, const ub_str *known, size_t n_known);
/* All text below a node, pieces joined by ", ". */
ub_str ub_read_all_text(ub_arena *a, const ub_xml_node *n);

/* A name in the parts that the UK and EU lists have: given names in order, the family name or name of an entity. */
void ub_read_parts(ub_reading *r, const ub_str *given, size_t n_given, ub_str family, ub_name_type type, ub_name_strength strength);

/* What the UK list says of a name: "Primary Name", "Alias", "Primary Name Variation"; "Low quality a.k.a". */
ub_name_type ub_read_uk_type(ub_str word);
ub_name_strength ub_read_strength(ub_str word);
ub_entry_kind ub_read_uk_kind(ub_reading *r, ub_str word);
ub_entry_kind ub_read_eu_kind(ub_reading *r, ub_str code);

/* OFAC's remarks, the overflow joined: phrases between "; ".  To the current entry. */
void ub_read_remarks(ub_reading *r, ub_str remarks);

/* Add a fact of which more is known than its text; each does nothing for an empty value. */
void ub_read_birth(ub_reading *r, ub_str value, ub_day_order order);
void ub_read_country(ub_reading *r, const char *type, ub_str country, ub_str iso);
void ub_read_countries(ub_reading *r, const char *type, ub_str value);   /* one or several */
void ub_read_id(ub_reading *r, ub_str type, ub_str value, ub_str place);
void ub_read_emails(ub_reading *r, ub_str value);          /* one or several: split at blanks and , ; ( ) */
void ub_read_websites(ub_reading *r, ub_str value);
void ub_read_other(ub_reading *r, ub_str type, ub_str value);
/* A name of the current entry; of a person "LAST, First" has its family name marked. */
void ub_read_name(ub_reading *r, ub_str text, ub_name_type type, ub_name_strength strength);
/* A name, and the names in it where a field holds several: "A; B", "A (B)" in two scripts.  cost  linear */
void ub_read_several(ub_reading *r, ub_str text, ub_name_type type, ub_name_strength strength);
void ub_read_fact(ub_reading *r, ub_fact_kind kind, ub_str type, ub_str value);
/* By the publisher's word for it: "Digital Currency Address - XBT", "Email Address", "Website", "Gender", "Passport" .. */
void ub_read_feature(ub_reading *r, ub_str type, ub_str value, ub_str place);

/* Do these words name a kind of number that identifies somebody: "Passport", "Tax ID No."? */
bool ub_id_type(ub_str type);

/* Join what is not empty, by `with`. */
ub_str ub_read_join(ub_arena *a, const ub_str *parts, size_t n, ub_str with);

/* A field of a CSV file as UTF-8: itself when it is, else read as Windows-1252. */
ub_str ub_read_text(ub_arena *a, ub_str field);

#endif
