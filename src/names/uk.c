/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The UK Sanctions List, CSV and XML, and the OFSI Consolidated List whose place it took on 28 January 2026.
 *
 * CSV: a line with the date, a header, and a row for each name and address of an entry: rows are joined by their number.
 * Columns are found by their names, so that an added or moved one does no harm.
 */
#include "reading.h"

ub_name_type ub_read_uk_type(ub_str word)
{
    word = ub_str_trim(word);
    if (ub_str_eq_nocase(word, UB_S("Primary Name"))) return UB_NAME_PRIMARY;
    if (ub_str_starts_nocase(word, UB_S("f.k.a")) || ub_str_eq_nocase(word, UB_S("fka"))) return UB_NAME_FKA;
    return UB_NAME_AKA;
}

ub_entry_kind ub_read_uk_kind(ub_reading *r, ub_str word)
{
    word = ub_str_trim(word);
    if (ub_str_eq_nocase(word, UB_S("Individual"))) return UB_ENTRY_PERSON;
    if (ub_str_eq_nocase(word, UB_S("Entity"))) return UB_ENTRY_ENTITY;
    if (ub_str_eq_nocase(word, UB_S("Ship"))) return UB_ENTRY_VESSEL;
    if (word.n) ub_read_note(r, "an unknown kind of entry", word);
    return UB_ENTRY_UNKNOWN;
}

/* ------------------------------------------------------------------------------------------------ CSV */

enum role {
    KEPT, UID, GROUP, NAME6, NAME1, NAME2, NAME3, NAME4, NAME5, TYPE, STRENGTH, NON_LATIN, LANGUAGE, PROGRAM, KIND,
    LINE1, LINE2, LINE3, LINE4, LINE5, LINE6, POSTCODE, COUNTRY, PHONE, SITE, EMAIL, LISTED, BIRTH, NATIONALITY, NATIONAL_ID,
    PASSPORT, BUSINESS, IMO, HULL, TITLE, GENDER, BIRTH_COUNTRY, FLAG, SKIP, ROLES
};

