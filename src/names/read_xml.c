/* SPDX-License-Identifier: Apache-2.0 */
/* What the readers of XML share, and those of the UN, the UK and the EU, which are trees of plain fields. */
#include "reading.h"

static const ub_xml_format *format_of(ub_list_format f)
{
    switch (f) {
    case UB_LIST_OFAC_XML:      return &ub_xml_ofac;
    case UB_LIST_OFAC_ADVANCED: return &ub_xml_ofac_advanced;
    case UB_LIST_UK_XML:        return &ub_xml_uk;
    case UB_LIST_UN_XML:        return &ub_xml_un;
    case UB_LIST_EU_XML:        return &ub_xml_eu;
    default:                    return NULL;
    }
}

struct records { ub_reading *r; const ub_xml_format *format; };

static bool is_record(void *ctx, const ub_str *outer, size_t depth, const ub_xml_node *n)
{
    const struct records *x = ctx;
    return x->format->is_record(x->r, outer, depth, n);
}

static ub_status record(void *ctx, const ub_str *outer, size_t depth, const ub_xml_node *n)
{
    const struct records *x = ctx;
    ub_status s;
    (void)outer;
    *x->r->scratch = x->r->empty;
    x->r->row = n->row;
    x->r->column = n->column;
    s = x->format->record(x->r, depth, n);
    return s == UB_OK && x->r->b->failed ? UB_LIMIT : s;
}

ub_status ub_read_xml(ub_reading *r, ub_str data, ub_list_format format)
{
    UB_CLEANUP(ub_arena_close) ub_arena trees = { 0 };
    struct records records = { r, format_of(format) };
    ub_xml_reader reader = { &records, is_record, record };
    size_t row = 0, column = 0;
    ub_err err = { 0 };
    ub_status s = ub_arena_open(&trees, ub_read_scratch_bytes(data.n), &err);
    if (s == UB_OK) s = ub_xml_read(&trees, data, &reader, &row, &column, &err);
    if (s == UB_OK) return s;
    if (!err.what) err.what = r->fault->err.what;
    return ub_read_refuse(r, s, err.what ? err.what : "the list is larger than what is allowed", row, column);
}

static void gather(ub_buf *b, const ub_xml_node *n)
{
    ub_str text = ub_str_trim(n->text);
    if (text.n && b->n) ub_buf_add(b, UB_S(", "));
    ub_buf_add(b, text);
    for (const ub_xml_node *c = n->child; c; c = c->next) gather(b, c);      /* at most UB_XML_DEPTH_MAX deep */
}

ub_str ub_read_all_text(ub_arena *a, const ub_xml_node *n)
{
    ub_buf b = ub_buf_in(a);
    gather(&b, n);
    return ub_buf_str(&b);
}

void ub_read_unknown(ub_reading *r, const ub_xml_node *n, const ub_str *known, size_t n_known)
{
    for (const ub_xml_node *c = n->child; c; c = c->next) {
        size_t i = 0;
        while (i < n_known && !ub_str_eq(c->name, known[i])) i++;
        if (i < n_known) continue;
        r->row = c->row;
        r->column = c->column;
        ub_read_note(r, "an unknown field, kept", c->name);
        ub_read_other(r, c->name, ub_read_all_text(r->scratch, c));
    }
}

void ub_read_parts(ub_reading *r, const ub_str *given, size_t n_given, ub_str family, ub_name_type type, ub_name_strength strength)
{
    ub_str parts[8], whole;
    ub_list_name *n;
    size_t count = 0;
    for (size_t i = 0; i < n_given && count < UB_COUNT(parts) - 1; i++) parts[count++] = given[i];
    parts[count++] = family;
    whole = ub_read_join(r->scratch, parts, count, UB_S(" "));
    if (whole.n == 0) return;
    n = ub_list_add_name(r->b, whole, type, strength);
    family = ub_str_trim(family);
    if (n && family.n < n->text.n) ub_list_family(r->b, n, family, true);
}

ub_name_strength ub_read_strength(ub_str word)
{
    return ub_str_starts_nocase(ub_str_trim(word), UB_S("low")) ? UB_NAME_WEAK : UB_NAME_STRONG;
}

