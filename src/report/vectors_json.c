/* SPDX-License-Identifier: Apache-2.0 */
/* The table of vectors as JSON. */
#include "report.h"

void ub_report_vectors_json(ub_out *out)
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
