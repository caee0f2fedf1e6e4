/* SPDX-License-Identifier: Apache-2.0 */
/* What the readers of documents share.  Private to the room doc. */
#ifndef UB_DOC_INSIDE_H
#define UB_DOC_INSIDE_H

#include "doc.h"

/* Little-endian numbers; the caller knows that the bytes are there. */
static inline uint32_t u16(ub_str s, size_t at) { return ub_str_at(s, at) | ub_str_at(s, at + 1) << 8; }
static inline uint32_t u32(ub_str s, size_t at) { return u16(s, at) | u16(s, at + 2) << 16; }

#endif
