/* SPDX-License-Identifier: Apache-2.0 */
/* What a file is, and which reader reads it. */
#include "reading.h"

/* Address space for one row or record: it never takes more than so many times the file. */
size_t ub_read_scratch_bytes(size_t file_bytes)
{
    size_t most = (size_t)256 << 20;
    return file_bytes < most / 64 ? (4 << 20) + file_bytes * 63 : most;
}

/* ------------------------------------------------------------------------------------------------ detection */

static const struct { ub_str root; ub_list_format format; } roots[] = {
    { UB_LIT("sdnList"), UB_LIST_OFAC_XML }, { UB_LIT("Sanctions"), UB_LIST_OFAC_ADVANCED }, { UB_LIT("Designations"), UB_LIST_UK_XML },
    { UB_LIT("CONSOLIDATED_LIST"), UB_LIST_UN_XML }, { UB_LIT("export"), UB_LIST_EU_XML },
};

/* The local name of the first element: behind the declaration, comments, instructions and a document type. */
static ub_list_format detect_xml(ub_str s)
{
    while (s.n) {
        size_t at = ub_str_chr(s, '<'), n = 0;
        ub_str name;
        s = ub_str_from(s, at + 1);
        if (ub_str_starts(s, UB_S("!--"))) {
            s = ub_str_from(s, ub_str_find(s, UB_S("-->")));
            continue;
        }
        if (s.n == 0 || s.p[0] == '?' || s.p[0] == '!') continue;
        while (n < s.n && !ub_is_space((unsigned char)s.p[n]) && s.p[n] != '>' && s.p[n] != '/') n++;
        name = ub_str_to(s, n);
        if (ub_str_chr(name, ':') < name.n) ub_str_cut(&name, ':');
        for (size_t i = 0; i < UB_COUNT(roots); i++)
            if (ub_str_eq(roots[i].root, name)) return roots[i].format;
        return UB_LIST_NONE;
    }
    return UB_LIST_NONE;
}

/* Fields in the first line, as far as quotes allow to say. */
static size_t count_fields(ub_str line)
{
    size_t n = 1;
    bool quoted = false;
    for (size_t i = 0; i < line.n; i++) {
        if (line.p[i] == '"') quoted = !quoted;
        else if (line.p[i] == ',' && !quoted) n++;
    }
    return n;
}

static ub_list_format detect_csv(ub_str s)
{
    ub_str rest = s, line = ub_str_trim(ub_str_cut(&rest, '\n'));
    uint64_t id;
    ub_str first = line;
    if (ub_str_find_nocase(line, UB_S("Entity_LogicalId")) < line.n && ub_str_chr(line, ';') < line.n) return UB_LIST_EU_CSV;
    for (ub_str more = s; more.n; ) {
        ub_str l = ub_str_cut(&more, '\n');
        if (ub_str_find(l, UB_S("Name 6")) < l.n && ub_str_chr(l, ',') < l.n) return UB_LIST_UK_CSV;
        if (more.p - s.p > 4096) break;
    }
    if (!ub_str_uint(ub_str_trim(ub_str_cut(&first, ',')), UINT32_MAX, &id)) return UB_LIST_NONE;
    switch (count_fields(line)) {
    case 12: return UB_LIST_OFAC_CSV;
    case 5:  return UB_LIST_OFAC_CSV_ALT;
    case 6:  return UB_LIST_OFAC_CSV_ADD;
    case 2:  return UB_LIST_OFAC_CSV_COMMENTS;
    default: return UB_LIST_NONE;
    }
}

ub_list_format ub_list_detect(ub_str data)
{
    ub_str s = ub_str_to(data, 1 << 16), text;
    s = ub_str_without_bom(s);
    text = ub_str_trim(s);
    return ub_str_starts(text, UB_S("<")) ? detect_xml(text) : detect_csv(text);
}

/* ------------------------------------------------------------------------------------------------ reading */