/* ------------------------------------------------------------------------------------------------ UN */

static bool is_un(ub_reading *r, const ub_str *outer, size_t depth, const ub_xml_node *n)
{
    if (depth == 0) {
        ub_days d;
        if (!r->date && ub_days_parse(ub_str_to(ub_xml_attr_of(n, UB_S("dateGenerated")), 10), UB_DAY_FIRST, &d)) r->date = d.from;
        return false;
    }
    (void)outer;
    return ub_str_eq(n->name, UB_S("INDIVIDUAL")) || ub_str_eq(n->name, UB_S("ENTITY"));
}

static void un_alias(ub_reading *r, const ub_xml_node *a)
{
    static const ub_str known[] = { UB_LIT("QUALITY"), UB_LIT("ALIAS_NAME"), UB_LIT("DATE_OF_BIRTH"), UB_LIT("CITY_OF_BIRTH"),
                                    UB_LIT("COUNTRY_OF_BIRTH"), UB_LIT("NOTE") };
    ub_str quality = ub_xml_text(a, UB_S("QUALITY")), name = ub_xml_text(a, UB_S("ALIAS_NAME")), birth[2];
    if (name.n)
        ub_read_several(r, name, ub_str_starts_nocase(quality, UB_S("f.k.a")) ? UB_NAME_FKA : UB_NAME_AKA, ub_read_strength(quality));
    if (ub_xml_text(a, UB_S("DATE_OF_BIRTH")).n) ub_read_birth(r, ub_xml_text(a, UB_S("DATE_OF_BIRTH")), UB_DAY_FIRST);
    birth[0] = ub_xml_text(a, UB_S("CITY_OF_BIRTH"));
    birth[1] = ub_xml_text(a, UB_S("COUNTRY_OF_BIRTH"));
    ub_read_other(r, UB_S("Place of Birth"), ub_read_join(r->scratch, birth, 2, UB_S(", ")));
    ub_read_country(r, "birth", birth[1], UB_S(""));
    ub_read_other(r, UB_S("Alias Note"), ub_xml_text(a, UB_S("NOTE")));
    ub_read_unknown(r, a, known, UB_COUNT(known));
}

static void un_address(ub_reading *r, const ub_xml_node *a, bool birth)
{
    static const ub_str known[] = { UB_LIT("STREET"), UB_LIT("CITY"), UB_LIT("STATE_PROVINCE"), UB_LIT("ZIP_CODE"),
                                    UB_LIT("COUNTRY"), UB_LIT("NOTE") };
    ub_str line[5];
    for (size_t i = 0; i < UB_COUNT(line); i++) line[i] = ub_xml_text(a, known[i]);
    if (birth) ub_read_other(r, UB_S("Place of Birth"), ub_read_join(r->scratch, line, UB_COUNT(line), UB_S(", ")));
    else ub_read_fact(r, UB_FACT_ADDRESS, UB_S(""), ub_read_join(r->scratch, line, UB_COUNT(line), UB_S(", ")));
    ub_read_country(r, birth ? "birth" : "address", line[4], UB_S(""));
    ub_read_other(r, UB_S("Note"), ub_xml_text(a, UB_S("NOTE")));
    ub_read_unknown(r, a, known, UB_COUNT(known));
}

static void un_birth(ub_reading *r, const ub_xml_node *b)
{
    static const ub_str known[] = { UB_LIT("TYPE_OF_DATE"), UB_LIT("DATE"), UB_LIT("YEAR"), UB_LIT("FROM_YEAR"), UB_LIT("TO_YEAR"),
                                    UB_LIT("NOTE") };
    ub_str when = ub_xml_text(b, UB_S("DATE")), from = ub_xml_text(b, UB_S("FROM_YEAR")), to = ub_xml_text(b, UB_S("TO_YEAR"));
    bool circa = ub_str_starts_nocase(ub_xml_text(b, UB_S("TYPE_OF_DATE")), UB_S("approx"));
    if (when.n == 0) when = ub_xml_text(b, UB_S("YEAR"));
    if (when.n == 0 && from.n && to.n) {
        ub_str span[2] = { from, to };
        when = ub_read_join(r->scratch, span, 2, UB_S(" to "));
    } else if (when.n == 0) when = from.n ? from : to;
    if (circa && when.n) {
        ub_str words[2] = { UB_S("circa"), when };
        when = ub_read_join(r->scratch, words, 2, UB_S(" "));
    }
    ub_read_birth(r, when, UB_DAY_FIRST);
    ub_read_other(r, UB_S("Note"), ub_xml_text(b, UB_S("NOTE")));
    ub_read_unknown(r, b, known, UB_COUNT(known));
}

