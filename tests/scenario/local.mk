# Test programs of the room; each links only the floors it needs:
#   check_PROGRAMS += tests/scenario/test_NAME
#   tests_scenario_test_NAME_SOURCES = tests/scenario/test_NAME.c tests/tap.h
#   tests_scenario_test_NAME_LDADD = $(SCENARIO_FLOOR) $(PKI_LIBS)   (DATA_LIBS for data, nothing for util, ALL_LIBS from tui)
