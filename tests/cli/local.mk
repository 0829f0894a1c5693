# Test programs of the room; each links only the floors it needs:
#   check_PROGRAMS += tests/cli/test_NAME
#   tests_cli_test_NAME_SOURCES = tests/cli/test_NAME.c tests/tap.h
#   tests_cli_test_NAME_LDADD = $(CLI_FLOOR) $(PKI_LIBS)   (DATA_LIBS for data, nothing for util, ALL_LIBS from tui)
