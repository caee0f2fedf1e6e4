/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rules: public lists of trackers, when the user has them.  Part of the room judge.
 *
 * A list is read once, compiled into a few arrays and mapped from then on.  Lists put a name to what was found; judging works
 * without any.  Four formats are told apart by their content:
 *     Adblock network rules (EasyPrivacy, uBlock Origin's, AdGuard's), their $removeparam rules among them, and plain hosts files
 *     ClearURLs' data.json
 *     Firefox's lists of query parameters to strip, StripOnShare.json and the records of its query-stripping collection
 * What is in a list and not understood is counted and kept as a note, never dropped in silence.  Rules for what a page looks
 * like say nothing about mail: they are counted apart.
 *
 * What a mail is to a list made for web pages: its page is the sender's domain, so $third-party asks whether the reference
 * leads to another site than the sender's, and $domain is held against the sender's host.  Pictures, sheets and so on are
 * requests of their type.  A link is a request for a document: that takes a rule for documents, or one without types that
 * names a host.
 */
#ifndef UB_JUDGE_RULES_H
#define UB_JUDGE_RULES_H

#include "base.h"
#include "cache.h"
#include "read.h"
#include "url.h"

#define UB_RULES_MAX 64                    /* lists at once */
#define UB_RULES_RULES_MAX 2000000u        /* rules of a list; one with more is refused */
#define UB_RULES_LINE_MAX 8192u            /* bytes of a line; longer ones are counted as not understood */
#define UB_RULES_URL_MAX 4096u             /* bytes of a URL that are looked at; what is longer is cut there */
#define UB_RULES_VERSION 3                 /* of the layout of a compiled list, and of how text is read into it */

typedef enum ub_rules_format {
    UB_RULES_NONE,             /* not a list that we know */
    UB_RULES_ADBLOCK,          /* also hosts files, lines of either kind */
    UB_RULES_CLEARURLS,
    UB_RULES_FIREFOX,
} ub_rules_format;
const char *ub_rules_format_name(ub_rules_format f);   /* "adblock", "clearurls", "firefox" */

/* What a file is, by its beginning.  cost: the first 64 KiB */
ub_rules_format ub_rules_detect(ub_str data);

/* ------------------------------------------------------------------------------------------------ one list */

/* Something in a list that is not understood, or that is of no use here. */
typedef struct ub_rules_note {
    uint32_t what_at, what_n;      /* in `text`: "unknown option", "regular expression", .. */
    uint32_t detail_at, detail_n;  /* which */
    uint32_t row, column, count;   /* the first; how many */
} ub_rules_note;

/* Counts of a list. */
typedef struct ub_rules_head {
    uint32_t name_at, name_n, title_at, title_n;   /* in `text` */
    ub_day date;                   /* of the data, 0 not said */
    uint32_t format;               /* ub_rules_format */
    uint32_t block, allow;         /* rules that name trackers, and exceptions from them */
    uint32_t params;               /* rules that name parameters */
    uint32_t redirects;            /* rules that say where a wrapper keeps its target */
    uint32_t cosmetic;             /* rules for what a page looks like */
    uint32_t unknown;              /* rules that are not understood: see the notes */
    uint8_t sha256[32];            /* of the file */
} ub_rules_head;

/* A list; views the arena it was read into or the file it is mapped from. */
typedef struct ub_ruleset {
    const ub_rules_head *head;
    const ub_rules_note *notes;
    size_t n_notes;
    ub_str text;
    const struct ub_rules_arrays *arrays;    /* ours */
} ub_ruleset;

static inline ub_str ub_ruleset_str(const ub_ruleset *s, uint32_t at, uint32_t n) { return ub_str_of(s->text.p + at, n); }
static inline ub_str ub_ruleset_name(const ub_ruleset *s) { return ub_ruleset_str(s, s->head->name_at, s->head->name_n); }
static inline uint32_t ub_ruleset_entries(const ub_ruleset *s) { return s->head->block + s->head->allow + s->head->params + s->head->redirects; }
/* What the list calls itself: "EasyPrivacy"; its name where it does not. */
static inline ub_str ub_ruleset_title(const ub_ruleset *s)
{
    return s->head->title_n ? ub_ruleset_str(s, s->head->title_at, s->head->title_n) : ub_ruleset_name(s);
}

