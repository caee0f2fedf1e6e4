/* SPDX-License-Identifier: Apache-2.0 */
/*
 * deception: what one message shows against what it does.  Part of the room judge.
 */
#ifndef UB_JUDGE_DECEPTION_H
#define UB_JUDGE_DECEPTION_H

#include "find.h"
#include "judge.h"
#include "signals.h"

/* Who the message says it is from: the first address of the first From. */
typedef struct ub_sender {
    ub_str name;              /* UTF-8 */
    ub_str address, domain;   /* domain: lower case, ASCII where it is a name of the DNS */
    ub_str site;              /* its registrable domain */
} ub_sender;

typedef struct ub_deception {
    ub_arena *a;
    const ub_mime *m;
    const ub_found *f;
    const ub_judgement *judged;   /* one for each finding: where a link leads, and by whose service */
    ub_url_ctx *urls;         /* NULL: each call opens the public suffix list */
    ub_charset_cache *charsets;
    ub_grammar_cache *grammars;   /* NULL: none */
    ub_signals *signals;
    uint64_t script_left;     /* ours: bytes of scripts that may yet be read, so that scripts within scripts cost no more */
    uint32_t form_doc;        /* ours: the document of the last form, plus 1, .. */
    uint64_t form_why;        /* .. and what it says */
} ub_deception;

/* Read From.  Empty slices where there is none.  fails  UB_LIMIT, UB_NOMEM */
ub_status ub_sender_read(ub_arena *a, const ub_mime *m, ub_url_ctx *urls, ub_charset_cache *charsets, ub_sender *out);

/*
 * ub_deception_find - signals of this message alone, without a roster.
 *
 * out    signals of `d`, appended; their slices live in its arena or view the message
 * fails  UB_LIMIT: the arena is full
 * cost   linear in the URLs, the first UB_LINK_TEXT_MAX bytes of each link's text, and the scripts
 */
ub_status ub_deception_find(ub_deception *d, const ub_sender *from);

#define UB_LINK_TEXT_MAX 1024u

/*
 * ub_scripts_mixed - does one label of a host mix scripts that are not written together?
 * in     label  UTF-8
 * spec   UTS 39 5.2, level 3 "highly restrictive": one script, or Latin with those of Japanese, Chinese or Korean
 */
bool ub_scripts_mixed(ub_str label);

#endif
