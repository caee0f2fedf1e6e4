/* SPDX-License-Identifier: Apache-2.0 */
/* mime, inside: what the files of the room share.  See mime.h for the words. */
#ifndef UB_MIME_INTERNAL_H
#define UB_MIME_INTERNAL_H

#include "bounds.h"
#include "mime.h"

/* ---------------------------------------------------------------- syntax.c: white space, comments, tokens */

/* A field's value under a reader's finger.  A '(' without its ')' is looked for once only. */
struct cursor {
    const char *p, *end;
    bool no_comments;      /* a comment was not closed: '(' is an ordinary byte from then on */
    bool saw_comment;
};
static inline struct cursor cursor_of(ub_str s) { return (struct cursor){ .p = s.p, .end = s.p + s.n }; }
void skip_white(struct cursor *c);                       /* space, tab, CR, LF, NUL */
void skip_cfws(struct cursor *c);                        /* and comments */
void skip_one_comment(struct cursor *c);                 /* c->p is at its '('; stays there when it is not closed */
static inline bool is_white(unsigned char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == 0; }

/* ---------------------------------------------------------------- type.c: Content-Type, encoding, disposition */

struct type_value {
    ub_str type, subtype;  /* empty when the value is not of the form type/subtype */
    ub_str params;         /* what stands behind the first ';' or behind the type */
    bool ok, comment, junk;
};
void type_parse(ub_str value, struct type_value *out);
int type_number(ub_str type);

/* ---------------------------------------------------------------- words.c */

/* Bytes of the set that `label` names as UTF-8.  Without a label, or with one nobody knows: UTF-8 where that is valid, else
 * windows-1252.  False when there is no room. */
bool text_in_charset(ub_arena *a, ub_charset_cache *cache, ub_str label, ub_str bytes, ub_str *out);

/* ---------------------------------------------------------------- parse.c, walk.c */

enum { MODE_CR = 1, MODE_PREFIX = 2, MODE_OUTER = 4, MODE_AFTER_CLOSE = 8, MODE_SHORT_HEADER = 16, MODE_BLANK_FOLD = 32,
       MODE_LEADING_BLANK = 64 };

/* Something to be read after the first walk: a region again, or a source of its own. */
struct job {
    uint8_t reading;       /* UB_READ_* */
    uint8_t media_default;
    uint16_t mode;
    uint32_t part;         /* the part that is read again, or the parent of what the source holds */
    uint32_t source;       /* UB_NONE: read `part` again */
    uint32_t type_field, cte_field;   /* FIELD_AUTO, UB_NONE for none, else the field that counts */
    ub_str boundary;
    bool has_boundary, exact_boundary;
    bool headless;         /* `source` holds the decoded body of `part`, without a header */
    uint8_t variant;       /* tells apart the readings of one kind */
};
#define FIELD_AUTO (UINT32_MAX - 1)

struct done {
    uint32_t source, at, n;
    uint8_t reading, variant;
};

struct walk {
    ub_arena *a;
    ub_mime *m;
    const ub_mime_limits *lim;
    ub_notes *notes;
    ub_charset_cache cache;
    struct { struct job *p; size_t n, cap; } jobs;
    uint64_t reread_max;
    bool nomem, full;      /* the arena's ceiling; a limit on all parts */
    uint64_t expanded;     /* bytes by which decoded sources are larger than their origin */
    struct done *done;     /* readings made, m->n_readings of them, hashed */
    uint32_t done_mask;
    struct frame *frames;  /* the stack of the walk, used again by the next */
    struct bounds open, closed;
};

/* The fields read last are those from p->first_field on. */
void walk_fields_end(struct walk *w, ub_part *p);

/* A note with its place in the message: `at` counts in `source`. */
void walk_note(struct walk *w, const char *name, uint32_t source, size_t at, size_t n);

/* The header at `at`: fields are appended to the message.  Ends at an empty line, at the end, or where `bounds` has a
 * delimiter. */
struct header_result {
    uint32_t end;          /* where the header's last line ends */
    uint32_t body;         /* behind the empty line */
    bool limit;            /* a limit was met at `end` */
    bool junk, blank_fold, bare_cr, leading_blank;   /* what other clients read differently */
};
bool header_parse(struct walk *w, uint32_t source, uint32_t at, uint32_t end, unsigned mode, const struct bounds *bounds,
                  struct header_result *out);

#endif
