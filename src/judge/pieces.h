/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pieces: what a label, a segment or a value says by its bytes alone, whoever the readers are and wherever it stands.  Part of
 * the room judge, and of nobody else's business.
 *
 * "www", "images", "unsubscribe": of the pieces of a mailbox three in four have been seen before, so what was found out about
 * a short one is kept from message to message.
 */
#ifndef UB_JUDGE_PIECES_H
#define UB_JUDGE_PIECES_H

#include "judge.h"

/* Bits from which on a value could tell readers apart, and from which on it is likely that it does. */
enum { PIECE_BITS_COULD = 16, PIECE_BITS_LIKELY = 40 };

#define PIECE_KEPT 46u        /* bytes of a piece that is kept */

void ub_piece_cache_deinit(ub_piece_cache *c);

struct piece {
    uint64_t why;             /* UB_REASON_* of its shape; 0: it cannot tell readers apart */
    uint16_t bits;            /* ub_shape_info of what it is when percent-decoded */
    uint8_t shape;
    uint8_t words;            /* PIECE_OPEN, .. */
    uint8_t known;            /* ours: what has been found out */
    uint8_t n;                /* ours: bytes of the text */
    bool bare;                /* it holds no address of anybody, in plain or encoded, and is no digest; a local part it may be */
    bool plus;                /* it has a "+", which is a space in a query */
    char text[PIECE_KEPT];
};

/* Words of paths, of PIECE_CONTENT those of folders. */
enum { PIECE_OPEN = 1, PIECE_LEAVE = 2, PIECE_CONTENT = 4, PIECE_PARTNER = 8 };

/*
 * piece_words - the words in it, by which a path says what it is for.
 * in     cache  NULL: none
 */
unsigned piece_words(ub_piece_cache *cache, ub_str text);

/*
 * piece_shape - what it looks like.
 * in     query  it stands in a query
 *        a      for its decoded text, dropped again
 *        own    room for a piece that is not kept
 * out    until the next call with this cache
 */
const struct piece *piece_shape(ub_piece_cache *cache, ub_str text, bool query, const ub_arena *a, struct piece *own);

/* What a shape says; 0: it cannot tell readers apart.  `value` is percent-decoded. */
uint64_t why_of_shape(ub_str value, ub_shape_info shape);

#endif
