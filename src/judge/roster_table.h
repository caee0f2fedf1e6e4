/* SPDX-License-Identifier: Apache-2.0 */
/* The table of a roster: what roster.c puts in, and lookalike.c and claim.c look up. */
#ifndef UB_JUDGE_ROSTER_TABLE_H
#define UB_JUDGE_ROSTER_TABLE_H

#include "roster.h"

/* What a key is made of. */
enum roster_key { KEY_SITE = 1, KEY_WORD, KEY_GAP, KEY_NAME, KEY_BAG };
/* KEY_WORD, KEY_GAP: of which look; in the key's kind. */
static inline unsigned key_kind(enum roster_key key, ub_look_how how) { return (unsigned)key * UB_LOOK_HOWS + (unsigned)how; }

struct ub_roster_slot {
    uint64_t key;         /* 0: empty */
    uint32_t index;       /* of a home or a name */
};

/*
 * The hash of a word is a polynomial, so that those of its pieces, and of it with one letter left out, follow from the
 * hashes of its beginnings in one step each.
 */
struct hashes {
    uint64_t upto[UB_WORD_MAX + 1];
};
#define ROSTER_BASE UINT64_C(0x9E3779B97F4A7C15)

struct hashes hashes_of(const ub_word *w);
static inline uint64_t hash_piece(const struct hashes *h, const uint64_t *power, unsigned from, unsigned to)
{
    return h->upto[to] - h->upto[from] * power[to - from];
}
static inline uint64_t hash_without(const struct hashes *h, const uint64_t *power, unsigned n, unsigned i)
{
    return h->upto[i] * power[n - 1 - i] + hash_piece(h, power, i + 1, n);
}
/* Spread, with its kind; never 0. */
static inline uint64_t roster_mix(uint64_t hash, unsigned kind)
{
    hash = (hash + kind) * UINT64_C(0xBF58476D1CE4E5B9);
    hash ^= hash >> 31;
    hash *= UINT64_C(0x94D049BB133111EB);
    return (hash ^ hash >> 29) | 1;
}

/* lookalike.c: is [from, to) of a word, UB_LOOK_PLAIN, one of those that are put around names, or digits? */
bool roster_is_around(const ub_word *w, unsigned from, unsigned to);

/* The entries of a key: *at begins as 0; false behind the last.  Hashes meet: whoever asks compares. */
static inline bool roster_next(const ub_roster *r, uint64_t key, size_t *at, uint32_t *index)
{
    size_t mask = r->n_slots - 1, i = (size_t)(key >> 7) + *at;
    if (!r->n_slots) return false;
    for (; r->slots[i & mask].key; i++) {
        if (r->slots[i & mask].key != key) continue;
        *at = i - (size_t)(key >> 7) + 1;
        *index = r->slots[i & mask].index;
        return true;
    }
    return false;
}

#endif
