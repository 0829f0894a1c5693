noinst_LIBRARIES += libplpki.a
libplpki_a_SOURCES = \
	src/pki/cert.c \
	src/pki/cert.h \
	src/pki/cert_extensions.c \
	src/pki/cert_fields.c \
	src/pki/cert_file.c \
	src/pki/cert_issue.c \
	src/pki/chain.c \
	src/pki/chain.h \
	src/pki/clock.c \
	src/pki/constraints.c \
	src/pki/der.c \
	src/pki/der.h \
	src/pki/dn_write.c \
	src/pki/fail.c \
	src/pki/graph.c \
	src/pki/hash.c \
	src/pki/internal.h \
	src/pki/key.c \
	src/pki/key.h \
	src/pki/key_make.c \
	src/pki/keyring.c \
	src/pki/link.c \
	src/pki/name.c \
	src/pki/path.c \
	src/pki/path.h \
	src/pki/path_dates.c \
	src/pki/path_names.c \
	src/pki/path_parts.h \
	src/pki/path_rules.c \
	src/pki/pki.c \
	src/pki/pki.h \
	src/pki/stream.c \
	src/pki/tls.c \
	src/pki/tls.h \
	$(NULL)
