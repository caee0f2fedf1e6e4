/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Readers of lists.
 *
 * Figures of whole lists were counted apart from our readers: rows by Python's csv module, elements by its ElementTree, remarks
 * by regular expressions over the joined text.  The small lists are made up.
 */
#include "date.h"
#include "csv.h"
#include "country.h"
#include "read.h"
#include "xml.h"
#include "support.h"

static ub_arena arena;

static int open_arena(void **state)
{
    (void)state;
    return ub_arena_open(&arena, (size_t)1 << 30, NULL) == UB_OK ? 0 : -1;
}

static int close_arena(void **state)
{
    (void)state;
    ub_arena_close(&arena);
    return 0;
}

static ub_list_file corpus(const char *name)
{
    const char *path = ub_test_corpus(name), *base = strrchr(path, '/') + 1;
    ub_str copy;
    assert_true(ub_str_copy(&arena, ub_str_of(base, strlen(base)), &copy));
    return (ub_list_file){ copy, ub_test_read(&arena, path) };
}

static ub_list read_files(const ub_list_file *files, size_t n)
{
    ub_list l;
    ub_list_fault fault;
    if (ub_list_read(&arena, files, n, UB_S(""), 0, &l, &fault) != UB_OK)
        fail_msg("%s, file %zu, row %zu, column %zu", fault.err.what, fault.file, fault.row, fault.column);
    assert_true(ub_list_holds(&l));
    return l;
}

static ub_list read_text(const char *text)
{
    const ub_list_file f = { UB_S("file"), ub_str_of(text, strlen(text)) };
    return read_files(&f, 1);
}

static size_t facts(const ub_list *l, ub_fact_kind kind)
{
    size_t n = 0;
    for (uint32_t i = 0; i < l->n_facts; i++) n += l->facts[i].kind == kind;
    return n;
}

static const ub_list_fact *fact(const ub_list *l, ub_str uid, ub_fact_kind kind, const char *type, size_t nth)
{
    for (uint32_t i = 0; i < l->n_facts; i++)
        if (l->facts[i].kind == kind && ub_str_eq(ub_list_str(l, l->entries[l->facts[i].entry].uid), uid)
            && ub_str_eq(ub_list_str(l, l->facts[i].type), ub_str_of(type, strlen(type))) && nth-- == 0) return &l->facts[i];
    fail_msg("%.*s has no %s \"%s\"", UB_F(uid), ub_fact_kind_name(kind), type);
    return NULL;
}

static const ub_list_name *name(const ub_list *l, const char *text)
{
    for (uint32_t i = 0; i < l->n_names; i++)
        if (ub_str_eq(ub_list_str(l, l->names[i].text), ub_str_of(text, strlen(text)))) return &l->names[i];
    fail_msg("no name \"%s\"", text);
    return NULL;
}

static size_t count_notes(const ub_list *l, ub_str what)
{
    size_t n = 0;
    for (uint32_t i = 0; i < l->n_notes; i++)
        if (ub_str_eq(ub_list_str(l, l->notes[i].what), what)) n += l->notes[i].count;
    return n;
}

/* ------------------------------------------------------------------------------------------------ whole lists */

static void the_sdn_of_july_2021_is_whole(void **state)
{
    const ub_list_file files[] = { corpus("sanctions/ofac-2021-07/alt.csv"), corpus("sanctions/ofac-2021-07/sdn_comments.csv"),
                                   corpus("sanctions/ofac-2021-07/sdn.csv"), corpus("sanctions/ofac-2021-07/add.csv") };
    ub_list l = read_files(files, 4);
    size_t weak = 0, kind[5] = { 0 };
    (void)state;
    for (uint32_t i = 0; i < l.n_names; i++) weak += l.names[i].strength == UB_NAME_WEAK;
    for (uint32_t i = 0; i < l.n_entries; i++) kind[l.entries[i].kind]++;
    ub_assert_str("name", ub_list_str(&l, l.name), UB_S("ofac-sdn"));
    assert_int_equal(l.n_entries, 8976);
    assert_int_equal(kind[UB_ENTRY_PERSON], 4620);
    assert_int_equal(kind[UB_ENTRY_ENTITY], 3673);
    assert_int_equal(kind[UB_ENTRY_VESSEL], 406);
    assert_int_equal(kind[UB_ENTRY_AIRCRAFT], 277);
    assert_int_equal(l.n_names, 23321);                    /* distinct by entry, text and strength */
    assert_int_equal(facts(&l, UB_FACT_EMAIL), 227);
    assert_int_equal(facts(&l, UB_FACT_WEBSITE), 549);
    assert_int_equal(facts(&l, UB_FACT_WALLET), 97);
    assert_int_equal(l.n_notes, 0);
    assert_true(weak > 2000);
}

/* 30518's remarks go on in the comments, cut within a wallet address: "..1ChmWqG.." */
static void remarks_that_overflow_are_joined_without_a_space(void **state)
{
    const ub_list_file files[] = { corpus("sanctions/ofac-2021-07/sdn.csv"), corpus("sanctions/ofac-2021-07/sdn_comments.csv") };
    ub_list whole = read_files(files, 2);
    (void)state;
    ub_assert_str("asset", ub_list_str(&whole, fact(&whole, UB_S("29703"), UB_FACT_WALLET, "ZEC", 0)->value),
                  UB_S("t1WSKwCDL1QYRRUrCCknEs5tDLhtGVYu9KM"));
    ub_assert_str("cut in its kind", ub_list_str(&whole, fact(&whole, UB_S("29703"), UB_FACT_WALLET, "ETH", 0)->value),
                  UB_S("0x8576acc5c05d6ce88f4e49bf65bdf0c62f91353c"));
    for (uint32_t i = 0; i < whole.n_facts; i++)
        if (whole.facts[i].kind == UB_FACT_WALLET) assert_true(whole.facts[i].value.n >= 26);
}

static void overflow_goes_to_the_first_entry_of_its_number(void **state)
{
    const ub_list_file files[] = {
        { UB_S("sdn.csv"), UB_S("1,\"A\",-0- ,\"P\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,\"Website a.ex\"\n1,\"B\",-0- ,\"P\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,\"b\"\n") },
        { UB_S("c.csv"), UB_S("1,\"ample; \"\n1,\"Email Address x@a.example.\"\n") },
    };
    ub_list l = read_files(files, 2);
    (void)state;
    assert_int_equal(facts(&l, UB_FACT_EMAIL), 1);
    ub_assert_str("joined", ub_list_str(&l, fact(&l, UB_S("1"), UB_FACT_WEBSITE, "", 0)->value), UB_S("a.example"));
    ub_assert_str("second", ub_list_str(&l, fact(&l, UB_S("1"), UB_FACT_OTHER, "", 0)->value), UB_S("b"));
}

