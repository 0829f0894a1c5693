check_PROGRAMS += tests/scenarios/test_scenarios tests/scenarios/test_gaps
dist_check_SCRIPTS += tests/scenarios/coverage.sh
tests_scenarios_test_scenarios_SOURCES = tests/scenarios/test_scenarios.c tests/tap.h
tests_scenarios_test_scenarios_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
tests_scenarios_test_scenarios_LDADD = $(SCENARIO_FLOOR) $(PKI_LIBS)
tests_scenarios_test_gaps_SOURCES = tests/scenarios/test_gaps.c tests/tap.h
tests_scenarios_test_gaps_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
tests_scenarios_test_gaps_LDADD = $(RUN_FLOOR) $(ALL_LIBS)