static ub_status read_one(ub_reading *r, ub_str data, ub_list_format format)
{
    switch (format) {
    case UB_LIST_OFAC_CSV:          return ub_read_ofac_csv(r, data);
    case UB_LIST_OFAC_CSV_ALT:      return ub_read_ofac_alt(r, data);
    case UB_LIST_OFAC_CSV_ADD:      return ub_read_ofac_add(r, data);
    case UB_LIST_OFAC_CSV_COMMENTS: return ub_read_ofac_comments(r, data);
    case UB_LIST_UK_CSV:            return ub_read_uk_csv(r, data);
    case UB_LIST_EU_CSV:            return ub_read_eu_csv(r, data);
    default:                        return ub_read_xml(r, data, format);
    }
}

static ub_str name_of(ub_list_format format, ub_str file)
{
    switch (format) {
    case UB_LIST_UK_CSV: case UB_LIST_UK_XML: return UB_S("uk");
    case UB_LIST_UN_XML:                      return UB_S("un");
    case UB_LIST_EU_CSV: case UB_LIST_EU_XML: return UB_S("eu");
    default: return ub_str_starts_nocase(file, UB_S("cons")) ? UB_S("ofac-cons") : UB_S("ofac-sdn");
    }
}

/* Comments before the main file, which they go on; aliases and addresses behind it. */
static const ub_list_format order[] = { UB_LIST_OFAC_CSV_COMMENTS, UB_LIST_OFAC_CSV, UB_LIST_OFAC_CSV_ALT, UB_LIST_OFAC_CSV_ADD };

static ub_status read_all(ub_reading *r, const ub_list_format *formats, size_t n)
{
    for (size_t k = 0; k < UB_COUNT(order); k++)
        for (size_t i = 0; i < n; i++) {
            ub_status s;
            if (ub_list_is_ofac_csv(formats[i]) ? formats[i] != order[k] : k > 0) continue;
            r->fault->file = i;
            r->file = r->files[i].name;
            r->row = r->column = 0;
            if ((s = read_one(r, r->files[i].data, formats[i])) != UB_OK) return s;
        }
    return UB_OK;
}

ub_status ub_list_read(ub_arena *a, const ub_list_file *files, size_t n, ub_str name, ub_day date, ub_list *list,
                       ub_list_fault *fault)
{
    UB_CLEANUP(ub_arena_close) ub_arena scratch = { 0 };
    ub_list_builder b;
    ub_list_format formats[UB_LIST_FILES_MAX];
    ub_reading r = { .b = &b, .files = files, .fault = fault, .name = name, .date = date, .scratch = &scratch };
    size_t largest = 0;
    ub_status s;
    memset(fault, 0, sizeof *fault);
    if (n == 0 || n > UB_LIST_FILES_MAX) return ub_fail(&fault->err, UB_LIMIT, "too many files for one list", 0);
    for (size_t i = 0; i < n; i++) {
        fault->file = i;
        if (files[i].data.n > UB_LIST_FILE_MAX) return ub_fail(&fault->err, UB_LIMIT, "the file is too large", 0);
        if (files[i].data.n > largest) largest = files[i].data.n;
        formats[i] = ub_list_detect(files[i].data);
        if (formats[i] == UB_LIST_NONE) return ub_fail(&fault->err, UB_ABSENT, "not a list of OFAC, the UK, the UN or the EU", 0);
        if (n > 1 && !ub_list_is_ofac_csv(formats[i]))
            return ub_fail(&fault->err, UB_ABSENT, "stands alone and is no part of a set of files", 0);
        for (size_t k = 0; k < i; k++)
            if (formats[k] == formats[i]) return ub_fail(&fault->err, UB_ABSENT, "a second file of the same kind in one list", 0);
    }
    if ((s = ub_arena_open(&scratch, ub_read_scratch_bytes(largest), &fault->err)) != UB_OK) return s;
    r.empty = scratch;
    ub_list_begin(&b, a);
    if ((s = read_all(&r, formats, n)) != UB_OK) return s;
    fault->file = 0;
    if (r.name.n == 0) r.name = name_of(formats[0], files[0].name);
    if ((s = ub_list_finish(&b, r.name, r.date, list, &fault->err)) != UB_OK) return s;
    return list->n_entries ? UB_OK : ub_read_refuse(&r, UB_SYNTAX, "the list has no entry with a name", 0, 0);
}