static void the_consolidated_list_is_told_by_its_file_name(void **state)
{
    const ub_list_file files[] = { corpus("sanctions/ofac-consolidated-nonsdn/cons_prim.csv"),
                                   corpus("sanctions/ofac-consolidated-nonsdn/cons_alt.csv"),
                                   corpus("sanctions/ofac-consolidated-nonsdn/cons_add.csv"),
                                   corpus("sanctions/ofac-consolidated-nonsdn/cons_comments.csv") };
    ub_list l = read_files(files, 4);
    (void)state;
    ub_assert_str("name", ub_list_str(&l, l.name), UB_S("ofac-cons"));
    assert_int_equal(l.n_entries, 442);
    assert_int_equal(l.n_names, 1585);
    assert_int_equal(facts(&l, UB_FACT_WEBSITE), 176);
    assert_int_equal(facts(&l, UB_FACT_EMAIL), 124);       /* one more is "PRIYEMNAYA@YGDU", which is none */
    assert_int_equal(count_notes(&l, UB_S("an email address in another form")), 1);
}

static void aliases_without_their_entries_are_kept_with_a_note(void **state)
{
    const ub_list_file files[] = { corpus("sanctions/ofac-2025-12/alt.csv"), corpus("sanctions/ofac-2025-12/add.csv") };
    ub_list l = read_files(files, 2);
    (void)state;
    assert_int_equal(l.n_names, 20107);
    assert_true(count_notes(&l, UB_S("no such entry in the main file; add the files of a set in one command")) >= l.n_entries);
    assert_int_equal(l.entries[0].kind, UB_ENTRY_UNKNOWN);
}

static void the_un_list_is_whole(void **state)
{
    const ub_list_file f = corpus("sanctions/un/UN_consolidated.xml");
    ub_list l = read_files(&f, 1);
    size_t arabic = 0, weak = 0;
    (void)state;
    for (uint32_t i = 0; i < l.n_names; i++) {
        arabic += l.names[i].script == UB_SCRIPT_ARABIC;
        weak += l.names[i].strength == UB_NAME_WEAK;
    }
    assert_int_equal(l.n_entries, 1003);
    assert_int_equal(l.n_names, 4459);                              /* 4,121 fields, and the names in those that hold several */
    assert_int_equal(weak, 722);
    assert_int_equal(facts(&l, UB_FACT_ID), 454);
    assert_int_equal(l.date, 20260227);
    assert_int_equal(l.n_notes, 0);
    assert_true(arabic >= 366);
    ub_assert_str("uid", ub_list_str(&l, l.entries[0].uid), UB_S("CDi.001"));
    assert_int_equal(l.entries[0].listed, 20121231);
    assert_int_equal(fact(&l, UB_S("CDi.001"), UB_FACT_BIRTH, "", 0)->from, 19710000);
}

static void the_uk_list_finds_columns_by_their_names(void **state)
{
    const ub_list_file f = corpus("sanctions/uk/uk-sanctions-list.excerpt.csv");
    ub_list l = read_files(&f, 1);
    (void)state;
    assert_int_equal(l.date, 20261008);
    assert_int_equal(l.n_entries, 2);
    assert_int_equal(l.entries[0].kind, UB_ENTRY_VESSEL);
    assert_int_equal(l.entries[1].listed, 20240325);
    assert_int_equal(name(&l, "武汉晓睿智科技有限责任公司")->script, UB_SCRIPT_HAN);
    ub_assert_str("imo", ub_list_str(&l, fact(&l, UB_S("RUS2176"), UB_FACT_ID, "IMO", 0)->value), UB_S("IMO9826902"));
    assert_int_equal(l.n_notes, 0);
}

/* ------------------------------------------------------------------------------------------------ by hand */

static const char sdn_xml[] =
    "<?xml version=\"1.0\"?>\n<sdnList xmlns=\"urn:any\"><publshInformation><Publish_Date>03/25/2024</Publish_Date></publshInformation>"
    "<sdnEntry><uid>7</uid><firstName>Ada</firstName><lastName>EXAMPLE</lastName><sdnType>Individual</sdnType>"
    "<programList><program>CYBER2</program></programList>"
    "<idList><id><idType>Digital Currency Address - ETH</idType><idNumber>0xaC4cC4B68ea24BbFAAC8fD127B67Ed445ACcCE22</idNumber></id>"
    "<id><idType>Passport</idType><idNumber>P1</idNumber><idCountry>Iran</idCountry></id>"
    "<id><idType>Email Address</idType><idNumber>ada@a.example</idNumber></id></idList>"
    "<akaList><aka><type>f.k.a.</type><category>weak</category><lastName>ADDY</lastName></aka></akaList>"
    "<dateOfBirthList><dateOfBirthItem><dateOfBirth>circa 1970</dateOfBirth></dateOfBirthItem></dateOfBirthList>"
    "<shoeSize>44</shoeSize></sdnEntry></sdnList>";

static void ofac_xml_is_read(void **state)
{
    ub_list l = read_text(sdn_xml);
    const ub_list_fact *f;
    (void)state;
    ub_assert_str("name of the list", ub_list_str(&l, l.name), UB_S("ofac-sdn"));
    assert_int_equal(l.date, 20240325);
    ub_assert_str("family", ub_list_str(&l, name(&l, "EXAMPLE, Ada")->family), UB_S("EXAMPLE"));
    assert_int_equal(name(&l, "ADDY")->type, UB_NAME_FKA);
    assert_int_equal(name(&l, "ADDY")->strength, UB_NAME_WEAK);
    ub_assert_str("wallet", ub_list_str(&l, fact(&l, UB_S("7"), UB_FACT_WALLET, "ETH", 0)->value),
                  UB_S("0xaC4cC4B68ea24BbFAAC8fD127B67Ed445ACcCE22"));
    ub_assert_str("email", ub_list_str(&l, fact(&l, UB_S("7"), UB_FACT_EMAIL, "", 0)->value), UB_S("ada@a.example"));
    ub_assert_str("country", ub_list_str(&l, fact(&l, UB_S("7"), UB_FACT_ID, "Passport", 0)->place), UB_S("Iran"));
    f = fact(&l, UB_S("7"), UB_FACT_BIRTH, "", 0);
    assert_int_equal(f->from, 19700000);
    assert_true(f->circa);
}

