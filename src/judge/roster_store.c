/* SPDX-License-Identifier: Apache-2.0 */
#include "roster_store.h"

#include "codec.h"

#include <errno.h>

#define KIND "rstr"
enum { LAYOUT = 1 };      /* the text alone */

bool ub_roster_detect(ub_str data)
{
    static const ub_str keys[] = { UB_LIT("name"), UB_LIT("domain"), UB_LIT("mailer") };
    bool section = false;
    for (data = ub_str_without_bom(data); data.n;) {
        ub_str line = ub_str_trim(ub_str_cut(&data, '\n')), key;
        if (!line.n || line.p[0] == '#' || line.p[0] == ';') continue;
        if (!section && (line.p[0] != '[' || line.p[line.n - 1] != ']')) return false;
        if (line.p[0] == '[') {
            if (section) return line.p[line.n - 1] == ']';
            section = true;
            continue;
        }
        if (ub_str_chr(line, '=') == line.n) return false;
        key = ub_str_trim(ub_str_cut(&line, '='));
        for (size_t i = 0; i < UB_COUNT(keys); i++)
            if (ub_str_eq_nocase(key, keys[i])) return true;
        return false;
    }
    return false;
}

/* ------------------------------------------------------------------------------------------------ install */

/* Which line, by its first byte. */
static void find_line(ub_str text, ub_list_fault *fault)
{
    fault->row = fault->column = 1;
    for (size_t i = 0; i < fault->err.at && i < text.n; i++) fault->row += text.p[i] == '\n';
}

static ub_status write_text(const char *dir, const ub_version *v, ub_str text, ub_err *err)
{
    char path[UB_VERSION_PATH_MAX];
    if (!ub_version_path(path, dir, v, v->end)) return ub_fail_os(err, "cannot write", ENAMETOOLONG);
    return ub_cache_write(path, KIND, LAYOUT, &text, 1, err);
}

ub_status ub_roster_install(ub_arena *a, const char *dir, const ub_list_file *file, ub_str name, ub_day date, ub_roster *out,
                            ub_version *version, bool *known, ub_list_fault *fault)
{
    UB_CLEANUP(ub_url_ctx_deinit) ub_url_ctx urls = { 0 };
    char made[UB_LIST_NAME_TEXT_MAX + 1];
    uint8_t sha256[32];
    ub_err *err = &fault->err;
    ub_status s = ub_roster_read(a, &urls, file->data, out, err);
    if (s == UB_SYNTAX || s == UB_LIMIT) find_line(file->data, fault);
    if (s == UB_OK) s = ub_source_hash(file, 1, sha256, err);
    if (s != UB_OK) return s;
    if (!name.n) name = ub_str_of(made, ub_list_name_make(ub_str_to(file->name, ub_str_chr(file->name, '.')), made));
    if (!name.n) name = UB_S("roster");
    s = ub_version_of(a, dir, UB_VERSION_ROSTER, name, sha256, date, version, known, err);
    if (s != UB_OK || *known) return s;
    s = ub_version_keep_sources(dir, version, file, 1, err);
    if (s == UB_OK) s = write_text(dir, version, file->data, err);
    if (s != UB_OK) ub_version_remove_sources(dir, version);
    return s;
}

/* ------------------------------------------------------------------------------------------------ use */

/* From its source, which must be what it was. */
static ub_status make_anew(ub_arena *a, const char *dir, const ub_version *v, ub_str *text, ub_err *err)
{
    ub_source source[UB_LIST_FILES_MAX];
    ub_list_file files[UB_LIST_FILES_MAX];
    uint8_t sha256[32];
    char hex[65] = { 0 };
    size_t n;
    ub_status s = ub_version_open_sources(a, dir, v, source, files, &n, err);
    if (s == UB_OK && n != 1) s = ub_fail(err, UB_SYNTAX, "the installed roster is damaged and its source is gone", 0);
    if (s == UB_OK && (s = ub_source_hash(files, n, sha256, err)) == UB_OK) {
        ub_hex_write(ub_str_of((const char *)sha256, 32), hex);
        if (strcmp(hex, v->sha256)) s = ub_fail(err, UB_SYNTAX, "the installed roster is damaged and its source is not what it was", 0);
    }
    if (s == UB_OK && !ub_str_copy(a, files[0].data, text)) s = ub_fail(err, UB_LIMIT, "the arena is full", 0);
    if (s == UB_OK) (void)write_text(dir, v, *text, NULL);      /* next time it is faster */
    while (n--) ub_source_close(&source[n]);
    return s;
}

ub_status ub_roster_version(ub_arena *a, const char *dir, const ub_version *v, ub_str *text, ub_err *err)
{
    char path[UB_VERSION_PATH_MAX];
    UB_CLEANUP(ub_cache_close) ub_cache c = UB_CACHE_NULL;
    ub_status s;
    if (!ub_version_path(path, dir, v, v->end)) return ub_fail_os(err, "cannot read", ENAMETOOLONG);
    s = ub_cache_open(&c, path, KIND, LAYOUT, err);
    if (s == UB_SYNTAX || (s == UB_OK && c.n != 1)) return make_anew(a, dir, v, text, err);
    if (s != UB_OK) return s;
    return ub_str_copy(a, c.section[0], text) ? UB_OK : ub_fail(err, UB_LIMIT, "the arena is full", 0);
}

ub_status ub_roster_installed(ub_arena *a, const char *dir, ub_str *text, ub_version *failed, ub_err *err)
{
    ub_buf all = ub_buf_in(a);
    ub_version *v;
    size_t n;
    ub_status s = ub_versions_read(a, dir, UB_VERSION_ROSTER, &v, &n, err);
    *failed = (ub_version){ 0 };
    for (size_t i = 0; s == UB_OK && i < n; i++) {
        ub_err trouble = { 0 };
        ub_str one;
        if (i + 1 < n && !strcmp(v[i].name, v[i + 1].name)) continue;
        if (ub_roster_version(a, dir, &v[i], &one, &trouble) == UB_OK) ub_buf_add(&all, ub_str_without_bom(one)), ub_buf_char(&all, '\n');
        else if (!failed->end) *failed = v[i], *err = trouble;
    }
    *text = ub_buf_str(&all);
    return s == UB_OK && all.failed ? ub_fail(err, UB_LIMIT, "the arena is full", 0) : s;
}
