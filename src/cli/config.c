/* SPDX-License-Identifier: Apache-2.0 */
#include "config.h"

#include <dirent.h>
#include <errno.h>
#include <ini.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define SYSTEM_DIR "/etc/unbeacon"

/* A file that is being read: inih asks for lines, and does not say to which one a setting belongs. */
typedef struct reading {
    ub_config *c;
    FILE *f;
    const char *path;
    unsigned line, bad;       /* bad: number of the first line that is too long, or 0 */
} reading;

static char *next_line(char *buf, int n, void *stream)
{
    reading *r = stream;
    char *got = fgets(buf, n, r->f);
    size_t len = got ? strlen(buf) : 0;
    if (!got) return NULL;
    r->line++;
    if (len && buf[len - 1] != '\n' && !feof(r->f)) {
        if (!r->bad) r->bad = r->line;
        for (int c; (c = fgetc(r->f)) != EOF && c != '\n';) {}
    }
    return got;
}

static int add(void *user, const char *section, const char *key, const char *value)
{
    reading *r = user;
    ub_config *c = r->c;
    if (c->n == c->cap) {
        size_t cap = c->cap ? 2 * c->cap : 32;
        ub_setting *p = realloc(c->p, cap * sizeof *p);
        if (!p) return 0;
        c->p = p;
        c->cap = cap;
    }
    ub_setting s = { strdup(section), strdup(key), strdup(value), r->path, r->line, false };
    if (!s.section || !s.key || !s.value) return 0;
    c->p[c->n++] = s;
    return 1;
}

static void complain(ub_config *c, const char *path, unsigned line, const char *what)
{
    char where[512];
    snprintf(where, sizeof where, line ? "%.480s:%u" : "%.480s", path, line);
    ub_cli_complain(where, what);
    c->failed = true;
}

/* True: it is there, whether it can be read or not. */
static bool read_file(ub_config *c, const char *path, bool must)
{
    reading r = { .c = c };
    const char **files;
    int bad;
    if (!(r.f = fopen(path, "re"))) {
        struct stat st;
        int os = errno;
        if (!must && (os == ENOENT || os == ENOTDIR)) return false;
        /* A home that is another's, as under sudo. */
        if (!must && os == EACCES && stat(path, &st) != 0) return false;
        char text[128];
        snprintf(text, sizeof text, "cannot be opened: %s", strerrordesc_np(os));
        complain(c, path, 0, text);
        return true;
    }
    files = realloc(c->files, (c->n_files + 1) * sizeof *files);
    r.path = strdup(path);
    if (files) c->files = files;
    if (!files || !r.path) complain(c, path, 0, "no memory");
    else {
        c->files[c->n_files++] = r.path;
        bad = ini_parse_stream(next_line, &r, add, &r);
        if (ferror(r.f)) complain(c, path, 0, "cannot be read");
        else if (bad < 0) complain(c, path, 0, "no memory");
        else if (r.bad && (bad <= 0 || r.bad <= (unsigned)bad)) complain(c, path, r.bad, "is too long a line");
        else if (bad > 0) complain(c, path, (unsigned)bad, "is neither a [section] nor 'key = value'");
    }
    fclose(r.f);
    return true;
}

static int is_conf(const struct dirent *e)
{
    size_t n = strlen(e->d_name);
    return e->d_name[0] != '.' && ub_str_ends(ub_str_of(e->d_name, n), UB_S(".conf"));
}

static int by_bytes(const struct dirent **a, const struct dirent **b) { return strcmp((*a)->d_name, (*b)->d_name); }

static void read_local(ub_config *c)
{
    struct dirent **names = NULL;
    int n = scandir(SYSTEM_DIR "/local.d", &names, is_conf, by_bytes);
    for (int i = 0; i < n; i++) {
        char path[512];
        snprintf(path, sizeof path, SYSTEM_DIR "/local.d/%s", names[i]->d_name);
        read_file(c, path, true);
        free(names[i]);
    }
    free(names);
}

static bool read_own(ub_config *c)
{
    char path[4096];
    return ub_cli_place(path, sizeof path, "XDG_CONFIG_HOME", ".config", "unbeacon/unbeacon.conf") && read_file(c, path, false);
}

ub_config *ub_config_get(const char *file)
{
    static ub_config config;      /* one process, one configuration */
    static bool done;
    if (done) return &config;
    done = true;
    if (file) read_file(&config, file, true);
    else if (!read_own(&config)) {
        read_file(&config, SYSTEM_DIR "/unbeacon.conf", false);
        read_local(&config);
    }
    return &config;
}

const char *ub_config_where(const ub_setting *s, char out[512])
{
    snprintf(out, 512, "%.480s:%u", s->file, s->line);
    return out;
}