static void an_unknown_field_is_noted_and_kept(void **state)
{
    ub_list l = read_text(sdn_xml);
    (void)state;
    assert_int_equal(count_notes(&l, UB_S("an unknown field, kept")), 1);
    ub_assert_str("kept", ub_list_str(&l, fact(&l, UB_S("7"), UB_FACT_OTHER, "shoeSize", 0)->value), UB_S("44"));
    assert_int_equal(l.notes[0].row, 2);
}

static void ofac_advanced_xml_is_read(void **state)
{
    ub_list l = read_text(
        "<Sanctions xmlns=\"urn:other\"><DateOfIssue><Year>2024</Year><Month>3</Month><Day>25</Day></DateOfIssue><ReferenceValueSets>"
        "<AliasTypeValues><AliasType ID=\"1400\">A.K.A.</AliasType><AliasType ID=\"1403\">Name</AliasType></AliasTypeValues>"
        "<CountryValues><Country ID=\"1\" ISO2=\"CN\">China</Country></CountryValues>"
        "<FeatureTypeValues><FeatureType ID=\"8\">Birthdate</FeatureType><FeatureType ID=\"25\">Location</FeatureType>"
        "<FeatureType ID=\"344\">Digital Currency Address - XBT</FeatureType></FeatureTypeValues>"
        "<IDRegDocTypeValues><IDRegDocType ID=\"5\">Passport</IDRegDocType></IDRegDocTypeValues>"
        "<LocPartTypeValues><LocPartType ID=\"1454\">CITY</LocPartType></LocPartTypeValues><ListValues><List ID=\"9\">SDN List</List></ListValues>"
        "<NamePartTypeValues><NamePartType ID=\"20\">Last Name</NamePartType><NamePartType ID=\"21\">First Name</NamePartType></NamePartTypeValues>"
        "<PartyTypeValues><PartyType ID=\"1\">Individual</PartyType></PartyTypeValues>"
        "<PartySubTypeValues><PartySubType ID=\"4\" PartyTypeID=\"1\">Unknown</PartySubType></PartySubTypeValues>"
        "<SanctionsTypeValues><SanctionsType ID=\"1\">Program</SanctionsType></SanctionsTypeValues></ReferenceValueSets>"
        "<Locations><Location ID=\"77\"><LocationCountry CountryID=\"1\"/><LocationPart LocPartTypeID=\"1454\"><LocationPartValue Primary=\"true\">"
        "<Value>Wuhan</Value></LocationPartValue></LocationPart></Location></Locations>"
        "<IDRegDocuments><IDRegDocument IDRegDocTypeID=\"5\" IdentityID=\"500\" IssuedBy-CountryID=\"1\"><IDRegistrationNo>G1</IDRegistrationNo></IDRegDocument>"
        "<IDRegDocument IDRegDocTypeID=\"5\" IdentityID=\"500\"><IDRegistrationNo>G2</IDRegistrationNo></IDRegDocument></IDRegDocuments>"
        "<DistinctParties><DistinctParty FixedRef=\"47\"><Profile ID=\"47\" PartySubTypeID=\"4\"><Identity ID=\"500\">"
        "<Alias AliasTypeID=\"1403\" Primary=\"true\" LowQuality=\"false\"><DocumentedName><DocumentedNamePart><NamePartValue NamePartGroupID=\"31\">"
        "Gaobin</NamePartValue></DocumentedNamePart><DocumentedNamePart><NamePartValue NamePartGroupID=\"30\">NI</NamePartValue></DocumentedNamePart>"
        "</DocumentedName><DocumentedName><DocumentedNamePart><NamePartValue NamePartGroupID=\"30\">倪</NamePartValue></DocumentedNamePart>"
        "<DocumentedNamePart><NamePartValue NamePartGroupID=\"31\">高彬</NamePartValue></DocumentedNamePart></DocumentedName></Alias>"
        "<Alias AliasTypeID=\"1400\" Primary=\"false\" LowQuality=\"true\"><DocumentedName><DocumentedNamePart><NamePartValue NamePartGroupID=\"32\">"
        "GB</NamePartValue></DocumentedNamePart></DocumentedName></Alias>"
        "<NamePartGroups><MasterNamePartGroup><NamePartGroup ID=\"30\" NamePartTypeID=\"20\"/></MasterNamePartGroup>"
        "<MasterNamePartGroup><NamePartGroup ID=\"31\" NamePartTypeID=\"21\"/></MasterNamePartGroup></NamePartGroups></Identity>"
        "<Feature FeatureTypeID=\"8\"><FeatureVersion><DatePeriod><Start Approximate=\"false\"><From><Year>1985</Year><Month>10</Month><Day>27</Day></From>"
        "</Start><End><To><Year>1985</Year><Month>10</Month><Day>27</Day></To></End></DatePeriod></FeatureVersion></Feature>"
        "<Feature FeatureTypeID=\"25\"><FeatureVersion><VersionLocation LocationID=\"77\"/></FeatureVersion></Feature>"
        "<Feature FeatureTypeID=\"344\"><FeatureVersion><VersionDetail>12QtD5BFwRsdNsAZY76UVE1xyCGNTojH9h</VersionDetail></FeatureVersion></Feature>"
        "<Feature FeatureTypeID=\"999\"><FeatureVersion><VersionDetail>something new</VersionDetail></FeatureVersion></Feature>"
        "</Profile></DistinctParty></DistinctParties><SanctionsEntries><SanctionsEntry ProfileID=\"47\" ListID=\"9\"><EntryEvent><Date><Year>2024</Year>"
        "<Month>3</Month><Day>25</Day></Date></EntryEvent><SanctionsMeasure SanctionsTypeID=\"1\"><Comment>CYBER2</Comment></SanctionsMeasure>"
        "</SanctionsEntry></SanctionsEntries></Sanctions>");
    (void)state;
    ub_assert_str("list", ub_list_str(&l, l.name), UB_S("ofac-sdn"));
    assert_int_equal(l.date, 20240325);
    assert_int_equal(l.entries[0].listed, 20240325);
    assert_int_equal(l.entries[0].kind, UB_ENTRY_PERSON);
    assert_int_equal(name(&l, "NI, Gaobin")->type, UB_NAME_PRIMARY);
    assert_int_equal(name(&l, "倪, 高彬")->type, UB_NAME_PRIMARY);
    assert_int_equal(name(&l, "GB")->strength, UB_NAME_WEAK);
    assert_int_equal(fact(&l, UB_S("47"), UB_FACT_BIRTH, "", 0)->from, 19851027);
    ub_assert_str("address", ub_list_str(&l, fact(&l, UB_S("47"), UB_FACT_ADDRESS, "", 0)->value), UB_S("Wuhan, China"));
    ub_assert_str("country", ub_list_str(&l, fact(&l, UB_S("47"), UB_FACT_COUNTRY, "address", 0)->place), UB_S("CN"));
    ub_assert_str("wallet", ub_list_str(&l, fact(&l, UB_S("47"), UB_FACT_WALLET, "XBT", 0)->value),
                  UB_S("12QtD5BFwRsdNsAZY76UVE1xyCGNTojH9h"));
    fact(&l, UB_S("47"), UB_FACT_ID, "Passport", 1);
    ub_assert_str("program", ub_list_str(&l, fact(&l, UB_S("47"), UB_FACT_PROGRAM, "", 0)->value), UB_S("CYBER2"));
    ub_assert_str("kept", ub_list_str(&l, fact(&l, UB_S("47"), UB_FACT_OTHER, "", 0)->value), UB_S("something new"));
    assert_int_equal(count_notes(&l, UB_S("an unknown feature, kept")), 1);
}

