# Test programs of the room; each links only the floors it needs:
#   check_PROGRAMS += tests/lab/test_NAME
#   tests_lab_test_NAME_SOURCES = tests/lab/test_NAME.c tests/tap.h
#   tests_lab_test_NAME_LDADD = $(LAB_FLOOR) $(PKI_LIBS)   (DATA_LIBS for data, nothing for util, ALL_LIBS from tui)

check_PROGRAMS += \
	tests/lab/test_attack \
	tests/lab/test_automation \
	tests/lab/test_capture \
	tests/lab/test_clients \
	tests/lab/test_ct \
	tests/lab/test_distrust \
	tests/lab/test_engine \
	tests/lab/test_event \
	tests/lab/test_expect \
	tests/lab/test_facts \
	tests/lab/test_fleet \
	tests/lab/test_fleet_curve \
	tests/lab/test_handshake \
	tests/lab/test_hosts \
	tests/lab/test_judge \
	tests/lab/test_lifetime \
	tests/lab/test_mass_revoke \
	tests/lab/test_model_check \
	tests/lab/test_nodes \
	tests/lab/test_pool \
	tests/lab/test_providers \
	tests/lab/test_real \
	tests/lab/test_reason \
	tests/lab/test_run \
	tests/lab/test_run_events \
	tests/lab/test_standard \
	tests/lab/test_state \
	tests/lab/test_stores \
	tests/lab/test_when \
	tests/lab/test_why \
	tests/lab/test_why_truth \
	tests/lab/test_world

dist_check_SCRIPTS += tests/lab/fleet_bits.sh
EXTRA_DIST += tests/lab/fleet_golden.c tests/lab/fleet_golden.sum

tests_lab_test_fleet_SOURCES = tests/lab/test_fleet.c tests/tap.h
tests_lab_test_fleet_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
tests_lab_test_fleet_LDADD = $(LAB_FLOOR) $(PKI_LIBS) -lm

tests_lab_test_fleet_curve_SOURCES = tests/lab/test_fleet_curve.c tests/tap.h
tests_lab_test_fleet_curve_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
tests_lab_test_fleet_curve_LDADD = $(LAB_FLOOR) $(PKI_LIBS) -lm

tests_lab_test_ct_SOURCES = tests/lab/test_ct.c tests/lab/build.h tests/tap.h
tests_lab_test_ct_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
tests_lab_test_ct_LDADD = $(LAB_FLOOR) $(PKI_LIBS)

tests_lab_test_engine_SOURCES = tests/lab/test_engine.c tests/lab/build.h tests/tap.h
tests_lab_test_engine_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
tests_lab_test_engine_LDADD = $(LAB_FLOOR) $(PKI_LIBS)

tests_lab_test_event_SOURCES = tests/lab/test_event.c tests/lab/build.h tests/tap.h
tests_lab_test_event_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
tests_lab_test_event_LDADD = $(LAB_FLOOR) $(PKI_LIBS)

tests_lab_test_expect_SOURCES = tests/lab/test_expect.c tests/lab/build.h tests/tap.h
tests_lab_test_expect_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
tests_lab_test_expect_LDADD = $(LAB_FLOOR) $(PKI_LIBS)

tests_lab_test_model_check_SOURCES = tests/lab/test_model_check.c tests/lab/build.h tests/tap.h
tests_lab_test_model_check_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
tests_lab_test_model_check_LDADD = $(LAB_FLOOR) $(PKI_LIBS)

tests_lab_test_hosts_SOURCES = tests/lab/test_hosts.c tests/lab/build.h tests/tap.h
tests_lab_test_hosts_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
tests_lab_test_hosts_LDADD = $(LAB_FLOOR) $(PKI_LIBS)
tests_lab_test_run_SOURCES = tests/lab/test_run.c tests/lab/build.h tests/tap.h
tests_lab_test_run_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
tests_lab_test_run_LDADD = $(LAB_FLOOR) $(PKI_LIBS)

tests_lab_test_standard_SOURCES = tests/lab/test_standard.c tests/lab/build.h tests/tap.h
tests_lab_test_standard_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
tests_lab_test_standard_LDADD = $(LAB_FLOOR) $(PKI_LIBS)

tests_lab_test_state_SOURCES = tests/lab/test_state.c tests/lab/build.h tests/tap.h
tests_lab_test_state_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
tests_lab_test_state_LDADD = $(LAB_FLOOR) $(PKI_LIBS)

tests_lab_test_when_SOURCES = tests/lab/test_when.c tests/lab/build.h tests/tap.h
tests_lab_test_when_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
tests_lab_test_when_LDADD = $(LAB_FLOOR) $(PKI_LIBS)

tests_lab_test_world_SOURCES = tests/lab/test_world.c tests/lab/build.h tests/tap.h
tests_lab_test_world_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
tests_lab_test_world_LDADD = $(LAB_FLOOR) $(PKI_LIBS)

tests_lab_test_attack_SOURCES = tests/lab/test_attack.c tests/lab/build.h tests/tap.h
tests_lab_test_attack_LDADD = $(LAB_FLOOR) $(PKI_LIBS)