static void un_document(ub_reading *r, const ub_xml_node *d)
{
    static const ub_str known[] = { UB_LIT("TYPE_OF_DOCUMENT"), UB_LIT("TYPE_OF_DOCUMENT2"), UB_LIT("NUMBER"), UB_LIT("NOTE"),
                                    UB_LIT("ISSUING_COUNTRY"), UB_LIT("COUNTRY_OF_ISSUE"), UB_LIT("DATE_OF_ISSUE"), UB_LIT("CITY_OF_ISSUE") };
    ub_str country = ub_xml_text(d, UB_S("ISSUING_COUNTRY")), type = ub_xml_text(d, UB_S("TYPE_OF_DOCUMENT"));
    ub_str rest[4] = { ub_xml_text(d, UB_S("TYPE_OF_DOCUMENT2")), ub_xml_text(d, UB_S("DATE_OF_ISSUE")),
                       ub_xml_text(d, UB_S("CITY_OF_ISSUE")), ub_xml_text(d, UB_S("NOTE")) };
    if (country.n == 0) country = ub_xml_text(d, UB_S("COUNTRY_OF_ISSUE"));
    ub_read_id(r, type, ub_xml_text(d, UB_S("NUMBER")), country);
    ub_read_other(r, type.n ? type : UB_S("Document"), ub_read_join(r->scratch, rest, UB_COUNT(rest), UB_S(", ")));
    ub_read_unknown(r, d, known, UB_COUNT(known));
}

static void each_value(ub_reading *r, const ub_xml_node *n, ub_fact_kind kind, const char *country, ub_str other)
{
    UB_XML_EACH(v, n, UB_S("VALUE")) {
        if (country) ub_read_country(r, country, v->text, UB_S(""));
        else ub_read_fact(r, kind, other, v->text);
    }
}

