# Test programs of the room; each links only the floors it needs.

check_PROGRAMS += \
	tests/pin/test_client \
	tests/pin/test_pin

tests_pin_test_client_SOURCES = tests/pin/test_client.c tests/pin/chain.h tests/tap.h
tests_pin_test_client_LDADD = $(PIN_FLOOR) $(PKI_LIBS)

tests_pin_test_pin_SOURCES = tests/pin/test_pin.c tests/pin/chain.h tests/tap.h
tests_pin_test_pin_LDADD = $(PIN_FLOOR) $(PKI_LIBS)
