/* SPDX-License-Identifier: Apache-2.0 */
/*
 * roster: whom others may pose as: people and organisations that the user protects, and what looks like them.  Part of the
 * room judge.
 *
 * A roster is text, a section for each:
 *
 *     [Morgenblatt]
 *     name = Das Morgenblatt
 *     domain = morgenblatt.example
 *     mailer = mb.mailsvc.example
 *
 * The section is a name, too.  `name`: also in other scripts.  `domain`: where they are at home; subdomains are meant, too.
 * `mailer`: who else sends for them.  Each key may come more than once; lines that begin with # or ; are comments.
 *
 * Everything that is compared is put into one table when the roster is read; a host or a name is looked up in it in the time
 * that reading it takes.
 */
#ifndef UB_JUDGE_ROSTER_H
#define UB_JUDGE_ROSTER_H

#include "confusable.h"
#include "url.h"

#define UB_ROSTER_MAX 10000u      /* names and domains together */

typedef struct ub_protected {
    ub_str name;                  /* of its section */
} ub_protected;

/* A domain of somebody, as its registrable domain. */
typedef struct ub_home {
    uint32_t who;                 /* in ub_roster.who */
    ub_str site, label, suffix;   /* "morgenblatt.example", "morgenblatt", "example"; ASCII */
    ub_word word[UB_LOOK_HOWS];   /* of the label, punycode undone */
    bool mailer;
} ub_home;

/* A name of somebody. */
typedef struct ub_called {
    uint32_t who;
    ub_str name;
    ub_word word;                 /* all of it as one word, UB_LOOK_PAIRS */
    unsigned tokens;
    uint64_t bag;                 /* ours: a key for its words in any order; 0 none */
} ub_called;

typedef struct ub_roster {
    struct { ub_protected *p; size_t n, cap; } who;
    struct { ub_home *p; size_t n, cap; } homes;
    struct { ub_called *p; size_t n, cap; } names;
    struct ub_roster_slot *slots; /* ours: the table */
    size_t n_slots;               /* a power of two */
    uint64_t power[UB_WORD_MAX + 1];   /* ours */
} ub_roster;

/*
 * ub_roster_read - a roster from its text.
 *
 * in     text   UTF-8, views stay: it lives as long as the roster
 * out    *out   in `a`
 * fails  UB_SYNTAX: a line that is none (err->at is its first byte); UB_LIMIT: more than UB_ROSTER_MAX, or the arena is full
 * cost   linear
 */
enum { UB_ROSTER_ARENA = 256 << 20 };      /* address space that the largest roster does with */
ub_status ub_roster_read(ub_arena *a, ub_url_ctx *urls, ub_str text, ub_roster *out, ub_err *err);

/* ------------------------------------------------------------------------------------------------ hosts */

/* How a host is like a protected one.  What is strongest first. */
typedef enum ub_alike {
    UB_ALIKE_NONE,
    UB_ALIKE_TRUE,                /* it is one of theirs, or of their mailers */
    UB_ALIKE_LETTERS,             /* letters that look like the true ones */
    UB_ALIKE_SUFFIX,              /* the same name under another ending */
    UB_ALIKE_EDIT,                /* one letter more, less, another, or two swapped */
    UB_ALIKE_WORDS,               /* the name with words around it */
    UB_ALIKE_SUBDOMAIN,           /* the true name in front of another site */
} ub_alike;

/* How much has to agree: the less, the more else points to somebody of the roster. */
typedef enum ub_wary {
    UB_WARY_LINK,
    UB_WARY_SENDER,               /* it stands in an address of the sender */
    UB_WARY_NAMED,                /* the message names whose home it is; that it does is the caller's to see */
} ub_wary;

/*
 * ub_roster_host - what a host is to the roster.
 *
 * in     host    as in URLs: lower case, ASCII, punycode
 * out    *home   in ub_roster.homes, unless UB_ALIKE_NONE
 *        *text   scratch of `a` is used, and nothing kept
 * cost   linear in the host
 */
ub_alike ub_roster_host(ub_arena *a, const ub_roster *r, ub_url_ctx *urls, ub_str host, ub_wary wary, uint32_t *home);

/* For tests: is the list of words that are put around names in order? */
bool ub_roster_words_sorted(void);

#endif
