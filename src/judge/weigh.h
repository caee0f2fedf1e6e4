/* SPDX-License-Identifier: Apache-2.0 */
/*
 * weigh: the values in the message's addresses, what speaks for and against their naming the reader, and how much.  Part of
 * the room judge, and of nobody else's business.
 *
 * Each address is read once, however many references have it.  Values that could tell readers apart become marks.  When all
 * are there, each is looked up among the others and in the header: what returns elsewhere says more than its letters.  Then
 * the mark that weighs most stands for its address.  The weights are in weights.def.
 */
#ifndef UB_JUDGE_WEIGH_H
#define UB_JUDGE_WEIGH_H

#include "deception.h"
#include "judge.h"

/* A value that could tell readers apart. */
struct mark {
    ub_token token;           /* state: by its shape alone; steps and address are set in ask.proven only */
    uint64_t why;             /* UB_REASON_* */
    uint32_t cell, place;     /* of its value; of the address up to and with it, or 0 */
    bool known;               /* the service says that it is the recipient's */
};

/* One address that the message asks for, or links to. */
struct ask {
    uint32_t finding;         /* the first that has it */
    uint32_t first, n;        /* its marks */
    uint32_t best, best_host; /* the mark that weighs most, of all and of the host's labels; or UB_NONE */
    int weight;               /* of `best`, and of the address */
    uint64_t why;             /* UB_REASON_* of the address */
    size_t folder_n;          /* of the finding's url: bytes before its last segment */
    uint32_t site, folder;    /* cells */
    bool open, click, field;  /* some finding asks for it without a click; on a click; it stands in a header field */
    bool web;                 /* http or https */
    bool page;                /* a page may come of it, which can read what stands behind the # */
    bool copied;              /* some service writes it into its own mail alone, which this is not */
    bool proven;              /* its only mark holds a recipient's address */
    uint16_t service;         /* see ub_judgement */
    uint16_t layers[UB_WRAP_LAYERS];
    uint8_t n_layers;
    ub_str tenant, target;
};

/* What a value, a site or a folder has been seen in: addresses, each once. */
struct cell {
    uint64_t hash;            /* 0: free */
    uint16_t opens, clicks, queries;   /* queries: of `opens`, those in whose query it stands */
    uint16_t last : 14;       /* the address that was counted last, plus 1 */
    uint16_t in_header : 1, in_campaign : 1;      /* in_campaign: a field that names the campaign has it, too */
};
static_assert(2 * UB_FINDINGS_MAX < 1 << 14, "each finding has at most one address, and links are counted apart from the others");

#define LIST_ADDRESSES 8      /* of a list's, as its fields have them; the rest is left out */

struct scales {
    ub_arena *a;
    const ub_mime *m;
    const ub_found *f;
    ub_url_ctx *urls;
    ub_addresses *addresses;
    ub_piece_cache *pieces;   /* NULL: none */
    ub_grammar_cache *grammars;   /* the same */
    const ub_sender *from;
    ub_str bounces;           /* the site of Return-Path */
    ub_str list[LIST_ADDRESSES];   /* addresses of that list */
    size_t n_list;
    bool from_list;           /* a list brought the message on which people write to one another */
    uint64_t why;             /* UB_REASON_* of the message */
    struct { struct mark *p; size_t n, cap; } marks;
    struct { struct ask *p; size_t n, cap; } asks;
    uint32_t *ask_of;         /* of each finding */
    struct cell *cells;       /* cells[0]: of what found no place */
    uint64_t lengths;         /* those of marks, as bits, modulo 64 */
    size_t shortest;          /* the least of them that is looked for in the header */
    uint32_t mask;            /* cells behind the first, minus 1 */
    uint32_t *seen;           /* addresses by the hash of their URL, plus 1; 0: a free place */
    uint32_t seen_mask;
};

/* Is it a page that is opened by itself? */
static inline bool opens_page(const ub_finding *g)
{
    return g->form == UB_VEC_META_REFRESH || g->tag_id == UB_TAG_IFRAME || g->tag_id == UB_TAG_FRAME;
}

/* Read the address of each finding.  fails  UB_LIMIT */
ub_status scales_read(struct scales *s);
/* Weigh the marks of each address against one another.  fails  UB_LIMIT */
ub_status scales_weigh(struct scales *s);

/* Read the addresses of the list that brought the message, if one did.  Before all else. */
void scales_read_list(struct scales *s);
/* The first field of each name, or NULL, in one walk over the header. */
void first_fields(const ub_mime *m, const ub_str *names, size_t n, const ub_field **out);
/* Is the address the list's? */
bool is_of_list(const struct scales *s, ub_str address);

/* Does the token, a label of the host that is looked up for `g`, name the reader, as far as its letters say?  cost  linear in the
 * host */
bool label_tells(const struct scales *s, const struct ask *k, const ub_finding *g, const ub_token *t);

/* Is it in the sorted list? */
bool word_is_among(const ub_str *list, size_t n, ub_str word);
/* The sum of the weights. */
int weight_of(uint64_t why);
/* 0 to 1 of tenths of the decimal logarithm of odds. */
float chance_of(int weight);
enum { BASE_OPEN, BASE_CLICK, BASE_NOTHING };
int weight_of_base(unsigned base);

#endif
