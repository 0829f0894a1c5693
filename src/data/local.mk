noinst_LIBRARIES += libpldata.a
libpldata_a_SOURCES = \
	$(NULL)