static ub_status un_record(ub_reading *r, size_t depth, const ub_xml_node *n)
{
    static const ub_str names[] = { UB_LIT("FIRST_NAME"), UB_LIT("SECOND_NAME"), UB_LIT("THIRD_NAME"), UB_LIT("FOURTH_NAME") };
    static const ub_str known[] = {
        UB_LIT("REFERENCE_NUMBER"), UB_LIT("LISTED_ON"), UB_LIT("FIRST_NAME"), UB_LIT("SECOND_NAME"), UB_LIT("THIRD_NAME"),
        UB_LIT("FOURTH_NAME"), UB_LIT("NAME_ORIGINAL_SCRIPT"), UB_LIT("GENDER"), UB_LIT("COMMENTS1"), UB_LIT("UN_LIST_TYPE"),
        UB_LIT("DATAID"), UB_LIT("VERSIONNUM"), UB_LIT("TITLE"), UB_LIT("DESIGNATION"), UB_LIT("NATIONALITY"), UB_LIT("LIST_TYPE"),
        UB_LIT("LAST_DAY_UPDATED"), UB_LIT("SORT_KEY"), UB_LIT("SORT_KEY_LAST_MOD"), UB_LIT("INDIVIDUAL_ALIAS"),
        UB_LIT("INDIVIDUAL_ADDRESS"), UB_LIT("INDIVIDUAL_DATE_OF_BIRTH"), UB_LIT("INDIVIDUAL_PLACE_OF_BIRTH"),
        UB_LIT("INDIVIDUAL_DOCUMENT"), UB_LIT("ENTITY_ALIAS"), UB_LIT("ENTITY_ADDRESS"),
    };
    ub_str uid = ub_xml_text(n, UB_S("REFERENCE_NUMBER")), part[4];
    ub_days d;
    ub_list_entry *e;
    (void)depth;
    if (uid.n == 0) uid = ub_xml_text(n, UB_S("DATAID"));
    if (uid.n == 0) return ub_fail(&r->fault->err, UB_SYNTAX, "an entry without a number", 0);
    e = ub_list_add_entry(r->b, uid, ub_str_eq(n->name, UB_S("ENTITY")) ? UB_ENTRY_ENTITY : UB_ENTRY_PERSON);
    if (e && ub_days_parse(ub_xml_text(n, UB_S("LISTED_ON")), UB_DAY_FIRST, &d)) e->listed = d.from;
    for (size_t i = 0; i < UB_COUNT(part); i++) part[i] = ub_xml_text(n, names[i]);
    ub_read_several(r, ub_read_join(r->scratch, part, 4, UB_S(" ")), UB_NAME_PRIMARY, UB_NAME_STRONG);
    ub_read_several(r, ub_xml_text(n, UB_S("NAME_ORIGINAL_SCRIPT")), UB_NAME_PRIMARY, UB_NAME_STRONG);
    for (const ub_xml_node *c = n->child; c; c = c->next) {
        r->row = c->row;
        r->column = c->column;
        if (ub_str_ends(c->name, UB_S("_ALIAS"))) un_alias(r, c);
        else if (ub_str_ends(c->name, UB_S("_ADDRESS"))) un_address(r, c, false);
        else if (ub_str_ends(c->name, UB_S("_PLACE_OF_BIRTH"))) un_address(r, c, true);
        else if (ub_str_ends(c->name, UB_S("_DATE_OF_BIRTH"))) un_birth(r, c);
        else if (ub_str_ends(c->name, UB_S("_DOCUMENT"))) un_document(r, c);
        else if (ub_str_eq(c->name, UB_S("NATIONALITY"))) each_value(r, c, 0, "nationality", UB_S(""));
        else if (ub_str_eq(c->name, UB_S("TITLE")) || ub_str_eq(c->name, UB_S("DESIGNATION")))
            each_value(r, c, UB_FACT_TITLE, NULL, UB_S(""));
    }
    ub_read_fact(r, UB_FACT_GENDER, UB_S(""), ub_xml_text(n, UB_S("GENDER")));
    ub_read_fact(r, UB_FACT_PROGRAM, UB_S(""), ub_xml_text(n, UB_S("UN_LIST_TYPE")));
    ub_read_other(r, UB_S("Comments"), ub_xml_text(n, UB_S("COMMENTS1")));
    ub_read_other(r, UB_S("DATAID"), ub_xml_text(n, UB_S("DATAID")));
    ub_read_unknown(r, n, known, UB_COUNT(known));
    return UB_OK;
}

const ub_xml_format ub_xml_un = { is_un, un_record };

/* ------------------------------------------------------------------------------------------------ EU */

static bool is_eu(ub_reading *r, const ub_str *outer, size_t depth, const ub_xml_node *n)
{
    (void)outer;
    if (depth == 0) {
        ub_days d;
        if (!r->date && ub_days_parse(ub_str_to(ub_xml_attr_of(n, UB_S("generationDate")), 10), UB_DAY_FIRST, &d)) r->date = d.from;
        return false;
    }
    return ub_str_eq(n->name, UB_S("sanctionEntity"));
}

ub_entry_kind ub_read_eu_kind(ub_reading *r, ub_str code)
{
    if (ub_str_eq_nocase(code, UB_S("person")) || ub_str_eq(code, UB_S("P"))) return UB_ENTRY_PERSON;
    if (ub_str_eq_nocase(code, UB_S("enterprise")) || ub_str_eq(code, UB_S("E"))) return UB_ENTRY_ENTITY;
    if (ub_str_eq_nocase(code, UB_S("vessel")) || ub_str_eq_nocase(code, UB_S("ship"))) return UB_ENTRY_VESSEL;
    if (code.n) ub_read_note(r, "an unknown kind of entry", code);
    return UB_ENTRY_UNKNOWN;
}

