noinst_LIBRARIES += libplrehearsal.a
libplrehearsal_a_SOURCES = \
	src/rehearsal/chains.c \
	src/rehearsal/chains.h \
	$(NULL)
