/* SPDX-License-Identifier: Apache-2.0 */
/* OFAC's SDN.XML and CONSOLIDATED.XML: an sdnEntry for each entry, all of it inside. */
#include "reading.h"

static bool is_ofac(ub_reading *r, const ub_str *outer, size_t depth, const ub_xml_node *n)
{
    (void)r, (void)outer;
    return depth == 1 && (ub_str_eq(n->name, UB_S("sdnEntry")) || ub_str_starts_nocase(n->name, UB_S("publ")));
}

static ub_str whole_name(ub_reading *r, const ub_xml_node *n)
{
    ub_str parts[2] = { ub_xml_text(n, UB_S("lastName")), ub_xml_text(n, UB_S("firstName")) };
    return ub_read_join(r->scratch, parts, 2, UB_S(", "));
}

static void aka(ub_reading *r, const ub_xml_node *n)
{
    ub_str type = ub_xml_text(n, UB_S("type"));
    ub_name_type t = UB_NAME_AKA;
    if (ub_str_starts_nocase(type, UB_S("f"))) t = UB_NAME_FKA;
    else if (ub_str_starts_nocase(type, UB_S("n"))) t = UB_NAME_NKA;
    ub_read_name(r, whole_name(r, n), t,
                 ub_str_eq_nocase(ub_xml_text(n, UB_S("category")), UB_S("weak")) ? UB_NAME_WEAK : UB_NAME_STRONG);
}

static void address(ub_reading *r, const ub_xml_node *n)
{
    static const ub_str lines[] = { UB_LIT("address1"), UB_LIT("address2"), UB_LIT("address3"), UB_LIT("city"),
                                    UB_LIT("stateOrProvince"), UB_LIT("postalCode"), UB_LIT("country") };
    ub_str line[7];
    for (size_t i = 0; i < 7; i++) line[i] = ub_xml_text(n, lines[i]);
    ub_read_fact(r, UB_FACT_ADDRESS, UB_S(""), ub_read_join(r->scratch, line, 7, UB_S(", ")));
    ub_read_country(r, "address", line[6], UB_S(""));
}

static void vessel(ub_reading *r, const ub_xml_node *n)
{
    ub_read_id(r, UB_S("Vessel Call Sign"), ub_xml_text(n, UB_S("callSign")), UB_S(""));
    ub_read_country(r, "flag", ub_xml_text(n, UB_S("vesselFlag")), UB_S(""));
    ub_read_other(r, UB_S("Vessel Type"), ub_xml_text(n, UB_S("vesselType")));
    ub_read_other(r, UB_S("Vessel Owner"), ub_xml_text(n, UB_S("vesselOwner")));
    ub_read_other(r, UB_S("Tonnage"), ub_xml_text(n, UB_S("tonnage")));
    ub_read_other(r, UB_S("Gross Registered Tonnage"), ub_xml_text(n, UB_S("grossRegisteredTonnage")));
}

static ub_entry_kind kind_of(ub_reading *r, ub_str word)
{
    if (ub_str_eq_nocase(word, UB_S("Individual"))) return UB_ENTRY_PERSON;
    if (ub_str_eq_nocase(word, UB_S("Entity"))) return UB_ENTRY_ENTITY;
    if (ub_str_eq_nocase(word, UB_S("Vessel"))) return UB_ENTRY_VESSEL;
    if (ub_str_eq_nocase(word, UB_S("Aircraft"))) return UB_ENTRY_AIRCRAFT;
    if (word.n) ub_read_note(r, "an unknown kind of entry", word);
    return UB_ENTRY_UNKNOWN;
}

static void publication(ub_reading *r, const ub_xml_node *n)
{
    ub_days d;
    if (!r->date && ub_days_parse(ub_xml_text(n, UB_S("Publish_Date")), UB_MONTH_FIRST, &d)) r->date = d.from;
}

static ub_status record(ub_reading *r, size_t depth, const ub_xml_node *n)
{
    static const ub_str known[] = {
        UB_LIT("uid"), UB_LIT("firstName"), UB_LIT("lastName"), UB_LIT("title"), UB_LIT("sdnType"), UB_LIT("remarks"),
        UB_LIT("programList"), UB_LIT("idList"), UB_LIT("akaList"), UB_LIT("addressList"), UB_LIT("nationalityList"),
        UB_LIT("citizenshipList"), UB_LIT("dateOfBirthList"), UB_LIT("placeOfBirthList"), UB_LIT("vesselInfo"),
    };
    ub_str uid = ub_xml_text(n, UB_S("uid"));
    (void)depth;
    if (ub_str_starts_nocase(n->name, UB_S("publ"))) return publication(r, n), UB_OK;
    if (uid.n == 0) return ub_fail(&r->fault->err, UB_SYNTAX, "an entry without a number", 0);
    ub_list_add_entry(r->b, uid, kind_of(r, ub_xml_text(n, UB_S("sdnType"))));
    if (r->b->failed) return UB_LIMIT;
    ub_read_name(r, whole_name(r, n), UB_NAME_PRIMARY, UB_NAME_STRONG);
    UB_XML_EACH(p, ub_xml_child(n, UB_S("programList")), UB_S("program")) ub_read_fact(r, UB_FACT_PROGRAM, UB_S(""), p->text);
    UB_XML_EACH(a, ub_xml_child(n, UB_S("akaList")), UB_S("aka")) aka(r, a);
    UB_XML_EACH(a, ub_xml_child(n, UB_S("addressList")), UB_S("address")) address(r, a);
    UB_XML_EACH(i, ub_xml_child(n, UB_S("idList")), UB_S("id"))
        ub_read_feature(r, ub_xml_text(i, UB_S("idType")), ub_xml_text(i, UB_S("idNumber")), ub_xml_text(i, UB_S("idCountry")));
    UB_XML_EACH(c, ub_xml_child(n, UB_S("nationalityList")), UB_S("nationality"))
        ub_read_country(r, "nationality", ub_xml_text(c, UB_S("country")), UB_S(""));
    UB_XML_EACH(c, ub_xml_child(n, UB_S("citizenshipList")), UB_S("citizenship"))
        ub_read_country(r, "citizen", ub_xml_text(c, UB_S("country")), UB_S(""));
    UB_XML_EACH(d, ub_xml_child(n, UB_S("dateOfBirthList")), UB_S("dateOfBirthItem"))
        ub_read_birth(r, ub_xml_text(d, UB_S("dateOfBirth")), UB_DAY_FIRST);
    UB_XML_EACH(p, ub_xml_child(n, UB_S("placeOfBirthList")), UB_S("placeOfBirthItem"))
        ub_read_other(r, UB_S("Place of Birth"), ub_xml_text(p, UB_S("placeOfBirth")));
    if (ub_xml_child(n, UB_S("vesselInfo"))) vessel(r, ub_xml_child(n, UB_S("vesselInfo")));
    ub_read_fact(r, UB_FACT_TITLE, UB_S(""), ub_xml_text(n, UB_S("title")));
    ub_read_other(r, UB_S("Remarks"), ub_xml_text(n, UB_S("remarks")));
    ub_read_unknown(r, n, known, UB_COUNT(known));
    return UB_OK;
}

const ub_xml_format ub_xml_ofac = { is_ofac, record };
