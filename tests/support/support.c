/* SPDX-License-Identifier: Apache-2.0 */
#include "support.h"

#include <dirent.h>
#include <errno.h>
#include <sys/stat.h>

enum { PATH_BYTES = 4096 };

const char *ub_test_corpus(const char *name)
{
    static char path[PATH_BYTES];
    const char *root = getenv("UNBEACON_CORPORA"), *ci = getenv("CI");
    struct stat st;
    snprintf(path, sizeof path, "%s/%s", root ? root : "corpora", name);
    if (stat(path, &st) == 0) return path;
    if (ci && *ci) fail_msg("%s: missing, and CI is set", path);
    print_message("# skipped: %s is not here\n", name);
    skip();
    return NULL;
}

ub_str ub_test_read(ub_arena *a, const char *path)
{
    FILE *f = fopen(path, "rb");
    struct stat st;
    char *p;
    size_t n;
    if (!f || fstat(fileno(f), &st) != 0) fail_msg("%s: %s", path, strerror(errno));
    p = ub_arena_take(a, (size_t)st.st_size, 1);
    if (!p) fail_msg("%s: too large for the arena of the test", path);
    n = fread(p, 1, (size_t)st.st_size, f);
    fclose(f);
    return ub_str_of(p, n);
}

struct walk {
    void (*see)(void *ctx, const char *name, ub_str raw);
    void *ctx;
    ub_arena *a;
    size_t skip;       /* bytes of the path that are not part of the name */
    size_t n_files;
};

static void walk(struct walk *w, const char *path)
{
    struct dirent **entries;
    int n = scandir(path, &entries, NULL, alphasort);
    if (n < 0) fail_msg("%s: %s", path, strerror(errno));
    for (int i = 0; i < n; i++) {
        char below[PATH_BYTES];
        struct stat st;
        if (entries[i]->d_name[0] != '.'
            && snprintf(below, sizeof below, "%s/%s", path, entries[i]->d_name) < (int)sizeof below
            && lstat(below, &st) == 0) {
            if (S_ISDIR(st.st_mode)) walk(w, below);
            else if (S_ISREG(st.st_mode)) {
                ub_arena_reset(w->a, 1 << 20);
                w->see(w->ctx, below + w->skip, ub_test_read(w->a, below));
                w->n_files++;
            }
        }
        free(entries[i]);
    }
    free(entries);
}

static size_t each(const char *name, void (*see)(void *ctx, const char *name, ub_str raw), void *ctx)
{
    UB_CLEANUP(ub_arena_close) ub_arena a = { 0 };
    char root[PATH_BYTES];
    snprintf(root, sizeof root, "%s", ub_test_corpus(name));
    if (ub_arena_open(&a, (size_t)256 << 20, NULL) != UB_OK) fail_msg("no memory");
    struct walk w = { .see = see, .ctx = ctx, .a = &a, .skip = strlen(root) + 1 };
    walk(&w, root);
    return w.n_files;
}

void ub_test_each_file(const char *name, void (*see)(void *ctx, const char *name, ub_str raw), void *ctx)
{
    each(name, see, ctx);
}

void ub_test_each_mail(void (*see)(void *ctx, const char *name, ub_str raw), void *ctx)
{
    static const char *const sets[] = { "mail/fixtures", "mail/newsletters", "mail/phishing_pot", "mail/spamassassin" };
    size_t n = 0;
    for (size_t i = 0; i < UB_COUNT(sets); i++) n += each(sets[i], see, ctx);
    assert_int_equal(n, 8701);
}

void ub_test_str(const char *name, ub_str got, ub_str want, const char *file, int line)
{
    if (ub_str_eq(got, want)) return;
    print_error("%s: got \"%.*s\", want \"%.*s\"\n", name, UB_F(got), UB_F(want));
    _fail(file, line);
}
