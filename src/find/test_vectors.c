/* SPDX-License-Identifier: Apache-2.0 */
/* The table of vectors is sorted, unique and filled in. */
#include "support.h"
#include "vectors.h"

static void the_rows_are_sorted_by_id_and_no_id_comes_twice(void **state)
{
    (void)state;
    for (size_t i = 1; i + 1 < UB_VEC_COUNT; i++)
        if (ub_str_cmp(ub_vectors[i].id, ub_vectors[i + 1].id) >= 0)
            fail_msg("%.*s does not stand before %.*s", UB_F(ub_vectors[i].id), UB_F(ub_vectors[i + 1].id));
}

static void each_id_finds_its_row_and_others_find_none(void **state)
{
    (void)state;
    for (size_t i = 1; i < UB_VEC_COUNT; i++) assert_int_equal(ub_vector_find(ub_vectors[i].id), i);
    static const ub_str absent[] = { UB_LIT(""), UB_LIT("img"), UB_LIT("img-srcx"), UB_LIT("zz"), UB_LIT("IMG-SRC") };
    for (size_t i = 0; i < UB_COUNT(absent); i++) assert_int_equal(ub_vector_find(absent[i]), UB_VEC_NONE);
    assert_int_equal(ub_vector_find(UB_S("img-src")), UB_VEC_IMG_SRC);
    assert_int_equal(ub_vector_find(UB_S("webdav-unc")), UB_VEC_WEBDAV_UNC);
}

static void each_name_is_its_id_in_capitals(void **state)
{
    (void)state;
    static const ub_str names[UB_VEC_COUNT] = {
#define V(name, id, table, where, trigger, leaks, kind, action, seen, about) [UB_VEC_##name] = UB_LIT(#name),
#include "vectors.def"
#undef V
    };
    for (size_t i = 1; i < UB_VEC_COUNT; i++) {
        ub_str id = ub_vectors[i].id;
        assert_int_equal(names[i].n, id.n);
        for (size_t j = 0; j < id.n; j++) {
            char c = id.p[j];
            assert_int_equal(names[i].p[j], c == '-' ? '_' : ub_is_alpha((unsigned char)c) ? c - 'a' + 'A' : c);
        }
    }
}

static void each_row_is_filled_in(void **state)
{
    (void)state;
    for (size_t i = 1; i < UB_VEC_COUNT; i++) {
        const ub_vector *v = &ub_vectors[i];
        assert_true((v->table >= 'A' && v->table <= 'O') || v->table == '-');
        assert_true(v->where.n > 0);
        assert_true(v->about.n > 15 && v->about.p[v->about.n - 1] == '.');
        assert_true(v->trigger < UB_TRIGGER_COUNT && v->kind < UB_KIND_COUNT);
        assert_true(v->action < UB_ACTION_COUNT && v->seen < UB_SEEN_COUNT);
        /* What makes contact gives at least the time away; what does not is a guard. */
        if (v->trigger == UB_TRIGGER_NONE) assert_int_equal(v->seen, UB_SEEN_GUARD);
        else assert_true(v->leaks != 0);
        /* Nobody is a beacon before being judged. */
        assert_int_not_equal(v->kind, UB_KIND_BEACON);
        if (v->kind == UB_KIND_CREDENTIAL) assert_true(v->leaks & UB_LEAK_CREDENTIAL);
        /* What happens unasked is kept only where it is a lookup or rides on a field that is never edited. */
        if (ub_trigger_unasked((ub_trigger)v->trigger) && v->action == UB_ACTION_KEPT && v->seen == UB_SEEN_READ)
            assert_true(v->kind == UB_KIND_LOOKUP || v->kind == UB_KIND_RECEIPT || v->table == 'I');
    }
}

static void each_enumeration_has_its_names(void **state)
{
    (void)state;
    assert_string_equal(ub_kind_name(UB_KIND_TRACKING_LINK), "tracking-link");
    assert_string_equal(ub_kind_name(UB_KIND_EXTERNAL_DOCUMENT), "external-document");
    assert_string_equal(ub_trigger_name(UB_TRIGGER_OPENDOC), "opendoc");
    assert_string_equal(ub_leak_name(UB_LEAK_N - 1), "content");
    assert_string_equal(ub_action_name(UB_ACTION_WITHHELD), "withheld");
    assert_string_equal(ub_vector_seen_name(UB_SEEN_GUARD), "guard");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_rows_are_sorted_by_id_and_no_id_comes_twice),
        cmocka_unit_test(each_id_finds_its_row_and_others_find_none),
        cmocka_unit_test(each_name_is_its_id_in_capitals),
        cmocka_unit_test(each_row_is_filled_in),
        cmocka_unit_test(each_enumeration_has_its_names),
    };
    return cmocka_run_group_tests_name("vectors", tests, NULL, NULL);
}
