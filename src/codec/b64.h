/* SPDX-License-Identifier: Apache-2.0 */
/* Inside codec: what the decoders share. */
#ifndef UB_B64_H
#define UB_B64_H

#include "codec.h"

extern const unsigned char ub_b64_rank[256];

/* Decodes whole groups of four letters from *from on, stepping over line ends between them, stops at or before the first group
 * that holds anything else, and leaves *from there.  Writes only what UB_B64_ROOM allows. */
typedef size_t (*ub_b64_block)(const char **from, const char *end, char *out);
size_t ub_b64_block_plain(const char **from, const char *end, char *out);
#if defined(__x86_64__)
size_t ub_b64_block_ssse3(const char **from, const char *end, char *out);
size_t ub_b64_block_avx2(const char **from, const char *end, char *out);
#endif
ub_b64_block ub_b64_block_best(void);

static inline void ub_odd_add(ub_odd *odd, unsigned bit, size_t at)
{
    if (odd->set & bit) return;
    odd->set |= bit;
    odd->at[__builtin_ctz(bit)] = at;
}

/* For tests: the padding between the members is nobody's. */
static inline bool ub_odd_same(const ub_odd *a, const ub_odd *b)
{
    return a->set == b->set && memcmp(a->at, b->at, sizeof a->at) == 0;
}

#endif
