# Test programs of the room; each links only the floors it needs.

check_PROGRAMS += \
	tests/pin/test_client \
	tests/pin/test_pin

tests_pin_test_client_SOURCES = tests/pin/test_client.c tests/pin/chain.h tests/tap.h
tests_pin_test_client_LDADD = $(PIN_FLOOR) $(PKI_LIBS)

tests_pin_test_pin_SOURCES = tests/pin/test_pin.c tests/pin/chain.h tests/tap.h
tests_pin_test_pin_LDADD = $(PIN_FLOOR) $(PKI_LIBS)

check_PROGRAMS += \
	tests/pin/test_hosts \
	tests/pin/test_spelling \
	tests/pin/test_terms

tests_pin_test_hosts_SOURCES = tests/pin/test_hosts.c tests/pin/ask.h tests/pin/chain.h tests/tap.h
tests_pin_test_hosts_LDADD = $(PIN_FLOOR) $(PKI_LIBS)

tests_pin_test_spelling_SOURCES = tests/pin/test_spelling.c tests/pin/ask.h tests/pin/chain.h \
	tests/tap.h
tests_pin_test_spelling_LDADD = $(PIN_FLOOR) $(PKI_LIBS)

tests_pin_test_terms_SOURCES = tests/pin/test_terms.c tests/pin/ask.h tests/pin/chain.h tests/tap.h
tests_pin_test_terms_LDADD = $(PIN_FLOOR) $(PKI_LIBS)

check_PROGRAMS += \
	tests/pin/test_pinfile

tests_pin_test_pinfile_SOURCES = tests/pin/test_pinfile.c tests/pin/pinfile.h tests/tap.h
tests_pin_test_pinfile_LDADD = $(PIN_FLOOR) $(PKI_LIBS)

check_PROGRAMS += tests/pin/test_finds

tests_pin_test_finds_SOURCES = tests/pin/test_finds.c tests/pin/ask.h tests/pin/chain.h tests/tap.h
tests_pin_test_finds_LDADD = $(PIN_FLOOR) $(PKI_LIBS)
check_PROGRAMS += tests/pin/test_failure_report
tests_pin_test_failure_report_SOURCES = tests/pin/test_failure_report.c tests/pki/issue.h tests/tap.h
tests_pin_test_failure_report_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
tests_pin_test_failure_report_LDADD = $(PIN_FLOOR) $(PKI_LIBS)
check_PROGRAMS += \
	tests/pin/test_formats_source

tests_pin_test_formats_source_SOURCES = tests/pin/test_formats_source.c tests/pin/pinfile.h \
	tests/tap.h
tests_pin_test_formats_source_LDADD = $(PIN_FLOOR) $(PKI_LIBS)

check_PROGRAMS += \
	tests/pin/test_formats_text

tests_pin_test_formats_text_SOURCES = tests/pin/test_formats_text.c tests/pin/pinfile.h tests/tap.h
tests_pin_test_formats_text_LDADD = $(PIN_FLOOR) $(PKI_LIBS)

check_PROGRAMS += \
	tests/pin/test_formats_xml

tests_pin_test_formats_xml_SOURCES = tests/pin/test_formats_xml.c tests/tap.h
tests_pin_test_formats_xml_LDADD = $(PIN_FLOOR) $(PKI_LIBS)

check_PROGRAMS += \
	tests/pin/test_export

tests_pin_test_export_SOURCES = tests/pin/test_export.c tests/pin/chain.h tests/pin/pinfile.h \
	tests/tap.h
tests_pin_test_export_LDADD = $(PIN_FLOOR) $(PKI_LIBS)
