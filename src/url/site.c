/* SPDX-License-Identifier: Apache-2.0 */
/* Registrable domains by the public suffix list, and the end of a context. */
#include "inside.h"

void ub_url_ctx_deinit(ub_url_ctx *ctx)
{
    if (!ctx) return;
    ub_url_idna_close(ctx->idna);
    *ctx = (ub_url_ctx){ .psl_path = ctx->psl_path };
}
