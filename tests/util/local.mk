# Test programs of the room; each links only the floors it needs:
#   check_PROGRAMS += tests/util/test_NAME
#   tests_util_test_NAME_SOURCES = tests/util/test_NAME.c tests/tap.h
#   tests_util_test_NAME_LDADD = $(UTIL_FLOOR) $(PKI_LIBS)   (DATA_LIBS for data, nothing for util, ALL_LIBS from tui)
