/* SPDX-License-Identifier: Apache-2.0 */
/*
 * OFAC's remarks: one field in which all features of an entry stand as phrases, "DOB 02 Jun 1989; nationality Iran; ..".
 *
 * There is no grammar of it but its use.  Known openings are told by a table; what looks like a kind of number followed by a
 * number is an identifier; the rest is kept as it stands.
 */
#include "reading.h"

/* Kinds of numbers.  From the phrases of the lists of July 2021 and December 2025. */
static const ub_str id_types[] = {
    UB_LIT("Passport"), UB_LIT("Diplomatic Passport"), UB_LIT("Stateless Person Passport"), UB_LIT("SSN"), UB_LIT("D.N.I."),
    UB_LIT("Cedula No."), UB_LIT("NIT #"), UB_LIT("RUC #"), UB_LIT("RIF #"), UB_LIT("RFC"), UB_LIT("C.U.R.P."), UB_LIT("C.U.I.T."),
    UB_LIT("C.U.I."), UB_LIT("C.U.I.P."), UB_LIT("R.F.C."), UB_LIT("I.F.E."), UB_LIT("RTN"), UB_LIT("MMSI"), UB_LIT("ISIN"),
    UB_LIT("License"), UB_LIT("Tax ID No."), UB_LIT("National ID No."), UB_LIT("Registration ID"), UB_LIT("Matricula Mercantil No"),
    UB_LIT("Unified Social Credit Code (USCC)"), UB_LIT("United Social Credit Code Certificate (USCCC)"), UB_LIT("BIK (RU)"),
    UB_LIT("SWIFT/BIC"), UB_LIT("Vessel Registration Identification"), UB_LIT("Vessel Call Sign"), UB_LIT("US FEIN"),
    UB_LIT("Business Registration Document #"), UB_LIT("Cartilla de Servicio Militar Nacional"), UB_LIT("Numero de Identidad"),
    UB_LIT("Aircraft Construction Number (also called L/N or S/N or F/N)"), UB_LIT("Personal ID Card"), UB_LIT("IMO Number"),
    UB_LIT("Aircraft Manufacturer's Serial Number (MSN)"), UB_LIT("Aircraft Mode S Transponder Code"), UB_LIT("Refugee ID Card"),
    UB_LIT("National Foreign ID Number"), UB_LIT("Aircraft Tail Number"), UB_LIT("Previous Aircraft Tail Number"),
    UB_LIT("Other Vessel Call Sign"), UB_LIT("Moroccan Personal ID No."), UB_LIT("Kenyan ID No."), UB_LIT("Italian Fiscal Code"),
    UB_LIT("Identification Number"), UB_LIT("Residency Number"), UB_LIT("Afghan Money Service Provider License Number"),
    UB_LIT("Legal Entity Number"), UB_LIT("Registration Number"), UB_LIT("Tarjeta de Identidad"), UB_LIT("Carnet de Identidad"),
};

bool ub_id_type(ub_str type)
{
    static const ub_str ends[] = {
        UB_LIT(" No."), UB_LIT(" Number"), UB_LIT(" #"), UB_LIT(" ID"), UB_LIT(" Passport"), UB_LIT(" Code"), UB_LIT(" Card"),
        UB_LIT("passport"),
    };
    for (size_t i = 0; i < UB_COUNT(id_types); i++)
        if (ub_str_eq_nocase(type, id_types[i])) return true;
    for (size_t i = 0; i < UB_COUNT(ends); i++)
        if (ub_str_ends_nocase(type, ends[i])) return true;
    return false;
}

static bool has_digit(ub_str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (ub_is_digit((unsigned char)s.p[i])) return true;
    return false;
}

/* How much of the phrase names a kind of number; 0: none of it. */
static size_t id_type_in(ub_str phrase)
{
    static const ub_str marks[] = { UB_LIT(" No. "), UB_LIT(" Number "), UB_LIT(" # "), UB_LIT(" ID ") };
    size_t best = 0;
    for (size_t i = 0; i < UB_COUNT(id_types); i++)
        if (id_types[i].n > best && phrase.n > id_types[i].n && phrase.p[id_types[i].n] == ' '
            && ub_str_starts(phrase, id_types[i])) best = id_types[i].n;
    for (size_t i = 0; !best && i < UB_COUNT(marks); i++) {
        size_t at = ub_str_find(ub_str_to(phrase, 60), marks[i]);
        if (at < phrase.n && at < 60 && !has_digit(ub_str_to(phrase, at))) best = at + marks[i].n - 1;
    }
    return best && has_digit(ub_str_from(phrase, best)) ? best : 0;
}

/* "Passport A755350 (Saudi Arabia) expires 19 Apr 2007": kind, number, country; the rest of the phrase is kept whole. */
static void identifier(ub_reading *r, ub_str phrase, size_t n_type)
{
    static const ub_str behind[] = { UB_LIT(" issued "), UB_LIT(" expires "), UB_LIT(" expired "), UB_LIT(" (") };
    ub_str type = ub_str_to(phrase, n_type), rest = ub_str_trim(ub_str_from(phrase, n_type)), place = { 0 };
    size_t end = rest.n;
    for (size_t i = 0; i < UB_COUNT(behind); i++) {
        size_t at = ub_str_find(rest, behind[i]);
        if (at < end) end = at;
    }
    if (end + 2 < rest.n && rest.p[end + 1] == '(') {
        place = ub_str_from(rest, end + 2);
        place = ub_str_to(place, ub_str_chr(place, ')'));
    }
    ub_read_id(r, type, ub_str_to(rest, end), place);
    if (end < rest.n && (place.n == 0 || !ub_str_ends(rest, UB_S(")")))) ub_read_other(r, type, rest);
}