/* Names of columns.  UK Sanctions List of 8 October 2026; below it those that only the OFSI list has. */
static const struct { ub_str name; enum role role; } columns[] = {
    { UB_LIT("Last Updated"), SKIP }, { UB_LIT("Unique ID"), UID }, { UB_LIT("OFSI Group ID"), KEPT }, { UB_LIT("UN Reference Number"), KEPT },
    { UB_LIT("Name 6"), NAME6 }, { UB_LIT("Name 1"), NAME1 }, { UB_LIT("Name 2"), NAME2 }, { UB_LIT("Name 3"), NAME3 },
    { UB_LIT("Name 4"), NAME4 }, { UB_LIT("Name 5"), NAME5 }, { UB_LIT("Name type"), TYPE }, { UB_LIT("Alias strength"), STRENGTH },
    { UB_LIT("Title"), TITLE }, { UB_LIT("Name non-latin script"), NON_LATIN }, { UB_LIT("Non-latin script type"), KEPT },
    { UB_LIT("Non-latin script language"), LANGUAGE }, { UB_LIT("Regime Name"), PROGRAM }, { UB_LIT("Designation Type"), KIND },
    { UB_LIT("Designation source"), KEPT }, { UB_LIT("Sanctions Imposed"), KEPT }, { UB_LIT("Other Information"), KEPT },
    { UB_LIT("UK Statement of Reasons"), KEPT }, { UB_LIT("Address Line 1"), LINE1 }, { UB_LIT("Address Line 2"), LINE2 },
    { UB_LIT("Address Line 3"), LINE3 }, { UB_LIT("Address Line 4"), LINE4 }, { UB_LIT("Address Line 5"), LINE5 },
    { UB_LIT("Address Line 6"), LINE6 }, { UB_LIT("Address Postal Code"), POSTCODE }, { UB_LIT("Address Country"), COUNTRY },
    { UB_LIT("Phone number"), PHONE }, { UB_LIT("Website"), SITE }, { UB_LIT("Email address"), EMAIL },
    { UB_LIT("Date Designated"), LISTED }, { UB_LIT("D.O.B"), BIRTH }, { UB_LIT("Nationality(/ies)"), NATIONALITY },
    { UB_LIT("National Identifier number"), NATIONAL_ID }, { UB_LIT("National Identifier additional information"), KEPT },
    { UB_LIT("Passport number"), PASSPORT }, { UB_LIT("Passport additional information"), KEPT }, { UB_LIT("Position"), TITLE },
    { UB_LIT("Gender"), GENDER }, { UB_LIT("Town of birth"), KEPT }, { UB_LIT("Country of birth"), BIRTH_COUNTRY },
    { UB_LIT("Type of entity"), KEPT }, { UB_LIT("Subsidiaries"), KEPT }, { UB_LIT("Parent company"), KEPT },
    { UB_LIT("Business registration number (s)"), BUSINESS }, { UB_LIT("IMO number"), IMO },
    { UB_LIT("Current owner/operator (s)"), KEPT }, { UB_LIT("Previous owner/operator (s)"), KEPT },
    { UB_LIT("Current believed flag of ship"), FLAG }, { UB_LIT("Previous flags"), FLAG }, { UB_LIT("Type of ship"), KEPT },
    { UB_LIT("Tonnage of ship"), KEPT }, { UB_LIT("Length of ship"), KEPT }, { UB_LIT("Year Built"), KEPT },
    { UB_LIT("Hull identification number (HIN)"), HULL },

    { UB_LIT("Non-Latin Script Type"), KEPT }, { UB_LIT("Nationality"), NATIONALITY }, { UB_LIT("DOB"), BIRTH },
    { UB_LIT("Passport Details"), KEPT }, { UB_LIT("National Identification Number"), NATIONAL_ID },
    { UB_LIT("National Identification Details"), KEPT }, { UB_LIT("Address 1"), LINE1 }, { UB_LIT("Address 2"), LINE2 },
    { UB_LIT("Address 3"), LINE3 }, { UB_LIT("Address 4"), LINE4 }, { UB_LIT("Address 5"), LINE5 }, { UB_LIT("Address 6"), LINE6 },
    { UB_LIT("Post/Zip Code"), POSTCODE }, { UB_LIT("Country"), COUNTRY }, { UB_LIT("Group Type"), KIND }, { UB_LIT("Alias Type"), TYPE },
    { UB_LIT("Alias Quality"), STRENGTH }, { UB_LIT("Regime"), PROGRAM }, { UB_LIT("Listed On"), LISTED },
    { UB_LIT("UK Sanctions List Date Designated"), KEPT }, { UB_LIT("Group ID"), GROUP },
};

struct table {
    uint8_t role[UB_CSV_COLUMNS_MAX];
    ub_str head[UB_CSV_COLUMNS_MAX];
    size_t n;
};

static void read_header(ub_reading *r, const ub_csv *c, struct table *t)
{
    t->n = c->n;
    for (size_t i = 0; i < c->n; i++) {
        size_t k = 0;
        t->head[i] = ub_str_trim(c->field[i]);
        while (k < UB_COUNT(columns) && !ub_str_eq_nocase(columns[k].name, t->head[i])) k++;
        t->role[i] = k < UB_COUNT(columns) ? (uint8_t)columns[k].role : (uint8_t)KEPT;
        if (k < UB_COUNT(columns) || t->head[i].n == 0) continue;
        r->row = c->row;
        r->column = i + 1;
        ub_read_note(r, "an unknown field, kept", t->head[i]);
    }
}

/* First field of that role, empty when there is none. */
static ub_str field_of(const struct table *t, const ub_csv *c, enum role role)
{
    for (size_t i = 0; i < t->n; i++)
        if (t->role[i] == role) return c->field[i];
    return UB_S("");
}

static void add_names(ub_reading *r, const struct table *t, const ub_csv *c)
{
    ub_str given[5], other = field_of(t, c, NON_LATIN);
    ub_name_type type = ub_read_uk_type(field_of(t, c, TYPE));
    ub_name_strength strength = ub_read_strength(field_of(t, c, STRENGTH));
    for (int i = 0; i < 5; i++) given[i] = field_of(t, c, (enum role)(NAME1 + i));
    ub_read_parts(r, given, 5, field_of(t, c, NAME6), type, strength);
    if (other.n) {
        ub_text language = ub_list_add_text(r->b, field_of(t, c, LANGUAGE));
        ub_list_name *n = ub_list_add_name(r->b, other, type, strength);
        if (n) n->language = language;
    }
}

