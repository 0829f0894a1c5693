noinst_LIBRARIES += libplpki.a
libplpki_a_SOURCES = \
	src/pki/ber.c \
	src/pki/ber.h \
	src/pki/cert.c \
	src/pki/cert.h \
	src/pki/cert_bundle.c \
	src/pki/cert_extensions.c \
	src/pki/cert_fields.c \
	src/pki/cert_file.c \
	src/pki/cert_issue.c \
	src/pki/cert_names.c \
	src/pki/cert_reader.h \
	src/pki/chain.c \
	src/pki/chain.h \
	src/pki/clock.c \
	src/pki/constraints.c \
	src/pki/constraints_dn.c \
	src/pki/crl.c \
	src/pki/crl.h \
	src/pki/der.c \
	src/pki/der.h \
	src/pki/der_write.c \
	src/pki/dn_write.c \
	src/pki/fail.c \
	src/pki/graph.c \
	src/pki/hash.c \
	src/pki/internal.h \
	src/pki/key.c \
	src/pki/key.h \
	src/pki/key_look.c \
	src/pki/key_make.c \
	src/pki/keyring.c \
	src/pki/link.c \
	src/pki/merkle.c \
	src/pki/merkle.h \
	src/pki/name.c \
	src/pki/ocsp.c \
	src/pki/ocsp.h \
	src/pki/ocsp_read.c \
	src/pki/outline.c \
	src/pki/outline.h \
	src/pki/path.c \
	src/pki/path.h \
	src/pki/path_dates.c \
	src/pki/path_names.c \
	src/pki/path_parts.h \
	src/pki/path_rules.c \
	src/pki/pbe.c \
	src/pki/pbe.h \
	src/pki/pbe_derive.c \
	src/pki/pkcs12.c \
	src/pki/pkcs7.c \
	src/pki/pki.c \
	src/pki/pki.h \
	src/pki/pkix_asn1_tab.c \
	src/pki/precert.c \
	src/pki/sct.h \
	src/pki/sct_parts.h \
	src/pki/sct_read.c \
	src/pki/sct_sign.c \
	src/pki/sign.c \
	src/pki/sign.h \
	src/pki/stream.c \
	src/pki/tls.c \
	src/pki/tls.h \
	src/pki/tls_faces.c \
	src/pki/tls_faces.h \
	src/pki/tls_look.c \
	src/pki/tls_look.h \
	src/pki/tls_parts.h \
	src/pki/tls_session.c \
	src/pki/tls_session.h \
	src/pki/tree.c \
	src/pki/tree.h \
	src/pki/tree_names.c \
	src/pki/tree_values.c \
	$(NULL)

# The table of types is committed, so that builders need no asn1Parser.
EXTRA_DIST += src/pki/pkix.asn
if MAINTAINER_MODE
$(srcdir)/src/pki/pkix_asn1_tab.c: $(srcdir)/src/pki/pkix.asn
	$(AM_V_GEN)$(ASN1PARSER) -n pl_pkix_asn1_tab -o $@ $(srcdir)/src/pki/pkix.asn
endif
