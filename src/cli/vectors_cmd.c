/* SPDX-License-Identifier: Apache-2.0 */
/* unbeacon vectors: the table of ways in which a message makes contact. */
#include "cli.h"
#include "report.h"
#include "vectors.h"

#include <errno.h>
#include <unistd.h>

static void as_json(ub_out *out)
{
    ub_json j = ub_json_to(out);
    for (size_t i = 1; i < UB_VEC_COUNT; i++) {
        const ub_vector *v = &ub_vectors[i];
        ub_json_begin(&j, NULL, '{');
        ub_json_uint(&j, "schema", 1);
        ub_json_text(&j, "type", "vector");
        ub_json_str(&j, "id", v->id);
        ub_json_str(&j, "where", v->where);
        ub_json_text(&j, "trigger", ub_trigger_name((ub_trigger)v->trigger));
        ub_json_begin(&j, "leaks", '[');
        for (unsigned b = 0; b < UB_LEAK_N; b++)
            if (v->leaks >> b & 1) ub_json_text(&j, NULL, ub_leak_name(b));
        ub_json_end(&j, ']');
        ub_json_text(&j, "kind", ub_kind_name((ub_kind)v->kind));
        ub_json_text(&j, "action", ub_action_name((ub_action)v->action));
        ub_json_text(&j, "seen", ub_vector_seen_name((ub_vector_seen)v->seen));
        ub_json_str(&j, "about", v->about);
        ub_json_end(&j, '}');
        ub_json_line(&j);
    }
}

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
    if (json) as_json(&out);
    else as_text(&out);
    if (ub_out_flush(&out, &err) != UB_OK && err.os != EPIPE) return ub_cli_complain_err("standard output", &err), UB_EXIT_BAD;
    return UB_EXIT_NOTHING;
}