static void what_is_said_of_a_party_goes_to_its_first_profile(void **state)
{
#define NAMED(id, text) "<Profile ID=\"" id "\"><Identity><Alias><DocumentedName><DocumentedNamePart><NamePartValue>" text \
        "</NamePartValue></DocumentedNamePart></DocumentedName></Alias></Identity></Profile>"
    ub_list l = read_text("<Sanctions><ReferenceValueSets><FeatureTypeValues><FeatureType ID=\"1\">Gender</FeatureType></FeatureTypeValues>"
        "</ReferenceValueSets><DistinctParties><DistinctParty FixedRef=\"7\">" NAMED("7", "One") NAMED("8", "Two")
        "<Feature FeatureTypeID=\"1\"><FeatureVersion><VersionDetail>Male</VersionDetail></FeatureVersion></Feature>"
        "<Comment>C</Comment></DistinctParty></DistinctParties></Sanctions>");
    (void)state;
    assert_int_equal(l.n_entries, 2);
    assert_int_equal(l.n_facts, 2);
    ub_assert_str("feature", ub_list_str(&l, fact(&l, UB_S("7"), UB_FACT_GENDER, "", 0)->value), UB_S("Male"));
    ub_assert_str("comment", ub_list_str(&l, fact(&l, UB_S("7"), UB_FACT_OTHER, "Comment", 0)->value), UB_S("C"));
}

/* Looking through all of a party at each of its profiles would be 2^33 steps. */
static void a_party_of_many_profiles_is_read_in_one_pass(void **state)
{
    const size_t n = 70000;
    ub_buf b = ub_buf_in(&arena);
    ub_str text;
    ub_list l;
    (void)state;
    ub_buf_add(&b, UB_S("<Sanctions><DistinctParties><DistinctParty>" NAMED("x", "One")));
    for (size_t i = 0; i < n; i++) {
        char profile[32];
        ub_buf_add(&b, ub_str_of(profile, (size_t)snprintf(profile, sizeof profile, "<Profile ID=\"%zu\"/>", i)));
    }
    ub_buf_add(&b, UB_S("</DistinctParty></DistinctParties></Sanctions>"));
    text = ub_buf_str(&b);
    l = read_files(&(ub_list_file){ UB_S("file"), text }, 1);
    assert_int_equal(l.n_entries, 1);
    assert_int_equal(count_notes(&l, UB_S("an entry without a name is left out")), UB_LIST_NOTES_MAX);
}

static void uk_xml_is_read(void **state)
{
    ub_list l = read_text(
        "<Designations><DateGenerated>10/06/2026</DateGenerated><Designation><UniqueID>CYB0046</UniqueID><DateDesignated>25/03/2024</DateDesignated>"
        "<Names><Name><Name1>Gaobin</Name1><Name6>NI</Name6><NameType>Primary Name</NameType></Name>"
        "<Name><Name6>GB</Name6><NameType>Alias</NameType><AliasStrength>Low quality a.k.a</AliasStrength></Name></Names>"
        "<NonLatinNames><NonLatinName><NameNonLatinScript>倪高彬</NameNonLatinScript></NonLatinName></NonLatinNames>"
        "<RegimeName>Cyber</RegimeName><IndividualEntityShip>Individual</IndividualEntityShip>"
        "<Addresses><Address><AddressLine6>Wuhan</AddressLine6><AddressCountry>China</AddressCountry></Address></Addresses>"
        "<EmailAddresses><EmailAddress>(1) a@b.example (2) www.c.example</EmailAddress></EmailAddresses>"
        "<IndividualDetails><Individual><DOBs><DOB>27/10/1985</DOB><DOB>dd/mm/1986</DOB></DOBs>"
        "<Nationalities><Nationality>China</Nationality></Nationalities><Hat>grey</Hat></Individual></IndividualDetails></Designation></Designations>");
    (void)state;
    assert_int_equal(l.date, 20260610);
    assert_int_equal(l.entries[0].listed, 20240325);
    ub_assert_str("family", ub_list_str(&l, name(&l, "Gaobin NI")->family), UB_S("NI"));
    assert_int_equal(name(&l, "GB")->strength, UB_NAME_WEAK);
    name(&l, "倪高彬");
    assert_int_equal(fact(&l, UB_S("CYB0046"), UB_FACT_BIRTH, "", 0)->from, 19851027);
    assert_int_equal(fact(&l, UB_S("CYB0046"), UB_FACT_BIRTH, "", 1)->from, 19860000);
    ub_assert_str("email", ub_list_str(&l, fact(&l, UB_S("CYB0046"), UB_FACT_EMAIL, "", 0)->value), UB_S("a@b.example"));
    ub_assert_str("site", ub_list_str(&l, fact(&l, UB_S("CYB0046"), UB_FACT_WEBSITE, "", 0)->value), UB_S("www.c.example"));
    ub_assert_str("kept", ub_list_str(&l, fact(&l, UB_S("CYB0046"), UB_FACT_OTHER, "Hat", 0)->value), UB_S("grey"));
}

