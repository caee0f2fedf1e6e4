/* SPDX-License-Identifier: Apache-2.0 */
/*
 * OFAC's SDN_ADVANCED.XML and CONS_ADVANCED.XML, the fullest form of its lists: sets of reference values, places and
 * documents come first, parties point to them by number, programmes and days of listing come last and point to parties.
 * Source: OFAC, "Advanced Sanctions Data Model"; names are local, since the namespace has changed before.
 */
#include "country.h"
#include "reading.h"

/* Something that others point to: a reference value, a place, a document. */
struct thing {
    ub_str set, id;        /* "FeatureType", "344" */
    ub_str text, more;     /* its text; PartySubType: PartyTypeID; Country: ISO2; Location: its country; document: its country */
    ub_str type;           /* document: IDRegDocTypeID */
    uint32_t next;         /* document: the one before of the same identity, plus one */
    bool used;             /* document: these were given to the first identity of that number */
};

struct advanced {
    struct { struct thing *p; size_t n, cap; } things;
    uint32_t *slots;       /* index plus one */
    size_t n_slots;
};

static uint32_t hash(ub_str set, ub_str id) { return (uint32_t)ub_str_hash(id, ub_str_hash(set, 0)); }

/* Slot of that thing, or the empty one where it belongs. */
static uint32_t *slot_of(struct advanced *v, ub_str set, ub_str id)
{
    uint32_t h = hash(set, id);
    for (;; h++) {
        uint32_t *slot = &v->slots[h & (v->n_slots - 1)];
        if (!*slot || (ub_str_eq(v->things.p[*slot - 1].set, set) && ub_str_eq(v->things.p[*slot - 1].id, id))) return slot;
    }
}

static const struct thing *find(struct advanced *v, const char *set, ub_str id)
{
    uint32_t at = v->n_slots ? *slot_of(v, ub_str_of(set, strlen(set)), id) : 0;
    return at ? &v->things.p[at - 1] : NULL;
}

static ub_str text_of(struct advanced *v, const char *set, ub_str id)
{
    const struct thing *t = find(v, set, id);
    return t ? t->text : UB_S("");
}

static bool grow(ub_reading *r, struct advanced *v)
{
    size_t n = v->n_slots ? v->n_slots * 2 : 4096;
    if (v->things.n * 2 < v->n_slots) return true;
    v->slots = UB_NEW(r->b->a, uint32_t, n);
    if (!v->slots) return false;
    v->n_slots = n;
    for (size_t i = 0; i < v->things.n; i++) {             /* later documents of an identity replace earlier ones, as when added */
        uint32_t *slot = slot_of(v, v->things.p[i].set, v->things.p[i].id);
        *slot = (uint32_t)i + 1;
    }
    return true;
}

/* Keep a thing; a second one of the same number takes its place and remembers it. */
static struct thing *keep(ub_reading *r, ub_str set, ub_str id, ub_str text)
{
    struct advanced *v = r->more;
    struct thing *t = grow(r, v) ? UB_PUSH(r->b->a, &v->things) : NULL;
    uint32_t *slot;
    if (!t || !ub_str_copy(r->b->a, set, &t->set) || !ub_str_copy(r->b->a, id, &t->id) || !ub_str_copy(r->b->a, text, &t->text)) {
        if (t) v->things.n--;
        r->b->failed = true;
        return NULL;
    }
    slot = slot_of(v, t->set, t->id);
    t->next = *slot;
    *slot = (uint32_t)v->things.n;
    return t;
}

static bool is_advanced(ub_reading *r, const ub_str *outer, size_t depth, const ub_xml_node *n)
{
    static const ub_str records[] = { UB_LIT("Location"), UB_LIT("IDRegDocument"), UB_LIT("DistinctParty"), UB_LIT("ProfileRelationship"),
                                      UB_LIT("SanctionsEntry") };
    (void)r;
    if (depth == 1) return ub_str_eq(n->name, UB_S("DateOfIssue"));
    if (depth == 3 && ub_str_eq(outer[1], UB_S("ReferenceValueSets"))) return true;
    if (depth == 2)
        for (size_t i = 0; i < UB_COUNT(records); i++)
            if (ub_str_eq(n->name, records[i])) return true;
    return false;
}

