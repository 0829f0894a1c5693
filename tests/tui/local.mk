# Test programs of the room; each links only the floors it needs:
#   check_PROGRAMS += tests/tui/test_NAME
#   tests_tui_test_NAME_SOURCES = tests/tui/test_NAME.c tests/tap.h
#   tests_tui_test_NAME_LDADD = $(TUI_FLOOR) $(PKI_LIBS)   (DATA_LIBS for data, nothing for util, ALL_LIBS from tui)
