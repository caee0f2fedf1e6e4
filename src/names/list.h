/* SPDX-License-Identifier: Apache-2.0 */
/*
 * list: the model of a sanctions list, the same for every publisher.
 *
 * A list is five arrays without a pointer in them: entries, names, facts, notes and the text they speak of.  It can be built
 * in an arena, written to a file as it is, and read by mapping that file.  Names and facts of one entry stand together.
 * Nothing that a publisher wrote is dropped: what has no place of its own here is a fact of the kind UB_FACT_OTHER.
 */
#ifndef UB_NAMES_LIST_H
#define UB_NAMES_LIST_H

#include "base.h"

/* ------------------------------------------------------------------------------------------------ the model */

/* A slice of the list's own text: UTF-8, no NUL behind it.  Read it by ub_list_str. */
typedef struct ub_text {
    uint32_t at, n;
} ub_text;

/* A day as the number YYYYMMDD; month and day may be 00 where only the year, or the month, is known; 0: not known. */
typedef uint32_t ub_day;

typedef enum ub_entry_kind {
    UB_ENTRY_UNKNOWN,      /* the list does not say */
    UB_ENTRY_PERSON,
    UB_ENTRY_ENTITY,
    UB_ENTRY_VESSEL,
    UB_ENTRY_AIRCRAFT,
} ub_entry_kind;

typedef enum ub_name_type {
    UB_NAME_PRIMARY,       /* the name under which the entry stands */
    UB_NAME_AKA,           /* also known as */
    UB_NAME_FKA,           /* formerly known as */
    UB_NAME_NKA,           /* now known as */
    UB_NAME_MAIDEN,
} ub_name_type;

/* How far its publisher trusts a name.  A match of a weak one alone is not meant to raise an alarm. */
typedef enum ub_name_strength {
    UB_NAME_STRONG,        /* primary names, and aliases that are not marked as weak */
    UB_NAME_WEAK,          /* "weak" (OFAC), "low quality" (UK, UN), strong="false" (EU) */
} ub_name_strength;

/* The script of most letters of a name. */
typedef enum ub_script {
    UB_SCRIPT_NONE,        /* no letter in it */
    UB_SCRIPT_LATIN, UB_SCRIPT_CYRILLIC, UB_SCRIPT_ARABIC, UB_SCRIPT_HAN, UB_SCRIPT_KANA, UB_SCRIPT_HANGUL,
    UB_SCRIPT_GREEK, UB_SCRIPT_HEBREW, UB_SCRIPT_ARMENIAN, UB_SCRIPT_GEORGIAN, UB_SCRIPT_THAI, UB_SCRIPT_DEVANAGARI,
    UB_SCRIPT_OTHER,
    UB_SCRIPT_COUNT,
} ub_script;

typedef enum ub_fact_kind {
    UB_FACT_OTHER,         /* `type` is the publisher's word for it */
    UB_FACT_BIRTH,         /* from..to; `value` as written */
    UB_FACT_COUNTRY,       /* `type` nationality, citizen, address, birth, flag; `place` ISO 3166 alpha-2 where we know it */
    UB_FACT_ID,            /* `type` "Passport", "National ID No.", "IMO" ..; `value` the number; `place` the country as written */
    UB_FACT_EMAIL,         /* one address */
    UB_FACT_WEBSITE,       /* one host or URL as written */
    UB_FACT_WALLET,        /* `type` the asset as the list calls it ("XBT", "ETH"); `value` the address */
    UB_FACT_PHONE,
    UB_FACT_ADDRESS,       /* lines joined by ", " */
    UB_FACT_PROGRAM,       /* the programme or regime under which the entry is listed */
    UB_FACT_GENDER,        /* "Male", "Female" as written */
    UB_FACT_TITLE,         /* titles, positions */
    UB_FACT_COUNT,
} ub_fact_kind;

typedef struct ub_list_name {
    ub_text text;          /* the whole name as the list shows it: "ZHAO, Guangzong", "WUHAN XIAORUIZHI .." */
    ub_text family;        /* the family name within `text`, where the list marks it; n == 0: not marked */
    ub_text language;      /* as written; usually empty */
    uint32_t entry;        /* index of its entry */
    uint8_t type, strength, script;   /* ub_name_type, ub_name_strength, ub_script */
    uint8_t zero;
} ub_list_name;

typedef struct ub_list_fact {
    ub_text type, value, place;
    uint32_t entry;
    ub_day from, to;       /* BIRTH: the days it may have been, both ends included; else 0 */
    uint8_t kind;          /* ub_fact_kind */
    uint8_t circa;         /* BIRTH: the list says "circa", "approximately" */
    uint8_t zero[2];
} ub_list_fact;

typedef struct ub_list_entry {
    ub_text uid;           /* the publisher's own number: "47814", "CYB0046", "CDi.001" */
    uint32_t name, n_names;   /* names[name .. name + n_names), the primary name first */
    uint32_t fact, n_facts;
    ub_day listed;         /* when it was put on the list, where the list says */
    uint8_t kind;          /* ub_entry_kind */
    uint8_t zero[3];
} ub_list_entry;

/* What was odd while reading: a field nobody knew, an alias without its entry. */
typedef struct ub_list_note {
    ub_text file, what, detail;   /* "sdn.csv", "no such entry", "47814" */
    uint32_t row, column;  /* counted from 1; 0: does not apply.  XML: line and column */
    uint32_t count;        /* how often, the place is the first */
} ub_list_note;