/* Year, Month and Day below `n` as a day; months and days may be missing. */
static ub_day day_of(const ub_xml_node *n)
{
    static const ub_str parts[] = { UB_LIT("Year"), UB_LIT("Month"), UB_LIT("Day") };
    uint64_t v[3] = { 0 };
    ub_day d;
    for (size_t i = 0; n && i < 3; i++)
        if (!ub_str_uint(ub_xml_text(n, parts[i]), i ? 31 : 9999, &v[i])) v[i] = 0;
    if (!v[1]) v[2] = 0;
    d = (ub_day)(v[0] * 10000 + v[1] * 100 + v[2]);
    return ub_day_valid(d) ? d : 0;
}

static void reference(ub_reading *r, const ub_xml_node *n)
{
    ub_str more = ub_xml_attr_of(n, UB_S("ISO2"));
    struct thing *t = keep(r, n->name, ub_xml_attr_of(n, UB_S("ID")), ub_str_trim(n->text));
    if (more.n == 0) more = ub_xml_attr_of(n, UB_S("PartyTypeID"));
    if (t && !ub_str_copy(r->b->a, more, &t->more)) r->b->failed = true;
}

/* In the order of an address, not of the file. */
static void location(ub_reading *r, const ub_xml_node *n)
{
    static const ub_str order[] = { UB_LIT("ADDRESS1"), UB_LIT("ADDRESS2"), UB_LIT("ADDRESS3"), UB_LIT("CITY"), UB_LIT("STATE/PROVINCE"),
                                    UB_LIT("POSTAL CODE"), UB_LIT("REGION") };
    struct advanced *v = r->more;
    ub_str line[UB_COUNT(order) + 2] = { 0 }, country = UB_S(""), bare = UB_S("");
    struct thing *t;
    const ub_xml_node *c = ub_xml_child(n, UB_S("LocationCountry")), *area = ub_xml_child(n, UB_S("LocationAreaCode"));
    if (c) country = text_of(v, "Country", ub_xml_attr_of(c, UB_S("CountryID")));
    if (country.n == 0 && area) country = text_of(v, "Country", ub_xml_attr_of(area, UB_S("AreaCodeID")));
    UB_XML_EACH(p, n, UB_S("LocationPart")) {
        ub_str type = text_of(v, "LocPartType", ub_xml_attr_of(p, UB_S("LocPartTypeID"))), value = UB_S("");
        size_t i = 0;
        UB_XML_EACH(x, p, UB_S("LocationPartValue"))
            if (value.n == 0 || ub_str_eq(ub_xml_attr_of(x, UB_S("Primary")), UB_S("true"))) value = ub_xml_text(x, UB_S("Value"));
        while (i < UB_COUNT(order) && !ub_str_eq_nocase(order[i], type)) i++;
        if (i == UB_COUNT(order)) bare = value;
        line[i] = value;
    }
    if (country.n == 0 && ub_country_code(bare).n) country = bare;
    if (ub_str_eq_nocase(country, UB_S("undetermined"))) country.n = 0;
    if (!ub_str_eq(country, line[UB_COUNT(order)])) line[UB_COUNT(order) + 1] = country;
    t = keep(r, UB_S("Location"), ub_xml_attr_of(n, UB_S("ID")), ub_read_join(r->scratch, line, UB_COUNT(line), UB_S(", ")));
    if (t && !ub_str_copy(r->b->a, country, &t->more)) r->b->failed = true;
}

static void document(ub_reading *r, const ub_xml_node *n)
{
    struct advanced *v = r->more;
    ub_str country = text_of(v, "Country", ub_xml_attr_of(n, UB_S("IssuedBy-CountryID")));
    ub_str type = text_of(v, "IDRegDocType", ub_xml_attr_of(n, UB_S("IDRegDocTypeID")));
    struct thing *t = keep(r, UB_S("IDRegDocument"), ub_xml_attr_of(n, UB_S("IdentityID")), ub_xml_text(n, UB_S("IDRegistrationNo")));
    if (type.n == 0) ub_read_note(r, "an unknown kind of document, kept", ub_xml_attr_of(n, UB_S("IDRegDocTypeID")));
    if (t && (!ub_str_copy(r->b->a, country, &t->more) || !ub_str_copy(r->b->a, type, &t->type))) r->b->failed = true;
}