static void add_field(ub_reading *r, enum role role, ub_str head, ub_str value)
{
    switch (role) {
    case PROGRAM:       ub_read_fact(r, UB_FACT_PROGRAM, UB_S(""), value); break;
    case PHONE:         ub_read_fact(r, UB_FACT_PHONE, UB_S(""), value); break;
    case SITE:          ub_read_websites(r, value); break;
    case EMAIL:         ub_read_emails(r, value); break;
    case BIRTH:         ub_read_birth(r, value, UB_DAY_FIRST); break;
    case NATIONALITY:   ub_read_countries(r, "nationality", value); break;
    case BIRTH_COUNTRY: ub_read_country(r, "birth", value, UB_S("")); break;
    case FLAG:          ub_read_country(r, "flag", value, UB_S("")); break;
    case NATIONAL_ID:   ub_read_id(r, UB_S("National ID"), value, UB_S("")); break;
    case PASSPORT:      ub_read_id(r, UB_S("Passport"), value, UB_S("")); break;
    case BUSINESS:      ub_read_id(r, UB_S("Business Registration Number"), value, UB_S("")); break;
    case IMO:           ub_read_id(r, UB_S("IMO"), value, UB_S("")); break;
    case HULL:          ub_read_id(r, UB_S("Hull identification number"), value, UB_S("")); break;
    case TITLE:         ub_read_fact(r, UB_FACT_TITLE, UB_S(""), value); break;
    case GENDER:        ub_read_fact(r, UB_FACT_GENDER, UB_S(""), value); break;
    case KEPT:          ub_read_other(r, head, value); break;
    default:            break;
    }
}

static void add_row(ub_reading *r, const struct table *t, const ub_csv *c)
{
    ub_str uid = field_of(t, c, UID), line[8];
    ub_list_entry *e;
    ub_days d;
    if (uid.n == 0) uid = field_of(t, c, GROUP);
    if (!ub_list_resume(r->b, uid)) ub_list_add_entry(r->b, uid, ub_read_uk_kind(r, field_of(t, c, KIND)));
    if (!(e = ub_list_current(r->b)) || r->b->failed) return;
    if (!e->listed && ub_days_parse(field_of(t, c, LISTED), UB_DAY_FIRST, &d)) e->listed = d.from;
    add_names(r, t, c);
    for (size_t i = 0; i < t->n; i++) add_field(r, (enum role)t->role[i], t->head[i], c->field[i]);
    for (int i = 0; i < 8; i++) line[i] = field_of(t, c, (enum role)(LINE1 + i));
    ub_read_fact(r, UB_FACT_ADDRESS, UB_S(""), ub_read_join(r->scratch, line, 8, UB_S(", ")));
    ub_read_country(r, "address", line[7], UB_S(""));
}

/* "Report Date: 08-Oct-2026", or "Last Updated,13/05/2022". */
static void read_date(ub_reading *r, const ub_csv *c)
{
    ub_str s = c->field[c->n > 1 ? 1 : 0];
    size_t colon = ub_str_chr(s, ':');
    ub_days d;
    if (colon < s.n) s = ub_str_from(s, colon + 1);
    if (!r->date && ub_days_parse(s, UB_DAY_FIRST, &d)) r->date = d.from;
}

static bool is_header(const ub_csv *c)
{
    for (size_t i = 0; i < c->n; i++)
        if (ub_str_eq_nocase(ub_str_trim(c->field[i]), UB_S("Name 6"))) return true;
    return false;
}

