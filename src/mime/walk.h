/* SPDX-License-Identifier: Apache-2.0 */
/* One walk over one region: splitting.  See walk.c. */
#ifndef UB_MIME_WALK_H
#define UB_MIME_WALK_H

#include "internal.h"

/* Read [from, to) of a source as one entity, or as what `job` makes of it.  `parent` and `depth` place the new part. */
void walk_region(struct walk *w, uint32_t source, uint32_t from, uint32_t to, uint32_t parent, uint32_t depth,
                 const struct job *job);

/* Remember that `part` deserves another reading. */
void walk_again(struct walk *w, struct job job);

/* May `n` bytes of a part be read in another way?  False when they were already, or when a limit is met, which is then told. */
bool walk_may_read(struct walk *w, uint32_t part, uint8_t reading, uint8_t variant, size_t n);

/* A new part, cleared and linked to nothing but its parent; UB_NONE when no more may be made. */
uint32_t walk_part(struct walk *w, uint32_t source, uint32_t parent, uint32_t depth, ub_part_kind kind, uint8_t reading,
                   uint32_t at, uint32_t end);

/* entity.c: what the fields of a part say.  Sets type, media, encoding, kind, boundary; queues the readings of the header. */
void entity_describe(struct walk *w, uint32_t part, const struct job *job, ub_media fallback);

/* smime.c: the content of signed or compressed CMS data.  RFC 5652, RFC 3274 */
enum smime_kind { SMIME_BROKEN, SMIME_SIGNED, SMIME_COMPRESSED, SMIME_ENCRYPTED, SMIME_OTHER };
enum smime_kind smime_open(ub_arena *a, ub_str der, ub_str *content);

/* Is there anything to undo?  An unknown encoding is taken as it stands. */
static inline bool is_encoded(const ub_part *p) { return p->cte != UB_CTE_IDENTITY && p->cte != UB_CTE_UNKNOWN; }

/* follow.c: what is done with a part once its region is known. */
void follow_up(struct walk *w, uint32_t part);

/* What a file name makes of an attachment; UB_MEDIA_OTHER for most. */
ub_media media_of_name(ub_str name);

#endif
