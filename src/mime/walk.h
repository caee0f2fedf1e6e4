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

/* A new part, cleared and linked to nothing but its parent; UB_NONE when no more may be made. */
uint32_t walk_part(struct walk *w, uint32_t source, uint32_t parent, uint32_t depth, ub_part_kind kind, uint8_t reading,
                   uint32_t at, uint32_t end);

/* entity.c: what the fields of a part say.  Sets type, media, encoding, kind, boundary; queues the readings of the header. */
void entity_describe(struct walk *w, uint32_t part, const struct job *job, ub_media fallback);

/* follow.c: what is done with a part once its region is known. */
void follow_up(struct walk *w, uint32_t part);

#endif
