noinst_LIBRARIES += libpllab.a
libpllab_a_SOURCES = \
	$(NULL)