ub_status ub_read_uk_csv(ub_reading *r, ub_str data)
{
    ub_csv *c = UB_NEW(r->b->a, ub_csv, 1);
    struct table *t = UB_NEW(r->b->a, struct table, 1);
    bool id = false;
    if (!c || !t) return ub_read_refuse(r, UB_LIMIT, "the list is larger than what is allowed", 0, 0);
    for (ub_csv_open(c, data, ','); ; ) {
        ub_err err = { 0 };
        ub_status s;
        *r->scratch = r->empty;
        if ((s = ub_csv_next(c, r->scratch, &err)) == UB_ABSENT) break;
        r->row = c->row;
        if (s != UB_OK) return ub_read_refuse(r, s, err.what, c->row, err.at);
        if (!t->n) {
            if (!is_header(c)) {
                if (c->row > 3) return ub_read_refuse(r, UB_SYNTAX, "no header with the name of a column", c->row, 1);
                read_date(r, c);
                continue;
            }
            for (size_t i = 0; i < c->n; i++)
                if (!ub_str_copy(r->b->a, c->field[i], &c->field[i])) r->b->failed = true;
            read_header(r, c, t);
            for (size_t i = 0; i < t->n; i++) id |= t->role[i] == UID || t->role[i] == GROUP;
            if (!id) return ub_read_refuse(r, UB_SYNTAX, "no column with the number of an entry", c->row, 1);
            continue;
        }
        if (c->n != t->n)
            return ub_read_refuse(r, UB_SYNTAX, "the row has another number of columns", c->row, c->n < t->n ? c->n : t->n + 1);
        for (size_t i = 0; i < c->n; i++) c->field[i] = ub_read_text(r->scratch, ub_str_trim(c->field[i]));
        if (field_of(t, c, UID).n + field_of(t, c, GROUP).n == 0)
            return ub_read_refuse(r, UB_SYNTAX, "a row without the number of its entry", c->row, 1);
        add_row(r, t, c);
        if (r->b->failed) return ub_read_refuse(r, UB_LIMIT, "the list is larger than what is allowed", c->row, 1);
    }
    return t->n ? UB_OK : ub_read_refuse(r, UB_SYNTAX, "no header with the name of a column", c->row, 1);
}

/* ------------------------------------------------------------------------------------------------ XML */

static bool is_uk(ub_reading *r, const ub_str *outer, size_t depth, const ub_xml_node *n)
{
    (void)r, (void)outer;
    return depth == 1 && (ub_str_eq(n->name, UB_S("Designation")) || ub_str_eq(n->name, UB_S("DateGenerated")));
}

/* Fields of any depth, by the name of the element that holds the text. */
static const struct { ub_str name; enum role role; } elements[] = {
    { UB_LIT("RegimeName"), PROGRAM }, { UB_LIT("PhoneNumber"), PHONE }, { UB_LIT("Website"), SITE }, { UB_LIT("EmailAddress"), EMAIL },
    { UB_LIT("DOB"), BIRTH }, { UB_LIT("Nationality"), NATIONALITY }, { UB_LIT("NationalIdentifierNumber"), NATIONAL_ID },
    { UB_LIT("PassportNumber"), PASSPORT }, { UB_LIT("BusinessRegistrationNumber"), BUSINESS }, { UB_LIT("IMONumber"), IMO },
    { UB_LIT("HullIdentificationNumber"), HULL }, { UB_LIT("Title"), TITLE }, { UB_LIT("Position"), TITLE }, { UB_LIT("Gender"), GENDER },
    { UB_LIT("CountryOfBirth"), BIRTH_COUNTRY }, { UB_LIT("CurrentBelievedFlagOfShip"), FLAG }, { UB_LIT("PreviousFlag"), FLAG },
    { UB_LIT("CurrentFlag"), FLAG },
    { UB_LIT("LastUpdated"), SKIP }, { UB_LIT("DateDesignated"), SKIP }, { UB_LIT("UniqueID"), SKIP }, { UB_LIT("IndividualEntityShip"), SKIP },
    { UB_LIT("OFSIGroupID"), KEPT }, { UB_LIT("UNReferenceNumber"), KEPT }, { UB_LIT("DesignationSource"), KEPT },
    { UB_LIT("SanctionsImposed"), KEPT }, { UB_LIT("SanctionsImposedIndicators"), SKIP }, { UB_LIT("OtherInformation"), KEPT },
    { UB_LIT("UKStatementofReasons"), KEPT }, { UB_LIT("UKStatementOfReasons"), KEPT }, { UB_LIT("TownOfBirth"), KEPT },
    { UB_LIT("PassportAdditionalInformation"), KEPT }, { UB_LIT("NationalIdentifierAdditionalInformation"), KEPT },
    { UB_LIT("TypeOfEntity"), KEPT }, { UB_LIT("ParentCompany"), KEPT }, { UB_LIT("Subsidiary"), KEPT }, { UB_LIT("CurrentOwnerOperator"), KEPT },
    { UB_LIT("PreviousOwnerOperator"), KEPT }, { UB_LIT("TypeOfShip"), KEPT }, { UB_LIT("TonnageOfShip"), KEPT },
    { UB_LIT("LengthOfShip"), KEPT }, { UB_LIT("YearBuilt"), KEPT },
};