/* ------------------------------------------------------------------------------------------------ parties */

static ub_entry_kind kind_of(struct advanced *v, ub_str subtype)
{
    const struct thing *t = find(v, "PartySubType", subtype);
    ub_str type = t ? text_of(v, "PartyType", t->more) : UB_S("");
    if (t && ub_str_eq_nocase(t->text, UB_S("Vessel"))) return UB_ENTRY_VESSEL;
    if (t && ub_str_eq_nocase(t->text, UB_S("Aircraft"))) return UB_ENTRY_AIRCRAFT;
    if (ub_str_eq_nocase(type, UB_S("Individual"))) return UB_ENTRY_PERSON;
    if (ub_str_eq_nocase(type, UB_S("Entity"))) return UB_ENTRY_ENTITY;
    if (ub_str_eq(subtype, UB_S("4"))) return UB_ENTRY_PERSON;       /* OFAC's own numbers, where the sets do not say */
    if (ub_str_eq(subtype, UB_S("3"))) return UB_ENTRY_ENTITY;
    if (ub_str_eq(subtype, UB_S("1"))) return UB_ENTRY_VESSEL;
    if (ub_str_eq(subtype, UB_S("2"))) return UB_ENTRY_AIRCRAFT;
    return UB_ENTRY_UNKNOWN;
}

/* What the parts of names are stands in groups beside them; they are kept like reference values, for their numbers are. */
static void name_part_groups(ub_reading *r, const ub_xml_node *identity)
{
    UB_XML_EACH(m, ub_xml_child(identity, UB_S("NamePartGroups")), UB_S("MasterNamePartGroup"))
        UB_XML_EACH(g, m, UB_S("NamePartGroup"))
            keep(r, UB_S("NamePartGroup"), ub_xml_attr_of(g, UB_S("ID")), ub_xml_attr_of(g, UB_S("NamePartTypeID")));
}

/* "Last Name", "First Name" .. */
static ub_str part_type(struct advanced *v, ub_str group)
{
    return text_of(v, "NamePartType", text_of(v, "NamePartGroup", group));
}

#define PARTS_MAX 16       /* parts of one name */

/* "LAST, First Middle", as OFAC's other files write it; other scripts and entities in the order of the file. */
static void documented_name(ub_reading *r, const ub_xml_node *n, ub_name_type type, ub_name_strength strength)
{
    struct advanced *v = r->more;
    ub_str last[PARTS_MAX], rest[PARTS_MAX], whole[2];
    size_t n_last = 0, n_rest = 0;
    ub_list_name *name;
    UB_XML_EACH(p, n, UB_S("DocumentedNamePart")) {
        const ub_xml_node *value = ub_xml_child(p, UB_S("NamePartValue"));
        ub_str kind;
        if (!value || n_last + n_rest == PARTS_MAX) continue;
        kind = part_type(v, ub_xml_attr_of(value, UB_S("NamePartGroupID")));
        if (ub_str_eq(kind, UB_S("Last Name"))) last[n_last++] = value->text;
        else rest[n_rest++] = value->text;
    }
    whole[0] = ub_read_join(r->scratch, last, n_last, UB_S(" "));
    whole[1] = ub_read_join(r->scratch, rest, n_rest, UB_S(" "));
    if (whole[0].n + whole[1].n == 0) return;
    name = ub_list_add_name(r->b, ub_read_join(r->scratch, whole, 2, UB_S(", ")), type, strength);
    if (name && whole[0].n && whole[1].n) ub_list_family(r->b, name, whole[0], false);
}

static void alias(ub_reading *r, const ub_xml_node *n)
{
    ub_str kind = text_of(r->more, "AliasType", ub_xml_attr_of(n, UB_S("AliasTypeID")));
    bool weak = ub_str_eq(ub_xml_attr_of(n, UB_S("LowQuality")), UB_S("true"));
    ub_name_type type = UB_NAME_AKA;
    if (ub_str_eq(ub_xml_attr_of(n, UB_S("Primary")), UB_S("true"))) type = UB_NAME_PRIMARY;
    else if (ub_str_starts(kind, UB_S("F.K.A"))) type = UB_NAME_FKA;
    else if (ub_str_starts(kind, UB_S("N.K.A"))) type = UB_NAME_NKA;
    UB_XML_EACH(d, n, UB_S("DocumentedName")) documented_name(r, d, type, weak ? UB_NAME_WEAK : UB_NAME_STRONG);
}

