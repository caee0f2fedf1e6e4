/* SPDX-License-Identifier: Apache-2.0 */
/* Hits of screening as JSON and as text. */
#include "screen_out.h"

#include <stdio.h>

void ub_screen_out_number(ub_json *j, const char *key, double value)
{
    char text[40];
    if (value < 0) { ub_json_null(j, key); return; }
    ub_json_raw(j, key, ub_str_of(text, (size_t)snprintf(text, sizeof text, "%.4g", value)));
}

static void hit_json(ub_json *j, const ub_lists *lists, const ub_screen_hit *h)
{
    const ub_list *l = &lists->one[h->list].list;
    const ub_list_entry *e = &l->entries[h->entry];
    char hex[64];
    ub_json_begin(j, NULL, '{');
    ub_json_str(j, "list", ub_list_str(l, l->name));
    ub_hex_write(ub_str_of((const char *)l->sha256, 32), hex);
    ub_json_str(j, "list_sha256", ub_str_of(hex, 64));
    ub_json_str(j, "uid", ub_list_str(l, e->uid));
    ub_json_str(j, "name", ub_list_str(l, l->names[e->name].text));
    ub_json_str(j, "matched", h->matched);
    ub_json_text(j, "kind", ub_key_kind_name(h->kind));
    ub_json_bool(j, "exact", h->exact);
    ub_screen_out_number(j, "evalue", h->evalue);
    if (h->ofac_score < 0) ub_json_null(j, "ofac_score");
    else ub_json_uint(j, "ofac_score", (uint64_t)h->ofac_score);
    ub_json_begin(j, "reasons", '[');
    for (size_t i = 0; i < h->n_reasons; i++) ub_json_str(j, NULL, h->reasons[i]);
    ub_json_end(j, ']');
    ub_json_end(j, '}');
}

void ub_screen_out_json(ub_json *j, const ub_lists *lists, const ub_screen_answer *answer)
{
    ub_json_begin(j, "hits", '[');
    for (size_t i = 0; i < answer->n; i++) hit_json(j, lists, &answer->p[i]);
    ub_json_end(j, ']');
    if (answer->omitted) ub_json_uint(j, "hits_omitted", answer->omitted);
}

static void reasons_text(ub_out *out, const ub_screen_hit *h)
{
    for (size_t i = 0; i < h->n_reasons; i++) {
        if (i) ub_out_add(out, UB_S(", "));
        ub_text_safe(out, h->reasons[i], 200);
    }
}

static void evalue_text(ub_out *out, const ub_screen_hit *h)
{
    char text[64];
    if (h->evalue >= 0) ub_out_add(out, ub_str_of(text, (size_t)snprintf(text, sizeof text, "  E=%.3g", h->evalue)));
    if (h->ofac_score >= 0) ub_out_add(out, ub_str_of(text, (size_t)snprintf(text, sizeof text, "  OFAC=%d", h->ofac_score)));
}

/* Facts that a person compares. */
static void facts_text(ub_out *out, const ub_list *l, const ub_list_entry *e)
{
    static const struct { ub_fact_kind kind; const char *word; } shown[] = {
        { UB_FACT_BIRTH, "born" }, { UB_FACT_GENDER, "gender" }, { UB_FACT_COUNTRY, "country" }, { UB_FACT_TITLE, "title" },
        { UB_FACT_ADDRESS, "address" }, { UB_FACT_ID, "number" }, { UB_FACT_PROGRAM, "listed under" },
    };
    for (size_t k = 0; k < UB_COUNT(shown); k++) {
        size_t n = 0;
        for (uint32_t i = 0; i < e->n_facts; i++) {
            const ub_list_fact *f = &l->facts[e->fact + i];
            if (f->kind != shown[k].kind || n++ >= 5) continue;
            ub_out_add(out, UB_S("    "));
            ub_out_add(out, ub_str_of(shown[k].word, strlen(shown[k].word)));
            ub_out_add(out, UB_S(": "));
            if (f->type.n) ub_text_safe(out, ub_list_str(l, f->type), 100), ub_out_char(out, ' ');
            ub_text_safe(out, ub_list_str(l, f->value), 300);
            ub_out_char(out, '\n');
        }
    }
}

void ub_screen_out_hit(ub_out *out, const ub_lists *lists, const ub_screen_hit *h, bool explain)
{
    const ub_list *l = &lists->one[h->list].list;
    const ub_list_entry *e = &l->entries[h->entry];
    ub_str name = ub_list_str(l, l->names[e->name].text);
    ub_out_add(out, ub_list_str(l, l->name));
    ub_out_char(out, ' ');
    ub_text_safe(out, ub_list_str(l, e->uid), 64);
    ub_out_add(out, UB_S("  "));
    ub_text_safe(out, name, 300);
    if (!ub_str_eq(h->matched, name)) ub_out_add(out, UB_S("  by ")), ub_text_safe(out, h->matched, 300);
    if (h->exact) ub_out_add(out, UB_S("  exact"));
    evalue_text(out, h);
    if (!explain) ub_out_add(out, UB_S("  (")), reasons_text(out, h), ub_out_add(out, UB_S(")\n"));
    else ub_out_add(out, UB_S("\n    why: ")), reasons_text(out, h), ub_out_char(out, '\n'), facts_text(out, l, e);
}
