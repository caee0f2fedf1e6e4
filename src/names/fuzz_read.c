/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes are read as a list; built once for each format, which FORMAT says.
 *
 * Bytes that are not told to be of that format are put into its frame, so that the reader meets them.  OFAC's CSV set is cut at
 * lines of "====": main file, aliases, addresses, comments.
 *
 * What must hold: a list that is read holds against its own bounds, is UTF-8 all over, has days that are days and nothing
 * twice; a file that is refused says why; the same bytes give the same list; each name is found again by its key.
 */
#include "codec.h"
#include "date.h"
#include "keys.h"
#include "read.h"

#include <stdio.h>
#include <stdlib.h>

#define HOLDS(x) ((x) ? (void)0 : (fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, #x), abort()))

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static const struct { const char *before, *behind; } frames[UB_LIST_FORMAT_COUNT] = {
    [UB_LIST_OFAC_CSV] = { "1,\"A, B\",\"individual\",\"P\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \n", "" },
    [UB_LIST_OFAC_XML] = { "<sdnList>", "</sdnList>" },
    [UB_LIST_OFAC_ADVANCED] = { "<Sanctions>", "</Sanctions>" },
    [UB_LIST_UK_CSV] = { "Report Date: 08-Oct-2026\nUnique ID,Name 6,Name 1,Name type,Designation Type,D.O.B,Email address,Website,IMO number,Hat\n", "" },
    [UB_LIST_UK_XML] = { "<Designations>", "</Designations>" },
    [UB_LIST_UN_XML] = { "<CONSOLIDATED_LIST><INDIVIDUALS>", "</INDIVIDUALS></CONSOLIDATED_LIST>" },
    [UB_LIST_EU_CSV] = { "fileGenerationDate;Entity_LogicalId;Entity_SubjectType;NameAlias_WholeName;BirthDate_Year;Address_ContactInfo;Hat\n", "" },
    [UB_LIST_EU_XML] = { "<export>", "</export>" },
};

static size_t split(ub_arena *a, ub_str in, ub_list_file *files)
{
    static const ub_str names[] = { UB_LIT("sdn.csv"), UB_LIT("alt.csv"), UB_LIT("add.csv"), UB_LIT("sdn_comments.csv") };
    size_t n = 0;
    bool set = FORMAT == UB_LIST_OFAC_CSV;
    do {
        size_t at = set && n < 3 ? ub_str_find(in, UB_S("====\n")) : in.n;
        files[n] = (ub_list_file){ names[n], ub_str_to(in, at) };
        in = ub_str_from(in, at + 5);
        n++;
    } while (in.n);
    if (ub_list_detect(files[0].data) != FORMAT) {
        ub_buf b = ub_buf_in(a);
        ub_buf_add(&b, ub_str_of(frames[FORMAT].before, strlen(frames[FORMAT].before)));
        ub_buf_add(&b, files[0].data);
        ub_buf_add(&b, ub_str_of(frames[FORMAT].behind, strlen(frames[FORMAT].behind)));
        files[0].data = ub_buf_str(&b);
    }
    return n;
}

static void check_days(const ub_list *l)
{
    for (uint32_t i = 0; i < l->n_facts; i++) {
        HOLDS(!l->facts[i].from || ub_day_valid(l->facts[i].from));
        HOLDS(!l->facts[i].to || ub_day_valid(l->facts[i].to));
        HOLDS(l->facts[i].kind == UB_FACT_BIRTH || (!l->facts[i].from && !l->facts[i].to));
        HOLDS(l->facts[i].value.n > 0);
    }
    for (uint32_t i = 0; i < l->n_entries; i++) HOLDS(!l->entries[i].listed || ub_day_valid(l->entries[i].listed));
}

static void check_names(ub_arena *a, const ub_list *l)
{
    ub_keys keys;
    HOLDS(ub_keys_build(a, l, &keys, NULL) == UB_OK);
    for (size_t i = 1; i < keys.n; i++) HOLDS(keys.p[i - 1].hash <= keys.p[i].hash);
    for (uint32_t i = 0; i < l->n_names; i++) {
        ub_arena keep = *a;
        ub_str text = ub_list_str(l, l->names[i].text), normal;
        bool found = false;
        size_t from, to;
        HOLDS(text.n > 0 && text.n <= 3 * UB_LIST_NAME_MAX);
        if (ub_key_normal(a, UB_KEY_NAME, text, &normal)) {
            to = ub_keys_find(&keys, ub_key_hash(UB_KEY_NAME, normal), &from);
            for (; from < to; from++) found |= keys.p[from].at == i && keys.p[from].kind == UB_KEY_NAME && ub_key_is(*a, l, &keys.p[from], normal);
            HOLDS(found);
        }
        *a = keep;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    ub_arena a = { 0 };
    ub_list_file files[4];
    ub_list l, again;
    ub_list_fault fault, fault2;
    size_t n_files;
    ub_status s;
    HOLDS(ub_arena_open(&a, ((size_t)4 << 20) + n * 1000, NULL) == UB_OK);
    n_files = split(&a, ub_str_of((const char *)data, n), files);
    s = ub_list_read(&a, files, n_files, UB_S(""), 0, &l, &fault);
    HOLDS(s == ub_list_read(&a, files, n_files, UB_S(""), 0, &again, &fault2));
    if (s != UB_OK) {
        HOLDS(fault.err.what && fault.err.status == s && fault.file < n_files);
        HOLDS(fault.row == fault2.row && fault.column == fault2.column);
    } else {
        HOLDS(ub_list_holds(&l) && l.n_entries > 0);
        HOLDS(ub_utf8_valid_to(ub_str_of(l.text, l.n_text)) == l.n_text);
        HOLDS(l.n_text == again.n_text && (l.n_text == 0 || memcmp(l.text, again.text, l.n_text) == 0));
        HOLDS(l.n_entries == again.n_entries && l.n_names == again.n_names && l.n_facts == again.n_facts && l.n_notes == again.n_notes);
        check_days(&l);
        check_names(&a, &l);
    }
    ub_arena_close(&a);
    return 0;
}
