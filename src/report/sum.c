/* SPDX-License-Identifier: Apache-2.0 */
/* What a whole scan came to. */
#include "report.h"

#include <stdio.h>

void ub_report_add(ub_report_sum *sum, const ub_report_message *m)
{
    sum->messages++;
    sum->bytes += m->source.bytes;
    sum->by_verdict[m->judged->verdict]++;
    sum->unseen += m->found->unseen.n > 0;
    for (size_t i = 0; i < m->found->findings.n; i++) {
        if (!ub_report_shows(m, i)) continue;
        sum->findings++;
        sum->by_kind[m->judged->p[i].kind]++;
        sum->by_vector[m->judged->p[i].vector]++;
    }
    sum->signals += m->judged->signals.n > 0;
    for (size_t i = 0; i < m->judged->signals.n; i++) {      /* in the order of their ids */
        unsigned id = m->judged->signals.p[i].id;
        if (i == 0 || m->judged->signals.p[i - 1].id != id) sum->by_signal[id]++;
    }
}

void ub_report_sum_json(ub_json *j, const ub_report_sum *sum, double seconds)
{
    char text[32];
    uint64_t ms = (uint64_t)(seconds * 1000);
    ub_json_begin(j, NULL, '{');
    ub_json_uint(j, "schema", 1);
    ub_json_text(j, "type", "summary");
    ub_json_uint(j, "messages", sum->messages);
    ub_json_uint(j, "bytes", sum->bytes);
    ub_json_begin(j, "verdicts", '{');
    for (int v = 0; v <= UB_VERDICT_TARGETED; v++) ub_json_uint(j, ub_verdict_name((ub_verdict)v), sum->by_verdict[v]);
    ub_json_end(j, '}');
    ub_json_begin(j, "findings", '{');
    ub_json_begin(j, "by_vector", '{');
    for (int v = 0; v < UB_VEC_COUNT; v++)
        if (sum->by_vector[v]) ub_json_uint(j, ub_vectors[v].id.p, sum->by_vector[v]);
    ub_json_end(j, '}');
    ub_json_begin(j, "by_kind", '{');
    for (int k = 0; k < UB_KIND_COUNT; k++)
        if (sum->by_kind[k]) ub_json_uint(j, ub_kind_name((ub_kind)k), sum->by_kind[k]);
    ub_json_end(j, '}');
    ub_json_end(j, '}');
    ub_json_begin(j, "signals", '{');
    for (int i = 0; i < UB_SIGNAL_N; i++)
        if (sum->by_signal[i]) ub_json_uint(j, ub_signal_name((ub_signal_id)i), sum->by_signal[i]);
    ub_json_end(j, '}');
    snprintf(text, sizeof text, "%llu.%03llu", (unsigned long long)(ms / 1000), (unsigned long long)(ms % 1000));
    ub_json_raw(j, "seconds", ub_str_of(text, strlen(text)));
    ub_json_uint(j, "errors", sum->errors);
    ub_json_end(j, '}');
    ub_json_line(j);
}

static void say(ub_out *out, uint64_t n, const char *what)
{
    ub_out_uint(out, n);
    ub_out_add(out, ub_str_of(what, strlen(what)));
}

void ub_report_sum_line(ub_out *out, const ub_report_sum *sum)
{
    say(out, sum->messages, sum->messages == 1 ? " message: " : " messages: ");
    if (sum->by_verdict[UB_VERDICT_TARGETED]) say(out, sum->by_verdict[UB_VERDICT_TARGETED], " targeted, ");
    say(out, sum->by_verdict[UB_VERDICT_TRACKED], " tracked, ");
    say(out, sum->by_verdict[UB_VERDICT_REMOTE], " remote, ");
    say(out, sum->by_verdict[UB_VERDICT_CLEAN], " clean; ");
    say(out, sum->findings, sum->findings == 1 ? " finding" : " findings");
    if (sum->signals) ub_out_add(out, UB_S("; ")), say(out, sum->signals, " not as it seems");
    if (sum->unseen) ub_out_add(out, UB_S("; ")), say(out, sum->unseen, " with parts that could not be read");
    if (sum->errors) ub_out_add(out, UB_S("; ")), say(out, sum->errors, " not read");
    ub_out_char(out, '\n');
}
