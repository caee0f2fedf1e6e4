/* SPDX-License-Identifier: Apache-2.0 */
/* Names of one field that holds several. */
#include "read.h"
#include "support.h"

static void a_field_of_the_un_may_hold_several_names(void **state)
{
    static const struct { const char *field, *names; } cases[] = {       /* what the list has beside the field as it stands; "*" is weak */
        { "Azim Adhajani; Azim Agha-Jani", "|Azim Adhajani|Azim Agha-Jani" },
        { "Ali Reza", "" },
        { "Akrin Saleh (\u0623\u0642\u0631\u064a\u0646 \u0635\u0627\u0644\u062d)", "|Akrin Saleh|\u0623\u0642\u0631\u064a\u0646 \u0635\u0627\u0644\u062d" },
        { "Abubakar (original script: \u0410\u0431\u0443\u0431\u0430\u043a\u0430\u0440)", "|Abubakar|\u0410\u0431\u0443\u0431\u0430\u043a\u0430\u0440" },
        { "Libyan Investment Company (LFIC)", "|Libyan Investment Company|*LFIC" },
        { "Uganda Impex (UCI) Ltd", "|Uganda Impex Ltd|*UCI" },
        { "Leader (Hong Kong) Trading", "" },
        { "Encep Nurjaman (birth name)", "|Encep Nurjaman" },
        { "Al-Haramayn Foundation (KENYA)", "|Al-Haramayn Foundation" },
        { "AL-ITIHAAD / AIAI", "|AL-ITIHAAD|*AIAI" },
        { "Mohammed Sabet b) M. Jawad Sabet; M. Javad Sabet", "|Mohammed Sabet|M. Jawad Sabet|M. Javad Sabet" },
        { "Jabhat (the Front; Jabhat al-N (the N); Front)", "|Jabhat|the Front|Jabhat al-N|Front" },
        { "Safia Farkash, born 1 Jan. 1953 (passport no.038)", "|Safia Farkash" },
        { "Open (Bracket", "" }, { "Ansar / (Front", "|Ansar|(Front" }, { "Close) Bracket", "" }, { "()", "" }, { ";", "" }, { "(;;) A;", "|(;;) A" },
    };
    (void)state;
    for (size_t i = 0; i < UB_COUNT(cases); i++) {
        char xml[600];
        ub_list l;
        ub_arena a = { 0 };
        ub_list_fault fault;
        assert_int_equal(ub_arena_open(&a, 4 << 20, NULL), UB_OK);
        int n = snprintf(xml, sizeof xml, "<CONSOLIDATED_LIST><INDIVIDUALS><INDIVIDUAL><REFERENCE_NUMBER>1</REFERENCE_NUMBER><FIRST_NAME>X</FIRST_NAME>"
            "<INDIVIDUAL_ALIAS><QUALITY>Good</QUALITY><ALIAS_NAME>%s</ALIAS_NAME></INDIVIDUAL_ALIAS></INDIVIDUAL></INDIVIDUALS></CONSOLIDATED_LIST>", cases[i].field);
        const ub_list_file f = { UB_S("un.xml"), ub_str_of(xml, (size_t)n) };
        assert_int_equal(ub_list_read(&a, &f, 1, UB_S(""), 0, &l, &fault), UB_OK);
        assert_true(l.n_names > 1);
        ub_assert_str(cases[i].field, ub_list_str(&l, l.names[1].text), ub_str_of(cases[i].field, strlen(cases[i].field)));
        ub_buf got = ub_buf_in(&a);
        for (uint32_t k = 2; k < l.n_names; k++) {
            ub_buf_add(&got, l.names[k].strength == UB_NAME_WEAK ? UB_S("|*") : UB_S("|"));
            ub_buf_add(&got, ub_list_str(&l, l.names[k].text));
        }
        ub_assert_str(cases[i].field, ub_buf_str(&got), ub_str_of(cases[i].names, strlen(cases[i].names)));
        ub_arena_close(&a);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(a_field_of_the_un_may_hold_several_names) };
    return cmocka_run_group_tests_name("several names", tests, NULL, NULL);
}
