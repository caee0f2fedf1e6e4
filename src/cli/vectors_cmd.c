/* SPDX-License-Identifier: Apache-2.0 */
/* unbeacon vectors: the table of ways in which a message makes contact. */
#include "cli.h"
#include "layout.h"
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

/* For a person at a terminal: as wide as it is, with a head. */
static ub_status as_table(ub_out *out, bool colour, ub_err *err)
{
    UB_CLEANUP(ub_arena_close) ub_arena a = { 0 };
    ub_layout_table t = { .n_columns = 4, .most = { 32, 10, 10, 200 }, .head = { "Vector", "When", "Cleaned", "What it is" } };
    ub_status s = ub_arena_open(&a, 4 << 20, err);
    if (s != UB_OK) return s;
    for (size_t i = 1; i < UB_VEC_COUNT; i++) {
        const ub_vector *v = &ub_vectors[i];
        const char *trigger = ub_trigger_name((ub_trigger)v->trigger), *action = ub_action_name((ub_action)v->action);
        struct ub_layout_row *row = ub_layout_row(&a, &t);
        if (!row) return ub_fail(err, UB_LIMIT, "too many vectors", 0);
        row->cell[0] = v->id;
        row->cell[1] = ub_str_of(trigger, strlen(trigger));
        row->cell[2] = ub_str_of(action, strlen(action));
        row->cell[3] = v->about;
    }
    ub_layout_print(out, &t, ub_cli_width(STDOUT_FILENO), colour);
    return UB_OK;
}

int ub_cli_vectors(int argc, char **argv)
{
    static const ub_command self = { "vectors", ub_cli_vectors, "", "List every way in which a message can make contact." };
    static char buf[1 << 14];
    bool json = false;
    int n, colour = 0, status;
    const ub_opt opts[] = {
        { "json", 0, UB_OPT_FLAG, &json, NULL, "one JSON object a vector, a line each" }, UB_OPT_COLOUR(&colour), { 0 },
    };
    ub_out out;
    ub_err err = { 0 };
    if (!ub_opt_read(&self, opts, argc, argv, &n, &status)) return status;
    if (n) return ub_cli_complain(argv[1], "vectors takes no argument; try 'unbeacon vectors --help'"), UB_EXIT_BAD;
    ub_out_init(&out, STDOUT_FILENO, buf, sizeof buf);
    if (json) ub_report_vectors_json(&out);
    else if (!isatty(STDOUT_FILENO) && colour != UB_COLOUR_ALWAYS) as_text(&out);
    else if (as_table(&out, ub_cli_colour(colour, STDOUT_FILENO), &err) != UB_OK) return ub_cli_failed("memory", &err);
    if (ub_out_flush(&out, &err) != UB_OK) return ub_cli_failed("standard output", &err);
    return UB_EXIT_NOTHING;
}
