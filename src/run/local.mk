noinst_LIBRARIES += libplrun.a
libplrun_a_SOURCES = \
	$(NULL)
