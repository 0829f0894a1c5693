noinst_LIBRARIES += libplrehearsal.a
libplrehearsal_a_SOURCES = \
	src/rehearsal/chains.c \
	src/rehearsal/chains.h \
	src/rehearsal/shadow.c \
	src/rehearsal/shadow.h \
	src/rehearsal/shadow_hierarchy.c \
	src/rehearsal/shadow_hosts.c \
	src/rehearsal/shadow_parts.h \
	src/rehearsal/shadow_pins.c \
	$(NULL)