/*
 * ub_ruleset_read - read a list and compile it.
 *
 * in     name   what to call it; empty: made of its title, else of `file`'s name
 *        date   of the data, 0: what the file says of itself
 * out    *set   in `a`; views nothing of the file
 * fails  UB_SYNTAX, UB_LIMIT with *fault filled in (row is a line, column a byte in it); UB_ABSENT: no list
 * cost   linear in the file
 */
ub_status ub_ruleset_read(ub_arena *a, const ub_list_file *file, ub_str name, ub_day date, ub_ruleset *set, ub_list_fault *fault);

/* Keep a compiled list in a file (cache.h), and map one.  fails  as ub_cache_write() and ub_cache_open() do */
ub_status ub_ruleset_write(const char *path, const ub_ruleset *set, ub_err *err);
ub_status ub_ruleset_map(ub_arena *a, const char *path, ub_cache *cache, ub_ruleset *set, ub_err *err);

/* ------------------------------------------------------------------------------------------------ asking */

/* Lists in use.  Asking changes nothing in it. */
typedef struct ub_rules {
    ub_arena a;
    size_t n;
    ub_ruleset set[UB_RULES_MAX];
    ub_cache cache[UB_RULES_MAX];
    uint64_t *filter;              /* ours: which keys occur in any of them */
} ub_rules;

ub_status ub_rules_init(ub_rules *r, ub_err *err);
void ub_rules_deinit(ub_rules *r);         /* NULL-safe, idempotent; for UB_CLEANUP */

/* Take a list in: one that was read into r->a, or a compiled file.  fails  UB_LIMIT: over UB_RULES_MAX; as ub_ruleset_map() */
ub_status ub_rules_add(ub_rules *r, const ub_ruleset *set, ub_err *err);
ub_status ub_rules_add_file(ub_rules *r, const char *path, ub_err *err);

/* What kind of request a reference makes: Adblock's resource types. */
typedef enum ub_rules_type {
    UB_RULES_OTHER, UB_RULES_IMAGE, UB_RULES_STYLESHEET, UB_RULES_SCRIPT, UB_RULES_FONT, UB_RULES_MEDIA, UB_RULES_OBJECT,
    UB_RULES_SUBDOCUMENT, UB_RULES_XHR, UB_RULES_PING, UB_RULES_WEBSOCKET,
    UB_RULES_DOCUMENT,             /* a link */
    UB_RULES_POPUP,                /* never asked for: rules for it say nothing about mail */
    UB_RULES_TYPES
} ub_rules_type;

typedef struct ub_rules_request {
    ub_str url;                    /* http or https, as ub_url_parse() writes it, its fragment too: rules for Google's proxy of pictures
                                      look for what that holds */
    ub_str host, site;             /* pieces of it: the host, its registrable domain */
    ub_str from_host, from_site;   /* of the sender; empty: not known, so that everything is a third party's */
    ub_rules_type type;
} ub_rules_request;

typedef struct ub_rules_hit {
    const ub_ruleset *set;         /* whose: ub_ruleset_title() */
    uint32_t line;                 /* where it stands in the file */
} ub_rules_hit;

/*
 * ub_rules_find - does a list name this as a tracker?
 *
 * Exceptions of any list hold for all of them, unless the rule is $important.
 * out    *hit  set when true; may be NULL
 * cost   one pass over the URL, then a rule where one of its words or its host is one that a rule is filed under
 */
bool ub_rules_find(const ub_rules *r, const ub_rules_request *q, ub_rules_hit *hit);

/*
 * ub_rules_param - does a list name this parameter of the query as one to leave out?
 *
 * in     q     the URL that has it: many rules are for some hosts only
 *        pair  as it stands in the URL; some rules ask for its value, too
 * out    *hit  set when true; may be NULL
 * cost   linear in the URL for each rule whose name fits
 */
bool ub_rules_param(const ub_rules *r, const ub_rules_request *q, const ub_url_pair *pair, ub_rules_hit *hit);

/*
 * ub_rules_redirect - does a list say that this URL wraps another one, and where that stands?
 * out    *target  a piece of q->url, percent signs and all
 */
bool ub_rules_redirect(const ub_rules *r, const ub_rules_request *q, ub_str *target, ub_rules_hit *hit);

#endif
