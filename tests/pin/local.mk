# Test programs of the room; each links only the floors it needs:
#   check_PROGRAMS += tests/pin/test_NAME
#   tests_pin_test_NAME_SOURCES = tests/pin/test_NAME.c tests/tap.h
#   tests_pin_test_NAME_LDADD = $(PIN_FLOOR) $(PKI_LIBS)   (DATA_LIBS for data, nothing for util, ALL_LIBS from tui)
