noinst_LIBRARIES += libplreport.a
libplreport_a_SOURCES = \
	$(NULL)
