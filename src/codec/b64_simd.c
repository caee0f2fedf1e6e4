/* SPDX-License-Identifier: Apache-2.0 */
/* base64 in blocks: which loop this processor gets. */
#include "b64.h"

ub_b64_block ub_b64_block_best(void)
{
    return ub_b64_block_plain;
}
