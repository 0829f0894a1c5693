noinst_LIBRARIES += libplpin.a
libplpin_a_SOURCES = \
	$(NULL)
