# Test programs of the room; each links only the floors it needs:
#   check_PROGRAMS += tests/run/test_NAME
#   tests_run_test_NAME_SOURCES = tests/run/test_NAME.c tests/tap.h
#   tests_run_test_NAME_LDADD = $(RUN_FLOOR) $(PKI_LIBS)   (DATA_LIBS for data, nothing for util, ALL_LIBS from tui)