static void period(ub_reading *r, ub_str type, const ub_xml_node *n)
{
    const ub_xml_node *start = ub_xml_child(n, UB_S("Start")), *end = ub_xml_child(n, UB_S("End"));
    ub_day from = day_of(ub_xml_child(start, UB_S("From"))), to = day_of(ub_xml_child(end, UB_S("To")));
    char text[32];
    ub_list_fact *f;
    size_t len;
    if (!to) to = day_of(ub_xml_child(start, UB_S("To")));
    if (!to) to = from;
    if (!from) return;
    len = ub_day_write(from, text);
    if (to != from) {
        memcpy(text + len, " to ", 4);
        len += 4 + ub_day_write(to, text + len + 4);
    }
    if (!ub_str_eq_nocase(type, UB_S("Birthdate"))) {
        ub_read_other(r, type, ub_str_of(text, len));
        return;
    }
    f = ub_list_add_fact(r->b, UB_FACT_BIRTH, UB_S(""), ub_str_of(text, len));
    if (f) f->from = from, f->to = to, f->circa = ub_str_eq(ub_xml_attr_of(start, UB_S("Approximate")), UB_S("true"));
}

static void feature(ub_reading *r, const ub_xml_node *n)
{
    struct advanced *v = r->more;
    ub_str type = text_of(v, "FeatureType", ub_xml_attr_of(n, UB_S("FeatureTypeID")));
    r->row = n->row;
    r->column = n->column;
    if (type.n == 0) ub_read_note(r, "an unknown feature, kept", ub_xml_attr_of(n, UB_S("FeatureTypeID")));
    UB_XML_EACH(x, n, UB_S("FeatureVersion")) {
        UB_XML_EACH(d, x, UB_S("VersionDetail")) {
            ub_str value = ub_str_trim(d->text);
            if (value.n == 0) value = text_of(v, "DetailReference", ub_xml_attr_of(d, UB_S("DetailReferenceID")));
            ub_read_feature(r, type, value, UB_S(""));
        }
        UB_XML_EACH(d, x, UB_S("DatePeriod")) period(r, type, d);
        UB_XML_EACH(l, x, UB_S("VersionLocation")) {
            const struct thing *t = find(v, "Location", ub_xml_attr_of(l, UB_S("LocationID")));
            if (!t) ub_read_note(r, "no such place", ub_xml_attr_of(l, UB_S("LocationID")));
            else if (ub_str_starts(type, UB_S("Nationality"))) ub_read_country(r, "nationality", t->text, UB_S(""));
            else if (ub_str_starts(type, UB_S("Citizenship"))) ub_read_country(r, "citizen", t->text, UB_S(""));
            else if (ub_str_eq(type, UB_S("Location"))) {
                ub_read_fact(r, UB_FACT_ADDRESS, UB_S(""), t->text);
                ub_read_country(r, "address", t->more, UB_S(""));
            } else ub_read_feature(r, type, t->text, UB_S(""));
        }
        ub_read_other(r, UB_S("Comment"), ub_xml_text(x, UB_S("Comment")));
    }
}

static void documents(ub_reading *r, ub_str identity)
{
    struct advanced *v = r->more;
    uint32_t at = v->n_slots ? *slot_of(v, UB_S("IDRegDocument"), identity) : 0;
    const struct thing *t = at ? &v->things.p[at - 1] : NULL;
    if (!t || t->used) return;
    v->things.p[at - 1].used = true;
    while (t) {
        ub_read_feature(r, t->type.n ? t->type : UB_S("Identification Number"), t->text, t->more);
        t = t->next ? &v->things.p[t->next - 1] : NULL;
    }
}

/* What stands beside the profiles of a party goes to the first of them, as what overflows in the CSV does: OFAC has one a party,
 * and for more of them the work would only grow. */