static void eu_xml_is_read(void **state)
{
    ub_list l = read_text(
        "<export xmlns=\"http://eu.europa.ec/fpi/fsd/export\" generationDate=\"2026-08-05T16:47:04.449+02:00\">"
        "<sanctionEntity designationDate=\"2020-07-30\" euReferenceNumber=\"EU.1.2\" logicalId=\"9\"><regulation programme=\"CYB\"/>"
        "<subjectType code=\"person\" classificationCode=\"P\"/>"
        "<nameAlias firstName=\"Ada\" middleName=\"\" lastName=\"Example\" wholeName=\"Ada Example\" strong=\"true\"/>"
        "<nameAlias wholeName=\"Addy\" strong=\"false\" nameLanguage=\"EN\"/>"
        "<citizenship countryIso2Code=\"IQ\" countryDescription=\"IRAQ\"/>"
        "<birthdate circa=\"true\" year=\"1961\" countryIso2Code=\"00\" countryDescription=\"UNKNOWN\"/>"
        "<birthdate circa=\"false\" dayOfMonth=\"3\" monthOfYear=\"2\" year=\"1962\" countryDescription=\"UNKNOWN\"/>"
        "<address city=\"Yangon\" street=\"Road 1\" countryIso2Code=\"MM\" countryDescription=\"MYANMAR\">"
        "<contactInfo key=\"EMAIL\" value=\"ada@example.test\"/></address>"
        "<identification number=\"M1\" identificationTypeDescription=\"National passport\" countryDescription=\"IRAQ\"/></sanctionEntity></export>");
    (void)state;
    ub_assert_str("list", ub_list_str(&l, l.name), UB_S("eu"));
    assert_int_equal(l.date, 20260805);
    assert_int_equal(l.entries[0].listed, 20200730);
    ub_assert_str("family", ub_list_str(&l, name(&l, "Ada Example")->family), UB_S("Example"));
    assert_int_equal(name(&l, "Addy")->strength, UB_NAME_WEAK);
    ub_assert_str("language", ub_list_str(&l, name(&l, "Addy")->language), UB_S("EN"));
    assert_true(fact(&l, UB_S("EU.1.2"), UB_FACT_BIRTH, "", 0)->circa);
    assert_int_equal(fact(&l, UB_S("EU.1.2"), UB_FACT_BIRTH, "", 1)->from, 19620203);
    ub_assert_str("country", ub_list_str(&l, fact(&l, UB_S("EU.1.2"), UB_FACT_COUNTRY, "address", 0)->place), UB_S("MM"));
    fact(&l, UB_S("EU.1.2"), UB_FACT_EMAIL, "", 0);
    fact(&l, UB_S("EU.1.2"), UB_FACT_ID, "National passport", 0);
}

static void eu_csv_is_read(void **state)
{
    ub_list l = read_text(
        "\xEF\xBB\xBF" "fileGenerationDate;Entity_LogicalId;Entity_EU_ReferenceNumber;Entity_SubjectType;Entity_Regulation_Programme;"
        "NameAlias_LastName;NameAlias_FirstName;NameAlias_WholeName;BirthDate_BirthDate;Address_CountryDescription;Address_ContactInfo;"
        "Entity_Hat\r\n"
        "05/08/2026;9;EU.1.2;person;CYB;Example;Ada;Ada Example;;;;\r\n05/08/2026;9;EU.1.2;person;CYB;;;Addy;;;;\r\n"
        "05/08/2026;9;EU.1.2;person;CYB;;;;1962-02-03;;;\r\n05/08/2026;9;EU.1.2;person;CYB;;;;;IRAQ;\"EMAIL[ada@example.test]\";grey\r\n");
    (void)state;
    assert_int_equal(l.date, 20260805);
    assert_int_equal(l.n_entries, 1);
    assert_int_equal(l.n_names, 2);
    assert_int_equal(name(&l, "Ada Example")->type, UB_NAME_PRIMARY);
    assert_int_equal(name(&l, "Addy")->type, UB_NAME_AKA);
    assert_int_equal(fact(&l, UB_S("EU.1.2"), UB_FACT_BIRTH, "", 0)->from, 19620203);
    ub_assert_str("country", ub_list_str(&l, fact(&l, UB_S("EU.1.2"), UB_FACT_COUNTRY, "address", 0)->place), UB_S("IQ"));
    ub_assert_str("email", ub_list_str(&l, fact(&l, UB_S("EU.1.2"), UB_FACT_EMAIL, "", 0)->value), UB_S("ada@example.test"));
    ub_assert_str("kept", ub_list_str(&l, fact(&l, UB_S("EU.1.2"), UB_FACT_OTHER, "Entity_Hat", 0)->value), UB_S("grey"));
}

static void windows_1252_is_read_where_utf_8_is_not(void **state)
{
    ub_list l = read_text("1,\"M\xDCLLER, J\xF6rg\",\"individual\",\"X\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,\"POB K\xF6ln \x80\x9F\xFF\"\n");
    (void)state;
    name(&l, "MÜLLER, Jörg");
    ub_assert_str("euro", ub_list_str(&l, fact(&l, UB_S("1"), UB_FACT_OTHER, "POB", 0)->value), UB_S("Köln €Ÿÿ"));
}

static void remarks_become_facts(void **state)
{
    ub_list l = read_text(
        "1,\"X, Y\",\"individual\",\"A] [B\",\"Boss\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,\"DOB circa 1962 to 1965; alt. DOB Jun 1970; nationality "
        "Korea, North; Passport A755350 (Saudi Arabia) expires 19 Apr 2007; National ID No. 1 2; Tax ID No. 77 (Russia); Email Address "
        "a@b.example; alt. Email Address c@d.example; Website www.e.example; Digital Currency Address - XBT 12QtD5BFwRsdNsAZY76UVE1xyCGNTojH9h; "
        "Phone Number 79; a.k.a. 'WEAK, One'; f.k.a. 'W2'; never heard of this.\"\n");
    const ub_list_fact *f = fact(&l, UB_S("1"), UB_FACT_BIRTH, "", 0);
    (void)state;
    assert_int_equal(f->from, 19620000);
    assert_int_equal(f->to, 19650000);
    assert_true(f->circa);
    assert_int_equal(fact(&l, UB_S("1"), UB_FACT_BIRTH, "", 1)->from, 19700600);
    ub_assert_str("country", ub_list_str(&l, fact(&l, UB_S("1"), UB_FACT_COUNTRY, "nationality", 0)->place), UB_S("KP"));
    f = fact(&l, UB_S("1"), UB_FACT_ID, "Passport", 0);
    ub_assert_str("number", ub_list_str(&l, f->value), UB_S("A755350"));
    ub_assert_str("place", ub_list_str(&l, f->place), UB_S("Saudi Arabia"));
    ub_assert_str("national", ub_list_str(&l, fact(&l, UB_S("1"), UB_FACT_ID, "National ID No.", 0)->value), UB_S("1 2"));
    fact(&l, UB_S("1"), UB_FACT_EMAIL, "", 1);
    fact(&l, UB_S("1"), UB_FACT_WALLET, "XBT", 0);
    assert_int_equal(name(&l, "WEAK, One")->strength, UB_NAME_WEAK);
    assert_int_equal(name(&l, "W2")->type, UB_NAME_FKA);
    assert_int_equal(facts(&l, UB_FACT_PROGRAM), 2);
    ub_assert_str("kept", ub_list_str(&l, fact(&l, UB_S("1"), UB_FACT_OTHER, "", 0)->value), UB_S("never heard of this"));
}