static void eu_alias(ub_reading *r, const ub_xml_node *n)
{
    ub_str whole = ub_xml_attr_of(n, UB_S("wholeName")), last = ub_xml_attr_of(n, UB_S("lastName"));
    ub_str given[2] = { ub_xml_attr_of(n, UB_S("firstName")), ub_xml_attr_of(n, UB_S("middleName")) };
    bool weak = ub_str_eq_nocase(ub_xml_attr_of(n, UB_S("strong")), UB_S("false"));
    ub_list_entry *e = ub_list_current(r->b);
    ub_name_type type = e->zero[0] ? UB_NAME_AKA : UB_NAME_PRIMARY;       /* the first is the one it stands under */
    ub_list_name *name;
    ub_text language = ub_list_add_text(r->b, ub_xml_attr_of(n, UB_S("nameLanguage")));
    if (whole.n == 0) whole = ub_read_join(r->scratch, (ub_str[]){ given[0], given[1], last }, 3, UB_S(" "));
    if (whole.n) {
        if (weak) type = UB_NAME_AKA;
        name = ub_list_add_name(r->b, whole, type, weak ? UB_NAME_WEAK : UB_NAME_STRONG);
        if (name) {
            name->language = language;
            if (type == UB_NAME_PRIMARY) e->zero[0] = 1;
            if (last.n && last.n < whole.n) ub_list_family(r->b, name, last, ub_str_ends(whole, last));
        }
    }
    ub_read_fact(r, UB_FACT_GENDER, UB_S(""), ub_xml_attr_of(n, UB_S("gender")));
    ub_read_fact(r, UB_FACT_TITLE, UB_S(""), ub_xml_attr_of(n, UB_S("title")));
    ub_read_fact(r, UB_FACT_TITLE, UB_S(""), ub_xml_attr_of(n, UB_S("function")));
}

static void eu_place(ub_reading *r, const ub_xml_node *n, const char *type)
{
    ub_str country = ub_xml_attr_of(n, UB_S("countryDescription")), unknown = UB_S("");
    ub_str line[7] = { ub_xml_attr_of(n, UB_S("street")), ub_xml_attr_of(n, UB_S("poBox")), ub_xml_attr_of(n, UB_S("place")),
                       ub_xml_attr_of(n, UB_S("city")), ub_xml_attr_of(n, UB_S("zipCode")), ub_xml_attr_of(n, UB_S("region")),
                       ub_str_eq(country, UB_S("UNKNOWN")) ? unknown : country };
    ub_str whole = ub_read_join(r->scratch, line, UB_COUNT(line), UB_S(", "));
    if (!strcmp(type, "birth")) ub_read_other(r, UB_S("Place of Birth"), whole);
    else ub_read_fact(r, UB_FACT_ADDRESS, UB_S(""), whole);
    ub_read_country(r, type, country, ub_xml_attr_of(n, UB_S("countryIso2Code")));
}

static void eu_birth(ub_reading *r, const ub_xml_node *n)
{
    ub_str when = ub_xml_attr_of(n, UB_S("birthdate")), y = ub_xml_attr_of(n, UB_S("year"));
    ub_str from = ub_xml_attr_of(n, UB_S("yearRangeFrom")), to = ub_xml_attr_of(n, UB_S("yearRangeTo"));
    ub_str m = ub_xml_attr_of(n, UB_S("monthOfYear")), d = ub_xml_attr_of(n, UB_S("dayOfMonth"));
    ub_str span[3] = { y, m, d };
    if (when.n == 0 && y.n) when = ub_read_join(r->scratch, span, m.n ? (d.n ? 3 : 2) : 1, UB_S("-"));
    if (when.n == 0 && from.n) {
        span[0] = from, span[1] = to;
        when = ub_read_join(r->scratch, span, 2, UB_S(" to "));
    }
    if (when.n && ub_str_eq_nocase(ub_xml_attr_of(n, UB_S("circa")), UB_S("true"))) {
        span[0] = UB_S("circa"), span[1] = when;
        when = ub_read_join(r->scratch, span, 2, UB_S(" "));
    }
    ub_read_birth(r, when, UB_DAY_FIRST);
    eu_place(r, n, "birth");
}

