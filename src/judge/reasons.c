/* SPDX-License-Identifier: Apache-2.0 */
/* The words of the room: states, verdicts, reasons. */
#include "judge.h"

static const char *const states[] = {
    [UB_TOKEN_NONE] = "none", [UB_TOKEN_UNKNOWN] = "unknown", [UB_TOKEN_LIKELY] = "likely",
    [UB_TOKEN_SIGNIFICANT] = "significant", [UB_TOKEN_PROVEN] = "proven",
};
const char *ub_token_state_name(ub_token_state s) { return states[s]; }

static const char *const verdicts[] = {
    [UB_VERDICT_CLEAN] = "clean", [UB_VERDICT_REMOTE] = "remote", [UB_VERDICT_TRACKED] = "tracked",
    [UB_VERDICT_TARGETED] = "targeted",
};
const char *ub_verdict_name(ub_verdict v) { return verdicts[v]; }

/* In the order of the bits. */
static const struct { const char *name, *about; int8_t weight; } reasons[UB_REASON_N] = {
#define UB_EVIDENCE(id, of, name, prior, weight, about) { name, about, weight },
#include "weights.def"
#undef UB_EVIDENCE
};
const char *ub_reason_name(unsigned i) { return reasons[i].name; }
const char *ub_reason_about(unsigned i) { return reasons[i].about; }
int ub_reason_weight(unsigned i) { return reasons[i].weight; }
