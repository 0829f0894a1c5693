# Test programs of the room; each links only the floors it needs:
#   check_PROGRAMS += tests/report/test_NAME
#   tests_report_test_NAME_SOURCES = tests/report/test_NAME.c tests/tap.h
#   tests_report_test_NAME_LDADD = $(REPORT_FLOOR) $(PKI_LIBS)   (DATA_LIBS for data, nothing for util, ALL_LIBS from tui)