/* ------------------------------------------------------------------------------------------------ broken files */

static void the_malformed_lists_are_refused_with_their_place(void **state)
{
    static const struct { const char *file; size_t row; } cases[] = {
        { "sanctions/malformed-ofac/sdn.csv", 7380 }, { "sanctions/malformed-ofac/alt.csv", 9683 },
        { "sanctions/malformed-ofac/add.csv", 11697 }, { "sanctions/malformed-ofac/sdn_comments.csv", 4 },
    };
    (void)state;
    for (size_t i = 0; i < UB_COUNT(cases); i++) {
        const ub_list_file f = corpus(cases[i].file);
        ub_list l;
        ub_list_fault fault;
        assert_int_equal(ub_list_read(&arena, &f, 1, UB_S(""), 0, &l, &fault), UB_SYNTAX);
        assert_int_equal(fault.row, cases[i].row);
        assert_int_equal(fault.column, 1);
    }
}

static void broken_files_are_refused_with_their_place(void **state)
{
#define ROW "1,\"A\",-0- ,\"P\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \n"
    static const struct { const char *name; ub_str text; ub_status want; size_t row, column; } cases[] = {
        { "nothing", UB_LIT(""), UB_ABSENT, 0, 0 },
        { "no list", UB_LIT("a,b,c\n"), UB_ABSENT, 0, 0 },
        { "a page", UB_LIT("<html><body>503</body></html>"), UB_ABSENT, 0, 0 },
        { "a column short", UB_LIT(ROW "2,\"B\",-0- ,\"P\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \n"), UB_SYNTAX, 2, 11 },
        { "a column more", UB_LIT(ROW "2,\"B\",-0- ,\"P\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,x\n"), UB_SYNTAX, 2, 13 },
        { "an open quote", UB_LIT(ROW "2,\"B,-0- ,\"P\"\n"), UB_SYNTAX, 2, 2 },
        { "a quote to the end", UB_LIT(ROW ROW "3,\"B"), UB_SYNTAX, 3, 2 },
        { "a NUL", UB_LIT(ROW "2,\"B\",x\0y"), UB_SYNTAX, 2, 3 },
        { "not a number", UB_LIT(ROW "x,\"B\",-0- ,\"P\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \n"), UB_SYNTAX, 2, 1 },
        { "cut in a row", UB_LIT(ROW "2,\"B\",-0- ,\"P"), UB_SYNTAX, 2, 4 },
        { "XML cut", UB_LIT("<sdnList>\n<sdnEntry><uid>1</uid>"), UB_SYNTAX, 2, 23 },
        { "XML crossed", UB_LIT("<sdnList>\n<sdnEntry></uid>"), UB_SYNTAX, 2, 13 },
        { "XML with nothing", UB_LIT("<sdnList></sdnList>"), UB_SYNTAX, 0, 0 },
        { "no entry with a name", UB_LIT("Unique ID,Name 6\n1,\n"), UB_SYNTAX, 0, 0 },
        { "an entry without a number", UB_LIT("<sdnList>\n\n<sdnEntry></sdnEntry></sdnList>"), UB_SYNTAX, 3, 11 },
        { "UN without a number", UB_LIT("<CONSOLIDATED_LIST><INDIVIDUALS>\n<INDIVIDUAL/></INDIVIDUALS></CONSOLIDATED_LIST>"), UB_SYNTAX, 2, 14 },
        { "a document type", UB_LIT("<!DOCTYPE sdnList [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>\n<sdnList>&x;</sdnList>"), UB_SYNTAX, 1, 19 },
        { "an entity nobody declared", UB_LIT("<sdnList><sdnEntry>&x;</sdnEntry></sdnList>"), UB_SYNTAX, 1, 20 },
        { "UK without a header", UB_LIT("a,b\nc,d\ne,f\ng,Name 6 h\n"), UB_SYNTAX, 4, 1 },
        { "UK without numbers", UB_LIT("Name 6,Name 1\nA,B\n"), UB_SYNTAX, 1, 1 },
        { "UK row without its number", UB_LIT("Unique ID,Name 6\n1,A\n,B\n"), UB_SYNTAX, 3, 1 },
        { "UK row too long", UB_LIT("Unique ID,Name 6\n1,A,x\n"), UB_SYNTAX, 2, 3 },
        { "EU row too short", UB_LIT("Entity_LogicalId;NameAlias_WholeName\n1\n"), UB_SYNTAX, 2, 1 },
    };
    (void)state;
    for (size_t i = 0; i < UB_COUNT(cases); i++) {
        const ub_list_file f = { UB_S("f"), cases[i].text };
        ub_list l;
        ub_list_fault fault;
        ub_status s = ub_list_read(&arena, &f, 1, UB_S(""), 0, &l, &fault);
        if (s != cases[i].want || fault.row != cases[i].row || fault.column != cases[i].column)
            fail_msg("%s: %s (%s) at %zu:%zu", cases[i].name, ub_status_name(s), fault.err.what, fault.row, fault.column);
        assert_non_null(fault.err.what);
    }
}

static void files_that_do_not_belong_together_are_refused(void **state)
{
    const ub_list_file twice[] = { { UB_S("a"), UB_S(ROW) }, { UB_S("b"), UB_S(ROW) } };
    const ub_list_file mixed[] = { { UB_S("a"), UB_S(ROW) }, { UB_S("b"), UB_S("<sdnList/>") } };
    ub_list l;
    ub_list_fault fault;
    (void)state;
    assert_int_equal(ub_list_read(&arena, twice, 2, UB_S(""), 0, &l, &fault), UB_ABSENT);
    assert_int_equal(ub_list_read(&arena, mixed, 2, UB_S(""), 0, &l, &fault), UB_ABSENT);
    assert_int_equal(fault.file, 1);
}

/* ------------------------------------------------------------------------------------------------ limits */

static ub_status read_status(ub_str text, ub_list_fault *fault)
{
    const ub_list_file f = { UB_S("f"), text };
    ub_list l;
    return ub_list_read(&arena, &f, 1, UB_S(""), 0, &l, fault);
}

