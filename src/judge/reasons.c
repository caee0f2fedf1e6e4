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
static const struct { const char *name, *about; } reasons[UB_REASON_N] = {
    { "token-address",  "The address of a recipient stands in it." },
    { "token-encoded",  "A recipient's address stands in it, encoded so that it is not seen at once." },
    { "token-digest",   "It holds a digest of a recipient's address, which the sender can compare with his list." },
    { "token-uuid",     "It holds a UUID: a number that is given out once." },
    { "token-jwt",      "It holds a signed token (JWT), which usually names one person." },
    { "token-entropy",  "It holds letters and digits in no order that people use, enough to tell every recipient apart." },
    { "token-number",   "It holds a long number, as counters of messages or recipients are." },
    { "token-host",     "The name of the server itself holds it, so looking the name up is enough." },
    { "hidden-size",    "It is too small to be seen." },
    { "hidden-style",   "Its style hides it." },
    { "hidden-parent",  "What it stands in is hidden." },
    { "image-name",     "The odd letters are the file name of a picture that is shown, as stores for pictures give them." },
    { "mailer-recipient-slot", "The service that sent the mail is known, and this is where it writes who the recipient is." },
    { "list-tracker",   "A public list names it as a tracker." },
};
const char *ub_reason_name(unsigned i) { return reasons[i].name; }
const char *ub_reason_about(unsigned i) { return reasons[i].about; }