/* A list.  All slices and arrays live as long as what it came from: the builder's arena, or the mapped file. */
typedef struct ub_list {
    const ub_list_entry *entries;
    const ub_list_name *names;
    const ub_list_fact *facts;
    const ub_list_note *notes;
    const char *text;
    uint32_t n_entries, n_names, n_facts, n_notes, n_text;
    ub_text name;          /* "ofac-sdn", "ofac-cons", "uk", "un", "eu": lower-case letters, digits, hyphens */
    ub_day date;           /* of the data, 0: not known */
    uint8_t sha256[32];    /* of the file; of a set of files: of the lines that sha256sum(1) prints for them, see source.h */
} ub_list;

static inline ub_str ub_list_str(const ub_list *l, ub_text t) { return ub_str_of(l->text + t.at, t.n); }

const char *ub_entry_kind_name(ub_entry_kind k);           /* "unknown", "person", "entity", "vessel", "aircraft" */
const char *ub_fact_kind_name(ub_fact_kind k);             /* "other", "birth", .. */

/* Script of most letters of UTF-8 text.  cost: linear, a table look-up a letter; ASCII is free */
ub_script ub_script_of(ub_str text);

/* Is every index and slice of `l` inside its arrays?  For lists that come from a file.  cost: linear in the arrays */
bool ub_list_holds(const ub_list *l);

/* ------------------------------------------------------------------------------------------------ building one */

/*
 * Make a list, entry by entry.  After a failure `failed` is set and nothing more is added; ub_list_finish reports it.
 *     ub_list_builder b;
 *     ub_list_begin(&b, arena);
 *     ub_list_add_entry(&b, UB_S("47814"), UB_ENTRY_PERSON);
 *     ub_list_add_name(&b, UB_S("ZHAO, Guangzong"), UB_NAME_PRIMARY, UB_NAME_STRONG);
 *     s = ub_list_finish(&b, UB_S("ofac-sdn"), 20240325, &list, err);
 */
typedef struct ub_list_builder {
    ub_arena *a;
    struct { ub_list_entry *p; size_t n, cap; } entries;
    struct { ub_list_name *p; size_t n, cap; } names;
    struct { ub_list_fact *p; size_t n, cap; } facts;
    struct { ub_list_note *p; size_t n, cap; } notes;
    ub_buf text;
    uint32_t current;                  /* the entry that names and facts go to */
    struct { uint32_t *p; size_t n; } by_uid;      /* index of an entry plus one, by the hash of its uid */
    uint16_t note_at[2 * 1024];        /* where a note is, plus one; by its hash */
    bool failed;
} ub_list_builder;

#define UB_LIST_TEXT_MAX (1u << 30)    /* bytes of text in one list */
#define UB_LIST_NOTES_MAX 1000         /* kinds of oddities; more are not kept */
#define UB_LIST_NAME_MAX 4096          /* bytes of a name; what is longer is cut at a character */

void ub_list_begin(ub_list_builder *b, ub_arena *a);

/*
 * Each returns what it added, to be filled in further, NULL on failure and for a name or value that is blank, which is not
 * added.  The pointer holds until the next call of its kind.
 * Names and facts go to the newest entry, or to the one that ub_list_resume went back to.
 * The same name or fact a second time in one entry is dropped by ub_list_finish.
 * Text is made valid UTF-8 (a bad sequence becomes U+FFFD), trimmed, and white space in it becomes one space.
 */
ub_list_entry *ub_list_add_entry(ub_list_builder *b, ub_str uid, ub_entry_kind kind);
ub_list_name *ub_list_add_name(ub_list_builder *b, ub_str text, ub_name_type type, ub_name_strength strength);
ub_list_fact *ub_list_add_fact(ub_list_builder *b, ub_fact_kind kind, ub_str type, ub_str value);
ub_text ub_list_add_text(ub_list_builder *b, ub_str text);

/* Go back to the entry of that uid, so that names and facts are added to it.  False when there is none. */
bool ub_list_resume(ub_list_builder *b, ub_str uid);
static inline ub_list_entry *ub_list_current(ub_list_builder *b) { return b->entries.n ? &b->entries.p[b->current] : NULL; }
static inline ub_str ub_list_built(const ub_list_builder *b, ub_text t) { return t.n ? ub_str_of(b->text.p + t.at, t.n) : UB_S(""); }

/* Mark the family name of a name just added: `part` as it stands in `text`; looked for from the front, or from the end. */
void ub_list_family(ub_list_builder *b, ub_list_name *name, ub_str part, bool at_end);

/* Note an oddity.  The same `what` and `detail` again, as tidied, only counts.  `what` is static text. */
void ub_list_note_add(ub_list_builder *b, ub_str file, const char *what, ub_str detail, size_t row, size_t column);

/*
 * The finished list; its arrays live in the builder's arena.
 * An entry without any name is dropped with a note.  sha256 stays zero: the caller knows what it read.
 * fails  UB_LIMIT when a limit or the arena's ceiling was met
 */
ub_status ub_list_finish(ub_list_builder *b, ub_str name, ub_day date, ub_list *list, ub_err *err);

#endif