static void xml_is_nested_at_most_so_deep(void **state)
{
    for (size_t over = 0; over < 2; over++) {
        ub_buf b = ub_buf_in(&arena);
        ub_list_fault fault;
        size_t deep = UB_XML_DEPTH_MAX - 2 + over;         /* below sdnList and sdnEntry */
        ub_buf_add(&b, UB_S("<sdnList><sdnEntry><uid>1</uid><lastName>A</lastName>"));
        for (size_t i = 0; i < deep; i++) ub_buf_add(&b, UB_S("<a>"));
        for (size_t i = 0; i < deep; i++) ub_buf_add(&b, UB_S("</a>"));
        ub_buf_add(&b, UB_S("</sdnEntry></sdnList>"));
        assert_int_equal(read_status(ub_buf_str(&b), &fault), over ? UB_LIMIT : UB_OK);
    }
    (void)state;
}

static void a_record_is_at_most_so_large(void **state)
{
    for (size_t over = 0; over < 2; over++) {
        ub_buf b = ub_buf_in(&arena);
        ub_list_fault fault;
        size_t n = over ? UB_XML_RECORD_MAX : UB_XML_RECORD_MAX - 4096;
        ub_buf_add(&b, UB_S("<sdnList><sdnEntry><uid>1</uid><lastName>A</lastName><remarks>"));
        assert_true(ub_buf_room(&b, n));
        memset(b.p + b.n, 'x', n);
        b.n += n;
        ub_buf_add(&b, UB_S("</remarks></sdnEntry></sdnList>"));
        assert_int_equal(read_status(ub_buf_str(&b), &fault), over ? UB_LIMIT : UB_OK);
    }
    (void)state;
}

static void a_row_has_at_most_so_many_columns_and_bytes(void **state)
{
    ub_csv *c = UB_NEW(&arena, ub_csv, 1);
    (void)state;
    for (size_t over = 0; over < 2; over++) {
        ub_buf b = ub_buf_in(&arena);
        ub_err err;
        for (size_t i = 1; i < UB_CSV_COLUMNS_MAX + over; i++) ub_buf_char(&b, ',');
        ub_csv_open(c, ub_buf_str(&b), ',');
        assert_int_equal(ub_csv_next(c, &arena, &err), over ? UB_LIMIT : UB_OK);
        for (int quoted = 0; quoted < 2; quoted++) {
            b = ub_buf_in(&arena);
            if (quoted) ub_buf_char(&b, '"');
            for (size_t i = 0; i < UB_CSV_ROW_MAX + 2 * over - (size_t)quoted; i++) ub_buf_char(&b, 'x');
            if (quoted) ub_buf_char(&b, '"');
            ub_csv_open(c, ub_buf_str(&b), ',');
            assert_int_equal(ub_csv_next(c, &arena, &err), over ? UB_LIMIT : UB_OK);
        }
    }
}

static void a_set_has_at_most_so_many_files(void **state)
{
    ub_list_file files[UB_LIST_FILES_MAX + 1];
    ub_list l;
    ub_list_fault fault;
    (void)state;
    for (size_t i = 0; i <= UB_LIST_FILES_MAX; i++) files[i] = (ub_list_file){ UB_S("f"), UB_S(ROW) };
    assert_int_equal(ub_list_read(&arena, files, UB_LIST_FILES_MAX + 1, UB_S(""), 0, &l, &fault), UB_LIMIT);
    assert_int_equal(ub_list_read(&arena, files, UB_LIST_FILES_MAX, UB_S(""), 0, &l, &fault), UB_ABSENT);
}

/* ------------------------------------------------------------------------------------------------ pieces */

static void rows_are_read_as_rfc_4180_says(void **state)
{
    static ub_csv c;
    ub_err err;
    (void)state;
    ub_csv_open(&c, UB_S("a,\"b \"\"c\"\", d\",\r\n\r\n\"x\ny\" , z\r\x1A"), ',');
    assert_int_equal(ub_csv_next(&c, &arena, &err), UB_OK);
    assert_int_equal(c.n, 3);
    ub_assert_str("quote", c.field[1], UB_S("b \"c\", d"));
    ub_assert_str("empty", c.field[2], UB_S(""));
    assert_int_equal(ub_csv_next(&c, &arena, &err), UB_OK);
    assert_int_equal(c.row, 2);
    ub_assert_str("line end in quotes", c.field[0], UB_S("x\ny"));
    ub_assert_str("as it stands", c.field[1], UB_S(" z"));
    assert_int_equal(ub_csv_next(&c, &arena, &err), UB_ABSENT);
}

static size_t count_rows(ub_str text, ub_str *last)
{
    static ub_csv c;
    size_t n = 0;
    ub_status s;
    for (ub_csv_open(&c, text, ','); (s = ub_csv_next(&c, &arena, NULL)) == UB_OK; n++) *last = c.field[c.n - 1];
    assert_int_equal(s, UB_ABSENT);
    return n;
}

static void a_lone_control_z_behind_the_last_row_is_no_row(void **state)
{
    static const struct { ub_str text; size_t rows; ub_str last; } cases[] = {
        { UB_LIT(""), 0, UB_LIT("") }, { UB_LIT("\x1A"), 0, UB_LIT("") }, { UB_LIT("\r\n \x1A \r\n"), 0, UB_LIT("") },
        { UB_LIT("\xEF\xBB\xBF\x1A"), 0, UB_LIT("") }, { UB_LIT("a\n\x1A"), 1, UB_LIT("a") }, { UB_LIT("a\r\n\x1A\r\n"), 1, UB_LIT("a") },
        { UB_LIT("a\r\t\x1A"), 1, UB_LIT("a") }, { UB_LIT("a, b \n \n\x1A"), 1, UB_LIT(" b ") }, { UB_LIT("a,\n\x1A"), 1, UB_LIT("") },
        { UB_LIT("a \x1A"), 1, UB_LIT("a \x1A") }, { UB_LIT("a\n\x1A\x1A"), 2, UB_LIT("\x1A\x1A") }, { UB_LIT("a\n\x1A,"), 2, UB_LIT("") },
        { UB_LIT("a\n\x1A\nb"), 3, UB_LIT("b") }, { UB_LIT("a\n\x1A\n\x1A"), 2, UB_LIT("\x1A") }, { UB_LIT("a\n\"\x1A\""), 2, UB_LIT("\x1A") },
        { UB_LIT("a\n "), 2, UB_LIT(" ") },
    };
    (void)state;
    for (size_t i = 0; i < UB_COUNT(cases); i++) {
        ub_str last = UB_S("");
        assert_int_equal(count_rows(cases[i].text, &last), cases[i].rows);
        ub_assert_str("last field", last, cases[i].last);
    }
}

