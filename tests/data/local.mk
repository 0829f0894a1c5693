# Test programs of the room; each links only the floors it needs:
#   check_PROGRAMS += tests/data/test_NAME
#   tests_data_test_NAME_SOURCES = tests/data/test_NAME.c tests/tap.h
#   tests_data_test_NAME_LDADD = $(DATA_FLOOR) $(PKI_LIBS)   (DATA_LIBS for data, nothing for util, ALL_LIBS from tui)
