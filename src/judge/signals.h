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
    UB_SIGNAL_LOOKALIKE,            /* value: the host; of: the protected domain that it looks like */
    UB_SIGNAL_HTML_SMUGGLING,       /* value: the file's name or the kind of file; of: "" */
    UB_SIGNAL_USERINFO_HOST,        /* value: the server; of: the site in front of the @ */
    UB_SIGNAL_LINK_TEXT,            /* value: the server; of: the site that the text names */
    UB_SIGNAL_NAME_ADDRESS,         /* value: the sender's address; of: the address in his name */
    UB_SIGNAL_MIXED_SCRIPT,         /* value: the server; of: as it is shown */
    UB_SIGNAL_FORM_ELSEWHERE,       /* value: the server; of: the sender's site */
    UB_SIGNAL_IP_HOST,              /* value: the address; of: "" */
    UB_SIGNAL_LATIN_LIKE,           /* value: the server; of: as it is shown */
    UB_SIGNAL_OPEN_REDIRECT,        /* value: the server; of: the site it leads on to */
    UB_SIGNAL_PUNYCODE,             /* value: the server; of: as it is shown */
    UB_SIGNAL_N
} ub_signal_id;

/* Why: bits, in the order in which they are told. */
enum {
    UB_WHY_TEXT_ADDRESS = 1 << 0,
    UB_WHY_TEXT_HOST = 1 << 1,
    UB_WHY_USERINFO = 1 << 2,
    UB_WHY_SCRIPTS = 1 << 3,
    UB_WHY_NOT_ASCII = 1 << 4,
    UB_WHY_IP = 1 << 5,
    UB_WHY_IP_ODD = 1 << 6,
    UB_WHY_QUERY_URL = 1 << 7,
    UB_WHY_FORM_SITE = 1 << 8,
    UB_WHY_FORM_PASSWORD = 1 << 9,
    UB_WHY_SCRIPT_FILE = 1 << 10,
    UB_WHY_SCRIPT_BYTES = 1 << 11,
    UB_WHY_DATA_DOWNLOAD = 1 << 12,
    UB_WHY_PROGRAM = 1 << 13,
    UB_WHY_ARCHIVE = 1 << 14,
    UB_WHY_NAME_ADDRESS = 1 << 15,
    UB_WHY_LATIN_LIKE = 1 << 16,
    UB_WHY_ALIKE_LETTERS = 1 << 17,
    UB_WHY_ALIKE_SUFFIX = 1 << 18,
    UB_WHY_ALIKE_EDIT = 1 << 19,
    UB_WHY_ALIKE_WORDS = 1 << 20,
    UB_WHY_ALIKE_SUBDOMAIN = 1 << 21,
    UB_WHY_IN_FROM = 1 << 22,
    UB_WHY_IN_REPLY_TO = 1 << 23,
    UB_WHY_IN_LINK = 1 << 24,
};
#define UB_WHY_N 25

typedef struct ub_signal {
    uint8_t id;             /* ub_signal_id */
    uint32_t why;           /* UB_WHY_* */
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
