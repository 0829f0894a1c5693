scenario_tests = \
	tests/scenario/test_hosts \
	tests/scenario/test_load \
	tests/scenario/test_real_hierarchies \
	tests/scenario/test_save \
	tests/scenario/test_schema \
	tests/scenario/test_variants \
	$(NULL)
check_PROGRAMS += $(scenario_tests)
dist_check_SCRIPTS += tests/scenario/validate.sh

tests_scenario_test_hosts_SOURCES = tests/scenario/test_hosts.c tests/scenario/same.c \
	tests/scenario/same.h tests/scenario/files.h tests/tap.h
tests_scenario_test_hosts_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
tests_scenario_test_hosts_LDADD = $(SCENARIO_FLOOR) $(PKI_LIBS)
tests_scenario_test_load_SOURCES = tests/scenario/test_load.c tests/scenario/files.h tests/tap.h
tests_scenario_test_load_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
tests_scenario_test_load_LDADD = $(SCENARIO_FLOOR) $(PKI_LIBS)
tests_scenario_test_save_SOURCES = tests/scenario/test_save.c tests/scenario/same.c \
	tests/scenario/same.h tests/scenario/files.h tests/tap.h
tests_scenario_test_save_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
tests_scenario_test_save_LDADD = $(SCENARIO_FLOOR) $(PKI_LIBS)
tests_scenario_test_schema_SOURCES = tests/scenario/test_schema.c tests/scenario/files.h tests/tap.h
tests_scenario_test_schema_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
tests_scenario_test_schema_LDADD = $(SCENARIO_FLOOR) $(PKI_LIBS)
tests_scenario_test_real_hierarchies_SOURCES = tests/scenario/test_real_hierarchies.c \
	tests/scenario/files.h tests/tap.h
tests_scenario_test_real_hierarchies_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
tests_scenario_test_real_hierarchies_LDADD = $(SCENARIO_FLOOR) $(PKI_LIBS)
tests_scenario_test_variants_SOURCES = tests/scenario/test_variants.c tests/scenario/files.h \
	tests/tap.h
tests_scenario_test_variants_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
tests_scenario_test_variants_LDADD = $(SCENARIO_FLOOR) $(PKI_LIBS)