tests_lab_test_clients_SOURCES = tests/lab/test_clients.c tests/lab/build.h tests/tap.h
tests_lab_test_clients_LDADD = $(LAB_FLOOR) $(PKI_LIBS)

tests_lab_test_capture_SOURCES = tests/lab/test_capture.c tests/lab/build.h tests/tap.h
tests_lab_test_capture_LDADD = $(LAB_FLOOR) $(PKI_LIBS)

tests_lab_test_facts_SOURCES = tests/lab/test_facts.c tests/tap.h
tests_lab_test_facts_LDADD = $(LAB_FLOOR) $(PKI_LIBS)
check_PROGRAMS += tests/lab/test_revocation
tests_lab_test_revocation_SOURCES = tests/lab/test_revocation.c tests/lab/build.h tests/tap.h
tests_lab_test_revocation_LDADD = $(LAB_FLOOR) $(PKI_LIBS)
tests_lab_test_distrust_SOURCES = tests/lab/test_distrust.c tests/lab/build.h tests/tap.h
tests_lab_test_distrust_LDADD = $(LAB_FLOOR) $(PKI_LIBS)

tests_lab_test_handshake_SOURCES = tests/lab/test_handshake.c tests/lab/build.h tests/tap.h
tests_lab_test_handshake_LDADD = $(LAB_FLOOR) $(PKI_LIBS)

tests_lab_test_judge_SOURCES = tests/lab/test_judge.c tests/lab/build.h tests/tap.h
tests_lab_test_judge_LDADD = $(LAB_FLOOR) $(PKI_LIBS)

tests_lab_test_reason_SOURCES = tests/lab/test_reason.c tests/tap.h
tests_lab_test_reason_LDADD = $(LAB_FLOOR) $(PKI_LIBS)

tests_lab_test_stores_SOURCES = tests/lab/test_stores.c tests/lab/build.h tests/tap.h
tests_lab_test_stores_LDADD = $(LAB_FLOOR) $(PKI_LIBS)

tests_lab_test_why_SOURCES = tests/lab/test_why.c tests/lab/build.h tests/tap.h
tests_lab_test_why_LDADD = $(LAB_FLOOR) $(PKI_LIBS)

tests_lab_test_why_truth_SOURCES = tests/lab/test_why_truth.c tests/lab/build.h tests/tap.h
tests_lab_test_why_truth_LDADD = $(LAB_FLOOR) $(PKI_LIBS)

tests_lab_test_automation_SOURCES = tests/lab/test_automation.c tests/lab/build.h tests/tap.h
tests_lab_test_automation_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
tests_lab_test_automation_LDADD = $(LAB_FLOOR) $(PKI_LIBS)

tests_lab_test_lifetime_SOURCES = tests/lab/test_lifetime.c tests/lab/build.h tests/tap.h
tests_lab_test_lifetime_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
tests_lab_test_lifetime_LDADD = $(LAB_FLOOR) $(PKI_LIBS)

tests_lab_test_mass_revoke_SOURCES = tests/lab/test_mass_revoke.c tests/lab/build.h tests/tap.h
tests_lab_test_mass_revoke_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
tests_lab_test_mass_revoke_LDADD = $(LAB_FLOOR) $(PKI_LIBS)

tests_lab_test_nodes_SOURCES = tests/lab/test_nodes.c tests/lab/build.h tests/tap.h
tests_lab_test_nodes_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
tests_lab_test_nodes_LDADD = $(LAB_FLOOR) $(PKI_LIBS)

tests_lab_test_pool_SOURCES = tests/lab/test_pool.c tests/lab/build.h tests/tap.h
tests_lab_test_pool_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
tests_lab_test_pool_LDADD = $(LAB_FLOOR) $(PKI_LIBS)

tests_lab_test_providers_SOURCES = tests/lab/test_providers.c tests/lab/build.h tests/tap.h
tests_lab_test_providers_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
tests_lab_test_providers_LDADD = $(LAB_FLOOR) $(PKI_LIBS)

tests_lab_test_run_events_SOURCES = tests/lab/test_run_events.c tests/lab/build.h tests/tap.h
tests_lab_test_run_events_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
tests_lab_test_run_events_LDADD = $(LAB_FLOOR) $(PKI_LIBS)

tests_lab_test_real_SOURCES = tests/lab/test_real.c tests/lab/build.h tests/tap.h
tests_lab_test_real_LDADD = $(LAB_FLOOR) $(PKI_LIBS)

check_PROGRAMS += tests/lab/test_plan
tests_lab_test_plan_SOURCES = tests/lab/test_plan.c tests/lab/build.h tests/tap.h
tests_lab_test_plan_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
tests_lab_test_plan_LDADD = $(LAB_FLOOR) $(PKI_LIBS)

check_PROGRAMS += tests/lab/test_shift
tests_lab_test_shift_SOURCES = tests/lab/test_shift.c tests/lab/build.h tests/tap.h
tests_lab_test_shift_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
tests_lab_test_shift_LDADD = $(LAB_FLOOR) $(PKI_LIBS)
