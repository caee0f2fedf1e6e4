/* SPDX-License-Identifier: Apache-2.0 */
/* Inside codec: decoders of whole bodies. */
#ifndef UB_CTE_H
#define UB_CTE_H

#include "codec.h"

/* Output beyond this needs 1/256 of it as input: what a bomb is stopped by. */
enum { UB_EXPAND_FREE = 64 << 20, UB_EXPAND_RATIO = 256 };

ub_status ub_gzip_decode(ub_arena *a, ub_str in, ub_str *out, ub_odd *odd, ub_err *err);
ub_status ub_binhex_decode(ub_arena *a, ub_str in, ub_str *out, ub_odd *odd, ub_err *err);

/* `body`: uu and yEnc without their first line. */
ub_status ub_codec_decode_part(ub_arena *a, ub_cte cte, unsigned flags, bool body, ub_str in, ub_str *out, ub_odd *odd,
                               ub_err *err);
/* One note a kind, its place moved by `offset`. */
void ub_codec_odd_notes(const ub_odd *odd, size_t offset, ub_notes *notes);

#endif
