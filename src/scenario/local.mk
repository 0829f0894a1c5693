noinst_LIBRARIES += libplscenario.a
libplscenario_a_SOURCES = \
	$(NULL)
