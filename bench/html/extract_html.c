/* SPDX-License-Identifier: Apache-2.0 */
/* extract_html FILE... > RECORDS - the HTML parts of messages, as records for bench_html. */
#include <stdio.h>
#include <stdlib.h>

#include "mail_html.h"

static void see(void *ctx, ub_str html)
{
    uint32_t n = (uint32_t)html.n;
    if (fwrite(&n, 4, 1, ctx) != 1 || fwrite(html.p, 1, n, ctx) != n) exit(1);
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        FILE *f = fopen(argv[i], "rb");
        ub_arena a = { 0 };
        size_t n;
        char *p;
        if (!f) {
            perror(argv[i]);
            return 1;
        }
        fseek(f, 0, SEEK_END);
        n = (size_t)ftell(f);
        rewind(f);
        p = malloc(n ? n : 1);
        if (!p || fread(p, 1, n, f) != n || ub_arena_open(&a, n * 8 + (1 << 20), NULL) != UB_OK) return 1;
        fclose(f);
        ub_mail_html(&a, ub_str_of(p, n), see, stdout);
        ub_arena_close(&a);
        free(p);
    }
    return 0;
}