/* Openings of phrases that are neither names nor numbers. */
enum opening { BIRTH, NATIONALITY, CITIZEN, FEATURE, KEPT };
static const struct { ub_str word; enum opening what; } openings[] = {
    { UB_LIT("DOB "), BIRTH }, { UB_LIT("nationality "), NATIONALITY }, { UB_LIT("citizen "), CITIZEN },
    { UB_LIT("POB "), KEPT }, { UB_LIT("Gender "), FEATURE }, { UB_LIT("Email Address "), FEATURE }, { UB_LIT("Website "), FEATURE },
    { UB_LIT("Phone Number "), FEATURE }, { UB_LIT("Telephone No. "), FEATURE }, { UB_LIT("Telephone "), FEATURE },
    { UB_LIT("Fax "), FEATURE }, { UB_LIT("Linked To: "), KEPT }, { UB_LIT("Secondary sanctions risk: "), KEPT },
    { UB_LIT("Additional Sanctions Information - "), KEPT }, { UB_LIT("Former Vessel Flag "), FEATURE },
    { UB_LIT("Organization Established Date "), KEPT }, { UB_LIT("Aircraft Operator "), KEPT }, { UB_LIT("Aircraft Model "), KEPT },
    { UB_LIT("Aircraft Manufacture Date "), KEPT }, { UB_LIT("Executive Order "), KEPT }, { UB_LIT("Target Type "), KEPT },
    { UB_LIT("Organization Type: "), KEPT }, { UB_LIT("Vessel Year of Build "), KEPT }, { UB_LIT("Vessel Type "), KEPT },
    { UB_LIT("Nationality of Registration "), NATIONALITY },
};

/* "a.k.a. 'BNC'": in remarks stand the aliases that are weak. */
static bool weak_alias(ub_reading *r, ub_str phrase)
{
    static const struct { ub_str word; ub_name_type type; } kinds[] = {
        { UB_LIT("a.k.a. '"), UB_NAME_AKA }, { UB_LIT("f.k.a. '"), UB_NAME_FKA }, { UB_LIT("n.k.a. '"), UB_NAME_NKA },
    };
    for (size_t i = 0; i < UB_COUNT(kinds); i++)
        if (ub_str_starts_nocase(phrase, kinds[i].word) && ub_str_ends(phrase, UB_S("'")) && phrase.n > kinds[i].word.n + 1) {
            ub_str name = ub_str_from(phrase, kinds[i].word.n);
            ub_read_name(r, ub_str_to(name, name.n - 1), kinds[i].type, UB_NAME_WEAK);
            return true;
        }
    return false;
}

static void one_phrase(ub_reading *r, ub_str phrase)
{
    static const ub_str currency = UB_LIT("Digital Currency Address - ");
    size_t n;
    if (ub_str_starts_nocase(phrase, UB_S("alt. "))) phrase = ub_str_from(phrase, 5);
    if (phrase.n == 0 || weak_alias(r, phrase)) return;
    if (ub_str_starts(phrase, currency)) {
        ub_str rest = ub_str_from(phrase, currency.n), asset = ub_str_cut(&rest, ' ');
        ub_read_fact(r, UB_FACT_WALLET, asset, rest);
        return;
    }
    for (size_t i = 0; i < UB_COUNT(openings); i++) {
        ub_str word = openings[i].word, rest = ub_str_from(phrase, word.n);
        if (!ub_str_starts(phrase, word)) continue;
        while (word.n && (word.p[word.n - 1] == ' ' || word.p[word.n - 1] == ':' || word.p[word.n - 1] == '-')) word.n--;
        switch (openings[i].what) {
        case BIRTH:       ub_read_birth(r, rest, UB_DAY_FIRST); return;
        case NATIONALITY: ub_read_country(r, "nationality", rest, UB_S("")); return;
        case CITIZEN:     ub_read_country(r, "citizen", rest, UB_S("")); return;
        case FEATURE:     ub_read_feature(r, word, rest, UB_S("")); return;
        case KEPT:        ub_read_other(r, word, rest); return;
        }
    }
    if ((n = id_type_in(phrase)) != 0) identifier(r, phrase, n);
    else ub_read_other(r, UB_S(""), phrase);
}

void ub_read_remarks(ub_reading *r, ub_str remarks)
{
    remarks = ub_str_trim(remarks);
    if (remarks.n && remarks.p[remarks.n - 1] == '.') remarks.n--;
    while (remarks.n) {
        ub_str phrase = ub_str_trim(ub_str_cut(&remarks, ';'));
        if (phrase.n > 1 && phrase.p[phrase.n - 1] == '.' && phrase.p[phrase.n - 2] == '\'') phrase.n--;
        one_phrase(r, phrase);
    }
}
