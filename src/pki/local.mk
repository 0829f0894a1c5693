noinst_LIBRARIES += libplpki.a
libplpki_a_SOURCES = \
	$(NULL)
