noinst_LIBRARIES += libplutil.a
libplutil_a_SOURCES = \
	$(NULL)
