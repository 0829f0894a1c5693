check_PROGRAMS += tests/scenarios/test_scenarios
tests_scenarios_test_scenarios_SOURCES = tests/scenarios/test_scenarios.c tests/tap.h
tests_scenarios_test_scenarios_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
tests_scenarios_test_scenarios_LDADD = $(SCENARIO_FLOOR) $(PKI_LIBS)
