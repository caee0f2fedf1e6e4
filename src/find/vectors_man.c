/* SPDX-License-Identifier: Apache-2.0 */
/* Write unbeacon-vectors(7) from the table of vectors, at build time, to standard output. */
#include <stdio.h>

#include "vectors.h"

static const char head[] =
    ".\\\" SPDX-License-Identifier: Apache-2.0\n"
    ".\\\" Written from the table of vectors when the program is built.\n"
    ".Dd November 24, 2026\n"
    ".Dt UNBEACON-VECTORS 7\n"
    ".Os\n"
    ".Sh NAME\n"
    ".Nm unbeacon-vectors\n"
    ".Nd the ways in which a message can make contact\n"
    ".Sh DESCRIPTION\n"
    "Each way has an id, which reports use.\n"
    "Behind it stand where in a message it is, what sets it off, and what\n"
    ".Xr unbeacon-clean 1\n"
    "does about it.\n"
    ".Bl -tag -width Ds\n";

static const char tail[] =
    ".El\n"
    ".Sh SEE ALSO\n"
    ".Xr unbeacon 1 ,\n"
    ".Xr unbeacon-scan 1 ,\n"
    ".Xr unbeacon-vectors 1\n";

/* Text, a line a sentence: what roff would take for its own is escaped. */
static void text(ub_str s)
{
    if (s.n && (s.p[0] == '.' || s.p[0] == '\'')) fputs("\\&", stdout);
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] == '\\') fputs("\\e", stdout);
        else if (s.p[i] == ' ' && i > 0 && s.p[i - 1] == '.') putchar('\n');
        else putchar(s.p[i]);
}

int main(void)
{
    fputs(head, stdout);
    for (size_t i = 1; i < UB_VEC_COUNT; i++) {
        const ub_vector *v = &ub_vectors[i];
        printf(".It Sy %.*s\n", UB_F(v->id));
        text(v->where);
        printf("; %s; %s.\n", ub_trigger_name((ub_trigger)v->trigger), ub_action_name((ub_action)v->action));
        text(v->about);
        putchar('\n');
    }
    fputs(tail, stdout);
    return fflush(stdout) || ferror(stdout);
}
