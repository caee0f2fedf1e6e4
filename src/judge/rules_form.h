/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rules_form: a compiled list from the inside: what is read into it, and what asking goes by.
 *
 * A rule is filed under one key that every URL it matches has: a host it is for, or a word of its pattern that stands between
 * marks; of these the one that the fewest rules share.  A URL has as many keys as its host has labels and its text has words, so
 * a rule is looked at only when its key occurs.  Rules without such a key are filed under 0, which every URL has.
 */
#ifndef UB_JUDGE_RULES_FORM_H
#define UB_JUDGE_RULES_FORM_H

#include "regex.h"
#include "rules.h"

enum {
    RULE_LEFT = 1 << 0,        /* begins where the URL does */
    RULE_RIGHT = 1 << 1,       /* ends where the URL does */
    RULE_HOST = 1 << 2,        /* begins where the host or a label of it does */
    RULE_HOST_ONLY = 1 << 3,   /* the pattern is a whole host, and all below it match */
    RULE_IMPORTANT = 1 << 4,
    RULE_CASE = 1 << 5,        /* the pattern is as written, not in lower case */
};

enum { PARTY_ANY, PARTY_THIRD, PARTY_FIRST, PARTY_OTHER_HOST, PARTY_SAME_HOST };

/* Pattern: "*" any bytes, "^" a mark between words or the end.  No "*" at its ends. */
typedef struct rules_rule {
    uint32_t line;
    uint32_t at;               /* pattern in the text */
    uint16_t n;
    uint8_t flags, party;      /* RULE_*, PARTY_* */
    uint16_t types;            /* a bit for each ub_rules_type */
    uint16_t n_conds;
    uint32_t conds_at;
    uint32_t regex;            /* 0, or 1 + the number of the expression that stands for the pattern */
} rules_rule;

/* A domain that the rule is for or not for. */
enum { COND_NOT = 1 << 0, COND_TO = 1 << 1 /* the URL's host, else the sender's */, COND_ENTITY = 1 << 2 /* "google.*" */ };
typedef struct rules_cond { uint32_t at; uint16_t n, flags; } rules_cond;

/* Rules of a key: order[first .. first + n).  n 0: no key. */
typedef struct rules_slot { uint32_t key, first, n; } rules_slot;

/* A parameter of queries: exact ones first, sorted by the hash of their name in lower case. */
enum { NAME_CASE = 1 << 0, NAME_ALLOW = 1 << 1, NAME_ALL = 1 << 2 /* every rules_name */, NAME_PAIR = 1 << 3 /* the expression is for name=value */ };
typedef struct rules_name {
    uint32_t hash, at;
    uint16_t n, flags;
    uint32_t regex;            /* 0, or 1 + number */
    uint32_t rule, line;       /* where: the rule has to match the URL, and none of the exceptions */
    uint32_t except_at, n_except;   /* expressions */
} rules_name;

/* A wrapper: the first group of the expression is the target. */
typedef struct rules_redirect { uint32_t regex, rule, line, except_at, n_except; } rules_redirect;

enum { TABLE_BLOCK, TABLE_ALLOW, TABLES };

typedef struct ub_rules_arrays {
    const rules_rule *rules;
    const rules_cond *conds;
    const ub_regex *regexes;
    const ub_regex_step *steps;
    const ub_regex_set *sets;
    const rules_name *names;
    const rules_redirect *redirects;
    const rules_slot *slots[TABLES];
    const uint32_t *order[TABLES];
    const char *text;
    size_t n_rules, n_conds, n_regexes, n_steps, n_sets, n_names, n_redirects, n_slots[TABLES], n_order[TABLES], n_text;
    size_t n_exact;            /* of names */
} ub_rules_arrays;

static inline ub_regex_view rules_view(const ub_rules_arrays *a) { return (ub_regex_view){ a->steps, a->sets, a->text }; }

/* ------------------------------------------------------------------------------------------------ keys */

