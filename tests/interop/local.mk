# Other programs repeat the verdicts; each test reports a skip where they are absent.
check_PROGRAMS += \
	tests/interop/test_ct \
	tests/interop/test_verify \
	tests/interop/test_live \
	tests/interop/test_curl \
	tests/interop/test_okhttp \
	tests/interop/test_wget \
	tests/interop/test_gnutls_cli \
	tests/interop/test_dane \
	tests/interop/test_urllib3

client_parts = tests/interop/clients.c tests/interop/clients.h
client_sources = $(client_parts) tests/interop/server_openssl.c
serve_sources = $(client_parts) tests/interop/server_pinlab.c
EXTRA_DIST += \
	tests/interop/clients.yaml \
	tests/interop/RealOkHttp.java \
	tests/interop/urllib3-client.py

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
tests_interop_test_curl_SOURCES = tests/interop/test_curl.c $(client_sources) $(interop_sources)
tests_interop_test_curl_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
tests_interop_test_curl_LDADD = $(DATA_FLOOR) $(DATA_LIBS)

tests_interop_test_okhttp_SOURCES = tests/interop/test_okhttp.c $(client_sources) $(interop_sources)
tests_interop_test_okhttp_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
tests_interop_test_okhttp_LDADD = $(DATA_FLOOR) $(DATA_LIBS)

tests_interop_test_wget_SOURCES = tests/interop/test_wget.c $(client_sources) $(interop_sources)
tests_interop_test_wget_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
tests_interop_test_wget_LDADD = $(DATA_FLOOR) $(DATA_LIBS)

tests_interop_test_gnutls_cli_SOURCES = tests/interop/test_gnutls_cli.c $(client_sources) $(interop_sources)
tests_interop_test_gnutls_cli_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
tests_interop_test_gnutls_cli_LDADD = $(DATA_FLOOR) $(DATA_LIBS)

tests_interop_test_dane_SOURCES = tests/interop/test_dane.c $(client_sources) $(interop_sources)
tests_interop_test_dane_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
tests_interop_test_dane_LDADD = $(DATA_FLOOR) $(DATA_LIBS)

tests_interop_test_urllib3_SOURCES = tests/interop/test_urllib3.c $(client_sources) $(interop_sources)
tests_interop_test_urllib3_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
tests_interop_test_urllib3_LDADD = $(DATA_FLOOR) $(DATA_LIBS)

dist_check_SCRIPTS += tests/interop/connect.sh

check_PROGRAMS += tests/interop/test_serve_curl
tests_interop_test_serve_curl_SOURCES = tests/interop/test_curl.c $(serve_sources) $(interop_sources)
tests_interop_test_serve_curl_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
tests_interop_test_serve_curl_LDADD = $(DATA_FLOOR) $(DATA_LIBS)

check_PROGRAMS += tests/interop/test_serve_okhttp
tests_interop_test_serve_okhttp_SOURCES = tests/interop/test_okhttp.c $(serve_sources) $(interop_sources)
tests_interop_test_serve_okhttp_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
tests_interop_test_serve_okhttp_LDADD = $(DATA_FLOOR) $(DATA_LIBS)

check_PROGRAMS += tests/interop/test_serve_gnutls_cli
tests_interop_test_serve_gnutls_cli_SOURCES = tests/interop/test_gnutls_cli.c $(serve_sources) $(interop_sources)
tests_interop_test_serve_gnutls_cli_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
tests_interop_test_serve_gnutls_cli_LDADD = $(DATA_FLOOR) $(DATA_LIBS)

check_PROGRAMS += tests/interop/test_serve_dane
tests_interop_test_serve_dane_SOURCES = tests/interop/test_dane.c $(serve_sources) $(interop_sources)
tests_interop_test_serve_dane_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
tests_interop_test_serve_dane_LDADD = $(DATA_FLOOR) $(DATA_LIBS)
