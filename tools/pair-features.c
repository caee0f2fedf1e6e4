/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pair-features FILE.csv - write the numbers of pair.c for each labelled pair, for fit-pairs.py.
 *
 * FILE.csv has a header and the columns case_group, schema, name1, name2, is_match.  A line for each pair of forms: row, label,
 * numbers; the fit takes the best line of a row, as ub_names_compare does.
 */
#include <stdio.h>
#include <stdlib.h>

#include "pair.h"

/* One field of CSV at *p, unquoted in place. */
static ub_str field(char **p)
{
    char *out = *p, *at = *p, *w = *p;
    bool quoted = *at == '"';
    at += quoted;
    while (*at && (quoted || (*at != ',' && *at != '\n' && *at != '\r'))) {
        if (quoted && *at == '"') {
            if (at[1] != '"') { quoted = false; at++; continue; }
            at++;
        }
        *w++ = *at++;
    }
    *p = *at ? at + 1 : at;
    return ub_str_of(out, (size_t)(w - out));
}

int main(int argc, char **argv)
{
    FILE *in = argc == 2 ? fopen(argv[1], "r") : NULL;
    static char line[65536];
    static ub_forms forms[2];
    ub_match m;
    float f[UB_PAIR_FEATURES];
    if (!in) return 2;
    for (int row = 0; fgets(line, sizeof line, in); row++) {
        if (row == 0) continue;
        char *p = line;
        field(&p);
        ub_str schema = field(&p), x = field(&p), y = field(&p), label = field(&p);
        if (ub_str_cmp(x, y) > 0) {
            ub_str t = x;
            x = y;
            y = t;
        }
        ub_entry_kind kind = ub_str_eq(schema, UB_S("Person")) ? UB_ENTRY_PERSON : ub_str_eq(schema, UB_S("Vessel")) ? UB_ENTRY_VESSEL : UB_ENTRY_ENTITY;
        ub_forms_make(x, UB_FORMS_QUERY, &forms[0]);
        ub_forms_make(y, UB_FORMS_QUERY, &forms[1]);
        for (unsigned i = 0; i < forms[0].n; i++)
            for (unsigned j = 0; j < forms[1].n; j++) {
                ub_pair_features(kind, &forms[0].form[i], &forms[1].form[j], f, &m);
                ub_pair_han(&forms[0], &forms[1], f);
                printf("%d\t%d", row, ub_str_eq(label, UB_S("true")));
                for (int k = 0; k < UB_PAIR_FEATURES; k++) printf("\t%.4f", (double)f[k]);
                printf("\t%.*s\t%.*s\n", UB_F(x), UB_F(y));
            }
    }
    return 0;
}
