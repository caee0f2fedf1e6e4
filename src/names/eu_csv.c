/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The EU's consolidated list as CSV (FSF 1.0 and 1.1): fields between ';', a header, a row for each name, address, birth,
 * document and citizenship of an entity, in which the columns of the other subjects are empty.
 */
#include "reading.h"

enum role {
    KEPT, SKIP, DATE, UID, UID2, UN_ID, LISTED, KIND, PROGRAM, LAST, FIRST, MIDDLE, WHOLE, STRONG, LANGUAGE, GENDER, TITLE,
    STREET, BOX, PLACE, CITY, ZIP, REGION, COUNTRY, ISO, CONTACT,
    BIRTH, BIRTH_DAY, BIRTH_MONTH, BIRTH_YEAR, BIRTH_FROM, BIRTH_TO, BIRTH_CIRCA, BIRTH_PLACE, BIRTH_CITY, BIRTH_COUNTRY, BIRTH_ISO,
    NUMBER, NUMBER_TYPE, NUMBER_COUNTRY, CITIZEN, CITIZEN_ISO, ROLES
};

static const struct { ub_str name; enum role role; } columns[] = {
    { UB_LIT("fileGenerationDate"), DATE }, { UB_LIT("Entity_LogicalId"), UID2 }, { UB_LIT("Entity_EU_ReferenceNumber"), UID },
    { UB_LIT("Entity_UnitedNationId"), UN_ID }, { UB_LIT("Entity_DesignationDate"), LISTED },
    { UB_LIT("Entity_DesignationDetails"), KEPT }, { UB_LIT("Entity_Remark"), KEPT }, { UB_LIT("Entity_SubjectType"), KIND },
    { UB_LIT("Entity_SubjectType_ClassificationCode"), KIND }, { UB_LIT("Entity_Regulation_Programme"), PROGRAM },
    { UB_LIT("NameAlias_LastName"), LAST }, { UB_LIT("NameAlias_FirstName"), FIRST }, { UB_LIT("NameAlias_MiddleName"), MIDDLE },
    { UB_LIT("NameAlias_WholeName"), WHOLE }, { UB_LIT("NameAlias_Strong"), STRONG }, { UB_LIT("NameAlias_NameLanguage"), LANGUAGE },
    { UB_LIT("NameAlias_Gender"), GENDER }, { UB_LIT("NameAlias_Title"), TITLE }, { UB_LIT("NameAlias_Function"), TITLE },
    { UB_LIT("NameAlias_Remark"), KEPT }, { UB_LIT("Address_City"), CITY }, { UB_LIT("Address_Street"), STREET },
    { UB_LIT("Address_PoBox"), BOX }, { UB_LIT("Address_ZipCode"), ZIP }, { UB_LIT("Address_Region"), REGION },
    { UB_LIT("Address_Place"), PLACE }, { UB_LIT("Address_AsAtListingTime"), SKIP }, { UB_LIT("Address_ContactInfo"), CONTACT },
    { UB_LIT("Address_CountryIso2Code"), ISO }, { UB_LIT("Address_CountryDescription"), COUNTRY }, { UB_LIT("Address_Remark"), KEPT },
    { UB_LIT("BirthDate_BirthDate"), BIRTH }, { UB_LIT("BirthDate_Day"), BIRTH_DAY }, { UB_LIT("BirthDate_Month"), BIRTH_MONTH },
    { UB_LIT("BirthDate_Year"), BIRTH_YEAR }, { UB_LIT("BirthDate_YearRangeFrom"), BIRTH_FROM },
    { UB_LIT("BirthDate_YearRangeTo"), BIRTH_TO }, { UB_LIT("BirthDate_Circa"), BIRTH_CIRCA }, { UB_LIT("BirthDate_CalendarType"), SKIP },
    { UB_LIT("BirthDate_ZipCode"), SKIP }, { UB_LIT("BirthDate_Region"), SKIP }, { UB_LIT("BirthDate_Place"), BIRTH_PLACE },
    { UB_LIT("BirthDate_City"), BIRTH_CITY }, { UB_LIT("BirthDate_CountryIso2Code"), BIRTH_ISO },
    { UB_LIT("BirthDate_CountryDescription"), BIRTH_COUNTRY }, { UB_LIT("BirthDate_Remark"), KEPT },
    { UB_LIT("Identification_Number"), NUMBER }, { UB_LIT("Identification_TypeDescription"), NUMBER_TYPE },
    { UB_LIT("Identification_TypeCode"), SKIP }, { UB_LIT("Identification_Diplomatic"), SKIP },
    { UB_LIT("Identification_KnownExpired"), SKIP }, { UB_LIT("Identification_KnownFalse"), SKIP },
    { UB_LIT("Identification_ReportedLost"), SKIP }, { UB_LIT("Identification_RevokedByIssuer"), SKIP },
    { UB_LIT("Identification_IssuedBy"), KEPT }, { UB_LIT("Identification_IssuedDate"), KEPT },
    { UB_LIT("Identification_ValidFrom"), KEPT }, { UB_LIT("Identification_ValidTo"), KEPT },
    { UB_LIT("Identification_LatinNumber"), KEPT }, { UB_LIT("Identification_NameOnDocument"), KEPT },
    { UB_LIT("Identification_Region"), SKIP }, { UB_LIT("Identification_CountryIso2Code"), SKIP },
    { UB_LIT("Identification_CountryDescription"), NUMBER_COUNTRY }, { UB_LIT("Identification_Remark"), KEPT },
    { UB_LIT("Citizenship_Region"), SKIP }, { UB_LIT("Citizenship_CountryIso2Code"), CITIZEN_ISO },
    { UB_LIT("Citizenship_CountryDescription"), CITIZEN }, { UB_LIT("Citizenship_Remark"), KEPT },
};

