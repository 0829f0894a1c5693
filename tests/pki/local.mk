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
