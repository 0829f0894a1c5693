check_PROGRAMS += tests/net/test_address

tests_net_test_address_SOURCES = tests/net/test_address.c tests/tap.h
tests_net_test_address_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
tests_net_test_address_LDADD = $(NET_FLOOR) $(PKI_LIBS)

check_PROGRAMS += tests/net/test_http
tests_net_test_http_SOURCES = tests/net/test_http.c tests/tap.h
tests_net_test_http_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
tests_net_test_http_LDADD = $(NET_FLOOR) $(PKI_LIBS)

check_PROGRAMS += tests/net/test_fetch
tests_net_test_fetch_SOURCES = tests/net/test_fetch.c tests/pki/issue.h tests/tap.h
tests_net_test_fetch_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
tests_net_test_fetch_LDADD = $(NET_FLOOR) $(PKI_LIBS)

check_PROGRAMS += tests/net/test_serve
tests_net_test_serve_SOURCES = tests/net/test_serve.c tests/pki/issue.h tests/tap.h
tests_net_test_serve_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
tests_net_test_serve_LDADD = $(NET_FLOOR) $(PKI_LIBS)