static ub_status party(ub_reading *r, const ub_xml_node *n)
{
    static const ub_str known[] = { UB_LIT("Identity"), UB_LIT("Feature"), UB_LIT("SanctionsEntryReference"), UB_LIT("ExternalReference"),
                                    UB_LIT("Comment") };
    bool first = true;
    UB_XML_EACH(p, n, UB_S("Profile")) {
        ub_str uid = ub_xml_attr_of(p, UB_S("ID"));
        if (uid.n == 0) uid = ub_xml_attr_of(n, UB_S("FixedRef"));
        if (uid.n == 0) return ub_fail(&r->fault->err, UB_SYNTAX, "an entry without a number", 0);
        ub_list_add_entry(r->b, uid, kind_of(r->more, ub_xml_attr_of(p, UB_S("PartySubTypeID"))));
        if (r->b->failed) return UB_LIMIT;
        UB_XML_EACH(i, p, UB_S("Identity")) {
            name_part_groups(r, i);
            UB_XML_EACH(a, i, UB_S("Alias")) alias(r, a);
            documents(r, ub_xml_attr_of(i, UB_S("ID")));
        }
        UB_XML_EACH(f, p, UB_S("Feature")) feature(r, f);
        if (first) {
            UB_XML_EACH(f, n, UB_S("Feature")) feature(r, f);
            ub_read_other(r, UB_S("Comment"), ub_xml_text(n, UB_S("Comment")));
            first = false;
        }
        ub_read_unknown(r, p, known, UB_COUNT(known));
    }
    return UB_OK;
}

static void sanctions_entry(ub_reading *r, const ub_xml_node *n)
{
    struct advanced *v = r->more;
    ub_str list = text_of(v, "List", ub_xml_attr_of(n, UB_S("ListID")));
    if (r->name.n == 0 && list.n) r->name = ub_str_eq_nocase(list, UB_S("SDN List")) ? UB_S("ofac-sdn") : UB_S("ofac-cons");
    if (!ub_list_resume(r->b, ub_xml_attr_of(n, UB_S("ProfileID")))) {
        ub_read_note(r, "no such entry", ub_xml_attr_of(n, UB_S("ProfileID")));
        return;
    }
    UB_XML_EACH(e, n, UB_S("EntryEvent")) {
        ub_day d = day_of(ub_xml_child(e, UB_S("Date")));
        ub_list_entry *entry = ub_list_current(r->b);
        if (d && (!entry->listed || d < entry->listed)) entry->listed = d;
        ub_read_other(r, UB_S("Legal Basis"), text_of(v, "LegalBasis", ub_xml_attr_of(e, UB_S("LegalBasisID"))));
    }
    UB_XML_EACH(m, n, UB_S("SanctionsMeasure")) {
        ub_str type = text_of(v, "SanctionsType", ub_xml_attr_of(m, UB_S("SanctionsTypeID"))), value = ub_xml_text(m, UB_S("Comment"));
        if (type.n == 0 || ub_str_eq(type, UB_S("Program"))) ub_read_fact(r, UB_FACT_PROGRAM, UB_S(""), value);
        else ub_read_other(r, UB_S("Measure"), value.n ? value : type);
    }
}

static void relationship(ub_reading *r, const ub_xml_node *n)
{
    ub_str type = text_of(r->more, "RelationType", ub_xml_attr_of(n, UB_S("RelationTypeID")));
    if (ub_list_resume(r->b, ub_xml_attr_of(n, UB_S("From-ProfileID"))))
        ub_read_other(r, type.n ? type : UB_S("Linked To"), ub_xml_attr_of(n, UB_S("To-ProfileID")));
}

static ub_status record(ub_reading *r, size_t depth, const ub_xml_node *n)
{
    if (!r->more && !(r->more = UB_NEW(r->b->a, struct advanced, 1))) return UB_LIMIT;
    if (depth == 1) {
        ub_day d = day_of(n);
        if (!r->date) r->date = d;
    } else if (depth == 3) reference(r, n);
    else if (ub_str_eq(n->name, UB_S("Location"))) location(r, n);
    else if (ub_str_eq(n->name, UB_S("IDRegDocument"))) document(r, n);
    else if (ub_str_eq(n->name, UB_S("DistinctParty"))) return party(r, n);
    else if (ub_str_eq(n->name, UB_S("SanctionsEntry"))) sanctions_entry(r, n);
    else if (ub_str_eq(n->name, UB_S("ProfileRelationship"))) relationship(r, n);
    return UB_OK;
}

const ub_xml_format ub_xml_ofac_advanced = { is_advanced, record };
