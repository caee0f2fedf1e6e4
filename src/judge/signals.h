/* SPDX-License-Identifier: Apache-2.0 */
/*
 * signals: signs that a message, or a link of it, is not what it pretends to be.  Part of the room judge.
 *
 * Each signal and each reason is a row of a table with its words for a person, and can be checked by hand in the message.  A
 * signal says what is there, never who did it or that anybody meant it.
 */
#ifndef UB_JUDGE_SIGNALS_H
#define UB_JUDGE_SIGNALS_H

#include "base.h"

/* In the order in which they are told: what weighs most first. */
typedef enum ub_signal_id {
    UB_SIGNAL_IMPERSONATION,        /* value: what claims it; of: whose name it is */
    UB_SIGNAL_LOOKALIKE,            /* value: the host; of: the protected domain that it looks like */
    UB_SIGNAL_HTML_SMUGGLING,       /* value: the file's name or the kind of file; of: "" */
    UB_SIGNAL_USERINFO_HOST,        /* value: the server; of: the site in front of the @ */
    UB_SIGNAL_LINK_TEXT,            /* value: the server; of: the site that the text names */
    UB_SIGNAL_NAME_ADDRESS,         /* value: the sender's address; of: the address in his name */
    UB_SIGNAL_MIXED_SCRIPT,         /* value: the server; of: as it is shown */
    UB_SIGNAL_FORM_ELSEWHERE,       /* value: the server; of: the sender's site */
    UB_SIGNAL_LINK_REDIRECTED,      /* value: the server; of: the site that the text names */
    UB_SIGNAL_IP_HOST,              /* value: the address; of: "" */
    UB_SIGNAL_LATIN_LIKE,           /* value: the server; of: as it is shown */
    UB_SIGNAL_OPEN_REDIRECT,        /* value: the server; of: the site it leads on to */
    UB_SIGNAL_PUNYCODE,             /* value: the server; of: as it is shown */
    UB_SIGNAL_N
} ub_signal_id;

/* Why: bits, in the order in which they are told. */
#define UB_WHY_TEXT_ADDRESS      (UINT64_C(1) << 0)
#define UB_WHY_TEXT_HOST         (UINT64_C(1) << 1)
#define UB_WHY_USERINFO          (UINT64_C(1) << 2)
#define UB_WHY_SCRIPTS           (UINT64_C(1) << 3)
#define UB_WHY_NOT_ASCII         (UINT64_C(1) << 4)
#define UB_WHY_IP                (UINT64_C(1) << 5)
#define UB_WHY_IP_ODD            (UINT64_C(1) << 6)
#define UB_WHY_QUERY_URL         (UINT64_C(1) << 7)
#define UB_WHY_FORM_SITE         (UINT64_C(1) << 8)
#define UB_WHY_FORM_PASSWORD     (UINT64_C(1) << 9)
#define UB_WHY_SCRIPT_FILE       (UINT64_C(1) << 10)
#define UB_WHY_SCRIPT_BYTES      (UINT64_C(1) << 11)
#define UB_WHY_DATA_DOWNLOAD     (UINT64_C(1) << 12)
#define UB_WHY_PROGRAM           (UINT64_C(1) << 13)
#define UB_WHY_ARCHIVE           (UINT64_C(1) << 14)
#define UB_WHY_NAME_ADDRESS      (UINT64_C(1) << 15)
#define UB_WHY_LATIN_LIKE        (UINT64_C(1) << 16)
#define UB_WHY_ALIKE_LETTERS     (UINT64_C(1) << 17)
#define UB_WHY_ALIKE_SUFFIX      (UINT64_C(1) << 18)
#define UB_WHY_ALIKE_EDIT        (UINT64_C(1) << 19)
#define UB_WHY_ALIKE_WORDS       (UINT64_C(1) << 20)
#define UB_WHY_ALIKE_SUBDOMAIN   (UINT64_C(1) << 21)
#define UB_WHY_IN_FROM           (UINT64_C(1) << 22)
#define UB_WHY_IN_REPLY_TO       (UINT64_C(1) << 23)
#define UB_WHY_IN_LINK           (UINT64_C(1) << 24)
#define UB_WHY_NAMED             (UINT64_C(1) << 25)
#define UB_WHY_CLAIM_NAME        (UINT64_C(1) << 26)
#define UB_WHY_CLAIM_DOMAIN      (UINT64_C(1) << 27)
#define UB_WHY_CLAIM_LOCAL       (UINT64_C(1) << 28)
#define UB_WHY_CLAIM_SUBJECT     (UINT64_C(1) << 29)
#define UB_WHY_CLAIM_TEXT        (UINT64_C(1) << 30)
#define UB_WHY_FROM_ELSEWHERE    (UINT64_C(1) << 31)
#define UB_WHY_AUTH_FAILED       (UINT64_C(1) << 32)
#define UB_WHY_REDIRECTOR        (UINT64_C(1) << 33)
#define UB_WHY_N 34

typedef struct ub_signal {
    uint8_t id;             /* ub_signal_id */
    uint64_t why;           /* UB_WHY_* */
    uint32_t finding;       /* its number in ub_found.findings, or UB_SIGNAL_NOWHERE */
    ub_str value, of;       /* may be empty */
} ub_signal;
#define UB_SIGNAL_NOWHERE UINT32_MAX

#define UB_SIGNALS_MAX 100u      /* a message */

/* Each id, value and of once, in the order of their ids. */
typedef struct ub_signals {
    ub_signal *p;
    size_t n, cap, omitted;
} ub_signals;

/* fails  false at the arena's ceiling */
bool ub_signal_add(ub_arena *a, ub_signals *list, ub_signal signal);
/* Into the order in which they are told. */
void ub_signals_sort(ub_signals *list);

/* Does it say that somebody of the roster is posed as? */
static inline bool ub_signal_poses(ub_signal_id id) { return id <= UB_SIGNAL_LOOKALIKE; }

const char *ub_signal_name(ub_signal_id id);            /* "link-text-elsewhere", .. */
/* A sentence for a person, in which %v stands for the value and %o for what it is of. */
const char *ub_signal_about(ub_signal_id id);
const char *ub_why_name(unsigned bit_number);           /* "text-names-address", .. */
const char *ub_why_about(unsigned bit_number);          /* a sentence for a person */

#endif
