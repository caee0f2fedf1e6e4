/* SPDX-License-Identifier: Apache-2.0 */
/*
 * judge: what the findings of one message mean: does this one name its reader, is it hidden, how sure are we, and why.
 *
 * The recipient's address under encodings and digests, the grammar of the service whose URL it is, the shape of each slot, where
 * else in the message its value stands, what the path says, whether the thing that loads it is meant to be seen: each is a reason
 * with a weight (weights.def), the weights add up to the confidence, and every reason can be checked by hand from the message
 * alone.
 */
#ifndef UB_JUDGE_H
#define UB_JUDGE_H

#include "address.h"
#include "authres.h"
#include "base.h"
#include "find.h"
#include "mailer.h"
#include "mime.h"
#include "roster.h"
#include "shape.h"
#include "signals.h"

/* How sure it is that a token names the reader. */
typedef enum ub_token_state {
    UB_TOKEN_NONE,          /* no token at all */
    UB_TOKEN_UNKNOWN,       /* it could */
    UB_TOKEN_LIKELY,        /* by its shape */
    UB_TOKEN_SIGNIFICANT,   /* by comparing messages: not in this room */
    UB_TOKEN_PROVEN,        /* it is the recipient's address, in plain, encoded or digested */
} ub_token_state;
const char *ub_token_state_name(ub_token_state s);      /* "unknown", .. */

typedef struct ub_token {
    ub_str value;           /* as it stands in the URL */
    uint8_t state;          /* ub_token_state */
    uint8_t slot;           /* ub_slot */
    bool inside;            /* it stands in the judgement's `target`, not in the finding's URL */
    ub_str key;             /* UB_SLOT_QUERY: the name of the pair */
    unsigned number;        /* UB_SLOT_PATH, UB_SLOT_HOST: which segment or label, from 0 */
    ub_shape_info shape;
    const char *steps;      /* UB_TOKEN_PROVEN: from the token to the address, "base64 md5"; "": in plain */
    ub_str address;         /* UB_TOKEN_PROVEN: whose */
} ub_token;

/* Reasons: bits, in the order in which they are told.  The rows, with their weights and words, are in weights.def. */
enum {
#define UB_EVIDENCE(id, of, name, prior, weight, about) UB_REASON_BIT_##id,
#include "weights.def"
#undef UB_EVIDENCE
    UB_REASON_N
};
#define UB_EVIDENCE(id, of, name, prior, weight, about) static const uint64_t UB_REASON_##id = UINT64_C(1) << UB_REASON_BIT_##id;
#include "weights.def"
#undef UB_EVIDENCE
const char *ub_reason_name(unsigned bit_number);        /* "token-address", .. */
const char *ub_reason_about(unsigned bit_number);       /* a sentence for a person */
int ub_reason_weight(unsigned bit_number);              /* tenths of the decimal logarithm of odds; under 0: it speaks against */

typedef struct ub_judgement {
    uint16_t vector;        /* ub_vector_id: the finding's, or a more telling one: a-href-token for a-href with a token */
    uint8_t kind;           /* ub_kind, as judged */
    bool reported;          /* false: of interest only with a token, and there is none */
    bool hidden;
    bool names_reader;
    float confidence;       /* 0 to 1, that it names the reader */
    uint64_t reasons;       /* UB_REASON_*, for and against */
    ub_token token;         /* the most telling one; state UB_TOKEN_NONE when there is none */
    ub_str tenant;          /* which customer of the service; empty: not known */
    ub_str target;          /* where the URL leads, when that stands in it; empty: not known, or nothing is wrapped */
    uint16_t service;       /* ub_service_id of the mailer or redirector */
    uint16_t layers[UB_WRAP_LAYERS];    /* ub_service_id of what is wrapped around the target, outermost first */
    uint8_t n_layers;
    const struct ub_ruleset *list; /* the list of trackers that has it (rules.h), or NULL */
    uint32_t list_line;     /* where in its file */
    uint8_t asked_as;       /* ours: ub_rules_type */
} ub_judgement;

typedef enum ub_verdict { UB_VERDICT_CLEAN, UB_VERDICT_REMOTE, UB_VERDICT_TRACKED, UB_VERDICT_TARGETED } ub_verdict;
const char *ub_verdict_name(ub_verdict v);              /* "clean", .. */

typedef struct ub_judged {
    ub_judgement *p;        /* one for each finding, in their order */
    size_t n;
    ub_verdict verdict;     /* UB_VERDICT_TARGETED is set by programs, never here */
    bool link_token;        /* a label of some link's host carries a token: opening the message names the reader by DNS */
    ub_mailer mailer;       /* who sent it for its sender, as the header says */
    ub_addresses addresses; /* the message's recipients */
    ub_signals signals;     /* signs that the message is not what it pretends to be */
} ub_judged;

/* What is worked out again and again, kept from one message to the next.  { 0 } at first; one a thread. */
typedef struct ub_piece_cache { struct piece *places; } ub_piece_cache;      /* ours */
typedef struct ub_judge_cache {
    ub_address_cache addresses;
    ub_piece_cache pieces;
    ub_grammar_cache grammars;
} ub_judge_cache;
void ub_judge_cache_deinit(ub_judge_cache *c);      /* NULL-safe, idempotent */

typedef struct ub_judge_opts {
    const ub_str *recipients;      /* addresses besides those of the header: the envelope's, the user's own */
    size_t n_recipients;
    ub_charset_cache *charsets;
    const ub_trusted *trusted;     /* hosts whose Authentication-Results count; NULL: none */
    const ub_roster *roster;       /* whom others may pose as; NULL: nobody is protected */
    ub_url_ctx *urls;              /* the public suffix list; NULL opens it for each question */
    ub_judge_cache *cache;         /* NULL: slower */
    const struct ub_rules *rules;         /* NULL, or lists of trackers (rules.h), which outlive the judgement */
} ub_judge_opts;

/*
 * ub_judge - judge all findings of a message.
 *
 * out    *out  set on UB_OK; lives in `a`, views message and findings
 * fails  UB_LIMIT: the arena is full
 * cost   linear in the findings' URLs; digests of addresses only when a token has a digest's length
 *        and the cache does not know them
 */
ub_status ub_judge(ub_arena *a, const ub_mime *msg, const ub_found *found, const ub_judge_opts *opts, ub_judged *out,
                   ub_err *err);

/*
 * ub_judge_trackers - for each finding whether mode `trackers` takes it out: what names the reader without a click.
 * fails  NULL at the arena's ceiling
 */
bool *ub_judge_trackers(ub_arena *a, const ub_judged *judged);

#endif