static void uk_name(ub_reading *r, const ub_xml_node *n)
{
    static const ub_str parts[] = { UB_LIT("Name1"), UB_LIT("Name2"), UB_LIT("Name3"), UB_LIT("Name4"), UB_LIT("Name5") };
    ub_str given[5];
    for (size_t i = 0; i < 5; i++) given[i] = ub_xml_text(n, parts[i]);
    ub_read_parts(r, given, 5, ub_xml_text(n, UB_S("Name6")), ub_read_uk_type(ub_xml_text(n, UB_S("NameType"))),
                  ub_read_strength(ub_xml_text(n, UB_S("AliasStrength"))));
}

static void uk_non_latin(ub_reading *r, const ub_xml_node *n)
{
    ub_text language = ub_list_add_text(r->b, ub_xml_text(n, UB_S("NonLatinScriptLanguage")));
    ub_str text = ub_xml_text(n, UB_S("NameNonLatinScript"));
    ub_list_name *name = text.n ? ub_list_add_name(r->b, text, UB_NAME_AKA, UB_NAME_STRONG) : NULL;
    if (name) name->language = language;
}

static void uk_address(ub_reading *r, const ub_xml_node *n)
{
    static const ub_str lines[] = { UB_LIT("AddressLine1"), UB_LIT("AddressLine2"), UB_LIT("AddressLine3"), UB_LIT("AddressLine4"),
                                    UB_LIT("AddressLine5"), UB_LIT("AddressLine6"), UB_LIT("AddressPostalCode"), UB_LIT("AddressCountry") };
    ub_str line[8];
    for (size_t i = 0; i < 8; i++) line[i] = ub_xml_text(n, lines[i]);
    ub_read_fact(r, UB_FACT_ADDRESS, UB_S(""), ub_read_join(r->scratch, line, 8, UB_S(", ")));
    ub_read_country(r, "address", line[7], UB_S(""));
}

/* Whatever holds text below `n`; what nobody knows is kept under its name. */
static void uk_fields(ub_reading *r, const ub_xml_node *n)
{
    for (const ub_xml_node *c = n->child; c; c = c->next) {
        size_t i = 0;
        r->row = c->row;
        r->column = c->column;
        if (ub_str_eq(c->name, UB_S("Names"))) { UB_XML_EACH(x, c, UB_S("Name")) uk_name(r, x); continue; }
        if (ub_str_eq(c->name, UB_S("NonLatinNames"))) { UB_XML_EACH(x, c, UB_S("NonLatinName")) uk_non_latin(r, x); continue; }
        if (ub_str_eq(c->name, UB_S("Address"))) { uk_address(r, c); continue; }
        if (c->child) { uk_fields(r, c); continue; }       /* at most UB_XML_DEPTH_MAX deep */
        if (ub_str_trim(c->text).n == 0) continue;
        while (i < UB_COUNT(elements) && !ub_str_eq(elements[i].name, c->name)) i++;
        if (i == UB_COUNT(elements)) ub_read_note(r, "an unknown field, kept", c->name);
        add_field(r, i < UB_COUNT(elements) ? elements[i].role : KEPT, c->name, c->text);
    }
}

static ub_status uk_record(ub_reading *r, size_t depth, const ub_xml_node *n)
{
    ub_str uid = ub_xml_text(n, UB_S("UniqueID"));
    ub_list_entry *e;
    ub_days d;
    (void)depth;
    if (ub_str_eq(n->name, UB_S("DateGenerated"))) {
        if (!r->date && ub_days_parse(n->text, UB_DAY_FIRST, &d)) r->date = d.from;
        return UB_OK;
    }
    if (uid.n == 0) return ub_fail(&r->fault->err, UB_SYNTAX, "an entry without a number", 0);
    e = ub_list_add_entry(r->b, uid, ub_read_uk_kind(r, ub_xml_text(n, UB_S("IndividualEntityShip"))));
    if (e && ub_days_parse(ub_xml_text(n, UB_S("DateDesignated")), UB_DAY_FIRST, &d)) e->listed = d.from;
    uk_fields(r, n);
    return UB_OK;
}

const ub_xml_format ub_xml_uk = { is_uk, uk_record };
