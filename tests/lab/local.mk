# Test programs of the room; each links only the floors it needs:
#   check_PROGRAMS += tests/lab/test_NAME
#   tests_lab_test_NAME_SOURCES = tests/lab/test_NAME.c tests/tap.h
#   tests_lab_test_NAME_LDADD = $(LAB_FLOOR) $(PKI_LIBS)   (DATA_LIBS for data, nothing for util, ALL_LIBS from tui)