/* A look ahead over all that follows, at every row, would be 2^42 steps. */
static void rows_of_blanks_are_read_in_one_pass(void **state)
{
    const size_t n = (size_t)2 << 20;
    char *p = ub_arena_take(&arena, 2 * n, 1);
    ub_str last;
    (void)state;
    assert_non_null(p);
    for (size_t i = 0; i < n; i++) p[2 * i] = ' ', p[2 * i + 1] = '\n';
    assert_int_equal(count_rows(ub_str_of(p, 2 * n), &last), n);
}

static void days_are_read_in_every_form_of_the_lists(void **state)
{
    static const struct { const char *text; ub_day_order order; ub_day from, to; bool circa; } cases[] = {
        { "02 Jun 1989", 0, 19890602, 19890602, false }, { "Jun 1989", 0, 19890600, 19890600, false }, { "1989", 0, 19890000, 19890000, false },
        { "circa 1989", 0, 19890000, 19890000, true }, { "1962 to 1965", 0, 19620000, 19650000, false },
        { "circa 1962-1965", 0, 19620000, 19650000, true }, { "between 1962 and 1965", 0, 19620000, 19650000, false },
        { "01 Jan 1970 to 31 Dec 1971", 0, 19700101, 19711231, false }, { "02/06/1989", UB_DAY_FIRST, 19890602, 19890602, false },
        { "02/06/1989", UB_MONTH_FIRST, 19890206, 19890206, false }, { "dd/mm/1965", 0, 19650000, 19650000, false },
        { "dd/06/1965", 0, 19650600, 19650600, false }, { "00/00/1965", 0, 19650000, 19650000, false }, { "1989-06-02", 0, 19890602, 19890602, false },
        { "1989-06-02T00:00:09.5Z", 0, 19890602, 19890602, false }, { "1989-06", 0, 19890600, 19890600, false },
        { "08-Oct-2026", 0, 20261008, 20261008, false }, { "19890602", 0, 19890602, 19890602, false },
        { "June 2, 1989", 0, 19890602, 19890602, false }, { "29 Feb 2000", 0, 20000229, 20000229, false }, { "10.04.1960", 0, 19600410, 19600410, false },
    };
    static const char *const none[] = { "", "31 Jun 1989", "29 Feb 1900", "1989-13-01", "32/01/1989", "soon", "12 1989", "June 1989 June", "99999",
                                        "1 to 2", "02 Jun 89" };
    ub_days d;
    (void)state;
    for (size_t i = 0; i < UB_COUNT(cases); i++) {
        if (!ub_days_parse(ub_str_of(cases[i].text, strlen(cases[i].text)), cases[i].order, &d) || d.from != cases[i].from
            || d.to != cases[i].to || d.circa != cases[i].circa) fail_msg("\"%s\": %u to %u", cases[i].text, d.from, d.to);
    }
    for (size_t i = 0; i < UB_COUNT(none); i++)
        if (ub_days_parse(ub_str_of(none[i], strlen(none[i])), UB_DAY_FIRST, &d)) fail_msg("\"%s\" is a day: %u", none[i], d.from);
}

static void days_agree_as_far_as_both_are_known(void **state)
{
    (void)state;
    assert_true(ub_day_agrees(19650000, 19651228));
    assert_true(ub_day_agrees(19651200, 19651228));
    assert_false(ub_day_agrees(19651100, 19651228));
    assert_false(ub_day_agrees(19651227, 19651228));
    assert_true(ub_days_hold((ub_days){ 19620000, 19650000, false }, 19630505));
    assert_true(ub_days_hold((ub_days){ 19620000, 19650000, false }, 19651231));
    assert_false(ub_days_hold((ub_days){ 19620000, 19650000, false }, 19660101));
}

static void countries_have_many_names(void **state)
{
    static const struct { ub_str name, code; } cases[] = {
        { UB_LIT("Iran"), UB_LIT("IR") }, { UB_LIT("Korea, North"), UB_LIT("KP") }, { UB_LIT("the Gambia"), UB_LIT("GM") }, { UB_LIT("ru"), UB_LIT("RU") },
        { UB_LIT("RUS"), UB_LIT("RU") }, { UB_LIT("Iran (Islamic Republic of)"), UB_LIT("IR") }, { UB_LIT("Atlantis"), UB_LIT("") },
        { UB_LIT("Democratic Republic of the Congo"), UB_LIT("CD") }, { UB_LIT("Congo (Democratic Republic)"), UB_LIT("CD") }, { UB_LIT(""), UB_LIT("") },
    };
    (void)state;
    assert_true(ub_country_sorted());
    for (size_t i = 0; i < UB_COUNT(cases); i++) ub_assert_str(cases[i].name.p, ub_country_code(cases[i].name), cases[i].code);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_sdn_of_july_2021_is_whole), cmocka_unit_test(remarks_that_overflow_are_joined_without_a_space),
        cmocka_unit_test(overflow_goes_to_the_first_entry_of_its_number), cmocka_unit_test(the_consolidated_list_is_told_by_its_file_name), cmocka_unit_test(aliases_without_their_entries_are_kept_with_a_note),
        cmocka_unit_test(the_un_list_is_whole), cmocka_unit_test(the_uk_list_finds_columns_by_their_names),
        cmocka_unit_test(ofac_xml_is_read), cmocka_unit_test(an_unknown_field_is_noted_and_kept), cmocka_unit_test(ofac_advanced_xml_is_read),
        cmocka_unit_test(what_is_said_of_a_party_goes_to_its_first_profile), cmocka_unit_test(a_party_of_many_profiles_is_read_in_one_pass),
        cmocka_unit_test(uk_xml_is_read), cmocka_unit_test(eu_xml_is_read), cmocka_unit_test(eu_csv_is_read),
        cmocka_unit_test(windows_1252_is_read_where_utf_8_is_not), cmocka_unit_test(remarks_become_facts),
        cmocka_unit_test(the_malformed_lists_are_refused_with_their_place), cmocka_unit_test(broken_files_are_refused_with_their_place),
        cmocka_unit_test(files_that_do_not_belong_together_are_refused), cmocka_unit_test(xml_is_nested_at_most_so_deep),
        cmocka_unit_test(a_record_is_at_most_so_large), cmocka_unit_test(a_row_has_at_most_so_many_columns_and_bytes),
        cmocka_unit_test(a_set_has_at_most_so_many_files), cmocka_unit_test(rows_are_read_as_rfc_4180_says),
        cmocka_unit_test(a_lone_control_z_behind_the_last_row_is_no_row), cmocka_unit_test(rows_of_blanks_are_read_in_one_pass),
        cmocka_unit_test(days_are_read_in_every_form_of_the_lists), cmocka_unit_test(days_agree_as_far_as_both_are_known),
        cmocka_unit_test(countries_have_many_names),
    };
    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