/* One byte more; begins with RULES_KEY_WORD or RULES_KEY_HOST.  Hosts from their last byte to their first. */
#define RULES_KEY_WORD 0x811C9DC5u
#define RULES_KEY_HOST 0x050C5D1Fu
static inline uint32_t rules_key_add(uint32_t h, unsigned char c) { return (h ^ c) * 0x01000193u; }
static inline uint32_t rules_key_end(uint32_t h)
{
    h ^= h >> 15;
    h *= 0x2C1B3C6Du;
    h ^= h >> 13;
    return h ? h : 1;
}
static inline uint32_t rules_key_host(ub_str host)
{
    uint32_t h = RULES_KEY_HOST;
    for (size_t i = host.n; i; i--) h = rules_key_add(h, (unsigned char)host.p[i - 1]);
    return rules_key_end(h);
}
static inline uint32_t rules_key_word(ub_str word)      /* in lower case */
{
    uint32_t h = RULES_KEY_WORD;
    for (size_t i = 0; i < word.n; i++) h = rules_key_add(h, ub_lower((unsigned char)word.p[i]));
    return rules_key_end(h);
}
static inline bool rules_is_word(unsigned char c) { return ub_is_alnum(c); }

/* Does the compiled list hold together, so that asking it reads nothing outside?  cost  one pass */
bool rules_hold(const ub_ruleset *s);

/* ------------------------------------------------------------------------------------------------ patterns */

/* Does the pattern of `r` match?  `url` in lower case unless RULE_CASE; its host is [host_at, host_at + host_n). */
bool rules_pattern(const rules_rule *r, const char *text, ub_str url, size_t host_at, size_t host_n);

/* ------------------------------------------------------------------------------------------------ asking */

/* What all rules are held against. */
typedef struct rules_asked {
    const ub_rules_request *q;
    ub_str url, low;           /* as it is, and in lower case */
    size_t host_at;
    ub_str suffix, from_suffix;    /* of the hosts: "co.uk" */
} rules_asked;

void rules_ask(rules_asked *k, const ub_rules_request *q, char low[UB_RULES_URL_MAX]);      /* `low` is what k->low views */

/* Does the rule match, its options too?  Does the expression match the URL? */
bool rules_fit(const ub_rules_arrays *x, const rules_rule *r, const rules_asked *k);
bool rules_regex_fits(const ub_rules_arrays *x, size_t regex, const rules_asked *k);

/* ------------------------------------------------------------------------------------------------ building */

/* A list under construction. */
typedef struct rules_build {
    ub_arena *a;
    ub_rules_head head;
    ub_buf text;
    struct { rules_rule *p; size_t n, cap; } rules;
    struct { rules_cond *p; size_t n, cap; } conds;
    struct { ub_regex *p; size_t n, cap; } regexes;
    struct { rules_name *p; size_t n, cap; } names;
    struct { rules_redirect *p; size_t n, cap; } redirects;
    struct { ub_rules_note *p; size_t n, cap; } notes;
    struct { uint32_t *p; size_t n, cap; } table[TABLES];      /* the rules in it */
    ub_regex_pool pool;
    ub_str title;
} rules_build;

/* Bytes that stay, in `text`.  False at the arena's ceiling. */
bool rules_text(rules_build *b, ub_str s, uint32_t *at);

/* A note: what was not understood, and which.  Equal ones are counted; at most NOTES_MAX different ones. */
#define RULES_NOTES_MAX 200
ub_status rules_note(rules_build *b, const char *what, ub_str detail, size_t row, size_t column, ub_err *err);

/* Compile an expression.  UB_ABSENT after a note when it is not understood. */
ub_status rules_regex(rules_build *b, ub_str expression, bool nocase, bool whole, size_t row, size_t column, uint32_t *index, ub_err *err);

/* Add a rule, and file it in a table (TABLES: in none). */
ub_status rules_add_rule(rules_build *b, const rules_rule *r, int table, uint32_t *index, ub_err *err);
ub_status rules_add_name(rules_build *b, ub_str text, rules_name n, ub_err *err);

/* Choose keys, sort, and fill in *set. */
ub_status rules_finish(rules_build *b, ub_ruleset *set, ub_err *err);

/* The formats. */
ub_status rules_read_adblock(rules_build *b, ub_str data, ub_list_fault *fault);
ub_status rules_read_clearurls(rules_build *b, ub_str data, ub_list_fault *fault);
ub_status rules_read_firefox(rules_build *b, ub_str data, ub_list_fault *fault);
bool rules_looks_adblock(ub_str head);

#endif
