# Test programs of the room; each links only the floors it needs:
#   check_PROGRAMS += tests/pki/test_NAME
#   tests_pki_test_NAME_SOURCES = tests/pki/test_NAME.c tests/tap.h
#   tests_pki_test_NAME_LDADD = $(PKI_FLOOR) $(PKI_LIBS)   (DATA_LIBS for data, nothing for util, ALL_LIBS from tui)

EXTRA_DIST += tests/pki/deviations.tsv

# Held against public vectors; needs data/ to read them.
check_PROGRAMS += tests/pki/test_corpora
tests_pki_test_corpora_SOURCES = \
	tests/pki/deviations.h \
	tests/pki/test_corpora.c \
	tests/pki/verdict.c \
	tests/pki/verdict.h \
	tests/tap.h
tests_pki_test_corpora_LDADD = $(PKI_FLOOR) $(PKI_LIBS)

check_PROGRAMS += \
	tests/pki/test_cert \
	tests/pki/test_cert_input \
	tests/pki/test_containers \
	tests/pki/test_der \
	tests/pki/test_key \
	tests/pki/test_real_certs \
	tests/pki/test_tls

tests_pki_test_cert_SOURCES = tests/pki/test_cert.c tests/pki/issue.h tests/tap.h
tests_pki_test_cert_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
tests_pki_test_cert_LDADD = $(PKI_FLOOR) $(PKI_LIBS)

tests_pki_test_cert_input_SOURCES = tests/pki/test_cert_input.c tests/pki/issue.h tests/tap.h
tests_pki_test_cert_input_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
tests_pki_test_cert_input_LDADD = $(PKI_FLOOR) $(PKI_LIBS)

tests_pki_test_containers_SOURCES = tests/pki/test_containers.c tests/pki/issue.h tests/tap.h
tests_pki_test_containers_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
tests_pki_test_containers_LDADD = $(PKI_FLOOR) $(PKI_LIBS)

tests_pki_test_der_SOURCES = tests/pki/test_der.c tests/pki/issue.h tests/tap.h
tests_pki_test_der_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
tests_pki_test_der_LDADD = $(PKI_FLOOR) $(PKI_LIBS)

tests_pki_test_key_SOURCES = tests/pki/test_key.c tests/pki/issue.h tests/tap.h
tests_pki_test_key_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
tests_pki_test_key_LDADD = $(PKI_FLOOR) $(PKI_LIBS)

tests_pki_test_real_certs_SOURCES = tests/pki/test_real_certs.c tests/tap.h
tests_pki_test_real_certs_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
tests_pki_test_real_certs_LDADD = $(PKI_FLOOR) $(PKI_LIBS)

tests_pki_test_tls_SOURCES = tests/pki/test_tls.c tests/pki/issue.h tests/tap.h
tests_pki_test_tls_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
tests_pki_test_tls_LDADD = $(PKI_FLOOR) $(PKI_LIBS)

CAST = tests/pki/cast.c tests/pki/cast.h tests/pki/cast_roles.c tests/tap.h

check_PROGRAMS += tests/pki/test_path tests/pki/test_path_limits tests/pki/test_name
tests_pki_test_path_SOURCES = tests/pki/test_path.c $(CAST)
tests_pki_test_path_LDADD = $(PKI_FLOOR) $(PKI_LIBS)
tests_pki_test_path_limits_SOURCES = tests/pki/test_path_limits.c tests/tap.h
tests_pki_test_path_limits_LDADD = $(PKI_FLOOR) $(PKI_LIBS)
tests_pki_test_name_SOURCES = tests/pki/test_name.c $(CAST)
tests_pki_test_name_LDADD = $(PKI_FLOOR) $(PKI_LIBS)

# Held against openssl, GnuTLS's own verifier and real certificates.
check_PROGRAMS += tests/pki/test_oracles tests/pki/test_links tests/pki/test_orders \
	tests/pki/test_real_paths
tests_pki_test_oracles_SOURCES = \
	tests/pki/deviations.h \
	tests/pki/oracles.c \
	tests/pki/oracles.h \
	tests/pki/real_certs.c \
	tests/pki/real_certs.h \
	tests/pki/test_oracles.c \
	tests/pki/verdict.c \
	tests/pki/verdict.h \
	$(CAST)
tests_pki_test_oracles_LDADD = $(PKI_FLOOR) $(PKI_LIBS)
tests_pki_test_links_SOURCES = \
	tests/pki/real_certs.c \
	tests/pki/real_certs.h \
	tests/pki/test_links.c \
	tests/tap.h
tests_pki_test_links_LDADD = $(PKI_FLOOR) $(PKI_LIBS)
tests_pki_test_orders_SOURCES = \
	tests/pki/real_certs.c \
	tests/pki/real_certs.h \
	tests/pki/test_orders.c \
	tests/tap.h
tests_pki_test_orders_LDADD = $(PKI_FLOOR) $(PKI_LIBS)
tests_pki_test_real_paths_SOURCES = \
	tests/pki/real_certs.c \
	tests/pki/real_certs.h \
	tests/pki/test_real_paths.c \
	tests/tap.h
tests_pki_test_real_paths_LDADD = $(PKI_FLOOR) $(PKI_LIBS)

# What the lab revokes with, held against openssl and GnuTLS.
check_PROGRAMS += tests/pki/test_revocation
tests_pki_test_revocation_SOURCES = \
	tests/interop/command.c \
	tests/interop/command.h \
	tests/pki/issue.h \
	tests/pki/test_revocation.c \
	tests/tap.h
tests_pki_test_revocation_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
tests_pki_test_revocation_LDADD = $(PKI_FLOOR) $(PKI_LIBS)
check_PROGRAMS += \
	tests/pki/test_merkle \
	tests/pki/test_sct

tests_pki_test_merkle_SOURCES = tests/pki/test_merkle.c tests/tap.h
tests_pki_test_merkle_LDADD = $(PKI_FLOOR) $(PKI_LIBS)

tests_pki_test_sct_SOURCES = tests/pki/test_sct.c tests/pki/issue.h tests/tap.h
tests_pki_test_sct_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
tests_pki_test_sct_LDADD = $(PKI_FLOOR) $(PKI_LIBS)

check_PROGRAMS += tests/pki/test_tls_server
tests_pki_test_tls_server_SOURCES = tests/pki/test_tls_server.c tests/pki/issue.h tests/tap.h
tests_pki_test_tls_server_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)
tests_pki_test_tls_server_LDADD = $(PKI_FLOOR) $(PKI_LIBS)
