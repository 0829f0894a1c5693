# Other programs repeat the verdicts; each test reports a skip where they are absent.
check_PROGRAMS += \
	tests/interop/test_ct \
	tests/interop/test_verify \
	tests/interop/test_live

interop_sources = \
	tests/interop/command.c tests/interop/command.h \
	tests/interop/exported.c tests/interop/exported.h \
	tests/tap.h

tests_interop_test_verify_SOURCES = tests/interop/test_verify.c $(interop_sources)
tests_interop_test_verify_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
tests_interop_test_verify_LDADD = $(DATA_FLOOR) $(DATA_LIBS)

tests_interop_test_live_SOURCES = tests/interop/test_live.c $(interop_sources)
tests_interop_test_live_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
tests_interop_test_live_LDADD = $(DATA_FLOOR) $(DATA_LIBS)

tests_interop_test_ct_SOURCES = tests/interop/test_ct.c tests/pki/issue.h $(interop_sources)
tests_interop_test_ct_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
tests_interop_test_ct_LDADD = $(PKI_FLOOR) $(PKI_LIBS)