static void eu_contact(ub_reading *r, const ub_xml_node *n)
{
    UB_XML_EACH(c, n, UB_S("contactInfo")) {
        ub_str key = ub_xml_attr_of(c, UB_S("key")), value = ub_xml_attr_of(c, UB_S("value"));
        if (value.n == 0) value = ub_str_trim(c->text);
        if (ub_str_starts_nocase(key, UB_S("email"))) ub_read_emails(r, value);
        else if (ub_str_starts_nocase(key, UB_S("web"))) ub_read_websites(r, value);
        else if (ub_str_starts_nocase(key, UB_S("phone")) || ub_str_starts_nocase(key, UB_S("fax")))
            ub_read_fact(r, UB_FACT_PHONE, key, value);
        else if (value.n) {
            if (ub_str_chr(value, '@') < value.n) ub_read_emails(r, value);
            else ub_read_other(r, key, value);
        }
    }
}

static ub_status eu_record(ub_reading *r, size_t depth, const ub_xml_node *n)
{
    static const ub_str known[] = {
        UB_LIT("remark"), UB_LIT("regulation"), UB_LIT("subjectType"), UB_LIT("nameAlias"), UB_LIT("citizenship"),
        UB_LIT("birthdate"), UB_LIT("address"), UB_LIT("identification"), UB_LIT("contactInfo"),
    };
    ub_str uid = ub_xml_attr_of(n, UB_S("euReferenceNumber"));
    ub_list_entry *e;
    ub_days d;
    (void)depth;
    if (uid.n == 0) uid = ub_xml_attr_of(n, UB_S("logicalId"));
    if (uid.n == 0) return ub_fail(&r->fault->err, UB_SYNTAX, "an entry without a number", 0);
    e = ub_list_add_entry(r->b, uid, ub_read_eu_kind(r, ub_xml_attr_of(ub_xml_child(n, UB_S("subjectType")), UB_S("code"))));
    if (!e) return UB_LIMIT;
    if (ub_days_parse(ub_xml_attr_of(n, UB_S("designationDate")), UB_DAY_FIRST, &d)) e->listed = d.from;
    for (const ub_xml_node *c = n->child; c; c = c->next) {
        UB_XML_EACH(remark, c, UB_S("remark")) ub_read_other(r, UB_S("Remark"), remark->text);
        if (ub_str_eq(c->name, UB_S("nameAlias"))) eu_alias(r, c);
        else if (ub_str_eq(c->name, UB_S("citizenship")))
            ub_read_country(r, "citizen", ub_xml_attr_of(c, UB_S("countryDescription")), ub_xml_attr_of(c, UB_S("countryIso2Code")));
        else if (ub_str_eq(c->name, UB_S("birthdate"))) eu_birth(r, c);
        else if (ub_str_eq(c->name, UB_S("address"))) eu_place(r, c, "address"), eu_contact(r, c);
        else if (ub_str_eq(c->name, UB_S("identification")))
            ub_read_id(r, ub_xml_attr_of(c, UB_S("identificationTypeDescription")), ub_xml_attr_of(c, UB_S("number")),
                       ub_xml_attr_of(c, UB_S("countryDescription")));
        else if (ub_str_eq(c->name, UB_S("regulation")))
            ub_read_fact(r, UB_FACT_PROGRAM, UB_S(""), ub_xml_attr_of(c, UB_S("programme")));
        else if (ub_str_eq(c->name, UB_S("remark"))) ub_read_other(r, UB_S("Remark"), c->text);
    }
    eu_contact(r, n);
    ub_read_other(r, UB_S("UN reference"), ub_xml_attr_of(n, UB_S("unitedNationId")));
    ub_read_other(r, UB_S("Designation"), ub_xml_attr_of(n, UB_S("designationDetails")));
    ub_read_unknown(r, n, known, UB_COUNT(known));
    return UB_OK;
}

const ub_xml_format ub_xml_eu = { is_eu, eu_record };