/* Ends of names that only say where a fact comes from. */
static const ub_str sources[] = { UB_LIT("_LogicalId"), UB_LIT("_RegulationLanguage") };

struct table {
    uint8_t role[UB_CSV_COLUMNS_MAX];
    ub_str head[UB_CSV_COLUMNS_MAX];
    size_t n;
};

static enum role role_of(ub_str name, bool *known)
{
    *known = true;
    for (size_t i = 0; i < UB_COUNT(columns); i++)
        if (ub_str_eq_nocase(columns[i].name, name)) return columns[i].role;
    for (size_t i = 0; i < UB_COUNT(sources); i++)
        if (ub_str_ends(name, sources[i])) return SKIP;
    if (ub_str_find(name, UB_S("_Regulation_")) < name.n) return SKIP;
    *known = name.n == 0;
    return name.n ? KEPT : SKIP;
}

static ub_str of(const struct table *t, const ub_csv *c, enum role role)
{
    for (size_t i = 0; i < t->n; i++)
        if (t->role[i] == role && c->field[i].n) return c->field[i];
    return UB_S("");
}

static void add_name(ub_reading *r, const struct table *t, const ub_csv *c, bool first)
{
    ub_str whole = of(t, c, WHOLE), last = of(t, c, LAST), parts[3] = { of(t, c, FIRST), of(t, c, MIDDLE), last };
    bool weak = ub_str_eq_nocase(of(t, c, STRONG), UB_S("false"));
    ub_text language = ub_list_add_text(r->b, of(t, c, LANGUAGE));
    ub_list_name *n;
    if (whole.n == 0) whole = ub_read_join(r->scratch, parts, 3, UB_S(" "));
    if (whole.n == 0) return;
    n = ub_list_add_name(r->b, whole, first && !weak ? UB_NAME_PRIMARY : UB_NAME_AKA, weak ? UB_NAME_WEAK : UB_NAME_STRONG);
    if (!n) return;
    n->language = language;
    if (last.n && last.n < whole.n) ub_list_family(r->b, n, last, ub_str_ends(whole, last));
}

static void add_birth(ub_reading *r, const struct table *t, const ub_csv *c)
{
    ub_str when = of(t, c, BIRTH), span[3] = { of(t, c, BIRTH_YEAR), of(t, c, BIRTH_MONTH), of(t, c, BIRTH_DAY) };
    if (when.n == 0 && span[0].n) when = ub_read_join(r->scratch, span, span[1].n ? (span[2].n ? 3 : 2) : 1, UB_S("-"));
    if (when.n == 0 && of(t, c, BIRTH_FROM).n) {
        span[0] = of(t, c, BIRTH_FROM), span[1] = of(t, c, BIRTH_TO);
        when = ub_read_join(r->scratch, span, 2, UB_S(" to "));
    }
    if (when.n && ub_str_eq_nocase(of(t, c, BIRTH_CIRCA), UB_S("true"))) {
        span[0] = UB_S("circa"), span[1] = when;
        when = ub_read_join(r->scratch, span, 2, UB_S(" "));
    }
    ub_read_birth(r, when, UB_DAY_FIRST);
    span[0] = of(t, c, BIRTH_PLACE), span[1] = of(t, c, BIRTH_CITY), span[2] = of(t, c, BIRTH_COUNTRY);
    if (ub_str_eq(span[2], UB_S("UNKNOWN"))) span[2].n = 0;
    ub_read_other(r, UB_S("Place of Birth"), ub_read_join(r->scratch, span, 3, UB_S(", ")));
    ub_read_country(r, "birth", of(t, c, BIRTH_COUNTRY), of(t, c, BIRTH_ISO));
}

