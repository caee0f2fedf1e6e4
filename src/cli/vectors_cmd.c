/* SPDX-License-Identifier: Apache-2.0 */
/* unbeacon vectors: the table of ways in which a message makes contact. */
#include "cli.h"
#include "report.h"
#include "vectors.h"

#include <errno.h>
#include <unistd.h>

static void padded(ub_out *out, ub_str text, size_t width)
{
    ub_out_add(out, text);
    for (size_t i = text.n; i < width; i++) ub_out_char(out, ' ');
    ub_out_char(out, ' ');
}

static void as_text(ub_out *out)
{
    for (size_t i = 1; i < UB_VEC_COUNT; i++) {
        const ub_vector *v = &ub_vectors[i];
        const char *trigger = ub_trigger_name((ub_trigger)v->trigger), *action = ub_action_name((ub_action)v->action);
        padded(out, v->id, 26);
        padded(out, ub_str_of(trigger, strlen(trigger)), 8);
        padded(out, ub_str_of(action, strlen(action)), 9);
        ub_out_add(out, v->about);
        ub_out_char(out, '\n');
    }
}

int ub_cli_vectors(int argc, char **argv)
{
    static const ub_command self = { "vectors", ub_cli_vectors, "", "List every way in which a message can make contact." };
    static char buf[1 << 14];
    bool json = false;
    int n, status;
    const ub_opt opts[] = { { "json", 0, UB_OPT_FLAG, &json, NULL, "one JSON object a vector, a line each" }, { 0 } };
    ub_out out;
    ub_err err = { 0 };
    if (!ub_opt_read(&self, opts, argc, argv, &n, &status)) return status;
    if (n) return ub_cli_complain(argv[1], "vectors takes no argument; try 'unbeacon vectors --help'"), UB_EXIT_BAD;
    ub_out_init(&out, STDOUT_FILENO, buf, sizeof buf);
    if (json) ub_report_vectors_json(&out);
    else as_text(&out);
    if (ub_out_flush(&out, &err) != UB_OK && err.os != EPIPE) return ub_cli_failed("standard output", &err);
    return UB_EXIT_NOTHING;
}