static void add_row(ub_reading *r, const struct table *t, const ub_csv *c)
{
    ub_str uid = of(t, c, UID).n ? of(t, c, UID) : of(t, c, UID2), country = of(t, c, COUNTRY), contact = of(t, c, CONTACT);
    ub_str line[7] = { of(t, c, STREET), of(t, c, BOX), of(t, c, PLACE), of(t, c, CITY), of(t, c, ZIP), of(t, c, REGION), country };
    bool first = !ub_list_resume(r->b, uid);
    ub_list_entry *e;
    ub_days d;
    if (first) ub_list_add_entry(r->b, uid, ub_read_eu_kind(r, of(t, c, KIND)));
    if (!(e = ub_list_current(r->b)) || r->b->failed) return;
    if (!e->listed && ub_days_parse(of(t, c, LISTED), UB_DAY_FIRST, &d)) e->listed = d.from;
    add_name(r, t, c, first);
    if (ub_str_eq(country, UB_S("UNKNOWN"))) line[6].n = 0;
    ub_read_fact(r, UB_FACT_ADDRESS, UB_S(""), ub_read_join(r->scratch, line, 7, UB_S(", ")));
    ub_read_country(r, "address", country, of(t, c, ISO));
    add_birth(r, t, c);
    ub_read_id(r, of(t, c, NUMBER_TYPE), of(t, c, NUMBER), of(t, c, NUMBER_COUNTRY));
    ub_read_country(r, "citizen", of(t, c, CITIZEN), of(t, c, CITIZEN_ISO));
    ub_read_fact(r, UB_FACT_PROGRAM, UB_S(""), of(t, c, PROGRAM));
    ub_read_fact(r, UB_FACT_GENDER, UB_S(""), of(t, c, GENDER));
    if (ub_str_chr(contact, '@') < contact.n) ub_read_emails(r, contact);
    else if (ub_str_find_nocase(contact, UB_S("www.")) < contact.n) ub_read_websites(r, contact);
    else ub_read_other(r, UB_S("Contact"), contact);
    ub_read_other(r, UB_S("UN reference"), of(t, c, UN_ID));
    for (size_t i = 0; i < t->n; i++) {
        if (t->role[i] == KEPT) ub_read_other(r, t->head[i], c->field[i]);
        if (t->role[i] == TITLE) ub_read_fact(r, UB_FACT_TITLE, UB_S(""), c->field[i]);
    }
}

ub_status ub_read_eu_csv(ub_reading *r, ub_str data)
{
    ub_csv *c = UB_NEW(r->b->a, ub_csv, 1);
    struct table *t = UB_NEW(r->b->a, struct table, 1);
    if (!c || !t) return ub_read_refuse(r, UB_LIMIT, "the list is larger than what is allowed", 0, 0);
    for (ub_csv_open(c, data, ';'); ; ) {
        ub_err err = { 0 };
        ub_days d;
        ub_status s;
        *r->scratch = r->empty;
        if ((s = ub_csv_next(c, r->scratch, &err)) == UB_ABSENT) break;
        r->row = c->row;
        if (s != UB_OK) return ub_read_refuse(r, s, err.what, c->row, err.at);
        if (!t->n) {
            bool id = false, known;
            t->n = c->n;
            for (size_t i = 0; i < c->n; i++) {
                if (!ub_str_copy(r->b->a, ub_str_trim(c->field[i]), &t->head[i])) r->b->failed = true;
                t->role[i] = (uint8_t)role_of(ub_str_trim(c->field[i]), &known);
                id |= t->role[i] == UID || t->role[i] == UID2;
                r->column = i + 1;
                if (!known) ub_read_note(r, "an unknown field, kept", c->field[i]);
            }
            if (!id) return ub_read_refuse(r, UB_SYNTAX, "no column with the number of an entry", c->row, 1);
            continue;
        }
        if (c->n != t->n)
            return ub_read_refuse(r, UB_SYNTAX, "the row has another number of columns", c->row, c->n < t->n ? c->n : t->n + 1);
        for (size_t i = 0; i < c->n; i++) c->field[i] = ub_read_text(r->scratch, ub_str_trim(c->field[i]));
        if (of(t, c, UID).n + of(t, c, UID2).n == 0)
            return ub_read_refuse(r, UB_SYNTAX, "a row without the number of its entry", c->row, 1);
        if (!r->date && ub_days_parse(of(t, c, DATE), UB_DAY_FIRST, &d)) r->date = d.from;
        add_row(r, t, c);
        if (r->b->failed) return ub_read_refuse(r, UB_LIMIT, "the list is larger than what is allowed", c->row, 1);
    }
    return t->n ? UB_OK : ub_read_refuse(r, UB_SYNTAX, "no header with the name of a column", c->row, 1);
}
